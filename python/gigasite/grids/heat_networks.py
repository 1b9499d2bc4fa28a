"""District heating networks as buyers: demand from the degree hours of their weather, supply curve, and the price of heat.

The price is that of the customers without tax; what a data centre gets of it is the parameter ``heat_price_share``.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gigasite import _data
from gigasite.climate import SYNTHETIC_YEARS, BuiltinWeather
from gigasite.district_heating import demand_mw, supply_temperature_c
from gigasite.grids.prices import MONTH_OF_HOUR
from gigasite.parameters import default
from gigasite.time_series import Series, utc
from gigasite.units import money

__all__ = ["COLUMNS", "facts", "places", "series"]

Array = NDArray[np.float64]

COLUMNS = {"heat_demand_mw": "MW_th", "heat_supply_c": "°C", "heat_return_c": "°C", "heat_price_usd_per_mwh": "USD/MWh"}
_INERTIA_H = 24  # buildings answer to the mean of a day
_FEE = "tariff_energy_eur_per_mwh_incl_vat"
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


def _fees(network: str, year: int) -> Array:
    """Energy fees of customers without tax [USD/MWh] in the order of their period, with the VAT of its months."""
    rows = [row for row in _data.table("heat_networks") if row["network"] == network and row["quantity"] == _FEE]
    rows = sorted((row for row in rows if row["period"].startswith(str(year))), key=lambda row: row["period"])
    return np.array([money(float(row["value"]) / _VAT.get(row["note"], _VAT_LATER), "EUR", "USD", year) for row in rows])


@functools.cache
def customer_price_usd_per_mwh(tariff: str) -> Array:
    """Hourly price of heat for customers without tax: the months of Helsinki in 2024, the year of Oulu in 2024, or nothing."""
    if tariff == "free":
        return np.zeros(8760)
    if tariff == "oulu":
        return np.full(8760, _fees("Oulu (Oulun Energia)", 2024)[0])
    return np.asarray(_fees("Helsinki (Helen) energy fee", 2024)[MONTH_OF_HOUR])


def facts(place: str) -> Mapping[str, object]:
    """Title, region, yearly heat, supply curve, price and source of a network."""
    row = places()[place]
    numbers = {name: float(row[name]) for name in ("annual_gwh", "supply_cold_c", "supply_warm_c", "return_c")}
    price = float(customer_price_usd_per_mwh(row["price_shape"]).mean())
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
        values = customer_price_usd_per_mwh(row["price_shape"])
        paid = {"free": "given free of charge", "oulu": "customer price of Oulu in 2024 without tax"}
        note = f"heat {place}: {paid.get(row['price_shape'], 'customer price of Helsinki by month in 2024 without tax')}"
    source = f"{row['source']} ({row['evidence']}): {row['note']}"
    return Series(values, utc("2023-01-01T00:00Z"), 3600.0, COLUMNS[column], source, "facts", "synthetic", (note,))
