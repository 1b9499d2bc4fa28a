"""From a tree with places to a scenario: one validator for TOML, YAML and dicts. All problems are reported together."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gigasite.distributions import Constant, Distribution
from gigasite.errors import DataError, GigasiteError, ParameterError, PluginError
from gigasite.forcing import PEAK_RULES
from gigasite.hooks.managing import Manager
from gigasite.parameters import Parameter, find, table
from gigasite.scenario.entities import Frozen, Scenario, Settings, Site
from gigasite.scenario.fields import SeriesRef, Spec, Value
from gigasite.scenario.files import UserSeries, WeatherFile, read_weather, weather_entry
from gigasite.scenario.model import FileEntry, ScenarioFile, WeatherEntry, check_part, check_structure
from gigasite.scenario.problems import Path as At
from gigasite.scenario.problems import Problems, nearest, quoted
from gigasite.scenario.reading import Document, Node
from gigasite.scenario.sharing import KEY, Common, spec_of
from gigasite.scenario.tariffs import TariffReader
from gigasite.scenario.vocabulary import FORCING, FORCING_LIMITS, LAW_SLOTS, NAMES, SLOTS, Vocabulary
from gigasite.tariffs import PRICE, Tariff
from gigasite.units import unit_of_key

__all__ = ["check"]

# Names before the dot in a correlation; a site cannot have one of them.
_RESERVED = ("world", "shared")


def check(document: Document, manager: Manager) -> Scenario:
    """The scenario of a document, or one `ScenarioError` with everything that is wrong."""
    problems = Problems(document)
    if not isinstance(document.root.value, dict):
        problems.add((), "a scenario is a table of keys")
        problems.raise_if_any()
    structure = check_structure(document.root.plain(), problems)
    checker = _Checker(document, problems, Vocabulary(manager))
    scenario = checker.scenario(structure)
    problems.raise_if_any()
    assert scenario is not None
    return scenario


class _Checker(Common):
    """Names, slots and fields of the sites, and the scenario they make."""

    def scenario(self, structure: ScenarioFile | None) -> Scenario | None:
        """Reads everything that can be read, also when the structure does not hold, so that all problems are found."""
        economics = self._named((), "economics", "gigasite_economic_models", ScenarioFile.model_fields["economics"].default)
        hardware = self._hardware((), ScenarioFile.model_fields["hardware"].default)
        shared = self._shared()
        rate = self._field(("discount_rate",), "discount_rate", Constant(find("discount_rate").default))
        horizon = self._field(("horizon_years",), "horizon_years", Constant(find("horizon_years").default))
        if horizon is not None and not isinstance(horizon, Constant):
            self.problems.add(("horizon_years",), "the horizon is one number for all draws")
        series = self._series(structure)
        tariffs = TariffReader(self, series).read(structure.tariffs if structure else {})
        site_keys = list(self._table("sites"))
        for key in site_keys:
            self._check_key(key)
        texts = {key: self._site_names(key, economics, hardware) for key in site_keys}
        for key, names in texts.items():
            self._check_tariff(key, names, tariffs)
        values = {key: self._site_values(key, names, series) for key, names in texts.items() if names is not None}
        shared = self._cut_shared(shared)
        correlations = self._correlations(structure, texts, site_keys)
        asserts = self._asserts(structure, site_keys)
        reference = self._reference(site_keys)
        self._plan(structure, site_keys)
        name = self._name()
        if self.problems.found or structure is None or not isinstance(horizon, Constant) or rate is None or isinstance(rate, SeriesRef):
            return None
        settings = Settings(
            name=name,
            seed=structure.seed,
            draws=structure.draws,
            sampling=structure.sampling,
            horizon_years=horizon.value,
            discount_rate=rate,
            economics=structure.economics,
            hardware=structure.hardware,
            shared=Frozen(shared),
            series=Frozen(series),
            correlations=correlations,
            tariffs=Frozen(tariffs),
        )
        sites = {key: _site(key, names, values[key], settings) for key, names in texts.items() if names is not None}
        if structure.sampling == "sobol":
            settings = replace(settings, dimensions=Frozen(_dimensions(sites)))
            sites = {key: replace(site, settings=settings) for key, site in sites.items()}
        return Scenario(settings, reference, Frozen(sites), asserts, self.document.file, structure.plan)

    # ---- names -----------------------------------------------------------------------------------------------------------

    def _name(self) -> str:
        file = self.document.file
        text = self._text(("name",)) or (Path(file).stem if file else "scenario")
        return text

    def _text(self, path: At) -> str | None:
        """A text of one line at a path, ``None`` when there is none."""
        node, _ = self.document.root.at(path)
        if node is None:
            return None
        value = node.value
        if not isinstance(value, str):
            shown = "a table" if isinstance(value, dict) else "a list" if isinstance(value, list) else quoted(getattr(value, "text", value))
            if len(path) > 1:  # those of the top level are seen by the model
                self.problems.add(path, f"{shown} is not a text")
            return None
        if not value.strip() or not value.isprintable() or len(value) > 200:
            what = "is empty" if not value.strip() else "is longer than 200 characters" if len(value) > 200 else "has control characters"
            self.problems.add(path, f"{path[-1]} {what}", value=value)
            return None
        return value

    def _named(self, base: At, key: str, hook: str, default: str | None) -> str | None:
        """A name that a plugin must have registered."""
        path = (*base, key)
        name = self._text(path) if path[-1] in (self._node(base) or {}) else default
        if name is None:
            return None
        known = self.words.names(hook)
        what = hook.removeprefix("gigasite_").removesuffix("s").replace("_", " ")
        if name not in known:
            self.problems.add(path, f"no {what} is called {quoted(name)}", value=name, hint=nearest(name, known))
            return None
        try:
            self.words.manager.resolve(hook, name)
        except PluginError as error:
            self.problems.add(path, f"{quoted(name)} cannot be used: {error.message}", value=name)
            return None
        return name

    def _node(self, path: At) -> dict[str, Node] | None:
        node, _ = self.document.root.at(path)
        return node.value if node is not None and isinstance(node.value, dict) else None

    def _hardware(self, base: At, default: str | None) -> str | None:
        path = (*base, "hardware")
        name = self._text(path) if "hardware" in (self._node(base) or {}) else default
        if name is not None and name not in self.words.hardware:
            if self.words.hardware or not self.words.names("gigasite_hardware"):
                self.problems.add(path, f"no hardware is called {quoted(name)}", value=name, hint=nearest(name, self.words.hardware))
            else:
                failed = [str(f) for f in self.words.manager.failures if f.hook == "gigasite_hardware"]
                self.problems.add(path, f"no hardware can be read: {'; '.join(failed)}", value=name)
            return None
        if name is not None and "gpus_per_node" not in self.words.hardware[name]:
            computes = [item for item, keys in self.words.hardware.items() if "gpus_per_node" in keys]
            message = f"{quoted(name)} has no accelerators and cannot run a model"
            self.problems.add(path, message, value=name, hint=f"compute needs one of {', '.join(computes[:12])}")
            return None
        return name

    def _check_key(self, key: str) -> None:
        path = ("sites", key)
        if not KEY.fullmatch(key):
            self.problems.add(
                path, f"{quoted(key)} is not a key of a site", key=True, hint="small letters, digits and _, a letter first: a_site_2"
            )
        elif key in _RESERVED or key in self.words.hardware:
            self.problems.add(
                path, f"a site cannot be called {quoted(key)}", key=True, hint="the name means something else in a correlation"
            )

    def _reference(self, sites: list[str]) -> str:
        name = self._text(("reference",)) if "reference" in self.root else None
        if name is not None and name not in sites:
            self.problems.add(("reference",), f"there is no site {quoted(name)}", value=name, hint=nearest(name, sites))
        return name or (sites[0] if sites else "")

    # ---- sites -----------------------------------------------------------------------------------------------------------

    def _site_names(self, key: str, economics: str | None, hardware: str | None) -> dict[str, Any] | None:
        """Names, slots and the keys that a site may have; ``None`` when its type is unknown."""
        base: At = ("sites", key)
        table_ = self._node(base)
        if table_ is None:
            return None  # the model has said that it is not a table
        if "type" not in table_:
            hint = f'add type = "campus"; known: {", ".join(self.words.names("gigasite_site_types"))}'
            self.problems.add(base, "'type' is missing", parameter="type", hint=hint)
        kind = self._named(base, "type", "gigasite_site_types", None)
        model = self._named(base, "economics", "gigasite_economic_models", economics)
        item = self._hardware(base, hardware)
        names: dict[str, Any] = {"type": kind, "economics": model, "hardware": item}
        names["title"] = self._text((*base, "title")) or key.replace("_", " ").capitalize()
        for name, places in (("region", self.words.regions), ("heat_network", self.words.regions)):
            names[name] = self._place(base, name, places)
        names["weather"] = self._weather(base)
        names["tariff"] = self._text((*base, "tariff")) if "tariff" in table_ else None
        if kind is None:
            return None
        try:
            rows: dict[str, Parameter | None] = self.words.parameters("gigasite_site_types", kind)
            if model is not None:
                rows |= {k: v for k, v in self.words.parameters("gigasite_economic_models", model).items() if k not in rows}
            engine, needs = self.words.engine(kind), self.words.needs(kind)
        except GigasiteError as error:
            self.problems.add((*base, "type"), f"{quoted(kind)} cannot be used: {error.message}", value=kind)
            return None
        rows.pop("horizon_years", None)  # one for all sites
        for name in needs:
            if name not in table_:
                self.problems.add(base, f"{name!r} is missing: a {kind} cannot be built without it", parameter=name)
        names["rows"] = rows
        names["item_keys"] = self.words.hardware.get(item or "", {})
        names["engines"] = (engine,) if engine else tuple(SLOTS)
        names["components"] = self._components(base, names["engines"])
        rows |= {key: row for key, row in self._law_rows(base, names["components"]).items() if key not in rows}
        return names

    def _law_rows(self, base: At, components: Mapping[str, str]) -> dict[str, Parameter | None]:
        """Keys that the laws read which these slots name."""
        rows: dict[str, Parameter | None] = {}
        for slot, chosen in components.items():
            for part in chosen.split("+"):
                if part in self.words.laws:
                    try:
                        rows |= self.words.parameters("gigasite_laws", part)
                    except GigasiteError as error:
                        self.problems.add((*base, slot), f"{quoted(part)} cannot be used: {error.message}", value=part)
        return rows

    def _place(self, base: At, key: str, places: frozenset[str] | None) -> str | None:
        if key not in (self._node(base) or {}):
            return None
        name = self._text((*base, key))
        if name is not None and places is not None and name not in places:
            what = {"region": "region", "weather": "place of a weather provider", "heat_network": "heat network"}[key]
            self.problems.add((*base, key), f"no {what} is called {quoted(name)}", value=name, hint=nearest(name, places))
        return name

    def _weather(self, base: At) -> str | WeatherFile | None:
        """A place of a provider, ``"file:name"``, or a table that says more of a file."""
        path = (*base, "weather")
        node, _ = self.document.root.at(path)
        if node is None:
            return None
        entry: FileEntry | None = None
        if isinstance(node.value, dict):
            entry = check_part(WeatherEntry, node.plain(), path, self.problems)
            if entry is None:
                return None
        elif isinstance(node.value, str) and (said := weather_entry(node.value)) is not None:
            entry = WeatherEntry.model_validate(said)
        if entry is None:
            return self._place(base, "weather", self.words.weather)
        try:
            return read_weather(self.document.folder, entry)
        except (DataError, ParameterError) as error:
            self.add_file_problem(path, error)
            return None

    def _components(self, base: At, engines: tuple[str, ...]) -> dict[str, str]:
        chosen: dict[str, str] = {}
        table_ = self._node(base) or {}
        variants: dict[str, tuple[str, ...]] = {}
        for engine in engines:
            for slot, known in SLOTS[engine].items():
                variants[slot] = variants.get(slot, ()) + known
            for slot in LAW_SLOTS[engine]:
                variants.setdefault(slot, ())
        for slot, known in variants.items():
            if slot not in table_:
                continue
            name = self._text((*base, slot))
            if name is None:
                continue
            laws = tuple(law for law, filled in self.words.laws.items() if filled in (slot, None))
            parts = name.split("+") if slot == "generation" else [name]
            for part in parts:
                if part.strip() not in {*known, *laws}:
                    hint = nearest(part.strip(), [*known, *laws]) or "no plugin has a law for this slot"
                    self.problems.add((*base, slot), f"{slot} has no variant {quoted(part.strip())}", value=name, hint=hint)
            if slot == "generation" and len(parts) > 1 and ("none" in parts or len(set(parts)) < len(parts)):
                self.problems.add((*base, slot), f"{quoted(name)} joins what cannot be joined", value=name)
            chosen[slot] = "+".join(part.strip() for part in parts)
        return chosen

    def _spec(self, key: str, names: Mapping[str, Any]) -> Spec | None:
        """What a numeric key of a site may be; ``None`` when there is no such key."""
        row: Parameter | None = names["rows"].get(key)
        is_forcing = "earth" in names["engines"] and key in FORCING
        if key in names["rows"] and not (row is None and key in names["item_keys"]):
            return replace(spec_of(key, row), series="also" if is_forcing else "no")
        if is_forcing:
            low, high = FORCING_LIMITS.get(key, (float("-inf"), float("inf")))
            return Spec(key, "" if FORCING[key] == "1" else unit_of_key(key), low, high, None, "only")
        if key in names["item_keys"]:
            row = table().get(key)
            return spec_of(key, row) if row is not None else Spec(key, unit_of_key(key), 0.0)
        return None

    def _site_values(self, key: str, names: dict[str, Any], series: dict[str, UserSeries]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        slots = {slot for engine in names["engines"] for slot in (*SLOTS[engine], *LAW_SLOTS[engine])}
        for field, node in (self._node(("sites", key)) or {}).items():
            if field in NAMES or field in slots:
                continue
            path: At = ("sites", key, field)
            spec = self._spec(field, names)
            if spec is None:
                self._unknown(path, field, names, slots)
                continue
            value = self.number(node, path, spec)
            if value is None:
                continue
            if isinstance(value, SeriesRef) and value.name in series:
                self.check_series(path, field, series[value.name], spec)
            values[field] = value
        given = self._node(("sites", key)) or {}
        for field, row in names["rows"].items():
            if row is None and names["hardware"] and field not in names["item_keys"] and field not in given:
                near = difflib.get_close_matches(field, table(), n=1)
                hint = f"if the plugin means {near[0]!r}, it is misspelt there" if near else None
                self.problems.add(("sites", key), f"{field!r} is missing: it has no default", parameter=field, hint=hint)
        return values

    def _unknown(self, path: At, field: str, names: Mapping[str, Any], slots: set[str]) -> None:
        if field in ScenarioFile.model_fields:
            self.problems.add(path, f"{field!r} is one for all sites", key=True, hint="write it at the top of the scenario")
            return
        row = table().get(field)
        other = [slot for engine in SLOTS if engine not in names["engines"] for slot in SLOTS[engine] if slot == field]
        if row is not None or other or field in FORCING:
            message = f"a {names['type']} does not read {field!r}"
            parameter = field if row is not None else None
            self.problems.add(path, message, key=True, parameter=parameter, hint="leave it out, or put it into the site that reads it")
            return
        known = [*NAMES, *slots, *names["rows"], *names["item_keys"], *(FORCING if "earth" in names["engines"] else ())]
        near = nearest(field, known)
        if near is not None and near.startswith("known"):
            stem = [k for k in known if k.startswith(field + "_")]
            near = f"a key carries its unit: {stem[0]!r}" if stem else f"nothing like it is read by a {names['type']}"
        self.problems.add(path, f"unknown key {field!r}", key=True, hint=near)

    def _check_tariff(self, key: str, names: Mapping[str, Any] | None, tariffs: Mapping[str, Tariff]) -> None:
        """The tariff that a site names is there, the site has a meter, and nothing is said twice."""
        name = None if names is None else names["tariff"]
        if names is None or name is None:
            return
        path: At = ("sites", key, "tariff")
        if name not in self._table("tariffs"):
            self.problems.add(path, f"no tariff is called {quoted(name)}", value=name, hint=nearest(name, self._table("tariffs")))
            return
        if "earth" not in names["engines"]:
            self.problems.add(path, f"a {names['type']} has no grid and no tariff", key=True)
        tariff = tariffs.get(name)
        if tariff is None:
            return
        if tariff.has_price and PRICE in (self._node(("sites", key)) or {}):
            self.problems.add(("sites", key, PRICE), f"the tariff {quoted(name)} has the price of energy already", key=True)
        charge = tariff["coincident_peak_charge_usd_per_kw_yr"]
        free = isinstance(charge, Constant) and charge.value == 0.0
        if not free and tariff.coincident_peaks is None and names["region"] not in PEAK_RULES:
            hint = 'coincident_peaks = "4CP", or a list of hours'
            self.problems.add(path, f"which peaks does {quoted(name)} charge? {names['region']} has no rule", hint=hint)


def _site(key: str, names: Mapping[str, Any], values: Mapping[str, Value], settings: Settings) -> Site:
    rows: dict[str, Parameter | None] = names["rows"]
    item: Mapping[str, Distribution] = names["item_keys"]
    return Site(
        key=key,
        title=names["title"],
        type=names["type"],
        region=names["region"],
        weather=names["weather"],
        heat_network=names["heat_network"],
        tariff=names["tariff"],
        hardware=names["hardware"],
        economics=names["economics"],
        components=Frozen(names["components"]),
        values=Frozen(values),
        settings=settings,
        keys=tuple(dict.fromkeys([*rows, *item, *(k for k in values if k not in FORCING)])),
        item=Frozen(item),
        rows=Frozen({k: row for k, row in rows.items() if row is not None and k not in table()}),
    )


def _dimensions(sites: Mapping[str, Site]) -> dict[str, int]:
    """Sobol dimensions: what the scenario names first, then hardware, then the table; so that the best go to what is asked about."""
    order: dict[str, None] = {}
    ranks: tuple[Callable[[str], bool], ...] = (
        lambda kind: kind in {"shared", "scenario", "site", "tariff"},
        lambda kind: kind == "hardware",
        lambda kind: kind == "parameter",
    )
    for belongs in ranks:
        for site in sites.values():
            for key in sorted(site.keys):
                try:
                    variable = site.variable(key)
                except ParameterError:
                    continue  # a key of a plugin without a row
                if belongs(variable.origin.kind) and variable.distribution.kind != "constant":
                    order.setdefault(variable.name)
    return {name: i for i, name in enumerate(order)}
