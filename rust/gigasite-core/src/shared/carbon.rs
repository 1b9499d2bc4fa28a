//! Carbon.

crate::kernels! {}
