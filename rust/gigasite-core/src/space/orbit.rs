//! Orbit.

crate::kernels! {}
