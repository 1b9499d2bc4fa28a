//! Sun.

crate::kernels! {}
