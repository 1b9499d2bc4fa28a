//! A plant from its sizes, and its year hour by hour without the rest of a site.

use super::{Cooling, Fans, Machine, Outside, Paths, Plant, PlantKind, Stream, carnot_share, cool, with_plant};
use crate::earth::{cooling_tower, psychrometrics};
use crate::kernel::Input;
use crate::math::{max, min};

/// Dampest air that may be blown at the servers: dew point of the allowable range of class A1 (ASHRAE TC 9.9, 2021).
const DEW_POINT_LIMIT_C: f64 = 17.0;

macro_rules! sizes {
    ($($name:ident),* $(,)?) => {
        /// Limits, approaches, powers and shares of a plant, by the keys of the parameter table.
        #[derive(Clone, Copy, Debug)]
        pub struct Sizes { $(pub $name: f64),* }

        impl Sizes {
            fn read(inputs: &[Input<'_>]) -> Self {
                let mut values = inputs.iter().map(|input| input.at(0));
                Self { $($name: values.next().unwrap_or(f64::NAN)),* }
            }
        }

        crate::kernels! {
            series:
            hourly(plant, heat_mw, design_mw, dry_bulb_c, wet_bulb_c, pressure_pa, electricity_price_usd_per_mwh,
                water_price_usd_per_m3, step_h, $($name),*)
                -> [cooling_power_mw, water_l, supply_temperature_c, mode, unmet_mw];
        }
    };
}

sizes! {
    supply_limit_air_c, supply_limit_liquid_c, air_delta_t_k, water_range_k, liquid_capture,
    coil_approach_k, cdu_approach_k, dry_cooler_approach_k, tower_approach_k, sea_water_approach_k, outdoor_air_approach_k,
    economiser_effectiveness, evaporative_effectiveness,
    dry_cooler_fan_kw_per_mw, tower_fan_kw_per_mw, air_handler_fan_kw_per_mw, crah_fan_kw_per_mw, facility_pump_kw_per_mw,
    cdu_pump_kw_per_mw, sea_water_pump_kw_per_mw, chiller_cop, air_chiller_cop, cooling_redundancy,
    dry_cooler_ntu_exponent, minimum_fan_fraction, chiller_approach_k, condenser_rise_k, air_condenser_approach_k, minimum_lift_k,
    cycles_of_concentration, drift, mode_hysteresis_k,
}

impl Sizes {
    pub fn machine(&self) -> Machine {
        Machine {
            fan_exponent: 3.0 / self.dry_cooler_ntu_exponent,
            minimum_speed: self.minimum_fan_fraction,
            minimum_power: self.minimum_fan_fraction.powi(3),
            chiller_approach_k: self.chiller_approach_k,
            condenser_rise_k: self.condenser_rise_k,
            air_condenser_approach_k: self.air_condenser_approach_k,
            minimum_lift_k: self.minimum_lift_k,
            makeup_ratio: self.cycles_of_concentration / (self.cycles_of_concentration - 1.0),
            // L per kWh is m³ per MWh.
            drift_m3_per_mwh: cooling_tower::drift_l_per_kwh(max(self.condenser_rise_k, 0.1), self.drift),
            hysteresis_k: self.mode_hysteresis_k,
        }
    }

    /// What all air streams share; each plant changes what differs.
    fn hall_air(&self) -> Stream {
        Stream {
            supply_limit_c: self.supply_limit_air_c,
            rise_k: self.air_delta_t_k,
            exchanger_approach_k: self.coil_approach_k,
            dry_approach_k: self.dry_cooler_approach_k,
            dry_fan_share: self.dry_cooler_fan_kw_per_mw / 1000.0,
            adiabatic_effectiveness: self.economiser_effectiveness,
            air_rise_k: self.air_delta_t_k,
            wet_approach_k: self.tower_approach_k,
            wet_fan_share: self.tower_fan_kw_per_mw / 1000.0,
            wet_pump_share: self.facility_pump_kw_per_mw / 1000.0,
            chiller_carnot_share: carnot_share(self.air_chiller_cop, 0.0, &self.machine()),
            chiller_capacity_share: self.cooling_redundancy,
            circulation_share: self.crah_fan_kw_per_mw / 1000.0,
            // Known once the stream is designed.
            dry_fan_ln: f64::NAN,
            wet_fan_ln: f64::NAN,
            design_mw: f64::NAN,
            per_design: f64::NAN,
            compressor_per_k: f64::NAN,
            target_c: f64::NAN,
            dry_fan_mw: f64::NAN,
            wet_fan_mw: f64::NAN,
            wet_pump_mw: f64::NAN,
            chiller_mw: f64::NAN,
            circulation_mw: f64::NAN,
            mw_per_k: f64::NAN,
        }
    }

    /// Condensers on the water of the tower or the sea.
    fn on_water(&self, stream: Stream) -> Stream {
        Stream { chiller_carnot_share: carnot_share(self.chiller_cop, 1.0, &self.machine()), ..stream }
    }

    fn at_sea(&self, stream: Stream) -> Stream {
        let wet_pump_share = self.sea_water_pump_kw_per_mw / 1000.0;
        self.on_water(Stream { wet_approach_k: self.sea_water_approach_k, wet_fan_share: 0.0, wet_pump_share, ..stream })
    }

    pub fn air_stream(&self, plant: PlantKind, design_mw: f64) -> Stream {
        let air = self.hall_air();
        // Outdoor air goes straight through the hall: no coil, and the fans of the hall are all there is.
        let outdoor_air = Stream {
            exchanger_approach_k: 0.0,
            dry_approach_k: self.outdoor_air_approach_k,
            dry_fan_share: 0.0,
            circulation_share: self.air_handler_fan_kw_per_mw / 1000.0,
            ..air
        };
        let stream = match plant {
            PlantKind::AirEconomiser => outdoor_air,
            PlantKind::Adiabatic => Stream { adiabatic_effectiveness: self.evaporative_effectiveness, ..outdoor_air },
            PlantKind::WaterEconomiser | PlantKind::ChillerTower => self.on_water(air),
            PlantKind::SeaWater => self.at_sea(air),
            PlantKind::ChillerAirCooled | PlantKind::DryCooler | PlantKind::LiquidW32 | PlantKind::LiquidW45 => air,
        };
        stream.designed(design_mw, &self.machine())
    }

    pub fn liquid_stream(&self, plant: PlantKind, design_mw: f64) -> Stream {
        let to_chips = Stream {
            supply_limit_c: self.supply_limit_liquid_c,
            rise_k: self.water_range_k,
            exchanger_approach_k: self.cdu_approach_k,
            circulation_share: (self.cdu_pump_kw_per_mw + self.facility_pump_kw_per_mw) / 1000.0,
            ..self.hall_air()
        };
        let stream = match plant {
            // The class is the warmest water that the chips may get (ASHRAE W32, W45); a colder limit holds.
            PlantKind::LiquidW32 => Stream { supply_limit_c: min(to_chips.supply_limit_c, 32.0), ..to_chips },
            PlantKind::LiquidW45 => Stream { supply_limit_c: min(to_chips.supply_limit_c, 45.0), ..to_chips },
            PlantKind::SeaWater => self.at_sea(to_chips),
            _ => to_chips,
        };
        stream.designed(design_mw, &self.machine())
    }
}

impl Outside {
    /// The air outside, and the parabolas through three tower balances at outlets 0, 5 and 12 K above the wet bulb.
    pub fn new(dry_bulb_c: f64, wet_bulb_c: f64, humidity_ratio: f64, pressure_pa: f64, sea_c: Option<f64>) -> Self {
        const AT_K: [f64; 3] = [0.0, 5.0, 12.0];
        const MAKEUP_C: f64 = 15.0; // network water; 10 K change the evaporation by about 0.7 %
        let h_in = psychrometrics::enthalpy_j_kg(dry_bulb_c, humidity_ratio);
        let water = AT_K.map(|d| psychrometrics::humidity_ratio(wet_bulb_c + d, 1.0, pressure_pa) - humidity_ratio);
        let enthalpy = AT_K.map(|d| psychrometrics::saturated_enthalpy(wet_bulb_c + d, pressure_pa).0 - h_in);
        let [cold, mild, warm] = [0, 1, 2].map(|i| enthalpy[i] - water[i] * cooling_tower::WATER_SPECIFIC_HEAT_J_KG_K * MAKEUP_C);
        Self {
            dry_bulb_c,
            wet_bulb_c,
            wet_source_c: sea_c.unwrap_or(wet_bulb_c),
            humidity_ratio,
            wet_bulb_humidity_ratio: water[0] + humidity_ratio,
            humidity_ratio_limit: psychrometrics::humidity_ratio_from_dew_point(DEW_POINT_LIMIT_C, pressure_pa),
            water_taken_up: parabola(AT_K, water.map(|w| w * 3.6e6)),
            heat_taken_up: parabola(AT_K, [cold, mild, warm]),
        }
    }
}

/// Coefficients of the parabola through three points.
fn parabola([x0, x1, x2]: [f64; 3], [y0, y1, y2]: [f64; 3]) -> [f64; 3] {
    let first = (y1 - y0) / (x1 - x0);
    let second = ((y2 - y1) / (x2 - x1) - first) / (x2 - x0);
    [y0 - first * x0 + second * x0 * x1, first - second * (x0 + x1), second]
}

/// Mode of a plant with two streams: their common one; a compressor in one of them alone is `partial`, of two free ways the
/// one of the liquid counts, which carries the most heat.
fn joint_mode<P: Plant>(air: &Cooling, liquid: &Cooling) -> f64 {
    if !P::Liquid::PRESENT || air.mode == liquid.mode {
        air.mode
    } else if max(air.mode, liquid.mode) >= 3.0 {
        3.0
    } else {
        liquid.mode
    }
}

fn hourly(inputs: &[Input<'_>], n: usize, outputs: &mut [Vec<f64>]) {
    let Some(plant) = inputs.first().and_then(|index| PlantKind::NAMES.get(index.at(0) as usize)).and_then(|name| PlantKind::named(name))
    else {
        return;
    };
    with_plant!(plant, P => run::<P>(plant, inputs, n, outputs));
}

fn run<P: Plant>(plant: PlantKind, inputs: &[Input<'_>], n: usize, outputs: &mut [Vec<f64>]) {
    let [_, heat, design, dry_bulb, wet_bulb, pressure, electricity, water_price, step, sizes @ ..] = inputs else { return };
    let [power_out, water_out, supply_out, mode_out, unmet_out] = outputs else { return };
    let sizes = Sizes::read(sizes);
    let machine = sizes.machine();
    let capture = if P::Liquid::PRESENT { sizes.liquid_capture } else { 0.0 };
    let full = design.at(0);
    let (air_stream, liquid_stream) = (sizes.air_stream(plant, (1.0 - capture) * full), sizes.liquid_stream(plant, capture * full));
    let (mut air_mode, mut liquid_mode) = (0.0, 0.0);
    for i in 0..n {
        let (dry_bulb_c, wet_bulb_c, pressure_pa) = (dry_bulb.at(i), wet_bulb.at(i), pressure.at(i));
        let humidity = max(psychrometrics::humidity_ratio_from_wet_bulb(dry_bulb_c, wet_bulb_c, pressure_pa), 0.0);
        let outside = Outside::new(dry_bulb_c, wet_bulb_c, humidity, pressure_pa, None);
        let total = heat.at(i);
        let (price, water) = (electricity.at(i), water_price.at(i));
        let (air_heat, liquid_heat) = ((1.0 - capture) * total, capture * total);
        let air_fans = Fans::of::<P::Air>(&air_stream, &machine, &outside, air_heat);
        let liquid_fans = Fans::of::<P::Liquid>(&liquid_stream, &machine, &outside, liquid_heat);
        let by_air = cool::<P::Air>(&air_stream, &machine, &outside, air_heat, &air_fans, price, water, air_mode);
        let by_liquid = cool::<P::Liquid>(&liquid_stream, &machine, &outside, liquid_heat, &liquid_fans, price, water, liquid_mode);
        (air_mode, liquid_mode) = (by_air.mode, by_liquid.mode);
        power_out.push(by_air.power_mw + by_liquid.power_mw);
        water_out.push((by_air.withdrawn_m3_per_h + by_liquid.withdrawn_m3_per_h) * 1000.0 * step.at(i));
        supply_out.push(if P::Liquid::PRESENT { liquid_stream.supply_c(by_liquid.unmet_mw) } else { air_stream.supply_c(by_air.unmet_mw) });
        mode_out.push(joint_mode::<P>(&by_air, &by_liquid));
        unmet_out.push(by_air.unmet_mw + by_liquid.unmet_mw);
    }
}
