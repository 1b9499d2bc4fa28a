//! The table of kernels: every vectorised function that a host language can call by name.
//!
//! A concept file writes plain functions and closes with one `kernels!` block. The block is the only registration: the
//! binding, and through it Python, finds a kernel by `concept.function` and knows the names of its arguments and results.

use crate::batch::Options;
use crate::error::Error;

/// What a kernel returns: one number, or a record of named numbers.
pub trait Outputs {
    const NAMES: &'static [&'static str];
    fn write(self, out: &mut [f64]);
}

impl Outputs for f64 {
    const NAMES: &'static [&'static str] = &["value"];
    fn write(self, out: &mut [f64]) {
        if let [slot] = out {
            *slot = self;
        }
    }
}

/// An element-wise kernel: `inputs.len()` numbers in, `outputs.len()` numbers out.
#[derive(Clone, Copy)]
pub struct Kernel {
    pub name: &'static str,
    pub inputs: &'static [&'static str],
    pub outputs: &'static [&'static str],
    pub call: fn(&[f64], &mut [f64]),
}

/// A kernel along time: every input is a series of `n` values (or one value for all steps); the kernel pushes each
/// result to its output: one number for a sum, `n` numbers for a series.
#[derive(Clone, Copy)]
pub struct SeriesKernel {
    pub name: &'static str,
    pub inputs: &'static [&'static str],
    pub outputs: &'static [&'static str],
    pub call: fn(&[Input<'_>], usize, &mut [Vec<f64>]),
}

/// A kernel over many rows at once, which it spreads over lanes and threads: every input is a [`Rows`], the results are flat,
/// row after row.
#[derive(Clone, Copy)]
pub struct BatchKernel {
    pub name: &'static str,
    pub inputs: &'static [&'static str],
    pub outputs: &'static [&'static str],
    pub call: BatchCall,
}

/// Inputs, number of rows and of steps, threads; one flat column a result.
pub type BatchCall = fn(&[Rows<'_>], usize, usize, &Options<'_>) -> Result<Vec<Vec<f64>>, Error>;

/// Values row after row, or one row that holds for all; a row is a series, or one value that holds for every step.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    values: &'a [f64],
    length: usize,
}

impl<'a> Rows<'a> {
    pub fn new(values: &'a [f64], length: usize) -> Self {
        Self { values, length: length.max(1) }
    }

    #[inline]
    pub fn at(&self, row: usize, step: usize) -> f64 {
        let row = if self.values.len() == self.length { 0 } else { row };
        let step = if self.length == 1 { 0 } else { step };
        self.values.get(row * self.length + step).copied().unwrap_or(f64::NAN)
    }
}

/// A series, or one value that holds for every step.
#[derive(Clone, Copy)]
pub struct Input<'a>(pub &'a [f64]);

impl Input<'_> {
    /// Value at a step; a series of length one is constant.
    #[inline(always)]
    pub fn at(&self, step: usize) -> f64 {
        let index = if self.0.len() == 1 { 0 } else { step };
        self.0.get(index).copied().unwrap_or(f64::NAN)
    }
}

/// A concept: its name in Rust, Python and the documents, and its kernels.
pub struct Concept {
    pub name: &'static str,
    pub kernels: &'static [Kernel],
    pub series: &'static [SeriesKernel],
    pub batch: &'static [BatchKernel],
}

/// A struct of numbers with units in their names that a kernel returns.
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* $field:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name { $($(#[$field_meta])* pub $field: f64),* }
        impl $crate::kernel::Outputs for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];
            fn write(self, out: &mut [f64]) {
                for (slot, value) in out.iter_mut().zip([$(self.$field),*]) {
                    *slot = value;
                }
            }
        }
    };
}

/// Registers the functions of a concept: `kernels! { wet_bulb_c(dry_bulb_c, relative_humidity, pressure_pa) -> f64; }`,
/// and after `series:` the functions along time, `fn(&[Input], usize, &mut [Vec<f64>])`:
/// `series: dispatch_surplus(supply_mw, load_mw) -> [state_mwh, loss_mwh];` and after `batch:` those over rows at once,
/// `fn(&[Rows], usize, usize, &Options) -> Result<Vec<Vec<f64>>, Error>`.
#[macro_export]
macro_rules! kernels {
    // `series:` and `batch:` are identifiers like the names of the kernels, so the block is split before it is read.
    (@split [$($head:tt)*] series: $($tail:tt)*) => { $crate::kernels! { @series [$($head)*] [] $($tail)* } };
    (@split [$($head:tt)*]) => { $crate::kernels! { @emit [$($head)*] [] [] } };
    (@series $head:tt [$($series:tt)*] batch: $($tail:tt)*) => { $crate::kernels! { @emit $head [$($series)*] [$($tail)*] } };
    (@series $head:tt [$($series:tt)*]) => { $crate::kernels! { @emit $head [$($series)*] [] } };
    (@series $head:tt [$($series:tt)*] $f:ident $arguments:tt -> $out:tt; $($rest:tt)*) => {
        $crate::kernels! { @series $head [$($series)* $f $arguments -> $out;] $($rest)* }
    };
    (@split [$($head:tt)*] $f:ident $arguments:tt -> $out:ty; $($rest:tt)*) => {
        $crate::kernels! { @split [$($head)* $f $arguments -> $out;] $($rest)* }
    };
    (@emit [$($f:ident($($a:ident),* $(,)?) -> $out:ty;)*] [$($s:ident($($b:ident),* $(,)?) -> [$($o:ident),* $(,)?];)*]
        [$($m:ident($($c:ident),* $(,)?) -> [$($p:ident),* $(,)?];)*]) => {
        pub const KERNELS: &[$crate::kernel::Kernel] = &[$($crate::kernel::Kernel {
            name: stringify!($f),
            inputs: &[$(stringify!($a)),*],
            outputs: <$out as $crate::kernel::Outputs>::NAMES,
            call: |inputs, outputs| {
                if let [$($a),*] = *inputs {
                    let result: $out = $f($($a),*);
                    $crate::kernel::Outputs::write(result, outputs);
                }
            },
        }),*];
        pub const SERIES: &[$crate::kernel::SeriesKernel] = &[$($crate::kernel::SeriesKernel {
            name: stringify!($s),
            inputs: &[$(stringify!($b)),*],
            outputs: &[$(stringify!($o)),*],
            call: $s,
        }),*];
        pub const BATCH: &[$crate::kernel::BatchKernel] = &[$($crate::kernel::BatchKernel {
            name: stringify!($m),
            inputs: &[$(stringify!($c)),*],
            outputs: &[$(stringify!($p)),*],
            call: $m,
        }),*];
    };
    ($($block:tt)*) => { $crate::kernels! { @split [] $($block)* } };
}

/// Declares the concepts of a layer, one file each, and collects them.
#[macro_export]
macro_rules! concepts {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {
        $($(#[$meta])* pub mod $name;)*
        /// The concepts of this layer.
        pub const CONCEPTS: &[$crate::kernel::Concept] = &[$($crate::kernel::Concept {
            name: stringify!($name),
            kernels: $name::KERNELS,
            series: $name::SERIES,
            batch: $name::BATCH,
        }),*];
    };
}

/// All concepts of the core.
pub fn concepts() -> impl Iterator<Item = &'static Concept> {
    crate::earth::CONCEPTS.iter().chain(crate::space::CONCEPTS).chain(crate::shared::CONCEPTS)
}

fn split(name: &str) -> Option<(&'static Concept, &str)> {
    let (concept, function) = name.split_once('.')?;
    Some((concepts().find(|c| c.name == concept)?, function))
}

/// Finds an element-wise kernel by `concept.function`.
pub fn find(name: &str) -> Option<Kernel> {
    let (concept, function) = split(name)?;
    concept.kernels.iter().find(|k| k.name == function).copied()
}

/// Finds a series kernel by `concept.function`.
pub fn find_series(name: &str) -> Option<SeriesKernel> {
    let (concept, function) = split(name)?;
    concept.series.iter().find(|k| k.name == function).copied()
}

/// Finds a kernel over rows by `concept.function`.
pub fn find_batch(name: &str) -> Option<BatchKernel> {
    let (concept, function) = split(name)?;
    concept.batch.iter().find(|k| k.name == function).copied()
}
