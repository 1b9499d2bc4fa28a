//! Circular orbits: period, drift of the node, sun-synchronous inclination, angle to the Sun (A, B).

use crate::constants::DAY_S;

/// `a = R_E + h`.
pub fn semi_major_axis_m(altitude_m: f64, earth_radius_m: f64) -> f64 {
    earth_radius_m + altitude_m
}

/// `n = sqrt(μ/a³)`.
pub fn mean_motion_rad_s(altitude_m: f64, earth_radius_m: f64, gravitational_parameter_m3_s2: f64) -> f64 {
    let a = earth_radius_m + altitude_m;
    (gravitational_parameter_m3_s2 / (a * a * a)).sqrt()
}

/// `T = 2π sqrt(a³/μ)`.
pub fn period_s(altitude_m: f64, earth_radius_m: f64, gravitational_parameter_m3_s2: f64) -> f64 {
    std::f64::consts::TAU / mean_motion_rad_s(altitude_m, earth_radius_m, gravitational_parameter_m3_s2)
}

/// `v = sqrt(μ/a)`.
pub fn speed_m_s(altitude_m: f64, earth_radius_m: f64, gravitational_parameter_m3_s2: f64) -> f64 {
    (gravitational_parameter_m3_s2 / (earth_radius_m + altitude_m)).sqrt()
}

/// `86 400 s/T`.
pub fn orbits_per_day(altitude_m: f64, earth_radius_m: f64, gravitational_parameter_m3_s2: f64) -> f64 {
    DAY_S / period_s(altitude_m, earth_radius_m, gravitational_parameter_m3_s2)
}

/// Secular drift of the ascending node under J2.
///
/// ```text
/// dΩ/dt = −(3/2) J2 n (R_E/(a(1−e²)))² cos i
/// ```
/// Vallado, *Fundamentals of Astrodynamics and Applications*, section on secular perturbations.
pub fn raan_rate_deg_per_day(
    altitude_m: f64,
    inclination_deg: f64,
    eccentricity: f64,
    j2: f64,
    earth_radius_m: f64,
    gravitational_parameter_m3_s2: f64,
) -> f64 {
    let a = earth_radius_m + altitude_m;
    let n = mean_motion_rad_s(altitude_m, earth_radius_m, gravitational_parameter_m3_s2);
    let ratio = earth_radius_m / (a * (1.0 - eccentricity * eccentricity));
    (-1.5 * j2 * n * ratio * ratio * inclination_deg.to_radians().cos()).to_degrees() * DAY_S
}

/// Inclination at which the node follows the mean Sun; NaN where no such orbit exists.
///
/// ```text
/// cos i = −2 Ω_s a^(7/2) (1−e²)² / (3 J2 R_E² sqrt μ),   Ω_s = 2π/(tropical year)
/// ```
pub fn sun_synchronous_inclination_deg(
    altitude_m: f64,
    eccentricity: f64,
    j2: f64,
    earth_radius_m: f64,
    gravitational_parameter_m3_s2: f64,
    tropical_year_days: f64,
) -> f64 {
    let a = earth_radius_m + altitude_m;
    let omega_sun = std::f64::consts::TAU / (tropical_year_days * DAY_S);
    let p = 1.0 - eccentricity * eccentricity;
    let cos_i = -2.0 * omega_sun * a * a * a * a.sqrt() * p * p
        / (3.0 * j2 * earth_radius_m * earth_radius_m * gravitational_parameter_m3_s2.sqrt());
    cos_i.acos().to_degrees()
}

/// Node of an orbit whose ascending node has this local time: `Ω = α + (LTAN − 12 h)·15°/h`, 0–360.
pub fn raan_from_ltan_deg(sun_right_ascension_deg: f64, ltan_h: f64) -> f64 {
    turn_deg(sun_right_ascension_deg + (ltan_h - 12.0) * 15.0)
}

/// The inverse of [`raan_from_ltan_deg`], 0–24.
pub fn ltan_from_raan_h(sun_right_ascension_deg: f64, raan_deg: f64) -> f64 {
    turn_deg(raan_deg - sun_right_ascension_deg + 180.0) / 15.0
}

/// `Ω(t) = Ω0 + (dΩ/dt)(t − t0)`, 0–360.
pub fn raan_at_deg(elapsed_days: f64, epoch_raan_deg: f64, rate_deg_per_day: f64) -> f64 {
    turn_deg(epoch_raan_deg + rate_deg_per_day * elapsed_days)
}

/// Angle between the Sun and the orbit plane, positive on the side of the angular momentum.
///
/// ```text
/// sin β = cos δ sin i sin(Ω − α) + sin δ cos i
/// ```
pub fn beta_angle_deg(sun_right_ascension_deg: f64, sun_declination_deg: f64, raan_deg: f64, inclination_deg: f64) -> f64 {
    let (sin_delta, cos_delta) = sun_declination_deg.to_radians().sin_cos();
    let (sin_i, cos_i) = inclination_deg.to_radians().sin_cos();
    let sin_beta = cos_delta * sin_i * (raan_deg - sun_right_ascension_deg).to_radians().sin() + sin_delta * cos_i;
    sin_beta.clamp(-1.0, 1.0).asin().to_degrees()
}

/// Solar zenith angle at the sub-satellite point: `cos ζ = cos β cos u`.
pub fn solar_zenith_deg(beta_deg: f64, orbit_angle_deg: f64) -> f64 {
    (beta_deg.to_radians().cos() * orbit_angle_deg.to_radians().cos()).acos().to_degrees()
}

crate::record! {
    /// A place in the frame of the equator of date.
    pub struct Position { x_m, y_m, z_m }
}

/// Place on a circular orbit, `u` the argument of latitude.
///
/// ```text
/// x = r (cos Ω cos u − sin Ω sin u cos i),  y = r (sin Ω cos u + cos Ω sin u cos i),  z = r sin u sin i
/// ```
pub fn position_m(altitude_m: f64, inclination_deg: f64, raan_deg: f64, argument_of_latitude_deg: f64, earth_radius_m: f64) -> Position {
    let r = earth_radius_m + altitude_m;
    let (sin_i, cos_i) = inclination_deg.to_radians().sin_cos();
    let (sin_o, cos_o) = raan_deg.to_radians().sin_cos();
    let (sin_u, cos_u) = argument_of_latitude_deg.to_radians().sin_cos();
    Position {
        x_m: r * (cos_o * cos_u - sin_o * sin_u * cos_i),
        y_m: r * (sin_o * cos_u + cos_o * sin_u * cos_i),
        z_m: r * sin_u * sin_i,
    }
}

/// The angle in [0, 360).
pub(crate) fn turn_deg(angle_deg: f64) -> f64 {
    let turned = angle_deg.rem_euclid(360.0);
    if turned >= 360.0 { 0.0 } else { turned }
}

crate::kernels! {
    semi_major_axis_m(altitude_m, earth_radius_m) -> f64;
    mean_motion_rad_s(altitude_m, earth_radius_m, gravitational_parameter_m3_s2) -> f64;
    period_s(altitude_m, earth_radius_m, gravitational_parameter_m3_s2) -> f64;
    speed_m_s(altitude_m, earth_radius_m, gravitational_parameter_m3_s2) -> f64;
    orbits_per_day(altitude_m, earth_radius_m, gravitational_parameter_m3_s2) -> f64;
    raan_rate_deg_per_day(altitude_m, inclination_deg, eccentricity, j2, earth_radius_m, gravitational_parameter_m3_s2) -> f64;
    sun_synchronous_inclination_deg(altitude_m, eccentricity, j2, earth_radius_m, gravitational_parameter_m3_s2, tropical_year_days) -> f64;
    raan_from_ltan_deg(sun_right_ascension_deg, ltan_h) -> f64;
    ltan_from_raan_h(sun_right_ascension_deg, raan_deg) -> f64;
    raan_at_deg(elapsed_days, epoch_raan_deg, rate_deg_per_day) -> f64;
    beta_angle_deg(sun_right_ascension_deg, sun_declination_deg, raan_deg, inclination_deg) -> f64;
    solar_zenith_deg(beta_deg, orbit_angle_deg) -> f64;
    position_m(altitude_m, inclination_deg, raan_deg, argument_of_latitude_deg, earth_radius_m) -> Position;
}
