"""Fetches half-year files of EIA-930. Nothing here runs unless it is called."""

import hashlib
import os
import tempfile
import urllib.request

from gigasite.errors import DataError
from gigasite_eia930.grid import AUTHORITY, STAMP, folder

ADDRESS = "https://www.eia.gov/electricity/gridmonitor/sixMonthFiles/EIA930_BALANCE_{year}_{half}.csv"


def download(year, *, into=None, opener=urllib.request.urlopen):
    """Writes both halves of a year into the folder, whole or not at all, each with its SHA-256 beside it; returns the paths.

    >>> from gigasite_eia930.download import download
    >>> download(2023)                                  # doctest: +SKIP
    """
    target = into or folder()
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for half in ("Jan_Jun", "Jul_Dec"):
        address = ADDRESS.format(year=int(year), half=half)
        try:
            with opener(address, timeout=120) as answer:
                data = answer.read()
        except OSError as error:
            raise DataError(f"{address} cannot be fetched: {error}") from None
        head = data.split(b"\n", 1)[0].decode("utf-8-sig", "replace")
        if AUTHORITY not in head or STAMP not in head:
            raise DataError(f"{address} is not a BALANCE file: it begins {head[:60]!r}")
        file = target / address.rsplit("/", 1)[1]
        handle, temporary = tempfile.mkstemp(dir=target)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, file)
        file.with_suffix(".csv.sha256").write_text(f"{hashlib.sha256(data).hexdigest()}  {file.name}\n")
        written.append(file)
    return tuple(written)
