//! Fluids (T05): properties of coolants at 101,325 Pa, as polynomials in the temperature in °C.
//!
//! Water: fitted to the IAPWS-95 formulation (Wagner and Pruß 2002, DOI 10.1063/1.1461829) and the IAPWS 2008 viscosity,
//! 0–92 °C: density within 2e-6, specific heat within 2e-5, viscosity within 5e-5, latent heat (0–100 °C) within 6e-6.
//! Glycols: the correlations of Å. Melinder, *Properties of Secondary Working Fluids for Indirect Systems* (IIR, 2010), at a
//! fixed share by mass, where they are cubic in density and specific heat and quartic in the logarithm of the viscosity.

/// A coolant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fluid {
    pub freezing_point_c: f64,
    density: [f64; 7],
    specific_heat: [f64; 7],
    ln_viscosity: [f64; 7],
}

pub const WATER: Fluid = Fluid {
    freezing_point_c: 0.0,
    density: [999.8443211, 0.06640060846, -0.008836626416, 8.55153946e-05, -8.018829151e-07, 4.736605467e-09, -1.247962336e-11],
    specific_heat: [4219.381371, -3.386549568, 0.1159642345, -0.002209091266, 2.602318749e-05, -1.672905986e-07, 4.556890542e-10],
    ln_viscosity: [-6.324606541, -0.03479297027, 0.000354199117, -4.11910621e-06, 3.901393403e-08, -2.283620651e-10, 5.889049457e-13],
};

pub const PROPYLENE_GLYCOL_25: Fluid = Fluid {
    freezing_point_c: -9.785447896,
    density: [1025.813253, -0.2444924562, -0.004401420037, 1.434573191e-05, 0.0, 0.0, 0.0],
    specific_heat: [3872.150382, 2.402767869, 0.001066116283, -2.058410273e-05, 0.0, 0.0, 0.0],
    ln_viscosity: [-5.200273199, -0.04724096109, 0.0003545811719, -1.294374597e-06, 0.0, 0.0, 0.0],
};

pub const PROPYLENE_GLYCOL_50: Fluid = Fluid {
    freezing_point_c: -32.19346879,
    density: [1050.940751, -0.5390895492, -0.002988733306, 1.213554863e-05, 0.0, 0.0, 0.0],
    specific_heat: [3453.110267, 3.862663542, -0.0004400047859, 9.15445774e-07, 0.0, 0.0, 0.0],
    ln_viscosity: [-3.957466702, -0.0638970838, 0.0004928718146, -1.774548676e-06, 0.0, 0.0, 0.0],
};

pub const ETHYLENE_GLYCOL_25: Fluid = Fluid {
    freezing_point_c: -10.96646601,
    density: [1037.019627, -0.2316920872, -0.003440807822, 4.796474287e-06, 0.0, 0.0, 0.0],
    specific_heat: [3762.851069, 2.407315855, -0.0003860376236, -1.740942267e-05, 0.0, 0.0, 0.0],
    ln_viscosity: [-5.600077919, -0.03780832282, 0.0002383382514, -6.935033822e-07, 0.0, 0.0, 0.0],
};

pub const ETHYLENE_GLYCOL_50: Fluid = Fluid {
    freezing_point_c: -35.99442474,
    density: [1074.623611, -0.4344225501, -0.002653770726, 6.876435867e-06, 0.0, 0.0, 0.0],
    specific_heat: [3202.87647, 5.641293698, -0.008420314439, -3.653933487e-05, 0.0, 0.0, 0.0],
    ln_viscosity: [-4.837130783, -0.04428859618, 0.0003304579376, -1.317420157e-06, 0.0, 0.0, 0.0],
};

/// The fluids in the order of their names in Python.
pub const FLUIDS: [Fluid; 5] = [WATER, PROPYLENE_GLYCOL_25, PROPYLENE_GLYCOL_50, ETHYLENE_GLYCOL_25, ETHYLENE_GLYCOL_50];

impl Fluid {
    #[inline(always)]
    pub fn density_kg_m3(&self, temperature_c: f64) -> f64 {
        polynomial(&self.density, temperature_c)
    }

    #[inline(always)]
    pub fn specific_heat_j_kg_k(&self, temperature_c: f64) -> f64 {
        polynomial(&self.specific_heat, temperature_c)
    }

    #[inline(always)]
    pub fn viscosity_pa_s(&self, temperature_c: f64) -> f64 {
        polynomial(&self.ln_viscosity, temperature_c).exp()
    }
}

#[inline(always)]
fn polynomial<const N: usize>(coefficients: &[f64; N], t: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * t + c)
}

/// The fluid of this index, or NaN properties for one that does not exist.
#[inline(always)]
fn property(fluid: f64, f: impl Fn(&Fluid) -> f64) -> f64 {
    FLUIDS.get(fluid as usize).map_or(f64::NAN, f)
}

/// Density [kg/m³] of the fluid with this index in [`FLUIDS`].
pub fn density_kg_m3(fluid: f64, temperature_c: f64) -> f64 {
    property(fluid, |f| f.density_kg_m3(temperature_c))
}

/// Specific heat [J/kg/K].
pub fn specific_heat_j_kg_k(fluid: f64, temperature_c: f64) -> f64 {
    property(fluid, |f| f.specific_heat_j_kg_k(temperature_c))
}

/// Dynamic viscosity [Pa·s].
pub fn viscosity_pa_s(fluid: f64, temperature_c: f64) -> f64 {
    property(fluid, |f| f.viscosity_pa_s(temperature_c))
}

/// Freezing point [°C].
pub fn freezing_point_c(fluid: f64) -> f64 {
    property(fluid, |f| f.freezing_point_c)
}

/// Heat of evaporation of water at saturation [J/kg].
#[inline(always)]
pub fn latent_heat_j_kg(temperature_c: f64) -> f64 {
    polynomial(&[2500924.909, -2377.491947, 0.6265633604, -0.01364537628, 6.157610495e-06], temperature_c)
}

crate::kernels! {
    density_kg_m3(fluid, temperature_c) -> f64;
    specific_heat_j_kg_k(fluid, temperature_c) -> f64;
    viscosity_pa_s(fluid, temperature_c) -> f64;
    freezing_point_c(fluid) -> f64;
    latent_heat_j_kg(temperature_c) -> f64;
}
