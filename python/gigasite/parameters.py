"""Parameters as data: one row, one default. The range check, the draws, the documents and `explain` read this table."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from gigasite.errors import ParameterError

__all__ = ["Parameter", "default", "find", "table"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A row of ``data/parameters.csv``. ``low``–``high`` is the uncertainty, ``minimum``–``maximum`` what is legal.

    ``dist`` is ``triangular`` (mode at ``default``; ``low = high`` is a constant), ``discrete``: either ``low`` or ``high``, equally
    likely, or ``design``: somebody decides it, so it is not drawn, and ``low``–``high`` is what is worth a
    try. The table is compiled from ``data/raw/parameters.csv`` by ``tools/compile_data.py``.
    """

    id: str
    key: str
    unit: str
    default: float
    low: float
    high: float
    minimum: float
    maximum: float
    dist: str
    scope: str
    source: str
    evidence: str
    currency: str
    price_year: str
    description: str


def read_rows(text: str) -> dict[str, Parameter]:
    """Rows of a parameters table (CSV with the columns of `Parameter`), by key."""
    rows = {}
    for row in csv.DictReader(text.splitlines()):
        numbers = {name: float(row[name]) for name in ("default", "low", "high", "minimum", "maximum")}
        words = {name: row[name] for name in row if name not in numbers}
        rows[row["key"]] = Parameter(**words, **numbers)  # type: ignore[arg-type]
    return rows


@functools.cache
def table() -> Mapping[str, Parameter]:
    """Every built-in parameter by key."""
    return MappingProxyType(read_rows(resources.files("gigasite").joinpath("data/parameters.csv").read_text("utf-8")))


@functools.cache
def _by_id() -> Mapping[str, Parameter]:
    return MappingProxyType({row.id: row for row in table().values()})


def find(name: str) -> Parameter:
    """The row with this key or id."""
    row = table().get(name) or _by_id().get(name)
    if row is None:
        import difflib

        near = difflib.get_close_matches(name, [*table(), *_by_id()], n=1)
        raise ParameterError(f"no parameter is called {name!r}", parameter=name, hint=f"nearest: {near[0]}" if near else None)
    return row


def default(name: str) -> float:
    """Default of the parameter with this id or key, in the unit of its key.

    >>> default("lorenz_efficiency")
    0.5
    """
    return find(name).default
