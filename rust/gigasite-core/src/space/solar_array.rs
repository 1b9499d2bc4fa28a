//! Solar array.

crate::kernels! {}
