"""Meteoroids and debris: invariants 23 and 24, the wall equation both ways, tables of plugins, bad input."""

import sys
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doors import check
from gigasite import meteoroids, space_tables
from gigasite.errors import DataError, PhysicsError, PluginError
from gigasite.hooks import Record, hookimpl, use
from gigasite.hooks.managing import Manager
from gigasite.space_tables import SpaceTable

log_mass = st.floats(-20.9, -3.1)


@given(log_mass, st.floats(1.01, 100.0))
def test_flux_falls_with_mass(exponent, k):
    m = 10.0**exponent
    assert meteoroids.grun_flux_per_m2_yr(m) > meteoroids.grun_flux_per_m2_yr(min(m * k, 1e-3))


def test_flux_is_the_sum_of_its_three_terms():
    g = np.array([1e-15, 1e-9, 1e-6, 1e-3])
    f = (2.2e3 * g**0.306 + 15) ** -4.38 + 1.3e-9 * (g + 1e11 * g**2 + 1e27 * g**4) ** -0.36 + 1.3e-16 * (g + 1e6 * g**2) ** -0.85
    assert meteoroids.grun_flux_per_m2_yr(g * 1e-3) == pytest.approx(3.15576e7 * f, rel=1e-12)


@given(st.floats(1e-4, 1e-2), st.floats(5e3, 39e3), st.floats(500.0, 5000.0), st.floats(1.01, 1.02))
def test_wall_and_particle_are_inverse_and_monotone(t, v, rho, k):
    law = {"speed_m_s": v, "particle_density_kg_m3": rho}
    m = meteoroids.critical_mass_kg(t, **law)
    assert meteoroids.perforated_thickness_m(m, **law) == pytest.approx(t, rel=1e-12)
    assert meteoroids.critical_mass_kg(t * k, **law) > m > meteoroids.critical_mass_kg(t, **{**law, "speed_m_s": v * k})


def test_thousand_square_metres_of_two_millimetres():
    flux = meteoroids.grun_flux_per_m2_yr(meteoroids.critical_mass_kg(2e-3))
    rate = meteoroids.leak_rate_per_yr(flux, 1000.0, shielding_factor=meteoroids.earth_shielding_factor(550e3))
    assert rate == pytest.approx(36.0, rel=0.02)


@given(st.floats(101e3, 4e7), st.floats(1.01, 2.0))
def test_the_earth_shields_and_gathers_less_with_distance(h, k):
    assert 0.5 <= meteoroids.earth_shielding_factor(h) < meteoroids.earth_shielding_factor(h * k) < 1.0
    assert 2.0 > meteoroids.gravitational_focusing_factor(h) > meteoroids.gravitational_focusing_factor(h * k) > 1.0


@pytest.mark.parametrize("h", [100e3, 50e3])
def test_no_satellite_inside_the_atmosphere(h):
    with pytest.raises(PhysicsError):
        meteoroids.earth_shielding_factor(h)


@given(st.floats(0.0, 10.0), st.floats(0.0, 1e4), st.integers(1, 1000))
def test_equal_segments_keep_the_total_rate(flux, area, n):
    whole = meteoroids.leak_rate_per_yr(flux, area)
    assert meteoroids.leak_rate_per_yr(flux, area, segments=n) * n == pytest.approx(whole, rel=1e-12)


@pytest.fixture
def debris():
    h, i, d = np.array([400e3, 800e3, 1200e3]), np.array([0.0, 100.0]), np.array([1e-4, 1e-3, 1e-2])
    values = np.exp(h[:, None, None] / 400e3 + i[None, :, None] / 100.0) * d[None, None, :] ** -2.5 * 1e-8
    table = SpaceTable("test_debris", "debris", "a made-up law", h, i, d, values)
    space_tables.register(table)
    yield table
    space_tables._REGISTERED.pop("test_debris")


def test_a_debris_table_is_read_in_the_logarithm(debris):
    got = meteoroids.debris_flux_per_m2_yr([500e3, 1000e3], 53.0, 1e-3, dataset="test_debris")
    assert got == pytest.approx(np.exp(np.array([500e3, 1000e3]) / 400e3 + 0.53) * 1e-3**-2.5 * 1e-8, rel=1e-12)
    assert meteoroids.debris_flux_per_m2_yr(1200e3, 100.0, 1e-2, dataset="test_debris") == pytest.approx(debris.values[-1, -1, -1])
    for place in ((399e3, 53.0, 1e-3), (500e3, 101.0, 1e-3), (500e3, 53.0, 9e-5)):
        with pytest.raises(PhysicsError, match="a made-up law"):
            meteoroids.debris_flux_per_m2_yr(*place, dataset="test_debris")
    with pytest.raises(DataError, match="test_debris"):
        meteoroids.debris_flux_per_m2_yr(500e3, 53.0, 1e-3, dataset="ordem")
    with pytest.raises(DataError, match="none is installed"):
        space_tables.find("dose", "test_debris")


def test_tables_of_plugins(debris):
    table = SpaceTable("any", "debris", "their run", debris.altitude_m, debris.inclination_deg, debris.third, 2.0 * debris.values)
    module = ModuleType("their_debris")
    module.TABLE, module.WRONG = table, 5

    def gigasite_space_tables():
        yield Record("theirs", "twice as much", "their_debris:TABLE")
        yield Record("wrong", "no table", "their_debris:WRONG")

    module.gigasite_space_tables = hookimpl(gigasite_space_tables)
    sys.modules["their_debris"] = module
    try:
        with use(Manager.isolated(module, builtin=False)):
            ours, theirs = (meteoroids.debris_flux_per_m2_yr(5e5, 53.0, 1e-3, dataset=name) for name in ("test_debris", "theirs"))
            assert theirs == pytest.approx(2.0 * ours)
            with pytest.raises(PluginError, match="SpaceTable"):
                meteoroids.debris_flux_per_m2_yr(5e5, 53.0, 1e-3, dataset="wrong")
            assert space_tables.installed("debris") == {"test_debris": "a made-up law", "theirs": "their run"}
    finally:
        del sys.modules["their_debris"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "light"},
        {"altitude_m": [400e3]},
        {"altitude_m": [800e3, 400e3]},
        {"values": np.ones((2, 2, 3))},
        {"values": np.zeros((2, 2, 2))},
        {"third": [1e-3, np.nan]},
    ],
)
def test_a_table_that_is_none(wrong):
    good = {"name": "t", "kind": "debris", "origin": "o", "altitude_m": [4e5, 8e5], "inclination_deg": [0.0, 90.0], "third": [1e-3, 1e-2]}
    with pytest.raises(DataError):
        SpaceTable(**{**good, "values": np.ones((2, 2, 2)), **wrong})


orbits = {"altitude_m": st.floats(200e3, 2000e3), "inclination_deg": st.floats(28.5, 120.0), "f107_sfu": st.floats(70.0, 230.0)}


@given(*orbits.values(), st.floats(-6.0, 0.5), st.floats(1988.0, 2040.0), st.floats(1.01, 3.0))
def test_debris_falls_with_size_and_activity_and_grows_with_time(h, i, s, exponent, year, k):
    d = 10.0**exponent
    flux = meteoroids.engineering_debris_flux_per_m2_yr(h, i, d, year=year, f107_sfu=s)
    assert flux > 0.0
    assert meteoroids.engineering_debris_flux_per_m2_yr(h, i, min(d * 2.0 * k, 10.0), year=year, f107_sfu=s) < flux
    assert meteoroids.engineering_debris_flux_per_m2_yr(h, i, d, year=year + 1.0, f107_sfu=s) > flux
    # An active Sun sweeps low orbits; high ones keep what they have.
    assert meteoroids.engineering_debris_flux_per_m2_yr(h, i, d, year=year, f107_sfu=s + 20.0) < flux
    lower = min(h, 1.95e6)  # so that the step up is a whole one
    low, high = (meteoroids.engineering_debris_flux_per_m2_yr(a, i, d, year=year, f107_sfu=s) for a in (lower, lower + 5e4))
    assert high > low


def test_debris_by_hand():
    """1 mm at 800 km, 98°, 2005, 100 sfu, term by term."""
    h = 10.0 ** (0.5 * np.exp(-(((-1.0 - 0.78) / 0.637) ** 2)))
    phi = 10.0 ** (800.0 / 200.0 - 100.0 / 140.0 - 1.5)
    psi = 1.37 + 0.8 * (1.78 - 1.37)
    small, large = 1.22e-5 * 0.1**-2.5 * 1.02**17, 8.1e10 * 700.1**-6 * (1.0 + 0.05 * 17)
    got = meteoroids.engineering_debris_flux_per_m2_yr(800e3, 98.0, 1e-3, year=2005, f107_sfu=100.0)
    assert got == pytest.approx(h * phi / (phi + 1.0) * psi * (small + large), rel=1e-12)


def test_debris_against_a_surface_that_came_back():
    """LDEF (about 463 km, 28.5°, 5.75 years to 1990): 1 impact for each 7 m² of its ram faces that could go through 2.5 mm of
    aluminium, which 0.7 mm of debris does. Ram faces meet three to four times what a tumbling one does."""
    tumbling = 5.75 * meteoroids.engineering_debris_flux_per_m2_yr(463e3, 28.5, 0.7e-3, year=1988, f107_sfu=110.0)
    assert 1.0 / 7.0 / 3.0 < 3.5 * tumbling < 3.0 / 7.0


@given(st.floats(1e-15, 1e3), st.floats(100.0, 2e4))
def test_sphere(mass, density):
    d = meteoroids.sphere_diameter_m(mass, density)
    assert np.pi / 6.0 * d**3 * density == pytest.approx(mass, rel=1e-12)


def test_doors(debris):
    law = {"altitude_m": 8e5, "inclination_deg": 98.0, "particle_diameter_m": 1e-3, "year": 2005.0, "f107_sfu": 100.0}
    growth = {"mass_growth_per_yr": 0.05, "fragment_growth_per_yr": 0.02, "later_fragment_growth_per_yr": 0.04}
    check(meteoroids.engineering_debris_flux_per_m2_yr, **law, **growth)
    check(meteoroids.sphere_diameter_m, mass_kg=1e-6, density_kg_m3=2800.0)
    check(meteoroids.grun_flux_per_m2_yr, particle_mass_kg=1e-9)
    check(meteoroids.earth_shielding_factor, altitude_m=550e3, atmosphere_m=100e3, earth_radius_m=6.4e6)
    check(meteoroids.gravitational_focusing_factor, altitude_m=550e3, earth_radius_m=6.4e6)
    law = {"speed_m_s": 2e4, "particle_density_kg_m3": 2e3, "coefficient": 0.54}
    check(meteoroids.critical_mass_kg, wall_thickness_m=2e-3, **law)
    check(meteoroids.perforated_thickness_m, particle_mass_kg=1e-9, **law)
    check(meteoroids.debris_flux_per_m2_yr, altitude_m=5e5, inclination_deg=53.0, particle_diameter_m=1e-3, dataset="test_debris")
    check(meteoroids.leak_rate_per_yr, flux_per_m2_yr=0.02, exposed_area_m2=250.0, segments=3, shielding_factor=0.7, focusing_factor=1.9)
