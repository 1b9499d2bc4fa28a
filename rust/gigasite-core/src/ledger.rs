//! The ledger: what every kind of site fills alike. One column is one quantity of one year of operation at full capacity.

macro_rules! ledger_columns {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
        /// Index of each column.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub enum Column { $($(#[doc = $doc])* $name),* }
        /// Names of all columns, in order.
        pub const COLUMNS: &[&str] = &[$(stringify!($name)),*];
    };
}

ledger_columns! {
    grid_import_mwh, pv_mwh, wind_mwh,
    /// Gas, fuel cell or nuclear plant on site.
    thermal_plant_mwh,
    /// Solar array in orbit.
    array_mwh,
    it_mwh, mining_mwh, cooling_mwh, power_loss_mwh, heat_pump_mwh, auxiliary_mwh, storage_loss_mwh,
    /// State at the end less state at the start.
    storage_change_mwh,
    grid_export_mwh, spilled_mwh,
    /// IT energy asked and not given.
    unserved_mwh,
    /// Heat that the plant could not take.
    unmet_cooling_mwh,
    heat_made_mwh, heat_rejected_mwh, heat_recovered_mwh, heat_lost_mwh, heat_sold_mwh, heat_stored_mwh,
    peak_grid_mw, peak_cooling_mw, monthly_peaks_mw, coincident_peak_mw,
    water_withdrawn_m3, water_consumed_m3,
    grid_co2_kg, fuel_co2_kg, other_co2_kg, fuel_mwh, renewable_mwh,
    grid_cost_usd, grid_income_usd, fuel_cost_usd, water_cost_usd, heat_income_usd, mining_income_usd, response_income_usd,
    installed_gpu_h, powered_gpu_h, unthrottled_gpu_h, working_gpu_h, sold_gpu_h, delivered_gpu_h,
    mass_kg, array_area_m2, radiator_area_m2, sunlit_fraction, battery_mwh, temperature_max_c,
    /// Orbit: relative change with twice as many samples of the year; 0 where it was not asked for.
    sampling_error,
    /// Parts of `mass_kg`; the bus is what is left: terminals, avionics, shield, heat pump, structure, margin, propellant.
    payload_mass_kg, array_mass_kg, battery_mass_kg, radiator_mass_kg, bus_mass_kg,
    /// Orbit: satellites lost to punctures of their loops [1/yr].
    puncture_hazard_per_yr,
    /// Monthly peaks as they are charged: with the ratchet of the tariff.
    billed_peaks_mw,
    /// Energy that a supply contract delivers, its part that the site draws in the same step, and the grid's carbon of that part.
    ppa_mwh, ppa_matched_mwh, ppa_matched_co2_kg,
    /// Orbit: what the neighbours of a formation take, of the sunlight on the arrays and of the view of the radiators.
    neighbour_shade_share, neighbour_view_share,
}

/// Number of columns.
pub const N_COLUMNS: usize = COLUMNS.len();

/// One row of the ledger: the year of one draw.
#[derive(Clone, Copy, Debug)]
pub struct Row(pub [f64; N_COLUMNS]);

impl Default for Row {
    fn default() -> Self {
        Self([0.0; N_COLUMNS])
    }
}

impl std::ops::Index<Column> for Row {
    type Output = f64;
    fn index(&self, column: Column) -> &f64 {
        &self.0[column as usize]
    }
}

impl std::ops::IndexMut<Column> for Row {
    fn index_mut(&mut self, column: Column) -> &mut f64 {
        &mut self.0[column as usize]
    }
}

/// Flows of one draw over time.
#[derive(Clone, Debug, Default)]
pub struct SeriesTable {
    pub names: Vec<String>,
    pub start_unix_s: i64,
    pub step_s: f64,
    /// `values[name][step]`
    pub values: Vec<Vec<f64>>,
}

/// A year of every draw, and the flows over time of one of them if asked for.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub rows: Vec<Row>,
    pub series: Option<SeriesTable>,
}
