//! A year of one draw: hours as lanes.
//!
//! The stages that keep no state run over a chunk of hours side by side. Three things pass from hour to hour: the modes of the
//! plant, which are guessed for the whole chunk and put right until each hour begins with the mode in which the one before it
//! ended, and the units of a thermal plant and the battery, whose few operations run hour by hour. The arithmetic of an hour is that of a block of draws and sums
//! run in the order of the hours, so the bits are the same. A tank at the network ties every hour to all of the hour before, and so
//! does a battery that serves before a plant that burns fuel: such a site goes through the block.

use std::sync::atomic::Ordering;

use super::Prepared;
use super::kept::{N_KEPT, Sum};
use super::lanes::{Hours, Stages, Work, sums};
use super::parameters::{EarthPlan, LANES, Parameters, Storage};
use super::step::State;
use super::supply::{battery, thermal_plant};
use super::year::{Tally, Year};
use crate::batch::Options;
use crate::error::Error;
use crate::math::max;

/// The year of a draw without a tank, and without a battery that serves before fuel.
pub fn year(plan: &EarthPlan, p: &Parameters, prepared: &Prepared, options: &Options<'_>) -> Result<Year, Error> {
    let stages = Stages::<Hours<'_>>::of(plan, false);
    let (sums, step_h) = (sums(plan), prepared.step_h());
    let mut work = Work::zero();
    let start = State::start(p);
    let (mut state, mut tally, mut n_coincident) = (start, Tally::ZERO, 0.0);
    let mut month = prepared.hours.first().map_or(0, |h| h.month);
    for (chunk, hours) in prepared.hours.chunks(LANES).zip(prepared.lanes()) {
        if options.cancelled.load(Ordering::Relaxed) {
            return Err(Error::cancelled());
        }
        let side = Hours { p, hours };
        let last = chunk.len() - 1;
        for stage in &stages.front {
            stage(&side, step_h, &mut work);
        }
        let mut before = ([state.mode_air; LANES], [state.mode_liquid; LANES]);
        // Each round puts at least one more hour right.
        for _ in 0..=LANES {
            (work.mode_air, work.mode_liquid) = before;
            (stages.cooling)(&side, step_h, &mut work);
            let ended = (behind(state.mode_air, &work.mode_air), behind(state.mode_liquid, &work.mode_liquid));
            if ended == before {
                break;
            }
            before = ended;
        }
        (state.mode_air, state.mode_liquid) = (work.mode_air[last], work.mode_liquid[last]);
        if let Some([asked, _]) = stages.thermal {
            asked(&side, step_h, &mut work);
            for (lane, hour) in chunk.iter().enumerate() {
                let done = thermal_plant(p, hour, work.asked_of_thermal_mw[lane], state.thermal_units);
                state.thermal_units = done.units;
                work.thermal.set(lane, done);
            }
        }
        (stages.before_battery)(&side, step_h, &mut work);
        if plan.storage == Storage::Battery {
            for lane in 0..chunk.len() {
                let done = battery(p, step_h, &work.wish.get(lane), &mut state.battery_mwh);
                work.battery.set(lane, done);
            }
        }
        (stages.behind_battery)(&side, step_h, &mut work);
        if let Some([_, keep]) = stages.water {
            keep(&side, step_h, &mut work);
        }
        add(&mut tally.sums, &work.kept, &sums, chunk.len());

        let (grid, plant) = (&work.kept[Sum::grid_import_mw as usize], &work.kept[Sum::cooling_mw as usize]);
        for (lane, hour) in chunk.iter().enumerate() {
            if hour.month != month {
                tally.end_month(month);
                month = hour.month;
            }
            tally.month_peak = max(tally.month_peak, grid[lane]);
            tally.peak_cooling = max(tally.peak_cooling, plant[lane]);
            if hour.coincident != 0.0 {
                tally.coincident += hour.coincident * grid[lane];
                n_coincident += hour.coincident;
            }
        }
    }
    tally.end_month(month);
    Ok(tally.year(step_h, prepared.hours.len(), &start, &state, n_coincident))
}

/// What each hour finds: the value of the hour before.
fn behind(first: f64, values: &[f64; LANES]) -> [f64; LANES] {
    std::array::from_fn(|lane| if lane == 0 { first } else { values[lane - 1] })
}

/// Adds the first `n` hours to the sums, in their order; eight sums side by side, since each waits for itself.
fn add(sums: &mut [f64; N_KEPT], kept: &[[f64; LANES]; N_KEPT], wanted: &[usize], n: usize) {
    for group in wanted.chunks(8) {
        let row = |k: usize| group.get(k).map_or(0, |sum| *sum);
        let rows: [&[f64; LANES]; 8] = std::array::from_fn(|k| &kept[row(k)]);
        let mut running: [f64; 8] = std::array::from_fn(|k| sums[row(k)]);
        for lane in 0..n {
            for (sum, row) in running.iter_mut().zip(rows) {
                *sum += row[lane];
            }
        }
        for (sum, value) in group.iter().zip(running) {
            sums[*sum] = value;
        }
    }
}
