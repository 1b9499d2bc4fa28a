//! Heat that reaches a face in orbit: Earth view factor, disc-integrated albedo, infrared, effective sink (D).
//!
//! Spherical, uniform, Lambertian Earth. A face is given by the tilt `γ` of its normal from nadir and the azimuth of that
//! tilt, counted from the azimuth of the Sun.

use crate::quadrature::soft_ends;
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// View factor from a plate to the Earth, any tilt.
///
/// ```text
/// H = r/R, φ = asin(1/H)
/// γ ≤ π/2 − φ :  F = cos γ/H²          γ ≥ π/2 + φ :  F = 0
/// between     :  x = sqrt(H²−1),  y = −x cot γ
///                F = [cos γ acos y − x sin γ sqrt(1−y²)]/(π H²) + atan( sin γ sqrt(1−y²)/x )/π
/// ```
/// Howell, *A Catalog of Radiation Heat Transfer Configuration Factors*, tilted plate element to sphere.
pub fn earth_view_factor(altitude_m: f64, tilt_from_nadir_deg: f64, earth_radius_m: f64) -> f64 {
    let (sin_gamma, cos_gamma) = tilt_from_nadir_deg.to_radians().sin_cos();
    view_factor((earth_radius_m + altitude_m) / earth_radius_m, sin_gamma, cos_gamma)
}

/// [`earth_view_factor`] for `H`, sin γ and cos γ.
#[inline]
pub fn view_factor(h: f64, sin_gamma: f64, cos_gamma: f64) -> f64 {
    let sin_gamma = sin_gamma.max(0.0);
    let square = h * h;
    let x = (square - 1.0).max(0.0).sqrt();
    // γ ≤ π/2 − φ is cos γ ≥ sin φ = 1/H.
    if cos_gamma * h >= 1.0 {
        return cos_gamma / square;
    }
    if cos_gamma * h <= -1.0 {
        return 0.0;
    }
    let y = (-x * cos_gamma / sin_gamma).clamp(-1.0, 1.0);
    let root = (1.0 - y * y).sqrt();
    ((cos_gamma * y.acos() - x * sin_gamma * root) / square + (sin_gamma * root).atan2(x)) / PI
}

/// The approximation `cos γ/H²` with a floor of 5 % of the nadir value, as some published calculators use it.
pub fn earth_view_factor_cosine_floor(altitude_m: f64, tilt_from_nadir_deg: f64, earth_radius_m: f64) -> f64 {
    let h = (earth_radius_m + altitude_m) / earth_radius_m;
    let cos_gamma = tilt_from_nadir_deg.to_radians().cos();
    if cos_gamma > 0.0 { cos_gamma / (h * h) } else { 0.05 / (h * h) }
}

/// Irradiance of reflected sunlight divided by albedo and solar flux, integrated over the visible and sunlit disc.
///
/// ```text
/// Φ = (1/π) ∫ max(n·w, 0) max(s·m, 0) dω        ρ = H cos θ − sqrt(1 − H² sin²θ),   m = ρ w − (0, 0, H)
/// ```
/// The azimuth is integrated in closed form, the polar angle by `nodes` points with its limb and its two kinks at the ends
/// of intervals.
pub fn albedo_factor(
    altitude_m: f64,
    solar_zenith_deg: f64,
    tilt_from_nadir_deg: f64,
    tilt_azimuth_deg: f64,
    nodes: f64,
    earth_radius_m: f64,
) -> f64 {
    let h = (earth_radius_m + altitude_m) / earth_radius_m;
    let face = AlbedoFace::new(h, solar_zenith_deg.to_radians(), tilt_from_nadir_deg.to_radians(), tilt_azimuth_deg.to_radians());
    // `max` and `as` saturate, so that no number of nodes can do harm.
    face.factor((nodes.clamp(8.0, 1e6) / 24.0).ceil() as usize)
}

struct AlbedoFace {
    h: f64,
    zeta: f64,
    gamma: f64,
    alpha: f64,
}

impl AlbedoFace {
    fn new(h: f64, zeta: f64, gamma: f64, alpha: f64) -> Self {
        // The disc is symmetric about the plane of nadir and Sun: only |α| within half a turn matters.
        let turned = alpha.abs() % TAU;
        Self { h, zeta, gamma, alpha: if turned > PI { TAU - turned } else { turned } }
    }

    fn factor(&self, panels: usize) -> f64 {
        let limb = (1.0 / self.h).min(1.0).asin();
        // Kinks: the polar angle at which the horizon of the plate, and that of the terminator, enters the disc.
        let plate = (FRAC_PI_2 - self.gamma).abs();
        let (sin_arc, cos_arc) = (FRAC_PI_2 - self.zeta).abs().sin_cos();
        let terminator = if cos_arc * self.h <= 1.0 { limb } else { sin_arc.atan2(self.h - cos_arc) };
        let (first, second) = (plate.min(terminator).min(limb), plate.max(terminator).min(limb));
        [(0.0, first), (first, second), (second, limb)].iter().map(|&(a, b)| soft_ends(a, b, panels, |theta| self.ring(theta))).sum::<f64>()
            / PI
    }

    // Integral over the azimuth ψ at one polar angle: n·w = C + D cos(ψ−α), s·m = P + Q cos ψ, both where positive.
    fn ring(&self, theta: f64) -> f64 {
        let (sin_theta, cos_theta) = theta.sin_cos();
        let (sin_gamma, cos_gamma) = self.gamma.sin_cos();
        let (sin_zeta, cos_zeta) = self.zeta.sin_cos();
        let hs = self.h * sin_theta;
        let rho = self.h * cos_theta - (1.0 - hs * hs).max(0.0).sqrt();
        let (c, d) = (cos_gamma * cos_theta, sin_gamma * sin_theta);
        let (p, q) = (cos_zeta * (self.h - rho * cos_theta), rho * sin_theta * sin_zeta);
        let (lit, seen) = (half_arc(p, q), half_arc(c, d));
        if lit <= 0.0 || seen <= 0.0 {
            return 0.0;
        }
        let alpha = self.alpha;
        let (sin_alpha, cos_alpha) = alpha.sin_cos();
        // ∫ (C + D cos(ψ−α))(P + Q cos ψ) dψ
        let primitive = |psi: f64| {
            let (sin_psi, cos_psi) = psi.sin_cos();
            let sin_shifted = sin_psi * cos_alpha - cos_psi * sin_alpha;
            let cos_shifted = cos_psi * cos_alpha + sin_psi * sin_alpha;
            // sin(2ψ − α) = sin ψ cos(ψ−α) + cos ψ sin(ψ−α)
            let doubled = sin_psi * cos_shifted + cos_psi * sin_shifted;
            c * p * psi + c * q * sin_psi + d * p * sin_shifted + d * q * (0.5 * psi * cos_alpha + 0.25 * doubled)
        };
        let between = |from: f64, to: f64| if to > from { primitive(to) - primitive(from) } else { 0.0 };
        // The lit arc [−lit, lit] meets the seen arc [α − seen, α + seen], and its copy one turn back where both are wide.
        let front = between((alpha - seen).max(-lit), (alpha + seen).min(lit));
        let round = between(-lit, (alpha + seen - TAU).min(lit));
        (front + round) * sin_theta
    }
}

// Half width of the arc in which a + b cos ψ is positive, b ≥ 0.
fn half_arc(a: f64, b: f64) -> f64 {
    if a >= b {
        PI
    } else if a <= -b {
        0.0
    } else {
        (-a / b).acos()
    }
}

/// `F max(cos ζ, 0)`: the whole disc as bright as the sub-satellite point. Exactly zero at β = 90°, where the true factor is not.
pub fn albedo_factor_sub_point(altitude_m: f64, solar_zenith_deg: f64, tilt_from_nadir_deg: f64, earth_radius_m: f64) -> f64 {
    earth_view_factor(altitude_m, tilt_from_nadir_deg, earth_radius_m) * solar_zenith_deg.to_radians().cos().max(0.0)
}

crate::record! {
    /// A face of a satellite on a circular orbit.
    pub struct FaceGeometry {
        tilt_from_nadir_deg,
        tilt_azimuth_deg,
        sun_incidence_deg,
        solar_zenith_deg,
    }
}

/// Tilt, azimuth and incidence of a face whose normal points along (zenith, velocity, orbit normal) plus (Sun).
///
/// ```text
/// s = (cos β cos u, −cos β sin u, sin β) in zenith, flight direction and angular momentum
/// ```
pub fn face_geometry(zenith: f64, velocity: f64, orbit_normal: f64, sun: f64, beta_deg: f64, orbit_angle_deg: f64) -> FaceGeometry {
    let (sin_beta, cos_beta) = beta_deg.to_radians().sin_cos();
    let (sin_u, cos_u) = orbit_angle_deg.to_radians().sin_cos();
    let s = [cos_beta * cos_u, -cos_beta * sin_u, sin_beta];
    let n = [zenith + sun * s[0], velocity + sun * s[1], orbit_normal + sun * s[2]];
    let across = |v: [f64; 3]| (v[1] * v[1] + v[2] * v[2]).sqrt();
    let (flat_n, flat_s) = (across(n), across(s));
    // Azimuth between the horizontal parts; a face or a Sun on the vertical has none.
    let level = n[1] * s[1] + n[2] * s[2];
    let turn = (n[1] * s[2] - n[2] * s[1]).abs();
    let azimuth = if flat_n < 1e-12 || flat_s < 1e-12 { 0.0 } else { turn.atan2(level) };
    FaceGeometry {
        tilt_from_nadir_deg: flat_n.atan2(-n[0]).to_degrees(),
        tilt_azimuth_deg: azimuth.to_degrees(),
        sun_incidence_deg: (n[0] * s[0] + level).clamp(-1.0, 1.0).acos().to_degrees(),
        solar_zenith_deg: flat_s.atan2(s[0]).to_degrees(),
    }
}

/// Angle between Sun and normal: `cos θ = sin γ cos α sin ζ − cos γ cos ζ`.
pub fn sun_incidence_deg(tilt_from_nadir_deg: f64, tilt_azimuth_deg: f64, solar_zenith_deg: f64) -> f64 {
    let (sin_gamma, cos_gamma) = tilt_from_nadir_deg.to_radians().sin_cos();
    let (sin_zeta, cos_zeta) = solar_zenith_deg.to_radians().sin_cos();
    (sin_gamma * tilt_azimuth_deg.to_radians().cos() * sin_zeta - cos_gamma * cos_zeta).clamp(-1.0, 1.0).acos().to_degrees()
}

/// `q_IR = E F`.
pub fn earth_infrared_flux_w_m2(earth_view_factor: f64, earth_infrared_w_m2: f64) -> f64 {
    earth_infrared_w_m2 * earth_view_factor
}

/// `q_alb = A_E S Φ`.
pub fn albedo_flux_w_m2(albedo_factor: f64, albedo: f64, solar_flux_w_m2: f64) -> f64 {
    albedo * solar_flux_w_m2 * albedo_factor
}

/// `ν S max(cos θ, 0)`.
pub fn direct_solar_flux_w_m2(sun_incidence_deg: f64, illumination: f64, solar_flux_w_m2: f64) -> f64 {
    illumination * solar_flux_w_m2 * sun_incidence_deg.to_radians().cos().max(0.0)
}

/// `F_k ε_k σ T_k⁴`.
pub fn mutual_infrared_flux_w_m2(
    view_factor: f64,
    neighbour_temperature_k: f64,
    neighbour_emissivity: f64,
    stefan_boltzmann_w_m2_k4: f64,
) -> f64 {
    let square = neighbour_temperature_k * neighbour_temperature_k;
    view_factor * neighbour_emissivity * stefan_boltzmann_w_m2_k4 * square * square
}

/// `q_abs = α_s (ν S cos θ + q_alb) + ε (q_IR + q_mutual)`: two bands, Kirchhoff's law in each.
pub fn absorbed_flux_w_m2(
    solar_absorptivity: f64,
    emissivity: f64,
    direct_solar_flux_w_m2: f64,
    albedo_flux_w_m2: f64,
    earth_infrared_flux_w_m2: f64,
    mutual_infrared_flux_w_m2: f64,
) -> f64 {
    solar_absorptivity * (direct_solar_flux_w_m2 + albedo_flux_w_m2) + emissivity * (earth_infrared_flux_w_m2 + mutual_infrared_flux_w_m2)
}

/// `T_s = (q_abs/(ε σ) + T_sp⁴)^(1/4)`.
pub fn sink_temperature_k(absorbed_flux_w_m2: f64, emissivity: f64, deep_space_k: f64, stefan_boltzmann_w_m2_k4: f64) -> f64 {
    let square = deep_space_k * deep_space_k;
    (absorbed_flux_w_m2 / (emissivity * stefan_boltzmann_w_m2_k4) + square * square).sqrt().sqrt()
}

crate::kernels! {
    earth_view_factor(altitude_m, tilt_from_nadir_deg, earth_radius_m) -> f64;
    earth_view_factor_cosine_floor(altitude_m, tilt_from_nadir_deg, earth_radius_m) -> f64;
    albedo_factor(altitude_m, solar_zenith_deg, tilt_from_nadir_deg, tilt_azimuth_deg, nodes, earth_radius_m) -> f64;
    albedo_factor_sub_point(altitude_m, solar_zenith_deg, tilt_from_nadir_deg, earth_radius_m) -> f64;
    face_geometry(zenith, velocity, orbit_normal, sun, beta_deg, orbit_angle_deg) -> FaceGeometry;
    sun_incidence_deg(tilt_from_nadir_deg, tilt_azimuth_deg, solar_zenith_deg) -> f64;
    earth_infrared_flux_w_m2(earth_view_factor, earth_infrared_w_m2) -> f64;
    albedo_flux_w_m2(albedo_factor, albedo, solar_flux_w_m2) -> f64;
    direct_solar_flux_w_m2(sun_incidence_deg, illumination, solar_flux_w_m2) -> f64;
    mutual_infrared_flux_w_m2(view_factor, neighbour_temperature_k, neighbour_emissivity, stefan_boltzmann_w_m2_k4) -> f64;
    absorbed_flux_w_m2(
        solar_absorptivity, emissivity, direct_solar_flux_w_m2, albedo_flux_w_m2, earth_infrared_flux_w_m2, mutual_infrared_flux_w_m2
    ) -> f64;
    sink_temperature_k(absorbed_flux_w_m2, emissivity, deep_space_k, stefan_boltzmann_w_m2_k4) -> f64;
}
