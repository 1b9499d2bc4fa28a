//! Thermal storage (T15): tanks of hot and cold water.

crate::record! {
    /// What one step did to a tank.
    pub struct TankStep {
        /// After the step [MWh].
        state_mwh,
        /// [MW].
        delivered_mw,
        /// Standing loss, mixing, and what did not fit [MWh].
        loss_mwh,
    }
}

/// One step of a tank that loses in proportion to its state; part of the charged heat mixes below the useful temperature.
///
/// ```text
/// b0 = b (1 − loss_per_day)^(Δt/24),  c = p_c Δt (1 − mixing)
/// d = min(p_d Δt, b0 + c),  b' = min(b0 + c − d, B),  loss = b + p_c Δt − d − b'
/// ```
/// The loss compounds, so that a day in one step and in 24 steps is the same day.
#[inline(always)]
pub fn step(
    state_mwh: f64,
    charge_mw: f64,
    discharge_mw: f64,
    step_h: f64,
    capacity_mwh: f64,
    loss_per_day: f64,
    mixing_share: f64,
) -> TankStep {
    let kept_mwh = state_mwh * (1.0 - loss_per_day).powf(step_h / 24.0);
    let available_mwh = kept_mwh + charge_mw * step_h * (1.0 - mixing_share);
    let delivered_mwh = (discharge_mw * step_h).min(available_mwh);
    let after_mwh = (available_mwh - delivered_mwh).min(capacity_mwh);
    TankStep {
        state_mwh: after_mwh,
        delivered_mw: delivered_mwh / step_h,
        loss_mwh: state_mwh + charge_mw * step_h - delivered_mwh - after_mwh,
    }
}

crate::kernels! {
    step(state_mwh, charge_mw, discharge_mw, step_h, capacity_mwh, loss_per_day, mixing_share) -> TankStep;
}
