//! Concepts of sites in orbit (models A–M).
crate::concepts! {
    orbit,
    sun,
    eclipse,
    thermal_environment,
    radiator,
    radiator_heat_pump,
    thermal_network,
    solar_array,
    formation,
    satellite,
    radiation_effects,
    meteoroids,
    optical_link,
    ground_link,
    launch,
    drag,
}

mod density_table;
