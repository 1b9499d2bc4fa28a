"""EnergyPlus weather files; `gigasite.weather.read_epw` does the reading."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np

from gigasite.errors import DataError, ValidityWarning
from gigasite.formats.cells import text_lines
from gigasite.formats.clock import TYPICAL
from gigasite.formats.contents import Contents, Options
from gigasite.time_series import Series
from gigasite.weather import read_epw

__all__ = ["Epw"]

COLUMNS = {
    "dry_bulb_c": "°C",
    "relative_humidity": "1",
    "pressure_pa": "Pa",
    "ghi_w_m2": "W/m2",
    "dni_w_m2": "W/m2",
    "dhi_w_m2": "W/m2",
    "wind_speed_m_s": "m/s",
}


class Epw:
    """EPW: hours of local standard time that end at their stamp; years differ by month; 9999 and its like are no values."""

    options = ("utc_offset_h",)

    def recognises(self, head: str) -> bool:
        return head[:9].upper() == "LOCATION," and "DESIGN CONDITIONS" in head.upper()

    def read(self, path: Path, options: Options) -> Contents:
        lines = text_lines(path)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ValidityWarning)  # of the wet bulb, which the forcing makes itself
                weather = read_epw(path)
        except DataError as error:
            named = {name: getattr(error, name) for name in ("parameter", "value", "low", "high", "unit", "line", "hint")}
            raise DataError(error.message, file=path.name, **named) from None
        offset = weather.utc_offset_h if options.utc_offset_h is None else options.utc_offset_h
        start = weather.time_utc[0] + np.timedelta64(round(3600.0 * (weather.utc_offset_h - offset)), "s")
        station = " ".join(lines[0].split(",")[1:6:2][:2])
        source = f"EnergyPlus weather file {path.name} ({station})"
        years = {line.split(",", 1)[0].strip() for line in lines[8:] if line.strip()}
        notes = (TYPICAL,) if len(years) > 1 else ()
        if weather.filled:
            notes = (*notes, f"{path.name}: {weather.filled:,} values filled")
        licence = "as its publisher says; not passed on by gigasite"
        series = {
            name: Series(getattr(weather, name), start, 3600.0, unit, source, licence, "measured", notes) for name, unit in COLUMNS.items()
        }
        return Contents(series, weather.latitude_deg, weather.longitude_deg, weather.altitude_m, offset)
