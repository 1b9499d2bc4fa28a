"""The data set: day-ahead prices of a bidding zone by the hour, from files of the ENTSO-E Transparency Platform.

A file is named after zone and year, ``FI_2019.csv`` or ``FI_2019.xml``, in the folder of `GIGASITE_ENTSOE`.
"""

import functools
import os
from pathlib import Path

from gigasite.downloads import verified
from gigasite.errors import DataError
from gigasite_entsoe.reading import read_csv, read_xml

COLUMN = "grid_price_usd_per_mwh"


def folder():
    """Where the files are: `GIGASITE_ENTSOE`, else the user's cache."""
    return Path(os.environ.get("GIGASITE_ENTSOE") or Path.home() / ".cache" / "gigasite" / "entsoe")


class Entsoe:
    """Provider of prices by bidding zone. Its places are those of the files in `folder()`; without files it has none."""

    def places(self):
        return tuple(sorted({zone for zone, _ in _files()}))

    def columns(self, place):
        return (COLUMN,)

    def years(self, place):
        years = tuple(sorted(year for zone, year in _files() if zone == place))
        if not years:
            hint = f"put {place}_2019.csv into {folder()}"
            raise DataError(f"no file of ENTSO-E has the zone {place!r}", parameter="place", value=place, hint=hint)
        return years

    def series(self, place, column, year):
        if column != COLUMN or year not in self.years(place):
            raise DataError(f"ENTSO-E gives no {column} of {place} in {year}", parameter="place", value=place)
        file = _files()[place, year]
        return _read(file, file.stat().st_mtime_ns)


def _files():
    found = {}
    for file in sorted(folder().glob("*_????.*")):
        zone, _, year = file.stem.rpartition("_")
        if file.suffix in (".csv", ".xml") and year.isdigit():
            found[zone, int(year)] = file
    return found


@functools.lru_cache(maxsize=32)
def _read(file, _changed):
    verified(file)
    return read_xml(file) if file.suffix == ".xml" else read_csv(file)
