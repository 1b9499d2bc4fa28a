//! Heat exchanger (T05): effectiveness and number of transfer units.
//!
//! F. P. Incropera et al., *Fundamentals of Heat and Mass Transfer*, tables 11.3 and 11.4. `C_r = C_min/C_max`,
//! `NTU = UA/C_min`. Written with `expm1` and `log1p`, which keep their digits as C_r approaches 1 or 0.

use super::psychrometrics::rising_root;

/// A smaller C_r changes no digit, and its inverse overflows.
const NO_RATIO: f64 = 1e-13;

/// Counterflow: `ε = (1 − e^(−NTU(1−Cr)))/(1 − Cr e^(−NTU(1−Cr)))`, `NTU/(1+NTU)` at Cr = 1.
#[inline(always)]
pub fn effectiveness_counterflow(ntu: f64, capacity_ratio: f64) -> f64 {
    let d = 1.0 - capacity_ratio;
    if d == 0.0 {
        return ntu / (1.0 + ntu);
    }
    let gone = -(-ntu * d).exp_m1();
    gone / (d + capacity_ratio * gone)
}

/// Parallel flow: `ε = (1 − e^(−NTU(1+Cr)))/(1 + Cr)`.
#[inline(always)]
pub fn effectiveness_parallel(ntu: f64, capacity_ratio: f64) -> f64 {
    -(-ntu * (1.0 + capacity_ratio)).exp_m1() / (1.0 + capacity_ratio)
}

/// Cross flow, both streams unmixed: `ε = 1 − exp[ NTU^0.22/Cr (e^(−Cr NTU^0.78) − 1) ]`.
#[inline(always)]
pub fn effectiveness_crossflow_unmixed(ntu: f64, capacity_ratio: f64) -> f64 {
    if capacity_ratio < NO_RATIO || ntu == 0.0 {
        return effectiveness_phase_change(ntu);
    }
    -(ntu.powf(0.22) / capacity_ratio * (-capacity_ratio * ntu.powf(0.78)).exp_m1()).exp_m1()
}

/// One stream boils or condenses, Cr = 0: `ε = 1 − e^(−NTU)`.
#[inline(always)]
pub fn effectiveness_phase_change(ntu: f64) -> f64 {
    -(-ntu).exp_m1()
}

/// `NTU = ln[(1 − ε Cr)/(1 − ε)]/(1 − Cr)`; infinite at ε = 1.
#[inline(always)]
pub fn ntu_counterflow(effectiveness: f64, capacity_ratio: f64) -> f64 {
    let (d, odds) = (1.0 - capacity_ratio, effectiveness / (1.0 - effectiveness));
    if d == 0.0 { odds } else { (odds * d).ln_1p() / d }
}

/// `NTU = −ln[1 − ε(1 + Cr)]/(1 + Cr)`; NaN or infinite from ε = 1/(1 + Cr) on.
#[inline(always)]
pub fn ntu_parallel(effectiveness: f64, capacity_ratio: f64) -> f64 {
    -(-effectiveness * (1.0 + capacity_ratio)).ln_1p() / (1.0 + capacity_ratio)
}

/// Inverse of [`effectiveness_crossflow_unmixed`] by a bracketed root in ln NTU.
pub fn ntu_crossflow_unmixed(effectiveness: f64, capacity_ratio: f64) -> f64 {
    if effectiveness <= 0.0 || effectiveness >= 1.0 || capacity_ratio < NO_RATIO {
        return ntu_phase_change(effectiveness);
    }
    // In −ln(1 − ε), which grows without bound, so that both ends of the range are well conditioned.
    let depth = |ntu: f64| -(ntu.powf(0.22) / capacity_ratio * (-capacity_ratio * ntu.powf(0.78)).exp_m1());
    let target = -(-effectiveness).ln_1p();
    let root = rising_root(-60.0, 60.0, target.ln(), |x| {
        let h = 1e-6;
        let (low, high) = (depth((x - h).exp()).ln(), depth((x + h).exp()).ln());
        (0.5 * (low + high) - target.ln(), (high - low) / (2.0 * h))
    });
    root.exp()
}

/// `NTU = −ln(1 − ε)`.
#[inline(always)]
pub fn ntu_phase_change(effectiveness: f64) -> f64 {
    -(-effectiveness).ln_1p()
}

crate::record! {
    /// What an exchanger moves.
    pub struct HeatExchange { heat_kw, hot_out_c, cold_out_c }
}

/// `Q = ε C_min (T_hot,in − T_cold,in)`.
#[inline(always)]
pub fn exchange(effectiveness: f64, hot_in_c: f64, cold_in_c: f64, hot_capacity_kw_k: f64, cold_capacity_kw_k: f64) -> HeatExchange {
    let heat = effectiveness * hot_capacity_kw_k.min(cold_capacity_kw_k) * (hot_in_c - cold_in_c);
    HeatExchange { heat_kw: heat, hot_out_c: hot_in_c - heat / hot_capacity_kw_k, cold_out_c: cold_in_c + heat / cold_capacity_kw_k }
}

crate::kernels! {
    effectiveness_counterflow(ntu, capacity_ratio) -> f64;
    effectiveness_parallel(ntu, capacity_ratio) -> f64;
    effectiveness_crossflow_unmixed(ntu, capacity_ratio) -> f64;
    effectiveness_phase_change(ntu) -> f64;
    ntu_counterflow(effectiveness, capacity_ratio) -> f64;
    ntu_parallel(effectiveness, capacity_ratio) -> f64;
    ntu_crossflow_unmixed(effectiveness, capacity_ratio) -> f64;
    ntu_phase_change(effectiveness) -> f64;
    exchange(effectiveness, hot_in_c, cold_in_c, hot_capacity_kw_k, cold_capacity_kw_k) -> HeatExchange;
}
