//! Replaceable physics: a law that a plugin brings takes the place of a variant in a slot of an engine.
//!
//! A law is a function of one draw in one step: inputs in the order of [`Slot::inputs`], then what it asks of the step
//! ([`CONTEXT`]), its own parameters, and outputs in the order of [`Slot::outputs`]. It keeps no state and may be called from
//! several threads at once. In Rust it is a [`Law`]; from C or from compiled Python it is a function of the ABI ([`abi`]).
//! Outputs hold NaN before a call, and what no nature allows ([`Slot::fault`]) stops the run with an error that names the
//! law, the step, the draw and the inputs.

pub mod abi;

use std::fmt;
use std::sync::Arc;

use crate::batch::Columns;
use crate::constants::STEFAN_BOLTZMANN_W_M2_K4;
use crate::error::{Error, Kind};

/// Room for rounding in the guards.
const SLACK: f64 = 1e-9;

macro_rules! slots {
    ($($(#[doc = $doc:literal])* $slot:ident = $name:literal { $($input:literal),* } -> { $($output:literal),* })*) => {
        /// A slot that a law may fill.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Slot { $($(#[doc = $doc])* $slot),* }
        impl Slot {
            pub const ALL: &'static [Self] = &[$(Self::$slot),*];
            pub fn name(self) -> &'static str {
                match self { $(Self::$slot => $name),* }
            }
            /// Names of the inputs, in their order.
            pub fn inputs(self) -> &'static [&'static str] {
                match self { $(Self::$slot => &[$($input),*]),* }
            }
            /// Names of the outputs, in their order.
            pub fn outputs(self) -> &'static [&'static str] {
                match self { $(Self::$slot => &[$($output),*]),* }
            }
        }
    };
}

slots! {
    /// What the fleet draws: busy share of all nodes, and what the plant holds at their inlet.
    ItPower = "it_power" { "utilisation", "it_capacity_mw", "inlet_temperature_c" } -> { "power_mw" }
    /// One coolant stream of the hall: its heat, and the warmest coolant that it may be given.
    Cooling = "cooling" { "heat_mw", "dry_bulb_c", "wet_bulb_c", "pressure_pa", "supply_limit_c" }
        -> { "power_mw", "water_m3_per_h", "supply_temperature_c", "unmet_mw" }
    /// A plant on site; `fuel_mw` is the primary energy that it takes in.
    Generation = "generation" { "request_mw", "dry_bulb_c", "pressure_pa", "ghi_w_m2", "wind_speed_m_s" }
        -> { "power_mw", "fuel_mw", "co2_kg_per_h" }
    /// The heat pump between the loop of the hall and the network.
    HeatPump = "heat_pump" { "source_in_c", "source_out_c", "sink_in_c", "sink_out_c" } -> { "cop" }
    /// Net heat from a face of a panel to surroundings at `sink_k`.
    Radiator = "radiator" { "temperature_k", "sink_k", "emissivity" } -> { "flux_w_m2" }
}

/// What a law on the ground may ask of a step besides its inputs, and the unit that its name does not tell.
///
/// `hour_of_year` counts from the start of the weather year; `previous_power_mw` is what a law of `generation` gave in the step before,
/// and its request in the first one.
pub const CONTEXT: &[&str] = &["hour_of_year", "step_h", "previous_power_mw", "relative_humidity", "wet_bulb_c", "sea_water_c"];

impl Slot {
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|slot| slot.name() == name)
    }

    /// Why these outputs cannot be; nothing where they can.
    pub fn fault(self, inputs: &[f64], outputs: &[f64]) -> Option<String> {
        if let Some((name, value)) = self.outputs().iter().zip(outputs).find(|(_, value)| !value.is_finite()) {
            return Some(format!("{name} is {value}"));
        }
        let below_zero = |allowed: &str| self.outputs().iter().zip(outputs).find(|(name, value)| **name != allowed && **value < 0.0);
        let negative = match self {
            Self::Cooling => below_zero("supply_temperature_c"),
            Self::Radiator => None,
            _ => below_zero(""),
        };
        if let Some((name, value)) = negative {
            return Some(format!("{name} is {value}, less than nothing"));
        }
        match (self, inputs, outputs) {
            (Self::ItPower, [_, capacity, ..], [power]) if *power > capacity * (1.0 + SLACK) => {
                Some(format!("power_mw is {power}, more than the capacity of {capacity} MW that hall and line are built for"))
            }
            (Self::Cooling, [heat, ..], [_, _, supply, unmet]) => {
                if *unmet > heat * (1.0 + SLACK) {
                    Some(format!("unmet_mw is {unmet} of {heat} MW of heat"))
                } else if !(-100.0..=200.0).contains(supply) {
                    Some(format!("supply_temperature_c is {supply}, no temperature of a coolant (−100 to 200 °C)"))
                } else {
                    None
                }
            }
            (Self::Generation, [_, _, _, sun, wind, ..], [power, fuel, _]) => {
                if *fuel > 0.0 && *power > fuel * (1.0 + SLACK) {
                    Some(format!("power_mw is {power} from {fuel} MW of primary energy: energy from nothing"))
                } else if *power > 0.0 && *fuel <= 0.0 && *sun <= 0.0 && *wind <= 0.0 {
                    Some(format!("power_mw is {power} without primary energy, sun or wind: energy from nothing"))
                } else {
                    None
                }
            }
            (Self::HeatPump, [source_in, source_out, sink_in, sink_out, ..], [cop]) => {
                // COP ≤ T̄_k/(T̄_k − T̄_s), the Lorenz cycle between the same streams.
                let (cold, warm) = (log_mean_k(*source_in, *source_out), log_mean_k(*sink_in, *sink_out));
                if *cop < 1.0 {
                    Some(format!("cop is {cop}: even a heater gives its work as heat, a COP of 1"))
                } else if warm > cold && *cop > warm / (warm - cold) * (1.0 + SLACK) {
                    Some(format!("cop is {cop}, above the {} of a cycle without loss: energy from nothing", warm / (warm - cold)))
                } else {
                    None
                }
            }
            (Self::Radiator, [temperature, sink, ..], [flux]) => {
                // |q| ≤ σ |T⁴ − T_s⁴|, and from warm to cold.
                let black = STEFAN_BOLTZMANN_W_M2_K4 * (temperature.powi(4) - sink.powi(4));
                let room = SLACK * STEFAN_BOLTZMANN_W_M2_K4 * temperature.powi(4).max(sink.powi(4));
                let (low, high) = (black.min(0.0) - room, black.max(0.0) + room);
                (!(low..=high).contains(flux)).then(|| format!("flux_w_m2 is {flux}; a black surface gives {black}"))
            }
            _ => None,
        }
    }
}

fn log_mean_k(a_c: f64, b_c: f64) -> f64 {
    let (a, b) = (a_c + 273.15, b_c + 273.15);
    if (a - b).abs() < 1e-6 { a } else { (a - b) / (a / b).ln() }
}

/// A block of draws in one step, row by row: `inputs[input][draw]`.
#[derive(Debug)]
pub struct Batch<'a> {
    pub n_draws: usize,
    pub inputs: &'a [f64],
    /// Does not change from step to step.
    pub parameters: &'a [f64],
    /// NaN where nothing has been written.
    pub outputs: &'a mut [f64],
}

/// How a law fails.
#[derive(Clone, Debug)]
pub enum Fault {
    /// In this draw of the block.
    At(usize, String),
    /// As a whole.
    Block(String),
    /// The user asked to stop while it ran.
    Cancelled,
}

/// Physics of a plugin.
pub trait Law: Send + Sync {
    /// One draw in one step; true is success.
    fn evaluate(&self, inputs: &[f64], parameters: &[f64], outputs: &mut [f64]) -> bool;

    /// A block of draws in one step; draw by draw unless the law has a better way.
    fn evaluate_batch(&self, batch: Batch<'_>) -> Result<(), Fault> {
        let n = batch.n_draws.max(1);
        let (mut inputs, mut parameters) = (vec![0.0; batch.inputs.len() / n], vec![0.0; batch.parameters.len() / n]);
        let mut outputs = vec![f64::NAN; batch.outputs.len() / n];
        for draw in 0..batch.n_draws {
            gather(batch.inputs, n, draw, &mut inputs);
            gather(batch.parameters, n, draw, &mut parameters);
            outputs.fill(f64::NAN);
            if !self.evaluate(&inputs, &parameters, &mut outputs) {
                return Err(Fault::At(draw, "its status is not 1, which is success".into()));
            }
            for (row, value) in batch.outputs.chunks_exact_mut(n).zip(&outputs) {
                if let Some(slot) = row.get_mut(draw) {
                    *slot = *value;
                }
            }
        }
        Ok(())
    }

    /// The law wants few large blocks and one thread, as one that holds an interpreter does.
    fn wants_large_blocks(&self) -> bool {
        false
    }
}

fn gather(rows: &[f64], n: usize, draw: usize, into: &mut [f64]) {
    for (value, row) in into.iter_mut().zip(rows.chunks_exact(n)) {
        *value = row.get(draw).copied().unwrap_or(f64::NAN);
    }
}

/// A law in its slot: whose it is, its parameters, and what it asks of a step.
#[derive(Clone)]
pub struct Attached {
    pub slot: Slot,
    pub name: String,
    /// Columns of the batch `<law>.<key>` that it reads, in their order.
    pub parameters: Vec<String>,
    /// Indices into [`CONTEXT`], in the order in which they follow the inputs.
    pub context: Vec<usize>,
    pub law: Arc<dyn Law>,
}

impl fmt::Debug for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {} {:?} {:?}", self.slot.name(), self.name, self.parameters, self.context)
    }
}

impl Attached {
    /// A law of this slot that asks nothing besides its inputs and has no parameters.
    pub fn new(slot: Slot, name: impl Into<String>, law: Arc<dyn Law>) -> Self {
        Self { slot, name: name.into(), parameters: Vec::new(), context: Vec::new(), law }
    }

    /// Names of all inputs of a call.
    pub fn inputs(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.slot.inputs().iter().copied().chain(self.context.iter().filter_map(|index| CONTEXT.get(*index).copied()))
    }

    pub fn n_inputs(&self) -> usize {
        self.slot.inputs().len() + self.context.len()
    }

    /// The parameters of draws `start` to `start + length`, row by row.
    pub fn columns(&self, columns: &Columns, start: usize, length: usize) -> Result<Vec<f64>, Error> {
        let mut rows = Vec::with_capacity(self.parameters.len() * length);
        for key in &self.parameters {
            rows.extend(columns.get(&column(&self.name, key))?.get(start..start + length).unwrap_or(&[]));
        }
        Ok(rows)
    }

    /// Calls the law for a block and refuses what cannot be. `draw` is the first of the block.
    pub fn call(&self, batch: Batch<'_>, moment: Moment) -> Result<(), Error> {
        let Batch { n_draws, inputs, parameters, outputs } = batch;
        outputs.fill(f64::NAN);
        let result = self.law.evaluate_batch(Batch { n_draws, inputs, parameters, outputs: &mut *outputs });
        let n = n_draws.max(1);
        let told = |draw: Option<usize>, reason: String| {
            let at = draw.unwrap_or(0);
            let names = self.inputs().map(str::to_owned).chain(self.parameters.iter().cloned());
            let values = inputs.chunks_exact(n).chain(parameters.chunks_exact(n)).map(|row| row.get(at).copied().unwrap_or(f64::NAN));
            let failure = Failure {
                slot: self.slot,
                law: self.name.clone(),
                reason,
                moment: Moment { draw: moment.draw + at, ..moment },
                inputs: names.zip(values).collect(),
            };
            Err(failure.into())
        };
        match result {
            Ok(()) => {}
            Err(Fault::Cancelled) => return Err(Error::cancelled()),
            Err(Fault::At(draw, reason)) => return told(Some(draw), reason),
            Err(Fault::Block(reason)) => return told(None, reason),
        }
        let (mut of_draw, mut given) = (vec![0.0; inputs.len() / n], vec![0.0; outputs.len() / n]);
        for draw in 0..n_draws {
            gather(inputs, n, draw, &mut of_draw);
            gather(outputs, n, draw, &mut given);
            if let Some(reason) = self.slot.fault(&of_draw, &given) {
                return told(Some(draw), reason);
            }
        }
        Ok(())
    }
}

/// Name of the column of a batch that holds a parameter of a law.
pub fn column(law: &str, key: &str) -> String {
    format!("{law}.{key}")
}

/// When and where a law is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    pub step: usize,
    pub unix_s: f64,
    pub draw: usize,
}

/// What is told of a law that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    pub slot: Slot,
    pub law: String,
    pub reason: String,
    pub moment: Moment,
    /// Inputs and parameters by name.
    pub inputs: Vec<(String, f64)>,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let Moment { step, draw, .. } = failure.moment;
        let inputs: Vec<String> = failure.inputs.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let message = format!("the law {:?} failed in step {step}, draw {draw}: {}; {}", failure.law, failure.reason, inputs.join(", "));
        Self { kind: Kind::Plugin, law: Some(Box::new(failure)), ..Self::parameter("", message) }
    }
}

/// The laws of a plan, one in a slot at most.
#[derive(Clone, Debug, Default)]
pub struct Laws(Vec<Attached>);

impl Laws {
    pub fn new(laws: Vec<Attached>) -> Result<Self, Error> {
        for (index, law) in laws.iter().enumerate() {
            if laws.iter().take(index).any(|other| other.slot == law.slot) {
                return Err(Error::parameter(law.slot.name(), format!("{:?} is the second law of this slot", law.name)));
            }
        }
        Ok(Self(laws))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, slot: Slot) -> Option<&Attached> {
        self.0.iter().find(|law| law.slot == slot)
    }

    /// Whether the law of a slot has this name.
    pub fn has(&self, slot: Slot, name: &str) -> bool {
        self.get(slot).is_some_and(|law| law.name == name)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Attached> {
        self.0.iter()
    }

    /// Columns that the laws read beside those of the engine.
    pub fn columns(&self) -> Vec<String> {
        self.0.iter().flat_map(|law| law.parameters.iter().map(|key| column(&law.name, key))).collect()
    }
}

impl PartialEq for Laws {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Closure = fn(&[f64], &[f64], &mut [f64]) -> bool;

    struct Of(Closure);

    impl Law for Of {
        fn evaluate(&self, inputs: &[f64], parameters: &[f64], outputs: &mut [f64]) -> bool {
            (self.0)(inputs, parameters, outputs)
        }
    }

    fn call(slot: Slot, inputs: &[f64], law: Closure) -> Result<Vec<f64>, String> {
        let mut outputs = vec![0.0; slot.outputs().len()];
        let attached = Attached::new(slot, "ours", Arc::new(Of(law)));
        let batch = Batch { n_draws: 1, inputs, parameters: &[], outputs: &mut outputs };
        let result = attached.call(batch, Moment { step: 7, unix_s: 0.0, draw: 3 });
        result.map(|()| outputs).map_err(|error| error.to_string())
    }

    #[test]
    fn a_sound_law_is_heard() {
        let given = call(Slot::ItPower, &[0.5, 100.0, 25.0], |i, _, o| {
            o[0] = i[0] * i[1];
            true
        });
        assert_eq!(given, Ok(vec![50.0]));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let heat = [10.0, 30.0, 20.0, 1e5, 25.0];
        let dark = [10.0, 15.0, 1e5, 0.0, 0.0];
        let cases: &[(Slot, &[f64], Closure, &str)] = &[
            (Slot::ItPower, &[0.5, 100.0, 25.0], |_, _, _| true, "power_mw is NaN"),
            (
                Slot::ItPower,
                &[0.5, 100.0, 25.0],
                |_, _, o| {
                    o[0] = 1.0;
                    false
                },
                "status is not 1",
            ),
            (
                Slot::ItPower,
                &[0.5, 100.0, 25.0],
                |_, _, o| {
                    o[0] = 101.0;
                    true
                },
                "more than the capacity",
            ),
            (
                Slot::ItPower,
                &[0.5, 100.0, 25.0],
                |_, _, o| {
                    o[0] = -1.0;
                    true
                },
                "less than nothing",
            ),
            (
                Slot::Cooling,
                &heat,
                |_, _, o| {
                    o.copy_from_slice(&[1.0, 0.0, f64::INFINITY, 0.0]);
                    true
                },
                "supply_temperature_c is inf",
            ),
            (
                Slot::Cooling,
                &heat,
                |_, _, o| {
                    o.copy_from_slice(&[1.0, 0.0, 25.0, 11.0]);
                    true
                },
                "unmet_mw is 11 of 10",
            ),
            (
                Slot::Cooling,
                &heat,
                |_, _, o| {
                    o.copy_from_slice(&[1.0, 0.0, 298.0, 0.0]);
                    true
                },
                "no temperature",
            ),
            (
                Slot::Generation,
                &dark,
                |_, _, o| {
                    o.copy_from_slice(&[10.0, 9.0, 0.0]);
                    true
                },
                "energy from nothing",
            ),
            (
                Slot::Generation,
                &dark,
                |_, _, o| {
                    o.copy_from_slice(&[10.0, 0.0, 0.0]);
                    true
                },
                "energy from nothing",
            ),
            (
                Slot::HeatPump,
                &[30.0, 25.0, 45.0, 85.0],
                |_, _, o| {
                    o[0] = 0.9;
                    true
                },
                "a COP of 1",
            ),
            (
                Slot::HeatPump,
                &[30.0, 25.0, 45.0, 85.0],
                |_, _, o| {
                    o[0] = 40.0;
                    true
                },
                "energy from nothing",
            ),
            (
                Slot::Radiator,
                &[330.0, 200.0, 0.9],
                |_, _, o| {
                    o[0] = 1000.0;
                    true
                },
                "a black surface gives",
            ),
            (
                Slot::Radiator,
                &[330.0, 200.0, 0.9],
                |_, _, o| {
                    o[0] = -1.0;
                    true
                },
                "a black surface gives",
            ),
        ];
        for (slot, inputs, law, reason) in cases {
            let told = call(*slot, inputs, *law);
            let text = told.as_ref().err().cloned().unwrap_or_default();
            assert!(text.contains(reason) && text.contains("step 7, draw 3"), "{slot:?}: {told:?}, not {reason}");
        }
    }

    #[test]
    fn one_law_in_a_slot() {
        let law = || Attached::new(Slot::Cooling, "ours", Arc::new(Of(|_, _, _| true)));
        assert!(Laws::new(vec![law(), law()]).is_err());
        assert!(Laws::new(vec![law()]).is_ok_and(|laws| laws.has(Slot::Cooling, "ours") && !laws.has(Slot::ItPower, "ours")));
    }
}
