"""CSV of the Open-Meteo archive and forecast services."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gigasite.errors import DataError, ParameterError
from gigasite.formats.cells import column_of, moment, read_rows, text_lines
from gigasite.formats.clock import even_steps
from gigasite.formats.contents import Contents, Options
from gigasite.formats.units_of_headers import factor_to, unit_of_header
from gigasite.formats.weather_columns import LARGEST_GAP_H, contents, place

__all__ = ["OpenMeteo"]

COLUMNS = {
    "dry_bulb_c": ("temperature_2m",),
    "dew_point_c": ("dew_point_2m", "dewpoint_2m"),
    "relative_humidity": ("relative_humidity_2m", "relativehumidity_2m"),
    "pressure_pa": ("surface_pressure",),
    "ghi_w_m2": ("shortwave_radiation",),
    "dni_w_m2": ("direct_normal_irradiance",),
    "dhi_w_m2": ("diffuse_radiation",),
    "wind_speed_m_s": ("wind_speed_10m", "windspeed_10m"),
}


class OpenMeteo:
    """Open-Meteo: one fixed offset for the whole file, in force on the day of the request; irradiance is the mean of the hour before."""

    options = ("largest_gap_h",)

    def recognises(self, head: str) -> bool:
        return head.startswith("latitude,longitude,elevation,utc_offset_seconds")

    def read(self, path: Path, options: Options) -> Contents:
        lines, file = text_lines(path), path.name
        about = read_rows(lines[:2], file)
        if not about.rows:
            raise DataError("nothing is said about the place", file=file, line=2)
        facts = dict(zip(about.header, about.rows[0], strict=False))
        where = place(facts.get("latitude"), facts.get("longitude"), facts.get("elevation"), file, 2)
        try:
            offset = float(facts["utc_offset_seconds"]) / 3600.0
        except (KeyError, ValueError):
            raise DataError("utc_offset_seconds is not a number", file=file, line=2) from None
        if not -12.0 <= offset <= 14.0:
            raise DataError(f"an offset of {offset:g} h is no time zone", file=file, line=2)
        start = next((i for i, text in enumerate(lines) if text.startswith("time,")), None)
        if start is None:
            raise DataError("there is no header that begins with time", file=file, line=min(3, len(lines)))
        table = read_rows(lines, file, header=start, until_blank=True)
        stamps = [moment(text, ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"), file, line) for text, line in table.cells(0)]
        seconds = np.array([round((one - _EPOCH).total_seconds()) for one in stamps], dtype=np.int64) - round(offset * 3600.0)
        grid = even_steps(seconds, table.lines, file)
        columns = {}
        for name, wanted in COLUMNS.items():
            index = next((i for i, one in enumerate(table.header) if one.split(" (")[0] in wanted), None)
            if index is None:
                if name == "dry_bulb_c":
                    column_of(table, wanted[0])
                continue
            values = table.numbers(index)
            try:
                columns[name] = factor_to(values, unit_of_header(table.header[index]), name)
            except ParameterError as error:
                raise DataError(error.message, parameter=name, file=file, line=table.header_line) from None
        gap = LARGEST_GAP_H if options.largest_gap_h is None else options.largest_gap_h
        return contents(
            columns, grid, table.lines, file, where, source=f"Weather data by Open-Meteo.com (file {file})", licence="CC BY 4.0",
            utc_offset_h=offset, largest_gap_h=gap, evidence="derived", sun_ends=True,
        )  # fmt: skip


_EPOCH = moment("1970-01-01 00:00", ("%Y-%m-%d %H:%M",), "", 0)
