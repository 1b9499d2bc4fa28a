//! What the sums of a year mean: the row of the ledger.

use super::kept::{Kept, N_KEPT};
use super::parameters::Parameters;
use super::step::State;
use crate::ledger::{Column, Row};
use crate::math::max;

/// A month of which no step was seen.
pub const NO_PEAK: f64 = -1.0;

/// Keeps the highest peak of a calendar month.
pub fn note_peak(peaks: &mut [f64; 12], month: u32, peak_mw: f64) {
    if let Some(highest) = peaks.get_mut((month as usize).wrapping_sub(1)) {
        *highest = max(*highest, peak_mw);
    }
}

/// A year of one draw while it is summed, step by step. A block of lanes does the same side by side.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    pub sums: [f64; N_KEPT],
    pub peak_grid: f64,
    pub peak_cooling: f64,
    pub month_peak: f64,
    pub monthly_peaks: f64,
    pub peak_of_month: [f64; 12],
    pub coincident: f64,
}

impl Tally {
    pub const ZERO: Self = Self {
        sums: [0.0; N_KEPT],
        peak_grid: 0.0,
        peak_cooling: 0.0,
        month_peak: 0.0,
        monthly_peaks: 0.0,
        peak_of_month: [NO_PEAK; 12],
        coincident: 0.0,
    };

    /// Takes in a step.
    #[inline(always)]
    pub fn add(&mut self, kept: &Kept, coincident: f64) {
        for (sum, value) in self.sums.iter_mut().zip(kept.values()) {
            *sum += value;
        }
        self.month_peak = max(self.month_peak, kept.grid_import_mw);
        self.peak_cooling = max(self.peak_cooling, kept.cooling_mw);
        self.coincident += coincident * kept.grid_import_mw;
    }

    /// Ends a month, 1 to 12.
    pub fn end_month(&mut self, month: u32) {
        note_peak(&mut self.peak_of_month, month, self.month_peak);
        self.monthly_peaks += self.month_peak;
        self.peak_grid = max(self.peak_grid, self.month_peak);
        self.month_peak = 0.0;
    }

    /// The year after its last month, of `n_steps` steps.
    pub fn year(&self, step_h: f64, n_steps: usize, start: &State, end: &State, n_coincident: f64) -> Year {
        Year {
            sums: Kept::of(self.sums.map(|sum| sum * step_h)),
            hours: n_steps as f64 * step_h,
            storage_change_mwh: end.battery_mwh - start.battery_mwh,
            tank_change_mwh: end.tank_mwh - start.tank_mwh,
            peak_grid_mw: self.peak_grid,
            peak_cooling_mw: self.peak_cooling,
            monthly_peaks_mw: self.monthly_peaks,
            peak_of_month_mw: self.peak_of_month,
            coincident_mw: self.coincident,
            n_coincident,
        }
    }
}

/// The year of one draw.
#[derive(Clone, Copy, Debug)]
pub struct Year {
    /// Sums over the steps times their hours.
    pub sums: Kept,
    pub hours: f64,
    pub storage_change_mwh: f64,
    pub tank_change_mwh: f64,
    pub peak_grid_mw: f64,
    pub peak_cooling_mw: f64,
    pub monthly_peaks_mw: f64,
    /// Peak of each calendar month, [`NO_PEAK`] where none was seen.
    pub peak_of_month_mw: [f64; 12],
    /// Grid power summed over the steps that set a coincident-peak charge, and their number.
    pub coincident_mw: f64,
    pub n_coincident: f64,
}

impl Year {
    /// The row of the ledger: the sums, and what follows from them.
    pub fn row(&self, p: &Parameters) -> Row {
        use Column as C;
        let s = &self.sums;
        let auxiliary = p.auxiliary_mw * s.served;
        let heat_made = s.it_mw + s.mining_mw + s.power_loss_mw + auxiliary;
        let network_loss = s.heat_given_mw * p.network_loss;
        let recovered = s.heat_given_mw + s.tank_loss_mw - s.heat_pump_mw;
        let own_used = max(s.pv_mw + s.wind_mw - s.left_mw, 0.0);
        let powered = s.served - s.capped;
        let unthrottled = max(powered - s.throttled, 0.0);

        let mut row = Row::default();
        row[C::grid_import_mwh] = s.grid_import_mw;
        row[C::pv_mwh] = s.pv_mw;
        row[C::wind_mwh] = s.wind_mw;
        row[C::thermal_plant_mwh] = s.thermal_plant_mw;
        row[C::it_mwh] = s.it_mw;
        row[C::mining_mwh] = s.mining_mw;
        row[C::cooling_mwh] = s.cooling_mw;
        row[C::power_loss_mwh] = s.power_loss_mw;
        row[C::heat_pump_mwh] = s.heat_pump_mw;
        row[C::auxiliary_mwh] = auxiliary;
        row[C::storage_loss_mwh] = s.storage_loss_mw;
        row[C::storage_change_mwh] = self.storage_change_mwh;
        row[C::grid_export_mwh] = s.grid_export_mw;
        row[C::spilled_mwh] = s.spilled_mw;
        row[C::unserved_mwh] = s.unserved_mw;
        row[C::unmet_cooling_mwh] = s.unmet_cooling_mw;
        row[C::heat_made_mwh] = heat_made;
        row[C::heat_rejected_mwh] = heat_made - recovered - self.tank_change_mwh - s.unmet_cooling_mw;
        row[C::heat_recovered_mwh] = recovered;
        row[C::heat_lost_mwh] = network_loss + s.tank_loss_mw;
        row[C::heat_sold_mwh] = s.heat_given_mw - network_loss;
        row[C::heat_stored_mwh] = self.tank_change_mwh;
        row[C::peak_grid_mw] = self.peak_grid_mw;
        row[C::peak_cooling_mw] = self.peak_cooling_mw;
        row[C::monthly_peaks_mw] = self.monthly_peaks_mw;
        row[C::billed_peaks_mw] = self.monthly_peaks_mw + self.ratchet_mw(p.demand_ratchet);
        row[C::coincident_peak_mw] = if self.n_coincident > 0.0 { self.coincident_mw / self.n_coincident } else { 0.0 };
        row[C::water_withdrawn_m3] = s.water_withdrawn_m3_per_h;
        row[C::water_consumed_m3] = s.water_consumed_m3_per_h;
        row[C::grid_co2_kg] = s.grid_co2_kg_per_h * p.grid_carbon_factor;
        row[C::fuel_co2_kg] = s.fuel_co2_kg_per_h;
        row[C::other_co2_kg] = p.refrigerant_co2_kg_per_mw_yr * p.it_capacity_mw * (self.hours / crate::constants::HOURS_PER_YEAR);
        row[C::fuel_mwh] = s.fuel_mw;
        row[C::renewable_mwh] = own_used + s.grid_import_mw * p.grid_renewable_share;
        row[C::grid_cost_usd] = s.grid_cost_usd_per_h * p.grid_price_factor + s.ppa_usd_per_h;
        row[C::grid_income_usd] =
            s.grid_income_usd_per_h * p.grid_price_factor * p.export_price_share + s.grid_export_mw * p.export_price_usd_per_mwh;
        row[C::fuel_cost_usd] = s.fuel_mw * p.fuel_price_usd_per_mwh + s.starts_usd_per_h;
        row[C::water_cost_usd] = s.water_withdrawn_m3_per_h * p.water_price_usd_per_m3;
        row[C::heat_income_usd] = s.heat_income_usd_per_h * p.heat_income_factor;
        row[C::mining_income_usd] = s.mined_mw * p.mining_break_even_usd_per_mwh;
        row[C::response_income_usd] = s.not_drawn_mw * p.response_payment_usd_per_mwh;
        // The waterfall: hours that survive each step, from what is installed to what is delivered.
        row[C::installed_gpu_h] = p.gpus * self.hours;
        row[C::powered_gpu_h] = p.gpus * powered;
        row[C::unthrottled_gpu_h] = p.gpus * unthrottled;
        row[C::working_gpu_h] = row[C::unthrottled_gpu_h] * p.unit_availability;
        row[C::sold_gpu_h] = row[C::working_gpu_h] * p.sold_share;
        row[C::delivered_gpu_h] = row[C::sold_gpu_h] * p.goodput;
        row[C::battery_mwh] = p.battery_capacity_mwh;
        row[C::ppa_mwh] = s.ppa_mw;
        row[C::ppa_matched_mwh] = s.ppa_matched_mw;
        row[C::ppa_matched_co2_kg] = s.ppa_matched_co2_kg_per_h * p.grid_carbon_factor;
        row
    }

    /// What a ratchet adds to the monthly peaks: every month counts at least a share of the highest peak of the year.
    fn ratchet_mw(&self, share: f64) -> f64 {
        let least = share * self.peak_grid_mw;
        self.peak_of_month_mw.iter().filter(|peak| **peak >= 0.0).map(|peak| max(least - peak, 0.0)).sum()
    }
}
