"""What every weather format ends with: plausible columns of the forcing, and those that follow from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError
from gigasite.formats.clock import Grid, filled
from gigasite.formats.contents import Contents
from gigasite.psychrometrics import relative_humidity_from_dew_point, standard_pressure_pa
from gigasite.time_series import Series

__all__ = ["LARGEST_GAP_H", "SUN", "completed", "contents", "hour_before", "mean_of_step", "place"]

Array = NDArray[np.float64]

LARGEST_GAP_H = 24.0
SUN = ("ghi_w_m2", "dni_w_m2", "dhi_w_m2")
DRIEST = 0.01  # what a relative humidity of 0 is read as: air without water has no dew point
OFFSET_AT_NIGHT = -20.0  # an instrument reads a little below 0 W/m² at night


def place(latitude: object, longitude: object, altitude: object, file: str, line: int) -> tuple[float, float, float]:
    """Latitude, longitude and altitude of a header as numbers on the Earth (`DataError`)."""
    try:
        numbers = [float(str(text)) for text in (latitude, longitude, altitude)]
    except ValueError:
        raise DataError("latitude, longitude and elevation must be numbers", file=file, line=line) from None
    if not (abs(numbers[0]) <= 90.0 and abs(numbers[1]) <= 180.0 and -500.0 <= numbers[2] <= 9000.0):
        text = f"latitude {numbers[0]:g}, longitude {numbers[1]:g} or elevation {numbers[2]:g} is out of range"
        raise DataError(text, file=file, line=line)
    return numbers[0], numbers[1], numbers[2]


def hour_before(values: Array) -> Array:
    """Values whose stamp ends their step, on the stamps that begin it; the last step takes the value before."""
    return np.asarray(np.r_[values[1:], values[-1:]])


def mean_of_step(values: Array, late: float) -> Array:
    """Snapshots taken ``late`` of a step after its stamp, as means of the steps: between two snapshots a straight line."""
    following = np.r_[values[1:], values[-1:]]
    weight = 0.5 - late
    return np.asarray((1.0 - weight) * values + weight * following)


def contents(
    columns: Mapping[str, Array],
    grid: Grid,
    lines: Sequence[int],
    file: str,
    where: tuple[float | None, float | None, float | None],
    *,
    source: str,
    licence: str,
    utc_offset_h: float = 0.0,
    largest_gap_h: float = LARGEST_GAP_H,
    evidence: str = "measured",
    notes: Sequence[str] = (),
    snapshot_late: float | None = None,
    sun_ends: bool = False,
) -> Contents:
    """Series of forcing columns [their units] given by row of the file.

    ``snapshot_late``: irradiance is a snapshot that share of a step after its stamp. ``sun_ends``: irradiance is of the step before.
    """
    latitude, longitude, altitude = where
    made: dict[str, Array] = {}
    said: dict[str, list[str]] = {}
    for name, values in columns.items():
        said[name] = []
        value = _possible(values, name, lines, file, said[name])
        if name == "pressure_pa" and np.isnan(value).all():
            continue
        value = filled(grid.place(value), grid, name, lines, file, largest_gap_h=largest_gap_h, notes=said[name])
        if name in SUN and snapshot_late is not None:
            value = mean_of_step(value, snapshot_late)
            said[name].append("irradiance moved from snapshots to the mean of the step")
        if name in SUN and sun_ends:
            value = hour_before(value)
        made[name] = value
    if "relative_humidity" not in made and {"dry_bulb_c", "dew_point_c"} <= set(made):
        dew = np.minimum(made["dew_point_c"], made["dry_bulb_c"])
        made["relative_humidity"] = np.asarray(relative_humidity_from_dew_point(made["dry_bulb_c"], dew, outside="clamp"))
        said["relative_humidity"] = ["relative_humidity: from dry bulb and dew point"]
    if "relative_humidity" in made:
        share = np.clip(made["relative_humidity"], 0.0, 1.0)
        made["relative_humidity"] = np.where(share == 0.0, DRIEST, share)
    if "pressure_pa" not in made and altitude is not None:
        made["pressure_pa"] = np.full(len(grid), float(np.asarray(standard_pressure_pa(altitude))))
        said["pressure_pa"] = [f"pressure of the standard atmosphere at {altitude:g} m"]
    from gigasite.scenario.vocabulary import FORCING

    series = {
        name: Series(value, grid.start_utc, grid.step_s, FORCING[name], source, licence, evidence, (*notes, *said[name]))
        for name, value in made.items()
        if name != "dew_point_c" or "relative_humidity" not in columns
    }
    return Contents(series, latitude, longitude, altitude, utc_offset_h)


def _possible(values: Array, name: str, lines: Sequence[int], file: str, notes: list[str]) -> Array:
    """Values inside what the column can be; the small negative readings of a pyranometer at night are 0, air is not wetter than 1.1."""
    from gigasite.scenario.vocabulary import FORCING, FORCING_LIMITS

    low, high = FORCING_LIMITS[name]
    if name in SUN:
        night = (values < 0.0) & (values >= OFFSET_AT_NIGHT)
        if (values[night] < -1e-9).any():
            notes.append(f"{name}: {int(night.sum()):,} readings below 0 taken as 0")
        values = np.where(night, 0.0, values)
    if name == "relative_humidity":
        values = np.where((values > 1.0) & (values <= 1.1), 1.0, values)
    wrong = np.flatnonzero((values < low) | (values > high))
    if wrong.size:
        i = int(wrong[0])
        text = f"{name} is {values[i]:g} {FORCING[name]}"
        hint = "another unit, or a code that stands for no value?"
        parts: dict[str, Any] = {"value": float(values[i]), "low": low, "high": high, "unit": FORCING[name]}
        raise DataError(text, parameter=name, file=file, line=lines[i], hint=hint, **parts)
    return values


def completed(found: Contents) -> Contents:
    """The contents of a plain table with what follows from other columns: humidity from the dew point, pressure from the altitude."""
    series = dict(found.columns)
    if "relative_humidity" not in series and {"dry_bulb_c", "dew_point_c"} <= set(series):
        dry, dew = series["dry_bulb_c"], series["dew_point_c"]
        if len(dry) == len(dew) and dry.start_utc == dew.start_utc:
            share = relative_humidity_from_dew_point(dry.values, np.minimum(dew.values, dry.values), outside="clamp")
            note = "relative_humidity: from dry bulb and dew point"
            series["relative_humidity"] = replace(dry, values=np.asarray(share), unit="1", notes=(*dry.notes, note))
    if "pressure_pa" not in series and found.altitude_m is not None and "dry_bulb_c" in series:
        dry = series["dry_bulb_c"]
        level = float(np.asarray(standard_pressure_pa(found.altitude_m)))
        note = f"pressure of the standard atmosphere at {found.altitude_m:g} m"
        series["pressure_pa"] = replace(dry, values=np.full(len(dry), level), unit="Pa", notes=(*dry.notes, note))
    return replace(found, columns=series)
