//! Shadow of the Earth: cylinder, cone, any state vector or a circular orbit (C).

use crate::quadrature::soft_ends;
use std::f64::consts::{PI, TAU};

/// Share of a circular orbit in the cylinder of the Earth's shadow.
///
/// ```text
/// f = acos( sqrt(1 − (R_E/r)²)/cos β )/π   for |β| < β*, else 0
/// ```
pub fn fraction_cylindrical(altitude_m: f64, beta_deg: f64, earth_radius_m: f64) -> f64 {
    let k = earth_radius_m / (earth_radius_m + altitude_m);
    let cosine = (1.0 - k * k).sqrt() / beta_deg.to_radians().cos();
    if cosine >= 1.0 { 0.0 } else { cosine.acos() / PI }
}

/// `β* = asin(R_E/r)`: at this angle and beyond, the cylinder is missed.
pub fn critical_beta_deg(altitude_m: f64, earth_radius_m: f64) -> f64 {
    (earth_radius_m / (earth_radius_m + altitude_m)).asin().to_degrees()
}

/// Share of the Sun's disc that is seen beside the Earth's; radii `a`, `b` and separation `c` in one unit of angle.
///
/// ```text
/// x = (c² + a² − b²)/(2c),  y = sqrt(a² − x²),  ν = 1 − [a² acos(x/a) + b² acos((c−x)/b) − c y]/(π a²)
/// ```
/// Montenbruck and Gill, *Satellite Orbits*, section 3.4.2.
#[inline]
pub fn disc_illumination(sun_angular_radius: f64, earth_angular_radius: f64, separation: f64) -> f64 {
    let (a, b, c) = (sun_angular_radius, earth_angular_radius, separation);
    if c >= a + b {
        return 1.0;
    }
    if c <= b - a {
        return 0.0;
    }
    if c <= a - b {
        return 1.0 - (b / a) * (b / a);
    }
    let x = (c * c + a * a - b * b) / (2.0 * c);
    let y = (a * a - x * x).max(0.0).sqrt();
    // acos(x/a) = atan2(y, x): the angle of the Earth's edge is so small that acos would lose half its digits.
    let covered = a * a * y.atan2(x) + b * b * y.atan2(c - x) - c * y;
    (1.0 - covered / (PI * a * a)).clamp(0.0, 1.0)
}

/// Illumination at a place, from the discs of Sun and Earth; both vectors from the centre of the Earth.
pub fn illumination_conical(
    x_m: f64,
    y_m: f64,
    z_m: f64,
    sun_x_m: f64,
    sun_y_m: f64,
    sun_z_m: f64,
    earth_radius_m: f64,
    sun_radius_m: f64,
) -> f64 {
    let (r, d, cosine) = triangle([x_m, y_m, z_m], [sun_x_m, sun_y_m, sun_z_m]);
    let sine = (1.0 - cosine * cosine).max(0.0).sqrt();
    illumination_seen(r, d, sine, cosine, earth_radius_m, sun_radius_m)
}

/// Illumination at a place: 0 in the cylinder behind the Earth, otherwise 1.
pub fn illumination_cylindrical(
    x_m: f64,
    y_m: f64,
    z_m: f64,
    sun_x_m: f64,
    sun_y_m: f64,
    sun_z_m: f64,
    earth_radius_m: f64,
) -> f64 {
    let (r, _, cosine) = triangle([x_m, y_m, z_m], [sun_x_m, sun_y_m, sun_z_m]);
    lit_outside_cylinder(r, cosine, earth_radius_m)
}

/// Illumination on a circular orbit at `u` from noon, cone.
pub fn orbit_illumination_conical(
    altitude_m: f64,
    beta_deg: f64,
    orbit_angle_deg: f64,
    earth_radius_m: f64,
    sun_radius_m: f64,
    sun_distance_m: f64,
) -> f64 {
    let cos_zeta = beta_deg.to_radians().cos() * orbit_angle_deg.to_radians().cos();
    let sin_zeta = (1.0 - cos_zeta * cos_zeta).max(0.0).sqrt();
    illumination_seen(earth_radius_m + altitude_m, sun_distance_m, sin_zeta, cos_zeta, earth_radius_m, sun_radius_m)
}

/// Illumination on a circular orbit at `u` from noon, cylinder.
pub fn orbit_illumination_cylindrical(altitude_m: f64, beta_deg: f64, orbit_angle_deg: f64, earth_radius_m: f64) -> f64 {
    let cos_zeta = beta_deg.to_radians().cos() * orbit_angle_deg.to_radians().cos();
    lit_outside_cylinder(earth_radius_m + altitude_m, cos_zeta, earth_radius_m)
}

crate::record! {
    /// One circular orbit in the cone of the Earth's shadow; angles from orbit noon, NaN where there is no such edge.
    pub struct OrbitEclipse {
        mean_illumination,
        umbra_fraction,
        shadow_fraction,
        penumbra_entry_deg,
        umbra_entry_deg,
        umbra_exit_deg,
        penumbra_exit_deg,
    }
}

/// Mean illumination, shares and edges of an orbit in the cone.
pub fn orbit_summary(altitude_m: f64, beta_deg: f64, earth_radius_m: f64, sun_radius_m: f64, sun_distance_m: f64) -> OrbitEclipse {
    let shadow = ConicalShadow::new(altitude_m, earth_radius_m, sun_radius_m, sun_distance_m);
    let cos_beta = beta_deg.to_radians().cos();
    let penumbra = shadow.penumbra_entry(cos_beta);
    let umbra = shadow.umbra_entry(cos_beta);
    let degrees = |edge: Option<f64>| edge.map_or(f64::NAN, f64::to_degrees);
    let share = |edge: Option<f64>| edge.map_or(0.0, |u| 1.0 - u / PI);
    OrbitEclipse {
        mean_illumination: shadow.mean_illumination(cos_beta),
        umbra_fraction: share(umbra),
        shadow_fraction: share(penumbra),
        penumbra_entry_deg: degrees(penumbra),
        umbra_entry_deg: degrees(umbra),
        umbra_exit_deg: 360.0 - degrees(umbra),
        penumbra_exit_deg: 360.0 - degrees(penumbra),
    }
}

/// The cone for one altitude and one distance of the Sun, with its edges as solar zenith angles of the satellite.
#[derive(Clone, Copy, Debug)]
pub struct ConicalShadow {
    orbit_radius_m: f64,
    earth_radius_m: f64,
    sun_radius_m: f64,
    sun_distance_m: f64,
    /// cos ζ at the edge of the penumbra; the shadow lies below it.
    cos_penumbra: f64,
    /// cos ζ at the edge of the umbra; below −1 there is none.
    cos_umbra: f64,
}

impl ConicalShadow {
    pub fn new(altitude_m: f64, earth_radius_m: f64, sun_radius_m: f64, sun_distance_m: f64) -> Self {
        let r = earth_radius_m + altitude_m;
        let b = (earth_radius_m / r).asin();
        // The angles at Earth (ζ), satellite (c) and Sun add up to π. At the edges c = b ± a; the angle at the Sun is so
        // small (r/d ≈ 5e-5) that substitution gains four digits a round, from 5e-3 on.
        let edge = |sign: f64| {
            let mut zeta = PI - b;
            for _ in 0..3 {
                let (sin_zeta, cos_zeta) = zeta.sin_cos();
                let to_sun = (sun_distance_m * sun_distance_m + r * r - 2.0 * sun_distance_m * r * cos_zeta).sqrt();
                let c = b + sign * (sun_radius_m / to_sun).asin();
                if c <= 0.0 {
                    return -2.0;
                }
                zeta = PI - c - (r * sin_zeta / to_sun).asin();
            }
            zeta.cos()
        };
        Self { orbit_radius_m: r, earth_radius_m, sun_radius_m, sun_distance_m, cos_penumbra: edge(1.0), cos_umbra: edge(-1.0) }
    }

    /// Angle from noon [rad] at which the satellite enters the penumbra.
    pub fn penumbra_entry(&self, cos_beta: f64) -> Option<f64> {
        entry(self.cos_penumbra, cos_beta)
    }

    /// Angle from noon [rad] at which it enters the umbra.
    pub fn umbra_entry(&self, cos_beta: f64) -> Option<f64> {
        entry(self.cos_umbra, cos_beta)
    }

    /// ν where the Sun stands at `cos ζ` over the sub-satellite point.
    pub fn illumination(&self, cos_zeta: f64) -> f64 {
        if cos_zeta >= self.cos_penumbra {
            return 1.0;
        }
        let sin_zeta = (1.0 - cos_zeta * cos_zeta).max(0.0).sqrt();
        illumination_seen(self.orbit_radius_m, self.sun_distance_m, sin_zeta, cos_zeta, self.earth_radius_m, self.sun_radius_m)
    }

    /// ∫ν du/2π: full Sun up to the penumbra, a quadrature through it, nothing behind.
    pub fn mean_illumination(&self, cos_beta: f64) -> f64 {
        let Some(first) = self.penumbra_entry(cos_beta) else { return 1.0 };
        let last = self.umbra_entry(cos_beta).unwrap_or(PI);
        (first + soft_ends(first, last, 2, |u| self.illumination(cos_beta * u.cos()))) / PI
    }
}

// cos β cos u = cos ζ at the edge; the shadow lies symmetrically about midnight.
fn entry(cos_edge: f64, cos_beta: f64) -> Option<f64> {
    if cos_edge <= -cos_beta || cos_beta <= 0.0 {
        return None;
    }
    Some((cos_edge / cos_beta).acos())
}

// Orbit radius, distance of the Sun and cosine of the angle between them, at the centre of the Earth.
fn triangle(satellite: [f64; 3], sun: [f64; 3]) -> (f64, f64, f64) {
    let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let (r, d) = (dot(satellite, satellite).sqrt(), dot(sun, sun).sqrt());
    (r, d, (dot(satellite, sun) / (r * d)).clamp(-1.0, 1.0))
}

// Discs as seen from the satellite: a = asin(R_sun/|to sun|), b = asin(R_E/r), c by atan2 since it is small in the umbra.
#[inline]
fn illumination_seen(r: f64, d: f64, sin_zeta: f64, cos_zeta: f64, earth_radius_m: f64, sun_radius_m: f64) -> f64 {
    let to_sun = (d * d + r * r - 2.0 * d * r * cos_zeta).sqrt();
    let a = (sun_radius_m / to_sun).asin();
    let b = (earth_radius_m / r).min(1.0).asin();
    let c = (d * sin_zeta).atan2(r - d * cos_zeta);
    disc_illumination(a, b, c)
}

fn lit_outside_cylinder(r: f64, cos_zeta: f64, earth_radius_m: f64) -> f64 {
    let off_axis = r * (1.0 - cos_zeta * cos_zeta).max(0.0).sqrt();
    if cos_zeta < 0.0 && off_axis < earth_radius_m { 0.0 } else { 1.0 }
}

/// Angle from noon [rad] at which a circular orbit enters the cylinder.
pub fn cylinder_entry(altitude_m: f64, cos_beta: f64, earth_radius_m: f64) -> Option<f64> {
    let k = earth_radius_m / (earth_radius_m + altitude_m);
    entry(-(1.0 - k * k).sqrt(), cos_beta)
}

/// Share of a full turn that lies between an entry angle and its mirror image about midnight.
pub fn share_behind(entry_rad: Option<f64>) -> f64 {
    entry_rad.map_or(0.0, |u| (TAU - 2.0 * u) / TAU)
}

crate::kernels! {
    fraction_cylindrical(altitude_m, beta_deg, earth_radius_m) -> f64;
    critical_beta_deg(altitude_m, earth_radius_m) -> f64;
    disc_illumination(sun_angular_radius, earth_angular_radius, separation) -> f64;
    illumination_conical(x_m, y_m, z_m, sun_x_m, sun_y_m, sun_z_m, earth_radius_m, sun_radius_m) -> f64;
    illumination_cylindrical(x_m, y_m, z_m, sun_x_m, sun_y_m, sun_z_m, earth_radius_m) -> f64;
    orbit_illumination_conical(altitude_m, beta_deg, orbit_angle_deg, earth_radius_m, sun_radius_m, sun_distance_m) -> f64;
    orbit_illumination_cylindrical(altitude_m, beta_deg, orbit_angle_deg, earth_radius_m) -> f64;
    orbit_summary(altitude_m, beta_deg, earth_radius_m, sun_radius_m, sun_distance_m) -> OrbitEclipse;
}
