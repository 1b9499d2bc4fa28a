//! Grid import (T17): connection, tariff, coincident peaks.

crate::record! {
    /// What passes the connection in one step; the four add up to the amount of the demand or surplus.
    pub struct ImportStep {
        import_mw,
        export_mw,
        /// Load above the import limit.
        unserved_mw,
        /// Load that the grid called off, or surplus that may not be exported.
        curtailed_mw,
    }
}

/// A demand (or, negative, a surplus) at a connection: the grid calls off what it has the right to, the limits bind after that.
#[inline(always)]
pub fn limited_import(demand_mw: f64, import_limit_mw: f64, export_limit_mw: f64, curtailment_mw: f64) -> ImportStep {
    if demand_mw >= 0.0 {
        let curtailed_mw = demand_mw.min(curtailment_mw);
        let import_mw = (demand_mw - curtailed_mw).min(import_limit_mw);
        ImportStep { import_mw, export_mw: 0.0, unserved_mw: demand_mw - curtailed_mw - import_mw, curtailed_mw }
    } else {
        let export_mw = (-demand_mw).min(export_limit_mw);
        ImportStep { import_mw: 0.0, export_mw, unserved_mw: 0.0, curtailed_mw: -demand_mw - export_mw }
    }
}

crate::kernels! {
    limited_import(demand_mw, import_limit_mw, export_limit_mw, curtailment_mw) -> ImportStep;
}
