//! The Sun: position by the low-precision almanac formula, flux (B, D1).

use crate::constants::ASTRONOMICAL_UNIT_M;
use crate::space::orbit::{Position, turn_deg};

crate::record! {
    /// Position of the true Sun, true equator of date.
    pub struct SunPosition {
        right_ascension_deg,
        declination_deg,
        distance_au,
        ecliptic_longitude_deg,
        /// Mean longitude, the right ascension of the mean Sun.
        mean_longitude_deg,
    }
}

/// Position of the Sun `D` days after J2000 (2000-01-01 12:00), valid 1950–2050 to about 0.01° and 1e-4 AU.
///
/// ```text
/// L = 280.460° + 0.9856474° D      g = 357.528° + 0.9856003° D      ε = 23.439° − 4e-7° D
/// λ = L + 1.915° sin g + 0.020° sin 2g
/// α = atan2(cos ε sin λ, cos λ)    δ = asin(sin ε sin λ)
/// d = 1.00014 − 0.01671 cos g − 0.00014 cos 2g
/// ```
/// *Astronomical Almanac*, section C, low-precision formulas for the Sun.
pub fn position(days_j2000: f64) -> SunPosition {
    let l = turn_deg(280.460 + 0.985_647_4 * days_j2000);
    let g = turn_deg(357.528 + 0.985_600_3 * days_j2000).to_radians();
    let epsilon = (23.439 - 4e-7 * days_j2000).to_radians();
    let lambda_deg = turn_deg(l + 1.915 * g.sin() + 0.020 * (2.0 * g).sin());
    let (sin_lambda, cos_lambda) = lambda_deg.to_radians().sin_cos();
    SunPosition {
        right_ascension_deg: turn_deg((epsilon.cos() * sin_lambda).atan2(cos_lambda).to_degrees()),
        declination_deg: (epsilon.sin() * sin_lambda).asin().to_degrees(),
        distance_au: 1.00014 - 0.01671 * g.cos() - 0.00014 * (2.0 * g).cos(),
        ecliptic_longitude_deg: lambda_deg,
        mean_longitude_deg: l,
    }
}

/// The same as a vector from the Earth, equator of date.
pub fn position_m(days_j2000: f64) -> Position {
    let sun = position(days_j2000);
    let r = sun.distance_au * ASTRONOMICAL_UNIT_M;
    let (sin_alpha, cos_alpha) = sun.right_ascension_deg.to_radians().sin_cos();
    let (sin_delta, cos_delta) = sun.declination_deg.to_radians().sin_cos();
    Position { x_m: r * cos_delta * cos_alpha, y_m: r * cos_delta * sin_alpha, z_m: r * sin_delta }
}

/// `S = S0 (1 AU/d)²`.
pub fn flux_w_m2(distance_au: f64, solar_constant_w_m2: f64) -> f64 {
    solar_constant_w_m2 / (distance_au * distance_au)
}

crate::kernels! {
    position(days_j2000) -> SunPosition;
    position_m(days_j2000) -> Position;
    flux_w_m2(distance_au, solar_constant_w_m2) -> f64;
}
