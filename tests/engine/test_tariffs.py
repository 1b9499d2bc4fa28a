"""Tariffs and supply contracts in a site: where the money lands, what they may not do, and that nothing is counted twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from earth_sites import run, sites
from hypothesis import given, settings
from hypothesis import strategies as st

import gigasite as gs
from gigasite import carbon, grid_import
from gigasite.errors import DataError
from gigasite.tariffs import CHARGES, Window


def site(tariff: dict[str, Any] | None = None, **fields: Any) -> Any:
    plain = {"type": "campus", "region": "DE", "weather": "frankfurt", "it_capacity_mw": 50, "grid_price_factor": 1.0}
    parts: dict[str, Any] = {"sites": {"here": plain | fields}}
    if tariff is not None:
        parts["tariffs"] = {"agreed": tariff}
        parts["sites"]["here"]["tariff"] = "agreed"
    return gs.load(parts).sites["here"]


def energy_usd(result: Any) -> float:
    return result.items["energy"] * result.metrics["delivered_gpu_h"]


FULL = {
    "grid_price_usd_per_mwh": 50.0,
    "demand_charge_usd_per_kw_month": 9.0,
    "demand_ratchet": 0.8,
    "coincident_peak_charge_usd_per_kw_yr": 60.0,
    "coincident_peaks": ["2022-01-17T17:00Z", "2022-02-08T18:00Z"],
    "grid_fee_usd_per_mwh": 2.0,
    "grid_fixed_charge_usd_per_month": 10_000.0,
    "connection_mw": 80,
}


def test_every_charge_lands_once() -> None:
    result = gs.simulate(site(FULL, ramp_months=0.0))
    s = result.series
    power = s["grid_import_mw"]
    month = s.time_utc.astype("datetime64[M]").astype(int) % 12
    peaks = np.array([power[month == m].max() for m in range(12)])
    billed = np.maximum(peaks, 0.8 * peaks.max())
    hours = (s.time_utc - s.time_utc.astype("datetime64[Y]")).astype("timedelta64[h]").astype(int)
    at_peaks = power[np.isin(hours, [16 * 24 + 17, 38 * 24 + 18])]
    expected = (
        grid_import.energy_cost_usd(power, 52.0)
        + grid_import.demand_charge_usd_per_yr(billed, 9.0)
        + grid_import.coincident_peak_charge_usd_per_yr(at_peaks, 60.0)
        + 12 * 10_000.0
    )
    assert len(at_peaks) == 2
    assert energy_usd(result) - result.ledger.water_cost_usd[0] == pytest.approx(expected, rel=1e-6)
    assert result.ledger.grid_cost_usd[0] == pytest.approx(50.0 * power.sum(), rel=1e-9)


def test_a_charge_that_is_not_named_is_none() -> None:
    here = site({"grid_price_usd_per_mwh": 50.0})
    p = here.draws()
    assert all(p[key][0] == 0.0 for key in CHARGES)
    assert p.origin("grid_fee_usd_per_mwh").kind == "tariff"
    assert site().draws()["grid_fee_usd_per_mwh"][0] > 0.0  # without a tariff the default of the table


def test_a_tariff_fixes_the_price_also_over_draws() -> None:
    uncertain = site({"grid_price_usd_per_mwh": 50.0}, grid_price_factor={"dist": "uniform", "low": 0.5, "high": 1.5})
    fixed = gs.load({"tariffs": {"a": {"grid_price_usd_per_mwh": 50}}, "sites": {"h": {"type": "campus", "region": "DE", "tariff": "a"}}})
    assert np.ptp(gs.sample(uncertain, draws=20).draws["grid_price_factor"]) > 0.1  # the site's own word goes first
    one = gs.sample(fixed.sites["h"], draws=20)
    np.testing.assert_allclose(one.ledger.grid_cost_usd, 50.0 * one.ledger.grid_import_mwh, rtol=1e-12)


def test_a_draw_of_a_charge_is_that_of_its_tariff() -> None:
    charge = {"dist": "triangular", "low": 4, "mode": 8, "high": 12}
    two = {name: {"type": "campus", "region": "DE", "tariff": "a"} for name in ("one", "other")}
    scenario = gs.load({"tariffs": {"a": {"grid_price_usd_per_mwh": 50, "demand_charge_usd_per_kw_month": charge}}, "sites": two})
    a, b = (scenario.draws_for(name, 30)["demand_charge_usd_per_kw_month"] for name in two)
    np.testing.assert_array_equal(a, b)
    assert np.ptp(a) > 1.0 and gs.load(scenario.to_dict()) == scenario


@given(st.sets(st.integers(1, 12), min_size=1), st.sampled_from(["all", "weekdays", "weekends"]), st.integers(0, 23), st.integers(1, 24))
@settings(max_examples=30, deadline=None)
def test_windows_cover_the_hours_that_they_name(months: set[int], days: str, start: int, length: int) -> None:
    end = (start + length) % 24 if (start + length) % 24 != start else start
    hours = (0, 24) if end == start else (start, end if end else 24)
    window = Window(tuple(months), days, hours, 200.0)
    here = site({"grid_price_usd_per_mwh": 40.0, "utc_offset_h": 1.0, "windows": [window.to_dict()]})
    price = here.contract.price_of_year(2023)
    time = np.datetime64("2023-01-01T01:00") + np.arange(8760).astype("timedelta64[h]")  # the clock of the tariff
    day = (time.astype("datetime64[D]").astype(int) + 3) % 7
    clock = (time - time.astype("datetime64[D]")).astype("timedelta64[h]").astype(int)
    inside = (clock >= hours[0]) & (clock < hours[1]) if hours[0] < hours[1] else (clock >= hours[0]) | (clock < hours[1])
    inside &= np.isin(time.astype("datetime64[M]").astype(int) % 12 + 1, list(months))
    inside &= {"all": np.ones(8760, bool), "weekdays": day < 5, "weekends": day >= 5}[days]
    np.testing.assert_array_equal(price.values, np.where(inside, 200.0, 40.0))


REFUSED = [
    ({"windows": [{"hours": [8, 20], "usd_per_mwh": 90}]}, "288 of 576 kinds of hours have no price"),
    (
        {"grid_price_usd_per_mwh": 40, "windows": [{"hours": [8, 20], "usd_per_mwh": 90}, {"hours": [19, 21], "usd_per_mwh": 95}]},
        "overlaps window 1",
    ),
    ({"grid_price_usd_per_mwh": 40, "windows": [{"hours": [8, 8], "usd_per_mwh": 90}]}, "two hours of the day"),
    ({"grid_price_usd_per_mwh": 40, "windows": [{"months": [13], "usd_per_mwh": 90}]}, "months run from 1 to 12"),
    ({"grid_price_usd_per_mwh": 40, "windows": [{"usd_per_mwh": 1e9}]}, "outside what is legal"),
    ({"grid_price_usd_per_mwh": 40, "windows": [{"hours": [8, 20]}]}, "usd_per_mwh"),
    ({"grid_price_usd_per_mwh": float("nan")}, "not a finite number"),
    ({"demand_charge_usd_per_kw_month": -1}, "outside 0 to 100"),
    ({"demand_ratchet": 80}, "80 % is 0.8"),
    ({"coincident_peaks": ["2023-08-10T25:00Z"]}, "is not a time"),
    ({"coincident_peaks": ["2023-08-10T15:00Z", "2023-08-10T15:30Z"]}, "same hour twice"),
    ({"coincident_peaks": ["2024-02-29T15:00Z"]}, "29 February"),
    ({"coincident_peaks": []}, "no peak in the list"),
    ({"coincident_peak_charge_usd_per_kw_yr": 50}, "which peaks does"),
    ({"demand_charge_usd_per_kw_moth": 5}, "unknown key"),
    ({"utc_offset_h": 20.0}, "no clock"),
]


@pytest.mark.parametrize(("tariff", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_is_no_tariff_is_refused(tariff: dict[str, Any], words: str) -> None:
    with pytest.raises(gs.ScenarioError) as told:
        site(tariff)
    assert words in told.value.render()


def test_a_tariff_that_is_not_there_or_says_twice() -> None:
    for fields, words in (
        ({"tariff": "other"}, "no tariff is called"),
        ({"tariff": "agreed", "grid_price_usd_per_mwh": 30}, "has the price of energy already"),
    ):
        with pytest.raises(gs.ScenarioError, match=words):
            gs.load({"tariffs": {"agreed": {"grid_price_usd_per_mwh": 40}}, "sites": {"here": {"type": "campus", "region": "DE"} | fields}})
    with pytest.raises(gs.ScenarioError, match="has no grid"):
        gs.load({"tariffs": {"agreed": {}}, "sites": {"up": {"type": "orbit", "tariff": "agreed"}}})


def test_a_delivered_price_is_not_charged_again() -> None:
    with pytest.raises(DataError, match="would charge them twice"):
        gs.simulate(site({"demand_charge_usd_per_kw_month": 5}, region="US-TX", weather="dallas"))


def test_no_energy_from_a_negative_price() -> None:
    """Paid 1,000 USD for every MWh, a site draws what it needs, fills its battery once and sheds nothing."""
    battery = {"storage": "battery", "battery_energy_mwh": 100.0, "battery_power_mw": 50.0, "export_limit_mw": 100.0}
    sun = {"generation": "pv", "pv_capacity_mw": 150.0}
    result = gs.simulate(site({"grid_price_usd_per_mwh": -1000.0}, **battery, **sun))
    s = result.series
    assert np.all((s["storage_loss_mw"] >= -1e-12) & (s["grid_export_mw"] >= 0.0))
    assert s["grid_export_mw"].max() == 0.0  # who is paid to draw does not pay to give
    assert max(abs(float(v[0])) for v in result.ledger.closures().values()) < 1e-9
    charge = np.maximum(s["storage_change_mw"], 0.0)
    assert charge.sum() <= 101.0 + np.maximum(-s["storage_change_mw"], 0.0).sum()


@given(sites())
@settings(deadline=None)
def test_a_battery_never_works_both_ways(one: dict[str, Any]) -> None:
    one["slots"]["storage"] = "battery"
    _, (names, values, _, _) = run(one, series_of_draw=0, grid_price_usd_per_mwh=-1000.0, battery_charge_below_usd_per_mwh=50.0)
    s = dict(zip(names, values, strict=True))
    assert np.all(s["storage_loss_mw"] >= -1e-9)
    assert np.all((s["storage_change_mw"] == 0.0) | (np.abs(s["storage_change_mw"]) > 0.0))


# --- supply contracts -------------------------------------------------------------------------------------------------


PPA = {"ppa_volume_mw": 60.0, "ppa_price_usd_per_mwh": 45.0, "ppa_resale_share": 0.8}


def expected_cost(s: Any, price: np.ndarray, offered: np.ndarray, kind: str, physical: bool) -> float:
    """Written the other way round: pay for what is delivered, buy what is missing, sell what is left."""
    load = s["grid_import_mw"]
    delivered = np.minimum(load, offered) if kind == "hourly_matched" else offered
    bought, left = np.maximum(load - delivered, 0.0), np.maximum(delivered - load, 0.0)
    share = 0.8 if physical else 1.0
    earned = np.where(price > 0.0, left * price * share, left * price)
    return float(np.sum(delivered * 45.0 + bought * price - earned))


@pytest.mark.parametrize("kind", ["pv", "wind", "baseload", "hourly_matched"])
@pytest.mark.parametrize("settlement", ["physical", "cfd"])
def test_a_contract_costs_what_it_says(kind: str, settlement: str) -> None:
    here = site(ppa=kind, ppa_settlement=settlement, **PPA)
    result = gs.simulate(here)
    s = result.series
    columns = result.evaluation.forcings[0].columns
    offered = 60.0 * columns.get("ppa_share", np.ones(8760))
    price = columns["grid_price_usd_per_mwh"]
    assert result.ledger.grid_cost_usd[0] == pytest.approx(expected_cost(s, price, offered, kind, settlement == "physical"), rel=1e-9)
    assert np.all(s["ppa_matched_mw"] <= np.minimum(s["ppa_mw"], s["grid_import_mw"]) * (1 + 1e-12))
    m = result.metrics
    assert m["clean_hourly_share"] <= m["clean_annual_share"] <= 1.0
    assert m["co2_market_kg_per_gpu_h"] <= m["co2_hourly_kg_per_gpu_h"] * (1 + 1e-12) <= m["co2_kg_per_gpu_h"] * (1 + 1e-12)


def test_shares_are_those_of_the_carbon_functions() -> None:
    result = gs.simulate(site(ppa="wind", **PPA))
    s = result.series
    hourly = carbon.hourly_matched_share(s["grid_import_mw"], s["ppa_mw"])
    assert result.metrics["clean_hourly_share"] == pytest.approx(hourly, rel=1e-6)
    assert result.metrics["clean_annual_share"] == pytest.approx(carbon.annual_matched_share(s["grid_import_mw"], s["ppa_mw"]), rel=1e-6)


def test_certificates_count_once() -> None:
    without, wind, bare = (
        gs.simulate(site(**fields)) for fields in ({}, {"ppa": "baseload", **PPA}, {"ppa": "baseload", "ppa_renewable_share": 0.0, **PPA})
    )
    assert bare.metrics["ref"] == pytest.approx(without.metrics["ref"]) and bare.metrics["clean_annual_share"] == 0.0
    assert wind.metrics["ref"] == pytest.approx(1.0, rel=1e-9) or wind.metrics["ref"] <= 1.0
    assert without.metrics["co2_market_kg_per_gpu_h"] == without.metrics["co2_kg_per_gpu_h"]
    assert wind.metrics["co2_kg_per_gpu_h"] == pytest.approx(without.metrics["co2_kg_per_gpu_h"])  # location does not know of contracts


def test_a_matched_contract_is_a_fixed_price() -> None:
    """All that is drawn at the price agreed, up to the volume."""
    result = gs.simulate(site(ppa="hourly_matched", ppa_volume_mw=1000.0, ppa_price_usd_per_mwh=45.0))
    assert result.ledger.grid_cost_usd[0] == pytest.approx(45.0 * result.ledger.grid_import_mwh[0], rel=1e-9)
    assert result.metrics["clean_hourly_share"] == pytest.approx(1.0, rel=1e-6)


def test_an_island_has_no_contract() -> None:
    here = site(grid="island", generation="gas", gas_capacity_mw=100.0, ppa="baseload", **PPA)
    assert gs.simulate(here).ledger.ppa_mwh[0] == 0.0
