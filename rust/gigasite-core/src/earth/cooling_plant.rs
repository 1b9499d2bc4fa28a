//! The cooling plant (T10): every step takes the cheapest way out for the heat that keeps the coolant within its limit.
//!
//! A plant is a type that says which ways each coolant stream has (dry cooler or outdoor air, pre-wetting, tower or sea
//! water, chiller) and numbers that say how large they are. All plants, alone or in a batch, run through the same arithmetic.

mod hours;

pub use hours::{BATCH, KERNELS, SERIES, Sizes};

use crate::math::{clamp, exp, ln, ln_ratio, max, min};

/// Names of the modes, in the order of their index.
pub const MODES: [&str; 5] = ["dry", "adiabatic", "tower_free_cooling", "partial", "mechanical"];

/// Cost of a mode that cannot hold the limit.
const IMPOSSIBLE: f64 = 1e30;
/// Mode of the chiller alone.
const MECHANICAL: f64 = 4.0;
/// A path that is wetted just enough to hold the limit holds it, whichever way its last bit was rounded.
const ROUNDING_K: f64 = 1e-9;
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
    /// Fans of the dry path; outdoor air is moved by those of the hall.
    const DRY_FANS: bool = Self::DRY & !Self::OUTDOOR_AIR;
    /// Fans of the wet path; the sea needs none.
    const WET_FANS: bool = Self::WET & Self::EVAPORATES;
    /// There is a tower or the sea.
    const ON_WATER: bool = Self::WET | Self::CHILLER_ON_WATER;
    /// The moisture of the air matters: not for a dry cooler, nor on the sea.
    const MOISTURE: bool = Self::PRESENT & (Self::ADIABATIC | Self::OUTDOOR_AIR | (Self::ON_WATER & Self::EVAPORATES));
    /// The stream uses water up.
    const USES_WATER: bool = Self::ADIABATIC | (Self::ON_WATER & Self::EVAPORATES);
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
    /// Exponent of the fans × [`ln_design_ntu`], of the dry and of the wet path.
    pub dry_fan_ln: f64,
    pub wet_fan_ln: f64,
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
    /// Coolant of the rejection loop that just holds the limit.
    pub target_c: f64,
    /// Sizes in MW: fans of both paths at full speed, pumps of the tower, chiller, circulation.
    pub dry_fan_mw: f64,
    pub wet_fan_mw: f64,
    pub wet_pump_mw: f64,
    pub chiller_mw: f64,
    pub circulation_mw: f64,
    /// Heat that a kelvin of the coolant carries.
    pub mw_per_k: f64,
}

impl Stream {
    /// The stream with its design heat and all that follows from its sizes and does not change over the year.
    pub fn designed(self, design_mw: f64, machine: &Machine) -> Self {
        let design_mw = max(design_mw, 1e-12);
        let target_c = self.supply_limit_c - self.exchanger_approach_k;
        let evaporating_c = target_c - machine.chiller_approach_k;
        Self {
            dry_fan_ln: machine.fan_exponent * ln_design_ntu(self.rise_k, self.dry_approach_k),
            wet_fan_ln: machine.fan_exponent * ln_design_ntu(self.rise_k, self.wet_approach_k),
            design_mw,
            per_design: 1.0 / design_mw,
            compressor_per_k: 1.0 / (self.chiller_carnot_share * (evaporating_c + 273.15)),
            target_c,
            dry_fan_mw: self.dry_fan_share * design_mw,
            wet_fan_mw: self.wet_fan_share * design_mw,
            wet_pump_mw: self.wet_pump_share * design_mw,
            chiller_mw: self.chiller_capacity_share * design_mw,
            circulation_mw: self.circulation_share * design_mw,
            mw_per_k: design_mw / max(self.rise_k, 1e-9),
            ..self
        }
    }

    /// Rise of the coolant at a load.
    #[inline(always)]
    pub fn range_k(&self, heat_mw: f64) -> f64 {
        self.rise_k * (heat_mw * self.per_design)
    }

    /// Coldest that wetting makes the air.
    #[inline(always)]
    pub fn coldest_c(&self, outside: &Outside) -> f64 {
        outside.dry_bulb_c - self.adiabatic_effectiveness * (outside.dry_bulb_c - outside.wet_bulb_c)
    }

    /// Temperature of the coolant that the equipment gets: what is not cooled away warms it.
    #[inline(always)]
    pub fn supply_c(&self, unmet_mw: f64) -> f64 {
        self.supply_limit_c + self.rise_k * (unmet_mw * self.per_design)
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
/// In three pieces, so that a loop over lanes can do one after the other.
#[inline(always)]
pub fn fan_ntu(range_k: f64, potential_k: f64) -> f64 {
    let potential_k = max(potential_k, 1e-3);
    ln_ratio(potential_k + range_k, potential_k)
}

/// ln of the power.
#[inline(always)]
pub fn fan_ln_power(ntu: f64, fan_ln: f64, machine: &Machine) -> f64 {
    machine.fan_exponent * ln(ntu) - fan_ln
}

#[inline(always)]
pub fn fan_power(ln_power: f64, machine: &Machine) -> f64 {
    clamp(exp(ln_power), machine.minimum_power, 1.0)
}

/// Power over design power of the fans of each free path.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fans {
    pub dry: f64,
    pub adiabatic: f64,
    pub wet: f64,
}

impl Fans {
    #[inline(always)]
    pub fn of<P: Paths>(stream: &Stream, machine: &Machine, outside: &Outside, heat_mw: f64) -> Self {
        let range = stream.range_k(heat_mw);
        let at = |source_c, fan_ln| fan_power(fan_ln_power(fan_ntu(range, stream.target_c - source_c), fan_ln, machine), machine);
        Self {
            dry: if P::DRY_FANS { at(outside.dry_bulb_c, stream.dry_fan_ln) } else { 0.0 },
            adiabatic: if P::ADIABATIC & P::DRY_FANS { at(stream.coldest_c(outside), stream.dry_fan_ln) } else { 0.0 },
            wet: if P::WET_FANS { at(outside.wet_source_c, stream.wet_fan_ln) } else { 0.0 },
        }
    }
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

/// `electricity × power + water × withdrawal`; a plant without water does not multiply by zero.
#[inline(always)]
fn cost<P: Paths>(power_mw: f64, withdrawn_m3_per_h: f64, electricity_usd_per_mwh: f64, water_usd_per_m3: f64) -> f64 {
    let power = electricity_usd_per_mwh * power_mw;
    if P::USES_WATER { power + water_usd_per_m3 * withdrawn_m3_per_h } else { power }
}

/// Takes the free way if it holds the limit and costs less than the best so far.
#[inline(always)]
fn consider<P: Paths>(
    best: &mut Cooling,
    best_cost: &mut f64,
    free: &Free,
    stream: &Stream,
    machine: &Machine,
    previous: f64,
    electricity_usd_per_mwh: f64,
    water_usd_per_m3: f64,
) {
    // A mode that was off last step starts only when it is better than the limit by the hysteresis.
    let margin = if previous <= free.mode { 0.0 } else { machine.hysteresis_k };
    let cost = cost::<P>(free.power_mw, free.withdrawn, electricity_usd_per_mwh, water_usd_per_m3);
    let this = if free.reached_c + margin <= stream.target_c + ROUNDING_K { cost } else { 2.0 * IMPOSSIBLE };
    // At the same cost, to rounding, the way without a compressor: pumps alone cost the same in front of one that rests.
    let better = this <= *best_cost + 1e-12 * this.abs();
    *best_cost = if better { this } else { *best_cost };
    best.power_mw = if better { free.power_mw } else { best.power_mw };
    best.withdrawn_m3_per_h = if better { free.withdrawn } else { best.withdrawn_m3_per_h };
    best.consumed_m3_per_h = if better { free.consumed } else { best.consumed_m3_per_h };
    best.unmet_mw = if better { 0.0 } else { best.unmet_mw };
    best.mode = if better { free.mode } else { best.mode };
}

/// What both runs of the chiller share in a step, alone and behind a free path.
struct Chiller {
    heat_mw: f64,
    electricity_per_heat: f64,
    withdrawn_per_heat: f64,
    consumed_per_heat: f64,
    /// Water of the wetting, where the air helps and is wetted.
    wetted_m3_per_h: f64,
}

/// The chiller for `asked_mw` of the heat; `by_wet` and `by_air` are 1 where that path takes the rest, its fans at full speed.
#[inline(always)]
fn chilled<P: Paths>(stream: &Stream, step: &Chiller, asked_mw: f64, by_wet: f64, by_air: f64) -> Cooling {
    let chilled_mw = min(asked_mw, stream.chiller_mw);
    let compressor_mw = step.electricity_per_heat * chilled_mw;
    let mut cooling = Cooling {
        power_mw: compressor_mw,
        withdrawn_m3_per_h: 0.0,
        consumed_m3_per_h: 0.0,
        unmet_mw: asked_mw - chilled_mw,
        mode: MECHANICAL - (by_wet + by_air),
    };
    if P::DRY {
        cooling.power_mw += by_air * stream.dry_fan_mw;
    }
    if P::ON_WATER {
        let condenser_mw = if P::CHILLER_ON_WATER { chilled_mw + compressor_mw } else { 0.0 };
        let tower_heat_mw = if P::WET { by_wet * (step.heat_mw - asked_mw) + condenser_mw } else { condenser_mw };
        let tower_load = min(tower_heat_mw * stream.per_design, 1.0);
        cooling.power_mw += stream.wet_fan_mw * max(tower_load, by_wet) + stream.wet_pump_mw * tower_load;
        if P::EVAPORATES {
            cooling.withdrawn_m3_per_h = step.withdrawn_per_heat * tower_heat_mw;
            cooling.consumed_m3_per_h = step.consumed_per_heat * tower_heat_mw;
        }
    }
    if P::ADIABATIC {
        let wetted_m3_per_h = by_air * step.wetted_m3_per_h;
        cooling.withdrawn_m3_per_h += wetted_m3_per_h;
        cooling.consumed_m3_per_h += wetted_m3_per_h;
    }
    cooling
}

/// The step of one stream: `heat_mw` of at most about its design heat leaves it with these fans; `previous` is the mode of the
/// step before.
#[inline(always)]
pub fn cool<P: Paths>(
    stream: &Stream,
    machine: &Machine,
    outside: &Outside,
    heat_mw: f64,
    fans: &Fans,
    electricity_usd_per_mwh: f64,
    water_usd_per_m3: f64,
    previous: f64,
) -> Cooling {
    if !P::PRESENT {
        return Cooling { power_mw: 0.0, withdrawn_m3_per_h: 0.0, consumed_m3_per_h: 0.0, unmet_mw: 0.0, mode: 0.0 };
    }
    let load = heat_mw * stream.per_design;
    let range = stream.range_k(heat_mw);
    let target = stream.target_c;

    // What each free path reaches with its fans at full speed; approaches fall with the load (T08).
    let mut air_c = IMPOSSIBLE;
    let mut is_wetted = 0.0;
    let (mut dry, mut adiabatic, mut wet) = (Free::default(), Free::default(), Free::default());
    if P::DRY {
        let is_shut_out = P::OUTDOOR_AIR & (outside.humidity_ratio > outside.humidity_ratio_limit);
        let reached_c = outside.dry_bulb_c + stream.dry_approach_k * load + if is_shut_out { SHUT_OUT_K } else { 0.0 };
        air_c = reached_c;
        let power_mw = if P::DRY_FANS { stream.dry_fan_mw * fans.dry } else { 0.0 };
        dry = Free { reached_c, power_mw, withdrawn: 0.0, consumed: 0.0, mode: 0.0 };
    }
    let mut adiabatic_m3_per_h = 0.0;
    if P::ADIABATIC {
        let coldest_c = stream.coldest_c(outside);
        // Outdoor air is wetted no more than the limit asks for; on a dry cooler full wetting spares the fans.
        let asked_c = target - stream.dry_approach_k * load;
        let t = if P::OUTDOOR_AIR { clamp(asked_c, coldest_c, outside.dry_bulb_c) } else { coldest_c };
        // Water that the air takes up on its way along the wet-bulb line (T09) [m³/h].
        let t_star = outside.wet_bulb_c;
        let saturated = (2501.0 - 2.326 * t_star) * outside.wet_bulb_humidity_ratio;
        let on_the_line = max((saturated - 1.006 * (t - t_star)) / (2501.0 + 1.86 * t - 4.186 * t_star), outside.humidity_ratio);
        let w = if t < outside.dry_bulb_c { on_the_line } else { outside.humidity_ratio };
        let l_per_kwh = (w - outside.humidity_ratio) * 3.6e6 / ((1006.0 + 1860.0 * w) * max(stream.air_rise_k, 1e-3));
        let is_shut_out = P::OUTDOOR_AIR & (w > outside.humidity_ratio_limit);
        let reached_c = t + stream.dry_approach_k * load + if is_shut_out { SHUT_OUT_K } else { 0.0 };
        is_wetted = if reached_c < air_c { 1.0 } else { 0.0 };
        air_c = min(air_c, reached_c);
        adiabatic_m3_per_h = l_per_kwh * heat_mw;
        let power_mw = if P::DRY_FANS { stream.dry_fan_mw * fans.adiabatic } else { 0.0 };
        adiabatic = Free { reached_c, power_mw, withdrawn: adiabatic_m3_per_h, consumed: adiabatic_m3_per_h, mode: 1.0 };
    }
    // Water per heat of a tower: the saturated outlet is at the mean water temperature (T07).
    let (mut consumed_per_heat, mut withdrawn_per_heat) = (0.0, 0.0);
    if P::ON_WATER & P::EVAPORATES {
        let d = max(stream.wet_approach_k * load + 0.5 * range, 0.5);
        let at = |[c0, c1, c2]: [f64; 3]| c0 + (c1 + c2 * d) * d;
        let evaporation = max(at(outside.water_taken_up) / at(outside.heat_taken_up), 0.0);
        consumed_per_heat = evaporation + machine.drift_m3_per_mwh;
        withdrawn_per_heat = max(evaporation * machine.makeup_ratio, consumed_per_heat);
    }
    let wet_c = outside.wet_source_c + stream.wet_approach_k * load;
    if P::WET {
        let power_mw = if P::WET_FANS { stream.wet_fan_mw * fans.wet } else { 0.0 } + stream.wet_pump_share * heat_mw;
        wet = Free {
            reached_c: wet_c,
            power_mw,
            withdrawn: withdrawn_per_heat * heat_mw,
            consumed: consumed_per_heat * heat_mw,
            mode: 2.0,
        };
    }

    // The chiller, alone or behind the coldest free path.
    let free_c = if P::WET { min(air_c, wet_c) } else { air_c };
    let evaporating_c = target - machine.chiller_approach_k;
    let condensing_c = if P::CHILLER_ON_WATER {
        wet_c + machine.condenser_rise_k + machine.chiller_approach_k
    } else {
        outside.dry_bulb_c + machine.air_condenser_approach_k
    };
    let lift = max(condensing_c - evaporating_c, machine.minimum_lift_k);
    let step = Chiller {
        heat_mw,
        // 1/COP = (T_c − T_e)/(η T_e)
        electricity_per_heat: lift * stream.compressor_per_k,
        withdrawn_per_heat,
        consumed_per_heat,
        wetted_m3_per_h: if P::ADIABATIC { is_wetted * adiabatic_m3_per_h } else { 0.0 },
    };
    // A step that leaves heat behind is worse than any that does not.
    let cost_of = |c: &Cooling| {
        cost::<P>(c.power_mw, c.withdrawn_m3_per_h, electricity_usd_per_mwh, water_usd_per_m3) + IMPOSSIBLE * (c.unmet_mw * stream.per_design)
    };
    let mut best = chilled::<P>(stream, &step, heat_mw, 0.0, 0.0);
    let mut best_cost = cost_of(&best);
    if P::WET | P::DRY {
        // At full speed the free path takes what it brings the coolant nearer to the target; the chiller does the rest.
        let above = free_c - target;
        let helped = if above < range { 1.0 } else { 0.0 };
        let left_k = if above > ROUNDING_K { above } else { 0.0 };
        let asked_mw = if above < range { left_k * stream.mw_per_k } else { heat_mw };
        let by_wet = if P::WET & (wet_c <= air_c) { helped } else { 0.0 };
        let by_air = if P::DRY { helped - by_wet } else { 0.0 };
        // A free path that saves the compressor less than it takes itself stays off.
        let partial = chilled::<P>(stream, &step, asked_mw, by_wet, by_air);
        let cost = cost_of(&partial);
        let better = cost < best_cost;
        best = if better { partial } else { best };
        best_cost = if better { cost } else { best_cost };
    }

    // Of the modes that hold the limit the cheapest; the chiller is the last resort.
    if P::WET {
        consider::<P>(&mut best, &mut best_cost, &wet, stream, machine, previous, electricity_usd_per_mwh, water_usd_per_m3);
    }
    if P::ADIABATIC {
        consider::<P>(&mut best, &mut best_cost, &adiabatic, stream, machine, previous, electricity_usd_per_mwh, water_usd_per_m3);
    }
    if P::DRY {
        consider::<P>(&mut best, &mut best_cost, &dry, stream, machine, previous, electricity_usd_per_mwh, water_usd_per_m3);
    }
    let speed = max(load, machine.minimum_speed);
    let circulation_mw = stream.circulation_mw * min(speed * speed * speed, 1.0);
    best.power_mw = if heat_mw > 0.0 { best.power_mw + circulation_mw } else { 0.0 };
    best
}

/// A plant: the paths of its air stream and of its liquid stream.
pub trait Plant {
    type Air: Paths;
    type Liquid: Paths;
    const USES_WATER: bool = Self::Air::USES_WATER | Self::Liquid::USES_WATER;
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
            /// The plant uses water up.
            pub fn uses_water(self) -> bool {
                match self { $(Self::$plant => <$plant as Plant>::USES_WATER),* }
            }
            /// What the plant does depends on the moisture of the air.
            pub fn asks_for_moisture(self) -> bool {
                match self { $(Self::$plant => <$air as Paths>::MOISTURE | <$liquid as Paths>::MOISTURE),* }
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
