"""The closed table of units, and how a text is read with it: what is refused, and why."""

from __future__ import annotations

import csv
import difflib
import functools
import itertools
import math
import re
from fractions import Fraction
from importlib import resources
from typing import Any, NamedTuple, NoReturn

from gigasite._core import CONSTANTS
from gigasite.errors import ParameterError

__all__ = ["Table", "Unit", "read_quantity", "read_unit", "rows", "scaled", "table"]

_CURRENCIES = ("USD", "EUR", "CNY", "GBP", "JPY")
_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_COMPOUNDS = {"FLOPS": "FLOP/s", "GPUh": "GPU-h", "bps": "bit/s"}
# Words after a unit that say what is measured and change nothing.
_NOTES = re.compile(r"\s*\b(?:CO2e?|CO₂e?|HHV|of IT|IT|critical|panel|BOL|Al|electric)(?=$|[\s/)])")
_BIG = {"k": "k", "thousand": "k", "M": "M", "million": "M", "mn": "M", "G": "G", "bn": "G", "billion": "G"}


def rows(name: str) -> list[dict[str, str]]:
    text = resources.files("gigasite").joinpath(f"data/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _size(text: str) -> Fraction:
    """A size in the table: a number, a constant of the core by name, or one over the other."""
    above, *below = (Fraction(str(CONSTANTS.get(part, part))) for part in text.split("/"))
    return above / below[0] if below else above


class Table(NamedTuple):
    symbols: dict[str, tuple[str, Fraction]]  # symbol -> base dimension and size in its base unit
    spellings: dict[str, str]  # other spelling -> symbol
    dimensions: dict[tuple[tuple[str, ...], ...], tuple[str, str]]  # above and below the line -> name, canonical unit


@functools.cache
def table() -> Table:
    symbols, spellings = {}, {"RMB": "CNY"}
    for row in rows("units"):
        symbols[row["symbol"]] = (row["dimension"], _size(row["size"]))
        spellings |= dict.fromkeys(row["spellings"].split(), row["symbol"])
    for currency in _CURRENCIES:
        for prefix, size in {"": 1, "k": 1000, "M": 10**6, "G": 10**9}.items():
            symbols[prefix + currency] = (f"money in {currency}", Fraction(size))
    for prefix in ("", "k", "M", "G", "T", "P", "E"):
        spellings |= {prefix + short: prefix + long for short, long in _COMPOUNDS.items()}
    dimensions = {}
    for row in rows("dimensions"):
        for currency in _CURRENCIES if "USD" in row["unit"] else ("USD",):
            unit = row["unit"].replace("USD", currency)
            sides = tuple(tuple(sorted(symbols[s][0] for s in side if s != "1")) for side in _split(unit))
            dimensions[sides] = (row["name"] if currency == "USD" else f"{row['name']} in {currency}", unit)
    for pair in itertools.permutations(_CURRENCIES, 2):
        dimensions[tuple((f"money in {c}",) for c in pair)] = ("exchange rate " + "/".join(pair), "/".join(pair))
    return Table(symbols, spellings, dimensions)


def _split(unit: str) -> tuple[list[str], list[str]]:
    """Symbols above and below the line: after the first slash everything is below; "-", "·" and spaces multiply."""
    above, *below = unit.replace("(", " ").replace(")", " ").split("/")

    def symbols(part: str) -> list[str]:
        return [s for s in re.split(r"[\s·*⋅-]+", part.strip()) if s]

    return symbols(above), [s for part in below for s in symbols(part)]


_ASIDE = {
    "home": "a home is not a unit (two claims imply 4.4 and 10.5 MWh of heat a year); give the energy in MWh",
    "household": "a household is not a unit; give the energy in MWh",
    "pool": "a swimming pool is not a unit; give the volume in m3",
    "car": "a car is not a unit; give the mass of CO2 in kg",
    "data centre": "a count of data centres is not a capacity; give MW of IT",
    "data center": "a count of data centres is not a capacity; give MW of IT",
    "reactor": "a reactor is not a unit; give the power in MW",
    "rack": "a rack is not a unit; give the power in kW or the accelerators in GPU",
}


def _refuse(text: str, reason: str, hint: str | None = None) -> NoReturn:
    raise ParameterError(reason, parameter="unit", value=text, hint=hint)


def _tidy(text: str) -> str:
    text = re.sub("[\u00a0\u2000-\u200a\u202f\u205f\u3000]", " ", text)  # every kind of space
    text = re.sub("[\u2212\u2010-\u2014\ufe63\uff0d]", "-", text)  # minus and hyphens
    return text.strip()


class Unit(NamedTuple):
    text: str  # as written
    factor: Fraction  # size in base units
    above: tuple[str, ...]
    below: tuple[str, ...]
    dimension: str
    canonical: str


@functools.lru_cache(maxsize=4096)
def read_unit(text: str) -> Unit:
    """Reads a unit, or refuses it with the reason and the likely intent."""
    written = _tidy(text)
    for word, reason in _ASIDE.items():
        if re.search(rf"\b{word}s?\b", written, re.IGNORECASE):
            _refuse(written, f"{written!r}: {reason}")
    if re.search(r"\bLHV\b", written):
        _refuse(written, f"{written!r}: heat of fuel is on the higher heating value here", "convert with hhv_to_lhv the other way round")
    plain = _NOTES.sub("", written).replace("/block", "")
    plain = re.sub(r"\bper\b", "/", plain)
    plain = re.sub(r"\b([GTPE]H)/(?=d(?:ay)?\b)", r"\1/s/", plain)  # USD/PH/day is per PH/s and day
    plain = re.sub(r"\b([kMGT]?W(?:_th)?)\s*[-·* ]\s*(?:h|hours?)\b", lambda m: m[1].replace("W", "Wh"), plain)  # kW-h is kWh
    plain = re.sub(r"\bW\s*[-·* ]\s*s\b", "J", plain)
    plain = re.sub(
        r"(^|[\s/(])(k|M|G|thousand|million|mn|bn|billion)\s+(?=(?:[A-Z]{3}|[$€£])(?:$|[\s/]))", lambda m: m[1] + _BIG[m[2]], plain
    )
    plain = re.sub(r"(?:US)?([$€£])", lambda m: _CURRENCY_SIGNS[m[1]], plain)
    factor, sides = Fraction(1), []
    for side, power in zip(_split(_spell(plain)), (1, -1), strict=True):
        dimensions = []
        for symbol in side:
            dimension, size = _symbol(symbol, written)
            factor *= size**power
            if dimension != "number":
                dimensions.append(dimension)
        sides.append(tuple(sorted(dimensions)))
    above, below = sides
    if any(d in ("power", "heat flow", "direct-current power") for d in above) and below == ("time",):
        energy = re.sub(r"(W(?:_\w+)?).*", r"Wh", plain)
        _refuse(
            written,
            f"{written!r} is a ramp rate (a change of power with time), not a power or an energy",
            f"for a power give {plain.split('/')[0].strip()}; for an energy give {energy}",
        )
    dimensions_known = table().dimensions
    known = dimensions_known.get((above, below))
    if known is None:
        near = [unit for _, unit in dimensions_known.values() if set(_split(unit)[0]) & set(_split(plain)[0])][:4]
        _refuse(written, f"{written!r} is not a unit of the table", f"near it: {', '.join(near)}" if near else None)
    return Unit(written, factor, above, below, *known)


def _spell(unit: str) -> str:
    return re.sub(r"[^\s/·*⋅()-]+(?:\(Si\))?", lambda m: table().spellings.get(m[0], m[0]), unit)


def _symbol(symbol: str, written: str) -> tuple[str, Fraction]:
    symbols = table().symbols
    found = symbols.get(symbol)
    if found is None:
        if match := re.fullmatch(r"([kMG]?)(USD|EUR|CNY|GBP|JPY)(\d{4})", symbol):
            _refuse(written, f"{written!r} names the price year {match[3]}", f"money() converts it; then give {match[1]}USD")
        folded = [s for s in symbols if s.lower() == symbol.lower()]
        near = folded or difflib.get_close_matches(symbol, symbols, n=1)
        _refuse(written, f"{written!r}: no unit is called {symbol!r}", f"did you mean {near[0]}?" if near else None)
    return found


_NUMBER = re.compile(r"([+-]?)((?:\d{1,3}(?:[ ,'_]\d{3})+|\d+)(?:\.\d*)?|\.\d+)((?:[eE][+-]?\d+)?)(?![\d.,])")


def _number(text: str, tidy: str) -> tuple[float, str]:
    lead = ""
    if match := re.match(r"([+-]?)\s*([$€£])\s*(?=\d)", tidy):  # "$60/MWh" is "60 USD/MWh"
        lead, tidy = _CURRENCY_SIGNS[match[2]], match[1] + tidy[match.end() :]
    match = _NUMBER.match(tidy)
    if match is None:
        comma = re.match(r"[+-]?\d+,\d+", tidy)
        hint = f'write "{comma[0].replace(",", ".")}" with a decimal point' if comma else 'a text such as "100 MW" is expected'
        raise ParameterError(f"{text!r} does not begin with a number", parameter="text", value=text, hint=hint)
    if re.match(r"\s*(?:-|to|…|\.\.)\s*\d", tidy[match.end() :]):
        hint = "one number is expected; a distribution says a range"
        raise ParameterError(f"{text!r} is a range", parameter="text", value=text, hint=hint)
    value = float(match[1] + re.sub(r"[ ,'_]", "", match[2]) + match[3])
    if math.isinf(value):
        raise ParameterError(f"{text!r} is not a finite number", parameter="text", value=text)
    return value, lead + tidy[match.end() :].strip()


@functools.lru_cache(maxsize=4096)
def read_quantity(text: str) -> tuple[float, Unit]:
    value, unit = _number(text, _tidy(text))
    return value, read_unit(unit or "1")


def scaled(value: Any, start: Unit, end: Unit) -> Any:
    """One multiplication and one division, so that decimal units stay decimal."""
    factor = start.factor / end.factor
    return value * float(factor.numerator) / float(factor.denominator)
