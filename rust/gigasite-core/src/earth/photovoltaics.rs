//! Photovoltaics.

crate::kernels! {}
