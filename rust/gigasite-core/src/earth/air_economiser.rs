//! Air economiser.

crate::kernels! {}
