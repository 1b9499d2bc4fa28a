//! The worth of a project over the draws: columns in, columns out.

use gigasite_core::Error;
use gigasite_core::kernel::Outputs;
use gigasite_core::shared::finance::project::{Asset, Market, Project, Scratch, Worth};
use gigasite_core::shared::finance::rate_of_return::Rates;
use numpy::ndarray::ArrayView2;
use numpy::{PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArray3};
use pyo3::prelude::*;

use crate::simulation::{exception, gate};

/// A record of the core and the names of its columns, in the order in which they are given; a flag is 1 or 0.
macro_rules! columns {
    ($record:ident, $names:ident, $of:ident { $($field:ident),* $(; $flag:ident)? }) => {
        const $names: &[&str] = &[$(stringify!($field)),* $(, stringify!($flag))?];
        fn $of(field: impl Fn(usize) -> f64) -> $record {
            let mut columns = (0..$names.len()).map(field);
            let mut next = || columns.next().unwrap_or(f64::NAN);
            $record { $($field: next()),* $(, $flag: next() != 0.0)? }
        }
    };
}

columns! {
    Project, PROJECT, project_of {
        discount_rate, inflation, start_month, ramp_months, early_share, early_month, ageing_per_yr, spare_share, renewal_years,
        rent_trend_per_yr, chip_life_years, rent_usd_per_yr, spent_usd_per_yr, leased_usd_per_yr, early_usd_per_yr, income_tax
    }
}
columns! { Asset, ASSET, asset_of { cost_usd, life_years, rate, month, price_trend_per_yr, salvage_share; renew } }

type Matrix<'py> = Bound<'py, PyArray2<f64>>;

/// `(flow by draw and month, worth by result and draw, annuities by asset and draw)`.
///
/// `projects` is columns × draws, `assets` assets × columns × draws; `hours`, `rent` and `lease` are draws × steps of a market, or 0 × 0.
#[pyfunction]
fn worth<'py>(
    py: Python<'py>,
    n_months: usize,
    projects: PyReadonlyArray2<'py, f64>,
    assets: PyReadonlyArray3<'py, f64>,
    hours: PyReadonlyArray2<'py, f64>,
    rent: PyReadonlyArray2<'py, f64>,
    lease: PyReadonlyArray2<'py, f64>,
    step_months: usize,
) -> PyResult<(Matrix<'py>, Matrix<'py>, Matrix<'py>)> {
    let (projects, assets) = (projects.as_array(), assets.as_array());
    let (hours, rent, lease) = (hours.as_array(), rent.as_array(), lease.as_array());
    let (n, n_assets) = (projects.ncols(), assets.shape()[0]);
    let fits = projects.nrows() == PROJECT.len()
        && (n_assets == 0 || assets.shape()[1..] == [ASSET.len(), n])
        && [hours, rent, lease]
            .iter()
            .all(|path| path.is_empty() || (path.nrows() == n && path.shape() == hours.shape() && path.is_standard_layout()))
        && n_months > 0;
    if !fits {
        return Err(exception(py, &Error::parameter("projects", "the columns of a project do not fit together")));
    }
    let flow = PyArray2::zeros(py, [n, n_months], false);
    let results = PyArray2::zeros(py, [Worth::NAMES.len(), n], false);
    let annuities = PyArray2::zeros(py, [n_assets, n], false);
    {
        let (mut flow, mut results, mut annuities) = (flow.readwrite(), results.readwrite(), annuities.readwrite());
        let (mut flow, mut results, mut annuities) = (flow.as_array_mut(), results.as_array_mut(), annuities.as_array_mut());
        gate(py, exception, move |_| {
            let mut scratch = Scratch::new(n_months);
            let mut bought = Vec::with_capacity(n_assets);
            let (mut paid, mut found) = (vec![0.0; n_assets], [0.0; Worth::NAMES.len()]);
            for (draw, mut months) in flow.outer_iter_mut().enumerate() {
                bought.clear();
                bought.extend(assets.outer_iter().map(|asset| asset_of(|field| asset[[field, draw]])));
                let market = Market { hours: row(&hours, draw), rent: row(&rent, draw), lease: row(&lease, draw), step_months };
                let Some(months) = months.as_slice_mut() else { continue };
                let worth = scratch.worth(&project_of(|field| projects[[field, draw]]), &bought, &market, months, &mut paid);
                worth.write(&mut found);
                results.column_mut(draw).iter_mut().zip(&found).for_each(|(slot, value)| *slot = *value);
                annuities.column_mut(draw).iter_mut().zip(&paid).for_each(|(slot, value)| *slot = *value);
            }
            Ok(())
        })?;
    }
    Ok((flow, results, annuities))
}

/// The path of a draw; empty for no market.
fn row<'a>(paths: &'a ArrayView2<'_, f64>, draw: usize) -> &'a [f64] {
    let steps = paths.ncols();
    paths.to_slice().and_then(|all| all.get(draw * steps..(draw + 1) * steps)).unwrap_or(&[])
}

/// Rate of return of a yearly flow, and the number of rates that it has.
#[pyfunction]
fn rate_of_return(yearly: PyReadonlyArray1<'_, f64>) -> (f64, u32) {
    let found = Rates::new().of_return(yearly.as_slice().unwrap_or(&[]));
    (found.rate, found.roots)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("PROJECT_COLUMNS", PROJECT)?;
    module.add("ASSET_COLUMNS", ASSET)?;
    module.add("WORTH_COLUMNS", Worth::NAMES)?;
    module.add_function(wrap_pyfunction!(rate_of_return, module)?)?;
    module.add_function(wrap_pyfunction!(worth, module)?)
}
