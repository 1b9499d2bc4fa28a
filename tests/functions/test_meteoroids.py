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


def test_doors(debris):
    check(meteoroids.grun_flux_per_m2_yr, particle_mass_kg=1e-9)
    check(meteoroids.earth_shielding_factor, altitude_m=550e3, atmosphere_m=100e3, earth_radius_m=6.4e6)
    check(meteoroids.gravitational_focusing_factor, altitude_m=550e3, earth_radius_m=6.4e6)
    law = {"speed_m_s": 2e4, "particle_density_kg_m3": 2e3, "coefficient": 0.54}
    check(meteoroids.critical_mass_kg, wall_thickness_m=2e-3, **law)
    check(meteoroids.perforated_thickness_m, particle_mass_kg=1e-9, **law)
    check(meteoroids.debris_flux_per_m2_yr, altitude_m=5e5, inclination_deg=53.0, particle_diameter_m=1e-3, dataset="test_debris")
    check(meteoroids.leak_rate_per_yr, flux_per_m2_yr=0.02, exposed_area_m2=250.0, segments=3, shielding_factor=0.7, focusing_factor=1.9)
