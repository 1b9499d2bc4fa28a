"""All real roots of sums of exponentials: what a rate of return is a root of.

``f(g) = Σ c_k e^(−g t_k)`` with g = ln(1 + r). By the rule of Descartes for exponential sums f has no more roots than its
coefficients have changes of sign. Multiplied by e^(g t*) with t* inside a change of sign and differentiated, the sum has
one change less, and f is monotone between the roots of that derivative. So the roots are found from the last derivative
up, each by a bracket; none is missed and no starting value is needed. Rows are solved side by side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["changes_of_sign", "exponential_roots"]

Array = NDArray[np.float64]
_TOUCH = 1e-13  # |f| over Σ|terms| below which an extremum counts as a root
_BLOCK = 2_000_000  # terms held at once


def changes_of_sign(coefficients: Array) -> Any:
    """Number of changes along the last axis; zeros are skipped."""
    signs = np.sign(coefficients)
    index = np.where(signs != 0, np.arange(signs.shape[-1]), 0)
    carried = np.take_along_axis(signs, np.maximum.accumulate(index, axis=-1), axis=-1)
    return np.sum(carried[..., 1:] * carried[..., :-1] < 0, axis=-1)


def _relative(coefficients: Array, times: Array, g: Array) -> Array:
    """f over the sum of the absolute terms, in −1…1, at points ``g`` (rows, points)."""
    exponents = -g[..., None] * times
    exponents -= np.max(np.where(coefficients[:, None, :] != 0, exponents, -np.inf), axis=-1, keepdims=True)
    np.minimum(exponents, 0.0, out=exponents)
    terms = coefficients[:, None, :] * np.exp(exponents)
    size = np.sum(np.abs(terms), axis=-1)
    relative: Array = np.divide(np.sum(terms, axis=-1), size, out=np.zeros_like(size), where=size > 0)
    return relative


def _bracketed(coefficients: Array, times: Array, low: Array, high: Array, f_low: Array, f_high: Array) -> Array:
    """Root between ends of opposite sign, one for each row (method of Chandrupatla, 1997)."""
    n = low.size
    a, b, fa, fb = high.copy(), low.copy(), f_high.copy(), f_low.copy()
    c, fc = a.copy(), fa.copy()
    t = np.full(n, 0.5)
    best = np.where(np.abs(fa) < np.abs(fb), a, b)
    active = np.arange(n)
    for _ in range(200):
        i = active
        x = a[i] + t[i] * (b[i] - a[i])
        fx = _relative(coefficients[i], times, x[:, None])[:, 0]
        same = np.sign(fx) == np.sign(fa[i])
        c[i], fc[i] = np.where(same, a[i], b[i]), np.where(same, fa[i], fb[i])
        b[i], fb[i] = np.where(same, b[i], a[i]), np.where(same, fb[i], fa[i])
        a[i], fa[i] = x, fx
        best[i] = np.where(np.abs(fa[i]) < np.abs(fb[i]), a[i], b[i])
        width = np.abs(b[i] - a[i])
        tolerance = 4e-16 * np.abs(best[i]) + 1e-17
        limit = tolerance / np.maximum(width, 1e-300)
        going = (limit < 0.5) & (fx != 0.0)
        xi = np.divide(a[i] - b[i], c[i] - b[i], out=np.full(i.size, 0.5), where=c[i] != b[i])
        phi = np.divide(fa[i] - fb[i], fc[i] - fb[i], out=np.full(i.size, 0.5), where=fc[i] != fb[i])
        quadratic = (phi**2 < xi) & ((1.0 - phi) ** 2 < 1.0 - xi)
        with np.errstate(all="ignore"):
            step = fa[i] / (fb[i] - fa[i]) * fc[i] / (fb[i] - fc[i]) + (c[i] - a[i]) / (b[i] - a[i]) * fa[i] / (fc[i] - fa[i]) * fb[i] / (
                fc[i] - fb[i]
            )
        step = np.where(quadratic & np.isfinite(step), step, 0.5)
        t[i] = np.clip(step, limit, 1.0 - limit)
        active = i[going]
        if active.size == 0:
            break
    return best


def _monotone_pieces(coefficients: Array, times: Array, edges: Array) -> Array:
    """The root in each piece between ascending ``edges`` (rows, m + 1), NaN where there is none; f is monotone in each."""
    values = _relative(coefficients, times, edges)
    values[np.abs(values) < _TOUCH] = 0.0
    low, high, f_low, f_high = edges[:, :-1], edges[:, 1:], values[:, :-1], values[:, 1:]
    roots = np.full(low.shape, np.nan)
    rows, pieces = np.nonzero(f_low * f_high < 0)
    if rows.size:
        at = (rows, pieces)
        roots[at] = _bracketed(coefficients[rows], times, low[at], high[at], f_low[at], f_high[at])
    inner = edges[:, 1:-1]
    return np.concatenate(
        [roots, np.where((f_high[:, :-1] == 0) & (inner > edges[:, :1]) & (inner < edges[:, -1:]), inner, np.nan)], axis=1
    )


def exponential_roots(coefficients: Array, times: Array, low: float, high: float) -> Array:
    """All roots g in (low, high) of each row, ascending and padded with NaN: shape (rows, most roots).

    ``times`` ascend. An extremum that touches zero within rounding is one root.
    """
    rows = coefficients.shape[0]
    number = np.asarray(changes_of_sign(coefficients))
    found = np.full((rows, int(number.max(initial=0))), np.nan)
    for changes in np.unique(number[number > 0]):
        group = np.nonzero(number == changes)[0]
        block = max(1, _BLOCK // int(times.size * (changes + 1)))
        for rows_of_block in np.array_split(group, -(-group.size // block)):
            roots = _roots_of_group(coefficients[rows_of_block], times, int(changes), low, high)
            found[rows_of_block, : roots.shape[1]] = roots
    return _trimmed(found)


def _roots_of_group(coefficients: Array, times: Array, changes: int, low: float, high: float) -> Array:
    """The same for rows that all have so many changes of sign."""
    ladder = [coefficients]
    for _ in range(changes - 1):
        ladder.append(_derivative(ladder[-1], times))
    edges = np.tile([low, high], (coefficients.shape[0], 1)).astype(float)
    roots = np.empty((coefficients.shape[0], 0))
    for level in reversed(ladder):
        roots = _trimmed(_monotone_pieces(level, times, edges))
        edges = np.concatenate([edges[:, :1], np.where(np.isnan(roots), high, roots), np.full((len(roots), 1), high)], axis=1)
    roots[:, 1:][np.diff(roots, axis=1) <= 1e-9] = np.nan
    return _trimmed(roots)


def _trimmed(roots: Array) -> Array:
    """Ascending, NaN last, no column that is NaN throughout."""
    return np.sort(roots, axis=1)[:, : int(np.max(np.sum(~np.isnan(roots), axis=1), initial=0))]


def _derivative(coefficients: Array, times: Array) -> Array:
    """Coefficients of (f e^(g t*))' with t* inside the first change of sign: one change less."""
    signs = np.sign(coefficients)
    n = signs.shape[-1]
    first = signs[np.arange(len(signs)), np.argmax(signs != 0, axis=-1)]
    after = np.argmax(signs == -first[:, None], axis=-1)  # the first of the other sign
    before = np.max(np.where((signs != 0) & (np.arange(n) < after[:, None]), np.arange(n), -1), axis=-1)
    pivot = 0.5 * (times[before] + times[after])
    scaled = coefficients * (pivot[:, None] - times)
    return np.asarray(scaled / np.max(np.abs(scaled), axis=-1, keepdims=True))
