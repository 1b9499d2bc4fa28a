//! Attrition without repair: what a fleet that was launched over a ramp still gives, and begins anew with each life.

/// A ramp shorter than this [yr] is a step.
const SHORT: f64 = 1e-4;

/// One unit of a fleet. At age a it gives `S(a) = min(1, (1 + s) e^(−λ a))`: spares stand in until they are used up. It is replaced
/// whole at the end of its life, so its age is the time since its launch modulo the life.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// λ [1/yr].
    pub hazard: f64,
    /// s, over what works at first.
    pub spares: f64,
    /// L [yr].
    pub life: f64,
    /// Age up to which the spares last.
    full: f64,
    once: f64,
    twice: f64,
}

impl Unit {
    pub fn new(hazard: f64, spares: f64, life: f64) -> Self {
        let life = life.max(1e-6); // a life of 0 must have an end too
        let mut unit = Self { hazard, spares, life, full: spares.max(0.0).ln_1p() / hazard, once: 0.0, twice: 0.0 };
        (unit.once, unit.twice) = unit.within(life);
        unit
    }

    /// Mean of S over the first year of age, which the ledger of a site holds already.
    pub fn first_year(&self) -> f64 {
        self.within(1.0).0
    }

    /// ∫ of S from 0 to an age within one life, and ∫ of that.
    ///
    /// ```text
    /// w = min(a, ln(1 + s)/λ), z = a − w:   w + (1 − e^(−λz))/λ   and   w²/2 + w z + (z − (1 − e^(−λz))/λ)/λ
    /// ```
    fn within(&self, age: f64) -> (f64, f64) {
        let flat = age.min(self.full);
        let beyond = age - flat;
        let x = self.hazard * beyond;
        let decayed = -(-x).exp_m1() / self.hazard;
        // The second by its series where both parts are nearly equal.
        let second = if x < 1e-4 { 0.5 * beyond * beyond * (1.0 - x / 3.0 + x * x / 12.0) } else { (beyond - decayed) / self.hazard };
        (flat + decayed, 0.5 * flat * flat + flat * beyond + second)
    }

    /// First and second integral of `S(x mod L)` from 0 to t: whole lives, and the part of the last.
    fn lives(&self, t: f64) -> (f64, f64) {
        if t <= 0.0 {
            return (0.0, 0.0);
        }
        let k = (t / self.life).floor();
        let y = t - k * self.life;
        let (once, twice) = self.within(y);
        (k * self.once + once, 0.5 * k * (k - 1.0) * self.once * self.life + k * self.twice + k * self.once * y + twice)
    }

    /// Mean share by month of a fleet whose units are launched evenly from `start_month` on, over that of the first year.
    ///
    /// ```text
    /// (1/r) ∫_0^r S((t − x) mod L) dx, 0 before the launch of a unit: differences of the integral of S, of its second one over a ramp
    /// ```
    pub fn fleet(&self, slots: &mut [f64], start_month: f64, ramp_months: f64) {
        let (start, ramp) = (start_month / 12.0, ramp_months / 12.0);
        let step = ramp <= SHORT;
        let height = |t: f64| if step { self.lives(t).0 } else { self.lives(t).1 - self.lives(t - ramp).1 };
        let scale = if step { 12.0 } else { 12.0 / ramp } / self.first_year();
        let mut before = height(-start);
        for (month, slot) in slots.iter_mut().enumerate() {
            let after = height((month as f64 + 1.0) / 12.0 - start);
            *slot = (after - before) * scale;
            before = after;
        }
    }
}
