//! Thermal storage.

crate::kernels! {}
