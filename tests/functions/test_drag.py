"""Drag: the table both as file and in the core, life by quadrature, cycles, bad input."""

import csv
from importlib import resources
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from doors import check
from gigasite import drag, orbit
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

MU, R, YEAR = 3.986004418e14, 6378137.0, 31557600.0
altitude = st.floats(200e3, 1000e3)
flux = st.floats(70.0, 250.0)
index = st.floats(0.0, 400.0)


@pytest.fixture(scope="module")
def table():
    text = resources.files("gigasite").joinpath("data/tables/density_nrlmsis21.csv").read_text("utf-8")
    return np.array([[float(v) for v in row.values()] for row in csv.DictReader(text.splitlines())])


def test_core_and_file_hold_the_same_numbers(table):
    assert table.shape == (3300, 4)
    got = drag.density_kg_m3(table[:, 0] * 1e3, f107_sfu=table[:, 1], ap=table[:, 2])
    assert got == pytest.approx(table[:, 3], rel=1e-12)


def test_densities_of_the_specification():
    # Cosine-of-latitude means of pymsis 0.13.0 on a coarser grid.
    km = np.array([300, 400, 500, 550, 600, 650, 800.0])
    low = [7.877e-12, 7.305e-13, 9.260e-14, 3.800e-14, 1.785e-14, 9.774e-15, 3.176e-15]
    high = [5.297e-11, 1.148e-11, 2.992e-12, 1.594e-12, 8.684e-13, 4.832e-13, 9.481e-14]
    assert drag.density_kg_m3(km * 1e3, f107_sfu=70.0, ap=4.0) == pytest.approx(low, rel=0.01)
    assert drag.density_kg_m3(km * 1e3, f107_sfu=230.0, ap=15.0) == pytest.approx(high, rel=0.01)


@given(altitude, flux, index, st.floats(1.0, 5e4), st.floats(0.1, 50.0))
def test_density_falls_with_altitude_and_rises_with_activity(h, f, a, dh, df):
    rho = drag.density_kg_m3(h, f107_sfu=f, ap=a)
    assert rho > 0.0
    assert drag.density_kg_m3(min(h + dh, 1000e3), f107_sfu=f, ap=a) <= rho
    assert drag.density_kg_m3(h, f107_sfu=min(f + df, 250.0), ap=a) >= rho
    assert drag.density_kg_m3(h, f107_sfu=f, ap=min(a + df, 400.0)) >= rho


@given(altitude, st.floats(1e-15, 1e-10), st.floats(1e-4, 1.0))
def test_decay_is_what_station_keeping_makes_good(h, rho, b):
    # Thrust Δv along the flight raises the orbit by 2 a Δv/v.
    a, v = R + h, orbit.speed_m_s(h)
    per_day = drag.station_keeping_m_s_per_yr(h, rho, b) * 86400.0 / YEAR
    assert 2.0 * a * per_day / v == pytest.approx(-drag.decay_rate_m_per_day(h, rho, b), rel=1e-9)


@pytest.mark.parametrize("h", [210e3, 240e3, 400e3, 777e3])
def test_life_is_the_integral_of_the_decay(h):
    def days_per_m(x):
        return -1.0 / drag.decay_rate_m_per_day(x, drag.density_kg_m3(x, f107_sfu=140.0, ap=12.0), 0.022)

    knots = [200e3, *np.arange(225e3, h, 25e3), h]
    days = sum(quad(days_per_m, low, high, epsrel=1e-9)[0] for low, high in pairwise(knots))
    assert drag.lifetime_yr(h, 0.022, f107_sfu=140.0, ap=12.0) == pytest.approx(days * 86400.0 / YEAR, rel=1e-8)


@given(st.floats(210e3, 1000e3), flux, index, st.floats(1e-3, 1.0))
def test_lives_add_up(h, f, a, b):
    life = drag.lifetime_yr(h, b, f107_sfu=f, ap=a)
    assert drag.lifetime_yr(h, 2.0 * b, f107_sfu=f, ap=a) == pytest.approx(life / 2.0, rel=1e-12)
    middle = (h + 200e3) / 2.0
    parts = drag.lifetime_yr(h, b, f107_sfu=f, ap=a, end_altitude_m=middle) + drag.lifetime_yr(middle, b, f107_sfu=f, ap=a)
    assert parts == pytest.approx(life, rel=1e-7)


@pytest.mark.parametrize(("h", "b", "f"), [(550e3, 0.022, 230.0), (400e3, 0.005, 100.0), (300e3, 0.35, 150.0), (650e3, 0.1, 200.0)])
def test_a_constant_cycle_is_a_constant(h, b, f):
    constant = drag.lifetime_yr(h, b, f107_sfu=f, ap=15.0)
    assert drag.lifetime_cycle_yr(h, b, np.full(7, f), 15.0) == pytest.approx(constant, rel=1e-4)


def test_cycles():
    phase = 2.0 * np.pi * np.arange(132) / 132
    rising, falling = 150.0 - 80.0 * np.cos(phase), 150.0 + 80.0 * np.cos(phase)
    lives = drag.lifetime_cycle_yr(550e3, 0.022, np.stack([rising, falling]), 10.0)
    assert lives.shape == (2,) and lives[1] < lives[0]
    low, high = (drag.lifetime_yr(550e3, 0.022, f107_sfu=f, ap=10.0) for f in (70.0, 230.0))
    assert np.all((high < lives) & (lives < low))
    rows = drag.lifetime_cycle_yr(np.array([400e3, 550e3]), 0.022, rising, np.full(132, 10.0))
    assert rows.shape == (2,) and rows[1] == pytest.approx(lives[0])
    with pytest.raises(ParameterError, match="values"):
        drag.lifetime_cycle_yr(550e3, 0.022, rising, np.full(131, 10.0))
    with pytest.raises(PhysicsError, match="100,000 years"):
        drag.lifetime_cycle_yr(1000e3, 1e-9, rising, 10.0)
    with pytest.raises(PhysicsError, match="f107_series_sfu"):
        drag.lifetime_cycle_yr(550e3, 0.022, np.array([100.0, 260.0]), 10.0)


def test_rules_and_order():
    assert drag.meets_disposal_rule([4.9, 5.0, 5.1, np.inf]).tolist() == [True, True, False, False]
    assert drag.meets_disposal_rule(4.0) is True
    for end in (550e3, 560e3):
        with pytest.raises(ParameterError, match="end_altitude_m"):
            drag.lifetime_yr(550e3, 0.022, f107_sfu=100.0, ap=10.0, end_altitude_m=end)


def test_beyond_the_table_the_last_slope_goes_on_only_when_asked():
    inside = drag.density_kg_m3([950e3, 1000e3], f107_sfu=150.0, ap=10.0)
    with pytest.warns(ValidityWarning, match="altitude_m"):
        beyond = drag.density_kg_m3(1020e3, f107_sfu=150.0, ap=10.0, outside="warn")
    assert beyond < inside[1] < inside[0]


@given(st.floats(0.0, 1e4), st.floats(0.0, 5e3), st.floats(50.0, 5e3))
def test_propellant_is_tsiolkovsky(m, dv, isp):
    burnt = drag.propellant_kg(m, dv, isp)
    assert 0.0 <= burnt <= m
    assert (m - burnt) * np.exp(dv / (isp * 9.80665)) == pytest.approx(m, rel=1e-9)


def test_doors():
    check(drag.density_kg_m3, altitude_m=550e3, f107_sfu=100.0, ap=10.0)
    path = {"altitude_m": 550e3, "density_kg_m3": 1e-12, "drag_area_ratio_m2_kg": 0.02, "earth_radius_m": R}
    check(drag.decay_rate_m_per_day, **path)
    check(drag.station_keeping_m_s_per_yr, **path, year_s=YEAR)
    check(drag.propellant_kg, mass_kg=1e3, velocity_change_m_s=100.0, specific_impulse_s=1500.0)
    check(drag.lifetime_yr, altitude_m=550e3, drag_area_ratio_m2_kg=0.02, f107_sfu=100.0, ap=10.0, end_altitude_m=250e3)
    check(drag.meets_disposal_rule, lifetime_yr=4.0, limit_yr=5.0)
