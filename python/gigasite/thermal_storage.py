"""Thermal storage: tanks of hot and cold water (model T15)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gigasite._model import Floats, kernel, model, non_negative, positive, require, share

__all__ = ["TankStep", "capacity_mwh", "step"]

# Water between 20 and 90 °C: density 998–965 kg/m³, heat capacity 4.18–4.21 kJ/kg/K; the product at 60 °C.
# W. Wagner and A. Pruß 2002, DOI 10.1063/1.1461829.
_WATER_J_M3_K = 983.2 * 4185.0


class TankStep(NamedTuple):
    """State after the step, delivered heat, losses in the step."""

    state_mwh: Floats
    delivered_mw: Floats
    loss_mwh: Floats


@model(
    state_mwh=non_negative,
    charge_mw=non_negative,
    discharge_mw=non_negative,
    step_h=positive,
    capacity_mwh=non_negative,
    loss_per_day=share,
    mixing_share=share,
)
def step(
    state_mwh: Floats,
    charge_mw: Floats,
    discharge_mw: Floats,
    step_h: Floats,
    capacity_mwh: Floats,
    loss_per_day: Floats,
    *,
    mixing_share: Floats = 0.0,
) -> TankStep:
    """One step of a tank that is charged and drawn from.

    Formula: ``b0 = b (1 − loss_per_day)^(Δt/24)``, useful charge ``c = p_c Δt (1 − mixing)``, delivered ``d = min(p_d Δt, b0 + c)``,
    ``b' = min(b0 + c − d, B)``; ``loss = b + p_c Δt − d − b'`` is standing loss, mixing and what did not fit. The loss compounds:
    a day in one step is a day in 24.
    Shapes: all arguments broadcast. Errors: `ParameterError` for a state above the capacity or a share outside 0–1.
    Source: first-order loss of a tank; W. Streicher, in: Solar Energy Storage, textbook form.

    >>> state, delivered, loss = step(100.0, 0.0, 2.0, 24.0, 200.0, 0.02)
    >>> round(state, 9), delivered, round(loss, 9)
    (50.0, 2.0, 2.0)
    """
    require(np.less_equal(state_mwh, capacity_mwh), "more heat than the capacity holds", parameter="state_mwh", value=state_mwh)
    result: TankStep = kernel(
        "thermal_storage.step", state_mwh, charge_mw, discharge_mw, step_h, capacity_mwh, loss_per_day, mixing_share, result=TankStep
    )
    return result


@model(volume_m3=non_negative, temperature_difference_k=non_negative, usable_share=share)
def capacity_mwh(volume_m3: Floats, temperature_difference_k: Floats, *, usable_share: Floats = 1.0) -> Floats:
    """Heat that a tank of water holds [MWh]: ``ρ c_p V ΔT s``.

    Shapes: all arguments broadcast. Units: ρ c_p of water at 60 °C (within 2 % from 20 to 90 °C).
    Errors: `ParameterError` for a negative volume or difference, or a share outside 0–1.
    Source: W. Wagner and A. Pruß, J. Phys. Chem. Ref. Data 31, 2002, DOI 10.1063/1.1461829.

    >>> round(capacity_mwh(1000.0, 40.0), 2)
    45.72
    """
    return _WATER_J_M3_K * np.asarray(volume_m3) * temperature_difference_k * usable_share / 3.6e9
