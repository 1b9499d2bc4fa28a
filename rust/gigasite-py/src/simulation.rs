//! The engines behind one gate: the GIL is free while they run, Ctrl-C stops them, errors become the exception tree.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use gigasite_core::batch::{Columns, Forcing, Options};
use gigasite_core::engine::{self, Plan, earth, orbit};
use gigasite_core::law::Laws;
use gigasite_core::ledger::{COLUMNS, Ledger, SeriesTable};
use gigasite_core::{Error, Kind};
use numpy::{PyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::laws::Attachments;

/// An error of the core as an exception of `gigasite.errors`.
pub fn exception(py: Python<'_>, error: &Error) -> PyErr {
    if error.kind == Kind::Cancelled {
        return pyo3::exceptions::PyKeyboardInterrupt::new_err(());
    }
    let name = match error.kind {
        Kind::Parameter => "ParameterError",
        Kind::Physics => "PhysicsError",
        Kind::Plugin | Kind::Cancelled => "PluginError",
    };
    let build = || -> PyResult<PyErr> {
        let kind = py.import("gigasite.errors")?.getattr(name)?;
        let parts = PyDict::new(py);
        if !error.parameter.is_empty() {
            parts.set_item("parameter", &error.parameter)?;
        }
        for (key, value) in [("value", error.value), ("low", error.low), ("high", error.high)] {
            if !value.is_nan() {
                parts.set_item(key, value)?;
            }
        }
        Ok(PyErr::from_value(kind.call((&error.message,), Some(&parts))?))
    };
    build().unwrap_or_else(|failure| failure)
}

/// Runs `work` on another thread without the GIL and looks for signals while it runs; `told` makes the exception of an error.
pub fn gate<T: Send>(
    py: Python<'_>,
    told: impl FnOnce(Python<'_>, &Error) -> PyErr,
    work: impl FnOnce(&AtomicBool) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let cancelled = AtomicBool::new(false);
    let (result, interrupted) = py.detach(|| {
        std::thread::scope(|scope| {
            let (done, wait) = channel();
            let cancelled = &cancelled;
            scope.spawn(move || {
                let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(cancelled)));
                // The receiver lives until the scope ends.
                let _ = done.send(result);
            });
            let mut interrupted = None;
            loop {
                match wait.recv_timeout(Duration::from_millis(50)) {
                    Ok(result) => return (Some(result), interrupted),
                    Err(RecvTimeoutError::Disconnected) => return (None, interrupted),
                    Err(RecvTimeoutError::Timeout) => {
                        if let Err(signal) = Python::attach(|py| py.check_signals()) {
                            cancelled.store(true, Ordering::Relaxed);
                            interrupted = Some(signal);
                        }
                    }
                }
            }
        })
    });
    if let Some(signal) = interrupted {
        return Err(signal);
    }
    match result {
        Some(Ok(result)) => result.map_err(|error| told(py, &error)),
        Some(Err(_)) | None => Err(exception(py, &defect())),
    }
}

/// Runs `work` on this thread without the GIL, for work that takes it again for each call of Python code: so the interpreter answers
/// signals inside that code too, and what the caller has set for its thread holds there.
pub fn gate_here<T: Send>(
    py: Python<'_>,
    told: impl FnOnce(Python<'_>, &Error) -> PyErr,
    work: impl FnOnce(&AtomicBool) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let never = AtomicBool::new(false);
    match py.detach(|| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&never)))) {
        Ok(result) => result.map_err(|error| told(py, &error)),
        Err(_) => Err(exception(py, &defect())),
    }
}

fn defect() -> Error {
    Error::parameter("", "the engine failed; this is a defect of gigasite, please report the scenario")
}

type Names = Vec<String>;
type SeriesColumns<'py> = (Names, Vec<Bound<'py, PyArray1<f64>>>, i64, f64);

/// Runs one engine: `(ledger columns, series or None)`. `values` is names × draws, `forcing` is columns × steps.
#[pyfunction]
#[pyo3(signature = (engine, slots, names, values, forcing_names, forcing, start_unix_s, step_s, threads, series_of_draw, laws=Vec::new()))]
fn simulate<'py>(
    py: Python<'py>,
    engine: &str,
    slots: Vec<(String, String)>,
    names: Names,
    values: PyReadonlyArray2<'py, f64>,
    forcing_names: Names,
    forcing: PyReadonlyArray2<'py, f64>,
    start_unix_s: i64,
    step_s: f64,
    threads: usize,
    series_of_draw: Option<usize>,
    laws: Vec<Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyDict>, Option<SeriesColumns<'py>>)> {
    let columns = columns_of(names, &values);
    let forcing = forcing_of(forcing_names, &forcing, start_unix_s, step_s);
    let attached = Attachments::of(py, &laws)?;
    let plan = plan(engine, &slots, attached.laws.clone()).map_err(|error| exception(py, &error))?;
    let told = |py: Python<'_>, error: &Error| attached.exception(py, error);
    // An interpreter runs one thread at a time: others would wait for it.
    let threads = if attached.in_python { 1 } else { threads };
    let work = move |cancelled: &AtomicBool| engine::simulate(&plan, &columns, &forcing, &Options { threads, series_of_draw, cancelled });
    let ledger = if attached.in_python { gate_here(py, told, work) } else { gate(py, told, work) }?;
    to_python(py, ledger)
}

/// A site on the ground and its forcing, with all that does not depend on a draw worked out once for many runs.
#[pyclass(frozen, module = "gigasite._core")]
struct EarthYear(earth::Prepared);

#[pymethods]
impl EarthYear {
    #[new]
    fn new(
        py: Python<'_>,
        slots: Vec<(String, String)>,
        forcing_names: Names,
        forcing: PyReadonlyArray2<'_, f64>,
        start_unix_s: i64,
        step_s: f64,
    ) -> PyResult<Self> {
        let forcing = forcing_of(forcing_names, &forcing, start_unix_s, step_s);
        let told = |py: Python<'_>, error: &Error| exception(py, error);
        let pairs = slots.iter().map(|(slot, variant)| (slot.as_str(), variant.as_str()));
        let plan = earth::EarthPlan::from_slots(pairs).map_err(|error| exception(py, &error))?;
        let work = |cancelled: &AtomicBool| earth::Prepared::new(&plan, &forcing, &Options { threads: 1, series_of_draw: None, cancelled });
        gate_here(py, told, work).map(Self)
    }

    /// Ledger columns of the draws of `values`, names × draws.
    fn simulate<'py>(
        &self,
        py: Python<'py>,
        names: Names,
        values: PyReadonlyArray2<'py, f64>,
        threads: usize,
    ) -> PyResult<Bound<'py, PyDict>> {
        let columns = columns_of(names, &values);
        let few = columns.n_draws <= FEW_DRAWS;
        let told = |py: Python<'_>, error: &Error| exception(py, error);
        let work = |cancelled: &AtomicBool| self.0.simulate(&columns, &Options { threads, series_of_draw: None, cancelled });
        let ledger = if few { gate_here(py, told, work) } else { gate(py, told, work) }?;
        Ok(to_python(py, ledger)?.0)
    }

    /// Flows of one draw over time, all or those named: `(names, columns, start, step)`.
    #[pyo3(signature = (names, values, draw, only=None))]
    fn series<'py>(
        &self,
        py: Python<'py>,
        names: Names,
        values: PyReadonlyArray2<'py, f64>,
        draw: usize,
        only: Option<Names>,
    ) -> PyResult<SeriesColumns<'py>> {
        let columns = columns_of(names, &values);
        let told = |py: Python<'_>, error: &Error| exception(py, error);
        let series = gate_here(py, told, |_| self.0.series(&columns, draw, only.as_deref()))?;
        Ok(series_to_python(py, series))
    }
}

/// So few draws run in milliseconds: Ctrl-C can wait for them.
const FEW_DRAWS: usize = 32;

fn columns_of(names: Names, values: &PyReadonlyArray2<'_, f64>) -> Columns {
    Columns { names, n_draws: values.as_array().ncols(), values: copied(values) }
}

fn forcing_of(names: Names, forcing: &PyReadonlyArray2<'_, f64>, start_unix_s: i64, step_s: f64) -> Forcing {
    Forcing { names, start_unix_s, step_s, n_steps: forcing.as_array().ncols(), values: copied(forcing) }
}

/// Inputs are copied: another Python thread may write to an array while the GIL is free.
fn copied(array: &PyReadonlyArray2<'_, f64>) -> Vec<f64> {
    array.as_slice().map_or_else(|_| array.as_array().iter().copied().collect(), <[f64]>::to_vec)
}

pub fn plan(engine: &str, slots: &[(String, String)], laws: Laws) -> Result<Plan, Error> {
    let pairs = slots.iter().map(|(slot, variant)| (slot.as_str(), variant.as_str()));
    match engine {
        "earth" => earth::EarthPlan::with_laws(pairs, laws).map(Plan::Earth),
        "orbit" => orbit::OrbitPlan::with_laws(pairs, laws).map(Plan::Orbit),
        _ => Err(Error::parameter("engine", format!("no engine {engine:?}; there are earth and orbit"))),
    }
}

fn to_python(py: Python<'_>, ledger: Ledger) -> PyResult<(Bound<'_, PyDict>, Option<SeriesColumns<'_>>)> {
    let columns = PyDict::new(py);
    for (index, name) in COLUMNS.iter().enumerate() {
        let column: Vec<f64> = ledger.rows.iter().map(|row| row.0.get(index).copied().unwrap_or(f64::NAN)).collect();
        columns.set_item(name, PyArray1::from_vec(py, column))?;
    }
    Ok((columns, ledger.series.map(|series| series_to_python(py, series))))
}

fn series_to_python(py: Python<'_>, series: SeriesTable) -> SeriesColumns<'_> {
    let values = series.values.into_iter().map(|v| PyArray1::from_vec(py, v)).collect();
    (series.names, values, series.start_unix_s, series.step_s)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<EarthYear>()?;
    module.add_function(wrap_pyfunction!(simulate, module)?)?;
    module.add("LEDGER_COLUMNS", COLUMNS.to_vec())?;
    module.add("EARTH_PARAMETERS", earth::PARAMETERS.to_vec())?;
    module.add("EARTH_FORCING", earth::FORCING_COLUMNS.to_vec())?;
    module.add("EARTH_SLOTS", earth::SLOTS.iter().map(|(slot, variants)| (*slot, variants.to_vec())).collect::<Vec<_>>())?;
    module.add("EARTH_HEAT_LIMITS", earth::HEAT_LIMITS.to_vec())?;
    module.add("ORBIT_PARAMETERS", orbit::PARAMETERS.to_vec())?;
    module.add("ORBIT_SLOTS", orbit::SLOTS.iter().map(|(slot, variants)| (*slot, variants.to_vec())).collect::<Vec<_>>())?;
    Ok(())
}
