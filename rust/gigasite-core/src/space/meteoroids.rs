//! Meteoroids (J): flux at 1 AU, what the Earth shields, which particle a wall lets through, leaks.

use crate::constants::JULIAN_YEAR_S;

/// Exponent of the particle mass in the thin-wall equation.
const MASS_EXPONENT: f64 = 0.352;

/// Particles heavier than `particle_mass_kg` on a one-sided randomly tumbling plate at 1 AU without the Earth [1/m²/yr].
///
/// ```text
/// F(m) = year (F1 + F2 + F3), m in g
/// F1 = (2.2e3 m^0.306 + 15)^−4.38
/// F2 = 1.3e-9 (m + 1e11 m² + 1e27 m⁴)^−0.36
/// F3 = 1.3e-16 (m + 1e6 m²)^−0.85
/// ```
/// Grün, Zook, Fechtig, Giese 1985, DOI 10.1016/0019-1035(85)90121-6, as in ECSS-E-ST-10-04C section 10.2.4.
pub fn grun_flux_per_m2_yr(particle_mass_kg: f64) -> f64 {
    let m = particle_mass_kg * 1e3;
    let f1 = (2.2e3 * m.powf(0.306) + 15.0).powf(-4.38);
    let f2 = 1.3e-9 * (m + 1e11 * m * m + 1e27 * m * m * m * m).powf(-0.36);
    let f3 = 1.3e-16 * (m + 1e6 * m * m).powf(-0.85);
    JULIAN_YEAR_S * (f1 + f2 + f3)
}

/// Share of the sky that the Earth and its atmosphere leave open: `s = (1 + cos θ)/2`, `sin θ = (R_E + atmosphere)/(R_E + h)`.
pub fn earth_shielding_factor(altitude_m: f64, atmosphere_m: f64, earth_radius_m: f64) -> f64 {
    let sin_theta = (earth_radius_m + atmosphere_m) / (earth_radius_m + altitude_m);
    (1.0 + (1.0 - sin_theta * sin_theta).sqrt()) / 2.0
}

/// Gravitational focusing: `G = 1 + R_E/r`.
pub fn gravitational_focusing_factor(altitude_m: f64, earth_radius_m: f64) -> f64 {
    1.0 + earth_radius_m / (earth_radius_m + altitude_m)
}

/// `K1 ρ^(1/6) v^0.875` in cm per g^0.352, ρ in g/cm³, v in km/s.
fn wall_factor(speed_m_s: f64, particle_density_kg_m3: f64, coefficient: f64) -> f64 {
    coefficient * (particle_density_kg_m3 * 1e-3).powf(1.0 / 6.0) * (speed_m_s * 1e-3).powf(0.875)
}

/// Mass of the particle that just goes through a thin wall [kg]: `m = ( t/(K1 ρ^(1/6) v^0.875) )^(1/0.352)`.
pub fn critical_mass_kg(wall_thickness_m: f64, speed_m_s: f64, particle_density_kg_m3: f64, coefficient: f64) -> f64 {
    let t_cm = wall_thickness_m * 1e2;
    (t_cm / wall_factor(speed_m_s, particle_density_kg_m3, coefficient)).powf(1.0 / MASS_EXPONENT) * 1e-3
}

/// Thickness of the wall that a particle just goes through [m]: `t = K1 m^0.352 ρ^(1/6) v^0.875` (NASA SP-8042).
pub fn perforated_thickness_m(particle_mass_kg: f64, speed_m_s: f64, particle_density_kg_m3: f64, coefficient: f64) -> f64 {
    (particle_mass_kg * 1e3).powf(MASS_EXPONENT) * wall_factor(speed_m_s, particle_density_kg_m3, coefficient) * 1e-2
}

/// Leaks of one of `segments` equal isolated segments [1/yr]: `λ = s G F A/n`.
pub fn leak_rate_per_yr(flux_per_m2_yr: f64, exposed_area_m2: f64, segments: f64, shielding_factor: f64, focusing_factor: f64) -> f64 {
    shielding_factor * focusing_factor * flux_per_m2_yr * exposed_area_m2 / segments
}

crate::kernels! {
    grun_flux_per_m2_yr(particle_mass_kg) -> f64;
    earth_shielding_factor(altitude_m, atmosphere_m, earth_radius_m) -> f64;
    gravitational_focusing_factor(altitude_m, earth_radius_m) -> f64;
    critical_mass_kg(wall_thickness_m, speed_m_s, particle_density_kg_m3, coefficient) -> f64;
    perforated_thickness_m(particle_mass_kg, speed_m_s, particle_density_kg_m3, coefficient) -> f64;
    leak_rate_per_yr(flux_per_m2_yr, exposed_area_m2, segments, shielding_factor, focusing_factor) -> f64;
}
