//! The flows of a step: their names, the ledger column that each fills, and how they are summed.

use crate::ledger::Column;

macro_rules! flows {
    ($($(#[doc = $doc:literal])* $name:ident => $column:expr),* $(,)?) => {
        /// Flows of a step.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Flows { $($(#[doc = $doc])* pub $name: f64),* }
        /// Names of the flows.
        pub const FLOWS: &[&str] = &[$(stringify!($name)),*];
        /// Ledger column that the sum over the year of a flow fills.
        pub const FLOW_COLUMNS: &[(&str, Option<Column>)] = &[$((stringify!($name), $column)),*];
        impl Flows {
            #[inline(always)]
            pub fn values(&self) -> [f64; FLOWS.len()] { [$(self.$name),*] }
            /// Adds the step to the running sums of a lane. What the ledger does not hold is not summed, and so not even
            /// computed in a batch.
            #[inline(always)]
            pub fn add<const L: usize>(&self, sums: &mut [[f64; L]; FLOWS.len()], lane: usize) {
                $({
                    const INDEX: usize = index_of(stringify!($name));
                    if KEPT[INDEX] {
                        sums[INDEX][lane] += self.$name;
                    }
                })*
            }
        }
    };
}

flows! {
    grid_import_mw => Some(Column::grid_import_mwh),
    pv_mw => Some(Column::pv_mwh),
    wind_mw => Some(Column::wind_mwh),
    thermal_plant_mw => Some(Column::thermal_plant_mwh),
    it_mw => Some(Column::it_mwh),
    mining_mw => Some(Column::mining_mwh),
    cooling_mw => Some(Column::cooling_mwh),
    power_loss_mw => Some(Column::power_loss_mwh),
    heat_pump_mw => Some(Column::heat_pump_mwh),
    auxiliary_mw => Some(Column::auxiliary_mwh),
    storage_loss_mw => Some(Column::storage_loss_mwh),
    grid_export_mw => Some(Column::grid_export_mwh),
    spilled_mw => Some(Column::spilled_mwh),
    unserved_mw => Some(Column::unserved_mwh),
    unmet_cooling_mw => Some(Column::unmet_cooling_mwh),
    heat_made_mw => Some(Column::heat_made_mwh),
    heat_rejected_mw => Some(Column::heat_rejected_mwh),
    heat_recovered_mw => Some(Column::heat_recovered_mwh),
    heat_lost_mw => Some(Column::heat_lost_mwh),
    heat_sold_mw => Some(Column::heat_sold_mwh),
    /// Change of the heat in the tank at the network.
    heat_stored_mw => Some(Column::heat_stored_mwh),
    water_withdrawn_m3_per_h => Some(Column::water_withdrawn_m3),
    water_consumed_m3_per_h => Some(Column::water_consumed_m3),
    grid_co2_kg_per_h => Some(Column::grid_co2_kg),
    fuel_co2_kg_per_h => Some(Column::fuel_co2_kg),
    fuel_mw => Some(Column::fuel_mwh),
    renewable_mw => Some(Column::renewable_mwh),
    grid_cost_usd_per_h => Some(Column::grid_cost_usd),
    grid_income_usd_per_h => Some(Column::grid_income_usd),
    fuel_cost_usd_per_h => Some(Column::fuel_cost_usd),
    water_cost_usd_per_h => Some(Column::water_cost_usd),
    heat_income_usd_per_h => Some(Column::heat_income_usd),
    mining_income_usd_per_h => Some(Column::mining_income_usd),
    response_income_usd_per_h => Some(Column::response_income_usd),
    /// Change of the battery's state.
    storage_change_mw => None,
    /// Heat that the network asks of the site, at the meter.
    heat_demand_mw => None,
    /// Heat that the loops offer before the heat pump.
    heat_available_mw => None,
    /// Coefficient of performance of the heat pump; 0 where it is off.
    heat_pump_cop => None,
    supply_temperature_c => None,
    /// Share of the installed accelerators that has power.
    powered_share => None,
    /// Share that has power and cooling.
    unthrottled_share => None,
}

/// Flows whose sum over the year is kept.
const KEPT: [bool; FLOWS.len()] = {
    let mut kept = [false; FLOWS.len()];
    let mut i = 0;
    while i < FLOWS.len() {
        kept[i] = FLOW_COLUMNS[i].1.is_some() || i == POWERED || i == UNTHROTTLED;
        i += 1;
    }
    kept
};

/// Index of a flow.
const fn index_of(name: &str) -> usize {
    let mut i = 0;
    while i < FLOWS.len() {
        let (a, b) = (FLOWS[i].as_bytes(), name.as_bytes());
        let mut same = a.len() == b.len();
        let mut k = 0;
        while same && k < a.len() {
            same = a[k] == b[k];
            k += 1;
        }
        if same {
            return i;
        }
        i += 1;
    }
    i
}

pub(super) const POWERED: usize = index_of("powered_share");
pub(super) const UNTHROTTLED: usize = index_of("unthrottled_share");
