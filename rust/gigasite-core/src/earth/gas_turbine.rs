//! Gas turbine.

crate::kernels! {}
