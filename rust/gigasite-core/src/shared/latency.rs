//! Latency (T23): distance on the sphere, round trips in fibre.

use crate::constants::SPEED_OF_LIGHT_M_S;

/// Great-circle distance by the haversine formula [km]; latitudes and longitudes in degrees, radius in km.
///
/// ```text
/// d = 2 R asin( sqrt( sin²(Δφ/2) + cos φ1 cos φ2 sin²(Δλ/2) ) )
/// ```
/// Sinnott 1984, *Sky and Telescope* 68(2) 159.
pub fn distance_km(latitude_1_deg: f64, longitude_1_deg: f64, latitude_2_deg: f64, longitude_2_deg: f64, earth_radius_km: f64) -> f64 {
    let (phi_1, phi_2) = (latitude_1_deg.to_radians(), latitude_2_deg.to_radians());
    let half_dphi = ((latitude_2_deg - latitude_1_deg) / 2.0).to_radians();
    let half_dlambda = ((longitude_2_deg - longitude_1_deg) / 2.0).to_radians();
    let a = half_dphi.sin().powi(2) + phi_1.cos() * phi_2.cos() * half_dlambda.sin().powi(2);
    2.0 * earth_radius_km * a.clamp(0.0, 1.0).sqrt().asin()
}

/// Round-trip time in fibre [ms]: `2 d ρ n/c + hops`.
pub fn fibre_rtt_ms(distance_km: f64, route_factor: f64, group_index: f64, hops_ms: f64, speed_of_light_m_s: f64) -> f64 {
    2.0 * distance_km * 1e3 * route_factor * group_index / speed_of_light_m_s * 1e3 + hops_ms
}

/// Route factor that a measured round trip implies: the inverse of [`fibre_rtt_ms`].
pub fn route_factor(rtt_ms: f64, distance_km: f64, group_index: f64, hops_ms: f64) -> f64 {
    (rtt_ms - hops_ms) * 1e-3 * SPEED_OF_LIGHT_M_S / (2.0 * distance_km * 1e3 * group_index)
}

crate::kernels! {
    distance_km(latitude_1_deg, longitude_1_deg, latitude_2_deg, longitude_2_deg, earth_radius_km) -> f64;
    fibre_rtt_ms(distance_km, route_factor, group_index, hops_ms, speed_of_light_m_s) -> f64;
    route_factor(rtt_ms, distance_km, group_index, hops_ms) -> f64;
}
