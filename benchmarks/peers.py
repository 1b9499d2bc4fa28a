"""Peers from PyPI on the task nearest to ours. Unequal work is said in the name; a peer that is not installed is left out and said."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.harness import Row, paired
from gigasite import psychrometrics


def has(module: str) -> bool:
    if importlib.util.find_spec(module) is None:
        print(f"left out: {module} is not installed", file=sys.stderr)
        return False
    return True


def _psychrolib() -> Iterator[Row]:
    import psychrolib

    psychrolib.SetUnitSystem(psychrolib.SI)
    rng = np.random.default_rng(1)
    dry_bulb, humidity = rng.uniform(-10, 45, 8760), rng.uniform(0.05, 1.0, 8760)

    def theirs() -> None:
        for t, rh in zip(dry_bulb.tolist()[:500], humidity.tolist()[:500], strict=True):
            psychrolib.GetTWetBulbFromRelHum(t, rh, 101325.0)

    ours = lambda: psychrometrics.wet_bulb_c(dry_bulb, humidity)  # noqa: E731
    yield paired("wet bulb, one value (same equations)", ours, "psychrolib", theirs, must=10, per_call=(8760, 500))


def _pvlib() -> Iterator[Row]:
    import pandas as pd
    import pvlib

    from gigasite import solar_position

    times = pd.date_range("2023-01-01", periods=8760, freq="h", tz="UTC")
    stamps = times.tz_localize(None).to_numpy()
    yield paired(
        "solar position, year of hours (ours to 0.01°)",
        lambda: solar_position.position(stamps, 32.8, -96.8),
        "pvlib SPA",
        lambda: pvlib.solarposition.get_solarposition(times, 32.8, -96.8),
        must=2,
    )


def pysam_year() -> Callable[[], None]:
    """A PVWatts year: fresh model and data, as a sweep would do."""
    import PySAM.Pvwattsv8 as pvwatts

    hour = np.arange(8760)
    sun = np.clip(np.sin((hour % 24 - 6) / 12 * np.pi), 0, None)
    resource = {
        "lat": 32.8, "lon": -96.8, "tz": -6, "elev": 140,
        "year": [2023] * 8760,
        "month": (np.repeat(np.arange(1, 13), np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) * 24)).tolist(),
        "day": np.concatenate([np.repeat(np.arange(1, d + 1), 24) for d in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]).tolist(),
        "hour": (hour % 24).tolist(), "minute": [30] * 8760,
        "dn": (700 * sun).tolist(), "df": (150 * sun).tolist(), "gh": (650 * sun).tolist(),
        "tdry": (20 + 10 * sun).tolist(), "wspd": [3.0] * 8760,
    }  # fmt: skip

    def year() -> None:
        model = pvwatts.default("PVWattsNone")
        model.SolarResource.solar_resource_data = resource
        model.execute()

    return year


def vessim_year() -> Callable[[], None]:
    """A year of hours of a microgrid with load, PV, battery, grid and metrics; the signals are made beforehand."""
    import pandas as pd
    import vessim as vs

    hour = np.arange(8761)
    axis = pd.date_range("2023-01-01", periods=8761, freq="h")
    sun = np.clip(np.sin((hour % 24 - 6) / 12 * np.pi), 0, None)

    def trace(name: str, values: np.ndarray) -> Any:
        return vs.Trace(pd.DataFrame({name: values}, index=axis), column=name, anchor="2023-01-01")

    load, pv = trace("load", 1e8 + 5e6 * np.sin(hour / 24)), trace("pv", 6e7 * sun)
    signals = {"ci": trace("ci", 300 + 80 * np.sin(hour / 24 * 2 * np.pi)), "price": trace("price", 60 + 20 * np.sin(hour / 24))}

    def year() -> None:
        environment = vs.Environment(sim_start="2023-01-01", step_size=3600)
        environment.add_microgrid(
            actors=[vs.Consumer("load", load), vs.Producer("pv", pv)],
            dispatchables=[vs.SimpleBattery(name="battery", capacity=5e7, initial_soc=0.5), vs.GridConnection("grid")],
            grid_signals=signals,
            name="site",
        )
        environment.add_controller(vs.Recorder(timeseries=False))
        environment.run(until=8760 * 3600)

    return year


def rows() -> Iterator[Row]:
    """Rows beside the peers that are installed."""
    for module, group in (("psychrolib", _psychrolib), ("pvlib", _pvlib)):
        if has(module):
            try:
                yield from group()
            except Exception as error:  # a peer that changed its interface must not hide the others
                print(f"left out: {module}: {type(error).__name__}: {error}", file=sys.stderr)
