"""The JSON Schema of a scenario for editors, made from the models and the rows of the parameters that plugins read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from gigasite.distributions import KINDS, fields_of
from gigasite.errors import PluginError
from gigasite.hooks.managing import Manager
from gigasite.parameters import Parameter, table
from gigasite.scenario.model import ScenarioFile, WeatherEntry
from gigasite.scenario.vocabulary import FORCING, FORCING_LIMITS, LAW_SLOTS, SLOTS, Vocabulary
from gigasite.tariffs import NUMBERS, PRICE
from gigasite.units import unit_of_key

__all__ = ["json_schema"]

_NUMBER_LISTS = ("values", "weights")


def json_schema(manager: Manager | None = None) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario with everything that the plugins in force can read.

    >>> schema = json_schema()
    >>> schema["$defs"]["site"]["properties"]["it_capacity_mw"]["description"].startswith("MW")
    True
    """
    from gigasite import hooks

    words = Vocabulary(manager or hooks.manager())
    schema = ScenarioFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    defs = schema["$defs"]
    defs |= {"distribution": {"anyOf": [_distribution(kind) for kind in KINDS]}, "ref": _reference("ref"), "series": _reference("series")}
    defs["site"] = _site(words)
    defs["WeatherEntry"] = WeatherEntry.model_json_schema()
    properties = schema["properties"]
    properties["sites"]["additionalProperties"] = {"$ref": "#/$defs/site"}
    properties["sites"]["propertyNames"] = {"pattern": "^[a-z][a-z0-9_]*$"}
    properties["shared"]["additionalProperties"] = _value("a shared variable", -math.inf, math.inf)
    for key in ("horizon_years", "discount_rate"):
        properties[key] = _parameter(key, table()[key])
    properties["economics"] |= {"enum": list(words.names("gigasite_economic_models"))}
    properties["hardware"] |= {"enum": _computing(words)}
    for key in NUMBERS:
        defs["TariffEntry"]["properties"][key] = _parameter(key, table()[key])
    defs["TariffEntry"]["properties"][PRICE] = _forcing(PRICE, FORCING[PRICE])
    defs["AssertEntry"]["properties"]["metric"]["enum"] = list(words.metrics)
    return schema


def _computing(words: Vocabulary) -> list[str]:
    return [item for item, keys in words.hardware.items() if "gpus_per_node" in keys]


def _reference(kind: str) -> dict[str, Any]:
    return {"type": "object", "properties": {kind: {"type": "string"}}, "required": [kind], "additionalProperties": False}


def _distribution(kind: str) -> dict[str, Any]:
    number = {"type": ["number", "string"]}
    parts = {name: {"type": "array", "items": number, "minItems": 1} if name in _NUMBER_LISTS else number for name in fields_of(kind)}
    required = ["dist", *(name for name in parts if name != "weights")]
    return {"type": "object", "properties": {"dist": {"const": kind}, **parts}, "required": required, "additionalProperties": False}


def _value(description: str, low: float, high: float, others: tuple[str, ...] = ("distribution", "ref")) -> dict[str, Any]:
    number: dict[str, Any] = {"type": "number"}
    if low > -math.inf:
        number["minimum"] = low
    if high < math.inf:
        number["maximum"] = high
    return {"description": description, "anyOf": [number, {"type": "string"}, *({"$ref": f"#/$defs/{other}"} for other in others)]}


def _parameter(key: str, row: Parameter | None) -> dict[str, Any]:
    unit = unit_of_key(key) or "1"
    if row is None:
        return _value(f"{unit}.", -math.inf, math.inf)
    drawn = "a design choice, worth a try from" if row.dist == "design" else ""
    text = f"{unit}. {row.description} Default {row.default:g}, {f'{drawn} ' if drawn else ''}{row.low:g} to {row.high:g} ({row.source})."
    others = ("distribution", "ref", *(("series",) if key in FORCING else ()))
    return _value(text, row.minimum, row.maximum, others) | {"default": row.default}


def _site(words: Vocabulary) -> dict[str, Any]:
    """A site of any type; which keys a type reads is said by conditions on ``type``."""
    types: dict[str, tuple[Mapping[str, Parameter | None], tuple[str, ...]]] = {}
    models: dict[str, Parameter | None] = {}
    for name in words.names("gigasite_economic_models"):
        try:
            models |= words.parameters("gigasite_economic_models", name)
        except PluginError:
            continue  # listed among the failures of the manager
    for name in words.names("gigasite_laws"):
        try:
            models |= words.parameters("gigasite_laws", name)
        except PluginError:
            continue
    for name in words.names("gigasite_site_types"):
        try:
            engine = words.engine(name)
            types[name] = ({**models, **words.parameters("gigasite_site_types", name)}, (engine,) if engine else tuple(SLOTS))
        except PluginError:
            continue
    rows = {key: row for read, _ in types.values() for key, row in read.items() if key != "horizon_years"}
    hardware = {key for item in _computing(words) for key in words.hardware[item]}
    properties: dict[str, Any] = {
        "type": {"enum": list(types), "description": "kind of site"},
        "title": {"type": "string", "maxLength": 200, "description": "name in tables and figures"},
        "region": _place("region of a grid data set: price, carbon, tariff", words.regions),
        "weather": {
            "description": "place of a weather provider, or a file: file:austin.epw; default: the place of the region",
            "anyOf": [_place("place", words.weather), {"type": "string", "pattern": "^[^:]+:.+"}, {"$ref": "#/$defs/WeatherEntry"}],
        },
        "heat_network": _place("heat network of a grid data set", words.regions),
        "tariff": {"type": "string", "description": "supply contract, one of [tariffs]"},
        "hardware": {"enum": _computing(words)},
        "economics": {"enum": list(words.names("gigasite_economic_models"))},
    }
    for engine in SLOTS:
        properties |= {slot: _slot(slot, engine, words) for slot in _slots(engine)}
    properties |= {column: _forcing(column, unit) for column, unit in FORCING.items()}
    properties |= {key: _parameter(key, table().get(key)) for key in sorted(hardware)}
    properties |= {key: _parameter(key, row) for key, row in sorted(rows.items())}
    common = ["type", "title", "region", "weather", "heat_network", "tariff", "hardware", "economics", *sorted(hardware)]
    return {
        "type": "object",
        "properties": properties,
        "required": ["type"],
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}},
                "then": {"propertyNames": {"enum": [*common, *_of_engines(engines), *sorted(read)]}},
            }
            for name, (read, engines) in types.items()
        ],
    }


def _of_engines(engines: Iterable[str]) -> list[str]:
    slots = [slot for engine in engines for slot in _slots(engine)]
    return [*dict.fromkeys(slots), *(FORCING if "earth" in engines else ())]


def _slots(engine: str) -> tuple[str, ...]:
    return (*SLOTS[engine], *(slot for slot in LAW_SLOTS[engine] if slot not in SLOTS[engine]))


def _slot(slot: str, engine: str, words: Vocabulary) -> dict[str, Any]:
    laws = [law for law, filled in words.laws.items() if filled in (slot, None)]
    variants = [*SLOTS[engine].get(slot, ()), *laws]
    text = f"variant of the slot of the {engine} engine"
    if slot == "generation":
        return {"type": "string", "description": f'{text}, several joined by "+": {", ".join(variants)}'}
    return {"enum": variants, "description": text}


def _place(description: str, places: frozenset[str] | None) -> dict[str, Any]:
    return {"description": description, **({"enum": sorted(places)} if places is not None else {"type": "string"})}


def _forcing(column: str, unit: str) -> dict[str, Any]:
    low, high = FORCING_LIMITS.get(column, (-math.inf, math.inf))
    return _value(f"{unit}. Column of the forcing: a number for the whole year or a series.", low, high, ("series",))
