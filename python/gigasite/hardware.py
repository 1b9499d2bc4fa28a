"""The hardware catalogue: servers and racks of accelerators, and miners, with source and interval of each value.

An item is a name (``h100x8``) with keys; a scenario names one and its keys become parameters of the site. A miner is an item of kind
``asic``: it hashes and runs no model, so it is refused as compute.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gigasite import _data
from gigasite.errors import ParameterError
from gigasite.parameters import find

__all__ = ["Catalogue", "Value", "kind", "require_compute", "title", "values"]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an item: ``low``–``high`` is the uncertainty, equal where the value is certain."""

    item: str
    key: str
    unit: str
    default: float
    low: float
    high: float
    source: str
    evidence: str
    description: str


@functools.cache
def _rows() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    items: dict[str, tuple[Mapping[str, str], ...]] = {}
    for row in _data.table("hardware"):
        items[row["item"]] = (*items.get(row["item"], ()), row)
    return MappingProxyType(items)


def _of(item: str) -> tuple[Mapping[str, str], ...]:
    if item not in _rows():
        raise _data.near("hardware", item, tuple(_rows()))
    return _rows()[item]


def kind(item: str) -> str:
    """``"accelerator"`` or ``"asic"``.

    >>> kind("h100x8"), kind("antminer_s21")
    ('accelerator', 'asic')
    """
    return _of(item)[0]["kind"]


def title(item: str) -> str:
    """Name of the item as people write it."""
    return _of(item)[0]["title"]


def require_compute(item: str) -> None:
    """Refuses a miner (`ParameterError`): it computes SHA-256 and nothing else."""
    if kind(item) == "asic":
        message = f"{title(item)} is an ASIC: it computes hashes and cannot run a model"
        computes = ", ".join(name for name in _rows() if kind(name) == "accelerator")
        raise ParameterError(message, parameter="hardware", value=item, hint=f"compute needs one of {computes}")


@functools.cache
def values(item: str) -> Mapping[str, Value]:
    """Every value of an item by key. A key with a row in the table of parameters is read from that row.

    >>> values("h100x8")["node_price_usd"].default
    280000.0
    """
    result = {}
    for row in _of(item):
        if row["parameter"]:
            shared = find(row["parameter"])
            parts = (shared.unit, shared.default, shared.low, shared.high, shared.source, shared.evidence, shared.description)
        else:
            default, low, high = float(row["default"]), float(row["low"]), float(row["high"])
            parts = (row["unit"], default, low, high, row["source"], row["evidence"], row["description"])
        result[row["key"]] = Value(item, row["key"], *parts)
    return MappingProxyType(result)


class Catalogue:
    """The items of the wheel for `gigasite_hardware`: a number where a value is certain, else a triangular distribution.

    >>> Catalogue().items()["h100x8"]["gpus_per_node"]
    8.0
    >>> Catalogue().items()["h100x8"]["node_power_max_kw"]
    {'dist': 'triangular', 'low': 8.0, 'mode': 8.5, 'high': 10.2}
    """

    def items(self) -> Mapping[str, Mapping[str, Any]]:
        return MappingProxyType({item: self._item(item) for item in _rows()})

    def _item(self, item: str) -> Mapping[str, Any]:
        return {key: self._entry(value) for key, value in values(item).items()}

    def _entry(self, value: Value) -> Any:
        if value.low == value.high:
            return value.default
        return {"dist": "triangular", "low": value.low, "mode": value.default, "high": value.high}
