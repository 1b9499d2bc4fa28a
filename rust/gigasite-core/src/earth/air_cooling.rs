//! Air cooling.

crate::kernels! {}
