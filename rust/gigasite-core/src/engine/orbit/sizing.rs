//! Sizing of a fleet: array, battery, radiator and mass close together at end of life for the worst orbit of the year.

use super::environment::Environment;
use super::lot::{LANES, Lot};
use super::panel::Panel;
use super::parameters::{Draw, EclipsePolicy, OrbitPlan, Radiator};
use crate::constants::{
    EARTH_EQUATORIAL_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2, JULIAN_YEAR_S, STANDARD_GRAVITY_M_S2, STEFAN_BOLTZMANN_W_M2_K4,
};
use crate::error::Error;
use crate::lanes::Width;
use crate::math::max;
use crate::space::drag::{density_kg_m3, propellant_kg, station_keeping_m_s_per_yr};
use crate::space::formation::neighbour_view_share;
use crate::widths;

/// Illumination below which a step counts as eclipse for the policy.
pub const DARK: f64 = 0.5;
/// Altitude to which a satellite is brought down at the end of its life.
const DISPOSAL_M: f64 = 200e3;

/// The fleet that works; spares not counted. SI.
#[derive(Clone, Copy, Debug, Default)]
pub struct Design {
    pub it_w: f64,
    /// IT power that the workload asks for.
    pub asked_w: f64,
    /// IT power that the policy allows in eclipse.
    pub eclipse_it_w: f64,
    /// Conversion losses and bus over IT power.
    pub loss_share: f64,
    /// Pumps and station keeping, always on.
    pub auxiliary_w: f64,
    pub array_m2: f64,
    pub battery_j: f64,
    /// State below which the battery is not discharged.
    pub battery_floor_j: f64,
    pub charge_efficiency: f64,
    pub discharge_efficiency: f64,
    pub panel_m2: f64,
    /// Share of the view of the panels that no neighbour stands in.
    pub open_view: f64,
    /// Emission of the panels over T⁴, fins and view included.
    pub emission_w_k4: f64,
    /// Share of what reaches a panel that its fins and view take in, times its area.
    pub absorption_m2: f64,
    pub conductance_w_k: f64,
    pub hot_capacity_j_k: f64,
    pub panel_capacity_j_k: f64,
    pub junction_limit_k: f64,
    /// Panel over evaporator temperature of the heat pump; 1 without one.
    pub lift: f64,
    /// Work over heat pumped.
    pub work_share: f64,
    pub mass_kg: f64,
    pub payload_kg: f64,
    pub array_kg: f64,
    pub battery_kg: f64,
    pub radiator_kg: f64,
}

/// Lots whose deepest deficit is this near to that of the year stay in the race while the loads settle by some percent.
const NEAR_DEEPEST: f64 = 0.9;

/// Sizes the fleet for these orbits of the year.
pub fn size(
    width: Width,
    plan: &OrbitPlan,
    draw: &Draw,
    environment: &Environment<'_>,
    lots: &[Lot],
    panel: &impl Panel,
) -> Result<Design, Error> {
    let d = draw;
    let it_w = d.it_capacity_mw * 1e6;
    let satellites = d.satellites();
    let busy = d.fleet_utilisation * d.sold_share;
    let asked_w = it_w * (d.idle_fraction + (1.0 - d.idle_fraction) * busy.powf(d.power_exponent));
    let eclipse_share = match plan.eclipse_policy {
        EclipsePolicy::Battery => 1.0,
        EclipsePolicy::Throttle => 0.0,
        EclipsePolicy::BatteryThrottle => d.eclipse_throttle_fraction,
    };
    let pump_share = d.pump_power_share.min(d.power_overhead_factor - 1.0);
    let loss_share = d.power_overhead_factor - 1.0 - pump_share;
    // Round trip = charge · discharge; where the draws contradict each other, charging is free of loss.
    let charge_efficiency = (d.battery_round_trip / d.battery_discharge_efficiency).min(1.0);
    let round_trip = charge_efficiency * d.battery_discharge_efficiency;

    // Panel as hot as the chain from the junction allows.
    let limit_k = d.junction_limit_k - d.delta_t_junction_to_panel_k;
    let cold_k = if plan.radiator == Radiator::HeatPump { limit_k } else { limit_k.min(d.radiator_temperature_k) };
    let panel_k = if plan.radiator == Radiator::HeatPump { d.radiator_heat_pump_hot_k.max(cold_k) } else { cold_k };
    let lift = panel_k / cold_k;
    let work_share = (lift - 1.0) / d.radiator_heat_pump_efficiency;
    let absorbed = lots.iter().map(|lot| lot.hottest_w_m2).fold(0.0, f64::max);
    let lattice = d.lattice_per_m2();

    let altitude_m = d.altitude_km * 1e3;
    let (r, mu) = (EARTH_EQUATORIAL_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2);
    let density = density_kg_m3(altitude_m, d.f107_sfu, d.ap);
    let velocity_per_yr = station_keeping_m_s_per_yr(altitude_m, density, d.drag_area_ratio_m2_kg, r, mu, JULIAN_YEAR_S);
    // Thrust of ½ ρ v² B per kg, jet power over efficiency.
    let exhaust_m_s = d.specific_impulse_s * STANDARD_GRAVITY_M_S2;
    let thruster_w_per_kg = velocity_per_yr / JULIAN_YEAR_S * exhaust_m_s / (2.0 * d.thruster_efficiency);

    // A spiral down to where the air takes over; a dead satellite keeps what it did not burn.
    let speed_m_s = |altitude_m: f64| (mu / (r + altitude_m)).sqrt();
    let disposal_m_s = (speed_m_s(DISPOSAL_M) - speed_m_s(altitude_m)).max(0.0);

    let payload_kg = d.gpus * d.accelerator_mass_kg * d.payload_mass_factor;
    let array_kg_m2 = d.solar_constant_w_m2 * d.cell_efficiency_bol * d.array_packing / d.array_specific_power_bol_w_per_kg;
    let build_up = (1.0 + d.structure_fraction) * (1.0 + d.mass_margin);
    let mut worst: Option<(&Lot, usize)> = None;
    let mut deep: Vec<&Lot> = Vec::new();
    let (mut mass_kg, mut storage_loss_w, mut panel_m2) = (payload_kg, 0.0, 0.0);
    for _ in 0..60 {
        // What looks at the panels of neighbours, as warm as these, exchanges nothing.
        let open = 1.0 - (lattice * panel_m2 / satellites).min(1.0);
        if open <= 0.0 {
            let message = "the panels of the neighbours fill the view of the radiators";
            return Err(Error::physics("neighbour_spacing_m", message).with_interval(d.neighbour_spacing_m, 0.0, f64::INFINITY));
        }
        let seen = d.fin_efficiency * d.radiator_view_to_space * open;
        let grey = plan.faces() * d.radiator_emissivity_eol * STEFAN_BOLTZMANN_W_M2_K4 * seen;
        let net_w_m2 = panel.net_w_m2(grey, panel_k, seen * absorbed);
        if net_w_m2.is_nan() || net_w_m2 <= 0.0 {
            let message = "the panel is no warmer than its surroundings: it rejects nothing";
            return Err(Error::physics("radiator_temperature_k", message).with_interval(panel_k, 150.0, 600.0));
        }
        let auxiliary_w = pump_share * it_w + thruster_w_per_kg * mass_kg;
        let lost_w = storage_loss_w;
        let heat = |it: f64| it * (1.0 + loss_share) + auxiliary_w + lost_w;
        let load = |it: f64| it * (1.0 + loss_share) + auxiliary_w + work_share * heat(it);
        let (sun_w, eclipse_w) = (load(it_w), load(it_w * eclipse_share));
        // The worst orbit is the one that needs most array; it stays the worst while the loads settle.
        let mut array_m2 = 0.0;
        match worst {
            Some((lot, lane)) => array_m2 = arrays_for(width, lot, sun_w, eclipse_w, round_trip)[lane],
            None => {
                for lot in lots {
                    for (lane, needed) in arrays_for(width, lot, sun_w, eclipse_w, round_trip).into_iter().enumerate() {
                        if needed.is_nan() || needed > array_m2 {
                            (array_m2, worst) = (needed, Some((lot, lane)));
                        }
                    }
                }
            }
        }
        if !array_m2.is_finite() {
            return Err(Error::physics("ltan_mean_sun_h", "an orbit of the year gives the array no sunlight to live on"));
        }
        // The battery bridges the dark beside an array that closes; the factors then change either alone.
        let mut deepest_j = 0.0;
        if deep.is_empty() {
            let deficits: Vec<f64> = lots.iter().map(|lot| deficit_j(width, lot, array_m2, sun_w, eclipse_w)).collect();
            deepest_j = deficits.iter().copied().fold(0.0, f64::max);
            deep.extend(lots.iter().zip(&deficits).filter(|(_, deficit)| **deficit >= NEAR_DEEPEST * deepest_j).map(|(lot, _)| lot));
        } else {
            for lot in &deep {
                deepest_j = deficit_j(width, lot, array_m2, sun_w, eclipse_w).max(deepest_j);
            }
        }
        array_m2 *= d.array_size_factor;
        let battery_j = deepest_j / (d.battery_discharge_efficiency * d.battery_dod) * d.battery_size_factor;
        storage_loss_w = deepest_j * (1.0 / round_trip - 1.0) / environment.period_s();
        let heat_w = heat(it_w);
        panel_m2 = heat_w * (1.0 + work_share) / net_w_m2 * d.panel_reserve() * d.radiator_size_factor;
        let array_kg = array_m2 * array_kg_m2;
        let battery_kg = battery_j / 3600.0 / d.battery_specific_energy_wh_per_kg;
        let radiator_kg = panel_m2 * (d.radiator_areal_mass_kg_m2 + d.wall_kg_m2());
        let dry_kg = (payload_kg
            + array_kg
            + battery_kg
            + radiator_kg
            + d.shield_kg()
            + work_share * heat_w * 1e-3 * d.radiator_heat_pump_mass_kg_per_kw
            + satellites * (d.comms_mass_kg + d.avionics_propulsion_mass_kg))
            * build_up;
        // Propellant of the whole life and of the disposal, burnt from the full mass.
        let burnt = propellant_kg(1.0, velocity_per_yr * d.station_life_years + disposal_m_s, d.specific_impulse_s, STANDARD_GRAVITY_M_S2);
        let next_kg = dry_kg / (1.0 - burnt);
        let settled = (next_kg - mass_kg).abs() <= 1e-10 * next_kg;
        mass_kg = next_kg;
        if settled {
            return Ok(Design {
                it_w,
                asked_w,
                eclipse_it_w: it_w * eclipse_share,
                loss_share,
                auxiliary_w,
                array_m2,
                battery_j,
                battery_floor_j: battery_j * (1.0 - d.battery_dod),
                charge_efficiency,
                discharge_efficiency: d.battery_discharge_efficiency,
                panel_m2,
                open_view: open,
                emission_w_k4: grey * panel_m2,
                absorption_m2: seen * panel_m2,
                conductance_w_k: heat_w / d.delta_t_junction_to_panel_k.max(0.1),
                hot_capacity_j_k: d.hot_loop_heat_capacity_kj_k_per_kw * it_w,
                panel_capacity_j_k: d.radiator_heat_capacity_kj_m2_k * 1e3 * panel_m2,
                junction_limit_k: d.junction_limit_k,
                lift,
                work_share,
                mass_kg,
                payload_kg,
                array_kg,
                battery_kg,
                radiator_kg,
            });
        }
    }
    let message = "mass and power do not close: station keeping asks for more power than its own mass may bring";
    Err(Error::physics("drag_area_ratio_m2_kg", message).with_interval(d.drag_area_ratio_m2_kg, 0.0, f64::INFINITY))
}

impl Draw {
    /// Satellites of one formation.
    pub fn formation(&self) -> f64 {
        self.satellites_per_group.min(self.satellites())
    }

    /// View of a face that is taken by neighbours, per m² of the panel of one satellite.
    fn lattice_per_m2(&self) -> f64 {
        if self.neighbour_spacing_m > 0.0 { neighbour_view_share(self.neighbour_spacing_m, self.formation(), 1.0) } else { 0.0 }
    }
}

#[inline(always)]
fn load_of(illumination: f64, sun_w: f64, eclipse_w: f64) -> f64 {
    if illumination < DARK { eclipse_w } else { sun_w }
}

widths! { fn arrays_for[](lot: &Lot, sun_w: f64, eclipse_w: f64, round_trip: f64) -> [f64; LANES] => arrays_for_lot; }

/// Smallest array whose surplus over an orbit recharges what the load takes in the dark, for each day.
///
/// ```text
/// Σ [ η_rt max(A a − L, 0) − max(L − A a, 0) ] Δt = 0
/// ```
/// Concave and piecewise linear in A: Newton from the lossless array rises to the root in a few steps. Half an orbit is enough:
/// the other half has the same light.
#[inline(always)]
fn arrays_for_lot(lot: &Lot, sun_w: f64, eclipse_w: f64, round_trip: f64) -> [f64; LANES] {
    let (mut load_j, mut per_m2_j) = ([0.0; LANES], [0.0; LANES]);
    for s in &lot.steps {
        for lane in 0..LANES {
            load_j[lane] += load_of(s.illumination[lane], sun_w, eclipse_w) * s.duration_s[lane];
            per_m2_j[lane] += s.array_w_m2[lane] * s.duration_s[lane];
        }
    }
    let mut area = [0.0; LANES];
    let mut moves = [1.0; LANES];
    for lane in 0..LANES {
        area[lane] = load_j[lane] / per_m2_j[lane];
        if !area[lane].is_finite() {
            (area[lane], moves[lane]) = (f64::INFINITY, 0.0);
        }
    }
    for _ in 0..40 {
        let (mut balance, mut slope) = ([0.0; LANES], [0.0; LANES]);
        for s in &lot.steps {
            for lane in 0..LANES {
                let surplus = area[lane] * s.array_w_m2[lane] - load_of(s.illumination[lane], sun_w, eclipse_w);
                let weight = if surplus > 0.0 { round_trip * s.duration_s[lane] } else { s.duration_s[lane] };
                balance[lane] += weight * surplus;
                slope[lane] += weight * s.array_w_m2[lane];
            }
        }
        let mut moving = 0.0;
        for lane in 0..LANES {
            let change = balance[lane] / slope[lane];
            area[lane] = if moves[lane] > 0.0 { area[lane] - change } else { area[lane] };
            // A NaN stays, and is told.
            moves[lane] = if change.abs() > 1e-12 * area[lane] { moves[lane] } else { 0.0 };
            moving += moves[lane];
        }
        if moving == 0.0 {
            break;
        }
    }
    area
}

widths! { fn deficit_j[](lot: &Lot, array_m2: f64, sun_w: f64, eclipse_w: f64) -> f64 => deficit_of; }

/// Deepest deficit of an orbit of a lot.
#[inline(always)]
fn deficit_of(lot: &Lot, array_m2: f64, sun_w: f64, eclipse_w: f64) -> f64 {
    let mut deficit = [0.0; LANES];
    for s in &lot.steps {
        for lane in 0..LANES {
            let short_w = load_of(s.illumination[lane], sun_w, eclipse_w) - array_m2 * s.array_w_m2[lane];
            deficit[lane] += max(short_w, 0.0) * s.duration_s[lane];
        }
    }
    2.0 * deficit.into_iter().fold(0.0, f64::max)
}
