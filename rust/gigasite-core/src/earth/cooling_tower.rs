//! Cooling tower.

crate::kernels! {}
