"""NSRDB files of NREL (PSM 3 and 4), real years and typical ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gigasite.errors import DataError
from gigasite.formats.cells import Rows, column_of, read_rows, text_lines
from gigasite.formats.clock import calendar_starts, even_steps
from gigasite.formats.contents import Contents, Options
from gigasite.formats.weather_columns import LARGEST_GAP_H, contents, place

__all__ = ["Nsrdb"]

# Column of the forcing -> names in the file, factor to its unit.
COLUMNS: dict[str, tuple[tuple[str, ...], float]] = {
    "dry_bulb_c": (("Temperature", "Air Temperature"), 1.0),
    "dew_point_c": (("Dew Point",), 1.0),
    "relative_humidity": (("Relative Humidity",), 0.01),
    "pressure_pa": (("Pressure", "Surface Pressure"), 100.0),
    "ghi_w_m2": (("GHI",), 1.0),
    "dni_w_m2": (("DNI",), 1.0),
    "dhi_w_m2": (("DHI",), 1.0),
    "wind_speed_m_s": (("Wind Speed",), 1.0),
}
MISSING = (-9999.0, -999.0, -9900.0)


class Nsrdb:
    """NSRDB: in UTC or local standard time, as the header says; stamps at :30 of hours are the middle of their hour, others snapshots."""

    options = ("utc_offset_h", "largest_gap_h")

    def recognises(self, head: str) -> bool:
        lines = head.splitlines()
        return bool(lines) and lines[0].startswith("Source,Location ID,") and "Time Zone" in lines[0]

    def read(self, path: Path, options: Options) -> Contents:
        lines, file = text_lines(path), path.name
        if len(lines) < 4:
            raise DataError("an NSRDB file has two lines about the place, a header, and rows", file=file, line=max(len(lines), 1))
        about = read_rows(lines[:2], file)
        if not about.rows:
            raise DataError("nothing is said about the place", file=file, line=2)
        facts = dict(zip(about.header, about.rows[0], strict=False))
        where = place(facts.get("Latitude"), facts.get("Longitude"), facts.get("Elevation"), file, 2)
        try:
            offset = float(facts["Time Zone"]) if options.utc_offset_h is None else options.utc_offset_h
        except (KeyError, ValueError):
            raise DataError("'Time Zone' of the header is not a number", file=file, line=2) from None
        if not -12.0 <= offset <= 14.0:
            raise DataError(f"the time zone {offset:g} is no time zone", file=file, line=2)
        table = read_rows(lines, file, header=2)
        parts = _parts(table)
        late, snapshot = _late(parts["second"])
        seconds, rows, notes = calendar_starts(parts, late, offset, table.lines, file)
        kept = np.asarray(table.lines)[rows].tolist()
        grid = even_steps(seconds, kept, file)
        columns = {}
        for name, (wanted, factor) in COLUMNS.items():
            index = _exactly(table, wanted)
            if index is None and name in ("dry_bulb_c", "ghi_w_m2"):
                index = column_of(table, *wanted)
            if index is not None:
                columns[name] = table.numbers(index, missing=MISSING)[rows] * factor
        gap = LARGEST_GAP_H if options.largest_gap_h is None else options.largest_gap_h
        which = f"{facts.get('Source', 'NSRDB')}, location {facts.get('Location ID', '')}"
        source = f"NREL National Solar Radiation Database, {which} (file {file})"
        return contents(
            columns, grid, kept, file, where, source=source, licence="US Government work, free use with credit (CC BY 4.0)",
            utc_offset_h=offset, largest_gap_h=gap, evidence="derived", notes=notes, snapshot_late=0.0 if snapshot else None,
        )  # fmt: skip


def _exactly(table: Rows, wanted: tuple[str, ...]) -> int | None:
    """By the whole name: ``Pressure`` is not ``Precipitable Water``, and ``Wind Speed`` not ``Wind Speed 100m``."""
    return next((i for name in wanted for i, one in enumerate(table.header) if one.casefold() == name.casefold()), None)


def _parts(table: Rows) -> dict[str, list[int]]:
    """Year, month, day and second of the day of each row."""
    found: dict[str, list[int]] = {}
    for name in ("Year", "Month", "Day", "Hour", "Minute"):
        index = column_of(table, name)
        assert index is not None
        values = table.numbers(index)
        wrong = np.flatnonzero(~((values >= 0) & (values <= 9999) & (values == np.floor(values))))
        if wrong.size:
            line = table.lines[int(wrong[0])]
            raise DataError(f"{table.rows[int(wrong[0])][index]!r:.20} is no {name.lower()}", file=table.file, line=line)
        found[name.lower()] = values.astype(np.int64).tolist()
    found["second"] = [3600 * hour + 60 * minute for hour, minute in zip(found.pop("hour"), found.pop("minute"), strict=True)]
    return found


def _late(seconds: list[int]) -> tuple[int, bool]:
    """How much later than the start of its step a stamp is [s], and whether values are snapshots at the start."""
    minutes = {second % 3600 for second in seconds}
    hourly = len(minutes) == 1
    return (1800, False) if hourly and minutes == {1800} else (0, True)
