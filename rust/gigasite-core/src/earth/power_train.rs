//! Power train.

crate::kernels! {}
