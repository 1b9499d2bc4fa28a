//! Optical link.

crate::kernels! {}
