//! The rate at which a yearly flow is worth nothing, with the number of such rates.

/// Rates that are looked at, as ln(1 + r): from −95 % to 500 %, in steps that part roots 5 % of 1 + r from each other.
const LOWEST: f64 = 0.05;
const HIGHEST: f64 = 6.0;
const POINTS: usize = 96;
/// Points that march together.
const LANES: usize = 16;

/// The rate of return of a flow, and at how many rates of the grid its worth changes sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    pub rate: f64,
    pub roots: u32,
}

/// 1/(1 + r) over the rates that are looked at, from the lowest rate on.
#[derive(Debug)]
pub struct Rates([[f64; LANES]; POINTS / LANES]);

impl Default for Rates {
    fn default() -> Self {
        Self::new()
    }
}

impl Rates {
    pub fn new() -> Self {
        let step = (HIGHEST / LOWEST).ln() / (POINTS - 1) as f64;
        let mut factors = [[0.0; LANES]; POINTS / LANES];
        for (index, factor) in factors.iter_mut().flatten().enumerate() {
            *factor = (-(LOWEST.ln() + step * index as f64)).exp();
        }
        Self(factors)
    }

    /// The highest rate at which the worth of a yearly flow, year 0 first, turns from positive to negative as the rate rises.
    ///
    /// ```text
    /// Σ_t c_t (1 + r)^−t = 0
    /// ```
    /// Above it an investment never pays. −1 where its worth turns nowhere so: it is never earned back, or was never one;
    /// infinite where it is positive at every rate, since nothing is ever paid.
    pub fn of_return(&self, yearly: &[f64]) -> Found {
        let (mut roots, mut bracket, mut before, mut any_negative) = (0, None, None, false);
        for lanes in &self.0 {
            let mut worth = [0.0; LANES];
            for &year in yearly.iter().rev() {
                for (total, factor) in worth.iter_mut().zip(lanes) {
                    *total = *total * factor + year;
                }
            }
            for (&factor, &value) in lanes.iter().zip(&worth) {
                let positive = value > 0.0;
                any_negative |= value < 0.0;
                match before {
                    Some((last, was_positive)) if was_positive != positive => {
                        roots += 1;
                        if was_positive {
                            bracket = Some((last, factor));
                        }
                    }
                    _ => {}
                }
                before = Some((factor, positive));
            }
        }
        let rate = match bracket {
            Some((low, high)) => 1.0 / root(yearly, low, high) - 1.0,
            None if !any_negative && before.is_some_and(|(_, positive)| positive) => f64::INFINITY,
            None => -1.0,
        };
        Found { rate, roots }
    }
}

/// Newton's method in x = 1/(1 + r) inside a bracket, bisection where it would leave: positive at `above`, not at `below`.
fn root(yearly: &[f64], mut above: f64, mut below: f64) -> f64 {
    let mut x = 0.5 * (above + below);
    for _ in 0..60 {
        let (mut total, mut slope) = (0.0, 0.0);
        for &year in yearly.iter().rev() {
            slope = slope * x + total;
            total = total * x + year;
        }
        if total > 0.0 { above = x } else { below = x }
        let step = x - total / slope;
        let inside = step <= above && step >= below;
        let next = if inside { step } else { 0.5 * (above + below) };
        let settled = (next - x).abs() <= 1e-15 * x;
        x = next;
        if settled {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::Rates;

    #[test]
    fn one_root_two_roots_and_none() {
        let rates = Rates::new();
        let one = rates.of_return(&[-1000.0, 100.0, 250.0, 300.0, 300.0, 350.0, 200.0]);
        assert!((one.rate - 0.117_670_98).abs() < 1e-8 && one.roots == 1);
        // Roots 10 % and 20 %: worth is negative below the first and above the second.
        let two = rates.of_return(&[-100.0, 230.0, -132.0]);
        assert!((two.rate - 0.2).abs() < 1e-12 && two.roots == 2);
        assert_eq!(rates.of_return(&[-100.0, 1.0]).rate, -1.0);
        assert_eq!(rates.of_return(&[0.0, 1.0]).rate, f64::INFINITY);
        assert_eq!(rates.of_return(&[0.0, 0.0]).rate, -1.0);
    }
}
