//! Laws of plugins in the step of a site on the ground.
//!
//! A step asks its [`Variants`] four times. Without laws they are [`Own`]: the engine's own answers, compiled as if nothing had been
//! asked. With laws a block of draws goes through each step in rounds: a round tells what the next laws are asked, these answer for the
//! whole block at once, and the last round is the step itself with all answers in place. A round repeats arithmetic and keeps nothing,
//! so that the line of the step stays one and a law in Python is called once for thousands of draws.

use super::forcing::{Given, HUMIDITY, Hour, PRESSURE, SEA_WATER, SUN, WIND};
use super::parameters::{Block, EarthPlan, LANES, Parameters};
use super::step::{self, Cooled, Hall, HeatUse, State, Step, advance};
use super::supply::{self, Thermal};
use crate::batch::Columns;
use crate::earth::cooling_plant::{Plant, PlantKind, with_plant};
use crate::error::Error;
use crate::law::{Attached, Batch, CONTEXT, Moment, Slot};
use crate::math::{exp, max, min};

/// Who answers for the stages that a law may replace; by itself the engine.
pub trait Variants {
    #[inline(always)]
    fn it_asked_mw(&mut self, p: &Parameters, hour: &Hour) -> f64 {
        step::it_asked_mw(p, hour)
    }

    #[inline(always)]
    fn heat_pump_inverse_cop(&mut self, p: &Parameters, hour: &Hour) -> f64 {
        step::heat_pump_inverse_cop(p, hour)
    }

    #[inline(always)]
    fn cooling<P: Plant>(&mut self, p: &Parameters, hour: &Hour, hall: &Hall, heat: &HeatUse, state: &mut State) -> Cooled {
        let fans = step::fans::<P>(p, hour, heat);
        step::cooling::<P>(p, hour, hall, heat, &fans, &mut state.mode_air, &mut state.mode_liquid)
    }

    #[inline(always)]
    fn thermal_plant(&mut self, p: &Parameters, hour: &Hour, request_mw: f64, units_before: f64) -> Thermal {
        supply::thermal_plant(p, hour, request_mw, units_before)
    }
}

/// The variants of the engine: compiled as if nobody had been asked.
pub struct Own;

impl Variants for Own {}

// What a step asks.
const UTILISATION: usize = 0;
const HEAT: [usize; 2] = [1, 2];
const REQUEST: usize = 3;
const N_ASKED: usize = 4;

// Where the answers stand.
const IT_POWER: usize = 0;
const COP: usize = 1;
const COOLED: [usize; 2] = [2, 6];
const GENERATED: usize = 10;
const N_ANSWERS: usize = 13;

// What does not change over the year.
const CAPACITY: usize = 0;
const INLET: usize = 1;
const WARM: usize = 2;
const COOLED_DOWN: usize = 3;
const LIMITS: [usize; 2] = [4, 5];
const N_FIXED: usize = 6;

/// Slots with a law.
#[derive(Clone, Copy, Debug)]
struct On {
    it_power: bool,
    heat_pump: bool,
    cooling: bool,
    generation: bool,
}

/// One draw in one round.
struct Desk<'a> {
    on: &'a On,
    answers: [f64; N_ANSWERS],
    asked: [f64; N_ASKED],
}

impl Variants for Desk<'_> {
    #[inline(always)]
    fn it_asked_mw(&mut self, p: &Parameters, hour: &Hour) -> f64 {
        if !self.on.it_power {
            return step::it_asked_mw(p, hour);
        }
        self.asked[UTILISATION] = exp(min(hour.ln_workload + p.ln_busy, 0.0));
        self.answers[IT_POWER]
    }

    #[inline(always)]
    fn heat_pump_inverse_cop(&mut self, p: &Parameters, hour: &Hour) -> f64 {
        if !self.on.heat_pump {
            step::heat_pump_inverse_cop(p, hour)
        } else if p.per_lorenz > 0.0 {
            min(1.0 / self.answers[COP], 0.99)
        } else {
            0.0
        }
    }

    #[inline(always)]
    fn cooling<P: Plant>(&mut self, p: &Parameters, hour: &Hour, hall: &Hall, heat: &HeatUse, state: &mut State) -> Cooled {
        if !self.on.cooling {
            return Own.cooling::<P>(p, hour, hall, heat, state);
        }
        let air = self.stream(0, heat.air_left, p.air.supply_limit_c);
        let liquid = self.stream(1, heat.liquid_left, p.liquid.supply_limit_c);
        let water = air.withdrawn + liquid.withdrawn;
        Cooled {
            power: air.power + liquid.power,
            withdrawn: water,
            consumed: water,
            unmet: air.unmet + liquid.unmet,
            supply_c: if p.liquid_capture > 0.0 { liquid.supply_c } else { air.supply_c },
        }
    }

    #[inline(always)]
    fn thermal_plant(&mut self, p: &Parameters, hour: &Hour, request_mw: f64, units_before: f64) -> Thermal {
        if !self.on.generation {
            return supply::thermal_plant(p, hour, request_mw, units_before);
        }
        self.asked[REQUEST] = max(request_mw, 0.0);
        let [power, fuel, co2] = [0, 1, 2].map(|output| self.answers[GENERATED + output]);
        Thermal { power, fuel, co2, units: 0.0, starts_usd: 0.0 }
    }
}

impl Desk<'_> {
    /// The answer of the law for a stream; one without heat rests.
    #[inline(always)]
    fn stream(&mut self, stream: usize, heat_mw: f64, limit_c: f64) -> Cooled {
        self.asked[HEAT[stream]] = max(heat_mw, 0.0);
        let at = COOLED[stream];
        let some = if heat_mw > 0.0 { 1.0 } else { 0.0 };
        let water = some * self.answers[at + 1];
        Cooled {
            power: some * self.answers[at],
            withdrawn: water,
            consumed: water,
            supply_c: if heat_mw > 0.0 { self.answers[at + 2] } else { limit_c },
            unmet: some * self.answers[at + 3],
        }
    }
}

/// Draws that a law meets at once: all that an interpreter can be given, or what stays in the cache.
pub fn block_size(plan: &EarthPlan) -> usize {
    if plan.laws.iter().any(|law| law.law.wants_large_blocks()) { 256 * LANES } else { 16 * LANES }
}

type Lanes = [f64; LANES];

/// A block of draws whose plan has laws, step by step.
#[derive(Clone, Debug)]
pub struct Desks {
    cooling: PlantKind,
    on: On,
    blocks: Vec<Block>,
    first: usize,
    n_draws: usize,
    has_liquid: bool,
    /// Rows of the draws that do not change over the year.
    fixed: [Vec<f64>; N_FIXED],
    laws: Vec<Called>,
    asked: Vec<[Lanes; N_ASKED]>,
    answers: Vec<[Lanes; N_ANSWERS]>,
    /// Output of a law of `generation` in the step before, [`NEVER`] in the first.
    pub previous_mw: Vec<f64>,
}

/// Mark of the first step.
pub const NEVER: f64 = -1.0;

/// A law and its rows.
#[derive(Clone, Debug)]
struct Called {
    law: Attached,
    parameters: Vec<f64>,
    inputs: Vec<f64>,
    outputs: Vec<f64>,
}

/// When a step is, and what the forcing says of it.
#[derive(Clone, Copy)]
pub struct Now<'a> {
    pub hour: &'a Hour,
    pub given: &'a Given,
    pub index: usize,
    pub unix_s: f64,
    /// Hours since the start of the weather year.
    pub hour_of_year: f64,
    pub step_h: f64,
}

impl Desks {
    pub fn load(plan: &EarthPlan, columns: &Columns, first: usize, n_draws: usize) -> Result<Self, Error> {
        let blocks = (0..n_draws.div_ceil(LANES))
            .map(|index| Block::load(plan, columns, first + index * LANES, (n_draws - index * LANES).min(LANES)))
            .collect::<Result<Vec<_>, _>>()?;
        let has = |slot| plan.laws.get(slot).is_some();
        let on = On {
            it_power: has(Slot::ItPower),
            heat_pump: has(Slot::HeatPump),
            cooling: has(Slot::Cooling),
            generation: has(Slot::Generation),
        };
        let has_liquid = blocks.iter().any(|block| (0..LANES).any(|lane| block.lane(lane).liquid_capture > 0.0));
        // In the order in which a step asks.
        let laws = [Slot::ItPower, Slot::HeatPump, Slot::Cooling, Slot::Generation]
            .into_iter()
            .filter_map(|slot| plan.laws.get(slot))
            .map(|law| {
                let parameters = law.columns(columns, first, n_draws)?;
                let (inputs, outputs) = (vec![0.0; law.n_inputs() * n_draws], vec![0.0; law.slot.outputs().len() * n_draws]);
                Ok(Called { law: law.clone(), parameters, inputs, outputs })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let (warm, cooled) = (columns.get("heat_source_c")?, columns.get("heat_source_cooling_k")?);
        let mut fixed: [Vec<f64>; N_FIXED] = Default::default();
        for (draw, (warm_c, cooled_k)) in warm.iter().zip(cooled).skip(first).take(n_draws).enumerate() {
            let Some(p) = blocks.get(draw / LANES).map(|block| block.lane(draw % LANES)) else { continue };
            let limits = [p.air.supply_limit_c, p.liquid.supply_limit_c];
            let inlet = limits[usize::from(p.liquid_capture > 0.0)];
            for (row, value) in fixed.iter_mut().zip([p.it_capacity_mw, inlet, *warm_c, warm_c - cooled_k, limits[0], limits[1]]) {
                row.push(value);
            }
        }
        let n_blocks = blocks.len();
        Ok(Self {
            cooling: plan.cooling,
            on,
            blocks,
            first,
            n_draws,
            has_liquid,
            fixed,
            laws,
            asked: vec![[[0.0; LANES]; N_ASKED]; n_blocks],
            answers: vec![[[0.0; LANES]; N_ANSWERS]; n_blocks],
            previous_mw: vec![NEVER; n_draws],
        })
    }

    pub fn parameters(&self, draw: usize) -> Option<Parameters> {
        self.blocks.get(draw / LANES).map(|block| block.lane(draw % LANES))
    }

    /// Blocks of lanes.
    pub fn n_blocks(&self) -> usize {
        self.blocks.len()
    }

    /// One step of all draws: `states` are those of the lanes, `each` gets block, lane, state and what the step found.
    pub fn step(
        &mut self,
        now: Now<'_>,
        states: &mut [[State; LANES]],
        each: impl FnMut(usize, usize, &State, &Step),
    ) -> Result<(), Error> {
        // IT and heat pump are asked for what is known before the step; the plant needs their answers, generation the plant's.
        let rounds: [&[Slot]; 3] = [&[Slot::ItPower, Slot::HeatPump], &[Slot::Cooling], &[Slot::Generation]];
        for slots in rounds {
            if !self.laws.iter().any(|called| slots.contains(&called.law.slot)) {
                continue;
            }
            with_plant!(self.cooling, P => self.round::<P>(now, states));
            for called in 0..self.laws.len() {
                if self.laws.get(called).is_some_and(|called| slots.contains(&called.law.slot)) {
                    self.call(called, now)?;
                }
            }
        }
        with_plant!(self.cooling, P => self.last::<P>(now, states, each));
        Ok(())
    }

    /// What the laws are asked, given the answers so far.
    fn round<P: Plant>(&mut self, now: Now<'_>, states: &[[State; LANES]]) {
        let blocks = self.blocks.iter().zip(states).zip(&self.answers).zip(&mut self.asked);
        for (((block, states), answers), asked) in blocks {
            for lane in 0..LANES {
                let p = block.lane(lane);
                let mut desk = Desk::new(&self.on, answers, lane);
                let mut state = states[lane];
                advance::<P, _>(&p, now.hour, now.step_h, &mut state, &mut desk);
                for (rows, value) in asked.iter_mut().zip(desk.asked) {
                    rows[lane] = value;
                }
            }
        }
    }

    /// The step itself.
    fn last<P: Plant>(&mut self, now: Now<'_>, states: &mut [[State; LANES]], mut each: impl FnMut(usize, usize, &State, &Step)) {
        for (index, ((block, states), answers)) in self.blocks.iter().zip(states).zip(&self.answers).enumerate() {
            for (lane, state) in states.iter_mut().enumerate() {
                let p = block.lane(lane);
                let step = advance::<P, _>(&p, now.hour, now.step_h, state, &mut Desk::new(&self.on, answers, lane));
                each(index, lane, state, &step);
            }
        }
        if self.on.generation {
            for (draw, previous) in self.previous_mw.iter_mut().enumerate() {
                *previous = self.answers.get(draw / LANES).map_or(NEVER, |answers| answers[GENERATED][draw % LANES]);
            }
        }
    }

    fn call(&mut self, index: usize, now: Now<'_>) -> Result<(), Error> {
        use Input::{Asked, Fixed, Wide};
        let Some(slot) = self.laws.get(index).map(|called| called.law.slot) else { return Ok(()) };
        let (outside, pressure_pa) = (&now.hour.outside, Wide(now.given[PRESSURE]));
        match slot {
            Slot::ItPower => self.ask(index, now, UTILISATION, IT_POWER, &[Asked, Fixed(CAPACITY), Fixed(INLET)]),
            Slot::HeatPump => {
                let sink = [Wide(now.hour.heat_return_c), Wide(now.hour.heat_supply_c)];
                self.ask(index, now, UTILISATION, COP, &[Fixed(WARM), Fixed(COOLED_DOWN), sink[0], sink[1]])
            }
            Slot::Cooling => {
                let streams = if self.has_liquid { 2 } else { 1 };
                for stream in 0..streams {
                    let inputs = [Asked, Wide(outside.dry_bulb_c), Wide(outside.wet_bulb_c), pressure_pa, Fixed(LIMITS[stream])];
                    self.ask(index, now, HEAT[stream], COOLED[stream], &inputs)?;
                }
                Ok(())
            }
            Slot::Generation => {
                let weather = [Wide(outside.dry_bulb_c), pressure_pa, Wide(now.given[SUN]), Wide(now.given[WIND])];
                self.ask(index, now, REQUEST, GENERATED, &[Asked, weather[0], weather[1], weather[2], weather[3]])
            }
            Slot::Radiator => Ok(()),
        }
    }

    /// Fills the inputs of a law, calls it for the block, and keeps its answers from row `to` on.
    fn ask(&mut self, index: usize, now: Now<'_>, row: usize, to: usize, own: &[Input]) -> Result<(), Error> {
        let n = self.n_draws;
        let Some(called) = self.laws.get_mut(index) else { return Ok(()) };
        let context = called.law.context.iter().map(|index| Input::of_context(CONTEXT.get(*index).copied().unwrap_or(""), now));
        let inputs = own.iter().copied().chain(context);
        for (input, values) in inputs.zip(called.inputs.chunks_exact_mut(n)) {
            match input {
                Input::Wide(value) => values.fill(value),
                Input::Fixed(which) => values.copy_from_slice(&self.fixed[which]),
                Input::Asked | Input::Previous => {
                    for (values, asked) in values.chunks_mut(LANES).zip(&self.asked) {
                        values.copy_from_slice(asked[row].get(..values.len()).unwrap_or(&[]));
                    }
                }
            }
            if let Input::Previous = input {
                for (value, previous) in values.iter_mut().zip(&self.previous_mw) {
                    *value = if *previous == NEVER { *value } else { *previous };
                }
            }
        }
        let batch = Batch { n_draws: n, inputs: &called.inputs, parameters: &called.parameters, outputs: &mut called.outputs };
        called.law.call(batch, Moment { step: now.index, unix_s: now.unix_s, draw: self.first })?;
        for (output, values) in called.outputs.chunks_exact(n).enumerate() {
            for (values, answers) in values.chunks(LANES).zip(&mut self.answers) {
                for (answer, value) in answers[to + output].iter_mut().zip(values) {
                    *answer = *value;
                }
            }
        }
        Ok(())
    }
}

/// Where an input comes from.
#[derive(Clone, Copy)]
enum Input {
    /// The same for all draws.
    Wide(f64),
    /// A row that the step asks about.
    Asked,
    /// A row that does not change over the year.
    Fixed(usize),
    /// What a law of `generation` gave before; in the first step what it is asked for.
    Previous,
}

impl Input {
    /// One of [`CONTEXT`].
    fn of_context(name: &str, now: Now<'_>) -> Self {
        match name {
            "hour_of_year" => Self::Wide(now.hour_of_year),
            "step_h" => Self::Wide(now.step_h),
            "previous_power_mw" => Self::Previous,
            "relative_humidity" => Self::Wide(now.given[HUMIDITY]),
            "wet_bulb_c" => Self::Wide(now.hour.outside.wet_bulb_c),
            "sea_water_c" => Self::Wide(now.given[SEA_WATER]),
            _ => Self::Wide(f64::NAN),
        }
    }
}

impl<'a> Desk<'a> {
    #[inline(always)]
    fn new(on: &'a On, answers: &[Lanes; N_ANSWERS], lane: usize) -> Self {
        Self { on, answers: std::array::from_fn(|answer| answers[answer][lane]), asked: [0.0; N_ASKED] }
    }
}
