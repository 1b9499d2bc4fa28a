//! One set of bits, whatever the vectors and whatever the lanes.

use super::*;
use crate::batch::{Columns, Forcing, Options};
use crate::earth::cooling_plant::PlantKind;
use crate::engine::earth::parameters::PARAMETERS;
use crate::engine::earth::{Kept, Prepared, one_draw};
use crate::error::Error;
use std::sync::atomic::AtomicBool;

/// Numbers in 0 to 1.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A plausible range by the kind of the number.
fn parameter(name: &str, u: f64) -> f64 {
    let (low, high) = match name {
        "heat_tank_mwh" => (0.0, 0.0),
        _ if name.ends_with("_mw") || name.ends_with("_mwh") => (20.0, 120.0),
        _ if name.ends_with("limit_air_c") || name.ends_with("limit_liquid_c") => (18.0, 40.0),
        _ if name.ends_with("_c") => (30.0, 90.0),
        _ if name.ends_with("_k") => (1.0, 10.0),
        _ if name.contains("_usd_per_mwh") => (10.0, 90.0),
        _ if name.ends_with("_k0") || name.ends_with("_k1") || name.ends_with("_k2") => (0.0, 0.03),
        "network_loss" | "pv_losses" | "heat_tank_loss_per_day" => (0.0, 0.2),
        "mining_pue" | "pv_dc_ac_ratio" | "power_redundancy" => (1.05, 1.4),
        "thermal_heat_rate_btu_per_kwh" => (6000.0, 9000.0),
        "cycles_of_concentration" => (3.0, 6.0),
        "chiller_cop" | "air_chiller_cop" => (3.0, 7.0),
        _ if name.ends_with("_kw_per_mw") => (1.0, 30.0),
        _ => (0.5, 0.99),
    };
    low + u * (high - low)
}

fn site(cooling: &str) -> Result<(EarthPlan, Columns, Prepared), Error> {
    let slots = [
        ("cooling", cooling),
        ("heat_use", "heat_pump"),
        ("generation", "pv+wind+gas"),
        ("storage", "battery"),
        ("flexible_load", "mining"),
    ];
    let plan = EarthPlan::from_slots(slots)?;
    let mut numbers = Numbers(7);
    let names: Vec<String> = PARAMETERS.iter().map(|name| (*name).to_string()).collect();
    let values = names.iter().flat_map(|name| (0..LANES).map(|_| parameter(name, numbers.next())).collect::<Vec<_>>()).collect();
    let ranges = [
        ("dry_bulb_c", -10.0, 42.0),
        ("relative_humidity", 0.1, 1.0),
        ("pressure_pa", 9e4, 1e5),
        ("workload", 0.0, 1.6),
        ("grid_price_usd_per_mwh", -30.0, 150.0),
        ("grid_carbon_kg_per_mwh", 0.0, 800.0),
        ("grid_available", 0.2, 1.0),
        ("heat_demand_mw", 0.0, 80.0),
        ("heat_supply_c", 60.0, 95.0),
        ("heat_return_c", 30.0, 50.0),
        ("heat_price_usd_per_mwh", 0.0, 80.0),
        ("poa_w_m2", 0.0, 1000.0),
        ("cell_c", 0.0, 60.0),
        ("wind_share", 0.0, 1.0),
        ("sea_water_c", 2.0, 25.0),
    ];
    let n_steps = 300;
    let values_of = |(_, low, high): &(&str, f64, f64)| (0..n_steps).map(|_| low + numbers.next() * (high - low)).collect::<Vec<_>>();
    let series: Vec<f64> = ranges.iter().flat_map(values_of).collect();
    let names_of = ranges.iter().map(|(name, ..)| (*name).to_string()).collect();
    let forcing = Forcing { names: names_of, start_unix_s: 1_672_531_200, step_s: 3600.0, n_steps, values: series };
    let options = Options { threads: 1, series_of_draw: None, cancelled: &AtomicBool::new(false) };
    let prepared = Prepared::new(&plan, &forcing, &options)?;
    Ok((plan, Columns { names, n_draws: LANES, values }, prepared))
}

/// Bits of all sums after the year, side by side.
fn march(width: Width, plan: &EarthPlan, block: &Block, prepared: &Prepared) -> Vec<u64> {
    let stages = Stages::<Draws<'_>>::as_wide_as(width, plan, false);
    let mut work = Work::start(block);
    let all = stages.front.iter().chain([&stages.cooling]).chain(stages.thermal.iter().flatten()).chain([&stages.supply]);
    let all: Vec<_> = all.chain(stages.water.iter().map(|[add, _]| add)).collect();
    for hour in &prepared.hours {
        for stage in &all {
            stage(&Draws { block, hour }, 1.0, &mut work);
        }
    }
    work.sums.iter().flatten().chain(&work.battery_mwh).chain(&work.mode_air).map(|value| value.to_bits()).collect()
}

#[test]
fn every_width_of_vectors_and_the_hours_as_lanes_give_the_same_bits() -> Result<(), Error> {
    for cooling in PlantKind::NAMES {
        let (plan, columns, prepared) = site(cooling)?;
        let block = Block::load(&plan, &columns, 0, LANES)?;
        let portable = march(Width::Portable, &plan, &block, &prepared);
        assert!(portable.iter().all(|bits| f64::from_bits(*bits).is_finite()), "{cooling}");
        for width in Width::all() {
            assert!(march(width, &plan, &block, &prepared) == portable, "{cooling} {width:?}");
        }
        let options = Options { threads: 1, series_of_draw: None, cancelled: &AtomicBool::new(false) };
        for lane in [0, LANES - 1] {
            let year = one_draw::year(&plan, &block.lane(lane), &prepared, &options)?;
            for (sum, value) in year.sums.values().iter().enumerate() {
                assert!(value.to_bits() == portable[sum * LANES + lane], "{cooling} {lane} {}", Kept::NAMES[sum]);
            }
        }
    }
    Ok(())
}
