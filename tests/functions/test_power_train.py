"""Losses between connection and equipment (T02)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import power_train
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

loads = st.floats(0.05, 1.1)
coefficients = st.tuples(st.floats(0.001, 0.05), st.floats(0.0, 0.05), st.floats(0.001, 0.05))


@given(st.lists(st.floats(0.5, 1.0), min_size=1, max_size=8))
def test_chain_is_no_better_than_its_worst_stage(stages):
    whole = power_train.chain_efficiency(stages)
    assert whole <= min(stages)
    assert power_train.chain_efficiency([*stages, 1.0]) == whole  # a stage without loss changes nothing


@given(loads, loads, coefficients)
def test_loss_rises_with_load_and_is_convex(x, y, k):
    no_load, linear, quadratic = k
    loss = [
        power_train.stage_loss_mw(100 * z, 100.0, no_load=no_load, linear=linear, quadratic=quadratic)
        for z in (min(x, y), (x + y) / 2, max(x, y))
    ]
    assert loss[0] <= loss[1] * (1 + 1e-12) and loss[1] <= loss[2] * (1 + 1e-12)
    assert loss[1] <= (loss[0] + loss[2]) / 2 + 1e-12


@given(loads, coefficients)
def test_efficiency_and_loss_agree(x, k):
    no_load, linear, quadratic = k
    loss = power_train.stage_loss_mw(x * 50.0, 50.0, no_load=no_load, linear=linear, quadratic=quadratic)
    efficiency = power_train.stage_efficiency(x, no_load=no_load, linear=linear, quadratic=quadratic)
    assert efficiency == pytest.approx(x * 50.0 / (x * 50.0 + loss), rel=1e-12)


@given(st.floats(0.005, 0.02), st.floats(0.02, 0.05), st.floats(-0.3, 0.3))
def test_nothing_is_better_than_the_optimum(no_load, quadratic, away):
    best = power_train.optimum_load_fraction(no_load=no_load, quadratic=quadratic)
    other = min(max(best + away, 0.05), 1.1)
    at = [power_train.stage_efficiency(x, no_load=no_load, quadratic=quadratic) for x in (best, other)]
    assert at[0] >= at[1] - 1e-15


@given(st.floats(0.4, 1.0), st.integers(1, 6))
def test_more_units_never_raise_the_load_of_each(load, n):
    few, many = (power_train.redundant_stage(load * 100.0, 100.0, units) for units in (n, n + 1))
    assert many.load_fraction <= few.load_fraction
    assert few.loss_mw == pytest.approx(load * 100.0 * (1 / few.efficiency - 1), rel=1e-12)


@given(
    st.lists(st.tuples(st.floats(90.0, 300.0), st.floats(0, 0.02), st.floats(0, 0.02), st.floats(0, 0.02)), min_size=1, max_size=5),
    st.floats(1.0, 90.0),
)
def test_chain_conserves_energy_stage_by_stage(stages, load):
    ratings, no_load, linear, quadratic = (list(column) for column in zip(*stages, strict=True))
    chain = power_train.chain(load, ratings, no_load, linear, quadratic)
    power = load
    for rating, a, b, c, loss in zip(ratings, no_load, linear, quadratic, np.atleast_1d(chain.stage_loss_mw), strict=True):
        x = power / rating
        assert loss == pytest.approx(rating * (a + b * x + c * x * x), rel=1e-12, abs=1e-15)
        power += loss
    assert chain.input_mw == pytest.approx(power, rel=1e-12)
    assert chain.loss_mw == pytest.approx(chain.input_mw - load, rel=1e-9, abs=1e-9)
    assert chain.efficiency == pytest.approx(load / chain.input_mw, rel=1e-12)


def test_chain_over_loads():
    chain = power_train.chain([[40.0], [80.0]], [100.0, 120.0], [0.015, 0.002], [0.01, 0.0], [0.02, 0.006])
    assert np.shape(chain.input_mw) == (2, 1) and chain.stage_loss_mw.shape == (2, 1, 2)
    one = power_train.chain(80.0, [100.0, 120.0], [0.015, 0.002], [0.01, 0.0], [0.02, 0.006])
    assert chain.input_mw[1, 0] == one.input_mw and isinstance(one.input_mw, float)
    assert power_train.chain(0.0, [100.0], [0.01], [0.0], [0.0]).efficiency == 0.0


@given(st.lists(loads, min_size=2, max_size=12))
def test_energy_lost_is_not_that_of_the_mean_load(series):
    series = np.array(series) * 100
    energy = power_train.loss_energy_mwh(series, 2.0, 100.0)
    assert energy == pytest.approx(2.0 * sum(power_train.stage_loss_mw(x, 100.0) for x in series), rel=1e-12)
    assert energy >= 2.0 * series.size * power_train.stage_loss_mw(series.mean(), 100.0) - 1e-9  # a convex loss


def test_saving_is_the_difference_of_inputs():
    saving = power_train.input_saving_mw(100.0, 0.84, 0.93)
    assert saving == pytest.approx(power_train.input_power_mw(100.0, 0.84) - power_train.input_power_mw(100.0, 0.93))


@pytest.mark.parametrize("bad", [0.0, -0.5, 1.01, math.nan, math.inf])
def test_efficiency_is_a_share(bad):
    for call in (
        lambda: power_train.chain_efficiency([0.9, bad]),
        lambda: power_train.input_power_mw(1.0, bad),
        lambda: power_train.input_saving_mw(1.0, bad, 0.9),
    ):
        with pytest.raises(ParameterError):
            call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: power_train.stage_loss_mw(1.0, 0.0),
        lambda: power_train.stage_loss_mw(-1.0, 10.0),
        lambda: power_train.stage_loss_mw(5.0, 10.0, no_load=-0.1),
        lambda: power_train.optimum_load_fraction(quadratic=0.0),
        lambda: power_train.redundant_stage(80.0, 100.0, 0),
        lambda: power_train.chain(1.0, [100.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]),
        lambda: power_train.chain(1.0, [100.0, 100.0], [0.0, 0.0, 0.0], [0.0, 0.0], [0.0, 0.0]),
        lambda: power_train.loss_energy_mwh([], 1.0, 100.0),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_load_outside_its_validity():
    for call in (
        lambda **o: power_train.stage_loss_mw(130.0, 100.0, **o),
        lambda **o: power_train.redundant_stage(130.0, 100.0, 1, **o).loss_mw,
    ):
        with pytest.raises(PhysicsError, match="load_fraction"):
            call()
        with pytest.warns(ValidityWarning):
            assert call(outside="clamp") == pytest.approx(power_train.stage_loss_mw(110.0, 100.0))
        with pytest.warns(ValidityWarning):
            assert math.isnan(call(outside="nan"))
        with pytest.warns(ValidityWarning):
            assert call(outside="warn") == pytest.approx(100 * (0.015 + 0.01 * 1.3 + 0.02 * 1.69))
    with pytest.raises(PhysicsError):
        power_train.stage_efficiency(0.01)
    with pytest.raises(PhysicsError):
        power_train.loss_energy_mwh([50.0, 1.0], 1.0, 100.0)
