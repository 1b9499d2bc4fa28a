//! From forcing columns to hours: everything that depends on the weather and the market alone, done once for all draws.

use super::parameters::{EarthPlan, HeatUse, LANES};
use crate::batch::{Forcing, Options, all_finite, run_blocks};
use crate::constants::STANDARD_PRESSURE_PA;
use crate::earth::cooling_plant::{Outside, PlantKind};
use crate::earth::psychrometrics;
use crate::error::Error;
use crate::law::Slot;
use crate::math::ln;

/// What a step reads from the forcing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hour {
    pub outside: Outside,
    /// ln of the workload over its mean.
    pub ln_workload: f64,
    pub grid_price_usd_per_mwh: f64,
    pub grid_carbon_kg_per_mwh: f64,
    pub grid_available: f64,
    pub heat_demand_mw: f64,
    pub heat_supply_c: f64,
    pub heat_return_c: f64,
    /// Log-mean temperature of the network's water [K], and its inverse.
    pub sink_mean_k: f64,
    pub per_sink_mean_k: f64,
    /// Inverse of the temperature difference of the network.
    pub per_network_k: f64,
    pub heat_price_usd_per_mwh: f64,
    /// Irradiance on the panels over 1,000 W/m².
    pub pv_irradiance: f64,
    pub cell_c: f64,
    /// Output of a wind farm over its rating.
    pub wind_share: f64,
    /// Pressure over the standard pressure: air for a turbine.
    pub pressure_share: f64,
    pub hashprice_factor: f64,
    /// 1 in the steps whose demand sets a coincident-peak charge.
    pub coincident: f64,
    /// Share of the units of the thermal plant that no outage holds.
    pub thermal_available: f64,
    /// What a supply contract delivers over its volume.
    pub ppa_share: f64,
    /// Caps from outside, of a co-simulation: IT power, and power from the grid.
    pub it_limit_mw: f64,
    pub grid_limit_mw: f64,
    pub month: u32,
}

macro_rules! hour_lanes {
    (outside { $($air:ident),* } $($name:ident),* $(,)?) => {
        /// Hours side by side, for one draw.
        #[derive(Clone, Debug)]
        #[repr(align(64))]
        pub struct HourLanes { $($air: [f64; LANES],)* water_taken_up: [[f64; LANES]; 3], heat_taken_up: [[f64; LANES]; 3], $($name: [f64; LANES]),* }
        impl HourLanes {
            /// Up to [`LANES`] hours; lanes that are left over repeat the last one.
            pub fn of(hours: &[Hour]) -> Self {
                let hour = |lane: usize| hours.get(lane).or(hours.last()).copied().unwrap_or_default();
                Self {
                    $($air: std::array::from_fn(|lane| hour(lane).outside.$air),)*
                    water_taken_up: std::array::from_fn(|k| std::array::from_fn(|lane| hour(lane).outside.water_taken_up[k])),
                    heat_taken_up: std::array::from_fn(|k| std::array::from_fn(|lane| hour(lane).outside.heat_taken_up[k])),
                    $($name: std::array::from_fn(|lane| hour(lane).$name)),*
                }
            }
            #[inline(always)]
            pub fn lane(&self, lane: usize) -> Hour {
                let outside = Outside {
                    $($air: self.$air[lane],)*
                    water_taken_up: [self.water_taken_up[0][lane], self.water_taken_up[1][lane], self.water_taken_up[2][lane]],
                    heat_taken_up: [self.heat_taken_up[0][lane], self.heat_taken_up[1][lane], self.heat_taken_up[2][lane]],
                };
                Hour { outside, $($name: self.$name[lane],)* month: 0 }
            }
        }
    };
}

hour_lanes! {
    outside { dry_bulb_c, wet_bulb_c, wet_source_c, humidity_ratio, wet_bulb_humidity_ratio, humidity_ratio_limit }
    ln_workload, grid_price_usd_per_mwh, grid_carbon_kg_per_mwh, grid_available, heat_demand_mw, heat_supply_c, heat_return_c,
    sink_mean_k, per_sink_mean_k, per_network_k, heat_price_usd_per_mwh, pv_irradiance, cell_c, wind_share, pressure_share,
    hashprice_factor, coincident, thermal_available, ppa_share, it_limit_mw, grid_limit_mw,
}

/// Columns that the Earth engine knows; those after the first three have a neutral value when absent.
pub const COLUMNS: &[&str] = &[
    "dry_bulb_c",
    "relative_humidity",
    "pressure_pa",
    "wet_bulb_c",
    "workload",
    "grid_price_usd_per_mwh",
    "grid_carbon_kg_per_mwh",
    "grid_available",
    "heat_demand_mw",
    "heat_supply_c",
    "heat_return_c",
    "heat_price_usd_per_mwh",
    "poa_w_m2",
    "cell_c",
    "wind_share",
    "sea_water_c",
    "hashprice_factor",
    "coincident_peak",
    "ghi_w_m2",
    "wind_speed_m_s",
    "thermal_available",
    "ppa_share",
];

// Where some of them stand.
pub(super) const HUMIDITY: usize = 1;
pub(super) const PRESSURE: usize = 2;
/// The columns before it are those of the air that it follows from.
pub(super) const WET_BULB: usize = 3;
pub(super) const SEA_WATER: usize = 15;
pub(super) const SUN: usize = 18;
pub(super) const WIND: usize = 19;

/// One step of the forcing, in the order of [`COLUMNS`]. NaN where the wet bulb follows from the humidity and where there is no sea.
pub type Given = [f64; COLUMNS.len()];

/// What an absent column stands for.
const ABSENT: Given = [
    f64::NAN,
    f64::NAN,
    f64::NAN,
    f64::NAN,
    1.0,
    0.0,
    0.0,
    1.0,
    0.0,
    85.0,
    45.0,
    0.0,
    0.0,
    25.0,
    0.0,
    f64::NAN,
    1.0,
    0.0,
    0.0,
    0.0,
    1.0,
    1.0,
];

/// The air outside in a step; the sea counts only where it cools.
pub fn outside(plan: &EarthPlan, given: &Given) -> Outside {
    let [dry_bulb_c, relative_humidity, pressure_pa, wet_bulb_c, .., sea_water_c, _, _, _, _, _, _] = *given;
    if !plan.cooling.asks_for_moisture() && plan.laws.is_empty() {
        return Outside { dry_bulb_c, wet_source_c: sea_water_c, ..Outside::default() };
    }
    let wet_bulb_c = if wet_bulb_c.is_nan() { psychrometrics::wet_bulb_c(dry_bulb_c, relative_humidity, pressure_pa) } else { wet_bulb_c };
    let humidity_ratio = psychrometrics::humidity_ratio(dry_bulb_c, relative_humidity, pressure_pa);
    let sea = (plan.cooling == PlantKind::SeaWater).then_some(sea_water_c);
    Outside::new(dry_bulb_c, wet_bulb_c, humidity_ratio, pressure_pa, sea)
}

impl Hour {
    /// The step of these values, without caps from outside.
    pub fn of(given: &Given, outside: Outside, month: u32) -> Self {
        let [
            _,
            _,
            pressure_pa,
            _,
            workload,
            grid_price_usd_per_mwh,
            grid_carbon_kg_per_mwh,
            grid_available,
            heat_demand_mw,
            heat_supply_c,
            heat_return_c,
            heat_price_usd_per_mwh,
            poa_w_m2,
            cell_c,
            wind_share,
            _,
            hashprice_factor,
            coincident,
            _,
            _,
            thermal_available,
            ppa_share,
        ] = *given;
        let sink_mean_k = log_mean_k(heat_supply_c, heat_return_c);
        Self {
            outside,
            ln_workload: ln(workload),
            grid_price_usd_per_mwh,
            grid_carbon_kg_per_mwh,
            grid_available,
            heat_demand_mw,
            heat_supply_c,
            heat_return_c,
            sink_mean_k,
            per_sink_mean_k: 1.0 / sink_mean_k,
            per_network_k: 1.0 / (heat_supply_c - heat_return_c).max(1e-6),
            heat_price_usd_per_mwh,
            pv_irradiance: poa_w_m2 / 1000.0,
            cell_c,
            wind_share,
            pressure_share: pressure_pa / STANDARD_PRESSURE_PA,
            hashprice_factor,
            coincident,
            thermal_available,
            ppa_share,
            it_limit_mw: f64::MAX,
            grid_limit_mw: f64::MAX,
            month,
        }
    }
}

/// The steps of a forcing table as they are given.
pub fn given(plan: &EarthPlan, forcing: &Forcing) -> Result<Vec<Given>, Error> {
    check(forcing)?;
    let required = |name: &str, why: &str| match forcing.find(name) {
        Some(_) => Ok(()),
        None => Err(Error::parameter(name, format!("the forcing has no such column; {why}"))),
    };
    for name in ["dry_bulb_c", "relative_humidity", "pressure_pa"] {
        required(name, "every site on the ground needs it")?;
    }
    if plan.cooling == PlantKind::SeaWater {
        required("sea_water_c", "sea_water cooling needs it")?;
    }
    if plan.heat_use != HeatUse::None {
        required("heat_demand_mw", "a site that gives heat needs a buyer: set heat_network")?;
    }
    if plan.pv {
        required("poa_w_m2", "PV needs it")?;
        required("cell_c", "PV needs it")?;
    }
    if plan.wind {
        required("wind_share", "wind needs it")?;
    }
    if plan.laws.get(Slot::Generation).is_some() {
        required("ghi_w_m2", "a law of generation is given it")?;
        required("wind_speed_m_s", "a law of generation is given it")?;
    }
    for law in plan.laws.iter().filter(|law| law.inputs().any(|name| name == "sea_water_c")) {
        required("sea_water_c", &format!("the law {:?} asks for it", law.name))?;
    }
    let mut steps = vec![ABSENT; forcing.n_steps];
    for (column, name) in COLUMNS.iter().enumerate() {
        if let Some(values) = forcing.find(name) {
            for (step, value) in steps.iter_mut().zip(values) {
                step[column] = *value;
            }
        }
    }
    Ok(steps)
}

/// Steps whose air is worked out by one thread at a time.
const CHUNK: usize = 1024;

/// The hours of steps that are given.
pub fn hours(plan: &EarthPlan, forcing: &Forcing, given: &[Given], options: &Options<'_>) -> Result<Vec<Hour>, Error> {
    let unix_s = |step: usize| forcing.start_unix_s as f64 + step as f64 * forcing.step_s;
    let chunks = run_blocks(given.len(), CHUNK, options, |start, length| {
        let steps = given.iter().enumerate().skip(start).take(length);
        let (mut day, mut month) = (f64::NAN, 0);
        let hour = |(step, given): (usize, &Given)| {
            let today = (unix_s(step) / 86_400.0).floor();
            if today != day {
                (day, month) = (today, month_of(today));
            }
            Hour::of(given, outside(plan, given), month)
        };
        Ok(steps.map(hour).collect::<Vec<_>>())
    })?;
    Ok(chunks.concat())
}

fn check(forcing: &Forcing) -> Result<(), Error> {
    if forcing.n_steps == 0 || !(300.0..=3600.0).contains(&forcing.step_s) {
        let message = format!("{} steps of {} s; a step is 300 to 3,600 s", forcing.n_steps, forcing.step_s);
        return Err(Error::parameter("step_s", message).with_interval(forcing.step_s, 300.0, 3600.0));
    }
    if forcing.values.len() != forcing.names.len() * forcing.n_steps {
        return Err(Error::parameter(
            "forcing",
            format!("{} values for {} columns of {} steps", forcing.values.len(), forcing.names.len(), forcing.n_steps),
        ));
    }
    for name in &forcing.names {
        if !COLUMNS.contains(&name.as_str()) {
            return Err(Error::parameter(name, "the Earth engine knows no such forcing column"));
        }
        let values = forcing.find(name).unwrap_or(&[]);
        if all_finite(values) {
            continue;
        }
        if let Some((step, value)) = values.iter().enumerate().find(|(_, v)| !v.is_finite()) {
            return Err(Error::parameter(name, format!("step {step} is {value}")));
        }
    }
    Ok(())
}

/// `(T_a − T_b)/ln(T_a/T_b)` in kelvin; the temperature itself where there is no glide.
fn log_mean_k(a_c: f64, b_c: f64) -> f64 {
    let (a, b) = (a_c + 273.15, b_c + 273.15);
    if (a - b).abs() < 1e-6 { a } else { (a - b) / ln(a / b) }
}

/// Calendar month 1–12 of a day since 1970, in UTC; proleptic Gregorian, after Hinnant, "chrono-compatible low-level date algorithms".
fn month_of(day: f64) -> u32 {
    let z = day as i64 + 719_468;
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    (if shifted < 10 { shifted + 3 } else { shifted - 9 }) as u32
}
