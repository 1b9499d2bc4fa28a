//! Physical constants, each once, with its source. Python reads them from here.

macro_rules! constants {
    ($($(#[doc = $doc:literal])* $name:ident = $value:expr;)*) => {
        $($(#[doc = $doc])* pub const $name: f64 = $value;)*
        /// Every constant by its lower-case name, for the binding.
        pub const ALL: &[(&str, f64)] = &[$((stringify!($name), $name)),*];
    };
}

constants! {
    /// Stefan–Boltzmann constant, exact from the SI [W/m²/K⁴].
    STEFAN_BOLTZMANN_W_M2_K4 = 5.670374419e-8;
    /// Boltzmann constant, exact [J/K].
    BOLTZMANN_J_K = 1.380649e-23;
    /// Planck constant, exact [J·s].
    PLANCK_J_S = 6.62607015e-34;
    /// Speed of light in vacuum, exact [m/s].
    SPEED_OF_LIGHT_M_S = 299_792_458.0;
    /// 0 °C [K].
    ZERO_CELSIUS_K = 273.15;
    /// Standard atmosphere at sea level [Pa].
    STANDARD_PRESSURE_PA = 101_325.0;
    /// Standard gravity [m/s²].
    STANDARD_GRAVITY_M_S2 = 9.80665;
    /// Hours of a common year.
    HOURS_PER_YEAR = 8760.0;
    /// Earth's equatorial radius, WGS84 [m]: orbits, eclipses, slant ranges.
    EARTH_EQUATORIAL_RADIUS_M = 6_378_137.0;
    /// Radius of the Earth as a source of heat [m]: view factors, albedo.
    EARTH_MEAN_RADIUS_M = 6_371_000.0;
    /// Mean radius of the Earth, IUGG [km]: distances on the ground.
    EARTH_RADIUS_KM = 6371.0088;
    /// Nominal solar radius, IAU 2015 Resolution B3 [m].
    SUN_RADIUS_M = 695_700_000.0;
    /// Astronomical unit, exact, IAU 2012 Resolution B2 [m].
    ASTRONOMICAL_UNIT_M = 149_597_870_700.0;
    /// Gravitational parameter of the Earth, WGS84 and EGM [m³/s²].
    GRAVITATIONAL_PARAMETER_M3_S2 = 3.986004418e14;
    /// Second zonal harmonic of the Earth.
    J2 = 1.08262668e-3;
    /// Temperature of deep space, Fixsen 2009, DOI 10.1088/0004-637X/707/2/916 [K].
    DEEP_SPACE_K = 2.7255;
    /// Tropical year [d].
    TROPICAL_YEAR_DAYS = 365.242_189_7;
    /// Julian year [s].
    JULIAN_YEAR_S = 31_557_600.0;
    /// Day [s].
    DAY_S = 86_400.0;
    /// Higher heating value conversion, 1 kWh in Btu (IT).
    BTU_PER_KWH = 3412.142;
}
