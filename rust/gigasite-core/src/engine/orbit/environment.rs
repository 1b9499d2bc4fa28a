//! What reaches a satellite around its orbit: array power per m² and heat absorbed per m² of radiator panel, step by step.

use super::lot::{LANES, Steps, Suns};
use super::parameters::{Attitude, Draw, Node, OrbitPlan, Radiator, Shadow};
use crate::constants::{
    EARTH_EQUATORIAL_RADIUS_M, EARTH_MEAN_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2, J2, STEFAN_BOLTZMANN_W_M2_K4, TROPICAL_YEAR_DAYS,
};
use crate::error::Error;
use crate::lanes::Width;
use crate::math::{acos, max, sin_cos_of_turns};
use crate::space::orbit::{mean_motion_rad_s, raan_rate_deg_per_day, sun_synchronous_inclination_deg};
use crate::space::solar_array::plate_temperature_k;
use crate::space::sun;
use crate::space::thermal_environment::{albedo_factor, view_factor};
use crate::widths;
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
/// Columns of what depends on the zenith angle alone; three are used, four are one vector.
const COLUMNS: usize = 4;
/// Rows per radian.
const PER_RADIAN: f64 = (ROWS - 1) as f64 / PI;
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

/// Geometry and surfaces of one draw.
pub struct Environment<'a> {
    plan: &'a OrbitPlan,
    draw: &'a Draw,
    pub altitude_m: f64,
    pub mean_motion_rad_s: f64,
    pub inclination_deg: f64,
    raan_rate_deg_per_day: f64,
    albedo: Vec<f64>,
    tracking: Box<[[f64; COLUMNS]; ROWS]>,
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
        let albedo = table.at(altitude_m);
        let tracking = Self::tracking(draw, &albedo, &view);
        Ok(Self {
            plan,
            draw,
            altitude_m,
            mean_motion_rad_s: mean_motion_rad_s(altitude_m, r, mu),
            inclination_deg,
            raan_rate_deg_per_day: raan_rate_deg_per_day(altitude_m, inclination_deg, 0.0, J2, r, mu),
            albedo,
            tracking,
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

    /// The Sun of a day: its place, its flux and sin β.
    pub fn sun(&self, day: f64) -> (sun::SunPosition, f64, f64) {
        let sun = sun::position(YEAR_START_DAYS + day);
        let solar = sun::flux_w_m2(sun.distance_au, self.draw.solar_constant_w_m2);
        let sin_beta = self.sin_beta(day, &sun);
        (sun, solar, sin_beta)
    }

    pub fn attitude(&self) -> Attitude {
        self.plan.attitude
    }

    pub fn shadow(&self) -> Shadow {
        self.plan.shadow
    }

    /// Longest step [rad].
    pub fn step_rad(&self) -> f64 {
        self.draw.orbit_step_s * self.mean_motion_rad_s
    }

    /// What depends on the solar zenith angle alone where the array tracks the Sun: albedo factor of a radiator face, of both sides
    /// of the array, and the infrared of the Earth that the array takes in.
    fn tracking(draw: &Draw, albedo: &[f64], view: &[f64; ROWS]) -> Box<[[f64; COLUMNS]; ROWS]> {
        let mut rows = Box::new([[0.0; COLUMNS]; ROWS]);
        for (row, columns) in rows.iter_mut().enumerate() {
            if let [radiator, front, back] = *albedo.get(row * FACES..(row + 1) * FACES).unwrap_or(&[]) {
                // The front looks at π − ζ from nadir, the back at ζ.
                let infrared = view[ROWS - 1 - row] * draw.array_emissivity_front + view[row] * draw.array_emissivity_back;
                *columns = [radiator, front + back, draw.earth_ir_w_m2 * infrared, 0.0];
            }
        }
        rows
    }

    /// Array power per m² and what the panel absorbs, of a satellite whose array tracks the Sun.
    pub fn light_of_tracking(&self, width: Width, suns: &Suns, turns: &[[f64; LANES]], steps: &mut [Steps]) {
        let d = self.draw;
        let surfaces = Surfaces {
            by_albedo: self.plan.faces() * d.radiator_alpha_solar_eol * d.albedo,
            infrared: self.plan.faces() * d.radiator_emissivity_eol * d.earth_ir_w_m2 * self.edge_on,
            array_by_albedo: d.array_alpha_solar * d.albedo,
            rated: self.output * d.cell_efficiency_bol,
            per_k: d.cell_temperature_coefficient_per_k,
            absorptivity: d.array_alpha_solar,
            emission: (d.array_emissivity_front + d.array_emissivity_back) * SIGMA,
        };
        light(width, &surfaces, &self.tracking, suns, turns, steps);
    }

    /// Array power per m², and what the panel absorbs per m² at `u` and at `−u`, of a fixed array.
    pub fn fluxes(&self, place: &Place, plate_k: &mut f64) -> (f64, f64, f64) {
        let d = self.draw;
        let zeta = place.cos_zeta.acos();
        let (row, weights) = cubic(zeta * PER_RADIAN, ROWS);
        let reflected = d.albedo * place.solar;
        let direct = place.solar * place.nu;
        let (alpha, epsilon) = (d.radiator_alpha_solar_eol, d.radiator_emissivity_eol);
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
        let (mut t, mut step) = (*plate_k, f64::INFINITY);
        for _ in 0..4 {
            step = plate_change(a, slope, c, t);
            t -= step;
        }
        let t = settled(t, step, a, slope, c);
        *plate_k = if t.is_finite() { t } else { 300.0 };
        (rated + slope * (t - REFERENCE_K)).max(0.0)
    }
}

/// Newton on the balance of the array plate, `a T⁴ + b T = c`: what to take from T. The step before is within a kelvin or so.
#[inline(always)]
fn plate_change(a: f64, b: f64, c: f64, t: f64) -> f64 {
    let cube = t * t * t;
    (a * cube * t + b * t - c) / (4.0 * a * cube + b)
}

/// A last change of 1e-6 T leaves an error of 1e-12 T.
#[inline(always)]
fn at_rest(t: f64, change: f64) -> bool {
    change.abs() <= 1e-6 * t
}

/// The root from afar where Newton has not come to rest.
#[inline(always)]
fn settled(t: f64, change: f64, a: f64, b: f64, c: f64) -> f64 {
    if at_rest(t, change) { t } else { plate_temperature_k(a, b, c) }
}

/// Surfaces of a satellite whose array tracks the Sun: heat of the panel over the albedo factor and the Sun's flux, and by infrared;
/// heat of the array likewise; power at rated temperature over the flux, its relative change per K, absorptivity, emission over T⁴.
struct Surfaces {
    by_albedo: f64,
    infrared: f64,
    array_by_albedo: f64,
    rated: f64,
    per_k: f64,
    absorptivity: f64,
    emission: f64,
}

widths! {
fn light[](surfaces: &Surfaces, rows: &[[f64; COLUMNS]; ROWS], suns: &Suns, turns: &[[f64; LANES]], steps: &mut [Steps]) => light_of_steps;
}

#[inline(always)]
fn light_of_steps(surfaces: &Surfaces, rows: &[[f64; COLUMNS]; ROWS], suns: &Suns, turns: &[[f64; LANES]], steps: &mut [Steps]) {
    // Temperature of the plate one and two steps before: from afar to the last digit, then from one step on to the next.
    let (mut plate_k, mut before_k) = ([300.0; LANES], [300.0; LANES]);
    let mut rounds = 6;
    for (s, turns) in steps.iter_mut().zip(turns) {
        let (mut x, mut shares) = ([0.0; LANES], [[0.0; LANES]; 4]);
        for lane in 0..LANES {
            let (_, cosine) = sin_cos_of_turns(turns[lane]);
            x[lane] = acos(suns.cos_beta[lane] * cosine) * PER_RADIAN;
        }
        let mut cells = [0; LANES];
        let mut from = [0.0; LANES];
        for lane in 0..LANES {
            cells[lane] = (x[lane] as usize).saturating_sub(1).min(ROWS - 4);
            from[lane] = cells[lane] as f64;
        }
        for lane in 0..LANES {
            let weights = lagrange(x[lane] - from[lane]);
            for k in 0..4 {
                shares[k][lane] = weights[k];
            }
        }
        let mut found = [[0.0; LANES]; COLUMNS];
        for lane in 0..LANES {
            let cell = cells[lane];
            let (a, b, c, d) = (&rows[cell], &rows[cell + 1], &rows[cell + 2], &rows[cell + 3]);
            let [w, x, y, z] = [shares[0][lane], shares[1][lane], shares[2][lane], shares[3][lane]];
            for column in 0..COLUMNS {
                found[column][lane] = w * a[column] + x * b[column] + y * c[column] + z * d[column];
            }
        }
        let [radiator, sides, infrared, _] = &found;
        for lane in 0..LANES {
            let absorbed = surfaces.by_albedo * suns.solar[lane] * max(radiator[lane], 0.0) + surfaces.infrared;
            s.absorbed_w_m2[lane] = if s.duration_s[lane] > 0.0 { absorbed } else { 0.0 };
        }
        let mut brightest = 0.0;
        for lane in 0..LANES {
            brightest = max(s.illumination[lane], brightest);
        }
        if brightest <= 0.0 {
            continue;
        }
        let (mut rated, mut c, mut last) = ([0.0; LANES], [0.0; LANES], [f64::INFINITY; LANES]);
        for lane in 0..LANES {
            let direct = suns.solar[lane] * s.illumination[lane];
            let heat = surfaces.array_by_albedo * suns.solar[lane] * max(sides[lane], 0.0) + max(infrared[lane], 0.0);
            rated[lane] = direct * surfaces.rated;
            c[lane] = direct * surfaces.absorptivity + heat - rated[lane] + rated[lane] * surfaces.per_k * REFERENCE_K;
        }
        let mut t = [0.0; LANES];
        for lane in 0..LANES {
            t[lane] = 2.0 * plate_k[lane] - before_k[lane];
        }
        for _ in 0..rounds {
            for lane in 0..LANES {
                last[lane] = plate_change(surfaces.emission, rated[lane] * surfaces.per_k, c[lane], t[lane]);
                t[lane] -= last[lane];
            }
        }
        let mut restless = 0.0;
        for lane in 0..LANES {
            restless += if rated[lane] > 0.0 && !at_rest(t[lane], last[lane]) { 1.0 } else { 0.0 };
        }
        if restless > 0.0 {
            for lane in 0..LANES {
                t[lane] = settled(t[lane], last[lane], surfaces.emission, rated[lane] * surfaces.per_k, c[lane]);
            }
        }
        for lane in 0..LANES {
            // Lanes without a step of their own have no light.
            let lit = rated[lane] > 0.0;
            let warm = if t[lane] > 0.0 { t[lane] } else { 300.0 };
            let now_k = if lit { warm } else { plate_k[lane] };
            before_k[lane] = if lit && rounds == 2 { plate_k[lane] } else { now_k };
            plate_k[lane] = now_k;
            let power = max(rated[lane] + rated[lane] * surfaces.per_k * (t[lane] - REFERENCE_K), 0.0);
            s.array_w_m2[lane] = if lit { power } else { 0.0 };
        }
        rounds = 2;
    }
}

/// A place on an orbit.
pub struct Place {
    pub sin_beta: f64,
    pub cos_beta: f64,
    pub sin_u: f64,
    pub cos_zeta: f64,
    pub nu: f64,
    pub solar: f64,
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
