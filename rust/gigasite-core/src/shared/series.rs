//! Series.

crate::kernels! {}
