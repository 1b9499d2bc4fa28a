//! One step of one draw: from the workload to the grid, in the order in which energy flows.

use super::forcing::Hour;
use super::parameters::Parameters;
use crate::earth::cooling_plant::{Plant, cool};
use crate::ledger::Column;
use crate::math::{clamp, exp, max, min};

macro_rules! flows {
    ($($(#[doc = $doc:literal])* $name:ident => $column:expr),* $(,)?) => {
        /// Flows of a step.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Flows { $($(#[doc = $doc])* pub $name: f64),* }
        /// Names of the flows.
        pub const FLOWS: &[&str] = &[$(stringify!($name)),*];
        /// Ledger column that the sum over the year of a flow fills.
        pub const FLOW_COLUMNS: &[(&str, Option<Column>)] = &[$((stringify!($name), $column)),*];
        impl Flows {
            #[inline(always)]
            pub fn values(&self) -> [f64; FLOWS.len()] { [$(self.$name),*] }
            /// Adds the step to the running sums of a lane. What the ledger does not hold is not summed, and so not even
            /// computed in a batch.
            #[inline(always)]
            pub fn add<const L: usize>(&self, sums: &mut [[f64; L]; FLOWS.len()], lane: usize) {
                $({
                    const INDEX: usize = index_of(stringify!($name));
                    if KEPT[INDEX] {
                        sums[INDEX][lane] += self.$name;
                    }
                })*
            }
        }
    };
}

flows! {
    grid_import_mw => Some(Column::grid_import_mwh),
    pv_mw => Some(Column::pv_mwh),
    wind_mw => Some(Column::wind_mwh),
    thermal_plant_mw => Some(Column::thermal_plant_mwh),
    it_mw => Some(Column::it_mwh),
    mining_mw => Some(Column::mining_mwh),
    cooling_mw => Some(Column::cooling_mwh),
    power_loss_mw => Some(Column::power_loss_mwh),
    heat_pump_mw => Some(Column::heat_pump_mwh),
    auxiliary_mw => Some(Column::auxiliary_mwh),
    storage_loss_mw => Some(Column::storage_loss_mwh),
    grid_export_mw => Some(Column::grid_export_mwh),
    spilled_mw => Some(Column::spilled_mwh),
    unserved_mw => Some(Column::unserved_mwh),
    unmet_cooling_mw => Some(Column::unmet_cooling_mwh),
    heat_made_mw => Some(Column::heat_made_mwh),
    heat_rejected_mw => Some(Column::heat_rejected_mwh),
    heat_recovered_mw => Some(Column::heat_recovered_mwh),
    heat_lost_mw => Some(Column::heat_lost_mwh),
    heat_sold_mw => Some(Column::heat_sold_mwh),
    /// Change of the heat in the tank at the network.
    heat_stored_mw => Some(Column::heat_stored_mwh),
    water_withdrawn_m3_per_h => Some(Column::water_withdrawn_m3),
    water_consumed_m3_per_h => Some(Column::water_consumed_m3),
    grid_co2_kg_per_h => Some(Column::grid_co2_kg),
    fuel_co2_kg_per_h => Some(Column::fuel_co2_kg),
    fuel_mw => Some(Column::fuel_mwh),
    renewable_mw => Some(Column::renewable_mwh),
    grid_cost_usd_per_h => Some(Column::grid_cost_usd),
    grid_income_usd_per_h => Some(Column::grid_income_usd),
    fuel_cost_usd_per_h => Some(Column::fuel_cost_usd),
    water_cost_usd_per_h => Some(Column::water_cost_usd),
    heat_income_usd_per_h => Some(Column::heat_income_usd),
    mining_income_usd_per_h => Some(Column::mining_income_usd),
    response_income_usd_per_h => Some(Column::response_income_usd),
    /// Change of the battery's state.
    storage_change_mw => None,
    /// Heat that the network asks of the site, at the meter.
    heat_demand_mw => None,
    /// Heat that the loops offer before the heat pump.
    heat_available_mw => None,
    /// Coefficient of performance of the heat pump; 0 where it is off.
    heat_pump_cop => None,
    supply_temperature_c => None,
    /// Share of the installed accelerators that has power.
    powered_share => None,
    /// Share that has power and cooling.
    unthrottled_share => None,
}

/// Flows whose sum over the year is kept.
const KEPT: [bool; FLOWS.len()] = {
    let mut kept = [false; FLOWS.len()];
    let mut i = 0;
    while i < FLOWS.len() {
        kept[i] = FLOW_COLUMNS[i].1.is_some() || i == POWERED || i == UNTHROTTLED;
        i += 1;
    }
    kept
};

/// Index of a flow.
const fn index_of(name: &str) -> usize {
    let mut i = 0;
    while i < FLOWS.len() {
        let (a, b) = (FLOWS[i].as_bytes(), name.as_bytes());
        let mut same = a.len() == b.len();
        let mut k = 0;
        while same && k < a.len() {
            same = a[k] == b[k];
            k += 1;
        }
        if same {
            return i;
        }
        i += 1;
    }
    i
}

pub(super) const POWERED: usize = index_of("powered_share");
pub(super) const UNTHROTTLED: usize = index_of("unthrottled_share");

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

/// Advances one draw by one step of `step_h` hours.
#[inline(always)]
pub fn advance<P: Plant>(p: &Parameters, hour: &Hour, step_h: f64, state: &mut State) -> Flows {
    let price = hour.grid_price_usd_per_mwh * p.grid_price_factor;
    let per_step = 1.0 / step_h;

    // Workload (T01): hours that are sold are busy at the level of the fleet, the others idle.
    // P = P_max (f + (1 − f) u^a), u^a = e^(a ln u)
    let busy_power = exp(p.power_exponent * min(hour.ln_workload + p.ln_busy, 0.0));
    let it_asked = p.it_capacity_mw * (p.idle_fraction * p.idle_on + (1.0 - p.idle_fraction) * busy_power);
    let it = min(it_asked, hour.it_limit_mw);
    let allowed = if it < it_asked { it / it_asked } else { 1.0 };

    // Power train inside the hall (T02): loss = R (k0 + k1 x + k2 x²), x = P/R.
    let after_ups = it * p.distribution_input;
    let x = after_ups * p.per_ups_rating;
    let ups_loss = p.ups_rating_mw * (p.ups_k0 + (p.ups_k1 + p.ups_k2 * x) * x);
    let hall_loss = after_ups - it + ups_loss;
    let auxiliary = p.auxiliary_share * p.it_capacity_mw;

    // Heat by stream (T05), and what the buyer of heat takes from it (T12–T14).
    let liquid_heat = p.liquid_capture * it;
    let air_heat = it + hall_loss + auxiliary - liquid_heat;
    let available = p.heat_recovery_share * liquid_heat + p.air_coil_share * air_heat;
    // 1/COP = (T̄_k − T̄_s)/(η_L T̄_k), at most 1/1.01
    let lift_share = max(hour.sink_mean_k - p.source_mean_k, 1.0) * hour.per_sink_mean_k;
    let inverse_cop = p.has_heat_pump * min(lift_share * p.per_lorenz, 0.99);
    let warm_enough = if hour.heat_supply_c <= p.direct_heat_c { 1.0 } else { p.has_heat_pump };
    let reach = clamp((p.maximum_sink_c - hour.heat_return_c) * hour.per_network_k, 0.0, 1.0);
    let heat_price = hour.heat_price_usd_per_mwh * p.heat_price_factor;
    let pays = if heat_price * (1.0 - p.network_loss) >= inverse_cop * price { 1.0 } else { p.heat_must_run };
    let demand_at_meter = hour.heat_demand_mw * p.heat_demand_share;
    let asked = demand_at_meter * p.network_input * reach;
    let most = min(p.heat_pump_capacity_mw, available / (1.0 - inverse_cop));
    let runs = p.has_heat_use * warm_enough * pays;
    let given = runs * min(asked, most);
    // Tank at the network (T15): heat that finds no buyer goes in, what the pump does not cover comes out; b' = b (1 − k Δt) + …
    let tank_loss = state.tank_mwh * p.heat_tank_loss_per_h;
    let in_tank = state.tank_mwh * per_step - tank_loss;
    let to_tank = runs * clamp(p.heat_tank_mwh * per_step - in_tank, 0.0, max(most - asked, 0.0));
    let from_tank = p.has_heat_use * min(asked - given, in_tank);
    let heat_pump = (given + to_tank) * inverse_cop;
    let recovered = given + to_tank - heat_pump;
    let from_liquid = min(recovered, liquid_heat);
    let from_air = recovered - from_liquid;

    // Cooling plant (T10), each stream by its cheapest way.
    let air = cool::<P::Air>(&p.air, &p.machine, &hour.outside, air_heat - from_air, price, p.water_price_usd_per_m3, state.mode_air);
    let liquid = cool::<P::Liquid>(
        &p.liquid,
        &p.machine,
        &hour.outside,
        liquid_heat - from_liquid,
        price,
        p.water_price_usd_per_m3,
        state.mode_liquid,
    );
    state.mode_air = air.mode;
    state.mode_liquid = liquid.mode;
    let cooling = air.power_mw + liquid.power_mw;
    let unmet = air.unmet_mw + liquid.unmet_mw;

    // Up to the meter.
    let below_transformer = it + hall_loss + auxiliary + cooling + heat_pump;
    let transformer_loss = below_transformer * (p.transformer_input - 1.0);
    let demand = below_transformer + transformer_loss;

    // On-site generation (T16).
    let pv_dc = p.pv_capacity_mw * hour.pv_irradiance * (1.0 + p.pv_gamma_per_k * (hour.cell_c - 25.0)) * p.pv_remaining;
    let pv = clamp(pv_dc * p.pv_system_efficiency, 0.0, p.pv_ac_capacity_mw);
    let wind = p.wind_capacity_mw * hour.wind_share * (1.0 - p.wake_loss);
    let thermal_available =
        max(p.thermal_capacity_mw * (1.0 - p.turbine_derate_per_k * (hour.outside.dry_bulb_c - 15.0)) * hour.pressure_share, 0.0)
            * p.thermal_availability;
    let import_limit = min(p.import_limit_mw * hour.grid_available, hour.grid_limit_mw);
    let net = demand - pv - wind;
    let cheaper = if p.fuel_cost_usd_per_mwh < price { 1.0 } else { p.thermal_must_run };
    let wanted = if cheaper > 0.5 { net } else { net - import_limit };
    let thermal = clamp(wanted, 0.0, thermal_available);
    let thermal_on = if thermal > 0.0 { 1.0 } else { 0.0 };
    // Fuel at part load: (s + (1 − s) x) of the full-load rate, s at no load.
    let fuel = p.fuel_mw_per_mw * (p.no_load_share * thermal_available * thermal_on + (1.0 - p.no_load_share) * thermal);

    // Battery (T15): first what the grid cannot give, then surplus, then the price.
    let residual = net - thermal;
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
    let served = 1.0 - unserved / max(demand, 1e-12);
    let excess = max(-balance, 0.0);
    let export = min(excess, p.export_limit_mw);

    // Mining (T19) takes what the connection has left while a coin earns more than the power costs.
    let break_even = hour.hashprice_factor * p.mining_break_even_usd_per_mwh;
    let wants = if price + p.response_payment_usd_per_mwh < break_even { 1.0 - hour.coincident } else { 0.0 };
    let possible = min(p.mining_capacity_mw, (import_limit - import) * p.mining_per_draw);
    let mining = wants * max(possible, 0.0);
    let mining_cooling = mining * p.mining_overhead;
    let mining_loss = mining * p.draw_per_mining - mining - mining_cooling;
    let mining_import = mining + mining_cooling + mining_loss;
    let not_drawn = (1.0 - wants) * max(possible, 0.0);

    let total_import = import + mining_import;
    let power_loss = (hall_loss + transformer_loss) * served + mining_loss;
    let heat_made = it * served + mining + power_loss + auxiliary * served;
    let taken = recovered * served;
    let unmet_cooling = unmet * served;
    let heat_stored = to_tank * served - from_tank - tank_loss;
    state.tank_mwh += heat_stored * step_h;
    let heat_given = given * served + from_tank;
    let network_loss = heat_given * p.network_loss;
    let heat_sold = heat_given - network_loss;
    let water_withdrawn = (air.withdrawn_m3_per_h + liquid.withdrawn_m3_per_h) * served;
    let unmet_share = unmet / max(air_heat + liquid_heat - recovered, 1e-12);
    let own_used = max(pv + wind - excess, 0.0);

    Flows {
        grid_import_mw: total_import,
        pv_mw: pv,
        wind_mw: wind,
        thermal_plant_mw: thermal,
        it_mw: it * served,
        mining_mw: mining,
        cooling_mw: cooling * served + mining_cooling,
        power_loss_mw: power_loss,
        heat_pump_mw: heat_pump * served,
        auxiliary_mw: auxiliary * served,
        storage_loss_mw: charge - discharge - stored * per_step,
        grid_export_mw: export,
        spilled_mw: excess - export,
        unserved_mw: it_asked - it * served,
        unmet_cooling_mw: unmet_cooling,
        heat_made_mw: heat_made,
        heat_rejected_mw: heat_made - taken - unmet_cooling,
        heat_recovered_mw: taken - heat_stored,
        heat_lost_mw: network_loss + tank_loss,
        heat_sold_mw: heat_sold,
        heat_stored_mw: heat_stored,
        water_withdrawn_m3_per_h: water_withdrawn,
        water_consumed_m3_per_h: (air.consumed_m3_per_h + liquid.consumed_m3_per_h) * served,
        grid_co2_kg_per_h: total_import * hour.grid_carbon_kg_per_mwh * p.grid_carbon_factor,
        fuel_co2_kg_per_h: fuel * p.fuel_co2_kg_per_mwh,
        fuel_mw: fuel,
        renewable_mw: own_used + total_import * p.grid_renewable_share,
        grid_cost_usd_per_h: total_import * price,
        grid_income_usd_per_h: export * price * p.export_price_share,
        fuel_cost_usd_per_h: fuel * p.fuel_price_usd_per_mwh,
        water_cost_usd_per_h: water_withdrawn * p.water_price_usd_per_m3,
        heat_income_usd_per_h: heat_sold * heat_price,
        mining_income_usd_per_h: mining * break_even,
        response_income_usd_per_h: not_drawn * p.response_payment_usd_per_mwh,
        storage_change_mw: stored * per_step,
        heat_demand_mw: demand_at_meter,
        heat_available_mw: available,
        heat_pump_cop: if heat_pump > 0.0 { 1.0 / inverse_cop } else { 0.0 },
        supply_temperature_c: if p.liquid_capture > 0.0 { liquid.supply_c } else { air.supply_c },
        powered_share: served * allowed,
        unthrottled_share: served * allowed * (1.0 - unmet_share),
    }
}
