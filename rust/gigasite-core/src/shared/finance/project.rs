//! A project from the decision to the horizon, one draw at a time: what it pays and earns by month, and what that is worth.
//!
//! All months of a draw stay in the first cache; nothing of one draw is seen by another, so that the numbers of a draw do not depend on
//! which others are beside it.

use super::attrition::Unit;
use super::rate_of_return::{Found, Rates};
use crate::shared::finance::capital_recovery_factor;

/// Something bought, and bought again at the end of its life while `renew` holds.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    pub cost_usd: f64,
    pub life_years: f64,
    /// Real cost of capital.
    pub rate: f64,
    /// Month of purchase, from the decision on.
    pub month: f64,
    pub price_trend_per_yr: f64,
    pub salvage_share: f64,
    pub renew: bool,
}

/// What a project is, besides its assets. Money in prices of the decision, yearly amounts at full operation.
#[derive(Clone, Copy, Debug)]
pub struct Project {
    /// Real.
    pub discount_rate: f64,
    /// 0 gives real money; above it every amount of a month is in money of that month.
    pub inflation: f64,
    pub start_month: f64,
    pub ramp_months: f64,
    /// Share of the capacity that has power before the rest, and from when.
    pub early_share: f64,
    pub early_month: f64,
    /// Fall of delivered hours per year of age, spares that stand in for it, and after how many years what ages is replaced whole.
    pub ageing_per_yr: f64,
    pub spare_share: f64,
    pub renewal_years: f64,
    /// The rent falls (or rises) with the age of the chips and starts again with the next set.
    pub rent_trend_per_yr: f64,
    pub chip_life_years: f64,
    pub rent_usd_per_yr: f64,
    pub spent_usd_per_yr: f64,
    /// Paid for sold hours at the market's rent.
    pub leased_usd_per_yr: f64,
    /// Paid besides on the early share, until the rest has power.
    pub early_usd_per_yr: f64,
    pub income_tax: f64,
}

/// Paths of a market: factors on hours and rent, each value holding for `step_months`. Empty: 1 throughout.
#[derive(Clone, Copy, Debug)]
pub struct Market<'a> {
    pub hours: &'a [f64],
    /// Of what is sold, and of what is leased.
    pub rent: &'a [f64],
    pub lease: &'a [f64],
    pub step_months: usize,
}

impl Market<'_> {
    /// Factors on hours, rent and lease in a month; the last value holds on.
    #[inline]
    fn at(&self, month: usize) -> (f64, f64, f64) {
        let step = month / self.step_months.max(1);
        let pick = |path: &[f64]| path.get(step).or(path.last()).copied().unwrap_or(1.0);
        (pick(self.hours), pick(self.rent), pick(self.lease))
    }
}

crate::record! {
    /// What a project is worth at the decision. Years are discounted years of full operation.
    pub struct Worth {
        /// Years in which costs are paid, power is used, hours are delivered, hours are paid at the market's rent, and the early share runs.
        cost_years,
        power_years,
        hour_years,
        leased_years,
        early_years,
        npv_usd,
        /// After-tax rent inside the net present value: it is proportional to the rent.
        rent_npv_usd,
        /// Net present value lost when the first power comes a month later and everything is bought as planned.
        month_of_delay_usd,
        /// −1 where the cost is never earned back, infinite where nothing is ever paid.
        irr,
        irr_roots,
        /// Infinite where the running sum never stays above 0.
        payback_years,
    }
}

/// Arrays over the months of one draw, used again for the next.
#[derive(Debug)]
pub struct Scratch {
    n_months: usize,
    /// What a dollar at the end of month m, in money of that month, is worth at the decision.
    discount: Vec<f64>,
    /// Sum of the discount factors before month m.
    until: Vec<f64>,
    /// Price level at the end of month m.
    level: Vec<f64>,
    rates: (f64, f64),
    /// Share of full operation with the age of the fleet, the early share before the start, and the rent over the one at the decision.
    running: Vec<f64>,
    early: Vec<f64>,
    rent: Vec<f64>,
    written_off: Vec<f64>,
    yearly: Vec<f64>,
    grid: Rates,
}

impl Scratch {
    pub fn new(n_months: usize) -> Self {
        let zeros = || vec![0.0; n_months];
        Self {
            n_months,
            discount: zeros(),
            until: vec![0.0; n_months + 1],
            level: zeros(),
            rates: (f64::NAN, f64::NAN),
            running: zeros(),
            early: zeros(),
            rent: zeros(),
            written_off: zeros(),
            yearly: vec![0.0; n_months.div_ceil(12)],
            grid: Rates::new(),
        }
    }

    /// Discount factors and price levels, made again when the rates are other than those of the draw before.
    fn discounting(&mut self, real: f64, inflation: f64) {
        if self.rates == (real, inflation) {
            return;
        }
        self.rates = (real, inflation);
        // v = (1 + nominal)^(−1/12),   1 + nominal = (1 + real)(1 + inflation)
        let log_level = inflation.ln_1p() / 12.0;
        let log_discount = real.ln_1p() / 12.0 + log_level;
        let mut sum = 0.0;
        for (month, ((discount, level), until)) in self.discount.iter_mut().zip(&mut self.level).zip(&mut self.until).enumerate() {
            let end = month as f64 + 1.0;
            *discount = (-log_discount * end).exp();
            *level = (log_level * end).exp();
            *until = sum;
            sum += *discount;
        }
        if let Some(last) = self.until.last_mut() {
            *last = sum;
        }
    }

    /// Sum of the discount factors up to a time; a fraction of a month counts in part.
    fn sum_until(&self, month: f64) -> f64 {
        let clipped = month.clamp(0.0, self.n_months as f64);
        let whole = (clipped as usize).min(self.n_months - 1);
        self.until[whole] + (clipped - whole as f64) * self.discount[whole]
    }

    /// Price level at a time.
    fn level_at(&self, month: f64) -> f64 {
        if self.rates.1 == 0.0 { 1.0 } else { (self.rates.1.ln_1p() * month / 12.0).exp() }
    }

    /// Shares of full operation and rent by month.
    fn operation(&mut self, p: &Project) {
        // Where nothing survives a year the hazard must stay finite.
        let unit = Unit::new(-(-p.ageing_per_yr.min(1.0 - 1e-12)).ln_1p(), p.spare_share, p.renewal_years);
        let rise = |slots: &mut [f64], start: f64| {
            if p.ageing_per_yr > 0.0 { unit.fleet(slots, start, p.ramp_months) } else { ramp(slots, start, p.ramp_months) }
        };
        rise(&mut self.running, p.start_month);
        if p.early_share > 0.0 {
            rise(&mut self.early, p.early_month);
            // What is paid on the early share follows its ramp while it is alone, whatever has aged.
            let alone = |t: f64| ramp_until(t.min(p.start_month), p.early_month, p.ramp_months);
            for (month, (share, early)) in self.running.iter_mut().zip(&mut self.early).enumerate() {
                *share = (1.0 - p.early_share) * *share + p.early_share * *early;
                *early = p.early_share * (alone(month as f64 + 1.0) - alone(month as f64));
            }
        } else {
            self.early.fill(0.0);
        }
        // rent = (1 + trend)^(age of the set in the middle of the month)
        let trend = p.rent_trend_per_yr.ln_1p();
        let month_of_trend = (trend / 12.0).exp();
        for (first, last, age) in sets(p.start_month, p.chip_life_years, self.n_months) {
            let mut rent = (trend * age).exp();
            for slot in &mut self.rent[first..last] {
                *slot = rent;
                rent *= month_of_trend;
            }
        }
    }

    /// Present value of what an asset costs per month: an annuity at its own rate over its own life, from its purchase to the horizon.
    ///
    /// ```text
    /// Σ_k C (1 + trend)^(k L) CRF(r, L)/12 · discount(months of the k-th life)
    /// ```
    fn annuity(&self, asset: &Asset) -> f64 {
        let horizon = self.n_months as f64;
        let nominal = asset.rate + self.rates.1 + asset.rate * self.rates.1;
        let monthly = asset.cost_usd * capital_recovery_factor(nominal, asset.life_years, 1.0) / 12.0;
        if asset.renew && asset.price_trend_per_yr == 0.0 && self.rates.1 == 0.0 {
            // Every life costs the same: one window to the horizon.
            return monthly * (self.sum_until(horizon) - self.sum_until(asset.month));
        }
        let mut total = 0.0;
        for (first, price) in self.lives(asset) {
            total += monthly * price * self.level_at(first) * (self.sum_until(first + 12.0 * asset.life_years) - self.sum_until(first));
        }
        total
    }

    /// Month of purchase of every set within the horizon, and its price over that of the first.
    fn lives(&self, asset: &Asset) -> impl Iterator<Item = (f64, f64)> {
        let horizon = self.n_months as f64;
        let trend = asset.price_trend_per_yr.ln_1p();
        let asset = *asset;
        (0..)
            .map(move |k| (k, asset.month + 12.0 * asset.life_years * f64::from(k)))
            .take_while(move |&(k, first)| first < horizon && (k == 0 || asset.renew))
            .take(12 * self.n_months) // a life of 0 must end too
            .map(move |(k, first)| (first, (trend * asset.life_years * f64::from(k)).exp()))
    }

    /// Dated purchases less salvage; at the horizon a set is worth the part of its life that is left.
    fn buy(&self, asset: &Asset, flow: &mut [f64]) {
        let last = self.n_months - 1;
        let life = 12.0 * asset.life_years;
        for (first, factor) in self.lives(asset) {
            let price = asset.cost_usd * factor;
            let (bought, end) = ((first as usize).min(last), first + life);
            flow[bought] -= price * self.level[bought];
            let left = ((end - self.n_months as f64) / life).clamp(0.0, 1.0);
            let sold = (end as usize).min(last);
            flow[sold] += price * self.level[sold] * (asset.salvage_share + (1.0 - asset.salvage_share) * left);
        }
    }

    /// What tax law writes off by month: straight line over each asset's life from the first power on, at the price that was paid.
    fn write_off(&mut self, assets: &[Asset], start: f64) {
        let begin = self.n_months.min(start.max(0.0).ceil() as usize);
        self.written_off[..begin].fill(0.0);
        let even: f64 = assets.iter().map(|asset| asset.cost_usd / asset.life_years).sum::<f64>() / 12.0;
        self.written_off[begin..].fill(if self.rates.1 == 0.0 { even } else { 0.0 });
        if self.rates.1 == 0.0 {
            return;
        }
        for asset in assets {
            let monthly = asset.cost_usd / asset.life_years / 12.0;
            for month in begin..self.n_months {
                let sets = ((month as f64 - asset.month) / (12.0 * asset.life_years)).max(0.0).floor();
                let first = asset.month + if asset.renew { 12.0 * asset.life_years * sets } else { 0.0 };
                self.written_off[month] += monthly * self.level[(first.max(0.0) as usize).min(self.n_months - 1)];
            }
        }
    }

    /// The worth of a project; `flow` is filled with its money by month after tax, `annuities` with what each asset costs at the decision.
    ///
    /// ```text
    /// flow_m = [(rent_m − leased) hours_m − spent running_m − early] (1 − tax) + tax · written off_m − bought_m + sold_m
    /// ```
    pub fn worth(&mut self, p: &Project, assets: &[Asset], market: &Market<'_>, flow: &mut [f64], annuities: &mut [f64]) -> Worth {
        self.discounting(p.discount_rate, p.inflation);
        self.operation(p);
        self.write_off(assets, p.start_month);
        for (annuity, asset) in annuities.iter_mut().zip(assets) {
            *annuity = self.annuity(asset);
        }
        let [rent, spent, leased, early_usd] =
            [p.rent_usd_per_yr, p.spent_usd_per_yr, p.leased_usd_per_yr, p.early_usd_per_yr].map(|usd| usd / 12.0);
        let kept = 1.0 - p.income_tax;
        let mut worth = Worth { cost_years: 0.0,
            power_years: 0.0, hour_years: 0.0, leased_years: 0.0, early_years: 0.0, npv_usd: 0.0, rent_npv_usd: 0.0,
            month_of_delay_usd: 0.0, irr: -1.0, irr_roots: 0.0, payback_years: f64::INFINITY };
        let (mut earned, mut earned_late) = (0.0, 0.0);
        if p.inflation == 0.0 && market.hours.is_empty() && p.early_share == 0.0 && p.leased_usd_per_yr == 0.0 {
            // Most projects: real money, hours of the ledger, all power at once.
            let mut before = 0.0;
            for (((slot, &running), (&price, &off)), &discount) in
                flow.iter_mut().zip(&self.running).zip(self.rent.iter().zip(&self.written_off)).zip(&self.discount)
            {
                worth.cost_years += running * discount;
                let paid = rent * price * running * kept;
                let money = paid - spent * running * kept + p.income_tax * off;
                worth.rent_npv_usd += paid * discount;
                earned += money * discount;
                earned_late += before * discount;
                before = money;
                *slot = money;
            }
            (worth.power_years, worth.hour_years, worth.leased_years) = (worth.cost_years, worth.cost_years, worth.cost_years);
        } else {
            // A month later: the site of the month before at the market of this one.
            let (mut running_before, mut rent_before, mut early_before, mut off_before) = (0.0, 1.0, 0.0, 0.0);
            for (month, slot) in flow.iter_mut().enumerate() {
                let (hours, price, lease) = market.at(month);
                let (running, early, off) = (self.running[month], self.early[month], self.written_off[month]);
                let worth_then = self.discount[month] * self.level[month];
                worth.cost_years += running * worth_then;
                worth.power_years += running * self.discount[month];
                worth.hour_years += running * hours * self.discount[month];
                worth.leased_years += running * hours * lease * worth_then;
                worth.early_years += early * worth_then;
                let paid = rent * self.rent[month] * running * hours * price * kept;
                let operating = paid - (leased * running * hours * lease + spent * running + early_usd * early) * kept;
                let money = operating * self.level[month] + p.income_tax * off;
                worth.rent_npv_usd += paid * worth_then;
                earned += money * self.discount[month];
                *slot = money;

                let late = (rent * rent_before * price - leased * lease) * running_before * hours
                    - spent * running_before
                    - early_usd * early_before;
                earned_late += (late * kept * self.level[month] + p.income_tax * off_before) * self.discount[month];
                (running_before, rent_before, early_before, off_before) = (running, self.rent[month], early, off);
            }
        }
        worth.month_of_delay_usd = earned - earned_late;
        for asset in assets {
            self.buy(asset, flow);
        }
        let mut sum = 0.0;
        let mut last_below = None;
        let mut month = 0_u32;
        for ((months, discounts), total) in flow.chunks(12).zip(self.discount.chunks(12)).zip(&mut self.yearly) {
            *total = 0.0;
            for (&money, &discount) in months.iter().zip(discounts) {
                worth.npv_usd += money * discount;
                *total += money;
                sum += money;
                if sum < 0.0 {
                    last_below = Some(month);
                }
                month += 1;
            }
        }
        if sum >= 0.0 {
            worth.payback_years = last_below.map_or(0.0, |month| (f64::from(month) + 1.0) / 12.0);
        }
        let Found { rate, roots } = self.grid.of_return(&self.yearly);
        (worth.irr, worth.irr_roots) = (rate, f64::from(roots));
        for years in [&mut worth.cost_years, &mut worth.power_years, &mut worth.hour_years, &mut worth.leased_years, &mut worth.early_years] {
            *years /= 12.0;
        }
        worth
    }
}

/// Mean of the linear ramp over each month: the difference of its integral at the ends.
fn ramp(share: &mut [f64], start: f64, length: f64) {
    let begin = (start.max(0.0) as usize).min(share.len());
    let end = ((start + length).max(0.0) as usize + 1).clamp(begin, share.len());
    share[..begin].fill(0.0);
    share[end..].fill(1.0);
    for (month, slot) in share[begin..end].iter_mut().enumerate() {
        let at = (begin + month) as f64;
        *slot = ramp_until(at + 1.0, start, length) - ramp_until(at, start, length);
    }
}

/// ∫ of the ramp up to t: 0 before the start, quadratic in the ramp, linear after.
fn ramp_until(t: f64, start: f64, length: f64) -> f64 {
    let since = (t - start).max(0.0);
    if length <= 1e-6 {
        return since;
    }
    let inside = since.min(length);
    since - inside + 0.5 * inside * inside / length
}

/// First and last month (past the end) of each set of something that is renewed, and its age [years] in the middle of the first.
/// The months before the start belong to the first set, at the age 0.
fn sets(start: f64, life_years: f64, n_months: usize) -> impl Iterator<Item = (usize, usize, f64)> {
    // Month m is in set k while k ≤ (m + 1/2 − start)/(12 life) < k + 1.
    let first_of = move |k: f64| {
        let month = (start + 12.0 * life_years * k - 0.5).max(0.0);
        let whole = month as usize;
        (if whole as f64 == month { whole } else { whole + 1 }).min(n_months)
    };
    let begin = first_of(0.0);
    let waiting = (0..begin).map(|month| (month, month + 1, 0.0));
    let living = (0..)
        .map(f64::from)
        .map(move |k: f64| (first_of(k), first_of(k + 1.0), (first_of(k) as f64 + 0.5 - start) / 12.0 - life_years * k))
        .take_while(move |&(first, _, _)| first < n_months)
        .take(12 * n_months); // a life of 0 must end too
    waiting.chain(living)
}
