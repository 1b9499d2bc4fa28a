//! Wind power.

crate::kernels! {}
