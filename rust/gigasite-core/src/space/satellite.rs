//! Satellite.

crate::kernels! {}
