"""Dimensions at the border: text to number and back, money between currencies (model T30).

The table of units is closed: what does not stand in it is refused with the nearest unit that does. Power and energy are
dimensions of their own, so that ``USD/kW-month`` (a lease) and ``USD/MWh`` (energy) never convert into each other, and
heat, direct current and the kinds of "per year" stay apart as well.
"""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, finite, legal, model, non_negative, positive, require, share
from gigasite._unit_table import Unit, read_quantity, read_unit, rows, scaled, table
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
    value, unit = read_quantity(text)
    if dimension is None:
        return Quantity(scaled(value, unit, read_unit(unit.canonical)), unit.canonical, unit.dimension)
    wanted = _OTHER_NAMES.get(dimension, dimension)
    if wanted not in {name for name, _ in table().dimensions.values()}:
        raise ParameterError(f"no dimension is called {dimension!r}", parameter="dimension", value=dimension)
    if unit.dimension != wanted or (unit.canonical == "°C" and dimension == "temperature difference"):
        message = f"{text!r} is a quantity of the dimension {unit.dimension!r}, not {dimension!r}"
        raise ParameterError(message, parameter="text", value=text, hint=_bridge(unit.dimension, dimension))
    return Quantity(scaled(value, unit, read_unit(unit.canonical)), unit.canonical, dimension)


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
    return _convert(value, read_unit(unit), read_unit(to_unit))


@model(value=finite)
def _convert(value: Floats, start: Unit, end: Unit) -> Floats:
    if (start.canonical, end.canonical) in (("K", "°C"), ("°C", "K")):
        return value - ZERO_CELSIUS_K if end.canonical == "°C" else value + ZERO_CELSIUS_K
    if start.dimension != end.dimension:
        message = f"{start.text!r} ({start.dimension}) and {end.text!r} ({end.dimension}) differ in dimension"
        raise ParameterError(message, parameter="to_unit", value=end.text, hint=_bridge(start.dimension, end.dimension))
    return scaled(value, start, end)


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
        (a, unit), (b, other) = read_quantity(quantity), read_quantity(reference)
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
    return {(row["currency"], int(row["year"])): float(row["usd_per_unit"]) for row in rows("exchange_rates")}


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
            return read_unit(f"{_last(['', *words[:at]]) or '1'}/{below}").text
        except ParameterError:
            pass  # the word "per" of a name: "dose_per_silent_corruption_rad"
    return _last(words)


@functools.cache
def _words() -> dict[str, str]:
    """Word of a key -> symbol. Letters alone, digits 2 and 3 at the end."""
    words = {s.lower(): s for s in table().symbols if re.fullmatch(r"[A-Za-z]+[23]?", s) and s != "B"}
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
    unit = read_unit(unit_of_key(key) or "1")
    value, given = read_quantity(text)
    if unit.text == "1/yr" and "%" in given.text and given.dimension == "ratio":
        given = read_unit("%/yr")  # a rate of "8 %" is one per year
    if _HEAT.search(key):
        given = read_unit(given.text.replace("_th", "").replace("Wth", "W").replace("Whth", "Wh"))
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
