//! What the steps of a year add up to, and the row of the ledger that it makes.

use super::flows::{FLOW_COLUMNS, FLOWS, POWERED, UNTHROTTLED};
use super::parameters::Parameters;
use crate::ledger::{Column, Row};

/// The sums of one draw.
#[derive(Clone, Copy, Debug)]
pub struct Year {
    /// Flow times hours, for each flow that the ledger keeps.
    pub totals: [f64; FLOWS.len()],
    pub hours: f64,
    pub storage_change_mwh: f64,
    pub peak_grid_mw: f64,
    pub peak_cooling_mw: f64,
    pub monthly_peaks_mw: f64,
    /// Grid power summed over the steps that set a coincident-peak charge, and their number.
    pub coincident_mw: f64,
    pub n_coincident: f64,
}

impl Year {
    /// The row of the ledger.
    pub fn row(&self, p: &Parameters) -> Row {
        use Column as C;
        let mut row = Row::default();
        for (total, (_, column)) in self.totals.iter().zip(FLOW_COLUMNS) {
            if let Some(column) = column {
                row[*column] = *total;
            }
        }
        row[C::storage_change_mwh] = self.storage_change_mwh;
        row[C::peak_grid_mw] = self.peak_grid_mw;
        row[C::peak_cooling_mw] = self.peak_cooling_mw;
        row[C::monthly_peaks_mw] = self.monthly_peaks_mw;
        row[C::coincident_peak_mw] = if self.n_coincident > 0.0 { self.coincident_mw / self.n_coincident } else { 0.0 };
        row[C::other_co2_kg] = p.refrigerant_co2_kg_per_mw_yr * p.it_capacity_mw * (self.hours / crate::constants::HOURS_PER_YEAR);
        // The waterfall: hours that survive each step, from what is installed to what is delivered.
        row[C::installed_gpu_h] = p.gpus * self.hours;
        row[C::powered_gpu_h] = p.gpus * self.totals[POWERED];
        row[C::unthrottled_gpu_h] = p.gpus * self.totals[UNTHROTTLED];
        row[C::working_gpu_h] = row[C::unthrottled_gpu_h] * p.unit_availability;
        row[C::sold_gpu_h] = row[C::working_gpu_h] * p.sold_share;
        row[C::delivered_gpu_h] = row[C::sold_gpu_h] * p.goodput;
        row[C::battery_mwh] = p.battery_capacity_mwh;
        row
    }
}
