//! Heat pump before the radiator (F): it makes the radiator hotter and smaller, and its work is heat too.

use super::radiator::{area_from_net_flux_m2, fourth_difference};
use crate::roots;

/// Work [W]: `W = Q (T_h − T_c)/(η T_c)`.
pub fn work_w(heat_w: f64, cold_k: f64, hot_k: f64, second_law_efficiency: f64) -> f64 {
    if hot_k >= cold_k { heat_w * (hot_k - cold_k) / (second_law_efficiency * cold_k) } else { f64::NAN }
}

/// Radiating area [m²]: `A = (Q + W)/(ε σ (T_h⁴ − T_s⁴))`.
pub fn radiating_area_m2(
    heat_w: f64,
    cold_k: f64,
    hot_k: f64,
    sink_k: f64,
    second_law_efficiency: f64,
    emissivity: f64,
    sigma: f64,
) -> f64 {
    let rejected_w = heat_w + work_w(heat_w, cold_k, hot_k, second_law_efficiency);
    area_from_net_flux_m2(rejected_w, emissivity * sigma * fourth_difference(hot_k, sink_k))
}

/// Mass of radiator and of what supplies and does the work [kg]: `m = a A + α W`.
pub fn mass_kg(
    heat_w: f64,
    cold_k: f64,
    hot_k: f64,
    sink_k: f64,
    second_law_efficiency: f64,
    emissivity: f64,
    areal_mass_kg_m2: f64,
    work_mass_kg_per_w: f64,
    sigma: f64,
) -> f64 {
    areal_mass_kg_m2 * radiating_area_m2(heat_w, cold_k, hot_k, sink_k, second_law_efficiency, emissivity, sigma)
        + work_mass_kg_per_w * work_w(heat_w, cold_k, hot_k, second_law_efficiency)
}

/// Efficiency above which a small lift makes the radiator smaller: `(1 − (T_s/T_c)⁴)/4`.
pub fn break_even_efficiency(cold_k: f64, sink_k: f64) -> f64 {
    if cold_k > sink_k { (1.0 - (sink_k / cold_k).powi(4)) / 4.0 } else { f64::NAN }
}

/// Mass of work below which a small lift makes the whole lighter [kg/W]: `a/(ε σ D) · (4 η T_c⁴/D − 1)`, `D = T_c⁴ − T_s⁴`.
pub fn break_even_work_mass_kg_per_w(
    cold_k: f64,
    sink_k: f64,
    second_law_efficiency: f64,
    emissivity: f64,
    areal_mass_kg_m2: f64,
    sigma: f64,
) -> f64 {
    let d = fourth_difference(cold_k, sink_k);
    if d > 0.0 {
        areal_mass_kg_m2 / (emissivity * sigma * d) * (4.0 * second_law_efficiency * cold_k.powi(4) / d - 1.0)
    } else {
        f64::NAN
    }
}

crate::record! {
    /// The lightest lift; `pays` is 1 where it is above none.
    pub struct HeatPumpOptimum { hot_k, mass_kg_per_w, mass_without_pump_kg_per_w, pays }
}

/// Minimum of mass over `T_h` in `[T_c, max_hot_k]`.
///
/// ```text
/// dm/dT_h = 0  ⇔  p(T) = α k ε σ/a (T⁴ − T_s⁴)² − 3 k T⁴ − 4 (1 − k T_c) T³ − k T_s⁴ = 0,   k = 1/(η T_c)
/// ```
/// The mass may have more than one valley (the corner `T_h = T_c` may be one of them): every change of sign of p from
/// minus to plus is a candidate, both ends are, and the lightest wins.
pub fn optimum(
    cold_k: f64,
    sink_k: f64,
    second_law_efficiency: f64,
    emissivity: f64,
    areal_mass_kg_m2: f64,
    work_mass_kg_per_w: f64,
    max_hot_k: f64,
    sigma: f64,
) -> HeatPumpOptimum {
    const CELLS: u32 = 200;
    let mass =
        |hot: f64| mass_kg(1.0, cold_k, hot, sink_k, second_law_efficiency, emissivity, areal_mass_kg_m2, work_mass_kg_per_w, sigma);
    let k = 1.0 / (second_law_efficiency * cold_k);
    let rate = work_mass_kg_per_w * k * emissivity * sigma;
    let slope = |t: f64| {
        let (t3, s4) = (t * t * t, sink_k.powi(4));
        let d = fourth_difference(t, sink_k);
        rate * d * d - areal_mass_kg_m2 * (3.0 * k * t3 * t + 4.0 * (1.0 - k * cold_k) * t3 + k * s4)
    };
    let without = mass(cold_k);
    let mut best = (cold_k, without);
    let mut consider = |hot: f64| {
        let m = mass(hot);
        if m < best.1 {
            best = (hot, m);
        }
    };
    let width = (max_hot_k - cold_k) / f64::from(CELLS);
    for cell in 0..CELLS {
        let (low, high) = (cold_k + width * f64::from(cell), cold_k + width * f64::from(cell + 1));
        if slope(low) < 0.0 && slope(high) > 0.0 {
            consider(roots::bracketed(slope, low, high));
        }
    }
    consider(max_hot_k);
    let pays = if without.is_nan() { f64::NAN } else { f64::from(best.0 > cold_k) };
    HeatPumpOptimum { hot_k: if without.is_nan() { f64::NAN } else { best.0 }, mass_kg_per_w: best.1, mass_without_pump_kg_per_w: without, pays }
}

crate::kernels! {
    work_w(heat_w, cold_k, hot_k, second_law_efficiency) -> f64;
    radiating_area_m2(heat_w, cold_k, hot_k, sink_k, second_law_efficiency, emissivity, sigma) -> f64;
    mass_kg(heat_w, cold_k, hot_k, sink_k, second_law_efficiency, emissivity, areal_mass_kg_m2, work_mass_kg_per_w, sigma) -> f64;
    break_even_efficiency(cold_k, sink_k) -> f64;
    break_even_work_mass_kg_per_w(cold_k, sink_k, second_law_efficiency, emissivity, areal_mass_kg_m2, sigma) -> f64;
    optimum(cold_k, sink_k, second_law_efficiency, emissivity, areal_mass_kg_m2, work_mass_kg_per_w, max_hot_k, sigma) -> HeatPumpOptimum;
}
