//! From the demand at the meter to the grid: sun and wind, a thermal plant, the battery, the connection, miners, a supply contract.

use super::forcing::Hour;
use super::parameters::{LANES, Parameters};
use super::step::{Cooled, Hall, HeatUse, stage};
use crate::math::{ceil, clamp, max, min};

/// PV (T16).
#[inline(always)]
pub fn pv(p: &Parameters, hour: &Hour) -> f64 {
    clamp(p.pv_mw * hour.pv_irradiance * (1.0 + p.pv_gamma_per_k * (hour.cell_c - 25.0)), 0.0, p.pv_ac_capacity_mw)
}

/// Wind farm (T16).
#[inline(always)]
pub fn wind(p: &Parameters, hour: &Hour) -> f64 {
    p.wind_mw * hour.wind_share
}

stage! {
    /// Demand at the meter, what the sun and the wind give and the grid could [MW].
    pub struct Bus / BusLanes {
        demand, transformer_loss, pv, wind, import_limit,
        /// Demand less sun and wind; negative is surplus.
        net,
    }
}

#[inline(always)]
pub fn bus(p: &Parameters, hour: &Hour, hall: &Hall, heat: &HeatUse, cooled: &Cooled, pv: f64, wind: f64) -> Bus {
    let below_transformer = hall.it + hall.loss + p.auxiliary_mw + cooled.power + heat.heat_pump;
    let transformer_loss = below_transformer * p.transformer_loss_share;
    let demand = below_transformer + transformer_loss;
    let import_limit = min(p.import_limit_mw * hour.grid_available, hour.grid_limit_mw);
    Bus { demand, transformer_loss, pv, wind, import_limit, net: demand - pv - wind }
}

/// Where its fuel is the cheaper power a thermal plant serves all, else what the grid cannot. On an island it burns fuel for what sun, wind
/// and battery leave: the battery holds their surplus.
#[inline(always)]
pub fn asked_of_thermal_mw(p: &Parameters, hall: &Hall, bus: &Bus, step_h: f64, battery_mwh: f64) -> f64 {
    let first = if p.fuel_cost_usd_per_mwh < hall.price { 1.0 } else { p.thermal_must_run };
    let battery_mw = p.battery_before_fuel * min(p.battery_power_mw, battery_mwh * (p.battery_one_way * (1.0 / step_h)));
    (if first > 0.5 { bus.net } else { bus.net - bus.import_limit }) - battery_mw
}

stage! {
    /// What a thermal plant gives and burns [MW, kg/h].
    pub struct Thermal / ThermalLanes {
        power, fuel, co2,
        /// Units that run, and what it cost to start those that did not before.
        units, starts_usd,
    }
}

impl Thermal {
    pub const NONE: Self = Self { power: 0.0, fuel: 0.0, co2: 0.0, units: 0.0, starts_usd: 0.0 };
}

/// Gas, fuel cell or nuclear plant (T16), of which `units_before` ran in the step before.
#[inline(always)]
pub fn thermal_plant(p: &Parameters, hour: &Hour, request_mw: f64, units_before: f64) -> Thermal {
    let on_site = max((1.0 - p.turbine_derate_per_k * (hour.outside.dry_bulb_c - 15.0)) * hour.pressure_share, 0.0);
    let (unit, available) = (p.thermal_unit_mw * on_site, p.thermal_mw * on_site * hour.thermal_available);
    let asked = clamp(request_mw, 0.0, available);
    // A unit that runs gives its least at least; the rest is surplus.
    let power = if asked > 0.0 { max(asked, min(p.thermal_minimum_load * unit, available)) } else { 0.0 };
    let units = ceil(max(power / max(unit, 1e-12) - 1e-9, 0.0));
    // Fuel at part load: (s + (1 − s) x) of the full-load rate of the units that run, s at no load.
    let fuel = p.idle_fuel_mw_per_mw * min(units * unit, available) + p.fuel_mw_per_mw * power;
    let starts_usd = max(units - units_before, 0.0) * p.thermal_start_usd;
    Thermal { power, fuel, co2: fuel * p.fuel_co2_kg_per_mwh, units, starts_usd }
}

stage! {
    /// What the battery is asked for, one of the two 0 [MW].
    pub struct Wish / WishLanes { charge, discharge }
}

/// Battery (T15): it takes surplus, and in cheap steps what the line has left; it gives what the grid cannot, and in dear steps all that the
/// site draws. Sums and maxima, no order of cases: a rounding of a residual that should be 0 must not decide what the battery does.
#[inline(always)]
pub fn wish(p: &Parameters, hall: &Hall, bus: &Bus, thermal: &Thermal) -> Wish {
    let residual = bus.net - thermal.power;
    let needed = max(residual, 0.0);
    let surplus = max(-residual, 0.0);
    let short = max(residual - bus.import_limit, 0.0);
    let cheap = if hall.price < p.charge_below_usd_per_mwh { max(bus.import_limit - needed, 0.0) } else { 0.0 };
    let dear = if hall.price > p.discharge_above_usd_per_mwh { needed } else { 0.0 };
    let charge = surplus + cheap;
    let discharge = if charge > 0.0 { 0.0 } else { max(short, dear) };
    Wish { charge: min(charge, p.battery_power_mw), discharge: min(discharge, p.battery_power_mw) }
}

stage! {
    /// What the battery does: powers [MW], and what its store gains [MWh].
    pub struct Battery / BatteryLanes { charge, discharge, stored }
}

impl Battery {
    pub const NONE: Self = Self { charge: 0.0, discharge: 0.0, stored: 0.0 };
}

/// The wish within what the battery holds, which goes on to `state_mwh`.
#[inline(always)]
pub fn battery(p: &Parameters, step_h: f64, wish: &Wish, state_mwh: &mut f64) -> Battery {
    let per_step = 1.0 / step_h;
    let charge = max(min(wish.charge, (p.battery_capacity_mwh - *state_mwh) * (p.per_battery_one_way * per_step)), 0.0);
    let discharge = max(min(wish.discharge, *state_mwh * (p.battery_one_way * per_step)), 0.0);
    let stored = charge * (p.battery_one_way * step_h) - discharge * (p.per_battery_one_way * step_h);
    *state_mwh += stored;
    Battery { charge, discharge, stored }
}

stage! {
    /// What the grid does, and the share of the demand that is served.
    pub struct Balance {
        import, export,
        /// Surplus before export.
        excess,
        served,
    }
}

/// Grid within its limits (T17); what it cannot give is shed in proportion, from the chips to the fans. Surplus is exported while it
/// earns something: nobody pays to give power away.
#[inline(always)]
pub fn balance(p: &Parameters, hall: &Hall, bus: &Bus, thermal: &Thermal, battery: &Battery) -> Balance {
    let balance = bus.net - thermal.power + battery.charge - battery.discharge;
    let import = clamp(balance, 0.0, bus.import_limit);
    let unserved = max(balance - bus.import_limit, 0.0);
    let served = 1.0 - unserved / max(bus.demand, 1e-12);
    let excess = max(-balance, 0.0);
    let export_price = hall.price * p.export_price_share + p.export_price_usd_per_mwh;
    let export = if export_price >= 0.0 { min(excess, p.export_limit_mw) } else { 0.0 };
    Balance { import, export, excess, served }
}

stage! {
    /// What the miners draw [MW].
    pub struct Mining {
        power, cooling, loss,
        /// Mining that rests on request.
        not_drawn,
    }
}

impl Mining {
    pub const NONE: Self = Self { power: 0.0, cooling: 0.0, loss: 0.0, not_drawn: 0.0 };
}

/// Mining (T19) takes what the connection has left while a coin earns more than the power costs.
#[inline(always)]
pub fn mining(p: &Parameters, hour: &Hour, hall: &Hall, bus: &Bus, balance: &Balance) -> Mining {
    let break_even = hour.hashprice_factor * p.mining_break_even_usd_per_mwh;
    let wants = if hall.price + p.response_payment_usd_per_mwh < break_even { 1.0 - hour.coincident } else { 0.0 };
    let possible = max(min(p.mining_capacity_mw, (bus.import_limit - balance.import) * p.mining_per_draw), 0.0);
    let power = wants * possible;
    Mining { power, cooling: power * p.mining_overhead, loss: power * p.mining_loss_share, not_drawn: possible - power }
}

stage! {
    /// What a supply contract delivers, what of it the site draws in the same step [MW], and what it costs beside the market [USD/h].
    pub struct Contract { delivered, matched, usd }
}

impl Contract {
    pub const NONE: Self = Self { delivered: 0.0, matched: 0.0, usd: 0.0 };
}

/// Supply contract (T17). All that is drawn costs the market price; the contract settles its difference to the price agreed on what it
/// delivers. What the site does not draw is sold again, at a loss where the contract is physical.
#[inline(always)]
pub fn contract(p: &Parameters, hour: &Hour, hall: &Hall, balance: &Balance, mining: &Mining) -> Contract {
    let drawn = balance.import + (mining.power + mining.cooling + mining.loss);
    let offered = p.ppa_volume_mw * hour.ppa_share;
    let matched = min(drawn, offered);
    let delivered = if p.ppa_follows > 0.5 { matched } else { offered };
    let resale_loss = (delivered - matched) * max(hall.price, 0.0) * p.ppa_resale_loss;
    Contract { delivered, matched, usd: delivered * (p.ppa_price_usd_per_mwh - hall.price) + resale_loss }
}
