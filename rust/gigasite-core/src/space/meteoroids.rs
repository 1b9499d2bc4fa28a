//! Meteoroids.

crate::kernels! {}
