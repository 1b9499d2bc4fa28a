"""Cash flows in time: discounting, present values, rates of return, payback (part of model T24, public in `finance`)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, finite, kernel, legal, model, non_negative, positive, require
from gigasite._roots import changes_of_sign, exponential_roots
from gigasite.errors import ParameterError, PhysicsError

__all__ = [
    "UniqueRate",
    "along",
    "discount_factor",
    "irr",
    "irr_roots",
    "irr_where_unique",
    "npv_usd",
    "payback_years",
    "powers",
    "sign_changes",
    "xirr",
    "xnpv_usd",
]

_rate = legal(-1.0, open_low=True)
_LOW, _HIGH = -0.99, 10.0  # where a rate of return is looked for


def along(array: Any, axis: int) -> Any:
    """The axis moved to the end, where the functions work."""
    array = np.atleast_1d(np.asarray(array, dtype=np.float64))
    if not -array.ndim <= axis < array.ndim:
        raise ParameterError(f"there is no axis {axis} in an array of shape {array.shape}", parameter="axis", value=axis)
    return np.moveaxis(array, axis, -1)


def powers(rate: Any, exponents: Any) -> Any:
    """(1 + r)^(−t) with a new last axis for the times."""
    return np.exp(-np.log1p(np.asarray(rate))[..., None] * exponents)


@model(rate=_rate, years=non_negative)
def discount_factor(rate: Floats, years: Floats, *, timing: str = "end") -> Floats:
    """Value now of a unit that flows in the year that ends ``years`` from now.

    Formula: ``(1+r)^−t`` at the end, ``(1+r)^−(t−1)`` at the start, ``(1+r)^−(t−0.5)`` in the middle of that year.
    Shapes: all arguments broadcast; ``timing`` is one of "start", "mid", "end".
    Errors: `ParameterError` for rate ≤ −1, negative years, another timing. Source: definition.

    >>> round(discount_factor(0.1, 2.0, timing="mid"), 6)
    0.866784
    """
    shifts = {"end": 0.0, "mid": 0.5, "start": 1.0}
    if timing not in shifts:
        raise ParameterError(f"{timing!r} is not one of {', '.join(shifts)}", parameter="timing", value=timing)
    return kernel("finance.present_value_factor", rate, np.asarray(years) - shifts[timing])


@model(cash_flows_usd=finite.series(), rate=_rate)
def npv_usd(cash_flows_usd: Floats, rate: Floats, *, axis: int = -1) -> Floats:
    """Net present value [USD] of one cash flow per period, the first at time 0: ``Σ c_t (1+r)^−t``.

    Shapes: reduces ``axis``; the rate broadcasts with the other axes. Errors: `ParameterError` for rate ≤ −1.
    Source: definition; the same as ``numpy_financial.npv``.

    >>> round(npv_usd([-1000, 100, 250, 300, 300, 350, 200], 0.08), 5)
    129.82397
    """
    flows = along(cash_flows_usd, axis)
    return np.sum(flows * powers(rate, np.arange(flows.shape[-1])), axis=-1)


@model(cash_flows_usd=finite.series())
def sign_changes(cash_flows_usd: Floats, *, axis: int = -1) -> Any:
    """Number of changes of sign along a series of cash flows; zeros are skipped.

    Shapes: reduces ``axis``. No series has more rates of return than this number. Source: rule of Descartes.

    >>> sign_changes([-100.0, 0.0, 230.0, -132.0])
    2
    """
    return changes_of_sign(along(cash_flows_usd, axis))


class UniqueRate(NamedTuple):
    """Rate of return where it is the only one, with what stands in its way."""

    rate: Any
    roots: Any
    sign_changes: Any


def _unique(flows: Any, times: Any) -> UniqueRate:
    shape = flows.shape[:-1]
    rows = flows.reshape(-1, flows.shape[-1])
    roots = exponential_roots(rows, times, np.log1p(_LOW), np.log1p(_HIGH))
    number = np.sum(~np.isnan(roots), axis=1)
    rate = np.where(number == 1, np.expm1(roots[:, 0]), np.nan) if roots.shape[1] else np.full(len(rows), np.nan)
    return UniqueRate(rate.reshape(shape), number.reshape(shape), np.asarray(changes_of_sign(rows)).reshape(shape))


def _the_one_rate(flows: Any, times: Any) -> Any:
    found = _unique(flows, times)
    if np.any(bad := found.roots != 1):
        first = tuple(int(i) for i in np.argwhere(bad)[0])
        where = f" (element {', '.join(map(str, first))})" if first else ""
        roots = np.expm1(exponential_roots(flows[first][None, :], times, np.log1p(_LOW), np.log1p(_HIGH)))[0]
        listed = ", ".join(f"{r:.6g}" for r in roots) or "none"
        count = int(found.sign_changes[first])
        at = np.nonzero(_change_places(flows[first]))[0]
        places = f" at positions {', '.join(str(i) for i in at[:12])}" if len(at) else ""
        raise PhysicsError(
            f"no single rate of return{where}: {count} sign change{'s' * (count != 1)}{places}; roots in ({_LOW}, {_HIGH:g}): {listed}",
            parameter="cash_flows_usd",
            hint="irr_roots gives all roots; an NPV at the cost of capital needs none",
        )
    return found.rate


def _change_places(flows: Any) -> Any:
    """Where the sign differs from that of the last flow that was not zero."""
    return np.concatenate([[False], [changes_of_sign(flows[: k + 1]) > changes_of_sign(flows[:k]) for k in range(1, len(flows))]])


@model(cash_flows_usd=finite.series())
def irr(cash_flows_usd: Floats, *, axis: int = -1) -> Floats:
    """Internal rate of return [1/period]: the one root of NPV(r) = 0 in (−0.99, 10).

    Shapes: reduces ``axis``. All roots are found, not one near a guess.
    Errors: `PhysicsError` with the changes of sign and the roots where there is none or more than one.
    Source: definition; roots by the rule of Descartes for sums of exponentials.

    >>> round(irr([-1000, 100, 250, 300, 300, 350, 200]), 8)
    0.11767098
    """
    flows = along(cash_flows_usd, axis)
    return _the_one_rate(flows, np.arange(flows.shape[-1], dtype=float))


@model(cash_flows_usd=finite.series())
def irr_where_unique(cash_flows_usd: Floats, *, axis: int = -1) -> UniqueRate:
    """`irr` for many series at once: NaN where the rate is not unique, with the number of roots and of sign changes.

    Shapes: reduces ``axis``. Source: as `irr`.

    >>> irr_where_unique([[-100.0, 121.0], [100.0, 121.0]]).roots.tolist()
    [1, 0]
    """
    flows = along(cash_flows_usd, axis)
    return _unique(flows, np.arange(flows.shape[-1], dtype=float))


@model(cash_flows_usd=finite.series(), low=_rate, high=_rate)
def irr_roots(cash_flows_usd: Floats, *, low: Floats = _LOW, high: Floats = _HIGH) -> Any:
    """All roots [1/period] of NPV(r) = 0 between ``low`` and ``high``, ascending; a double root stands once.

    Shapes: one series in, a one-dimensional array out (empty where there is none).
    Errors: `ParameterError` for more than one series or low ≥ high. Source: as `irr`.

    >>> irr_roots([-100.0, 230.0, -132.0]).round(6).tolist()
    [0.1, 0.2]
    """
    flows = np.asarray(cash_flows_usd)
    require(flows.ndim == 1, "one series is expected", parameter="cash_flows_usd", value=flows.shape)
    require(np.ndim(low) == 0 and np.ndim(high) == 0 and low < high, "low must be below high", parameter="low", value=low, high=high)
    roots = np.expm1(exponential_roots(flows[None, :], np.arange(flows.size, dtype=float), np.log1p(low), np.log1p(high))[0])
    return roots[~np.isnan(roots)]


def _years_of(dates: Any, length: int, days_per_year: Any) -> Any:
    try:
        days = np.asarray(dates, dtype="datetime64[D]")
    except (ValueError, TypeError) as error:
        raise ParameterError(f"not dates: {error}", parameter="dates", value=dates) from None
    if days.shape != (length,):
        raise ParameterError(f"{days.shape} dates for {length} cash flows", parameter="dates", value=days.shape)
    if np.any(np.isnat(days)):
        raise ParameterError("a date is missing", parameter="dates")
    elapsed = (days - days[0]).astype(float)
    require(elapsed >= 0.0, "a date lies before the first, which is the reference", parameter="dates")
    return elapsed / days_per_year


@model(cash_flows_usd=finite.series(), rate=_rate, days_per_year=positive)
def xnpv_usd(cash_flows_usd: Floats, dates: Any, rate: Floats, *, days_per_year: Floats = 365.0, axis: int = -1) -> Floats:
    """Net present value [USD] of dated cash flows: ``Σ c_k (1+r)^(−d_k/365)``, d the days since the first date.

    Shapes: reduces ``axis``; one date (ISO text or datetime64) per cash flow; the rate broadcasts with the other axes.
    Errors: `ParameterError` for rate ≤ −1, dates of another number, unreadable or before the first.
    Source: actual/365 convention; the same as ``pyxirr.xnpv``.

    >>> round(xnpv_usd([-100.0, 110.0], ["2025-01-01", "2026-01-01"], 0.1), 9)
    0.0
    """
    flows = along(cash_flows_usd, axis)
    return np.sum(flows * powers(rate, _years_of(dates, flows.shape[-1], days_per_year)), axis=-1)


@model(cash_flows_usd=finite.series(), days_per_year=positive)
def xirr(cash_flows_usd: Floats, dates: Any, *, days_per_year: Floats = 365.0, axis: int = -1) -> Floats:
    """Rate of return [1/yr] of dated cash flows: the one root of `xnpv_usd` in (−0.99, 10).

    Shapes: reduces ``axis``. Errors: as `irr` and `xnpv_usd`. Source: as `irr`; the same as ``pyxirr.xirr``.

    >>> round(xirr([-100.0, 60.0, 60.0], ["2025-01-01", "2025-07-01", "2026-01-01"]), 6)
    0.279333
    """
    flows = along(cash_flows_usd, axis)
    years = _years_of(dates, flows.shape[-1], days_per_year)
    order = np.argsort(years, kind="stable")
    times, first = np.unique(years[order], return_index=True)
    return _the_one_rate(np.add.reduceat(flows[..., order], first, axis=-1), times)


@model(cash_flows_usd=finite.series(), rate=_rate)
def payback_years(cash_flows_usd: Floats, *, rate: Floats = 0.0, axis: int = -1) -> Floats:
    """Years until the running sum of yearly cash flows, the first at time 0, reaches 0.

    Linear inside the year; a rate above 0 discounts; NaN where the sum never gets there. Shapes: reduces ``axis``; the
    rate broadcasts with the other axes. Errors: `ParameterError` for rate ≤ −1. Source: definition.

    >>> round(payback_years([-1000, 100, 250, 300, 300, 350, 200]), 6)
    4.142857
    """
    flows = along(cash_flows_usd, axis)
    flows = flows * powers(rate, np.arange(flows.shape[-1]))
    total = np.cumsum(flows, axis=-1)
    there = total >= -1e-12 * np.cumsum(np.abs(flows), axis=-1)  # a sum of decimal fractions that is 0 but for rounding
    year = np.argmax(there, axis=-1)[..., None]
    before = np.take_along_axis(total, np.maximum(year - 1, 0), axis=-1)
    flow = np.take_along_axis(flows, year, axis=-1)
    part = np.divide(-before, flow, out=np.ones_like(flow), where=flow > 0)
    years = np.where(year > 0, year - 1 + np.minimum(part, 1.0), 0.0)[..., 0]
    return np.where(there.any(axis=-1), years, np.nan)
