//! Finance.

crate::kernels! {}
