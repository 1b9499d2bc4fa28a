//! Heat recovery.

crate::kernels! {}
