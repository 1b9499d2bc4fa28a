//! District heating.

crate::kernels! {}
