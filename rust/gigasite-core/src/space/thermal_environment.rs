//! Thermal environment.

crate::kernels! {}
