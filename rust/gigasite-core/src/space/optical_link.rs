//! Optical links between apertures (K).

use crate::constants::{PLANCK_J_S, SPEED_OF_LIGHT_M_S};
use std::f64::consts::PI;

/// Gain of an aperture [dB]: `10 log10( η (πD/λ)² )`.
pub fn aperture_gain_db(diameter_m: f64, wavelength_m: f64, efficiency: f64) -> f64 {
    let x = PI * diameter_m / wavelength_m;
    10.0 * (efficiency * x * x).log10()
}

/// Power received in the far field [W]: `P G_t G_r (λ/(4πd))² L` (Friis).
pub fn received_power_w(
    transmit_power_w: f64,
    transmit_gain_db: f64,
    receive_gain_db: f64,
    wavelength_m: f64,
    distance_m: f64,
    loss_db: f64,
) -> f64 {
    let spread = wavelength_m / (4.0 * PI * distance_m);
    transmit_power_w * 10f64.powf((transmit_gain_db + receive_gain_db - loss_db) / 10.0) * spread * spread
}

/// Bits per second that the photons carry: `R = P λ/(n h c)`.
pub fn photon_limited_rate_bit_s(received_power_w: f64, wavelength_m: f64, photons_per_bit: f64) -> f64 {
    received_power_w * wavelength_m / (photons_per_bit * PLANCK_J_S * SPEED_OF_LIGHT_M_S)
}

/// Range without spreading loss [m]: `π w²/λ`, w the beam radius.
pub fn confocal_range_m(beam_radius_m: f64, wavelength_m: f64) -> f64 {
    PI * beam_radius_m * beam_radius_m / wavelength_m
}

crate::kernels! {
    aperture_gain_db(diameter_m, wavelength_m, efficiency) -> f64;
    received_power_w(transmit_power_w, transmit_gain_db, receive_gain_db, wavelength_m, distance_m, loss_db) -> f64;
    photon_limited_rate_bit_s(received_power_w, wavelength_m, photons_per_bit) -> f64;
    confocal_range_m(beam_radius_m, wavelength_m) -> f64;
}
