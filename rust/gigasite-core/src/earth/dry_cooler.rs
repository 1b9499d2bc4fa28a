//! Dry cooler.

crate::kernels! {}
