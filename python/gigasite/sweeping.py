"""`sweep`: many designs of a scenario, kept in checked chunks that survive any interruption."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gigasite.designs import Points, Space, evaluate_designs
from gigasite.errors import ParameterError
from gigasite.evaluation import _extra
from gigasite.files import write_synced
from gigasite.metrics import METRICS
from gigasite.sampling import check_draws
from gigasite.sweep_store import FORMATS, Table, in_bytes

if TYPE_CHECKING:
    from gigasite.scenario.entities import Scenario, Site

__all__ = ["Sweep", "SweepSize", "sweep", "sweep_size"]

#: Designs of a chunk; the most designs of a sweep; designs of the trial that tells the time.
CHUNK, MOST_DESIGNS, TRIAL = 1024, 100_000_000, 64
#: Shares of the draws that are kept of each metric when a sweep draws.
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class SweepSize:
    """What a sweep will take: designs, site-years to simulate, bytes to keep, seconds on this machine with one process."""

    designs: int
    site_years: int
    bytes: float
    seconds: float

    def __str__(self) -> str:
        return f"{self.designs:,} designs, {self.site_years:,} site-years: about {in_bytes(self.bytes)} and {_duration(self.seconds)}"


def _duration(s: float) -> str:
    for size, unit in ((31_557_600.0, "years"), (86_400.0, "days"), (3600.0, "hours"), (60.0, "minutes")):
        if s >= 2 * size:
            return f"{s / size:,.0f} {unit}"
    return f"{s:.0f} s" if s >= 1 else f"{s:.1f} s"


@dataclass(frozen=True)
class Task:
    """All that a process needs to make a chunk."""

    space: Space
    chunk: int
    draws: int | None
    step_s: float
    metrics: tuple[str, ...] | None

    @property
    def chunks(self) -> int:
        return -(-self.space.size // self.chunk)

    def bounds(self, index: int) -> tuple[int, int]:
        return index * self.chunk, min(self.space.size, (index + 1) * self.chunk)

    def make(self, index: int, threads: int | None = None) -> Table:
        """The columns of a chunk: the inputs, and each metric by site."""
        return self.rows(*self.bounds(index), threads)

    def rows(self, start: int, stop: int, threads: int | None = None) -> Table:
        space = self.space
        table: Table = dict(space.columns(start, stop))
        reasons: dict[str, str] = {}
        for first, last, sites, columns in space.batches(start, stop):
            for key, site in sites.items():
                draws = None if self.draws is None else site.draws(site.settings.sampler(self.draws, space.seed))
                found, why = evaluate_designs(site, columns[key], last - first, draws, step_s=self.step_s, threads=threads)
                names = [name for name in (self.metrics or METRICS) if self.metrics or name in METRICS]
                names += [] if self.metrics else [name for name in found if name not in METRICS]
                for name in names:
                    values = found.get(name, np.full((last - first, 1), np.nan))
                    for column, one in self._kept(f"{key}.{name}", values).items():
                        table.setdefault(column, np.full(stop - start, np.nan))[first - start : last - start] = one
                reasons |= {f"{key}.{name}": sentence for name, sentence in why.items()}
        table["none_because"] = np.array(json.dumps(reasons, sort_keys=True, ensure_ascii=False))
        return table

    def _kept(self, column: str, values: NDArray[np.float64]) -> Table:
        if self.draws is None:
            return {column: values[:, 0]}
        spread = np.quantile(values, QUANTILES, axis=1)
        return {f"{column}.mean": values.mean(axis=1)} | {f"{column}.p{q * 100:g}": spread[k] for k, q in enumerate(QUANTILES)}


def _task(
    scenario: Scenario | Site,
    vary: Mapping[str, Any],
    n: int | None,
    points: Points,
    seed: int | None,
    draws: int | None,
    step_s: float,
    metrics: Iterable[str] | None,
    chunk: int | None,
) -> Task:
    size = CHUNK if chunk is None else chunk
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= 1_000_000:
        raise ParameterError("designs of a chunk", parameter="chunk", value=size, low=1, high=1_000_000)
    if draws is not None:
        check_draws(draws, size)
    space = Space(scenario, vary, 1024 if n is None else n, points, scenario.settings.seed if seed is None else seed)
    return Task(space, size, draws, step_s, None if metrics is None else tuple(metrics))


def sweep_size(
    scenario: Scenario | Site,
    vary: Mapping[str, Any],
    *,
    n: int | None = None,
    draws: int | None = None,
    step_s: float = 3600.0,
    metrics: Iterable[str] | None = None,
) -> SweepSize:
    """What `sweep` would take, from a trial of a few designs."""
    return _size(_task(scenario, vary, n, "sobol", None, draws, step_s, metrics, None))


def _size(task: Task) -> SweepSize:
    space = task.space
    count = min(space.size, TRIAL if task.draws is None else 1)
    task.rows(0, 1)  # the forcing is made once and not again for each design
    start = time.perf_counter()
    table = task.rows(0, count)
    seconds = (time.perf_counter() - start) / count
    years = space.size * len(space.scenario.sites) * (task.draws or 1)
    row = sum(values.nbytes for name, values in table.items() if name != "none_because") / count
    return SweepSize(space.size, years, space.size * row, seconds * space.size)


@dataclass(frozen=True)
class Sweep:
    """The designs of a sweep and their metrics: ``sweep["texas.lcoc_usd_per_gpu_h"]``, ``sweep.table()``, ``sweep.best(metric)``.

    A column is a varied input by its name in ``vary``, or ``<site>.<metric>`` (with draws ``….mean``, ``….p10``, ``….p50``, ``….p90``).
    """

    out: Path | None
    designs: int
    made: int
    remade: tuple[int, ...]
    inputs: Mapping[str, Any] = field(repr=False)
    _chunks: Callable[[], Iterator[Table]] = field(repr=False, compare=False)

    @functools.cached_property
    def columns(self) -> Mapping[str, NDArray[Any]]:
        """Every column over the designs."""
        chunks = list(self._chunks())
        names = [name for name in chunks[0] if name != "none_because"]
        return {name: np.concatenate([chunk[name] for chunk in chunks]) for name in names}

    @functools.cached_property
    def none_because(self) -> Mapping[str, str]:
        """Why a column is NaN in every design of some chunk."""
        found: dict[str, str] = {}
        for chunk in self._chunks():
            found |= json.loads(str(chunk["none_because"]))
        return found

    def __getitem__(self, name: str) -> NDArray[Any]:
        sites = tuple(self.inputs["scenario"]["sites"])
        for column in (name, *(f"{key}.{name}" for key in sites if len(sites) == 1)):
            if column in self.columns:
                return self.columns[column]
        import difflib

        near = difflib.get_close_matches(name, self.columns, n=1, cutoff=0.4)
        hint = f"nearest: {near[0]}" if near else None
        raise ParameterError(f"no column is called {name!r}", parameter="column", value=name, hint=hint)

    def __len__(self) -> int:
        return self.designs

    def best(self, metric: str = "lcoc_usd_per_gpu_h") -> dict[str, Any]:
        """The design with the least of a column, as a row."""
        values = self[metric]
        if np.isnan(values).all():
            raise ParameterError(f"no design has {metric}", parameter="metric", value=metric)
        at = int(np.nanargmin(values))
        return {name: column[at].item() for name, column in self.columns.items()}

    def table(self) -> Any:
        """A DataFrame (extra ``pandas``) with a row for each design."""
        return _extra("pandas").DataFrame(dict(self.columns))

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Writes the designs as Parquet (extra ``parquet``), whole or not at all."""
        arrow = _extra("pyarrow", "parquet")
        parquet = _extra("pyarrow.parquet", "parquet")
        meta = {"gigasite": json.dumps(self.inputs, ensure_ascii=False)}
        buffer = io.BytesIO()
        parquet.write_table(arrow.table(dict(self.columns)).replace_schema_metadata(meta), buffer)
        write_synced(Path(path), buffer.getvalue())

    def __repr__(self) -> str:
        return f"<Sweep of {self.designs:,} designs{f' in {self.out}' if self.out else ''}: {', '.join(self.inputs['vary'])}>"


def sweep(
    scenario: Scenario | Site,
    vary: Mapping[str, Any],
    out: str | os.PathLike[str] | None = None,
    *,
    n: int | None = None,
    resume: bool = True,
    workers: int = 1,
    chunk: int | None = None,
    format: str = "npz",
    client: Any = None,
    points: Points = "sobol",
    draws: int | None = None,
    metrics: Iterable[str] | None = None,
    seed: int | None = None,
    step_s: float = 3600.0,
    progress: Callable[[int, int], None] | None = None,
    announce: Callable[[SweepSize], None] | None = None,
) -> Sweep:
    """Evaluates many designs of a site or of all sites of a scenario, each a full simulated year.

    ``vary`` maps names (a key, ``sites.<site>.<key>``, ``shared.<name>``, a component such as ``cooling``, ``region``, ``horizon_years``)
    to a list of values, or to ``(low, high)``. Lists make a grid; intervals are filled with ``n`` (1024) Sobol, Latin or random
    ``points`` at each node of the grid. Every other input is central, or drawn ``draws`` times for each design.

    ``out`` is a folder: ``manifest.json`` says what is swept, ``chunk-<k>.<sha256>.npz`` holds ``chunk`` designs and the first 16 digits
    of its own checksum. A chunk is written under another name, synced and renamed, so that after any interruption the finished ones
    count; ``resume`` goes on from there, makes damaged ones again, and refuses to mix inputs. With ``format="zarr"`` (extra ``zarr``) the
    designs stand in ``designs.zarr``, an array for each column, that xarray and dask open, with the same promises.
    ``workers`` processes run on this machine (a script that asks for them needs ``if __name__ == "__main__":``), or those of a ``client``
    of dask.distributed.
    ``announce`` is told the size and the time beforehand, ``progress`` the designs done and all.
    Errors: `ParameterError` for names, values and sizes (with the time and place that they would take); `DataError` for a folder that
    holds another sweep, naming what differs, or that another process writes to.

    >>> import gigasite as gs
    >>> found = gs.sweep(gs.site("campus", region="US-TX", it_capacity_mw=100), {"wacc_it_per_yr": [0.06, 0.08]})
    >>> found.best()["wacc_it_per_yr"]
    0.06
    """
    task = _task(scenario, vary, n, points, seed, draws, step_s, metrics, chunk)
    if isinstance(workers, bool) or not isinstance(workers, int) or not 1 <= workers <= 256:
        raise ParameterError("the number of processes", parameter="workers", value=workers, low=1, high=256)
    if format not in FORMATS:
        raise ParameterError(f"{format!r} is not one of {', '.join(FORMATS)}", parameter="format", value=format)
    _check_metrics(task)
    if announce is not None or task.space.size > MOST_DESIGNS:
        size = _size(task)
        if size.designs > MOST_DESIGNS:
            hint = "vary less, or use intervals with n points instead of a grid"
            raise ParameterError(f"{size}", parameter="vary", value=size.designs, low=1, high=MOST_DESIGNS, hint=hint)
        if announce is not None:
            announce(size)
    task.space.check()
    inputs = _inputs(task)
    if out is None:
        made: dict[int, Table] = {}
        _run(task, list(range(task.chunks)), made.__setitem__, workers, client, progress)
        return Sweep(None, task.space.size, task.chunks, (), inputs, lambda: (made[k] for k in range(task.chunks)))
    store = FORMATS[format](Path(out), task, inputs)
    with store.lock():
        store.open(resume)
        damaged = store.damaged()
        missing = [k for k in range(task.chunks) if k not in store.files]
        store.check_space(len(missing))
        _run(task, missing, store.write, workers, client, progress)
    return Sweep(store.path, task.space.size, len(missing), damaged, inputs, store.chunks)


def _check_metrics(task: Task) -> None:
    if task.metrics is None:
        return
    known = {**METRICS, **dict.fromkeys(hooked_metrics())}
    for name in task.metrics:
        if name not in known:
            import difflib

            near = difflib.get_close_matches(str(name), known, n=1)
            raise ParameterError(
                f"no metric is called {name!r}", parameter="metrics", value=name, hint=f"nearest: {near[0]}" if near else None
            )


def hooked_metrics() -> tuple[str, ...]:
    """Metrics of plugins."""
    from gigasite import hooks

    return tuple(hooks.manager().records("gigasite_metrics"))


def _inputs(task: Task) -> dict[str, Any]:
    """What decides the result, in plain values."""
    import gigasite

    space = task.space
    scenario = space.scenario.to_dict()
    for name, entry in space.scenario.series.items():
        scenario["series"][name] = {**entry.to_dict(), "file": os.path.basename(entry.file), "sha256": entry.series.digest}
    found = {
        "gigasite": gigasite.__version__,
        "scenario": scenario,
        "vary": {axis.name: axis.to_json() for axis in space.axes},
        "n": space.n,
        "points": space.points,
        "seed": space.seed,
        "draws": task.draws,
        "metrics": None if task.metrics is None else list(task.metrics),
        "step_s": task.step_s,
        "chunk": task.chunk,
    }
    return dict(json.loads(json.dumps(found, allow_nan=False)))


def _run(
    task: Task,
    missing: list[int],
    keep: Callable[[int, Table], None],
    workers: int,
    client: Any,
    progress: Callable[[int, int], None] | None,
) -> None:
    """Makes the chunks that are missing, here, in processes, or on a cluster; keeps each as soon as it is there."""
    from gigasite import sweep_workers

    done = task.space.size - sum(stop - start for start, stop in map(task.bounds, missing))
    if client is not None:
        results = sweep_workers.on_cluster(client, task, missing)
    elif workers > 1 and len(missing) > 1:
        results = sweep_workers.in_processes(task, missing, min(workers, len(missing)))
    else:
        results = ((index, task.make(index)) for index in missing)
    with contextlib.closing(results):
        for index, table in results:
            keep(index, table)
            start, stop = task.bounds(index)
            done += stop - start
            if progress is not None:
                progress(done, task.space.size)
