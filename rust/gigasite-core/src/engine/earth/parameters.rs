//! The plan of a site on the ground, the parameters that the engine reads, and their layout as lanes.

use crate::batch::Columns;
use crate::constants::BTU_PER_KWH;
use crate::earth::cooling_plant::{Machine, PlantKind, Sizes, Stream};
use crate::engine::slots::slots;
use crate::error::Error;
use crate::law::{Laws, Slot};
use crate::math::{ln, max};

/// Draws, or hours of one draw, side by side: four vectors of AVX-512, eight of AVX2, sixteen of SSE2.
pub const LANES: usize = 32;

slots! {
    before [("cooling", PlantKind::NAMES)], behind [("generation", GENERATION)];
    /// Uninterruptible supply and distribution.
    pub enum PowerTrain("power_train") { DoubleConversion = "double_conversion", Eco = "eco", Dc800V = "dc_800v" }
    /// What becomes of the heat.
    pub enum HeatUse("heat_use") { None = "none", Direct = "direct", HeatPump = "heat_pump" }
    pub enum Storage("storage") { None = "none", Battery = "battery" }
    /// Loads that wait: `shift` moves the workload before the engine runs, `mining` takes what the connection has left.
    pub enum FlexibleLoad("flexible_load") { None = "none", Shift = "shift", Mining = "mining" }
    pub enum Grid("grid") { Grid = "grid", Island = "island" }
    /// Supply contract: what a solar or wind park produces, the same power all the time, or what the site draws.
    pub enum Ppa("ppa") { None = "none", Pv = "pv", Wind = "wind", Baseload = "baseload", HourlyMatched = "hourly_matched" }
    /// A physical contract whose surplus is sold again, or a contract for the difference to the market.
    pub enum PpaSettlement("ppa_settlement") { Physical = "physical", Cfd = "cfd" }
}

/// Variants of the slot `generation`, joined by `+`; of the last three one at most.
pub const GENERATION: &[&str] = &["none", "pv", "wind", "gas", "nuclear", "fuel_cell"];

/// Variants of the slots of the Earth engine.
#[derive(Clone, Debug, PartialEq)]
pub struct EarthPlan {
    pub cooling: PlantKind,
    pub power_train: PowerTrain,
    pub heat_use: HeatUse,
    pub storage: Storage,
    pub flexible_load: FlexibleLoad,
    pub grid: Grid,
    pub ppa: Ppa,
    pub ppa_settlement: PpaSettlement,
    pub pv: bool,
    pub wind: bool,
    pub thermal: bool,
    /// Laws of plugins in place of variants: `cooling` is then a dry cooler in name, with a liquid loop.
    pub laws: Laws,
}

/// Slots of the Earth engine that a law may fill.
pub const LAW_SLOTS: &[Slot] = &[Slot::ItPower, Slot::Cooling, Slot::Generation, Slot::HeatPump];

impl EarthPlan {
    /// The plan of these slots; a slot that is not named takes its plainest variant.
    pub fn from_slots<'a>(slots: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        Self::with_laws(slots, Laws::default())
    }

    /// The same, where a slot may name one of these laws.
    pub fn with_laws<'a>(slots: impl IntoIterator<Item = (&'a str, &'a str)>, laws: Laws) -> Result<Self, Error> {
        let mut plan = Self {
            cooling: PlantKind::DryCooler,
            power_train: PowerTrain::DoubleConversion,
            heat_use: HeatUse::None,
            storage: Storage::None,
            flexible_load: FlexibleLoad::None,
            grid: Grid::Grid,
            ppa: Ppa::None,
            ppa_settlement: PpaSettlement::Physical,
            pv: false,
            wind: false,
            thermal: false,
            laws,
        };
        let mut named = Vec::new();
        for (slot, variant) in slots {
            if let Some(of_law) = LAW_SLOTS.iter().copied().find(|law| law.name() == slot && plan.laws.has(*law, variant)) {
                named.push(of_law);
                continue;
            }
            match slot {
                "cooling" => {
                    plan.cooling = PlantKind::named(variant).ok_or_else(|| {
                        Error::parameter("cooling", format!("no variant {variant:?}; there are {}", PlantKind::NAMES.join(", ")))
                    })?;
                }
                PowerTrain::SLOT => plan.power_train = PowerTrain::parse(variant)?,
                HeatUse::SLOT => plan.heat_use = HeatUse::parse(variant)?,
                Storage::SLOT => plan.storage = Storage::parse(variant)?,
                FlexibleLoad::SLOT => plan.flexible_load = FlexibleLoad::parse(variant)?,
                Grid::SLOT => plan.grid = Grid::parse(variant)?,
                Ppa::SLOT => plan.ppa = Ppa::parse(variant)?,
                PpaSettlement::SLOT => plan.ppa_settlement = PpaSettlement::parse(variant)?,
                "generation" => named.extend(plan.generation(variant)?),
                _ if LAW_SLOTS.iter().any(|law| law.name() == slot) => {
                    return Err(Error::parameter(slot, format!("no law {variant:?} fills this slot")));
                }
                _ => return Err(Error::parameter(slot, format!("the Earth engine has no slot {slot:?}"))),
            }
        }
        if let Some(law) = plan.laws.iter().find(|law| !named.contains(&law.slot)) {
            return Err(Error::parameter(law.slot.name(), format!("the slot does not name the law {:?}", law.name)));
        }
        if named.contains(&Slot::HeatPump) && plan.heat_use != HeatUse::HeatPump {
            return Err(Error::parameter("heat_pump", "a law of the heat pump acts where heat_use is heat_pump"));
        }
        Ok(plan)
    }

    /// Sets what generates on site; gives the slot where a law is a part of it.
    /// On an island the battery holds the surplus of sun and wind, and a plant burns fuel for what it leaves.
    pub fn battery_before_fuel(&self) -> bool {
        self.grid == Grid::Island && self.storage == Storage::Battery && self.thermal
    }

    fn generation(&mut self, variant: &str) -> Result<Option<Slot>, Error> {
        let (mut thermal, mut law) = (0, None);
        for part in variant.split('+').map(str::trim) {
            match part {
                "none" => {}
                "pv" => self.pv = true,
                "wind" => self.wind = true,
                "gas" | "nuclear" | "fuel_cell" => thermal += 1,
                _ if self.laws.has(Slot::Generation, part) => law = Some(Slot::Generation),
                _ => return Err(Error::parameter("generation", format!("no variant {part:?}; there are {}", GENERATION.join(", ")))),
            }
        }
        if thermal + i32::from(law.is_some()) > 1 {
            return Err(Error::parameter("generation", "one of gas, nuclear, fuel_cell and a law at most"));
        }
        self.thermal = thermal == 1;
        Ok(law)
    }
}

macro_rules! raw {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
        /// The parameters of one draw as they come.
        #[derive(Clone, Copy, Debug)]
        struct Raw { $($(#[doc = $doc])* $name: f64),* }
        /// Parameters that the Earth engine reads, in the unit of their name.
        pub const PARAMETERS: &[&str] = &[$(stringify!($name)),*];
        impl Raw {
            fn load(columns: &[&[f64]], draw: usize) -> Self {
                let mut values = columns.iter().map(|c| c.get(draw).copied().unwrap_or(f64::NAN));
                Self { $($name: values.next().unwrap_or(f64::NAN)),* }
            }
        }
    };
}

raw! {
    // The hall.
    it_capacity_mw, gpus, idle_fraction, power_exponent,
    /// Busy share of the hours that are sold.
    fleet_utilisation,
    sold_share,
    /// Share of the unsold nodes that is switched off.
    idle_power_off_share,
    unit_availability, goodput, other_load_share,
    // Power train: the coefficients of each kind, per rating; the rating over the largest load.
    ups_k0, ups_k1, ups_k2, eco_k0, eco_k1, eco_k2, dc_k0, dc_k1, dc_k2, power_redundancy,
    pdu_efficiency, cable_efficiency, switchgear_efficiency, transformer_efficiency,
    // Cooling.
    liquid_capture, supply_limit_air_c, supply_limit_liquid_c, air_delta_t_k, water_range_k,
    coil_approach_k, cdu_approach_k, dry_cooler_approach_k, tower_approach_k, sea_water_approach_k, outdoor_air_approach_k,
    economiser_effectiveness, evaporative_effectiveness,
    dry_cooler_fan_kw_per_mw, tower_fan_kw_per_mw, air_handler_fan_kw_per_mw, crah_fan_kw_per_mw, facility_pump_kw_per_mw, cdu_pump_kw_per_mw,
    sea_water_pump_kw_per_mw, chiller_cop, air_chiller_cop, cooling_redundancy,
    dry_cooler_ntu_exponent, minimum_fan_fraction, chiller_approach_k, condenser_rise_k, air_condenser_approach_k, minimum_lift_k,
    cycles_of_concentration, drift, mode_hysteresis_k, water_price_usd_per_m3, refrigerant_co2_kg_per_mw_yr,
    // Heat as a product.
    exchanger_effectiveness, recovery_availability, air_coil_share, heat_source_c, heat_source_cooling_k, heat_pump_capacity_mw,
    lorenz_efficiency, heat_pump_maximum_sink_c, network_loss, heat_demand_share, heat_price_factor, heat_must_run,
    heat_tank_mwh, heat_tank_loss_per_day, heat_tank_charge_below_usd_per_mwh, heat_tank_discharge_above_usd_per_mwh,
    // On-site generation.
    pv_capacity_mw, pv_dc_ac_ratio, pv_gamma_per_k, pv_losses, inverter_efficiency, pv_remaining,
    wind_capacity_mw, wake_loss,
    thermal_capacity_mw, thermal_heat_rate_btu_per_kwh, thermal_fuel_price_usd_per_mmbtu, thermal_emission_factor_kg_per_mmbtu,
    thermal_availability, turbine_derate_per_k, thermal_no_load_share, thermal_must_run,
    thermal_unit_mw, thermal_minimum_load, thermal_start_cost_usd_per_mw,
    // Storage.
    battery_energy_mwh, battery_power_mw, battery_rte, battery_charge_below_usd_per_mwh, battery_discharge_above_usd_per_mwh,
    // Grid and what flexes behind it.
    import_limit_mw, export_limit_mw, grid_export_price_share, grid_price_factor, grid_carbon_factor, grid_renewable_share,
    grid_export_price_usd_per_mwh, demand_ratchet, ppa_volume_mw, ppa_price_usd_per_mwh, ppa_resale_share,
    mining_capacity_mw, mining_pue, asic_efficiency_j_per_th, hashprice_usd_per_th_day, response_payment_usd_per_mwh,
}

/// A struct of numbers as lanes: the same fields, each an array over the lanes.
macro_rules! lanes {
    ($(#[doc = $doc:literal])* $lanes:ident of $one:ident { $($name:ident),* $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        #[repr(align(64))]
        pub struct $lanes { $(pub $name: [f64; LANES]),* }
        impl $lanes {
            pub fn of(lanes: &[$one; LANES]) -> Self {
                Self { $($name: std::array::from_fn(|lane| lanes[lane].$name)),* }
            }
        }
    };
}

macro_rules! parameters {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
        /// The parameters of one draw as the step reads them: everything that does not change over the year is done.
        #[derive(Clone, Copy, Debug)]
        pub struct Parameters { $($(#[doc = $doc])* pub $name: f64,)* pub air: Stream, pub liquid: Stream, pub machine: Machine }
        lanes!(
            /// Plain parameters, lane by lane.
            PlainLanes of Parameters { $($name),* });
        impl Block {
            /// One draw of the block.
            #[inline(always)]
            pub fn lane(&self, lane: usize) -> Parameters {
                Parameters {
                    $($name: self.plain.$name[lane],)*
                    air: self.air.lane(lane),
                    liquid: self.liquid.lane(lane),
                    machine: self.machine.lane(lane),
                }
            }
        }
    };
}

macro_rules! nested {
    ($lanes:ident of $one:ident { $($name:ident),* $(,)? }) => {
        lanes!($lanes of $one { $($name),* });
        impl $lanes {
            #[inline(always)]
            fn lane(&self, lane: usize) -> $one {
                $one { $($name: self.$name[lane]),* }
            }
        }
    };
}

nested!(StreamLanes of Stream {
    supply_limit_c, rise_k, exchanger_approach_k, dry_approach_k, dry_fan_share, dry_fan_ln, wet_fan_ln, adiabatic_effectiveness, air_rise_k,
    wet_approach_k, wet_fan_share, wet_pump_share, chiller_carnot_share, chiller_capacity_share, circulation_share, design_mw, per_design,
    compressor_per_k, target_c, dry_fan_mw, wet_fan_mw, wet_pump_mw, chiller_mw, circulation_mw, mw_per_k,
});
nested!(MachineLanes of Machine {
    fan_exponent, minimum_speed, minimum_power, chiller_approach_k, condenser_rise_k, air_condenser_approach_k, minimum_lift_k, makeup_ratio,
    drift_m3_per_mwh, hysteresis_k,
});

parameters! {
    it_capacity_mw, gpus,
    /// IT power that does not follow the work, and what the work adds at full load.
    it_idle_mw, it_work_mw,
    power_exponent,
    /// ln of the busy share: sold hours at the level of the fleet.
    ln_busy,
    sold_share, unit_availability, goodput, auxiliary_mw,
    /// Loss between transformer and chips, `l₀ + (l₁ + l₂ P) P` of the IT power.
    hall_loss_0, hall_loss_1, hall_loss_2,
    /// Loss of transformer and switchgear over what is below them.
    transformer_loss_share,
    liquid_capture, water_price_usd_per_m3, refrigerant_co2_kg_per_mw_yr,
    heat_recovery_share, air_coil_share, heat_pump_capacity_mw,
    /// `1/η_L` of the Lorenz cycle; 0 without a heat pump.
    per_lorenz,
    maximum_sink_c,
    /// Log-mean temperature of the loop that the heat pump cools [K].
    source_mean_k,
    /// Warmest supply temperature that the site can serve: a heat pump serves any.
    warmest_supply_c,
    network_loss,
    heat_demand_share,
    /// Heat into the network over the demand of the whole network at the meters; 0 for a site that gives none.
    heat_asked_share,
    /// What the site gets for heat into the network, over the price at the meter.
    heat_income_factor,
    heat_must_run, heat_tank_mwh,
    /// The tank fills below the first price of power and serves before the pump above the second.
    heat_tank_charge_below_usd_per_mwh, heat_tank_discharge_above_usd_per_mwh,
    /// Rate of the standing loss of the tank, `−ln(1 − loss per day)/24`.
    heat_tank_loss_per_h,
    /// PV at 1,000 W/m² and 25 °C after all losses, and its limit.
    pv_mw, pv_ac_capacity_mw, pv_gamma_per_k,
    /// Wind farm behind its wake.
    wind_mw,
    /// Thermal plant at 15 °C and standard pressure, what is available of it.
    thermal_mw, turbine_derate_per_k, thermal_must_run,
    /// Size of a unit; all of the plant where it has no units.
    thermal_unit_mw, thermal_minimum_load,
    /// Cost of starting a unit.
    thermal_start_usd,
    /// Fuel [MW, HHV] per MW: of what runs at no load, and of what is made.
    idle_fuel_mw_per_mw, fuel_mw_per_mw,
    /// Fuel cost of a MWh of electricity at full load.
    fuel_cost_usd_per_mwh,
    /// Price and emissions of a MWh of fuel.
    fuel_price_usd_per_mwh, fuel_co2_kg_per_mwh,
    battery_capacity_mwh, battery_power_mw,
    /// Efficiency of charging and of discharging, √(round trip), and its inverse.
    battery_one_way, per_battery_one_way,
    /// 1 where the battery serves before a plant that burns fuel.
    battery_before_fuel,
    charge_below_usd_per_mwh, discharge_above_usd_per_mwh,
    import_limit_mw, export_limit_mw, export_price_share, export_price_usd_per_mwh, grid_price_factor, grid_carbon_factor,
    grid_renewable_share, demand_ratchet,
    ppa_volume_mw, ppa_price_usd_per_mwh,
    /// Share of the market price that is lost on what is sold again.
    ppa_resale_loss,
    /// 1 where the contract delivers what the site draws, up to its volume.
    ppa_follows,
    mining_capacity_mw,
    /// Cooling and losses per MW of miners.
    mining_overhead, mining_loss_share,
    mining_per_draw,
    mining_break_even_usd_per_mwh, response_payment_usd_per_mwh,
}

/// A block of draws, structure of arrays.
#[derive(Clone, Debug)]
pub struct Block {
    plain: PlainLanes,
    air: StreamLanes,
    liquid: StreamLanes,
    machine: MachineLanes,
}

impl Block {
    /// Any of the draws has a tank at the network.
    pub fn has_tank(&self) -> bool {
        self.plain.heat_tank_mwh.iter().any(|&size| size != 0.0)
    }

    /// Draws `start` to `start + length`; lanes that are left over repeat the last draw.
    pub fn load(plan: &EarthPlan, parameters: &Columns, start: usize, length: usize) -> Result<Self, Error> {
        let columns = PARAMETERS.iter().map(|name| parameters.get(name)).collect::<Result<Vec<_>, _>>()?;
        let draws: [Parameters; LANES] = std::array::from_fn(|lane| {
            let draw = start + lane.min(length.saturating_sub(1));
            Parameters::new(plan, &Raw::load(&columns, draw))
        });
        Ok(Self {
            plain: PlainLanes::of(&draws),
            air: StreamLanes::of(&draws.map(|d| d.air)),
            liquid: StreamLanes::of(&draws.map(|d| d.liquid)),
            machine: MachineLanes::of(&draws.map(|d| d.machine)),
        })
    }
}

impl Parameters {
    fn new(plan: &EarthPlan, raw: &Raw) -> Self {
        let on = |yes: bool| if yes { 1.0 } else { 0.0 };
        let plant = sizes(raw);
        let capture = on(plan.cooling.has_liquid()) * raw.liquid_capture;
        let (k0, k1, k2) = match plan.power_train {
            PowerTrain::DoubleConversion => (raw.ups_k0, raw.ups_k1, raw.ups_k2),
            PowerTrain::Eco => (raw.eco_k0, raw.eco_k1, raw.eco_k2),
            PowerTrain::Dc800V => (raw.dc_k0, raw.dc_k1, raw.dc_k2),
        };
        let distribution_input = 1.0 / (raw.pdu_efficiency * raw.cable_efficiency);
        let largest = raw.it_capacity_mw * distribution_input;
        let ups_rating_mw = largest * raw.power_redundancy;
        let x = largest / max(ups_rating_mw, 1e-12);
        let hall_heat = largest + ups_rating_mw * (k0 + (k1 + k2 * x) * x) + raw.other_load_share * raw.it_capacity_mw;
        let liquid_design_mw = capture * raw.it_capacity_mw;
        let (warm_k, cold_k) = (raw.heat_source_c + 273.15, raw.heat_source_c - raw.heat_source_cooling_k + 273.15);
        let draw_per_mining = raw.mining_pue / (raw.switchgear_efficiency * raw.transformer_efficiency);
        let (gives_heat, has_heat_pump) = (plan.heat_use != HeatUse::None, plan.heat_use == HeatUse::HeatPump);
        let heat_rate = raw.thermal_heat_rate_btu_per_kwh;
        let mmbtu_per_mwh_fuel = BTU_PER_KWH / 1000.0;
        let thermal_unit_mw = if raw.thermal_unit_mw > 0.0 { raw.thermal_unit_mw } else { raw.thermal_capacity_mw };
        let has_ppa = on(plan.grid == Grid::Grid && plan.ppa != Ppa::None);
        let resold = on(plan.ppa_settlement == PpaSettlement::Physical);
        Self {
            it_capacity_mw: raw.it_capacity_mw,
            gpus: raw.gpus,
            it_idle_mw: raw.it_capacity_mw * raw.idle_fraction * (1.0 - raw.idle_power_off_share * (1.0 - raw.sold_share)),
            it_work_mw: raw.it_capacity_mw * (1.0 - raw.idle_fraction),
            power_exponent: raw.power_exponent,
            ln_busy: ln(raw.fleet_utilisation * raw.sold_share),
            sold_share: raw.sold_share,
            unit_availability: raw.unit_availability,
            goodput: raw.goodput,
            auxiliary_mw: raw.other_load_share * raw.it_capacity_mw,
            // T02: loss = R (k0 + k1 x + k2 x²) with x = d P/R, and the distribution behind it (d − 1) P.
            hall_loss_0: ups_rating_mw * k0,
            hall_loss_1: distribution_input - 1.0 + k1 * distribution_input,
            hall_loss_2: k2 * distribution_input * distribution_input / max(ups_rating_mw, 1e-12),
            transformer_loss_share: 1.0 / (raw.switchgear_efficiency * raw.transformer_efficiency) - 1.0,
            liquid_capture: capture,
            water_price_usd_per_m3: raw.water_price_usd_per_m3,
            refrigerant_co2_kg_per_mw_yr: raw.refrigerant_co2_kg_per_mw_yr,
            heat_recovery_share: raw.exchanger_effectiveness * raw.recovery_availability,
            air_coil_share: raw.air_coil_share,
            heat_pump_capacity_mw: raw.heat_pump_capacity_mw,
            per_lorenz: on(has_heat_pump) / raw.lorenz_efficiency,
            maximum_sink_c: if has_heat_pump { raw.heat_pump_maximum_sink_c } else { f64::MAX },
            source_mean_k: (warm_k - cold_k) / ln(warm_k / cold_k),
            warmest_supply_c: if has_heat_pump { f64::MAX } else { raw.heat_source_c },
            network_loss: raw.network_loss,
            heat_demand_share: raw.heat_demand_share,
            heat_asked_share: on(gives_heat) * raw.heat_demand_share / (1.0 - raw.network_loss),
            heat_income_factor: raw.heat_price_factor * (1.0 - raw.network_loss),
            heat_must_run: raw.heat_must_run,
            heat_tank_mwh: on(gives_heat) * raw.heat_tank_mwh,
            heat_tank_charge_below_usd_per_mwh: raw.heat_tank_charge_below_usd_per_mwh,
            heat_tank_discharge_above_usd_per_mwh: raw.heat_tank_discharge_above_usd_per_mwh,
            heat_tank_loss_per_h: -ln(1.0 - raw.heat_tank_loss_per_day) / 24.0,
            pv_mw: on(plan.pv) * raw.pv_capacity_mw * raw.pv_remaining * (1.0 - raw.pv_losses) * raw.inverter_efficiency,
            pv_ac_capacity_mw: raw.pv_capacity_mw / raw.pv_dc_ac_ratio,
            pv_gamma_per_k: raw.pv_gamma_per_k,
            wind_mw: on(plan.wind) * raw.wind_capacity_mw * (1.0 - raw.wake_loss),
            thermal_mw: on(plan.thermal) * raw.thermal_capacity_mw * raw.thermal_availability,
            turbine_derate_per_k: raw.turbine_derate_per_k,
            thermal_must_run: raw.thermal_must_run,
            thermal_unit_mw,
            thermal_minimum_load: raw.thermal_minimum_load,
            thermal_start_usd: thermal_unit_mw * raw.thermal_start_cost_usd_per_mw,
            idle_fuel_mw_per_mw: heat_rate / BTU_PER_KWH * raw.thermal_no_load_share,
            fuel_mw_per_mw: heat_rate / BTU_PER_KWH * (1.0 - raw.thermal_no_load_share),
            fuel_cost_usd_per_mwh: heat_rate * raw.thermal_fuel_price_usd_per_mmbtu / 1000.0,
            fuel_price_usd_per_mwh: raw.thermal_fuel_price_usd_per_mmbtu * mmbtu_per_mwh_fuel,
            fuel_co2_kg_per_mwh: raw.thermal_emission_factor_kg_per_mmbtu * mmbtu_per_mwh_fuel,
            battery_capacity_mwh: on(plan.storage == Storage::Battery) * raw.battery_energy_mwh,
            battery_power_mw: raw.battery_power_mw,
            battery_one_way: raw.battery_rte.sqrt(),
            battery_before_fuel: on(plan.battery_before_fuel() && raw.thermal_must_run <= 0.5),
            per_battery_one_way: 1.0 / raw.battery_rte.sqrt(),
            charge_below_usd_per_mwh: raw.battery_charge_below_usd_per_mwh,
            discharge_above_usd_per_mwh: raw.battery_discharge_above_usd_per_mwh,
            import_limit_mw: on(plan.grid == Grid::Grid) * raw.import_limit_mw,
            export_limit_mw: on(plan.grid == Grid::Grid) * raw.export_limit_mw,
            export_price_share: raw.grid_export_price_share,
            export_price_usd_per_mwh: raw.grid_export_price_usd_per_mwh,
            demand_ratchet: raw.demand_ratchet,
            ppa_volume_mw: has_ppa * raw.ppa_volume_mw,
            ppa_price_usd_per_mwh: raw.ppa_price_usd_per_mwh,
            ppa_resale_loss: resold * (1.0 - raw.ppa_resale_share),
            ppa_follows: on(plan.ppa == Ppa::HourlyMatched),
            grid_price_factor: raw.grid_price_factor,
            grid_carbon_factor: raw.grid_carbon_factor,
            grid_renewable_share: raw.grid_renewable_share,
            mining_capacity_mw: on(plan.flexible_load == FlexibleLoad::Mining) * raw.mining_capacity_mw,
            mining_overhead: raw.mining_pue - 1.0,
            mining_loss_share: draw_per_mining - raw.mining_pue,
            mining_per_draw: 1.0 / draw_per_mining,
            // break-even = hashprice/(24 e) · 10⁶ (T19)
            mining_break_even_usd_per_mwh: raw.hashprice_usd_per_th_day / (24.0 * raw.asic_efficiency_j_per_th) * 1e6,
            response_payment_usd_per_mwh: raw.response_payment_usd_per_mwh,
            air: plant.air_stream(plan.cooling, hall_heat - liquid_design_mw),
            liquid: plant.liquid_stream(plan.cooling, liquid_design_mw),
            machine: plant.machine(),
        }
    }
}

/// The sizes of the cooling plant of a draw.
fn sizes(raw: &Raw) -> Sizes {
    Sizes {
        supply_limit_air_c: raw.supply_limit_air_c,
        supply_limit_liquid_c: raw.supply_limit_liquid_c,
        air_delta_t_k: raw.air_delta_t_k,
        water_range_k: raw.water_range_k,
        liquid_capture: raw.liquid_capture,
        coil_approach_k: raw.coil_approach_k,
        cdu_approach_k: raw.cdu_approach_k,
        dry_cooler_approach_k: raw.dry_cooler_approach_k,
        tower_approach_k: raw.tower_approach_k,
        sea_water_approach_k: raw.sea_water_approach_k,
        outdoor_air_approach_k: raw.outdoor_air_approach_k,
        economiser_effectiveness: raw.economiser_effectiveness,
        evaporative_effectiveness: raw.evaporative_effectiveness,
        dry_cooler_fan_kw_per_mw: raw.dry_cooler_fan_kw_per_mw,
        tower_fan_kw_per_mw: raw.tower_fan_kw_per_mw,
        air_handler_fan_kw_per_mw: raw.air_handler_fan_kw_per_mw,
        crah_fan_kw_per_mw: raw.crah_fan_kw_per_mw,
        facility_pump_kw_per_mw: raw.facility_pump_kw_per_mw,
        cdu_pump_kw_per_mw: raw.cdu_pump_kw_per_mw,
        sea_water_pump_kw_per_mw: raw.sea_water_pump_kw_per_mw,
        chiller_cop: raw.chiller_cop,
        air_chiller_cop: raw.air_chiller_cop,
        cooling_redundancy: raw.cooling_redundancy,
        dry_cooler_ntu_exponent: raw.dry_cooler_ntu_exponent,
        minimum_fan_fraction: raw.minimum_fan_fraction,
        chiller_approach_k: raw.chiller_approach_k,
        condenser_rise_k: raw.condenser_rise_k,
        air_condenser_approach_k: raw.air_condenser_approach_k,
        minimum_lift_k: raw.minimum_lift_k,
        cycles_of_concentration: raw.cycles_of_concentration,
        drift: raw.drift,
        mode_hysteresis_k: raw.mode_hysteresis_k,
    }
}
