"""On-site supply (T16): binomial units by enumeration, islands by linear programming, the cheapest size by search, bad input."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import linprog
from scipy.stats import binom

import doors
from gigasite import onsite_supply as os_
from gigasite.errors import ParameterError, PhysicsError


@given(hnp.arrays(np.float64, 6, elements=st.floats(0.0, 80.0)), st.integers(0, 6), st.floats(0.0, 20.0), st.floats(0.0, 1.0))
def test_unserved_by_enumeration(load, units, size, availability):
    expected = 0.0
    for states in itertools.product([True, False], repeat=units):
        chance = np.prod([availability if up else 1.0 - availability for up in states])
        expected += chance * np.maximum(load - sum(states) * size, 0.0).sum()
    assert os_.expected_unserved_mwh(load, units, size, availability) == pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_many_units_against_scipy():
    load = np.linspace(0.0, 2000.0, 50)
    for units, availability in ((2000, 0.95), (2000, 1e-3), (1500, 0.5), (3, 1.0), (3, 0.0)):
        k = np.arange(units + 1)
        expected = (binom.pmf(k, units, availability)[:, None] * np.maximum(load - k[:, None], 0.0)).sum()
        assert os_.expected_unserved_mwh(load, units, 1.0, availability) == pytest.approx(expected, rel=1e-9)


def test_unserved_falls_with_units_and_availability():
    load = np.full(24, 50.0)
    eue = os_.expected_unserved_mwh(load, np.arange(1, 9), 10.0, 0.9)
    assert eue.shape == (8,) and np.all(np.diff(eue) < 0.0)
    assert np.all(np.diff(os_.expected_unserved_mwh(load, 6, 10.0, np.linspace(0.5, 1.0, 6))) < 0.0)
    assert os_.expected_unserved_mwh(load[:, None], 6, 10.0, 0.9, axis=0).shape == (1,)
    assert os_.expected_unserved_mwh(load, 6, 10.0, 0.9, step_h=0.5) == pytest.approx(0.5 * os_.expected_unserved_mwh(load, 6, 10.0, 0.9))
    with pytest.raises(ParameterError, match="units"):
        os_.expected_unserved_mwh(load, 2.5, 10.0, 0.9)


series = hnp.arrays(np.float64, (2, 24), elements=st.floats(0.0, 50.0))


@given(series, st.floats(0.0, 200.0), st.floats(0.5, 1.0), st.floats(0.0, 30.0))
def test_island_bounds(pair, capacity, efficiency, backup):
    supply, load = pair
    load = load + 1.0
    year = os_.island_year(supply, load, capacity, round_trip_efficiency=efficiency, backup_mw=backup)
    assert 0.0 <= year.uptime <= 1.0 and year.spilled_mwh >= 0.0
    assert year.uptime == pytest.approx(1.0 - year.unserved_mwh / load.sum(), rel=1e-9, abs=1e-12)
    assert os_.island_year(supply, load, capacity + 5.0, round_trip_efficiency=efficiency, backup_mw=backup).uptime >= year.uptime - 1e-12
    assert os_.island_year(supply, load, capacity, round_trip_efficiency=efficiency, backup_mw=backup + 1.0).uptime >= year.uptime - 1e-12


def best_unserved(supply, load, capacity, efficiency):
    """All dispatches of a store that starts full: columns charge, discharge, unserved, spilled, state."""
    n, one_way = len(load), np.sqrt(efficiency)
    one, none = np.eye(n), np.zeros((n, n))
    equal = np.vstack(
        [np.hstack([-one, one, one, -one, none]), np.hstack([-one_way * one, one / one_way, none, none, one - np.eye(n, k=-1)])]
    )
    right = np.concatenate([load - supply, [capacity], np.zeros(n - 1)])
    bounds = [(0.0, None)] * (4 * n) + [(0.0, capacity)] * n
    return linprog(np.repeat([0.0, 0.0, 1.0, 0.0, 0.0], n), A_eq=equal, b_eq=right, bounds=bounds).fun


@pytest.mark.parametrize("seed", range(4))
def test_no_dispatch_serves_more(seed):
    rng = np.random.default_rng(seed)
    supply, load = rng.uniform(0.0, 60.0, 48), rng.uniform(10.0, 40.0, 48)
    year = os_.island_year(supply, load, 60.0, round_trip_efficiency=0.85)
    assert year.unserved_mwh == pytest.approx(best_unserved(supply, load, 60.0, 0.85), rel=1e-7)


def sunny(days=60, seed=3):
    rng = np.random.default_rng(seed)
    hours = np.arange(24 * days)
    return np.maximum(0.0, np.sin(2 * np.pi * (hours - 6) / 24)) * np.repeat(rng.uniform(0.2, 1.0, days), 24)


@pytest.mark.parametrize(
    ("uptime", "generation_cost", "storage_cost"), [(0.7, 60e3, 20e3), (0.95, 60e3, 20e3), (0.95, 60e3, 3e3), (0.999, 40e3, 25e3)]
)
def test_no_pair_on_a_grid_is_cheaper(uptime, generation_cost, storage_cost):
    supply = sunny()
    size = os_.island_size(supply, 10.0, uptime, generation_cost, storage_cost)
    check = os_.island_year(size.generation_mw * supply, 10.0, size.storage_mwh)
    assert check.uptime == pytest.approx(size.uptime) and size.uptime >= uptime - 1e-12
    assert size.cost_usd_per_yr == pytest.approx(size.generation_mw * generation_cost + size.storage_mwh * storage_cost)
    generation = size.generation_mw * np.concatenate([np.linspace(0.3, 3.0, 55), [0.99, 0.999, 1.001, 1.01]])
    # The cheapest storage that a grid of prices would allow to beat it at each generation does not reach the uptime.
    beaten = (0.9999 * size.cost_usd_per_yr - generation * generation_cost) / storage_cost
    possible = beaten >= 0.0
    years = os_.island_year(generation[possible, None] * supply, 10.0, beaten[possible])
    assert np.all(years.uptime < uptime)


def test_the_last_per_cent_is_the_dear_one():
    cost = os_.island_size(sunny(), 10.0, [0.5, 0.9, 0.99, 0.999], 60e3, 20e3).cost_usd_per_yr
    assert np.all(np.diff(cost) > 0.0)
    assert (cost[2] - cost[1]) / 0.09 > 2.0 * (cost[1] - cost[0]) / 0.4


def test_what_no_size_reaches():
    with pytest.raises(PhysicsError, match="uptime"):
        os_.island_size(sunny(2), 10.0, 1.0, 1.0, 1.0)
    with pytest.raises(PhysicsError, match="supply_per_mw"):
        os_.island_size(np.zeros(24), 10.0, 0.9, 1.0, 1.0)
    with pytest.raises(ParameterError, match="load"):
        os_.island_year([1.0, 2.0], 0.0, 1.0)


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (os_.expected_unserved_mwh, {"load_mw": [1.0, 2.0], "units": 2.0, "unit_mw": 1.0, "unit_availability": 0.9, "step_h": 1.0}),
        (
            os_.island_year,
            {
                "supply_mw": [1.0, 0.0],
                "load_mw": [1.0, 1.0],
                "capacity_mwh": 1.0,
                "step_h": 1.0,
                "round_trip_efficiency": 0.9,
                "backup_mw": 0.1,
            },
        ),
        (
            os_.island_size,
            {
                "supply_per_mw": [1.0, 0.0],
                "load_mw": [1.0, 1.0],
                "uptime": 0.9,
                "generation_usd_per_mw_yr": 1.0,
                "storage_usd_per_mwh_yr": 1.0,
                "step_h": 1.0,
                "round_trip_efficiency": 0.9,
            },
        ),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
