"""Tables of the space environment that plugins bring: dose behind a shield, flux of debris.

A table lies over altitude, inclination and one more axis (shield depth or particle size) and is read linearly in the
logarithm of its values, never beyond its edges. ``gigasite.radiation_effects`` and ``gigasite.meteoroids`` take it by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError, PhysicsError, PluginError

__all__ = ["HOOK", "KINDS", "SpaceTable", "find", "installed", "register"]

#: Hook whose records point to `SpaceTable` objects.
HOOK = "gigasite_space_tables"
#: What a table may hold, and its third axis.
KINDS = {"dose": "shield_depth_mm", "debris": "particle_diameter_m"}


@dataclass(frozen=True)
class SpaceTable:
    """Values over (altitude, inclination, third axis): dose [rad(Si)/yr] by shield depth [mm Al], or cumulative flux of debris
    [1/m2/yr] by particle diameter [m]. ``origin`` says which program or measurement it comes from."""

    name: str
    kind: str
    origin: str
    altitude_m: Any
    inclination_deg: Any
    third: Any
    values: Any
    _log: NDArray[np.float64] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DataError(f"{self.name}: a table of the space environment is one of {', '.join(KINDS)}, not {self.kind!r}")
        axes = [np.asarray(axis, np.float64) for axis in (self.altitude_m, self.inclination_deg, self.third)]
        values = np.asarray(self.values, np.float64)
        for axis in axes:
            if axis.ndim != 1 or axis.size < 2 or not np.all(np.isfinite(axis)) or np.any(np.diff(axis) <= 0.0):
                raise DataError(f"{self.name}: each axis needs at least two values, in ascending order")
        if values.shape != tuple(axis.size for axis in axes) or not np.all(np.isfinite(values)) or np.any(values <= 0.0):
            raise DataError(f"{self.name}: expected positive values of shape {tuple(axis.size for axis in axes)}, got {values.shape}")
        for name, value in zip(("altitude_m", "inclination_deg", "third"), axes, strict=True):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "_log", np.log(values))

    def __call__(self, altitude_m: Any, inclination_deg: Any, third: Any) -> Any:
        """Value at a place; outside the table `PhysicsError`."""
        names = ("altitude_m", "inclination_deg", KINDS[self.kind])
        places = np.broadcast_arrays(altitude_m, inclination_deg, third)
        cells = []
        for name, axis, x in zip(names, (self.altitude_m, self.inclination_deg, self.third), places, strict=True):
            beyond = (x < axis[0]) | (x > axis[-1])
            if np.any(beyond):
                raise PhysicsError(
                    f"outside the table {self.name!r} ({self.origin})",
                    parameter=name,
                    value=float(np.asarray(x)[beyond].flat[0]),
                    low=float(axis[0]),
                    high=float(axis[-1]),
                )
            index = np.clip(np.searchsorted(axis, x, side="right") - 1, 0, axis.size - 2)
            cells.append((index, (x - axis[index]) / (axis[index + 1] - axis[index])))
        (i, a), (j, b), (k, c) = cells
        log = np.zeros(places[0].shape)
        for di, wa in ((0, 1.0 - a), (1, a)):
            for dj, wb in ((0, 1.0 - b), (1, b)):
                for dk, wc in ((0, 1.0 - c), (1, c)):
                    log = log + wa * wb * wc * self._log[i + di, j + dj, k + dk]
        return np.exp(log)


_REGISTERED: dict[str, SpaceTable] = {}


def register(table: SpaceTable) -> None:
    """Makes a table known in this process; one of the same name is replaced."""
    _REGISTERED[table.name] = table


def installed(kind: str) -> Mapping[str, str]:
    """Names of the tables of a kind, each with its origin: those registered and those of plugins."""
    tables = list(_REGISTERED.values())
    for name in _names_of_plugins():
        with suppress(PluginError):  # the manager has noted the failure
            tables.append(_of_plugin(name))
    return {table.name: table.origin for table in tables if table.kind == kind}


def find(kind: str, name: str) -> SpaceTable:
    """The table of this name; unknown: `DataError` that lists those installed."""
    table = _REGISTERED.get(name) or (_of_plugin(name) if name in _names_of_plugins() else None)
    if table is None or table.kind != kind:
        known = ", ".join(sorted(installed(kind))) or "none is installed"
        raise DataError(f"no {kind} data set is called {name!r}; installed: {known}", parameter="dataset", value=name)
    return table


def _names_of_plugins() -> Mapping[str, Any]:
    from gigasite.hooks import manager

    return manager().records(HOOK)


def _of_plugin(name: str) -> SpaceTable:
    from gigasite.hooks import manager

    table = manager().resolve(HOOK, name)
    if not isinstance(table, SpaceTable):
        raise PluginError(f"{name}: the target of a {HOOK} record is a SpaceTable, not {type(table).__name__}", parameter=name)
    return replace(table, name=name)
