//! Thermal network.

crate::kernels! {}
