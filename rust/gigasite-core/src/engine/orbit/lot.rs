//! Orbits of several days side by side: every step from noon to midnight as a row of lanes.

use std::f64::consts::{PI, TAU};

use super::environment::{Environment, Place};
use super::parameters::{Attitude, Shadow};
use crate::constants::{ASTRONOMICAL_UNIT_M, EARTH_EQUATORIAL_RADIUS_M, SUN_RADIUS_M};
use crate::lanes::Width;
use crate::math::{max, sin_cos_of_turns};
use crate::space::eclipse::{ConicalShadow, cylinder_entry};

/// Days of a lot.
pub const LANES: usize = 8;

/// A step of an orbit; fluxes are means over it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub duration_s: f64,
    /// Middle, from noon.
    pub angle_deg: f64,
    pub illumination: f64,
    /// Electric power per m² of array at end of life.
    pub array_w_m2: f64,
    /// Absorbed by all radiating faces, per m² of panel.
    pub absorbed_w_m2: f64,
}

/// One orbit, from noon to noon.
#[derive(Clone, Debug, Default)]
pub struct Orbit {
    pub day: f64,
    pub beta_deg: f64,
    pub steps: Vec<Step>,
    /// First step that the shadow touches; midnight where there is none.
    pub edge: usize,
}

/// A step of every lane; where one has none, it lasts no time and nothing shines.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Steps {
    pub duration_s: [f64; LANES],
    pub illumination: [f64; LANES],
    pub array_w_m2: [f64; LANES],
    pub absorbed_w_m2: [f64; LANES],
}

/// Orbits of [`LANES`] days.
#[derive(Clone, Debug, Default)]
pub struct Lot {
    pub day: [f64; LANES],
    pub beta_deg: [f64; LANES],
    /// From noon to midnight.
    pub steps: Vec<Steps>,
    /// First step that the shadow touches.
    pub edge: usize,
    /// Absorbed in the mirror images about midnight, which have the same light; empty where they absorb the same.
    pub mirrored_w_m2: Vec<[f64; LANES]>,
    pub period_s: [f64; LANES],
    pub mean_illumination: [f64; LANES],
    pub mean_absorbed_w_m2: [f64; LANES],
    /// Most that a panel absorbs in any step of any lane.
    pub hottest_w_m2: f64,
    /// Middles of the steps, in turns from noon.
    turns: Vec<[f64; LANES]>,
}

/// Where the Sun stands on the days of a lot.
pub struct Suns {
    pub solar: [f64; LANES],
    pub sin_beta: [f64; LANES],
    pub cos_beta: [f64; LANES],
}

impl Lot {
    /// Absorbed in the mirror image of a step.
    #[inline(always)]
    pub fn mirrored(&self, step: usize) -> &[f64; LANES] {
        match self.mirrored_w_m2.get(step) {
            Some(mirrored) => mirrored,
            None => &self.steps[step].absorbed_w_m2,
        }
    }

    /// The orbit of one lane.
    pub fn orbit(&self, lane: usize) -> Orbit {
        let real = |&step: &usize| self.steps[step].duration_s[lane] > 0.0;
        let of = |step: usize, mirrored: bool| {
            let (s, angle_deg) = (&self.steps[step], 360.0 * self.turns[step][lane]);
            Step {
                duration_s: s.duration_s[lane],
                angle_deg: if mirrored { 360.0 - angle_deg } else { angle_deg },
                illumination: s.illumination[lane],
                array_w_m2: s.array_w_m2[lane],
                absorbed_w_m2: if mirrored { self.mirrored(step)[lane] } else { s.absorbed_w_m2[lane] },
            }
        };
        let all = 0..self.steps.len();
        let there = all.clone().filter(real).map(|step| of(step, false));
        let back = all.rev().filter(real).map(|step| of(step, true));
        let edge = (0..self.edge).filter(real).count();
        Orbit { day: self.day[lane], beta_deg: self.beta_deg[lane], steps: there.chain(back).collect(), edge }
    }

    /// Sums over the steps.
    fn sum_up(&mut self) {
        let zero = [0.0; LANES];
        let (mut half_s, mut lit_s, mut absorbed_j, mut most) = (zero, zero, zero, zero);
        for (step, s) in self.steps.iter().enumerate() {
            let mirrored = self.mirrored(step);
            for lane in 0..LANES {
                half_s[lane] += s.duration_s[lane];
                lit_s[lane] += s.duration_s[lane] * s.illumination[lane];
                absorbed_j[lane] += s.duration_s[lane] * (s.absorbed_w_m2[lane] + mirrored[lane]);
                most[lane] = max(max(s.absorbed_w_m2[lane], mirrored[lane]), most[lane]);
            }
        }
        for lane in 0..LANES {
            self.period_s[lane] = 2.0 * half_s[lane];
            self.mean_illumination[lane] = lit_s[lane] / half_s[lane];
            self.mean_absorbed_w_m2[lane] = absorbed_j[lane] / self.period_s[lane];
        }
        self.hottest_w_m2 = most.into_iter().fold(0.0, f64::max);
    }
}

impl Environment<'_> {
    /// The orbits of these days, at most [`LANES`]; lanes without a day repeat the last one.
    pub fn lot(&self, width: Width, days: &[f64], lot: &mut Lot) {
        let mut suns = Suns { solar: [0.0; LANES], sin_beta: [0.0; LANES], cos_beta: [0.0; LANES] };
        let mut cones: [Option<ConicalShadow>; LANES] = [None; LANES];
        // Noon, the edges of penumbra and umbra, midnight; and the equal steps between them, none of which straddles one.
        let mut bounds = [[0.0, PI, PI, PI]; LANES];
        let mut counts = [[0.0; 3]; LANES];
        let longest = self.step_rad();
        for lane in 0..LANES {
            let Some(&day) = days.get(lane.min(days.len().saturating_sub(1))) else { continue };
            let (sun, solar, sin_beta) = self.sun(day);
            let cos_beta = (1.0 - sin_beta * sin_beta).sqrt();
            (suns.solar[lane], suns.sin_beta[lane], suns.cos_beta[lane]) = (solar, sin_beta, cos_beta);
            (lot.day[lane], lot.beta_deg[lane]) = (day, sin_beta.asin().to_degrees());
            let (first, second) = match self.shadow() {
                Shadow::Conical => {
                    let distance_m = sun.distance_au * ASTRONOMICAL_UNIT_M;
                    let cone = ConicalShadow::new(self.altitude_m, EARTH_EQUATORIAL_RADIUS_M, SUN_RADIUS_M, distance_m);
                    cones[lane] = Some(cone);
                    (cone.penumbra_entry(cos_beta), cone.umbra_entry(cos_beta))
                }
                Shadow::Cylindrical => {
                    let edge = cylinder_entry(self.altitude_m, cos_beta, EARTH_EQUATORIAL_RADIUS_M);
                    (edge, edge)
                }
            };
            bounds[lane] = [0.0, first.unwrap_or(PI), second.unwrap_or(PI), PI];
            for part in 0..3 {
                let span = bounds[lane][part + 1] - bounds[lane][part];
                counts[lane][part] = if span < 1e-9 { 0.0 } else { (span / longest).ceil().max(1.0) };
            }
        }
        lot.steps.clear();
        lot.turns.clear();
        lot.mirrored_w_m2.clear();
        for part in 0..3 {
            if part == 1 {
                lot.edge = lot.steps.len();
            }
            let most = counts.iter().map(|count| count[part]).fold(0.0, f64::max);
            for step in 0..most as usize {
                let zero = [0.0; LANES];
                let mut s = Steps { duration_s: zero, illumination: zero, array_w_m2: zero, absorbed_w_m2: zero };
                let mut turns = zero;
                for lane in 0..LANES {
                    let (from, to, count) = (bounds[lane][part], bounds[lane][part + 1], counts[lane][part]);
                    if step as f64 >= count {
                        turns[lane] = to / TAU;
                        continue;
                    }
                    let span = (to - from) / count;
                    let u = from + (step as f64 + 0.5) * span;
                    turns[lane] = u / TAU;
                    s.duration_s[lane] = span / self.mean_motion_rad_s;
                    s.illumination[lane] = match (part, &cones[lane]) {
                        (0, _) => 1.0,
                        (1, Some(cone)) => {
                            // Three Gauss points: the mean over a step that may hold the whole penumbra.
                            let at = |offset: f64| cone.illumination(suns.cos_beta[lane] * (u + offset * span).cos());
                            (5.0 * at(-0.387_298_334_620_741_7) + 8.0 * at(0.0) + 5.0 * at(0.387_298_334_620_741_7)) / 18.0
                        }
                        _ => 0.0,
                    };
                }
                lot.steps.push(s);
                lot.turns.push(turns);
            }
        }
        if self.attitude() == Attitude::Sun {
            self.light_of_tracking(width, &suns, &lot.turns, &mut lot.steps);
        } else {
            self.light_of_fixed(&suns, lot);
        }
        lot.sum_up();
    }

    /// A fixed array, lane by lane.
    fn light_of_fixed(&self, suns: &Suns, lot: &mut Lot) {
        lot.mirrored_w_m2.resize(lot.steps.len(), [0.0; LANES]);
        for lane in 0..LANES {
            let (sin_beta, cos_beta, solar) = (suns.sin_beta[lane], suns.cos_beta[lane], suns.solar[lane]);
            let mut plate_k = 300.0;
            for ((s, turns), mirrored) in lot.steps.iter_mut().zip(&lot.turns).zip(&mut lot.mirrored_w_m2) {
                if s.duration_s[lane] > 0.0 {
                    let (sin_u, cos_u) = sin_cos_of_turns(turns[lane]);
                    let place = Place { sin_beta, cos_beta, sin_u, cos_zeta: cos_beta * cos_u, nu: s.illumination[lane], solar };
                    (s.array_w_m2[lane], s.absorbed_w_m2[lane], mirrored[lane]) = self.fluxes(&place, &mut plate_k);
                }
            }
        }
    }
}
