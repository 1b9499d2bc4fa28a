//! Key figures (T11): what the boundary does to them. Ratios of sums are formed where the sums are.

/// `TUE = ITUE · PUE`.
#[inline(always)]
pub fn tue(itue: f64, pue: f64) -> f64 {
    itue * pue
}

/// `ERE = (1 − ERF) PUE`.
#[inline(always)]
pub fn ere(pue: f64, erf: f64) -> f64 {
    (1.0 - erf) * pue
}

crate::record! {
    /// One plant seen from one boundary.
    pub struct BoundaryView { pue, erf, ere }
}

/// The heat pump inside the boundary (1) counts its electricity and the heat after it; outside (0) neither.
///
/// ```text
/// inside:  E_dc = E_it + E_other + E_hp,  E_reuse = heat delivered;   outside:  E_dc = E_it + E_other,  E_reuse = heat handed over
/// ```
#[inline(always)]
pub fn heat_pump_boundary(it_mwh: f64, other_mwh: f64, handover_mwh: f64, heat_pump_mwh: f64, delivered_mwh: f64, inside: f64) -> BoundaryView {
    let is_inside = inside != 0.0;
    let facility = it_mwh + other_mwh + if is_inside { heat_pump_mwh } else { 0.0 };
    let reused = if is_inside { delivered_mwh } else { handover_mwh };
    let (pue, erf) = (facility / it_mwh, reused / facility);
    BoundaryView { pue, erf, ere: ere(pue, erf) }
}

crate::kernels! {
    tue(itue, pue) -> f64;
    ere(pue, erf) -> f64;
    heat_pump_boundary(it_mwh, other_mwh, handover_mwh, heat_pump_mwh, delivered_mwh, inside) -> BoundaryView;
}
