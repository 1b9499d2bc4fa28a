//! Air economiser (T09): outdoor air, evaporative coolers, wheels and plates.

use super::psychrometrics::humidity_ratio_from_wet_bulb;

/// J in a kWh.
const J_PER_KWH: f64 = 3.6e6;

/// Direct evaporative cooler at constant wet bulb: `T = T_db − ε (T_db − T_wb)` [°C].
#[inline(always)]
pub fn direct_evaporative_c(dry_bulb_c: f64, wet_bulb_c: f64, effectiveness: f64) -> f64 {
    dry_bulb_c - effectiveness * (dry_bulb_c - wet_bulb_c)
}

/// Wheel or plate: `T_return − ε (T_return − T_outdoor)` [°C].
#[inline(always)]
pub fn indirect_c(outdoor_c: f64, return_c: f64, effectiveness: f64) -> f64 {
    return_c - effectiveness * (return_c - outdoor_c)
}

/// Water that the evaporative cooler takes up per kWh of IT heat [L]: `(W_out − W_in)/(c_p ΔT)`, c_p = 1006 + 1860 W_out.
#[inline(always)]
pub fn water_l_per_kwh(dry_bulb_c: f64, wet_bulb_c: f64, air_rise_k: f64, effectiveness: f64, pressure_pa: f64) -> f64 {
    let outlet = direct_evaporative_c(dry_bulb_c, wet_bulb_c, effectiveness);
    let w_in = humidity_ratio_from_wet_bulb(dry_bulb_c, wet_bulb_c, pressure_pa);
    let w_out = humidity_ratio_from_wet_bulb(outlet, wet_bulb_c, pressure_pa);
    (w_out - w_in) / ((1006.0 + 1860.0 * w_out) * air_rise_k) * J_PER_KWH
}

/// Share of outdoor air that brings the mixture with return air to the set-point, clipped to 0–1.
#[inline(always)]
pub fn outdoor_share(outdoor_c: f64, return_c: f64, setpoint_c: f64) -> f64 {
    if outdoor_c == return_c {
        return 0.0;
    }
    ((return_c - setpoint_c) / (return_c - outdoor_c)).clamp(0.0, 1.0)
}

/// Water that lifts the outdoor air to the minimum humidity, per kWh of IT heat [L].
#[inline(always)]
pub fn humidification_l_per_kwh(outdoor_humidity_ratio: f64, minimum_humidity_ratio: f64, air_rise_k: f64, outdoor_share: f64) -> f64 {
    let lift = (minimum_humidity_ratio - outdoor_humidity_ratio).max(0.0);
    outdoor_share * lift / ((1006.0 + 1860.0 * minimum_humidity_ratio) * air_rise_k) * J_PER_KWH
}

/// 1 where outdoor air may not be used: too hot, too dry, too damp, or smoke.
#[inline(always)]
pub fn locked_out(dry_bulb_c: f64, dew_point_c: f64, dry_bulb_limit_c: f64, dew_point_low_c: f64, dew_point_high_c: f64, smoke: f64) -> f64 {
    let out = dry_bulb_c > dry_bulb_limit_c || dew_point_c < dew_point_low_c || dew_point_c > dew_point_high_c || smoke != 0.0;
    f64::from(u8::from(out))
}

crate::kernels! {
    direct_evaporative_c(dry_bulb_c, wet_bulb_c, effectiveness) -> f64;
    indirect_c(outdoor_c, return_c, effectiveness) -> f64;
    water_l_per_kwh(dry_bulb_c, wet_bulb_c, air_rise_k, effectiveness, pressure_pa) -> f64;
    outdoor_share(outdoor_c, return_c, setpoint_c) -> f64;
    humidification_l_per_kwh(outdoor_humidity_ratio, minimum_humidity_ratio, air_rise_k, outdoor_share) -> f64;
    locked_out(dry_bulb_c, dew_point_c, dry_bulb_limit_c, dew_point_low_c, dew_point_high_c, smoke) -> f64;
}
