"""Many designs, the best of them, and a plan: against limits, and beside PyPSA with HiGHS on the same sizing.

PyPSA runs in an environment of its own, since it asks for other versions than ours: ``python -m venv .venv-pypsa`` and
``.venv-pypsa/bin/pip install pypsa highspy`` in the project, or GIGASITE_PYPSA_PYTHON names its Python.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import gigasite as gs
from benchmarks.harness import Row, limit, timed
from gigasite import sizing_bound
from gigasite.designs import Space

HERE = Path(__file__).parent
DESIGNS = 100_000
CHEAP = {"pv_capex_usd_per_kw": 500, "wind_capex_usd_per_kw": 900, "battery_energy_cost_usd_per_kwh": 60}
SIZES = {"pv_capacity_mw": (0, 400), "wind_capacity_mw": (0, 400), "battery_energy_mwh": (0, 400), "battery_power_mw": (0, 100)}
COOLING = ("dry_cooler", "adiabatic", "air_economiser", "chiller_tower", "water_economiser")
REGIONS = ("US-TX", "US-VA", "US-WI", "US-NM", "CN-GZ", "FI")


def rows() -> Iterator[Row]:
    """Rows of decisions."""
    site = gs.site("campus", region="US-VA", it_capacity_mw=100, generation="pv+wind", storage="battery", **CHEAP)
    yield _sweep(site)
    yield from _optimum(site)
    yield _plan()


def _sweep(site: Any) -> Row:
    workers = os.cpu_count() or 1

    def ours() -> None:
        with tempfile.TemporaryDirectory() as folder:
            gs.sweep(
                site, {name: SIZES[name] for name in ("pv_capacity_mw", "battery_energy_mwh")}, folder, n=DESIGNS, workers=min(2, workers)
            )

    seconds = timed(ours)
    return Row(f"sweep of {DESIGNS:,} designs of a site, a year each, two processes", seconds, "limit", 60.0, 60.0 / seconds, 1.0, None)


def _optimum(site: Any) -> Iterator[Row]:
    def ours() -> None:
        gs.optimise(site, SIZES, weather_years="all", bound=False)

    years = gs.optimise(site, {"pv_capacity_mw": [0]}, weather_years="all", bound=False).weather_years or 1
    yield limit(f"optimum of PV, wind and battery over {years} weather years", ours, 10.0, rounds=3)
    python = _pypsa()
    if python is None:
        print("left out: PyPSA has no environment, see benchmarks/decisions.py", file=sys.stderr)
        return
    mine = timed(ours) / years
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "input.npz"
        np.savez(file, **_programme(site))
        out = subprocess.run([python, HERE / "pypsa_sizing.py", file], check=True, capture_output=True, text=True).stdout
    theirs = json.loads(out.strip().splitlines()[-1])["seconds"]
    yield Row(
        "the same, a weather year of it (theirs: one year, imports left out)", mine, "PyPSA with HiGHS", theirs, theirs / mine, 2.0, 10.0
    )


def _pypsa() -> str | None:
    """The Python that has PyPSA."""
    known = os.environ.get("GIGASITE_PYPSA_PYTHON") or str(HERE.parent / ".venv-pypsa/bin/python")
    return known if Path(known).exists() else None


def _programme(site: Any) -> dict[str, Any]:
    """The linear programme of the site's first year, as `sizing_bound` has it, in what PyPSA asks for."""
    none = dict.fromkeys(sizing_bound.SIZES, 0.0)
    empty = sizing_bound._run(site, none, 3600.0, 0, 0)
    units = [sizing_bound._run(site, none | {size: 1.0}, 3600.0, 0, 0) for size in sizing_bound.SIZES]
    known = sizing_bound._Programme(site, empty, units, Space(site, SIZES, 1), 3600.0, 0)
    cost = [(known._items(unit, False) - known._items(empty, False)) * known.delivered for unit in units]
    (pv, wind), most = known.share, [high for _, high in known.boxes]
    return {
        "load": known.load,
        "price": known.price + known.fee,
        "import_limit": known.import_limit,
        "efficiency": known.efficiency,
        "pv": np.clip(pv, 0.0, 1.0),
        "wind": np.clip(wind, 0.0, 1.0),
    } | {
        f"{name}_{what}": v
        for what, values in (("cost", cost), ("most", most))
        for name, v in zip(("pv", "wind", "energy", "power"), values, strict=True)
    }


def _plan() -> Row:
    sites = {
        f"s{k}": {"type": "campus", "region": region, "it_capacity_mw": 1000, "cooling": cooling}
        for k, (region, cooling) in enumerate((r, c) for r in REGIONS for c in COOLING)
    }
    limits = {"capital_usd_per_yr": 5e11, "sites": {key: {"power_gw": 3.0, "build_gw_per_yr": 0.5} for key in sites}}
    compared = gs.compare(gs.load({"name": "thirty", "sites": sites, "plan": limits}), draws=100)
    name = f"plan of ten years, {len(sites)} site classes and 100 futures, sites simulated before"
    return limit(name, lambda: gs.plan(compared, {2026: 1, 2035: 50}), 1.0, rounds=3)
