//! Gas turbine (T16): power on a hot day, combined cycle, fuel and carbon. Heat rates are higher heating value.

use super::psychrometrics::standard_pressure_pa;
use crate::constants::{BTU_PER_KWH, STANDARD_PRESSURE_PA};

/// Power on site [MW]: `P_iso (1 − k (T − T_iso)) p(z)/p0`, not below 0; `pressure_ratio` is p(z)/p0.
#[inline(always)]
pub fn site_power_mw(iso_power_mw: f64, dry_bulb_c: f64, derate_per_k: f64, iso_temperature_c: f64, pressure_ratio: f64) -> f64 {
    (iso_power_mw * (1.0 - derate_per_k * (dry_bulb_c - iso_temperature_c)) * pressure_ratio).max(0.0)
}

/// [`site_power_mw`] at an altitude.
#[inline(always)]
pub fn derated_mw(iso_power_mw: f64, dry_bulb_c: f64, derate_per_k: f64, iso_temperature_c: f64, altitude_m: f64) -> f64 {
    site_power_mw(iso_power_mw, dry_bulb_c, derate_per_k, iso_temperature_c, standard_pressure_pa(altitude_m) / STANDARD_PRESSURE_PA)
}

crate::record! {
    /// Gas turbine with a steam cycle on its exhaust.
    pub struct CombinedCycle {
        power_mw,
        efficiency,
    }
}

/// `P_cc = P_gt + (P_gt/η_gt)(1 − η_gt) ε_hrsg η_st`, efficiency `P_cc η_gt/P_gt`.
#[inline(always)]
pub fn combined_cycle(
    gas_turbine_mw: f64,
    gas_turbine_efficiency: f64,
    recovery_effectiveness: f64,
    steam_efficiency: f64,
) -> CombinedCycle {
    let efficiency = gas_turbine_efficiency + (1.0 - gas_turbine_efficiency) * recovery_effectiveness * steam_efficiency;
    CombinedCycle { power_mw: gas_turbine_mw / gas_turbine_efficiency * efficiency, efficiency }
}

/// Heat rate at part load [Btu/kWh]: `HR (s + (1 − s) x)/x`, s fuel at no load over fuel at full load.
#[inline(always)]
pub fn part_load_heat_rate_btu_per_kwh(load_fraction: f64, full_load_heat_rate_btu_per_kwh: f64, no_load_share: f64) -> f64 {
    (no_load_share + (1.0 - no_load_share) * load_fraction) / load_fraction * full_load_heat_rate_btu_per_kwh
}

/// `HR gas/1000` [USD/MWh].
#[inline(always)]
pub fn fuel_cost_usd_per_mwh(heat_rate_btu_per_kwh: f64, gas_price_usd_per_mmbtu: f64) -> f64 {
    heat_rate_btu_per_kwh * gas_price_usd_per_mmbtu / 1000.0
}

/// `HR EF/1000` [kg/MWh].
#[inline(always)]
pub fn co2_kg_per_mwh(heat_rate_btu_per_kwh: f64, emission_factor_kg_per_mmbtu: f64) -> f64 {
    heat_rate_btu_per_kwh * emission_factor_kg_per_mmbtu / 1000.0
}

/// `η = 3412.142/HR`.
#[inline(always)]
pub fn efficiency_hhv(heat_rate_btu_per_kwh: f64) -> f64 {
    BTU_PER_KWH / heat_rate_btu_per_kwh
}

crate::kernels! {
    derated_mw(iso_power_mw, dry_bulb_c, derate_per_k, iso_temperature_c, altitude_m) -> f64;
    combined_cycle(gas_turbine_mw, gas_turbine_efficiency, recovery_effectiveness, steam_efficiency) -> CombinedCycle;
    part_load_heat_rate_btu_per_kwh(load_fraction, full_load_heat_rate_btu_per_kwh, no_load_share) -> f64;
    fuel_cost_usd_per_mwh(heat_rate_btu_per_kwh, gas_price_usd_per_mmbtu) -> f64;
    co2_kg_per_mwh(heat_rate_btu_per_kwh, emission_factor_kg_per_mmbtu) -> f64;
    efficiency_hhv(heat_rate_btu_per_kwh) -> f64;
}
