//! The cooling plant (T10): every step takes the cheapest way out for the heat that keeps the coolant within its limit.
//!
//! A plant is a type that says which ways each coolant stream has (dry cooler or outdoor air, pre-wetting, tower or sea
//! water, chiller) and numbers that say how large they are. All plants, alone or in a batch, run through the same arithmetic.

mod hours;

pub use hours::{BATCH, KERNELS, SERIES, Sizes};

use crate::math::{clamp, exp, ln, max, min};

/// Names of the modes, in the order of their index.
pub const MODES: [&str; 5] = ["dry", "adiabatic", "tower_free_cooling", "partial", "mechanical"];

/// Cost of a mode that cannot hold the limit.
const IMPOSSIBLE: f64 = 1e30;
/// Added to what a path reaches where it may not be used.
const SHUT_OUT_K: f64 = 1e3;

/// Ways that a stream has for its heat: known when the plant is, so that a plant computes nothing that it does not have.
pub trait Paths {
    /// The stream carries heat at all.
    const PRESENT: bool = true;
    /// Dry cooler, or outdoor air straight through the hall.
    const DRY: bool = false;
    /// Pre-wetting of the dry cooler, or direct evaporation into the outdoor air.
    const ADIABATIC: bool = false;
    /// The dry path is outdoor air itself: too damp, it is shut out (T09).
    const OUTDOOR_AIR: bool = false;
    /// Free cooling from a tower or the sea.
    const WET: bool = false;
    /// Condenser of the chiller on the tower or the sea; otherwise on outdoor air.
    const CHILLER_ON_WATER: bool = false;
    /// The water is a tower's and evaporates; the sea does not.
    const EVAPORATES: bool = true;
}

/// One coolant stream of a plant. Powers are electric MW per MW of heat at the design load.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// Warmest coolant (air or facility water) that the equipment may be given.
    pub supply_limit_c: f64,
    /// Temperature rise of the coolant over the equipment at the design load.
    pub rise_k: f64,
    /// Between the rejection loop and the coolant (coil or plate exchanger).
    pub exchanger_approach_k: f64,
    pub dry_approach_k: f64,
    pub dry_fan_share: f64,
    /// [`ln_design_ntu`] of the dry and of the wet path.
    pub dry_ln_ntu: f64,
    pub wet_ln_ntu: f64,
    pub adiabatic_effectiveness: f64,
    /// Temperature rise of the outdoor air over the dry cooler or the equipment: sets the air flow that is wetted.
    pub air_rise_k: f64,
    pub wet_approach_k: f64,
    pub wet_fan_share: f64,
    pub wet_pump_share: f64,
    /// Share of the Carnot coefficient that the chiller reaches, see [`carnot_share`].
    pub chiller_carnot_share: f64,
    /// Chiller capacity over the design heat; 0 for a plant without one.
    pub chiller_capacity_share: f64,
    /// Fans or pumps that move the coolant through the hall.
    pub circulation_share: f64,
    /// Largest heat of the stream [MW], and its inverse.
    pub design_mw: f64,
    pub per_design: f64,
    /// Compressor power per heat and kelvin of lift: `1/(η T_e)`.
    pub compressor_per_k: f64,
}

impl Stream {
    /// The stream with its design heat and all that follows from its sizes and does not change over the year.
    pub fn designed(self, design_mw: f64, machine: &Machine) -> Self {
        let design_mw = max(design_mw, 1e-12);
        let evaporating_c = self.supply_limit_c - self.exchanger_approach_k - machine.chiller_approach_k;
        Self {
            dry_ln_ntu: ln_design_ntu(self.rise_k, self.dry_approach_k),
            wet_ln_ntu: ln_design_ntu(self.rise_k, self.wet_approach_k),
            design_mw,
            per_design: 1.0 / design_mw,
            compressor_per_k: 1.0 / (self.chiller_carnot_share * (evaporating_c + 273.15)),
            ..self
        }
    }
}

/// The air outside, and what follows from it alone: computed once for all draws.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outside {
    pub dry_bulb_c: f64,
    pub wet_bulb_c: f64,
    /// Wet-bulb temperature for a tower, temperature of the sea for sea water.
    pub wet_source_c: f64,
    pub humidity_ratio: f64,
    /// Humidity ratio of saturated air at the wet bulb.
    pub wet_bulb_humidity_ratio: f64,
    /// Most water that air may bring to the servers.
    pub humidity_ratio_limit: f64,
    /// Water that the air of a tower takes up whose saturated outlet is d K above the wet bulb, and the heat that it takes with it
    /// (T07): `c[0] + c[1] d + c[2] d²` through three exact balances, scaled so that their ratio is m³ per MWh.
    pub water_taken_up: [f64; 3],
    pub heat_taken_up: [f64; 3],
}

/// Machine constants that both streams share.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Fan power follows flow³ and NTU follows flowⁿ, so power follows NTU^(3/n): 3/n.
    pub fan_exponent: f64,
    /// Slowest fan and pump speed over design speed, and the power there.
    pub minimum_speed: f64,
    pub minimum_power: f64,
    /// Evaporator below the chilled water, condenser above the leaving water.
    pub chiller_approach_k: f64,
    /// Temperature rise of the condenser water over the chiller.
    pub condenser_rise_k: f64,
    /// Condensing temperature above the dry bulb of an air-cooled chiller.
    pub air_condenser_approach_k: f64,
    /// Smallest lift that the compressor can run at.
    pub minimum_lift_k: f64,
    /// Make-up over evaporation: cycles of concentration over cycles less one (T07).
    pub makeup_ratio: f64,
    /// Drift [m³ per MWh of heat rejected over the tower].
    pub drift_m3_per_mwh: f64,
    /// A mode that was off starts only when it is better than the limit by this much.
    pub hysteresis_k: f64,
}

/// What a stream of the plant does in one step.
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    pub power_mw: f64,
    pub withdrawn_m3_per_h: f64,
    pub consumed_m3_per_h: f64,
    pub unmet_mw: f64,
    pub supply_c: f64,
    /// Index into [`MODES`].
    pub mode: f64,
}

/// Share of the Carnot coefficient that a rated chiller reaches: `η = COP_r (T_c − T_e)/T_e` at the rating condition.
///
/// Water-cooled ratings (AHRI 550/590): 6.7 °C chilled water, 29.4 °C entering condenser water; air-cooled: 35 °C air.
#[inline(always)]
pub fn carnot_share(rated_cop: f64, on_water: f64, machine: &Machine) -> f64 {
    let evaporating_c = 6.7 - machine.chiller_approach_k;
    let on_water_c = 29.4 + machine.condenser_rise_k + machine.chiller_approach_k;
    let on_air_c = 35.0 + machine.air_condenser_approach_k;
    let condensing_c = if on_water > 0.5 { on_water_c } else { on_air_c };
    rated_cop * (condensing_c - evaporating_c) / (evaporating_c + 273.15)
}

/// ln of the NTU of a cooler at its design point: `NTU = ln(1 + range/approach)`.
#[inline(always)]
pub fn ln_design_ntu(range_k: f64, approach_k: f64) -> f64 {
    ln(ln(1.0 + range_k / max(approach_k, 1e-3)))
}

/// Fan power over design fan power that holds the set-point: `NTU = ln(1 + range/ΔT)`, flow = NTU^(1/n), power = flow³ (T08).
#[inline(always)]
fn fan_power(range_k: f64, potential_k: f64, ln_design_ntu: f64, machine: &Machine) -> f64 {
    let ntu = ln(1.0 + range_k / max(potential_k, 1e-3));
    clamp(exp(machine.fan_exponent * (ln(ntu) - ln_design_ntu)), machine.minimum_power, 1.0)
}

/// A way out for the heat without a compressor.
#[derive(Clone, Copy, Default)]
struct Free {
    reached_c: f64,
    power_mw: f64,
    withdrawn: f64,
    consumed: f64,
    mode: f64,
}

/// Takes the free way if it holds the limit and costs less than the best so far.
#[inline(always)]
fn consider(
    best: &mut Cooling,
    best_cost: &mut f64,
    free: &Free,
    machine: &Machine,
    target_c: f64,
    limit_c: f64,
    previous: f64,
    electricity_usd_per_mwh: f64,
    water_usd_per_m3: f64,
) {
    // A mode that was off last step starts only when it is better than the limit by the hysteresis.
    let margin = if previous <= free.mode { 0.0 } else { machine.hysteresis_k };
    let cost = electricity_usd_per_mwh * free.power_mw + water_usd_per_m3 * free.withdrawn;
    let this = if free.reached_c + margin <= target_c { cost } else { 2.0 * IMPOSSIBLE };
    // At the same cost, to rounding, the way without a compressor: pumps alone cost the same in front of one that rests.
    let better = this <= *best_cost + 1e-12 * this.abs();
    *best_cost = if better { this } else { *best_cost };
    best.power_mw = if better { free.power_mw } else { best.power_mw };
    best.withdrawn_m3_per_h = if better { free.withdrawn } else { best.withdrawn_m3_per_h };
    best.consumed_m3_per_h = if better { free.consumed } else { best.consumed_m3_per_h };
    best.unmet_mw = if better { 0.0 } else { best.unmet_mw };
    best.supply_c = if better { limit_c } else { best.supply_c };
    best.mode = if better { free.mode } else { best.mode };
}

/// The step of one stream: `heat_mw` of at most about its design heat leaves it; `previous` is the mode of the step before.
#[inline(always)]
pub fn cool<P: Paths>(
    stream: &Stream,
    machine: &Machine,
    outside: &Outside,
    heat_mw: f64,
    electricity_usd_per_mwh: f64,
    water_usd_per_m3: f64,
    previous: f64,
) -> Cooling {
    let limit = stream.supply_limit_c;
    if !P::PRESENT {
        return Cooling { power_mw: 0.0, withdrawn_m3_per_h: 0.0, consumed_m3_per_h: 0.0, unmet_mw: 0.0, supply_c: limit, mode: 0.0 };
    }
    let (design, per_design) = (stream.design_mw, stream.per_design);
    let load = heat_mw * per_design;
    let range = stream.rise_k * load;
    let target = limit - stream.exchanger_approach_k;

    // What each free path reaches with its fans at full speed; approaches fall with the load (T08).
    let mut air_c = IMPOSSIBLE;
    let mut wetted_air = 0.0;
    let (mut dry, mut adiabatic, mut wet) = (Free::default(), Free::default(), Free::default());
    if P::DRY {
        let is_shut_out = P::OUTDOOR_AIR & (outside.humidity_ratio > outside.humidity_ratio_limit);
        let reached_c = outside.dry_bulb_c + stream.dry_approach_k * load + if is_shut_out { SHUT_OUT_K } else { 0.0 };
        air_c = reached_c;
        let power_mw = stream.dry_fan_share * design * fan_power(range, target - outside.dry_bulb_c, stream.dry_ln_ntu, machine);
        dry = Free { reached_c, power_mw, withdrawn: 0.0, consumed: 0.0, mode: 0.0 };
    }
    let mut adiabatic_m3_per_h = 0.0;
    if P::ADIABATIC {
        let coldest_c = outside.dry_bulb_c - stream.adiabatic_effectiveness * (outside.dry_bulb_c - outside.wet_bulb_c);
        // Outdoor air is wetted no more than the limit asks for; on a dry cooler full wetting spares the fans.
        let asked_c = target - stream.dry_approach_k * load;
        let t = if P::OUTDOOR_AIR { clamp(asked_c, coldest_c, outside.dry_bulb_c) } else { coldest_c };
        // Water that the air takes up on its way along the wet-bulb line (T09) [m³/h].
        let t_star = outside.wet_bulb_c;
        let saturated = (2501.0 - 2.326 * t_star) * outside.wet_bulb_humidity_ratio;
        let w = max((saturated - 1.006 * (t - t_star)) / (2501.0 + 1.86 * t - 4.186 * t_star), outside.humidity_ratio);
        let l_per_kwh = (w - outside.humidity_ratio) * 3.6e6 / ((1006.0 + 1860.0 * w) * max(stream.air_rise_k, 1e-3));
        let is_shut_out = P::OUTDOOR_AIR & (w > outside.humidity_ratio_limit);
        let reached_c = t + stream.dry_approach_k * load + if is_shut_out { SHUT_OUT_K } else { 0.0 };
        wetted_air = if reached_c < air_c { 1.0 } else { 0.0 };
        air_c = min(air_c, reached_c);
        adiabatic_m3_per_h = l_per_kwh * heat_mw;
        let power_mw = stream.dry_fan_share * design * fan_power(range, target - t, stream.dry_ln_ntu, machine);
        adiabatic = Free { reached_c, power_mw, withdrawn: adiabatic_m3_per_h, consumed: adiabatic_m3_per_h, mode: 1.0 };
    }
    // Water per heat of a tower: the saturated outlet is at the mean water temperature (T07).
    let (mut consumed_per_heat, mut withdrawn_per_heat) = (0.0, 0.0);
    if (P::WET | P::CHILLER_ON_WATER) & P::EVAPORATES {
        let d = max(stream.wet_approach_k * load + 0.5 * range, 0.5);
        let at = |[c0, c1, c2]: [f64; 3]| c0 + (c1 + c2 * d) * d;
        let evaporation = max(at(outside.water_taken_up) / at(outside.heat_taken_up), 0.0);
        consumed_per_heat = evaporation + machine.drift_m3_per_mwh;
        withdrawn_per_heat = max(evaporation * machine.makeup_ratio, consumed_per_heat);
    }
    let wet_c = outside.wet_source_c + stream.wet_approach_k * load;
    if P::WET {
        let fan_mw = stream.wet_fan_share * design * fan_power(range, target - outside.wet_source_c, stream.wet_ln_ntu, machine);
        let power_mw = fan_mw + stream.wet_pump_share * heat_mw;
        wet = Free {
            reached_c: wet_c,
            power_mw,
            withdrawn: withdrawn_per_heat * heat_mw,
            consumed: consumed_per_heat * heat_mw,
            mode: 2.0,
        };
    }

    // The chiller, alone or behind the coldest free path, which at full speed takes the share φ of the range.
    let free_c = if P::WET { min(air_c, wet_c) } else { air_c };
    let evaporating_c = target - machine.chiller_approach_k;
    let condensing_c = if P::CHILLER_ON_WATER {
        wet_c + machine.condenser_rise_k + machine.chiller_approach_k
    } else {
        outside.dry_bulb_c + machine.air_condenser_approach_k
    };
    let lift = max(condensing_c - evaporating_c, machine.minimum_lift_k);
    // 1/COP = (T_c − T_e)/(η T_e)
    let electricity_per_heat = lift * stream.compressor_per_k;
    let on_condenser = if P::CHILLER_ON_WATER { 1.0 + electricity_per_heat } else { 0.0 };
    let chilled = |phi: f64| {
        let asked_mw = (1.0 - phi) * heat_mw;
        let chilled_mw = min(asked_mw, stream.chiller_capacity_share * design);
        let helped = if phi > 0.0 { 1.0 } else { 0.0 };
        let by_wet = if P::WET & (wet_c <= air_c) { helped } else { 0.0 };
        let by_air = helped - by_wet;
        let tower_heat_mw = by_wet * phi * heat_mw + on_condenser * chilled_mw;
        let tower_load = min(tower_heat_mw * per_design, 1.0);
        let tower_mw = (stream.wet_fan_share * max(tower_load, by_wet) + stream.wet_pump_share * tower_load) * design;
        let wetted_m3_per_h = by_air * wetted_air * adiabatic_m3_per_h;
        let unmet_mw = asked_mw - chilled_mw;
        Cooling {
            power_mw: electricity_per_heat * chilled_mw + by_air * stream.dry_fan_share * design + tower_mw,
            withdrawn_m3_per_h: withdrawn_per_heat * tower_heat_mw + wetted_m3_per_h,
            consumed_m3_per_h: consumed_per_heat * tower_heat_mw + wetted_m3_per_h,
            unmet_mw,
            supply_c: limit + range * unmet_mw / max(heat_mw, 1e-12),
            mode: 4.0 - helped,
        }
    };
    // A step that leaves heat behind is worse than any that does not.
    let cost_of =
        |c: &Cooling| electricity_usd_per_mwh * c.power_mw + water_usd_per_m3 * c.withdrawn_m3_per_h + IMPOSSIBLE * (c.unmet_mw * per_design);
    let mut best = chilled(0.0);
    let mut best_cost = cost_of(&best);
    if P::WET | P::DRY {
        // A free path that saves the compressor less than it takes itself stays off.
        let partial = chilled(clamp((target + range - free_c) / max(range, 1e-9), 0.0, 1.0));
        let cost = cost_of(&partial);
        let better = cost < best_cost;
        best = if better { partial } else { best };
        best_cost = if better { cost } else { best_cost };
    }

    // Of the modes that hold the limit the cheapest; the chiller is the last resort.
    if P::WET {
        consider(&mut best, &mut best_cost, &wet, machine, target, limit, previous, electricity_usd_per_mwh, water_usd_per_m3);
    }
    if P::ADIABATIC {
        consider(&mut best, &mut best_cost, &adiabatic, machine, target, limit, previous, electricity_usd_per_mwh, water_usd_per_m3);
    }
    if P::DRY {
        consider(&mut best, &mut best_cost, &dry, machine, target, limit, previous, electricity_usd_per_mwh, water_usd_per_m3);
    }
    let speed = max(load, machine.minimum_speed);
    let circulation_mw = stream.circulation_share * design * min(speed * speed * speed, 1.0);
    best.power_mw = if heat_mw > 0.0 { best.power_mw + circulation_mw } else { 0.0 };
    best
}

/// A plant: the paths of its air stream and of its liquid stream.
pub trait Plant {
    type Air: Paths;
    type Liquid: Paths;
}

macro_rules! paths {
    ($($(#[doc = $doc:literal])* $path:ident { $($constant:ident = $value:literal),* })*) => {
        $($(#[doc = $doc])* pub struct $path;
        impl Paths for $path { $(const $constant: bool = $value;)* })*
    };
}

macro_rules! plants {
    ($($(#[doc = $doc:literal])* $plant:ident = $name:literal: $air:ident, $liquid:ident;)*) => {
        $($(#[doc = $doc])* pub struct $plant;
        impl Plant for $plant { type Air = $air; type Liquid = $liquid; })*

        /// Which plant.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum PlantKind { $($(#[doc = $doc])* $plant),* }

        impl PlantKind {
            /// Names of the plants, as in scenarios and in `cooling_plant.hourly`.
            pub const NAMES: &'static [&'static str] = &[$($name),*];
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$plant),)* _ => None }
            }
            /// The plant carries part of the heat in a liquid loop to the chips.
            pub fn has_liquid(self) -> bool {
                match self { $(Self::$plant => <$liquid as Paths>::PRESENT),* }
            }
        }
    };
}

paths! {
    /// No such stream.
    Absent { PRESENT = false }
    /// A dry cooler.
    Dry { DRY = true }
    /// The same with pre-wetting.
    Wetted { DRY = true, ADIABATIC = true }
    /// Outdoor air straight through the hall.
    OutdoorAir { DRY = true, OUTDOOR_AIR = true }
    /// The same with evaporation into the air.
    WettedAir { DRY = true, ADIABATIC = true, OUTDOOR_AIR = true }
    /// Tower water, with a chiller on the tower behind it.
    Tower { WET = true, CHILLER_ON_WATER = true }
    /// A chiller on a tower, no free cooling.
    ChillerOnTower { CHILLER_ON_WATER = true }
    /// A chiller on outdoor air, no free cooling.
    ChillerOnAir {}
    /// Sea water, with a chiller on it.
    Sea { WET = true, CHILLER_ON_WATER = true, EVAPORATES = false }
}

plants! {
    AirEconomiser = "air_economiser": OutdoorAir, Absent;
    Adiabatic = "adiabatic": WettedAir, Absent;
    WaterEconomiser = "water_economiser": Tower, Absent;
    DryCooler = "dry_cooler": Dry, Dry;
    ChillerTower = "chiller_tower": ChillerOnTower, Absent;
    ChillerAirCooled = "chiller_air_cooled": ChillerOnAir, Absent;
    LiquidW32 = "liquid_w32": Wetted, Wetted;
    LiquidW45 = "liquid_w45": Wetted, Wetted;
    SeaWater = "sea_water": Sea, Sea;
}

/// Calls code that is generic over the plant: `with_plant!(kind, P => run::<P>(…))`.
macro_rules! with_plant {
    ($kind:expr, $plant:ident => $call:expr) => {
        with_plant!(@arms $kind, $plant, $call,
            AirEconomiser, Adiabatic, WaterEconomiser, DryCooler, ChillerTower, ChillerAirCooled, LiquidW32, LiquidW45, SeaWater)
    };
    (@arms $kind:expr, $plant:ident, $call:expr, $($name:ident),*) => {
        match $kind {
            $($crate::earth::cooling_plant::PlantKind::$name => {
                type $plant = $crate::earth::cooling_plant::$name;
                $call
            })*
        }
    };
}
pub(crate) use with_plant;
