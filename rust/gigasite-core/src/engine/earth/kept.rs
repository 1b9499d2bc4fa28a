//! What a year sums: the flows that do not follow from others, from which the ledger is derived after the last step.

macro_rules! kept {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
        /// The part of a step that is summed over the year.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Kept { $($(#[doc = $doc])* pub $name: f64),* }
        impl Kept {
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];
            #[inline(always)]
            pub fn values(&self) -> [f64; N_KEPT] { [$(self.$name),*] }
            #[inline(always)]
            pub fn of([$($name),*]: [f64; N_KEPT]) -> Self { Self { $($name),* } }
        }
        /// Number of sums.
        pub const N_KEPT: usize = [$(stringify!($name)),*].len();
        /// Index of each sum. A batch does not touch `capped`.
        #[allow(non_camel_case_types, dead_code)]
        #[derive(Clone, Copy)]
        pub enum Sum { $($name),* }
    };
}

kept! {
    // Every site.
    grid_import_mw, it_mw, cooling_mw, power_loss_mw, unserved_mw, unmet_cooling_mw,
    /// Share of the demand that is served.
    served,
    /// Share that has power and no cooling.
    throttled,
    /// Share that a cap from outside takes; a batch has none.
    capped,
    /// Carbon and cost of the grid before the factors of the draw.
    grid_co2_kg_per_h, grid_cost_usd_per_h,
    // Sun and wind.
    pv_mw, wind_mw, grid_export_mw, spilled_mw,
    /// Sun and wind that the site does not use itself.
    left_mw,
    /// Before the draw's factor and its share of the price.
    grid_income_usd_per_h,
    // Heat as a product.
    heat_pump_mw,
    /// Into the network.
    heat_given_mw,
    tank_loss_mw,
    /// At the price of the network, before the draw's factor.
    heat_income_usd_per_h,
    // Battery.
    storage_loss_mw,
    // Thermal plant.
    thermal_plant_mw, fuel_mw, fuel_co2_kg_per_h, starts_usd_per_h,
    // Supply contract; carbon of the grid before the factor of the draw; what it costs beside the market.
    ppa_mw, ppa_matched_mw, ppa_matched_co2_kg_per_h, ppa_usd_per_h,
    // Mining; what rests on request; mined, times the hash price.
    mining_mw, not_drawn_mw, mined_mw,
    // Water.
    water_withdrawn_m3_per_h, water_consumed_m3_per_h,
}
