//! IT power (T01): what nodes draw at a utilisation.

/// `P_node = P_idle + (P_max − P_idle) u^a + P_fan` [kW].
#[inline(always)]
pub fn node_kw(utilisation: f64, idle_kw: f64, max_kw: f64, exponent: f64, fan_kw: f64) -> f64 {
    let shape = if exponent == 1.0 { utilisation } else { utilisation.powf(exponent) };
    idle_kw + (max_kw - idle_kw) * shape + fan_kw
}

/// Node fans [kW]: rated power × speed³, the speed linear in the inlet temperature from `minimum_speed` to 1.
#[inline(always)]
pub fn node_fan_kw(inlet_temperature_c: f64, rated_fan_kw: f64, ramp_start_c: f64, full_speed_c: f64, minimum_speed: f64) -> f64 {
    let ramp = ((inlet_temperature_c - ramp_start_c) / (full_speed_c - ramp_start_c)).clamp(0.0, 1.0);
    let speed = minimum_speed + (1.0 - minimum_speed) * ramp;
    rated_fan_kw * (speed * speed * speed)
}

/// `n P_node/1000` [MW].
#[inline(always)]
pub fn fleet_mw(utilisation: f64, nodes: f64, idle_kw: f64, max_kw: f64, exponent: f64, fan_kw: f64) -> f64 {
    nodes * node_kw(utilisation, idle_kw, max_kw, exponent, fan_kw) / 1000.0
}

/// Rated power as a constant [MW]: an upper bound, never an energy.
#[inline(always)]
pub fn nameplate_mw(nodes: f64, rated_kw: f64) -> f64 {
    nodes * rated_kw / 1000.0
}

/// `P_idle/P_node`: the share of the energy that an allocated node draws whether it computes or not.
#[inline(always)]
pub fn idle_share_of_energy(utilisation: f64, idle_kw: f64, max_kw: f64, exponent: f64) -> f64 {
    idle_kw / node_kw(utilisation, idle_kw, max_kw, exponent, 0.0)
}

crate::kernels! {
    node_kw(utilisation, idle_kw, max_kw, exponent, fan_kw) -> f64;
    node_fan_kw(inlet_temperature_c, rated_fan_kw, ramp_start_c, full_speed_c, minimum_speed) -> f64;
    fleet_mw(utilisation, nodes, idle_kw, max_kw, exponent, fan_kw) -> f64;
    nameplate_mw(nodes, rated_kw) -> f64;
    idle_share_of_energy(utilisation, idle_kw, max_kw, exponent) -> f64;
}
