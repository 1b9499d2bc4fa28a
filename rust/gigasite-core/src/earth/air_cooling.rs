//! Air cooling (T04): air through IT equipment.

use super::psychrometrics::{density_kg_m3, humidity_ratio, specific_heat_j_kg_k};

/// `ṁ = Q/(c_p ΔT)` of moist air [kg/s].
#[inline(always)]
pub fn mass_flow_kg_s(heat_kw: f64, temperature_rise_k: f64, inlet_temperature_c: f64, relative_humidity: f64, pressure_pa: f64) -> f64 {
    let w = humidity_ratio(inlet_temperature_c, relative_humidity, pressure_pa);
    heat_kw * 1000.0 / (specific_heat_j_kg_k(w) * temperature_rise_k)
}

/// `V = Q/(ρ c_p ΔT)` at the inlet [m³/s].
#[inline(always)]
pub fn volume_flow_m3_s(heat_kw: f64, temperature_rise_k: f64, inlet_temperature_c: f64, relative_humidity: f64, pressure_pa: f64) -> f64 {
    let w = humidity_ratio(inlet_temperature_c, relative_humidity, pressure_pa);
    heat_kw * 1000.0 / (density_kg_m3(inlet_temperature_c, w, pressure_pa) * specific_heat_j_kg_k(w) * temperature_rise_k)
}

/// Volume flow for the same heat and rise against the reference pressure: thin air needs more.
#[inline(always)]
pub fn altitude_flow_ratio(inlet_temperature_c: f64, relative_humidity: f64, pressure_pa: f64, reference_pressure_pa: f64) -> f64 {
    volume_flow_m3_s(1.0, 1.0, inlet_temperature_c, relative_humidity, pressure_pa)
        / volume_flow_m3_s(1.0, 1.0, inlet_temperature_c, relative_humidity, reference_pressure_pa)
}

/// `P ∝ V³`, or another exponent.
#[inline(always)]
pub fn fan_power_ratio(flow_ratio: f64, exponent: f64) -> f64 {
    if exponent == 3.0 { flow_ratio * flow_ratio * flow_ratio } else { flow_ratio.powf(exponent) }
}

/// `T_supply + approach + r (T_return − T_supply)` [°C].
#[inline(always)]
pub fn inlet_temperature_c(supply_c: f64, return_c: f64, approach_k: f64, recirculation: f64) -> f64 {
    supply_c + approach_k + recirculation * (return_c - supply_c)
}

/// `supply + (1 − b) ΔT` [°C].
#[inline(always)]
pub fn return_temperature_c(supply_c: f64, temperature_rise_k: f64, bypass: f64) -> f64 {
    supply_c + (1.0 - bypass) * temperature_rise_k
}

crate::kernels! {
    mass_flow_kg_s(heat_kw, temperature_rise_k, inlet_temperature_c, relative_humidity, pressure_pa) -> f64;
    volume_flow_m3_s(heat_kw, temperature_rise_k, inlet_temperature_c, relative_humidity, pressure_pa) -> f64;
    altitude_flow_ratio(inlet_temperature_c, relative_humidity, pressure_pa, reference_pressure_pa) -> f64;
    fan_power_ratio(flow_ratio, exponent) -> f64;
    inlet_temperature_c(supply_c, return_c, approach_k, recirculation) -> f64;
    return_temperature_c(supply_c, temperature_rise_k, bypass) -> f64;
}
