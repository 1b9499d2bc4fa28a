//! Psychrometrics.

crate::kernels! {}
