//! Cooling tower (T07): approach by the Merkel number, evaporation by the moist-air balance.

use super::psychrometrics::{enthalpy_j_kg, humidity_ratio_from_dew_point, humidity_ratio_from_wet_bulb, saturated_enthalpy};
use crate::constants::STANDARD_PRESSURE_PA;

const J_PER_KWH: f64 = 3.6e6;
/// Specific heat of water in the balances of the tower [J/kg/K].
pub const WATER_SPECIFIC_HEAT_J_KG_K: f64 = 4186.0;
/// Fall of the Merkel number with the water-to-air ratio, `KaV/L ∝ (L/G)^−0.6` (CTI; Kröger, *Air-cooled Heat Exchangers and Cooling Towers*).
pub const MERKEL_EXPONENT: f64 = 0.6;

/// `T_cw = T_wb + approach` [°C].
#[inline(always)]
pub fn leaving_water_c(wet_bulb_c: f64, approach_k: f64) -> f64 {
    wet_bulb_c + approach_k
}

/// Merkel number by the four points of Chebyshev (CTI Acceptance Test Code ATC-105):
///
/// ```text
/// KaV/L = ∫ c_w dT/(h_s(T) − h_a(T)) ≈ c_w R/4 Σ 1/(h_s − h_a)   at T = T_cw + 0.1, 0.4, 0.6, 0.9 R
/// h_a(T) = h_in + (L/G) c_w (T − T_cw)
/// ```
/// Infinite where the air would be as warm as the water.
#[inline(always)]
pub fn merkel_number(wet_bulb_c: f64, range_k: f64, approach_k: f64, water_to_air: f64, pressure_pa: f64) -> f64 {
    let h_in = saturated_enthalpy(wet_bulb_c, pressure_pa).0;
    merkel(h_in, wet_bulb_c + approach_k, range_k, water_to_air, pressure_pa)
}

#[inline(always)]
fn merkel(h_in: f64, cold_c: f64, range_k: f64, water_to_air: f64, pressure_pa: f64) -> f64 {
    let mut sum = 0.0;
    for point in [0.1, 0.4, 0.6, 0.9] {
        let dt = point * range_k;
        let h_air = h_in + water_to_air * WATER_SPECIFIC_HEAT_J_KG_K * dt;
        let difference = saturated_enthalpy(cold_c + dt, pressure_pa).0 - h_air;
        if difference <= 0.0 {
            return f64::INFINITY;
        }
        sum += 1.0 / difference;
    }
    WATER_SPECIFIC_HEAT_J_KG_K * range_k / 4.0 * sum
}

/// Water to air by mass of a tower whose air leaves saturated at the mean water temperature, the usual design (ASHRAE Handbook,
/// HVAC Systems and Equipment): `L/G = (h_s(T_cw + R/2) − h_s(T_wb))/(c_w R)`.
#[inline(always)]
pub fn design_water_to_air(wet_bulb_c: f64, range_k: f64, approach_k: f64, pressure_pa: f64) -> f64 {
    let h_out = saturated_enthalpy(wet_bulb_c + approach_k + 0.5 * range_k, pressure_pa).0;
    (h_out - saturated_enthalpy(wet_bulb_c, pressure_pa).0) / (WATER_SPECIFIC_HEAT_J_KG_K * range_k)
}

/// Approach [K] of a tower whose fill is set by its design point, at another wet bulb, range, load and air flow; NaN where the
/// air cannot take the heat.
///
/// The load is that of heat: water flow/design = load · design range/range. The fill keeps
/// `KaV/L = (KaV/L)_design [(L/G)/(L/G)_design]^−0.6`; the approach is the bracketed root of the Merkel number.
pub fn approach_k(
    wet_bulb_c: f64,
    range_k: f64,
    load_fraction: f64,
    design_wet_bulb_c: f64,
    design_range_k: f64,
    design_approach_k: f64,
    air_flow_fraction: f64,
) -> f64 {
    let pressure_pa = STANDARD_PRESSURE_PA;
    let flow_ratio = load_fraction * design_range_k / range_k / air_flow_fraction;
    if flow_ratio == 0.0 || range_k == 0.0 {
        return 0.0;
    }
    let design = design_water_to_air(design_wet_bulb_c, design_range_k, design_approach_k, pressure_pa);
    let design_merkel = merkel_number(design_wet_bulb_c, design_range_k, design_approach_k, design, pressure_pa);
    let water_to_air = design * flow_ratio;
    let available = design_merkel * flow_ratio.powf(-MERKEL_EXPONENT);
    let h_in = saturated_enthalpy(wet_bulb_c, pressure_pa).0;
    // The Merkel number falls as the approach grows. Regula falsi on its inverse, which is nearly straight (Illinois variant).
    let f = |approach: f64| 1.0 / merkel(h_in, wet_bulb_c + approach, range_k, water_to_air, pressure_pa) - 1.0 / available;
    let (mut low, mut high) = (0.0, 20.0);
    let (mut f_low, mut f_high) = (f(low), f(high));
    while f_high < 0.0 && high < 100.0 {
        (low, f_low) = (high, f_high);
        high *= 1.5;
        f_high = f(high);
    }
    if f_high < 0.0 || f_high.is_nan() {
        return f64::NAN;
    }
    if f_low >= 0.0 {
        return low;
    }
    let mut side = 0;
    for _ in 0..200 {
        let x = (f_low * high - f_high * low) / (f_low - f_high);
        let value = f(x);
        if value < 0.0 {
            if (x - low).abs() < 1e-9 {
                return x;
            }
            (low, f_low) = (x, value);
            f_high *= if side == -1 { 0.5 } else { 1.0 };
            side = -1;
        } else {
            if (high - x).abs() < 1e-9 {
                return x;
            }
            (high, f_high) = (x, value);
            f_low *= if side == 1 { 0.5 } else { 1.0 };
            side = 1;
        }
        if high - low < 1e-9 {
            break;
        }
    }
    0.5 * (low + high)
}

/// `E = (W_o − W_i)/[(h_o − h_i) − (W_o − W_i) c_w T_makeup] · 3.6e6` [L/kWh of heat]; NaN unless h_o > h_i.
#[inline(always)]
pub fn evaporation_l_per_kwh(
    dry_bulb_c: f64,
    wet_bulb_c: f64,
    outlet_air_c: f64,
    makeup_c: f64,
    pressure_pa: f64,
    water_specific_heat_j_kg_k: f64,
) -> f64 {
    let w_i = humidity_ratio_from_wet_bulb(dry_bulb_c, wet_bulb_c, pressure_pa);
    let w_o = humidity_ratio_from_dew_point(outlet_air_c, pressure_pa);
    let dw = w_o - w_i;
    let dh = enthalpy_j_kg(outlet_air_c, w_o) - enthalpy_j_kg(dry_bulb_c, w_i);
    if dh > 0.0 { dw / (dh - dw * water_specific_heat_j_kg_k * makeup_c) * J_PER_KWH } else { f64::NAN }
}

/// All heat latent: `3.6e6/r(T)` [L/kWh of heat].
#[inline(always)]
pub fn latent_bound_l_per_kwh(water_temperature_c: f64) -> f64 {
    J_PER_KWH / super::fluids::latent_heat_j_kg(water_temperature_c)
}

crate::record! {
    /// Water of a tower per heat rejected.
    pub struct WaterBalance { evaporation_l_per_kwh, blowdown_l_per_kwh, drift_l_per_kwh, makeup_l_per_kwh }
}

/// Blow-down `E/(COC − 1) − drift`, not below 0; make-up is the sum of the three.
#[inline(always)]
pub fn water_balance(evaporation_l_per_kwh: f64, cycles_of_concentration: f64, drift_l_per_kwh: f64) -> WaterBalance {
    let blowdown = (evaporation_l_per_kwh / (cycles_of_concentration - 1.0) - drift_l_per_kwh).max(0.0);
    WaterBalance {
        evaporation_l_per_kwh,
        blowdown_l_per_kwh: blowdown,
        drift_l_per_kwh,
        makeup_l_per_kwh: evaporation_l_per_kwh + blowdown + drift_l_per_kwh,
    }
}

/// Drift per heat: a share of the circulation `3.6e6/(c_w range)` [L/kWh of heat].
#[inline(always)]
pub fn drift_l_per_kwh(range_k: f64, drift_share: f64) -> f64 {
    drift_share * J_PER_KWH / (WATER_SPECIFIC_HEAT_J_KG_K * range_k)
}

/// `flow³`.
#[inline(always)]
pub fn fan_power_ratio(air_flow_fraction: f64) -> f64 {
    air_flow_fraction * air_flow_fraction * air_flow_fraction
}

crate::kernels! {
    leaving_water_c(wet_bulb_c, approach_k) -> f64;
    approach_k(wet_bulb_c, range_k, load_fraction, design_wet_bulb_c, design_range_k, design_approach_k, air_flow_fraction) -> f64;
    evaporation_l_per_kwh(dry_bulb_c, wet_bulb_c, outlet_air_c, makeup_c, pressure_pa, water_specific_heat_j_kg_k) -> f64;
    latent_bound_l_per_kwh(water_temperature_c) -> f64;
    water_balance(evaporation_l_per_kwh, cycles_of_concentration, drift_l_per_kwh) -> WaterBalance;
    drift_l_per_kwh(range_k, drift_share) -> f64;
    fan_power_ratio(air_flow_fraction) -> f64;
}
