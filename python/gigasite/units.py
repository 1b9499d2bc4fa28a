"""Dimensions at the border: text to number and back, money between currencies (model T30).

The table of units is closed: what does not stand in it is refused with the nearest unit that does. Power and energy are
dimensions of their own, so that ``USD/kW-month`` (a lease) and ``USD/MWh`` (energy) never convert into each other, and
heat, direct current and the kinds of "per year" stay apart as well.
"""

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

import numpy as np

from gigasite._core import CONSTANTS
from gigasite._model import Floats, finite, legal, model, non_negative, positive, require, share
from gigasite.constants import HOURS_PER_YEAR, ZERO_CELSIUS_K
from gigasite.errors import DataError, ParameterError

__all__ = [
    "Quantity",
    "annual_energy_mwh",
    "convert",
    "hhv_to_lhv",
    "in_unit_of_key",
    "lease_usd_per_mwh",
    "mean_power_mw",
    "money",
    "parse",
    "ratio",
    "unit_of_key",
]


class Quantity(NamedTuple):
    """A number with its canonical unit and the name of its dimension."""

    value: float
    unit: str
    dimension: str


_CURRENCIES = ("USD", "EUR", "CNY", "GBP", "JPY")
_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_COMPOUNDS = {"FLOPS": "FLOP/s", "GPUh": "GPU-h", "bps": "bit/s"}
# Words after a unit that say what is measured and change nothing.
_NOTES = re.compile(r"\s*\b(?:CO2e?|CO₂e?|HHV|of IT|IT|critical|panel|BOL|Al|electric)(?=$|[\s/)])")
_BIG = {"k": "k", "thousand": "k", "M": "M", "million": "M", "mn": "M", "G": "G", "bn": "G", "billion": "G"}


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("gigasite").joinpath(f"data/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _size(text: str) -> Fraction:
    """A size in the table: a number, a constant of the core by name, or one over the other."""
    above, *below = (Fraction(str(CONSTANTS.get(part, part))) for part in text.split("/"))
    return above / below[0] if below else above


class _Table(NamedTuple):
    symbols: dict[str, tuple[str, Fraction]]  # symbol -> base dimension and size in its base unit
    spellings: dict[str, str]  # other spelling -> symbol
    dimensions: dict[tuple[tuple[str, ...], ...], tuple[str, str]]  # above and below the line -> name, canonical unit


@functools.cache
def _table() -> _Table:
    symbols, spellings = {}, {"RMB": "CNY"}
    for row in _rows("units"):
        symbols[row["symbol"]] = (row["dimension"], _size(row["size"]))
        spellings |= dict.fromkeys(row["spellings"].split(), row["symbol"])
    for currency in _CURRENCIES:
        for prefix, size in {"": 1, "k": 1000, "M": 10**6, "G": 10**9}.items():
            symbols[prefix + currency] = (f"money in {currency}", Fraction(size))
    for prefix in ("", "k", "M", "G", "T", "P", "E"):
        spellings |= {prefix + short: prefix + long for short, long in _COMPOUNDS.items()}
    dimensions = {}
    for row in _rows("dimensions"):
        for currency in _CURRENCIES if "USD" in row["unit"] else ("USD",):
            unit = row["unit"].replace("USD", currency)
            sides = tuple(tuple(sorted(symbols[s][0] for s in side if s != "1")) for side in _split(unit))
            dimensions[sides] = (row["name"] if currency == "USD" else f"{row['name']} in {currency}", unit)
    for pair in itertools.permutations(_CURRENCIES, 2):
        dimensions[tuple((f"money in {c}",) for c in pair)] = ("exchange rate " + "/".join(pair), "/".join(pair))
    return _Table(symbols, spellings, dimensions)


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


class _Unit(NamedTuple):
    text: str  # as written
    factor: Fraction  # size in base units
    above: tuple[str, ...]
    below: tuple[str, ...]
    dimension: str
    canonical: str


@functools.lru_cache(maxsize=4096)
def _unit(text: str) -> _Unit:
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
    table = _table().dimensions
    known = table.get((above, below))
    if known is None:
        near = [unit for _, unit in table.values() if set(_split(unit)[0]) & set(_split(plain)[0])][:4]
        _refuse(written, f"{written!r} is not a unit of the table", f"near it: {', '.join(near)}" if near else None)
    return _Unit(written, factor, above, below, *known)


def _spell(unit: str) -> str:
    return re.sub(r"[^\s/·*⋅()-]+(?:\(Si\))?", lambda m: _table().spellings.get(m[0], m[0]), unit)


def _symbol(symbol: str, written: str) -> tuple[str, Fraction]:
    symbols = _table().symbols
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
def _parse(text: str) -> tuple[float, _Unit]:
    value, unit = _number(text, _tidy(text))
    return value, _unit(unit or "1")


_OTHER_NAMES = {"dimensionless": "ratio", "temperature difference": "temperature", "heat power": "heat flow", "thermal power": "heat flow"}


def parse(text: str, *, dimension: str | None = None) -> Quantity:
    """A text such as "100 MW" or "150 USD/kW-month" as a number in the canonical unit of its dimension.

    Shapes: one text. ``dimension`` refuses any other. Thousands may be set apart by commas or any kind of space, the
    minus may be the typographic one. A text without a unit is a ratio.
    Errors: `ParameterError` for a text without number, an unknown unit, and what is no unit for a reason: "MW/h" and
    "kW/yr" (ramp rates), "homes"; the message gives the reason and the likely intent.
    Source: SI brochure, 9th edition (2019); ISO 80000-5 for Btu (IT).

    >>> parse("33.1 TWh")
    Quantity(value=33100000.0, unit='MWh', dimension='energy')
    >>> parse("150 USD/kW-month").dimension
    'price of capacity per time'
    """
    if not isinstance(text, str):
        raise ParameterError(f"expected a text such as '100 MW', got {text!r:.40}", parameter="text", value=text)
    value, unit = _parse(text)
    if dimension is None:
        return Quantity(_scaled(value, unit, _unit(unit.canonical)), unit.canonical, unit.dimension)
    wanted = _OTHER_NAMES.get(dimension, dimension)
    if wanted not in {name for name, _ in _table().dimensions.values()}:
        raise ParameterError(f"no dimension is called {dimension!r}", parameter="dimension", value=dimension)
    if unit.dimension != wanted or (unit.canonical == "°C" and dimension == "temperature difference"):
        message = f"{text!r} is a quantity of the dimension {unit.dimension!r}, not {dimension!r}"
        raise ParameterError(message, parameter="text", value=text, hint=_bridge(unit.dimension, dimension))
    return Quantity(_scaled(value, unit, _unit(unit.canonical)), unit.canonical, dimension)


def _scaled(value: Any, start: _Unit, end: _Unit) -> Any:
    """One multiplication and one division, so that decimal units stay decimal."""
    factor = start.factor / end.factor
    return value * float(factor.numerator) / float(factor.denominator)


def _bridge(has: str, wanted: str) -> str | None:
    """What joins two dimensions that people mix up."""
    pair = {has, wanted}
    if pair == {"power", "energy"}:
        return "power times hours is energy: see annual_energy_mwh and mean_power_mw"
    if pair == {"power", "energy per time"}:
        return "an energy per year is a mean, a capacity is a peak: give the power in MW, or divide by the load factor"
    if pair == {"price of capacity per time", "price of energy"}:
        return "a lease per kW-month becomes a price of energy only with a load factor: see lease_usd_per_mwh"
    if pair == {"power", "heat flow"} or pair == {"energy", "heat"}:
        return "electricity and heat are kept apart; a heat pump or a boiler stands between them"
    if pair == {"power", "direct-current power"}:
        return "alternating and direct current differ by the ratio of the inverter"
    if pair == {"temperature", "temperature difference"}:
        return "a difference of temperatures is in K"
    if len({name.split(" in ")[0] for name in pair}) == 1:
        return "currencies convert with money(), which needs a year or a rate"
    return None


def convert(value: Floats, unit: str, to_unit: str) -> Floats:
    """``value`` from ``unit`` to ``to_unit``.

    Shapes: any array of values. A year is 8,760 h and a month a twelfth of it. °C and K convert as temperatures, with
    the offset of 273.15; a difference of temperatures is in K.
    Errors: `ParameterError` for different dimensions; power, energy, heat and direct current are apart.
    Source: as `parse`.

    >>> convert(1.0, "GW", "MW")
    1000.0
    >>> convert(5.0, "USD/MMBtu", "USD/MWh")
    17.06071
    """
    return _convert(value, _unit(unit), _unit(to_unit))


@model(value=finite)
def _convert(value: Floats, start: _Unit, end: _Unit) -> Floats:
    if (start.canonical, end.canonical) in (("K", "°C"), ("°C", "K")):
        return value - ZERO_CELSIUS_K if end.canonical == "°C" else value + ZERO_CELSIUS_K
    if start.dimension != end.dimension:
        message = f"{start.text!r} ({start.dimension}) and {end.text!r} ({end.dimension}) differ in dimension"
        raise ParameterError(message, parameter="to_unit", value=end.text, hint=_bridge(start.dimension, end.dimension))
    return _scaled(value, start, end)


def ratio(quantity: Any, reference: Any) -> Any:
    """Quantity over reference: two texts of one dimension, or plain numbers and arrays.

    Errors: `ParameterError` for different dimensions, a text beside a number, or a reference of 0.
    Source: definition.

    >>> round(ratio("51 GW", "48.6 GW"), 3)
    1.049
    """
    if isinstance(quantity, str) != isinstance(reference, str):
        raise ParameterError("two texts or two numbers are expected", parameter="reference", value=reference)
    if isinstance(quantity, str):
        (a, unit), (b, other) = _parse(quantity), _parse(reference)
        quantity, reference = _convert(a, unit, other), b
    return _ratio(quantity, reference)


@model(quantity=finite, reference=finite)
def _ratio(quantity: Floats, reference: Floats) -> Floats:
    require(np.not_equal(reference, 0.0), "the reference is 0", parameter="reference", value=0.0)
    return np.asarray(quantity) / reference


@model(power_mw=non_negative, load_factor=share, hours_per_year=positive)
def annual_energy_mwh(power_mw: Floats, *, load_factor: Floats = 1.0, hours_per_year: Floats = HOURS_PER_YEAR) -> Floats:
    """Energy of a year [MWh]: ``P · LF · 8760``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative power or a load factor beyond 0–1. Source: definition.

    >>> annual_energy_mwh(200.0)
    1752000.0
    """
    return np.asarray(power_mw) * load_factor * hours_per_year


@model(energy_mwh=non_negative, hours=positive)
def mean_power_mw(energy_mwh: Floats, *, hours: Floats = HOURS_PER_YEAR) -> Floats:
    """Mean power [MW] of an energy over so many hours: ``E/hours``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for a negative energy or no time. Source: definition.

    >>> mean_power_mw(1_752_000.0)
    200.0
    """
    return np.asarray(energy_mwh) / hours


@model(rent_usd_per_kw_month=finite, load_factor=legal(0.0, 1.0, open_low=True))
def lease_usd_per_mwh(rent_usd_per_kw_month: Floats, load_factor: Floats) -> Floats:
    """Rent of a hall [USD/kW-month] over the IT energy [USD/MWh]: ``rent · 12 · 1000/(8760 LF)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a load factor outside 0 < LF ≤ 1. Source: definition.

    >>> round(lease_usd_per_mwh(150.0, 0.8), 3)
    256.849
    """
    return np.asarray(rent_usd_per_kw_month) * 12.0 * 1000.0 / (HOURS_PER_YEAR * np.asarray(load_factor))


@model(value_hhv=finite, lhv_over_hhv=legal(0.0, 1.0, open_low=True))
def hhv_to_lhv(value_hhv: Floats, lhv_over_hhv: Floats) -> Floats:
    """A heat of fuel on the higher heating value as one on the lower: ``value · LHV/HHV`` (0.903 for natural gas).

    Shapes: all arguments broadcast. An efficiency goes the other way: divide it by the ratio.
    Errors: `ParameterError` for a ratio outside 0–1. Source: definition.

    >>> round(hhv_to_lhv(6400.0, 0.903), 1)
    5779.2
    """
    return np.asarray(value_hhv) * lhv_over_hhv


@functools.cache
def _rates() -> dict[tuple[str, int], float]:
    return {(row["currency"], int(row["year"])): float(row["usd_per_unit"]) for row in _rows("exchange_rates")}


@model(value=finite, year=finite, rate=positive.or_none())
def money(value: Floats, from_currency: str, to_currency: str, year: Any, *, rate: Floats | None = None) -> Floats:
    """An amount in another currency of the same price year; ``rate`` is units of the new currency for one of the old.

    Shapes: values broadcast with rates; one year. Without a rate the mean of the year in ``data/exchange_rates.csv``.
    Errors: `DataError` where the table has no rate for that currency and year; `ParameterError` for a currency that is no
    three-letter code, a year that is not whole, or a rate that is not positive. No inflation is in it.
    Source: the rows of the table.

    >>> round(money(100.0, "EUR", "USD", 2024), 2)
    108.24
    """
    for name, currency in (("from_currency", from_currency), ("to_currency", to_currency)):
        if not (isinstance(currency, str) and re.fullmatch(r"[A-Z]{3}", currency)):
            raise ParameterError(f"{currency!r} is not a code of three letters such as USD", parameter=name, value=currency)
    if np.ndim(year) or year != int(year):
        raise ParameterError("a calendar year is expected", parameter="year", value=year)
    if rate is None:
        if from_currency == to_currency:
            return value
        dollars = [1.0 if c == "USD" else _rates().get((c, int(year))) for c in (from_currency, to_currency)]
        if dollars[0] is None or dollars[1] is None:
            missing = from_currency if dollars[0] is None else to_currency
            raise DataError(f"no rate of {missing} for {int(year)} in the table", parameter="year", value=year, hint="give rate=")
        rate = dollars[0] / dollars[1]
    return np.asarray(value) * rate


# Words of a key that name another symbol than themselves or one that differs by more than its capitals.
_WORDS = {"c": "°C", "years": "yr", "months": "month", "days": "day", "hours": "h", "um": "µm", "tflops": "TFLOP/s", "pflops": "PFLOP/s"}
_CAPITALS = (
    "g",
    "m",
    "t",
    "MW",
    "Mt",
    "MJ",
    "MB",
    "ML",
    "GJ",
    "GB",
    "kt",
    "km",
    "Gbit",
    "Mbit",
    "PH",
    "EH",
    "TH",
    "Pa",
    "h",
    "kg",
    "mm",
    "cm",
    "s",
)
_NO_UNIT = {"queue_completion_mw"}  # a share of the MW asked for
_QUOTIENTS = re.compile(
    r"g_cm3|kg_m[23]|m2_kg|kwh_m2|w_m2?|w_k|w_m2_k|k?m_s|m3_s|kg_s|[gmkt]?bit_s|[tpe]h_s|j_kg|j_kg_k|kj_k|kj_m2_k|wh_kg|m_m"
)
_PRODUCTS = {"gpu_h", "kw_month", "kw_yr", "mw_yr", "gpu_yr", "pflop_day"}
_DIFFERENCE = re.compile(r"approach|delta|difference|rise|drop|lift|deadband|range|pinch|spread|_dt_")
_ABSOLUTE = re.compile(r"temperature|limit|sink|junction|inlet|outlet|supply|return")
_HEAT = re.compile(r"heat|thermal|cooling|district|boiler|rejected")


@functools.lru_cache(maxsize=4096)
def unit_of_key(key: str) -> str:
    """The unit that the suffix of a key names; "" where it has none.

    Shapes: one key. Errors: `ParameterError` for a key that is no text. Source: the naming rule of gigasite: a key carries its unit.

    >>> unit_of_key("launch_price_usd_per_kg"), unit_of_key("tower_approach_k"), unit_of_key("sold_share")
    ('USD/kg', 'K', '')
    """
    if not isinstance(key, str):
        raise ParameterError(f"expected the name of a parameter, got {key!r}", parameter="key", value=key)
    if key in _NO_UNIT:
        return ""
    words = key.removesuffix("_it").split("_")
    if "per" in words[1:-1]:
        at = words.index("per")
        below = "/".join(_product(part) for part in "_".join(words[at + 1 :]).split("_per_"))
        try:
            return _unit(f"{_last(['', *words[:at]]) or '1'}/{below}").text
        except ParameterError:
            pass  # the word "per" of a name: "dose_per_silent_corruption_rad"
    return _last(words)


@functools.cache
def _words() -> dict[str, str]:
    """Word of a key -> symbol. Letters alone, digits 2 and 3 at the end."""
    words = {s.lower(): s for s in _table().symbols if re.fullmatch(r"[A-Za-z]+[23]?", s) and s != "B"}
    return words | {s.lower(): s for s in _CAPITALS} | _WORDS


def _product(text: str) -> str:
    """``gpu_h`` is GPU-h, ``kg_m2`` kg/m2, ``j_kg_k`` J/kg-K, ``th_day`` a hashrate over a day."""
    if text == "th_day":
        return "TH/s/day"
    first, *rest = (_words().get(word, "?") for word in text.split("_"))
    return first + ("/" if _QUOTIENTS.fullmatch(text) else "-") * bool(rest) + "-".join(rest)


def _last(words: list[str]) -> str:
    """The unit at the end of a name: one word, two such as ``kg_m2`` and ``gpu_h``, or three such as ``j_kg_k``."""
    for n in (3, 2):
        tail = "_".join(words[-n:])
        if len(words) > n and (_QUOTIENTS.fullmatch(tail) or tail in _PRODUCTS):
            return _product(tail)
    return _words().get(words[-1], "") if len(words) > 1 else ""


def in_unit_of_key(text: str, key: str) -> float:
    """A text with a unit as a number in the unit of a key.

    Shapes: one text, one key. Errors: `ParameterError` that names the key for another dimension, and for whatever
    `parse` refuses. In a key that speaks of heat, "MW_th" is read as MW. A text without a unit is a number in the unit
    of the key only where the key has none.
    Source: as `parse`.

    >>> in_unit_of_key("1 GW", "it_capacity_mw"), in_unit_of_key("85 °C", "junction_limit_k")
    (1000.0, 358.15)
    """
    unit = _unit(unit_of_key(key) or "1")
    value, given = _parse(text)
    if unit.text == "1/yr" and "%" in given.text and given.dimension == "ratio":
        given = _unit("%/yr")  # a rate of "8 %" is one per year
    if _HEAT.search(key):
        given = _unit(given.text.replace("_th", "").replace("Wth", "W").replace("Whth", "Wh"))
    if given.canonical == "°C" and unit.text == "K" and (_DIFFERENCE.search(key) or not _ABSOLUTE.search(key)):
        raise ParameterError(
            f"{text!r} is a temperature, not a difference", parameter=key, value=text, hint="a difference of temperatures is in K"
        )
    try:
        return float(_convert(value, given, unit))
    except ParameterError as error:
        needs = f"is in {unit.text}" if unit.text != "1" else "has no unit"
        message = f"{text!r} is a quantity of the dimension {given.dimension!r}; the key {needs}"
        raise ParameterError(message, parameter=key, value=text, hint=error.hint) from None
