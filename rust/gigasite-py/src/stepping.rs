//! The stepper as a Python class: a dict of inputs in, a dict of flows out, and as little as possible between.

use gigasite_core::batch::{Columns, Forcing};
use gigasite_core::engine::Plan;
use gigasite_core::engine::earth::{FLOWS, FORCING_COLUMNS, LIVE_INPUTS, State, Stepper};
use gigasite_core::ledger::COLUMNS;
use numpy::PyReadonlyArray2;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::laws::Attachments;
use crate::simulation::{exception, plan};

/// A site on the ground, one step at a time.
#[pyclass(subclass, module = "gigasite._core")]
struct EarthStepper {
    stepper: Stepper,
    /// Index into flows and state, and name, of what a step gives back.
    outputs: Vec<(usize, Py<PyString>)>,
    /// What the last step gave, as numbers and as the dict of which a step gets a copy: flows that stay as they were, many of them
    /// 0 all year, cost no new Python number.
    last: Vec<f64>,
    template: Py<PyDict>,
    attached: Attachments,
    inputs: Vec<(usize, f64)>,
}

#[pymethods]
impl EarthStepper {
    /// `values` is names × 1, `forcing` is columns × steps; `outputs` picks some of `STEPPER_OUTPUTS`.
    #[new]
    #[pyo3(signature = (slots, names, values, forcing_names, forcing, start_unix_s, step_s, outputs, laws=Vec::new()))]
    fn new(
        py: Python<'_>,
        slots: Vec<(String, String)>,
        names: Vec<String>,
        values: PyReadonlyArray2<'_, f64>,
        forcing_names: Vec<String>,
        forcing: PyReadonlyArray2<'_, f64>,
        start_unix_s: i64,
        step_s: f64,
        outputs: Vec<String>,
        laws: Vec<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let attached = Attachments::of(py, &laws)?;
        let columns = Columns { names, n_draws: values.as_array().ncols(), values: values.as_array().iter().copied().collect() };
        let n_steps = forcing.as_array().ncols();
        let forcing = Forcing { names: forcing_names, start_unix_s, step_s, n_steps, values: forcing.as_array().iter().copied().collect() };
        let stepper = match plan("earth", &slots, attached.laws.clone()) {
            Ok(Plan::Earth(plan)) => Stepper::new(plan, &columns, &forcing),
            Ok(Plan::Orbit(_)) => return Err(PyTypeError::new_err("a plan of a site on the ground")),
            Err(error) => Err(error),
        };
        let template = PyDict::new(py);
        let mut found = Vec::with_capacity(outputs.len());
        for name in outputs {
            let index = output_names().position(|known| known == name).ok_or_else(|| PyTypeError::new_err(name.clone()))?;
            let key = PyString::intern(py, &name);
            template.set_item(&key, f64::NAN)?;
            found.push((index, key.unbind()));
        }
        let stepper = stepper.map_err(|error| exception(py, &error))?;
        Ok(Self {
            stepper,
            last: vec![f64::NAN; found.len()],
            outputs: found,
            template: template.unbind(),
            attached,
            inputs: Vec::with_capacity(FORCING_COLUMNS.len() + LIVE_INPUTS.len()),
        })
    }

    /// Advances by ``dt_s`` seconds (300 to 3,600) and returns the flows; what ``inputs`` does not name takes the site's own forcing.
    #[pyo3(signature = (dt_s, inputs=None))]
    fn step<'py>(&mut self, py: Python<'py>, dt_s: f64, inputs: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyDict>> {
        self.inputs.clear();
        if let Some(inputs) = inputs {
            for (name, value) in inputs {
                self.inputs.push(input(py, &name, &value)?);
            }
        }
        let flows = self.stepper.step(dt_s, &self.inputs).map_err(|error| self.attached.exception(py, &error))?;
        let (flows, state) = (flows.values(), self.stepper.state().values());
        let template = self.template.bind(py);
        for ((index, key), last) in self.outputs.iter().zip(&mut self.last) {
            let value = flows.get(*index).or_else(|| state.get(*index - FLOWS.len())).copied().unwrap_or(f64::NAN);
            if value.to_bits() != last.to_bits() {
                template.set_item(key, value)?;
                *last = value;
            }
        }
        template.copy()
    }

    /// Everything that a later step depends on, and the sums so far, as bytes with a version and a check sum.
    fn state<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.stepper.save())
    }

    /// Goes back to a saved state of this site.
    fn restore(&mut self, py: Python<'_>, state: &[u8]) -> PyResult<()> {
        self.stepper.restore(state).map_err(|error| exception(py, &error))
    }

    /// Seconds since the start of the forcing.
    #[getter]
    fn elapsed_s(&self) -> f64 {
        self.stepper.elapsed_s()
    }

    /// Start of the forcing [s since 1970 UTC].
    #[getter]
    fn start_unix_s(&self) -> i64 {
        self.stepper.start_unix_s()
    }

    /// Columns of the ledger so far.
    fn sums<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let sums = PyDict::new(py);
        for (name, value) in COLUMNS.iter().zip(self.stepper.ledger().0) {
            sums.set_item(name, value)?;
        }
        Ok(sums)
    }
}

/// Index and value of an input.
fn input(py: Python<'_>, name: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<(usize, f64)> {
    let index = name.cast::<PyString>().ok().and_then(|text| {
        let text = text.to_str().ok()?;
        input_names().position(|known| known == text)
    });
    match (index, value.extract::<f64>()) {
        (Some(index), Ok(value)) => Ok((index, value)),
        // Python makes the sentence, with the nearest name.
        _ => match py.import("gigasite.stepping")?.getattr("refuse")?.call1((name, value)) {
            Ok(_) => Err(PyTypeError::new_err("inputs: name and number")),
            Err(refused) => Err(refused),
        },
    }
}

fn input_names() -> impl Iterator<Item = &'static str> {
    FORCING_COLUMNS.iter().chain(&LIVE_INPUTS).copied()
}

fn output_names() -> impl Iterator<Item = &'static str> {
    FLOWS.iter().chain(State::NAMES).copied()
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<EarthStepper>()?;
    module.add("STEPPER_INPUTS", input_names().collect::<Vec<_>>())?;
    module.add("STEPPER_OUTPUTS", output_names().collect::<Vec<_>>())?;
    Ok(())
}
