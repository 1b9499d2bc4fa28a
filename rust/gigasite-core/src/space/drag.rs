//! Drag (M): density of the thermosphere, decay, station keeping, life until re-entry.

use super::density_table::{ALTITUDE_KM, AP, DENSITY_KG_M3, F107_SFU};
use super::orbit::speed_m_s;
use crate::constants::DAY_S;
use crate::kernel::Input;
use crate::quadrature::unit_interval;

const LEVELS: usize = ALTITUDE_KM.len();

/// Lower index and share of the cell of an axis that holds x; the first and last cells reach beyond the table.
fn cell(axis: &[f64], x: f64) -> (usize, f64) {
    let index = axis.partition_point(|&knot| knot <= x).clamp(1, axis.len() - 1) - 1;
    match axis.get(index..index + 2) {
        Some([low, high]) => (index, (x - low) / (high - low)),
        _ => (0, f64::NAN),
    }
}

/// ln ρ of one level of the table, linear in F10.7 and Ap.
fn log_density(level: usize, (j, y): (usize, f64), (k, z): (usize, f64)) -> f64 {
    let at = |j: usize, k: usize| DENSITY_KG_M3.get((level * F107_SFU.len() + j) * AP.len() + k).map_or(f64::NAN, |rho| rho.ln());
    let row = |j: usize| at(j, k) + z * (at(j, k + 1) - at(j, k));
    row(j) + y * (row(j + 1) - row(j))
}

/// Mean density over the globe [kg/m³]: NRLMSIS 2.1, ln ρ linear in altitude, F10.7 and Ap; the outer cells go on beyond the table.
pub fn density_kg_m3(altitude_m: f64, f107_sfu: f64, ap: f64) -> f64 {
    let (flux, index) = (cell(&F107_SFU, f107_sfu), cell(&AP, ap));
    let (level, share) = cell(&ALTITUDE_KM, altitude_m * 1e-3);
    let (low, high) = (log_density(level, flux, index), log_density(level + 1, flux, index));
    (low + share * (high - low)).exp()
}

/// ln ρ by altitude at one activity, for the many densities of a descent.
#[derive(Clone)]
struct Profile([f64; LEVELS]);

impl Profile {
    fn new(f107_sfu: f64, ap: f64) -> Self {
        let (flux, index) = (cell(&F107_SFU, f107_sfu), cell(&AP, ap));
        Self(std::array::from_fn(|level| log_density(level, flux, index)))
    }

    /// ln ρ, and its fall per m.
    fn at(&self, altitude_m: f64) -> (f64, f64) {
        let (i, share) = cell(&ALTITUDE_KM, altitude_m * 1e-3);
        match (self.0.get(i..i + 2), ALTITUDE_KM.get(i..i + 2)) {
            (Some([low, high]), Some([h0, h1])) => (low + share * (high - low), (low - high) / ((h1 - h0) * 1e3)),
            _ => (f64::NAN, f64::NAN),
        }
    }

    fn density_kg_m3(&self, altitude_m: f64) -> f64 {
        self.at(altitude_m).0.exp()
    }
}

/// Rate of descent [m/s], positive: `−da/dt = ρ B sqrt(μ a)`.
fn descent_m_s(altitude_m: f64, density_kg_m3: f64, drag_area_ratio_m2_kg: f64, earth_radius_m: f64, mu: f64) -> f64 {
    density_kg_m3 * drag_area_ratio_m2_kg * (mu * (earth_radius_m + altitude_m)).sqrt()
}

/// Change of the semi-major axis [m/d]: `−ρ B sqrt(μ a)`.
pub fn decay_rate_m_per_day(
    altitude_m: f64,
    density_kg_m3: f64,
    drag_area_ratio_m2_kg: f64,
    earth_radius_m: f64,
    gravitational_parameter_m3_s2: f64,
) -> f64 {
    -descent_m_s(altitude_m, density_kg_m3, drag_area_ratio_m2_kg, earth_radius_m, gravitational_parameter_m3_s2) * DAY_S
}

/// Velocity change that holds the altitude for a year [m/s]: `½ ρ v² B · 1 yr`.
pub fn station_keeping_m_s_per_yr(
    altitude_m: f64,
    density_kg_m3: f64,
    drag_area_ratio_m2_kg: f64,
    earth_radius_m: f64,
    gravitational_parameter_m3_s2: f64,
    year_s: f64,
) -> f64 {
    let v = speed_m_s(altitude_m, earth_radius_m, gravitational_parameter_m3_s2);
    0.5 * density_kg_m3 * v * v * drag_area_ratio_m2_kg * year_s
}

/// Propellant [kg]: `m (1 − e^(−Δv/(I_sp g0)))`.
pub fn propellant_kg(mass_kg: f64, velocity_change_m_s: f64, specific_impulse_s: f64, standard_gravity_m_s2: f64) -> f64 {
    -mass_kg * (-velocity_change_m_s / (specific_impulse_s * standard_gravity_m_s2)).exp_m1()
}

/// Life [yr] at constant activity: `∫ da/(ρ B sqrt(μ a))` from the end to the start, cell by cell of the table.
pub fn lifetime_yr(
    altitude_m: f64,
    drag_area_ratio_m2_kg: f64,
    f107_sfu: f64,
    ap: f64,
    end_altitude_m: f64,
    earth_radius_m: f64,
    gravitational_parameter_m3_s2: f64,
    year_s: f64,
) -> f64 {
    if end_altitude_m.is_nan() || altitude_m.is_nan() || end_altitude_m >= altitude_m {
        return f64::NAN;
    }
    let profile = Profile::new(f107_sfu, ap);
    let time_s = |low: f64, high: f64| {
        (high - low)
            * unit_interval(1, |x| {
                let h = low + (high - low) * x;
                1.0 / descent_m_s(h, profile.density_kg_m3(h), drag_area_ratio_m2_kg, earth_radius_m, gravitational_parameter_m3_s2)
            })
    };
    let mut low = end_altitude_m;
    let mut sum_s = 0.0;
    for knot in ALTITUDE_KM.iter().map(|km| km * 1e3).filter(|&knot| knot > end_altitude_m && knot < altitude_m) {
        sum_s += time_s(low, knot);
        low = knot;
    }
    (sum_s + time_s(low, altitude_m)) / year_s
}

/// Months after which [`lifetime_cycle_yr`] gives up: 100,000 years.
const MAX_MONTHS: usize = 1_200_000;

/// Life [yr] through monthly activities, repeated: `da/dt = −ρ(a, t) B sqrt(μ a)` by Runge–Kutta steps of at most 1/20 of a
/// scale height; NaN beyond 100,000 years.
fn lifetime_cycle_yr(inputs: &[Input<'_>], months: usize, out: &mut [Vec<f64>]) {
    let [altitude_m, ratio, f107_series_sfu, ap_series, end_altitude_m, radius_m, mu, year_s] = *inputs else { return };
    let [life] = out else { return };
    let (ratio, end, radius_m, mu, year_s) = (ratio.at(0), end_altitude_m.at(0), radius_m.at(0), mu.at(0), year_s.at(0));
    let profiles: Vec<Profile> = (0..months).map(|month| Profile::new(f107_series_sfu.at(month), ap_series.at(month))).collect();
    let month_s = year_s / 12.0;
    let mut h = altitude_m.at(0);
    for month in 0..MAX_MONTHS {
        let Some(profile) = profiles.get(month % months.max(1)) else { break };
        let rate = |h: f64| descent_m_s(h, profile.density_kg_m3(h), ratio, radius_m, mu);
        let mut elapsed_s = 0.0;
        while elapsed_s < month_s {
            let r1 = rate(h);
            let step_s = (month_s - elapsed_s).min(0.05 / (profile.at(h).1 * r1));
            let r2 = rate(h - 0.5 * step_s * r1);
            let r3 = rate(h - 0.5 * step_s * r2);
            let r4 = rate(h - step_s * r3);
            let next = h - step_s * (r1 + 2.0 * r2 + 2.0 * r3 + r4) / 6.0;
            if next.is_nan() {
                return life.push(f64::NAN);
            }
            if next <= end {
                let last_s = (h - end) / (0.5 * (r1 + rate(end)));
                return life.push((month as f64 * month_s + elapsed_s + last_s) / year_s);
            }
            h = next;
            elapsed_s += step_s;
        }
    }
    life.push(f64::NAN);
}

crate::kernels! {
    density_kg_m3(altitude_m, f107_sfu, ap) -> f64;
    decay_rate_m_per_day(altitude_m, density_kg_m3, drag_area_ratio_m2_kg, earth_radius_m, gravitational_parameter_m3_s2) -> f64;
    station_keeping_m_s_per_yr(altitude_m, density_kg_m3, drag_area_ratio_m2_kg, earth_radius_m, gravitational_parameter_m3_s2, year_s) -> f64;
    propellant_kg(mass_kg, velocity_change_m_s, specific_impulse_s, standard_gravity_m_s2) -> f64;
    lifetime_yr(altitude_m, drag_area_ratio_m2_kg, f107_sfu, ap, end_altitude_m, earth_radius_m, gravitational_parameter_m3_s2, year_s) -> f64;
    series: lifetime_cycle_yr(altitude_m, drag_area_ratio_m2_kg, f107_series_sfu, ap_series, end_altitude_m, earth_radius_m, gravitational_parameter_m3_s2, year_s) -> [life_yr];
}
