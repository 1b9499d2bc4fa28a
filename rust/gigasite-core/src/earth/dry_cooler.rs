//! Dry cooler (T08): liquid cooled by outdoor air through a coil.

/// Constant flow: `T_out = T_db + approach_design × load fraction` [°C].
#[inline(always)]
pub fn leaving_water_c(dry_bulb_c: f64, design_approach_k: f64, load_fraction: f64) -> f64 {
    dry_bulb_c + design_approach_k * load_fraction
}

/// `ε_design = range/(range + approach)`.
#[inline(always)]
pub fn effectiveness_design(range_k: f64, approach_k: f64) -> f64 {
    range_k / (range_k + approach_k)
}

/// `ε = (T_in − T_set)/(T_in − T_db)`.
#[inline(always)]
pub fn effectiveness_needed(water_in_c: f64, setpoint_c: f64, dry_bulb_c: f64) -> f64 {
    (water_in_c - setpoint_c) / (water_in_c - dry_bulb_c)
}

crate::record! {
    /// A coil whose fans follow the set-point.
    pub struct VariableSpeed { effectiveness_design, effectiveness_needed, flow_fraction, fan_power_fraction }
}

/// Air flow that holds the set-point; above 1 the coil cannot.
///
/// ```text
/// ε = 1 − e^(−NTU), NTU ∝ flow^a (C_air ≫ C_water);   flow/flow_design = [ln(1−ε)/ln(1−ε_design)]^(1/a);   fan power ∝ flow³
/// ```
#[inline(always)]
pub fn variable_speed(
    water_in_c: f64,
    setpoint_c: f64,
    dry_bulb_c: f64,
    design_approach_k: f64,
    design_range_k: f64,
    ntu_exponent: f64,
    minimum_flow_fraction: f64,
) -> VariableSpeed {
    let design = effectiveness_design(design_range_k, design_approach_k);
    let needed = effectiveness_needed(water_in_c, setpoint_c, dry_bulb_c);
    let flow = ((-needed).ln_1p() / (-design).ln_1p()).powf(1.0 / ntu_exponent).max(minimum_flow_fraction);
    VariableSpeed { effectiveness_design: design, effectiveness_needed: needed, flow_fraction: flow, fan_power_fraction: flow * flow * flow }
}

/// Air after pre-wetting above the trigger: `T_db − ε (T_db − T_wb)`, otherwise the dry bulb [°C].
#[inline(always)]
pub fn adiabatic_inlet_c(dry_bulb_c: f64, wet_bulb_c: f64, effectiveness: f64, trigger_c: f64) -> f64 {
    if dry_bulb_c > trigger_c { dry_bulb_c - effectiveness * (dry_bulb_c - wet_bulb_c) } else { dry_bulb_c }
}

crate::kernels! {
    leaving_water_c(dry_bulb_c, design_approach_k, load_fraction) -> f64;
    effectiveness_design(range_k, approach_k) -> f64;
    effectiveness_needed(water_in_c, setpoint_c, dry_bulb_c) -> f64;
    variable_speed(water_in_c, setpoint_c, dry_bulb_c, design_approach_k, design_range_k, ntu_exponent, minimum_flow_fraction) -> VariableSpeed;
    adiabatic_inlet_c(dry_bulb_c, wet_bulb_c, effectiveness, trigger_c) -> f64;
}
