//! The physics of gigasite: fast power, thermal and orbital-radiator calculations, batch first.
//!
//! The core knows no Python and no operating system: no files, no clock, and threads only behind the feature `threads`.
//! One concept is one file, under [`earth`], [`space`] or [`shared`]; what is called from outside stands in the tables of [`kernel`].

pub mod batch;
pub mod constants;
pub mod engine;
pub mod error;
pub mod kernel;
pub mod lanes;
pub mod law;
pub mod ledger;
pub mod math;
pub mod quadrature;
pub mod random;
pub mod roots;

pub mod earth;
pub mod shared;
pub mod space;

pub use error::{Error, Kind};
