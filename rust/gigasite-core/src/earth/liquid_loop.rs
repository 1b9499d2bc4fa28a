//! Liquid loop.

crate::kernels! {}
