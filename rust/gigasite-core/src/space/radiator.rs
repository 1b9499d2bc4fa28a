//! Radiator.

crate::kernels! {}
