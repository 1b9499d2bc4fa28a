"""The data in the wheel: tables by name, and archives of series with what is said of them."""

from __future__ import annotations

import csv
import functools
import io
import json
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError

__all__ = ["archive", "archives", "near", "table"]


@functools.cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of ``data/tables/<name>.csv``."""
    text = resources.files("gigasite").joinpath(f"data/tables/{name}.csv").read_text("utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(io.StringIO(text)))


@functools.cache
def archives(prefix: str) -> tuple[str, ...]:
    """Names of the archives ``data/series/<prefix>_<name>.npz``, sorted."""
    found = (path.name for path in resources.files("gigasite").joinpath("data/series").iterdir())
    return tuple(sorted(name.removeprefix(f"{prefix}_").removesuffix(".npz") for name in found if name.startswith(f"{prefix}_")))


@functools.cache
def archive(name: str) -> tuple[Mapping[str, NDArray[np.float64]], Mapping[str, Any]]:
    """Columns of ``data/series/<name>.npz`` and their description."""
    content = resources.files("gigasite").joinpath(f"data/series/{name}.npz").read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        columns = {key: file[key].astype(np.float64) for key in file.files if key != "meta"}
        meta = json.loads(file["meta"].tobytes())
    for values in columns.values():
        values.setflags(write=False)
    return MappingProxyType(columns), MappingProxyType(meta)


def near(what: str, name: str, known: tuple[str, ...]) -> DataError:
    """The error for a name that is not known, with the nearest one that is."""
    import difflib

    match = difflib.get_close_matches(name, known, n=1)
    return DataError(f"no {what} is called {name!r}", parameter=what, value=name, hint=f"nearest: {match[0]}" if match else None)
