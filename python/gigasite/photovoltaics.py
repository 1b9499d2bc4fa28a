"""Photovoltaics: plane of array, cell temperature, power of a plant on the ground (model T16)."""

from __future__ import annotations

from gigasite._model import Floats, finite, kernel, legal, model, non_negative, positive, share
from gigasite.constants import ZERO_CELSIUS_K
from gigasite.parameters import default

__all__ = ["ac_power_mw", "cell_temperature_c", "dc_power_mw", "degraded_share", "plane_of_array_w_m2"]

_temperature = legal(-ZERO_CELSIUS_K, open_low=True)
_azimuth = legal(-360.0, 360.0)


@model(
    poa_w_m2=non_negative,
    cell_temperature_c=_temperature,
    dc_capacity_mw=non_negative,
    gamma_per_k=finite,
    reference_w_m2=positive,
    reference_cell_c=_temperature,
)
def dc_power_mw(
    poa_w_m2: Floats,
    cell_temperature_c: Floats,
    dc_capacity_mw: Floats,
    *,
    gamma_per_k: Floats = default("pv_gamma"),
    reference_w_m2: Floats = 1000.0,
    reference_cell_c: Floats = 25.0,
) -> Floats:
    """Power of an array before losses and inverter [MW dc].

    Formula: ``P_dc0 (POA/1000) (1 + γ (T_cell − 25))``, not below 0. Shapes: all arguments broadcast.
    Errors: `ParameterError` for a negative irradiance or capacity.
    Source: A. P. Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641, 2014.

    >>> round(dc_power_mw(900.0, 50.0, 100.0), 3)
    82.125
    """
    return kernel("photovoltaics.dc_power_mw", poa_w_m2, cell_temperature_c, dc_capacity_mw, gamma_per_k, reference_w_m2, reference_cell_c)


@model(poa_w_m2=non_negative, ambient_c=_temperature, wind_speed_m_s=non_negative, u0_w_m2_k=positive, u1_w_s_m3_k=non_negative)
def cell_temperature_c(
    poa_w_m2: Floats,
    ambient_c: Floats,
    wind_speed_m_s: Floats,
    *,
    u0_w_m2_k: Floats = 25.0,
    u1_w_s_m3_k: Floats = 6.84,
) -> Floats:
    """Cell temperature [°C]: ``T_amb + POA/(u0 + u1 v)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative irradiance or wind speed.
    Source: D. Faiman, "Assessing the outdoor operating temperature of photovoltaic modules", Prog. Photovolt. 16, 2008,
    DOI 10.1002/pip.813.

    >>> round(cell_temperature_c(800.0, 20.0, 1.0), 3)
    45.126
    """
    return kernel("photovoltaics.cell_temperature_c", poa_w_m2, ambient_c, wind_speed_m_s, u0_w_m2_k, u1_w_s_m3_k)


@model(
    ghi_w_m2=non_negative,
    dni_w_m2=non_negative,
    dhi_w_m2=non_negative,
    zenith_deg=legal(0.0, 180.0),
    azimuth_deg=_azimuth,
    tilt_deg=legal(0.0, 180.0),
    surface_azimuth_deg=_azimuth,
    albedo=share,
)
def plane_of_array_w_m2(
    ghi_w_m2: Floats,
    dni_w_m2: Floats,
    dhi_w_m2: Floats,
    zenith_deg: Floats,
    azimuth_deg: Floats,
    tilt_deg: Floats,
    surface_azimuth_deg: Floats,
    *,
    albedo: Floats = 0.2,
) -> Floats:
    """Irradiance on a tilted plane under an isotropic sky [W/m²].

    Formula: ``DNI max(cos AOI, 0) + DHI (1 + cos β)/2 + GHI ρ (1 − cos β)/2``, ``cos AOI = cos z cos β + sin z sin β cos(γ_sun − γ)``;
    no beam from a Sun below the horizon. Shapes: all arguments broadcast. Units: azimuths from north eastward.
    Errors: `ParameterError` for negative irradiances or angles outside their circle.
    Source: P. G. Loutzenhiser et al., Solar Energy 81, 2007, DOI 10.1016/j.solener.2006.03.009.

    >>> round(plane_of_array_w_m2(600.0, 800.0, 100.0, 50.0, 180.0, 30.0, 180.0), 1)
    853.1
    """
    return kernel(
        "photovoltaics.plane_of_array_w_m2", ghi_w_m2, dni_w_m2, dhi_w_m2, zenith_deg, azimuth_deg, tilt_deg, surface_azimuth_deg, albedo
    )


@model(dc_power_mw=non_negative, ac_capacity_mw=non_negative, system_losses=share, inverter_efficiency=share)
def ac_power_mw(dc_power_mw: Floats, ac_capacity_mw: Floats, *, system_losses: Floats = 0.14, inverter_efficiency: Floats = 0.96) -> Floats:
    """Power at the meter [MW ac], clipped at the inverter: ``min(P_dc (1 − losses) η_inv, P_ac0)``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a negative power or a share outside 0–1.
    Source: as `dc_power_mw` (default losses and inverter of PVWatts).

    >>> round(ac_power_mw(82.125, 80.0), 2), ac_power_mw(110.0, 80.0)
    (67.8, 80.0)
    """
    return kernel("photovoltaics.ac_power_mw", dc_power_mw, ac_capacity_mw, system_losses, inverter_efficiency)


@model(years=non_negative, degradation_per_yr=share)
def degraded_share(years: Floats, *, degradation_per_yr: Floats = default("pv_degradation")) -> Floats:
    """Share of the first output that is left after some years: ``(1 − d)^years``.

    Shapes: all arguments broadcast. Errors: `ParameterError` for a loss outside 0–1.
    Source: D. C. Jordan and S. R. Kurtz, "Photovoltaic degradation rates", Prog. Photovolt. 21, 2013, DOI 10.1002/pip.1182.

    >>> round(degraded_share(25.0), 4)
    0.8822
    """
    return kernel("photovoltaics.degraded_share", years, degradation_per_yr)
