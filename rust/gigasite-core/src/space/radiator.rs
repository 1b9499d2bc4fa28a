//! Radiators (E): grey faces, coolant in plug flow, fins, the chain from junction to panel.

use super::thermal_environment as environment;
use crate::quadrature::unit_interval;
use crate::roots;

/// Nodes of the albedo integral in means over an orbit: 1e-7 of the factor.
pub(crate) const ALBEDO_NODES: f64 = 72.0;

/// `a⁴ − b⁴` without the cancellation near a = b.
pub(crate) fn fourth_difference(a: f64, b: f64) -> f64 {
    (a * a + b * b) * (a + b) * (a - b)
}

/// Net flux per m² of panel: `n η_f F_view ε σ (T⁴ − T_s⁴)`; negative below the sink.
pub fn flux_w_m2(temperature_k: f64, sink_k: f64, emissivity: f64, faces: f64, fin_efficiency: f64, view_to_space: f64, sigma: f64) -> f64 {
    faces * fin_efficiency * view_to_space * emissivity * sigma * fourth_difference(temperature_k, sink_k)
}

/// Heat of a panel [W]: area times flux.
pub fn heat_w(
    panel_area_m2: f64,
    temperature_k: f64,
    sink_k: f64,
    emissivity: f64,
    faces: f64,
    fin_efficiency: f64,
    view_to_space: f64,
    sigma: f64,
) -> f64 {
    panel_area_m2 * flux_w_m2(temperature_k, sink_k, emissivity, faces, fin_efficiency, view_to_space, sigma)
}

/// Panel that rejects a heat [m²]: `A = Q/(n η_f F_view ε σ (T⁴ − T_s⁴))`; NaN at or below the sink, never negative.
pub fn area_m2(
    heat_w: f64,
    temperature_k: f64,
    sink_k: f64,
    emissivity: f64,
    faces: f64,
    fin_efficiency: f64,
    view_to_space: f64,
    sigma: f64,
) -> f64 {
    area_from_net_flux_m2(heat_w, flux_w_m2(temperature_k, sink_k, emissivity, faces, fin_efficiency, view_to_space, sigma))
}

/// `A = Q/q`; NaN unless the net flux leaves the face.
pub fn area_from_net_flux_m2(heat_w: f64, net_flux_w_m2: f64) -> f64 {
    if net_flux_w_m2 > 0.0 { heat_w / net_flux_w_m2 } else { f64::NAN }
}

/// `T = (Q/(n η_f F_view ε σ A) + T_s⁴)^(1/4)`.
pub fn equilibrium_temperature_k(
    heat_w: f64,
    area_m2: f64,
    sink_k: f64,
    emissivity: f64,
    faces: f64,
    fin_efficiency: f64,
    view_to_space: f64,
    sigma: f64,
) -> f64 {
    let x = heat_w / (faces * fin_efficiency * view_to_space * emissivity * sigma * area_m2);
    (x + sink_k.powi(4)).sqrt().sqrt()
}

crate::record! {
    /// Heat of 1 m² of plate.
    pub struct PlateBalance { emitted_w_m2, solar_absorbed_w_m2, earth_absorbed_w_m2, net_w_m2 }
}

/// Plate in the Sun and before the Earth; `infrared_absorptivity` is ε by Kirchhoff's law.
///
/// ```text
/// q = n ε σ T⁴ − m α_s S − k F (α_s A_E S + ε σ T_E⁴)
/// ```
pub fn plate_balance(
    temperature_k: f64,
    emissivity: f64,
    solar_absorptivity: f64,
    infrared_absorptivity: f64,
    earth_view_factor: f64,
    faces: f64,
    sunlit_faces: f64,
    earth_faces: f64,
    solar_flux_w_m2: f64,
    albedo: f64,
    earth_temperature_k: f64,
    sigma: f64,
) -> PlateBalance {
    let emitted_w_m2 = faces * emissivity * sigma * temperature_k.powi(4);
    let solar_absorbed_w_m2 = sunlit_faces * solar_absorptivity * solar_flux_w_m2;
    let earth = solar_absorptivity * albedo * solar_flux_w_m2 + infrared_absorptivity * sigma * earth_temperature_k.powi(4);
    let earth_absorbed_w_m2 = earth_faces * earth_view_factor * earth;
    let net_w_m2 = emitted_w_m2 - solar_absorbed_w_m2 - earth_absorbed_w_m2;
    PlateBalance { emitted_w_m2, solar_absorbed_w_m2, earth_absorbed_w_m2, net_w_m2 }
}

/// `G(T) = [ ln((T−T_s)/(T+T_s)) − 2 atan(T/T_s) ]/(4 T_s³)` with the constant that makes G(∞) = 0, as a function of
/// `u = T − T_s`: `G = −(atanh x − atan x)/(2 T_s³)`, `x = T_s/T`; for small x its series `−Σ T_s^4k/((4k+3) T^(4k+3))`.
fn primitive(u: f64, sink_k: f64) -> f64 {
    let t = u + sink_k;
    let x = sink_k / t;
    let x4 = x * x * x * x;
    if x4 < 0.1 {
        let (mut sum, mut power) = (0.0, 1.0);
        for k in 0..18 {
            sum += power / f64::from(4 * k + 3);
            power *= x4;
        }
        return -sum / (t * t * t);
    }
    -(0.5 * ((u + 2.0 * sink_k) / u).ln() - x.atan()) / (2.0 * sink_k * sink_k * sink_k)
}

/// `∫ dT/(T⁴ − T_s⁴)` from outlet to inlet.
fn cooling_integral(inlet_k: f64, outlet_k: f64, sink_k: f64) -> f64 {
    let span = inlet_k - outlet_k;
    if span < 0.05 * (outlet_k - sink_k) {
        // Over a short span the difference of G loses digits.
        return span * unit_interval(1, |x| 1.0 / fourth_difference(outlet_k + span * x, sink_k));
    }
    primitive(inlet_k - sink_k, sink_k) - primitive(outlet_k - sink_k, sink_k)
}

crate::record! {
    /// Coolant in plug flow: flux per m² of radiating area and the temperature of an isothermal face with that flux.
    pub struct PlugFlow { mean_flux_w_m2, effective_temperature_k }
}

/// Mean flux of a coolant that cools from inlet to outlet: `ε σ (T_in − T_out)/(G(T_in) − G(T_out))`.
pub fn plug_flow(
    inlet_k: f64,
    outlet_k: f64,
    sink_k: f64,
    emissivity: f64,
    fin_efficiency: f64,
    view_to_space: f64,
    sigma: f64,
) -> PlugFlow {
    if !(inlet_k >= outlet_k && outlet_k > sink_k) {
        return PlugFlow { mean_flux_w_m2: f64::NAN, effective_temperature_k: f64::NAN };
    }
    let mean = if inlet_k == outlet_k {
        fourth_difference(inlet_k, sink_k)
    } else {
        (inlet_k - outlet_k) / cooling_integral(inlet_k, outlet_k, sink_k)
    };
    PlugFlow {
        mean_flux_w_m2: fin_efficiency * view_to_space * emissivity * sigma * mean,
        effective_temperature_k: (mean + sink_k.powi(4)).sqrt().sqrt(),
    }
}

/// Radiating area of a coolant in plug flow [m²]: `A = ṁ c_p [G(T_in) − G(T_out)]/(η_f F_view ε σ)`.
pub fn plug_flow_area_m2(
    coolant_flow_kg_s: f64,
    specific_heat_j_kg_k: f64,
    inlet_k: f64,
    outlet_k: f64,
    sink_k: f64,
    emissivity: f64,
    fin_efficiency: f64,
    view_to_space: f64,
    sigma: f64,
) -> f64 {
    if !(inlet_k >= outlet_k && outlet_k > sink_k) {
        return f64::NAN;
    }
    coolant_flow_kg_s * specific_heat_j_kg_k * cooling_integral(inlet_k, outlet_k, sink_k)
        / (fin_efficiency * view_to_space * emissivity * sigma)
}

/// Temperature after a body or a coolant at `start_k` has radiated `exposure = ∫ dT/(T⁴ − T_s⁴)` [1/K³]: the inverse of G.
///
/// Solved in `ln(T − T_s)`, where the law is nearly linear close to the sink.
pub(crate) fn cooled_k(start_k: f64, sink_k: f64, exposure: f64) -> f64 {
    if !(start_k >= sink_k && exposure >= 0.0) {
        return f64::NAN;
    }
    if start_k == sink_k || exposure == 0.0 {
        return start_k;
    }
    if sink_k == 0.0 {
        // T⁻³ = T0⁻³ + 3 X
        return (start_k.powi(-3) + 3.0 * exposure).cbrt().recip().min(start_k);
    }
    let start = start_k - sink_k;
    // T⁴ − T_s⁴ ≤ K (T − T_s), so that T falls no faster than exponentially.
    let k = (start_k * start_k + sink_k * sink_k) * (start_k + sink_k);
    let high = start.ln();
    let low = (high - k * exposure).max(-690.0);
    let end = primitive(start, sink_k) - exposure;
    let w = roots::bracketed(|w| primitive(w.exp(), sink_k) - end, low, high);
    (sink_k + if w.is_nan() { low.exp() } else { w.exp() }).min(start_k)
}

/// Outlet of a coolant in plug flow [K], the inverse of [`plug_flow_area_m2`].
pub fn plug_flow_outlet_k(
    radiating_area_m2: f64,
    coolant_flow_kg_s: f64,
    specific_heat_j_kg_k: f64,
    inlet_k: f64,
    sink_k: f64,
    emissivity: f64,
    fin_efficiency: f64,
    view_to_space: f64,
    sigma: f64,
) -> f64 {
    let exposure =
        fin_efficiency * view_to_space * emissivity * sigma * radiating_area_m2 / (coolant_flow_kg_s * specific_heat_j_kg_k);
    if inlet_k > sink_k { cooled_k(inlet_k, sink_k, exposure) } else { f64::NAN }
}

crate::record! {
    /// A fin between two tubes; the linearised efficiency is a diagnostic only.
    pub struct Fin { efficiency, tip_temperature_k, linearised_efficiency }
}

/// Length [K^-1.5] of a fin with tip `T_t = T_s + d` and base `T_t + v`: `∫ dT/sqrt(φ)`, the first integral being
/// `φ = (T⁵ − T_t⁵)/5 − T_s⁴ (T − T_t)`.
///
/// `T = T_t + δ sinh² y`, `δ = (T_t⁴ − T_s⁴)/(2 T_t³)` removes the singularity at the tip: the integrand is then constant where
/// the law is linear, and smooth for every tip between sink and base.
fn fin_length(tip_above_sink_k: f64, base_above_tip_k: f64, sink_k: f64) -> f64 {
    let tip = sink_k + tip_above_sink_k;
    let ratio = sink_k / tip;
    // δ, written so that it survives tips of 1e-26 K above an absolute zero.
    let delta = (1.0 + ratio * ratio) * (1.0 + ratio) * tip_above_sink_k / 2.0;
    let end = (base_above_tip_k / delta).sqrt().asinh();
    end * unit_interval((2.0 * end).ceil() as usize, |share| {
        let s = (end * share).sinh();
        let v = delta * s * s;
        // φ/(v (v + δ)) = 2 T_t³ + (2 T_t² v² + T_t v³ + v⁴/5)/(v + δ)
        2.0 / (2.0 * tip * tip * tip + v * v * (2.0 * tip * tip + v * (tip + v / 5.0)) / (v + delta)).sqrt()
    })
}

/// Fin as a boundary-value problem: `k t T'' = n ε σ (T⁴ − T_s⁴)`, `T(0) = T_b`, `T'(ℓ) = 0`.
///
/// ```text
/// T'² = c φ(T),  c = 2 n ε σ/(k t);   ℓ sqrt(c) = ∫ dT/sqrt(φ) from T_t to T_b gives the tip T_t
/// η = k t |T'(0)| / [ n ℓ ε σ (T_b⁴ − T_s⁴) ]
/// linearised: η ≈ tanh(mℓ)/(mℓ), m² = 4 n ε σ T_b³/(k t)
/// ```
/// The unknown is `z = ln((T_t − T_s)/(T_b − T_t))`, in which tips close to the base and close to the sink keep their digits.
pub fn fin(
    conductivity_w_m_k: f64,
    thickness_m: f64,
    half_spacing_m: f64,
    emissivity: f64,
    base_k: f64,
    sink_k: f64,
    faces: f64,
    sigma: f64,
) -> Fin {
    let conduction = conductivity_w_m_k * thickness_m;
    let radiation = faces * emissivity * sigma;
    let ml = (4.0 * radiation * base_k * base_k * base_k / conduction).sqrt() * half_spacing_m;
    let linearised_efficiency = if ml > 0.0 { ml.tanh() / ml } else { f64::NAN };
    if !(base_k > sink_k && sink_k >= 0.0 && ml > 0.0) {
        return Fin { efficiency: f64::NAN, tip_temperature_k: f64::NAN, linearised_efficiency: f64::NAN };
    }
    let c = 2.0 * radiation / conduction;
    let range = base_k - sink_k;
    let tip_above_sink = |z: f64| range / (1.0 + (-z).exp());
    let base_above_tip = |z: f64| range / (1.0 + z.exp());
    let target = half_spacing_m * c.sqrt();
    let excess = |z: f64| (fin_length(tip_above_sink(z), base_above_tip(z), sink_k) / target).ln();
    // A fin longer than the lowest tip allows radiates like an endless one, one shorter than the highest like its base.
    let lowest: f64 = if sink_k > 0.0 { -650.0 } else { -60.0 };
    let (mut low, mut high) = (-1.0, 1.0);
    while low > lowest && excess(low) < 0.0 {
        low = (2.0 * low).max(lowest);
    }
    while high < 650.0 && excess(high) > 0.0 {
        high = (2.0 * high).min(650.0);
    }
    let z = roots::bracketed(excess, low, high);
    let z = if !z.is_nan() {
        z
    } else if excess(low) < 0.0 {
        low
    } else {
        high
    };
    let (d, v) = (tip_above_sink(z), base_above_tip(z));
    let tip = sink_k + d;
    let phi = v * (fourth_difference(tip, sink_k) + v * (2.0 * tip * tip * tip + v * (2.0 * tip * tip + v * (tip + v / 5.0))));
    let efficiency = conduction * (c * phi).sqrt() / (half_spacing_m * radiation * fourth_difference(base_k, sink_k));
    Fin { efficiency: efficiency.min(1.0), tip_temperature_k: tip, linearised_efficiency }
}

crate::record! {
    /// Temperatures from the chips to the root of the fins.
    pub struct TemperatureChain { coolant_outlet_k, coolant_inlet_k, fin_root_k }
}

/// `outlet = T_j − P R_jc`, `inlet = outlet − Q/(ṁ c_p)`, `root = (inlet + outlet)/2 − Q/(U A)`.
pub fn temperature_chain(
    junction_k: f64,
    chip_power_w: f64,
    junction_to_coolant_k_per_w: f64,
    heat_w: f64,
    coolant_flow_kg_s: f64,
    specific_heat_j_kg_k: f64,
    loop_conductance_w_k: f64,
) -> TemperatureChain {
    let coolant_outlet_k = junction_k - chip_power_w * junction_to_coolant_k_per_w;
    let coolant_inlet_k = coolant_outlet_k - heat_w / (coolant_flow_kg_s * specific_heat_j_kg_k);
    let fin_root_k = 0.5 * (coolant_inlet_k + coolant_outlet_k) - heat_w / loop_conductance_w_k;
    TemperatureChain { coolant_outlet_k, coolant_inlet_k, fin_root_k }
}

/// Junction of a chip [K]: `T_coolant + P R_jc`.
pub fn junction_temperature_k(coolant_k: f64, chip_power_w: f64, junction_to_coolant_k_per_w: f64) -> f64 {
    coolant_k + chip_power_w * junction_to_coolant_k_per_w
}

/// Equilibrium of an array in front and a radiator behind, front on the Sun, all electricity returned as heat.
///
/// ```text
/// (ε_f + ε_b) σ (T⁴ − T_sp⁴) = α_f S + E (F_f ε_f + F_b ε_b) + q_alb
/// exact view factor and disc albedo:  q_alb = A_E S (α_f Φ_f + α_b Φ_b)
/// cosine floor:  F = cos γ/H², 0.05/H² where cos γ ≤ 0;   cosine beta:  q_alb = A_E S F_f cos β α_f
/// ```
/// `F` and `Φ` are means over equidistant points of the orbit, `cos γ_f = −cos γ_b = cos β cos ν`.
pub fn bifacial_equilibrium_k(
    beta_deg: f64,
    altitude_m: f64,
    front_absorptivity: f64,
    back_absorptivity: f64,
    front_emissivity: f64,
    back_emissivity: f64,
    solar_flux_w_m2: f64,
    earth_infrared_w_m2: f64,
    albedo: f64,
    exact_view_factor: f64,
    disc_albedo: f64,
    cosine_albedo: f64,
    points: f64,
    deep_space_k: f64,
    sigma: f64,
    earth_radius_m: f64,
) -> f64 {
    let h = (earth_radius_m + altitude_m) / earth_radius_m;
    let cos_beta = beta_deg.to_radians().cos();
    let view = |cos_gamma: f64| {
        if exact_view_factor != 0.0 {
            environment::view_factor(h, (1.0 - cos_gamma * cos_gamma).max(0.0).sqrt(), cos_gamma)
        } else if cos_gamma > 0.0 {
            cos_gamma / (h * h)
        } else {
            0.05 / (h * h)
        }
    };
    let (mut front_view, mut back_view, mut front_albedo, mut back_albedo) = (0.0, 0.0, 0.0, 0.0);
    for point in 0..points as usize {
        let angle_deg = point as f64 * 360.0 / points;
        let cos_gamma = cos_beta * angle_deg.to_radians().cos();
        front_view += view(cos_gamma);
        back_view += view(-cos_gamma);
        if disc_albedo != 0.0 {
            for (sign, sum) in [(1.0, &mut front_albedo), (-1.0, &mut back_albedo)] {
                let face = environment::face_geometry(0.0, 0.0, 0.0, sign, beta_deg, angle_deg);
                let (tilt, azimuth) = (face.tilt_from_nadir_deg, face.tilt_azimuth_deg);
                *sum += environment::albedo_factor(altitude_m, face.solar_zenith_deg, tilt, azimuth, ALBEDO_NODES, earth_radius_m);
            }
        }
    }
    let sunlight = solar_flux_w_m2 * front_absorptivity;
    let infrared = earth_infrared_w_m2 * (front_view * front_emissivity + back_view * back_emissivity) / points;
    let disc = albedo * solar_flux_w_m2 * (front_absorptivity * front_albedo + back_absorptivity * back_albedo) / points;
    let cosine = cosine_albedo * albedo * sunlight * front_view / points * cos_beta;
    let emission = (front_emissivity + back_emissivity) * sigma;
    ((sunlight + infrared + disc + cosine) / emission + deep_space_k.powi(4)).sqrt().sqrt()
}

/// Areal mass [kg per m² of panel]: panel, manifold, fluid, deployment, armour.
pub fn areal_mass_kg_m2(panel_kg_m2: f64, manifold_kg_m2: f64, fluid_kg_m2: f64, deployment_kg_m2: f64, armour_kg_m2: f64) -> f64 {
    panel_kg_m2 + manifold_kg_m2 + fluid_kg_m2 + deployment_kg_m2 + armour_kg_m2
}

/// Specific mass [kg per kW rejected].
pub fn specific_mass_kg_per_kw(mass_kg: f64, heat_w: f64) -> f64 {
    mass_kg / (heat_w * 1e-3)
}

crate::kernels! {
    flux_w_m2(temperature_k, sink_k, emissivity, faces, fin_efficiency, view_to_space, sigma) -> f64;
    heat_w(panel_area_m2, temperature_k, sink_k, emissivity, faces, fin_efficiency, view_to_space, sigma) -> f64;
    area_m2(heat_w, temperature_k, sink_k, emissivity, faces, fin_efficiency, view_to_space, sigma) -> f64;
    area_from_net_flux_m2(heat_w, net_flux_w_m2) -> f64;
    equilibrium_temperature_k(heat_w, area_m2, sink_k, emissivity, faces, fin_efficiency, view_to_space, sigma) -> f64;
    plate_balance(temperature_k, emissivity, solar_absorptivity, infrared_absorptivity, earth_view_factor, faces, sunlit_faces, earth_faces, solar_flux_w_m2, albedo, earth_temperature_k, sigma) -> PlateBalance;
    plug_flow(inlet_k, outlet_k, sink_k, emissivity, fin_efficiency, view_to_space, sigma) -> PlugFlow;
    plug_flow_area_m2(coolant_flow_kg_s, specific_heat_j_kg_k, inlet_k, outlet_k, sink_k, emissivity, fin_efficiency, view_to_space, sigma) -> f64;
    plug_flow_outlet_k(radiating_area_m2, coolant_flow_kg_s, specific_heat_j_kg_k, inlet_k, sink_k, emissivity, fin_efficiency, view_to_space, sigma) -> f64;
    fin(conductivity_w_m_k, thickness_m, half_spacing_m, emissivity, base_k, sink_k, faces, sigma) -> Fin;
    temperature_chain(junction_k, chip_power_w, junction_to_coolant_k_per_w, heat_w, coolant_flow_kg_s, specific_heat_j_kg_k, loop_conductance_w_k) -> TemperatureChain;
    junction_temperature_k(coolant_k, chip_power_w, junction_to_coolant_k_per_w) -> f64;
    bifacial_equilibrium_k(beta_deg, altitude_m, front_absorptivity, back_absorptivity, front_emissivity, back_emissivity, solar_flux_w_m2, earth_infrared_w_m2, albedo, exact_view_factor, disc_albedo, cosine_albedo, points, deep_space_k, sigma, earth_radius_m) -> f64;
    areal_mass_kg_m2(panel_kg_m2, manifold_kg_m2, fluid_kg_m2, deployment_kg_m2, armour_kg_m2) -> f64;
    specific_mass_kg_per_kw(mass_kg, heat_w) -> f64;
}
