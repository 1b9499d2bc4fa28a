//! The orbit engine.

use crate::batch::{Columns, Options};
use crate::error::Error;
use crate::ledger::Ledger;

/// Variants of the slots of the orbit engine.
#[derive(Clone, Debug)]
pub struct OrbitPlan {}

/// Parameters that the orbit engine reads.
pub const PARAMETERS: &[&str] = &[];

/// Runs a year of every draw.
pub fn simulate(_plan: &OrbitPlan, parameters: &Columns, _options: &Options<'_>) -> Result<Ledger, Error> {
    parameters.check(PARAMETERS)?;
    Ok(Ledger::default())
}
