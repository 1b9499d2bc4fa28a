//! Numerical integration: a composite Gauss–Legendre rule, fixed order, no allocation.

// Positive nodes and weights of the rule of eight points on [−1, 1]; Abramowitz and Stegun, table 25.4.
const GAUSS_8: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_361_98),
    (0.525_532_409_916_328_99, 0.313_706_645_877_887_29),
    (0.796_666_477_413_626_74, 0.222_381_034_453_374_47),
    (0.960_289_856_497_536_23, 0.101_228_536_290_376_26),
];

/// `∫ f(x) dx` over [0, 1] in `panels` equal panels of eight points.
#[inline]
pub fn unit_interval(panels: usize, mut f: impl FnMut(f64) -> f64) -> f64 {
    let half = 0.5 / panels.max(1) as f64;
    let mut sum = 0.0;
    for panel in 0..panels.max(1) {
        let middle = (2 * panel + 1) as f64 * half;
        for (node, weight) in GAUSS_8 {
            sum += weight * (f(middle - node * half) + f(middle + node * half));
        }
    }
    sum * half
}

/// `∫ f(x) dx` over [a, b] for an integrand with square-root behaviour at either end: `x = a + (b − a)(3t² − 2t³)` makes it smooth.
#[inline]
pub fn soft_ends(a: f64, b: f64, panels: usize, mut f: impl FnMut(f64) -> f64) -> f64 {
    let width = b - a;
    if width.is_nan() || width <= 0.0 {
        return 0.0;
    }
    width * unit_interval(panels, |t| 6.0 * t * (1.0 - t) * f(a + width * t * t * (3.0 - 2.0 * t)))
}
