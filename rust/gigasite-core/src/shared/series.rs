//! Series: gaps and shifts along time (T17).

use crate::kernel::Input;

/// Linear interpolation over NaN, the nearest value at the ends: values, how many were filled, and the longest gap.
fn fill_gaps(inputs: &[Input<'_>], n: usize, outputs: &mut [Vec<f64>]) {
    let ([values], [filled, missing, longest]) = (inputs, outputs) else { return };
    let (mut count, mut worst) = (0_usize, 0_usize);
    let mut last: Option<(usize, f64)> = None;
    let mut i = 0;
    while i < n {
        let value = values.at(i);
        if !value.is_nan() {
            filled.push(value);
            last = Some((i, value));
            i += 1;
            continue;
        }
        let end = (i..n).find(|&j| !values.at(j).is_nan()).unwrap_or(n);
        count += end - i;
        worst = worst.max(end - i);
        let next = values.at(end.min(n.saturating_sub(1)));
        for j in i..end {
            filled.push(match last {
                Some((from, start)) if end < n => start + (next - start) * ((j - from) as f64 / (end - from) as f64),
                Some((_, start)) => start,
                None => next,
            });
        }
        i = end;
    }
    missing.push(count as f64);
    longest.push(worst as f64);
}

/// Mean of the lowest hours of each day against the mean of all, minus 1: the bound of perfect shifting inside a day.
fn best_hours_shift(inputs: &[Input<'_>], n: usize, outputs: &mut [Vec<f64>]) {
    let ([values, best_hours, hours_per_day], [shift]) = (inputs, outputs) else { return };
    let (best, day) = (best_hours.at(0) as usize, (hours_per_day.at(0) as usize).max(1));
    let (mut low, mut all) = (0.0, 0.0);
    let mut hours = Vec::with_capacity(day);
    for first in (0..n).step_by(day) {
        hours.clear();
        hours.extend((first..(first + day).min(n)).map(|i| values.at(i)));
        all += hours.iter().sum::<f64>();
        hours.sort_by(f64::total_cmp);
        low += hours.iter().take(best).sum::<f64>();
    }
    let (days, whole) = (n as f64 / day as f64, n as f64);
    shift.push((low / (days * best as f64)) / (all / whole) - 1.0);
}

crate::kernels! {
    series:
    fill_gaps(values) -> [values, missing, longest];
    best_hours_shift(values, best_hours, hours_per_day) -> [shift];
}
