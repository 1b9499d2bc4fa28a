//! Clear sky.

crate::kernels! {}
