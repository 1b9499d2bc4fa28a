//! The year of a plan with laws: the hours in order, in each of them a block of draws.

use std::sync::atomic::Ordering;

use super::Prepared;
use super::flows::FLOWS;
use super::laws::{Desks, Now, block_size};
use super::parameters::LANES;
use super::step::{State, flows, kept};
use super::year::Tally;
use crate::batch::{Columns, Options, run_blocks};
use crate::error::Error;
use crate::ledger::{Ledger, Row, SeriesTable};

/// Runs the forcing for every draw.
pub fn simulate(prepared: &Prepared, parameters: &Columns, options: &Options<'_>) -> Result<Ledger, Error> {
    let (plan, year) = (&prepared.plan, Hours { prepared });
    let rows = run_blocks(parameters.n_draws, block_size(plan), options, |start, length| {
        let desks = Desks::load(plan, parameters, start, length)?;
        rows(desks, length, year, options)
    })?;
    let series = match options.series_of_draw {
        Some(draw) if draw >= parameters.n_draws => {
            return Err(Error::parameter("series_of_draw", format!("draw {draw} of {}", parameters.n_draws)));
        }
        Some(draw) => Some(series(Desks::load(plan, parameters, draw, 1)?, year, options)?),
        None => None,
    };
    Ok(Ledger { rows: rows.into_iter().flatten().collect(), series })
}

/// The steps of a year.
#[derive(Clone, Copy)]
struct Hours<'a> {
    prepared: &'a Prepared,
}

impl<'a> Hours<'a> {
    fn steps(self) -> impl Iterator<Item = Now<'a>> {
        let (start_unix_s, step_s) = (self.prepared.start_unix_s, self.prepared.step_s);
        self.prepared.hours.iter().zip(&self.prepared.given).enumerate().map(move |(index, (hour, given))| Now {
            hour,
            given,
            index,
            unix_s: start_unix_s as f64 + index as f64 * step_s,
            hour_of_year: index as f64 * step_s / 3600.0,
            step_h: step_s / 3600.0,
        })
    }
}

fn start(desks: &Desks) -> Vec<[State; LANES]> {
    let state = |block: usize, lane: usize| desks.parameters(block * LANES + lane).map(|p| State::start(&p));
    let rest = State::REST;
    (0..desks.n_blocks()).map(|block| std::array::from_fn(|lane| state(block, lane).unwrap_or(rest))).collect()
}

fn stop(options: &Options<'_>) -> Result<(), Error> {
    if options.cancelled.load(Ordering::Relaxed) { Err(Error::cancelled()) } else { Ok(()) }
}

fn rows(mut desks: Desks, length: usize, year: Hours<'_>, options: &Options<'_>) -> Result<Vec<Row>, Error> {
    let mut states = start(&desks);
    let starts = states.clone();
    let mut tallies = vec![[Tally::ZERO; LANES]; states.len()];
    let end_month = |tallies: &mut Vec<[Tally; LANES]>, month: u32| tallies.iter_mut().flatten().for_each(|tally| tally.end_month(month));
    let mut month = year.prepared.hours.first().map_or(0, |hour| hour.month);
    let mut n_coincident = 0.0;
    let step_h = year.prepared.step_h();
    for now in year.steps() {
        stop(options)?;
        if now.hour.month != month {
            end_month(&mut tallies, month);
            month = now.hour.month;
        }
        desks.step(now, &mut states, |block, lane, _, step| {
            if let Some(tallies) = tallies.get_mut(block) {
                tallies[lane].add(&kept(now.hour, step_h, step, 1.0), now.hour.coincident);
            }
        })?;
        n_coincident += now.hour.coincident;
    }
    end_month(&mut tallies, month);
    let rows = tallies.iter().flatten().zip(starts.iter().flatten()).zip(states.iter().flatten()).enumerate().take(length);
    let row = |(draw, ((tally, start), end)): (usize, ((&Tally, &State), &State))| {
        Some(tally.year(step_h, year.prepared.hours.len(), start, end, n_coincident).row(&desks.parameters(draw)?))
    };
    Ok(rows.filter_map(row).collect())
}

fn series(mut desks: Desks, year: Hours<'_>, options: &Options<'_>) -> Result<SeriesTable, Error> {
    let mut states = start(&desks);
    let Some(p) = desks.parameters(0) else { return Ok(SeriesTable::default()) };
    let mut values = vec![Vec::with_capacity(year.prepared.hours.len()); FLOWS.len() + State::NAMES.len()];
    for now in year.steps() {
        stop(options)?;
        desks.step(now, &mut states, |block, lane, state, step| {
            if (block, lane) == (0, 0) {
                let flows = flows(&p, now.hour, now.step_h, step);
                for (column, value) in values.iter_mut().zip(flows.values().into_iter().chain(state.values())) {
                    column.push(value);
                }
            }
        })?;
    }
    let names = FLOWS.iter().chain(State::NAMES).map(|n| (*n).to_string()).collect();
    Ok(SeriesTable { names, start_unix_s: year.prepared.start_unix_s, step_s: year.prepared.step_s, values })
}
