//! One site, one step at a time, for a simulator that has the clock: the same line as the batch, fed by hand.

use std::sync::atomic::AtomicBool;

use super::check;
use super::flows::Flows;
use super::forcing::{COLUMNS, Given, Hour, SEA_WATER, WET_BULB, given, hours, outside};
use super::kept::{Kept, N_KEPT};
use super::laws::{Desks, NEVER, Now, Own};
use super::parameters::{Block, EarthPlan, LANES, Parameters};
use super::step::{State, Step, advance, flows, kept};
use super::year::{NO_PEAK, Year, note_peak};
use crate::batch::{Columns, Forcing, Options};
use crate::earth::cooling_plant::with_plant;
use crate::error::Error;
use crate::ledger::Row;
use crate::math::{ln, max};

/// Inputs beyond the columns of the forcing: two caps, and the busy share of the sold hours, which replaces the workload.
pub const LIVE_INPUTS: [&str; 3] = ["it_limit_mw", "grid_limit_mw", "utilisation"];

const N_INPUTS: usize = COLUMNS.len() + LIVE_INPUTS.len();

const MAGIC: &[u8; 16] = b"gigasite stepper";
const VERSION: u64 = 5;

/// Legal values of the inputs, in their order.
const LEGAL: [(f64, f64); N_INPUTS] = [
    (-90.0, 70.0),
    (0.0, 1.0),
    (3e4, 1.2e5),
    (-90.0, 70.0),
    (0.0, f64::MAX),
    (f64::MIN, f64::MAX),
    (0.0, f64::MAX),
    (0.0, 1.0),
    (0.0, f64::MAX),
    (-50.0, 250.0),
    (-50.0, 250.0),
    (f64::MIN, f64::MAX),
    (0.0, 2000.0),
    (-90.0, 150.0),
    (0.0, 1.0),
    (-5.0, 50.0),
    (0.0, f64::MAX),
    (0.0, 1.0),
    (0.0, 2000.0),
    (0.0, 150.0),
    (0.0, 1.0),
    (0.0, 1.0),
    (0.0, f64::MAX),
    (0.0, f64::MAX),
    (0.0, 1.0),
];

/// What changes from step to step; its numbers in order are the saved state.
#[derive(Clone, Debug, PartialEq)]
struct Progress {
    elapsed_s: f64,
    state: State,
    /// Steps of one length are summed before they are multiplied by it, as the batch does.
    step_h: f64,
    n_steps: f64,
    running: [f64; N_KEPT],
    totals: [f64; N_KEPT],
    hours: f64,
    start_mwh: f64,
    peak_grid: f64,
    peak_cooling: f64,
    month: f64,
    month_peak: f64,
    monthly_peaks: f64,
    coincident: f64,
    n_coincident: f64,
    /// What a law of `generation` gave last.
    previous_mw: f64,
    peak_of_month: [f64; 12],
}

/// Numbers of a [`Progress`].
const N_NUMBERS: usize = 30 + 2 * N_KEPT;

impl Progress {
    fn numbers(&self) -> Vec<f64> {
        let mut all = vec![self.elapsed_s];
        all.extend(self.state.values());
        all.extend([self.step_h, self.n_steps]);
        all.extend(self.running);
        all.extend(self.totals);
        all.extend([self.hours, self.start_mwh, self.peak_grid, self.peak_cooling]);
        all.extend([self.month, self.month_peak, self.monthly_peaks, self.coincident, self.n_coincident, self.previous_mw]);
        all.extend(self.peak_of_month);
        all
    }

    fn of_numbers(numbers: &[f64]) -> Option<Self> {
        let (&[elapsed_s, battery_mwh, mode_air, mode_liquid, tank_mwh, thermal_units, step_h, n_steps], rest) =
            numbers.split_first_chunk()?;
        let (&running, rest) = rest.split_first_chunk()?;
        let (&totals, rest) = rest.split_first_chunk()?;
        let (&[hours, start_mwh, peak_grid, peak_cooling, month, month_peak, monthly_peaks, coincident, n_coincident, previous_mw], rest) =
            rest.split_first_chunk()?;
        let peak_of_month = rest.try_into().ok()?;
        Some(Self {
            elapsed_s,
            state: State { battery_mwh, mode_air, mode_liquid, tank_mwh, thermal_units },
            step_h,
            n_steps,
            running,
            totals,
            hours,
            start_mwh,
            peak_grid,
            peak_cooling,
            month,
            month_peak,
            monthly_peaks,
            coincident,
            n_coincident,
            previous_mw,
            peak_of_month,
        })
    }
}

/// One draw of a site on the ground between two steps.
#[derive(Clone, Debug)]
pub struct Stepper {
    plan: EarthPlan,
    parameters: Parameters,
    start_unix_s: i64,
    step_s: f64,
    given: Vec<Given>,
    hours: Vec<Hour>,
    /// Tells sites apart: a state is restored only where it was saved.
    site: u64,
    progress: Progress,
    /// The laws of the plan at work.
    desks: Option<Desks>,
}

impl Stepper {
    /// The first draw of `parameters` at the start of the forcing, which supplies the inputs that a step is not given.
    pub fn new(plan: EarthPlan, parameters: &Columns, forcing: &Forcing) -> Result<Self, Error> {
        check(&plan, parameters)?;
        let given = given(&plan, forcing)?;
        let alone = Options { threads: 1, series_of_draw: None, cancelled: &AtomicBool::new(false) };
        let hours = hours(&plan, forcing, &given, &alone)?;
        let site = fingerprint(&plan, parameters, forcing);
        let desks = if plan.laws.is_empty() { None } else { Some(Desks::load(&plan, parameters, 0, 1)?) };
        let parameters = Block::load(&plan, parameters, 0, 1)?.lane(0);
        let state = State::start(&parameters);
        let progress = Progress {
            elapsed_s: 0.0,
            state,
            step_h: forcing.step_s / 3600.0,
            n_steps: 0.0,
            running: [0.0; N_KEPT],
            totals: [0.0; N_KEPT],
            hours: 0.0,
            start_mwh: state.battery_mwh,
            peak_grid: 0.0,
            peak_cooling: 0.0,
            month: hours.first().map_or(0.0, |h| f64::from(h.month)),
            month_peak: 0.0,
            monthly_peaks: 0.0,
            coincident: 0.0,
            n_coincident: 0.0,
            previous_mw: NEVER,
            peak_of_month: [NO_PEAK; 12],
        };
        Ok(Self { plan, parameters, start_unix_s: forcing.start_unix_s, step_s: forcing.step_s, given, hours, site, progress, desks })
    }

    /// Seconds since the start of the forcing; behind its end the forcing repeats.
    pub fn elapsed_s(&self) -> f64 {
        self.progress.elapsed_s
    }

    pub fn start_unix_s(&self) -> i64 {
        self.start_unix_s
    }

    /// State of the battery and modes of the plant.
    pub fn state(&self) -> State {
        self.progress.state
    }

    /// Advances by `dt_s` with `inputs`, pairs of an index into the columns of the forcing and [`LIVE_INPUTS`], and a value.
    /// The forcing is that at the start of the step. Nothing changes when an input is refused.
    #[inline]
    pub fn step(&mut self, dt_s: f64, inputs: &[(usize, f64)]) -> Result<Flows, Error> {
        if !(300.0..=3600.0).contains(&dt_s) {
            return Err(Error::parameter("dt_s", "a step of the ground engine [s]").with_interval(dt_s, 300.0, 3600.0));
        }
        let index = (self.progress.elapsed_s / self.step_s) as usize % self.hours.len().max(1);
        let (Some(hour), Some(given)) = (self.hours.get(index), self.given.get(index)) else {
            return Err(Error::parameter("forcing", "no steps"));
        };
        let replaced;
        let (given, hour) = if inputs.is_empty() {
            (given, hour)
        } else {
            replaced = self.with_inputs(given, hour, inputs)?;
            (&replaced.0, &replaced.1)
        };
        let (p, step_h) = (&mut self.progress, dt_s / 3600.0);
        let step = match &mut self.desks {
            None => with_plant!(self.plan.cooling, P => advance::<P, _>(&self.parameters, hour, step_h, &mut p.state, &mut Own)),
            Some(desks) => {
                let year_s = self.hours.len() as f64 * self.step_s;
                let unix_s = self.start_unix_s as f64 + p.elapsed_s;
                let now = Now { hour, given, index, unix_s, hour_of_year: p.elapsed_s % year_s / 3600.0, step_h };
                law_step(desks, now, p)?
            }
        };
        let kept = kept(hour, step_h, &step, step.hall.allowed());
        if step_h != p.step_h {
            for (total, running) in p.totals.iter_mut().zip(&mut p.running) {
                *total += std::mem::take(running) * p.step_h;
            }
            p.hours += std::mem::take(&mut p.n_steps) * p.step_h;
            p.step_h = step_h;
        }
        for (running, value) in p.running.iter_mut().zip(kept.values()) {
            *running += value;
        }
        p.n_steps += 1.0;
        p.elapsed_s += dt_s;
        if f64::from(hour.month) != p.month {
            p.month = f64::from(hour.month);
            p.monthly_peaks += std::mem::take(&mut p.month_peak);
        }
        p.peak_grid = max(p.peak_grid, kept.grid_import_mw);
        p.month_peak = max(p.month_peak, kept.grid_import_mw);
        note_peak(&mut p.peak_of_month, hour.month, kept.grid_import_mw);
        p.peak_cooling = max(p.peak_cooling, kept.cooling_mw);
        p.coincident += hour.coincident * kept.grid_import_mw;
        p.n_coincident += hour.coincident;
        Ok(flows(&self.parameters, hour, step_h, &step))
    }

    /// The ledger so far.
    pub fn ledger(&self) -> Row {
        let p = &self.progress;
        let totals = std::array::from_fn(|flow| p.totals[flow] + p.running[flow] * p.step_h);
        let year = Year {
            sums: Kept::of(totals),
            hours: p.hours + p.n_steps * p.step_h,
            storage_change_mwh: p.state.battery_mwh - p.start_mwh,
            tank_change_mwh: p.state.tank_mwh,
            peak_grid_mw: p.peak_grid,
            peak_cooling_mw: p.peak_cooling,
            monthly_peaks_mw: p.monthly_peaks + p.month_peak,
            peak_of_month_mw: p.peak_of_month,
            coincident_mw: p.coincident,
            n_coincident: p.n_coincident,
        };
        year.row(&self.parameters)
    }

    /// The state as bytes: a mark, a version, the site, the numbers, a check sum.
    pub fn save(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(self.site.to_le_bytes());
        for number in self.progress.numbers() {
            bytes.extend(number.to_le_bytes());
        }
        let sum = hash(bytes.iter().copied());
        bytes.extend(sum.to_le_bytes());
        bytes
    }

    /// Goes back to a state that [`Stepper::save`] gave. Refuses what is damaged, of another version or of another site.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let refuse = |why: &str| Err(Error::parameter("state", format!("this is not a state to go back to: {why}")));
        let Some(rest) = bytes.strip_prefix(MAGIC) else { return refuse("it was not saved by a stepper") };
        let words: Vec<u64> = rest.chunks_exact(8).filter_map(|word| word.try_into().ok().map(u64::from_le_bytes)).collect();
        let Some((&version, words)) = words.split_first() else { return refuse("it is cut off") };
        if version != VERSION {
            return refuse(&format!("it has version {version}, this is version {VERSION}"));
        }
        let (Some((&site, rest)), true) = (words.split_first(), bytes.len() == MAGIC.len() + 8 * (3 + N_NUMBERS)) else {
            return refuse("it has the wrong length");
        };
        let Some((&sum, numbers)) = rest.split_last() else { return refuse("it is cut off") };
        if sum != hash(bytes.iter().take(bytes.len() - 8).copied()) {
            return refuse("its check sum is wrong");
        }
        if site != self.site {
            return refuse("it is of another site");
        }
        let numbers: Vec<f64> = numbers.iter().map(|bits| f64::from_bits(*bits)).collect();
        match Progress::of_numbers(&numbers) {
            Some(progress) if numbers.iter().all(|n| n.is_finite()) => self.progress = progress,
            _ => return refuse("it holds what is not a number"),
        }
        Ok(())
    }

    /// The hour with some inputs replaced. What follows from the air is computed again only when the air is given.
    fn with_inputs(&self, given: &Given, hour: &Hour, inputs: &[(usize, f64)]) -> Result<(Given, Hour), Error> {
        let mut all = *given;
        let (mut air, mut wet_bulb, mut sea) = (false, false, false);
        let (mut it_limit_mw, mut grid_limit_mw, mut utilisation) = (f64::MAX, f64::MAX, None);
        for &(index, value) in inputs {
            let (low, high) = LEGAL.get(index).copied().unwrap_or((f64::NAN, f64::NAN));
            if !(low..=high).contains(&value) {
                let name = COLUMNS.iter().chain(&LIVE_INPUTS).nth(index).copied().unwrap_or("inputs");
                let what = if value.is_finite() { "an input of a step".into() } else { format!("{value} is not a finite number") };
                return Err(Error::parameter(name, what).with_interval(value, low, high));
            }
            match (all.get_mut(index), index - COLUMNS.len().min(index)) {
                (Some(slot), _) => *slot = value,
                (None, 0) => it_limit_mw = value,
                (None, 1) => grid_limit_mw = value,
                (None, _) => utilisation = Some(value),
            }
            air |= index < WET_BULB;
            wet_bulb |= index == WET_BULB;
            sea |= index == SEA_WATER;
        }
        if air && !wet_bulb {
            all[WET_BULB] = f64::NAN;
        }
        let outside = if air || wet_bulb || sea { outside(&self.plan, &all) } else { hour.outside };
        let mut hour = Hour { it_limit_mw, grid_limit_mw, ..Hour::of(&all, outside, hour.month) };
        if let Some(utilisation) = utilisation {
            hour.ln_workload = ln(utilisation * self.parameters.sold_share) - self.parameters.ln_busy;
        }
        Ok((all, hour))
    }
}

/// A step of one draw by the laws of its plan; nothing has changed where one fails.
fn law_step(desks: &mut Desks, now: Now<'_>, p: &mut Progress) -> Result<Step, Error> {
    desks.previous_mw.fill(p.previous_mw);
    let mut states = [[p.state; LANES]];
    let mut first = None;
    desks.step(now, &mut states, |_, lane, _, step| {
        if lane == 0 {
            first = Some(*step);
        }
    })?;
    let first = first.ok_or_else(|| Error::parameter("forcing", "no draw"))?;
    p.state = states[0][0];
    p.previous_mw = desks.previous_mw.first().copied().unwrap_or(NEVER);
    Ok(first)
}

/// FNV-1a.
fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn fingerprint(plan: &EarthPlan, parameters: &Columns, forcing: &Forcing) -> u64 {
    let first = parameters.values.iter().step_by(parameters.n_draws.max(1)).chain(&forcing.values).flat_map(|value| value.to_le_bytes());
    let names = parameters.names.iter().chain(&forcing.names).flat_map(|name| name.bytes());
    let clock = forcing.start_unix_s.to_le_bytes().into_iter().chain(forcing.step_s.to_le_bytes());
    hash(format!("{plan:?}").bytes().chain(names).chain(clock).chain(first))
}
