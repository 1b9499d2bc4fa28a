//! Water.

crate::kernels! {}
