//! Errors of the core. Each names the parameter, the value, the legal interval and what to do.

use std::fmt;

/// Which branch of the exception tree an error belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A value without meaning: out of its legal interval, NaN, a wrong shape, an unknown or missing name.
    Parameter,
    /// A value with meaning, outside what the model covers or what nature allows.
    Physics,
    /// The caller asked to stop.
    Cancelled,
    /// A law of a plugin failed.
    Plugin,
}

#[derive(Clone, Debug)]
pub struct Error {
    pub kind: Kind,
    pub parameter: String,
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub message: String,
    /// Where a law of a plugin failed.
    pub law: Option<Box<crate::law::Failure>>,
}

impl Error {
    pub fn parameter(parameter: &str, message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Parameter,
            parameter: parameter.into(),
            value: f64::NAN,
            low: f64::NAN,
            high: f64::NAN,
            message: message.into(),
            law: None,
        }
    }

    pub fn physics(parameter: &str, message: impl Into<String>) -> Self {
        Self { kind: Kind::Physics, ..Self::parameter(parameter, message) }
    }

    pub fn cancelled() -> Self {
        Self { kind: Kind::Cancelled, ..Self::parameter("", "cancelled by the caller") }
    }

    /// The offending value and the interval it should lie in.
    pub fn with_interval(self, value: f64, low: f64, high: f64) -> Self {
        Self { value, low, high, ..self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.parameter.is_empty() { write!(f, "{}", self.message) } else { write!(f, "{}: {}", self.parameter, self.message) }
    }
}

impl std::error::Error for Error {}
