//! One orbit after the other in periodic state: array, battery, IT and the two thermal nodes, step by step.
//!
//! ```text
//! C1 T1' = Q − G (T1 − T2/ρ)
//! C2 T2' = G (T1 − T2/ρ) + W − R,    R = K (T2⁴ n ε σ − q_abs) or a law's,    W work of the heat pump, ρ its lift (1 without one)
//! ```
//! solved with the two-stage Rosenbrock method of Verwer (L-stable, second order), R along with it, so that heat closes to the
//! last digits whatever the step.

use super::lot::{LANES, Lot, Orbit, Step, Steps};
use super::panel::{Grey, Panel};
use super::sizing::{DARK, Design};
use crate::constants::DEEP_SPACE_K;
use crate::lanes::Width;
use crate::math::{max, min};
use crate::{side_by_side, widths};

side_by_side! {
/// Energies of an orbit [J]; IT times [W·s].
pub struct Flows, ManyFlows {
    array,
    it,
    /// IT that power allowed, before the thermal limit.
    powered,
    loss,
    auxiliary,
    heat_pump,
    storage_loss,
    storage_change,
    spilled,
    /// Emitted less absorbed by the panels.
    rejected,
    heat_stored,
    duration,
    hottest_k,
    /// Largest heat rejected in a step [W].
    peak_rejected,
    /// Lowest state of the battery [J].
    lowest,
}
}

/// What is known at the end of a step, for the series.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sample {
    pub array_w: f64,
    pub it_w: f64,
    pub loss_w: f64,
    pub auxiliary_w: f64,
    pub heat_pump_w: f64,
    pub battery_w: f64,
    pub storage_loss_w: f64,
    pub spilled_w: f64,
    pub battery_j: f64,
    pub hot_k: f64,
    pub panel_k: f64,
    pub rejected_w: f64,
}

side_by_side! {
pub struct State, States {
    hot_k,
    panel_k,
    battery_j,
}
}

/// Change of a node over one orbit below which the state is periodic [K].
const PERIODIC_K: f64 = 2e-3;
const MOST_ORBITS: usize = 40;

impl Design {
    /// Steady state at the load asked for and the mean environment.
    pub fn start(&self, absorbed_w_m2: f64, panel: &impl Panel) -> State {
        let heat_w = self.asked_w * (1.0 + self.loss_share) + self.auxiliary_w;
        let rejected = heat_w * (1.0 + self.work_share) + self.absorption_m2 * absorbed_w_m2;
        let taken = self.absorption_m2 * absorbed_w_m2 + self.emission_w_k4 * DEEP_SPACE_K.powi(4);
        let panel_k = panel.temperature_k(self.emission_w_k4, rejected, taken);
        let hot_k = (panel_k / self.lift + heat_w / self.conductance_w_k).min(self.junction_limit_k);
        State { hot_k, panel_k, battery_j: self.battery_j }
    }

    /// What the slow mode still adds to the change of one orbit: the linearised network decays by e^(−μ T) in it.
    fn gain(&self, panel_k: f64, period_s: f64) -> f64 {
        let radiating = 4.0 * self.emission_w_k4 * panel_k.powi(3) / self.panel_capacity_j_k;
        let (hot_rate, panel_rate) =
            (self.conductance_w_k / self.hot_capacity_j_k, self.conductance_w_k / (self.lift * self.panel_capacity_j_k));
        let trace = hot_rate + panel_rate + radiating;
        let slow = 0.5 * (trace - (trace * trace - 4.0 * hot_rate * radiating).max(0.0).sqrt());
        1.0 / (1.0 - (-slow * period_s).exp())
    }

    /// Where to begin once more after an orbit from `start` to `end`; nothing where it repeated itself, or in the last round.
    fn again(&self, round: usize, gain: f64, start: &State, end: &State, flows: &Flows) -> Option<State> {
        let (hot, cold) = (end.hot_k - start.hot_k, end.panel_k - start.panel_k);
        let repeats = hot.abs().max(cold.abs()) < PERIODIC_K && flows.storage_change.abs() <= 1e-9 * self.battery_j;
        if repeats || round + 1 >= MOST_ORBITS {
            return None;
        }
        let mut next = *end;
        // A battery that sinks from orbit to orbit will touch its floor: begin there.
        if flows.storage_change < 0.0 {
            next.battery_j -= max(flows.lowest - self.battery_floor_j, 0.0);
        }
        // Not in the later rounds, where a limit may make it swing.
        if round < MOST_ORBITS / 2 {
            next.hot_k = (start.hot_k + hot * gain).min(self.junction_limit_k);
            next.panel_k = start.panel_k + cold * gain;
        }
        Some(next)
    }

    /// Flies an orbit until it repeats itself and returns its flows; `state` is where to begin, and where the last round began.
    pub fn periodic(&self, orbit: &Orbit, state: &mut State, panel: &impl Panel) -> Flows {
        let gain = self.gain(state.panel_k, orbit.steps.iter().map(|s| s.duration_s).sum());
        state.battery_j = self.battery_j;
        let mut round = 0;
        loop {
            let mut end = *state;
            let flows = self.fly(orbit, &mut end, panel, |_| {});
            let Some(next) = self.again(round, gain, state, &end, &flows) else { return flows };
            *state = next;
            round += 1;
        }
    }

    /// The same for the days of a lot side by side, each until it repeats itself.
    pub fn periodic_lot(&self, width: Width, lot: &Lot, states: &mut States<LANES>) -> ManyFlows<LANES> {
        let mut gains = [0.0; LANES];
        for lane in 0..LANES {
            gains[lane] = self.gain(states.panel_k[lane], lot.period_s[lane]);
            states.battery_j[lane] = self.battery_j;
        }
        let rates = Rates::new(self);
        let mut found = ManyFlows::new();
        let mut open = [true; LANES];
        for round in 0..MOST_ORBITS {
            let mut ends = *states;
            let mut flows = ManyFlows::new();
            fly_lot(width, self, &rates, lot, &mut ends, &mut flows);
            for lane in 0..LANES {
                if open[lane] {
                    let (start, end, flown) = (states.get(lane), ends.get(lane), flows.get(lane));
                    found.set(lane, flown);
                    match self.again(round, gains[lane], &start, &end, &flown) {
                        Some(next) => states.set(lane, next),
                        None => open[lane] = false,
                    }
                }
            }
            if !open.contains(&true) {
                break;
            }
        }
        found
    }

    /// One orbit from the edge of the shadow on, where the battery is as full as the orbit makes it.
    pub fn fly(&self, orbit: &Orbit, state: &mut State, panel: &impl Panel, mut each: impl FnMut(Sample)) -> Flows {
        let (before, after) = orbit.steps.split_at_checked(orbit.edge).unwrap_or((&[], &orbit.steps));
        let rates = Rates::new(self);
        let start = *state;
        let mut flows = self.no_flows(&start);
        for (index, step) in after.iter().chain(before).enumerate() {
            panel.at(index, orbit.day);
            each(self.step(&rates, step, panel, state, &mut flows));
        }
        self.change(&start, state, &mut flows);
        flows
    }

    #[inline(always)]
    fn no_flows(&self, start: &State) -> Flows {
        Flows { hottest_k: start.hot_k, lowest: start.battery_j, ..Flows::default() }
    }

    #[inline(always)]
    fn change(&self, start: &State, end: &State, flows: &mut Flows) {
        flows.storage_change = end.battery_j - start.battery_j;
        flows.heat_stored = self.hot_capacity_j_k * (end.hot_k - start.hot_k) + self.panel_capacity_j_k * (end.panel_k - start.panel_k);
    }

    #[inline(always)]
    fn step(&self, rates: &Rates, step: &Step, panel: &impl Panel, state: &mut State, flows: &mut Flows) -> Sample {
        let h = step.duration_s;
        // A step of no time changes nothing.
        let per_h = 1.0 / if h > 0.0 { h } else { 1.0 };
        let g = self.conductance_w_k;
        let pumped_w = max(g * (state.hot_k - rates.unlift * state.panel_k), 0.0);

        // What the policy allows, then what keeps the junction below its limit at the end of the step.
        let allowed_w = if step.illumination < DARK { rates.dark_w } else { self.asked_w };
        let heat_limit_w = self.hot_capacity_j_k * (self.junction_limit_k - state.hot_k) * per_h
            + g * (self.junction_limit_k - rates.unlift * state.panel_k);
        let thermal_w = max((heat_limit_w - self.auxiliary_w) * rates.per_load, 0.0);
        let mut it_w = min(allowed_w, thermal_w);
        let cut_w = allowed_w - it_w;

        // Electricity: array, then battery; what is still missing is taken from the IT, then from the heat pump and the bus.
        let array_w = self.array_m2 * step.array_w_m2;
        let mut heat_pump_w = self.work_share * pumped_w;
        let mut auxiliary_w = self.auxiliary_w;
        let surplus_w = array_w - (it_w * rates.load + auxiliary_w + heat_pump_w);
        let (spare_w, missing_w) = (max(surplus_w, 0.0), max(-surplus_w, 0.0));
        let room_w = (self.battery_j - state.battery_j) * per_h * rates.per_charge;
        let charge_w = min(spare_w, max(room_w, 0.0));
        let held_w = max(state.battery_j - self.battery_floor_j, 0.0) * self.discharge_efficiency * per_h;
        let given_w = min(held_w, missing_w);
        state.battery_j = state.battery_j + charge_w * self.charge_efficiency * h - given_w * rates.per_discharge * h;
        let battery_w = charge_w - given_w;
        let storage_loss_w = charge_w * (1.0 - self.charge_efficiency) + (given_w * rates.per_discharge - given_w);
        let spilled_w = spare_w - charge_w;
        let short = given_w < missing_w;
        let served_w = array_w + given_w;
        let left_w = max((served_w - auxiliary_w - heat_pump_w) * rates.per_load, 0.0);
        it_w = if short { left_w } else { it_w };
        heat_pump_w = if short { min(heat_pump_w, max(served_w - auxiliary_w, 0.0)) } else { heat_pump_w };
        auxiliary_w = if short { min(auxiliary_w, served_w) } else { auxiliary_w };
        let loss_w = self.loss_share * it_w;

        // Heat: all electricity used on board.
        let q = it_w + loss_w + auxiliary_w + storage_loss_w;
        let taken_w = self.absorption_m2 * step.absorbed_w_m2 + rates.sky_w;
        let rejected_j = self.thermal_step(rates, panel, h, q, heat_pump_w, taken_w, state);
        let rejected_w = rejected_j * per_h;

        flows.array += array_w * h;
        flows.it += it_w * h;
        flows.powered += (it_w + cut_w) * h;
        flows.loss += loss_w * h;
        flows.auxiliary += auxiliary_w * h;
        flows.heat_pump += heat_pump_w * h;
        flows.storage_loss += storage_loss_w * h;
        flows.spilled += spilled_w * h;
        flows.rejected += rejected_j;
        flows.duration += h;
        flows.hottest_k = max(flows.hottest_k, state.hot_k);
        flows.lowest = min(flows.lowest, state.battery_j);
        flows.peak_rejected = max(flows.peak_rejected, rejected_w);
        Sample {
            array_w,
            it_w,
            loss_w,
            auxiliary_w,
            heat_pump_w,
            battery_w,
            storage_loss_w,
            spilled_w,
            battery_j: state.battery_j,
            hot_k: state.hot_k,
            panel_k: state.panel_k,
            rejected_w,
        }
    }

    /// Advances both nodes by `h` and returns the heat rejected; γ = 1 − 1/√2.
    #[inline(always)]
    fn thermal_step(&self, rates: &Rates, panel: &impl Panel, h: f64, q: f64, work: f64, taken: f64, state: &mut State) -> f64 {
        const GAMMA: f64 = 0.292_893_218_813_452_5;
        let (g, b) = (self.conductance_w_k, rates.unlift);
        let (r1, r2) = (rates.per_hot, rates.per_panel);
        let (t1, t2) = (state.hot_k, state.panel_k);
        let (emission, slope) = panel.emission_and_slope(self.emission_w_k4, t2, taken);
        // I − γ h J
        let x = GAMMA * h;
        let (m11, m12) = (1.0 + x * g * r1, -x * g * b * r1);
        let (m21, m22) = (-x * g * r2, 1.0 + x * (g * b + slope) * r2);
        let inverse = 1.0 / (m11 * m22 - m12 * m21);

        let flow = g * (t1 - b * t2);
        let (f1, f2) = ((q - flow) * r1, (flow + work + taken - emission) * r2);
        let (k1, k2) = ((f1 * m22 - m12 * f2) * inverse, (m11 * f2 - m21 * f1) * inverse);
        let k_out = emission - taken + x * slope * k2;

        let (u1, u2) = (t1 + h * k1, t2 + h * k2);
        let flow = g * (u1 - b * u2);
        let emission = panel.emission(self.emission_w_k4, u2, taken);
        let (f1, f2) = ((q - flow) * r1 - 2.0 * k1, (flow + work + taken - emission) * r2 - 2.0 * k2);
        let (l1, l2) = ((f1 * m22 - m12 * f2) * inverse, (m11 * f2 - m21 * f1) * inverse);
        let l_out = emission - taken - 2.0 * k_out + x * slope * l2;

        state.hot_k = t1 + h * (1.5 * k1 + 0.5 * l1);
        state.panel_k = t2 + h * (1.5 * k2 + 0.5 * l2);
        h * (1.5 * k_out + 0.5 * l_out)
    }
}

widths! {
fn fly_lot[](design: &Design, rates: &Rates, lot: &Lot, states: &mut States<LANES>, flows: &mut ManyFlows<LANES>) => fly_lanes;
}

/// [`Design::fly`] for the days of a lot: from the edge of the shadow to midnight, its mirror image, and noon to the edge.
#[inline(always)]
fn fly_lanes(design: &Design, rates: &Rates, lot: &Lot, states: &mut States<LANES>, flows: &mut ManyFlows<LANES>) {
    let starts = *states;
    for lane in 0..LANES {
        flows.set(lane, design.no_flows(&starts.get(lane)));
    }
    let (before, after) = lot.steps.split_at_checked(lot.edge).unwrap_or((&[], &lot.steps));
    for steps in after {
        step_lanes(design, rates, steps, &steps.absorbed_w_m2, states, flows);
    }
    for (index, steps) in lot.steps.iter().enumerate().rev() {
        step_lanes(design, rates, steps, lot.mirrored(index), states, flows);
    }
    for steps in before {
        step_lanes(design, rates, steps, &steps.absorbed_w_m2, states, flows);
    }
    for lane in 0..LANES {
        let mut flown = flows.get(lane);
        design.change(&starts.get(lane), &states.get(lane), &mut flown);
        flows.set(lane, flown);
    }
}

#[inline(always)]
fn step_lanes(
    design: &Design,
    rates: &Rates,
    steps: &Steps,
    absorbed_w_m2: &[f64; LANES],
    states: &mut States<LANES>,
    flows: &mut ManyFlows<LANES>,
) {
    for lane in 0..LANES {
        let step = Step {
            duration_s: steps.duration_s[lane],
            angle_deg: 0.0,
            illumination: steps.illumination[lane],
            array_w_m2: steps.array_w_m2[lane],
            absorbed_w_m2: absorbed_w_m2[lane],
        };
        let (mut state, mut flown) = (states.get(lane), flows.get(lane));
        design.step(rates, &step, &Grey, &mut state, &mut flown);
        states.set(lane, state);
        flows.set(lane, flown);
    }
}

/// Reciprocals and constants of a design: a division costs as much as ten products.
struct Rates {
    unlift: f64,
    per_hot: f64,
    per_panel: f64,
    /// Electric load over IT power, and back.
    load: f64,
    per_load: f64,
    per_charge: f64,
    per_discharge: f64,
    dark_w: f64,
    /// What deep space radiates on the panels.
    sky_w: f64,
}

impl Rates {
    fn new(design: &Design) -> Self {
        Self {
            unlift: 1.0 / design.lift,
            per_hot: 1.0 / design.hot_capacity_j_k,
            per_panel: 1.0 / design.panel_capacity_j_k,
            load: 1.0 + design.loss_share,
            per_load: 1.0 / (1.0 + design.loss_share),
            per_charge: 1.0 / design.charge_efficiency,
            per_discharge: 1.0 / design.discharge_efficiency,
            dark_w: design.asked_w.min(design.eclipse_it_w),
            sky_w: design.emission_w_k4 * DEEP_SPACE_K.powi(4),
        }
    }
}
