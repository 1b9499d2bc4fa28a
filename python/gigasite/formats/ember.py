"""CSV of Ember: wholesale prices of Europe by hour, day or month, and the long table of electricity data by year or month."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from gigasite.errors import DataError
from gigasite.formats.cells import Rows, column_of, moment, read_rows, text_lines
from gigasite.formats.clock import even_steps, filled, hold_until_next, seconds_of
from gigasite.formats.contents import Contents, Options
from gigasite.formats.currency import in_usd
from gigasite.time_series import Series

__all__ = ["Ember"]

LARGEST_GAP_H = 6.0
LICENCE = "CC BY 4.0"
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d", "%Y")


class Ember:
    """Ember: prices in EUR/MWh of a country by its ISO code; in the long table, where all units share a column, only gCO2/kWh."""

    options = ("largest_gap_h", "usd_per_unit")

    def recognises(self, head: str) -> bool:
        first = head.split("\n", 1)[0]
        names = {name.strip(' "') for name in first.split(",")}
        return ("ISO3 Code" in names and "Price (EUR/MWh" in first) or {"Area", "Variable", "Unit", "Value"} <= names

    def read(self, path: Path, options: Options) -> Contents:
        file = path.name
        table = read_rows(text_lines(path), file)
        if column_of(table, "Price (EUR/MWh", needed=False) is not None:
            return _prices(table, options)
        return _carbon(table)


def _prices(table: Rows, options: Options) -> Contents:
    code, price = column_of(table, "ISO3 Code"), column_of(table, "Price (EUR/MWh")
    when = column_of(table, "Datetime (UTC)", "Date")
    assert code is not None and price is not None and when is not None
    gap = LARGEST_GAP_H if options.largest_gap_h is None else options.largest_gap_h
    series = {}
    for name, seconds, values, lines in _groups(table, code, when, table.numbers(price)):
        notes = [f"price {name}: day-ahead"]
        source = f"Ember, European wholesale electricity price data, {name} (file {table.file})"
        if len(seconds) > 1 and np.median(np.diff(seconds)) <= 3600:
            grid = even_steps(seconds, lines, table.file)
            hours = filled(grid.place(values), grid, name, lines, table.file, largest_gap_h=gap, notes=notes)
            start, step = grid.start_utc, float(grid.step_s)
        else:
            hours, first = hold_until_next(seconds, _known(values, lines, table), lines, table.file)
            start, step = dt.datetime.fromtimestamp(first, dt.UTC), 3600.0
            notes.append(f"price {name}: the mean of each period all through it, so that hours are flat")
        prices = Series(hours, start, step, "EUR/MWh", source, LICENCE, "measured", tuple(notes))
        series[name] = in_usd(prices, "EUR", options.usd_per_unit, table.file)
    return Contents(series)


def _carbon(table: Rows) -> Contents:
    code = column_of(table, "ISO 3 code", "Country code", needed=False)
    area, when = column_of(table, "Area"), column_of(table, "Year", "Date")
    unit, variable, value = column_of(table, "Unit"), column_of(table, "Variable"), column_of(table, "Value")
    assert area is not None and when is not None and unit is not None and variable is not None and value is not None
    rows, lines = [], []
    for row, line in zip(table.rows, table.lines, strict=True):
        cells = (*row, *[""] * (len(table.header) - len(row)))
        if cells[unit].casefold() == "gco2/kwh" and "intensity" in cells[variable].casefold():
            name = cells[code] if code is not None and cells[code] else cells[area]
            rows.append((name, cells[when], cells[value]))
            lines.append(line)
    if not rows:
        raise DataError("no row has the unit gCO2/kWh and an intensity as its variable", file=table.file, line=table.header_line)
    kept = Rows(table.file, ("Area", "Year", "Value"), table.header_line, tuple(rows), tuple(lines))
    series = {}
    for name, seconds, values, places in _groups(kept, 0, 1, kept.numbers(2)):
        hours, first = hold_until_next(seconds, _known(values, places, kept), places, table.file)
        notes = (f"carbon {name}: life cycle, of what is generated, the mean of each period all through it",)
        source = f"Ember, electricity data, {name} (file {table.file})"
        series[name] = Series(hours, dt.datetime.fromtimestamp(first, dt.UTC), 3600.0, "kg/MWh", source, LICENCE, "derived", notes)
    return Contents(series)


def _groups(table: Rows, code: int, when: int, values: np.ndarray) -> list[tuple[str, np.ndarray, np.ndarray, list[int]]]:
    """Name, stamps, values and lines of each country, in the order of time."""
    members: dict[str, list[int]] = {}
    for i, (name, _) in enumerate(table.cells(code)):
        members.setdefault(name, []).append(i)
    stamps = seconds_of([moment(text, FORMS, table.file, line).replace(tzinfo=dt.UTC) for text, line in table.cells(when)])
    lines = np.asarray(table.lines, dtype=np.int64)
    found = []
    for name, rows in members.items():
        order = np.array(rows)[np.argsort(stamps[rows], kind="stable")]
        found.append((name, stamps[order], values[order], lines[order].tolist()))
    if not found:
        raise DataError("there is no row", file=table.file, line=table.header_line)
    return found


def _known(values: np.ndarray, lines: list[int], table: Rows) -> np.ndarray:
    if np.isnan(values).any():
        raise DataError("the value is missing", file=table.file, line=lines[int(np.argmax(np.isnan(values)))])
    return values
