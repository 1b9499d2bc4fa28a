//! Radiator heat pump.

crate::kernels! {}
