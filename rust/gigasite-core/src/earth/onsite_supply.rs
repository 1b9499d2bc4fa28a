//! On-site supply (T16): islands, and the energy that units and storage fail to serve.

use crate::kernel::Input;

/// Probabilities of 0…n units in service, from the mode outwards so that nothing underflows on the way.
fn binomial(units: usize, availability: f64) -> Vec<f64> {
    let mut p = vec![0.0; units + 1];
    if availability <= 0.0 || availability >= 1.0 {
        let certain = if availability >= 1.0 { units } else { 0 };
        p.iter_mut().enumerate().for_each(|(k, p)| *p = f64::from(k == certain));
        return p;
    }
    // P(k + 1)/P(k) = (n − k)/(k + 1) a/(1 − a)
    let odds = availability / (1.0 - availability);
    let ratio = |k: usize| (units - k) as f64 / (k + 1) as f64 * odds;
    let mode = (((units + 1) as f64 * availability) as usize).min(units);
    let (below, above) = p.split_at_mut(mode);
    let mut value = 1.0;
    for (offset, slot) in above.iter_mut().enumerate() {
        *slot = value;
        value *= ratio(mode + offset);
    }
    value = 1.0;
    for (k, slot) in below.iter_mut().enumerate().rev() {
        value /= ratio(k);
        *slot = value;
    }
    let sum: f64 = p.iter().sum();
    p.iter_mut().for_each(|p| *p /= sum);
    p
}

/// Expected unserved energy of n identical units: `Σ_t Σ_k P(k) max(L_t − k u, 0) Δt`.
///
/// With F(m) and M(m) the sums of P(k) and k P(k) over k < m, a load of m units or a little less is short of `L F(m) − u M(m)`.
fn expected_unserved_mwh(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let (&[load, units, unit, availability, step_h], [unserved_out]) = (inputs, out) else { return };
    let unit_mw = unit.at(0);
    let mut sums = vec![(0.0, 0.0)];
    let (mut chance, mut moment) = (0.0, 0.0);
    for (k, p) in binomial(units.at(0) as usize, availability.at(0)).iter().enumerate() {
        (chance, moment) = (chance + p, moment + k as f64 * p);
        sums.push((chance, moment));
    }
    let unserved = |t: usize| {
        let short_states = if unit_mw > 0.0 { (load.at(t) / unit_mw).ceil() as usize } else { usize::MAX };
        let (chance, moment) = sums.get(short_states.min(sums.len() - 1)).copied().unwrap_or((f64::NAN, f64::NAN));
        (load.at(t) * chance - unit_mw * moment).max(0.0) * step_h.at(t)
    };
    unserved_out.push((0..steps).map(unserved).sum());
}

/// Expected time in which n identical units do not carry the load: `Σ_t Σ_k P(k) [k u < L_t] Δt`.
fn loss_of_load_h(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let (&[load, units, unit, availability, step_h], [lost_out]) = (inputs, out) else { return };
    let unit_mw = unit.at(0);
    let mut chances = vec![0.0];
    let mut chance = 0.0;
    for p in binomial(units.at(0) as usize, availability.at(0)) {
        chance += p;
        chances.push(chance);
    }
    let lost = |t: usize| {
        let short_states = match load.at(t) {
            load if load <= 0.0 => 0,
            load if unit_mw > 0.0 => (load / unit_mw).ceil() as usize,
            _ => usize::MAX,
        };
        chances.get(short_states.min(chances.len() - 1)).copied().unwrap_or(f64::NAN).min(1.0) * step_h.at(t)
    };
    lost_out.push((0..steps).map(lost).sum());
}

/// An island over a series: what supply, storage (starting full) and backup leave unserved, and what is spilled.
struct Island<'a> {
    supply: Input<'a>,
    load: Input<'a>,
    step_h: Input<'a>,
    steps: usize,
    /// Efficiency of each way, the square root of the round trip.
    one_way: f64,
}

struct Balance {
    unserved_mwh: f64,
    spilled_mwh: f64,
}

impl Island<'_> {
    /// Gives up, with what it has, once more than `most_unserved_mwh` is unserved.
    fn balance(&self, supply_factor: f64, capacity_mwh: f64, backup_mw: f64, most_unserved_mwh: f64) -> Balance {
        let (mut state, mut unserved_mwh, mut spilled_mwh) = (capacity_mwh, 0.0, 0.0);
        let per_way = 1.0 / self.one_way;
        for t in 0..self.steps {
            let step_h = self.step_h.at(t);
            let surplus_mwh = (self.supply.at(t) * supply_factor - self.load.at(t)) * step_h;
            if surplus_mwh > 0.0 {
                let taken_mwh = surplus_mwh.min((capacity_mwh - state) * per_way);
                state = (state + taken_mwh * self.one_way).min(capacity_mwh);
                spilled_mwh += surplus_mwh - taken_mwh;
            } else {
                let given_mwh = (-surplus_mwh).min(state * self.one_way);
                state = (state - given_mwh * per_way).max(0.0);
                unserved_mwh += (-surplus_mwh - given_mwh - backup_mw * step_h).max(0.0);
                if unserved_mwh > most_unserved_mwh {
                    break;
                }
            }
        }
        Balance { unserved_mwh, spilled_mwh }
    }

    fn load_mwh(&self) -> f64 {
        (0..self.steps).map(|t| self.load.at(t) * self.step_h.at(t)).sum()
    }

    /// Smallest storage that leaves no more than `allowed_mwh` unserved: bisection, since unserved energy falls with storage.
    fn least_storage_mwh(&self, supply_factor: f64, allowed_mwh: f64, most_mwh: f64) -> f64 {
        let enough = |capacity_mwh: f64| self.balance(supply_factor, capacity_mwh, 0.0, allowed_mwh).unserved_mwh <= allowed_mwh;
        if enough(0.0) {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, most_mwh * 2.0_f64.powi(-20));
        while high < most_mwh && !enough(high) {
            (low, high) = (high, (2.0 * high).min(most_mwh));
        }
        while high - low > 1e-9 * high {
            let middle = 0.5 * (low + high);
            if enough(middle) { high = middle } else { low = middle }
        }
        high
    }
}

/// A year (or several) of an island; pushes the served share of the load, the unserved and the spilled energy.
fn island_year(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let (&[supply, load, capacity, step_h, round_trip, backup], [uptime_out, unserved_out, spilled_out]) = (inputs, out) else {
        return;
    };
    let island = Island { supply, load, step_h, steps, one_way: round_trip.at(0).sqrt() };
    let balance = island.balance(1.0, capacity.at(0), backup.at(0), f64::INFINITY);
    uptime_out.push(1.0 - balance.unserved_mwh / island.load_mwh());
    unserved_out.push(balance.unserved_mwh);
    spilled_out.push(balance.spilled_mwh);
}

/// Cheapest generation and storage that reach an uptime.
///
/// The dispatch serves as much as any dispatch could, so unserved energy is the optimum of a linear programme in which
/// generation and storage stand on the right-hand side: it is convex in both, the least storage is convex in the
/// generation, and so is the cost. Golden section finds its one minimum.
fn island_size(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let (&[supply, load, uptime, generation_cost, storage_cost, step_h, round_trip], [generation_out, storage_out, cost_out, uptime_out]) =
        (inputs, out)
    else {
        return;
    };
    let island = Island { supply, load, step_h, steps, one_way: round_trip.at(0).sqrt() };
    let load_mwh = island.load_mwh();
    let allowed_mwh = (1.0 - uptime.at(0)) * load_mwh;
    // A store that holds the load of the whole series reaches every uptime, since it starts full.
    let most_mwh = load_mwh / island.one_way;
    let storage = |generation_mw: f64| island.least_storage_mwh(generation_mw, allowed_mwh, most_mwh);
    let cost = |generation_mw: f64| generation_mw * generation_cost.at(0) + storage(generation_mw) * storage_cost.at(0);

    // Nothing costs less than the best pair known so far, which bounds the generation from above.
    let supply_mwh: f64 = (0..steps).map(|t| supply.at(t) * step_h.at(t)).sum();
    let mut high = cost(1.5 * load_mwh / supply_mwh) / generation_cost.at(0);
    let (mut low, tolerance) = (0.0, 1e-9 * high);
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    let (mut left, mut right) = (high - golden * (high - low), low + golden * (high - low));
    let (mut cost_left, mut cost_right) = (cost(left), cost(right));
    while high - low > tolerance {
        if cost_left <= cost_right {
            (high, right, cost_right) = (right, left, cost_left);
            left = high - golden * (high - low);
            cost_left = cost(left);
        } else {
            (low, left, cost_left) = (left, right, cost_right);
            right = low + golden * (high - low);
            cost_right = cost(right);
        }
    }
    let generation_mw = if cost_left <= cost_right { left } else { right };
    let storage_mwh = storage(generation_mw);
    let unserved_mwh = island.balance(generation_mw, storage_mwh, 0.0, f64::INFINITY).unserved_mwh;
    generation_out.push(generation_mw);
    storage_out.push(storage_mwh);
    cost_out.push(generation_mw * generation_cost.at(0) + storage_mwh * storage_cost.at(0));
    uptime_out.push(1.0 - unserved_mwh / load_mwh);
}

crate::kernels! {
    series:
    expected_unserved_mwh(load_mw, units, unit_mw, unit_availability, step_h) -> [unserved_mwh];
    loss_of_load_h(load_mw, units, unit_mw, unit_availability, step_h) -> [loss_of_load_h];
    island_year(supply_mw, load_mw, capacity_mwh, step_h, round_trip_efficiency, backup_mw) -> [uptime, unserved_mwh, spilled_mwh];
    island_size(supply_per_mw, load_mw, uptime, generation_usd_per_mw_yr, storage_usd_per_mwh_yr, step_h, round_trip_efficiency)
        -> [generation_mw, storage_mwh, cost_usd_per_yr, uptime];
}
