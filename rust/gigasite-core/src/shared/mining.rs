//! Mining.

crate::kernels! {}
