//! Roots of functions of one variable.

/// Root of a continuous function between `low` and `high`, where its signs differ; NaN when they do not.
///
/// Inverse quadratic interpolation guarded by bisection: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm
/// for finding the zero of a nonlinear function without using derivatives", Adv. Eng. Softw. 28 (1997) 145,
/// DOI 10.1016/S0965-9978(96)00051-8. It never needs more than a few times the steps of bisection, whatever the shape.
pub fn bracketed(f: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (mut a, mut b) = (high, low);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa == 0.0 {
        return a;
    }
    if fb == 0.0 {
        return b;
    }
    if fa.is_nan() || fb.is_nan() || (fa > 0.0) == (fb > 0.0) {
        return f64::NAN;
    }
    let mut t = 0.5;
    for _ in 0..200 {
        let x = a + t * (b - a);
        let fx = f(x);
        let (c, fc) = if (fx > 0.0) == (fa > 0.0) {
            (a, fa)
        } else {
            let previous = (b, fb);
            (b, fb) = (a, fa);
            previous
        };
        (a, fa) = (x, fx);
        let (best, f_best) = if fa.abs() < fb.abs() { (a, fa) } else { (b, fb) };
        let tolerance = 2.0 * f64::EPSILON * best.abs() + f64::MIN_POSITIVE;
        let step_share = tolerance / (b - a).abs();
        if step_share > 0.5 || f_best == 0.0 {
            return best;
        }
        let xi = (a - b) / (c - b);
        let phi = (fa - fb) / (fc - fb);
        t = if phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi {
            fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb))
        } else {
            0.5
        };
        t = if t.is_finite() { t.clamp(step_share, 1.0 - step_share) } else { 0.5 };
    }
    a
}

#[cfg(test)]
mod tests {
    use super::bracketed;

    #[test]
    fn finds_roots_of_smooth_and_steep_functions() {
        assert!((bracketed(|x| x * x - 2.0, 0.0, 2.0) - 2f64.sqrt()).abs() < 1e-15);
        assert!((bracketed(|x| (x - 3.0).powi(9), -50.0, 60.0) - 3.0).abs() < 1e-2);
        assert!((bracketed(|x| x.exp() - 1e-6, -700.0, 700.0) - 1e-6f64.ln()).abs() < 1e-12);
        assert!(bracketed(|x| x * x + 1.0, -1.0, 1.0).is_nan());
    }
}
