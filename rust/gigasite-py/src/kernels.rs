//! Kernels of the core as callable objects, found by `concept.function`.

use std::sync::atomic::AtomicBool;

use gigasite_core::batch::Options;
use gigasite_core::kernel::{self, Input, Rows};
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::exceptions::{PyKeyError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::simulation::{exception, gate, gate_here};

/// An element-wise kernel. Each argument is a flat float64 array of the common size, or of size one.
#[pyclass(frozen, module = "gigasite._core")]
struct Kernel(kernel::Kernel);

#[pymethods]
impl Kernel {
    #[getter]
    fn inputs(&self) -> Vec<&'static str> {
        self.0.inputs.to_vec()
    }

    #[getter]
    fn outputs(&self) -> Vec<&'static str> {
        self.0.outputs.to_vec()
    }

    /// All arguments are plain numbers; the result is a number or a list of numbers in the order of `outputs`.
    #[pyo3(signature = (*arguments))]
    fn scalar(&self, arguments: Vec<f64>) -> PyResult<Vec<f64>> {
        self.check(arguments.len())?;
        let mut out = vec![f64::NAN; self.0.outputs.len()];
        (self.0.call)(&arguments, &mut out);
        Ok(out)
    }

    #[pyo3(signature = (size, *arguments))]
    fn arrays<'py>(&self, py: Python<'py>, size: usize, arguments: &Bound<'py, PyTuple>) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
        self.check(arguments.len())?;
        let columns = read(arguments, self.0.inputs)?;
        for (column, name) in columns.iter().zip(self.0.inputs) {
            if column.len() != 1 && column.len() != size {
                return Err(PyValueError::new_err(format!("{name}: {} values, expected 1 or {size}", column.len())));
            }
        }
        let call = self.0.call;
        let (n_in, n_out) = (columns.len(), self.0.outputs.len());
        let mut results = vec![vec![f64::NAN; size]; n_out];
        py.detach(|| {
            let (mut x, mut y) = (vec![0.0; n_in], vec![f64::NAN; n_out]);
            for i in 0..size {
                for (slot, column) in x.iter_mut().zip(&columns) {
                    *slot = Input(column).at(i);
                }
                y.fill(f64::NAN);
                call(&x, &mut y);
                for (result, value) in results.iter_mut().zip(&y) {
                    if let Some(slot) = result.get_mut(i) {
                        *slot = *value;
                    }
                }
            }
        });
        Ok(results.into_iter().map(|r| PyArray1::from_vec(py, r)).collect())
    }
}

impl Kernel {
    fn check(&self, got: usize) -> PyResult<()> {
        let expected = self.0.inputs.len();
        if got == expected { Ok(()) } else { Err(PyTypeError::new_err(format!("{} takes {expected} arguments, got {got}", self.0.name))) }
    }
}

/// A kernel along time. Each argument is a flat array of `rows` × its own length (the number of steps, or one).
#[pyclass(frozen, module = "gigasite._core")]
struct SeriesKernel(kernel::SeriesKernel);

#[pymethods]
impl SeriesKernel {
    #[getter]
    fn inputs(&self) -> Vec<&'static str> {
        self.0.inputs.to_vec()
    }

    #[getter]
    fn outputs(&self) -> Vec<&'static str> {
        self.0.outputs.to_vec()
    }

    /// Results are flat, row after row; their length over `rows` is what the kernel pushed for one row.
    #[pyo3(signature = (rows, steps, *arguments))]
    fn rows<'py>(
        &self,
        py: Python<'py>,
        rows: usize,
        steps: usize,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
        if arguments.len() != self.0.inputs.len() {
            return Err(PyTypeError::new_err(format!("{} takes {} arguments, got {}", self.0.name, self.0.inputs.len(), arguments.len())));
        }
        let columns = read(arguments, self.0.inputs)?;
        for (column, name) in columns.iter().zip(self.0.inputs) {
            if column.len() != rows && column.len() != rows * steps {
                return Err(PyValueError::new_err(format!("{name}: {} values for {rows} rows of {steps} steps", column.len())));
            }
        }
        let call = self.0.call;
        let n_out = self.0.outputs.len();
        let mut results: Vec<Vec<f64>> = vec![Vec::new(); n_out];
        py.detach(|| {
            for row in 0..rows {
                let inputs: Vec<Input<'_>> = columns
                    .iter()
                    .map(|column| {
                        let length = column.len() / rows.max(1);
                        Input(column.get(row * length..(row + 1) * length).unwrap_or(&[]))
                    })
                    .collect();
                call(&inputs, steps, &mut results);
            }
        });
        Ok(results.into_iter().map(|r| PyArray1::from_vec(py, r)).collect())
    }
}

/// A kernel over many rows at once. Each argument is flat: one row or `rows` of them, each with a value or `steps` values.
#[pyclass(frozen, module = "gigasite._core")]
struct BatchKernel(kernel::BatchKernel);

/// Rows that are done before a thread that looks for signals would have started.
const FEW_ROWS: usize = 64;

#[pymethods]
impl BatchKernel {
    #[getter]
    fn inputs(&self) -> Vec<&'static str> {
        self.0.inputs.to_vec()
    }

    #[getter]
    fn outputs(&self) -> Vec<&'static str> {
        self.0.outputs.to_vec()
    }

    /// `lengths` says how many values a row of each argument has. Results are flat, row after row.
    #[pyo3(signature = (rows, steps, threads, lengths, *arguments))]
    fn rows<'py>(
        &self,
        py: Python<'py>,
        rows: usize,
        steps: usize,
        threads: usize,
        lengths: Vec<usize>,
        arguments: &Bound<'py, PyTuple>,
    ) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
        let expected = self.0.inputs.len();
        if arguments.len() != expected || lengths.len() != expected {
            return Err(PyTypeError::new_err(format!("{} takes {expected} arguments, got {}", self.0.name, arguments.len())));
        }
        let columns = read(arguments, self.0.inputs)?;
        for ((column, &length), name) in columns.iter().zip(&lengths).zip(self.0.inputs) {
            if (length != 1 && length != steps) || (column.len() != length && column.len() != rows * length) {
                return Err(PyValueError::new_err(format!("{name}: {} values for {rows} rows of {steps} steps", column.len())));
            }
        }
        let call = self.0.call;
        let work = |cancelled: &AtomicBool| {
            let inputs: Vec<Rows<'_>> = columns.iter().zip(&lengths).map(|(column, &length)| Rows::new(column, length)).collect();
            call(&inputs, rows, steps, &Options { threads, series_of_draw: None, cancelled })
        };
        let results = if rows <= FEW_ROWS { gate_here(py, exception, work) } else { gate(py, exception, work) }?;
        Ok(results.into_iter().map(|r| PyArray1::from_vec(py, r)).collect())
    }
}

// Inputs are copied: another Python thread may write to an array while the GIL is free.
fn read(arguments: &Bound<'_, PyTuple>, names: &[&str]) -> PyResult<Vec<Vec<f64>>> {
    arguments
        .iter()
        .zip(names)
        .map(|(argument, name)| {
            let array: PyReadonlyArray1<'_, f64> =
                argument.extract().map_err(|_| PyTypeError::new_err(format!("{name}: expected a flat float64 array")))?;
            Ok(array.as_array().to_vec())
        })
        .collect()
}

/// The element-wise kernel `concept.function`.
#[pyfunction]
fn kernel_named(name: &str) -> PyResult<Kernel> {
    kernel::find(name).map(Kernel).ok_or_else(|| PyKeyError::new_err(format!("no kernel {name:?} in the core")))
}

/// The series kernel `concept.function`.
#[pyfunction]
fn series_kernel_named(name: &str) -> PyResult<SeriesKernel> {
    kernel::find_series(name).map(SeriesKernel).ok_or_else(|| PyKeyError::new_err(format!("no series kernel {name:?} in the core")))
}

/// The kernel over rows `concept.function`.
#[pyfunction]
fn batch_kernel_named(name: &str) -> PyResult<BatchKernel> {
    kernel::find_batch(name).map(BatchKernel).ok_or_else(|| PyKeyError::new_err(format!("no batch kernel {name:?} in the core")))
}

/// Names of all kernels, as `concept.function`.
#[pyfunction]
fn kernel_names() -> Vec<String> {
    kernel::concepts()
        .flat_map(|c| {
            let names = c.kernels.iter().map(|k| k.name).chain(c.series.iter().map(|k| k.name)).chain(c.batch.iter().map(|k| k.name));
            names.map(|n| format!("{}.{n}", c.name)).collect::<Vec<_>>()
        })
        .collect()
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Kernel>()?;
    module.add_class::<SeriesKernel>()?;
    module.add_class::<BatchKernel>()?;
    module.add_function(wrap_pyfunction!(kernel_named, module)?)?;
    module.add_function(wrap_pyfunction!(series_kernel_named, module)?)?;
    module.add_function(wrap_pyfunction!(batch_kernel_named, module)?)?;
    module.add_function(wrap_pyfunction!(kernel_names, module)?)?;
    Ok(())
}
