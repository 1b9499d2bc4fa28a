"""From a site and its draws to ledgers, economics and metrics: the one way that `simulate`, `sample` and `compare` go."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gigasite import _core, forcing, heat_limits, hooks, laws, metrics
from gigasite.errors import DataError, GigasiteError, ParameterError, PluginError
from gigasite.flexible_forcing import adapted
from gigasite.hooks.touching import touched_by
from gigasite.ledger import Ledger
from gigasite.site_model import NoneBecause, Phase, SiteModel, column
from gigasite.time_series import Series

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.economics.model import EconomicResult
    from gigasite.hooks.managing import Entry
    from gigasite.scenario.entities import Site

__all__ = ["Evaluation", "FlowSeries", "acts_on_engine", "build", "engine_input", "evaluate", "forcing_years"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FlowSeries:
    """Flows of one draw over time: ``series["it_mw"]``, with ``to_pandas()`` and ``to_xarray()``."""

    columns: Mapping[str, Floats]
    time_utc: NDArray[np.datetime64]
    step_s: float

    def __getitem__(self, name: str) -> Floats:
        return self.columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self.columns

    def __iter__(self) -> Any:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def get(self, name: str, default: Any = None) -> Any:
        """The column, or ``default`` where this site has none."""
        return self.columns.get(name, default)

    def keys(self) -> Any:
        """Names of the columns."""
        return self.columns.keys()

    def to_pandas(self) -> Any:
        """A DataFrame on the time axis (needs the extra ``pandas``)."""
        pandas = _extra("pandas")
        return pandas.DataFrame(dict(self.columns), index=pandas.DatetimeIndex(self.time_utc, name="time_utc"))

    def to_xarray(self) -> Any:
        """A Dataset with the dimension ``time_utc`` (needs the extra ``xarray``)."""
        xarray = _extra("xarray")
        data = {name: ("time_utc", values) for name, values in self.columns.items()}
        return xarray.Dataset(data, coords={"time_utc": self.time_utc}, attrs={"step_s": self.step_s})


def _extra(name: str, extra: str | None = None) -> Any:
    """A package that is not always installed; ``extra`` is the name under which gigasite asks for it."""
    import importlib

    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise ParameterError(f"this needs {name}, which is not installed", hint=f'pip install "gigasite[{extra or name}]"') from None


@dataclass(frozen=True)
class Evaluation:
    """All that is known of a site over its draws."""

    site: Site
    model: SiteModel
    draws: Draws
    ledgers: Mapping[str, Ledger]
    economics: EconomicResult
    metrics: Mapping[str, Floats | NoneBecause]
    series: FlowSeries | None = None
    notes: tuple[str, ...] = ()
    forcings: tuple[forcing.Forcing, ...] = field(default=(), repr=False)
    #: Records of plugins (and of gigasite) that had a part in it.
    plugins: tuple[Entry, ...] = field(default=(), repr=False)
    #: Units of the metrics that plugins bring; empty where one has none.
    units: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def ledger(self) -> Ledger:
        """The year of the phase ``operate``."""
        return self.ledgers["operate"]

    def sources(self) -> dict[str, str]:
        """Every source that a parameter that was read or a series rests on: id → title, or → licence for a series."""
        from gigasite.explanation import sources

        known = sources()
        found: dict[str, str] = {}
        for key in self.draws.read:
            row = self.draws.origin(key).row
            if row is not None and row.source in known:
                found[row.source] = known[row.source]["title"]
        for used in self.forcings:
            for series in used.sources.values():
                found.setdefault(series.source, series.licence)
        return found


@dataclass(frozen=True)
class Evaluated:
    """What a single run and a sample say alike of the site that they hold."""

    evaluation: Evaluation

    @property
    def site(self) -> Site:
        return self.evaluation.site

    @property
    def ledger(self) -> Ledger:
        """The year of the phase ``operate``, over the draws."""
        return self.evaluation.ledger

    @property
    def plugins(self) -> tuple[Entry, ...]:
        """Records that had a part in the result, each with its distribution and version."""
        return self.evaluation.plugins

    @property
    def boundary(self) -> tuple[str, ...]:
        """What is inside the cost."""
        return self.evaluation.model.boundary

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the result must know: synthetic shapes, filled gaps, ranges left."""
        return self.evaluation.notes

    def sources(self) -> dict[str, str]:
        """Every source that this result rests on: id → title, or → licence for a series."""
        return self.evaluation.sources()


def evaluate(
    site: Site,
    draws: Draws,
    *,
    step_s: float = 3600.0,
    threads: int | None = None,
    series_of_draw: int | None = None,
    phases: bool = True,
    base: Evaluation | Sequence[Evaluation] | None = None,
    one_year: bool = False,
) -> Evaluation:
    """Runs a site over its draws. ``phases=False`` leaves out phases before ``operate``, which no metric reads.

    ``base`` is an evaluation of as many draws of this site, or several: where a phase has the same parameters there, its ledger is used
    again, so that an input that acts on money alone costs no run of the engine. ``one_year`` puts all draws on the first weather year, so
    that rows of a design differ by their inputs alone.
    """
    manager = hooks.manager()
    model = build(site, draws)
    bases = () if base is None else (base,) if isinstance(base, Evaluation) else tuple(base)
    n_threads = int(os.environ.get("GIGASITE_THREADS", "0")) if threads is None else threads
    ledgers: dict[str, Ledger] = {}
    series: FlowSeries | None = None
    notes: list[str] = list(model.notes)
    forcings: tuple[forcing.Forcing, ...] = ()
    for phase in model.phases:
        if not phases and phase.name != "operate":
            continue
        wanted = series_of_draw if phase.name == "operate" else None
        same = next((one for one in bases if wanted is None and _same_phase(one, phase, draws.n_draws)), None)
        if same is not None:
            ledgers[phase.name] = same.ledgers[phase.name]
            if phase.name == "operate":
                forcings = same.forcings
            continue
        if model.engine == "orbit":
            ledger, flows = _run(model.engine, site, phase, None, _numbers(draws), n_threads, wanted)
        else:
            used = _base_years(site, phase, step_s)[: 1 if one_year else None]
            ledger, flows = _run_years(model.engine, site, phase, used, draws, n_threads, wanted)
            used = tuple(adapted(year, _choices(phase, draws.n_draws, 0)) for year in used)
            if phase.name == "operate":
                forcings = used
                notes.extend(note for note in used[0].notes if note not in notes)
        ledgers[phase.name] = ledger
        series = series if flows is None else flows
    model = model.resolved(ledgers["operate"])
    notes.extend(note for note in model.notes if note not in notes)
    gives_heat = model.engine == "earth" and model.phase("operate").components.get("heat_use", "none") != "none"
    if gives_heat and (limits := heat_limits.hours_by_limit(series)):
        notes.append(heat_limits.sentence(limits))
    charged = _without_included_charges(site, model, draws, notes)
    economic_model = manager.resolve("gigasite_economic_models", site.economics)
    try:
        economics = economic_model.evaluate(model, ledgers, charged, site.horizon_years)
    except GigasiteError:
        raise
    except Exception as error:
        raise PluginError(f"economic model {site.economics!r} failed on site {site.key!r}: {type(error).__name__}: {error}") from error
    values = metrics.evaluate(model, ledgers["operate"], economics, _as_busy_as_given(site, charged))
    # A metric of a plugin stands beside ours and never in place of one.
    theirs, units = _plugin_metrics(ledgers["operate"], economics, charged)
    values |= {name: value for name, value in theirs.items() if name not in values}
    return Evaluation(site, model, draws, ledgers, economics, values, series, tuple(notes), forcings, touched_by(site, model), units)


def build(site: Site, draws: Draws) -> SiteModel:
    """The site as its type makes it from the draws."""
    site_type = hooks.manager().resolve("gigasite_site_types", site.type)
    try:
        model: SiteModel = site_type.build(draws, site)
    except GigasiteError:
        raise
    except Exception as error:  # a plugin's code: say whose it is
        raise PluginError(f"site type {site.type!r} failed on site {site.key!r}: {type(error).__name__}: {error}") from error
    if not isinstance(model, SiteModel):
        raise PluginError(f"site type {site.type!r} gave a {type(model).__name__} for site {site.key!r}, not a SiteModel")
    return laws.with_law_parameters(model, draws)


#: Charges that a delivered price holds already.
_IN_DELIVERED_PRICE = ("grid_fee_usd_per_mwh", "coincident_peak_charge_usd_per_kw_yr")


def _without_included_charges(site: Site, model: SiteModel, draws: Draws, notes: list[str]) -> Draws:
    """Where the price of the region is a delivered one, network charges are in it; those that the user gives stay."""
    if model.engine != "earth" or "grid_price_usd_per_mwh" in site.series or forcing.price_basis(site) != "delivered":
        return draws
    if site.contract is not None:
        if site.contract.has_price:
            return draws
        hint = f"give {site.tariff} a price of energy: grid_price_usd_per_mwh, or windows"
        message = f"the price of {site.region} is a delivered one, with network charges in it; the tariff would charge them twice"
        raise DataError(message, parameter=f"{site.key}.tariff", hint=hint)
    included = {key: 0.0 for key in _IN_DELIVERED_PRICE if key in draws and draws.origin(key).kind == "parameter"}
    if included:
        notes.append("price: delivered, with network and peak charges in it")
    return draws.replace(**included) if included else draws


def _as_busy_as_given(site: Site, draws: Draws) -> Draws:
    """Where the user gives the busy share as a series, its mean is the busy share of the year."""
    given = site.series.get("utilisation")
    if given is None:
        return draws
    values = given.values if isinstance(given, Series) else np.array([given])
    return draws.replace(fleet_utilisation=float(values.mean()))


def _plugin_metrics(ledger: Ledger, economics: EconomicResult, draws: Draws) -> tuple[dict[str, Floats | NoneBecause], dict[str, str]]:
    """Values of the metrics of plugins, and their units."""
    manager = hooks.manager()
    found: dict[str, Floats | NoneBecause] = {}
    units: dict[str, str] = {}
    for name in manager.records("gigasite_metrics"):
        try:
            metric = manager.resolve("gigasite_metrics", name)
            value = metric.evaluate(ledger, economics, draws)
            found[metric.name] = value if isinstance(value, NoneBecause) else column(value, ledger.n_draws)
            units[metric.name] = "" if metric.unit == "1" else str(metric.unit)
        except Exception as error:
            found[name] = NoneBecause(f"the plugin's metric failed: {type(error).__name__}: {error}")
    return found, units


_FORCINGS: dict[tuple[Any, ...], forcing.Forcing] = {}


def forcing_years(site: Site, phase: Phase, step_s: float) -> tuple[forcing.Forcing, ...]:
    """One forcing for each weather year, with the choices of the first draw."""
    return tuple(adapted(year, _choices(phase, 1, 0)) for year in _base_years(site, phase, step_s))


def _choices(phase: Phase, n_draws: int, draw: int) -> dict[str, float]:
    return {name: float(column(value, n_draws)[draw]) for name, value in phase.forcing.items()}


def _base_years(site: Site, phase: Phase, step_s: float) -> tuple[forcing.Forcing, ...]:
    """One forcing for each weather year; the same tables serve every site and phase that needs the same columns."""
    needs = {slot: phase.components.get(slot, "none") for slot in ("heat_use", "generation", "grid", "cooling", "ppa")}
    key = (site.region, site.weather, site.heat_network, *needs.values(), step_s, _given(site))
    years = forcing.weather_years(site)
    found = []
    for year in years:
        entry = (hooks.manager(), *key, year)  # another manager may have another provider of this place
        if entry not in _FORCINGS:
            if len(_FORCINGS) > 64:
                _FORCINGS.clear()
            _FORCINGS[entry] = forcing.for_site(site, phase.components, year, step_s)
        found.append(_FORCINGS[entry])
    return tuple(found)


def _given(site: Site) -> tuple[Any, ...]:
    """What tells the user's own series apart."""
    return (site.contract, *((name, getattr(value, "digest", value)) for name, value in site.series.items()))


def _run_years(
    engine: str,
    site: Site,
    phase: Phase,
    years: tuple[forcing.Forcing, ...],
    draws: Draws,
    threads: int,
    series_of_draw: int | None,
) -> tuple[Ledger, FlowSeries | None]:
    """Draw i runs on weather year i mod n, counted from the first draw of the whole sample, with the choices of its own."""
    n, n_years = draws.n_draws, len(years)
    groups: dict[tuple[float, ...], list[int]] = {}
    for draw, key in enumerate(
        zip((np.arange(n) % draws.period + draws.start) % n_years, *(column(v, n) for v in phase.forcing.values()), strict=True)
    ):
        groups.setdefault(tuple(map(float, key)), []).append(draw)
    whole: dict[str, Floats] = {}
    flows: FlowSeries | None = None
    for (index, *chosen), draws_of in groups.items():
        mine = np.array(draws_of)
        used = adapted(years[int(index)], dict(zip(phase.forcing, chosen, strict=True)))
        wanted = draws_of.index(series_of_draw) if series_of_draw in draws_of else None
        part, found = _run(engine, site, phase if mine.size == n else _take(phase, mine, n), used, _numbers(draws)[mine], threads, wanted)
        flows = flows if found is None else found
        if mine.size == n:
            return part, flows
        for name, values in part.items():
            whole.setdefault(name, np.empty(n))[mine] = values
    return Ledger(whole), flows


def acts_on_engine(base: Evaluation, draws: Draws) -> bool:
    """Whether these draws of the site of ``base`` need a run of the engine, or act on money alone."""
    model = build(base.site, draws)
    return not all(_same_phase(base, phase, draws.n_draws) for phase in model.phases if phase.name in base.ledgers)


def _same_phase(base: Evaluation, phase: Phase, n_draws: int) -> bool:
    """Whether the engine would do again what it has done for ``base``."""
    if phase.name not in base.ledgers or base.draws.n_draws != n_draws:
        return False
    old = base.model.phase(phase.name)
    if dict(old.components) != dict(phase.components):
        return False
    return _same(old.parameters, phase.parameters, n_draws) and _same(old.forcing, phase.forcing, n_draws)


def _same(old: Mapping[str, Any], new: Mapping[str, Any], n_draws: int) -> bool:
    return list(old) == list(new) and all(value is old[name] or _equal(value, old[name], n_draws) for name, value in new.items())


def _equal(a: Any, b: Any, n_draws: int) -> bool:
    return np.array_equal(column(a, n_draws), column(b, n_draws))


def _take(phase: Phase, mine: NDArray[np.intp], n: int) -> Phase:
    parameters = {name: column(value, n)[mine] for name, value in phase.parameters.items()}
    return Phase(phase.name, phase.components, parameters, phase.months)


_NO_FORCING = np.zeros((0, 0))


def _numbers(draws: Draws) -> NDArray[np.intp]:
    """Numbers of the draws in the whole sample, for the error of a law."""
    return np.arange(draws.n_draws) % draws.period + draws.start


#: Slots, names and values of the parameters, names and values of the forcing, its start and step: what the core takes.
EngineInput: TypeAlias = tuple[list[tuple[str, str]], list[str], Floats, list[str], Floats, int, float]


def engine_input(phase: Phase, used: forcing.Forcing | None, n_draws: int) -> EngineInput:
    """A phase as the core takes it."""
    names = list(phase.parameters)
    values = np.empty((len(names), n_draws))
    for row, value in zip(values, phase.parameters.values(), strict=True):
        row[:] = value
    slots = list(phase.components.items())
    if used is None:
        return slots, names, values, [], _NO_FORCING, 0, 3600.0
    return slots, names, values, list(used.columns), used.table, used.start_unix_s, used.step_s


def _run(
    engine: str,
    site: Site,
    phase: Phase,
    used: forcing.Forcing | None,
    numbers: NDArray[np.intp],
    threads: int,
    series_of_draw: int | None,
) -> tuple[Ledger, FlowSeries | None]:
    theirs = laws.of_phase(phase, site, numbers)
    if used is not None and not theirs:
        slots, names, values, *_ = engine_input(phase, used, len(numbers))
        year = used.prepared(slots)
        ledger = Ledger(year.simulate(names, values, threads))
        if series_of_draw is None:
            return ledger, None
        time = _times(used.start_unix_s, np.arange(used.n_steps) * used.step_s)
        return ledger, FlowSeries(_Later(lambda only: year.series(names, values, series_of_draw, only)), time, used.step_s)
    columns, flows = _core.simulate(engine, *engine_input(phase, used, len(numbers)), threads, series_of_draw, theirs)
    if flows is None:
        return Ledger(columns), None
    series_names, series_values, start, step_s = flows
    series = dict(zip(series_names, series_values, strict=True))
    # Steps along an orbit end at the edges of the shadow: not equal, so they bring their own time.
    elapsed_s = np.arange(len(series_values[0])) * step_s if step_s else series["time_s"]
    return Ledger(columns), FlowSeries(series, _times(start, elapsed_s), step_s)


def _times(start_unix_s: int, elapsed_s: NDArray[np.floating[Any]]) -> NDArray[np.datetime64]:
    """Start of each step."""
    time: NDArray[np.datetime64] = np.datetime64(start_unix_s * 1000, "ms") + np.round(elapsed_s * 1e3).astype("timedelta64[ms]")
    return time


class _Later(Mapping[str, Floats]):
    """The flows of a draw, computed when the first of them is read: most who run a site read its metrics alone."""

    def __init__(self, series: Callable[[list[str] | None], tuple[list[str], list[Floats], int, float]]) -> None:
        self._series = series

    @functools.cached_property
    def _columns(self) -> dict[str, Floats]:
        names, values, _, _ = self._series(None)
        return dict(zip(names, values, strict=True))

    def get(self, name: str, default: Any = None) -> Any:
        """One flow, without the others where they are not there yet."""
        if "_columns" in self.__dict__:
            return self._columns.get(name, default)
        values = self._series([name])[1]
        return values[0] if values else default

    def __getitem__(self, name: str) -> Floats:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __reduce__(self) -> Any:
        return dict, (self._columns,)
