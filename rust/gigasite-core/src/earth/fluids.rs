//! Fluids.

crate::kernels! {}
