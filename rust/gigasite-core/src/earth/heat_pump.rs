//! Heat pump.

crate::kernels! {}
