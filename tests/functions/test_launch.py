"""Launch and replacement: invariants 33 and 34, whole loads, fleets, bad input."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doors import check
from gigasite import launch
from gigasite.errors import ParameterError, PhysicsError

some = st.floats(1e-3, 1e6)
factor = st.floats(1.01, 1e3)


@given(some, some, some, some, factor)
def test_price_of_launched_power_is_homogeneous(m, p, life, price, k):
    value = launch.launched_power_price_usd_per_kw_yr(m, p, life, price)
    assert launch.launched_power_price_usd_per_kw_yr(m * k, p * k, life, price) == pytest.approx(value, rel=1e-12)
    assert launch.launched_power_price_usd_per_kw_yr(m, p, life, price * k) == pytest.approx(value * k, rel=1e-12)


@given(st.floats(1.0, 1e8), st.floats(1e3, 2e5), st.floats(0.0, 1e6), st.floats(0.1, 1.0), st.floats(0.0, 0.5))
def test_flights_carry_everything(mass, payload, volume, packing, failures):
    n = launch.flights(mass, payload, volume_m3=volume, payload_volume_m3=1000.0, packing=packing, failure_probability=failures)
    loads = n * (1.0 - failures)
    assert loads == pytest.approx(round(loads), abs=1e-6 * max(loads, 1.0))
    assert loads * payload * packing >= mass * (1 - 1e-9) and loads * 1000.0 * packing >= volume * (1 - 1e-9)
    assert (loads - 1.0) * packing < max(mass / payload, volume / 1000.0) * (1 + 1e-9)


def test_whole_loads_are_whole():
    assert launch.flights(3.3, 1.1) == 3.0  # 3.3/1.1 is 3.0000000000000004
    assert launch.flights(0.0, 100.0) == 0.0
    assert launch.flights(100.0, 100.0, orbit_factor=0.5) == 2.0
    assert launch.flights(100.0, 100.0, failure_probability=0.5) == 2.0
    assert launch.flights(1.0, 100.0, volume_m3=1e9) == 1.0  # no limit of volume


@given(some, some, st.floats(-1e6, 1e6))
def test_allowance_and_gap(benchmark, mass, other):
    allowance = launch.allowance_usd_per_kg(benchmark, mass, other_orbital_cost_usd_per_kw=other)
    assert allowance * mass + other == pytest.approx(benchmark, rel=1e-6, abs=1e-6)
    if allowance > 0.0:
        assert launch.price_gap(allowance * 7.0, allowance) == pytest.approx(7.0)
    else:
        with pytest.raises(PhysicsError, match="not even zero"):
            launch.price_gap(100.0, allowance)


@given(st.floats(0.0, 1e6), st.floats(0.5, 30.0), st.floats(0.0, 1.0), st.floats(1.0, 100.0))
def test_fleet_is_replaced_as_it_goes(n, life, hazard, per_launch):
    fleet = launch.steady_fleet(n, life, hazard, per_launch)
    assert fleet.satellites_per_yr == pytest.approx(n * (1.0 / life + hazard), rel=1e-12)
    assert fleet.launches_per_yr * per_launch == pytest.approx(fleet.satellites_per_yr, rel=1e-12)


def test_cadence_is_a_capacity():
    assert launch.steady_fleet(1000, 5.0, 0.05, 50.0, cadence_per_yr=5.0).launches_per_yr == 5.0
    with pytest.raises(PhysicsError, match="cadence_per_yr"):
        launch.steady_fleet(1000, 5.0, 0.05, 50.0, cadence_per_yr=4.9)


def test_emissions_not_given_stay_unknown():
    out = launch.emissions(10.0, 2.7e6)
    assert out.co2_kg == 2.7e7 and math.isnan(out.black_carbon_kg) and math.isnan(out.alumina_kg)
    assert launch.emissions(10.0, 0.0, black_carbon_kg_per_launch=5.0).black_carbon_kg == 50.0
    with pytest.raises(ParameterError):
        launch.emissions(10.0, np.nan)


def test_mass_does_not_fall():
    with pytest.raises(ParameterError):
        launch.flights_between(400.0, 399.0, 100.0)


def test_doors():
    check(launch.launched_power_price_usd_per_kw_yr, mass_kg=260.0, power_kw=7.0, life_years=5.0, launch_price_usd_per_kg=3600.0)
    check(launch.vehicle_price_usd_per_kg, vehicle_price_usd=9e7, payload_kg=1e5, orbit_factor=0.9)
    check(launch.flights_between, start_cumulative_t=0.0, end_cumulative_t=900.0, payload_t=100.0)
    check(
        launch.flights,
        mass_kg=1e6,
        payload_kg=1e5,
        volume_m3=1.0,
        payload_volume_m3=1e3,
        packing=0.9,
        orbit_factor=0.9,
        failure_probability=0.1,
    )
    check(launch.allowance_usd_per_kg, benchmark_usd_per_kw=1e4, mass_kg_per_kw=50.0, other_orbital_cost_usd_per_kw=1e3)
    check(launch.price_gap, launch_price_usd_per_kg=3000.0, allowance_usd_per_kg=200.0)
    check(launch.steady_fleet, satellites=100, life_years=5.0, failure_rate_per_yr=0.05, satellites_per_launch=10.0, cadence_per_yr=1e9)
    check(launch.emissions, launches=3, co2_kg_per_launch=1e6, black_carbon_kg_per_launch=1.0, alumina_kg_per_launch=2.0)
    check(launch.ground_power_spend_usd_per_kw_yr, price_usd_per_mwh=60.0, pue=1.1, hours_per_year=8760.0)
