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

/// Sums the terms of Binomial(n, A) below and from `required` on, each over the sum of all.
///
/// The terms grow from their mode by the ratio `C(n,j+1)/C(n,j) · A/(1−A)`, so that neither factorials nor powers of A are
/// formed and n may be large.
fn binomial_sides(required: f64, installed: f64, unit_availability: f64) -> (f64, f64) {
    let (n, a) = (installed, unit_availability);
    if !(required >= 0.0 && n >= required && (0.0..=1.0).contains(&a)) {
        return (f64::NAN, f64::NAN);
    }
    if a == 1.0 || required == 0.0 {
        return (0.0, 1.0);
    }
    if a == 0.0 {
        return (1.0, 0.0);
    }
    let odds = a / (1.0 - a);
    let mode = ((n + 1.0) * a).floor().min(n);
    let (mut below, mut above) = (0.0, 0.0);
    let mut add = |j: f64, term: f64| if j >= required { above += term } else { below += term };
    add(mode, 1.0);
    let (mut j, mut term) = (mode, 1.0);
    while j < n && term > 0.0 {
        term *= (n - j) / (j + 1.0) * odds;
        j += 1.0;
        add(j, term);
    }
    (j, term) = (mode, 1.0);
    while j > 0.0 && term > 0.0 {
        term *= j / (n - j + 1.0) / odds;
        j -= 1.0;
        add(j, term);
    }
    let all = below + above;
    (below / all, above / all)
}

/// Probability that at least k of n independent units work: `Σ_{j≥k} C(n,j) A^j (1−A)^(n−j)`.
pub fn k_of_n_availability(required: f64, installed: f64, unit_availability: f64) -> f64 {
    binomial_sides(required, installed, unit_availability).1
}

/// Probability that fewer than k of n work: the complement, summed by itself so that small values keep their digits.
pub fn k_of_n_unavailability(required: f64, installed: f64, unit_availability: f64) -> f64 {
    binomial_sides(required, installed, unit_availability).0
}

/// Smallest s with `P[Binomial(k + s, p) ≥ k] ≥ target`; the probability rises with s, so the interval is halved.
pub fn spare_units(required: f64, unit_survival_probability: f64, target_probability: f64) -> f64 {
    let enough = |spares: f64| k_of_n_availability(required, required + spares, unit_survival_probability) >= target_probability;
    if enough(0.0) {
        return 0.0;
    }
    let mut high = 1.0;
    while !enough(high) {
        high *= 2.0;
        if high > 1e12 {
            return f64::NAN;
        }
    }
    let mut low = (high / 2.0).floor();
    while high - low > 1.0 {
        let middle = ((low + high) / 2.0).floor();
        if enough(middle) { high = middle } else { low = middle }
    }
    high
}

/// ln n! less the formula of Stirling without its series: `ln n! − [n ln n − n + ln(2πn)/2]`.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        let ln_factorial: f64 = (2..=n as u32).map(|k| f64::from(k).ln()).sum();
        return ln_factorial - (n + 0.5) * n.ln() + n - 0.5 * std::f64::consts::TAU.ln();
    }
    let n2 = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * n2)) / n2) / n2) / n2) / n
}

/// `x ln(x/m) + m − x` without cancellation near x = m.
fn deviance(x: f64, m: f64) -> f64 {
    let difference = x - m;
    if difference.abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() - difference;
    }
    let v = difference / (x + m);
    let (mut sum, mut power, mut k) = (difference * v, 2.0 * x * v, 1.0);
    loop {
        power *= v * v;
        let next = sum + power / (2.0 * k + 1.0);
        if next == sum || k > 1000.0 {
            return next;
        }
        (sum, k) = (next, k + 1.0);
    }
}

/// Probability of a count: `m^k e^(−m)/k!`, by the saddle-point form of Loader 2000 that keeps its digits at any size.
pub fn poisson_probability(count: f64, mean: f64) -> f64 {
    if count == 0.0 || mean == 0.0 {
        return if count == 0.0 { (-mean).exp() } else { 0.0 };
    }
    (-stirling_error(count) - deviance(count, mean)).exp() / (std::f64::consts::TAU * count).sqrt()
}

crate::kernels! {
    k_of_n_availability(required, installed, unit_availability) -> f64;
    k_of_n_unavailability(required, installed, unit_availability) -> f64;
    spare_units(required, unit_survival_probability, target_probability) -> f64;
    poisson_probability(count, mean) -> f64;
    mean_time_between_interruptions_h(units, rate_per_unit_yr, hours_per_year) -> f64;
    checkpoint_interval_young_s(checkpoint_s, mtbi_s) -> f64;
    checkpoint_interval_daly_s(checkpoint_s, mtbi_s) -> f64;
    goodput(checkpoint_s, interval_s, mtbi_s, restart_s) -> f64;
    survival_probability(rate_per_yr, years) -> f64;
    lifetime_penalty(rate_per_yr, years) -> f64;
}
