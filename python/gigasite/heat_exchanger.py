"""Effectiveness and number of transfer units (model T05).

Source: F. P. Incropera et al., Fundamentals of Heat and Mass Transfer, tables 11.3 and 11.4.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, finite, kernel, model, non_negative, positive, require, share
from gigasite.errors import ParameterError, PhysicsError

__all__ = ["HeatExchange", "effectiveness", "exchange", "ntu"]

_ARRANGEMENTS = ("counterflow", "parallel", "crossflow_unmixed", "phase_change")


def _kernel(function: str, arrangement: str, value: Floats, capacity_ratio: Floats) -> Floats:
    if arrangement not in _ARRANGEMENTS:
        raise ParameterError(
            f"{arrangement!r} is not an arrangement; one of {', '.join(_ARRANGEMENTS)}", parameter="arrangement", value=arrangement
        )
    name = f"heat_exchanger.{function}_{arrangement}"
    if arrangement == "phase_change":
        return kernel(name, np.broadcast_arrays(value, capacity_ratio)[0])
    return kernel(name, value, capacity_ratio)


@model(ntu=non_negative, capacity_ratio=share)
def effectiveness(ntu: Floats, capacity_ratio: Floats, *, arrangement: str = "counterflow") -> Floats:
    """Effectiveness [1] from ``NTU = UA/C_min`` and ``C_r = C_min/C_max``.

    ``counterflow``: ``(1 − e^(−NTU(1−Cr)))/(1 − Cr e^(−NTU(1−Cr)))``, at Cr = 1 ``NTU/(1+NTU)``; ``parallel``:
    ``(1 − e^(−NTU(1+Cr)))/(1 + Cr)``; ``crossflow_unmixed``: ``1 − exp[NTU^0.22/Cr (e^(−Cr NTU^0.78) − 1)]`` (approximate);
    ``phase_change``: ``1 − e^(−NTU)``, the boiling side has no bound, so Cr counts as 0.
    Shapes: all arguments broadcast. Errors: `ParameterError` for a ratio outside 0–1 or an unknown arrangement.
    Source: Incropera et al., table 11.3.

    >>> round(effectiveness(2.5, 0.8), 8)
    0.76435138
    """
    return _kernel("effectiveness", arrangement, ntu, capacity_ratio)


@model(effectiveness=share, capacity_ratio=share)
def ntu(effectiveness: Floats, capacity_ratio: Floats, *, arrangement: str = "counterflow") -> Floats:
    """Transfer units [1] that reach an effectiveness, the inverse of `effectiveness`.

    Shapes: all arguments broadcast. Errors: `PhysicsError` for an effectiveness that no size reaches
    (1; in parallel flow from ``1/(1 + Cr)`` on). Source: Incropera et al., table 11.4; cross flow by a bracketed root.

    >>> round(ntu(0.76435138, 0.8), 6)
    2.5
    """
    units = _kernel("ntu", arrangement, effectiveness, capacity_ratio)
    worst = float(np.max(effectiveness))
    highest = float(np.min(1.0 / (1.0 + np.asarray(capacity_ratio)))) if arrangement == "parallel" else 1.0
    text = f"no exchanger in {arrangement} reaches this effectiveness"
    require(np.isfinite(units), text, PhysicsError, parameter="effectiveness", value=worst, low=0.0, high=highest)
    return units


class HeatExchange(NamedTuple):
    """Heat [kW] and outlet temperatures [°C]."""

    heat_kw: Floats
    hot_out_c: Floats
    cold_out_c: Floats


@model(effectiveness=share, hot_in_c=finite, cold_in_c=finite, hot_capacity_kw_k=positive, cold_capacity_kw_k=positive)
def exchange(
    effectiveness: Floats, hot_in_c: Floats, cold_in_c: Floats, hot_capacity_kw_k: Floats, cold_capacity_kw_k: Floats
) -> HeatExchange:
    """Heat over an exchanger: ``Q = ε C_min (T_hot,in − T_cold,in)``, capacities ``C = ṁ c_p`` in kW/K.

    Shapes: all arguments broadcast. Errors: `ParameterError` where the hot side enters colder than the cold one.
    Source: Incropera et al., equation 11.22.

    >>> round(exchange(0.76435138, 50.0, 32.0, 100.0, 125.0).heat_kw, 2)
    1375.83
    """
    require(np.greater_equal(hot_in_c, cold_in_c), "the hot side enters colder than the cold side", parameter="hot_in_c")
    arguments = (effectiveness, hot_in_c, cold_in_c, hot_capacity_kw_k, cold_capacity_kw_k)
    return kernel("heat_exchanger.exchange", *arguments, result=HeatExchange)  # type: ignore[no-any-return]
