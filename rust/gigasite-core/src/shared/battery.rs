//! Battery.

crate::kernels! {}
