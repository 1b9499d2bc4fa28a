//! Ground link.

crate::kernels! {}
