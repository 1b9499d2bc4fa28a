//! Meteoroids and debris (J): flux at 1 AU, what the Earth shields, flux of debris, which particle a wall lets through, leaks.

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

/// Inclination [°] of an orbit and what it does to the flux of debris, Ψ of the engineering model of 1989.
const INCLINATIONS: [(f64, f64); 10] = [
    (28.5, 0.91),
    (30.0, 0.92),
    (40.0, 0.96),
    (50.0, 1.02),
    (60.0, 1.09),
    (70.0, 1.26),
    (80.0, 1.71),
    (90.0, 1.37),
    (100.0, 1.78),
    (120.0, 1.18),
];

/// Ψ(i), linear between its points; NaN outside.
fn inclination_factor(inclination_deg: f64) -> f64 {
    for pair in INCLINATIONS.windows(2) {
        match *pair {
            [(x0, y0), (x1, y1)] if (x0..=x1).contains(&inclination_deg) => return y0 + (y1 - y0) * (inclination_deg - x0) / (x1 - x0),
            _ => {}
        }
    }
    f64::NAN
}

/// Debris larger than a diameter on 1 m² of a randomly tumbling surface in a year.
///
/// ```text
/// F = H(d) Φ(h, S) Ψ(i) [F1(d) g1(t) + F2(d) g2(t)], d in cm, h in km, S the solar flux at 10.7 cm
/// H = 10^(exp(−((log10 d − 0.78)/0.637)²)/2)
/// Φ = φ/(φ + 1), φ = 10^(h/200 − S/140 − 1.5)
/// F1 = 1.22e-5 d^−2.5,   g1 = (1 + q)^(t − 1988), and (1 + q')^(t − 2011) beyond 2011
/// F2 = 8.1e10 (d + 700)^−6,   g2 = 1 + p (t − 1988)
/// ```
/// Kessler, Reynolds, Anz-Meador, NASA TM 100-471, 1989, with the growth of SSP 30425.
#[allow(clippy::too_many_arguments)]
pub fn engineering_debris_flux_per_m2_yr(
    altitude_m: f64,
    inclination_deg: f64,
    particle_diameter_m: f64,
    year: f64,
    f107_sfu: f64,
    mass_growth_per_yr: f64,
    fragment_growth_per_yr: f64,
    later_fragment_growth_per_yr: f64,
) -> f64 {
    let d = particle_diameter_m * 1e2;
    let x = (d.log10() - 0.78) / 0.637;
    let h = 10.0_f64.powf(0.5 * (-x * x).exp());
    let phi = 10.0_f64.powf(altitude_m * 1e-3 / 200.0 - f107_sfu / 140.0 - 1.5);
    let f1 = 1.22e-5 * d.powf(-2.5);
    let f2 = 8.1e10 * (d + 700.0).powi(-6);
    let g1 = (1.0 + fragment_growth_per_yr).powf(year.min(2011.0) - 1988.0) * (1.0 + later_fragment_growth_per_yr).powf((year - 2011.0).max(0.0));
    let g2 = 1.0 + mass_growth_per_yr * (year - 1988.0);
    h * phi / (phi + 1.0) * inclination_factor(inclination_deg) * (f1 * g1 + f2 * g2)
}

/// Diameter of a sphere [m]: `d = (6 m/(π ρ))^(1/3)`.
pub fn sphere_diameter_m(mass_kg: f64, density_kg_m3: f64) -> f64 {
    (6.0 * mass_kg / (std::f64::consts::PI * density_kg_m3)).cbrt()
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
    engineering_debris_flux_per_m2_yr(
        altitude_m, inclination_deg, particle_diameter_m, year, f107_sfu, mass_growth_per_yr, fragment_growth_per_yr,
        later_fragment_growth_per_yr
    ) -> f64;
    sphere_diameter_m(mass_kg, density_kg_m3) -> f64;
    leak_rate_per_yr(flux_per_m2_yr, exposed_area_m2, segments, shielding_factor, focusing_factor) -> f64;
}
