"""Dimensions at the border: what is read, what is refused and why (T30)."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import _unit_table, units
from gigasite.errors import DataError, ParameterError
from gigasite.parameters import table


@pytest.mark.parametrize(
    ("text", "value", "unit", "dimension"),
    [
        ("100 MW", 100.0, "MW", "power"),
        ("1 GW", 1000.0, "MW", "power"),
        ("33.1 TWh", 33.1e6, "MWh", "energy"),
        ("3.6 GJ", 1.0, "MWh", "energy"),
        ("1 kW-h", 1e-3, "MWh", "energy"),
        ("5 MW_th", 5.0, "MW_th", "heat flow"),
        ("1 GW_dc", 1000.0, "MW_dc", "direct-current power"),
        ("150 USD/kW-month", 150.0, "USD/kW-month", "price of capacity per time"),
        ("1.8 MUSD/MW-yr", 150.0, "USD/kW-month", "price of capacity per time"),
        ("60 USD/MWh", 60.0, "USD/MWh", "price of energy"),
        ("$60/MWh", 60.0, "USD/MWh", "price of energy"),
        ("0.06 USD/kWh", 60.0, "USD/MWh", "price of energy"),
        ("25 EUR/MWh", 25.0, "EUR/MWh", "price of energy in EUR"),
        ("11.7 M USD/MW", 11700.0, "USD/kW", "price of capacity"),
        ("280 kUSD", 280e3, "USD", "money"),
        ("2.5 bn USD", 2.5e9, "USD", "money"),
        ("2.35 USD/GPU-h", 2.35, "USD/GPU-h", "price of compute"),
        ("7 kg/m²", 7.0, "kg/m2", "mass per area"),
        ("450 g/kWh", 450.0, "kg/MWh", "mass per energy"),
        ("47 °C", 47.0, "°C", "temperature"),
        ("320 K", 320.0, "K", "temperature"),
        ("650 km", 650e3, "m", "length"),
        ("36 months", 26280.0, "h", "time"),
        ("70 %", 0.7, "1", "ratio"),
        ("0.7", 0.7, "1", "ratio"),
        ("8 %/yr", 0.08, "1/yr", "rate"),
        ("50 USD/PH/day", 0.05, "USD/TH/s/day", "hashprice"),
        ("200 Gbps", 200.0, "Gbit/s", "data rate"),
    ],
)
def test_parse(text, value, unit, dimension):
    got = units.parse(text)
    assert got.value == pytest.approx(value, rel=1e-12)
    assert got[1:] == (unit, dimension)


@pytest.mark.parametrize(
    "text", ["1,234.5 MW", "1 234.5 MW", "1\u00a0234.5 MW", "1\u202f234.5\u202fMW", "1\u2009234.5MW", "1'234.5 MW", "1.2345e3 MW"]
)
def test_thousands_apart(text):
    assert units.parse(text).value == 1234.5


@pytest.mark.parametrize("minus", ["-", "\u2212", "\u2013"])
def test_every_minus(minus):
    assert units.parse(f"{minus}0.35 %/K").value == pytest.approx(-0.0035)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("200 MW/h", ["MW/h", "ramp", "MWh"]),
        ("200 MW per hour", ["ramp"]),
        ("5 kW/yr", ["kW/yr", "ramp", "kWh"]),
        ("1,500 homes", ["home", "MWh"]),
        ("5 million households", ["household"]),
        ("3 data centers", ["capacity", "MW"]),
        ("100 mw", ["MW?"]),
        ("33,1 TWh", ["33.1"]),
        ("25 EUR2025/MWh", ["2025", "money"]),
        ("6400 Btu/kWh LHV", ["hhv_to_lhv"]),
        ("10-20 MW", ["range"]),
        ("100 furlong", ["furlong"]),
        ("100 MW MW", ["MW MW"]),
        ("", ["number"]),
        ("nan MW", ["number"]),
        ("inf MW", ["number"]),
        ("1e999 MW", ["finite"]),
        ("1.2.3 MW", ["number"]),
        ("MW", ["number"]),
    ],
)
def test_refusals_say_why(text, says):
    with pytest.raises(ParameterError) as error:
        units.parse(text)
    assert all(word in str(error.value) for word in says), str(error.value)


@pytest.mark.parametrize("value", [100, None, b"1 MW", ["1 MW"]])
def test_only_texts_are_parsed(value):
    with pytest.raises(ParameterError, match="text"):
        units.parse(value)


@pytest.mark.parametrize(
    ("text", "dimension", "says"),
    [
        ("100 MWh", "power", "mean_power_mw"),
        ("5 MW_th", "power", "heat"),
        ("8760 MWh/yr", "power", "mean"),
        ("4 °C", "temperature difference", "in K"),
        ("150 USD/kW-month", "price of energy", "load factor"),
        ("25 EUR", "money", "money()"),
        ("1 MW", "colour", "no dimension"),
    ],
)
def test_another_dimension_is_refused(text, dimension, says):
    with pytest.raises(ParameterError, match="dimension") as error:
        units.parse(text, dimension=dimension)
    assert says in str(error.value)


def test_a_wanted_dimension_is_accepted():
    assert units.parse("4 K", dimension="temperature difference") == (4.0, "K", "temperature difference")
    assert units.parse("47 °C", dimension="temperature").value == 47.0


_FAMILIES = [
    ["MW", "W", "kW", "GW", "TW"],
    ["MWh", "kWh", "GWh", "J", "MJ", "PJ", "Btu", "MMBtu"],
    ["s", "min", "h", "day", "month", "yr"],
    ["USD/MWh", "USD/kWh", "USD/MMBtu", "kUSD/GWh"],
    ["kg/m2", "g/cm2", "t/ha"],
    ["°C", "K"],
    ["USD/kW-month", "USD/kW-yr", "USD/MW/day"],
    ["L/kWh", "m3/MWh"],
]


@given(
    st.sampled_from(_FAMILIES).flatmap(lambda f: st.tuples(st.sampled_from(f), st.sampled_from(f))),
    st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda x: abs(x) > 1e-200 or x == 0),
)
def test_round_trip(pair, value):
    there = units.convert(value, *pair)
    assert units.convert(there, *reversed(pair)) == pytest.approx(value, rel=1e-12, abs=1e-9 if "K" in pair else 0.0)


def test_convert_is_vectorised_and_affine():
    np.testing.assert_allclose(units.convert(np.array([0.0, 85.0]), "°C", "K"), [273.15, 358.15])
    np.testing.assert_allclose(units.convert([[1.0], [2.0]], "GW", "MW"), [[1000.0], [2000.0]])
    assert isinstance(units.convert(1, "GW", "MW"), float)


@pytest.mark.parametrize(
    ("start", "end"),
    [("MW", "MWh"), ("USD/kW-month", "USD/MWh"), ("EUR", "USD"), ("MW", "MW_th"), ("GW_dc", "GW"), ("Btu/kWh", "1"), ("kg", "m")],
)
def test_convert_keeps_dimensions_apart(start, end):
    with pytest.raises(ParameterError, match="dimension"):
        units.convert(1.0, start, end)


@pytest.mark.parametrize("bad", [math.nan, math.inf, "1", None, True])
def test_convert_wants_numbers(bad):
    with pytest.raises(ParameterError):
        units.convert(bad, "GW", "MW")


def test_ratio():
    assert units.ratio("1 GW", "250 MW") == 4.0
    assert units.ratio(3, 4.0) == 0.75
    np.testing.assert_allclose(units.ratio([1.0, 2.0], 4.0), [0.25, 0.5])
    for pair in [("1 MW", 2.0), ("1 MW", "1 MWh"), (1.0, 0.0), ("1 MW", "0 MW"), (math.nan, 1.0)]:
        with pytest.raises(ParameterError):
            units.ratio(*pair)


@given(st.floats(0.0, 1e6), st.floats(0.01, 1.0))
def test_energy_of_a_year_and_mean_power_are_inverse(power, load_factor):
    energy = units.annual_energy_mwh(power, load_factor=load_factor)
    assert units.mean_power_mw(energy) == pytest.approx(power * load_factor, rel=1e-12)


def test_lease_needs_a_load_factor():
    assert units.lease_usd_per_mwh(150.0, 1.0) == pytest.approx(150.0 * 12 * 1000 / 8760)
    assert units.lease_usd_per_mwh(150.0, 0.5) == pytest.approx(2 * units.lease_usd_per_mwh(150.0, 1.0))
    for bad in (0.0, 1.1, -0.5, math.nan):
        with pytest.raises(ParameterError):
            units.lease_usd_per_mwh(150.0, bad)
    with pytest.raises(ParameterError):
        units.annual_energy_mwh(-1.0)
    with pytest.raises(ParameterError):
        units.mean_power_mw(1.0, hours=0.0)
    with pytest.raises(ParameterError):
        units.hhv_to_lhv(1.0, 1.2)


def test_money():
    assert units.money(100.0, "EUR", "USD", 2030, rate=1.1) == pytest.approx(110.0)
    assert units.money(7.0, "USD", "USD", 1900) == 7.0
    there = units.money(units.money(100.0, "EUR", "CNY", 2023), "CNY", "EUR", 2023)
    assert there == pytest.approx(100.0, rel=1e-12)
    np.testing.assert_allclose(units.money([1.0, 2.0], "EUR", "USD", 2024), [1.0824, 2.1648])
    with pytest.raises(DataError, match="no rate of EUR"):
        units.money(1.0, "EUR", "USD", 1890)
    with pytest.raises(DataError):
        units.money(1.0, "CHF", "USD", 2024)
    for bad in [("euro", "USD", 2024), ("EUR", "usd", 2024), ("EUR", "USD", 2024.5), ("EUR", "USD", math.nan)]:
        with pytest.raises(ParameterError):
            units.money(1.0, *bad)
    with pytest.raises(ParameterError):
        units.money(1.0, "EUR", "USD", 2024, rate=-1.0)


def test_every_key_of_the_parameter_table_names_the_unit_of_its_row():
    suffixed = [row for row in table().values() if units.unit_of_key(row.key)]
    assert len(suffixed) > 70
    for row in suffixed:
        plain = re.sub(r" of .*| to orbit|/(satellite|block)| per satellite group", "", row.unit).replace(" per ", "/")
        assert units.in_unit_of_key(f"2 {plain}", row.key) == pytest.approx(2.0), row


def test_every_row_with_a_unit_has_a_key_that_names_it():
    for row in table().values():
        if not units.unit_of_key(row.key):
            assert row.unit in ("1", "1/yr", "kg/kg", "GPU", "orbits"), row


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("it_capacity_mw", "MW"),
        ("launch_price_usd_per_kg", "USD/kg"),
        ("tower_approach_k", "K"),
        ("district_supply_c", "°C"),
        ("chip_life_years", "yr"),
        ("turbine_lead_time_months", "month"),
        ("gpu_rent_usd_per_gpu_h", "USD/GPU-h"),
        ("coincident_peak_charge_usd_per_kw_yr", "USD/kW-yr"),
        ("radiator_areal_mass_kg_m2", "kg/m2"),
        ("drag_area_ratio_m2_kg", "m2/kg"),
        ("dose_per_silent_corruption_rad", "rad"),
        ("pv_gamma_per_k", "1/K"),
        ("queue_completion_mw", ""),
        ("sold_share", ""),
        ("ups_k0", ""),
        ("elcc_gas", ""),
        ("kg_per_kw_it", "kg/kW"),
        ("bf16_dense_tflops", "TFLOP/s"),
    ],
)
def test_unit_of_key(key, unit):
    assert units.unit_of_key(key) == unit


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("1 GW", "it_capacity_mw", 1000.0),
        ("550 km", "altitude_m", 550e3),
        ("85 °C", "junction_limit_k", 358.15),
        ("320 K", "district_supply_c", 46.85),
        ("4 K", "tower_approach_k", 4.0),
        ("3 years", "queue_median_months", 36.0),
        ("8 %", "wacc_it_per_yr", 0.08),
        ("70 %", "sold_share", 0.7),
        ("10 MW_th", "heat_demand_mw", 10.0),
        ("25 USD/MWh_th", "heat_sale_price_usd_per_mwh", 25.0),
        ("3.125 BTC/block", "subsidy_btc", 3.125),
    ],
)
def test_in_unit_of_key(text, key, value):
    assert units.in_unit_of_key(text, key) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("100", "it_capacity_mw"),
        ("100 MWh", "it_capacity_mw"),
        ("10 MW_th", "it_capacity_mw"),
        ("8760 MWh/yr", "it_capacity_mw"),
        ("4 °C", "tower_approach_k"),
        ("5 MW", "sold_share"),
        ("25 EUR/MWh", "heat_sale_price_usd_per_mwh"),
    ],
)
def test_another_dimension_names_the_key(text, key):
    with pytest.raises(ParameterError) as error:
        units.in_unit_of_key(text, key)
    assert error.value.parameter == key


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text):
    try:
        value = units.parse(text).value
    except ParameterError:
        return
    assert math.isfinite(value)


def test_no_dimension_stands_twice_in_the_table():
    dimensions = _unit_table.rows("dimensions")
    assert len(_unit_table.table().dimensions) == sum(5 if "USD" in row["unit"] else 1 for row in dimensions) + 20
