//! It power.

crate::kernels! {}
