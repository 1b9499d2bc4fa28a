//! Chiller.

crate::kernels! {}
