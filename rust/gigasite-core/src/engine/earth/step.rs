//! One step of one draw, in stages in the order in which energy flows:
//!
//! workload ([`it_asked_mw`]) → [`hall`] → heat as a product ([`heat_pump_inverse_cop`], [`heat_use`]) → [`cooling`] → demand at
//! the meter less sun and wind ([`pv`], [`wind`], [`bus`]) → [`thermal_plant`](super::supply::thermal_plant) → [`wish`] and [`battery`] → grid and shedding
//! ([`balance`]) → miners ([`mining`]) → supply contract ([`contract`]) → [`kept`], what the year sums, and [`flows`], what a
//! series shows.
//!
//! A stage takes what the stages before it handed on and nothing else. Four of them are laws that can be replaced:
//! [`it_asked_mw`], [`heat_pump_inverse_cop`], [`cooling`] and the thermal plant. [`advance`] is all of them in a row;
//! `lanes.rs` runs them stage by stage over many draws, `one_draw.rs` over many hours.

use super::flows::Flows;
use super::forcing::Hour;
use super::kept::Kept;
use super::laws::Variants;
use super::parameters::{LANES, Parameters};
use super::supply::{
    Balance, Battery, Bus, Contract, Mining, Thermal, asked_of_thermal_mw, balance, battery, bus, contract, mining, pv, wind, wish,
};
use crate::earth::cooling_plant::{Fans, Plant, cool};
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
    /// Units of the thermal plant that run.
    pub thermal_units: f64,
}

/// What keeps a site from selling more heat: nothing to sell to, nobody asks, the network is too hot, the price does not pay, the heat
/// pump or the hall is at its end, the buyers have all that they ask for, or they have and the tank is full.
pub const HEAT_LIMITS: &[&str] = &["no_buyer", "no_demand", "temperature", "price", "heat_pump", "hall", "demand", "tank_full"];

impl State {
    /// Before the first step every mode counts as on.
    pub const START_MODE: f64 = 0.0;
    /// Nothing in any store and no unit running.
    pub const REST: Self =
        Self { battery_mwh: 0.0, mode_air: Self::START_MODE, mode_liquid: Self::START_MODE, tank_mwh: 0.0, thermal_units: 0.0 };
    /// Names of the state in a series.
    pub const NAMES: &'static [&'static str] =
        &["storage_state_mwh", "cooling_mode_air", "cooling_mode_liquid", "heat_tank_state_mwh", "thermal_units"];

    pub fn start(p: &Parameters) -> Self {
        Self { battery_mwh: 0.5 * p.battery_capacity_mwh, ..Self::REST }
    }

    pub fn values(&self) -> [f64; 5] {
        [self.battery_mwh, self.mode_air, self.mode_liquid, self.tank_mwh, self.thermal_units]
    }
}

/// What a stage hands on, of one draw; and the same as lanes where it waits between the stages of a block.
macro_rules! stage {
    ($(#[doc = $doc:literal])* pub struct $one:ident / $lanes:ident { $($(#[doc = $field_doc:literal])* $name:ident),* $(,)? }) => {
        stage!($(#[doc = $doc])* pub struct $one { $($(#[doc = $field_doc])* $name),* });
        #[derive(Clone, Debug)]
        #[repr(align(64))]
        pub struct $lanes { $(pub $name: [f64; LANES]),* }
        impl $lanes {
            pub const ZERO: Self = Self { $($name: [0.0; LANES]),* };
            #[inline(always)]
            pub fn get(&self, lane: usize) -> $one {
                $one { $($name: self.$name[lane]),* }
            }
            #[inline(always)]
            pub fn set(&mut self, lane: usize, one: $one) {
                $(self.$name[lane] = one.$name;)*
            }
        }
    };
    ($(#[doc = $doc:literal])* pub struct $one:ident { $($(#[doc = $field_doc:literal])* $name:ident),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $one { $($(#[doc = $field_doc])* pub $name: f64),* }
    };
}
pub(super) use stage;

/// Everything that a step of one draw found.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub hall: Hall,
    pub inverse_cop: f64,
    pub heat: HeatUse,
    pub cooled: Cooled,
    pub bus: Bus,
    pub thermal: Thermal,
    pub battery: Battery,
    pub balance: Balance,
    pub mining: Mining,
    pub contract: Contract,
}

/// Advances one draw by one step of `step_h` hours. `variants` answer for the stages that a law may replace.
#[inline(always)]
pub fn advance<P: Plant, V: Variants>(p: &Parameters, hour: &Hour, step_h: f64, state: &mut State, variants: &mut V) -> Step {
    let hall = hall(p, hour, variants.it_asked_mw(p, hour));
    let inverse_cop = variants.heat_pump_inverse_cop(p, hour);
    let heat = heat_use(p, hour, step_h, &hall, inverse_cop, state.tank_mwh);
    let cooled = variants.cooling::<P>(p, hour, &hall, &heat, state);
    let bus = bus(p, hour, &hall, &heat, &cooled, pv(p, hour), wind(p, hour));
    let thermal = variants.thermal_plant(p, hour, asked_of_thermal_mw(p, &hall, &bus, step_h, state.battery_mwh), state.thermal_units);
    state.thermal_units = thermal.units;
    let battery = battery(p, step_h, &wish(p, &hall, &bus, &thermal), &mut state.battery_mwh);
    let balance = balance(p, &hall, &bus, &thermal, &battery);
    let mining = mining(p, hour, &hall, &bus, &balance);
    let contract = contract(p, hour, &hall, &balance, &mining);
    state.tank_mwh += heat.tank_change(balance.served) * step_h;
    Step { hall, inverse_cop, heat, cooled, bus, thermal, battery, balance, mining, contract }
}

/// Workload (T01): hours that are sold are busy at the level of the fleet, the others idle.
#[inline(always)]
pub fn it_asked_mw(p: &Parameters, hour: &Hour) -> f64 {
    // P = P_max (f + (1 − f) u^a), u^a = e^(a ln u)
    let busy_power = exp(p.power_exponent * min(hour.ln_workload + p.ln_busy, 0.0));
    p.it_idle_mw + p.it_work_mw * busy_power
}

stage! {
    /// What the hall draws, loses and makes of heat [MW].
    pub struct Hall / HallLanes {
        /// What a MWh from the grid costs this draw.
        price,
        it_asked, it, loss, liquid_heat, air_heat,
    }
}

#[inline(always)]
pub fn hall(p: &Parameters, hour: &Hour, it_asked: f64) -> Hall {
    let price = hour.grid_price_usd_per_mwh * p.grid_price_factor;
    let it = min(it_asked, hour.it_limit_mw);
    // Power train inside the hall (T02).
    let loss = p.hall_loss_0 + (p.hall_loss_1 + p.hall_loss_2 * it) * it;
    // Heat by stream (T05).
    let liquid_heat = p.liquid_capture * it;
    let air_heat = it + loss + p.auxiliary_mw - liquid_heat;
    Hall { price, it_asked, it, loss, liquid_heat, air_heat }
}

impl Hall {
    /// Share of what is asked that a cap from outside allows.
    #[inline(always)]
    pub fn allowed(&self) -> f64 {
        if self.it < self.it_asked { self.it / self.it_asked } else { 1.0 }
    }
}

/// `1/COP` of the heat pump, 0 without one: `(T̄_k − T̄_s)/(η_L T̄_k)` (T13).
#[inline(always)]
pub fn heat_pump_inverse_cop(p: &Parameters, hour: &Hour) -> f64 {
    let lift_share = max(hour.sink_mean_k - p.source_mean_k, 1.0) * hour.per_sink_mean_k;
    min(lift_share * p.per_lorenz, 0.99)
}

stage! {
    /// What the buyer of heat takes from the loops, and the tank at the network [MW].
    pub struct HeatUse / HeatUseLanes {
        /// Into the network, into the tank and out of it, and lost by it.
        given, to_tank, from_tank, tank_loss,
        heat_pump,
        /// What is left in the loops for the plant.
        liquid_left, air_left,
    }
}

#[inline(always)]
pub fn heat_use(p: &Parameters, hour: &Hour, step_h: f64, hall: &Hall, inverse_cop: f64, tank_mwh: f64) -> HeatUse {
    let per_step = 1.0 / step_h;
    // What the buyer of heat takes (T12–T14).
    let asked = hour.heat_demand_mw * p.heat_asked_share * reach(p, hour);
    let most = min(p.heat_pump_capacity_mw, heat_available_mw(p, hall) / (1.0 - inverse_cop));
    let runs = pump_runs(p, hour, hall, inverse_cop);
    // Tank at the network (T15): while power is cheap, heat that finds no buyer goes in; what the pump does not cover comes out,
    // and while power is dear the tank serves before the pump. b' = b (1 − k Δt) + …
    let tank_loss = tank_mwh * p.heat_tank_loss_per_h;
    let in_tank = tank_mwh * per_step - tank_loss;
    let dear = hall.price > p.heat_tank_discharge_above_usd_per_mwh;
    let tank_first = if dear { min(asked, in_tank) } else { 0.0 };
    let given = runs * min(asked - tank_first, most);
    let to_tank = tank_fills(p, hall, runs) * clamp(p.heat_tank_mwh * per_step - in_tank, 0.0, max(most - asked, 0.0));
    let from_tank = min(asked - given, in_tank);
    let into_pump = given + to_tank;
    let heat_pump = into_pump * inverse_cop;
    let recovered = into_pump - heat_pump;
    let from_liquid = min(recovered, hall.liquid_heat);
    let (liquid_left, air_left) = (hall.liquid_heat - from_liquid, hall.air_heat - (recovered - from_liquid));
    HeatUse { given, to_tank, from_tank, tank_loss, heat_pump, liquid_left, air_left }
}

/// Share of what the network asks that a heat pump of this kind can make warm enough.
#[inline(always)]
fn reach(p: &Parameters, hour: &Hour) -> f64 {
    clamp((p.maximum_sink_c - hour.heat_return_c) * hour.per_network_k, 0.0, 1.0)
}

/// Whether heat is given: the network is cool enough, and the income pays for the power or it must run.
#[inline(always)]
fn pump_runs(p: &Parameters, hour: &Hour, hall: &Hall, inverse_cop: f64) -> f64 {
    let pays = if hour.heat_price_usd_per_mwh * p.heat_income_factor >= inverse_cop * hall.price { 1.0 } else { p.heat_must_run };
    if hour.heat_supply_c <= p.warmest_supply_c { pays } else { 0.0 }
}

/// What the pump fills the tank with, over what it could: as it runs, while power is cheap and not dear.
#[inline(always)]
fn tank_fills(p: &Parameters, hall: &Hall, runs: f64) -> f64 {
    let cheap = (hall.price < p.heat_tank_charge_below_usd_per_mwh) & (hall.price <= p.heat_tank_discharge_above_usd_per_mwh);
    if cheap { runs } else { 0.0 }
}

/// What kept the site from selling more heat in a step, an index into [`HEAT_LIMITS`].
fn heat_limit(p: &Parameters, hour: &Hour, hall: &Hall, inverse_cop: f64, heat: &HeatUse) -> f64 {
    let available = heat_available_mw(p, hall) / (1.0 - inverse_cop);
    let (runs, reach) = (pump_runs(p, hour, hall, inverse_cop), reach(p, hour));
    let at_most = heat.given + heat.to_tank >= runs * min(p.heat_pump_capacity_mw, available) * (1.0 - 1e-12);
    let would_fill = p.heat_tank_mwh * tank_fills(p, hall, runs) > 0.0;
    if p.heat_asked_share == 0.0 {
        0.0
    } else if hour.heat_demand_mw <= 0.0 && heat.to_tank <= 0.0 && !would_fill {
        1.0
    } else if hour.heat_supply_c > p.warmest_supply_c || reach <= 0.0 {
        2.0
    } else if runs == 0.0 {
        3.0
    } else if at_most {
        if available < p.heat_pump_capacity_mw { 5.0 } else { 4.0 }
    } else if reach < 1.0 {
        2.0
    } else if would_fill {
        7.0
    } else {
        6.0
    }
}

/// Heat that the loops offer before the heat pump.
#[inline(always)]
pub fn heat_available_mw(p: &Parameters, hall: &Hall) -> f64 {
    p.heat_recovery_share * hall.liquid_heat + p.air_coil_share * hall.air_heat
}

impl HeatUse {
    /// A site that gives no heat.
    #[inline(always)]
    pub fn none(hall: &Hall) -> Self {
        let (liquid_left, air_left) = (hall.liquid_heat, hall.air_heat);
        Self { given: 0.0, to_tank: 0.0, from_tank: 0.0, tank_loss: 0.0, heat_pump: 0.0, liquid_left, air_left }
    }

    /// Change of the heat in the tank.
    #[inline(always)]
    pub fn tank_change(&self, served: f64) -> f64 {
        self.to_tank * served - self.from_tank - self.tank_loss
    }
}

stage! {
    /// What the plant does with the heat of both streams [MW, m³/h].
    pub struct Cooled {
        power, withdrawn, consumed, unmet,
        /// Of the coolant that the chips see.
        supply_c,
    }
}

/// Fans of the free ways of the air stream and of the liquid stream.
#[inline(always)]
pub fn fans<P: Plant>(p: &Parameters, hour: &Hour, heat: &HeatUse) -> [Fans; 2] {
    [
        Fans::of::<P::Air>(&p.air, &p.machine, &hour.outside, heat.air_left),
        Fans::of::<P::Liquid>(&p.liquid, &p.machine, &hour.outside, heat.liquid_left),
    ]
}

/// Cooling plant (T10), each stream by its cheapest way; takes the modes of the step before and leaves those of this one.
#[inline(always)]
pub fn cooling<P: Plant>(
    p: &Parameters,
    hour: &Hour,
    hall: &Hall,
    heat: &HeatUse,
    [air_fans, liquid_fans]: &[Fans; 2],
    mode_air: &mut f64,
    mode_liquid: &mut f64,
) -> Cooled {
    let (price, water_price) = (hall.price, p.water_price_usd_per_m3);
    let (machine, outside) = (&p.machine, &hour.outside);
    let air = cool::<P::Air>(&p.air, machine, outside, heat.air_left, air_fans, price, water_price, *mode_air);
    let liquid = cool::<P::Liquid>(&p.liquid, machine, outside, heat.liquid_left, liquid_fans, price, water_price, *mode_liquid);
    (*mode_air, *mode_liquid) = (air.mode, liquid.mode);
    Cooled {
        power: air.power_mw + liquid.power_mw,
        withdrawn: air.withdrawn_m3_per_h + liquid.withdrawn_m3_per_h,
        consumed: air.consumed_m3_per_h + liquid.consumed_m3_per_h,
        unmet: air.unmet_mw + liquid.unmet_mw,
        supply_c: if p.liquid_capture > 0.0 { p.liquid.supply_c(liquid.unmet_mw) } else { p.air.supply_c(air.unmet_mw) },
    }
}

/// What the year sums of a step. `allowed` is [`Hall::allowed`].
#[inline(always)]
pub fn kept(hour: &Hour, step_h: f64, s: &Step, allowed: f64) -> Kept {
    let served = s.balance.served;
    let grid_import_mw = s.balance.import + (s.mining.power + s.mining.cooling + s.mining.loss);
    let heat_given_mw = s.heat.given * served + s.heat.from_tank;
    let it_mw = s.hall.it * served;
    let unmet_share = s.cooled.unmet / max(s.heat.air_left + s.heat.liquid_left, 1e-12);
    Kept {
        grid_import_mw,
        it_mw,
        cooling_mw: s.cooled.power * served + s.mining.cooling,
        power_loss_mw: (s.hall.loss + s.bus.transformer_loss) * served + s.mining.loss,
        unserved_mw: s.hall.it_asked - it_mw,
        unmet_cooling_mw: s.cooled.unmet * served,
        served,
        throttled: served * allowed * unmet_share,
        capped: served * (1.0 - allowed),
        grid_co2_kg_per_h: grid_import_mw * hour.grid_carbon_kg_per_mwh,
        grid_cost_usd_per_h: grid_import_mw * hour.grid_price_usd_per_mwh,
        pv_mw: s.bus.pv,
        wind_mw: s.bus.wind,
        grid_export_mw: s.balance.export,
        spilled_mw: s.balance.excess - s.balance.export,
        left_mw: min(s.balance.excess, s.bus.pv + s.bus.wind),
        grid_income_usd_per_h: s.balance.export * hour.grid_price_usd_per_mwh,
        heat_pump_mw: s.heat.heat_pump * served,
        heat_given_mw,
        tank_loss_mw: s.heat.tank_loss,
        heat_income_usd_per_h: heat_given_mw * hour.heat_price_usd_per_mwh,
        storage_loss_mw: s.battery.charge - s.battery.discharge - s.battery.stored * (1.0 / step_h),
        thermal_plant_mw: s.thermal.power,
        fuel_mw: s.thermal.fuel,
        fuel_co2_kg_per_h: s.thermal.co2,
        starts_usd_per_h: s.thermal.starts_usd * (1.0 / step_h),
        ppa_mw: s.contract.delivered,
        ppa_matched_mw: s.contract.matched,
        ppa_matched_co2_kg_per_h: s.contract.matched * hour.grid_carbon_kg_per_mwh,
        ppa_usd_per_h: s.contract.usd,
        mining_mw: s.mining.power,
        not_drawn_mw: s.mining.not_drawn,
        mined_mw: s.mining.power * hour.hashprice_factor,
        water_withdrawn_m3_per_h: s.cooled.withdrawn * served,
        water_consumed_m3_per_h: s.cooled.consumed * served,
    }
}

/// The flows of a step, all of them.
pub fn flows(p: &Parameters, hour: &Hour, step_h: f64, s: &Step) -> Flows {
    let allowed = s.hall.allowed();
    let k = kept(hour, step_h, s, allowed);
    let (served, per_step) = (s.balance.served, 1.0 / step_h);
    let auxiliary_mw = p.auxiliary_mw * served;
    let heat_made_mw = k.it_mw + k.mining_mw + k.power_loss_mw + auxiliary_mw;
    let taken = (s.heat.given + s.heat.to_tank - s.heat.heat_pump) * served;
    let heat_stored_mw = s.heat.tank_change(served);
    let network_loss = k.heat_given_mw * p.network_loss;
    Flows {
        grid_import_mw: k.grid_import_mw,
        pv_mw: k.pv_mw,
        wind_mw: k.wind_mw,
        thermal_plant_mw: k.thermal_plant_mw,
        it_mw: k.it_mw,
        mining_mw: k.mining_mw,
        cooling_mw: k.cooling_mw,
        power_loss_mw: k.power_loss_mw,
        heat_pump_mw: k.heat_pump_mw,
        auxiliary_mw,
        storage_loss_mw: k.storage_loss_mw,
        grid_export_mw: k.grid_export_mw,
        spilled_mw: k.spilled_mw,
        unserved_mw: k.unserved_mw,
        unmet_cooling_mw: k.unmet_cooling_mw,
        heat_made_mw,
        heat_rejected_mw: heat_made_mw - taken - k.unmet_cooling_mw,
        heat_recovered_mw: taken - heat_stored_mw,
        heat_lost_mw: network_loss + k.tank_loss_mw,
        heat_sold_mw: k.heat_given_mw - network_loss,
        heat_stored_mw,
        water_withdrawn_m3_per_h: k.water_withdrawn_m3_per_h,
        water_consumed_m3_per_h: k.water_consumed_m3_per_h,
        grid_co2_kg_per_h: k.grid_co2_kg_per_h * p.grid_carbon_factor,
        fuel_co2_kg_per_h: k.fuel_co2_kg_per_h,
        fuel_mw: k.fuel_mw,
        renewable_mw: k.pv_mw + k.wind_mw - k.left_mw + k.grid_import_mw * p.grid_renewable_share,
        grid_cost_usd_per_h: k.grid_cost_usd_per_h * p.grid_price_factor + k.ppa_usd_per_h,
        grid_income_usd_per_h: k.grid_income_usd_per_h * p.grid_price_factor * p.export_price_share
            + k.grid_export_mw * p.export_price_usd_per_mwh,
        fuel_cost_usd_per_h: k.fuel_mw * p.fuel_price_usd_per_mwh + k.starts_usd_per_h,
        water_cost_usd_per_h: k.water_withdrawn_m3_per_h * p.water_price_usd_per_m3,
        heat_income_usd_per_h: k.heat_income_usd_per_h * p.heat_income_factor,
        mining_income_usd_per_h: k.mined_mw * p.mining_break_even_usd_per_mwh,
        response_income_usd_per_h: k.not_drawn_mw * p.response_payment_usd_per_mwh,
        ppa_mw: k.ppa_mw,
        ppa_matched_mw: k.ppa_matched_mw,
        ppa_matched_co2_kg_per_h: k.ppa_matched_co2_kg_per_h * p.grid_carbon_factor,
        storage_change_mw: s.battery.stored * per_step,
        heat_demand_mw: hour.heat_demand_mw * p.heat_demand_share,
        heat_available_mw: heat_available_mw(p, &s.hall),
        heat_pump_cop: if s.heat.heat_pump > 0.0 { 1.0 / s.inverse_cop } else { 0.0 },
        heat_limit: heat_limit(p, hour, &s.hall, s.inverse_cop, &s.heat),
        supply_temperature_c: s.cooled.supply_c,
        powered_share: served * allowed,
        unthrottled_share: served * allowed - k.throttled,
    }
}
