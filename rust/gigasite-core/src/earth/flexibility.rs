//! Flexibility (T18): headroom of a grid, shifting of load.

use crate::kernel::Input;

crate::record! {
    /// New load that a system takes for a little curtailment.
    pub struct Headroom { new_load_mw, curtailed_h, curtailed_mwh }
}

/// Duration curve linear near its peak, slope k: `N = 2 h k r`, curtailed `N/k` hours and `r h N` of energy.
#[inline(always)]
pub fn linear_headroom(slope_mw_per_h: f64, curtailed_share: f64, hours_per_year: f64) -> Headroom {
    let new_load_mw = 2.0 * hours_per_year * slope_mw_per_h * curtailed_share;
    Headroom {
        new_load_mw,
        curtailed_h: new_load_mw / slope_mw_per_h,
        curtailed_mwh: curtailed_share * hours_per_year * new_load_mw,
    }
}

/// Largest N with `Σ max(0, N − d) ≤ r n N`, d the room under the peak in each of n steps.
///
/// With d sorted and D_k the sum of the k smallest, the left side is `max_k (k N − D_k)`, so `N = min D_k/(k − r n)` over k > r n.
fn headroom(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let (&[load, share, peak, step_h], [load_out, hours_out, energy_out]) = (inputs, out) else { return };
    let mut room: Vec<f64> = (0..steps).map(|t| peak.at(t) - load.at(t)).collect();
    room.sort_unstable_by(f64::total_cmp);
    let allowed = share.at(0) * steps as f64;
    let (mut sum, mut new_load_mw) = (0.0, f64::INFINITY);
    for (k, d) in room.iter().enumerate() {
        sum += d;
        let over = (k + 1) as f64 - allowed;
        if over > 0.0 {
            new_load_mw = f64::min(new_load_mw, sum / over);
        }
    }
    // A step whose room is the new load itself up to rounding is not curtailed.
    let short: Vec<f64> = room.iter().map(|d| new_load_mw - d).filter(|s| *s > 1e-12 * new_load_mw).collect();
    load_out.push(new_load_mw);
    hours_out.push(short.len() as f64 * step_h.at(0));
    energy_out.push(short.iter().sum::<f64>() * step_h.at(0));
}

/// One step of a window: where its load may lie, and what it costs there.
#[derive(Clone, Copy)]
struct Slot {
    low: f64,
    high: f64,
    /// Load before shifting.
    before: f64,
    /// Load up to here costs nothing.
    free: f64,
    price: f64,
}

impl Slot {
    fn cost(&self, load: f64) -> f64 {
        self.price * (load - self.free).max(0.0)
    }

    /// Loads of the two may be exchanged.
    fn costs_like(&self, other: &Slot) -> bool {
        (self.low, self.high, self.free, self.price) == (other.low, other.high, other.free, other.price)
    }

    /// A negative price above a free supply inside the bounds: the cost is concave, nothing first and income later.
    fn is_concave(&self) -> bool {
        self.price < 0.0 && self.low < self.free && self.free < self.high
    }
}

/// A stretch of one slot with one marginal cost, all on one side of the load before shifting.
struct Piece {
    slot: usize,
    from: f64,
    to: f64,
    marginal: f64,
    is_rise: bool,
}

/// Cheapest loads of a window for a sum of energy, with concave costs replaced by their chord (a lower bound).
///
/// The costs are convex then, and the pieces filled by rising marginal cost are an optimum. Of equal ones those that keep
/// the load where it was come first, so that nothing moves without a reason. At most one slot ends inside its bounds and off its corners.
fn fill(slots: &[Slot], energy: f64) -> Option<Vec<f64>> {
    let mut loads: Vec<f64> = slots.iter().map(|s| s.low).collect();
    let floor: f64 = loads.iter().sum();
    let ceiling: f64 = slots.iter().map(|s| s.high).sum();
    let tolerance = 1e-12 * (energy.abs() + ceiling.abs());
    if slots.iter().any(|s| s.low > s.high) || energy < floor - tolerance || energy > ceiling + tolerance {
        return None;
    }
    let mut pieces = Vec::with_capacity(3 * slots.len());
    for (i, slot) in slots.iter().enumerate() {
        // The chord has no corner, and no place inside it is better than its ends.
        let (corner, middle) = if slot.is_concave() {
            (slot.low, slot.low)
        } else {
            (slot.free.clamp(slot.low, slot.high), slot.before.clamp(slot.low, slot.high))
        };
        let mut ends = [slot.low, corner.min(middle), corner.max(middle), slot.high];
        ends.sort_unstable_by(f64::total_cmp);
        for (from, to) in ends.iter().zip(ends.iter().skip(1)) {
            if to > from {
                let marginal = if slot.is_concave() {
                    (slot.cost(slot.high) - slot.cost(slot.low)) / (slot.high - slot.low)
                } else if *from >= slot.free {
                    slot.price
                } else {
                    0.0
                };
                pieces.push(Piece { slot: i, from: *from, to: *to, marginal, is_rise: *from >= slot.before });
            }
        }
    }
    pieces.sort_by(|a, b| a.marginal.total_cmp(&b.marginal).then(a.is_rise.cmp(&b.is_rise)));
    let mut rest = energy - floor;
    for piece in &pieces {
        if rest <= 0.0 {
            break;
        }
        let length = piece.to - piece.from;
        if let Some(load) = loads.get_mut(piece.slot) {
            // A whole piece ends at its corner to the last bit.
            *load = if length <= rest { piece.to } else { piece.from + rest };
        }
        rest -= length;
    }
    Some(loads)
}

/// Cost of loads, with chords in place of concave costs.
fn relaxed_cost(slots: &[Slot], loads: &[f64]) -> f64 {
    let one = |(s, y): (&Slot, &f64)| {
        if s.is_concave() { s.cost(s.high) * (y - s.low) / (s.high - s.low) } else { s.cost(*y) }
    };
    slots.iter().zip(loads).map(one).sum()
}

/// Windows in which negative prices meet free supply are searched; this many nodes of the search are far beyond any real series.
const MOST_NODES: usize = 200_000;

/// Cheapest loads of a window: `min Σ c max(y − s, 0)` with bounds and a fixed sum, exact for prices of any sign.
///
/// Branch and bound: where the relaxed optimum leaves a concave slot between its ends (there is at most one), the slot lies
/// either below or above its free supply, and on each side its cost is linear. Of equal slots the earlier ones are taken to lie
/// above, since exchanging them changes nothing. NaN where the bounds cannot hold the energy, infinity where the search was given up.
fn cheapest(slots: &[Slot], energy: f64) -> Vec<f64> {
    let mut best: Option<(f64, Vec<f64>)> = None;
    let mut open = vec![slots.to_vec()];
    let mut nodes = 0;
    while let Some(node) = open.pop() {
        nodes += 1;
        if nodes > MOST_NODES {
            return vec![f64::INFINITY; slots.len()];
        }
        let Some(loads) = fill(&node, energy) else { continue };
        let bound = relaxed_cost(&node, &loads);
        let value: f64 = node.iter().zip(&loads).map(|(s, y)| s.cost(*y)).sum();
        let scale = 1e-12 * (1.0 + value.abs());
        if best.as_ref().is_some_and(|(found, _)| bound >= *found - scale) {
            continue;
        }
        if value > bound + scale {
            let inside = |(s, y): (&Slot, &f64)| s.is_concave() && *y > s.low && *y < s.high;
            if let Some(i) = node.iter().zip(&loads).position(inside) {
                open.push(branch(slots, &node, i, false));
                open.push(branch(slots, &node, i, true));
            }
        }
        if best.as_ref().is_none_or(|(found, _)| value < *found - scale) {
            best = Some((value, loads));
        }
    }
    best.map_or_else(|| vec![f64::NAN; slots.len()], |(_, loads)| loads)
}

/// The node with slot i above its free supply, and with it the equal slots before it, or below, and with it the equal ones after it.
fn branch(slots: &[Slot], node: &[Slot], i: usize, above: bool) -> Vec<Slot> {
    let mut child = node.to_vec();
    for (j, (slot, original)) in child.iter_mut().zip(slots).enumerate() {
        if slots.get(i).is_some_and(|chosen| original.costs_like(chosen)) {
            if above && j <= i {
                slot.low = slot.free;
            } else if !above && j >= i {
                slot.high = slot.free;
            }
        }
    }
    child
}

/// Shifts load inside windows; pushes the series, its cost and the moved energy, NaN where a window has no solution.
fn shift_load(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let (&[load, price, flexible, cap, rise, free, window_steps, step_h], [load_out, cost_out, moved_out]) = (inputs, out) else { return };
    let (step_h, window) = (step_h.at(0), window_steps.at(0) as usize);
    let (mut cost, mut moved) = (0.0, 0.0);
    for start in (0..steps).step_by(window.max(1)) {
        let slot = |t: usize| Slot {
            low: (1.0 - flexible.at(t)) * load.at(t),
            high: cap.at(t).min((1.0 + rise.at(t)) * load.at(t)),
            before: load.at(t),
            free: free.at(t),
            // −0 and 0 are one price, and must sort as one.
            price: price.at(t) + 0.0,
        };
        let slots: Vec<Slot> = (start..(start + window).min(steps)).map(slot).collect();
        let energy: f64 = slots.iter().map(|s| s.before).sum();
        for (s, y) in slots.iter().zip(cheapest(&slots, energy)) {
            cost += s.cost(y) * step_h;
            moved += (y - s.before).max(0.0) * step_h;
            // `max` drops NaN, so it is carried to the sums here.
            if y.is_nan() {
                (cost, moved) = (f64::NAN, f64::NAN);
            }
            load_out.push(y);
        }
    }
    cost_out.push(cost);
    moved_out.push(moved);
}

crate::kernels! {
    linear_headroom(slope_mw_per_h, curtailed_share, hours_per_year) -> Headroom;
    series:
    headroom(load_mw, curtailed_share, peak_mw, step_h) -> [new_load_mw, curtailed_h, curtailed_mwh];
    shift_load(load_mw, cost_per_mwh, flexible_share, cap_mw, rise_share, free_supply_mw, window_steps, step_h)
        -> [load_mw, cost_usd, moved_mwh];
}
