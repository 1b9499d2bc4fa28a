//! The plan of a fleet in orbit and the parameters that the engine reads.

use crate::batch::Columns;
use crate::engine::slots::slots;
use crate::error::Error;
use crate::law::{Laws, Slot};

slots! {
    before [], behind [];
    /// How the satellite flies.
    pub enum Attitude("attitude") {
        /// Array on the Sun, yaw steering: the radiator faces look across the plane of Sun and nadir, so that no Sun falls on
        /// them and they see the Earth edge-on.
        Sun = "sun",
        /// Array fixed normal to the orbit plane, on the side of the Sun; radiator faces along and against the flight direction.
        Nadir = "nadir",
    }
    /// What keeps the load up in eclipse.
    pub enum EclipsePolicy("eclipse_policy") {
        /// Full load from the battery.
        Battery = "battery",
        /// IT stops; the battery carries the bus alone.
        Throttle = "throttle",
        /// IT falls to `eclipse_throttle_fraction`, carried by the battery.
        BatteryThrottle = "battery+throttle",
    }
    pub enum Radiator("radiator") {
        OneFace = "one_face",
        TwoFaces = "two_faces",
        /// Two faces behind a heat pump of constant lift.
        HeatPump = "heat_pump",
    }
    pub enum Node("node") {
        /// The node keeps `ltan_mean_sun_h`.
        SunSynchronous = "sun_synchronous",
        /// The node drifts from `epoch_raan_deg` at `inclination_deg`.
        Drifting = "drifting",
    }
    pub enum Shadow("shadow") { Conical = "conical", Cylindrical = "cylindrical" }
    /// Whether a second year with twice as many samples tells the error of the first.
    pub enum SamplingError("sampling_error") { No = "no", Yes = "yes" }
}

/// Variants of the slots of the orbit engine.
#[derive(Clone, Debug, PartialEq)]
pub struct OrbitPlan {
    pub attitude: Attitude,
    pub eclipse_policy: EclipsePolicy,
    pub radiator: Radiator,
    pub node: Node,
    pub shadow: Shadow,
    pub sampling_error: SamplingError,
    /// A law in place of the grey surface of the panels; `radiator` is then two faces.
    pub laws: Laws,
}

/// Slots of the orbit engine that a law may fill.
pub const LAW_SLOTS: &[Slot] = &[Slot::Radiator];

impl Default for OrbitPlan {
    fn default() -> Self {
        Self {
            attitude: Attitude::Sun,
            eclipse_policy: EclipsePolicy::Battery,
            radiator: Radiator::TwoFaces,
            node: Node::SunSynchronous,
            shadow: Shadow::Conical,
            sampling_error: SamplingError::No,
            laws: Laws::default(),
        }
    }
}

impl OrbitPlan {
    /// The plan of these slots; a slot that is not named takes the default.
    pub fn from_slots<'a>(slots: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        Self::with_laws(slots, Laws::default())
    }

    /// The same, where a slot may name one of these laws.
    pub fn with_laws<'a>(slots: impl IntoIterator<Item = (&'a str, &'a str)>, laws: Laws) -> Result<Self, Error> {
        let mut plan = Self { laws, ..Self::default() };
        let mut named = false;
        for (slot, variant) in slots {
            match slot {
                Radiator::SLOT if plan.laws.has(Slot::Radiator, variant) => named = true,
                Attitude::SLOT => plan.attitude = Attitude::parse(variant)?,
                EclipsePolicy::SLOT => plan.eclipse_policy = EclipsePolicy::parse(variant)?,
                Radiator::SLOT => plan.radiator = Radiator::parse(variant)?,
                Node::SLOT => plan.node = Node::parse(variant)?,
                Shadow::SLOT => plan.shadow = Shadow::parse(variant)?,
                SamplingError::SLOT => plan.sampling_error = SamplingError::parse(variant)?,
                _ => return Err(Error::parameter(slot, format!("the orbit engine has no slot {slot:?}"))),
            }
        }
        if let Some(law) = plan.laws.iter().find(|law| !named || law.slot != Slot::Radiator) {
            return Err(Error::parameter(law.slot.name(), format!("the slot does not name the law {:?}", law.name)));
        }
        Ok(plan)
    }

    /// Radiating faces of a panel.
    pub fn faces(&self) -> f64 {
        if self.radiator == Radiator::OneFace { 1.0 } else { 2.0 }
    }
}

macro_rules! draw {
    ($($(#[doc = $doc:literal])* $name:ident),* $(,)?) => {
        /// The parameters of one draw, in the unit of their name.
        #[derive(Clone, Copy, Debug)]
        pub struct Draw { $($(#[doc = $doc])* pub $name: f64),* }
        /// Parameters that the orbit engine reads.
        pub const PARAMETERS: &[&str] = &[$(stringify!($name)),*];
        impl Draw {
            /// Reads every draw; the columns must have been checked.
            pub fn load(parameters: &Columns) -> Result<Vec<Self>, Error> {
                $(let $name = parameters.get(stringify!($name))?;)*
                Ok((0..parameters.n_draws).map(|i| Self { $($name: $name.get(i).copied().unwrap_or(f64::NAN)),* }).collect())
            }
        }
    };
}

draw! {
    // Load.
    it_capacity_mw,
    /// Accelerators of the whole fleet.
    gpus,
    idle_fraction, power_exponent, fleet_utilisation, sold_share,
    power_overhead_factor,
    /// Pumps of the loop over IT power, inside the overhead.
    pump_power_share,
    // Orbit and Sun.
    altitude_km, ltan_mean_sun_h,
    /// Read by the drifting node alone, like `epoch_raan_deg` (of 1 January).
    inclination_deg, epoch_raan_deg,
    solar_constant_w_m2, earth_ir_w_m2, albedo,
    /// Days of the year whose orbit is computed; 0: every orbit.
    orbit_samples,
    orbit_step_s,
    // Array.
    cell_efficiency_bol, cell_temperature_coefficient_per_k, array_packing, array_alpha_solar, array_emissivity_front,
    array_emissivity_back, array_degradation_per_yr, array_pointing, array_specific_power_bol_w_per_kg, array_size_factor,
    // Battery.
    battery_dod, battery_round_trip, battery_discharge_efficiency, battery_specific_energy_wh_per_kg, battery_size_factor,
    eclipse_throttle_fraction,
    // Radiator and loop.
    radiator_temperature_k, radiator_emissivity_eol, radiator_alpha_solar_eol, radiator_view_to_space, fin_efficiency,
    radiator_areal_mass_kg_m2, radiator_size_factor, radiator_heat_capacity_kj_m2_k, hot_loop_heat_capacity_kj_k_per_kw,
    delta_t_junction_to_panel_k, junction_limit_k,
    radiator_heat_pump_hot_k, radiator_heat_pump_efficiency, radiator_heat_pump_mass_kg_per_kw,
    // Punctures and shield.
    loop_wall_mm,
    /// Tubes that face space over the area of the panels.
    exposed_loop_share,
    loops_per_satellite,
    /// Loops that a satellite may lose over those that it has.
    loop_loss_share,
    meteoroid_density_g_cm3, meteoroid_speed_km_s,
    /// Debris over that of the engineering model, which stands for `debris_year`.
    debris_flux_factor, debris_year, debris_density_g_cm3, debris_speed_km_s,
    shield_depth_mm, shield_area_per_gpu_m2,
    // Satellites.
    /// Distance of neighbours in a formation; 0: each flies alone.
    neighbour_spacing_m,
    it_power_per_satellite_kw, satellite_spare_share, accelerator_mass_kg, payload_mass_factor, structure_fraction, mass_margin,
    avionics_propulsion_mass_kg, comms_mass_kg, station_life_years,
    // Drag and station keeping.
    drag_area_ratio_m2_kg, f107_sfu, ap, specific_impulse_s, thruster_efficiency,
    // Attrition and interruptions.
    chip_hazard_per_yr, satellite_hazard_per_yr, gpu_interruption_rate_per_gpu_yr, dose_rate_rad_per_yr, dose_per_interrupt_rad,
    job_gpus, training_share, checkpoint_time_s, restart_time_s, orbit_goodput_loss,
    // Link to the ground.
    downlink_peak_gbit_s, downlink_availability_one_site, ground_contact_share, satellites_per_group, link_need_mbit_s_per_gpu,
}
