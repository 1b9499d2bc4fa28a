//! Grid import.

crate::kernels! {}
