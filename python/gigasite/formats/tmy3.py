"""NREL TMY3 files."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from gigasite.errors import DataError
from gigasite.formats.cells import column_of, read_rows, text_lines
from gigasite.formats.clock import calendar_starts, even_steps
from gigasite.formats.contents import Contents, Options
from gigasite.formats.weather_columns import LARGEST_GAP_H, contents, place

__all__ = ["Tmy3"]

# Column of the forcing -> names in the file, factor to its unit.
COLUMNS = {
    "dry_bulb_c": ("Dry-bulb (C)", 1.0),
    "dew_point_c": ("Dew-point (C)", 1.0),
    "relative_humidity": ("RHum (%)", 0.01),
    "pressure_pa": ("Pressure (mbar)", 100.0),
    "ghi_w_m2": ("GHI (W/m^2)", 1.0),
    "dni_w_m2": ("DNI (W/m^2)", 1.0),
    "dhi_w_m2": ("DHI (W/m^2)", 1.0),
    "wind_speed_m_s": ("Wspd (m/s)", 1.0),
}
MISSING = (-9900.0, -99.0, -999.0)


class Tmy3:
    """TMY3: hours 01:00 to 24:00 of local standard time that end at their stamp; years differ by month; −9900 is no value."""

    options = ("utc_offset_h", "largest_gap_h")

    def recognises(self, head: str) -> bool:
        lines = head.splitlines()
        return len(lines) > 1 and lines[1].startswith("Date (MM/DD/YYYY),Time (HH:MM)")

    def read(self, path: Path, options: Options) -> Contents:
        lines, file = text_lines(path), path.name
        head = re.findall(r'"[^"]*"|[^,]+', lines[0]) if lines else []
        if len(head) != 7:
            raise DataError("the first line must be station, name, state, time zone, latitude, longitude, elevation", file=file, line=1)
        try:
            offset = float(head[3]) if options.utc_offset_h is None else options.utc_offset_h
        except ValueError:
            raise DataError(f"the time zone {head[3]!r:.20} is not a number", file=file, line=1) from None
        if not -12.0 <= offset <= 14.0:
            raise DataError(f"the time zone {offset:g} is no time zone", file=file, line=1)
        where = place(head[4], head[5], head[6], file, 1)
        table = read_rows(lines, file, header=1)
        date, time = column_of(table, "Date"), column_of(table, "Time")
        assert date is not None and time is not None
        parts: dict[str, list[int]] = {"year": [], "month": [], "day": [], "second": []}
        for (day, line), (clock, _) in zip(table.cells(date), table.cells(time), strict=True):
            found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2})", f"{day} {clock}", re.ASCII)
            if found is None or int(found[5]) > 59:
                raise DataError(f"{day!r:.20} {clock!r:.20} is not MM/DD/YYYY,HH:MM", file=file, line=line)
            for name, value in zip(("month", "day", "year"), found.groups()[:3], strict=True):
                parts[name].append(int(value))
            parts["second"].append(3600 * int(found[4]) + 60 * int(found[5]))
        seconds, rows, notes = calendar_starts(parts, 3600, offset, table.lines, file)
        kept = np.asarray(table.lines)[rows]
        grid = even_steps(seconds, kept.tolist(), file)
        columns = {}
        for name, (wanted, factor) in COLUMNS.items():
            index = column_of(table, wanted, needed=name in ("dry_bulb_c", "ghi_w_m2"))
            if index is not None:
                columns[name] = table.numbers(index, missing=MISSING)[rows] * factor
        gap = LARGEST_GAP_H if options.largest_gap_h is None else options.largest_gap_h
        source = f"NREL National Solar Radiation Database, TMY3, {head[1].strip(chr(34)).title()} (file {file})"
        return contents(
            columns, grid, kept.tolist(), file, where, source=source, licence="US Government work, free use with credit",
            utc_offset_h=offset, largest_gap_h=gap, notes=notes,
        )  # fmt: skip
