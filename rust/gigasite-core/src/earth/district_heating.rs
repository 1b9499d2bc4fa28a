//! District heating (T14): networks as buyers of heat.

use std::f64::consts::PI;

/// Demand of a network [MW]: `k max(T_base − T_out, 0) + hot water + losses`.
#[inline(always)]
pub fn demand_mw(outdoor_c: f64, space_heating_mw_per_k: f64, base_temperature_c: f64, hot_water_mw: f64, loss_mw: f64) -> f64 {
    space_heating_mw_per_k * (base_temperature_c - outdoor_c).max(0.0) + hot_water_mw + loss_mw
}

/// Loss of a pipe [MW]: `U L (T̄ − T_ground)`, U in W/m/K.
#[inline(always)]
pub fn pipe_loss_mw(heat_loss_w_m_k: f64, length_m: f64, mean_water_c: f64, ground_c: f64) -> f64 {
    heat_loss_w_m_k * length_m * (mean_water_c - ground_c) * 1e-6
}

/// Control curve of the supply [°C]: linear between the cold and the warm point, flat outside.
#[inline(always)]
pub fn supply_temperature_c(outdoor_c: f64, outdoor_cold_c: f64, outdoor_warm_c: f64, supply_cold_c: f64, supply_warm_c: f64) -> f64 {
    let warm = ((outdoor_c - outdoor_cold_c) / (outdoor_warm_c - outdoor_cold_c)).clamp(0.0, 1.0);
    supply_cold_c + warm * (supply_warm_c - supply_cold_c)
}

crate::record! {
    /// How much of a constant waste heat a seasonal demand takes.
    pub struct WasteHeatUse {
        /// Mean over the year [MW].
        used_mw,
        share_of_waste_heat,
        share_of_demand,
    }
}

/// Constant waste heat W against the demand `Q_m + Q_a cos θ` of a year.
///
/// ```text
/// used = [ W θ0 + Q_m (π − θ0) − Q_a sin θ0 ]/π,   θ0 = acos( (W − Q_m)/Q_a ) clipped to 0…π
/// ```
#[inline(always)]
pub fn sinusoidal_use(mean_demand_mw: f64, demand_amplitude_mw: f64, waste_heat_mw: f64) -> WasteHeatUse {
    let excess_mw = waste_heat_mw - mean_demand_mw;
    let used_mw = if excess_mw >= demand_amplitude_mw {
        mean_demand_mw
    } else if excess_mw <= -demand_amplitude_mw {
        waste_heat_mw
    } else {
        let theta = (excess_mw / demand_amplitude_mw).acos();
        (waste_heat_mw * theta + mean_demand_mw * (PI - theta) - demand_amplitude_mw * theta.sin()) / PI
    };
    // Of no heat at all every part is used: the limit of the share for small W.
    let share_of_waste_heat = if waste_heat_mw == 0.0 { 1.0 } else { used_mw / waste_heat_mw };
    WasteHeatUse { used_mw, share_of_waste_heat, share_of_demand: used_mw / mean_demand_mw }
}

crate::kernels! {
    demand_mw(outdoor_c, space_heating_mw_per_k, base_temperature_c, hot_water_mw, loss_mw) -> f64;
    pipe_loss_mw(heat_loss_w_m_k, length_m, mean_water_c, ground_c) -> f64;
    supply_temperature_c(outdoor_c, outdoor_cold_c, outdoor_warm_c, supply_cold_c, supply_warm_c) -> f64;
    sinusoidal_use(mean_demand_mw, demand_amplitude_mw, waste_heat_mw) -> WasteHeatUse;
}
