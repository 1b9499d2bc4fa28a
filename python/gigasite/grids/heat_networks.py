"""District heating networks as buyers: demand from the degree hours of their weather, supply curve, and what they pay."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gigasite import _data
from gigasite.climate import SYNTHETIC_YEARS, BuiltinWeather
from gigasite.district_heating import demand_mw, supply_temperature_c
from gigasite.parameters import default, find
from gigasite.time_series import Series, utc

__all__ = ["COLUMNS", "facts", "places", "series"]

Array = NDArray[np.float64]

COLUMNS = {"heat_demand_mw": "MW", "heat_supply_c": "°C", "heat_return_c": "°C", "heat_price_usd_per_mwh": "USD/MWh"}
_INERTIA_H = 24  # buildings answer to the mean of a day
_TARIFF = "Helsinki (Helen) energy fee"
_VAT = {"VAT 24 %": 1.24}  # to August 2024; 25.5 % after
_VAT_LATER = 1.255


@functools.cache
def places() -> Mapping[str, Mapping[str, str]]:
    """Rows of ``heat_places`` by place."""
    return {row["place"]: row for row in _data.table("heat_places")}


def _outdoor_c(weather: str, year: int) -> Array:
    """Mean of the last day at each hour."""
    values = BuiltinWeather().series(weather, "dry_bulb_c", year).values
    cumulative = np.cumsum(np.r_[values[-_INERTIA_H + 1 :], values])
    return np.asarray(np.r_[cumulative[_INERTIA_H - 1], cumulative[_INERTIA_H:] - cumulative[:-_INERTIA_H]] / _INERTIA_H)


@functools.cache
def heating_mw_per_k(place: str) -> float:
    """Demand per kelvin below the base temperature, so that the mean of all weather years is the yearly heat of the network."""
    row = places()[place]
    base = default("base_temperature")
    degree_hours = np.mean([np.maximum(base - _outdoor_c(row["weather"], year), 0.0).sum() for year in SYNTHETIC_YEARS])
    return float(1000.0 * float(row["annual_gwh"]) * (1.0 - float(row["flat_share"])) / degree_hours)


@functools.cache
def price_shape() -> Array:
    """Monthly energy fee of Helsinki in 2024 without tax over its mean of the year."""
    rows = [row for row in _data.table("heat_networks") if row["network"] == _TARIFF and row["period"].startswith("2024-")]
    fees = np.array([float(row["value"]) / _VAT.get(row["note"], _VAT_LATER) for row in sorted(rows, key=lambda row: row["period"])])
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    return np.asarray(fees / np.average(fees, weights=days))


def _price(row: Mapping[str, str]) -> Array:
    from gigasite.grids.prices import MONTH_OF_HOUR

    level = default("heat_sale_price") * float(row["price_level"])
    shape = price_shape()[MONTH_OF_HOUR] if row["price_shape"] == "helsinki" else np.ones(8760)
    return np.asarray(level * shape)


def facts(place: str) -> Mapping[str, object]:
    """Title, region, yearly heat, supply curve, price and source of a network."""
    row = places()[place]
    numbers = {name: float(row[name]) for name in ("annual_gwh", "supply_cold_c", "supply_warm_c", "return_c")}
    price = default("heat_sale_price") * float(row["price_level"])
    words = {name: row[name] for name in ("title", "region", "weather", "evidence", "source", "note")}
    return {**words, **numbers, "heat_price_usd_per_mwh": price}


def series(place: str, column: str, year: int) -> Series:
    """A heat column of a network in the weather year ``year`` of its place."""
    row = places()[place]
    outdoor = _outdoor_c(row["weather"], year)
    if column == "heat_demand_mw":
        flat = 1000.0 * float(row["annual_gwh"]) * float(row["flat_share"]) / 8760.0
        values = demand_mw(outdoor, heating_mw_per_k(place), hot_water_mw=flat)
        note = f"heat {place}: {row['annual_gwh']} GWh a year by degree hours below {default('base_temperature'):g} °C of a day's mean"
    elif column == "heat_supply_c":
        curve = {name: float(row[name]) for name in ("supply_cold_c", "supply_warm_c")}
        values = supply_temperature_c(outdoor, float(row["outdoor_cold_c"]), float(row["outdoor_warm_c"]), **curve)
        note = f"heat {place}: supply {row['supply_warm_c']} to {row['supply_cold_c']} °C by the outdoor temperature"
    elif column == "heat_return_c":
        values, note = np.full(8760, float(row["return_c"])), f"heat {place}: return {row['return_c']} °C all year"
    else:
        values = _price(row)
        pattern = "with the months of the Helsinki energy fee" if row["price_shape"] == "helsinki" else "the same in every month"
        given = (
            "given free of charge"
            if float(row["price_level"]) == 0.0
            else f"paid {find('heat_sale_price').default:g} USD/MWh on the mean, {pattern}"
        )
        note = f"heat {place}: {given}"
    source = f"{row['source']} ({row['evidence']}): {row['note']}"
    return Series(values, utc("2023-01-01T00:00Z"), 3600.0, COLUMNS[column], source, "facts", "synthetic", (note,))
