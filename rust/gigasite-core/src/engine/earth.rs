//! The Earth engine: draws as lanes, steps in order, sums instead of series.
//!
//! One step is one straight line of arithmetic ([`step::advance`]) for one draw, in stages. The batch runs it over a block of draws side
//! by side, so that the compiler turns the block into vector instructions; the series of one draw and the stepper run the
//! very same line, so their bits agree.

mod flows;
mod forcing;
mod laws;
mod parameters;
mod step;
mod stepper;
mod with_laws;
mod year;

pub use flows::{FLOWS, Flows};
pub use forcing::{COLUMNS as FORCING_COLUMNS, Hour, given, hours};
pub use laws::{Own, Variants};
pub use parameters::{Block, EarthPlan, LAW_SLOTS, PARAMETERS, Parameters, SLOTS};
pub use step::{State, advance};
pub use stepper::{LIVE_INPUTS, Stepper};
pub use year::Year;

use std::sync::atomic::Ordering;

use crate::batch::{Columns, Forcing, Options, run_blocks};
use crate::earth::cooling_plant::{Plant, with_plant};
use crate::error::Error;
use crate::ledger::{Ledger, SeriesTable};
use parameters::LANES;

/// Steps between two looks at the flag that cancels.
const CHUNK: usize = 512;

/// Runs the forcing for every draw.
pub fn simulate(plan: &EarthPlan, parameters: &Columns, forcing: &Forcing, options: &Options<'_>) -> Result<Ledger, Error> {
    check(plan, parameters)?;
    let given = given(plan, forcing)?;
    let hours = hours(plan, forcing, &given, options)?;
    if !plan.laws.is_empty() {
        return with_laws::simulate(plan, parameters, forcing, &hours, &given, options);
    }
    let blocks = run_blocks(parameters.n_draws, LANES, options, |start, length| {
        let block = Block::load(plan, parameters, start, length)?;
        let sums = march(plan, &block, &hours, forcing.step_s / 3600.0, options)?;
        Ok((0..length).map(|lane| sums.year(lane).row(&block.lane(lane))).collect::<Vec<_>>())
    })?;
    let rows = blocks.into_iter().flatten().collect();
    let series = match options.series_of_draw {
        Some(draw) => Some(series(plan, parameters, forcing, &hours, draw)?),
        None => None,
    };
    Ok(Ledger { rows, series })
}

/// Refuses unknown and missing parameters; those of the laws belong to it.
fn check(plan: &EarthPlan, parameters: &Columns) -> Result<(), Error> {
    let of_laws = plan.laws.columns();
    let known: Vec<&str> = PARAMETERS.iter().copied().chain(of_laws.iter().map(String::as_str)).collect();
    parameters.check(&known)
}

/// Running sums of a block: `[flow][lane]`, and the peaks.
struct Sums {
    flows: [[f64; LANES]; FLOWS.len()],
    step_h: f64,
    n_steps: f64,
    start_mwh: [f64; LANES],
    state: [State; LANES],
    peak_grid: [f64; LANES],
    peak_cooling: [f64; LANES],
    monthly_peaks: [f64; LANES],
    coincident: [f64; LANES],
    n_coincident: f64,
}

/// What the hot loop carries from step to step, lane by lane.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Carried {
    state_mwh: [f64; LANES],
    mode_air: [f64; LANES],
    mode_liquid: [f64; LANES],
    tank_mwh: [f64; LANES],
    peak_grid: [f64; LANES],
    peak_cooling: [f64; LANES],
    month_peak: [f64; LANES],
    monthly_peaks: [f64; LANES],
    coincident: [f64; LANES],
    flows: [[f64; LANES]; FLOWS.len()],
}

fn march(plan: &EarthPlan, block: &Block, hours: &[Hour], step_h: f64, options: &Options<'_>) -> Result<Sums, Error> {
    let start_mwh: [f64; LANES] = std::array::from_fn(|lane| State::start(&block.lane(lane)).battery_mwh);
    let mut carried = Carried::start(start_mwh);
    let mut month = hours.first().map_or(0, |h| h.month);
    let mut n_coincident = 0.0;
    for chunk in hours.chunks(CHUNK) {
        if options.cancelled.load(Ordering::Relaxed) {
            return Err(Error::cancelled());
        }
        with_plant!(plan.cooling, P => dispatch::<P>(block, chunk, step_h, &mut carried, &mut month));
        n_coincident += chunk.iter().map(|h| h.coincident).sum::<f64>();
    }
    Ok(carried.sums(step_h, hours.len(), start_mwh, n_coincident))
}

impl Carried {
    fn start(start_mwh: [f64; LANES]) -> Self {
        let (zero, mode) = ([0.0; LANES], [State::START_MODE; LANES]);
        Self {
            state_mwh: start_mwh,
            mode_air: mode,
            mode_liquid: mode,
            tank_mwh: zero,
            peak_grid: zero,
            peak_cooling: zero,
            month_peak: zero,
            monthly_peaks: zero,
            coincident: zero,
            flows: [zero; FLOWS.len()],
        }
    }

    #[inline(always)]
    fn state(&self, lane: usize) -> State {
        State {
            battery_mwh: self.state_mwh[lane],
            mode_air: self.mode_air[lane],
            mode_liquid: self.mode_liquid[lane],
            tank_mwh: self.tank_mwh[lane],
        }
    }

    /// Begins a month.
    #[inline(always)]
    fn next_month(&mut self) {
        for lane in 0..LANES {
            self.monthly_peaks[lane] += self.month_peak[lane];
            self.month_peak[lane] = 0.0;
        }
    }

    /// Takes in a step of a lane.
    #[inline(always)]
    fn add(&mut self, lane: usize, state: &State, flows: &Flows, coincident: f64) {
        self.state_mwh[lane] = state.battery_mwh;
        self.mode_air[lane] = state.mode_air;
        self.mode_liquid[lane] = state.mode_liquid;
        self.tank_mwh[lane] = state.tank_mwh;
        self.peak_grid[lane] = crate::math::max(self.peak_grid[lane], flows.grid_import_mw);
        self.month_peak[lane] = crate::math::max(self.month_peak[lane], flows.grid_import_mw);
        self.peak_cooling[lane] = crate::math::max(self.peak_cooling[lane], flows.cooling_mw);
        self.coincident[lane] += coincident * flows.grid_import_mw;
        flows.add(&mut self.flows, lane);
    }

    fn sums(mut self, step_h: f64, n_steps: usize, start_mwh: [f64; LANES], n_coincident: f64) -> Sums {
        self.next_month();
        Sums {
            flows: self.flows,
            step_h,
            n_steps: n_steps as f64,
            start_mwh,
            state: std::array::from_fn(|lane| self.state(lane)),
            peak_grid: self.peak_grid,
            peak_cooling: self.peak_cooling,
            monthly_peaks: self.monthly_peaks,
            coincident: self.coincident,
            n_coincident,
        }
    }
}

/// The same loop compiled for the widest vectors that the processor has. No fused multiply-add: the bits stay the same.
fn dispatch<P: Plant>(block: &Block, hours: &[Hour], step_h: f64, carried: &mut Carried, month: &mut u32) {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512vl") {
            // SAFETY: the processor has the features that the function is compiled for.
            return unsafe { block_avx512::<P>(block, hours, step_h, carried, month) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: as above.
            return unsafe { block_avx2::<P>(block, hours, step_h, carried, month) };
        }
    }
    block_steps::<P>(block, hours, step_h, carried, month);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn block_avx512<P: Plant>(block: &Block, hours: &[Hour], step_h: f64, carried: &mut Carried, month: &mut u32) {
    block_steps::<P>(block, hours, step_h, carried, month);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn block_avx2<P: Plant>(block: &Block, hours: &[Hour], step_h: f64, carried: &mut Carried, month: &mut u32) {
    block_steps::<P>(block, hours, step_h, carried, month);
}

#[inline(always)]
fn block_steps<P: Plant>(block: &Block, hours: &[Hour], step_h: f64, carried: &mut Carried, month: &mut u32) {
    for hour in hours {
        if hour.month != *month {
            *month = hour.month;
            carried.next_month();
        }
        for lane in 0..LANES {
            let parameters = block.lane(lane);
            let mut state = carried.state(lane);
            let flows = advance::<P, _>(&parameters, hour, step_h, &mut state, &mut Own);
            carried.add(lane, &state, &flows, hour.coincident);
        }
    }
}

impl Sums {
    /// The year of one draw.
    fn year(&self, lane: usize) -> Year {
        Year {
            totals: std::array::from_fn(|flow| self.flows[flow][lane] * self.step_h),
            hours: self.n_steps * self.step_h,
            storage_change_mwh: self.state[lane].battery_mwh - self.start_mwh[lane],
            peak_grid_mw: self.peak_grid[lane],
            peak_cooling_mw: self.peak_cooling[lane],
            monthly_peaks_mw: self.monthly_peaks[lane],
            coincident_mw: self.coincident[lane],
            n_coincident: self.n_coincident,
        }
    }
}

fn series(plan: &EarthPlan, columns: &Columns, forcing: &Forcing, hours: &[Hour], draw: usize) -> Result<SeriesTable, Error> {
    if draw >= columns.n_draws {
        return Err(Error::parameter("series_of_draw", format!("draw {draw} of {}", columns.n_draws)));
    }
    let parameters = Block::load(plan, columns, draw, 1)?.lane(0);
    let mut state = State::start(&parameters);
    let mut values = vec![Vec::with_capacity(hours.len()); FLOWS.len() + State::NAMES.len()];
    let step_h = forcing.step_s / 3600.0;
    for hour in hours {
        let flows = with_plant!(plan.cooling, P => advance::<P, _>(&parameters, hour, step_h, &mut state, &mut Own));
        for (column, value) in values.iter_mut().zip(flows.values().into_iter().chain(state.values())) {
            column.push(value);
        }
    }
    let names = FLOWS.iter().chain(State::NAMES).map(|n| (*n).to_string()).collect();
    Ok(SeriesTable { names, start_unix_s: forcing.start_unix_s, step_s: forcing.step_s, values })
}
