//! Heat pump (T13): what lifting waste heat to a network costs in electricity.

use crate::constants::ZERO_CELSIUS_K;

/// Logarithmic mean of two absolute temperatures [K]: `(a − b)/ln(a/b)`, the value itself without glide.
#[inline(always)]
pub fn log_mean_k(a_k: f64, b_k: f64) -> f64 {
    // With x = (a − b)/(a + b): T̄ = (a + b)/2 · x/artanh(x). The series is exact to rounding for glides up to a third of
    // the temperature, needs no logarithm and has no 0/0 at equal ends.
    let x = (a_k - b_k) / (a_k + b_k);
    let y = x * x;
    let mean = 0.5 * (a_k + b_k);
    if y < 0.0225 {
        let artanh_over_x = 1.0
            + y * (1.0 / 3.0
                + y * (1.0 / 5.0
                    + y * (1.0 / 7.0
                        + y * (1.0 / 9.0 + y * (1.0 / 11.0 + y * (1.0 / 13.0 + y * (1.0 / 15.0 + y * (1.0 / 17.0 + y / 19.0))))))));
        mean / artanh_over_x
    } else {
        (a_k - b_k) / (a_k / b_k).ln()
    }
}

crate::record! {
    /// The two mean temperatures between which a heat pump with gliding sides works.
    pub struct MeanTemperatures {
        /// Log-mean temperature of the sink [K].
        sink_k,
        /// Sink minus source [K].
        lift_k,
    }
}

/// Log-mean temperature of the sink and lift above that of the source [K].
#[inline(always)]
pub fn mean_temperatures(source_in_c: f64, source_out_c: f64, sink_in_c: f64, sink_out_c: f64) -> MeanTemperatures {
    let source_k = log_mean_k(source_in_c + ZERO_CELSIUS_K, source_out_c + ZERO_CELSIUS_K);
    let sink_k = log_mean_k(sink_out_c + ZERO_CELSIUS_K, sink_in_c + ZERO_CELSIUS_K);
    MeanTemperatures { sink_k, lift_k: sink_k - source_k }
}

/// Largest heating coefficient between two gliding streams: `COP_h = T̄_k/(T̄_k − T̄_s)`.
///
/// Lorenz 1894, *Zeitschrift für die gesammte Kälte-Industrie* 1. NaN without a lift.
#[inline(always)]
pub fn lorenz_cop(source_in_c: f64, source_out_c: f64, sink_in_c: f64, sink_out_c: f64) -> f64 {
    let means = mean_temperatures(source_in_c, source_out_c, sink_in_c, sink_out_c);
    if means.lift_k > 0.0 { means.sink_k / means.lift_k } else { f64::NAN }
}

/// Heating coefficient between two constant temperatures, each exchanger with a pinch:
/// `COP_h = (T_k + pinch)/((T_k + pinch) − (T_s − pinch))`. NaN without a lift.
#[inline(always)]
pub fn carnot_cop(source_c: f64, sink_c: f64, pinch_k: f64) -> f64 {
    let lift_k = sink_c - source_c + 2.0 * pinch_k;
    if lift_k > 0.0 { (sink_c + ZERO_CELSIUS_K + pinch_k) / lift_k } else { f64::NAN }
}

/// Heating coefficient of a machine: `COP_h = η_L T̄_k/(T̄_k − T̄_s)`.
#[inline(always)]
pub fn heating_cop(source_in_c: f64, source_out_c: f64, sink_in_c: f64, sink_out_c: f64, lorenz_efficiency: f64) -> f64 {
    lorenz_efficiency * lorenz_cop(source_in_c, source_out_c, sink_in_c, sink_out_c)
}

crate::record! {
    /// Heat and power of a heat pump.
    pub struct HeatPumpBalance {
        /// Heat given to the sink, Q_h [MW].
        heat_mw,
        /// Electric power, P_el [MW].
        electric_mw,
        /// Heat taken from the source, Q_c [MW].
        source_mw,
    }
}

/// First law from the heat taken: `Q_h = Q_c COP_h/(COP_h − 1)`, `P_el = Q_h − Q_c`. NaN for a coefficient of 1 or less.
#[inline(always)]
pub fn balance(source_mw: f64, heating_cop: f64) -> HeatPumpBalance {
    let electric_mw = if heating_cop > 1.0 { source_mw / (heating_cop - 1.0) } else { f64::NAN };
    HeatPumpBalance { heat_mw: source_mw + electric_mw, electric_mw, source_mw }
}

/// `P_el = Q_h − Q_c` [MW].
#[inline(always)]
pub fn electric_mw(heat_mw: f64, source_mw: f64) -> f64 {
    heat_mw - source_mw
}

/// `COP_h = Q_h/(Q_h − Q_c)`.
#[inline(always)]
pub fn heating_cop_from_heats(heat_mw: f64, source_mw: f64) -> f64 {
    heat_mw / (heat_mw - source_mw)
}

/// A combined figure counts heat and cold: `COP_h + COP_c = 2 COP_h − 1`, so `COP_h = (COP_total + 1)/2`.
#[inline(always)]
pub fn heating_cop_from_combined(combined_cop: f64) -> f64 {
    0.5 * (combined_cop + 1.0)
}

/// `COP_c = COP_h − 1`.
#[inline(always)]
pub fn cooling_cop(heating_cop: f64) -> f64 {
    heating_cop - 1.0
}

crate::kernels! {
    mean_temperatures(source_in_c, source_out_c, sink_in_c, sink_out_c) -> MeanTemperatures;
    lorenz_cop(source_in_c, source_out_c, sink_in_c, sink_out_c) -> f64;
    carnot_cop(source_c, sink_c, pinch_k) -> f64;
    heating_cop(source_in_c, source_out_c, sink_in_c, sink_out_c, lorenz_efficiency) -> f64;
    balance(source_mw, heating_cop) -> HeatPumpBalance;
    electric_mw(heat_mw, source_mw) -> f64;
    heating_cop_from_heats(heat_mw, source_mw) -> f64;
    heating_cop_from_combined(combined_cop) -> f64;
    cooling_cop(heating_cop) -> f64;
}
