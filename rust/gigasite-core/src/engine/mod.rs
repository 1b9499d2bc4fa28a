//! The engines: from a plan, parameters and forcing to a ledger. Batch first: a single run is a batch of one.

pub mod earth;
pub mod orbit;
mod slots;

use crate::batch::{Columns, Forcing, Options};
use crate::error::Error;
use crate::ledger::Ledger;

/// What to simulate: one engine and the variants of its slots.
#[derive(Clone, Debug)]
pub enum Plan {
    Earth(earth::EarthPlan),
    Orbit(orbit::OrbitPlan),
}

/// Runs a year of every draw.
pub fn simulate(plan: &Plan, parameters: &Columns, forcing: &Forcing, options: &Options<'_>) -> Result<Ledger, Error> {
    match plan {
        Plan::Earth(plan) => earth::simulate(plan, parameters, forcing, options),
        Plan::Orbit(plan) => orbit::simulate(plan, parameters, options),
    }
}
