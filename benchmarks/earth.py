"""The Earth engine beside its own twin in NumPy, and its stepper beside a step of Vessim and one in plain Python."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import gigasite as gs
from benchmarks.harness import Row, limit, paired, timed
from benchmarks.peers import has, pysam_year, vessim_year
from gigasite import _core
from gigasite.evaluation import build, engine_input, forcing_years

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from oracles import earth_engine as twin

DRAWS = 8192
TWIN_HOURS = 24
COMPILED_DRAWS = 2048
STEPS = 10_000
FULL = {"generation": "pv", "storage": "battery", "pv_capacity_mw": 80.0, "battery_energy_mwh": 100.0, "battery_power_mw": 25.0}


#: Additions, multiplications, divisions, minima and maxima of one draw-hour: packed arithmetic instructions of the compiled stages of
#: this plan (``objdump -d`` of ``run_avx512``), 300 of them in the plant. A divide counts as one, so the limit is a generous one.
OPERATIONS = 450.0


def rows() -> Iterator[Row]:
    """Rows of the engine and of the stepper."""
    yield from _whole_engine()
    yield from _beside_compiled()
    yield from _one_year()
    yield from _steps()


def _whole_engine() -> Iterator[Row]:
    site = gs.site("heat_campus", region="FI", weather="mantsala", heat_network="mantsala", **FULL)
    phase = build(site, site.draws()).phase("operate")
    year = forcing_years(site, phase, 3600.0)[0]
    slots, names, values, *forcing = engine_input(phase, year, 1)
    # Every draw differs, so that no branch is taken by all.
    spread = np.ascontiguousarray(values * np.random.default_rng(1).uniform(0.97, 1.0, (len(names), DRAWS)))
    some = {name: column[4000 : 4000 + TWIN_HOURS] for name, column in year.columns.items()}
    p, months = dict(zip(names, spread, strict=True)), np.ones(TWIN_HOURS)

    def ours() -> None:
        _core.simulate("earth", slots, names, spread, *forcing, 1, None)

    def theirs() -> None:
        twin.run(dict(slots), p, some, 1.0, months, keep=False)

    name = f"{DRAWS:,} draws, battery, PV, heat pump; one draw-hour, one core"
    calls = float(DRAWS * year.n_steps), float(DRAWS * TWIN_HOURS)
    yield paired(name, ours, "our twin in NumPy", theirs, must=30, moonshot=60, rounds=3, per_call=calls)

    def on_all_cores() -> None:
        _core.simulate("earth", slots, names, spread, *forcing, 0, None)

    at_peak = OPERATIONS / peak_flops()
    yield limit(
        "one draw-hour on all cores, at the measured peak of a matrix product",
        on_all_cores,
        at_peak,
        rounds=3,
        per_call=calls[0],
        must=None,
    )


def _beside_compiled() -> Iterator[Row]:
    """The same algebra, compiled by numba: a dry-cooled site with PV and a battery, all cores on both sides."""
    if not has("numba"):
        return
    from benchmarks import compiled

    site = gs.site("campus", region="US-TX", weather="dallas", **FULL)
    phase = build(site, site.draws()).phase("operate")
    year = forcing_years(site, phase, 3600.0)[0]
    slots, names, values, *forcing = engine_input(phase, year, 1)
    slots = [pair for pair in slots if pair[0] not in compiled.SLOTS] + list(compiled.SLOTS.items())
    spread = np.ascontiguousarray(values * np.random.default_rng(1).uniform(0.97, 1.0, (len(names), COMPILED_DRAWS)))
    p = dict(zip(names, spread, strict=True))
    run, hours, constants = compiled.kernel(), compiled.hours(year.columns), compiled.constants(p)
    prepared = _core.EarthYear(slots, *forcing)
    ledger, sums = prepared.simulate(names, spread, 0), run(hours, constants)
    for index, name in enumerate(compiled.SUMS):
        if name in ledger:
            np.testing.assert_allclose(sums[:, index], ledger[name], rtol=1e-9, atol=1e-6, err_msg=name)
    calls = float(COMPILED_DRAWS * year.n_steps)
    yield paired(
        "dry-cooled site, PV, battery; one draw-hour, all cores",
        lambda: prepared.simulate(names, spread, 0),
        "numba, the same algebra",
        lambda: run(hours, constants),
        must=3,
        moonshot=5.5,
        per_call=(calls, calls),
    )
    one, alone, run_one = np.ascontiguousarray(spread[:, :1]), constants[:1], compiled.kernel(parallel=False)
    yield paired(
        "the same, one site-year",
        _many(lambda: prepared.simulate(names, one, 1), 20),
        "numba, the same algebra",
        _many(lambda: run_one(hours, alone), 20),
        must=1.6,
        moonshot=3,
        per_call=(20.0, 20.0),
    )


def _one_year() -> Iterator[Row]:
    """The engine alone on one site-year (plan, parameters and forcing ready), and the whole call, beside the peers in the same run."""
    site = gs.site("heat_campus", region="FI", weather="mantsala", heat_network="mantsala", **FULL)
    phase = build(site, site.draws()).phase("operate")
    year = forcing_years(site, phase, 3600.0)[0]
    slots, names, values, *forcing = engine_input(phase, year, 1)
    prepared = _core.EarthYear(slots, *forcing)
    engine, whole = _many(lambda: prepared.simulate(names, values, 1), 20), lambda: gs.simulate(site)
    for module, peer, musts in (("PySAM", pysam_year, (100, 1)), ("vessim", vessim_year, (2000, 10))):
        if not has(module):
            continue
        theirs = peer()
        what = {"PySAM": "PySAM PVWatts year", "vessim": "Vessim: load, PV, battery, grid, metrics"}[module]
        yield paired("engine alone, one site-year", engine, what, theirs, must=musts[0], moonshot=musts[0] * 4, rounds=3, per_call=(20, 1))
        yield paired("gs.simulate(site)", whole, what, theirs, must=musts[1], rounds=3)


def peak_flops(n: int = 1500) -> float:
    """Floating-point operations a second of the best of five matrix products on all cores: what this machine can do at most."""
    a = np.random.default_rng(1).standard_normal((n, n))
    a @ a
    return 2.0 * n**3 / min(timed(lambda: a @ a) for _ in range(5))


def _steps() -> Iterator[Row]:
    site = gs.example("seeds").sites["texas"]
    few, whole = gs.stepper(site, outputs=["it_mw", "grid_import_mw"]), gs.stepper(site)
    inputs = {"grid_price_usd_per_mwh": 40.0}
    yield limit("stepper.step, two flows back", _many(lambda: few.step(3600.0)), 1e-6, moonshot_s=150e-9, per_call=STEPS)
    yield limit("stepper.step, an input, two flows back", _many(lambda: few.step(3600.0, inputs)), 1e-6, per_call=STEPS)
    yield limit("stepper.step, all flows back", _many(lambda: whole.step(3600.0)), 1e-6, per_call=STEPS)
    step, per_call = _many(lambda: few.step(3600.0, inputs)), (float(STEPS), float(STEPS))
    yield paired("stepper.step (theirs: the least of a site)", step, "plain Python step", _plain_python, per_call=per_call)
    if has("vessim"):
        name = "stepper.step (theirs: load, PV, battery, grid, metrics)"
        yield paired(name, step, "Vessim step", _vessim, must=40, moonshot=250, rounds=3, per_call=per_call)


def _many(work: Callable[[], object], times: int = STEPS) -> Callable[[], None]:
    def run() -> None:
        for _ in range(times):
            work()

    return run


def _plain_python() -> None:
    """What a hand-written loop does for the least of a site."""
    state, capacity, power, one_way, contract = 50.0, 100.0, 25.0, 0.95, 90.0
    for hour in range(STEPS):
        load = 80.0 + hour % 7
        pv = max(0.0, 60.0 * (1.0 - abs(hour % 24 - 12) / 6.0))
        rest = load - pv
        charge = min(max(-rest, 0.0), power, (capacity - state) / one_way)
        discharge = min(max(rest - contract, 0.0), power, state * one_way)
        state += charge * one_way - discharge / one_way
        balance = rest + charge - discharge
        bought = min(max(balance, 0.0), contract)
        _ = {"grid_import_mw": bought, "pv_mw": pv, "spilled_mw": max(-balance, 0.0), "storage_state_mwh": state}


def _vessim() -> None:
    import vessim as vs

    environment = vs.Environment(sim_start="2023-01-01", step_size=3600)
    actors = [vs.Consumer("load", 1e8), vs.Producer("sun", 3e7)]
    dispatchables = [vs.SimpleBattery(name="battery", capacity=1e8, initial_soc=0.5), vs.GridConnection("grid")]
    environment.add_microgrid(actors=actors, dispatchables=dispatchables, name="site")
    environment.add_controller(vs.Recorder(timeseries=False))
    environment.run(until=STEPS * 3600)
