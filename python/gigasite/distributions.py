"""Uncertain values: what a field of a scenario may hold instead of a number.

Each distribution has a central value, which a single run uses, and an inverse distribution function, through which uniform
numbers become draws. Normal and lognormal are cut at the legal interval of the field; the others must lie inside it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gigasite import _core
from gigasite.errors import ParameterError, format_number

__all__ = [
    "KINDS",
    "Array",
    "Constant",
    "Discrete",
    "Distribution",
    "Empirical",
    "LogNormal",
    "Normal",
    "Triangular",
    "Uniform",
    "normal_cdf",
    "normal_quantile",
    "within",
]

Array: TypeAlias = NDArray[np.float64]
# What normal and lognormal must keep of their probability after the cut; less is a mistake in the numbers.
_SMALLEST_KEPT = 1e-6


def normal_quantile(p: Array) -> Array:
    """Inverse of the standard normal distribution function (Wichura, AS 241), infinite at 0 and 1.

    >>> normal_quantile(np.array([0.5, 0.975])).round(6).tolist()
    [0.0, 1.959964]
    """
    return _core.normal_quantile(np.ascontiguousarray(p, dtype=np.float64))


def normal_cdf(z: Any) -> Any:
    """Standard normal distribution function ``Φ(z) = erfc(−z/√2)/2``.

    >>> normal_cdf(0.0)
    0.5
    """
    if np.ndim(z) == 0:
        return 0.5 * math.erfc(-float(z) / math.sqrt(2.0))
    return np.fromiter((0.5 * math.erfc(-x / math.sqrt(2.0)) for x in z), dtype=np.float64, count=len(z))


def _check(condition: bool, message: str, parameter: str, value: Any) -> None:
    if not condition:
        raise ParameterError(message, parameter=parameter, value=value)


def _finite(**numbers: float) -> None:
    for name, number in numbers.items():
        if not math.isfinite(number):  # the text costs more than the look
            _check(False, f"{format_number(number)} is not a finite number", name, number)


@dataclass(frozen=True, slots=True)
class Constant:
    """One value, certain."""

    value: float
    kind: ClassVar[str] = "constant"

    def __post_init__(self) -> None:
        _finite(value=self.value)

    @property
    def central(self) -> float:
        return self.value

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    def quantile(self, u: Array) -> Array:
        return np.full(len(u), self.value)

    def to_dict(self) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class Triangular:
    """Most likely ``mode``, never below ``low`` or above ``high``."""

    low: float
    mode: float
    high: float
    kind: ClassVar[str] = "triangular"

    def __post_init__(self) -> None:
        _finite(low=self.low, mode=self.mode, high=self.high)
        if self.low <= self.mode <= self.high:
            return
        _check(self.low <= self.high, f"low {format_number(self.low)} lies above high {format_number(self.high)}", "low", self.low)
        _check(False, f"mode {format_number(self.mode)} does not lie between low and high", "mode", self.mode)

    @property
    def central(self) -> float:
        return self.mode

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def quantile(self, u: Array) -> Array:
        width = self.high - self.low
        # F⁻¹(u) = low + √(u w (mode − low)) below F(mode) = (mode − low)/w, high − √((1 − u) w (high − mode)) above
        rising = self.low + np.sqrt(u * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1.0 - u) * width * (self.high - self.mode))
        return np.where(u * width < self.mode - self.low, rising, falling)

    def to_dict(self) -> dict[str, Any]:
        return {"dist": self.kind, "low": self.low, "mode": self.mode, "high": self.high}


@dataclass(frozen=True, slots=True)
class Uniform:
    """Equally likely between ``low`` and ``high``."""

    low: float
    high: float
    kind: ClassVar[str] = "uniform"

    def __post_init__(self) -> None:
        _finite(low=self.low, high=self.high)
        _check(self.low <= self.high, f"low {format_number(self.low)} lies above high {format_number(self.high)}", "low", self.low)

    @property
    def central(self) -> float:
        return 0.5 * self.low + 0.5 * self.high

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def quantile(self, u: Array) -> Array:
        return self.low + u * (self.high - self.low)

    def to_dict(self) -> dict[str, Any]:
        return {"dist": self.kind, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Normal:
    """Normal with ``mean`` and standard deviation ``sd``, cut at ``minimum`` and ``maximum``."""

    mean: float
    sd: float
    minimum: float = -math.inf
    maximum: float = math.inf
    kind: ClassVar[str] = "normal"

    def __post_init__(self) -> None:
        _finite(mean=self.mean, sd=self.sd)
        _check(self.sd >= 0, f"a standard deviation of {format_number(self.sd)} has no meaning", "sd", self.sd)

    @property
    def central(self) -> float:
        return min(max(self.mean, self.minimum), self.maximum)

    @property
    def support(self) -> tuple[float, float]:
        return (self.minimum, self.maximum) if self.sd else (self.mean, self.mean)

    def kept(self) -> tuple[float, float]:
        """The distribution function at both cuts."""
        if self.sd == 0:
            return (0.0, 1.0) if self.minimum <= self.mean <= self.maximum else (0.0, 0.0)
        return normal_cdf((self.minimum - self.mean) / self.sd), normal_cdf((self.maximum - self.mean) / self.sd)

    def quantile(self, u: Array) -> Array:
        if self.sd == 0:
            return np.full(len(u), self.central)
        first, last = self.kept()
        return np.clip(self.mean + self.sd * normal_quantile(first + u * (last - first)), self.minimum, self.maximum)

    def to_dict(self) -> dict[str, Any]:
        return {"dist": self.kind, "mean": self.mean, "sd": self.sd}


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Lognormal with ``median`` and geometric standard deviation ``gsd`` (from 1), cut at ``minimum`` and ``maximum``."""

    median: float
    gsd: float
    minimum: float = 0.0
    maximum: float = math.inf
    kind: ClassVar[str] = "lognormal"

    def __post_init__(self) -> None:
        _finite(median=self.median, gsd=self.gsd)
        _check(self.median > 0, f"a median of {format_number(self.median)} has no logarithm", "median", self.median)
        _check(self.gsd >= 1, f"a geometric standard deviation of {format_number(self.gsd)} lies below 1", "gsd", self.gsd)

    @property
    def central(self) -> float:
        return min(max(self.median, self.minimum), self.maximum)

    @property
    def support(self) -> tuple[float, float]:
        return (self.minimum, self.maximum) if self.gsd > 1 else (self.median, self.median)

    def kept(self) -> tuple[float, float]:
        """The distribution function at both cuts."""
        return self._logarithm().kept()

    def _logarithm(self) -> Normal:
        low = math.log(self.minimum) if self.minimum > 0 else -math.inf
        high = math.log(self.maximum) if self.maximum > 0 else -math.inf
        return Normal(math.log(self.median), math.log(self.gsd), low, high)

    def quantile(self, u: Array) -> Array:
        return np.clip(np.exp(self._logarithm().quantile(u)), self.minimum, self.maximum)

    def to_dict(self) -> dict[str, Any]:
        return {"dist": self.kind, "median": self.median, "gsd": self.gsd}


@dataclass(frozen=True, slots=True)
class Discrete:
    """One of ``values``, each with the probability of its weight. The central value is the weighted median, one of them."""

    values: tuple[float, ...]
    weights: tuple[float, ...]
    kind: ClassVar[str] = "discrete"

    def __post_init__(self) -> None:
        _check(len(self.values) > 0, "there are no values", "values", self.values)
        equal = len(self.values) == len(self.weights)
        _check(equal, f"{len(self.weights)} weights for {len(self.values)} values", "weights", self.weights)
        for value in self.values:
            _finite(values=value)
        for weight in self.weights:
            _finite(weights=weight)
            _check(weight >= 0, f"a weight of {format_number(weight)} has no meaning", "weights", weight)
        _check(math.fsum(self.weights) > 0, "all weights are 0", "weights", self.weights)

    @property
    def central(self) -> float:
        return float(self.quantile(np.array([0.5]))[0])

    @property
    def support(self) -> tuple[float, float]:
        return min(self.values), max(self.values)

    def quantile(self, u: Array) -> Array:
        order = np.argsort(self.values, kind="stable")
        values: Array = np.asarray(self.values, dtype=np.float64)[order]
        weights = np.asarray(self.weights, dtype=np.float64)[order]
        edges = np.cumsum(weights)
        last = int(np.flatnonzero(weights)[-1])
        picked: Array = values[np.minimum(np.searchsorted(edges, u * edges[-1], side="right"), last)]
        return picked

    def to_dict(self) -> dict[str, Any]:
        return {"dist": self.kind, "values": list(self.values), "weights": list(self.weights)}


@dataclass(frozen=True, slots=True)
class Empirical:
    """One of the observed ``values``, all equally likely. The central value is the median, one of them."""

    values: tuple[float, ...]
    kind: ClassVar[str] = "empirical"

    def __post_init__(self) -> None:
        _check(len(self.values) > 0, "there are no values", "values", self.values)
        for value in self.values:
            _finite(values=value)

    @property
    def central(self) -> float:
        return float(self.quantile(np.array([0.5]))[0])

    @property
    def support(self) -> tuple[float, float]:
        return min(self.values), max(self.values)

    def quantile(self, u: Array) -> Array:
        n = len(self.values)
        index = np.minimum((u * n).astype(np.int64), n - 1)
        picked: Array = np.sort(np.asarray(self.values, dtype=np.float64))[index]
        return picked

    def to_dict(self) -> dict[str, Any]:
        return {"dist": self.kind, "values": list(self.values)}


Distribution: TypeAlias = Constant | Triangular | Uniform | Normal | LogNormal | Discrete | Empirical
#: Distributions by the name that a scenario uses.
KINDS: Mapping[str, type[Any]] = {kind.kind: kind for kind in (Triangular, Uniform, Normal, LogNormal, Discrete, Empirical)}


def within(distribution: Distribution, minimum: float, maximum: float) -> Distribution:
    """The distribution inside a legal interval: normal and lognormal are cut, the others must lie inside (`ParameterError`)."""
    low, high = distribution.support
    if isinstance(distribution, (Normal, LogNormal)) and low < high:
        cut = replace(distribution, minimum=max(low, minimum), maximum=min(high, maximum))
        first, last = cut.kept() if cut.minimum < cut.maximum else (0.0, 0.0)
        if last - first < _SMALLEST_KEPT:
            raise ParameterError("almost nothing of the distribution lies in the legal interval", low=minimum, high=maximum)
        return cut
    for value in (low, high):
        if not minimum <= value <= maximum:
            raise ParameterError(f"{format_number(value)} is outside what is legal", value=value, low=minimum, high=maximum)
    return distribution


def from_parts(kind: str, parts: Mapping[str, float | Sequence[float]]) -> Distribution:
    """A distribution from its name and numbers; ``weights`` may be left out (equal)."""
    arguments: dict[str, Any] = {name: tuple(part) if isinstance(part, Sequence) else part for name, part in parts.items()}
    if kind == "discrete" and "weights" not in arguments:
        arguments["weights"] = (1.0,) * len(arguments["values"])
    made: Distribution = KINDS[kind](**arguments)
    return made


@functools.cache
def fields_of(kind: str) -> tuple[str, ...]:
    """Names of the numbers that a distribution is made of."""
    return tuple(part.name for part in fields(KINDS[kind]) if part.name not in {"minimum", "maximum"})
