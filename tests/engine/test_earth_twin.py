"""The Earth engine beside its slow twin: every column of the ledger, every flow of every step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from earth_sites import SLOTS, START, core_stepper, forcing, parameters, run, sites
from hypothesis import given, settings
from hypothesis import strategies as st

from gigasite import _core
from oracles import earth_engine as twin


def months(n_steps: int, step_s: float) -> np.ndarray:
    time = np.datetime64(START, "s") + (np.arange(n_steps) * step_s).astype("timedelta64[s]")
    return time.astype("datetime64[M]").astype(int)


def of_twin(site: dict[str, Any], caps: dict[str, np.ndarray] | None = None) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    rng = np.random.default_rng(site["seed"])
    values = parameters(rng, site["n_draws"])
    table = forcing(rng, site["n_steps"])
    p = dict(zip(_core.EARTH_PARAMETERS, values, strict=True))
    return twin.run(site["slots"], p, table, site["step_s"] / 3600.0, months(site["n_steps"], site["step_s"]), caps)


def same(site: dict[str, Any]) -> None:
    columns, (names, values, _, _) = run(site, series_of_draw=0)
    year, steps = of_twin(site)
    assert set(names) == set(steps)
    for name, series in zip(names, values, strict=True):
        np.testing.assert_allclose(series, steps[name][:, 0], rtol=1e-9, atol=1e-9, err_msg=name)
    for name, total in columns.items():
        if name not in year:  # columns of a site in orbit
            assert np.all(total == 0), name
        else:
            np.testing.assert_allclose(total, year[name], rtol=1e-9, atol=1e-8, err_msg=name)


@given(sites())
@settings(max_examples=150)
def test_random_sites_have_the_ledger_and_the_series_of_the_twin(site: dict[str, Any]) -> None:
    same(site)


@pytest.mark.parametrize("cooling", SLOTS["cooling"])
def test_two_months_of_every_plant(cooling: str) -> None:
    slots = {"cooling": cooling, "heat_use": "heat_pump", "generation": "pv+wind+gas", "storage": "battery", "flexible_load": "mining"}
    same({"slots": slots, "seed": 7, "n_draws": 3, "n_steps": 900, "step_s": 3600.0})


@given(sites(), st.data())
@settings(max_examples=40)
def test_steps_under_caps_are_those_of_the_twin(site: dict[str, Any], data: st.DataObject) -> None:
    n = site["n_steps"] = min(site["n_steps"], 12)
    # Nothing, or a watt at least: ways out for 10⁻³⁰⁰ MW of heat cost the same but for the rounding of the smallest numbers.
    some = st.lists(st.just(0.0) | st.floats(1e-6, 200.0), min_size=n, max_size=n)
    caps = {name: np.array(data.draw(some)) for name in ("it_limit_mw", "grid_limit_mw")}
    stepper = core_stepper(site)
    rows = [stepper.step(site["step_s"], {name: float(values[i]) for name, values in caps.items()}) for i in range(n)]
    year, steps = of_twin(site, caps)
    for name in rows[0]:
        np.testing.assert_allclose([row[name] for row in rows], steps[name][:, 0], rtol=1e-9, atol=1e-9, err_msg=name)
    for name in stepper.ledger.keys() & year.keys():
        np.testing.assert_allclose(stepper.ledger[name][0], year[name][0], rtol=1e-9, atol=1e-8, err_msg=name)
