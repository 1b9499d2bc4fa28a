"""The data set: carbon of a balancing authority by the hour, from the files that the EIA publishes every half year.

Traps of the files, and what is done: stamps end their hour, in UTC (moved to its start); numbers have thousands separators and
blanks (gaps up to six hours are filled and counted, longer ones refused); pumped and solar plants are negative at times (they
generate nothing then); an hour may stand twice, at the seam of two files (once is kept where both agree); a local year begins some
hours after the one in UTC (those of the end take their place).
"""

import csv
import datetime as dt
import functools
import os
import re
from pathlib import Path

import numpy as np

from gigasite.downloads import verified
from gigasite.errors import DataError
from gigasite.formats import Contents, Made
from gigasite.formats.cells import text_lines
from gigasite.series import fill_gaps
from gigasite.time_series import Series

COLUMN, UNIT = "grid_carbon_kg_per_mwh", "kg/MWh"
LARGEST_GAP_H = 6
SPIKE = 0.3
LONGEST_SPIKE_H = 3
MOST_HOURS = 3 * 8784
STAMP, AUTHORITY = "UTC Time at End of Hour", "Balancing Authority"
# Life-cycle emissions [kg/MWh], medians of IPCC AR5 WG III, annex III, table A.III.2; oil and other after the grid's own mix of plants.
FACTORS = {
    "Coal": 820.0,
    "Natural Gas": 490.0,
    "Nuclear": 12.0,
    "All Petroleum Products": 733.0,
    "Hydropower and Pumped Storage": 24.0,
    "Solar": 45.0,
    "Wind": 11.0,
    "Other Fuel Sources": 230.0,
}
SOURCE = "U.S. Energy Information Administration, Form EIA-930 hourly electric grid monitor; factors of IPCC AR5 WG III annex III"
LICENCE = "public domain (US government); cite the EIA"


def folder():
    """Where the files are: `GIGASITE_EIA930`, else the user's cache."""
    return Path(os.environ.get("GIGASITE_EIA930") or Path.home() / ".cache" / "gigasite" / "eia930")


class Eia930:
    """Provider of carbon by balancing authority. Its places are those of the files in `folder()`; without files it has none."""

    def places(self):
        return tuple(sorted(place for place, _ in _index(*_state())))

    def columns(self, place):
        return (COLUMN,)

    def years(self, place):
        years = next((years for known, years in _index(*_state()) if known == place), ())
        if not years:
            raise DataError(f"no file of EIA-930 has {place!r}", parameter="place", value=place, hint=f"put its files into {folder()}")
        return years

    def series(self, place, column, year):
        if column != COLUMN or year not in self.years(place):
            raise DataError(f"EIA-930 gives no {column} of {place} in {year}", parameter="place", value=place)
        return _series(place, year, *_state())


class Format:
    """The files by themselves, in a scenario: one half year is named, the other is looked for beside it; a column is an authority."""

    options = ()

    def recognises(self, head):
        return AUTHORITY in head.split("\n", 1)[0] and STAMP in head.split("\n", 1)[0]

    def read(self, path, options):
        halves = (
            sorted({path, *path.parent.glob(re.sub(r"(Jan_Jun|Jul_Dec)", "???_???", path.name))}) if "BALANCE_" in path.name else [path]
        )
        names = dict.fromkeys(row[AUTHORITY] for half in halves for row in _rows(str(half)))
        if not names:
            raise DataError("there is no row", file=path.name)
        return Contents(Made({name: functools.partial(read_carbon, halves, name) for name in names}))


def _state():
    """Files with their sizes and times, so that a new file is seen."""
    files = sorted(folder().glob("EIA930_BALANCE_*.csv"))
    return (tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files),)


@functools.lru_cache(maxsize=8)
def _index(files):
    found = {}
    for path, *_ in files:
        year = re.search(r"BALANCE_(\d{4})_", path)
        if year is None:
            continue
        for row in _rows(path):
            found.setdefault(row[AUTHORITY], set()).add(int(year[1]))
    return tuple((place, tuple(sorted(years))) for place, years in found.items())


@functools.lru_cache(maxsize=32)
def _series(place, year, files):
    paths = [path for path, *_ in files if f"BALANCE_{year}_" in path]
    return read_carbon(paths, place)


def read_carbon(paths, authority):
    """Carbon intensity of what an authority generates, a model year, from one or two half-year files."""
    hours, fuels = {}, {}
    for path in map(str, paths):
        for line, row in enumerate(_rows(path), start=2):
            if row[AUTHORITY] != authority:
                continue
            start = _stamp(row[STAMP], path, line) - dt.timedelta(hours=1)
            values = np.array([_number(row, fuel, path, line) for fuel in FACTORS])
            if start in hours and not np.array_equal(hours[start], values, equal_nan=True):
                raise DataError(f"the hour {start:%Y-%m-%d %H:%M}Z stands twice and differs", file=path, line=line)
            hours[start] = values
            fuels[path] = True
    if not hours:
        raise DataError(f"no row of {authority!r}", parameter="authority", value=authority, file=", ".join(map(str, paths)))
    first, last = min(hours), max(hours)
    n = round((last - first).total_seconds() / 3600.0) + 1
    if n > MOST_HOURS:
        raise DataError(f"{first:%Y-%m-%d} to {last:%Y-%m-%d} are more than a year", file=", ".join(map(str, paths)))
    empty = np.full(len(FACTORS), np.nan)
    table = np.array([hours.get(first + dt.timedelta(hours=i), empty) for i in range(n)])
    generated = np.maximum(table, 0.0)
    total = np.nansum(generated, axis=1)
    # An hour without any plant is a gap; a fuel that is blank beside others was not generating.
    total[np.isnan(table).all(axis=1) | (total <= 0.0)] = np.nan
    carbon = np.nansum(generated * np.array(list(FACTORS.values())), axis=1) / total
    spikes = _spikes(carbon, np.isnan(table))
    carbon[spikes] = np.nan
    try:
        filled = fill_gaps(carbon, largest_gap=LARGEST_GAP_H)
    except DataError as error:
        raise DataError(error.message, value=error.value, file=", ".join(os.path.basename(path) for path in map(str, paths))) from None
    notes = [f"carbon of {authority}: life cycle, generation of the authority by fuel, imports left out"]
    if filled.missing:
        notes.append(f"{int(filled.missing)} of {n} hours filled")
    if spikes.any():
        notes.append(f"{int(spikes.sum())} hours with plants missing and below {SPIKE:.0%} of the hours around taken as gaps")
    return Series(filled.values, first, 3600.0, UNIT, SOURCE, LICENCE, "derived", tuple(notes)).model_year()


def _spikes(carbon, blank):
    """Hours in which a plant is blank that is there before and after, and carbon falls far: in PJM of 2022 an hour of 43 between 400."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(carbon, LONGEST_SPIKE_H, "edge"), 2 * LONGEST_SPIKE_H + 1)
    with np.errstate(invalid="ignore"):
        low = (carbon < SPIKE * np.median(around, axis=1)) & blank.any(axis=1)
    edges = np.flatnonzero(np.diff(np.r_[0, low.astype(int), 0])).reshape(-1, 2)
    for a, b in edges:
        if b - a > LONGEST_SPIKE_H or (blank[a:b] == blank[a - 1]).all():
            low[a:b] = False
    return low


def _rows(path):
    verified(path)
    try:
        reader = csv.DictReader(text_lines(Path(path)), restval="")
        missing = [name for name in (AUTHORITY, STAMP) if name not in (reader.fieldnames or ())]
        if missing:
            raise DataError(f"no column {missing[0]!r}; is it a BALANCE file of EIA-930?", file=str(path), line=1)
        yield from reader
    except csv.Error as error:
        raise DataError(f"not a CSV file: {error}", file=str(path)) from None


def _stamp(text, path, line):
    """Both forms that the files have had: 01/02/2023 1:00:00 AM and 2023-01-02 01:00."""
    for form in ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"):
        try:
            return dt.datetime.strptime(text.strip(), form).replace(tzinfo=dt.UTC)
        except ValueError:
            continue
    raise DataError(f"{text!r} is not a time", file=str(path), line=line)


def _number(row, fuel, path, line):
    """The adjusted figure where the file has one: the EIA has taken impossible values out of it."""
    for name in (f"Net Generation (MW) from {fuel} (Adjusted)", f"Net Generation (MW) from {fuel}"):
        text = (row.get(name) or "").strip().replace(",", "")
        if text:
            try:
                value = float(text)
            except ValueError:
                raise DataError(f"{text!r:.40} is not a number", parameter=name, file=str(path), line=line) from None
            if not np.isfinite(value):
                raise DataError(f"{text!r:.40} is not a finite number", parameter=name, file=str(path), line=line)
            return value
    return np.nan
