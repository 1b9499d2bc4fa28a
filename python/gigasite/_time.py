"""Moments in UTC: ISO 8601 strings, `datetime` and `datetime64` become days from J2000, the argument of the almanac."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from gigasite._model import Floats, choose, derived
from gigasite.errors import ParameterError

__all__ = ["almanac_days", "days_j2000", "utc", "year_start"]

_J2000 = np.datetime64("2000-01-01T12:00:00", "us")
_DAY = np.timedelta64(86_400_000_000, "us")
# The low-precision almanac holds for the years 1950 to 2050.
FIRST_YEAR, LAST_YEAR = 1950, 2050


def utc(time_utc: Any, parameter: str = "time_utc") -> Any:
    """`datetime64[us]` in UTC, of the same shape; a moment without a zone is UTC."""
    array = np.asarray(time_utc)
    if array.dtype.kind == "M":
        moments = array.astype("datetime64[us]")
    elif array.dtype.kind in "UO":
        moments = np.array([_moment(item, parameter) for item in array.flat], dtype="datetime64[us]").reshape(array.shape)
    else:
        raise ParameterError(f"{time_utc!r:.60} is not a moment", parameter=parameter, hint="ISO 8601 text, datetime or datetime64")
    if np.isnat(moments).any():
        raise ParameterError("not a moment in time (NaT)", parameter=parameter)
    return moments


def _moment(item: Any, parameter: str) -> Any:
    if isinstance(item, np.datetime64):
        return item.astype("datetime64[us]")
    if isinstance(item, str):
        try:
            item = datetime.fromisoformat(item.strip())
        except ValueError as error:
            raise ParameterError(f"{item!r} is not an ISO 8601 moment: {error}", parameter=parameter) from None
    if not isinstance(item, datetime):
        raise ParameterError(f"{item!r:.60} is not a moment", parameter=parameter, hint="ISO 8601 text, datetime or datetime64")
    if item.tzinfo is not None:
        item = item.astimezone(UTC).replace(tzinfo=None)
    return np.datetime64(item, "us")


def days_j2000(time_utc: Any, parameter: str = "time_utc") -> Floats:
    """Days since 2000-01-01 12:00."""
    days = (utc(time_utc, parameter) - _J2000) / _DAY
    return float(days) if np.ndim(days) == 0 else days


def almanac_days(time_utc: Any, outside: Any) -> Floats:
    """Days since J2000 for the low-precision almanac; moments outside the calendar years 1950–2050 as ``outside`` says."""
    choose("outside", outside, ("raise", "nan", "clamp", "warn"))
    moments = utc(time_utc)
    years = moments.astype("datetime64[Y]")
    start, end = years.astype("datetime64[us]"), (years + 1).astype("datetime64[us]")
    decimal_year = 1970.0 + years.astype(np.float64) + (moments - start) / (end - start)
    decimal_year = derived("time_utc", decimal_year, FIRST_YEAR, LAST_YEAR + 1, outside, "the almanac")
    days = np.clip(days_j2000(moments), *_LIMITS) if outside == "clamp" else days_j2000(moments)
    days = np.where(np.isnan(decimal_year), np.nan, days)
    return float(days) if np.ndim(days) == 0 else days


_LIMITS = (days_j2000(f"{FIRST_YEAR}-01-01"), days_j2000(f"{LAST_YEAR + 1}-01-01"))


def year_start(year: Any) -> np.datetime64:
    """1 January, 00:00 UTC of a calendar year, which must be a whole number."""
    number = not isinstance(year, bool) and isinstance(year, (int, float, np.integer, np.floating))
    # Four digits, so that the year after it can be written too; NaN and infinity are none.
    if not number or not 0 <= year < 9999 or year != int(year):
        raise ParameterError(f"{year!r:.60} is not a calendar year", parameter="year", value=year, hint="one whole number, such as 2026")
    return np.datetime64(f"{int(year):04d}-01-01T00:00:00", "us")
