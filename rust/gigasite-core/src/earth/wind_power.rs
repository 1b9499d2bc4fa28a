//! Wind power (T16): power curve, density, wake; the speed at hub height.

/// Share of the rated power at 3, 4, … 12 m/s: composite curve of turbines of IEC class III, rated from 12 m/s on.
///
/// King, Clifton, Hodge 2014, *Validation of Power Output for the WIND Toolkit*, NREL/TP-5D00-61714.
const CLASS_III: [f64; 10] = [0.0054, 0.053, 0.1351, 0.2508, 0.4033, 0.5952, 0.7849, 0.9178, 0.9796, 1.0];
const CUT_IN_M_S: f64 = 3.0;
const CUT_OUT_M_S: f64 = 22.0;

/// Share of the rated power on the generic class III curve, linear between whole speeds; 0 below 3 and above 22 m/s.
#[inline(always)]
pub fn class_iii_share(wind_speed_m_s: f64) -> f64 {
    if !(CUT_IN_M_S..=CUT_OUT_M_S).contains(&wind_speed_m_s) {
        return if wind_speed_m_s.is_nan() { f64::NAN } else { 0.0 };
    }
    let position = wind_speed_m_s - CUT_IN_M_S;
    let below = position as usize;
    let at = |i: usize| CLASS_III.get(i).copied().unwrap_or(1.0);
    at(below) + (position - below as f64) * (at(below + 1) - at(below))
}

/// Density of the standard atmosphere at sea level [kg/m³], for which power curves are stated (IEC 61400-12-1).
pub const STANDARD_DENSITY_KG_M3: f64 = 1.225;

/// Power of a farm [MW] from its share on the power curve: `P = P_r min(s ρ/ρ0, 1) (1 − wake)`.
#[inline(always)]
pub fn power_from_share_mw(share: f64, rated_mw: f64, air_density_kg_m3: f64, wake_loss: f64) -> f64 {
    rated_mw * (share * air_density_kg_m3 / STANDARD_DENSITY_KG_M3).min(1.0) * (1.0 - wake_loss)
}

/// Power of a farm [MW] of generic class III turbines.
#[inline(always)]
pub fn power_mw(wind_speed_m_s: f64, rated_mw: f64, air_density_kg_m3: f64, wake_loss: f64) -> f64 {
    power_from_share_mw(class_iii_share(wind_speed_m_s), rated_mw, air_density_kg_m3, wake_loss)
}

/// Speed at hub height by the power law [m/s]: `v (z_hub/z)^α`.
#[inline(always)]
pub fn speed_at_height_m_s(wind_speed_m_s: f64, measured_height_m: f64, hub_height_m: f64, shear_exponent: f64) -> f64 {
    wind_speed_m_s * (hub_height_m / measured_height_m).powf(shear_exponent)
}

/// Speed at hub height by the logarithmic profile [m/s]: `v ln(z_hub/z0)/ln(z/z0)`.
#[inline(always)]
pub fn log_law_speed_m_s(wind_speed_m_s: f64, measured_height_m: f64, hub_height_m: f64, roughness_m: f64) -> f64 {
    wind_speed_m_s * (hub_height_m / roughness_m).ln() / (measured_height_m / roughness_m).ln()
}

crate::kernels! {
    log_law_speed_m_s(wind_speed_m_s, measured_height_m, hub_height_m, roughness_m) -> f64;
    power_from_share_mw(share, rated_mw, air_density_kg_m3, wake_loss) -> f64;
    power_mw(wind_speed_m_s, rated_mw, air_density_kg_m3, wake_loss) -> f64;
    speed_at_height_m_s(wind_speed_m_s, measured_height_m, hub_height_m, shear_exponent) -> f64;
}
