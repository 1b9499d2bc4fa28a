//! The only PyO3 of the project: arrays in and out, errors, and one gate that frees the GIL. No physics.

mod economics;
mod kernels;
mod laws;
mod random;
mod scenario;
mod simulation;
mod stepping;

use pyo3::prelude::*;

/// The compiled core of gigasite.
#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    let constants = pyo3::types::PyDict::new(module.py());
    for (name, value) in gigasite_core::constants::ALL {
        constants.set_item(name.to_lowercase(), value)?;
    }
    module.add("CONSTANTS", constants)?;
    economics::register(module)?;
    kernels::register(module)?;
    laws::register(module)?;
    simulation::register(module)?;
    stepping::register(module)?;
    random::register(module)?;
    scenario::register(module)
}
