//! Eclipse.

crate::kernels! {}
