//! Links to the ground (K): geometry of a pass, latency, what the link lets out.

use super::orbit::period_s;

/// Distance to a satellite at an elevation [m]: `s = sqrt(r² − (R cos e)²) − R sin e`.
pub fn slant_range_m(altitude_m: f64, elevation_deg: f64, earth_radius_m: f64) -> f64 {
    let (sin_e, cos_e) = elevation_deg.to_radians().sin_cos();
    let r = earth_radius_m + altitude_m;
    let x = earth_radius_m * cos_e;
    (r * r - x * x).sqrt() - earth_radius_m * sin_e
}

/// Light time one way [s]: `s/c`.
pub fn one_way_latency_s(altitude_m: f64, elevation_deg: f64, earth_radius_m: f64, speed_of_light_m_s: f64) -> f64 {
    slant_range_m(altitude_m, elevation_deg, earth_radius_m) / speed_of_light_m_s
}

/// Light time of question and answer through a bent pipe [s]: up and down, twice, `4 s/c`.
pub fn bent_pipe_latency_s(altitude_m: f64, elevation_deg: f64, earth_radius_m: f64, speed_of_light_m_s: f64) -> f64 {
    4.0 * one_way_latency_s(altitude_m, elevation_deg, earth_radius_m, speed_of_light_m_s)
}

/// Light time up, along the crosslinks and down, and the queues [s].
pub fn space_path_latency_s(uplink_m: f64, crosslink_m: f64, downlink_m: f64, queueing_s: f64, speed_of_light_m_s: f64) -> f64 {
    (uplink_m + crosslink_m + downlink_m) / speed_of_light_m_s + queueing_s
}

/// Half of the arc, seen from the centre of the Earth, over which a site sees the satellite [deg]: `κ = acos((R/r) cos e) − e`.
pub fn earth_central_half_angle_deg(altitude_m: f64, min_elevation_deg: f64, earth_radius_m: f64) -> f64 {
    let e = min_elevation_deg.to_radians();
    ((earth_radius_m / (earth_radius_m + altitude_m) * e.cos()).acos() - e).to_degrees()
}

/// Overhead pass above a minimum elevation, the Earth not rotating [s]: `κ T/π`.
pub fn longest_pass_s(altitude_m: f64, min_elevation_deg: f64, earth_radius_m: f64, gravitational_parameter_m3_s2: f64) -> f64 {
    let period_s = period_s(altitude_m, earth_radius_m, gravitational_parameter_m3_s2);
    earth_central_half_angle_deg(altitude_m, min_elevation_deg, earth_radius_m) / 180.0 * period_s
}

/// Ceiling of the communication intensity [GB/kWh]: `Γ = R/(8 P U) · 3.6e6/1e9`.
pub fn communication_ceiling_gb_per_kwh(sustained_rate_bit_s: f64, it_power_w: f64, utilisation: f64) -> f64 {
    sustained_rate_bit_s / (8.0 * it_power_w * utilisation) * 3.6e6 / 1e9
}

/// Share of the compute that the link lets out: `min(1, ceiling/workload)`.
pub fn link_limited_share(workload_gb_per_kwh: f64, communication_ceiling_gb_per_kwh: f64) -> f64 {
    if workload_gb_per_kwh <= communication_ceiling_gb_per_kwh { 1.0 } else { communication_ceiling_gb_per_kwh / workload_gb_per_kwh }
}

crate::kernels! {
    slant_range_m(altitude_m, elevation_deg, earth_radius_m) -> f64;
    one_way_latency_s(altitude_m, elevation_deg, earth_radius_m, speed_of_light_m_s) -> f64;
    bent_pipe_latency_s(altitude_m, elevation_deg, earth_radius_m, speed_of_light_m_s) -> f64;
    space_path_latency_s(uplink_m, crosslink_m, downlink_m, queueing_s, speed_of_light_m_s) -> f64;
    earth_central_half_angle_deg(altitude_m, min_elevation_deg, earth_radius_m) -> f64;
    longest_pass_s(altitude_m, min_elevation_deg, earth_radius_m, gravitational_parameter_m3_s2) -> f64;
    communication_ceiling_gb_per_kwh(sustained_rate_bit_s, it_power_w, utilisation) -> f64;
    link_limited_share(workload_gb_per_kwh, communication_ceiling_gb_per_kwh) -> f64;
}
