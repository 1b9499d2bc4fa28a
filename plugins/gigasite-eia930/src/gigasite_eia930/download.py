"""Fetches half-year files of EIA-930. Nothing here runs unless it is called."""

import urllib.request

from gigasite.downloads import fetch
from gigasite.errors import DataError
from gigasite_eia930.grid import AUTHORITY, STAMP, folder

ADDRESS = "https://www.eia.gov/electricity/gridmonitor/sixMonthFiles/EIA930_BALANCE_{year}_{half}.csv"


def download(year, *, into=None, opener=urllib.request.urlopen):
    """Writes both halves of a year into the folder, whole or not at all, each with its SHA-256 beside it; returns the paths.

    A half that is there and unchanged is not fetched again.

    >>> from gigasite_eia930.download import download
    >>> download(2023)                                  # doctest: +SKIP
    """
    target, written = into or folder(), []
    for half in ("Jan_Jun", "Jul_Dec"):
        address = ADDRESS.format(year=int(year), half=half)
        written.append(fetch(address, target / address.rsplit("/", 1)[1], check=_balance, opener=opener))
    return tuple(written)


def _balance(data):
    head = data.split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    if AUTHORITY not in head or STAMP not in head:
        raise DataError(f"not a BALANCE file: it begins {head[:60]!r}")
