//! Blocks of draws over threads. A block is computed by one thread from start to end and results are joined in the order of
//! the blocks, so that the bits do not depend on how many threads there are.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::error::Error;

/// Whether there is neither infinity nor NaN among the values: 0 × x is 0 for a number and NaN for the others.
pub fn all_finite(values: &[f64]) -> bool {
    let mut lanes = [0.0; 8];
    let chunks = values.chunks_exact(8);
    let rest: f64 = chunks.remainder().iter().map(|v| 0.0 * v).sum();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += 0.0 * value;
        }
    }
    lanes.iter().sum::<f64>() + rest == 0.0
}

/// Parameters of a batch: `values[name][draw]`.
#[derive(Clone, Debug)]
pub struct Columns {
    pub names: Vec<String>,
    pub n_draws: usize,
    pub values: Vec<f64>,
}

impl Columns {
    /// The column of this name.
    pub fn get(&self, name: &str) -> Result<&[f64], Error> {
        let index = self.names.iter().position(|n| n == name);
        index
            .and_then(|i| self.values.get(i * self.n_draws..(i + 1) * self.n_draws))
            .ok_or_else(|| Error::parameter(name, "the engine needs this parameter"))
    }

    /// Refuses unknown and missing names and values that are not finite.
    pub fn check(&self, known: &[&str]) -> Result<(), Error> {
        if self.values.len() != self.names.len() * self.n_draws {
            return Err(Error::parameter(
                "values",
                format!("{} values for {} names and {} draws", self.values.len(), self.names.len(), self.n_draws),
            ));
        }
        if let Some(unknown) = self.names.iter().find(|n| !known.contains(&n.as_str())) {
            return Err(Error::parameter(unknown, "the engine has no such parameter"));
        }
        for name in known {
            let column = self.get(name)?;
            if all_finite(column) {
                continue;
            }
            if let Some((draw, value)) = column.iter().enumerate().find(|(_, v)| !v.is_finite()) {
                return Err(Error::parameter(name, format!("{value} is not a finite number (draw {draw})")));
            }
        }
        Ok(())
    }
}

/// Series that all draws share: `values[name][step]`.
#[derive(Clone, Debug)]
pub struct Forcing {
    pub names: Vec<String>,
    pub start_unix_s: i64,
    pub step_s: f64,
    pub n_steps: usize,
    pub values: Vec<f64>,
}

impl Forcing {
    /// The column of this name, if there is one.
    pub fn find(&self, name: &str) -> Option<&[f64]> {
        let index = self.names.iter().position(|n| n == name)?;
        self.values.get(index * self.n_steps..(index + 1) * self.n_steps)
    }
}

/// How to run a batch.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// 0: as many as there are processors.
    pub threads: usize,
    /// Keep the flows over time of this draw.
    pub series_of_draw: Option<usize>,
    pub cancelled: &'a AtomicBool,
}

/// Calls `work(start, length)` for blocks of draws and joins the results in order.
pub fn run_blocks<T, F>(n_draws: usize, block: usize, options: &Options<'_>, work: F) -> Result<Vec<T>, Error>
where
    T: Send,
    F: Fn(usize, usize) -> Result<T, Error> + Sync,
{
    let n_blocks = n_draws.div_ceil(block.max(1));
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= n_blocks {
                return done;
            }
            let start = index * block;
            let result =
                if options.cancelled.load(Ordering::Relaxed) { Err(Error::cancelled()) } else { work(start, block.min(n_draws - start)) };
            let stop = result.is_err();
            done.push((index, result));
            if stop {
                next.store(n_blocks, Ordering::Relaxed);
                return done;
            }
        }
    };
    let mut done = spread(threads(options.threads, n_blocks), &worker);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn threads(asked: usize, n_blocks: usize) -> usize {
    let available = if asked > 0 { asked } else { available() };
    available.clamp(1, n_blocks.max(1))
}

#[cfg(feature = "threads")]
fn available() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

#[cfg(not(feature = "threads"))]
fn available() -> usize {
    1
}

#[cfg(feature = "threads")]
fn spread<T: Send>(threads: usize, worker: &(impl Fn() -> Vec<T> + Sync)) -> Vec<T> {
    if threads == 1 {
        return worker();
    }
    std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        let mut all = worker();
        for helper in helpers {
            match helper.join() {
                Ok(part) => all.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}

#[cfg(not(feature = "threads"))]
fn spread<T>(_threads: usize, worker: &impl Fn() -> Vec<T>) -> Vec<T> {
    worker()
}
