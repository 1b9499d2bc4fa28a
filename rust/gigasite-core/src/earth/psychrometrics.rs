//! Psychrometrics (T03): moist air as a mixture of ideal gases.
//!
//! ASHRAE Handbook Fundamentals, chapter 1; Hyland and Wexler 1983 for the saturation pressure. Pressures in Pa,
//! temperatures in °C, humidity ratios in kg of water per kg of dry air, enthalpies in J per kg of dry air.

use crate::constants::{STANDARD_PRESSURE_PA, ZERO_CELSIUS_K};

/// Ratio of the molar masses of water and dry air.
const MOLAR_MASS_RATIO: f64 = 0.621945;
/// Below it the saturation pressure is that over ice [°C].
const TRIPLE_POINT_C: f64 = 0.01;
/// Roots are closed to this [K].
const TOLERANCE_K: f64 = 1e-7;
/// Humidity ratio that stands for air without water where a dew point is needed.
const DRY_AIR_HUMIDITY_RATIO: f64 = 1e-7;

const ICE: [f64; 7] = [-5.6745359e3, 6.3925247, -9.677843e-3, 6.2215701e-7, 2.0747825e-9, -9.484024e-13, 4.1635019];
const WATER: [f64; 7] = [-5.8002206e3, 1.3914993, -4.8640239e-2, 4.1764768e-5, -1.4452093e-8, 0.0, 6.5459673];

/// `ln p_ws = C1/T + C2 + C3 T + C4 T² + C5 T³ + C6 T⁴ + C7 ln T` and its derivative [1/K].
#[inline(always)]
fn ln_saturation(temperature_c: f64) -> (f64, f64) {
    let c = if temperature_c < TRIPLE_POINT_C { &ICE } else { &WATER };
    let t = temperature_c + ZERO_CELSIUS_K;
    let value = c[0] / t + c[1] + t * (c[2] + t * (c[3] + t * (c[4] + t * c[5]))) + c[6] * t.ln();
    let slope = -c[0] / (t * t) + c[2] + t * (2.0 * c[3] + t * (3.0 * c[4] + t * 4.0 * c[5])) + c[6] / t;
    (value, slope)
}

/// Saturation pressure of water vapour over ice below 0.01 °C, over water above [Pa].
#[inline(always)]
pub fn saturation_pressure_pa(temperature_c: f64) -> f64 {
    ln_saturation(temperature_c).0.exp()
}

/// `W = 0.621945 p_w/(p − p_w)`.
#[inline(always)]
fn ratio_of_vapour(vapour_pa: f64, pressure_pa: f64) -> f64 {
    MOLAR_MASS_RATIO * vapour_pa / (pressure_pa - vapour_pa)
}

/// `p_w = p W/(0.621945 + W)`.
#[inline(always)]
fn vapour_pressure_pa(humidity_ratio: f64, pressure_pa: f64) -> f64 {
    pressure_pa * humidity_ratio / (MOLAR_MASS_RATIO + humidity_ratio)
}

/// `W` at `p_w = RH p_ws(t)`.
#[inline(always)]
pub fn humidity_ratio(dry_bulb_c: f64, relative_humidity: f64, pressure_pa: f64) -> f64 {
    ratio_of_vapour(relative_humidity * saturation_pressure_pa(dry_bulb_c), pressure_pa)
}

/// `W` of saturated air at the dew point.
#[inline(always)]
pub fn humidity_ratio_from_dew_point(dew_point_c: f64, pressure_pa: f64) -> f64 {
    ratio_of_vapour(saturation_pressure_pa(dew_point_c), pressure_pa)
}

/// `W` from the wet bulb, by the energy balance of adiabatic saturation; negative where no air can be so dry.
///
/// ```text
/// W = [(2501 − 2.326 t*) W_s* − 1.006 (t − t*)]/(2501 + 1.86 t − 4.186 t*)        t* ≥ 0
/// W = [(2830 − 0.24 t*) W_s* − 1.006 (t − t*)]/(2830 + 1.86 t − 2.1 t*)           t* < 0
/// ```
#[inline(always)]
pub fn humidity_ratio_from_wet_bulb(dry_bulb_c: f64, wet_bulb_c: f64, pressure_pa: f64) -> f64 {
    balance(dry_bulb_c, wet_bulb_c, pressure_pa, wet_bulb_c >= 0.0).0
}

/// The balance above on the water (`liquid`) or the ice branch, and its derivative in t*.
#[inline(always)]
fn balance(t: f64, wet: f64, pressure_pa: f64, liquid: bool) -> (f64, f64) {
    let (ln_p, dln_p) = ln_saturation(wet);
    let p_ws = ln_p.exp();
    let w_s = ratio_of_vapour(p_ws, pressure_pa);
    let dw_s = w_s * dln_p * pressure_pa / (pressure_pa - p_ws);
    let (l0, l1, c) = if liquid { (2501.0, 2.326, 4.186) } else { (2830.0, 0.24, 2.1) };
    let below = l0 + 1.86 * t - c * wet;
    let w = ((l0 - l1 * wet) * w_s - 1.006 * (t - wet)) / below;
    let dw = ((l0 - l1 * wet) * dw_s - l1 * w_s + 1.006 + c * w) / below;
    (w, dw)
}

/// `RH = p_w/p_ws`.
#[inline(always)]
pub fn relative_humidity(dry_bulb_c: f64, humidity_ratio: f64, pressure_pa: f64) -> f64 {
    vapour_pressure_pa(humidity_ratio, pressure_pa) / saturation_pressure_pa(dry_bulb_c)
}

/// `RH = p_ws(t_d)/p_ws(t)`.
#[inline(always)]
pub fn relative_humidity_from_dew_point(dry_bulb_c: f64, dew_point_c: f64) -> f64 {
    (ln_saturation(dew_point_c).0 - ln_saturation(dry_bulb_c).0).exp()
}

/// Root of a rising function in a bracket: Newton steps, halving where a step leaves the bracket.
#[inline(always)]
pub(crate) fn rising_root(mut low: f64, mut high: f64, start: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut x = if start > low && start < high { start } else { 0.5 * (low + high) };
    for _ in 0..100 {
        let (value, slope) = f(x);
        if value > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - value / slope;
        // A short step has squared its error; a root that is met exactly is an end of the bracket by then.
        if (newton - x).abs() < TOLERANCE_K {
            return newton;
        }
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if high - low < TOLERANCE_K {
            return next;
        }
        x = next;
    }
    x
}

/// Temperature at which the vapour pressure is that of saturation [°C]; NaN without vapour.
fn saturation_temperature_c(vapour_pa: f64) -> f64 {
    if vapour_pa <= 0.0 || vapour_pa.is_nan() {
        return f64::NAN;
    }
    let target = vapour_pa.ln();
    // First guess by the Magnus formula (Alduchov and Eskridge 1996).
    let m = target - 610.94_f64.ln();
    let guess = 243.04 * m / (17.625 - m);
    rising_root(-150.0, 250.0, guess, |t| {
        let (value, slope) = ln_saturation(t);
        (value - target, slope)
    })
}

/// Dew point [°C] from `p_ws(t_d) = RH p_ws(t)`; NaN for air without water.
pub fn dew_point_c(dry_bulb_c: f64, relative_humidity: f64) -> f64 {
    let dew = saturation_temperature_c(relative_humidity * saturation_pressure_pa(dry_bulb_c));
    if dew > dry_bulb_c { dry_bulb_c } else { dew }
}

/// Wet bulb [°C] from dry bulb and humidity ratio: the root of [`humidity_ratio_from_wet_bulb`] between dew point and dry bulb.
///
/// The two branches do not meet at 0 °C: over 0.3 K on both sides the wick may be iced or wet, and both roots hold.
/// Halving the bracket until it lies on one side chooses as the reference programs do.
fn wet_bulb_of_ratio(dry_bulb_c: f64, humidity_ratio: f64, pressure_pa: f64) -> f64 {
    let vapour = vapour_pressure_pa(humidity_ratio.max(DRY_AIR_HUMIDITY_RATIO), pressure_pa);
    let mut low = saturation_temperature_c(vapour).min(dry_bulb_c);
    let mut high = dry_bulb_c;
    while low < 0.0 && high >= 0.0 && high - low > TOLERANCE_K {
        let middle = 0.5 * (low + high);
        if humidity_ratio_from_wet_bulb(dry_bulb_c, middle, pressure_pa) > humidity_ratio {
            high = middle;
        } else {
            low = middle;
        }
    }
    let liquid = high > 0.0 && low >= 0.0;
    rising_root(low, high, 0.5 * (low + high), |t| {
        let (w, slope) = balance(dry_bulb_c, t, pressure_pa, liquid);
        (w - humidity_ratio, slope)
    })
}

/// Wet bulb [°C].
pub fn wet_bulb_c(dry_bulb_c: f64, relative_humidity: f64, pressure_pa: f64) -> f64 {
    if relative_humidity >= 1.0 {
        return dry_bulb_c;
    }
    wet_bulb_of_ratio(dry_bulb_c, humidity_ratio(dry_bulb_c, relative_humidity, pressure_pa), pressure_pa)
}

/// `h = 1006 t + W (2501000 + 1860 t)` [J/kg dry air].
#[inline(always)]
pub fn enthalpy_j_kg(dry_bulb_c: f64, humidity_ratio: f64) -> f64 {
    1006.0 * dry_bulb_c + humidity_ratio * (2_501_000.0 + 1860.0 * dry_bulb_c)
}

/// Enthalpy of saturated air [J/kg dry air] and its derivative [J/kg/K].
#[inline(always)]
pub fn saturated_enthalpy(temperature_c: f64, pressure_pa: f64) -> (f64, f64) {
    let (ln_p, dln_p) = ln_saturation(temperature_c);
    let p_ws = ln_p.exp();
    let w = ratio_of_vapour(p_ws, pressure_pa);
    let dw = w * dln_p * pressure_pa / (pressure_pa - p_ws);
    (enthalpy_j_kg(temperature_c, w), 1006.0 + 1860.0 * w + dw * (2_501_000.0 + 1860.0 * temperature_c))
}

/// `v = 287.042 T (1 + 1.607858 W)/p` [m³/kg dry air].
#[inline(always)]
pub fn specific_volume_m3_kg(dry_bulb_c: f64, humidity_ratio: f64, pressure_pa: f64) -> f64 {
    287.042 * (dry_bulb_c + ZERO_CELSIUS_K) * (1.0 + 1.607858 * humidity_ratio) / pressure_pa
}

/// `ρ = (1 + W)/v` [kg moist air/m³].
#[inline(always)]
pub fn density_kg_m3(dry_bulb_c: f64, humidity_ratio: f64, pressure_pa: f64) -> f64 {
    (1.0 + humidity_ratio) / specific_volume_m3_kg(dry_bulb_c, humidity_ratio, pressure_pa)
}

/// `c_p = (1006 + 1860 W)/(1 + W)` [J/(kg moist air·K)].
#[inline(always)]
pub fn specific_heat_j_kg_k(humidity_ratio: f64) -> f64 {
    (1006.0 + 1860.0 * humidity_ratio) / (1.0 + humidity_ratio)
}

/// `p(z) = 101325 (1 − 2.25577e-5 z)^5.2559` [Pa].
pub fn standard_pressure_pa(altitude_m: f64) -> f64 {
    STANDARD_PRESSURE_PA * (1.0 - 2.25577e-5 * altitude_m).powf(5.2559)
}

crate::record! {
    /// State of moist air.
    pub struct MoistAir { humidity_ratio, wet_bulb_c, dew_point_c, enthalpy_j_kg, specific_volume_m3_kg }
}

/// All of the above in one pass.
pub fn state(dry_bulb_c: f64, relative_humidity: f64, pressure_pa: f64) -> MoistAir {
    let w = humidity_ratio(dry_bulb_c, relative_humidity, pressure_pa);
    MoistAir {
        humidity_ratio: w,
        wet_bulb_c: wet_bulb_c(dry_bulb_c, relative_humidity, pressure_pa),
        dew_point_c: dew_point_c(dry_bulb_c, relative_humidity),
        enthalpy_j_kg: enthalpy_j_kg(dry_bulb_c, w),
        specific_volume_m3_kg: specific_volume_m3_kg(dry_bulb_c, w, pressure_pa),
    }
}

crate::kernels! {
    saturation_pressure_pa(temperature_c) -> f64;
    humidity_ratio(dry_bulb_c, relative_humidity, pressure_pa) -> f64;
    humidity_ratio_from_wet_bulb(dry_bulb_c, wet_bulb_c, pressure_pa) -> f64;
    humidity_ratio_from_dew_point(dew_point_c, pressure_pa) -> f64;
    relative_humidity(dry_bulb_c, humidity_ratio, pressure_pa) -> f64;
    relative_humidity_from_dew_point(dry_bulb_c, dew_point_c) -> f64;
    wet_bulb_c(dry_bulb_c, relative_humidity, pressure_pa) -> f64;
    dew_point_c(dry_bulb_c, relative_humidity) -> f64;
    enthalpy_j_kg(dry_bulb_c, humidity_ratio) -> f64;
    specific_volume_m3_kg(dry_bulb_c, humidity_ratio, pressure_pa) -> f64;
    density_kg_m3(dry_bulb_c, humidity_ratio, pressure_pa) -> f64;
    specific_heat_j_kg_k(humidity_ratio) -> f64;
    standard_pressure_pa(altitude_m) -> f64;
    state(dry_bulb_c, relative_humidity, pressure_pa) -> MoistAir;
}
