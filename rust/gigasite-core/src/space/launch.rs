//! Launch and replacement (L): price of launched power, number of flights, a fleet in steady state, emissions.

/// Price of launched power [USD/kW/yr]: `m p/(P L)`.
pub fn launched_power_price_usd_per_kw_yr(mass_kg: f64, power_kw: f64, life_years: f64, launch_price_usd_per_kg: f64) -> f64 {
    mass_kg * launch_price_usd_per_kg / (power_kw * life_years)
}

/// Price of a whole launch over its payload in this orbit [USD/kg].
pub fn vehicle_price_usd_per_kg(vehicle_price_usd: f64, payload_kg: f64, orbit_factor: f64) -> f64 {
    vehicle_price_usd / (payload_kg * orbit_factor)
}

/// Flights between two cumulative masses, not rounded: `(M − M0)/payload`.
pub fn flights_between(start_cumulative_t: f64, end_cumulative_t: f64, payload_t: f64) -> f64 {
    (end_cumulative_t - start_cumulative_t) / payload_t
}

/// Expected number of flights: `ceil( max(mass share, volume share)/packing )/(1 − p)`.
pub fn flights(
    mass_kg: f64,
    payload_kg: f64,
    volume_m3: f64,
    payload_volume_m3: f64,
    packing: f64,
    orbit_factor: f64,
    failure_probability: f64,
) -> f64 {
    let loads = (mass_kg / (payload_kg * orbit_factor)).max(volume_m3 / payload_volume_m3) / packing;
    // A load that is whole but for the last bits is whole: 3.3 t at 1.1 t a flight are three flights.
    (loads * (1.0 - 1e-12)).ceil() / (1.0 - failure_probability)
}

/// What launch and build may cost [USD/kg]: `(benchmark − other orbital cost)/(kg per kW)`; negative: no price closes the case.
pub fn allowance_usd_per_kg(benchmark_usd_per_kw: f64, mass_kg_per_kw: f64, other_orbital_cost_usd_per_kw: f64) -> f64 {
    (benchmark_usd_per_kw - other_orbital_cost_usd_per_kw) / mass_kg_per_kw
}

/// How many times too dear a launch is: `price/allowance`.
pub fn price_gap(launch_price_usd_per_kg: f64, allowance_usd_per_kg: f64) -> f64 {
    if allowance_usd_per_kg > 0.0 { launch_price_usd_per_kg / allowance_usd_per_kg } else { f64::NAN }
}

crate::record! {
    /// What keeps a fleet at its size.
    pub struct SteadyFleet { satellites_per_yr, launches_per_yr }
}

/// Replacement of what ages and what fails: `N/L + N λ` satellites a year.
pub fn steady_fleet(satellites: f64, life_years: f64, failure_rate_per_yr: f64, satellites_per_launch: f64) -> SteadyFleet {
    let satellites_per_yr = satellites / life_years + satellites * failure_rate_per_yr;
    SteadyFleet { satellites_per_yr, launches_per_yr: satellites_per_yr / satellites_per_launch }
}

crate::record! {
    /// Emissions of launches; NaN where nothing was given.
    pub struct LaunchEmissions { co2_kg, black_carbon_kg, alumina_kg }
}

/// Emissions of a number of launches, each kind apart.
pub fn emissions(launches: f64, co2_kg_per_launch: f64, black_carbon_kg_per_launch: f64, alumina_kg_per_launch: f64) -> LaunchEmissions {
    LaunchEmissions {
        co2_kg: launches * co2_kg_per_launch,
        black_carbon_kg: launches * black_carbon_kg_per_launch,
        alumina_kg: launches * alumina_kg_per_launch,
    }
}

/// What a kW of IT on the ground pays for power [USD/kW/yr]: `price · hours · PUE`.
pub fn ground_power_spend_usd_per_kw_yr(price_usd_per_mwh: f64, pue: f64, hours_per_year: f64) -> f64 {
    price_usd_per_mwh * 1e-3 * hours_per_year * pue
}

crate::kernels! {
    launched_power_price_usd_per_kw_yr(mass_kg, power_kw, life_years, launch_price_usd_per_kg) -> f64;
    vehicle_price_usd_per_kg(vehicle_price_usd, payload_kg, orbit_factor) -> f64;
    flights_between(start_cumulative_t, end_cumulative_t, payload_t) -> f64;
    flights(mass_kg, payload_kg, volume_m3, payload_volume_m3, packing, orbit_factor, failure_probability) -> f64;
    allowance_usd_per_kg(benchmark_usd_per_kw, mass_kg_per_kw, other_orbital_cost_usd_per_kw) -> f64;
    price_gap(launch_price_usd_per_kg, allowance_usd_per_kg) -> f64;
    steady_fleet(satellites, life_years, failure_rate_per_yr, satellites_per_launch) -> SteadyFleet;
    emissions(launches, co2_kg_per_launch, black_carbon_kg_per_launch, alumina_kg_per_launch) -> LaunchEmissions;
    ground_power_spend_usd_per_kw_yr(price_usd_per_mwh, pue, hours_per_year) -> f64;
}
