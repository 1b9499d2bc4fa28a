//! Transients (G): one node through an orbit, two nodes through arcs of load and sink, any number of nodes.

mod two_nodes;

pub use two_nodes::{TwoNodeState, two_node_orbit, two_node_step};

use super::eclipse::{ConicalShadow, orbit_illumination_cylindrical};
use super::orbit::period_s;
use super::radiator::{ALBEDO_NODES, cooled_k};
use super::thermal_environment as environment;
use crate::constants::{ASTRONOMICAL_UNIT_M, SUN_RADIUS_M};
use crate::kernel::Input;

/// `τ = C/(4 ε σ T³)`.
pub fn time_constant_s(areal_heat_capacity_j_m2_k: f64, temperature_k: f64, emissivity: f64, sigma: f64) -> f64 {
    areal_heat_capacity_j_m2_k / (4.0 * emissivity * sigma * temperature_k * temperature_k * temperature_k)
}

/// Temperature of a face that cools without load [K]: `T_s = 0: T⁻³ = T0⁻³ + 3 ε σ t/C`, otherwise the inverse of G(T).
pub fn radiative_cooling_k(
    time_s: f64,
    start_k: f64,
    sink_k: f64,
    areal_heat_capacity_j_m2_k: f64,
    emissivity: f64,
    sigma: f64,
) -> f64 {
    cooled_k(start_k, sink_k, emissivity * sigma * time_s / areal_heat_capacity_j_m2_k)
}

/// Time until an adiabatic node reaches a limit [s]: `C (T_lim − T)/Q`; 0 where it is passed, infinite at no load.
pub fn time_to_limit_s(load_w: f64, heat_capacity_j_k: f64, start_k: f64, limit_k: f64) -> f64 {
    if start_k >= limit_k { 0.0 } else { heat_capacity_j_k * (limit_k - start_k) / load_w }
}

crate::record! {
    /// Steady state of hot node and radiator, and the linearised system around it.
    pub struct TwoNodeSteady { hot_k, radiator_k, fast_eigenvalue_per_s, slow_eigenvalue_per_s }
}

/// ```text
/// T2 = (Q/(ε σ A) + T_s⁴)^(1/4),  T1 = T2 + Q/G
/// [[−G/C1, G/C1], [G/C2, −(G + 4 ε σ A T2³)/C2]]: two negative eigenvalues
/// ```
pub fn two_node_steady(
    load_w: f64,
    conductance_w_k: f64,
    radiating_area_m2: f64,
    emissivity: f64,
    sink_k: f64,
    hot_heat_capacity_j_k: f64,
    radiator_heat_capacity_j_k: f64,
    sigma: f64,
) -> TwoNodeSteady {
    let radiation = emissivity * sigma * radiating_area_m2;
    let radiator_k = (load_w / radiation + sink_k.powi(4)).sqrt().sqrt();
    let h = 4.0 * radiation * radiator_k * radiator_k * radiator_k;
    let a = -conductance_w_k / hot_heat_capacity_j_k;
    let d = -(conductance_w_k + h) / radiator_heat_capacity_j_k;
    let product = conductance_w_k / hot_heat_capacity_j_k * (h / radiator_heat_capacity_j_k);
    let coupling = 4.0 * conductance_w_k / hot_heat_capacity_j_k * (conductance_w_k / radiator_heat_capacity_j_k);
    let fast = 0.5 * (a + d - ((a - d) * (a - d) + coupling).sqrt());
    TwoNodeSteady {
        hot_k: radiator_k + load_w / conductance_w_k,
        radiator_k,
        fast_eigenvalue_per_s: fast,
        slow_eigenvalue_per_s: product / fast,
    }
}

/// One implicit Euler step of any number of nodes.
///
/// ```text
/// C_i (T_i − T_i⁰)/Δt = Q_i + Σ_j G_ij (T_j − T_i) − ε_i σ A_i (T_i⁴ − T_s,i⁴)
/// ```
/// The residual is convex with an M-matrix as Jacobian, so that Newton comes down to the one positive solution from above
/// after its first iteration, at any step. Every input is over the n² pairs (i, j), row by row; node quantities repeat along j.
fn network_step(inputs: &[Input<'_>], pairs: usize, out: &mut [Vec<f64>]) {
    let [temperature_k, step_s, load_w, heat_capacity_j_k, conductance_w_k, radiating_area_m2, emissivity, sink_k, sigma] = *inputs else {
        return;
    };
    let [result] = out else { return };
    let n = (pairs as f64).sqrt().round() as usize;
    let node = |input: Input<'_>| (0..n).map(|i| input.at(i * n)).collect::<Vec<f64>>();
    let (start, load, capacity) = (node(temperature_k), node(load_w), node(heat_capacity_j_k));
    let (area, emissivity, sink) = (node(radiating_area_m2), node(emissivity), node(sink_k));
    let radiation: Vec<f64> = (0..n).map(|i| sigma.at(0) * area[i] * emissivity[i]).collect();
    let inertia: Vec<f64> = (0..n).map(|i| capacity[i] / step_s.at(i * n)).collect();

    let mut t = start.clone();
    let mut matrix = vec![0.0; n * n];
    for _ in 0..200 {
        // Newton: J δ = −F, J = diag(C/Δt + 4 ε σ A T³) + Laplacian of G.
        let mut delta = vec![0.0; n];
        for i in 0..n {
            let mut inflow = load[i] - radiation[i] * (t[i].powi(4) - sink[i].powi(4)) - inertia[i] * (t[i] - start[i]);
            let mut diagonal = inertia[i] + 4.0 * radiation[i] * t[i].powi(3);
            for j in (0..n).filter(|&j| j != i) {
                let g = conductance_w_k.at(i * n + j);
                inflow += g * (t[j] - t[i]);
                diagonal += g;
                matrix[i * n + j] = -g;
            }
            matrix[i * n + i] = diagonal;
            delta[i] = inflow;
        }
        solve_m_matrix(&mut matrix, &mut delta);
        let mut change: f64 = 0.0;
        for (value, d) in t.iter_mut().zip(&delta) {
            *value += d;
            change = change.max((d / *value).abs());
        }
        if change <= 1e-14 || change.is_nan() {
            break;
        }
    }
    result.extend(t.iter().map(|&value| if value > 0.0 { value } else { f64::NAN }));
}

/// Gauss elimination without pivoting: the matrix is symmetric and its diagonal dominates.
fn solve_m_matrix(matrix: &mut [f64], x: &mut [f64]) {
    let n = x.len();
    for k in 0..n {
        for i in k + 1..n {
            let factor = matrix[i * n + k] / matrix[k * n + k];
            for j in k..n {
                matrix[i * n + j] -= factor * matrix[k * n + j];
            }
            x[i] -= factor * x[k];
        }
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| matrix[i * n + j] * x[j]).sum();
        x[i] = (x[i] - known) / matrix[i * n + i];
    }
}

/// Place of a face on its orbit and what shines on it, of [`sink_fourth_power`].
struct Surroundings {
    altitude_m: f64,
    beta_deg: f64,
    tilt_from_nadir_deg: f64,
    tilt_azimuth_deg: f64,
    solar_absorptivity: f64,
    emissivity: f64,
    sun_on_face: bool,
    disc_albedo: bool,
    conical_shadow: bool,
    earth_infrared_w_m2: f64,
    albedo: f64,
    solar_flux_w_m2: f64,
    deep_space_k: f64,
    sigma: f64,
    earth_radius_m: f64,
}

impl Surroundings {
    /// `T_s⁴` at `steps` equal angles from orbit noon. The Sun's zenith angle, and with it everything here, is the same on
    /// the way to the night side and back.
    fn sink_fourth_power(&self, steps: usize) -> Vec<f64> {
        let shadow = ConicalShadow::new(self.altitude_m, self.earth_radius_m, SUN_RADIUS_M, ASTRONOMICAL_UNIT_M);
        let view = environment::earth_view_factor(self.altitude_m, self.tilt_from_nadir_deg, self.earth_radius_m);
        let infrared = environment::earth_infrared_flux_w_m2(view, self.earth_infrared_w_m2);
        let cos_beta = self.beta_deg.to_radians().cos();
        let at = |step: usize| {
            let angle_deg = 360.0 * step as f64 / steps as f64;
            let cos_zeta = cos_beta * angle_deg.to_radians().cos();
            let zenith_deg = cos_zeta.acos().to_degrees();
            let factor = if self.disc_albedo {
                let (tilt, azimuth) = (self.tilt_from_nadir_deg, self.tilt_azimuth_deg);
                environment::albedo_factor(self.altitude_m, zenith_deg, tilt, azimuth, ALBEDO_NODES, self.earth_radius_m)
            } else {
                view * cos_zeta.max(0.0)
            };
            let direct = if self.sun_on_face {
                let incidence = environment::sun_incidence_deg(self.tilt_from_nadir_deg, self.tilt_azimuth_deg, zenith_deg);
                let illumination = if self.conical_shadow {
                    shadow.illumination(cos_zeta)
                } else {
                    orbit_illumination_cylindrical(self.altitude_m, self.beta_deg, angle_deg, self.earth_radius_m)
                };
                environment::direct_solar_flux_w_m2(incidence, illumination, self.solar_flux_w_m2)
            } else {
                0.0
            };
            let albedo = environment::albedo_flux_w_m2(factor, self.albedo, self.solar_flux_w_m2);
            let absorbed = environment::absorbed_flux_w_m2(self.solar_absorptivity, self.emissivity, direct, albedo, infrared, 0.0);
            absorbed / (self.emissivity * self.sigma) + self.deep_space_k.powi(4)
        };
        let half: Vec<f64> = (0..=steps / 2).map(at).collect();
        (0..steps).map(|step| half.get(step.min(steps - step)).copied().unwrap_or(f64::NAN)).collect()
    }
}

/// A node through one orbit, in periodic state.
struct Cycle {
    temperatures_k: Vec<f64>,
    sink4: Vec<f64>,
    mean_k: f64,
    fourth_power_mean_k: f64,
    energy_residual: f64,
}

/// Largest energy residual of a periodic state, relative to the heat radiated.
const ENERGY_TOLERANCE: f64 = 1e-6;

/// Periodic solution of `C T' = q + ε σ (T_s⁴(t) − T⁴)`.
///
/// Each step is TR-BDF2 (Bank et al. 1985, DOI 10.1109/T-ED.1985.22232): second order and stiffly stable, so that a light
/// panel does not limit the step. The start of the orbit is corrected by Newton on the map of one orbit, whose derivative is
/// `exp(−∫ 4 ε σ T³ dt/C)`. Means use the quadrature of the scheme, in which the energy identity is exact.
fn periodic(
    load_w_m2: Input<'_>,
    sink4: Vec<f64>,
    heat_capacity: f64,
    radiation: f64,
    period_s: f64,
    tolerance_k: f64,
    max_orbits: f64,
) -> Option<Cycle> {
    let steps = sink4.len();
    let n = steps as f64;
    let inflow: Vec<f64> = sink4.iter().enumerate().map(|(i, s4)| load_w_m2.at(i) + radiation * s4).collect();
    let in_mean = inflow.iter().sum::<f64>() / n;
    let step_s = period_s / n;
    let gamma = 2.0 - std::f64::consts::SQRT_2;
    let (early, last) = (std::f64::consts::SQRT_2 / 4.0, 1.0 - std::f64::consts::FRAC_1_SQRT_2);
    // T + a T⁴ = c, falling onto the root from a start above or below it.
    let implicit = |mut t: f64, weight: f64, c: f64| {
        let a = weight * step_s * radiation / heat_capacity;
        for _ in 0..50 {
            let change = (t + a * t.powi(4) - c) / (1.0 + 4.0 * a * t.powi(3));
            t -= change;
            if change.abs() <= 1e-13 * t {
                break;
            }
        }
        t
    };
    let mut start = (in_mean / radiation).sqrt().sqrt();
    let mut temperatures_k = vec![f64::NAN; steps];
    let mut orbits = 0.0;
    while orbits < max_orbits {
        orbits += 1.0;
        let mut t = start;
        let (mut sum, mut sum4, mut absorbed, mut decay) = (0.0, 0.0, 0.0, 0.0);
        for (i, slot) in temperatures_k.iter_mut().enumerate() {
            *slot = t;
            let (q0, q1) = (inflow.get(i)?, inflow.get((i + 1) % steps)?);
            let q_gamma = q0 + gamma * (q1 - q0);
            let rate = |q: f64, t: f64| (q - radiation * t.powi(4)) / heat_capacity;
            // Trapezium to γ, then the weights (√2/4, √2/4, 1 − √2/2) to the end.
            let half = 0.5 * gamma;
            let t_gamma = implicit(t, half, t + half * step_s * (rate(*q0, t) + q_gamma / heat_capacity));
            let known = t + early * step_s * (rate(*q0, t) + rate(q_gamma, t_gamma));
            let next = implicit(t_gamma, last, known + last * step_s * q1 / heat_capacity);
            sum += early * (t + t_gamma) + last * next;
            sum4 += early * (t.powi(4) + t_gamma.powi(4)) + last * next.powi(4);
            absorbed += early * (q0 + q_gamma) + last * q1;
            decay += step_s * 2.0 * radiation * (t.powi(3) + next.powi(3)) / heat_capacity;
            t = next;
        }
        let change = t - start;
        let energy_residual = (absorbed / (radiation * sum4) - 1.0).abs();
        if change.abs() <= tolerance_k && energy_residual <= ENERGY_TOLERANCE {
            return Some(Cycle { temperatures_k, sink4, mean_k: sum / n, fourth_power_mean_k: (sum4 / n).sqrt().sqrt(), energy_residual });
        }
        start -= change / (-decay).exp_m1();
    }
    None
}

/// Reads the inputs of both kernels of an orbit and solves it.
fn cycle(inputs: &[Input<'_>], steps: usize) -> Option<(Cycle, f64)> {
    let [altitude_m, beta_deg, load, capacity, tilt, absorptivity, emissivity, sun, azimuth, disc, conical, infrared, albedo, solar, rest @ ..] =
        inputs
    else {
        return None;
    };
    let [tolerance_k, max_orbits, deep_space_k, sigma, earth_radius_m, mu] = rest else { return None };
    let surroundings = Surroundings {
        altitude_m: altitude_m.at(0),
        beta_deg: beta_deg.at(0),
        tilt_from_nadir_deg: tilt.at(0),
        tilt_azimuth_deg: azimuth.at(0),
        solar_absorptivity: absorptivity.at(0),
        emissivity: emissivity.at(0),
        sun_on_face: sun.at(0) != 0.0,
        disc_albedo: disc.at(0) != 0.0,
        conical_shadow: conical.at(0) != 0.0,
        earth_infrared_w_m2: infrared.at(0),
        albedo: albedo.at(0),
        solar_flux_w_m2: solar.at(0),
        deep_space_k: deep_space_k.at(0),
        sigma: sigma.at(0),
        earth_radius_m: earth_radius_m.at(0),
    };
    let period = period_s(altitude_m.at(0), earth_radius_m.at(0), mu.at(0));
    let sink4 = surroundings.sink_fourth_power(steps);
    let radiation = emissivity.at(0) * sigma.at(0);
    Some((periodic(*load, sink4, capacity.at(0), radiation, period, tolerance_k.at(0), max_orbits.at(0))?, period))
}

/// Minimum, maximum, mean, fourth-power mean and energy residual of the periodic orbit; NaN where it was not reached.
fn orbit_cycle(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let found = cycle(inputs, steps).map(|(c, _)| {
        let min = c.temperatures_k.iter().copied().fold(f64::INFINITY, f64::min);
        let max = c.temperatures_k.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        [min, max, c.mean_k, c.fourth_power_mean_k, c.energy_residual]
    });
    for (column, value) in out.iter_mut().zip(found.unwrap_or([f64::NAN; 5])) {
        column.push(value);
    }
}

/// Time from orbit noon, temperature and sink along the periodic orbit.
fn orbit_cycle_series(inputs: &[Input<'_>], steps: usize, out: &mut [Vec<f64>]) {
    let [time_s, temperature_k, sink_k] = out else { return };
    match cycle(inputs, steps) {
        Some((c, period)) => {
            time_s.extend((0..steps).map(|i| period * i as f64 / steps as f64));
            temperature_k.extend(c.temperatures_k);
            sink_k.extend(c.sink4.iter().map(|s4| s4.sqrt().sqrt()));
        }
        None => {
            for column in [time_s, temperature_k, sink_k] {
                column.extend(std::iter::repeat_n(f64::NAN, steps));
            }
        }
    }
}

crate::kernels! {
    time_constant_s(areal_heat_capacity_j_m2_k, temperature_k, emissivity, sigma) -> f64;
    radiative_cooling_k(time_s, start_k, sink_k, areal_heat_capacity_j_m2_k, emissivity, sigma) -> f64;
    time_to_limit_s(load_w, heat_capacity_j_k, start_k, limit_k) -> f64;
    two_node_steady(load_w, conductance_w_k, radiating_area_m2, emissivity, sink_k, hot_heat_capacity_j_k, radiator_heat_capacity_j_k, sigma) -> TwoNodeSteady;
    two_node_step(time_s, start_hot_k, start_radiator_k, load_w, conductance_w_k, radiating_area_m2, emissivity, sink_k, hot_heat_capacity_j_k, radiator_heat_capacity_j_k, sigma) -> TwoNodeState;
    series:
    network_step(temperature_k, step_s, load_w, heat_capacity_j_k, conductance_w_k, radiating_area_m2, emissivity, sink_k, sigma) -> [temperature_k];
    orbit_cycle(altitude_m, beta_deg, load_w_m2, areal_heat_capacity_j_m2_k, tilt_from_nadir_deg, solar_absorptivity, emissivity, sun_on_face, tilt_azimuth_deg, disc_albedo, conical_shadow, earth_infrared_w_m2, albedo, solar_flux_w_m2, tolerance_k, max_orbits, deep_space_k, sigma, earth_radius_m, gravitational_parameter_m3_s2) -> [min_k, max_k, mean_k, fourth_power_mean_k, energy_residual];
    orbit_cycle_series(altitude_m, beta_deg, load_w_m2, areal_heat_capacity_j_m2_k, tilt_from_nadir_deg, solar_absorptivity, emissivity, sun_on_face, tilt_azimuth_deg, disc_albedo, conical_shadow, earth_infrared_w_m2, albedo, solar_flux_w_m2, tolerance_k, max_orbits, deep_space_k, sigma, earth_radius_m, gravitational_parameter_m3_s2) -> [time_s, temperature_k, sink_k];
    batch:
    two_node_orbit(arc_s, start_hot_k, start_radiator_k, load_w, conductance_w_k, radiating_area_m2, emissivity, sink_k, hot_heat_capacity_j_k, radiator_heat_capacity_j_k, noon_flux_w_m2, period_s, orbits, tolerance_k, sigma) -> [hot_k, radiator_k];
}
