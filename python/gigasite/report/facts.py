"""What a report needs to know about a comparison, read once from the results. The only place that touches the engine's objects."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError
from gigasite.explanation import sources
from gigasite.report.decisions import Decision, break_even_map, break_even_sentence, heat_map, planned, swings
from gigasite.report.plugin_sections import plugin_sections
from gigasite.report.provenance import Provenance, provenance_of
from gigasite.report.text import clean
from gigasite.report.tokens import SITE_TOKENS

if TYPE_CHECKING:
    from gigasite.break_even_map import BreakEvenMap
    from gigasite.planning import Plan

__all__ = ["DataSeries", "Facts", "Quantity", "SiteFacts", "is_alike", "read", "rivals"]

Array = NDArray[np.float64]
ALIKE = 0.01  # sites whose P50 differ by less than this share of the larger are not told apart in words
COST = "lcoc_usd_per_gpu_h"

TYPE_TOKEN = {"heat_campus": "heat", "campus": "campus", "converted_mine": "mine", "idle_campus": "idle", "orbit": "orbit"}
TYPE_WORDS = {
    "campus": "new campus",
    "heat_campus": "heat to a network",
    "converted_mine": "former mine",
    "idle_campus": "built, partly sold",
    "orbit": "satellites",
}


@dataclass(frozen=True)
class Quantity:
    """One measure of one site over the draws, or the reason why there is none."""

    values: Array | None = None
    none_because: str | None = None

    @property
    def exists(self) -> bool:
        return self.values is not None

    def q(self, share: float) -> float:
        """Quantile, linear between order statistics."""
        if self.values is None:
            raise DataError(f"no quantile of a measure that is none: {self.none_because}")
        return float(np.quantile(self.values, share))

    @property
    def p10(self) -> float:
        return self.q(0.1)

    @property
    def p50(self) -> float:
        return self.q(0.5)

    @property
    def p90(self) -> float:
        return self.q(0.9)

    @property
    def mean(self) -> float:
        return math.nan if self.values is None else float(np.mean(self.values))

    @property
    def dots(self) -> list[float]:
        """Twenty equally likely outcomes."""
        return [] if self.values is None else [float(v) for v in np.quantile(self.values, (np.arange(20) + 0.5) / 20)]


@dataclass(frozen=True)
class DataSeries:
    """A source of series over the year: which columns of which sites come from it, and under what licence."""

    source: str
    licence: str
    evidence: str
    columns: tuple[str, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True)
class SiteFacts:
    """One site of the comparison."""

    key: str
    title: str
    kind: str
    region: str
    token: str
    measures: Mapping[str, Quantity]
    items: Mapping[str, float]
    waterfall: Mapping[str, float]
    boundary: tuple[str, ...]
    notes: tuple[str, ...]
    stages: tuple[tuple[str, float, float], ...]
    draws: Mapping[str, Array]
    central: Mapping[str, float]
    provenance: Mapping[str, Provenance]
    ledger: Mapping[str, float]
    series: Mapping[str, NDArray[Any]]
    time_utc: NDArray[np.datetime64] | None

    @property
    def cost(self) -> Quantity:
        return self.measures[COST]

    @property
    def in_orbit(self) -> bool:
        return self.token == "orbit" or "beta_deg" in self.series

    @property
    def subtitle(self) -> str:
        words = TYPE_WORDS.get(self.kind, self.kind.replace("_", " "))
        altitude = self.value("altitude_km")
        if self.kind == "orbit" and altitude is not None:
            return f"{words}, {altitude:,.0f} km"
        return f"{words}, {self.region}" if self.region else words

    @property
    def steps_per_hour(self) -> int:
        """Steps of the hourly series in an hour, at least one."""
        if self.time_utc is None or len(self.time_utc) < 2:
            return 1
        return max(1, round(3600 / float((self.time_utc[1] - self.time_utc[0]) / np.timedelta64(1, "s"))))

    def value(self, key: str) -> float | None:
        """An input of this site at its middle, if it has it: that of the single run, else the median of the draws."""
        if key in self.central:
            return self.central[key]
        column = self.draws.get(key)
        return None if column is None else float(np.median(column))


@dataclass(frozen=True)
class Facts:
    """The comparison as the report sees it; sites in the order of the scenario."""

    name: str
    digest: str
    seed: int
    draws: int
    version: str
    price_year: int
    carbon_basis: str
    reference: str
    sites: tuple[SiteFacts, ...]
    probabilities: Mapping[str, Mapping[str, float]]
    asserts: tuple[tuple[str, bool], ...] = ()
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    data: tuple[DataSeries, ...] = ()
    extra_sections: tuple[tuple[str, str], ...] = ()
    break_even: str | None = None
    decision: Decision | None = None
    map: BreakEvenMap | None = None
    heat: BreakEvenMap | None = None
    plan: Plan | None = None

    def site(self, key: str) -> SiteFacts:
        return next(s for s in self.sites if s.key == key)

    @property
    def ref(self) -> SiteFacts:
        return self.site(self.reference)

    @property
    def ranked(self) -> tuple[SiteFacts, ...]:
        """Sites with a cost, the cheapest first, then those without."""
        known = sorted((s for s in self.sites if s.cost.exists), key=lambda s: s.cost.p50)
        return (*known, *(s for s in self.sites if not s.cost.exists))

    @property
    def priced(self) -> tuple[SiteFacts, ...]:
        return tuple(s for s in self.ranked if s.cost.exists)

    def probability(self, a: str, b: str) -> float:
        """Share of draws in which a delivered GPU-hour of ``a`` costs less than one of ``b``."""
        return self.probabilities[a][b]

    @property
    def heading(self) -> str:
        """The name of the scenario for people."""
        return "Five seed systems" if self.name == "seeds" and len(self.sites) == 5 else self.name or "Comparison"

    @property
    def capacity(self) -> str:
        """``100 MW`` when all sites are alike, else nothing."""
        sizes = {s.value("it_capacity_mw") for s in self.sites}
        size = sizes.pop() if len(sizes) == 1 else None
        if size is None:
            return ""
        return f"{size / 1000:,.3g} GW" if size >= 1000 else f"{size:,.3g} MW"


def _column(column: Any) -> Quantity:
    none = getattr(column, "none_because", None)
    if none is not None:
        return Quantity(none_because=clean(none, 300))
    values = np.atleast_1d(np.asarray(column.values, float))
    if not np.isfinite(values).all():
        raise DataError("a result is not a finite number; a report prints results, and this is none")
    return Quantity(values=values)


def _numbers(columns: Mapping[str, Any] | None) -> dict[str, float]:
    return {str(k): float(np.mean(np.asarray(v, float))) for k, v in (columns or {}).items()}


def _tokens(sites: list[tuple[str, str]], coloured: set[str]) -> dict[str, str]:
    """A colour for each site: that of its type, else the next free one; grey when there are none left."""
    out: dict[str, str] = {}
    for key, kind in sites:
        own = TYPE_TOKEN.get(kind)
        if key in coloured and own and own not in out.values():
            out[key] = own
    for key, _ in sites:
        if key not in out:
            free = [t for t in SITE_TOKENS if t not in out.values() and t != "orbit"]
            out[key] = free[0] if key in coloured and free else "other"
    return out


def _inputs(draws: Any, site: Any = None) -> dict[str, Array]:
    """The parameters of a site over the draws: those that were read, and those that its plugins say they read."""
    keys = dict.fromkeys([*(getattr(draws, "read", None) or tuple(draws)), *_declared(site)])
    return {str(k): np.atleast_1d(np.asarray(draws[k], float)) for k in keys if k in draws}


def _declared(site: Any) -> tuple[str, ...]:
    """Keys that the site type and the economic model of a site read."""
    from gigasite.hooks import manager

    out: list[str] = []
    for hook, attribute in (("gigasite_site_types", "type"), ("gigasite_economic_models", "economics")):
        name = str(getattr(site, attribute, ""))
        entry = manager().records(hook).get(name)
        if entry is not None and entry.error is None:
            out += getattr(manager().resolve(hook, name), "parameters", ())
    return tuple(out)


def _mapping(source: Any) -> dict[str, Any]:
    if source is None:
        return {}
    if isinstance(source, Mapping):
        return dict(source)
    keys = source.keys() if hasattr(source, "keys") else getattr(source, "columns", ())
    return {str(k): source[k] for k in keys}


def _data(samples: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[DataSeries, ...]:
    """Sources of the series of all sites, each once with what comes from it."""
    found: dict[tuple[str, str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for key, sample in samples.items():
        for forcing in getattr(getattr(sample, "evaluation", None), "forcings", ()):
            for column, one in forcing.sources.items():
                columns, sites = found.setdefault((clean(one.source, 300), clean(one.licence, 160), clean(one.evidence)), ({}, {}))
                columns[clean(column)] = None
                sites[titles[key]] = None
    return tuple(DataSeries(*head, tuple(columns), tuple(sites)) for head, (columns, sites) in found.items())


def read(comparison: Any, series: bool = True, *, decide: bool = True) -> Facts:
    """Read a `gigasite.compare` result; without ``series`` no site is run again for its flows over the year,
    without ``decide`` none for what would turn the answer."""
    scenario = comparison.scenario
    samples = dict(comparison.sites)
    head = comparison.head()
    kinds = [(key, str(scenario.sites[key].type)) for key in samples]
    measures = {key: {name: _column(sample[name]) for name in sample} for key, sample in samples.items()}
    for key, found in measures.items():
        found.setdefault(COST, Quantity(none_because="this economic model gives no cost of a GPU-hour"))
        measures[key] = found
    priced = sorted((k for k in samples if measures[k][COST].exists), key=lambda k: measures[k][COST].p50)
    reference = str(comparison.reference)
    coloured = set(samples) if len(samples) <= 6 else {*priced[:1], reference}
    tokens = _tokens(kinds, coloured)
    runs = dict(getattr(comparison, "runs", None) or {}) if series else {}
    sites = []
    for key, sample in samples.items():
        site = scenario.sites[key]
        inputs = _inputs(sample.draws, site)
        run = runs.get(key)
        flows = {k: np.asarray(v) for k, v in _mapping(getattr(run, "series", None)).items()}
        time = getattr(run, "time_utc", None)
        sites.append(
            SiteFacts(
                key=key,
                title=clean(site.title or key, 80),
                kind=clean(site.type),
                region=clean(getattr(site, "region", "") or ""),
                token=tokens[key],
                measures=measures[key],
                items={clean(k): float(v) for k, v in _mapping(sample.items).items()},
                waterfall={clean(k): float(v) for k, v in _mapping(sample.waterfall).items()},
                boundary=tuple(clean(b) for b in sample.boundary),
                notes=tuple(clean(n, 400) for n in sample.notes),
                stages=tuple((clean(n), float(a), float(b)) for n, a, b in getattr(sample, "timeline", None) or ()),
                draws=inputs,
                central={k: float(v[0]) for k, v in _inputs(run.evaluation.draws, site).items()}
                if run is not None and hasattr(run, "evaluation")
                else {},
                provenance=provenance_of(sample.draws, inputs),
                ledger=_numbers(_mapping(getattr(run, "ledger", None)) or _mapping(sample.ledger)),
                series=flows,
                time_utc=None if time is None else np.asarray(time, "datetime64[s]"),
            )
        )
    keys = list(samples)
    probability = {
        a: {b: float(comparison.probability(a, "<", b)) for b in keys if b != a and measures[a][COST].exists and measures[b][COST].exists}
        for a in keys
    }
    facts = Facts(
        name=clean(scenario.name),
        digest=clean(scenario.digest),
        seed=int(comparison.seed),
        draws=int(comparison.draws),
        version=clean(head["gigasite"]),
        price_year=int(head["price_year"]),
        carbon_basis=clean(head["carbon_basis"]),
        reference=reference,
        sites=tuple(sites),
        probabilities=probability,
        asserts=tuple((clean(a.text, 300), bool(a.held)) for a in comparison.asserts),
        sources=sources(),
        data=_data(samples, {s.key: s.title for s in sites}),
        extra_sections=plugin_sections(comparison) if series else (),
    )
    return _decided(facts, comparison, series) if decide else facts


def _decided(facts: Facts, comparison: Any, whole: bool) -> Facts:
    """The facts with what decides: the break-even sentence, and for the page which inputs move the difference and where it would turn."""
    if whole:
        facts = replace(facts, heat=heat_map(comparison), plan=planned(comparison))
    pair = rivals(facts)
    if pair is None:
        known = facts.priced
        return replace(facts, decision=swings(comparison, known[0].key, None)) if whole and len(facts.sites) == 1 and known else facts
    site, base = pair
    sentence = break_even_sentence(comparison, site.key, base.key, levers=whole)
    facts = replace(facts, break_even=sentence)
    decision = swings(comparison, site.key, base.key) if whole else None
    if decision is None:
        return facts
    return replace(facts, decision=decision, map=break_even_map(comparison, site.key, base.key, decision))


def is_alike(sites: Sequence[SiteFacts]) -> bool:
    """Whether nothing stands out: all P50 within one per cent of the largest."""
    middle = [s.cost.p50 for s in sites]
    return max(middle) - min(middle) <= ALIKE * max(abs(m) for m in middle)


def rivals(facts: Facts) -> tuple[SiteFacts, SiteFacts] | None:
    """The dearer site that the reader asks about and the one it is held against: orbit first, else the dearest."""
    priced = facts.priced
    if len(priced) < 2 or is_alike(priced):
        return None
    base = facts.ref if facts.ref.cost.exists else priced[0]
    dearer = [s for s in priced if s.cost.mean > base.cost.mean and s is not base]
    if not dearer:
        return (base, priced[0]) if base is not priced[0] else None
    orbit = [s for s in dearer if s.in_orbit]
    return (orbit or dearer)[-1], base
