//! Heat recovery (T12): heat off the IT loop, and how much of it a buyer takes.

/// `Q_rec = P_it (f_l ε avail + (1 − f_l) air share)` [MW].
#[inline(always)]
pub fn recovered_mw(it_power_mw: f64, liquid_capture: f64, exchanger_effectiveness: f64, availability: f64, air_coil_share: f64) -> f64 {
    it_power_mw * (liquid_capture * exchanger_effectiveness * availability + (1.0 - liquid_capture) * air_coil_share)
}

/// What is taken: the least of heat, demand, pipe and heat pump [MW].
#[inline(always)]
pub fn used_mw(recovered_mw: f64, sink_demand_mw: f64, pipe_capacity_mw: f64, heat_pump_capacity_mw: f64) -> f64 {
    recovered_mw.min(sink_demand_mw).min(pipe_capacity_mw).min(heat_pump_capacity_mw)
}

/// `E/Q_installed` [h].
#[inline(always)]
pub fn full_load_hours(energy_mwh: f64, installed_mw: f64) -> f64 {
    energy_mwh / installed_mw
}

/// Rejection power that the sold heat spares, less the free cooling that it costs [MW], may be negative.
#[inline(always)]
pub fn rejection_credit_mw(used_mw: f64, rejection_power_per_heat: f64, lost_free_cooling_mw: f64) -> f64 {
    used_mw * rejection_power_per_heat - lost_free_cooling_mw
}

crate::kernels! {
    recovered_mw(it_power_mw, liquid_capture, exchanger_effectiveness, availability, air_coil_share) -> f64;
    used_mw(recovered_mw, sink_demand_mw, pipe_capacity_mw, heat_pump_capacity_mw) -> f64;
    full_load_hours(energy_mwh, installed_mw) -> f64;
    rejection_credit_mw(used_mw, rejection_power_per_heat, lost_free_cooling_mw) -> f64;
}
