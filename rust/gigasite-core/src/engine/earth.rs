//! The Earth engine: steps in order, sums instead of series.
//!
//! One step is a row of stages ([`step`]) for one draw in one hour. A batch runs them stage by stage over a block of draws
//! ([`lanes`]), a few draws over the hours of each ([`one_draw`]); the series of one draw and the stepper run the very same stages
//! in a row ([`advance`]), so their bits agree.

mod flows;
mod forcing;
mod kept;
mod lanes;
mod laws;
mod one_draw;
mod parameters;
mod step;
mod stepper;
mod supply;
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

use std::sync::OnceLock;
use std::sync::atomic::Ordering;

use crate::batch::{Columns, Forcing, Options, run_blocks};
use crate::earth::cooling_plant::with_plant;
use crate::error::Error;
use crate::ledger::{Ledger, SeriesTable};
use crate::math::max;
use forcing::{Given, HourLanes};
use lanes::{Draws, Stages, Work};
use parameters::{HeatUse, LANES};
use year::{NO_PEAK, note_peak};

/// Steps between two looks at the flag that cancels.
const CHUNK: usize = 512;

/// Draws of a block that go through their years one by one, hours as lanes, rather than side by side.
const FEW: usize = 12;

/// A plan with its forcing, all that does not depend on a draw worked out: runs of it share the work.
#[derive(Clone, Debug)]
pub struct Prepared {
    plan: EarthPlan,
    start_unix_s: i64,
    step_s: f64,
    given: Vec<Given>,
    hours: Vec<Hour>,
    lanes: OnceLock<Vec<HourLanes>>,
}

impl Prepared {
    pub fn new(plan: &EarthPlan, forcing: &Forcing, options: &Options<'_>) -> Result<Self, Error> {
        let given = given(plan, forcing)?;
        let hours = hours(plan, forcing, &given, options)?;
        let (start_unix_s, step_s) = (forcing.start_unix_s, forcing.step_s);
        // Laws alone read what is given.
        let given = if plan.laws.is_empty() { Vec::new() } else { given };
        Ok(Self { plan: plan.clone(), start_unix_s, step_s, given, hours, lanes: OnceLock::new() })
    }

    fn step_h(&self) -> f64 {
        self.step_s / 3600.0
    }

    /// The hours side by side.
    fn lanes(&self) -> &[HourLanes] {
        self.lanes.get_or_init(|| self.hours.chunks(LANES).map(HourLanes::of).collect())
    }

    /// Runs the year of every draw.
    pub fn simulate(&self, parameters: &Columns, options: &Options<'_>) -> Result<Ledger, Error> {
        let plan = &self.plan;
        check(plan, parameters)?;
        if !plan.laws.is_empty() {
            return with_laws::simulate(self, parameters, options);
        }
        let gives_heat = plan.heat_use != HeatUse::None;
        let blocks = run_blocks(parameters.n_draws, LANES, options, |start, length| {
            let block = Block::load(plan, parameters, start, length)?;
            if length <= FEW && !(gives_heat && block.has_tank()) && !plan.battery_before_fuel() {
                let of_lane = |lane: usize| {
                    let p = block.lane(lane);
                    Ok(one_draw::year(plan, &p, self, options)?.row(&p))
                };
                return (0..length).map(of_lane).collect::<Result<Vec<_>, Error>>();
            }
            let years = march(plan, &block, &self.hours, self.step_h(), options)?;
            Ok(years.iter().enumerate().take(length).map(|(lane, year)| year.row(&block.lane(lane))).collect::<Vec<_>>())
        })?;
        let rows = blocks.into_iter().flatten().collect();
        let series = match options.series_of_draw {
            Some(draw) => Some(self.series(parameters, draw, None)?),
            None => None,
        };
        Ok(Ledger { rows, series })
    }

    /// Flows and states of one draw over time, all or those named; a plan with laws gives them by [`Prepared::simulate`].
    pub fn series(&self, columns: &Columns, draw: usize, only: Option<&[String]>) -> Result<SeriesTable, Error> {
        check(&self.plan, columns)?;
        if draw >= columns.n_draws {
            return Err(Error::parameter("series_of_draw", format!("draw {draw} of {}", columns.n_draws)));
        }
        let names: Vec<&str> = FLOWS.iter().chain(State::NAMES).copied().collect();
        let wanted: Vec<usize> = (0..names.len()).filter(|i| only.is_none_or(|only| only.iter().any(|name| name == names[*i]))).collect();
        let parameters = Block::load(&self.plan, columns, draw, 1)?.lane(0);
        let mut state = State::start(&parameters);
        let mut values = vec![Vec::with_capacity(self.hours.len()); wanted.len()];
        let step_h = self.step_h();
        for hour in &self.hours {
            let step = with_plant!(self.plan.cooling, P => advance::<P, _>(&parameters, hour, step_h, &mut state, &mut Own));
            let (flows, states) = (flows(&parameters, hour, step_h, &step).values(), state.values());
            for (column, index) in values.iter_mut().zip(&wanted) {
                column.push(if *index < FLOWS.len() { flows[*index] } else { states[*index - FLOWS.len()] });
            }
        }
        let names = wanted.iter().map(|index| names[*index].to_string()).collect();
        Ok(SeriesTable { names, start_unix_s: self.start_unix_s, step_s: self.step_s, values })
    }
}

/// Runs the forcing for every draw.
pub fn simulate(plan: &EarthPlan, parameters: &Columns, forcing: &Forcing, options: &Options<'_>) -> Result<Ledger, Error> {
    check(plan, parameters)?;
    Prepared::new(plan, forcing, options)?.simulate(parameters, options)
}

/// Refuses unknown and missing parameters; those of the laws belong to it.
fn check(plan: &EarthPlan, parameters: &Columns) -> Result<(), Error> {
    let of_laws = plan.laws.columns();
    let known: Vec<&str> = PARAMETERS.iter().copied().chain(of_laws.iter().map(String::as_str)).collect();
    parameters.check(&known)
}

/// The years of a block of draws.
fn march(plan: &EarthPlan, block: &Block, hours: &[Hour], step_h: f64, options: &Options<'_>) -> Result<[Year; LANES], Error> {
    let has_tank = plan.heat_use != HeatUse::None && block.has_tank();
    let Stages { mut front, cooling, thermal, supply, water, .. } = Stages::<Draws<'_>>::of(plan, has_tank);
    front.push(cooling);
    front.extend(thermal.into_iter().flatten());
    front.push(supply);
    front.extend(water.map(|[add, _]| add));
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
            for stage in &front {
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
