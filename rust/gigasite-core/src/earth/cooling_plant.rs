//! The cooling plant (T10): every step takes the cheapest way out for the heat that keeps the coolant within its limit.
//!
//! A plant is numbers, not code: each coolant stream says which ways it has (dry cooler or outdoor air, pre-wetting, tower
//! or sea water, chiller) and how large they are. So all plants, alone or in a batch, run through the same arithmetic.

use crate::math::{clamp, ln, max, min, pow};

/// Names of the modes, in the order of their index.
pub const MODES: [&str; 5] = ["dry", "adiabatic", "tower_free_cooling", "partial", "mechanical"];

/// How much warmer than a limit a mode that is off must have been before it may start is `hysteresis_k`; cost of a mode that cannot hold the limit.
const IMPOSSIBLE: f64 = 1e30;

/// One coolant stream of a plant. Shares and flags are 0–1; powers are electric MW per MW of heat at the design load.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// Warmest coolant (air or facility water) that the equipment may be given.
    pub supply_limit_c: f64,
    /// Temperature rise of the coolant over the equipment at the design load.
    pub rise_k: f64,
    /// Between the rejection loop and the coolant (coil or plate exchanger).
    pub exchanger_approach_k: f64,
    /// Has a dry cooler, or takes outdoor air.
    pub has_dry: f64,
    pub dry_approach_k: f64,
    pub dry_fan_share: f64,
    /// Has pre-wetting (dry cooler) or direct evaporation (outdoor air).
    pub has_adiabatic: f64,
    pub adiabatic_effectiveness: f64,
    /// Temperature rise of the outdoor air over the dry cooler or the equipment: sets the air flow that is wetted.
    pub air_rise_k: f64,
    /// Has a cooling tower, or sea water, as a free-cooling path.
    pub has_wet: f64,
    pub wet_approach_k: f64,
    pub wet_fan_share: f64,
    pub wet_pump_share: f64,
    /// Tower 1, sea water 0.
    pub evaporates: f64,
    pub has_chiller: f64,
    /// Condenser on the tower or the sea 1, on outdoor air 0.
    pub chiller_on_water: f64,
    /// Share of the Carnot coefficient that the chiller reaches, see [`carnot_share`].
    pub chiller_carnot_share: f64,
    /// Chiller capacity over the design heat.
    pub chiller_capacity_share: f64,
    /// Fans or pumps that move the coolant through the hall.
    pub circulation_share: f64,
}

/// The air outside, and what follows from it alone: computed once for all draws.
#[derive(Clone, Copy, Debug, Default)]
pub struct Outside {
    pub dry_bulb_c: f64,
    pub wet_bulb_c: f64,
    /// Wet-bulb temperature for a tower, temperature of the sea for sea water.
    pub wet_source_c: f64,
    pub humidity_ratio: f64,
    /// Humidity ratio of saturated air at the wet bulb.
    pub wet_bulb_humidity_ratio: f64,
    /// Evaporation [m³ per MWh of heat] of a tower whose saturated outlet air is d K above the wet bulb:
    /// `e[0] + e[1] d + e[2] d²`, the parabola through three exact balances (T07).
    pub evaporation: [f64; 3],
}

/// Machine constants that both streams share.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Fan power follows flow³ and NTU follows flowⁿ: n.
    pub ntu_exponent: f64,
    /// Slowest fan and pump speed over design speed.
    pub minimum_speed: f64,
    /// Evaporator below the chilled water, condenser above the leaving water.
    pub chiller_approach_k: f64,
    /// Temperature rise of the condenser water over the chiller.
    pub condenser_rise_k: f64,
    /// Condensing temperature above the dry bulb of an air-cooled chiller.
    pub air_condenser_approach_k: f64,
    /// Smallest lift that the compressor can run at.
    pub minimum_lift_k: f64,
    pub cycles_of_concentration: f64,
    /// Drift [m³ per MWh of heat rejected over the tower].
    pub drift_m3_per_mwh: f64,
    pub hysteresis_k: f64,
}

/// What a stream of the plant does in one step.
#[derive(Clone, Copy, Debug)]
pub struct Cooling {
    pub power_mw: f64,
    pub withdrawn_m3_per_h: f64,
    pub consumed_m3_per_h: f64,
    pub unmet_mw: f64,
    pub supply_c: f64,
    /// Index into [`MODES`].
    pub mode: f64,
}

/// Share of the Carnot coefficient that a rated chiller reaches: `η = COP_r (T_c − T_e)/T_e` at the rating condition.
///
/// Water-cooled ratings (AHRI 550/590): 6.7 °C chilled water, 29.4 °C entering condenser water; air-cooled: 35 °C air.
#[inline(always)]
pub fn carnot_share(rated_cop: f64, on_water: f64, machine: &Machine) -> f64 {
    let evaporating_c = 6.7 - machine.chiller_approach_k;
    let on_water_c = 29.4 + machine.condenser_rise_k + machine.chiller_approach_k;
    let on_air_c = 35.0 + machine.air_condenser_approach_k;
    let condensing_c = if on_water > 0.5 { on_water_c } else { on_air_c };
    rated_cop * (condensing_c - evaporating_c) / (evaporating_c + 273.15)
}

/// Fan power over design fan power that holds the set-point: `NTU = ln(1 + range/ΔT)`, flow = NTU^(1/n), power = flow³ (T08).
#[inline(always)]
fn fan_power(range_k: f64, potential_k: f64, design_ntu: f64, machine: &Machine) -> f64 {
    let ntu = ln(1.0 + range_k / max(potential_k, 1e-3));
    let slowest = machine.minimum_speed * machine.minimum_speed * machine.minimum_speed;
    clamp(pow(ntu / design_ntu, 3.0 / machine.ntu_exponent), slowest, 1.0)
}

/// The step of one stream: `heat_mw` of at most about `design_mw` leaves it; `previous` is the mode of the step before.
#[inline(always)]
pub fn cool(
    stream: &Stream,
    machine: &Machine,
    outside: &Outside,
    heat_mw: f64,
    design_mw: f64,
    electricity_usd_per_mwh: f64,
    water_usd_per_m3: f64,
    previous: f64,
) -> Cooling {
    let design = max(design_mw, 1e-12);
    let load = heat_mw / design;
    let range = stream.rise_k * load;
    let limit = stream.supply_limit_c;
    let target = limit - stream.exchanger_approach_k;

    // What each free path reaches with its fans at full speed; approaches fall with the load (T08).
    let wetted_c = outside.dry_bulb_c - stream.adiabatic_effectiveness * (outside.dry_bulb_c - outside.wet_bulb_c);
    let dry_c = outside.dry_bulb_c + stream.dry_approach_k * load;
    let adiabatic_c = wetted_c + stream.dry_approach_k * load;
    let wet_c = outside.wet_source_c + stream.wet_approach_k * load;

    // Water that the air takes up on its way along the wet-bulb line (T09) [m³/h].
    let t = wetted_c;
    let t_star = outside.wet_bulb_c;
    let w_wetted = max(
        ((2501.0 - 2.326 * t_star) * outside.wet_bulb_humidity_ratio - 1.006 * (t - t_star)) / (2501.0 + 1.86 * t - 4.186 * t_star),
        outside.humidity_ratio,
    );
    let adiabatic_l_per_kwh = (w_wetted - outside.humidity_ratio) / ((1006.0 + 1860.0 * w_wetted) * max(stream.air_rise_k, 1e-3)) * 3.6e6;
    let adiabatic_m3_per_h = adiabatic_l_per_kwh * heat_mw;

    // Tower water per heat: the saturated outlet is at the mean water temperature (T07).
    let d = stream.wet_approach_k * load + 0.5 * range;
    let [e0, e1, e2] = outside.evaporation;
    let evaporation = max(e0 + (e1 + e2 * d) * d, 0.0) * stream.evaporates;
    let consumed_per_heat = evaporation + machine.drift_m3_per_mwh * stream.evaporates;
    let coc = machine.cycles_of_concentration;
    let withdrawn_per_heat = max(evaporation * coc / (coc - 1.0), consumed_per_heat);

    let speed = max(load, machine.minimum_speed);
    let circulation_mw = stream.circulation_share * design * min(speed * speed * speed, 1.0);
    let dry_ntu = ln(1.0 + stream.rise_k / max(stream.dry_approach_k, 1e-3));
    let wet_ntu = ln(1.0 + stream.rise_k / max(stream.wet_approach_k, 1e-3));

    // A mode that was off last step starts only when it is better than the limit by the hysteresis.
    let margin = |mode: f64| if previous <= mode { 0.0 } else { machine.hysteresis_k };
    let allowed = |has: f64, reached_c: f64, mode: f64| (has > 0.5) & (reached_c + margin(mode) <= target);

    let dry_mw = stream.dry_fan_share * design * fan_power(range, target - outside.dry_bulb_c, dry_ntu, machine);
    let adiabatic_mw = stream.dry_fan_share * design * fan_power(range, target - wetted_c, dry_ntu, machine);
    let wet_fan_mw = stream.wet_fan_share * design * fan_power(range, target - outside.wet_source_c, wet_ntu, machine);
    let wet_mw = wet_fan_mw + stream.wet_pump_share * heat_mw;
    let wet_withdrawn = withdrawn_per_heat * heat_mw;
    let wet_consumed = consumed_per_heat * heat_mw;

    // Chiller, with the coldest free path in front of it: that path takes the share φ of the range.
    let free_dry_c = if stream.has_dry > 0.5 { dry_c } else { IMPOSSIBLE };
    let free_adiabatic_c = if stream.has_adiabatic > 0.5 { adiabatic_c } else { IMPOSSIBLE };
    let free_wet_c = if stream.has_wet > 0.5 { wet_c } else { IMPOSSIBLE };
    let air_c = min(free_dry_c, free_adiabatic_c);
    let free_c = min(air_c, free_wet_c);
    let phi = clamp((target + range - free_c) / max(range, 1e-9), 0.0, 1.0);
    let by_wet = if free_wet_c <= air_c { phi } else { 0.0 };
    let by_air = phi - by_wet;
    let by_adiabatic = if free_adiabatic_c < free_dry_c { by_air } else { 0.0 };
    let evaporating_c = target - machine.chiller_approach_k;
    let on_water_c = wet_c + machine.condenser_rise_k + machine.chiller_approach_k;
    let on_air_c = outside.dry_bulb_c + machine.air_condenser_approach_k;
    let condensing_c = if stream.chiller_on_water > 0.5 { on_water_c } else { on_air_c };
    let lift = max(condensing_c - evaporating_c, machine.minimum_lift_k);
    let cop = stream.chiller_carnot_share * (evaporating_c + 273.15) / lift;
    let asked_mw = (1.0 - phi) * heat_mw;
    let capacity_mw = stream.has_chiller * stream.chiller_capacity_share * design;
    let chilled_mw = min(asked_mw, capacity_mw);
    let compressor_mw = chilled_mw / cop;
    let tower_heat_mw = by_wet * heat_mw + stream.chiller_on_water * (chilled_mw + compressor_mw);
    let air_fan_on = if by_air > 0.0 { 1.0 } else { 0.0 };
    let tower_load = min(tower_heat_mw / design, 1.0);
    let mechanical_mw =
        compressor_mw + stream.dry_fan_share * design * air_fan_on + (stream.wet_fan_share + stream.wet_pump_share) * design * tower_load;
    let wetted_share = if by_adiabatic > 0.0 { 1.0 } else { 0.0 };
    let mechanical_consumed = consumed_per_heat * tower_heat_mw + wetted_share * adiabatic_m3_per_h;
    let mechanical_withdrawn = withdrawn_per_heat * tower_heat_mw + wetted_share * adiabatic_m3_per_h;
    let mechanical_mode = if phi > 0.0 { 3.0 } else { 4.0 };

    // The cheapest of the modes that hold the limit; the chiller is the last resort and needs no feasibility.
    let cost = |possible: bool, power_mw: f64, water: f64| {
        if possible { electricity_usd_per_mwh * power_mw + water_usd_per_m3 * water } else { IMPOSSIBLE }
    };
    let mut best = Cooling {
        power_mw: mechanical_mw,
        withdrawn_m3_per_h: mechanical_withdrawn,
        consumed_m3_per_h: mechanical_consumed,
        unmet_mw: asked_mw - chilled_mw,
        supply_c: limit + range * (asked_mw - chilled_mw) / max(heat_mw, 1e-12),
        mode: mechanical_mode,
    };
    // Free paths come after the chiller: with a negative price for power they still win over it only on cost.
    let mut best_cost = if asked_mw > capacity_mw { IMPOSSIBLE } else { cost(true, mechanical_mw, mechanical_withdrawn) };
    let free = [
        (allowed(stream.has_wet, wet_c, 2.0), wet_mw, wet_withdrawn, wet_consumed, 2.0),
        (allowed(stream.has_adiabatic, adiabatic_c, 1.0), adiabatic_mw, adiabatic_m3_per_h, adiabatic_m3_per_h, 1.0),
        (allowed(stream.has_dry, dry_c, 0.0), dry_mw, 0.0, 0.0, 0.0),
    ];
    for (possible, power_mw, withdrawn, consumed, mode) in free {
        let this = cost(possible, power_mw, withdrawn);
        let better = this < best_cost;
        best_cost = if better { this } else { best_cost };
        best.power_mw = if better { power_mw } else { best.power_mw };
        best.withdrawn_m3_per_h = if better { withdrawn } else { best.withdrawn_m3_per_h };
        best.consumed_m3_per_h = if better { consumed } else { best.consumed_m3_per_h };
        best.unmet_mw = if better { 0.0 } else { best.unmet_mw };
        best.supply_c = if better { limit } else { best.supply_c };
        best.mode = if better { mode } else { best.mode };
    }
    let on = if heat_mw > 0.0 { 1.0 } else { 0.0 };
    best.power_mw = (best.power_mw + circulation_mw) * on;
    best
}

crate::kernels! {}
