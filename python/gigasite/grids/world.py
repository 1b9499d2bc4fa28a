"""The regions of the wheel: carbon and price by the hour where a licence allows it, by the year elsewhere, and heat networks."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gigasite import _data
from gigasite.climate import SYNTHETIC_YEARS
from gigasite.errors import DataError
from gigasite.grids import heat_networks, prices
from gigasite.parameters import default
from gigasite.time_series import Series, utc

__all__ = ["RegionFacts", "WorldGrids", "region_facts"]

Array = NDArray[np.float64]

PRICE, CARBON = "grid_price_usd_per_mwh", "grid_carbon_kg_per_mwh"
UNITS = {PRICE: "USD/MWh", CARBON: "kg/MWh"}
BASIS = "life cycle, location"
PATTERN_YEARS = (2015, 2018)
_FLAT_YEAR = 2024
_TABLES = "facts, with the attributions in gigasite/data/LICENCES.md"
_NO_SOURCE = "default of the parameter grid_energy_price"
_SCALED = frozenset({"fi_2019", "se_2019", "no_2019"})
_FUELS = ("coal", "gas", "oil", "nuclear", "hydro", "wind", "solar", "bio_and_other_renewable")


@dataclass(frozen=True)
class RegionFacts:
    """What is known of a region beside its series. Shares are fractions of the generation; None where no source was found."""

    region: str
    title: str
    kind: str
    country_iso3: str
    currency: str
    weather: str | None
    carbon_kg_per_mwh: float | None
    carbon_basis: str
    carbon_year: int | None
    carbon_source: str
    price_usd_per_mwh: float
    price_basis: str  # "wholesale": transmission fees come on top; "delivered": an industrial price with them
    price_year: int
    price_source: str
    industrial_price_usd_per_mwh: float | None
    mix: Mapping[str, float] | None
    renewable_share: float | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Made:
    values: Array
    year: int
    source: str
    evidence: str
    note: str
    licence: str = _TABLES


@functools.cache
def _regions() -> Mapping[str, Mapping[str, str]]:
    links = {row["region_id"]: row for row in _data.table("region_links")}
    return {row["region_id"]: {**row, **links[row["region_id"]]} for row in _data.table("grid_regions")}


@functools.cache
def _country_of(region: str) -> str:
    """The region that stands for the country of a region."""
    iso3 = _regions()[region]["country_iso3"]
    return next((name for name, row in _regions().items() if row["kind"] == "country" and row["country_iso3"] == iso3), region)


def _number(row: Mapping[str, str], column: str) -> float | None:
    return float(row[column]) if row[column] else None


@functools.cache
def _carbon(region: str) -> _Made | None:
    """Carbon intensity on the life-cycle basis: hourly, else flat; from the country where the region has none."""
    row = _regions()[region]
    level, note, of = _number(row, "ci_gco2e_per_kwh"), "", row
    if level is None and not row["carbon_series"]:
        of = _regions()[_country_of(region)]
        level, note = _number(of, "ci_gco2e_per_kwh"), f"carbon: that of {of['region_name']}; "
    if level is not None and of["ci_basis"].startswith("direct"):
        bases = {base["country_iso3"]: float(base["factor"]) for base in _data.table("carbon_bases")}
        factor = bases[of["country_iso3"]]
        level, note = level * factor, f"{note or 'carbon: '}direct emissions times {factor:g} to the life cycle; "
    if row["carbon_series"]:
        columns, meta = _data.archive(f"carbon_{row['carbon_series']}")
        values, year = columns[CARBON], int(meta["start_utc"][:4])
        note = f"carbon: hours of {year}"
        if row["carbon_series"] in _SCALED and level is not None:
            values = values * (level / values.mean())
            note += f" set to the mean of {of['ci_year']}, {level:.4g} kg/MWh"
        return _Made(values, year, meta["source"], "derived", note, meta["licence"])
    if level is None:
        return None
    return _Made(np.full(8760, level), int(of["ci_year"]), of["source_ci"], of["evidence"], f"{note or 'carbon: '}flat over the year")


def _wholesale(row: Mapping[str, str], region: str, year: int) -> Array | None:
    mean, p10, p90 = (_number(row, f"wholesale_{name}_usd_per_mwh") for name in ("price", "p10", "p90"))
    if mean is None or p10 is None or p90 is None:
        return None
    return prices.synthetic(region, year, mean, p10, p90, float(row["utc_offset_h"]))


@functools.lru_cache(maxsize=256)
def _price(region: str, year: int) -> tuple[_Made, str]:
    """Price of a pattern year and its basis, ``wholesale`` or ``delivered``."""
    row = _regions()[region]
    level = prices.monthly_level_usd(row["country_iso3"]) if row["price_shape"] else None
    if level is not None:
        level_year, months = level
        values = prices.patterned(row["price_shape"], year, months)
        zone, country = row["price_shape"].replace("_", " ").title(), _regions()[_country_of(region)]["region_name"]
        pattern = f"hourly pattern of {zone} in {year}, monthly level of {country} in {level_year}"
        own = bool(row["price_shape_is_own"])
        note = f"price: {pattern}" if own else f"price: synthetic shape, {pattern}"
        source = "SMARD.de (CC BY 4.0); Ember, European wholesale electricity price data (CC BY 4.0)"
        return _Made(values, level_year, source, "derived" if own else "synthetic", note, "CC BY 4.0"), "wholesale"
    hours = _wholesale(row, region, year)
    if hours is not None:
        note = "price: synthetic shape with mean, P10 and P90 of the market"
        return _Made(hours, int(row["wholesale_price_year"]), row["source_price"], "synthetic", note), "wholesale"
    industrial = _number(row, "industrial_price_usd_per_mwh")
    if industrial is not None:
        market = _regions().get(row["wholesale_market"])
        shape = _wholesale(market, row["wholesale_market"], year) if market else None
        if market and shape is not None:
            values = shape - shape.mean() + industrial
            note = f"price: synthetic shape of {market['region_name']} around the delivered industrial price"
            return _Made(values, int(row["industrial_price_year"]), row["source_price"], "synthetic", note), "delivered"
        note = "price: flat, a delivered industrial price"
        return _Made(np.full(8760, industrial), int(row["industrial_price_year"]), row["source_price"], row["evidence"], note), "delivered"
    country_region = _country_of(region)
    found = _price(country_region, year) if country_region != region else None
    if found is None or found[0].source == _NO_SOURCE:
        note = "price: flat at the default, no source for this region"
        return _Made(np.full(8760, default("grid_energy_price")), 2025, _NO_SOURCE, "estimated", note), "wholesale"
    made, basis = found
    return _Made(made.values, made.year, made.source, made.evidence, f"{made.note}, of {_regions()[country_region]['region_name']}"), basis


def _years(region: str) -> tuple[int, ...]:
    row = _regions()[region]
    if row["price_shape"]:
        return PATTERN_YEARS
    carbon = _carbon(region)
    return (carbon.year,) if row["carbon_series"] and carbon else (_FLAT_YEAR,)


class WorldGrids:
    """Provider of price and carbon of 155 regions and of six district heating networks (`SeriesProvider`).

    The years of a region are those of its hourly pattern: 2015 and 2018 in Europe, 2022 in the measured US markets, 2024 by
    convention where the values are flat. Those of a heat network are the weather years of its place.

    >>> grids = WorldGrids()
    >>> grids.columns("US-TX"), grids.columns("mantsala")[0]
    (('grid_price_usd_per_mwh', 'grid_carbon_kg_per_mwh'), 'heat_demand_mw')
    >>> grids.series("FI", "grid_price_usd_per_mwh", 2018).evidence
    'synthetic'
    """

    def places(self) -> tuple[str, ...]:
        return (*_regions(), *heat_networks.places())

    def columns(self, place: str) -> tuple[str, ...]:
        if self._is_network(place):
            return tuple(heat_networks.COLUMNS)
        return (PRICE,) if _carbon(place) is None else (PRICE, CARBON)

    def years(self, place: str) -> tuple[int, ...]:
        return SYNTHETIC_YEARS if self._is_network(place) else _years(place)

    def series(self, place: str, column: str, year: int) -> Series:
        """One column of one year on 8,760 UTC hours. Errors: `DataError` for a place, column or year that is not there."""
        network = self._is_network(place)
        if column not in self.columns(place):
            known = heat_networks.COLUMNS if network else UNITS
            if column in known:
                raise DataError(f"no source gives {column} of {place}", parameter=column, hint=f"give {column} in the site")
            raise _data.near("grid column", column, tuple(known))
        if year not in self.years(place):
            years = self.years(place)
            raise DataError(f"{place} has no year {year}", parameter="year", value=year, low=years[0], high=years[-1])
        if network:
            return heat_networks.series(place, column, year)
        made = _price(place, year)[0] if column == PRICE else _carbon(place)
        assert made is not None
        start = utc(f"{year}-01-01T00:00Z")
        return Series(made.values, start, 3600.0, UNITS[column], made.source, made.licence, made.evidence, (made.note,))

    def facts(self, place: str) -> RegionFacts | Mapping[str, object]:
        """`region_facts` of a region, or what is known of a heat network."""
        return heat_networks.facts(place) if self._is_network(place) else region_facts(place)

    def _is_network(self, place: str) -> bool:
        """Whether the place is a heat network; `DataError` if there is no such place."""
        if place in heat_networks.places():
            return True
        if place not in _regions():
            raise _data.near("region", place, self.places())
        return False


@functools.cache
def region_facts(region: str) -> RegionFacts:
    """Carbon with its basis, price with its basis, mix, renewable share, currency and default weather of a region.

    >>> facts = region_facts("FI")
    >>> facts.weather, facts.carbon_basis, facts.price_basis, round(facts.renewable_share, 2)
    ('helsinki', 'life cycle, location', 'wholesale', 0.52)
    """
    if region not in _regions():
        raise _data.near("region", region, tuple(_regions()))
    row = _regions()[region]
    carbon, (price, price_basis) = _carbon(region), _price(region, _years(region)[-1])
    notes = [made.note for made in (price, carbon) if made is not None]
    mix, of = None, region
    for of in (region, row["wholesale_market"], _country_of(region)):
        shares = {fuel: _number(_regions()[of], f"{fuel}_pct") for fuel in _FUELS} if of else {}
        if shares and None not in shares.values():
            mix = MappingProxyType({fuel: float(share or 0.0) / 100.0 for fuel, share in shares.items()})
            break
    if mix is not None and of != region:
        notes.append(f"mix: that of {_regions()[of]['region_name']}")
    renewable = None if mix is None else sum(mix[fuel] for fuel in ("hydro", "wind", "solar", "bio_and_other_renewable"))
    return RegionFacts(
        region=region,
        title=row["region_name"],
        kind=row["kind"],
        country_iso3=row["country_iso3"],
        currency=row["currency"],
        weather=row["weather"] or None,
        carbon_kg_per_mwh=None if carbon is None else float(carbon.values.mean()),
        carbon_basis=BASIS,
        carbon_year=None if carbon is None else carbon.year,
        carbon_source="" if carbon is None else carbon.source,
        price_usd_per_mwh=float(price.values.mean()),
        price_basis=price_basis,
        price_year=price.year,
        price_source=price.source,
        industrial_price_usd_per_mwh=_number(row, "industrial_price_usd_per_mwh"),
        mix=mix,
        renewable_share=renewable,
        notes=tuple(notes),
    )
