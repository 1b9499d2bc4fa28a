//! Liquid loop (T05): technology and facility loops, their flows, pumps and temperatures.

use super::fluids::{density_kg_m3, specific_heat_j_kg_k};

/// `ṁ = Q/(c_p ΔT)` [kg/s], the fluid by its index in [`super::fluids::FLUIDS`], its properties at the mean temperature.
pub fn mass_flow_kg_s(heat_kw: f64, temperature_rise_k: f64, mean_temperature_c: f64, fluid: f64) -> f64 {
    heat_kw * 1000.0 / (specific_heat_j_kg_k(fluid, mean_temperature_c) * temperature_rise_k)
}

/// `V = ṁ/ρ` [m³/s].
pub fn volume_flow_m3_s(heat_kw: f64, temperature_rise_k: f64, mean_temperature_c: f64, fluid: f64) -> f64 {
    mass_flow_kg_s(heat_kw, temperature_rise_k, mean_temperature_c, fluid) / density_kg_m3(fluid, mean_temperature_c)
}

/// Volume flow against the reference fluid for the same heat and rise: `(ρ c_p)_ref/(ρ c_p)`.
pub fn volume_flow_ratio(fluid: f64, mean_temperature_c: f64, reference_fluid: f64) -> f64 {
    let per_volume = |f: f64| density_kg_m3(f, mean_temperature_c) * specific_heat_j_kg_k(f, mean_temperature_c);
    per_volume(reference_fluid) / per_volume(fluid)
}

/// `T_TCS = T_FWS + approach` [°C].
#[inline(always)]
pub fn supply_temperature_c(facility_supply_c: f64, approach_k: f64) -> f64 {
    facility_supply_c + approach_k
}

/// Approach at constant flow: proportional to the load [K].
#[inline(always)]
pub fn approach_k(design_approach_k: f64, load_fraction: f64) -> f64 {
    design_approach_k * load_fraction
}

/// `P = Δp V/η` [kW].
#[inline(always)]
pub fn pump_power_kw(pressure_drop_pa: f64, volume_flow_m3_s: f64, pump_efficiency: f64) -> f64 {
    pressure_drop_pa * volume_flow_m3_s / pump_efficiency / 1000.0
}

/// `P_design (s x + (1 − s) x³)`, s the share of static head: s = 0 is pure friction, Δp ∝ V² [kW].
#[inline(always)]
pub fn pump_power_at_flow_kw(design_power_kw: f64, flow_fraction: f64, static_head_share: f64) -> f64 {
    let x = flow_fraction;
    design_power_kw * x * (static_head_share + (1.0 - static_head_share) * (x * x))
}

crate::record! {
    /// Heat by its way out.
    pub struct HeatSplit { liquid_kw, air_kw }
}

/// `f_l` of the heat to the liquid, `1 − f_l` to the air.
#[inline(always)]
pub fn heat_split(it_power_kw: f64, liquid_capture: f64) -> HeatSplit {
    let liquid = it_power_kw * liquid_capture;
    HeatSplit { liquid_kw: liquid, air_kw: it_power_kw - liquid }
}

crate::kernels! {
    mass_flow_kg_s(heat_kw, temperature_rise_k, mean_temperature_c, fluid) -> f64;
    volume_flow_m3_s(heat_kw, temperature_rise_k, mean_temperature_c, fluid) -> f64;
    volume_flow_ratio(fluid, mean_temperature_c, reference_fluid) -> f64;
    supply_temperature_c(facility_supply_c, approach_k) -> f64;
    approach_k(design_approach_k, load_fraction) -> f64;
    pump_power_kw(pressure_drop_pa, volume_flow_m3_s, pump_efficiency) -> f64;
    pump_power_at_flow_kw(design_power_kw, flow_fraction, static_head_share) -> f64;
    heat_split(it_power_kw, liquid_capture) -> HeatSplit;
}
