//! One step of one draw, in stages in the order in which energy flows:
//!
//! workload ([`it_asked_mw`]) → hall ([`hall`]) → heat as a product ([`heat_pump_inverse_cop`], [`heat_use`]) → cooling
//! ([`cooling`]) → demand at the meter and what the sun and the wind give ([`bus`]) → thermal plant ([`thermal_plant`]) →
//! battery, grid and shedding ([`balance`]) → miners ([`mining`]) → [`flows`].
//!
//! A stage takes what the stages before it handed on and nothing else. The four stages whose result one number or one small
//! struct holds are where a law can take the place of the built-in equation: [`it_asked_mw`], [`heat_pump_inverse_cop`],
//! [`cooling`] and [`thermal_plant`]. [`advance`] is all of them in a row.

use super::flows::Flows;
use super::forcing::Hour;
use super::laws::Variants;
use super::parameters::Parameters;
use crate::earth::cooling_plant::{Plant, cool};
use crate::math::{clamp, exp, max, min};

/// What a step hands to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    pub battery_mwh: f64,
    /// Mode of the air and of the liquid stream, index into `cooling_plant::MODES`.
    pub mode_air: f64,
    pub mode_liquid: f64,
    /// Heat in the tank at the network.
    pub tank_mwh: f64,
}

impl State {
    /// Before the first step every mode counts as on.
    pub const START_MODE: f64 = 0.0;
    /// Names of the state in a series.
    pub const NAMES: &'static [&'static str] = &["storage_state_mwh", "cooling_mode_air", "cooling_mode_liquid", "heat_tank_state_mwh"];

    pub fn start(p: &Parameters) -> Self {
        Self { battery_mwh: 0.5 * p.battery_capacity_mwh, mode_air: Self::START_MODE, mode_liquid: Self::START_MODE, tank_mwh: 0.0 }
    }

    pub fn values(&self) -> [f64; 4] {
        [self.battery_mwh, self.mode_air, self.mode_liquid, self.tank_mwh]
    }
}

/// Advances one draw by one step of `step_h` hours. `variants` answer for the stages that a law may replace.
#[inline(always)]
pub fn advance<P: Plant, V: Variants>(p: &Parameters, hour: &Hour, step_h: f64, state: &mut State, variants: &mut V) -> Flows {
    let hall = hall(p, hour, variants.it_asked_mw(p, hour));
    let heat = heat_use(p, hour, step_h, &hall, variants.heat_pump_inverse_cop(p, hour), state.tank_mwh);
    let cooled = variants.cooling::<P>(p, hour, &hall, &heat, state);
    let bus = bus(p, hour, &hall, &heat, &cooled);
    let thermal = variants.thermal_plant(p, hour, bus.asked_of_thermal_mw);
    let balance = balance(p, step_h, &hall, &bus, &thermal, state);
    let mining = mining(p, hour, &hall, &bus, &balance);
    flows(p, hour, step_h, &hall, &heat, &cooled, &bus, &thermal, &balance, &mining, state)
}

/// Workload (T01): hours that are sold are busy at the level of the fleet, the others idle.
#[inline(always)]
pub fn it_asked_mw(p: &Parameters, hour: &Hour) -> f64 {
    // P = P_max (f + (1 − f) u^a), u^a = e^(a ln u)
    let busy_power = exp(p.power_exponent * min(hour.ln_workload + p.ln_busy, 0.0));
    p.it_capacity_mw * (p.idle_fraction * p.idle_on + (1.0 - p.idle_fraction) * busy_power)
}

/// What the hall draws, loses and makes of heat.
#[derive(Clone, Copy, Debug)]
pub struct Hall {
    /// What a MWh from the grid costs this draw.
    pub price: f64,
    pub it_asked: f64,
    pub it: f64,
    /// Share of what is asked that the cap allows.
    pub allowed: f64,
    pub loss: f64,
    pub auxiliary: f64,
    pub liquid_heat: f64,
    pub air_heat: f64,
}

#[inline(always)]
pub fn hall(p: &Parameters, hour: &Hour, it_asked: f64) -> Hall {
    let it = min(it_asked, hour.it_limit_mw);
    let allowed = if it < it_asked { it / it_asked } else { 1.0 };

    // Power train inside the hall (T02): loss = R (k0 + k1 x + k2 x²), x = P/R.
    let after_ups = it * p.distribution_input;
    let x = after_ups * p.per_ups_rating;
    let ups_loss = p.ups_rating_mw * (p.ups_k0 + (p.ups_k1 + p.ups_k2 * x) * x);
    let loss = after_ups - it + ups_loss;
    let auxiliary = p.auxiliary_share * p.it_capacity_mw;

    // Heat by stream (T05).
    let liquid_heat = p.liquid_capture * it;
    let air_heat = it + loss + auxiliary - liquid_heat;
    Hall { price: hour.grid_price_usd_per_mwh * p.grid_price_factor, it_asked, it, allowed, loss, auxiliary, liquid_heat, air_heat }
}

/// `1/COP` of the heat pump, 0 without one: `(T̄_k − T̄_s)/(η_L T̄_k)` (T13).
#[inline(always)]
pub fn heat_pump_inverse_cop(p: &Parameters, hour: &Hour) -> f64 {
    let lift_share = max(hour.sink_mean_k - p.source_mean_k, 1.0) * hour.per_sink_mean_k;
    p.has_heat_pump * min(lift_share * p.per_lorenz, 0.99)
}

/// What the buyer of heat takes from the loops, and the tank at the network.
#[derive(Clone, Copy, Debug)]
pub struct HeatUse {
    pub inverse_cop: f64,
    pub price: f64,
    pub demand_at_meter: f64,
    /// Before the heat pump, in both loops.
    pub available: f64,
    /// Into the network, into the tank and out of it, and lost by it.
    pub given: f64,
    pub to_tank: f64,
    pub from_tank: f64,
    pub tank_loss: f64,
    pub heat_pump: f64,
    pub recovered: f64,
    pub from_liquid: f64,
    pub from_air: f64,
}

#[inline(always)]
pub fn heat_use(p: &Parameters, hour: &Hour, step_h: f64, hall: &Hall, inverse_cop: f64, tank_mwh: f64) -> HeatUse {
    let per_step = 1.0 / step_h;
    // What the buyer of heat takes (T12–T14).
    let available = p.heat_recovery_share * hall.liquid_heat + p.air_coil_share * hall.air_heat;
    let warm_enough = if hour.heat_supply_c <= p.direct_heat_c { 1.0 } else { p.has_heat_pump };
    let reach = clamp((p.maximum_sink_c - hour.heat_return_c) * hour.per_network_k, 0.0, 1.0);
    let price = hour.heat_price_usd_per_mwh * p.heat_price_factor;
    let pays = if price * (1.0 - p.network_loss) >= inverse_cop * hall.price { 1.0 } else { p.heat_must_run };
    let demand_at_meter = hour.heat_demand_mw * p.heat_demand_share;
    let asked = demand_at_meter * p.network_input * reach;
    let most = min(p.heat_pump_capacity_mw, available / (1.0 - inverse_cop));
    let runs = p.has_heat_use * warm_enough * pays;
    let given = runs * min(asked, most);
    // Tank at the network (T15): heat that finds no buyer goes in, what the pump does not cover comes out; b' = b (1 − k Δt) + …
    let tank_loss = tank_mwh * p.heat_tank_loss_per_h;
    let in_tank = tank_mwh * per_step - tank_loss;
    let to_tank = runs * clamp(p.heat_tank_mwh * per_step - in_tank, 0.0, max(most - asked, 0.0));
    let from_tank = p.has_heat_use * min(asked - given, in_tank);
    let heat_pump = (given + to_tank) * inverse_cop;
    let recovered = given + to_tank - heat_pump;
    let from_liquid = min(recovered, hall.liquid_heat);
    let from_air = recovered - from_liquid;
    HeatUse {
        inverse_cop,
        price,
        demand_at_meter,
        available,
        given,
        to_tank,
        from_tank,
        tank_loss,
        heat_pump,
        recovered,
        from_liquid,
        from_air,
    }
}

/// What the plant does with the heat of both streams.
#[derive(Clone, Copy, Debug)]
pub struct Cooled {
    pub power: f64,
    pub withdrawn_m3_per_h: f64,
    pub consumed_m3_per_h: f64,
    pub unmet: f64,
    /// Of the coolant that the chips see.
    pub supply_c: f64,
}

/// Cooling plant (T10), each stream by its cheapest way.
#[inline(always)]
pub fn cooling<P: Plant>(p: &Parameters, hour: &Hour, hall: &Hall, heat: &HeatUse, state: &mut State) -> Cooled {
    let (price, water_price) = (hall.price, p.water_price_usd_per_m3);
    let (air_heat, liquid_heat) = (hall.air_heat - heat.from_air, hall.liquid_heat - heat.from_liquid);
    let air = cool::<P::Air>(&p.air, &p.machine, &hour.outside, air_heat, price, water_price, state.mode_air);
    let liquid = cool::<P::Liquid>(&p.liquid, &p.machine, &hour.outside, liquid_heat, price, water_price, state.mode_liquid);
    state.mode_air = air.mode;
    state.mode_liquid = liquid.mode;
    Cooled {
        power: air.power_mw + liquid.power_mw,
        withdrawn_m3_per_h: air.withdrawn_m3_per_h + liquid.withdrawn_m3_per_h,
        consumed_m3_per_h: air.consumed_m3_per_h + liquid.consumed_m3_per_h,
        unmet: air.unmet_mw + liquid.unmet_mw,
        supply_c: if p.liquid_capture > 0.0 { liquid.supply_c } else { air.supply_c },
    }
}

/// Demand at the meter, what the sun and the wind give, and what is left to ask of a thermal plant.
#[derive(Clone, Copy, Debug)]
pub struct Bus {
    pub demand: f64,
    pub transformer_loss: f64,
    pub pv: f64,
    pub wind: f64,
    pub import_limit: f64,
    /// Demand less sun and wind; negative is surplus.
    pub net: f64,
    pub asked_of_thermal_mw: f64,
}

#[inline(always)]
pub fn bus(p: &Parameters, hour: &Hour, hall: &Hall, heat: &HeatUse, cooled: &Cooled) -> Bus {
    let below_transformer = hall.it + hall.loss + hall.auxiliary + cooled.power + heat.heat_pump;
    let transformer_loss = below_transformer * (p.transformer_input - 1.0);
    let demand = below_transformer + transformer_loss;

    // On-site generation (T16).
    let pv_dc = p.pv_capacity_mw * hour.pv_irradiance * (1.0 + p.pv_gamma_per_k * (hour.cell_c - 25.0)) * p.pv_remaining;
    let pv = clamp(pv_dc * p.pv_system_efficiency, 0.0, p.pv_ac_capacity_mw);
    let wind = p.wind_capacity_mw * hour.wind_share * (1.0 - p.wake_loss);

    let import_limit = min(p.import_limit_mw * hour.grid_available, hour.grid_limit_mw);
    let net = demand - pv - wind;
    // Where its fuel is the cheaper power it serves all, else what the grid cannot.
    let first = if p.fuel_cost_usd_per_mwh < hall.price { 1.0 } else { p.thermal_must_run };
    let asked_of_thermal_mw = if first > 0.5 { net } else { net - import_limit };
    Bus { demand, transformer_loss, pv, wind, import_limit, net, asked_of_thermal_mw }
}

/// What a thermal plant gives and burns.
#[derive(Clone, Copy, Debug)]
pub struct Thermal {
    pub power: f64,
    pub fuel: f64,
    pub co2_kg_per_h: f64,
}

/// Gas, fuel cell or nuclear plant (T16), asked for `request_mw`.
#[inline(always)]
pub fn thermal_plant(p: &Parameters, hour: &Hour, request_mw: f64) -> Thermal {
    let available =
        max(p.thermal_capacity_mw * (1.0 - p.turbine_derate_per_k * (hour.outside.dry_bulb_c - 15.0)) * hour.pressure_share, 0.0)
            * p.thermal_availability;
    let power = clamp(request_mw, 0.0, available);
    let is_on = if power > 0.0 { 1.0 } else { 0.0 };
    // Fuel at part load: (s + (1 − s) x) of the full-load rate, s at no load.
    let fuel = p.fuel_mw_per_mw * (p.no_load_share * available * is_on + (1.0 - p.no_load_share) * power);
    Thermal { power, fuel, co2_kg_per_h: fuel * p.fuel_co2_kg_per_mwh }
}

/// What the battery and the grid do, and the share of the demand that is served.
#[derive(Clone, Copy, Debug)]
pub struct Balance {
    pub charge: f64,
    pub discharge: f64,
    /// Into the battery in this step [MWh].
    pub stored: f64,
    pub import: f64,
    pub export: f64,
    /// Surplus before export.
    pub excess: f64,
    pub served: f64,
}

#[inline(always)]
pub fn balance(p: &Parameters, step_h: f64, hall: &Hall, bus: &Bus, thermal: &Thermal, state: &mut State) -> Balance {
    let (price, import_limit, per_step) = (hall.price, bus.import_limit, 1.0 / step_h);
    // Battery (T15): first what the grid cannot give, then surplus, then the price.
    let residual = bus.net - thermal.power;
    let charge_limit = min(p.battery_power_mw, (p.battery_capacity_mwh - state.battery_mwh) * p.per_battery_one_way * per_step);
    let discharge_limit = min(p.battery_power_mw, state.battery_mwh * p.battery_one_way * per_step);
    let short = max(residual - import_limit, 0.0);
    let surplus = max(-residual, 0.0);
    let room = max(import_limit - max(residual, 0.0), 0.0);
    let cheap = if price < p.charge_below_usd_per_mwh { room } else { 0.0 };
    let dear = if price > p.discharge_above_usd_per_mwh { max(residual, 0.0) } else { 0.0 };
    let to_charge = if short > 0.0 { 0.0 } else { surplus + if surplus > 0.0 { 0.0 } else { cheap } };
    let to_discharge = if short > 0.0 {
        short
    } else if to_charge > 0.0 {
        0.0
    } else {
        dear
    };
    let charge = max(min(to_charge, charge_limit), 0.0);
    let discharge = max(min(to_discharge, discharge_limit), 0.0);
    let stored = (charge * p.battery_one_way - discharge * p.per_battery_one_way) * step_h;
    state.battery_mwh += stored;

    // Grid within its limits (T17); what it cannot give is shed in proportion, from the chips to the fans.
    let balance = residual + charge - discharge;
    let import = clamp(balance, 0.0, import_limit);
    let unserved = max(balance - import_limit, 0.0);
    let served = 1.0 - unserved / max(bus.demand, 1e-12);
    let excess = max(-balance, 0.0);
    let export = min(excess, p.export_limit_mw);
    Balance { charge, discharge, stored, import, export, excess, served }
}

/// What the miners draw.
#[derive(Clone, Copy, Debug)]
pub struct Mining {
    pub power: f64,
    pub cooling: f64,
    pub loss: f64,
    pub import: f64,
    /// Mining that rests on request.
    pub not_drawn: f64,
    /// Worth of a MWh in coins.
    pub break_even: f64,
}

/// Mining (T19) takes what the connection has left while a coin earns more than the power costs.
#[inline(always)]
pub fn mining(p: &Parameters, hour: &Hour, hall: &Hall, bus: &Bus, balance: &Balance) -> Mining {
    let break_even = hour.hashprice_factor * p.mining_break_even_usd_per_mwh;
    let wants = if hall.price + p.response_payment_usd_per_mwh < break_even { 1.0 - hour.coincident } else { 0.0 };
    let possible = min(p.mining_capacity_mw, (bus.import_limit - balance.import) * p.mining_per_draw);
    let power = wants * max(possible, 0.0);
    let cooling = power * p.mining_overhead;
    let loss = power * p.draw_per_mining - power - cooling;
    Mining { power, cooling, loss, import: power + cooling + loss, not_drawn: (1.0 - wants) * max(possible, 0.0), break_even }
}

/// The flows of the step from what the stages found; brings the tank to the end of the step.
#[inline(always)]
pub fn flows(
    p: &Parameters,
    hour: &Hour,
    step_h: f64,
    hall: &Hall,
    heat: &HeatUse,
    cooled: &Cooled,
    bus: &Bus,
    thermal: &Thermal,
    balance: &Balance,
    mining: &Mining,
    state: &mut State,
) -> Flows {
    let (served, per_step) = (balance.served, 1.0 / step_h);
    let total_import = balance.import + mining.import;
    let power_loss = (hall.loss + bus.transformer_loss) * served + mining.loss;
    let heat_made = hall.it * served + mining.power + power_loss + hall.auxiliary * served;
    let taken = heat.recovered * served;
    let unmet_cooling = cooled.unmet * served;
    let heat_stored = heat.to_tank * served - heat.from_tank - heat.tank_loss;
    state.tank_mwh += heat_stored * step_h;
    let heat_given = heat.given * served + heat.from_tank;
    let network_loss = heat_given * p.network_loss;
    let heat_sold = heat_given - network_loss;
    let water_withdrawn = cooled.withdrawn_m3_per_h * served;
    let unmet_share = cooled.unmet / max(hall.air_heat + hall.liquid_heat - heat.recovered, 1e-12);
    let own_used = max(bus.pv + bus.wind - balance.excess, 0.0);
    Flows {
        grid_import_mw: total_import,
        pv_mw: bus.pv,
        wind_mw: bus.wind,
        thermal_plant_mw: thermal.power,
        it_mw: hall.it * served,
        mining_mw: mining.power,
        cooling_mw: cooled.power * served + mining.cooling,
        power_loss_mw: power_loss,
        heat_pump_mw: heat.heat_pump * served,
        auxiliary_mw: hall.auxiliary * served,
        storage_loss_mw: balance.charge - balance.discharge - balance.stored * per_step,
        grid_export_mw: balance.export,
        spilled_mw: balance.excess - balance.export,
        unserved_mw: hall.it_asked - hall.it * served,
        unmet_cooling_mw: unmet_cooling,
        heat_made_mw: heat_made,
        heat_rejected_mw: heat_made - taken - unmet_cooling,
        heat_recovered_mw: taken - heat_stored,
        heat_lost_mw: network_loss + heat.tank_loss,
        heat_sold_mw: heat_sold,
        heat_stored_mw: heat_stored,
        water_withdrawn_m3_per_h: water_withdrawn,
        water_consumed_m3_per_h: cooled.consumed_m3_per_h * served,
        grid_co2_kg_per_h: total_import * hour.grid_carbon_kg_per_mwh * p.grid_carbon_factor,
        fuel_co2_kg_per_h: thermal.co2_kg_per_h,
        fuel_mw: thermal.fuel,
        renewable_mw: own_used + total_import * p.grid_renewable_share,
        grid_cost_usd_per_h: total_import * hall.price,
        grid_income_usd_per_h: balance.export * hall.price * p.export_price_share,
        fuel_cost_usd_per_h: thermal.fuel * p.fuel_price_usd_per_mwh,
        water_cost_usd_per_h: water_withdrawn * p.water_price_usd_per_m3,
        heat_income_usd_per_h: heat_sold * heat.price,
        mining_income_usd_per_h: mining.power * mining.break_even,
        response_income_usd_per_h: mining.not_drawn * p.response_payment_usd_per_mwh,
        storage_change_mw: balance.stored * per_step,
        heat_demand_mw: heat.demand_at_meter,
        heat_available_mw: heat.available,
        heat_pump_cop: if heat.heat_pump > 0.0 { 1.0 / heat.inverse_cop } else { 0.0 },
        supply_temperature_c: cooled.supply_c,
        powered_share: served * hall.allowed,
        unthrottled_share: served * hall.allowed * (1.0 - unmet_share),
    }
}
