"""Draws: the parameters of a site as columns over the draws, made when they are read.

``p["launch_price_usd_per_kg"]`` is an array of shape ``(n_draws,)``. A key is looked for in the fields of the site (where
it may refer to a shared variable), in its tariff, in the settings of the scenario, in the hardware, and last in the table of parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from gigasite.distributions import Array, Distribution
from gigasite.errors import ParameterError
from gigasite.parameters import Parameter
from gigasite.uniforms import Sampler

__all__ = ["Draws", "Origin", "Variable"]

Kind = Literal["site", "tariff", "scenario", "shared", "hardware", "parameter", "replaced"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: which of the six places, the name of the variable, and the row of the table if it has one."""

    kind: Kind
    name: str
    row: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """What a key stands for: ``name`` gives the stream, ``central`` the value of a single run."""

    name: str
    distribution: Distribution
    central: float
    origin: Origin


class Draws(Mapping[str, Array]):
    """A read-only table of columns. With a sampler it holds draws, without one every value is central in all of ``n_draws``."""

    def __init__(
        self, site: str, keys: tuple[str, ...], variable: Callable[[str], Variable], sampler: Sampler | None, n_draws: int = 1
    ) -> None:
        self.site = site
        self.n_draws = n_draws if sampler is None else sampler.count or 0
        #: Index of the first draw.
        self.start = 0 if sampler is None else sampler.start
        self.mode: Literal["default", "sample"] = "default" if sampler is None else "sample"
        self._keys = keys
        self._variable = variable
        self._sampler = sampler
        self._columns: dict[str, Array] = {}
        self._origins: dict[str, Origin] = {}
        self._replaced: dict[str, Array] = {}
        self._parent: Draws | None = None
        #: Draws after which they begin again, see `repeat`.
        self.period = self.n_draws

    def __getitem__(self, key: str) -> Array:
        column = self._columns.get(key)
        if column is None:
            column = self._columns[key] = self._make(key)
        return column

    def _make(self, key: str) -> Array:
        if key in self._replaced:
            self._origins[key] = Origin("replaced", key)
            return self._replaced[key]
        if self._parent is not None:
            column = self._parent[key]
            if len(column) != self.n_draws:
                column = np.tile(column, self.n_draws // len(column))
                column.setflags(write=False)
            return column
        variable = self._variable(key)
        self._origins[key] = variable.origin
        if self._sampler is None or variable.distribution.kind == "constant":
            column = np.full(self.n_draws, variable.central)
        else:
            column = variable.distribution.quantile(self._sampler.uniforms(variable.name))
        column.setflags(write=False)
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys or key in self._replaced or (self._parent is not None and key in self._parent)

    def get(self, key: str, default: Any = None) -> Any:
        if key in self:
            return self[key]
        return default

    @property
    def read(self) -> tuple[str, ...]:
        """Keys that were read, in that order."""
        return tuple(self._columns)

    def variable(self, key: str) -> Variable:
        """What a key stands for, without reading it."""
        return self._variable(key)

    def origin(self, key: str) -> Origin:
        """Where the value of a key comes from."""
        if key in self._replaced:
            return Origin("replaced", key)
        if self._parent is not None:
            return self._parent.origin(key)
        return self._origins.get(key) or self._variable(key).origin

    def replace(self, **columns: Any) -> Draws:
        """The same draws with some columns given: a number for all draws, or one for each.

        What is not given is read through these draws: each column is made once, and `read` knows of it.
        """
        other = Draws(self.site, self._keys, self._variable, self._sampler, self.n_draws)
        other._parent = self
        other.start, other.period = self.start, self.period
        for key, values in columns.items():
            if key not in self:
                self._variable(key)  # says that there is no such key
            try:
                column = np.array(np.broadcast_to(np.asarray(values, dtype=np.float64), (self.n_draws,)))
            except (TypeError, ValueError):
                raise ParameterError(f"expected a number or {self.n_draws} numbers", parameter=key, value=values) from None
            if not np.isfinite(column).all():
                raise ParameterError("a value is not a finite number", parameter=key, value=float(column[~np.isfinite(column)][0]))
            column.setflags(write=False)
            other._replaced[key] = column
        return other

    def repeat(self, times: int) -> Draws:
        """These draws ``times`` times over, for a batch of designs: all draws of the first design, then all of the second."""
        other = Draws(self.site, self._keys, self._variable, None, times * self.n_draws)
        other._parent = self
        other.start, other.mode, other.period = self.start, self.mode, self.n_draws
        return other

    def __repr__(self) -> str:
        return f"<Draws of {self.site}: {self.n_draws} {self.mode}, {len(self._columns)} of {len(self._keys)} keys read>"
