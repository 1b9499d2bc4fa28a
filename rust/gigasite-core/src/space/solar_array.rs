//! Solar array: power, temperature and efficiency of the plate, ageing (H).

/// Electric power of an array.
///
/// ```text
/// P = S ν A packing η max(cos θ, 0) · remaining · other
/// ```
pub fn power_w(
    area_m2: f64,
    efficiency: f64,
    remaining: f64,
    packing: f64,
    solar_flux_w_m2: f64,
    illumination: f64,
    sun_incidence_deg: f64,
    other_factor: f64,
) -> f64 {
    solar_flux_w_m2
        * illumination
        * area_m2
        * packing
        * efficiency
        * sun_incidence_deg.to_radians().cos().max(0.0)
        * remaining
        * other_factor
}

/// `η(T) = η0 (1 + g (T − T_ref))`.
pub fn efficiency(temperature_k: f64, reference_efficiency: f64, temperature_coefficient_per_k: f64, reference_k: f64) -> f64 {
    reference_efficiency * (1.0 + temperature_coefficient_per_k * (temperature_k - reference_k))
}

/// Temperature of the plate; the electricity leaves it.
///
/// ```text
/// (ε_f + ε_b) σ T⁴ = S (α − η) + E (F_f ε_f + F_b ε_b) + albedo
/// ```
pub fn temperature_k(
    efficiency: f64,
    front_earth_view_factor: f64,
    back_earth_view_factor: f64,
    solar_absorptivity: f64,
    front_emissivity: f64,
    back_emissivity: f64,
    solar_flux_w_m2: f64,
    earth_infrared_w_m2: f64,
    albedo_absorbed_w_m2: f64,
    stefan_boltzmann_w_m2_k4: f64,
) -> f64 {
    let gain = solar_flux_w_m2 * (solar_absorptivity - efficiency)
        + earth_infrared_w_m2 * (front_earth_view_factor * front_emissivity + back_earth_view_factor * back_emissivity)
        + albedo_absorbed_w_m2;
    (gain / ((front_emissivity + back_emissivity) * stefan_boltzmann_w_m2_k4)).sqrt().sqrt()
}

crate::record! {
    /// Where temperature and efficiency agree.
    pub struct OperatingPoint {
        temperature_k,
        efficiency,
        /// η S per m² of cells.
        power_w_m2,
    }
}

/// Fixed point of [`efficiency`] and [`temperature_k`]; NaN where there is none (thermal runaway).
///
/// ```text
/// (ε_f + ε_b) σ T⁴ + S η0 g T = S (α − η0 (1 − g T_ref)) + E (F_f ε_f + F_b ε_b) + albedo
/// ```
pub fn operating_point(
    front_earth_view_factor: f64,
    back_earth_view_factor: f64,
    reference_efficiency: f64,
    temperature_coefficient_per_k: f64,
    reference_k: f64,
    solar_absorptivity: f64,
    front_emissivity: f64,
    back_emissivity: f64,
    solar_flux_w_m2: f64,
    earth_infrared_w_m2: f64,
    albedo_absorbed_w_m2: f64,
    stefan_boltzmann_w_m2_k4: f64,
) -> OperatingPoint {
    let gain = solar_flux_w_m2 * solar_absorptivity
        + earth_infrared_w_m2 * (front_earth_view_factor * front_emissivity + back_earth_view_factor * back_emissivity)
        + albedo_absorbed_w_m2;
    let emitted = (front_emissivity + back_emissivity) * stefan_boltzmann_w_m2_k4;
    let slope = solar_flux_w_m2 * reference_efficiency * temperature_coefficient_per_k;
    let constant = gain - solar_flux_w_m2 * reference_efficiency * (1.0 - temperature_coefficient_per_k * reference_k);
    let temperature_k = plate_temperature_k(emitted, slope, constant);
    let efficiency = efficiency(temperature_k, reference_efficiency, temperature_coefficient_per_k, reference_k);
    OperatingPoint { temperature_k, efficiency, power_w_m2: efficiency * solar_flux_w_m2 }
}

/// The largest root of `a T⁴ + b T = c`, `a` > 0: convex, so Newton from above falls onto it; NaN without a root.
#[inline]
pub fn plate_temperature_k(a: f64, b: f64, c: f64) -> f64 {
    // Above the root: a T⁴ ≥ c − b T holds at this start for either sign of b.
    let mut t = (c.max(0.0) / a).sqrt().sqrt() + (b.abs() / a).cbrt();
    for _ in 0..64 {
        let cube = t * t * t;
        let slope = 4.0 * a * cube + b;
        let step = (a * cube * t + b * t - c) / slope;
        if slope.is_nan() || slope <= 0.0 {
            return f64::NAN;
        }
        t -= step;
        if step.abs() <= 1e-12 * t.abs() {
            break;
        }
    }
    if (a * t * t * t * t + b * t - c).abs() <= 1e-9 * (c.abs() + (b * t).abs()) { t } else { f64::NAN }
}

/// `(1 − d)^N`.
pub fn remaining_fraction(loss_per_yr: f64, years: f64) -> f64 {
    (1.0 - loss_per_yr).powf(years)
}

/// Mean of the starts of year, `(1/N) Σ_{k<N} (1 − d)^k = (1 − (1 − d)^N)/(N d)`.
pub fn mean_remaining_fraction(loss_per_yr: f64, years: f64) -> f64 {
    if loss_per_yr == 0.0 {
        return 1.0;
    }
    // −expm1(N ln(1−d)) keeps its digits for a small loss.
    (-(years * (-loss_per_yr).ln_1p()).exp_m1() / (years * loss_per_yr)).min(1.0)
}

/// Array normal to the orbit plane, not steered: `θ = 90° − |β|`.
pub fn fixed_array_incidence_deg(beta_deg: f64) -> f64 {
    90.0 - beta_deg.abs()
}

crate::kernels! {
    power_w(area_m2, efficiency, remaining, packing, solar_flux_w_m2, illumination, sun_incidence_deg, other_factor) -> f64;
    efficiency(temperature_k, reference_efficiency, temperature_coefficient_per_k, reference_k) -> f64;
    temperature_k(
        efficiency, front_earth_view_factor, back_earth_view_factor, solar_absorptivity, front_emissivity, back_emissivity,
        solar_flux_w_m2, earth_infrared_w_m2, albedo_absorbed_w_m2, stefan_boltzmann_w_m2_k4
    ) -> f64;
    operating_point(
        front_earth_view_factor, back_earth_view_factor, reference_efficiency, temperature_coefficient_per_k, reference_k,
        solar_absorptivity, front_emissivity, back_emissivity, solar_flux_w_m2, earth_infrared_w_m2, albedo_absorbed_w_m2,
        stefan_boltzmann_w_m2_k4
    ) -> OperatingPoint;
    remaining_fraction(loss_per_yr, years) -> f64;
    mean_remaining_fraction(loss_per_yr, years) -> f64;
    fixed_array_incidence_deg(beta_deg) -> f64;
}
