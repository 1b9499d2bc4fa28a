//! Battery (T15, orbital section H): the C/L/C model, dispatch, sizing and ageing.
//!
//! C/L/C: constant efficiencies and rate limits, bounds of the state that are linear in the power. Kazhamiaka, Rosenberg,
//! Keshav 2019, "Tractable lithium-ion storage models for optimizing energy systems", DOI 10.1186/s42162-019-0070-6.
//! Energies in MWh and powers in MW by name; every law is homogeneous, so Wh with W serve as well.

use crate::kernel::Input;
use std::f64::consts::{FRAC_PI_2, PI};

crate::record! {
    /// What one step did.
    pub struct StorageStep {
        /// Accepted by the charger, or delivered to the load [MW].
        power_mw,
        /// After the step [MWh].
        state_mwh,
        /// In this step [MWh].
        loss_mwh,
    }
}

/// Largest charging power [MW] that keeps the rate and the upper bound of the state:
/// `min( B c_lim/η_c , (v_u B − b)/(η_c Δt − u_u) )`, not below 0.
#[inline(always)]
pub fn charge_limit_mw(
    state_mwh: f64,
    step_h: f64,
    capacity_mwh: f64,
    charge_efficiency: f64,
    charge_rate_per_h: f64,
    upper_bound_slope_h: f64,
    upper_bound_fraction: f64,
) -> f64 {
    let by_rate = capacity_mwh * charge_rate_per_h / charge_efficiency;
    let by_room = (upper_bound_fraction * capacity_mwh - state_mwh) / (charge_efficiency * step_h - upper_bound_slope_h);
    by_rate.min(by_room).max(0.0)
}

/// Largest power [MW] that can be delivered for a step: `min( B d_lim/η_d , (b − v_l B)/(u_l + η_d Δt) )`, not below 0.
#[inline(always)]
pub fn discharge_limit_mw(
    state_mwh: f64,
    step_h: f64,
    capacity_mwh: f64,
    discharge_draw: f64,
    discharge_rate_per_h: f64,
    lower_bound_slope_h: f64,
    lower_bound_fraction: f64,
) -> f64 {
    let by_rate = capacity_mwh * discharge_rate_per_h / discharge_draw;
    let by_state = (state_mwh - lower_bound_fraction * capacity_mwh) / (lower_bound_slope_h + discharge_draw * step_h);
    by_rate.min(by_state).max(0.0)
}

/// Charges for one step with what is offered, cut to [`charge_limit_mw`]: `b ← b + p η_c Δt`.
#[inline(always)]
pub fn charge(
    state_mwh: f64,
    power_mw: f64,
    step_h: f64,
    capacity_mwh: f64,
    charge_efficiency: f64,
    charge_rate_per_h: f64,
    upper_bound_slope_h: f64,
    upper_bound_fraction: f64,
) -> StorageStep {
    let limit_mw = charge_limit_mw(
        state_mwh,
        step_h,
        capacity_mwh,
        charge_efficiency,
        charge_rate_per_h,
        upper_bound_slope_h,
        upper_bound_fraction,
    );
    let power_mw = power_mw.min(limit_mw);
    let taken_mwh = power_mw * step_h;
    // A full battery stays at its capacity to the last bit.
    let state_mwh = (state_mwh + taken_mwh * charge_efficiency).min(capacity_mwh);
    StorageStep { power_mw, state_mwh, loss_mwh: taken_mwh * (1.0 - charge_efficiency) }
}

/// Discharges for one step what is asked, cut to [`discharge_limit_mw`]: `b ← b − p η_d Δt`, η_d ≥ 1 energy drawn per energy delivered.
#[inline(always)]
pub fn discharge(
    state_mwh: f64,
    power_mw: f64,
    step_h: f64,
    capacity_mwh: f64,
    discharge_draw: f64,
    discharge_rate_per_h: f64,
    lower_bound_slope_h: f64,
    lower_bound_fraction: f64,
) -> StorageStep {
    let limit_mw = discharge_limit_mw(
        state_mwh,
        step_h,
        capacity_mwh,
        discharge_draw,
        discharge_rate_per_h,
        lower_bound_slope_h,
        lower_bound_fraction,
    );
    let power_mw = power_mw.min(limit_mw);
    let given_mwh = power_mw * step_h;
    let state_mwh = (state_mwh - given_mwh * discharge_draw).max(0.0);
    StorageStep { power_mw, state_mwh, loss_mwh: given_mwh * (discharge_draw - 1.0) }
}

crate::record! {
    /// Energy once in and out of a simple battery.
    pub struct RoundTrip { stored_mwh, delivered_mwh, loss_mwh }
}

/// Simple battery, the round trip split evenly: stored `E sqrt(η_rt)`, delivered `E η_rt`.
#[inline(always)]
pub fn round_trip(energy_in_mwh: f64, round_trip_efficiency: f64) -> RoundTrip {
    RoundTrip {
        stored_mwh: energy_in_mwh * round_trip_efficiency.sqrt(),
        delivered_mwh: energy_in_mwh * round_trip_efficiency,
        loss_mwh: energy_in_mwh * (1.0 - round_trip_efficiency),
    }
}

/// Charges with every surplus and serves every deficit, step by step; pushes the state after each step, the four powers, and the sum of the losses.
fn dispatch_surplus(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let (
        &[supply, load, step_h, capacity, initial, eta_c, rate_c, slope_c, fraction_c, eta_d, rate_d, slope_d, fraction_d],
        [state_out, charge_out, discharge_out, unserved_out, spilled_out, loss_out],
    ) = (inputs, out)
    else {
        return;
    };
    let (mut state, mut loss) = (initial.at(0), 0.0);
    for t in 0..steps {
        let surplus = supply.at(t) - load.at(t);
        let (step_h, capacity) = (step_h.at(t), capacity.at(0));
        let (mut charged, mut discharged) = (0.0, 0.0);
        if surplus > 0.0 {
            let step = charge(state, surplus, step_h, capacity, eta_c.at(0), rate_c.at(0), slope_c.at(0), fraction_c.at(0));
            (charged, state, loss) = (step.power_mw, step.state_mwh, loss + step.loss_mwh);
        } else {
            let step = discharge(state, -surplus, step_h, capacity, eta_d.at(0), rate_d.at(0), slope_d.at(0), fraction_d.at(0));
            (discharged, state, loss) = (step.power_mw, step.state_mwh, loss + step.loss_mwh);
        }
        state_out.push(state);
        charge_out.push(charged);
        discharge_out.push(discharged);
        unserved_out.push((-surplus).max(0.0) - discharged);
        spilled_out.push(surplus.max(0.0) - charged);
    }
    loss_out.push(loss);
}

/// Smallest capacity that carries the load through a repeated period: the largest fall of the running balance, sought
/// over two periods. NaN where the supply of a period does not cover load and losses.
fn constant_load_capacity_mwh(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let (&[supply, load, step_h, eta_c, eta_d], [capacity_out]) = (inputs, out) else { return };
    let drawn = |t: usize| {
        let surplus_mwh = (supply.at(t) - load.at(t)) * step_h.at(t);
        if surplus_mwh > 0.0 { -surplus_mwh * eta_c.at(0) } else { -surplus_mwh * eta_d.at(0) }
    };
    let (mut net, mut gross) = (0.0, 0.0);
    for t in 0..steps {
        net += drawn(t);
        gross += drawn(t).abs();
    }
    // A balance that closes up to rounding is one that closes.
    if net > 1e-12 * gross {
        capacity_out.push(f64::NAN);
        return;
    }
    let (mut fall, mut largest) = (0.0_f64, 0.0_f64);
    for t in (0..steps).chain(0..steps) {
        fall = (fall + drawn(t)).max(0.0);
        largest = largest.max(fall);
    }
    capacity_out.push(largest);
}

crate::record! {
    /// Source and storage for a constant load on a half-sine day.
    pub struct HalfSineSizing {
        /// Of the source [MW].
        peak_power_mw,
        storage_mwh,
    }
}

/// Constant load L on a source `P sin(π t/D)` for D hours of each 24: P from the balance of a day, storage what is kept of the surplus.
///
/// ```text
/// θ = asin(L/P);  surplus  S = (D/π) P [2 cos θ − (π − 2θ) sin θ]
///                 deficit  F = 24 L − (D/π) P [2 (1 − cos θ) + (π − 2θ) sin θ]
/// η_c S = η_d F;  storage = η_c S
/// ```
pub fn half_sine_day_sizing(load_mw: f64, daylight_h: f64, charge_efficiency: f64, discharge_draw: f64) -> HalfSineSizing {
    // Per (D/π) P, the balance η_c S − η_d F falls with θ: much surplus for a large source, none for P = L.
    let surplus = |theta: f64| 2.0 * theta.cos() - (PI - 2.0 * theta) * theta.sin();
    let deficit = |theta: f64| (24.0 * PI / daylight_h - (PI - 2.0 * theta)) * theta.sin() - 2.0 * (1.0 - theta.cos());
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if charge_efficiency * surplus(middle) > discharge_draw * deficit(middle) { low = middle } else { high = middle }
    }
    let theta = 0.5 * (low + high);
    let peak_power_mw = load_mw / theta.sin();
    HalfSineSizing { peak_power_mw, storage_mwh: charge_efficiency * daylight_h / PI * peak_power_mw * surplus(theta) }
}

/// `E = P t_e/(DoD η_d)` [Wh].
#[inline(always)]
pub fn eclipse_capacity_wh(load_w: f64, eclipse_s: f64, depth_of_discharge: f64, discharge_efficiency: f64) -> f64 {
    load_w * eclipse_s / 3600.0 / (depth_of_discharge * discharge_efficiency)
}

/// `m = E/e_b` [kg].
#[inline(always)]
pub fn mass_kg(capacity_wh: f64, specific_energy_wh_per_kg: f64) -> f64 {
    capacity_wh / specific_energy_wh_per_kg
}

/// Power of the source over the load, so that the sunlit time also charges for the eclipse: `1 + (t_e/t_s)/η_rt`.
#[inline(always)]
pub fn source_oversize(eclipse_s: f64, sunlit_s: f64, round_trip_efficiency: f64) -> f64 {
    1.0 + eclipse_s / sunlit_s / round_trip_efficiency
}

/// One cycle an orbit on the days that have an eclipse: `days · 86,400/T` [1/yr].
#[inline(always)]
pub fn eclipse_cycles_per_yr(period_s: f64, eclipse_days: f64, day_s: f64) -> f64 {
    eclipse_days * day_s / period_s
}

/// Cycles to the end of life at a depth of discharge: `N = N_ref (DoD_ref/DoD)^k`.
#[inline(always)]
pub fn cycle_life(depth_of_discharge: f64, reference_cycles: f64, reference_depth: f64, exponent: f64) -> f64 {
    reference_cycles * (reference_depth / depth_of_discharge).powf(exponent)
}

/// Time that a store bridges: `t = E s η/P` [s].
#[inline(always)]
pub fn ride_through_s(capacity_kwh: f64, load_kw: f64, usable_share: f64, discharge_efficiency: f64) -> f64 {
    capacity_kwh * usable_share * discharge_efficiency / load_kw * 3600.0
}

/// Share of the first capacity that is left: `(1 − calendar)^years (1 − cycle)^cycles`, not below the end of life.
#[inline(always)]
pub fn remaining_capacity(years: f64, cycles: f64, calendar_fade_per_yr: f64, cycle_fade_per_cycle: f64, end_of_life: f64) -> f64 {
    ((1.0 - calendar_fade_per_yr).powf(years) * (1.0 - cycle_fade_per_cycle).powf(cycles)).max(end_of_life)
}

/// Energy to add to return to the first capacity: `B (1 − remaining)` [MWh].
#[inline(always)]
pub fn augmentation_mwh(capacity_mwh: f64, remaining_fraction: f64) -> f64 {
    capacity_mwh * (1.0 - remaining_fraction)
}

crate::kernels! {
    charge_limit_mw(state_mwh, step_h, capacity_mwh, charge_efficiency, charge_rate_per_h, upper_bound_slope_h, upper_bound_fraction) -> f64;
    discharge_limit_mw(state_mwh, step_h, capacity_mwh, discharge_draw, discharge_rate_per_h, lower_bound_slope_h, lower_bound_fraction) -> f64;
    charge(state_mwh, power_mw, step_h, capacity_mwh, charge_efficiency, charge_rate_per_h, upper_bound_slope_h, upper_bound_fraction) -> StorageStep;
    discharge(state_mwh, power_mw, step_h, capacity_mwh, discharge_draw, discharge_rate_per_h, lower_bound_slope_h, lower_bound_fraction) -> StorageStep;
    round_trip(energy_in_mwh, round_trip_efficiency) -> RoundTrip;
    half_sine_day_sizing(load_mw, daylight_h, charge_efficiency, discharge_draw) -> HalfSineSizing;
    eclipse_capacity_wh(load_w, eclipse_s, depth_of_discharge, discharge_efficiency) -> f64;
    mass_kg(capacity_wh, specific_energy_wh_per_kg) -> f64;
    source_oversize(eclipse_s, sunlit_s, round_trip_efficiency) -> f64;
    eclipse_cycles_per_yr(period_s, eclipse_days, day_s) -> f64;
    cycle_life(depth_of_discharge, reference_cycles, reference_depth, exponent) -> f64;
    ride_through_s(capacity_kwh, load_kw, usable_share, discharge_efficiency) -> f64;
    remaining_capacity(years, cycles, calendar_fade_per_yr, cycle_fade_per_cycle, end_of_life) -> f64;
    augmentation_mwh(capacity_mwh, remaining_fraction) -> f64;
    series:
    dispatch_surplus(supply_mw, load_mw, step_h, capacity_mwh, initial_state_mwh, charge_efficiency, charge_rate_per_h, upper_bound_slope_h,
        upper_bound_fraction, discharge_draw, discharge_rate_per_h, lower_bound_slope_h, lower_bound_fraction)
        -> [state_mwh, charge_mw, discharge_mw, unserved_mw, spilled_mw, loss_mwh];
    constant_load_capacity_mwh(supply_mw, load_mw, step_h, charge_efficiency, discharge_draw) -> [capacity_mwh];
}
