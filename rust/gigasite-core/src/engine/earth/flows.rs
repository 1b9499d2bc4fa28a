//! The flows of a step: what a series and the stepper give.

macro_rules! flows {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
        /// Flows of a step.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Flows { $($(#[doc = $doc])* pub $name: f64),* }
        /// Names of the flows.
        pub const FLOWS: &[&str] = &[$(stringify!($name)),*];
        impl Flows {
            #[inline(always)]
            pub fn values(&self) -> [f64; FLOWS.len()] { [$(self.$name),*] }
        }
    };
}

flows! {
    grid_import_mw,
    pv_mw,
    wind_mw,
    thermal_plant_mw,
    it_mw,
    mining_mw,
    cooling_mw,
    power_loss_mw,
    heat_pump_mw,
    auxiliary_mw,
    storage_loss_mw,
    grid_export_mw,
    spilled_mw,
    unserved_mw,
    unmet_cooling_mw,
    heat_made_mw,
    heat_rejected_mw,
    heat_recovered_mw,
    heat_lost_mw,
    heat_sold_mw,
    /// Change of the heat in the tank at the network.
    heat_stored_mw,
    water_withdrawn_m3_per_h,
    water_consumed_m3_per_h,
    grid_co2_kg_per_h,
    fuel_co2_kg_per_h,
    fuel_mw,
    renewable_mw,
    grid_cost_usd_per_h,
    grid_income_usd_per_h,
    fuel_cost_usd_per_h,
    water_cost_usd_per_h,
    heat_income_usd_per_h,
    mining_income_usd_per_h,
    response_income_usd_per_h,
    /// What a supply contract delivers, what of it the site draws in the step, and the grid's carbon of that.
    ppa_mw,
    ppa_matched_mw,
    ppa_matched_co2_kg_per_h,
    /// Change of the battery's state.
    storage_change_mw,
    /// Heat that the network asks of the site, at the meter.
    heat_demand_mw,
    /// Heat that the loops offer before the heat pump.
    heat_available_mw,
    /// Coefficient of performance of the heat pump; 0 where it is off.
    heat_pump_cop,
    /// What keeps the site from selling more heat, an index into [`HEAT_LIMITS`](super::step::HEAT_LIMITS).
    heat_limit,
    supply_temperature_c,
    /// Share of the installed accelerators that has power.
    powered_share,
    /// Share that has power and cooling.
    unthrottled_share,
}
