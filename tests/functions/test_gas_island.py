"""N + k gas islands (T16): loss of load by enumeration, outages with the right mean and length, the published fall of cost with scale."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import doors
from gigasite import gas_island, onsite_supply
from gigasite.errors import ParameterError, PhysicsError
from gigasite.testing.microgrid_study import STUDY, cost_at_scale


@given(hnp.arrays(np.float64, 5, elements=st.floats(0.0, 80.0)), st.integers(0, 6), st.floats(0.5, 20.0), st.floats(0.0, 1.0))
def test_loss_of_load_by_enumeration(load, units, size, availability):
    expected = 0.0
    for states in itertools.product([True, False], repeat=units):
        chance = np.prod([availability if up else 1.0 - availability for up in states])
        expected += chance * np.sum(load / size > sum(states))
    assert gas_island.loss_of_load_h(load, units, size, availability) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(st.floats(5.0, 200.0), st.floats(2.0, 60.0), st.floats(0.8, 0.999), st.floats(1e-6, 0.05))
@settings(deadline=None)
def test_the_least_spare_units(peak, size, availability, target):
    load = np.array([peak, 0.8 * peak, 0.9 * peak])
    found = gas_island.spare_units(load, size, availability, target)
    total = found.needed + found.spare
    assert found.unserved_share <= target
    assert found.unserved_share == pytest.approx(onsite_supply.expected_unserved_mwh(load, total, size, availability) / load.sum())
    if found.spare > 0:
        assert onsite_supply.expected_unserved_mwh(load, total - 1, size, availability) / load.sum() > target


def test_more_reliable_units_need_fewer_spare_ones():
    spare = gas_island.spare_units(np.full(24, 900.0), 100.0, [0.8, 0.9, 0.95, 0.99], 1e-4).spare
    assert np.all(np.diff(spare) <= 0) and spare[0] > spare[-1]
    with pytest.raises(PhysicsError, match="spare units do not reach"):
        gas_island.spare_units([10.0], 10.0, 0.01, 1e-12)


def test_outages_have_the_mean_and_the_length_that_were_asked_for():
    years = np.stack([gas_island.units_available(10, 0.06, 40.0, year=y) for y in range(60)])
    down = 10 - years
    assert down.mean() / 10 == pytest.approx(0.06, rel=0.05)
    # Every failure of a unit ends after 40 h on average: hours down over failures.
    failures = np.maximum(np.diff(down, axis=1), 0).sum()
    assert down.sum() / failures == pytest.approx(40.0, rel=0.08)
    # Independent units: the binomial chances of 0, 1, 2 out.
    from scipy.stats import binom

    seen = np.bincount(down.astype(int).ravel(), minlength=11)[:3] / down.size
    np.testing.assert_allclose(seen, binom.pmf([0, 1, 2], 10, 0.06), rtol=0.08)


def test_outages_are_the_same_again_and_end_where_nothing_fails():
    first = gas_island.units_available(3, 0.05, 50.0, year=4)
    np.testing.assert_array_equal(first, gas_island.units_available(3, 0.05, 50.0, year=4))
    assert np.any(first != gas_island.units_available(3, 0.05, 50.0, year=5))
    assert np.all(gas_island.units_available(3, 0.0, 50.0) == 3.0) and gas_island.units_available(0).max() == 0.0
    half = gas_island.units_available(40, 0.05, 50.0, steps=2 * 8760, step_h=0.5)
    assert half.shape == (17520,) and half.mean() / 40 == pytest.approx(0.95, abs=0.01)


def test_events_agree_with_the_binomial_expectation():
    load, size = 95.0, 20.0
    events = np.mean([np.maximum(load - size * gas_island.units_available(6, 0.08, 30.0, year=y), 0).sum() for y in range(80)])
    assert events == pytest.approx(onsite_supply.expected_unserved_mwh(np.full(8760, load), 6, size, 0.92), rel=0.1)


@given(
    hnp.arrays(np.float64, 8, elements=st.floats(0.0, 90.0)),
    hnp.arrays(np.float64, 8, elements=st.integers(0, 5).map(float)),
    st.floats(1.0, 30.0),
    st.floats(0.0, 1.0),
)
def test_what_runs_carries_what_it_can(load, up, size, least):
    run = gas_island.running_units(load, size, up, minimum_load=least)
    np.testing.assert_allclose(run.power_mw - run.surplus_mw + run.unserved_mw, load, atol=1e-9)
    assert np.all(run.units <= up) and np.all(run.power_mw <= up * size + 1e-9)
    assert np.all((run.power_mw == 0) | (run.power_mw >= np.minimum(least * size, up * size) - 1e-9))
    assert np.all((run.surplus_mw == 0) | (load < least * size))
    assert run.starts.sum() >= run.units.max()


def test_cost_of_a_gas_island_by_scale_as_published():
    """T16-k2: within 20 % of the study at each of its three scales, and falling."""
    costs = {gpus: cost_at_scale(gpus)[0] for gpus in STUDY}
    for gpus, cost in costs.items():
        assert cost == pytest.approx(STUDY[gpus][-1], rel=0.2), f"{gpus} GPUs"
    assert costs[24_000] > costs[50_000] > costs[750_000]


def test_scale_and_reliability_cost():
    small = gas_island.gas_plant(35.0, 28.0, 35.0, [0, 1, 2], 0.95, 1500.0, 35.0, 5.0, 9000.0, 4.0, 0.07, 23.0)
    assert np.all(np.diff(small.lcoe_usd_per_mwh) > 0) and np.all(np.diff(small.served_share) > 0)
    assert np.all(np.diff(small.capex_usd_per_kw) < 0)  # a larger plant is cheaper by the kW


def test_bad_input():
    doors.check(gas_island.loss_of_load_h, load_mw=np.full(4, 5.0), units=2.0, unit_mw=5.0, unit_availability=0.9)
    doors.check(gas_island.spare_units, load_mw=np.full(4, 5.0), unit_mw=5.0, unit_availability=0.9, unserved_share=0.01)
    doors.check(gas_island.running_units, load_mw=np.full(4, 5.0), unit_mw=5.0, units_up=2.0, minimum_load=0.3)
    plant = {
        "peak_mw": 35.0,
        "mean_mw": 28.0,
        "unit_mw": 35.0,
        "spare": 1.0,
        "unit_availability": 0.95,
        "capex_usd_per_kw": 1500.0,
        "fixed_om_usd_per_kw_yr": 35.0,
        "variable_om_usd_per_mwh": 5.0,
        "heat_rate_btu_per_kwh": 9000.0,
        "gas_price_usd_per_mmbtu": 4.0,
        "rate_per_yr": 0.07,
        "life_years": 23.0,
    }
    doors.check(gas_island.gas_plant, **plant)
    for bad in ({"spare": 1.5}, {"mean_mw": 36.0}, {"unit_availability": 0.0}):
        with pytest.raises(ParameterError):
            gas_island.gas_plant(**plant | bad)
    for bad in ((2.5,), (-1,), (2, 1.0), (2, -0.1), (2, 0.05, 0.0), (2, float("nan"))):
        with pytest.raises(ParameterError):
            gas_island.units_available(*bad)
