//! Annuities and levelised costs (T24): the closed forms, and the project by month that the economics of a site are.

pub mod attrition;
pub mod project;
pub mod rate_of_return;

/// (1 + r)^−n by `exp` and `ln_1p`, accurate at rates near 0.
#[inline]
pub fn present_value_factor(rate: f64, years: f64) -> f64 {
    (-years * rate.ln_1p()).exp()
}

/// Capital recovery factor [1/yr]: what a unit of capital costs a year over its life.
///
/// ```text
/// CRF = m (r/m) / (1 − (1 + r/m)^(−m n)),   1/n at r = 0
/// ```
pub fn capital_recovery_factor(rate: f64, years: f64, payments_per_year: f64) -> f64 {
    if rate.abs() < f64::MIN_POSITIVE / f64::EPSILON {
        return 1.0 / years; // also where the products below would be subnormal
    }
    let per_period = rate / payments_per_year;
    -rate / (-payments_per_year * years * per_period.ln_1p()).exp_m1()
}

/// Annual cost of an asset that gives `residual_usd` back at the end of its life: `(C − residual (1+r)^−n) CRF`.
pub fn annualised_cost_usd_per_yr(cost_usd: f64, rate: f64, years: f64, residual_usd: f64) -> f64 {
    (cost_usd - residual_usd * present_value_factor(rate, years)) * capital_recovery_factor(rate, years, 1.0)
}

/// Levelised cost of energy [USD/MWh].
///
/// ```text
/// LCOE = (capex CRF + FOM)/(8760 CF) · 1000 + HR · fuel + VOM
/// ```
#[allow(clippy::too_many_arguments)]
pub fn lcoe_usd_per_mwh(
    capex_usd_per_kw: f64,
    rate: f64,
    years: f64,
    capacity_factor: f64,
    fixed_om_usd_per_kw_yr: f64,
    variable_om_usd_per_mwh: f64,
    heat_rate_mmbtu_per_mwh: f64,
    fuel_price_usd_per_mmbtu: f64,
    hours_per_year: f64,
) -> f64 {
    let per_kw_yr = capex_usd_per_kw * capital_recovery_factor(rate, years, 1.0) + fixed_om_usd_per_kw_yr;
    per_kw_yr / (hours_per_year * capacity_factor) * 1000.0 + heat_rate_mmbtu_per_mwh * fuel_price_usd_per_mmbtu + variable_om_usd_per_mwh
}

crate::record! {
    /// Cost of one accelerator over a year, and over the hours sold.
    pub struct CostOfCompute {
        it_usd_per_gpu_yr,
        facility_usd_per_gpu_yr,
        energy_usd_per_gpu_yr,
        opex_usd_per_gpu_yr,
        other_usd_per_gpu_yr,
        income_usd_per_gpu_yr,
        total_usd_per_gpu_yr,
        lcoc_usd_per_gpu_h,
    }
}

/// Levelised cost of compute: each asset over its own life, the facility on provisioned kW, energy on mean kW.
///
/// ```text
/// LCOC = [ C_it CRF + C_fac P_prov CRF + P_mean PUE 8760 p/1000 + o C_it + other − income ]/(GPUs · 8760 · sold)
/// ```
#[allow(clippy::too_many_arguments)]
pub fn lcoc(
    node_price_usd: f64,
    gpus_per_node: f64,
    it_life_years: f64,
    it_rate: f64,
    facility_capex_usd_per_kw: f64,
    facility_life_years: f64,
    facility_rate: f64,
    provisioned_kw_per_node: f64,
    mean_kw_per_node: f64,
    pue: f64,
    energy_price_usd_per_mwh: f64,
    opex_fraction_per_yr: f64,
    sold_share: f64,
    other_usd_per_node_yr: f64,
    income_usd_per_node_yr: f64,
    hours_per_year: f64,
) -> CostOfCompute {
    let per_gpu = 1.0 / gpus_per_node;
    let it = node_price_usd * capital_recovery_factor(it_rate, it_life_years, 1.0) * per_gpu;
    let facility_usd = facility_capex_usd_per_kw * provisioned_kw_per_node;
    let facility = facility_usd * capital_recovery_factor(facility_rate, facility_life_years, 1.0) * per_gpu;
    let energy = mean_kw_per_node * pue * hours_per_year * energy_price_usd_per_mwh * 1e-3 * per_gpu;
    let opex = opex_fraction_per_yr * node_price_usd * per_gpu;
    let other = other_usd_per_node_yr * per_gpu;
    let income = income_usd_per_node_yr * per_gpu;
    let total = it + facility + energy + opex + other - income;
    CostOfCompute {
        it_usd_per_gpu_yr: it,
        facility_usd_per_gpu_yr: facility,
        energy_usd_per_gpu_yr: energy,
        opex_usd_per_gpu_yr: opex,
        other_usd_per_gpu_yr: other,
        income_usd_per_gpu_yr: income,
        total_usd_per_gpu_yr: total,
        lcoc_usd_per_gpu_h: total / (hours_per_year * sold_share),
    }
}

crate::kernels! {
    capital_recovery_factor(rate, years, payments_per_year) -> f64;
    present_value_factor(rate, years) -> f64;
    annualised_cost_usd_per_yr(cost_usd, rate, years, residual_usd) -> f64;
    lcoe_usd_per_mwh(
        capex_usd_per_kw, rate, years, capacity_factor, fixed_om_usd_per_kw_yr, variable_om_usd_per_mwh,
        heat_rate_mmbtu_per_mwh, fuel_price_usd_per_mmbtu, hours_per_year
    ) -> f64;
    lcoc(
        node_price_usd, gpus_per_node, it_life_years, it_rate, facility_capex_usd_per_kw, facility_life_years, facility_rate,
        provisioned_kw_per_node, mean_kw_per_node, pue, energy_price_usd_per_mwh, opex_fraction_per_yr, sold_share,
        other_usd_per_node_yr, income_usd_per_node_yr, hours_per_year
    ) -> CostOfCompute;
}
