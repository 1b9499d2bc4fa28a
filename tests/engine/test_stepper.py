"""The stepper beside the batch: the same bits, whatever is given by hand, saved and restored."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from earth_sites import core_stepper, forcing, parameters, run, sites
from hypothesis import given, settings
from hypothesis import strategies as st

import gigasite as gs
from gigasite.stepping import INPUTS

SEEDS = ("texas", "mine", "finland", "idle_china")


def walk(stepper: gs.Stepper, n_steps: int, step_s: float) -> dict[str, np.ndarray]:
    rows = [stepper.step(step_s) for _ in range(n_steps)]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.mark.parametrize("key", SEEDS)
def test_a_year_of_a_seed_is_the_batch_to_the_bit(key: str) -> None:
    site = gs.example("seeds").sites[key]
    whole = gs.simulate(site)
    stepper = gs.stepper(site)
    flows = walk(stepper, 8760, 3600.0)
    assert set(flows) == set(whole.series)
    for name, series in flows.items():
        assert np.array_equal(series, whole.series[name]), name
    for name, total in stepper.ledger.items():
        assert np.array_equal(total, whole.ledger[name]), name


@given(sites())
@settings(max_examples=500)
def test_random_sites_are_the_batch_to_the_bit(site: dict[str, Any]) -> None:
    columns, (names, series, _, _) = run(site, series_of_draw=0)
    stepper = core_stepper(site)
    flows = walk(stepper, site["n_steps"], site["step_s"])
    for name, values in zip(names, series, strict=True):
        assert np.array_equal(flows[name], values), name
    for name, total in stepper.ledger.items():
        assert total[0] == columns[name][0], name


@given(sites())
def test_the_forcing_given_by_hand_changes_no_bit(site: dict[str, Any]) -> None:
    """Every column of the forcing as an input of each step, the caps so wide that they do not bind."""
    rng = np.random.default_rng(site["seed"])
    parameters(rng, site["n_draws"])
    table = forcing(rng, site["n_steps"])
    alone, fed = core_stepper(site), core_stepper(site)
    for i in range(site["n_steps"]):
        inputs = {name: float(values[i]) for name, values in table.items()}
        assert fed.step(site["step_s"], inputs | {"it_limit_mw": 1e9, "grid_limit_mw": 1e9}) == alone.step(site["step_s"])


@given(sites(), st.lists(st.floats(300.0, 3600.0), min_size=1, max_size=30), st.data())
def test_steps_of_any_length_close(site: dict[str, Any], lengths: list[float], data: st.DataObject) -> None:
    stepper = core_stepper(site)
    it_mwh = 0.0
    for dt_s in lengths:
        caps = data.draw(st.dictionaries(st.sampled_from(["it_limit_mw", "grid_limit_mw"]), st.floats(0.0, 300.0)))
        flows = stepper.step(dt_s, caps)
        assert flows["it_mw"] <= caps.get("it_limit_mw", math.inf)
        assert flows["grid_import_mw"] <= caps.get("grid_limit_mw", math.inf) * (1 + 1e-12)
        it_mwh += flows["it_mw"] * dt_s / 3600.0
    ledger = stepper.ledger
    assert ledger.it_mwh[0] == pytest.approx(it_mwh, rel=1e-12, abs=1e-12)
    assert ledger.installed_gpu_h[0] >= ledger.powered_gpu_h[0] * (1 - 1e-12)
    for name, residual in ledger.closures().items():
        assert abs(residual[0]) <= 1e-9, name
    assert stepper.elapsed_s == pytest.approx(sum(lengths))


@given(sites(), st.integers(0, 40))
def test_a_restored_state_goes_on_as_if_nothing_had_been(site: dict[str, Any], before: int) -> None:
    first, second = core_stepper(site), core_stepper(site)
    walk(first, before, 900.0) if before else None
    saved = first.state()
    after = walk(first, 5, 1800.0)
    walk(second, 3, 300.0)
    second.restore(saved)
    assert second.state() == saved
    again = walk(second, 5, 1800.0)
    assert all(np.array_equal(after[name], again[name]) for name in after)
    assert first.state() == second.state()


def test_a_cap_on_it_is_not_served_and_spares_cooling() -> None:
    free, capped = (gs.stepper(gs.example("seeds").sites["texas"]) for _ in range(2))
    a, b = free.step(3600.0), capped.step(3600.0, {"it_limit_mw": 50.0})
    assert b["it_mw"] == 50.0 and b["unserved_mw"] == pytest.approx(a["it_mw"] - 50.0)
    assert b["powered_share"] == pytest.approx(50.0 / a["it_mw"]) and b["cooling_mw"] < a["cooling_mw"]


def test_utilisation_replaces_the_workload_of_the_fleet() -> None:
    site = gs.site("campus", region="US-TX", weather="dallas", fleet_utilisation=0.5)
    one, other = gs.stepper(site), gs.stepper(site)
    assert one.step(3600.0, {"utilisation": 0.4})["it_mw"] == pytest.approx(other.step(3600.0, {"workload": 0.8})["it_mw"], rel=1e-13)


def test_hotter_air_without_a_wet_bulb_brings_its_own() -> None:
    site = gs.site("campus", region="US-TX", weather="dallas", cooling="water_economiser")
    steppers = [gs.stepper(site) for _ in range(2)]
    wet = gs.psychrometrics.wet_bulb_c(35.0, 0.4, 99_000.0)
    air = {"dry_bulb_c": 35.0, "relative_humidity": 0.4, "pressure_pa": 99_000.0}
    assert steppers[0].step(3600.0, air) == steppers[1].step(3600.0, air | {"wet_bulb_c": float(wet)})


def test_behind_its_end_the_forcing_repeats() -> None:
    site = {"slots": {}, "seed": 5, "n_draws": 1, "n_steps": 7, "step_s": 3600.0}
    stepper = core_stepper(site)
    flows = walk(stepper, 14, 3600.0)
    assert np.array_equal(flows["pv_mw"][:7], flows["pv_mw"][7:]) and np.array_equal(flows["it_mw"][:7], flows["it_mw"][7:])


def test_outputs_can_be_picked() -> None:
    site = gs.example("seeds").sites["texas"]
    few = gs.stepper(site, outputs=["it_mw", "storage_state_mwh"])
    out = few.step(3600.0)
    assert list(out) == ["it_mw", "storage_state_mwh"]
    assert out == {name: value for name, value in gs.stepper(site).step(3600.0).items() if name in out}
    out["it_mw"] = -1.0
    assert few.step(3600.0)["it_mw"] > 0, "a step gives a dict of its own"


@pytest.mark.parametrize(
    ("dt_s", "inputs", "words"),
    [
        (299.0, None, "dt_s"),
        (3601.0, None, "dt_s"),
        (math.nan, None, "dt_s"),
        (-3600.0, None, "dt_s"),
        (3600.0, {"dry_bulb_c": math.nan}, "dry_bulb_c: NaN"),
        (3600.0, {"it_limit_mw": math.nan}, "it_limit_mw"),
        (3600.0, {"grid_price_usd_per_mwh": math.inf}, "grid_price_usd_per_mwh"),
        (3600.0, {"relative_humidity": 1.2}, "relative_humidity"),
        (3600.0, {"it_limit_mw": -1.0}, "it_limit_mw"),
        (3600.0, {"dry_bulb": 20.0}, "nearest: dry_bulb_c"),
        (3600.0, {"it_limit": 20.0}, "nearest: it_limit_mw"),
        (3600.0, {"heat_demand_mw": "much"}, "heat_demand_mw"),
        (3600.0, {7: 1.0}, "no such input"),
    ],
)
def test_a_wrong_step_is_refused_and_changes_nothing(dt_s: float, inputs: Any, words: str) -> None:
    stepper = gs.stepper(gs.example("seeds").sites["texas"])
    stepper.step(3600.0)
    before = stepper.state()
    with pytest.raises(gs.ParameterError, match=words):
        stepper.step(dt_s, inputs)
    assert stepper.state() == before


def test_every_input_refuses_what_is_no_number() -> None:
    stepper = gs.stepper(gs.example("seeds").sites["texas"])
    for name in INPUTS:
        with pytest.raises(gs.ParameterError, match=name):
            stepper.step(3600.0, {name: math.nan})


@given(st.binary(max_size=64), st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_state_is_refused(tail: bytes, where: int, bits: int) -> None:
    site = {"slots": {}, "seed": 1, "n_draws": 1, "n_steps": 4, "step_s": 3600.0}
    stepper = core_stepper(site)
    stepper.step(3600.0)
    good = stepper.state()
    flipped = bytearray(good)
    flipped[where % len(good)] ^= bits or 1
    for bad in (tail, good[: where % len(good)], good + tail + b"x", bytes(flipped)):
        with pytest.raises(gs.ParameterError, match="state"):
            stepper.restore(bad)
    assert stepper.state() == good


def test_a_state_of_another_site_is_refused() -> None:
    seeds = gs.example("seeds").sites
    with pytest.raises(gs.ParameterError, match="another site"):
        gs.stepper(seeds["texas"]).restore(gs.stepper(seeds["finland"]).state())


def test_a_site_in_orbit_is_not_stepped() -> None:
    with pytest.raises(gs.ParameterError, match="orbit"):
        gs.stepper(gs.example("seeds").sites["orbit"])


@pytest.mark.parametrize("arguments", [{"step_s": 10.0}, {"outputs": ["it_power_mw"]}])
def test_a_wrong_stepper_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(gs.ParameterError, match=next(iter(arguments))):
        gs.stepper(gs.example("seeds").sites["texas"], **arguments)
