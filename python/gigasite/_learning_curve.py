"""Prices that fall with cumulative production (part of model N, public in `finance`)."""

from __future__ import annotations

import numpy as np

from gigasite._model import Floats, Outside, legal, model, positive, require, valid
from gigasite.errors import PhysicsError

__all__ = ["learning_curve_cumulative", "learning_curve_price"]


@model(growth_of_cumulative=valid(1.0, 100.0, positive.or_infinite()))
def _learning_curve(growth_of_cumulative: Floats, *, outside: Outside = "raise") -> Floats:
    """The cumulative quantity over the first one, within two decades."""
    return growth_of_cumulative


_learning = legal(0.0, 1.0, open_high=True)


@model(initial_price=positive, initial_cumulative=positive, cumulative=positive, learning_rate=_learning)
def learning_curve_price(
    initial_price: Floats,
    initial_cumulative: Floats,
    cumulative: Floats,
    *,
    learning_rate: Floats = 0.20,
    outside: Outside = "raise",
) -> Floats:
    """Price after so much cumulative production (Wright's law), in the unit of ``initial_price``.

    Formula: ``p = p0 (M/M0)^log2(1 − LR)``, LR the fall per doubling. Shapes: all arguments broadcast.
    Valid: M0 ≤ M ≤ 100 M0, two decades. Errors: `PhysicsError` outside; `ParameterError` for prices or quantities that are
    not positive, or a learning rate outside 0 ≤ LR < 1.
    Source: T. P. Wright, Journal of the Aeronautical Sciences 3(4), 1936, DOI 10.2514/8.155.

    >>> learning_curve_price(1000.0, 1.0, 4.0, learning_rate=0.2)
    640.0
    """
    growth = _learning_curve(np.asarray(cumulative) / initial_cumulative, outside=outside)
    return initial_price * np.asarray(growth) ** np.log2(1.0 - np.asarray(learning_rate))


@model(initial_price=positive, initial_cumulative=positive, target_price=positive, learning_rate=_learning)
def learning_curve_cumulative(
    initial_price: Floats,
    initial_cumulative: Floats,
    target_price: Floats,
    *,
    learning_rate: Floats = 0.20,
    outside: Outside = "raise",
) -> Floats:
    """Cumulative production at which the price falls to a target, the inverse of `learning_curve_price`.

    Formula: ``M = M0 (p/p0)^(1/log2(1 − LR))``. Shapes: all arguments broadcast. Valid: result within M0 … 100 M0.
    Errors: `ParameterError` for a target above the first price; `PhysicsError` outside the validity, and where nothing is
    learnt. Source: as `learning_curve_price`.

    >>> round(learning_curve_cumulative(1800.0, 400.0, 1000.0), 1)
    2483.2
    """
    require(np.less_equal(target_price, initial_price), "the target is above the first price", parameter="target_price", value=target_price)
    doubling = np.log2(1.0 - np.asarray(learning_rate))
    fall = np.log(np.asarray(target_price) / initial_price)
    require((doubling < 0.0) | (fall == 0.0), "without learning the price never falls", PhysicsError, parameter="learning_rate", value=0.0)
    growth = np.exp(np.divide(fall, doubling, out=np.zeros(np.broadcast_shapes(np.shape(fall), np.shape(doubling))), where=doubling < 0.0))
    return np.asarray(initial_cumulative) * _learning_curve(np.maximum(growth, 1.0), outside=outside)
