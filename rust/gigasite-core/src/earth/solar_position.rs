//! Solar position (T16): where the Sun stands over a site.

use crate::constants::EARTH_EQUATORIAL_RADIUS_M;

crate::record! {
    /// The Sun in the sky of a site.
    pub struct SolarPosition {
        /// Of the centre of the disk, without refraction.
        elevation_deg,
        /// With refraction.
        apparent_elevation_deg,
        zenith_deg,
        /// From north, eastward, 0 to 360.
        azimuth_deg,
    }
}

/// Seconds of the Unix clock at J2000.0, 2000-01-01 12:00.
const J2000_UNIX_S: f64 = 946_728_000.0;
/// Horizontal parallax of the Sun at one astronomical unit [deg].
const PARALLAX_DEG: f64 = 8.794 / 3600.0;

/// Position of the Sun at a time [s since 1970, UTC], with the low-accuracy theory of Meeus 1998, *Astronomical
/// Algorithms*, 2nd ed., chapters 12 (sidereal time), 13, 25 (Sun) and 16 (refraction, Sæmundsson's formula).
///
/// ```text
/// L0 = 280.46646 + 36000.76983 T + 0.0003032 T²        M = 357.52911 + 35999.05029 T − 0.0001537 T²
/// C = (1.914602 − 0.004817 T − 0.000014 T²) sin M + (0.019993 − 0.000101 T) sin 2M + 0.000289 sin 3M
/// λ = L0 + C − 0.00569 − 0.00478 sin Ω                  ε = 23.4392911 − 0.0130042 T + 0.00256 cos Ω
/// α = atan2(cos ε sin λ, cos λ)    sin δ = sin ε sin λ    H = θ0 + longitude − α
/// sin h = sin φ sin δ + cos φ cos δ cos H               refraction R = 1.02′ / tan(h + 10.3/(h + 5.11)) · p/1010 hPa · 283/(273 + t)
/// ```
pub fn position(unix_s: f64, latitude_deg: f64, longitude_deg: f64, altitude_m: f64, pressure_pa: f64, temperature_c: f64) -> SolarPosition {
    let days = (unix_s - J2000_UNIX_S) / 86_400.0;
    let t = days / 36_525.0;

    let mean_longitude = 280.46646 + t * (36_000.769_83 + 0.000_303_2 * t);
    let anomaly = (357.529_11 + t * (35_999.050_29 - 0.000_153_7 * t)).to_radians();
    let centre = (1.914_602 - t * (0.004_817 + 0.000_014 * t)) * anomaly.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * anomaly).sin()
        + 0.000_289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1934.136 * t).to_radians();
    let (sin_lambda, cos_lambda) = (mean_longitude + centre - 0.005_69 - 0.004_78 * node.sin()).to_radians().sin_cos();
    let (sin_epsilon, cos_epsilon) = (23.439_291_1 - 0.013_004_2 * t + 0.002_56 * node.cos()).to_radians().sin_cos();
    let right_ascension_deg = (cos_epsilon * sin_lambda).atan2(cos_lambda).to_degrees();
    let sin_delta = sin_epsilon * sin_lambda;
    let cos_delta = (1.0 - sin_delta * sin_delta).sqrt();

    // θ0 = 280.46061837 + 360.98564736629 d, the whole turns of the days taken off first to keep the digits, and the
    // equation of the equinoxes −0.00478 sin Ω cos ε.
    let sidereal_deg =
        280.460_618_37 + 360.0 * days.fract() + 0.985_647_366_29 * days + 0.000_387_933 * t * t - 0.004_78 * node.sin() * cos_epsilon;
    let (sin_h, cos_h) = (sidereal_deg + longitude_deg - right_ascension_deg).to_radians().sin_cos();
    let (sin_phi, cos_phi) = latitude_deg.to_radians().sin_cos();

    // Towards north, east and up; the azimuth is that of the horizontal part.
    let north = cos_phi * sin_delta - sin_phi * cos_delta * cos_h;
    let east = -cos_delta * sin_h;
    let up = sin_phi * sin_delta + cos_phi * cos_delta * cos_h;
    let horizontal = (north * north + east * east).sqrt();
    let parallax_deg = PARALLAX_DEG * horizontal * (1.0 + altitude_m / EARTH_EQUATORIAL_RADIUS_M);
    let elevation_deg = up.atan2(horizontal).to_degrees() - parallax_deg;
    SolarPosition {
        elevation_deg,
        apparent_elevation_deg: elevation_deg + refraction_deg(elevation_deg, pressure_pa, temperature_c),
        zenith_deg: 90.0 - elevation_deg,
        azimuth_deg: east.atan2(north).to_degrees().rem_euclid(360.0),
    }
}

/// Refraction of the air [deg]; none once the upper limb is below the horizon, where the formula ends.
fn refraction_deg(elevation_deg: f64, pressure_pa: f64, temperature_c: f64) -> f64 {
    // Half the disk (0.26667°) and the refraction at the horizon (0.5667°).
    if elevation_deg < -0.833_37 {
        return 0.0;
    }
    let argument = (elevation_deg + 10.3 / (elevation_deg + 5.11)).to_radians();
    (pressure_pa / 101_000.0) * (283.0 / (273.0 + temperature_c)) * 1.02 / (60.0 * argument.tan())
}

crate::kernels! {
    position(unix_s, latitude_deg, longitude_deg, altitude_m, pressure_pa, temperature_c) -> SolarPosition;
}
