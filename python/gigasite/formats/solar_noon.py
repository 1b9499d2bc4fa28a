"""The test of every time zone: the middle of the irradiance of clear days is at the solar noon of the place.

An hour of shift is a stamp that ends its step read as one that begins it, or a clock one zone off; half an hour a snapshot read as
a mean, or a zone of half an hour rounded.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gigasite.errors import DataError
from gigasite.formats.contents import Contents
from gigasite.time_series import Series

__all__ = ["REFUSED_H", "TOLD_H", "checked_noon", "noon_shift_h"]

#: A shift from which a file is refused, and one from which it is told in the notes.
REFUSED_H, TOLD_H = 0.75, 0.3
CLEAREST = 0.25  # share of the days that are looked at: on the others clouds before or after noon move the middle
FEWEST_DAYS = 10


def noon_shift_h(ghi: Series, latitude_deg: float, longitude_deg: float) -> float | None:
    """Hours by which the irradiance is late against the Sun (negative: early), between −12 and 12; ``None`` where it cannot be told.

    The angle of Σ g·exp(iωt) over a day against that of the cosine of the zenith; the median over the clearest quarter of the days.

    >>> import numpy as np
    >>> hours = np.datetime64("2023-01-01T00:30") + np.arange(8760) * np.timedelta64(1, "h")
    >>> from gigasite.solar_position import position
    >>> sun = 800.0 * np.maximum(np.cos(np.radians(position(hours, 40.0, -90.0).zenith_deg)), 0.0)
    >>> late = Series(np.roll(sun, 1), "2023-01-01", 3600, "W/m2")
    >>> round(noon_shift_h(late, 40.0, -90.0), 2)
    1.0
    """
    from gigasite.solar_position import position

    per_day = round(86400.0 / ghi.step_s)
    if len(ghi) < FEWEST_DAYS * per_day:
        return None
    middles = ghi.times_utc[: 366 * per_day] + np.timedelta64(round(ghi.step_s / 2.0), "s")
    values = ghi.values[: middles.size]
    zenith = np.asarray(position(middles, latitude_deg, longitude_deg).zenith_deg)
    cosine = np.maximum(np.cos(np.radians(zenith)), 0.0)
    local = middles.astype("datetime64[s]").astype(np.float64) + longitude_deg / 15.0 * 3600.0
    day = (local // 86400.0).astype(np.int64)
    day -= day[0]
    turn = np.exp(2j * np.pi * local / 86400.0)

    def sums(weights: np.ndarray) -> np.ndarray:
        return np.bincount(day, weights.real) + 1j * np.bincount(day, weights.imag)

    measured, wanted = sums(values * turn), sums(cosine * turn)
    above, light = np.bincount(day, cosine), np.bincount(day, values)
    whole = (np.bincount(day) == per_day) & (above > 0.05 * per_day) & (light > 0.0)
    if whole.sum() < FEWEST_DAYS:
        return None
    clearness = np.where(whole, light / np.where(whole, above, 1.0), -np.inf)
    clear = np.argsort(clearness)[-max(FEWEST_DAYS, int(CLEAREST * whole.sum())) :]
    clear = clear[whole[clear]]
    turned = measured[clear] * np.conj(wanted[clear])
    return float(np.median(np.angle(turned))) * 12.0 / np.pi


def checked_noon(contents: Contents, file: str, *, adjustable: bool) -> Contents:
    """The contents with a note where their noon is a little off. Errors: `DataError` where it is far off."""
    ghi = contents.columns.get("ghi_w_m2")
    if ghi is None or contents.latitude_deg is None or contents.longitude_deg is None:
        return contents
    shift = noon_shift_h(ghi, contents.latitude_deg, contents.longitude_deg)
    if shift is None or abs(shift) < TOLD_H:
        return contents
    where = f"at {contents.latitude_deg:g}°, {contents.longitude_deg:g}°"
    words = f"noon of the irradiance is {abs(shift):.1f} h {'later' if shift > 0 else 'earlier'} than that of the Sun {where}"
    if abs(shift) >= REFUSED_H:
        offset = round(2.0 * (contents.utc_offset_h + shift)) / 2.0
        hint = "another time zone, or stamps that end their step" + (
            f"; utc_offset_h = {offset:g} would put it right" if adjustable else ""
        )
        raise DataError(words, parameter="ghi_w_m2", value=round(shift, 2), file=file, hint=hint)
    told = {name: one.note(words) if name == "ghi_w_m2" else one for name, one in contents.columns.items()}
    return replace(contents, columns=told)
