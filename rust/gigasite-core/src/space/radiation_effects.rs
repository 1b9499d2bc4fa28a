//! Radiation effects.

crate::kernels! {}
