"""Meteoroids and debris: flux, what a wall lets through, leaks of a loop (model J).

Meteoroids by the curve of Grün et al.; debris by the engineering model of 1989 or from a data set that is named. SI here; the
formulas' own units (g, cm, g/cm³, km/s) stay inside.
"""

from __future__ import annotations

import numpy as np

from gigasite._model import Floats, Outside, kernel, legal, model, non_negative, positive, possible, valid
from gigasite.constants import EARTH_EQUATORIAL_RADIUS_M
from gigasite.parameters import default
from gigasite.space_tables import find

__all__ = [
    "critical_mass_kg",
    "debris_flux_per_m2_yr",
    "earth_shielding_factor",
    "engineering_debris_flux_per_m2_yr",
    "gravitational_focusing_factor",
    "grun_flux_per_m2_yr",
    "leak_rate_per_yr",
    "perforated_thickness_m",
    "sphere_diameter_m",
]

_speed = valid(5e3, 40e3, positive)


@model(particle_mass_kg=valid(1e-21, 1e-3, positive))
def grun_flux_per_m2_yr(particle_mass_kg: Floats, *, outside: Outside = "raise") -> Floats:
    """Particles heavier than a mass that meet 1 m² of a one-sided randomly tumbling plate in a year, at 1 AU without the Earth.

    Formula: ``3.15576e7 (F1 + F2 + F3)``, m in g: ``F1 = (2.2e3 m^0.306 + 15)^−4.38``, ``F2 = 1.3e-9 (m + 1e11 m² + 1e27 m⁴)^−0.36``,
    ``F3 = 1.3e-16 (m + 1e6 m²)^−0.85``. Shapes: any. Valid: 1e-21–1e-3 kg.
    Errors: `PhysicsError` outside, `ParameterError` for a mass of 0.
    Source: E. Grün et al. 1985, DOI 10.1016/0019-1035(85)90121-6, as in ECSS-E-ST-10-04C section 10.2.4.

    >>> round(grun_flux_per_m2_yr(1e-9), 6)
    1.487987
    """
    return kernel("meteoroids.grun_flux_per_m2_yr", particle_mass_kg)


@model(altitude_m=positive, atmosphere_m=non_negative, earth_radius_m=positive)
def earth_shielding_factor(
    altitude_m: Floats, *, atmosphere_m: Floats = 100000.0, earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M
) -> Floats:
    """Share of the flux that the Earth and its atmosphere let by.

    Formula: ``(1 + cos θ)/2``, ``sin θ = (R_E + atmosphere)/(R_E + h)``. Shapes: arguments broadcast.
    Errors: `PhysicsError` for an altitude inside the atmosphere. Source: ECSS-E-ST-10-04C section 10.2.4.

    >>> round(earth_shielding_factor(550e3), 7)
    0.6772613
    """
    possible(np.greater(altitude_m, atmosphere_m), "the satellite is inside the atmosphere", parameter="altitude_m", value=altitude_m)
    return kernel("meteoroids.earth_shielding_factor", altitude_m, atmosphere_m, earth_radius_m)


@model(altitude_m=positive, earth_radius_m=positive)
def gravitational_focusing_factor(altitude_m: Floats, *, earth_radius_m: Floats = EARTH_EQUATORIAL_RADIUS_M) -> Floats:
    """Factor by which the Earth's gravity gathers meteoroids: ``1 + R_E/r``.

    Shapes: arguments broadcast. Errors: `ParameterError` for an altitude of 0. Source: ECSS-E-ST-10-04C section 10.2.4.

    >>> round(gravitational_focusing_factor(550e3), 4)
    1.9206
    """
    return kernel("meteoroids.gravitational_focusing_factor", altitude_m, earth_radius_m)


_SPEED_M_S = 1e3 * default("meteoroid_speed")
_DENSITY_KG_M3 = 1e3 * default("meteoroid_density")


@model(wall_thickness_m=positive, speed_m_s=_speed, particle_density_kg_m3=positive, coefficient=positive)
def critical_mass_kg(
    wall_thickness_m: Floats,
    *,
    speed_m_s: Floats = _SPEED_M_S,
    particle_density_kg_m3: Floats = _DENSITY_KG_M3,
    coefficient: Floats = 0.54,
    outside: Outside = "raise",
) -> Floats:
    """Mass [kg] of the particle that just goes through a thin ductile wall at normal impact.

    Formula: ``m = (t/(K1 ρ^(1/6) v^0.875))^(1/0.352)`` in cm, g, g/cm³, km/s; K1 = 0.54 for aluminium.
    Shapes: arguments broadcast. Valid: 5–40 km/s. Errors: `PhysicsError` outside, `ParameterError` for what is not positive.
    Source: NASA SP-8042, Meteoroid Damage Assessment, 1970.

    >>> f"{critical_mass_kg(2e-3):.3e}"
    '2.500e-08'
    """
    return kernel("meteoroids.critical_mass_kg", wall_thickness_m, speed_m_s, particle_density_kg_m3, coefficient)


@model(particle_mass_kg=positive, speed_m_s=_speed, particle_density_kg_m3=positive, coefficient=positive)
def perforated_thickness_m(
    particle_mass_kg: Floats,
    *,
    speed_m_s: Floats = _SPEED_M_S,
    particle_density_kg_m3: Floats = _DENSITY_KG_M3,
    coefficient: Floats = 0.54,
    outside: Outside = "raise",
) -> Floats:
    """Thickness [m] of the thin wall that a particle just goes through, the inverse of `critical_mass_kg`.

    Formula: ``t = K1 m^0.352 ρ^(1/6) v^0.875`` in cm, g, g/cm³, km/s. Shapes: arguments broadcast. Valid: 5–40 km/s.
    Errors: as `critical_mass_kg`. Source: as there.

    >>> round(1e3 * perforated_thickness_m(1e-9), 3)  # mm
    0.644
    """
    return kernel("meteoroids.perforated_thickness_m", particle_mass_kg, speed_m_s, particle_density_kg_m3, coefficient)


@model(altitude_m=non_negative, inclination_deg=legal(0.0, 180.0), particle_diameter_m=positive)
def debris_flux_per_m2_yr(altitude_m: Floats, inclination_deg: Floats, particle_diameter_m: Floats, *, dataset: str) -> Floats:
    """Flux of debris larger than a diameter [1/m²/yr], from a data set that a plugin brings (ORDEM, MASTER: not free to be shipped).

    `engineering_debris_flux_per_m2_yr` is the published closed form.

    Formula: linear in the logarithm of the flux between the points of the table. Shapes: arguments broadcast.
    Errors: `DataError` for a data set that is not installed, with the list of those that are; `PhysicsError` outside the table.
    Source: the ``origin`` of the data set, see `gigasite.space_tables`.

    >>> debris_flux_per_m2_yr(550e3, 53.0, 1e-3, dataset="ordem")
    Traceback (most recent call last):
    gigasite.errors.DataError: dataset: no debris data set is called 'ordem'; installed: none is installed
    """
    return find("debris", dataset)(altitude_m, inclination_deg, particle_diameter_m)


@model(
    altitude_m=valid(200e3, 2000e3, positive),
    inclination_deg=valid(28.5, 120.0, legal(0.0, 180.0)),
    particle_diameter_m=valid(1e-6, 10.0, positive),
    year=valid(1988.0, 2060.0, positive),
    f107_sfu=valid(60.0, 300.0, positive),
    mass_growth_per_yr=legal(0.0, 1.0),
    fragment_growth_per_yr=legal(0.0, 1.0),
    later_fragment_growth_per_yr=legal(0.0, 1.0),
)
def engineering_debris_flux_per_m2_yr(
    altitude_m: Floats,
    inclination_deg: Floats,
    particle_diameter_m: Floats,
    *,
    year: Floats,
    f107_sfu: Floats,
    mass_growth_per_yr: Floats = 0.05,
    fragment_growth_per_yr: Floats = 0.02,
    later_fragment_growth_per_yr: Floats = 0.04,
    outside: Outside = "raise",
) -> Floats:
    """Debris larger than a diameter that meets 1 m² of a randomly tumbling surface in a year, by a published closed form.

    Formula: ``H(d) Φ(h, S) Ψ(i) [F1(d) g1(t) + F2(d) g2(t)]``, d in cm, h in km, S the solar flux of the year before:
    ``H = 10^(exp(−((log10 d − 0.78)/0.637)²)/2)``, ``Φ = φ/(φ + 1)``, ``φ = 10^(h/200 − S/140 − 1.5)``,
    ``F1 = 1.22e-5 d^−2.5``, ``F2 = 8.1e10 (d + 700)^−6``, ``g2 = 1 + p (t − 1988)``, ``g1 = (1 + q)^(t − 1988)`` to 2011 and
    ``(1 + q')^(t − 2011)`` times that beyond; Ψ from a table, 0.91 at 28.5° to 1.78 at 100°. Shapes: arguments broadcast.
    Valid: 200–2,000 km, 28.5–120°, 1 µm–10 m, 60–300 sfu, years from 1988 on. Growth beyond 2011 is a scenario of the model, not
    a count of what flies: hold a factor of three against it. Errors: `PhysicsError` outside.
    Source: D. Kessler, R. Reynolds, P. Anz-Meador, "Orbital debris environment for spacecraft designed to operate in low Earth
    orbit", NASA TM 100-471, 1989; growth as in NASA SSP 30425 (Space Station Program natural environment definition).

    >>> round(engineering_debris_flux_per_m2_yr(400e3, 51.6, 0.01, year=1995, f107_sfu=100.0) * 1e6, 2)  # 1 cm; per km² and year
    7.55
    """
    return kernel(
        "meteoroids.engineering_debris_flux_per_m2_yr",
        altitude_m,
        inclination_deg,
        particle_diameter_m,
        year,
        f107_sfu,
        mass_growth_per_yr,
        fragment_growth_per_yr,
        later_fragment_growth_per_yr,
    )


@model(mass_kg=positive, density_kg_m3=positive)
def sphere_diameter_m(mass_kg: Floats, density_kg_m3: Floats) -> Floats:
    """Diameter [m] of a sphere: ``(6 m/(π ρ))^(1/3)``; fluxes of debris count by size, walls by mass.

    Shapes: arguments broadcast. Errors: `ParameterError` for what is not positive. Source: geometry.

    >>> round(1e3 * sphere_diameter_m(critical_mass_kg(1.5e-3, speed_m_s=13e3, particle_density_kg_m3=2800.0), 2800.0), 3)  # mm
    0.266
    """
    return kernel("meteoroids.sphere_diameter_m", mass_kg, density_kg_m3)


@model(
    flux_per_m2_yr=non_negative,
    exposed_area_m2=non_negative,
    segments=legal(1.0),
    shielding_factor=non_negative,
    focusing_factor=non_negative,
)
def leak_rate_per_yr(
    flux_per_m2_yr: Floats,
    exposed_area_m2: Floats,
    *,
    segments: Floats = 1,
    shielding_factor: Floats = 1.0,
    focusing_factor: Floats = 1.0,
) -> Floats:
    """Leaks [1/yr] of one of ``segments`` equal isolated segments of a loop.

    Formula: ``λ = s G F A/n``; with `reliability.survival_probability` and `reliability.poisson_at_least_one` it becomes a probability.
    Shapes: arguments broadcast. Errors: `ParameterError` for fewer than one segment. Source: Poisson process of independent impacts.

    >>> leak_rate_per_yr(0.02, 250.0, segments=10)
    0.5
    """
    return kernel("meteoroids.leak_rate_per_yr", flux_per_m2_yr, exposed_area_m2, segments, shielding_factor, focusing_factor)
