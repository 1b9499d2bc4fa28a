//! Cooling plant.

crate::kernels! {}
