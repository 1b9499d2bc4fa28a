"""The Earth engine on random sites: what must hold for every site, in every step."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from earth_sites import run, sites
from hypothesis import given, settings

import gigasite as gs
from gigasite.ledger import WATERFALL, Ledger


def close(left: Any, right: Any, tolerance: float = 1e-9) -> None:
    larger = np.maximum(np.maximum(np.abs(left), np.abs(right)), 1e-3)  # a kilowatt
    assert np.all(np.abs(left - right) <= tolerance * larger)


@given(sites())
@settings(max_examples=150)
def test_balances_close_in_the_sum(site: dict[str, Any]) -> None:
    columns, _ = run(site)
    for name, residual in Ledger(columns).closures().items():
        assert np.abs(residual).max() <= 1e-9, name


@given(sites())
def test_balances_close_in_every_step(site: dict[str, Any]) -> None:
    _, (names, values, _, _) = run(site, series_of_draw=0)
    s = dict(zip(names, values, strict=True))
    given, stored = np.maximum(-s["storage_change_mw"], 0.0), np.maximum(s["storage_change_mw"], 0.0)
    sources = s["grid_import_mw"] + s["pv_mw"] + s["wind_mw"] + s["thermal_plant_mw"] + given
    uses = sum(
        s[n]
        for n in (
            "it_mw",
            "mining_mw",
            "cooling_mw",
            "power_loss_mw",
            "heat_pump_mw",
            "auxiliary_mw",
            "storage_loss_mw",
            "grid_export_mw",
            "spilled_mw",
        )
    )
    close(sources, uses + stored)
    close(s["heat_sold_mw"] + s["heat_lost_mw"], s["heat_recovered_mw"] + s["heat_pump_mw"])
    close(s["heat_made_mw"], s["it_mw"] + s["mining_mw"] + s["power_loss_mw"] + s["auxiliary_mw"])
    close(s["heat_made_mw"], s["heat_rejected_mw"] + s["heat_recovered_mw"] + s["heat_stored_mw"] + s["unmet_cooling_mw"])


#: Columns that the engine derives from sums of others: the sum of their steps is the same to rounding, not to the bit.
DERIVED = {"auxiliary_mwh", "heat_made_mwh", "heat_rejected_mwh", "heat_recovered_mwh", "heat_lost_mwh", "heat_sold_mwh", "heat_stored_mwh"}


@given(sites())
def test_series_and_batch_are_the_same_to_the_bit(site: dict[str, Any]) -> None:
    columns, (names, values, _, step_s) = run(site, series_of_draw=0)
    for name, series in zip(names, values, strict=True):
        column = name.replace("_mw", "_mwh") if name.endswith("_mw") else None
        if column in columns and column not in ("storage_change_mwh", "renewable_mwh"):
            total = 0.0
            for value in series:
                total += value
            total *= step_s / 3600.0
            if column in DERIVED:
                assert columns[column][0] == pytest.approx(total, rel=1e-9, abs=1e-9), name
            else:
                assert columns[column][0] == total, name


@given(sites())
@settings(max_examples=20)
def test_threads_and_chunks_change_no_bit(site: dict[str, Any]) -> None:
    whole, _ = run(site)
    for threads in (2, 8):
        again, _ = run(site, threads=threads)
        assert all(np.array_equal(whole[name], again[name]) for name in whole)
    middle = site["n_draws"] // 2
    for part in (slice(0, middle), slice(middle, None)):
        if len(range(site["n_draws"])[part]):
            some, _ = run(site, draws=part)
            assert all(np.array_equal(whole[name][part], some[name]) for name in whole)


@given(sites())
def test_bounds(site: dict[str, Any]) -> None:
    columns, (names, values, _, _) = run(site, series_of_draw=0)
    s = dict(zip(names, values, strict=True))
    ledger = Ledger(columns)
    for earlier, later in pairwise(WATERFALL):
        assert np.all(ledger[later] <= ledger[earlier] * (1 + 1e-12))
    for name in names:
        if name.endswith("_mw") and name not in ("storage_change_mw", "heat_rejected_mw", "heat_stored_mw", "heat_recovered_mw"):
            assert np.all(np.asarray(s[name]) >= -1e-9), name
    assert np.all(ledger.water_consumed_m3 <= ledger.water_withdrawn_m3 * (1 + 1e-12))
    assert np.all(s["powered_share"] <= 1 + 1e-12) and np.all(s["powered_share"] >= -1e-9)


@given(sites())
def test_towers_in_damp_air_evaporate_at_most_all_heat_as_latent(site: dict[str, Any]) -> None:
    """1.47 m³ per MWh at 20 °C and drift; in hot dry air the air itself is cooled too and more evaporates."""
    site["slots"]["cooling"] = "chiller_tower"
    columns, _ = run(site, dry_bulb_c=20.0, relative_humidity=0.95)
    assert np.all(columns["water_consumed_m3"] <= 1.6 * (columns["heat_made_mwh"] + columns["cooling_mwh"]) + 1e-9)


@given(sites())
def test_a_battery_never_gives_more_than_its_round_trip(site: dict[str, Any]) -> None:
    site["slots"]["storage"] = "battery"
    columns, _ = run(site)
    assert np.all(columns["storage_loss_mwh"] >= -1e-9 * np.maximum(columns["grid_import_mwh"], 1.0))


@given(sites())
def test_an_island_draws_nothing_from_the_grid(site: dict[str, Any]) -> None:
    site["slots"]["grid"] = "island"
    columns, _ = run(site)
    for name in ("grid_import_mwh", "grid_export_mwh", "grid_cost_usd", "grid_income_usd", "grid_co2_kg", "mining_mwh"):
        assert np.all(columns[name] == 0), name


@given(sites())
def test_no_buyer_no_heat_sold(site: dict[str, Any]) -> None:
    columns, _ = run(site, heat_demand_mw=0.0)
    assert np.all(columns["heat_sold_mwh"] == 0)


@given(sites())
def test_heat_sold_is_within_demand_and_supply(site: dict[str, Any]) -> None:
    site["slots"]["heat_use"] = "heat_pump"
    _, (names, values, _, _) = run(site, series_of_draw=0)
    s = dict(zip(names, values, strict=True))
    assert np.all(s["heat_sold_mw"] <= s["heat_demand_mw"] * (1 + 1e-9))
    assert np.all(s["heat_recovered_mw"] + s["heat_stored_mw"] <= s["heat_available_mw"] * (1 + 1e-9))


@given(sites())
def test_more_connection_never_serves_less(site: dict[str, Any]) -> None:
    site["slots"] |= {"grid": "grid", "storage": "none", "flexible_load": "none"}
    low, _ = run(site, import_limit_mw=40.0)
    high, _ = run(site, import_limit_mw=80.0)
    assert np.all(high["powered_gpu_h"] >= low["powered_gpu_h"] * (1 - 1e-12))


@given(sites())
def test_scaling_all_megawatts_leaves_ratios(site: dict[str, Any]) -> None:
    """Splitting a site in two equal halves leaves what is intensive."""
    sizes = (
        "it_capacity_mw",
        "gpus",
        "heat_pump_capacity_mw",
        "pv_capacity_mw",
        "wind_capacity_mw",
        "thermal_capacity_mw",
        "battery_energy_mwh",
        "battery_power_mw",
        "import_limit_mw",
        "export_limit_mw",
        "mining_capacity_mw",
        "heat_tank_mwh",
        "thermal_unit_mw",
        "ppa_volume_mw",
    )
    from earth_sites import _core, parameters

    values = parameters(np.random.default_rng(site["seed"]), site["n_draws"])
    names = list(_core.EARTH_PARAMETERS)
    half = {name: 0.5 * values[names.index(name)] for name in sizes}
    half["heat_demand_share"] = 0.5 * values[names.index("heat_demand_share")]
    whole, _ = run(site)
    part, _ = run(site, **half)
    for name in ("it_mwh", "cooling_mwh", "grid_import_mwh", "grid_cost_usd", "water_consumed_m3", "heat_sold_mwh", "delivered_gpu_h"):
        np.testing.assert_allclose(2 * part[name], whole[name], rtol=1e-9, atol=1e-9, err_msg=name)


@given(sites())
@settings(max_examples=30)
def test_warmer_weather_never_cools_for_less(site: dict[str, Any]) -> None:
    """Invariant 26 of the specification, for plants that do not follow a price."""
    site["slots"] |= {"cooling": "chiller_air_cooled", "heat_use": "none", "grid": "grid", "flexible_load": "none"}
    fixed = {"grid_price_usd_per_mwh": 50.0, "grid_available": 1.0, "import_limit_mw": 1000.0}
    cool, _ = run(site, dry_bulb_c=15.0, **fixed)
    warm, _ = run(site, dry_bulb_c=25.0, **fixed)
    assert np.all(warm["cooling_mwh"] >= cool["cooling_mwh"] * (1 - 1e-12))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"it_capacity_mw": np.nan}, "it_capacity_mw"),
        ({"dry_bulb_c": np.inf}, "dry_bulb_c"),
    ],
)
def test_a_number_that_is_none_is_named(changes: dict[str, float], words: str) -> None:
    site = {"slots": {}, "seed": 1, "n_draws": 2, "n_steps": 4, "step_s": 3600.0}
    with pytest.raises(gs.ParameterError, match=words):
        run(site, **changes)


@pytest.mark.parametrize("slots", [{"cooling": "fridge"}, {"teapot": "yes"}, {"generation": "gas+nuclear"}])
def test_a_slot_that_is_none_is_named(slots: dict[str, str]) -> None:
    with pytest.raises(gs.ParameterError, match=next(iter(slots))):
        run({"slots": slots, "seed": 1, "n_draws": 1, "n_steps": 1, "step_s": 3600.0})


def test_a_step_out_of_range_is_refused() -> None:
    with pytest.raises(gs.ParameterError, match="step_s"):
        run({"slots": {}, "seed": 1, "n_draws": 1, "n_steps": 1, "step_s": 7200.0})


def test_a_given_utilisation_is_the_busy_share_itself() -> None:
    plain = {"type": "campus", "region": "US-TX", "weather": "dallas", "idle_fraction": 0.0, "power_exponent": 1.0, "sold_share": 1.0}
    sites = {"given": plain | {"utilisation": 0.5}, "mean": plain | {"fleet_utilisation": 0.5}}
    scenario = gs.load({"schema_version": 1, "name": "busy", "sites": sites})
    given_mwh, mean_mwh = (gs.simulate(scenario.sites[key]).ledger.it_mwh[0] for key in sites)
    assert given_mwh == pytest.approx(100 * 0.5 * 8760)
    assert given_mwh == pytest.approx(mean_mwh, rel=1e-9)
