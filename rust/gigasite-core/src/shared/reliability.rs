//! Reliability.

crate::kernels! {}
