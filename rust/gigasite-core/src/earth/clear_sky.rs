//! Clear sky (T16): irradiance without clouds.

use crate::constants::{DAY_S, STANDARD_PRESSURE_PA};
use crate::earth::solar_position::position;

/// Global horizontal irradiance [W/m²]: `1098 cos z exp(−0.059/cos z)`, 0 at and below the horizon.
///
/// Haurwitz 1945 and 1946, *Journal of Meteorology* 2 and 3.
#[inline(always)]
pub fn haurwitz_ghi_w_m2(zenith_deg: f64) -> f64 {
    // The cosine of 90° is a rounding remainder, not a Sun above the horizon.
    let cos_z = zenith_deg.to_radians().cos();
    if zenith_deg >= 90.0 { 0.0 } else { 1098.0 * cos_z * (-0.059 / cos_z).exp() }
}

/// Irradiation of a day [kWh/m²]: the sum of [`haurwitz_ghi_w_m2`] over the middles of equal steps from a midnight [s since 1970, UTC] on.
pub fn daily_ghi_kwh_m2(midnight_unix_s: f64, latitude_deg: f64, longitude_deg: f64, step_s: f64) -> f64 {
    let steps = (DAY_S / step_s).round() as usize;
    let ghi = |i: usize| {
        let middle_s = midnight_unix_s + (i as f64 + 0.5) * step_s;
        // Light comes from the apparent Sun, raised by the refraction of a standard atmosphere at 12 °C.
        haurwitz_ghi_w_m2(90.0 - position(middle_s, latitude_deg, longitude_deg, 0.0, STANDARD_PRESSURE_PA, 12.0).apparent_elevation_deg)
    };
    (0..steps).map(ghi).sum::<f64>() * step_s / 3.6e6
}

crate::kernels! {
    haurwitz_ghi_w_m2(zenith_deg) -> f64;
    daily_ghi_kwh_m2(midnight_unix_s, latitude_deg, longitude_deg, step_s) -> f64;
}
