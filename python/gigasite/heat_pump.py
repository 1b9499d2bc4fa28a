"""Heat pump: what lifting waste heat to a network costs in electricity (model T13)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, derived, kernel, legal, model, non_negative, positive, require
from gigasite.constants import ZERO_CELSIUS_K
from gigasite.errors import PhysicsError
from gigasite.parameters import default

__all__ = [
    "HeatPumpBalance",
    "balance",
    "carnot_cop",
    "cooling_cop",
    "electric_mw",
    "heating_cop",
    "heating_cop_from_combined",
    "heating_cop_from_heats",
    "lorenz_cop",
    "lorenz_efficiency",
]

_temperature = legal(-ZERO_CELSIUS_K, open_low=True)
_cop = legal(1.0, open_low=True)
_LIFT_K = (10.0, 95.0)


class _Means(NamedTuple):
    sink_k: Floats
    lift_k: Floats


def _means(source_in_c: Floats, source_out_c: Floats, sink_in_c: Floats, sink_out_c: Floats) -> _Means:
    require(
        np.less_equal(source_out_c, source_in_c),
        "the source warms up while heat is taken from it",
        parameter="source_out_c",
        value=source_out_c,
    )
    require(
        np.greater_equal(sink_out_c, sink_in_c), "the sink cools down while heat is given to it", parameter="sink_out_c", value=sink_out_c
    )
    means: _Means = kernel("heat_pump.mean_temperatures", source_in_c, source_out_c, sink_in_c, sink_out_c, result=_Means)
    return means


def _lorenz(means: _Means, lift_k: Floats) -> Floats:
    return np.where(np.greater(lift_k, 0.0), means.sink_k / np.asarray(lift_k), np.nan)


@model(source_in_c=_temperature, source_out_c=_temperature, sink_in_c=_temperature, sink_out_c=_temperature)
def lorenz_cop(source_in_c: Floats, source_out_c: Floats, sink_in_c: Floats, sink_out_c: Floats, *, outside: Outside = "raise") -> Floats:
    """Largest heating coefficient between a source that cools and a sink that warms, temperatures in °C.

    Formula: ``COP = T̄_k/(T̄_k − T̄_s)``, ``T̄ = (T_a − T_b)/ln(T_a/T_b)`` in K for each side, ``T̄ = T`` without glide.
    Shapes: all arguments broadcast. Valid: lift ``T̄_k − T̄_s`` 10–95 K.
    Errors: `ParameterError` for a source that warms or a sink that cools; `PhysicsError` for a lift outside its validity.
    Source: H. Lorenz, "Beiträge zur Beurteilung von Kühlmaschinen", Z. VDI 38, 1894.

    >>> round(lorenz_cop(30.0, 20.0, 50.0, 85.0), 5)
    8.05981
    """
    means = _means(source_in_c, source_out_c, sink_in_c, sink_out_c)
    return _lorenz(means, derived("lift_k", means.lift_k, *_LIFT_K, outside, "lorenz_cop"))


@model(source_c=_temperature, sink_c=_temperature, pinch_k=non_negative)
def carnot_cop(source_c: Floats, sink_c: Floats, *, pinch_k: Floats = 0.0) -> Floats:
    """Heating coefficient of Carnot between constant temperatures [°C], with a pinch [K] in each exchanger.

    Formula: ``COP = (T_k + pinch)/((T_k + pinch) − (T_s − pinch))`` in K.
    Shapes: all arguments broadcast.
    Errors: `PhysicsError` for a sink that is not above the source: nothing to lift.
    Source: S. Carnot, Réflexions sur la puissance motrice du feu, 1824; textbook form.

    >>> round(carnot_cop(20.0, 85.0), 2)
    5.51
    """
    lift = np.asarray(sink_c) - source_c + 2.0 * np.asarray(pinch_k)
    require(lift > 0.0, "the sink is not above the source: there is nothing to lift", PhysicsError, parameter="sink_c", value=sink_c)
    return kernel("heat_pump.carnot_cop", source_c, sink_c, pinch_k)


@model(
    source_in_c=_temperature,
    source_out_c=_temperature,
    sink_in_c=_temperature,
    sink_out_c=_temperature,
    lorenz_efficiency=legal(0.0, 1.0, open_low=True),
    maximum_sink_c=_temperature,
)
def heating_cop(
    source_in_c: Floats,
    source_out_c: Floats,
    sink_in_c: Floats,
    sink_out_c: Floats,
    *,
    lorenz_efficiency: Floats = default("lorenz_efficiency"),
    maximum_sink_c: Floats = 120.0,
    outside: Outside = "raise",
) -> Floats:
    """Heating coefficient of a machine between gliding streams, temperatures in °C.

    Formula: ``COP = η_L T̄_k/(T̄_k − T̄_s)``, see `lorenz_cop`; ``maximum_sink_c`` is that of the machine class (90, 120 or 150 °C).
    Shapes: all arguments broadcast. Valid: lift 10–95 K, ``sink_out_c`` ≤ ``maximum_sink_c``; "clamp" moves the nearest of them.
    Errors: `ParameterError` for an efficiency outside 0–1 or streams that run the wrong way; `PhysicsError` outside the validity.
    Source: C. Arpagaus et al., "High temperature heat pumps: market overview, state of the art", Energy 152, 2018,
    DOI 10.1016/j.energy.2018.03.166 (η_L 0.45–0.6).

    >>> round(heating_cop(30.0, 20.0, 50.0, 85.0), 3)
    4.03
    """
    sink_out_c, maximum_sink_c = np.broadcast_arrays(sink_out_c, maximum_sink_c)
    sink_out_c = derived("sink_out_c", sink_out_c, -np.inf, maximum_sink_c, outside, "heating_cop")
    out_of_class = np.isnan(sink_out_c)
    usable = np.where(out_of_class, sink_in_c, sink_out_c) if np.any(out_of_class) else sink_out_c
    means = _means(source_in_c, source_out_c, np.minimum(sink_in_c, usable) if outside == "clamp" else sink_in_c, usable)
    lift = derived("lift_k", means.lift_k, *_LIFT_K, outside, "heating_cop")
    return np.where(out_of_class, np.nan, np.asarray(lorenz_efficiency) * _lorenz(means, lift))


@model(heating_cop=_cop, source_in_c=_temperature, source_out_c=_temperature, sink_in_c=_temperature, sink_out_c=_temperature)
def lorenz_efficiency(heating_cop: Floats, source_in_c: Floats, source_out_c: Floats, sink_in_c: Floats, sink_out_c: Floats) -> Floats:
    """Quality of a machine: its heating coefficient over that of Lorenz, temperatures in °C.

    Formula: ``η_L = COP (T̄_k − T̄_s)/T̄_k``. Shapes: all arguments broadcast.
    Errors: `PhysicsError` above 1 (the claim breaks the second law; often a combined figure, see `heating_cop_from_combined`)
    and for a sink that is not above the source.
    Source: as `lorenz_cop`.

    >>> round(lorenz_efficiency(4.0, 30.0, 20.0, 50.0, 85.0), 4)
    0.4963
    """
    means = _means(source_in_c, source_out_c, sink_in_c, sink_out_c)
    require(
        np.greater(means.lift_k, 0.0), "the sink is not above the source: there is nothing to lift", PhysicsError, parameter="sink_out_c"
    )
    efficiency = np.asarray(heating_cop) / _lorenz(means, means.lift_k)
    require(
        efficiency <= 1.0,
        "the coefficient is above that of Lorenz, which the second law forbids",
        PhysicsError,
        parameter="heating_cop",
        value=heating_cop,
        hint="is it a combined figure of heat and cold? see heating_cop_from_combined",
    )
    return efficiency


class HeatPumpBalance(NamedTuple):
    """Heat given, electricity, heat taken."""

    heat_mw: Floats
    electric_mw: Floats
    source_mw: Floats


@model(source_mw=non_negative, heating_cop=_cop)
def balance(source_mw: Floats, heating_cop: Floats) -> HeatPumpBalance:
    """Heat given and electric power [MW] for a heat taken.

    Formula: ``Q_h = Q_c COP/(COP − 1)``, ``P_el = Q_h − Q_c`` (first law; motor losses apart).
    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative heat or a coefficient not above 1.
    Source: first law of thermodynamics.

    >>> heat, power, _ = balance(10.0, 4.0)
    >>> round(heat, 4), round(power, 4)
    (13.3333, 3.3333)
    """
    result: HeatPumpBalance = kernel("heat_pump.balance", source_mw, heating_cop, result=HeatPumpBalance)
    return result


def _require_more_heat(heat_mw: Floats, source_mw: Floats) -> None:
    require(np.greater(heat_mw, source_mw), "not more heat given than taken: no work was done", parameter="heat_mw", value=heat_mw)


@model(heat_mw=positive, source_mw=non_negative)
def electric_mw(heat_mw: Floats, source_mw: Floats) -> Floats:
    """Electric power [MW] between heat given and heat taken: ``P = Q_h − Q_c``.

    Shapes: all arguments broadcast. Errors: `ParameterError` unless ``heat_mw`` > ``source_mw``. Source: first law.

    >>> electric_mw(13.0, 10.0)
    3.0
    """
    _require_more_heat(heat_mw, source_mw)
    return kernel("heat_pump.electric_mw", heat_mw, source_mw)


@model(heat_mw=positive, source_mw=non_negative)
def heating_cop_from_heats(heat_mw: Floats, source_mw: Floats) -> Floats:
    """Heating coefficient from heat given and heat taken: ``COP = Q_h/(Q_h − Q_c)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` unless ``heat_mw`` > ``source_mw``. Source: first law.

    >>> heating_cop_from_heats(4.0, 3.0)
    4.0
    """
    _require_more_heat(heat_mw, source_mw)
    return kernel("heat_pump.heating_cop_from_heats", heat_mw, source_mw)


@model(combined_cop=_cop)
def heating_cop_from_combined(combined_cop: Floats) -> Floats:
    """Heating coefficient in a vendor's "total" figure, which counts heat and cold: ``COP_h = (COP_total + 1)/2``.

    Errors: `ParameterError` for a combined figure not above 1. Source: ``COP_h + COP_c = 2 COP_h − 1``.

    >>> heating_cop_from_combined(7.0)
    4.0
    """
    return kernel("heat_pump.heating_cop_from_combined", combined_cop)


@model(heating_cop=_cop)
def cooling_cop(heating_cop: Floats) -> Floats:
    """Cooling coefficient of the same machine: ``COP_c = COP_h − 1``.

    Errors: `ParameterError` for a heating coefficient not above 1. Source: first law.

    >>> cooling_cop(4.0)
    3.0
    """
    return kernel("heat_pump.cooling_cop", heating_cop)
