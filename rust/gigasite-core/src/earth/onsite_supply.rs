//! Onsite supply.

crate::kernels! {}
