"""Physical constants, read from the compiled core where each stands once with its source."""

from __future__ import annotations

from gigasite import _core

_C: dict[str, float] = _core.CONSTANTS

STEFAN_BOLTZMANN_W_M2_K4 = _C["stefan_boltzmann_w_m2_k4"]
BOLTZMANN_J_K = _C["boltzmann_j_k"]
PLANCK_J_S = _C["planck_j_s"]
SPEED_OF_LIGHT_M_S = _C["speed_of_light_m_s"]
ZERO_CELSIUS_K = _C["zero_celsius_k"]
STANDARD_PRESSURE_PA = _C["standard_pressure_pa"]
STANDARD_GRAVITY_M_S2 = _C["standard_gravity_m_s2"]
HOURS_PER_YEAR = _C["hours_per_year"]
EARTH_EQUATORIAL_RADIUS_M = _C["earth_equatorial_radius_m"]
EARTH_MEAN_RADIUS_M = _C["earth_mean_radius_m"]
EARTH_RADIUS_KM = _C["earth_radius_km"]
SUN_RADIUS_M = _C["sun_radius_m"]
ASTRONOMICAL_UNIT_M = _C["astronomical_unit_m"]
GRAVITATIONAL_PARAMETER_M3_S2 = _C["gravitational_parameter_m3_s2"]
J2 = _C["j2"]
DEEP_SPACE_K = _C["deep_space_k"]
TROPICAL_YEAR_DAYS = _C["tropical_year_days"]
JULIAN_YEAR_S = _C["julian_year_s"]
DAY_S = _C["day_s"]
BTU_PER_KWH = _C["btu_per_kwh"]
