"""The value of waiting and of changing: options on real assets (model T25).

Values are homogeneous in money. An option value is never added to a net present value that already assumes the best path.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, finite, legal, model, non_negative, positive, require
from gigasite.errors import ParameterError, PhysicsError

__all__ = [
    "SimulatedOption",
    "call_value_usd",
    "exchange_value_usd",
    "lattice_value_usd",
    "put_value_usd",
    "simulated_value_usd",
    "static_npv_usd",
]

_complementary_error = np.frompyfunc(math.erfc, 1, 1)


def _normal(x: Any) -> Any:
    """Distribution function of the standard normal: ``erfc(−x/√2)/2``."""
    return 0.5 * np.asarray(_complementary_error(-np.asarray(x) / math.sqrt(2.0)), dtype=np.float64)


def _exchange(received: Any, given: Any, deviation: Any) -> Any:
    """``S N(d1) − K N(d2)`` of present values, d1 = ln(S/K)/s + s/2; the difference where nothing is uncertain."""
    received, given, deviation = np.broadcast_arrays(received, given, deviation)
    open_ = (deviation > 0.0) & (received > 0.0) & (given > 0.0)
    s = np.where(open_, deviation, 1.0)
    d1 = np.log(np.where(open_, received, 1.0) / np.where(open_, given, 1.0)) / s + 0.5 * s
    value = received * _normal(d1) - given * _normal(d1 - s)
    intrinsic = np.maximum(received - given, 0.0)
    return np.where(open_, np.maximum(value, intrinsic), intrinsic)


_option: dict[str, Any] = {
    "asset_usd": non_negative,
    "exercise_usd": non_negative,
    "rate": finite,
    "volatility": non_negative,
    "years": non_negative,
    "payout_rate": finite,
}


@model(**_option)
def call_value_usd(
    asset_usd: Floats, exercise_usd: Floats, rate: Floats, volatility: Floats, years: Floats, *, payout_rate: Floats = 0.0
) -> Floats:
    """Right to pay K for an asset worth S now, at the end of T years [USD].

    Formula: ``S e^(−qT) N(d1) − K e^(−rT) N(d2)``, ``d1 = [ln(S/K) + (r − q + σ²/2)T]/(σ√T)``, d2 = d1 − σ√T; continuous
    rates. Shapes: all arguments broadcast. At σ√T = 0 the discounted difference, if positive.
    Errors: `ParameterError` for negative values, volatility or years.
    Source: F. Black and M. Scholes, Journal of Political Economy 81(3), 1973, DOI 10.1086/260062; payout: Merton 1973.

    >>> round(call_value_usd(100.0, 110.0, 0.05, 0.45, 2.0), 5)
    25.14272
    """
    asset = np.asarray(asset_usd) * np.exp(-np.asarray(payout_rate) * years)
    exercise = np.asarray(exercise_usd) * np.exp(-np.asarray(rate) * years)
    return _exchange(asset, exercise, np.asarray(volatility) * np.sqrt(years))


@model(**_option)
def put_value_usd(
    asset_usd: Floats, exercise_usd: Floats, rate: Floats, volatility: Floats, years: Floats, *, payout_rate: Floats = 0.0
) -> Floats:
    """Right to give up an asset worth S now for K, at the end of T years [USD]: the value of abandoning.

    Formula: ``K e^(−rT) N(−d2) − S e^(−qT) N(−d1)``. Shapes, errors and source: as `call_value_usd`.

    >>> round(put_value_usd(100.0, 110.0, 0.05, 0.45, 2.0), 5)
    24.67483
    """
    asset = np.asarray(asset_usd) * np.exp(-np.asarray(payout_rate) * years)
    exercise = np.asarray(exercise_usd) * np.exp(-np.asarray(rate) * years)
    return _exchange(exercise, asset, np.asarray(volatility) * np.sqrt(years))


@model(asset_usd=non_negative, exercise_usd=non_negative)
def static_npv_usd(asset_usd: Floats, exercise_usd: Floats) -> Floats:
    """Value of acting now or never [USD]: ``max(S − K, 0)``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for negative values. Source: definition.

    >>> static_npv_usd(100.0, 110.0)
    0.0
    """
    return np.maximum(np.asarray(asset_usd) - exercise_usd, 0.0)


@model(
    received_usd=non_negative,
    given_usd=non_negative,
    received_volatility=non_negative,
    given_volatility=non_negative,
    correlation=legal(-1.0, 1.0),
    years=non_negative,
)
def exchange_value_usd(
    received_usd: Floats, given_usd: Floats, received_volatility: Floats, given_volatility: Floats, correlation: Floats, years: Floats
) -> Floats:
    """Right to give one uncertain asset for another at the end of T years [USD]: the value of converting a site.

    Formula: ``S1 N(d1) − S2 N(d2)``, ``σ² = σ1² + σ2² − 2ρσ1σ2``, ``d1 = [ln(S1/S2) + σ²T/2]/(σ√T)``. No rate enters.
    Shapes: all arguments broadcast. Errors: `ParameterError` for negative values or a correlation beyond ±1.
    Source: W. Margrabe, Journal of Finance 33(1), 1978, DOI 10.1111/j.1540-6261.1978.tb03397.x.

    >>> round(exchange_value_usd(100.0, 110.0, 0.45, 0.3, 0.2, 2.0), 4)
    23.6247
    """
    s1, s2 = np.asarray(received_volatility), np.asarray(given_volatility)
    variance = np.maximum(s1**2 + s2**2 - 2.0 * np.asarray(correlation) * s1 * s2, 0.0)
    return _exchange(received_usd, given_usd, np.sqrt(variance * years))


def _sign(kind: str) -> float:
    if kind not in ("call", "put"):
        raise ParameterError(f"{kind!r} is not one of call, put", parameter="kind", value=kind)
    return 1.0 if kind == "call" else -1.0


@model(**_option, steps=legal(1.0))
def lattice_value_usd(
    asset_usd: Floats,
    exercise_usd: Floats,
    rate: Floats,
    volatility: Floats,
    years: Floats,
    steps: Any,
    *,
    kind: str = "call",
    american: bool = False,
    payout_rate: Floats = 0.0,
) -> Floats:
    """The same right on a binomial lattice [USD]; ``american`` may be exercised at every step.

    Formula: ``u = e^(σ√Δt)``, d = 1/u, ``p = (e^((r−q)Δt) − d)/(u − d)``, value = e^(−rΔt) [p V_u + (1 − p) V_d].
    Shapes: all but ``steps`` broadcast; ``steps`` is one whole number.
    Errors: `PhysicsError` where a step is so long, or the volatility so small, that p leaves 0–1; `ParameterError` for
    values without meaning or another kind.
    Source: Cox, Ross and Rubinstein, Journal of Financial Economics 7(3), 1979, DOI 10.1016/0304-405X(79)90015-1.

    >>> round(lattice_value_usd(100.0, 110.0, 0.05, 0.45, 2.0, 50), 4)
    25.2527
    """
    sign = _sign(kind)
    if np.ndim(steps) or steps != int(steps):
        raise ParameterError("one whole number of steps is expected", parameter="steps", value=steps)
    n = int(steps)
    asset, exercise, r, sigma, time, payout = (
        np.asarray(x)[..., None] for x in np.broadcast_arrays(asset_usd, exercise_usd, rate, volatility, years, payout_rate)
    )
    step = time / n
    up = np.exp(sigma * np.sqrt(step))
    growth = np.exp((r - payout) * step)
    still = time == 0.0
    spread = np.where(still, 1.0, up - 1.0 / up)
    p = np.where(still, 0.5, np.divide(growth - 1.0 / up, spread, out=np.full(spread.shape, np.nan), where=spread > 0))
    inside = (p >= 0.0) & (p <= 1.0)
    if not inside.all():
        least = np.max(np.where(inside | still, 0.0, (r - payout) ** 2 * time / np.maximum(sigma, 1e-300) ** 2))
        raise PhysicsError(
            "the probability of a step leaves 0 to 1: a step is too long for the volatility",
            parameter="steps",
            value=n,
            low=float(np.ceil(least)),
            hint="take more steps" if np.all(sigma > 0) else "without volatility call_value_usd and put_value_usd hold",
        )
    discount = np.exp(-r * step)
    prices = asset * up ** np.arange(-n, n + 1, 2)
    value = np.maximum(sign * (prices - exercise), 0.0)
    for _ in range(n):
        value = discount * (p * value[..., 1:] + (1.0 - p) * value[..., :-1])
        if american:
            prices = prices[..., 1:] / up
            value = np.maximum(value, sign * (prices - exercise))
    return value[..., 0]


class SimulatedOption(NamedTuple):
    """Mean over the draws and its standard error."""

    value_usd: Any
    standard_error_usd: Any


@model(paths_usd=non_negative.series(), exercise_usd=positive, rate=finite, step_yr=positive, basis_degree=legal(1.0, 12.0))
def simulated_value_usd(
    paths_usd: Floats, exercise_usd: Floats, rate: Floats, step_yr: Floats, *, kind: str = "call", basis_degree: Any = 3
) -> SimulatedOption:
    """Right that may be exercised at any step, from simulated paths of the asset (least-squares Monte Carlo) [USD].

    Backwards in time the value of going on is regressed on powers of S/K over the draws in the money; a draw is exercised
    where acting now pays more. The estimate leans low, since the rule found is not quite the best one.
    Shapes: paths are draws × steps, the first column one step from now; a first column that is the same in all draws is now.
    The other arguments are scalars. Errors: `ParameterError` for fewer than two draws, negative values, another kind.
    Source: Longstaff and Schwartz, Review of Financial Studies 14(1), 2001, DOI 10.1093/rfs/14.1.113.

    >>> paths = [[1.00, 1.09, 1.08, 1.34], [1.00, 1.16, 1.26, 1.54], [1.00, 1.22, 1.07, 1.03], [1.00, 0.93, 0.97, 0.92],
    ...          [1.00, 1.11, 1.56, 1.52], [1.00, 0.76, 0.77, 0.90], [1.00, 0.92, 0.84, 1.01], [1.00, 0.88, 1.22, 1.34]]
    >>> round(simulated_value_usd(paths, 1.10, 0.06, 1.0, kind="put", basis_degree=2).value_usd, 4)  # the paper's example
    0.1144
    """
    sign = _sign(kind)
    paths = np.asarray(paths_usd)
    require(
        paths.ndim == 2 and paths.shape[0] >= 2, "draws × steps are expected, two draws at least", parameter="paths_usd", value=paths.shape
    )
    for name, value in (("exercise_usd", exercise_usd), ("rate", rate), ("step_yr", step_yr), ("basis_degree", basis_degree)):
        require(np.ndim(value) == 0, "one number is expected", parameter=name, value=value)
    require(basis_degree == int(basis_degree), "a whole number is expected", parameter="basis_degree", value=basis_degree)
    starts_now = bool(np.all(paths[:, 0] == paths[0, 0]))
    later = paths[:, 1:] if starts_now else paths
    require(later.shape[1] >= 1, "no step lies in the future", parameter="paths_usd", value=paths.shape)
    discount = math.exp(-rate * step_yr)
    payoff = np.maximum(sign * (later - exercise_usd), 0.0)
    cash = payoff[:, -1]
    for t in range(later.shape[1] - 2, -1, -1):
        cash = cash * discount
        inside = payoff[:, t] > 0.0
        if np.count_nonzero(inside) > basis_degree:
            basis = np.vander(later[inside, t] / exercise_usd, int(basis_degree) + 1)
            going_on = basis @ np.linalg.lstsq(basis, cash[inside], rcond=None)[0]
            cash[inside] = np.where(payoff[inside, t] > going_on, payoff[inside, t], cash[inside])
    cash = cash * discount
    value, error = float(np.mean(cash)), float(np.std(cash, ddof=1) / math.sqrt(len(cash)))
    if starts_now and (now := max(sign * (paths[0, 0] - exercise_usd), 0.0)) > value:
        return SimulatedOption(float(now), 0.0)
    return SimulatedOption(value, error)
