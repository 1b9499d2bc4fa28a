//! Satellites that fly close together (D, H): neighbours that block the Sun and stand before the radiators, and a satellite's own array.
//!
//! The formation is a square lattice in the orbital plane; its central satellite, which has most neighbours, counts.

use std::f64::consts::PI;

/// Nodes and weights of Gauss and Legendre on 0…1.
const GAUSS: [(f64, f64); 8] = [
    (0.019_855_071_751_231_86, 0.050_614_268_145_188_13),
    (0.101_666_761_293_186_64, 0.111_190_517_226_687_24),
    (0.237_233_795_041_835_5, 0.156_853_322_938_943_64),
    (0.408_282_678_752_175_1, 0.181_341_891_689_180_99),
    (0.591_717_321_247_824_9, 0.181_341_891_689_180_99),
    (0.762_766_204_958_164_5, 0.156_853_322_938_943_64),
    (0.898_333_238_706_813_4, 0.111_190_517_226_687_24),
    (0.980_144_928_248_768_1, 0.050_614_268_145_188_13),
];

/// Rows of the lattice on each side of the central satellite.
fn rows(satellites: f64) -> i64 {
    ((satellites.max(1.0).sqrt() - 1.0) / 2.0).ceil() as i64
}

/// Share of a disc that the shadow of an equal one covers, their centres apart across the light.
///
/// ```text
/// (2/π) [acos q − q sqrt(1 − q²)],   q = offset/(2 a)
/// ```
pub fn disc_overlap_share(offset_m: f64, radius_m: f64) -> f64 {
    let q = offset_m.abs() / (2.0 * radius_m);
    if q >= 1.0 { 0.0 } else { 2.0 / PI * (q.acos() - q * (1.0 - q * q).sqrt()) }
}

/// Mean share of the sunlight that one neighbour at a distance in the orbital plane takes, all directions in the plane alike.
///
/// ```text
/// (1/2π) ∫_{cos χ > 0} overlap(R sqrt(1 − cos²β cos²χ)) dχ
/// ```
/// A neighbour on the far side of the Sun takes nothing. Discs of the area of the arrays; the penumbra (0.5 % of R) is left out.
pub fn neighbour_shadow_share(distance_m: f64, array_area_m2: f64, beta_deg: f64) -> f64 {
    let radius = (array_area_m2 / PI).sqrt();
    let (sin_beta, cos_beta) = beta_deg.to_radians().sin_cos();
    if distance_m * sin_beta.abs() >= 2.0 * radius {
        return 0.0;
    }
    // The discs meet while cos χ is above this.
    let limit = (1.0 - (2.0 * radius / distance_m).powi(2)).max(0.0).sqrt() / cos_beta;
    let end = limit.clamp(0.0, 1.0).acos();
    let mean: f64 = GAUSS
        .iter()
        .map(|(x, weight)| {
            let along = cos_beta * (x * end).cos();
            weight * disc_overlap_share(distance_m * (1.0 - along * along).max(0.0).sqrt(), radius)
        })
        .sum();
    mean * end / PI
}

/// Mean share of the sunlight that the neighbours of the central satellite take: `1 − Π (1 − share)` over the lattice.
pub fn shadow_share(spacing_m: f64, satellites: f64, array_area_m2: f64, beta_deg: f64) -> f64 {
    let half = rows(satellites);
    let mut lit = 1.0;
    for x in 0..=half {
        for y in 0..=x {
            if x == 0 {
                continue;
            }
            // Four places at (x, 0) and (x, x), eight elsewhere.
            let places = if y == 0 || y == x { 4 } else { 8 };
            let distance = spacing_m * ((x * x + y * y) as f64).sqrt();
            lit *= (1.0 - neighbour_shadow_share(distance, array_area_m2, beta_deg)).powi(places);
        }
    }
    1.0 - lit
}

/// `Σ x²/(x² + y²)²` over the half of the lattice before a face, in units of the spacing.
pub fn lattice_sum(satellites: f64) -> f64 {
    let half = rows(satellites);
    let mut sum = 0.0;
    for x in 1..=half {
        for y in -half..=half {
            let (x2, r2) = ((x * x) as f64, (x * x + y * y) as f64);
            sum += x2 / (r2 * r2);
        }
    }
    sum
}

/// Share of what a radiator face across the flight direction sees that is taken by the panels of its neighbours.
///
/// ```text
/// F = Σ_k A cos²θ_k/(π R_k²) = A/(π d²) Σ x²/(x² + y²)²,   but at most 1
/// ```
/// Panels are parallel and small against their distance; those behind others are counted too: an upper bound.
pub fn neighbour_view_share(spacing_m: f64, satellites: f64, panel_area_m2: f64) -> f64 {
    (panel_area_m2 / (PI * spacing_m * spacing_m) * lattice_sum(satellites)).min(1.0)
}

/// View factor from a plate to another that stands at a right angle on its edge (Howell, configuration C-14).
///
/// ```text
/// F = [W atan(1/W) + H atan(1/H) − sqrt(H² + W²) atan(1/sqrt(H² + W²))
///      + ln{ (1+W²)(1+H²)/(1+W²+H²) · [W²(1+W²+H²)/((1+W²)(W²+H²))]^(W²) · [H²(1+W²+H²)/((1+H²)(W²+H²))]^(H²) }/4]/(π W)
/// W = depth of the plate that looks/common edge, H = depth of the other/common edge
/// ```
pub fn perpendicular_view_factor(edge_m: f64, plate_depth_m: f64, other_depth_m: f64) -> f64 {
    let (w, h) = (plate_depth_m / edge_m, other_depth_m / edge_m);
    let (w2, h2) = (w * w, h * h);
    let (diagonal, all) = ((w2 + h2).sqrt(), 1.0 + w2 + h2);
    let logarithms = ((1.0 + w2) * (1.0 + h2) / all).ln()
        + w2 * (w2 * all / ((1.0 + w2) * (w2 + h2))).ln()
        + h2 * (h2 * all / ((1.0 + h2) * (w2 + h2))).ln();
    (w * (1.0 / w).atan() + h * (1.0 / h).atan() - diagonal * (1.0 / diagonal).atan() + 0.25 * logarithms) / (PI * w)
}

crate::kernels! {
    disc_overlap_share(offset_m, radius_m) -> f64;
    shadow_share(spacing_m, satellites, array_area_m2, beta_deg) -> f64;
    neighbour_view_share(spacing_m, satellites, panel_area_m2) -> f64;
    perpendicular_view_factor(edge_m, plate_depth_m, other_depth_m) -> f64;
}
