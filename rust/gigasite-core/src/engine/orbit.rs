//! The orbit engine: a fleet sized for the worst orbit of its year at the end of its life, then flown through that year.
//!
//! A draw is one design. Its year is a number of days (`orbit_samples`), each flown as one orbit in periodic state; steps end
//! at the edges of the shadow. Electricity closes in every step, heat to rounding. Eight days of a draw fly side by side.

// A lane is the index of many arrays at once.
#![allow(clippy::needless_range_loop)]

mod environment;
mod lot;
mod march;
mod panel;
mod parameters;
mod sizing;
mod survival;

pub use parameters::{Attitude, Draw, EclipsePolicy, LAW_SLOTS, Node, OrbitPlan, PARAMETERS, Radiator, SLOTS, SamplingError, Shadow};
pub use sizing::Design;

use std::sync::atomic::Ordering;

use crate::batch::{Columns, Options, run_blocks};
use crate::constants::{HOURS_PER_YEAR, JULIAN_YEAR_S, ZERO_CELSIUS_K};
use crate::error::Error;
use crate::lanes::Width;
use crate::law::Slot;
use crate::ledger::{Column as C, Ledger, Row, SeriesTable};
use crate::shared::reliability::{checkpoint_interval_daly_s, goodput};
use crate::space::formation::shadow_share;
use crate::space::sun::SunPosition;
use environment::{AlbedoTable, Environment, YEAR_START_UNIX_S, sample_days};
use lot::{LANES, Lot, Orbit};
use march::{Flows, ManyFlows, Sample, State, States};
use panel::{ByLaw, Grey, Panel};

/// Draws that one thread takes at a time.
const BLOCK: usize = 8;
const J_PER_MWH: f64 = 3.6e9;

/// Runs a year of every draw.
pub fn simulate(plan: &OrbitPlan, parameters: &Columns, options: &Options<'_>) -> Result<Ledger, Error> {
    simulate_in(Width::widest(), plan, parameters, options)
}

fn simulate_in(width: Width, plan: &OrbitPlan, parameters: &Columns, options: &Options<'_>) -> Result<Ledger, Error> {
    let of_laws = plan.laws.columns();
    let known: Vec<&str> = PARAMETERS.iter().copied().chain(of_laws.iter().map(String::as_str)).collect();
    parameters.check(&known)?;
    let draws = Draw::load(parameters)?;
    for draw in &draws {
        draw.check()?;
    }
    let table = AlbedoTable::new(plan.attitude, &draws);
    let suns = environment::suns();
    let blocks = run_blocks(draws.len(), BLOCK, options, |start, length| {
        let mut scratch = Scratch::default();
        let block = draws.get(start..start + length).unwrap_or(&[]);
        let flown = block.iter().enumerate().map(|(lane, draw)| {
            if options.cancelled.load(Ordering::Relaxed) {
                return Err(Error::cancelled());
            }
            let surroundings = Surroundings { width, table: &table, suns: &suns, columns: parameters, index: start + lane };
            row(plan, draw, &surroundings, &mut scratch)
        });
        flown.collect::<Result<Vec<_>, _>>()
    })?;
    let rows = blocks.into_iter().flatten().collect();
    let series = match options.series_of_draw {
        Some(index) => {
            let draw = draws.get(index).ok_or_else(|| Error::parameter("series_of_draw", format!("there is no draw {index}")))?;
            let mut series = Series::new();
            let surroundings = Surroundings { width, table: &table, suns: &suns, columns: parameters, index };
            year(plan, draw, draw.orbit_samples, &surroundings, &mut Scratch::default(), Some(&mut series))?;
            Some(series.0)
        }
        None => None,
    };
    Ok(Ledger { rows, series })
}

/// What all draws share, and which of them this is.
struct Surroundings<'a> {
    width: Width,
    table: &'a AlbedoTable,
    suns: &'a [SunPosition],
    columns: &'a Columns,
    index: usize,
}

/// Buffers of a thread.
#[derive(Default)]
struct Scratch {
    lots: Vec<Lot>,
}

/// The year of one draw in units of a mean orbit, and the fleet that flew it.
struct Year {
    design: Design,
    /// Mean power [W] of each flow; temperatures are maxima.
    flows: Flows,
    sunlit: f64,
    /// Share of the sunlight that neighbours leave, mean of the year.
    lit: f64,
    inclination_deg: f64,
}

fn row(plan: &OrbitPlan, draw: &Draw, surroundings: &Surroundings<'_>, scratch: &mut Scratch) -> Result<Row, Error> {
    let result = year(plan, draw, draw.orbit_samples, surroundings, scratch, None)?;
    let mut row = fill(draw, &result);
    if plan.sampling_error == SamplingError::Yes && draw.orbit_samples >= 1.0 {
        let finer = year(plan, draw, 2.0 * draw.orbit_samples, surroundings, scratch, None)?;
        let change = |coarse: f64, fine: f64| if fine == 0.0 { 0.0 } else { (coarse / fine - 1.0).abs() };
        row[C::sampling_error] = change(result.flows.it, finer.flows.it).max(change(result.flows.array, finer.flows.array));
    }
    Ok(row)
}

/// The year with the panels of the plan.
fn year(
    plan: &OrbitPlan,
    draw: &Draw,
    samples: f64,
    surroundings: &Surroundings<'_>,
    scratch: &mut Scratch,
    series: Option<&mut Series>,
) -> Result<Year, Error> {
    let Some(law) = plan.laws.get(Slot::Radiator) else {
        return year_with(&Grey, plan, draw, samples, surroundings, scratch, series);
    };
    let panel = ByLaw::new(law, surroundings.columns, surroundings.index, draw)?;
    let year = year_with(&panel, plan, draw, samples, surroundings, scratch, series);
    panel.check()?;
    year
}

fn year_with<P: Panel>(
    panel: &P,
    plan: &OrbitPlan,
    draw: &Draw,
    samples: f64,
    surroundings: &Surroundings<'_>,
    scratch: &mut Scratch,
    mut series: Option<&mut Series>,
) -> Result<Year, Error> {
    let width = surroundings.width;
    let environment = Environment::new(plan, draw, surroundings.table)?;
    let days: Vec<f64> = sample_days(samples, environment.mean_motion_rad_s).collect();
    let worst = environment.worst_days(surroundings.suns);
    // The samples of the year first, then a lot of the worst days, which only size the fleet.
    let flown = days.len().div_ceil(LANES);
    if scratch.lots.len() < flown + 1 {
        scratch.lots.resize_with(flown + 1, Lot::default);
    }
    let lots = scratch.lots.get_mut(..flown + 1).unwrap_or(&mut []);
    for (days, lot) in days.chunks(LANES).chain([&worst[..]]).zip(lots.iter_mut()) {
        environment.lot(width, days, lot);
    }
    let mut design = sizing::size(width, plan, draw, &environment, lots, panel)?;
    if draw.neighbour_spacing_m > 0.0 {
        let span_m = 2.0 * (design.array_m2 / draw.satellites() / std::f64::consts::PI).sqrt();
        if span_m > draw.neighbour_spacing_m {
            let message = format!("the arrays are {span_m:.0} m across and would touch");
            return Err(Error::physics("neighbour_spacing_m", message).with_interval(draw.neighbour_spacing_m, span_m, f64::INFINITY));
        }
    }
    // Neighbours that shade the arrays make them larger, and larger ones shade more.
    let mut lit = 1.0;
    if draw.neighbour_spacing_m > 0.0 {
        let mut shares = vec![[1.0; LANES]; lots.len()];
        for _ in 0..30 {
            let array_m2 = design.array_m2 / draw.satellites();
            let mut change = 0.0_f64;
            for (lot, shares) in lots.iter_mut().zip(&mut shares) {
                for lane in 0..LANES {
                    let now = 1.0 - shadow_share(draw.neighbour_spacing_m, draw.formation(), array_m2, lot.beta_deg[lane]);
                    let scale = now / shares[lane];
                    if scale != 1.0 {
                        lot.steps.iter_mut().for_each(|step| step.array_w_m2[lane] *= scale);
                        (shares[lane], change) = (now, change.max((scale - 1.0).abs()));
                    }
                }
            }
            if change <= 1e-9 {
                break;
            }
            design = sizing::size(width, plan, draw, &environment, lots, panel)?;
        }
        lit = shares.iter().flatten().take(days.len()).sum::<f64>() / days.len() as f64;
    }

    let weight = 1.0 / days.len() as f64;
    let mut sum = Flows::default();
    let mut sunlit = 0.0;
    let mut take = |lot: &Lot, lane: usize, flows: &Flows, state: &State| {
        sum.add(flows, weight / flows.duration);
        sunlit += weight * lot.mean_illumination[lane];
        if let Some(series) = series.as_deref_mut() {
            let orbit = lot.orbit(lane);
            let mut samples = Vec::with_capacity(orbit.steps.len());
            design.fly(&orbit, &mut state.clone(), panel, |sample| samples.push(sample));
            // Flown from the edge of the shadow on, told from noon on.
            samples.rotate_right(orbit.edge);
            series.push(&orbit, &samples);
        }
    };
    // The last state of the lot before, and the steady state of its day.
    let mut before: Option<(State, State)> = None;
    for (days, lot) in days.chunks(LANES).zip(lots.iter()) {
        let steady = |lane: usize| design.start(lot.mean_absorbed_w_m2[lane], panel);
        let mut states = States::new();
        for lane in 0..LANES {
            // As far from its steady state as the orbit before was from its own.
            let mut state = steady(lane);
            if let Some((last, mean)) = before {
                state.hot_k = (state.hot_k + last.hot_k - mean.hot_k).min(design.junction_limit_k);
                state.panel_k += last.panel_k - mean.panel_k;
            }
            states.set(lane, state);
        }
        let mut flows = ManyFlows::new();
        if P::SIDE_BY_SIDE {
            flows = design.periodic_lot(width, lot, &mut states);
        } else {
            for lane in 0..days.len() {
                let mut state = states.get(lane);
                flows.set(lane, design.periodic(&lot.orbit(lane), &mut state, panel));
                states.set(lane, state);
            }
        }
        for lane in 0..days.len() {
            take(lot, lane, &flows.get(lane), &states.get(lane));
        }
        let last = days.len() - 1;
        before = Some((states.get(last), steady(last)));
    }
    Ok(Year { design, flows: sum, sunlit, lit, inclination_deg: environment.inclination_deg })
}

impl Draw {
    fn check(&self) -> Result<(), Error> {
        let legal: [(&str, f64, f64, f64); 19] = [
            ("it_capacity_mw", self.it_capacity_mw, 1e-6, f64::INFINITY),
            ("altitude_km", self.altitude_km, 160.0, 40_000.0),
            ("orbit_step_s", self.orbit_step_s, 1.0, 60.0),
            ("power_overhead_factor", self.power_overhead_factor, 1.0, 100.0),
            ("battery_dod", self.battery_dod, 1e-6, 1.0),
            ("battery_round_trip", self.battery_round_trip, 1e-6, 1.0),
            ("battery_discharge_efficiency", self.battery_discharge_efficiency, 1e-6, 1.0),
            ("radiator_emissivity_eol", self.radiator_emissivity_eol, 1e-6, 1.0),
            ("radiator_heat_pump_efficiency", self.radiator_heat_pump_efficiency, 1e-6, 1.0),
            ("array_degradation_per_yr", self.array_degradation_per_yr, 0.0, 0.999),
            ("loop_wall_mm", self.loop_wall_mm, 0.01, 100.0),
            ("loops_per_satellite", self.loops_per_satellite, 1.0, 100_000.0),
            ("meteoroid_density_g_cm3", self.meteoroid_density_g_cm3, 0.1, 10.0),
            ("meteoroid_speed_km_s", self.meteoroid_speed_km_s, 1.0, 100.0),
            ("neighbour_spacing_m", self.neighbour_spacing_m, 0.0, f64::INFINITY),
            ("debris_density_g_cm3", self.debris_density_g_cm3, 0.1, 20.0),
            ("debris_speed_km_s", self.debris_speed_km_s, 1.0, 20.0),
            ("radiator_heat_capacity_kj_m2_k", self.radiator_heat_capacity_kj_m2_k, 1e-3, f64::INFINITY),
            ("hot_loop_heat_capacity_kj_k_per_kw", self.hot_loop_heat_capacity_kj_k_per_kw, 1e-3, f64::INFINITY),
        ];
        for (name, value, low, high) in legal {
            if value < low || value > high {
                return Err(Error::parameter(name, format!("{value} has no meaning here")).with_interval(value, low, high));
            }
        }
        Ok(())
    }

    /// Satellites that work; spares not counted.
    pub fn satellites(&self) -> f64 {
        (self.it_capacity_mw * 1e3 / self.it_power_per_satellite_kw).ceil().max(1.0)
    }

    /// Share of the working hours of the first year that devices without repair still give, spares included.
    ///
    /// ```text
    /// ∫_0^1 min(1, (1 + s) e^(−λ t)) dt = t1 + (1 − e^(−λ (1 − t1)))/λ,   t1 = min(1, ln(1 + s)/λ),
    /// λ = chip + satellite + puncture hazard
    /// ```
    fn working_share(&self, puncture_hazard_per_yr: f64) -> f64 {
        let hazard = self.chip_hazard_per_yr + self.satellite_hazard_per_yr + puncture_hazard_per_yr;
        if hazard <= 0.0 {
            return 1.0;
        }
        let full = (self.satellite_spare_share.ln_1p() / hazard).min(1.0);
        full - (-hazard * (1.0 - full)).exp_m1() / hazard
    }

    /// Share of the sold hours whose work counts: checkpoints and restarts of the training jobs, interrupted as on the ground
    /// and by upsets, and what orbit costs in checks and reruns besides.
    fn goodput(&self) -> f64 {
        let per_gpu_yr = self.gpu_interruption_rate_per_gpu_yr + self.dose_rad_per_yr() / self.dose_per_interrupt_rad;
        let between_s = JULIAN_YEAR_S / (self.job_gpus * per_gpu_yr).max(1e-9);
        let interval_s = checkpoint_interval_daly_s(self.checkpoint_time_s, between_s);
        let training = if self.checkpoint_time_s > 0.0 {
            goodput(self.checkpoint_time_s, interval_s, between_s, self.restart_time_s).clamp(0.0, 1.0)
        } else {
            (1.0 - self.restart_time_s / between_s).clamp(0.0, 1.0)
        };
        (1.0 - self.training_share * (1.0 - training)) * (1.0 - self.orbit_goodput_loss)
    }

    /// Share of the compute that the link lets out: sustained rate of a group of satellites over what its chips send.
    fn link_share(&self) -> f64 {
        let sustained_mbit_s = self.downlink_peak_gbit_s * 1e3 * self.ground_contact_share * self.downlink_availability_one_site;
        let satellites = self.satellites();
        let gpus = self.gpus * (self.satellites_per_group / satellites).min(1.0);
        let needed_mbit_s = gpus * self.link_need_mbit_s_per_gpu * self.sold_share;
        if needed_mbit_s > sustained_mbit_s { sustained_mbit_s / needed_mbit_s } else { 1.0 }
    }
}

fn fill(draw: &Draw, year: &Year) -> Row {
    let (design, flows) = (&year.design, &year.flows);
    let mut row = Row::default();
    // Mean W over the year in MWh.
    let mwh = |w: f64| w * 1e-6 * HOURS_PER_YEAR;
    row[C::array_mwh] = mwh(flows.array);
    row[C::it_mwh] = mwh(flows.it);
    row[C::power_loss_mwh] = mwh(flows.loss);
    row[C::auxiliary_mwh] = mwh(flows.auxiliary);
    row[C::heat_pump_mwh] = mwh(flows.heat_pump);
    row[C::storage_loss_mwh] = mwh(flows.storage_loss);
    row[C::storage_change_mwh] = mwh(flows.storage_change);
    row[C::spilled_mwh] = mwh(flows.spilled);
    row[C::unserved_mwh] = mwh((design.asked_w - flows.it).max(0.0));
    row[C::renewable_mwh] = row[C::array_mwh];
    row[C::heat_made_mwh] = mwh(flows.it + flows.loss + flows.auxiliary);
    // The panels reject the work of the heat pump and the losses of the battery besides.
    row[C::heat_rejected_mwh] = mwh(flows.rejected - flows.heat_pump - flows.storage_loss);
    // Nobody buys the heat that the pump lifts: its work goes to space.
    row[C::heat_lost_mwh] = row[C::heat_pump_mwh];
    row[C::heat_stored_mwh] = mwh(flows.heat_stored);
    row[C::peak_cooling_mw] = flows.peak_rejected * 1e-6;
    let installed = draw.gpus * HOURS_PER_YEAR;
    row[C::installed_gpu_h] = installed;
    row[C::powered_gpu_h] = installed * (flows.powered / design.asked_w).min(1.0);
    row[C::unthrottled_gpu_h] = (installed * flows.it / design.asked_w).min(row[C::powered_gpu_h]);
    let punctures = draw.puncture_hazard_per_yr(design.panel_m2 / draw.satellites(), year.inclination_deg);
    row[C::puncture_hazard_per_yr] = punctures;
    (row[C::neighbour_shade_share], row[C::neighbour_view_share]) = (1.0 - year.lit, 1.0 - design.open_view);
    row[C::working_gpu_h] = row[C::unthrottled_gpu_h] * draw.working_share(punctures);
    row[C::sold_gpu_h] = row[C::working_gpu_h] * draw.sold_share;
    row[C::delivered_gpu_h] = row[C::sold_gpu_h] * draw.goodput() * draw.link_share();
    let fleet = 1.0 + draw.satellite_spare_share;
    row[C::mass_kg] = design.mass_kg * fleet;
    let parts = [
        (C::payload_mass_kg, design.payload_kg),
        (C::array_mass_kg, design.array_kg),
        (C::battery_mass_kg, design.battery_kg),
        (C::radiator_mass_kg, design.radiator_kg),
    ];
    for (column, part_kg) in parts {
        row[column] = part_kg * fleet;
    }
    row[C::bus_mass_kg] = row[C::mass_kg] - parts.iter().map(|(column, _)| row[*column]).sum::<f64>();
    row[C::array_area_m2] = design.array_m2 * fleet;
    row[C::radiator_area_m2] = design.panel_m2 * fleet;
    row[C::battery_mwh] = design.battery_j / J_PER_MWH * fleet;
    row[C::sunlit_fraction] = year.sunlit.min(1.0);
    row[C::temperature_max_c] = flows.hottest_k - ZERO_CELSIUS_K;
    row
}

impl Flows {
    fn add(&mut self, orbit: &Self, share: f64) {
        self.array += share * orbit.array;
        self.it += share * orbit.it;
        self.powered += share * orbit.powered;
        self.loss += share * orbit.loss;
        self.auxiliary += share * orbit.auxiliary;
        self.heat_pump += share * orbit.heat_pump;
        self.storage_loss += share * orbit.storage_loss;
        self.storage_change += share * orbit.storage_change;
        self.spilled += share * orbit.spilled;
        self.rejected += share * orbit.rejected;
        self.heat_stored += share * orbit.heat_stored;
        self.duration += share * orbit.duration;
        self.hottest_k = self.hottest_k.max(orbit.hottest_k);
        self.peak_rejected = self.peak_rejected.max(orbit.peak_rejected);
    }
}

/// Flows of one draw: every step of every sampled orbit, in the order of the year.
struct Series(SeriesTable);

const SERIES: &[&str] = &[
    "time_s",
    "step_s",
    "orbit_angle_deg",
    "beta_deg",
    "illumination",
    "array_mw",
    "it_mw",
    "power_loss_mw",
    "auxiliary_mw",
    "heat_pump_mw",
    "battery_mw",
    "storage_loss_mw",
    "spilled_mw",
    "storage_state_mwh",
    "heat_rejected_mw",
    "hot_k",
    "radiator_k",
];

impl Series {
    /// `step_s` 0: the steps are not equal; `time_s` counts from the start.
    fn new() -> Self {
        Self(SeriesTable {
            names: SERIES.iter().map(|name| (*name).to_owned()).collect(),
            start_unix_s: YEAR_START_UNIX_S,
            step_s: 0.0,
            values: vec![Vec::new(); SERIES.len()],
        })
    }

    fn push(&mut self, orbit: &Orbit, samples: &[Sample]) {
        let mut time_s = orbit.day * crate::constants::DAY_S;
        for (step, s) in orbit.steps.iter().zip(samples) {
            let mw = 1e-6;
            let values = [
                time_s,
                step.duration_s,
                step.angle_deg,
                orbit.beta_deg,
                step.illumination,
                s.array_w * mw,
                s.it_w * mw,
                s.loss_w * mw,
                s.auxiliary_w * mw,
                s.heat_pump_w * mw,
                s.battery_w * mw,
                s.storage_loss_w * mw,
                s.spilled_w * mw,
                s.battery_j / J_PER_MWH,
                s.rejected_w * mw,
                s.hot_k,
                s.panel_k,
            ];
            for (column, value) in self.0.values.iter_mut().zip(values) {
                column.push(value);
            }
            time_s += step.duration_s;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::Width;
    use std::sync::atomic::AtomicBool;

    // Fleets around the seed's, on orbits with and without eclipse; the size factors below and above what closes.
    fn fleets(n_draws: usize) -> Columns {
        let of = |name: &str, draw: usize| {
            let part = |low: f64, high: f64| low + (high - low) * ((draw * 37 % 11) as f64 / 10.0);
            match name {
                "it_capacity_mw" => 100.0,
                "gpus" => 94_100.0,
                "altitude_km" => part(500.0, 1500.0),
                "ltan_mean_sun_h" => part(6.0, 18.0),
                "orbit_samples" => [0.0, 24.0, 13.0][draw % 3],
                "orbit_step_s" => 60.0,
                "array_size_factor" | "radiator_size_factor" => part(0.8, 1.2),
                "radiator_alpha_solar_eol" => 0.15,
                "neighbour_spacing_m" => 0.0,
                "debris_year" => 2030.0,
                "debris_speed_km_s" => 10.0,
                "debris_density_g_cm3" => 2.7,
                "solar_constant_w_m2" => 1361.0,
                "earth_ir_w_m2" => 237.0,
                "cell_temperature_coefficient_per_k" => -0.0025,
                "radiator_temperature_k" | "radiator_heat_pump_hot_k" => 330.0,
                "junction_limit_k" => 358.0,
                "delta_t_junction_to_panel_k" => 40.0,
                "power_overhead_factor" => 1.08,
                "hot_loop_heat_capacity_kj_k_per_kw" => 2.0,
                "radiator_heat_capacity_kj_m2_k" => 8.0,
                "specific_impulse_s" => 2000.0,
                "station_life_years" => 5.0,
                "drag_area_ratio_m2_kg" => 0.02,
                "f107_sfu" => 120.0,
                "ap" => 15.0,
                "array_specific_power_bol_w_per_kg" | "battery_specific_energy_wh_per_kg" => 150.0,
                "loops_per_satellite" | "it_power_per_satellite_kw" | "job_gpus" | "dose_rate_rad_per_yr" => 100.0,
                "inclination_deg" | "epoch_raan_deg" => 90.0,
                "meteoroid_density_g_cm3" => 2.0,
                "meteoroid_speed_km_s" => 20.0,
                "shield_depth_mm" => 10.0,
                "loop_wall_mm" => 1.5,
                name if name.ends_with("emissivity_front") || name.ends_with("emissivity_back") || name.ends_with("emissivity_eol") => 0.85,
                name if name.ends_with("_per_yr") => 0.02,
                "albedo" | "cell_efficiency_bol" | "idle_fraction" => 0.3,
                _ => 0.9,
            }
        };
        let values = PARAMETERS.iter().flat_map(|name| (0..n_draws).map(move |draw| of(name, draw))).collect();
        Columns { names: PARAMETERS.iter().map(|name| (*name).to_owned()).collect(), n_draws, values }
    }

    #[test]
    fn every_width_and_any_number_of_threads_give_the_same_bits() {
        let cancelled = AtomicBool::new(false);
        let fleets = fleets(5);
        let policies = [EclipsePolicy::Battery, EclipsePolicy::BatteryThrottle];
        for (attitude, eclipse_policy) in [Attitude::Sun, Attitude::Nadir].into_iter().zip(policies) {
            let plan = OrbitPlan { attitude, eclipse_policy, ..OrbitPlan::default() };
            let run = |width, threads| {
                let options = Options { threads, series_of_draw: None, cancelled: &cancelled };
                match simulate_in(width, &plan, &fleets, &options) {
                    Ok(ledger) => ledger.rows.iter().map(|row| row.0).collect::<Vec<_>>(),
                    Err(error) => unreachable!("{error}"),
                }
            };
            let plain = run(Width::Plain, 1);
            for width in Width::available() {
                for threads in [1, 2, 8] {
                    assert!(run(width, threads) == plain, "{width:?} on {threads}");
                }
            }
        }
    }
}
