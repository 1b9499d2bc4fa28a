//! A site on the ground with the core alone: plan, parameters, a synthetic year, the ledger; then the same year step by step; and a
//! law of one's own in place of the cooling plant.
//!
//! `cargo run --release -p gigasite-core --example one_site`

use std::collections::HashMap;
use std::error::Error;
use std::f64::consts::TAU;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use gigasite_core::batch::{Columns, Forcing, Options};
use gigasite_core::engine::{
    Plan,
    earth::{EarthPlan, PARAMETERS, Stepper},
    simulate,
};
use gigasite_core::law::{Attached, Law, Laws, Slot};
use gigasite_core::ledger::{COLUMNS, Column, Row};

/// Defaults stand once, in the table of the package: `id,key,unit,default,…`.
const TABLE: &str = include_str!("../../../python/gigasite/data/parameters.csv");

/// What belongs to this site and not to a table.
const OF_THIS_SITE: &[(&str, f64)] = &[
    ("it_capacity_mw", 100.0),
    ("gpus", 94_000.0),
    ("unit_availability", 0.98),
    ("goodput", 0.97),
    ("import_limit_mw", 130.0),
    ("pv_capacity_mw", 60.0),
    ("pv_remaining", 0.96),
    ("battery_energy_mwh", 100.0),
    ("battery_power_mw", 25.0),
];

const SLOTS: &[(&str, &str)] = &[("cooling", "water_economiser"), ("generation", "pv"), ("storage", "battery")];

const STEP_S: f64 = 3600.0;
const N_STEPS: usize = 8760;
const START_UNIX_S: i64 = 1_672_531_200; // 1 January 2023

/// One draw: this site's values, those of the table, and 0 for what it does not have.
fn parameters() -> Columns {
    let mut known: HashMap<&str, f64> = HashMap::new();
    for line in TABLE.lines().skip(1) {
        let mut fields = line.split(',');
        if let (Some(key), Some(Ok(default))) = (fields.nth(1), fields.nth(1).map(str::parse)) {
            known.insert(key, default);
        }
    }
    known.extend(OF_THIS_SITE.iter().copied());
    let values = PARAMETERS.iter().map(|name| known.get(name).copied().unwrap_or(0.0)).collect();
    Columns { names: PARAMETERS.iter().map(|name| (*name).to_string()).collect(), n_draws: 1, values }
}

/// Day of the year and hour of the day to a value.
type Course = fn(f64, f64) -> f64;

/// A year of sines: a warm place with cheap mornings and dear evenings.
fn year() -> Forcing {
    let columns: [(&str, Course); 7] = [
        ("dry_bulb_c", |day, hour| 18.0 - 10.0 * (TAU * day / 365.0).cos() - 6.0 * (TAU * (hour - 3.0) / 24.0).cos()),
        ("relative_humidity", |_, hour| 0.55 + 0.2 * (TAU * (hour - 3.0) / 24.0).cos()),
        ("pressure_pa", |_, _| 100_000.0),
        ("poa_w_m2", |_, hour| 900.0 * (TAU * (hour - 6.0) / 24.0).sin().max(0.0)),
        ("cell_c", |_, hour| 25.0 + 20.0 * (TAU * (hour - 6.0) / 24.0).sin().max(0.0)),
        ("grid_price_usd_per_mwh", |_, hour| 90.0 - 80.0 * (TAU * (hour - 6.0) / 24.0).cos()),
        ("grid_carbon_kg_per_mwh", |_, _| 380.0),
    ];
    let values = columns.iter().flat_map(|(_, course)| (0..N_STEPS).map(|step| course((step / 24) as f64, (step % 24) as f64))).collect();
    let names = columns.iter().map(|(name, _)| (*name).to_string()).collect();
    Forcing { names, start_unix_s: START_UNIX_S, step_s: STEP_S, n_steps: N_STEPS, values }
}

/// A cooling plant of one's own: three per cent of the heat, and no water.
struct OwnCooler;

impl Law for OwnCooler {
    fn evaluate(&self, inputs: &[f64], _: &[f64], outputs: &mut [f64]) -> bool {
        let (&[heat_mw, _, _, _, supply_limit_c], [power_mw, water_m3_per_h, supply_c, unmet_mw]) = (inputs, outputs) else { return false };
        (*power_mw, *water_m3_per_h, *supply_c, *unmet_mw) = (0.03 * heat_mw, 0.0, supply_limit_c, 0.0);
        true
    }
}

/// The plan of this site, or the same with the law in the slot of its cooling plant.
fn plan(with_law: bool) -> Result<EarthPlan, Box<dyn Error>> {
    if !with_law {
        return Ok(EarthPlan::from_slots(SLOTS.iter().copied())?);
    }
    let slots = SLOTS.iter().copied().filter(|(slot, _)| *slot != "cooling").chain([("cooling", "own_cooler")]);
    Ok(EarthPlan::with_laws(slots, Laws::new(vec![Attached::new(Slot::Cooling, "own_cooler", Arc::new(OwnCooler))])?)?)
}

/// The ledger of the year, by the batch and by the stepper.
fn run(plan: EarthPlan) -> Result<(Row, Row), Box<dyn Error>> {
    let (parameters, forcing, never) = (parameters(), year(), AtomicBool::new(false));
    let options = Options { threads: 1, series_of_draw: None, cancelled: &never };
    let ledger = simulate(&Plan::Earth(plan.clone()), &parameters, &forcing, &options)?;
    let mut stepper = Stepper::new(plan, &parameters, &forcing)?;
    for _ in 0..N_STEPS {
        stepper.step(STEP_S, &[])?;
    }
    Ok((*ledger.rows.first().ok_or("no row")?, stepper.ledger()))
}

fn main() -> Result<(), Box<dyn Error>> {
    let (year, _) = run(plan(false)?)?;
    for (name, value) in COLUMNS.iter().zip(year.0).filter(|(_, value)| *value != 0.0) {
        println!("{name:<24}{value:>18.1}");
    }
    println!("{:<24}{:>18.3}", "facility over IT", 1.0 + (year[Column::cooling_mwh] + year[Column::power_loss_mwh]) / year[Column::it_mwh]);
    Ok(())
}

#[test]
fn batch_and_stepper_agree_and_energy_closes() -> Result<(), Box<dyn Error>> {
    use Column as C;
    let (year, stepped) = run(plan(false)?)?;
    assert!(year.0.iter().zip(stepped.0).all(|(a, b)| a.to_bits() == b.to_bits()));
    let sources = year[C::grid_import_mwh] + year[C::pv_mwh];
    let uses = [C::it_mwh, C::cooling_mwh, C::power_loss_mwh, C::auxiliary_mwh, C::storage_loss_mwh, C::storage_change_mwh];
    let uses: f64 = uses.into_iter().chain([C::grid_export_mwh, C::spilled_mwh]).map(|column| year[column]).sum();
    assert!((sources / uses - 1.0).abs() < 1e-9 && year[C::it_mwh] > 4e5 && year[C::unserved_mwh] == 0.0);
    Ok(())
}

#[test]
fn a_law_in_rust_takes_the_place_of_the_plant() -> Result<(), Box<dyn Error>> {
    use Column as C;
    let (year, stepped) = run(plan(true)?)?;
    assert!(year.0.iter().zip(stepped.0).all(|(a, b)| a.to_bits() == b.to_bits()));
    // The heat of the transformer is outside the hall.
    let share = year[C::cooling_mwh] / (year[C::heat_made_mwh] - year[C::power_loss_mwh]);
    assert!((0.03..0.034).contains(&share) && year[C::water_consumed_m3] == 0.0, "{share}");
    Ok(())
}
