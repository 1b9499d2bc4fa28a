//! Sizing of a satellite (H): a screen in closed form, a mass budget that closes by iteration.

use super::radiator::area_m2;
use super::radiator_heat_pump::work_w;
use super::solar_array::remaining_fraction;
use crate::shared::battery;

/// What a satellite is sized with; both functions share it.
#[derive(Clone, Copy)]
struct Design {
    eclipse_s: f64,
    sunlit_s: f64,
    eclipse_load_fraction: f64,
    radiating_k: f64,
    sink_k: f64,
    emissivity: f64,
    faces: f64,
    fin_efficiency: f64,
    view_to_space: f64,
    radiator_areal_mass_kg_m2: f64,
    array_specific_power_w_per_kg: f64,
    cell_efficiency: f64,
    array_packing: f64,
    remaining: f64,
    solar_flux_w_m2: f64,
    specific_energy_wh_per_kg: f64,
    depth_of_discharge: f64,
    discharge_efficiency: f64,
    round_trip_efficiency: f64,
    sigma: f64,
}

/// Array, battery and radiator for a power on the bus, all of which is heat.
struct Sized {
    array_power_w: f64,
    array_area_m2: f64,
    array_kg: f64,
    battery_kg: f64,
    radiator_panel_area_m2: f64,
    radiator_kg: f64,
}

impl Design {
    /// ```text
    /// array at beginning of life = P (1 + f (t_e/t_s)/η_rt)/remaining;   area = that/(S η packing)
    /// battery = f P t_e/(DoD η_d);   panel = P/(n η_f F_view ε σ (T⁴ − T_s⁴))
    /// ```
    fn size(&self, power_w: f64) -> Sized {
        let eclipse_w = power_w * self.eclipse_load_fraction;
        let recharge = self.eclipse_load_fraction * (battery::source_oversize(self.eclipse_s, self.sunlit_s, self.round_trip_efficiency) - 1.0);
        let array_power_w = power_w * (1.0 + recharge) / self.remaining;
        let capacity_wh = battery::eclipse_capacity_wh(eclipse_w, self.eclipse_s, self.depth_of_discharge, self.discharge_efficiency);
        let radiator_panel_area_m2 = area_m2(
            power_w,
            self.radiating_k,
            self.sink_k,
            self.emissivity,
            self.faces,
            self.fin_efficiency,
            self.view_to_space,
            self.sigma,
        );
        Sized {
            array_power_w,
            array_area_m2: array_power_w / (self.solar_flux_w_m2 * self.cell_efficiency * self.array_packing),
            array_kg: array_power_w / self.array_specific_power_w_per_kg,
            battery_kg: battery::mass_kg(capacity_wh, self.specific_energy_wh_per_kg),
            radiator_panel_area_m2,
            radiator_kg: radiator_panel_area_m2 * self.radiator_areal_mass_kg_m2,
        }
    }
}

crate::record! {
    /// Areas and masses of a screen.
    pub struct SizingScreen {
        heat_w,
        radiating_area_m2,
        radiator_panel_area_m2,
        array_area_m2,
        array_mass_kg,
        battery_mass_kg,
        radiator_mass_kg,
        power_and_cooling_kg_per_kw,
        total_kg_per_kw,
    }
}

/// Closed form without feedback: total = (payload + array + battery + radiator)(1 + structure)(1 + margin), per kW of IT.
pub fn sizing_screen(
    it_power_w: f64,
    radiator_faces: f64,
    eclipse_s: f64,
    period_s: f64,
    payload_kg_per_kw: f64,
    overhead_factor: f64,
    radiator_temperature_k: f64,
    sink_k: f64,
    emissivity: f64,
    fin_efficiency: f64,
    view_to_space: f64,
    radiator_areal_mass_kg_m2: f64,
    array_specific_power_w_per_kg: f64,
    cell_efficiency: f64,
    array_packing: f64,
    array_loss_per_yr: f64,
    years: f64,
    solar_flux_w_m2: f64,
    specific_energy_wh_per_kg: f64,
    depth_of_discharge: f64,
    discharge_efficiency: f64,
    round_trip_efficiency: f64,
    structure_fraction: f64,
    mass_margin: f64,
    sigma: f64,
) -> SizingScreen {
    let design = Design {
        eclipse_s,
        sunlit_s: period_s - eclipse_s,
        eclipse_load_fraction: 1.0,
        radiating_k: radiator_temperature_k,
        sink_k,
        emissivity,
        faces: radiator_faces,
        fin_efficiency,
        view_to_space,
        radiator_areal_mass_kg_m2,
        array_specific_power_w_per_kg,
        cell_efficiency,
        array_packing,
        remaining: remaining_fraction(array_loss_per_yr, years),
        solar_flux_w_m2,
        specific_energy_wh_per_kg,
        depth_of_discharge,
        discharge_efficiency,
        round_trip_efficiency,
        sigma,
    };
    let heat_w = it_power_w * overhead_factor;
    let sized = design.size(heat_w);
    let it_kw = it_power_w * 1e-3;
    let power_and_cooling_kg_per_kw = (sized.array_kg + sized.battery_kg + sized.radiator_kg) / it_kw;
    SizingScreen {
        heat_w,
        radiating_area_m2: sized.radiator_panel_area_m2 * radiator_faces,
        radiator_panel_area_m2: sized.radiator_panel_area_m2,
        array_area_m2: sized.array_area_m2,
        array_mass_kg: sized.array_kg,
        battery_mass_kg: sized.battery_kg,
        radiator_mass_kg: sized.radiator_kg,
        power_and_cooling_kg_per_kw,
        total_kg_per_kw: (payload_kg_per_kw + power_and_cooling_kg_per_kw) * (1.0 + structure_fraction) * (1.0 + mass_margin),
    }
}

crate::record! {
    /// A budget that closes: the parts add up to the total. The two gains say how much power one more W of power calls for,
    /// per W/kg of station keeping and per W/m² of attitude control.
    pub struct MassBudget {
        payload_kg,
        array_kg,
        battery_kg,
        radiator_kg,
        loop_kg,
        comms_kg,
        avionics_propulsion_kg,
        structure_kg,
        margin_kg,
        total_kg,
        kg_per_kw_it,
        array_power_w,
        array_area_m2,
        radiator_panel_area_m2,
        heat_w,
        iterations,
        mass_gain_kg_per_w,
        area_gain_m2_per_w,
    }
}

/// Iterates power → array, battery, radiator → mass and area → power until both close; NaN where they run away.
///
/// ```text
/// P = (1 + W/Q) (IT · overhead + w_m M(P) + w_A A(P))          W/Q: work of the heat pump per heat at its cold side
/// ```
pub fn mass_budget(
    it_power_w: f64,
    radiator_faces: f64,
    eclipse_s: f64,
    period_s: f64,
    payload_kg: f64,
    eclipse_load_fraction: f64,
    overhead_factor: f64,
    radiator_temperature_k: f64,
    sink_k: f64,
    emissivity: f64,
    fin_efficiency: f64,
    view_to_space: f64,
    radiator_areal_mass_kg_m2: f64,
    loop_kg_per_kw: f64,
    heat_pump_hot_k: f64,
    second_law_efficiency: f64,
    array_specific_power_w_per_kg: f64,
    cell_efficiency: f64,
    array_packing: f64,
    array_loss_per_yr: f64,
    years: f64,
    pointing_factor: f64,
    solar_flux_w_m2: f64,
    specific_energy_wh_per_kg: f64,
    depth_of_discharge: f64,
    discharge_efficiency: f64,
    round_trip_efficiency: f64,
    comms_kg: f64,
    avionics_propulsion_kg: f64,
    station_keeping_w_per_kg: f64,
    attitude_control_w_per_m2: f64,
    structure_fraction: f64,
    mass_margin: f64,
    tolerance: f64,
    sigma: f64,
) -> MassBudget {
    let design = Design {
        eclipse_s,
        sunlit_s: period_s - eclipse_s,
        eclipse_load_fraction,
        radiating_k: heat_pump_hot_k,
        sink_k,
        emissivity,
        faces: radiator_faces,
        fin_efficiency,
        view_to_space,
        radiator_areal_mass_kg_m2,
        array_specific_power_w_per_kg,
        cell_efficiency,
        array_packing,
        remaining: remaining_fraction(array_loss_per_yr, years) * pointing_factor,
        solar_flux_w_m2,
        specific_energy_wh_per_kg,
        depth_of_discharge,
        discharge_efficiency,
        round_trip_efficiency,
        sigma,
    };
    let heat_per_cold_w = 1.0 + work_w(1.0, radiator_temperature_k, heat_pump_hot_k, second_law_efficiency);
    let fixed_kg = payload_kg + comms_kg + avionics_propulsion_kg;
    let build = |power_w: f64| {
        let sized = design.size(power_w);
        let loop_kg = loop_kg_per_kw * power_w * 1e-3;
        let dry_kg = fixed_kg + sized.array_kg + sized.battery_kg + sized.radiator_kg + loop_kg;
        let total_kg = dry_kg * (1.0 + structure_fraction) * (1.0 + mass_margin);
        (loop_kg, dry_kg, total_kg, sized)
    };
    let needed = |power_w: f64| {
        let (_, _, total_kg, sized) = build(power_w);
        let area_m2 = sized.array_area_m2 + sized.radiator_panel_area_m2;
        heat_per_cold_w * (it_power_w * overhead_factor + station_keeping_w_per_kg * total_kg + attitude_control_w_per_m2 * area_m2)
    };
    // What one more W of power adds; the parts are linear in power.
    let ((_, _, none_kg, _), (_, _, one_kg, one)) = (build(0.0), build(1.0));
    let mass_gain_kg_per_w = heat_per_cold_w * (one_kg - none_kg);
    let area_gain_m2_per_w = heat_per_cold_w * (one.array_area_m2 + one.radiator_panel_area_m2);

    let gain = station_keeping_w_per_kg * mass_gain_kg_per_w + attitude_control_w_per_m2 * area_gain_m2_per_w;

    let mut power_w = heat_per_cold_w * it_power_w * overhead_factor;
    let mut iterations = 0.0;
    let closes = loop {
        iterations += 1.0;
        let correction = needed(power_w) - power_w;
        if correction.abs() <= tolerance * power_w {
            break true;
        }
        // Every correction calls for the next one, `gain` times as large: the whole series at once, if it has a sum.
        if gain.is_nan() || gain >= 1.0 || iterations >= 100.0 {
            break false;
        }
        power_w += correction / (1.0 - gain);
    };
    let (loop_kg, dry_kg, total_kg, sized) = build(if closes { power_w } else { f64::NAN });
    let structure_kg = dry_kg * structure_fraction;
    MassBudget {
        payload_kg,
        array_kg: sized.array_kg,
        battery_kg: sized.battery_kg,
        radiator_kg: sized.radiator_kg,
        loop_kg,
        comms_kg,
        avionics_propulsion_kg,
        structure_kg,
        margin_kg: (dry_kg + structure_kg) * mass_margin,
        total_kg,
        kg_per_kw_it: total_kg / (it_power_w * 1e-3),
        array_power_w: sized.array_power_w,
        array_area_m2: sized.array_area_m2,
        radiator_panel_area_m2: sized.radiator_panel_area_m2,
        heat_w: if closes { power_w } else { f64::NAN },
        iterations,
        mass_gain_kg_per_w,
        area_gain_m2_per_w,
    }
}

crate::kernels! {
    sizing_screen(it_power_w, radiator_faces, eclipse_s, period_s, payload_kg_per_kw, overhead_factor, radiator_temperature_k, sink_k, emissivity, fin_efficiency, view_to_space, radiator_areal_mass_kg_m2, array_specific_power_w_per_kg, cell_efficiency, array_packing, array_loss_per_yr, years, solar_flux_w_m2, specific_energy_wh_per_kg, depth_of_discharge, discharge_efficiency, round_trip_efficiency, structure_fraction, mass_margin, sigma) -> SizingScreen;
    mass_budget(it_power_w, radiator_faces, eclipse_s, period_s, payload_kg, eclipse_load_fraction, overhead_factor, radiator_temperature_k, sink_k, emissivity, fin_efficiency, view_to_space, radiator_areal_mass_kg_m2, loop_kg_per_kw, heat_pump_hot_k, second_law_efficiency, array_specific_power_w_per_kg, cell_efficiency, array_packing, array_loss_per_yr, years, pointing_factor, solar_flux_w_m2, specific_energy_wh_per_kg, depth_of_discharge, discharge_efficiency, round_trip_efficiency, comms_kg, avionics_propulsion_kg, station_keeping_w_per_kg, attitude_control_w_per_m2, structure_fraction, mass_margin, tolerance, sigma) -> MassBudget;
}
