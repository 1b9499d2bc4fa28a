//! What a panel radiates: the grey surface of the engine, or a law of a plugin in its place.
//!
//! A law tells the net flux from a face to surroundings at a sink temperature. The engine folds all that reaches a panel into it: the
//! sink is the black surrounding that would give the panel what it takes in, `K T_s⁴ = taken`.

use std::cell::{Cell, RefCell};

use super::environment::YEAR_START_UNIX_S;
use super::parameters::Draw;
use crate::batch::Columns;
use crate::constants::{DAY_S, DEEP_SPACE_K, STEFAN_BOLTZMANN_W_M2_K4};
use crate::error::Error;
use crate::law::{Attached, Batch, Moment};
use crate::roots::bracketed;

/// Emission of the panels. `k` is faces · ε · σ · fins and view, times the area; `taken` is what they take in from Sun, Earth and sky.
pub trait Panel {
    /// The days of a lot may fly side by side: the surface of the engine itself, not a law that is called step by step.
    const SIDE_BY_SIDE: bool = false;
    /// Emission [W] and its slope [W/K].
    fn emission_and_slope(&self, k: f64, panel_k: f64, taken: f64) -> (f64, f64);
    fn emission(&self, k: f64, panel_k: f64, taken: f64) -> f64;
    /// Emission less what is taken in, per m², where `absorbed` comes from Sun and Earth.
    fn net_w_m2(&self, k: f64, panel_k: f64, absorbed: f64) -> f64;
    /// Temperature at which they emit `rejected` more than the sky gives them.
    fn temperature_k(&self, k: f64, rejected: f64, taken: f64) -> f64;
    /// Tells which step is being flown.
    #[inline(always)]
    fn at(&self, _step: usize, _day: f64) {}
}

/// Stefan and Boltzmann's surface.
pub struct Grey;

impl Panel for Grey {
    const SIDE_BY_SIDE: bool = true;

    #[inline(always)]
    fn emission_and_slope(&self, k: f64, panel_k: f64, _: f64) -> (f64, f64) {
        let cube = panel_k * panel_k * panel_k;
        (k * cube * panel_k, 4.0 * k * cube)
    }

    #[inline(always)]
    fn emission(&self, k: f64, panel_k: f64, _: f64) -> f64 {
        let square = panel_k * panel_k;
        k * square * square
    }

    fn net_w_m2(&self, k: f64, panel_k: f64, absorbed: f64) -> f64 {
        k * (panel_k.powi(4) - DEEP_SPACE_K.powi(4)) - absorbed
    }

    fn temperature_k(&self, k: f64, rejected: f64, _: f64) -> f64 {
        (rejected / k + DEEP_SPACE_K.powi(4)).sqrt().sqrt()
    }
}

/// A law at work on one draw. After it has failed it gives NaN; [`ByLaw::check`] tells why.
pub struct ByLaw<'a> {
    law: &'a Attached,
    emissivity: f64,
    /// Each three times, for a temperature and its neighbours.
    parameters: Vec<f64>,
    draw: usize,
    now: Cell<(usize, f64)>,
    failed: RefCell<Option<Error>>,
}

/// Distance of the neighbours over the temperature: truncation and rounding of the slope are about 1e-10 there.
const STEP: f64 = 1e-5;
/// Hottest panel that is looked for.
const HOTTEST_K: f64 = 3000.0;

impl<'a> ByLaw<'a> {
    pub fn new(law: &'a Attached, columns: &Columns, index: usize, draw: &Draw) -> Result<Self, Error> {
        let parameters = law.columns(columns, index, 1)?.into_iter().flat_map(|value| [value; 3]).collect();
        let emissivity = draw.radiator_emissivity_eol;
        Ok(Self { law, emissivity, parameters, draw: index, now: Cell::new((0, 0.0)), failed: RefCell::new(None) })
    }

    /// The failure of the law, where it had one.
    pub fn check(&self) -> Result<(), Error> {
        self.failed.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// Net flux [W/m²] of one face at these temperatures.
    fn fluxes<const N: usize>(&self, k: f64, temperatures_k: [f64; N], taken: f64) -> [f64; N] {
        let mut fluxes = [f64::NAN; N];
        if self.failed.borrow().is_some() {
            return fluxes;
        }
        let sink_k = (taken / k).max(0.0).sqrt().sqrt();
        let inputs: Vec<f64> = temperatures_k.into_iter().chain([sink_k; N]).chain([self.emissivity; N]).collect();
        let parameters: Vec<f64> = self.parameters.chunks_exact(3).flat_map(|same| same.iter().copied().take(N)).collect();
        let (step, day) = self.now.get();
        let moment = Moment { step, unix_s: YEAR_START_UNIX_S as f64 + day * DAY_S, draw: self.draw };
        let batch = Batch { n_draws: N, inputs: &inputs, parameters: &parameters, outputs: &mut fluxes };
        if let Err(mut error) = self.law.call(batch, moment) {
            // The lanes are temperatures here, not draws.
            if let Some(failure) = &mut error.law {
                failure.moment.draw = self.draw;
            }
            *self.failed.borrow_mut() = Some(error);
            return [f64::NAN; N];
        }
        fluxes
    }

    /// Faces, fins and view times the area [m²].
    fn area_m2(&self, k: f64) -> f64 {
        k / (self.emissivity * STEFAN_BOLTZMANN_W_M2_K4)
    }
}

impl Panel for ByLaw<'_> {
    fn emission_and_slope(&self, k: f64, panel_k: f64, taken: f64) -> (f64, f64) {
        let step_k = STEP * panel_k;
        let [below, here, above] = self.fluxes(k, [panel_k - step_k, panel_k, panel_k + step_k], taken);
        let area_m2 = self.area_m2(k);
        (area_m2 * here + taken, area_m2 * (above - below) / (2.0 * step_k))
    }

    fn emission(&self, k: f64, panel_k: f64, taken: f64) -> f64 {
        let [flux] = self.fluxes(k, [panel_k], taken);
        self.area_m2(k) * flux + taken
    }

    fn net_w_m2(&self, k: f64, panel_k: f64, absorbed: f64) -> f64 {
        let [flux] = self.fluxes(k, [panel_k], absorbed + k * DEEP_SPACE_K.powi(4));
        self.area_m2(k) * flux
    }

    fn temperature_k(&self, k: f64, rejected: f64, taken: f64) -> f64 {
        let emission = rejected + k * DEEP_SPACE_K.powi(4);
        bracketed(|panel_k| self.emission(k, panel_k, taken) - emission, DEEP_SPACE_K, HOTTEST_K)
    }

    fn at(&self, step: usize, day: f64) {
        self.now.set((step, day));
    }
}
