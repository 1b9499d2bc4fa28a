"""Wind power: power curve, density, wake; the speed at hub height (model T16)."""

from __future__ import annotations

import numpy as np

from gigasite._model import Floats, finite, kernel, model, non_negative, positive, require, share
from gigasite.errors import PhysicsError
from gigasite.parameters import default

__all__ = ["log_law_speed_m_s", "power_mw", "speed_at_height_m_s"]


@model(
    wind_speed_m_s=non_negative,
    rated_mw=non_negative,
    curve_speed_m_s=non_negative.series().or_none(),
    curve_share=share.series().or_none(),
    air_density_kg_m3=positive,
    wake_loss=share,
)
def power_mw(
    wind_speed_m_s: Floats,
    rated_mw: Floats,
    *,
    curve_speed_m_s: Floats | None = None,
    curve_share: Floats | None = None,
    air_density_kg_m3: Floats = 1.225,
    wake_loss: Floats = 0.0,
) -> Floats:
    """Power of a wind farm [MW] at hub height.

    Formula: ``P_r min(s(v) ρ/ρ0, 1) (1 − wake)``, s the power curve, linear between its points, 0 below the first and above the
    last speed. Without a curve: the composite curve of IEC class III turbines, cut-in 3, rated 12, cut-out 22 m/s.
    Shapes: speed, rated power, density and wake broadcast; a curve is two series of equal length.
    Errors: `ParameterError` for half a curve, or speeds that do not rise.
    Source: J. King, A. Clifton, B.-M. Hodge, Validation of Power Output for the WIND Toolkit, NREL/TP-5D00-61714, 2014.

    >>> power_mw([2.0, 8.5, 15.0, 23.0], 100.0)
    array([  0.   ,  69.005, 100.   ,   0.   ])
    """
    if curve_speed_m_s is None and curve_share is None:
        return kernel("wind_power.power_mw", wind_speed_m_s, rated_mw, air_density_kg_m3, wake_loss)
    require(curve_speed_m_s is not None and curve_share is not None, "a curve needs both speeds and shares", parameter="curve_share")
    speeds, shares = np.asarray(curve_speed_m_s), np.asarray(curve_share)
    require(speeds.ndim == 1 and speeds.shape == shares.shape, "speeds and shares are two series of equal length", parameter="curve_share")
    require(np.diff(speeds) > 0.0, "the speeds of the curve do not rise", parameter="curve_speed_m_s")
    on_curve = np.interp(wind_speed_m_s, speeds, shares, left=0.0, right=0.0)
    return kernel("wind_power.power_from_share_mw", on_curve, rated_mw, air_density_kg_m3, wake_loss)


@model(wind_speed_m_s=non_negative, measured_height_m=positive, hub_height_m=positive, shear_exponent=finite)
def speed_at_height_m_s(
    wind_speed_m_s: Floats, measured_height_m: Floats, hub_height_m: Floats, *, shear_exponent: Floats = default("wind_shear_exponent")
) -> Floats:
    """Wind speed at hub height [m/s] by the power law: ``v (z_hub/z)^α``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative speed or a height of 0.
    Source: IEC 61400-1 (power-law profile); α 0.14 is the one-seventh law over open ground.

    >>> round(speed_at_height_m_s(5.0, 10.0, 100.0), 3)
    6.902
    """
    return kernel("wind_power.speed_at_height_m_s", wind_speed_m_s, measured_height_m, hub_height_m, shear_exponent)


@model(wind_speed_m_s=non_negative, measured_height_m=positive, hub_height_m=positive, roughness_m=positive)
def log_law_speed_m_s(
    wind_speed_m_s: Floats, measured_height_m: Floats, hub_height_m: Floats, *, roughness_m: Floats = default("wind_roughness")
) -> Floats:
    """Wind speed at hub height [m/s] by the logarithmic profile of neutral air: ``v ln(z_hub/z0)/ln(z/z0)``, z0 the roughness length.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative speed or a height or roughness of 0; `PhysicsError` for a
    height that is not above the roughness length.
    Source: I. Troen and E. Lundtang Petersen, European Wind Atlas, Risø 1989, section 8 and table of roughness classes.

    >>> round(log_law_speed_m_s(5.0, 10.0, 100.0), 3)
    6.982
    """
    lowest = np.minimum(measured_height_m, hub_height_m)
    require(
        np.greater(lowest, roughness_m),
        "the profile starts at the roughness length; a height lies below it",
        PhysicsError,
        parameter="roughness_m",
        value=roughness_m,
    )
    return kernel("wind_power.log_law_speed_m_s", wind_speed_m_s, measured_height_m, hub_height_m, roughness_m)
