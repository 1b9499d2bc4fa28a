"""PVGIS of the Joint Research Centre: typical years and hourly series, as CSV and as JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError
from gigasite.formats.cells import number, read_rows, text_lines
from gigasite.formats.clock import calendar_starts, even_steps
from gigasite.formats.contents import Contents, Options
from gigasite.formats.weather_columns import LARGEST_GAP_H, contents, place

__all__ = ["Pvgis"]

# Column of the forcing -> key in the file, factor to its unit.
COLUMNS = {
    "dry_bulb_c": ("T2m", 1.0),
    "relative_humidity": ("RH", 0.01),
    "pressure_pa": ("SP", 1.0),
    "ghi_w_m2": ("G(h)", 1.0),
    "dni_w_m2": ("Gb(n)", 1.0),
    "dhi_w_m2": ("Gd(h)", 1.0),
    "wind_speed_m_s": ("WS10m", 1.0),
}
SOURCE = "PVGIS © European Union, 2001-2025"
LICENCE = "reuse with acknowledgement (Decision 2011/833/EU)"
HEADS = ("latitude", "longitude", "elevation", "irradiance time offset", "slope")
LOWEST_SUN_DEG = 3.7  # below, a beam on the horizontal would be divided by almost nothing


class Pvgis:
    """PVGIS: UTC; irradiance is a snapshot of the satellite some minutes after the hour; typical years mix years by month."""

    options = ("largest_gap_h",)

    def recognises(self, head: str) -> bool:
        if head.lstrip().startswith("{"):
            return '"meteo_data"' in head or '"tmy_hourly"' in head
        return head.startswith("Latitude (decimal degrees):")

    def read(self, path: Path, options: Options) -> Contents:
        lines, file = text_lines(path), path.name
        is_json = bool(lines) and lines[0].lstrip().startswith("{")
        about, stamps, values, numbers = _json(lines, file) if is_json else _csv(lines, file)
        parts: dict[str, list[int]] = {"year": [], "month": [], "day": [], "second": []}
        minutes: set[int] = set()
        for text, line in zip(stamps, numbers, strict=True):
            found = re.fullmatch(r"(\d{4})(\d{2})(\d{2}):(\d{2})(\d{2})", text, re.ASCII)
            if found is None or int(found[4]) > 23 or int(found[5]) > 59:
                raise DataError(f"{text!r:.40} is not a time such as 20180101:0000", file=file, line=line)
            for name, part in zip(("year", "month", "day"), found.groups()[:3], strict=True):
                parts[name].append(int(part))
            parts["second"].append(3600 * int(found[4]))
            minutes.add(int(found[5]))
        if len(minutes) > 1:
            raise DataError(f"stamps at {len(minutes)} different minutes of the hour", file=file, line=numbers[0] if numbers else None)
        seconds, rows, notes = calendar_starts(parts, 0, 0.0, numbers, file)
        kept = np.asarray(numbers)[rows].tolist()
        grid = even_steps(seconds, kept, file)
        late = about["offset"] + (minutes.pop() / 60.0 if minutes else 0.0)
        if not 0.0 <= late < 1.0:
            raise DataError(f"the irradiance is said to be {late:g} h after its stamp", file=file)
        where = place(about["latitude"], about["longitude"], about["elevation"], file, 1)
        columns = _columns(values, about["slope"])
        gap = LARGEST_GAP_H if options.largest_gap_h is None else options.largest_gap_h
        if "dry_bulb_c" not in columns:
            raise DataError("there is no column 'T2m'", parameter="T2m", file=file)
        kept_columns = {name: column[rows] for name, column in columns.items()}
        return contents(
            kept_columns, grid, kept, file, where, source=f"{SOURCE} (file {file})", licence=LICENCE,
            largest_gap_h=gap, evidence="derived", notes=notes, snapshot_late=late,
        )  # fmt: skip


def _columns(values: Mapping[str, NDArray[np.float64]], slope: float) -> dict[str, NDArray[np.float64]]:
    """Columns of the forcing. Irradiance on a sloping plane is not that of the horizontal, and is left out."""
    found = {name: np.asarray(values[key]) * factor for name, (key, factor) in COLUMNS.items() if key in values}
    if "ghi_w_m2" not in found and slope == 0.0:
        beam, diffuse, height = (values.get(key) for key in ("Gb(i)", "Gd(i)", "H_sun"))
        if beam is not None and diffuse is not None and height is not None:
            sine = np.where(height > LOWEST_SUN_DEG, np.sin(np.radians(height)), np.inf)
            found |= {"ghi_w_m2": beam + diffuse, "dni_w_m2": beam / sine, "dhi_w_m2": diffuse}
        elif "G(i)" in values:
            found["ghi_w_m2"] = values["G(i)"]
    return found


def _csv(lines: list[str], file: str) -> tuple[dict[str, float], list[str], dict[str, NDArray[np.float64]], list[int]]:
    start = next((i for i, text in enumerate(lines) if re.match(r"time(\(UTC\))?,", text)), None)
    if start is None:
        raise DataError("there is no header that begins with time", file=file, line=max(len(lines), 1))
    head: dict[str, float] = {"offset": 0.0, "slope": math.nan}
    for line, text in enumerate(lines[:start], start=1):
        name, colon, rest = text.partition(":")
        key = next((key for key in HEADS if name.lower().startswith(key)), "")
        if colon and key:
            first = rest.split()[0] if rest.split() else ""
            head["offset" if key.startswith("irr") else key] = number(first, name, file, line)
    for key in ("latitude", "longitude", "elevation"):
        if key not in head:
            raise DataError(f"the header does not say the {key}", file=file, line=1)
    table = read_rows(lines, file, header=start, until_blank=True)
    stamps = [text for text, _ in table.cells(0)]
    values = {name: table.numbers(i) for i, name in enumerate(table.header) if i and name}
    return head, stamps, values, list(table.lines)


def _json(lines: list[str], file: str) -> tuple[dict[str, float], list[str], dict[str, NDArray[np.float64]], list[int]]:
    try:
        document: Any = json.loads("\n".join(lines))
    except (ValueError, RecursionError) as error:
        raise DataError(f"not JSON: {error}", file=file, line=getattr(error, "lineno", None)) from None
    inputs, outputs = (document.get(name) if isinstance(document, dict) else None for name in ("inputs", "outputs"))
    rows = next((outputs[name] for name in ("tmy_hourly", "hourly") if name in outputs), None) if isinstance(outputs, dict) else None
    if not isinstance(inputs, dict) or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError("there is no outputs.tmy_hourly and no outputs.hourly", file=file)
    location = inputs.get("location")
    location = location if isinstance(location, dict) else {}
    head = {name: _json_number(location.get(name), name, file, None) for name in ("latitude", "longitude", "elevation")}
    offset = location.get("irradiance_time_offset", 0.0)
    head["offset"] = _json_number(offset, "irradiance_time_offset", file, None)
    slope: Any = inputs
    for name in ("mounting_system", "fixed", "slope", "value"):
        slope = slope.get(name) if isinstance(slope, dict) else None
    head["slope"] = math.nan if slope is None else _json_number(slope, "slope", file, None)
    stamps = [str(row.get("time(UTC)", row.get("time", ""))) for row in rows]
    keys = [key for key in (rows[0] if rows else ()) if not str(key).startswith("time")]
    values = {key: np.array([_json_number(row.get(key), key, file, i + 1) for i, row in enumerate(rows)]) for key in keys}
    return head, stamps, values, list(range(1, len(rows) + 1))


def _json_number(value: Any, name: str, file: str, row: int | None) -> float:
    if value is None:
        return math.nan
    where = f" in entry {row}" if row else ""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e300 or value != value:
        raise DataError(f"{name}{where} is {value!r:.40}, not a number", parameter=name, file=file, line=row)
    return float(value)
