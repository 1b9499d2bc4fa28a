//! Two nodes through the arcs of an orbit, many satellites side by side.
//!
//! ```text
//! C1 T1' = Q − G (T1 − T2)        C2 T2' = G (T1 − T2) − A [ε σ (T2⁴ − T_s⁴) − q cos ω(t − t0)]
//! ```
//! Each step is an exponential Rosenbrock step of order 4 with an error estimate of order 3 (Hochbruck, Ostermann and Schweitzer,
//! SIAM J. Numer. Anal. 47 (2009) 786, DOI 10.1137/080717717): the linearised system is solved exactly by its two real
//! eigenvalues, however stiff, so that only the curve of T⁴ and of the cosine limits the step. Steps end at the ends of arcs.
//!
//! A satellite chooses its own steps, so that its bits depend neither on its neighbours nor on the width of the vectors.

use std::f64::consts::TAU;

use crate::batch::{Options, run_blocks};
use crate::error::Error;
use crate::kernel::Rows;
use crate::lanes::Width;
use crate::math::{exp, max, min, sin_cos_of_turns};
use crate::{side_by_side, widths};

/// Satellites side by side: two vectors of the widest kind.
const LANES: usize = 16;
/// Steps after which an arc counts as one that cannot be followed.
const MOST_STEPS: usize = 1_000_000;
/// Smallest share of an arc that a step may shrink to.
const SHORTEST: f64 = 1e-13;
/// Error that a step of [`two_node_step`] may have [K]; estimated an order too low, so that what is left is far smaller.
const STEP_TOLERANCE_K: f64 = 1e-4;

side_by_side! {
/// Coefficients of one satellite.
struct Law, Laws {
    /// `G/C1`, `G/C2` [1/s].
    g1,
    g2,
    /// `ε σ A/C2` [1/s/K³].
    radiation,
    /// `1/C1` [K/J], `A/C2` [K m²/J].
    per_hot,
    per_flux,
    /// Turns per second of the cosine.
    turns_per_s,
    tolerance_k,
}
}

side_by_side! {
/// What acts in one arc.
struct Arc, Arcs {
    duration_s,
    /// `Q/C1` [K/s], `T_s⁴` [K⁴], `A q/C2` [K/s].
    load,
    sink4,
    swing,
}
}

side_by_side! {
/// What a satellite carries from step to step.
struct Flight, Flights {
    hot_k,
    radiator_k,
    /// Since the cosine was 1.
    time_s,
    left_s,
    /// Step to try next.
    step_s,
}
}

/// `φ_k(z)` for z ≤ 0, of the whole and of the half step: `φ_0 = eᶻ`, `φ_k = (φ_{k−1} − 1/(k−1)!)/z`.
#[derive(Clone, Copy)]
struct Phi {
    half1: f64,
    half2: f64,
    one: f64,
    two: f64,
    three: f64,
    four: f64,
}

impl Phi {
    #[inline(always)]
    fn of(z: f64) -> Self {
        let half = exp(0.5 * z);
        // Near 0 the series of φ4, and down from it; elsewhere up from eᶻ.
        let z2 = z * z;
        let z4 = z2 * z2;
        let low = (1.0 / 24.0 + z * (1.0 / 120.0)) + (1.0 / 720.0 + z * (1.0 / 5_040.0)) * z2;
        let middle = (1.0 / 40_320.0 + z * (1.0 / 362_880.0)) + (1.0 / 3_628_800.0 + z * (1.0 / 39_916_800.0)) * z2;
        let high = (1.0 / 479_001_600.0 + z * (1.0 / 6_227_020_800.0)) + z2 * (1.0 / 87_178_291_200.0);
        let near4 = low + (middle + high * z4) * z4;
        let near3 = 1.0 / 6.0 + z * near4;
        let near2 = 0.5 + z * near3;
        let near1 = 1.0 + z * near2;
        let inverse = 1.0 / z;
        let far1 = (half * half - 1.0) * inverse;
        let far2 = (far1 - 1.0) * inverse;
        let far3 = (far2 - 0.5) * inverse;
        let far4 = (far3 - 1.0 / 6.0) * inverse;
        let near = z > -0.5;
        let one = if near { near1 } else { far1 };
        let two = if near { near2 } else { far2 };
        let x = 0.5 * z;
        let x2 = x * x;
        let half_low = (1.0 + x * 0.5) + (1.0 / 6.0 + x * (1.0 / 24.0)) * x2;
        let half_middle = (1.0 / 120.0 + x * (1.0 / 720.0)) + (1.0 / 5_040.0 + x * (1.0 / 40_320.0)) * x2;
        let half_high = (1.0 / 362_880.0 + x * (1.0 / 3_628_800.0)) * (x2 * x2);
        let half1 = if near { half_low + (half_middle + half_high) * (x2 * x2) } else { (half - 1.0) * (2.0 * inverse) };
        Self {
            half1,
            half2: 2.0 * two - 0.5 * half1 * half1,
            one,
            two,
            three: if near { near3 } else { far3 },
            four: if near { near4 } else { far4 },
        }
    }
}

/// The system linearised at the start of a step: `[[−g1, g1], [g2, −d]]` and functions of it.
#[derive(Clone, Copy)]
struct Linear {
    g1: f64,
    g2: f64,
    d: f64,
    fast: f64,
    slow: f64,
    /// `1/(λ_fast − λ_slow)`.
    inverse: f64,
}

impl Linear {
    #[inline(always)]
    fn at(law: &Law, slope: f64) -> Self {
        let (g1, g2, d) = (law.g1, law.g2, law.g2 + slope);
        let gap = ((g1 - d) * (g1 - d) + 4.0 * g1 * g2).sqrt();
        let fast = -0.5 * (g1 + d + gap);
        Self { g1, g2, d, fast, slow: g1 * slope / fast, inverse: -1.0 / gap }
    }

    /// `φ(h J)` from its values at both eigenvalues, as `c0 + c1 J`.
    #[inline(always)]
    fn polynomial(&self, at_fast: f64, at_slow: f64) -> (f64, f64) {
        ((at_slow * self.fast - at_fast * self.slow) * self.inverse, (at_fast - at_slow) * self.inverse)
    }

    /// Both components of what a forcing of the radiator does.
    #[inline(always)]
    fn on_radiator(&self, at_fast: f64, at_slow: f64) -> (f64, f64) {
        let (c0, c1) = self.polynomial(at_fast, at_slow);
        (c1 * self.g1, c0 - c1 * self.d)
    }

    /// What a vector becomes.
    #[inline(always)]
    fn on(&self, at_fast: f64, at_slow: f64, f1: f64, f2: f64) -> (f64, f64) {
        let (c0, c1) = self.polynomial(at_fast, at_slow);
        (c0 * f1 + c1 * self.g1 * (f2 - f1), c0 * f2 + c1 * (self.g2 * f1 - self.d * f2))
    }
}

/// `(a/b)^(1/4)` within 8 %, from the bits of exponent and mantissa: enough to choose a step, and no division or root.
#[inline(always)]
fn quarter_power(a: f64, b: f64) -> f64 {
    const ONE: u64 = 1023 << 52;
    let ratio = a.to_bits().wrapping_sub(b.to_bits()).wrapping_add(ONE);
    f64::from_bits((ratio >> 2).wrapping_add(3 * (ONE >> 2)))
}

/// One step; a flight at the end of its arc stays where it is.
#[inline(always)]
fn advance<const SWINGS: bool>(law: &Law, arc: &Arc, flight: &mut Flight) {
    let (t1, t2) = (flight.hot_k, flight.radiator_k);
    let left = flight.left_s;
    let h = if flight.step_s >= left {
        left
    } else if 2.0 * flight.step_s >= left {
        0.5 * left
    } else {
        flight.step_s
    };
    let square = t2 * t2;
    let linear = Linear::at(law, 4.0 * law.radiation * square * t2);
    let (fast, slow) = (Phi::of(h * linear.fast), Phi::of(h * linear.slow));

    // The cosine at the start, the middle and the end, and its slope at the start. The method takes what bends away from the slope for
    // α τ² + β τ³, τ = t/h; how far that is off at τ = ¾ is an estimate of its own, since the other one sees the two points alone and
    // may vanish by chance where a step is no small part of a turn.
    let (mut from, mut slope, mut bend_half, mut bend_full, mut unseen) = (0.0, 0.0, 0.0, 0.0, 0.0);
    if SWINGS {
        let (sine, cosine) = sin_cos_of_turns(law.turns_per_s * flight.time_s);
        let (s1, c1) = sin_cos_of_turns(0.25 * law.turns_per_s * h);
        let (s2, c2) = (2.0 * s1 * c1, 1.0 - 2.0 * s1 * s1);
        let (s3, c3) = (s1 * c2 + c1 * s2, c1 * c2 - s1 * s2);
        let (s4, c4) = (2.0 * s2 * c2, 1.0 - 2.0 * s2 * s2);
        from = arc.swing * cosine;
        slope = -arc.swing * (TAU * law.turns_per_s) * sine;
        bend_half = arc.swing * (cosine * c2 - sine * s2) - from - 0.5 * h * slope;
        bend_full = arc.swing * (cosine * c4 - sine * s4) - from - h * slope;
        let bend_late = arc.swing * (cosine * c3 - sine * s3) - from - 0.75 * h * slope;
        let (alpha, beta) = (8.0 * bend_half - bend_full, 2.0 * bend_full - 8.0 * bend_half);
        unseen = bend_late - (9.0 / 16.0) * alpha - (27.0 / 64.0) * beta;
    }

    let flow = t1 - t2;
    let f1 = arc.load - law.g1 * flow;
    let f2 = law.g2 * flow - law.radiation * (square * square - arc.sink4) + from;

    // Stages at h/2 and h; only the radiator is curved: T⁴ less its tangent is δ² (6 T² + 4 T δ + δ²).
    let (_, mut delta) = linear.on(0.5 * h * fast.half1, 0.5 * h * slow.half1, f1, f2);
    if SWINGS {
        delta += linear.on_radiator(fast.half2, slow.half2).1 * (0.25 * h * h * slope);
    }
    let n2 = bend_half - law.radiation * delta * delta * (6.0 * square + 4.0 * t2 * delta + delta * delta);
    let (m1, m2) = linear.on_radiator(fast.two, slow.two);
    let (mut d1, mut d2) = linear.on(h * fast.one, h * slow.one, f1, f2);
    if SWINGS {
        d1 += m1 * (h * h * slope);
        d2 += m2 * (h * h * slope);
    }
    let (p1, p2) = linear.on_radiator(fast.one, slow.one);
    let delta = d2 + h * p2 * n2;
    let n3 = bend_full - law.radiation * delta * delta * (6.0 * square + 4.0 * t2 * delta + delta * delta);

    // 16 φ3 − 48 φ4 and −2 φ3 + 12 φ4; without φ4 the order is 3, and what φ4 adds is the error of that.
    let (a1, a2) = linear.on_radiator(fast.three, slow.three);
    let (b1, b2) = linear.on_radiator(fast.four, slow.four);
    let (lower, higher) = (h * (16.0 * n2 - 2.0 * n3), h * (12.0 * n3 - 48.0 * n2));
    let (e1, e2) = (b1 * higher, b2 * higher);
    let (end1, end2) = (d1 + a1 * lower + e1, d2 + a2 * lower + e2);
    // Both estimates rest on two points and may vanish by chance far from small steps: N at the end found, beside that of the last
    // stage, is the third.
    let n4 = bend_full - law.radiation * end2 * end2 * (6.0 * square + 4.0 * t2 * end2 + end2 * end2);
    let late = h * (n4 - n3);
    let mut error_k = max(max(e1.abs(), e2.abs()), max((m1 * late).abs(), (m2 * late).abs()));
    if SWINGS {
        error_k = max((h * p1 * unseen).abs(), max((h * p2 * unseen).abs(), error_k));
    }

    let accepted = error_k <= law.tolerance_k;
    let stalled = !accepted && h <= SHORTEST * arc.duration_s;
    let stop = if stalled { f64::NAN } else { 0.0 };
    flight.hot_k = if accepted { t1 + end1 } else { t1 + stop };
    flight.radiator_k = if accepted { t2 + end2 } else { t2 + stop };
    flight.time_s += if accepted { h } else { 0.0 };
    flight.left_s = if stalled { 0.0 } else { left - if accepted { h } else { 0.0 } };
    // (tolerance/error)^(1/4): the estimate is of order 4 in h. What is no number shrinks the step.
    let growth = 0.85 * quarter_power(law.tolerance_k, max(error_k, 1e-30));
    let next = h * if error_k < 1e30 { min(max(growth, 0.1), 5.0) } else { 0.1 };
    flight.step_s = if left > 0.0 { next } else { flight.step_s };
}

/// A block of satellites.
struct Block<const L: usize> {
    laws: Laws<L>,
    arcs: Arcs<L>,
    flights: Flights<L>,
    /// Any of the arcs has a cosine.
    swings: bool,
}

#[inline(always)]
fn fly_lanes<const L: usize>(block: &mut Block<L>) {
    if block.swings { to_the_end::<L, true>(block) } else { to_the_end::<L, false>(block) }
}

/// Flies every lane to the end of its arc.
#[inline(always)]
fn to_the_end<const L: usize, const SWINGS: bool>(block: &mut Block<L>) {
    for _ in 0..MOST_STEPS {
        let mut left = 0.0;
        for lane in 0..L {
            left = max(left, block.flights.left_s[lane]);
        }
        if left <= 0.0 {
            return;
        }
        for lane in 0..L {
            let mut flight = block.flights.get(lane);
            advance::<SWINGS>(&block.laws.get(lane), &block.arcs.get(lane), &mut flight);
            block.flights.set(lane, flight);
        }
    }
    for lane in 0..L {
        if block.flights.left_s[lane] > 0.0 {
            block.flights.hot_k[lane] = f64::NAN;
            block.flights.radiator_k[lane] = f64::NAN;
        }
    }
}

widths! { fn fly[const L: usize](block: &mut Block<L>) => fly_lanes; }

macro_rules! arguments {
    ($(#[$meta:meta])* struct $of:ident { $($name:ident),* $(,)? }) => {
        $(#[$meta])*
        struct $of<'a> { $($name: Rows<'a>),* }
        impl<'a> $of<'a> {
            fn of(inputs: &[Rows<'a>]) -> Result<Self, Error> {
                let [$($name),*] = *inputs else {
                    return Err(Error::parameter("", format!("{} arguments", inputs.len())));
                };
                Ok(Self { $($name),* })
            }
        }
    };
}

arguments! {
    /// Arguments of [`two_node_orbit`]: one row a satellite, arcs along it.
    struct Satellites {
        arc_s, start_hot_k, start_radiator_k, load_w, conductance_w_k, radiating_area_m2, emissivity, sink_k, hot_heat_capacity_j_k,
        radiator_heat_capacity_j_k, noon_flux_w_m2, period_s, orbits, tolerance_k, sigma,
    }
}

impl Satellites<'_> {
    fn law(&self, row: usize) -> Law {
        let (hot, radiator) = (self.hot_heat_capacity_j_k.at(row, 0), self.radiator_heat_capacity_j_k.at(row, 0));
        let conductance = self.conductance_w_k.at(row, 0);
        Law {
            g1: conductance / hot,
            g2: conductance / radiator,
            radiation: self.emissivity.at(row, 0) * self.sigma.at(row, 0) * self.radiating_area_m2.at(row, 0) / radiator,
            per_hot: 1.0 / hot,
            per_flux: self.radiating_area_m2.at(row, 0) / radiator,
            turns_per_s: if self.period_s.at(row, 0) > 0.0 { 1.0 / self.period_s.at(row, 0) } else { 0.0 },
            tolerance_k: self.tolerance_k.at(row, 0),
        }
    }

    fn arc(&self, law: &Law, row: usize, arc: usize) -> Arc {
        let sink = self.sink_k.at(row, arc);
        Arc {
            duration_s: self.arc_s.at(row, arc),
            load: self.load_w.at(row, arc) * law.per_hot,
            sink4: (sink * sink) * (sink * sink),
            swing: self.noon_flux_w_m2.at(row, arc) * law.per_flux,
        }
    }

    /// Both temperatures of satellites `first..first + count` at the end of each arc, satellite by satellite.
    fn block<const L: usize>(&self, width: Width, first: usize, count: usize, arcs: usize) -> [Vec<f64>; 2] {
        // Lanes without a satellite repeat the last one.
        let row = |lane: usize| first + lane.min(count - 1);
        let mut block = Block::<L> { laws: Laws::new(), arcs: Arcs::new(), flights: Flights::new(), swings: false };
        for lane in 0..L {
            block.laws.set(lane, self.law(row(lane)));
            let (hot_k, radiator_k) = (self.start_hot_k.at(row(lane), 0), self.start_radiator_k.at(row(lane), 0));
            // The first step tries a whole arc.
            block.flights.set(lane, Flight { hot_k, radiator_k, step_s: f64::MAX, ..Flight::default() });
        }
        let orbits = self.orbits.at(first, 0) as usize;
        let mut ends = [vec![f64::NAN; count * arcs * orbits], vec![f64::NAN; count * arcs * orbits]];
        for step in 0..arcs * orbits {
            block.swings = false;
            for lane in 0..L {
                let arc = self.arc(&block.laws.get(lane), row(lane), step % arcs);
                block.swings |= arc.swing != 0.0;
                block.arcs.set(lane, arc);
                block.flights.left_s[lane] = arc.duration_s;
            }
            fly(width, &mut block);
            let [hot, radiator] = &mut ends;
            for lane in 0..count {
                let place = lane * arcs * orbits + step;
                if let (Some(hot), Some(radiator)) = (hot.get_mut(place), radiator.get_mut(place)) {
                    (*hot, *radiator) = (block.flights.hot_k[lane], block.flights.radiator_k[lane]);
                }
            }
        }
        ends
    }

    fn all(&self, width: Width, rows: usize, arcs: usize, options: &Options<'_>) -> Result<Vec<Vec<f64>>, Error> {
        // A single satellite needs no lanes; a block of them that is mostly empty costs as much as a full one.
        let blocks = if rows == 1 {
            vec![self.block::<1>(Width::Plain, 0, 1, arcs)]
        } else {
            run_blocks(rows, LANES, options, |first, count| Ok(self.block::<LANES>(width, first, count, arcs)))?
        };
        let size = blocks.iter().map(|[hot, _]| hot.len()).sum();
        let (mut hot, mut radiator) = (Vec::with_capacity(size), Vec::with_capacity(size));
        for [block_hot, block_radiator] in blocks {
            hot.extend(block_hot);
            radiator.extend(block_radiator);
        }
        Ok(vec![hot, radiator])
    }
}

/// Satellites through their arcs, `orbits` times over; results at the end of every arc.
pub fn two_node_orbit(inputs: &[Rows<'_>], rows: usize, arcs: usize, options: &Options<'_>) -> Result<Vec<Vec<f64>>, Error> {
    Satellites::of(inputs)?.all(Width::widest(), rows, arcs, options)
}

crate::record! {
    /// Temperatures of both nodes.
    pub struct TwoNodeState { hot_k, radiator_k }
}

/// Both nodes a time after a step to a constant load.
pub fn two_node_step(
    time_s: f64,
    start_hot_k: f64,
    start_radiator_k: f64,
    load_w: f64,
    conductance_w_k: f64,
    radiating_area_m2: f64,
    emissivity: f64,
    sink_k: f64,
    hot_heat_capacity_j_k: f64,
    radiator_heat_capacity_j_k: f64,
    sigma: f64,
) -> TwoNodeState {
    let values = [
        time_s,
        start_hot_k,
        start_radiator_k,
        load_w,
        conductance_w_k,
        radiating_area_m2,
        emissivity,
        sink_k,
        hot_heat_capacity_j_k,
        radiator_heat_capacity_j_k,
        0.0,
        1.0,
        1.0,
        STEP_TOLERANCE_K,
        sigma,
    ];
    let arguments: Vec<Rows<'_>> = values.chunks(1).map(|value| Rows::new(value, 1)).collect();
    let found = Satellites::of(&arguments).map(|one| one.block::<1>(Width::Plain, 0, 1, 1));
    let end = |node: usize| found.as_ref().ok().and_then(|ends| ends[node].first()).copied().unwrap_or(f64::NAN);
    TwoNodeState { hot_k: end(0), radiator_k: end(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    // Satellites of all kinds through a day and a night, the second half of them under an albedo that follows the Sun.
    fn fleet(rows: usize) -> Vec<(Vec<f64>, usize)> {
        let spread = |low: f64, high: f64, k: usize| -> Vec<f64> {
            (0..rows).map(|row| low + (high - low) * (((row * 7919 + k * 104_729) % 1009) as f64 / 1008.0)).collect()
        };
        let swing: Vec<f64> = (0..rows).flat_map(|row| if row * 2 < rows { [0.0, 0.0] } else { [40.0, 0.0] }).collect();
        vec![
            (vec![3800.0, 1900.0], 2),
            (spread(250.0, 340.0, 1), 1),
            (spread(240.0, 330.0, 2), 1),
            (spread(3e4, 2e5, 3).into_iter().flat_map(|q| [q, 0.5 * q]).collect(), 2),
            (spread(1e3, 1e6, 4), 1),
            (spread(100.0, 400.0, 5), 1),
            (spread(0.5, 0.95, 6), 1),
            (spread(150.0, 250.0, 7).into_iter().flat_map(|s| [s, s - 40.0]).collect(), 2),
            (spread(1e3, 5e6, 8), 1),
            (spread(1e3, 5e6, 9), 1),
            (swing, 2),
            (vec![5700.0], 1),
            (vec![3.0], 1),
            (vec![1e-3], 1),
            (vec![5.670374419e-8], 1),
        ]
    }

    fn views(fleet: &[(Vec<f64>, usize)]) -> Vec<Rows<'_>> {
        fleet.iter().map(|(values, length)| Rows::new(values, *length)).collect()
    }

    #[test]
    fn every_width_and_any_number_of_threads_and_neighbours_give_the_same_bits() {
        let cancelled = AtomicBool::new(false);
        let rows = 37;
        let fleet = fleet(rows);
        let Ok(satellites) = Satellites::of(&views(&fleet)) else { unreachable!() };
        let run = |width, threads| satellites.all(width, rows, 2, &Options { threads, series_of_draw: None, cancelled: &cancelled });
        let Ok(plain) = run(Width::Plain, 1) else { unreachable!() };
        assert!(plain.iter().flatten().all(|k| k.is_finite()));
        for width in Width::available() {
            for threads in [1, 2, 8] {
                assert_eq!(run(width, threads).ok(), Some(plain.clone()), "{width:?} on {threads}");
            }
        }
        for row in 0..rows {
            let [hot, radiator] = satellites.block::<1>(Width::Plain, row, 1, 2);
            assert_eq!(hot, plain[0][row * 6..row * 6 + 6]);
            assert_eq!(radiator, plain[1][row * 6..row * 6 + 6]);
        }
    }

    #[test]
    fn the_quarter_power_is_near_enough() {
        let mut b: f64 = 1e-30;
        while b < 1e30 {
            for a in [1e-8, 1e-3, 0.7, 1.0] {
                let exact = (a / b).sqrt().sqrt();
                assert!((quarter_power(a, b) / exact - 1.0).abs() < 0.08, "{a} {b}");
            }
            b *= 1.37;
        }
    }

    #[test]
    fn phi_functions_join_where_their_forms_meet() {
        let (above, below) = (Phi::of(-0.5 + 1e-9), Phi::of(-0.5 - 1e-9));
        for (a, b) in [(above.one, below.one), (above.two, below.two), (above.three, below.three), (above.four, below.four)] {
            assert!((a / b - 1.0).abs() < 1e-8, "{a} {b}");
        }
        let (zero, far) = (Phi::of(0.0), Phi::of(-1e9));
        assert_eq!((zero.half1, zero.half2, zero.one, zero.three, zero.four), (1.0, 0.5, 1.0, 1.0 / 6.0, 1.0 / 24.0));
        assert!((far.one * 1e9 - 1.0).abs() < 1e-12 && (far.four * 6e9 - 1.0).abs() < 1e-8);
    }
}
