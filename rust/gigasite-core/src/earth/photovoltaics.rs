//! Photovoltaics (T16): plane of array, cell temperature, power of a plant on the ground.

/// Power of the array [MW dc]: `P_dc = P_dc0 (POA/1000) (1 + γ (T_cell − 25))`, not below 0.
///
/// Dobos 2014, *PVWatts Version 5 Manual*, NREL/TP-6A20-62641.
#[inline(always)]
pub fn dc_power_mw(
    poa_w_m2: f64,
    cell_temperature_c: f64,
    dc_capacity_mw: f64,
    gamma_per_k: f64,
    reference_w_m2: f64,
    reference_cell_c: f64,
) -> f64 {
    (dc_capacity_mw * (poa_w_m2 / reference_w_m2) * (1.0 + gamma_per_k * (cell_temperature_c - reference_cell_c))).max(0.0)
}

/// Cell temperature [°C]: `T_cell = T_amb + POA/(u0 + u1 v)`.
///
/// Faiman 2008, "Assessing the outdoor operating temperature of photovoltaic modules", DOI 10.1002/pip.813.
#[inline(always)]
pub fn cell_temperature_c(poa_w_m2: f64, ambient_c: f64, wind_speed_m_s: f64, u0_w_m2_k: f64, u1_w_s_m3_k: f64) -> f64 {
    ambient_c + poa_w_m2 / (u0_w_m2_k + u1_w_s_m3_k * wind_speed_m_s)
}

/// Irradiance on a tilted plane under an isotropic sky [W/m²]; no beam from a Sun below the horizon or behind the plane.
///
/// ```text
/// cos AOI = cos z cos β + sin z sin β cos(γ_sun − γ_plane)
/// POA = DNI max(cos AOI, 0) + DHI (1 + cos β)/2 + GHI ρ (1 − cos β)/2
/// ```
/// Loutzenhiser et al. 2007, DOI 10.1016/j.solener.2006.03.009.
#[inline(always)]
pub fn plane_of_array_w_m2(
    ghi_w_m2: f64,
    dni_w_m2: f64,
    dhi_w_m2: f64,
    zenith_deg: f64,
    azimuth_deg: f64,
    tilt_deg: f64,
    surface_azimuth_deg: f64,
    albedo: f64,
) -> f64 {
    let (sin_z, cos_z) = zenith_deg.to_radians().sin_cos();
    let (sin_tilt, cos_tilt) = tilt_deg.to_radians().sin_cos();
    let cos_aoi = cos_z * cos_tilt + sin_z * sin_tilt * (azimuth_deg - surface_azimuth_deg).to_radians().cos();
    let beam = if zenith_deg < 90.0 { dni_w_m2 * cos_aoi.max(0.0) } else { 0.0 };
    beam + dhi_w_m2 * 0.5 * (1.0 + cos_tilt) + ghi_w_m2 * albedo * 0.5 * (1.0 - cos_tilt)
}

/// Power at the meter [MW ac]: `min( P_dc (1 − losses) η_inv , P_ac0 )`.
#[inline(always)]
pub fn ac_power_mw(dc_power_mw: f64, ac_capacity_mw: f64, system_losses: f64, inverter_efficiency: f64) -> f64 {
    (dc_power_mw * (1.0 - system_losses) * inverter_efficiency).min(ac_capacity_mw)
}

/// Share of the first output that is left: `(1 − d)^years`.
#[inline(always)]
pub fn degraded_share(years: f64, degradation_per_yr: f64) -> f64 {
    (1.0 - degradation_per_yr).powf(years)
}

crate::kernels! {
    dc_power_mw(poa_w_m2, cell_temperature_c, dc_capacity_mw, gamma_per_k, reference_w_m2, reference_cell_c) -> f64;
    cell_temperature_c(poa_w_m2, ambient_c, wind_speed_m_s, u0_w_m2_k, u1_w_s_m3_k) -> f64;
    plane_of_array_w_m2(ghi_w_m2, dni_w_m2, dhi_w_m2, zenith_deg, azimuth_deg, tilt_deg, surface_azimuth_deg, albedo) -> f64;
    ac_power_mw(dc_power_mw, ac_capacity_mw, system_losses, inverter_efficiency) -> f64;
    degraded_share(years, degradation_per_yr) -> f64;
}
