"""Gas turbine (T16): monotony, limits, bad input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import doors
from gigasite import gas_turbine as gt
from gigasite.constants import BTU_PER_KWH
from gigasite.errors import ParameterError


@given(st.floats(0.0, 500.0), st.floats(-20.0, 45.0), st.floats(0.007, 0.010), st.floats(0.0, 3000.0))
def test_heat_and_altitude_take_power(power, temperature, slope, altitude):
    here = gt.derated_mw(power, temperature, derate_per_k=slope, altitude_m=altitude)
    assert 0.0 <= gt.derated_mw(power, temperature + 5.0, derate_per_k=slope, altitude_m=altitude) <= here
    assert gt.derated_mw(power, temperature, derate_per_k=slope, altitude_m=altitude + 100.0) <= here


def test_iso_point_and_altitude():
    assert gt.derated_mw(100.0, 15.0) == 100.0
    assert gt.derated_mw(100.0, 15.0, altitude_m=1600.0) == pytest.approx(100.0 * 83_523.5 / 101_325.0, rel=1e-5)


@given(st.floats(0.0, 600.0), st.floats(0.2, 0.45), st.floats(0.0, 1.0), st.floats(0.0, 0.45))
def test_steam_adds_and_never_passes_the_heat_of_the_fuel(power, efficiency, recovery, steam):
    cycle = gt.combined_cycle(power, efficiency, recovery, steam)
    assert cycle.power_mw >= power * (1.0 - 1e-12)
    assert efficiency * (1.0 - 1e-12) <= cycle.efficiency < 1.0
    assert cycle.power_mw == pytest.approx(power / efficiency * cycle.efficiency, rel=1e-12)


@given(st.floats(0.3, 1.0), st.floats(0.0, 1.0))
def test_part_load_burns_more_per_kwh_and_less_per_hour(load, no_load):
    rate = gt.part_load_heat_rate_btu_per_kwh(load, 6400.0, no_load)
    assert rate >= 6400.0 * (1.0 - 1e-12)
    assert rate * load <= 6400.0 * (1.0 + 1e-12)
    assert gt.part_load_heat_rate_btu_per_kwh(1.0, 6400.0, no_load) == pytest.approx(6400.0)


@given(st.floats(BTU_PER_KWH, 20_000.0))
def test_efficiency_and_heat_rate(rate):
    assert 0.0 < gt.efficiency_hhv(rate) <= 1.0
    assert gt.efficiency_hhv(rate) * rate == pytest.approx(3412.142)
    assert gt.co2_kg_per_mwh(rate) == pytest.approx(rate * 0.05306)
    assert gt.fuel_cost_usd_per_mwh(rate, -2.0) == pytest.approx(-0.002 * rate)


def test_a_load_above_full_has_no_meaning():
    with pytest.raises(ParameterError, match="load_fraction"):
        gt.part_load_heat_rate_btu_per_kwh(1.1, 6400.0, 0.2, outside="nan")


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (
            gt.derated_mw,
            {"iso_power_mw": 100.0, "dry_bulb_c": 30.0, "derate_per_k": 0.008, "iso_temperature_c": 15.0, "altitude_m": 100.0},
        ),
        (
            gt.combined_cycle,
            {"gas_turbine_mw": 100.0, "gas_turbine_efficiency": 0.4, "recovery_effectiveness": 0.8, "steam_efficiency": 0.3},
        ),
        (
            gt.part_load_heat_rate_btu_per_kwh,
            {"load_fraction": 0.5, "full_load_heat_rate_btu_per_kwh": 6400.0, "no_load_share": 0.2},
        ),
        (gt.fuel_cost_usd_per_mwh, {"heat_rate_btu_per_kwh": 6400.0, "gas_price_usd_per_mmbtu": 5.0}),
        (gt.co2_kg_per_mwh, {"heat_rate_btu_per_kwh": 6400.0, "emission_factor_kg_per_mmbtu": 53.0}),
        (gt.efficiency_hhv, {"heat_rate_btu_per_kwh": 6400.0}),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
