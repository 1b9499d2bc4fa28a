//! Kpis.

crate::kernels! {}
