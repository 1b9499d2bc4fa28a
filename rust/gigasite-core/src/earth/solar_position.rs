//! Solar position.

crate::kernels! {}
