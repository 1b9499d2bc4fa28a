//! Flexibility.

crate::kernels! {}
