"""CSV of Electricity Maps: carbon intensity by hour, day, month or year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from gigasite.errors import DataError
from gigasite.formats.cells import column_of, moment, read_rows, text_lines
from gigasite.formats.clock import even_steps, filled, hold_until_next, seconds_of
from gigasite.formats.contents import Contents, Options
from gigasite.time_series import Series

__all__ = ["ElectricityMaps"]

UNIT = "kg/MWh"
LARGEST_GAP_H = 6.0
LICENCE = "ODbL (share-alike); attribution Electricity Maps"
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d")


class ElectricityMaps:
    """Electricity Maps: UTC, stamps that begin their hour; ``life_cycle`` and ``direct`` emissions of what is consumed, flow-traced."""

    options = ("largest_gap_h",)

    def recognises(self, head: str) -> bool:
        first = head.split("\n", 1)[0].casefold()
        return "datetime (utc)" in first and "carbon intensity" in first

    def read(self, path: Path, options: Options) -> Contents:
        file = path.name
        table = read_rows(text_lines(path), file)
        when = column_of(table, "Datetime (UTC)")
        zone = column_of(table, "Zone Id", needed=False)
        assert when is not None
        heads = [name.casefold() for name in table.header]
        bases = {
            "life_cycle": next((i for i, h in enumerate(heads) if "carbon intensity" in h and ("lca" in h or "life" in h)), None),
            "direct": next((i for i, h in enumerate(heads) if "carbon intensity" in h and "direct" in h), None),
        }
        if set(bases.values()) == {None}:
            text = f"no carbon intensity is called direct, LCA or life cycle; the columns: {', '.join(table.header)[:300]}"
            raise DataError(text, file=file, line=1)
        stamps = [moment(text.removesuffix("+00:00"), FORMS, file, line).replace(tzinfo=dt.UTC) for text, line in table.cells(when)]
        seconds, lines = seconds_of(stamps), np.asarray(table.lines, dtype=np.int64)
        zones = [cell for cell, _ in table.cells(zone)] if zone is not None else [""] * len(table)
        guessed = column_of(table, "Data Estimated", needed=False)
        flags = np.array([cell.casefold() in ("true", "1", "yes") for cell, _ in table.cells(guessed)]) if guessed is not None else None
        series: dict[str, Series] = {}
        for name in dict.fromkeys(zones):
            mine = np.array([one == name for one in zones])
            for basis, index in bases.items():
                if index is None:
                    continue
                key = basis if len(set(zones)) == 1 else f"{basis} {name}"
                values = table.numbers(index)[mine]
                share = 0.0 if flags is None else float(flags[mine].mean())
                gap = LARGEST_GAP_H if options.largest_gap_h is None else options.largest_gap_h
                series[key] = _one(seconds[mine], values, lines[mine].tolist(), file, name, basis, share, gap)
        return Contents(series)


def _one(
    seconds: np.ndarray, values: np.ndarray, lines: list[int], file: str, zone: str, basis: str, estimated: float, gap: float
) -> Series:
    if (values < 0.0).any() or (values > 5000.0).any():
        i = int(np.argmax((values < 0.0) | (values > 5000.0)))
        raise DataError("no carbon intensity", value=float(values[i]), low=0.0, high=5000.0, unit=UNIT, file=file, line=lines[i])
    words = {"life_cycle": "life cycle", "direct": "direct emissions, another basis than the life cycle of the other regions"}[basis]
    notes = [f"carbon {zone}: {words}, of what is consumed, average and not marginal".replace("  ", " ")]
    if estimated:
        notes.append(f"carbon {zone}: {100.0 * estimated:.0f} % of the hours are estimated by the source")
    source = f"Electricity Maps, zone {zone or 'not named'} (file {file})"
    mark = "estimated" if estimated > 0.5 else "derived"
    if len(seconds) == 1 or np.median(np.diff(seconds)) > 3600:
        if np.isnan(values).any():
            raise DataError("carbon intensity is missing", file=file, line=lines[int(np.argmax(np.isnan(values)))])
        hours, start = hold_until_next(seconds, values, lines, file)
        when = dt.datetime.fromtimestamp(start, dt.UTC)
        return Series(hours, when, 3600.0, UNIT, source, LICENCE, mark, (*notes, f"carbon {zone}: the mean of each period all through it"))
    grid = even_steps(seconds, lines, file)
    hours = filled(grid.place(values), grid, "carbon intensity", lines, file, largest_gap_h=gap, notes=notes)
    return Series(hours, grid.start_utc, grid.step_s, UNIT, source, LICENCE, mark, tuple(notes))
