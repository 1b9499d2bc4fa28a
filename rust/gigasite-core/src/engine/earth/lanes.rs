//! The stages of a step over a block of draws side by side.
//!
//! Each stage is a short loop over the lanes, which the compiler turns into vector instructions; between the stages stand arrays
//! that stay in the first cache. Short loops over many lanes keep the processor busy: while one vector waits for its chain of
//! results the next is under way. What a site does not have is not run and not summed.

use super::forcing::{Hour, HourLanes};
use super::kept::{N_KEPT, Sum};
use super::parameters::{Block, EarthPlan, FlexibleLoad, HeatUse as Use, LANES, Parameters, Ppa, Storage};
use super::step::{
    Cooled, HallLanes, HeatUse, HeatUseLanes, State, Step, cooling, hall, heat_pump_inverse_cop, heat_use, it_asked_mw, kept,
};
use super::supply::{
    Battery, BatteryLanes, BusLanes, Contract, Mining, Thermal, ThermalLanes, WishLanes, asked_of_thermal_mw, balance, battery, bus,
    contract, mining, pv, thermal_plant, wind, wish,
};
use std::marker::PhantomData;

use crate::earth::cooling_plant::{Fans, Paths, Plant, fan_ln_power, fan_ntu, fan_power, with_plant};
use crate::math::max;

type Lanes = [f64; LANES];

/// What the stages of a step hand to each other, and what a step hands to the next.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct Work {
    /// From the laws to the stages behind them.
    pub it_asked_mw: Lanes,
    pub inverse_cop: Lanes,
    pub hall: HallLanes,
    pub heat: HeatUseLanes,
    pub air_dry_fans: Lanes,
    pub air_adiabatic_fans: Lanes,
    pub air_wet_fans: Lanes,
    pub liquid_dry_fans: Lanes,
    pub liquid_adiabatic_fans: Lanes,
    pub liquid_wet_fans: Lanes,
    pub cooling_mw: Lanes,
    pub unmet_mw: Lanes,
    pub withdrawn_m3_per_h: Lanes,
    pub consumed_m3_per_h: Lanes,
    pub asked_of_thermal_mw: Lanes,
    pub thermal: ThermalLanes,
    pub served: Lanes,
    pub bus: BusLanes,
    pub wish: WishLanes,
    pub battery: BatteryLanes,
    /// What an hour adds to the sums, where hours are the lanes.
    pub kept: [Lanes; N_KEPT],
    // From step to step, where draws are the lanes.
    pub battery_mwh: Lanes,
    pub mode_air: Lanes,
    pub mode_liquid: Lanes,
    pub tank_mwh: Lanes,
    pub grid_import_mw: Lanes,
    pub month_peak: Lanes,
    pub peak_cooling: Lanes,
    pub sums: [Lanes; N_KEPT],
}

impl Work {
    /// Draws before their first step.
    pub fn start(block: &Block) -> Self {
        Self { battery_mwh: std::array::from_fn(|lane| State::start(&block.lane(lane)).battery_mwh), ..Self::zero() }
    }

    pub fn zero() -> Self {
        let zero = [0.0; LANES];
        Self {
            it_asked_mw: zero,
            inverse_cop: zero,
            hall: HallLanes::ZERO,
            heat: HeatUseLanes::ZERO,
            air_dry_fans: zero,
            air_adiabatic_fans: zero,
            air_wet_fans: zero,
            liquid_dry_fans: zero,
            liquid_adiabatic_fans: zero,
            liquid_wet_fans: zero,
            cooling_mw: zero,
            unmet_mw: zero,
            withdrawn_m3_per_h: zero,
            consumed_m3_per_h: zero,
            asked_of_thermal_mw: zero,
            thermal: ThermalLanes::ZERO,
            served: zero,
            bus: BusLanes::ZERO,
            wish: WishLanes::ZERO,
            battery: BatteryLanes::ZERO,
            kept: [zero; N_KEPT],
            battery_mwh: zero,
            mode_air: [State::START_MODE; LANES],
            mode_liquid: [State::START_MODE; LANES],
            tank_mwh: zero,
            grid_import_mw: zero,
            month_peak: zero,
            peak_cooling: zero,
            sums: [zero; N_KEPT],
        }
    }
}

/// Where a lane finds its draw and its hour.
pub trait Side {
    fn p(&self, lane: usize) -> Parameters;
    fn hour(&self, lane: usize) -> Hour;
}

/// Many draws in one hour.
pub struct Draws<'a> {
    pub block: &'a Block,
    pub hour: &'a Hour,
}

impl Side for Draws<'_> {
    #[inline(always)]
    fn p(&self, lane: usize) -> Parameters {
        self.block.lane(lane)
    }
    #[inline(always)]
    fn hour(&self, _: usize) -> Hour {
        *self.hour
    }
}

/// Many hours of one draw.
pub struct Hours<'a> {
    pub p: &'a Parameters,
    pub hours: &'a HourLanes,
}

impl Side for Hours<'_> {
    #[inline(always)]
    fn p(&self, _: usize) -> Parameters {
        *self.p
    }
    #[inline(always)]
    fn hour(&self, lane: usize) -> Hour {
        self.hours.lane(lane)
    }
}

/// A stage of the step.
pub type Stage<S> = fn(&S, f64, &mut Work);

/// The stages of a plan, each compiled for the widest vectors that the processor has. No fused multiply-add: the bits stay the
/// same.
pub struct Stages<S> {
    /// From the workload to the fans.
    pub front: Vec<Stage<S>>,
    pub cooling: Stage<S>,
    /// What is asked of a thermal plant, and what it gives.
    pub thermal: Option<[Stage<S>; 2]>,
    /// From the demand to the sums, of many draws.
    pub supply: Stage<S>,
    /// The same of many hours, before and behind the battery.
    pub before_battery: Stage<S>,
    pub behind_battery: Stage<S>,
    pub water: Option<[Stage<S>; 2]>,
}

impl<S: Side> Stages<S> {
    pub fn of(plan: &EarthPlan, has_tank: bool) -> Self {
        Self::as_wide_as(Width::widest(), plan, has_tank)
    }

    fn as_wide_as(width: Width, plan: &EarthPlan, has_tank: bool) -> Self {
        let gives_heat = plan.heat_use != Use::None;
        let has_other = has_other(plan);
        let mut front = vec![compiled::<S, ItPower>(width)];
        if gives_heat {
            front.push(compiled::<S, HeatPump>(width));
        }
        front.push(match (gives_heat, has_tank) {
            (false, _) => compiled::<S, Hall<false, false>>(width),
            (true, false) => compiled::<S, Hall<true, false>>(width),
            (true, true) => compiled::<S, Hall<true, true>>(width),
        });
        with_plant!(plan.cooling, P => front.push(compiled::<S, FansOf<P>>(width)));
        // Code for what a site has: booleans become constants.
        macro_rules! pick {
            ($stage:ident [$($done:literal),*]) => { compiled::<S, $stage<$($done),*>>(width) };
            ($stage:ident [$($done:literal),*] $flag:ident $($rest:ident)*) => {
                if $flag { pick!($stage [$($done,)* true] $($rest)*) } else { pick!($stage [$($done,)* false] $($rest)*) }
            };
        }
        let (sun, battery) = (plan.pv, plan.storage == Storage::Battery);
        Self {
            front,
            cooling: with_plant!(plan.cooling, P => compiled::<S, Cooling<P>>(width)),
            thermal: plan.thermal.then(|| [compiled::<S, AskedOfThermal>(width), compiled::<S, ThermalPlant>(width)]),
            supply: match (gives_heat, has_tank) {
                (false, _) => pick!(Supply [false, false] sun battery has_other),
                (true, false) => pick!(Supply [true, false] sun battery has_other),
                (true, true) => pick!(Supply [true, true] sun battery has_other),
            },
            before_battery: pick!(BeforeBattery [] gives_heat sun has_other),
            behind_battery: pick!(BehindBattery [] gives_heat sun has_other),
            water: plan.cooling.uses_water().then(|| [compiled::<S, Water>(width), compiled::<S, KeptWater>(width)]),
        }
    }
}

/// A stage over the lanes, whatever they are.
trait Run {
    fn run<S: Side>(side: &S, step_h: f64, work: &mut Work);
}

/// Vectors that a stage is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Width {
    /// What this processor has, narrow ones first.
    fn all() -> Vec<Self> {
        let mut all = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                all.push(Self::Avx2);
            }
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512vl") {
                all.push(Self::Avx512);
            }
        }
        all
    }

    fn widest() -> Self {
        Self::all().last().copied().unwrap_or(Self::Portable)
    }
}

fn compiled<S: Side, R: Run>(width: Width) -> Stage<S> {
    match width {
        Width::Portable => |side, step_h, work| R::run(side, step_h, work),
        // SAFETY: a width other than the portable one comes from `Width::all`, so the processor has it.
        #[cfg(target_arch = "x86_64")]
        Width::Avx2 => |side, step_h, work| unsafe { run_avx2::<S, R>(side, step_h, work) },
        #[cfg(target_arch = "x86_64")]
        Width::Avx512 => |side, step_h, work| unsafe { run_avx512::<S, R>(side, step_h, work) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn run_avx512<S: Side, R: Run>(side: &S, step_h: f64, work: &mut Work) {
    R::run(side, step_h, work);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2<S: Side, R: Run>(side: &S, step_h: f64, work: &mut Work) {
    R::run(side, step_h, work);
}

struct ItPower;
impl Run for ItPower {
    #[inline(always)]
    fn run<S: Side>(side: &S, _: f64, work: &mut Work) {
        for lane in 0..LANES {
            work.it_asked_mw[lane] = it_asked_mw(&side.p(lane), &side.hour(lane));
        }
    }
}

struct HeatPump;
impl Run for HeatPump {
    #[inline(always)]
    fn run<S: Side>(side: &S, _: f64, work: &mut Work) {
        for lane in 0..LANES {
            work.inverse_cop[lane] = heat_pump_inverse_cop(&side.p(lane), &side.hour(lane));
        }
    }
}

/// The hall, and what the buyer takes of its heat.
struct Hall<const HEAT: bool, const TANK: bool>;
impl<const HEAT: bool, const TANK: bool> Run for Hall<HEAT, TANK> {
    #[inline(always)]
    fn run<S: Side>(side: &S, step_h: f64, work: &mut Work) {
        for lane in 0..LANES {
            let (p, hour) = (&side.p(lane), &side.hour(lane));
            let hall = hall(p, hour, work.it_asked_mw[lane]);
            let heat = if HEAT {
                let tank_mwh = if TANK { work.tank_mwh[lane] } else { 0.0 };
                heat_use(p, hour, step_h, &hall, work.inverse_cop[lane], tank_mwh)
            } else {
                HeatUse::none(&hall)
            };
            work.hall.set(lane, hall);
            if TANK {
                work.heat.set(lane, heat);
                continue;
            }
            if HEAT {
                work.heat.given[lane] = heat.given;
                work.heat.heat_pump[lane] = heat.heat_pump;
            }
            work.heat.liquid_left[lane] = heat.liquid_left;
            work.heat.air_left[lane] = heat.air_left;
        }
    }
}

/// Fans of the free ways of both streams, in short loops: each is a long chain of dependent operations, and a loop that holds
/// less of the chain has more lanes of it under way.
struct FansOf<P: Plant>(PhantomData<P>);
impl<P: Plant> Run for FansOf<P> {
    #[inline(always)]
    fn run<S: Side>(side: &S, _: f64, work: &mut Work) {
        macro_rules! fans {
            ($stream:ident, $heat:ident, $out:ident, $fan_ln:ident, |$s:ident, $outside:ident| $source_c:expr) => {
                for lane in 0..LANES {
                    let ($s, $outside) = (&side.p(lane).$stream, &side.hour(lane).outside);
                    work.$out[lane] = fan_ntu($s.range_k(work.heat.$heat[lane]), $s.target_c - $source_c);
                }
                for lane in 0..LANES {
                    let p = side.p(lane);
                    work.$out[lane] = fan_ln_power(work.$out[lane], p.$stream.$fan_ln, &p.machine);
                }
                for lane in 0..LANES {
                    work.$out[lane] = fan_power(work.$out[lane], &side.p(lane).machine);
                }
            };
        }
        macro_rules! stream {
            ($paths:ty, $stream:ident, $heat:ident, $dry:ident, $adiabatic:ident, $wet:ident) => {
                if <$paths>::DRY_FANS {
                    fans!($stream, $heat, $dry, dry_fan_ln, |s, outside| outside.dry_bulb_c);
                }
                if <$paths>::DRY_FANS & <$paths>::ADIABATIC {
                    fans!($stream, $heat, $adiabatic, dry_fan_ln, |s, outside| s.coldest_c(outside));
                }
                if <$paths>::WET_FANS {
                    fans!($stream, $heat, $wet, wet_fan_ln, |s, outside| outside.wet_source_c);
                }
            };
        }
        stream!(P::Air, air, air_left, air_dry_fans, air_adiabatic_fans, air_wet_fans);
        stream!(P::Liquid, liquid, liquid_left, liquid_dry_fans, liquid_adiabatic_fans, liquid_wet_fans);
    }
}

struct Cooling<P: Plant>(PhantomData<P>);
impl<P: Plant> Run for Cooling<P> {
    #[inline(always)]
    fn run<S: Side>(side: &S, _: f64, work: &mut Work) {
        for lane in 0..LANES {
            let (p, hour) = (&side.p(lane), &side.hour(lane));
            let (hall, heat) = (work.hall.get(lane), work.heat.get(lane));
            let air_fans = Fans { dry: work.air_dry_fans[lane], adiabatic: work.air_adiabatic_fans[lane], wet: work.air_wet_fans[lane] };
            let liquid_fans =
                Fans { dry: work.liquid_dry_fans[lane], adiabatic: work.liquid_adiabatic_fans[lane], wet: work.liquid_wet_fans[lane] };
            let (mode_air, mode_liquid) = (&mut work.mode_air[lane], &mut work.mode_liquid[lane]);
            let cooled = cooling::<P>(p, hour, &hall, &heat, &[air_fans, liquid_fans], mode_air, mode_liquid);
            work.cooling_mw[lane] = cooled.power;
            work.unmet_mw[lane] = cooled.unmet;
            if P::USES_WATER {
                work.withdrawn_m3_per_h[lane] = cooled.withdrawn;
                work.consumed_m3_per_h[lane] = cooled.consumed;
            }
        }
    }
}

impl Work {
    #[inline(always)]
    fn cooled(&self, lane: usize) -> Cooled {
        Cooled { power: self.cooling_mw[lane], unmet: self.unmet_mw[lane], withdrawn: 0.0, consumed: 0.0, supply_c: 0.0 }
    }
}

struct AskedOfThermal;
impl Run for AskedOfThermal {
    #[inline(always)]
    fn run<S: Side>(side: &S, step_h: f64, work: &mut Work) {
        for lane in 0..LANES {
            let (p, hour) = (&side.p(lane), &side.hour(lane));
            let (hall, heat) = (work.hall.get(lane), work.heat.get(lane));
            let bus = bus(p, hour, &hall, &heat, &work.cooled(lane), pv(p, hour), wind(p, hour));
            work.asked_of_thermal_mw[lane] = asked_of_thermal_mw(p, &hall, &bus, step_h, work.battery_mwh[lane]);
        }
    }
}

struct ThermalPlant;
impl Run for ThermalPlant {
    #[inline(always)]
    fn run<S: Side>(side: &S, _: f64, work: &mut Work) {
        for lane in 0..LANES {
            let units_before = work.thermal.units[lane];
            work.thermal.set(lane, thermal_plant(&side.p(lane), &side.hour(lane), work.asked_of_thermal_mw[lane], units_before));
        }
    }
}

impl Work {
    #[inline(always)]
    fn heat_use<const HEAT: bool, const TANK: bool>(&self, lane: usize, hall: &super::step::Hall) -> HeatUse {
        let mut heat = HeatUse::none(hall);
        (heat.liquid_left, heat.air_left) = (self.heat.liquid_left[lane], self.heat.air_left[lane]);
        if HEAT {
            (heat.given, heat.heat_pump) = (self.heat.given[lane], self.heat.heat_pump[lane]);
        }
        if TANK {
            (heat.to_tank, heat.from_tank) = (self.heat.to_tank[lane], self.heat.from_tank[lane]);
            heat.tank_loss = self.heat.tank_loss[lane];
        }
        heat
    }

    #[inline(always)]
    fn thermal<const OTHER: bool>(&self, lane: usize) -> Thermal {
        if OTHER { self.thermal.get(lane) } else { Thermal::NONE }
    }
}

/// Calls a macro with the sums that a site has.
macro_rules! sums_of {
    ($sum:ident, $heat:expr, $tank:expr, $sun:expr, $battery:expr, $other:expr) => {
        $sum!(grid_import_mw, it_mw, cooling_mw, power_loss_mw, unserved_mw, unmet_cooling_mw, served, throttled);
        $sum!(grid_co2_kg_per_h, grid_cost_usd_per_h);
        if $sun {
            $sum!(pv_mw);
        }
        if $sun | $other {
            $sum!(grid_export_mw, spilled_mw, left_mw, grid_income_usd_per_h);
        }
        if $heat {
            $sum!(heat_pump_mw, heat_given_mw, heat_income_usd_per_h);
        }
        if $tank {
            $sum!(tank_loss_mw);
        }
        if $battery {
            $sum!(storage_loss_mw);
        }
        if $other {
            $sum!(wind_mw, thermal_plant_mw, fuel_mw, fuel_co2_kg_per_h, starts_usd_per_h, mining_mw, not_drawn_mw, mined_mw);
            $sum!(ppa_mw, ppa_matched_mw, ppa_matched_co2_kg_per_h, ppa_usd_per_h);
        }
    };
}

/// Wind, a thermal plant, miners or a supply contract: they share their code, to keep the combinations few.
fn has_other(plan: &EarthPlan) -> bool {
    plan.wind || plan.thermal || plan.flexible_load == FlexibleLoad::Mining || plan.ppa != Ppa::None
}

/// Indices of the sums of a plan without a tank.
pub fn sums(plan: &EarthPlan) -> Vec<usize> {
    let mut found = Vec::new();
    macro_rules! index {
        ($($name:ident),*) => { found.extend([$(Sum::$name as usize),*]) };
    }
    sums_of!(index, plan.heat_use != Use::None, false, plan.pv, plan.storage == Storage::Battery, has_other(plan));
    if plan.cooling.uses_water() {
        index!(water_withdrawn_m3_per_h, water_consumed_m3_per_h);
    }
    found
}

/// Supply and sums: demand, what covers it, and what the year keeps of the step.
struct Supply<const HEAT: bool, const TANK: bool, const SUN: bool, const BATTERY: bool, const OTHER: bool>;
impl<const HEAT: bool, const TANK: bool, const SUN: bool, const BATTERY: bool, const OTHER: bool> Run
    for Supply<HEAT, TANK, SUN, BATTERY, OTHER>
{
    #[inline(always)]
    fn run<S: Side>(side: &S, step_h: f64, work: &mut Work) {
        for lane in 0..LANES {
            let (p, hour) = (&side.p(lane), &side.hour(lane));
            let hall = work.hall.get(lane);
            let heat = work.heat_use::<HEAT, TANK>(lane, &hall);
            let cooled = work.cooled(lane);
            let from_sun = if SUN { pv(p, hour) } else { 0.0 };
            let from_wind = if OTHER { wind(p, hour) } else { 0.0 };
            let bus = bus(p, hour, &hall, &heat, &cooled, from_sun, from_wind);
            let thermal = work.thermal::<OTHER>(lane);
            let battery =
                if BATTERY { battery(p, step_h, &wish(p, &hall, &bus, &thermal), &mut work.battery_mwh[lane]) } else { Battery::NONE };
            let balance = balance(p, &hall, &bus, &thermal, &battery);
            let mining = if OTHER { mining(p, hour, &hall, &bus, &balance) } else { Mining::NONE };
            let contract = if OTHER { contract(p, hour, &hall, &balance, &mining) } else { Contract::NONE };
            if TANK {
                work.tank_mwh[lane] += heat.tank_change(balance.served) * step_h;
            }
            work.served[lane] = balance.served;
            let step = Step { hall, inverse_cop: 0.0, heat, cooled, bus, thermal, battery, balance, mining, contract };
            let k = kept(hour, step_h, &step, 1.0);
            macro_rules! sum {
                ($($name:ident),*) => { $(work.sums[Sum::$name as usize][lane] += k.$name;)* };
            }
            sums_of!(sum, HEAT, TANK, SUN, BATTERY, OTHER);
            work.grid_import_mw[lane] = k.grid_import_mw;
            work.month_peak[lane] = max(work.month_peak[lane], k.grid_import_mw);
            work.peak_cooling[lane] = max(work.peak_cooling[lane], k.cooling_mw);
        }
    }
}

/// Demand, and what the battery is asked for.
struct BeforeBattery<const HEAT: bool, const SUN: bool, const OTHER: bool>;
impl<const HEAT: bool, const SUN: bool, const OTHER: bool> Run for BeforeBattery<HEAT, SUN, OTHER> {
    #[inline(always)]
    fn run<S: Side>(side: &S, _: f64, work: &mut Work) {
        for lane in 0..LANES {
            let (p, hour) = (&side.p(lane), &side.hour(lane));
            let hall = work.hall.get(lane);
            let heat = work.heat_use::<HEAT, false>(lane, &hall);
            let from_sun = if SUN { pv(p, hour) } else { 0.0 };
            let from_wind = if OTHER { wind(p, hour) } else { 0.0 };
            let bus = bus(p, hour, &hall, &heat, &work.cooled(lane), from_sun, from_wind);
            work.bus.set(lane, bus);
            work.wish.set(lane, wish(p, &hall, &bus, &work.thermal::<OTHER>(lane)));
        }
    }
}

/// Grid, miners, and what the year keeps of each hour.
struct BehindBattery<const HEAT: bool, const SUN: bool, const OTHER: bool>;
impl<const HEAT: bool, const SUN: bool, const OTHER: bool> Run for BehindBattery<HEAT, SUN, OTHER> {
    #[inline(always)]
    fn run<S: Side>(side: &S, step_h: f64, work: &mut Work) {
        for lane in 0..LANES {
            let (p, hour) = (&side.p(lane), &side.hour(lane));
            let hall = work.hall.get(lane);
            let heat = work.heat_use::<HEAT, false>(lane, &hall);
            let (cooled, bus, battery) = (work.cooled(lane), work.bus.get(lane), work.battery.get(lane));
            let thermal = work.thermal::<OTHER>(lane);
            let balance = balance(p, &hall, &bus, &thermal, &battery);
            let mining = if OTHER { mining(p, hour, &hall, &bus, &balance) } else { Mining::NONE };
            let contract = if OTHER { contract(p, hour, &hall, &balance, &mining) } else { Contract::NONE };
            work.served[lane] = balance.served;
            let step = Step { hall, inverse_cop: 0.0, heat, cooled, bus, thermal, battery, balance, mining, contract };
            let k = kept(hour, step_h, &step, 1.0);
            macro_rules! keep {
                ($($name:ident),*) => { $(work.kept[Sum::$name as usize][lane] = k.$name;)* };
            }
            sums_of!(keep, HEAT, false, SUN, true, OTHER);
        }
    }
}

/// Water of each hour.
struct KeptWater;
impl Run for KeptWater {
    #[inline(always)]
    fn run<S: Side>(_: &S, _: f64, work: &mut Work) {
        for lane in 0..LANES {
            work.kept[Sum::water_withdrawn_m3_per_h as usize][lane] = work.withdrawn_m3_per_h[lane] * work.served[lane];
            work.kept[Sum::water_consumed_m3_per_h as usize][lane] = work.consumed_m3_per_h[lane] * work.served[lane];
        }
    }
}

struct Water;
impl Run for Water {
    #[inline(always)]
    fn run<S: Side>(_: &S, _: f64, work: &mut Work) {
        for lane in 0..LANES {
            work.sums[Sum::water_withdrawn_m3_per_h as usize][lane] += work.withdrawn_m3_per_h[lane] * work.served[lane];
            work.sums[Sum::water_consumed_m3_per_h as usize][lane] += work.consumed_m3_per_h[lane] * work.served[lane];
        }
    }
}

#[cfg(test)]
mod tests;
