//! Water (T27): withdrawal, consumption and discharge apart; site and source apart.

/// `WUE_source = WUE_site + PUE · EWIF` [L/kWh of IT].
#[inline(always)]
pub fn wue_source_l_per_kwh(wue_site_l_per_kwh: f64, pue: f64, ewif_l_per_kwh: f64) -> f64 {
    wue_site_l_per_kwh + pue * ewif_l_per_kwh
}

/// `(total − leased)/PUE`: IT energy of the halls that a company owns [MWh].
#[inline(always)]
pub fn owned_it_energy_mwh(total_mwh: f64, leased_mwh: f64, pue: f64) -> f64 {
    (total_mwh - leased_mwh) / pue
}

crate::record! {
    /// Water by what becomes of it.
    pub struct WaterAccount { withdrawal_m3, consumption_m3, discharge_m3 }
}

/// Withdrawn is all that is taken in, consumed what does not come back as water, discharged the blow-down.
#[inline(always)]
pub fn account(evaporation_m3: f64, blowdown_m3: f64, drift_m3: f64) -> WaterAccount {
    let consumption = evaporation_m3 + drift_m3;
    WaterAccount { withdrawal_m3: consumption + blowdown_m3, consumption_m3: consumption, discharge_m3: blowdown_m3 }
}

/// Consumption × characterisation factor (AWARE) [m³ world-equivalent].
#[inline(always)]
pub fn scarcity_weighted_m3(consumption_m3: f64, aware_factor: f64) -> f64 {
    consumption_m3 * aware_factor
}

crate::kernels! {
    wue_source_l_per_kwh(wue_site_l_per_kwh, pue, ewif_l_per_kwh) -> f64;
    owned_it_energy_mwh(total_mwh, leased_mwh, pue) -> f64;
    account(evaporation_m3, blowdown_m3, drift_m3) -> WaterAccount;
    scarcity_weighted_m3(consumption_m3, aware_factor) -> f64;
}
