"""Where a number comes from: what it is, its unit, value and interval, its source, who reads it, and what it moves."""

from __future__ import annotations

import csv
import difflib
import functools
import importlib
import importlib.util
import inspect
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import Any

from gigasite.errors import ParameterError, format_number
from gigasite.parameters import Parameter, find, table

__all__ = ["Explanation", "explain", "sources"]


@dataclass(frozen=True)
class Explanation:
    """What is known about a parameter, a value of the hardware, a metric, a source or a function; empty where it does not apply."""

    name: str
    kind: str  # "parameter", "hardware", "metric", "source" or "function"
    summary: str
    unit: str = ""
    value: float | None = None
    interval: tuple[float, float] | None = None
    legal: tuple[float, float] | None = None
    dist: str = ""
    scope: str = ""
    evidence: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    read_by: tuple[str, ...] = ()
    way: str = ""
    origin: str = ""
    effect: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; an open end of the legal interval is ``None``."""
        out = asdict(self) | {"source": dict(self.source), "read_by": list(self.read_by)}
        for key in ("interval", "legal"):
            pair = out[key]
            out[key] = None if pair is None else [None if abs(v) == float("inf") else v for v in pair]
        return out

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit and self.unit != "1" else ""
        if self.kind == "function":
            return f"{self.name} (function)\n\n{self.summary}"
        rows = [("what", self.summary)]
        if self.value is not None:
            rows.append(("value", f"{format_number(self.value)}{unit}" + (f" ({self.origin})" if self.origin else "")))
        if self.interval is not None:
            low, high = self.interval
            span = f"{format_number(low)} to {format_number(high)}{unit}"
            words = "certain" if low == high else f"{span}, {self.dist}, one draw for {_scope(self.scope)}"
            if self.dist == "design":
                words = f"{span} is worth a try; a design choice, not drawn"
            rows.append(("interval", words))
        if self.legal is not None:
            rows.append(("legal", f"{format_number(self.legal[0])} to {format_number(self.legal[1])}{unit}"))
        if self.kind == "metric" and self.unit:
            rows.append(("unit", self.unit))
        rows += [
            ("evidence", self.evidence),
            ("source", _source_words(self.source)),
            ("read by", ", ".join(self.read_by)),
            ("way", self.way),
            ("effect", self.effect),
        ]
        return "\n".join([f"{self.name} ({self.kind})", *(f"  {word:<9} {text}" for word, text in rows if text)])

    __repr__ = __str__


def _scope(scope: str) -> str:
    return "all sites" if scope == "world" else "each site"


def _source_words(source: Mapping[str, str]) -> str:
    words = ", ".join(source[k] for k in ("author", "title", "year", "url") if source.get(k))
    return f"{source['id']}: {words}" if words else source.get("id", "")


@functools.cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """Every source by id: title, author, year, url, licence.

    >>> sources()["gigasite_estimate"]["author"]
    'gigasite authors'
    """
    rows = csv.DictReader(resources.files("gigasite").joinpath("data/sources.csv").read_text("utf-8").splitlines())
    return MappingProxyType({row["id"]: MappingProxyType(row) for row in rows})


def explain(name: str, site: Any = None, *, draws: int = 400) -> Explanation:
    """What a parameter (key or row id), a hardware value, a metric, a source or a public function is, and where it comes from.

    With a ``site`` of a scenario a parameter has the value of that site, and a sample of ``draws`` says how much it moves the
    cost of a delivered GPU-hour: the mean in the upper third of its draws less that in the lower third.
    Errors: `ParameterError` with the nearest name.

    >>> print(explain("lorenz_efficiency").kind)
    parameter
    """
    if name in table() or _is_id(name):
        row = find(name)
        return _parameter(row, site, draws)
    of_plugin = _rows_of_plugins().get(name)
    if of_plugin is not None:
        return _parameter(of_plugin, site, draws)
    metric = _metrics().get(name)
    if metric is not None:
        way = "ledger of a year of operation, and the economics for money; P10, P50 and P90 over the draws"
        return Explanation(name, "metric", metric.summary, unit=metric.unit, way=way)
    for found in (_hardware(name, site), _source(name), _function(name)):
        if found is not None:
            return found
    known = [*table(), *_rows_of_plugins(), *_metrics(), *_functions()]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    raise ParameterError(f"nothing is called {name!r}", parameter="name", value=name, hint=f"Nearest: {near[0]}." if near else None)


def _hardware(name: str, site: Any) -> Explanation | None:
    """A value of a hardware item: ``h100x8.node_price_usd``, or the key alone for the item of the site, else of the default."""
    from gigasite import hardware

    item, _, key = name.rpartition(".")
    try:
        value = hardware.values(item or getattr(site, "hardware", "h100x8")).get(key)
    except ParameterError:
        return None
    if value is None:
        return None
    source = {"id": value.source, **sources().get(value.source, {})}
    return Explanation(
        name=f"{value.item}.{value.key}",
        kind="hardware",
        summary=value.description or value.key.replace("_", " "),
        unit=value.unit,
        value=value.default,
        interval=(value.low, value.high),
        dist="triangular",
        scope="world",
        evidence=value.evidence,
        source=source,
        origin=hardware.title(value.item),
    )


def _source(name: str) -> Explanation | None:
    """A source by its id, and the parameters that rest on it."""
    row = sources().get(name)
    if row is None:
        return None
    users = tuple(p.key for p in table().values() if p.source == name)
    return Explanation(name, "source", row["title"], source=dict(row), read_by=users)


def _is_id(name: str) -> bool:
    return any(row.id == name for row in table().values())


_WITH_PARAMETERS = ("gigasite_site_types", "gigasite_economic_models", "gigasite_laws")


def _rows_of_plugins() -> Mapping[str, Parameter]:
    """Rows that plugins bring for their site types, economic models and laws, by key and by id."""
    from gigasite.hooks import manager
    from gigasite.scenario.vocabulary import Vocabulary

    found: dict[str, Parameter] = {}
    words = Vocabulary(manager())
    for hook in _WITH_PARAMETERS:
        for name in words.names(hook):
            try:
                rows = words.parameters(hook, name)
            except Exception:  # it is listed with its error by gs.plugins()
                continue
            for row in rows.values():
                if row is not None and row.key not in table():
                    found[row.key] = found[row.id] = row
    return found


def _parameter(row: Parameter, site: Any, draws: int) -> Explanation:
    readers = _readers(row.key)
    way = f"{row.key} → {', '.join(readers)} → engine and assets → ledger → metrics" if readers else ""
    value, origin, effect = row.default, "default", ""
    if site is not None:
        value, origin, effect = _in_site(row, site, draws)
    return Explanation(
        name=row.key,
        kind="parameter",
        summary=row.description or row.key.replace("_", " "),
        unit=row.unit,
        value=value,
        interval=(row.low, row.high),
        legal=(row.minimum, row.maximum),
        dist=row.dist,
        scope=row.scope,
        evidence=row.evidence,
        source={"id": row.source, **sources().get(row.source, {})},
        read_by=readers,
        way=way,
        origin=origin,
        effect=effect,
    )


def _in_site(row: Parameter, site: Any, draws: int) -> tuple[float, str, str]:
    """Value and origin of a parameter in a site, and what it moves there."""
    from gigasite.report.figures.assumptions import effect_of

    package: Any = importlib.import_module("gigasite")
    sample = package.sample(site, draws=draws)
    column = sample.draws[row.key]
    value = float(site.draws()[row.key][0])
    cost = sample["lcoc_usd_per_gpu_h"]
    if cost.none_because is not None:
        return value, f"in {site.title}", f"none: {cost.none_because}"
    moved = effect_of(cost.values, column)
    words = f"{moved:+.3f}".replace("-", "−")
    return value, f"in {site.title}", f"{words} USD per delivered GPU-hour from its lower to its upper third"


def _readers(key: str) -> tuple[str, ...]:
    """Site types and economic models that read a key. What cannot be loaded reads nothing."""
    from gigasite.hooks import manager

    out = []
    for hook in _WITH_PARAMETERS:
        for name, entry in manager().records(hook).items():
            if entry.error is not None:
                continue
            try:
                target = manager().resolve(hook, name)
            except Exception:  # a plugin may fail in any way; it is listed with its error by gs.plugins()
                continue
            if key in getattr(target, "parameters", ()):
                out.append(name)
    return tuple(out)


def _metrics() -> Mapping[str, Any]:
    if importlib.util.find_spec("gigasite.metrics") is None:
        return {}
    found: Mapping[str, Any] = importlib.import_module("gigasite.metrics").METRICS
    return found


@functools.cache
def _functions() -> Mapping[str, str]:
    """Public functions of the concept modules, ``concept.name`` -> module, read from the text of ``__all__`` without imports."""
    out = {}
    for file in sorted(resources.files("gigasite").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".py") and not file.name.startswith("_"):
            listed = re.search(r"^__all__ = \[(.*?)\]", file.read_text("utf-8"), re.DOTALL | re.MULTILINE)
            for name in re.findall(r'"(\w+)"', listed[1] if listed else ""):
                out[f"{file.name[:-3]}.{name}"] = f"gigasite.{file.name[:-3]}"
    return MappingProxyType(out)


def _function(name: str) -> Explanation | None:
    """A function by ``concept.name`` or, where it is the only one, by its name."""
    fits = [full for full in _functions() if full == name or full.split(".", 1)[1] == name]
    if len(fits) != 1:
        return None
    thing = getattr(importlib.import_module(_functions()[fits[0]]), fits[0].split(".", 1)[1], None)
    if thing is None or not callable(thing):
        return None
    return Explanation(f"gigasite.{fits[0]}", "function", inspect.getdoc(thing) or "")
