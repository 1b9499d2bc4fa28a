//! Drag.

crate::kernels! {}
