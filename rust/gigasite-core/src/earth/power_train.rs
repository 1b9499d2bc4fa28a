//! Power train (T02): conversion losses from the connection to the equipment.
//!
//! A stage of rating R that gives P_out loses `R (k0 + k1 x + k2 x²)`, x = P_out/R: iron and fans, diodes, copper.

use crate::kernel::Input;

/// One stage: its rating [MW] and its loss coefficients per unit of rating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    pub rating_mw: f64,
    pub no_load: f64,
    pub linear: f64,
    pub quadratic: f64,
}

/// `load/η` [MW].
#[inline(always)]
pub fn input_power_mw(load_mw: f64, efficiency: f64) -> f64 {
    load_mw / efficiency
}

/// `load/η_ref − load/η_new` [MW].
#[inline(always)]
pub fn input_saving_mw(load_mw: f64, reference_efficiency: f64, improved_efficiency: f64) -> f64 {
    load_mw / reference_efficiency - load_mw / improved_efficiency
}

/// `loss = R (k0 + k1 x + k2 x²)` [MW].
#[inline(always)]
pub fn stage_loss_mw(output_mw: f64, rating_mw: f64, no_load: f64, linear: f64, quadratic: f64) -> f64 {
    let x = output_mw / rating_mw;
    rating_mw * (no_load + x * (linear + x * quadratic))
}

/// `η(x) = x/(x + k0 + k1 x + k2 x²)`.
#[inline(always)]
pub fn stage_efficiency(load_fraction: f64, no_load: f64, linear: f64, quadratic: f64) -> f64 {
    let x = load_fraction;
    x / (x + no_load + x * (linear + x * quadratic))
}

/// Load fraction of the best efficiency: `sqrt(k0/k2)`.
#[inline(always)]
pub fn optimum_load_fraction(no_load: f64, quadratic: f64) -> f64 {
    (no_load / quadratic).sqrt()
}

crate::record! {
    /// Several units that share a load.
    pub struct RedundantStage { load_fraction, efficiency, loss_mw }
}

/// The load is shared equally by the units in service (2N: 2; N+1: N + 1).
#[inline(always)]
pub fn redundant_stage(
    output_mw: f64,
    unit_rating_mw: f64,
    units_in_service: f64,
    no_load: f64,
    linear: f64,
    quadratic: f64,
) -> RedundantStage {
    let x = output_mw / (units_in_service * unit_rating_mw);
    RedundantStage {
        load_fraction: x,
        efficiency: stage_efficiency(x, no_load, linear, quadratic),
        loss_mw: units_in_service * stage_loss_mw(output_mw / units_in_service, unit_rating_mw, no_load, linear, quadratic),
    }
}

/// Input of a chain [MW], stage by stage from the load upward: `P_in = P_out + loss(P_out)`.
#[inline(always)]
pub fn chain_input_mw(load_mw: f64, stages: impl IntoIterator<Item = Stage>, mut seen: impl FnMut(f64)) -> f64 {
    let mut power = load_mw;
    for s in stages {
        let loss = stage_loss_mw(power, s.rating_mw, s.no_load, s.linear, s.quadratic);
        seen(loss);
        power += loss;
    }
    power
}

fn chain(inputs: &[Input<'_>], n: usize, outputs: &mut [Vec<f64>]) {
    let ([load, ratings, no_load, linear, quadratic], [input, stage_loss]) = (inputs, outputs) else { return };
    let stages =
        (0..n).map(|i| Stage { rating_mw: ratings.at(i), no_load: no_load.at(i), linear: linear.at(i), quadratic: quadratic.at(i) });
    input.push(chain_input_mw(load.at(0), stages, |loss| stage_loss.push(loss)));
}

crate::kernels! {
    input_power_mw(load_mw, efficiency) -> f64;
    input_saving_mw(load_mw, reference_efficiency, improved_efficiency) -> f64;
    stage_loss_mw(output_mw, rating_mw, no_load, linear, quadratic) -> f64;
    stage_efficiency(load_fraction, no_load, linear, quadratic) -> f64;
    optimum_load_fraction(no_load, quadratic) -> f64;
    redundant_stage(output_mw, unit_rating_mw, units_in_service, no_load, linear, quadratic) -> RedundantStage;
    series:
    chain(load_mw, ratings_mw, no_load, linear, quadratic) -> [input_mw, stage_loss_mw];
}
