//! Radiation effects (I): dose behind a shield, upsets of a chip and of a cluster.

/// Altitudes of the built-in dose trend [m] and its dose behind 2 mm of aluminium [rad(Si)/yr]:
/// catalogue of spacedc-mdao 0.4.2, one to two orders uncertain.
const TREND: [(f64, f64); 7] =
    [(300e3, 300.0), (500e3, 600.0), (650e3, 1e3), (800e3, 2e3), (1000e3, 5e3), (1500e3, 30e3), (2000e3, 80e3)];

/// Shield depth [mm Al] and dose over that behind 2 mm: 10 mm is arXiv:2511.19468 (150 rad/yr at 650 km); 20 mm the lower
/// bound of the parameter `dose_rate` (100 rad/yr), since protons go through where electrons do not.
const DEPTHS: [(f64, f64); 3] = [(2.0, 1.0), (10.0, 0.15), (20.0, 0.10)];

/// ln y at x between the points of a table, linear; NaN outside.
fn log_linear(table: &[(f64, f64)], x: f64) -> f64 {
    for pair in table.windows(2) {
        match *pair {
            [(x0, y0), (x1, y1)] if (x0..=x1).contains(&x) => return y0.ln() + (y1.ln() - y0.ln()) * (x - x0) / (x1 - x0),
            _ => {}
        }
    }
    f64::NAN
}

/// Dose of the built-in coarse trend [rad(Si)/yr]; it knows no inclination. NaN outside 300–2,000 km and 2–20 mm.
pub fn trend_dose_rate_rad_per_yr(altitude_m: f64, shield_depth_mm: f64) -> f64 {
    (log_linear(&TREND, altitude_m) + log_linear(&DEPTHS, shield_depth_mm)).exp()
}

/// Events of one chip [1/yr]: `Ḋ/D_event`.
pub fn events_per_chip_yr(dose_rate_rad_per_yr: f64, dose_per_event_rad: f64) -> f64 {
    dose_rate_rad_per_yr / dose_per_event_rad
}

/// Operations between two events of a chip: `year · rate_of_work/events`.
pub fn operations_per_event(events_per_chip_yr: f64, operations_per_s: f64, year_s: f64) -> f64 {
    year_s * operations_per_s / events_per_chip_yr
}

/// Cross section of an event [cm² per chip]: `σ = 1/(φ1 D_event)`.
pub fn event_cross_section_cm2(dose_per_event_rad: f64, fluence_per_cm2_rad: f64) -> f64 {
    1.0 / (fluence_per_cm2_rad * dose_per_event_rad)
}

/// Mean time between events of a cluster [s]: `year D_event/(Ḋ N)`.
pub fn mean_time_between_events_s(chips: f64, dose_rate_rad_per_yr: f64, dose_per_event_rad: f64, year_s: f64) -> f64 {
    year_s * dose_per_event_rad / (dose_rate_rad_per_yr * chips)
}

crate::kernels! {
    trend_dose_rate_rad_per_yr(altitude_m, shield_depth_mm) -> f64;
    events_per_chip_yr(dose_rate_rad_per_yr, dose_per_event_rad) -> f64;
    operations_per_event(events_per_chip_yr, operations_per_s, year_s) -> f64;
    event_cross_section_cm2(dose_per_event_rad, fluence_per_cm2_rad) -> f64;
    mean_time_between_events_s(chips, dose_rate_rad_per_yr, dose_per_event_rad, year_s) -> f64;
}
