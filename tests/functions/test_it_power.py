"""Power of nodes and fleets (T01)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import it_power
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

shares = st.floats(0.0, 1.0)
exponents = st.floats(0.7, 1.4)


@given(shares, st.floats(0.0, 5.0), st.floats(0.0, 10.0), exponents, st.floats(0.0, 1.0))
def test_power_lies_between_idle_and_largest(u, idle, above, a, fan):
    power = it_power.node_kw(u, idle, idle + above, exponent=a, fan_kw=fan)
    assert idle + fan <= power * (1 + 1e-12) and power <= (idle + above + fan) * (1 + 1e-12)


@given(shares, shares, exponents)
def test_power_rises_with_utilisation(u, v, a):
    low, high = sorted((u, v))
    assert it_power.node_kw(low, 2.0, 8.5, exponent=a) <= it_power.node_kw(high, 2.0, 8.5, exponent=a)


@given(shares, st.integers(0, 100_000), exponents)
def test_fleet_is_its_nodes(u, n, a):
    assert it_power.fleet_mw(u, n, 2.0, 8.5, exponent=a) == pytest.approx(n * it_power.node_kw(u, 2.0, 8.5, exponent=a) / 1000, rel=1e-12)
    half = it_power.fleet_mw(u, n / 2, 2.0, 8.5, exponent=a)
    assert 2 * half == pytest.approx(it_power.fleet_mw(u, n, 2.0, 8.5, exponent=a), rel=1e-12)


@given(shares)
def test_nameplate_is_an_upper_bound(u):
    assert it_power.fleet_mw(u, 1000, 2.0, 8.5) <= it_power.nameplate_mw(1000, 8.5)


@given(shares, exponents)
def test_idle_share_is_idle_over_power(u, a):
    share = it_power.idle_share_of_energy(u, 2.0, 8.5, exponent=a)
    assert share == pytest.approx(2.0 / it_power.node_kw(u, 2.0, 8.5, exponent=a), rel=1e-12)
    assert 2.0 / 8.5 - 1e-12 <= share <= 1.0


def test_fans_follow_the_cube_of_their_speed():
    fans = it_power.node_fan_kw([10.0, 25.0, 30.0, 35.0, 60.0], 0.8, 25.0, 35.0, minimum_speed=0.2)
    np.testing.assert_allclose(fans, 0.8 * np.array([0.2, 0.2, 0.6, 1.0, 1.0]) ** 3, rtol=1e-12)


@given(st.lists(st.floats(0.0, 200.0), min_size=1, max_size=20), st.floats(0.05, 24.0))
def test_energy_is_the_integral(power, step):
    assert it_power.energy_mwh(power, step) == pytest.approx(sum(power) * step, abs=1e-9, rel=1e-12)


def test_energy_of_unequal_steps_and_other_axes():
    assert it_power.energy_mwh([10.0, 20.0], [2.0, 0.5]) == 30.0
    np.testing.assert_allclose(it_power.energy_mwh([[1.0, 2.0], [3.0, 4.0]], 2.0, axis=0), [8.0, 12.0])


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan, math.inf, "busy", True])
def test_utilisation_is_a_share(bad):
    for call in (
        lambda: it_power.node_kw(bad, 2.0, 8.5),
        lambda: it_power.fleet_mw(bad, 10, 2.0, 8.5),
        lambda: it_power.idle_share_of_energy(bad, 2.0, 8.5),
    ):
        with pytest.raises(ParameterError):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: it_power.node_kw(0.5, 9.0, 8.5),
        lambda: it_power.node_kw(0.5, -1.0, 8.5),
        lambda: it_power.fleet_mw(0.5, -1, 2.0, 8.5),
        lambda: it_power.nameplate_mw(-1, 8.5),
        lambda: it_power.node_fan_kw(20.0, 0.8, 35.0, 25.0),
        lambda: it_power.energy_mwh([], 1.0),
        lambda: it_power.energy_mwh([1.0, -1.0], 1.0),
        lambda: it_power.energy_mwh([1.0, 2.0], 0.0),
        lambda: it_power.energy_mwh([1.0, 2.0, 3.0], [1.0, 2.0]),
        lambda: it_power.idle_share_of_energy(0.0, 0.0, 8.5),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_exponent_outside_its_validity():
    with pytest.raises(PhysicsError, match="exponent"):
        it_power.node_kw(0.5, 2.0, 8.5, exponent=2.0)
    with pytest.warns(ValidityWarning):
        assert it_power.node_kw(0.5, 2.0, 8.5, exponent=2.0, outside="clamp") == it_power.node_kw(0.5, 2.0, 8.5, exponent=1.4)
    with pytest.warns(ValidityWarning):
        assert it_power.node_kw(0.5, 2.0, 8.5, exponent=2.0, outside="warn") == pytest.approx(2.0 + 6.5 * 0.25)
    with pytest.warns(ValidityWarning):
        assert math.isnan(it_power.fleet_mw(0.5, 10, 2.0, 8.5, exponent=2.0, outside="nan"))
