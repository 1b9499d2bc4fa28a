//! What reaches a satellite around its orbit: array power per m² and heat absorbed per m² of radiator panel, step by step.

use super::parameters::{Attitude, Draw, Node, OrbitPlan, Radiator, Shadow};
use crate::constants::{
    ASTRONOMICAL_UNIT_M, EARTH_EQUATORIAL_RADIUS_M, EARTH_MEAN_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2, J2, STEFAN_BOLTZMANN_W_M2_K4,
    SUN_RADIUS_M, TROPICAL_YEAR_DAYS,
};
use crate::error::Error;
use crate::space::eclipse::{ConicalShadow, cylinder_entry};
use crate::space::orbit::{mean_motion_rad_s, raan_rate_deg_per_day, sun_synchronous_inclination_deg};
use crate::space::solar_array::plate_temperature_k;
use crate::space::sun;
use crate::space::thermal_environment::{albedo_factor, view_factor};
use std::f64::consts::{PI, TAU};

/// 2026-01-01 00:00 UTC, where the year of samples begins [days from J2000, Unix seconds].
pub const YEAR_START_DAYS: f64 = 9496.5;
pub const YEAR_START_UNIX_S: i64 = 1_767_225_600;
pub const YEAR_DAYS: f64 = 365.0;
const DAY_S: f64 = crate::constants::DAY_S;
const SIGMA: f64 = STEFAN_BOLTZMANN_W_M2_K4;
/// Temperature at which cells are rated.
const REFERENCE_K: f64 = 298.15;

// Rows of a table: solar zenith angle in equal steps of 180°/64. Columns: faces (attitude Sun), or azimuths of an edge-on face
// in equal steps of 180°/16 (attitude nadir).
const ROWS: usize = 65;
const FACES: usize = 3;
const AZIMUTHS: usize = 17;
// A third of these points lie in each part of the disc; 1e-6 of the nadir value.
const NODES: f64 = 24.0;

/// Albedo factors of the faces over altitude and solar zenith angle, computed once for a batch so that a draw needs no integral.
///
/// Altitudes are whole degrees of the Earth's angular radius, those around the draws, so that a draw gives the same bits in
/// whatever batch it runs. Cubic between points. Tested against the integral: within 5e-4 of the nadir value.
pub struct AlbedoTable {
    /// Angular radius of the first node [°].
    first: usize,
    // [altitude][row][column]
    values: Vec<Vec<f64>>,
}

fn angular_radius_deg(altitude_m: f64) -> f64 {
    (EARTH_MEAN_RADIUS_M / (EARTH_MEAN_RADIUS_M + altitude_m)).asin().to_degrees()
}

impl AlbedoTable {
    pub fn new(attitude: Attitude, draws: &[Draw]) -> Self {
        let radii = draws.iter().map(|d| angular_radius_deg(d.altitude_km * 1e3));
        let (low, high) = radii.fold((80.0, 5.0), |(l, h): (f64, f64), x| (l.min(x), h.max(x)));
        let (first, last) = ((low.floor() as usize).saturating_sub(1), high.floor() as usize + 2);
        let values = (first..=last).map(|degrees| Self::node(attitude, (degrees as f64).to_radians())).collect();
        Self { first, values }
    }

    fn node(attitude: Attitude, angular_radius: f64) -> Vec<f64> {
        let columns = if attitude == Attitude::Sun { FACES } else { AZIMUTHS };
        let altitude_m = EARTH_MEAN_RADIUS_M / angular_radius.sin() - EARTH_MEAN_RADIUS_M;
        let mut table = Vec::with_capacity(ROWS * columns);
        for row in 0..ROWS {
            let zeta = 180.0 * row as f64 / (ROWS - 1) as f64;
            for column in 0..columns {
                let (gamma, alpha) = match (attitude, column) {
                    (Attitude::Sun, 0) => (90.0, 90.0),
                    (Attitude::Sun, 1) => (180.0 - zeta, 0.0),
                    (Attitude::Sun, _) => (zeta, 180.0),
                    (Attitude::Nadir, _) => (90.0, 180.0 * column as f64 / (AZIMUTHS - 1) as f64),
                };
                table.push(albedo_factor(altitude_m, zeta, gamma, alpha, NODES, EARTH_MEAN_RADIUS_M));
            }
        }
        table
    }

    /// The table of one altitude.
    pub fn at(&self, altitude_m: f64) -> Vec<f64> {
        let x = angular_radius_deg(altitude_m);
        let below = (x.floor() as usize).saturating_sub(1);
        let weights = lagrange(x - below as f64);
        let nodes = self.values.get(below - self.first.min(below)..).unwrap_or(&[]);
        let mut table = vec![0.0; nodes.first().map_or(0, Vec::len)];
        for (weight, values) in weights.iter().zip(nodes) {
            for (slot, value) in table.iter_mut().zip(values) {
                *slot += weight * value;
            }
        }
        table
    }
}

// Weights of the cubic through 0, 1, 2 and 3.
#[inline(always)]
fn lagrange(t: f64) -> [f64; 4] {
    let (a, b, c, d) = (t, t - 1.0, t - 2.0, t - 3.0);
    [-b * c * d / 6.0, a * c * d / 2.0, -a * b * d / 2.0, a * b * c / 6.0]
}

// Cell and weights of the cubic through four neighbours; at the ends the outer cell is used.
#[inline(always)]
fn cubic(x: f64, n: usize) -> (usize, [f64; 4]) {
    let first = (x as usize).saturating_sub(1).min(n - 4);
    (first, lagrange(x - first as f64))
}

/// A step of an orbit; fluxes are means over it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub duration_s: f64,
    /// Middle, from noon.
    pub angle_deg: f64,
    pub illumination: f64,
    /// Electric power per m² of array at end of life.
    pub array_w_m2: f64,
    /// Absorbed by all radiating faces, per m² of panel.
    pub absorbed_w_m2: f64,
}

/// One orbit, from noon to noon; mirror images about midnight share geometry.
#[derive(Clone, Debug, Default)]
pub struct Orbit {
    pub day: f64,
    pub beta_deg: f64,
    pub mean_illumination: f64,
    pub steps: Vec<Step>,
    // Absorbed in the mirror images of the first half.
    mirrored_w_m2: Vec<f64>,
}

impl Orbit {
    /// First step that the shadow touches; 0 where there is none.
    pub fn shadow_edge(&self) -> usize {
        self.steps.iter().position(|s| s.illumination < 1.0).unwrap_or(0)
    }
}

/// Geometry and surfaces of one draw.
pub struct Environment<'a> {
    plan: &'a OrbitPlan,
    draw: &'a Draw,
    altitude_m: f64,
    pub mean_motion_rad_s: f64,
    pub inclination_deg: f64,
    raan_rate_deg_per_day: f64,
    albedo: Vec<f64>,
    // Earth view factor of a face tilted by the angle of each row.
    view: [f64; ROWS],
    edge_on: f64,
    /// Share of the cells' output that leaves the array: packing, ageing, pointing.
    output: f64,
}

impl<'a> Environment<'a> {
    pub fn new(plan: &'a OrbitPlan, draw: &'a Draw, table: &AlbedoTable) -> Result<Self, Error> {
        let altitude_m = draw.altitude_km * 1e3;
        let (r, mu) = (EARTH_EQUATORIAL_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2);
        let inclination_deg = match plan.node {
            Node::SunSynchronous => sun_synchronous_inclination_deg(altitude_m, 0.0, J2, r, mu, TROPICAL_YEAR_DAYS),
            Node::Drifting => draw.inclination_deg,
        };
        if inclination_deg.is_nan() {
            return Err(Error::physics("altitude_km", "no sun-synchronous orbit exists this high").with_interval(
                draw.altitude_km,
                160.0,
                5974.0,
            ));
        }
        let h = (EARTH_MEAN_RADIUS_M + altitude_m) / EARTH_MEAN_RADIUS_M;
        let view = std::array::from_fn(|row| {
            let (sin_gamma, cos_gamma) = (PI * row as f64 / (ROWS - 1) as f64).sin_cos();
            view_factor(h, sin_gamma, cos_gamma)
        });
        Ok(Self {
            plan,
            draw,
            altitude_m,
            mean_motion_rad_s: mean_motion_rad_s(altitude_m, r, mu),
            inclination_deg,
            raan_rate_deg_per_day: raan_rate_deg_per_day(altitude_m, inclination_deg, 0.0, J2, r, mu),
            albedo: table.at(altitude_m),
            view,
            edge_on: view_factor(h, 1.0, 0.0),
            output: draw.array_packing * draw.array_pointing * (1.0 - draw.array_degradation_per_yr).powf(draw.station_life_years),
        })
    }

    pub fn period_s(&self) -> f64 {
        TAU / self.mean_motion_rad_s
    }

    /// sin β on a day of the year.
    fn sin_beta(&self, day: f64, sun: &sun::SunPosition) -> f64 {
        let raan_deg = match self.plan.node {
            Node::SunSynchronous => sun.mean_longitude_deg + (self.draw.ltan_mean_sun_h - 12.0) * 15.0,
            Node::Drifting => self.draw.epoch_raan_deg + self.raan_rate_deg_per_day * day,
        };
        let (sin_i, cos_i) = self.inclination_deg.to_radians().sin_cos();
        let (sin_delta, cos_delta) = sun.declination_deg.to_radians().sin_cos();
        (cos_delta * sin_i * (raan_deg - sun.right_ascension_deg).to_radians().sin() + sin_delta * cos_i).clamp(-1.0, 1.0)
    }

    /// Days of the year at which the plane comes nearest to the Sun (longest eclipse) and the Sun is farthest.
    pub fn worst_days(&self, suns: &[sun::SunPosition]) -> [f64; 2] {
        let (mut nearest, mut farthest) = ((f64::MAX, 0.0), (0.0, 0.0));
        for (index, sun) in suns.iter().enumerate() {
            let day = index as f64 + 0.5;
            let beta = self.sin_beta(day, sun).abs();
            if beta < nearest.0 {
                nearest = (beta, day);
            }
            if sun.distance_au > farthest.0 {
                farthest = (sun.distance_au, day);
            }
        }
        [nearest.1, farthest.1]
    }

    /// The orbit of a day.
    pub fn orbit(&self, day: f64, orbit: &mut Orbit) {
        let sun = sun::position(YEAR_START_DAYS + day);
        let solar = sun::flux_w_m2(sun.distance_au, self.draw.solar_constant_w_m2);
        let sin_beta = self.sin_beta(day, &sun);
        let cos_beta = (1.0 - sin_beta * sin_beta).sqrt();
        orbit.steps.clear();
        orbit.mirrored_w_m2.clear();
        (orbit.day, orbit.beta_deg) = (day, sin_beta.asin().to_degrees());
        // Edges of the shadow between noon and midnight, so that no step straddles one.
        let cone = ConicalShadow::new(self.altitude_m, EARTH_EQUATORIAL_RADIUS_M, SUN_RADIUS_M, sun.distance_au * ASTRONOMICAL_UNIT_M);
        let (first, second) = match self.plan.shadow {
            Shadow::Conical => (cone.penumbra_entry(cos_beta), cone.umbra_entry(cos_beta)),
            Shadow::Cylindrical => {
                let edge = cylinder_entry(self.altitude_m, cos_beta, EARTH_EQUATORIAL_RADIUS_M);
                (edge, edge)
            }
        };
        let (first, second) = (first.unwrap_or(PI), second.unwrap_or(PI));
        let longest = self.draw.orbit_step_s * self.mean_motion_rad_s;
        let mut plate_k = 300.0;
        for (from, to, part) in [(0.0, first, 0), (first, second, 1), (second, PI, 2)] {
            if to - from < 1e-9 {
                continue;
            }
            let steps = ((to - from) / longest).ceil().max(1.0);
            let width = (to - from) / steps;
            for step in 0..steps as usize {
                let u = from + (step as f64 + 0.5) * width;
                let (sin_u, cos_u) = u.sin_cos();
                let cos_zeta = cos_beta * cos_u;
                let nu = match part {
                    0 => 1.0,
                    2 => 0.0,
                    _ => {
                        // Three Gauss points: the mean over a step that may hold the whole penumbra.
                        let at = |offset: f64| cone.illumination(cos_beta * (u + offset * width).cos());
                        (5.0 * at(-0.387_298_334_620_741_7) + 8.0 * at(0.0) + 5.0 * at(0.387_298_334_620_741_7)) / 18.0
                    }
                };
                let place = Place { sin_beta, cos_beta, sin_u, cos_zeta, nu, solar };
                let (array, forward, backward) = self.fluxes(&place, &mut plate_k);
                orbit.steps.push(Step {
                    duration_s: width / self.mean_motion_rad_s,
                    angle_deg: u.to_degrees(),
                    illumination: nu,
                    array_w_m2: array,
                    absorbed_w_m2: forward,
                });
                orbit.mirrored_w_m2.push(backward);
            }
        }
        let mirrored: Vec<Step> = orbit
            .steps
            .iter()
            .zip(&orbit.mirrored_w_m2)
            .rev()
            .map(|(step, &absorbed_w_m2)| Step { angle_deg: 360.0 - step.angle_deg, absorbed_w_m2, ..*step })
            .collect();
        orbit.steps.extend(mirrored);
        let (mut lit_s, mut all_s) = (0.0, 0.0);
        for step in &orbit.steps {
            lit_s += step.duration_s * step.illumination;
            all_s += step.duration_s;
        }
        orbit.mean_illumination = lit_s / all_s;
    }

    /// Array power per m², and what the panel absorbs per m² at `u` and at `−u`.
    fn fluxes(&self, place: &Place, plate_k: &mut f64) -> (f64, f64, f64) {
        let d = self.draw;
        let zeta = place.cos_zeta.acos();
        let (row, weights) = cubic(zeta * ((ROWS - 1) as f64 / PI), ROWS);
        let reflected = d.albedo * place.solar;
        let direct = place.solar * place.nu;
        let (alpha, epsilon) = (d.radiator_alpha_solar_eol, d.radiator_emissivity_eol);
        let faces = self.plan.faces();
        if self.plan.attitude == Attitude::Sun {
            let [radiator, front, back] = self.by_face(row, &weights);
            let absorbed = faces * (alpha * reflected * radiator + epsilon * d.earth_ir_w_m2 * self.edge_on);
            let (front_view, back_view) = (self.view_at(PI - zeta), self.view_at(zeta));
            let heat = d.array_alpha_solar * reflected * (front + back)
                + d.earth_ir_w_m2 * (front_view * d.array_emissivity_front + back_view * d.array_emissivity_back);
            return (self.array_power(direct, heat, plate_k), absorbed, absorbed);
        }
        // Horizontal part of the Sun: −cos β sin u along the flight direction, sin β along the angular momentum.
        let along = place.cos_beta * place.sin_u;
        let level = (place.sin_beta * place.sin_beta + along * along).sqrt().max(1e-12);
        let towards = (place.sin_beta.abs() / level).clamp(-1.0, 1.0).acos();
        let front = self.by_azimuth(row, &weights, towards) + self.by_azimuth(row, &weights, PI - towards);
        let heat =
            d.array_alpha_solar * reflected * front + d.earth_ir_w_m2 * self.edge_on * (d.array_emissivity_front + d.array_emissivity_back);
        let array = self.array_power(direct * place.sin_beta.abs(), heat, plate_k);
        // In the first half of the orbit the Sun stands behind, on the face that looks against the flight direction.
        let azimuth = (along / level).clamp(-1.0, 1.0).acos();
        let (lit, dark) = (self.by_azimuth(row, &weights, azimuth), self.by_azimuth(row, &weights, PI - azimuth));
        let infrared = epsilon * d.earth_ir_w_m2 * self.edge_on;
        let behind = alpha * (direct * along.max(0.0) + reflected * lit) + infrared;
        let ahead = alpha * reflected * dark + infrared;
        if self.plan.radiator == Radiator::OneFace { (array, behind, ahead) } else { (array, behind + ahead, behind + ahead) }
    }

    #[inline]
    fn by_face(&self, row: usize, weights: &[f64; 4]) -> [f64; FACES] {
        let mut factors = [0.0; FACES];
        for (weight, faces) in weights.iter().zip(self.albedo.get(row * FACES..).unwrap_or(&[]).chunks_exact(FACES)) {
            for (factor, value) in factors.iter_mut().zip(faces) {
                *factor += weight * value;
            }
        }
        factors.map(|factor| factor.max(0.0))
    }

    fn by_azimuth(&self, row: usize, weights: &[f64; 4], azimuth: f64) -> f64 {
        let (column, across) = cubic(azimuth * ((AZIMUTHS - 1) as f64 / PI), AZIMUTHS);
        let mut factor = 0.0;
        for (weight, line) in weights.iter().zip(self.albedo.get(row * AZIMUTHS..).unwrap_or(&[]).chunks_exact(AZIMUTHS)) {
            for (share, value) in across.iter().zip(line.get(column..).unwrap_or(&[])) {
                factor += weight * share * value;
            }
        }
        factor.max(0.0)
    }

    #[inline]
    fn view_at(&self, tilt: f64) -> f64 {
        let (row, weights) = cubic(tilt * ((ROWS - 1) as f64 / PI), ROWS);
        let values = self.view.get(row..).unwrap_or(&[]);
        weights.iter().zip(values).map(|(weight, value)| weight * value).sum::<f64>().max(0.0)
    }

    // (ε_f + ε_b) σ T⁴ = q (α − k η(T)) + heat: the electricity k η q leaves the plate.
    #[inline]
    fn array_power(&self, direct: f64, heat: f64, plate_k: &mut f64) -> f64 {
        if direct <= 0.0 {
            return 0.0;
        }
        let d = self.draw;
        let rated = direct * self.output * d.cell_efficiency_bol;
        let slope = rated * d.cell_temperature_coefficient_per_k;
        let a = (d.array_emissivity_front + d.array_emissivity_back) * SIGMA;
        let c = direct * d.array_alpha_solar + heat - rated + slope * REFERENCE_K;
        // The step before is within a kelvin: three rounds of Newton reach the last digit.
        let mut t = *plate_k;
        let mut step = f64::INFINITY;
        for _ in 0..4 {
            let cube = t * t * t;
            step = (a * cube * t + slope * t - c) / (4.0 * a * cube + slope);
            t -= step;
        }
        if step.is_nan() || step.abs() > 1e-9 * t || t <= 0.0 {
            t = plate_temperature_k(a, slope, c);
        }
        *plate_k = if t.is_finite() { t } else { 300.0 };
        (rated + slope * (t - REFERENCE_K)).max(0.0)
    }
}

struct Place {
    sin_beta: f64,
    cos_beta: f64,
    sin_u: f64,
    cos_zeta: f64,
    nu: f64,
    solar: f64,
}

/// The Sun at noon of every day of the year.
pub fn suns() -> Vec<sun::SunPosition> {
    (0..YEAR_DAYS as usize).map(|day| sun::position(YEAR_START_DAYS + day as f64 + 0.5)).collect()
}

/// Days whose orbit is computed: the middles of equal parts of the year.
pub fn sample_days(samples: f64, mean_motion_rad_s: f64) -> impl Iterator<Item = f64> + Clone {
    let every_orbit = YEAR_DAYS * DAY_S * mean_motion_rad_s / TAU;
    let n = if samples >= 1.0 { samples.round() } else { every_orbit.round() } as usize;
    (0..n).map(move |k| (k as f64 + 0.5) / n as f64 * YEAR_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_albedo_factors_agrees_with_the_integral() {
        let mut worst: f64 = 0.0;
        for (low, high) in [(650.0, 650.0), (500.0, 1400.0), (300.0, 20_000.0)] {
            let draws = [draw_at(low), draw_at(high)];
            let table = AlbedoTable::new(Attitude::Sun, &draws);
            for share in [0.0, 0.3, 0.77, 1.0] {
                let altitude_m = 1e3 * (low + share * (high - low));
                let values = table.at(altitude_m);
                for i in 0..200 {
                    let zeta = PI * (i as f64 + 0.37) / 200.0;
                    let (row, weights) = cubic(zeta * ((ROWS - 1) as f64 / PI), ROWS);
                    for face in 0..FACES {
                        let got: f64 = (0..4).map(|k| weights[k] * values[(row + k) * FACES + face]).sum();
                        let degrees = zeta.to_degrees();
                        let (gamma, alpha) = [(90.0, 90.0), (180.0 - degrees, 0.0), (degrees, 180.0)][face];
                        let want = albedo_factor(altitude_m, degrees, gamma, alpha, 200.0, EARTH_MEAN_RADIUS_M);
                        worst = worst.max((got - want).abs());
                    }
                }
            }
        }
        assert!(worst < 5e-4, "{worst}");
    }

    fn draw_at(altitude_km: f64) -> Draw {
        let columns = crate::batch::Columns {
            names: super::super::PARAMETERS.iter().map(|n| (*n).to_owned()).collect(),
            n_draws: 1,
            values: super::super::PARAMETERS.iter().map(|n| if *n == "altitude_km" { altitude_km } else { 1.0 }).collect(),
        };
        match Draw::load(&columns) {
            Ok(draws) => draws[0],
            Err(error) => unreachable!("{error}"),
        }
    }
}
