"""CSV of SMARD.de, the market data of the Bundesnetzagentur, in German and in English."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from gigasite.errors import DataError
from gigasite.formats.cells import local_to_utc, moment, read_rows, text_lines
from gigasite.formats.clock import even_steps, filled, seconds_of
from gigasite.formats.contents import Contents, Made, Options
from gigasite.formats.currency import in_usd
from gigasite.time_series import Series

__all__ = ["Smard"]

LARGEST_GAP_H = 6.0
SOURCE, LICENCE = "Bundesnetzagentur | SMARD.de", "CC BY 4.0"
GERMAN, ENGLISH = ("Datum von", "Datum"), ("Start date", "Date")
JOINED = (("Deutschland/Luxemburg", "Deutschland/Österreich/Luxemburg"), ("Germany/Luxembourg", "Germany/Austria/Luxembourg"))
FORMS = ("%d.%m.%Y %H:%M", "%b %d, %Y %I:%M %p", "%d.%m.%Y %H:%M:%S")


class Smard:
    """SMARD: local time with a day of 23 and one of 25 hours; decimal comma in German; ``-`` is no value.

    A column is a bidding zone (€/MWh becomes USD/MWh), or generation and consumption (MWh of a step become MW). The zone of Germany was
    cut on 1 October 2018: where a file has both columns, each half empty, ``Germany`` is the two of them joined.
    """

    options = ("largest_gap_h", "usd_per_unit")

    def recognises(self, head: str) -> bool:
        first = head.split("\n", 1)[0].replace('"', "")
        return first.startswith((*(f"{name};" for name in GERMAN), *(f"{name};" for name in ENGLISH)))

    def read(self, path: Path, options: Options) -> Contents:
        file = path.name
        table = read_rows(text_lines(path), file, delimiter=";")
        german = table.header[0] in GERMAN
        if not german and table.header[0] not in ENGLISH:
            raise DataError("the first column must be 'Datum von' or 'Start date'", file=file, line=table.header_line)
        split = _split(table.header)
        first = _first_value(table.header, split)
        stamps = [
            moment(f"{row[0]} {row[1]}" if split and len(row) > 1 else row[0], FORMS, file, line)
            for row, line in zip(table.rows, table.lines, strict=True)
        ]
        utc = local_to_utc(stamps, ZoneInfo("Europe/Berlin"), file, table.lines)
        grid = even_steps(seconds_of(utc), table.lines, file)
        gap = LARGEST_GAP_H if options.largest_gap_h is None else options.largest_gap_h
        lines = list(table.lines)
        raw: dict[str, tuple[np.ndarray, str]] = {}
        for index in range(first, len(table.header)):
            found = re.match(r"(.*?)\s*\[([^\]]+)\]", table.header[index])
            if not table.header[index]:
                continue
            if found is None:
                raise DataError(f"{table.header[index]!r:.60} has no unit in brackets", file=file, line=table.header_line)
            raw[found[1]] = (table.numbers(index, decimal="," if german else "."), found[2].strip())
        if not raw:
            raise DataError("there is no column of values", file=file, line=table.header_line)
        joint = next(((one, two) for one, two in JOINED if one in raw and two in raw), None)
        if joint is not None:
            later, before = (raw[name] for name in joint)
            raw["Deutschland" if german else "Germany"] = (np.where(np.isnan(later[0]), before[0], later[0]), later[1])

        def make(name: str) -> Series:
            values, unit = raw[name]
            notes = [f"{name} of SMARD.de"]
            hours = filled(grid.place(values), grid, name, lines, file, largest_gap_h=gap, notes=notes)
            source = f"{SOURCE}, {name} (file {file})"
            if unit.startswith(("€", "EUR")):
                prices = Series(hours, grid.start_utc, grid.step_s, "EUR/MWh", source, LICENCE, "measured", tuple(notes))
                return in_usd(prices, "EUR", options.usd_per_unit, file)
            if unit not in ("MWh", "MW"):
                raise DataError(f"{name} is in {unit!r:.20}, not in €/MWh, MWh or MW", file=file, line=table.header_line)
            power = hours * (3600.0 / grid.step_s if unit == "MWh" else 1.0)
            return Series(power, grid.start_utc, grid.step_s, "MW", source, LICENCE, "measured", tuple(notes))

        return Contents(Made({name: functools.partial(make, name) for name in raw}), utc_offset_h=1.0)


def _split(header: tuple[str, ...]) -> bool:
    """Whether date and time stand in two columns, as in the older form Datum;Anfang;Ende;… or Date;Start;End;…"""
    return header[0] in ("Datum", "Date") and header[1:2] in (("Anfang",), ("Start",), ("Uhrzeit",), ("Time of day",))


def _first_value(header: tuple[str, ...], split: bool) -> int:
    """Where the columns of values begin: after start and, where there is one, end of the step."""
    at = 2 if split else 1
    return at + (header[at : at + 1] in (("Ende",), ("End",), ("Datum bis",), ("End date",)))
