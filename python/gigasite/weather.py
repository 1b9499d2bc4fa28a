"""Weather files and design values (model T10).

Source: EnergyPlus Auxiliary Programs, "EnergyPlus Weather File (EPW) Data Dictionary".
"""

from __future__ import annotations

from os import PathLike
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gigasite._model import Floats, finite, legal, model, require
from gigasite.errors import DataError
from gigasite.parameters import default
from gigasite.psychrometrics import standard_pressure_pa, wet_bulb_c
from gigasite.series import fill_gaps, read_lines

__all__ = ["Weather", "design_value", "implausible", "read_epw"]


class Weather(NamedTuple):
    """A year of hours. Times are UTC starts of the steps; irradiances are means over the step, the others values of it."""

    time_utc: NDArray[np.datetime64]
    dry_bulb_c: NDArray[np.float64]
    dew_point_c: NDArray[np.float64]
    wet_bulb_c: NDArray[np.float64]
    relative_humidity: NDArray[np.float64]
    pressure_pa: NDArray[np.float64]
    ghi_w_m2: NDArray[np.float64]
    dni_w_m2: NDArray[np.float64]
    dhi_w_m2: NDArray[np.float64]
    wind_speed_m_s: NDArray[np.float64]
    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    utc_offset_h: float
    filled: int


class _Column(NamedTuple):
    field: int  # position in the row, from 0
    missing: float  # this value, or ten times it and more, means not measured
    low: float
    high: float
    unit: str


_HEADER_LINES = 8
_FIELDS = 35
# Limits of the data dictionary: a value outside them is in another unit or broken.
_COLUMNS = {
    "dry_bulb_c": _Column(6, 99.9, -70.0, 70.0, "°C"),
    "dew_point_c": _Column(7, 99.9, -70.0, 70.0, "°C"),
    "relative_humidity": _Column(8, 999.0, 0.0, 110.0, "%"),
    "pressure_pa": _Column(9, 999999.0, 31000.0, 120000.0, "Pa"),
    "ghi_w_m2": _Column(13, 9999.0, 0.0, 2000.0, "Wh/m²"),
    "dni_w_m2": _Column(14, 9999.0, 0.0, 2000.0, "Wh/m²"),
    "dhi_w_m2": _Column(15, 9999.0, 0.0, 2000.0, "Wh/m²"),
    "wind_speed_m_s": _Column(21, 999.0, 0.0, 40.0, "m/s"),
}
_DRIEST = 0.01  # what a relative humidity of 0 is read as: air without water has no dew point


def read_epw(path: str | PathLike[str]) -> Weather:
    """Reads an EnergyPlus weather file (``.epw`` or ``.epw.gz``) of 8,760 or 8,784 hours.

    Rows end at their hour in local standard time; the months may come from different years, so that the year column is used
    only where it is one year. Missing values are interpolated and counted; a missing pressure is that of the altitude.
    The wet bulb is computed from dry bulb, relative humidity and pressure, with ``outside="warn"`` below the range of the
    formulas; a relative humidity of 0 is read as 0.01.
    Errors: `DataError` with file and line for a wrong number of rows or fields, text, a value outside the limits of its unit, or
    a gap longer than 24 hours. Source: EPW data dictionary.
    """
    name = str(path)
    lines = read_lines(path)
    latitude, longitude, offset, altitude = _location(lines, name)
    rows = [(number, line.split(",")) for number, line in enumerate(lines, start=1) if number > _HEADER_LINES and line.strip()]
    if len(rows) not in (8760, 8784):
        raise DataError(f"{len(rows)} hours, expected 8760 or 8784", file=name, line=rows[-1][0] if rows else len(lines))
    data: dict[str, NDArray[np.float64]] = {column: np.empty(len(rows)) for column in _COLUMNS}
    for i, (number, fields) in enumerate(rows):
        if len(fields) < _FIELDS - 3:  # the last three fields came later and are often absent
            raise DataError(f"{len(fields)} fields, expected {_FIELDS}", file=name, line=number)
        if fields[3].strip() != str(i % 24 + 1):
            raise DataError(f"hour {fields[3].strip()!r}, expected {i % 24 + 1}", file=name, line=number)
        for column, rule in _COLUMNS.items():
            data[column][i] = _value(fields[rule.field], column, rule, name, number)
    data["relative_humidity"] /= 100.0
    data, filled = _fill(data, altitude, name)
    humidity = np.clip(data["relative_humidity"], 0.0, 1.0)
    data["relative_humidity"] = np.where(humidity == 0.0, _DRIEST, humidity)
    wet = wet_bulb_c(data["dry_bulb_c"], data["relative_humidity"], data["pressure_pa"], outside="warn")
    time = _start_utc([fields[0].strip() for _, fields in rows], offset)
    return Weather(
        time,
        wet_bulb_c=wet,
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_m=altitude,
        utc_offset_h=offset,
        filled=filled,
        **data,
    )


def _location(lines: list[str], name: str) -> tuple[float, float, float, float]:
    fields = lines[0].split(",") if lines else []
    if len(fields) < 10 or fields[0].strip().upper() != "LOCATION":
        raise DataError("the first line must be LOCATION with ten fields", file=name, line=1)
    try:
        latitude, longitude, offset, altitude = (float(x) for x in fields[6:10])
    except ValueError:
        raise DataError("latitude, longitude, time zone and elevation must be numbers", file=name, line=1) from None
    if not (abs(latitude) <= 90.0 and abs(longitude) <= 180.0 and -12.0 <= offset <= 14.0 and -500.0 <= altitude <= 9000.0):
        raise DataError("latitude, longitude, time zone or elevation is out of range", file=name, line=1)
    return latitude, longitude, offset, altitude


def _value(text: str, column: str, rule: _Column, name: str, line: int) -> float:
    try:
        value = float(text) if text.strip() else np.nan
    except ValueError:
        raise DataError(f"{text!r} is not a number", parameter=column, file=name, line=line) from None
    if np.isnan(value) or value == rule.missing or value >= 10.0 * rule.missing:
        return float("nan")
    if not rule.low <= value <= rule.high:
        text = "the value is outside the limits of the format: another unit?"
        raise DataError(text, parameter=column, value=value, low=rule.low, high=rule.high, unit=rule.unit, file=name, line=line)
    return value


def _fill(data: dict[str, NDArray[np.float64]], altitude: float, name: str) -> tuple[dict[str, NDArray[np.float64]], int]:
    filled, count = {}, 0
    for column, values in data.items():
        if column == "pressure_pa" and np.isnan(values).all():
            filled[column], count = np.full(values.shape, standard_pressure_pa(altitude)), count + values.size
            continue
        try:
            filled[column], missing = fill_gaps(values)
        except DataError as error:
            raise DataError(error.message, parameter=column, file=name) from None
        count += missing
    return filled, count


def _start_utc(years: list[str], offset_h: float) -> NDArray[np.datetime64]:
    """Starts of the hours. A typical year of many years, or a leap year without its day, counts as 2001 (2000 with 29 February)."""
    hours = len(years)
    year = int(years[0]) if years[0].isdigit() and len(set(years)) == 1 else 0
    length = (np.datetime64(f"{year + 1:04d}-01-01") - np.datetime64(f"{year:04d}-01-01")).astype(int) * 24 if year else 0
    if length != hours:
        year = 2001 if hours == 8760 else 2000
    start = np.datetime64(f"{year:04d}-01-01T00:00:00") - np.timedelta64(round(3600 * offset_h), "s")
    return start + np.arange(hours) * np.timedelta64(3600, "s")


@model(values=finite.series(), percentile=legal(0.0, 1.0))
def design_value(values: Floats, *, percentile: float = default("cooling_design_percentile"), axis: int = -1) -> Floats:
    """Value that a share of the hours does not exceed, linear between order statistics: 0.996 is the 0.4 % design value.

    Never the maximum of a typical year, which may be a wrong reading. Errors: `ParameterError` for a percentile outside 0–1.
    Source: ASHRAE Fundamentals, chapter 14.

    >>> design_value([0.0, 10.0, 20.0], percentile=0.75)
    15.0
    """
    return np.quantile(np.asarray(values), percentile, axis=axis)


@model(dry_bulb_c=finite, dew_point_c=finite, dew_point_limit_c=finite)
def implausible(dry_bulb_c: Floats, dew_point_c: Floats, *, dew_point_limit_c: Floats = 30.0) -> Floats:
    """Hours whose dew point lies above the dry bulb or above a limit. Shapes: all arguments broadcast.

    One public typical year of Phoenix has dew points of 32 °C. Source: highest dew points on record are 33 to 35 °C at the
    Persian Gulf; 30 °C is not reached inland.

    >>> implausible([35.0, 20.0], [32.0, 15.0])
    array([ True, False])
    """
    require(np.ndim(dew_point_limit_c) == 0 or np.size(dew_point_limit_c) > 0, "the limit is empty", parameter="dew_point_limit_c")
    return np.greater(dew_point_c, dry_bulb_c) | np.greater(dew_point_c, dew_point_limit_c)
