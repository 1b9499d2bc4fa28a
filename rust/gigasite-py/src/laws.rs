//! Laws of plugins: vectorised Python, an address, a capsule. What crosses the border is checked here; physics guards are the core's.

use std::sync::{Arc, Mutex, PoisonError};

use gigasite_core::law::abi::{CAPSULE, Foreign, LawV1, VERSION};
use gigasite_core::law::{Attached, Batch, CONTEXT, Fault, Law, Laws, Moment, Slot};
use gigasite_core::{Error, Kind};
use numpy::{PyArray2, PyArrayMethods, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods, PyDict};

use crate::simulation::exception;

/// A law as `gigasite.laws` describes it.
#[derive(FromPyObject)]
struct Spec {
    slot: String,
    name: String,
    parameters: Vec<String>,
    context: Vec<String>,
    /// `python`, `address` or `capsule`.
    kind: String,
    target: Py<PyAny>,
}

/// The exception that Python code of a law raised, kept for the error that names the law.
type Raised = Arc<Mutex<Option<PyErr>>>;

/// The laws of a run, and who tells what went wrong.
pub struct Attachments {
    pub laws: Laws,
    /// One of them runs in the interpreter.
    pub in_python: bool,
    told: Vec<(String, Py<PyAny>)>,
    raised: Raised,
}

impl Attachments {
    pub fn of(py: Python<'_>, given: &[Bound<'_, PyAny>]) -> PyResult<Self> {
        let raised = Raised::default();
        let (mut laws, mut told, mut in_python) = (Vec::new(), Vec::new(), false);
        for one in given {
            let spec: Spec = one.extract()?;
            in_python |= spec.kind == "python";
            told.push((spec.name.clone(), one.clone().unbind()));
            laws.push(spec.attach(py, &raised)?);
        }
        let laws = Laws::new(laws).map_err(|error| exception(py, &error))?;
        Ok(Self { laws, in_python, told, raised })
    }

    /// The exception of an error of the core; that of a law names its record, the step and the inputs.
    pub fn exception(&self, py: Python<'_>, error: &Error) -> PyErr {
        let raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner).take();
        if error.kind == Kind::Cancelled {
            return raised.unwrap_or_else(|| exception(py, error));
        }
        let Some(failure) = &error.law else { return exception(py, error) };
        let Some((_, teller)) = self.told.iter().find(|(name, _)| *name == failure.law) else { return exception(py, error) };
        let build = || -> PyResult<PyErr> {
            let inputs = PyDict::new(py);
            for (name, value) in &failure.inputs {
                inputs.set_item(name, value)?;
            }
            let Moment { step, unix_s, draw } = failure.moment;
            Ok(PyErr::from_value(teller.bind(py).call_method1("failure", (&failure.reason, step, unix_s, draw, inputs))?))
        };
        let told = build().unwrap_or_else(|failure| failure);
        if raised.is_some() {
            told.set_cause(py, raised);
        }
        told
    }
}

impl Spec {
    fn attach(self, py: Python<'_>, raised: &Raised) -> PyResult<Attached> {
        let refuse =
            |text: String| exception(py, &Error { kind: Kind::Plugin, ..Error::parameter("", format!("the law {:?}: {text}", self.name)) });
        let slot = Slot::named(&self.slot).ok_or_else(|| refuse(format!("no slot is called {:?}", self.slot)))?;
        let index = |name: &String| CONTEXT.iter().position(|known| known == name).ok_or_else(|| refuse(format!("no step has {name:?}")));
        let context = self.context.iter().map(index).collect::<PyResult<Vec<_>>>()?;
        let target = self.target.bind(py);
        let law: Arc<dyn Law> = match self.kind.as_str() {
            "python" => Arc::new(InPython { call: self.target.clone_ref(py), raised: raised.clone() }),
            "address" => {
                let address: usize = target.getattr("address")?.extract()?;
                // SAFETY: a plugin is trusted code and says that a function of the ABI stands there; `keep` holds what owns it.
                let law = unsafe { Foreign::from_address(address) }.map_err(refuse)?;
                Arc::new(Held { law, _keep: self.target.clone_ref(py) })
            }
            _ => {
                let given = target
                    .call_method0("__gigasite_law__")
                    .map_err(|raised| refuse(format!("__gigasite_law__() raised {}", told_by(py, &raised))))?;
                let capsule = given.cast::<PyCapsule>().map_err(|_| {
                    let kind = given.get_type().name().map_or_else(|_| "?".into(), |name| name.to_string());
                    refuse(format!("__gigasite_law__() gave a {kind}, not a PyCapsule"))
                })?;
                let pointer = capsule.pointer_checked(Some(NAME)).map_err(|_| {
                    // SAFETY: the name is read at once and the capsule lives.
                    let found = capsule.name().ok().flatten().map(|name| unsafe { name.as_cstr() }.to_string_lossy().into_owned());
                    refuse(format!("the capsule is called {:?}, not {CAPSULE:?}", found.unwrap_or_default()))
                })?;
                // SAFETY: a plugin is trusted code: a capsule of this name points to a `LawV1`, which lives as long as the capsule.
                let law = unsafe { Foreign::from_struct(pointer.as_ptr().cast::<LawV1>()) }.map_err(refuse)?;
                Arc::new(Held { law, _keep: given.unbind() })
            }
        };
        Ok(Attached { slot, name: self.name, parameters: self.parameters, context, law })
    }
}

/// An exception as Python shows it.
fn told_by(py: Python<'_>, raised: &PyErr) -> String {
    raised.value(py).repr().map_or_else(|_| "an exception".into(), |text| text.to_string())
}

/// [`CAPSULE`] as C has it.
const NAME: &std::ffi::CStr = c"gigasite.law.v1";

/// A compiled law, and the object that keeps its code in memory.
struct Held {
    law: Foreign,
    _keep: Py<PyAny>,
}

impl Law for Held {
    fn evaluate(&self, inputs: &[f64], parameters: &[f64], outputs: &mut [f64]) -> bool {
        self.law.evaluate(inputs, parameters, outputs)
    }
}

/// A law in Python: called with rows of inputs and parameters × draws, gives rows of outputs × draws.
struct InPython {
    call: Py<PyAny>,
    raised: Raised,
}

impl InPython {
    fn rows(&self, py: Python<'_>, batch: Batch<'_>) -> PyResult<Result<(), String>> {
        // A signal is answered here, and inside the law by the interpreter itself.
        py.check_signals()?;
        let n = batch.n_draws;
        let rows: Vec<f64> = batch.inputs.iter().chain(batch.parameters).copied().collect();
        let rows = numpy::PyArray1::from_vec(py, rows).reshape([(batch.inputs.len() + batch.parameters.len()) / n.max(1), n])?;
        let given = self.call.bind(py).call1((rows,))?;
        let given = given.cast::<PyArray2<f64>>().map_err(PyErr::from)?;
        if given.len() != batch.outputs.len() || given.dims()[1] != n {
            return Ok(Err(format!("it gave outputs of shape {:?}", given.shape())));
        }
        for (slot, value) in batch.outputs.iter_mut().zip(given.readonly().as_array()) {
            *slot = *value;
        }
        Ok(Ok(()))
    }
}

impl Law for InPython {
    fn evaluate(&self, inputs: &[f64], parameters: &[f64], outputs: &mut [f64]) -> bool {
        self.evaluate_batch(Batch { n_draws: 1, inputs, parameters, outputs }).is_ok()
    }

    fn evaluate_batch(&self, batch: Batch<'_>) -> Result<(), Fault> {
        Python::attach(|py| match self.rows(py, batch) {
            Ok(result) => result.map_err(Fault::Block),
            Err(raised) => {
                let fault = if raised.is_instance_of::<PyKeyboardInterrupt>(py) {
                    Fault::Cancelled
                } else {
                    Fault::Block(format!("it raised {}", told_by(py, &raised)))
                };
                *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(raised);
                Err(fault)
            }
        })
    }

    fn wants_large_blocks(&self) -> bool {
        true
    }
}

/// Calls a law alone: rows of inputs and parameters × draws in, rows of outputs × draws out, guarded as in an engine.
#[pyfunction]
fn call_law<'py>(py: Python<'py>, law: Bound<'py, PyAny>, rows: PyReadonlyArray2<'py, f64>) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let attached = Attachments::of(py, std::slice::from_ref(&law))?;
    let Some(one) = attached.laws.iter().next() else { return Err(pyo3::exceptions::PyTypeError::new_err("no law")) };
    let rows = rows.as_array();
    let n_draws = rows.ncols();
    let values: Vec<f64> = rows.iter().copied().collect();
    if rows.nrows() != one.n_inputs() + one.parameters.len() {
        return Err(pyo3::exceptions::PyTypeError::new_err(format!(
            "{} rows of inputs and parameters",
            one.n_inputs() + one.parameters.len()
        )));
    }
    let (inputs, parameters) = values.split_at(one.n_inputs() * n_draws);
    let mut outputs = vec![f64::NAN; one.slot.outputs().len() * n_draws];
    let batch = Batch { n_draws, inputs, parameters, outputs: &mut outputs };
    py.detach(|| one.call(batch, Moment { step: 0, unix_s: 0.0, draw: 0 })).map_err(|error| attached.exception(py, &error))?;
    numpy::PyArray1::from_vec(py, outputs).reshape([one.slot.outputs().len(), n_draws])
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(call_law, module)?)?;
    let slots = Slot::ALL.iter().map(|slot| (slot.name(), slot.inputs().to_vec(), slot.outputs().to_vec())).collect::<Vec<_>>();
    module.add("LAW_SLOTS", slots)?;
    module.add("LAW_CONTEXT", CONTEXT.to_vec())?;
    module.add("LAW_ABI", (CAPSULE, VERSION, size_of::<LawV1>()))?;
    Ok(())
}
