//! Chiller (T06): electric chillers by the EIR curves of the EnergyPlus Engineering Reference.

use crate::kernel::Input;

/// A performance object: reference point, three curves, and the box in which they were fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    pub reference_capacity_kw: f64,
    pub reference_cop: f64,
    /// Capacity against temperatures: 1, x, x², y, y², xy.
    pub capacity: [f64; 6],
    /// Energy input ratio against temperatures: 1, x, x², y, y², xy.
    pub input_ratio: [f64; 6],
    /// Energy input ratio against part load: 1, z, z².
    pub part_load: [f64; 3],
    pub chilled_water_range_c: [f64; 2],
    pub condenser_range_c: [f64; 2],
    pub part_load_range: [f64; 2],
}

/// "ElectricEIRChiller Carrier 19XR 742kW/5.42COP/VSD", EnergyPlus datasets/Chillers.idf (NREL/EnergyPlus@073d9a90).
pub const CARRIER_19XR_742KW: Curve = Curve {
    reference_capacity_kw: 742.0,
    reference_cop: 5.42,
    capacity: [0.9797101, -0.002895701, -8.970718e-4, 0.01031440, -7.431651e-4, 1.453508e-3],
    input_ratio: [0.9946139, -0.04829399, 4.674277e-4, -1.158726e-3, 5.762583e-4, 2.148192e-4],
    part_load: [0.1202277, 0.1396384, 0.7394038],
    chilled_water_range_c: [5.56, 10.0],
    condenser_range_c: [11.25, 23.89],
    part_load_range: [0.19, 1.02],
};

/// "ElectricEIRChiller York YK 4966kW/6.05COP/Vanes", EnergyPlus datasets/Chillers.idf (NREL/EnergyPlus@073d9a90): warmer condenser water.
pub const YORK_YK_4966KW: Curve = Curve {
    reference_capacity_kw: 4965.5,
    reference_cop: 6.05,
    capacity: [0.5746486, -0.03051134, -1.964984e-4, 0.03309783, -9.174714e-4, 2.287276e-3],
    input_ratio: [0.8229769, -0.008128614, 1.110212e-3, -3.521351e-3, 6.129803e-4, -9.170063e-4],
    part_load: [0.3416463, 0.1947185, 0.4640804],
    chilled_water_range_c: [4.44, 8.89],
    condenser_range_c: [15.56, 29.44],
    part_load_range: [0.12, 1.02],
};

/// Air-cooled: "ElectricEIRChiller Trane CGAM130 433.6kW/3.08COP", EnergyPlus datasets/AirCooledChiller.idf (NREL/EnergyPlus@1a2d9019).
pub const TRANE_CGAM130_434KW: Curve = Curve {
    reference_capacity_kw: 433.628,
    reference_cop: 3.08,
    capacity: [1.0428575245, 0.0390769644, 0.0001876955, -0.0031517246, -0.0000984665, -0.0003385144],
    input_ratio: [0.5436161169, -0.0108322959, 0.0004105474, 0.0042214209, 0.0004027623, -0.0005156184],
    part_load: [0.0493, 0.622, 0.3275],
    chilled_water_range_c: [5.56, 10.0],
    condenser_range_c: [4.44, 46.11],
    part_load_range: [0.17, 1.0],
};

/// The built-in curves in the order of their names in Python.
pub const CURVES: &[Curve] = &[CARRIER_19XR_742KW, YORK_YK_4966KW, TRANE_CGAM130_434KW];

#[inline(always)]
fn biquadratic(c: &[f64; 6], x: f64, y: f64) -> f64 {
    c[0] + x * (c[1] + x * c[2]) + y * (c[3] + y * c[4]) + c[5] * (x * y)
}

impl Curve {
    /// `Q_av = Q_ref CAPFT(x, y)` [kW], x leaving chilled water, y entering condenser water or air [°C].
    #[inline(always)]
    pub fn available_kw(&self, chilled_water_leaving_c: f64, condenser_entering_c: f64) -> f64 {
        self.reference_capacity_kw * biquadratic(&self.capacity, chilled_water_leaving_c, condenser_entering_c)
    }

    /// Power at full flow of refrigerant: `(Q_av/COP_ref) EIRFT EIRFPLR(z)` [kW].
    #[inline(always)]
    fn power_kw(&self, available_kw: f64, x: f64, y: f64, z: f64) -> f64 {
        let part_load = self.part_load[0] + z * (self.part_load[1] + z * self.part_load[2]);
        available_kw / self.reference_cop * biquadratic(&self.input_ratio, x, y) * part_load
    }

    /// Where the chiller works under a load. Below the smallest part load it cycles: power there times the run fraction.
    #[inline(always)]
    pub fn operating_point(&self, load_kw: f64, chilled_water_leaving_c: f64, condenser_entering_c: f64) -> ChillerPoint {
        let (x, y) = (chilled_water_leaving_c, condenser_entering_c);
        let available = self.available_kw(x, y);
        let ratio = load_kw / available;
        let lowest = self.part_load_range[0];
        let running = ratio.max(lowest);
        let run_fraction = if ratio < lowest { ratio / lowest } else { 1.0 };
        let power_running = self.power_kw(available, x, y, running);
        ChillerPoint {
            available_kw: available,
            part_load_ratio: ratio,
            power_kw: power_running * run_fraction,
            cop: available * running / power_running,
            run_fraction,
        }
    }
}

crate::record! {
    /// Operating point of a chiller.
    pub struct ChillerPoint { available_kw, part_load_ratio, power_kw, cop, run_fraction }
}

/// [`Curve::operating_point`] with the curve as single numbers, in the order of [`numbers`].
fn operating_point(
    load_kw: f64,
    chilled_water_leaving_c: f64,
    condenser_entering_c: f64,
    reference_capacity_kw: f64,
    reference_cop: f64,
    a0: f64,
    a1: f64,
    a2: f64,
    a3: f64,
    a4: f64,
    a5: f64,
    b0: f64,
    b1: f64,
    b2: f64,
    b3: f64,
    b4: f64,
    b5: f64,
    c0: f64,
    c1: f64,
    c2: f64,
    part_load_low: f64,
) -> ChillerPoint {
    let curve = Curve {
        reference_capacity_kw,
        reference_cop,
        capacity: [a0, a1, a2, a3, a4, a5],
        input_ratio: [b0, b1, b2, b3, b4, b5],
        part_load: [c0, c1, c2],
        part_load_range: [part_load_low, f64::INFINITY],
        ..CARRIER_19XR_742KW
    };
    curve.operating_point(load_kw, chilled_water_leaving_c, condenser_entering_c)
}

/// The numbers of a curve in one row: reference capacity and COP, 6 + 6 + 3 coefficients, three ranges.
fn numbers(c: &Curve) -> Vec<f64> {
    let mut row = vec![c.reference_capacity_kw, c.reference_cop];
    for part in [&c.capacity[..], &c.input_ratio, &c.part_load, &c.chilled_water_range_c, &c.condenser_range_c, &c.part_load_range] {
        row.extend_from_slice(part);
    }
    row
}

/// The numbers of the built-in curve of this index; nothing for one that does not exist.
fn builtin_curve(inputs: &[Input<'_>], _: usize, outputs: &mut [Vec<f64>]) {
    let ([index], [row]) = (inputs, outputs) else { return };
    if let Some(curve) = CURVES.get(index.at(0) as usize) {
        row.extend(numbers(curve));
    }
}

crate::record! {
    /// State of the second curve form.
    pub struct ElectricCurve { delta_k, capacity_ratio, full_load_power_ratio }
}

/// EnergyPlus Chiller:Electric, 0 at its own design point.
///
/// ```text
/// Δ = (T_cond,in − T_cond,design)/c − (T_evap,out − T_evap,design)
/// capacity ratio r = a0 + a1 Δ + a2 Δ²;   full-load power ratio = b0 + b1 r + b2 r²
/// ```
#[inline(always)]
pub fn electric_curve(
    condenser_entering_c: f64,
    condenser_design_c: f64,
    evaporator_leaving_c: f64,
    evaporator_design_c: f64,
    temperature_rise_coefficient: f64,
    a0: f64,
    a1: f64,
    a2: f64,
    b0: f64,
    b1: f64,
    b2: f64,
) -> ElectricCurve {
    let delta = (condenser_entering_c - condenser_design_c) / temperature_rise_coefficient - (evaporator_leaving_c - evaporator_design_c);
    let r = a0 + delta * (a1 + delta * a2);
    ElectricCurve { delta_k: delta, capacity_ratio: r, full_load_power_ratio: b0 + r * (b1 + r * b2) }
}

crate::kernels! {
    operating_point(load_kw, chilled_water_leaving_c, condenser_entering_c, reference_capacity_kw, reference_cop, a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4, b5, c0, c1, c2, part_load_low) -> ChillerPoint;
    electric_curve(condenser_entering_c, condenser_design_c, evaporator_leaving_c, evaporator_design_c, temperature_rise_coefficient, a0, a1, a2, b0, b1, b2) -> ElectricCurve;
    series:
    builtin_curve(index) -> [numbers];
}
