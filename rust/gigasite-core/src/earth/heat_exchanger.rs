//! Heat exchanger.

crate::kernels! {}
