//! The Earth engine: draws as lanes, steps in order, sums instead of series.
//!
//! One step is one straight line of arithmetic ([`step::advance`]) for one draw, in stages. The batch runs it over a block of draws side
//! by side, so that the compiler turns the block into vector instructions; the series of one draw and the stepper run the
//! very same line, so their bits agree.

mod flows;
mod forcing;
mod kept;
mod lanes;
mod laws;
mod parameters;
mod step;
mod stepper;
mod with_laws;
mod year;

pub use flows::{FLOWS, Flows};
pub use forcing::{COLUMNS as FORCING_COLUMNS, Hour, given, hours};
pub use kept::Kept;
pub use laws::{Own, Variants};
pub use parameters::{Block, EarthPlan, LAW_SLOTS, PARAMETERS, Parameters, SLOTS};
pub use step::{HEAT_LIMITS, State, advance, flows};
pub use stepper::{LIVE_INPUTS, Stepper};
pub use year::Year;

use std::sync::atomic::Ordering;

use crate::batch::{Columns, Forcing, Options, run_blocks};
use crate::earth::cooling_plant::with_plant;
use crate::error::Error;
use crate::ledger::{Ledger, SeriesTable};
use crate::math::max;
use lanes::{Draws, Work, stages};
use parameters::LANES;
use year::{NO_PEAK, note_peak};

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
        let years = march(plan, &block, &hours, forcing.step_s / 3600.0, options)?;
        Ok(years.iter().enumerate().take(length).map(|(lane, year)| year.row(&block.lane(lane))).collect::<Vec<_>>())
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

/// The years of a block of draws.
fn march(plan: &EarthPlan, block: &Block, hours: &[Hour], step_h: f64, options: &Options<'_>) -> Result<[Year; LANES], Error> {
    let stages = stages(plan, block);
    let mut work = Work::start(block);
    let start_mwh = work.battery_mwh;
    let zero = [0.0; LANES];
    let (mut peak_grid, mut monthly_peaks, mut coincident, mut n_coincident) = (zero, zero, zero, 0.0);
    let mut peak_of_month = [[NO_PEAK; 12]; LANES];
    let mut end_month = |work: &mut Work, month: u32| {
        for (lane, peaks) in peak_of_month.iter_mut().enumerate() {
            note_peak(peaks, month, work.month_peak[lane]);
            monthly_peaks[lane] += work.month_peak[lane];
            peak_grid[lane] = max(peak_grid[lane], work.month_peak[lane]);
        }
        work.month_peak = zero;
    };
    let mut month = hours.first().map_or(0, |h| h.month);
    for chunk in hours.chunks(CHUNK) {
        if options.cancelled.load(Ordering::Relaxed) {
            return Err(Error::cancelled());
        }
        for hour in chunk {
            if hour.month != month {
                end_month(&mut work, month);
                month = hour.month;
            }
            for stage in &stages {
                stage(&Draws { block, hour }, step_h, &mut work);
            }
            if hour.coincident != 0.0 {
                for (sum, import) in coincident.iter_mut().zip(&work.grid_import_mw) {
                    *sum += hour.coincident * import;
                }
                n_coincident += hour.coincident;
            }
        }
    }
    end_month(&mut work, month);
    Ok(std::array::from_fn(|lane| Year {
        sums: Kept::of(std::array::from_fn(|sum| work.sums[sum][lane] * step_h)),
        hours: hours.len() as f64 * step_h,
        storage_change_mwh: work.battery_mwh[lane] - start_mwh[lane],
        tank_change_mwh: work.tank_mwh[lane],
        peak_grid_mw: peak_grid[lane],
        peak_cooling_mw: work.peak_cooling[lane],
        monthly_peaks_mw: monthly_peaks[lane],
        peak_of_month_mw: peak_of_month[lane],
        coincident_mw: coincident[lane],
        n_coincident,
    }))
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
        let step = with_plant!(plan.cooling, P => advance::<P, _>(&parameters, hour, step_h, &mut state, &mut Own));
        let flows = flows(&parameters, hour, step_h, &step);
        for (column, value) in values.iter_mut().zip(flows.values().into_iter().chain(state.values())) {
            column.push(value);
        }
    }
    let names = FLOWS.iter().chain(State::NAMES).map(|n| (*n).to_string()).collect();
    Ok(SeriesTable { names, start_unix_s: forcing.start_unix_s, step_s: forcing.step_s, values })
}
