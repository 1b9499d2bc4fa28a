//! What wears a satellite out beside the hazards of its parts: punctures of the loop and dose, and the mass that stands against them.

use super::parameters::Draw;
use crate::constants::EARTH_EQUATORIAL_RADIUS_M;
use crate::shared::reliability::k_of_n_unavailability;
use crate::space::meteoroids::{
    critical_mass_kg, earth_shielding_factor, engineering_debris_flux_per_m2_yr, gravitational_focusing_factor, grun_flux_per_m2_yr,
    leak_rate_per_yr, sphere_diameter_m,
};
use crate::space::radiation_effects::trend_dose_rate_rad_per_yr;

/// Mass of 1 m² of aluminium 1 mm thick.
const ALUMINIUM_KG_M2_MM: f64 = 2.7;
/// K1 of the thin-wall equation for aluminium.
const WALL_COEFFICIENT: f64 = 0.54;
const ATMOSPHERE_M: f64 = 100e3;
/// Heaviest and lightest particle of the flux law [kg].
const PARTICLES_KG: (f64, f64) = (1e-21, 1e-3);
/// Altitudes [m] and inclinations [°] of the model of debris, and its yearly growth: of the mass, of the fragments, of these beyond 2011.
const DEBRIS_M: (f64, f64) = (200e3, 2000e3);
const DEBRIS_DEG: (f64, f64) = (28.5, 120.0);
const DEBRIS_GROWTH: (f64, f64, f64) = (0.05, 0.02, 0.04);
/// Altitude [m] and depth [mm] for which `dose_rate_rad_per_yr` stands, and the range of the trend that carries it elsewhere.
const DOSE_AT: (f64, f64) = (650e3, 10.0);
const TREND_M: (f64, f64) = (300e3, 2000e3);
const TREND_MM: (f64, f64) = (2.0, 20.0);

impl Draw {
    /// Isolated loops of a satellite, and how many of them it may lose.
    pub fn loops(&self) -> (f64, f64) {
        let n = self.loops_per_satellite.round().max(1.0);
        (n, (self.loop_loss_share * n + 1e-9).floor().clamp(0.0, n - 1.0))
    }

    /// Panels over those that carry the full load: each loop serves its own panels, and those of the lost loops are missing.
    pub fn panel_reserve(&self) -> f64 {
        let (n, lost) = self.loops();
        n / (n - lost)
    }

    /// Tubes of the loop that face space, as aluminium [kg] per m² of panel.
    pub fn wall_kg_m2(&self) -> f64 {
        self.exposed_loop_share * self.loop_wall_mm * ALUMINIUM_KG_M2_MM
    }

    /// Shield around the electronics of the fleet [kg].
    pub fn shield_kg(&self) -> f64 {
        self.gpus * self.shield_area_per_gpu_m2 * self.shield_depth_mm * ALUMINIUM_KG_M2_MM
    }

    /// Punctures of one loop of a satellite [1/yr], by meteoroids and by debris.
    ///
    /// ```text
    /// λ = [s G F(m_c) + f F_debris(d_c)] A_t/n,   m_c and d_c the particles that just go through the wall
    /// ```
    /// Debris is that of the engineering model, at the nearest inclination that it knows; none above 2,000 km.
    pub fn leaks_per_loop_yr(&self, panel_m2_per_satellite: f64, inclination_deg: f64) -> f64 {
        let altitude_m = self.altitude_km * 1e3;
        let wall_m = self.loop_wall_mm * 1e-3;
        let critical =
            |speed_km_s: f64, density_g_cm3: f64| critical_mass_kg(wall_m, speed_km_s * 1e3, density_g_cm3 * 1e3, WALL_COEFFICIENT);
        let meteoroid_kg = critical(self.meteoroid_speed_km_s, self.meteoroid_density_g_cm3);
        let flux = grun_flux_per_m2_yr(meteoroid_kg.clamp(PARTICLES_KG.0, PARTICLES_KG.1));
        let shielding = earth_shielding_factor(altitude_m, ATMOSPHERE_M, EARTH_EQUATORIAL_RADIUS_M);
        let focusing = gravitational_focusing_factor(altitude_m, EARTH_EQUATORIAL_RADIUS_M);
        let (exposed_m2, loops) = (self.exposed_loop_share * panel_m2_per_satellite, self.loops().0);
        let meteoroids = leak_rate_per_yr(flux, exposed_m2, loops, shielding, focusing);
        if altitude_m > DEBRIS_M.1 {
            return meteoroids;
        }
        let debris_kg = critical(self.debris_speed_km_s, self.debris_density_g_cm3);
        let flux = engineering_debris_flux_per_m2_yr(
            altitude_m.max(DEBRIS_M.0),
            inclination_deg.clamp(DEBRIS_DEG.0, DEBRIS_DEG.1),
            sphere_diameter_m(debris_kg, self.debris_density_g_cm3 * 1e3),
            self.debris_year,
            self.f107_sfu,
            DEBRIS_GROWTH.0,
            DEBRIS_GROWTH.1,
            DEBRIS_GROWTH.2,
        );
        meteoroids + leak_rate_per_yr(flux * self.debris_flux_factor, exposed_m2, loops, 1.0, 1.0)
    }

    /// Hazard that more loops are lost than a satellite can spare [1/yr].
    ///
    /// ```text
    /// −ln(1 − P)/τ,   P = P[Binomial(n, e^(−λτ)) < n − k],   but at most 1/Σ_{i=0}^{k} 1/((n − i) λ)
    /// ```
    /// The bound, one satellite in the mean time until k + 1 loops are gone, counts where most are lost within τ.
    pub fn puncture_hazard_per_yr(&self, panel_m2_per_satellite: f64, inclination_deg: f64) -> f64 {
        let (n, lost) = self.loops();
        let rate = self.leaks_per_loop_yr(panel_m2_per_satellite, inclination_deg);
        if rate.is_nan() || rate <= 0.0 {
            return 0.0;
        }
        let life = self.station_life_years;
        let unavailability = k_of_n_unavailability(n - lost, n, (-rate * life).exp()).min(1.0);
        let mean_yr: f64 = (0..=lost as usize).map(|i| 1.0 / ((n - i as f64) * rate)).sum();
        (-(-unavailability).ln_1p() / life).min(1.0 / mean_yr)
    }

    /// Dose behind this shield in this orbit [rad(Si)/yr]: the given one, carried by the trend over altitude and depth.
    pub fn dose_rad_per_yr(&self) -> f64 {
        let altitude_m = (self.altitude_km * 1e3).clamp(TREND_M.0, TREND_M.1);
        let depth_mm = self.shield_depth_mm.clamp(TREND_MM.0, TREND_MM.1);
        self.dose_rate_rad_per_yr * trend_dose_rate_rad_per_yr(altitude_m, depth_mm) / trend_dose_rate_rad_per_yr(DOSE_AT.0, DOSE_AT.1)
    }
}
