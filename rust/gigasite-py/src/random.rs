//! Random numbers of the core as arrays.

use gigasite_core::random;
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;

/// Uniform numbers in (0, 1): values `start` to `start + count` of a stream.
#[pyfunction]
fn uniforms(py: Python<'_>, seed: u64, stream: u64, start: u64, count: usize) -> Bound<'_, PyArray1<f64>> {
    let mut out = vec![0.0; count];
    py.detach(|| random::uniforms(seed, stream, start, &mut out));
    PyArray1::from_vec(py, out)
}

/// Raw words of a stream; `purpose` 0 are those behind `uniforms`.
#[pyfunction]
fn random_words(py: Python<'_>, seed: u64, stream: u64, start: u64, count: usize, purpose: u64) -> Bound<'_, PyArray1<u64>> {
    let words = py.detach(|| (start..).take(count).map(|index| random::word(seed, stream, index, purpose)).collect());
    PyArray1::from_vec(py, words)
}

/// Inverse of the standard normal distribution function.
#[pyfunction]
fn normal_quantile<'py>(py: Python<'py>, p: PyReadonlyArray1<'py, f64>) -> Bound<'py, PyArray1<f64>> {
    PyArray1::from_vec(py, p.as_array().iter().map(|&x| random::normal_quantile(x)).collect())
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(uniforms, module)?)?;
    module.add_function(wrap_pyfunction!(random_words, module)?)?;
    module.add_function(wrap_pyfunction!(normal_quantile, module)?)?;
    Ok(())
}
