"""Where the inputs of a site come from: a row of the table, a value of the hardware catalogue, or the scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gigasite import hardware
from gigasite.errors import GigasiteError
from gigasite.parameters import table
from gigasite.report.text import clean

__all__ = ["Provenance", "provenance_of"]


@dataclass(frozen=True)
class Provenance:
    """Unit, evidence mark, id of the source, and what the input is."""

    unit: str
    evidence: str
    source: str
    description: str


def provenance_of(draws: Any, keys: Iterable[str]) -> dict[str, Provenance]:
    """The provenance of each input."""
    origin = getattr(draws, "origin", None)
    return {key: _one(key, origin(key) if origin else None) for key in keys}


def _one(key: str, origin: Any) -> Provenance:
    row: Any = origin.row if origin is not None and origin.row is not None else table().get(key)
    if origin is not None and origin.kind == "hardware":
        item = str(origin.name).rpartition(".")[0]
        value = _catalogue(item, key)
        if value is None:
            return Provenance(clean(row.unit if row else ""), "plugin", clean(f"hardware {item}", 120), "")
        return _of(value)
    if row is None or (origin is not None and origin.kind not in ("parameter", "hardware")):
        return Provenance(clean(row.unit if row else ""), "scenario", "the scenario file", clean(row.description if row else "", 400))
    return _of(row)


def _of(row: Any) -> Provenance:
    return Provenance(clean(row.unit), clean(row.evidence), clean(row.source, 120), clean(row.description, 400))


def _catalogue(item: str, key: str) -> Any:
    """The value of an item of the wheel; ``None`` for an item of a plugin."""
    try:
        return hardware.values(item).get(key)
    except GigasiteError:
        return None
