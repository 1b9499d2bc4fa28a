"""What a scenario is once it has been read: frozen, complete, and able to give draws."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from gigasite.distributions import Constant, Distribution, Triangular, from_parts
from gigasite.draws import Draws, Origin, Variable
from gigasite.errors import ParameterError
from gigasite.parameters import Parameter, table
from gigasite.scenario.fields import Ref, SeriesRef, Value
from gigasite.scenario.files import UserSeries, WeatherFile
from gigasite.scenario.problems import nearest
from gigasite.time_series import Series
from gigasite.uniforms import Correlation, Sampler, Sampling

if TYPE_CHECKING:
    from gigasite.scenario.model import PlanEntry
    from gigasite.tariffs import Tariff

__all__ = ["Assert", "Frozen", "Scenario", "Settings", "Site", "distribution_of_row"]

T = TypeVar("T")


class Frozen(Mapping[str, T], Generic[T]):
    """A read-only mapping in the order it was given; equal to any mapping with the same content."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, T] | None = None) -> None:
        self._items = dict(items or {})

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)


@dataclass(frozen=True, slots=True)
class Assert:
    """A gate on the result of a comparison."""

    metric: str
    site: str
    op: str
    value: float
    quantile: float = 0.5

    def __str__(self) -> str:
        level = "" if self.quantile == 0.5 else f" at P{self.quantile * 100:g}"
        return f"{self.site}: {self.metric}{level} {self.op} {self.value:g}"


@dataclass(frozen=True)
class Settings:
    """What the sites of a scenario have in common; a site carries it, so that it can be run alone."""

    name: str
    seed: int
    draws: int
    sampling: Sampling
    horizon_years: float
    discount_rate: Constant | Distribution | Ref
    economics: str
    hardware: str
    shared: Frozen[Value]
    series: Frozen[UserSeries]
    correlations: tuple[Correlation, ...]
    tariffs: Frozen[Tariff] = field(default_factory=Frozen)
    dimensions: Frozen[int] = field(default_factory=Frozen, repr=False)

    def sampler(self, n_draws: int | None = None, seed: int | None = None, *, start: int = 0, count: int | None = None) -> Sampler:
        """Uniform numbers for draws ``start`` to ``start + count`` of ``n_draws``; sites that share it share their draws."""
        n = self.draws if n_draws is None else n_draws
        s = self.seed if seed is None else seed
        return Sampler(s, n, self.sampling, self.correlations, self.dimensions, start, count)

    def shared_variable(self, name: str) -> tuple[str, Distribution]:
        """The shared variable at the end of a chain of references, and what it is."""
        value = self.shared[name]
        while isinstance(value, Ref):
            name, value = value.name, self.shared[value.name]
        if isinstance(value, SeriesRef):  # the validator refuses it
            raise ParameterError("a shared variable cannot be a series", parameter=name)
        return name, value


@functools.lru_cache(maxsize=4096)
def distribution_of_row(row: Parameter) -> Distribution:
    """The uncertainty of a parameter: the triangle of its row, or one of its two ends; a design choice and ``low = high`` are certain."""
    if row.low == row.high or row.dist == "design":
        return Constant(row.default)
    if row.dist == "discrete":
        return from_parts("discrete", {"values": [row.low, row.high]})
    return Triangular(row.low, min(max(row.default, row.low), row.high), row.high)


@dataclass(frozen=True)
class Site:
    """A site of a scenario. ``values`` holds the numeric fields that were given, ``components`` the slots that were chosen.

    ``keys`` are all keys that may stand in it; ``item`` is what the hardware gives; ``rows`` are the parameters of plugins.
    """

    key: str
    title: str
    type: str
    region: str | None
    weather: str | WeatherFile | None
    heat_network: str | None
    hardware: str
    economics: str
    components: Frozen[str]
    values: Frozen[Value]
    settings: Settings = field(repr=False)
    keys: tuple[str, ...] = field(repr=False)
    item: Frozen[Distribution] = field(repr=False)
    rows: Frozen[Parameter] = field(repr=False)
    tariff: str | None = None

    @property
    def horizon_years(self) -> float:
        return self.settings.horizon_years

    @property
    def series(self) -> Mapping[str, Series | float]:
        """The forcing columns that the user gave: a series in the unit of the column, or one number for the whole year."""
        from gigasite.scenario.vocabulary import FORCING

        given: dict[str, Series | float] = {}
        for column, unit in FORCING.items():
            value = self.values.get(column)
            if isinstance(value, SeriesRef):
                given[column] = self.settings.series[value.name].series.in_unit(unit)
            elif isinstance(value, Constant) and column not in table():
                given[column] = value.value
        return Frozen(given)

    @property
    def contract(self) -> Tariff | None:
        """The tariff that the site names."""
        return None if self.tariff is None else self.settings.tariffs[self.tariff]

    def variable(self, key: str) -> Variable:
        """What a key stands for: field of the site, of its tariff, setting of the scenario, hardware, or row of the table."""
        row = table().get(key) or self.rows.get(key)
        value, kind, owner = self.values.get(key), "site", self.key
        if value is None and self.contract is not None:
            value, kind, owner = self.contract[key], "tariff", f"tariffs.{self.tariff}"
        if isinstance(value, SeriesRef):
            value = None  # the series is part of the forcing; as a parameter the key keeps its row
        if value is None and key == "discount_rate":
            value = self.settings.discount_rate
            if not isinstance(value, Ref):
                return _variable(f"world.{key}", value, "scenario", row)
        if value is None and key == "horizon_years":
            return _variable(f"world.{key}", Constant(self.settings.horizon_years), "scenario", row)
        if isinstance(value, Ref):
            name, shared = self.settings.shared_variable(value.name)
            return _variable(f"shared.{name}", shared, "shared", row)
        if value is not None:
            return _variable(f"{owner}.{key}", value, kind, row)
        if key in self.item:
            return _variable(f"{self.hardware}.{key}", self.item[key], "hardware", row)
        if row is None:
            hint = nearest(key, [*self.item, *table(), *self.rows])
            raise ParameterError(f"no parameter is called {key!r}", parameter=key, hint=hint)
        scope = "world" if row.scope == "world" else self.key
        variable = _variable(f"{scope}.{key}", distribution_of_row(row), "parameter", row)
        return Variable(variable.name, variable.distribution, row.default, variable.origin)

    def draws(self, sampler: Sampler | None = None, *, n_draws: int = 1) -> Draws:
        """Columns of this site: by a sampler, or ``n_draws`` times every value central."""
        return Draws(self.key, self.keys, self.variable, sampler, n_draws)

    def to_dict(self) -> dict[str, Any]:
        """The table of this site in a scenario."""
        parts: dict[str, Any] = {"type": self.type, "title": self.title}
        for name in ("region", "weather", "heat_network", "tariff"):
            value = getattr(self, name)
            if value is not None:
                parts[name] = value.to_dict() if isinstance(value, WeatherFile) else value
        for name in ("hardware", "economics"):
            if getattr(self, name) != getattr(self.settings, name):
                parts[name] = getattr(self, name)
        return parts | dict(self.components) | {key: value.to_dict() for key, value in self.values.items()}

    def replace(self, **changes: Any) -> Site:
        """This site with other fields, checked as in a file: ``site.replace(it_capacity_mw="1 GW", cooling="adiabatic")``."""
        from gigasite.scenario import load

        whole = _settings_dict(self.settings) | {"sites": {self.key: self.to_dict() | changes}}
        whole.pop("correlation", None)  # may name other sites; the settings below keep it
        return replace(load(whole).sites[self.key], settings=self.settings)


def _variable(name: str, value: Distribution, kind: Any, row: Parameter | None) -> Variable:
    return Variable(name, value, value.central, Origin(kind, name, row))


def _settings_dict(settings: Settings) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "schema_version": 1,
        "name": settings.name,
        "seed": settings.seed,
        "draws": settings.draws,
        "sampling": settings.sampling,
        "horizon_years": settings.horizon_years,
        "discount_rate": settings.discount_rate.to_dict(),
        "economics": settings.economics,
        "hardware": settings.hardware,
    }
    if settings.shared:
        parts["shared"] = {name: value.to_dict() for name, value in settings.shared.items()}
    if settings.series:
        parts["series"] = {name: entry.to_dict() for name, entry in settings.series.items()}
    if settings.tariffs:
        parts["tariffs"] = {name: tariff.to_dict() for name, tariff in settings.tariffs.items()}
    if settings.correlations:
        parts["correlation"] = [{"between": [c.first, c.second], "value": c.value} for c in settings.correlations]
    return parts


@dataclass(frozen=True, eq=False)
class Scenario:
    """Sites that answer one question, and what they share."""

    settings: Settings
    reference: str
    sites: Frozen[Site]
    asserts: tuple[Assert, ...] = ()
    file: str | None = None
    plan: PlanEntry | None = None

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def seed(self) -> int:
        return self.settings.seed

    @property
    def draws(self) -> int:
        return self.settings.draws

    @property
    def sampling(self) -> Sampling:
        return self.settings.sampling

    @property
    def horizon_years(self) -> float:
        return self.settings.horizon_years

    @property
    def discount_rate(self) -> Constant | Distribution | Ref:
        return self.settings.discount_rate

    @property
    def economics(self) -> str:
        return self.settings.economics

    @property
    def hardware(self) -> str:
        return self.settings.hardware

    @property
    def shared(self) -> Frozen[Value]:
        return self.settings.shared

    @property
    def series(self) -> Frozen[UserSeries]:
        return self.settings.series

    @property
    def tariffs(self) -> Frozen[Tariff]:
        return self.settings.tariffs

    @property
    def correlations(self) -> tuple[Correlation, ...]:
        return self.settings.correlations

    def sampler(self, n_draws: int | None = None, seed: int | None = None, *, start: int = 0, count: int | None = None) -> Sampler:
        """Uniform numbers for all sites; defaults are the draws and the seed of the scenario."""
        return self.settings.sampler(n_draws, seed, start=start, count=count)

    def draws_for(
        self, site: Site | str, n_draws: int | None = None, seed: int | None = None, *, start: int = 0, count: int | None = None
    ) -> Draws:
        """Draws of one site. Use one `sampler` for several sites to make what they share only once."""
        chosen = self.sites[site] if isinstance(site, str) else site
        return chosen.draws(self.sampler(n_draws, seed, start=start, count=count))

    def to_dict(self) -> dict[str, Any]:
        """The scenario in the shape of its file; ``load(scenario.to_dict())`` is equal."""
        parts = _settings_dict(self.settings)
        parts["reference"] = self.reference
        parts["sites"] = {key: site.to_dict() for key, site in self.sites.items()}
        if self.asserts:
            names = ("metric", "site", "op", "value", "quantile")
            parts["assert"] = [{name: getattr(gate, name) for name in names} for gate in self.asserts]
        if self.plan is not None:
            parts["plan"] = self.plan.model_dump(exclude_unset=True)
        return parts

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON. A file counts by what it holds, not by where it lies."""
        parts = self.to_dict()
        for name, entry in self.settings.series.items():
            parts["series"][name] = {**entry.to_dict(), "file": os.path.basename(entry.file), "sha256": entry.series.digest}
        for key, site in self.sites.items():
            if isinstance(site.weather, WeatherFile):
                parts["sites"][key]["weather"] = [site.weather.to_dict(site.weather.name), site.weather.digest]
        text = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and list(self.sites) == list(other.sites) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def targets(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Places that a name of ``vary`` means: a key wherever it may stand, ``sites.orbit.<key>``, or ``shared.<name>``."""
        first, _, rest = name.partition(".")
        if first == "shared" and rest in self.shared:
            return (("shared", rest),)
        if first == "sites":
            site, _, key = rest.partition(".")
            if site in self.sites and key in self.sites[site].keys:
                return (("sites", site, key),)
            known = [f"sites.{s.key}.{k}" for s in self.sites.values() for k in s.keys]
            raise ParameterError(f"nothing is called {name!r}", parameter=name, hint=nearest(name, known))
        if name in {"horizon_years", "discount_rate"}:
            return ((name,),)
        found = tuple(("sites", site.key, name) for site in self.sites.values() if name in site.keys)
        if not found:
            known = [*(key for site in self.sites.values() for key in site.keys), *(f"shared.{s}" for s in self.shared)]
            raise ParameterError(f"no site reads {name!r}", parameter=name, hint=nearest(name, dict.fromkeys(known)))
        return found

    def replace(self, changes: Mapping[str, Any]) -> Scenario:
        """The scenario with other values, by the names of ``vary``, checked as in a file."""
        from gigasite.scenario import load

        parts = self.to_dict()
        for name, value in changes.items():
            for path in self.targets(name):
                place = parts
                for part in path[:-1]:
                    place = place[part]
                place[path[-1]] = value
        return load(parts)

    def __repr__(self) -> str:
        return f"<Scenario {self.name!r}: {', '.join(self.sites)}>"
