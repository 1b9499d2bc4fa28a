//! Carbon (T26): operational, embodied, avoided.

/// `P/n PUE CI/s` [g per sold GPU-hour]: the mean power does not depend on the sold share s.
#[inline(always)]
pub fn operational_g_per_gpu_h(mean_kw_per_node: f64, gpus_per_node: f64, pue: f64, intensity_g_per_kwh: f64, sold_share: f64) -> f64 {
    mean_kw_per_node / gpus_per_node * pue * intensity_g_per_kwh / sold_share
}

/// `m/(n L h s)` [g per sold GPU-hour].
#[inline(always)]
pub fn embodied_g_per_gpu_h(embodied_kg_per_node: f64, gpus_per_node: f64, life_years: f64, sold_share: f64, hours_per_year: f64) -> f64 {
    embodied_kg_per_node * 1000.0 / (gpus_per_node * life_years * hours_per_year * sold_share)
}

/// `CI_fuel/η` [g/kWh of heat].
#[inline(always)]
pub fn boiler_intensity_g_per_kwh(fuel_g_per_kwh: f64, efficiency: f64) -> f64 {
    fuel_g_per_kwh / efficiency
}

/// `CI/COP` [g/kWh of heat].
#[inline(always)]
pub fn heat_pump_intensity_g_per_kwh(heating_cop: f64, grid_g_per_kwh: f64) -> f64 {
    grid_g_per_kwh / heating_cop
}

/// Counterfactual less [`heat_pump_intensity_g_per_kwh`] [g/kWh of heat], may be negative.
#[inline(always)]
pub fn heat_saving_g_per_kwh(heating_cop: f64, grid_g_per_kwh: f64, counterfactual_g_per_kwh: f64) -> f64 {
    counterfactual_g_per_kwh - grid_g_per_kwh / heating_cop
}

/// Intensity of the grid at which the saving ends: `counterfactual COP` [g/kWh of electricity].
#[inline(always)]
pub fn break_even_grid_g_per_kwh(heating_cop: f64, counterfactual_g_per_kwh: f64) -> f64 {
    counterfactual_g_per_kwh * heating_cop
}

/// `charge leak years GWP` [kg CO2e].
#[inline(always)]
pub fn refrigerant_kg_co2e(charge_kg: f64, leak_rate_per_yr: f64, years: f64, gwp: f64) -> f64 {
    charge_kg * leak_rate_per_yr * years * gwp
}

crate::kernels! {
    operational_g_per_gpu_h(mean_kw_per_node, gpus_per_node, pue, intensity_g_per_kwh, sold_share) -> f64;
    embodied_g_per_gpu_h(embodied_kg_per_node, gpus_per_node, life_years, sold_share, hours_per_year) -> f64;
    boiler_intensity_g_per_kwh(fuel_g_per_kwh, efficiency) -> f64;
    heat_pump_intensity_g_per_kwh(heating_cop, grid_g_per_kwh) -> f64;
    heat_saving_g_per_kwh(heating_cop, grid_g_per_kwh, counterfactual_g_per_kwh) -> f64;
    break_even_grid_g_per_kwh(heating_cop, counterfactual_g_per_kwh) -> f64;
    refrigerant_kg_co2e(charge_kg, leak_rate_per_yr, years, gwp) -> f64;
}
