"""Uniform numbers behind the draws: random, Latin hypercube or Sobol points, tied together by a Gaussian copula.

Every variable has a stream, the first eight bytes of the BLAKE2b hash of its name. Value ``i`` of a stream is a function of
seed, name and ``i`` alone, so that a draw does not depend on the other variables, on the chunk or on the thread.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Literal, TypeAlias, get_args

import numpy as np

from gigasite import _core
from gigasite.distributions import Array, normal_cdf, normal_quantile
from gigasite.errors import ParameterError

__all__ = ["Correlation", "Sampler", "Sampling", "correlation_groups", "stream_of"]

Sampling: TypeAlias = Literal["random", "latin", "sobol"]
_PERMUTATION, _SHIFT = 1, 2  # purposes of the words of a stream beside the draw itself
_SMALLEST, _LARGEST = 2.0**-54, 1.0 - 2.0**-53
_BITS = 32  # of a Sobol point; the shift fills the rest of the 53


def stream_of(name: str) -> int:
    """Number of the stream of a variable: the first eight bytes of BLAKE2b of its name, little-endian."""
    return int.from_bytes(hashlib.blake2b(name.encode()).digest()[:8], "little")


@dataclass(frozen=True, slots=True)
class Correlation:
    """Correlation of the normal numbers behind two variables, by name (``world.gas_price_usd_per_mmbtu``)."""

    first: str
    second: str
    value: float


@dataclass(frozen=True)
class _Group:
    names: tuple[str, ...]
    factor: Array  # lower triangle: correlated normal numbers = factor · independent ones


def correlation_groups(correlations: Iterable[Correlation]) -> Mapping[str, _Group]:
    """Which variables move together, by the name of each. Refuses what no set of variables can have (`ParameterError`)."""
    values: dict[frozenset[str], float] = {}
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for pair in correlations:
        both = frozenset((pair.first, pair.second))
        if len(both) == 1:
            raise ParameterError(f"{pair.first} cannot be correlated with itself", parameter="between", value=pair.first)
        if not -1.0 < pair.value < 1.0:
            raise ParameterError(f"{pair.value:g} is not a correlation", parameter="value", value=pair.value, low=-1.0, high=1.0)
        if both in values:
            raise ParameterError(f"{pair.first} and {pair.second} are correlated twice", parameter="between", value=pair.second)
        values[both] = pair.value
        parent[root(pair.first)] = root(pair.second)
    groups: dict[str, list[str]] = {}
    for name in sorted(parent):
        groups.setdefault(root(name), []).append(name)
    result: dict[str, _Group] = {}
    for members in groups.values():
        matrix = np.array([[1.0 if a == b else values.get(frozenset((a, b)), 0.0) for b in members] for a in members])
        try:
            group = _Group(tuple(members), np.linalg.cholesky(matrix))
        except np.linalg.LinAlgError:
            text = f"no variables can be correlated like this: the matrix of {', '.join(members)} is not positive definite"
            hint = "a pair that is not named has correlation 0; name it or weaken the others"
            raise ParameterError(text, parameter="value", hint=hint) from None
        result |= dict.fromkeys(members, group)
    return result


@dataclass
class Sampler:
    """Uniform numbers of draws ``start`` to ``start + count`` out of ``n_draws``, each variable made once.

    ``dimensions`` orders the variables for Sobol points; a variable that is not in it gets random numbers.
    """

    seed: int
    n_draws: int
    sampling: Sampling = "random"
    correlations: tuple[Correlation, ...] = ()
    dimensions: Mapping[str, int] = field(default_factory=dict)
    start: int = 0
    count: int | None = None

    def __post_init__(self) -> None:
        if not (isinstance(self.seed, int) and 0 <= self.seed < 2**64):
            raise ParameterError(f"{self.seed!r} is not a seed", parameter="seed", value=self.seed, low=0, high=2**64 - 1)
        if not (isinstance(self.n_draws, int) and self.n_draws >= 1):
            raise ParameterError(f"{self.n_draws!r} is not a number of draws", parameter="draws", value=self.n_draws, low=1)
        if self.sampling not in get_args(Sampling):
            ways = ", ".join(get_args(Sampling))
            raise ParameterError(f"{self.sampling!r} is not a way to sample; use one of {ways}", parameter="sampling", value=self.sampling)
        if self.count is None:
            self.count = self.n_draws - self.start
        if not 0 <= self.start <= self.start + self.count <= self.n_draws:
            raise ParameterError(f"draws {self.start} to {self.start + self.count} of {self.n_draws}", parameter="count")
        self._groups = correlation_groups(self.correlations)
        self._made: dict[str, Array] = {}

    def uniforms(self, name: str) -> Array:
        """Numbers in (0, 1) for a variable, with its correlations."""
        group = self._groups.get(name)
        if group is None:
            return self._independent(name)
        weights = group.factor[group.names.index(name)]
        sources = [(w, other) for w, other in zip(weights, group.names, strict=True) if w != 0.0]
        if len(sources) == 1:
            return self._independent(name)
        # z = L ζ with L Lᵀ the matrix of correlations, u = Φ(z)
        z = sum((w * normal_quantile(self._independent(other)) for w, other in sources), start=np.zeros(self.count or 0))
        u: Array = normal_cdf(z)
        return np.clip(u, _SMALLEST, _LARGEST)

    def _independent(self, name: str) -> Array:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._make(name)
        return made

    def _make(self, name: str) -> Array:
        stream, count = stream_of(name), self.count or 0
        if self.sampling == "latin":
            inside = _core.uniforms(self.seed, stream, self.start, count)
            order = np.argsort(_core.random_words(self.seed, stream, 0, self.n_draws, _PERMUTATION), kind="stable")
            strata: Array = (order[self.start : self.start + count] + inside) / self.n_draws
            return np.clip(strata, _SMALLEST, _LARGEST)
        dimension = self.dimensions.get(name)
        if self.sampling == "sobol" and dimension is not None:
            return _sobol(dimension, self.start, count, int(_core.random_words(self.seed, stream, 0, 1, _SHIFT)[0]))
        return _core.uniforms(self.seed, stream, self.start, count)


def _sobol(dimension: int, start: int, count: int, shift: int) -> Array:
    """Points of one dimension of the Sobol sequence, shifted digit by digit."""
    directions = _directions(dimension)
    index = np.arange(start, start + count, dtype=np.uint64)
    gray = index ^ (index >> np.uint64(1))
    point = np.zeros(count, dtype=np.uint64)
    for bit in range(int(gray.max(initial=0)).bit_length()):
        point ^= np.where(gray >> np.uint64(bit) & np.uint64(1), directions[bit], np.uint64(0))
    digits = (point << np.uint64(53 - _BITS)) ^ np.uint64(shift >> 11)
    return np.clip((digits + 0.5) / 2.0**53, _SMALLEST, _LARGEST)


@functools.cache
def _table() -> tuple[Array, Array]:
    with resources.files("gigasite").joinpath("data/sobol.npz").open("rb") as file, np.load(file) as table:
        return table["polynomial"], table["initial"]


@functools.lru_cache(maxsize=4096)
def _directions(dimension: int) -> tuple[np.uint64, ...]:
    """Direction numbers: Joe and Kuo, SIAM J. Sci. Comput. 30(5), 2635 (2008), DOI 10.1137/070709359."""
    polynomials, initial = _table()
    if dimension >= len(polynomials):
        text = f"Sobol points are tabulated for {len(polynomials):,} variables, this is number {dimension + 1:,}"
        raise ParameterError(text, parameter="sampling", hint='use sampling = "latin"')
    if dimension == 0:
        return tuple(np.uint64(1 << (_BITS - 1 - bit)) for bit in range(_BITS))
    polynomial = int(polynomials[dimension])
    degree = polynomial.bit_length() - 1
    m = [int(value) for value in initial[dimension][:degree]]
    for bit in range(degree, _BITS):
        # m_j = 2 a_1 m_{j−1} ⊕ 4 a_2 m_{j−2} ⊕ … ⊕ 2^s m_{j−s} ⊕ m_{j−s}
        value = m[bit - degree]
        for k in range(degree):
            if polynomial >> (degree - 1 - k) & 1:
                value ^= m[bit - k - 1] << (k + 1)
        m.append(value)
    return tuple(np.uint64(value << (_BITS - 1 - bit)) for bit, value in enumerate(m))
