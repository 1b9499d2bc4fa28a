"""Weather in the wheel: seven measured places, and synthetic years from monthly normals for the others."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigasite import _data, synthetic_weather
from gigasite.errors import DataError
from gigasite.irradiance import clear_sky_year, cloudy_share, split
from gigasite.psychrometrics import standard_pressure_pa
from gigasite.time_series import Series, utc

__all__ = ["SYNTHETIC_YEARS", "UNITS", "BuiltinWeather"]

Array = NDArray[np.float64]

UNITS = {
    "dry_bulb_c": "°C",
    "relative_humidity": "1",
    "pressure_pa": "Pa",
    "ghi_w_m2": "W/m²",
    "dni_w_m2": "W/m²",
    "dhi_w_m2": "W/m²",
    "wind_speed_m_s": "m/s",
}
SYNTHETIC_YEARS = tuple(range(1, 11))
_START = utc("2023-01-01T00:00Z")
_TITLES = {
    "dallas": "Dallas US-TX",
    "frankfurt": "Frankfurt DE",
    "singapore": "Singapore SG",
    "chicago": "Chicago O'Hare US-IL",
    "pittsburgh": "Pittsburgh US-PA",
    "greensboro": "Greensboro US-NC",
    "po_valley": "Po valley IT (45N 8E)",
}


@functools.cache
def _measured(place: str) -> tuple[Mapping[str, Array], Mapping[str, tuple[str, ...]], Mapping[str, Any]]:
    """Columns, the notes on those that were derived, and the description of a measured place."""
    columns, meta = _data.archive(f"weather_{place}")
    derived: dict[str, tuple[str, ...]] = {}
    result = {name: columns[name] for name in UNITS if name in columns}
    if "pressure_pa" not in columns:
        result["pressure_pa"] = np.full(8760, standard_pressure_pa(meta["altitude_m"]))
        derived["pressure_pa"] = (f"pressure of the standard atmosphere at {meta['altitude_m']:g} m",)
    if "ghi_w_m2" not in columns:
        clear, cos_zenith = clear_sky_year(meta["latitude_deg"], meta["longitude_deg"], meta["altitude_m"])
        result["ghi_w_m2"] = clear * cloudy_share(columns["cloud_cover"])
        result["dni_w_m2"], result["dhi_w_m2"] = split(result["ghi_w_m2"], cos_zenith)
        note = "irradiance from cloud cover: clear sky of Haurwitz, clouds of Kasten and Czeplak, diffuse part of Erbs"
        derived |= dict.fromkeys(("ghi_w_m2", "dni_w_m2", "dhi_w_m2"), (note,))
    return result, derived, meta


@functools.lru_cache(maxsize=64)
def _synthetic(place: str, year: int) -> Mapping[str, Array]:
    return synthetic_weather.weather_year(place, year)


class BuiltinWeather:
    """Provider of the weather columns of the forcing (`SeriesProvider`).

    Measured: dallas, frankfurt, singapore (reanalysis of 2023), chicago, pittsburgh, greensboro, po_valley (typical years, year 2023 by
    convention). Others: ten synthetic years, 1–10, of sixty-four places; of those that are measured too under ``<place>_synthetic``.

    >>> weather = BuiltinWeather()
    >>> weather.years("dallas"), weather.years("mantsala")[:3]
    ((2023,), (1, 2, 3))
    >>> weather.series("mantsala", "dry_bulb_c", 1).evidence
    'synthetic'
    """

    def places(self) -> tuple[str, ...]:
        return (*_data.archives("weather"), *sorted(synthetic_weather.places()))

    def columns(self, place: str) -> tuple[str, ...]:
        self._known(place)
        return tuple(UNITS)

    def years(self, place: str) -> tuple[int, ...]:
        return (2023,) if self._known(place) else SYNTHETIC_YEARS

    def series(self, place: str, column: str, year: int) -> Series:
        """One column of one year on 8,760 UTC hours. Errors: `DataError` for a place, column or year that is not there."""
        measured = self._known(place)
        if column not in UNITS:
            raise _data.near("weather column", column, tuple(UNITS))
        if year not in self.years(place):
            known = self.years(place)
            raise DataError(f"{place} has no year {year}", parameter="year", value=year, low=known[0], high=known[-1])
        if not measured:
            site = synthetic_weather.normals(place)
            values = _synthetic(place, year)[column]
            notes = (f"weather {place}: {site.notes[0]}, year {year}", *site.notes[1:])
            return Series(values, _START, 3600.0, UNITS[column], site.source, site.licence, "synthetic", notes)
        columns, derived, meta = _measured(place)
        notes = tuple(note for note in meta["notes"] if ":" not in note or note.startswith((f"{column}:", "hours before")))
        evidence = "derived" if column in derived else meta["evidence"]
        parts = meta["source"], meta["licence"], evidence, (*notes, *derived.get(column, ()))
        return Series(columns[column], utc(meta["start_utc"]), 3600.0, UNITS[column], *parts)

    def facts(self, place: str) -> Mapping[str, Any]:
        """Title, coordinates, altitude, evidence and notes of a place."""
        if self._known(place):
            _, derived, meta = _measured(place)
            where = {name: meta[name] for name in ("latitude_deg", "longitude_deg", "altitude_m")}
            notes = tuple(dict.fromkeys(note for texts in derived.values() for note in texts))
            return {"title": _TITLES[place], **where, "evidence": meta["evidence"], "source": meta["source"], "notes": notes}
        site = synthetic_weather.normals(place)
        where = {"latitude_deg": site.latitude_deg, "longitude_deg": site.longitude_deg, "altitude_m": site.altitude_m}
        return {"title": site.title, **where, "evidence": "synthetic", "source": site.source, "notes": site.notes}

    def _known(self, place: str) -> bool:
        """Whether the place is measured; `DataError` if there is no such place."""
        if place in _data.archives("weather"):
            return True
        if place not in synthetic_weather.places():
            raise _data.near("place", place, self.places())
        return False
