//! Interruptions, checkpoints and goodput (T20): what an engine needs per draw.

/// Mean time between interruptions of a job on `units` devices [h]: `8760/(n λ1)`.
pub fn mean_time_between_interruptions_h(units: f64, rate_per_unit_yr: f64, hours_per_year: f64) -> f64 {
    hours_per_year / (units * rate_per_unit_yr)
}

/// First-order optimum of the checkpoint interval: `sqrt(2 C M)`. Young 1974, DOI 10.1145/361147.361115.
pub fn checkpoint_interval_young_s(checkpoint_s: f64, mtbi_s: f64) -> f64 {
    (2.0 * checkpoint_s * mtbi_s).sqrt()
}

/// Higher-order optimum. Daly 2006, DOI 10.1016/j.future.2004.11.016, equation 37:
///
/// ```text
/// T = sqrt(2CM) [1 + sqrt(C/2M)/3 + (C/2M)/9] − C   for C < 2M,   M otherwise
/// ```
pub fn checkpoint_interval_daly_s(checkpoint_s: f64, mtbi_s: f64) -> f64 {
    if checkpoint_s >= 2.0 * mtbi_s {
        return mtbi_s;
    }
    let share = checkpoint_s / (2.0 * mtbi_s);
    checkpoint_interval_young_s(checkpoint_s, mtbi_s) * (1.0 + share.sqrt() / 3.0 + share / 9.0) - checkpoint_s
}

/// Share of the time that does work that counts, first order: `1 − C/T − T/(2M) − R/M`.
pub fn goodput(checkpoint_s: f64, interval_s: f64, mtbi_s: f64, restart_s: f64) -> f64 {
    1.0 - checkpoint_s / interval_s - interval_s / (2.0 * mtbi_s) - restart_s / mtbi_s
}

/// Share alive after a time at a constant hazard: `e^(−λT)`.
pub fn survival_probability(rate_per_yr: f64, years: f64) -> f64 {
    (-rate_per_yr * years).exp()
}

/// Installed over mean alive devices of a life without repair: `λT/(1 − e^(−λT))`, 1 at λT = 0.
pub fn lifetime_penalty(rate_per_yr: f64, years: f64) -> f64 {
    let lost = rate_per_yr * years;
    if lost == 0.0 { 1.0 } else { -lost / (-lost).exp_m1() }
}

crate::kernels! {
    mean_time_between_interruptions_h(units, rate_per_unit_yr, hours_per_year) -> f64;
    checkpoint_interval_young_s(checkpoint_s, mtbi_s) -> f64;
    checkpoint_interval_daly_s(checkpoint_s, mtbi_s) -> f64;
    goodput(checkpoint_s, interval_s, mtbi_s, restart_s) -> f64;
    survival_probability(rate_per_yr, years) -> f64;
    lifetime_penalty(rate_per_yr, years) -> f64;
}
