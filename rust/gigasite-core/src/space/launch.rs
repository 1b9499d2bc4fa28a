//! Launch.

crate::kernels! {}
