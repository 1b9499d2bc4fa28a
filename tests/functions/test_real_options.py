"""Options on real assets (T25): closed forms, lattices and simulation against one another."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from gigasite import real_options as o
from gigasite.errors import ParameterError, PhysicsError

money = st.floats(1.0, 1e4)
rates = st.floats(-0.05, 0.15)
volatilities = st.floats(0.02, 1.5)
years = st.floats(0.05, 10.0)


@given(money, money, rates, volatilities, years, st.floats(0.0, 0.1))
def test_call_is_the_expectation(asset, exercise, rate, volatility, time, payout):
    deviation = volatility * math.sqrt(time)
    forward = asset * math.exp((rate - payout) * time)
    above = (math.log(exercise / forward)) / deviation + deviation / 2

    def gain(z):
        return (forward * math.exp(deviation * z - deviation**2 / 2) - exercise) * norm.pdf(z)

    top = max(above, deviation) + 12
    want = (
        math.exp(-rate * time) * quad(gain, above, top, limit=200, points=[deviation] if above < deviation < top else None)[0]
        if above < 30
        else 0.0
    )
    got = o.call_value_usd(asset, exercise, rate, volatility, time, payout_rate=payout)
    assert got == pytest.approx(want, rel=1e-6, abs=1e-7 * (asset + exercise))


@given(money, money, rates, volatilities, years, st.floats(0.0, 0.1))
def test_put_call_parity(asset, exercise, rate, volatility, time, payout):
    call, put = (f(asset, exercise, rate, volatility, time, payout_rate=payout) for f in (o.call_value_usd, o.put_value_usd))
    difference = asset * math.exp(-payout * time) - exercise * math.exp(-rate * time)
    assert call - put == pytest.approx(difference, abs=1e-10 * (asset + exercise))


@given(money, money, st.floats(0.0, 0.15), volatilities, years, st.floats(0.0, 0.5))
def test_an_option_is_worth_acting_now_or_never_and_rises_with_volatility(asset, exercise, rate, volatility, time, more):
    value = o.call_value_usd(asset, exercise, rate, volatility, time)
    assert value >= o.static_npv_usd(asset, exercise) * (1 - 1e-12)
    assert o.call_value_usd(asset, exercise, rate, volatility + more, time) >= value - 1e-9 * asset
    assert value <= asset * (1 + 1e-12)


def test_the_ends_of_the_formula():
    assert o.call_value_usd(100.0, 90.0, 0.05, 0.0, 1.0) == pytest.approx(100 - 90 * math.exp(-0.05))
    assert o.call_value_usd(100.0, 90.0, 0.05, 0.3, 0.0) == pytest.approx(10.0)
    assert o.call_value_usd(0.0, 90.0, 0.05, 0.3, 1.0) == 0.0
    assert o.call_value_usd(100.0, 0.0, 0.05, 0.3, 1.0) == pytest.approx(100.0)
    assert o.put_value_usd(0.0, 90.0, 0.05, 0.3, 1.0) == pytest.approx(90 * math.exp(-0.05))
    assert o.call_value_usd([90.0, 100.0], [[100.0], [110.0]], 0.05, 0.3, 1.0).shape == (2, 2)


@given(money, money, volatilities, volatilities, st.floats(-1.0, 1.0), years)
def test_exchange_by_margrabe(received, given_up, s1, s2, correlation, time):
    sigma = math.sqrt(max(s1**2 + s2**2 - 2 * correlation * s1 * s2, 0.0))
    value = o.exchange_value_usd(received, given_up, s1, s2, correlation, time)
    assert value >= max(received - given_up, 0.0) - 1e-9 * received
    assert value == pytest.approx(o.call_value_usd(received, given_up, 0.0, sigma, time), rel=1e-9, abs=1e-9 * received)
    back = o.exchange_value_usd(given_up, received, s2, s1, correlation, time)
    assert value - back == pytest.approx(received - given_up, abs=1e-9 * (received + given_up))


def test_exchange_against_simulation():
    random = np.random.default_rng(0)
    z1, z2 = random.standard_normal((2, 400_000))
    a = 100 * np.exp(0.45 * math.sqrt(2) * z1 - 0.45**2)
    b = 110 * np.exp(0.3 * math.sqrt(2) * (0.2 * z1 + math.sqrt(0.96) * z2) - 0.3**2)
    gain = np.maximum(a - b, 0.0)
    assert o.exchange_value_usd(100.0, 110.0, 0.45, 0.3, 0.2, 2.0) == pytest.approx(gain.mean(), abs=4 * gain.std() / math.sqrt(gain.size))


@given(money, money, st.floats(0.0, 0.1), st.floats(0.15, 0.8), st.floats(0.1, 5.0), st.sampled_from(["call", "put"]))
def test_lattice_goes_to_the_closed_form(asset, exercise, rate, volatility, time, kind):
    closed = {"call": o.call_value_usd, "put": o.put_value_usd}[kind](asset, exercise, rate, volatility, time)
    coarse, fine = (o.lattice_value_usd(asset, exercise, rate, volatility, time, n, kind=kind) for n in (40, 400))
    size = asset * volatility * math.sqrt(time)
    assert fine == pytest.approx(closed, abs=5e-3 * size)
    assert coarse == pytest.approx(closed, abs=5e-2 * size)


@given(money, money, st.floats(0.0, 0.1), st.floats(0.15, 0.8), st.floats(0.1, 5.0))
def test_early_exercise(asset, exercise, rate, volatility, time):
    arguments = (asset, exercise, rate, volatility, time, 60)
    american = o.lattice_value_usd(*arguments, kind="put", american=True)
    assert american >= o.lattice_value_usd(*arguments, kind="put") - 1e-9 * exercise
    assert american >= max(exercise - asset, 0.0) - 1e-9 * exercise
    early, late = o.lattice_value_usd(*arguments, american=True), o.lattice_value_usd(*arguments)
    assert early == pytest.approx(late, rel=1e-9, abs=1e-9 * asset)  # without a payout a call is not exercised early


def test_a_published_american_put():
    # Hull, Options, Futures and Other Derivatives, example of the binomial tree: S 50, K 50, 10 %, 40 %, 5 months, 5 steps
    assert o.lattice_value_usd(50.0, 50.0, 0.10, 0.40, 5 / 12, 5, kind="put", american=True) == pytest.approx(4.49, abs=0.005)


def test_lattice_broadcasts_and_refuses():
    assert o.lattice_value_usd([90.0, 100.0], [[100.0], [110.0]], 0.05, 0.3, 1.0, 20).shape == (2, 2)
    assert o.lattice_value_usd(100.0, 90.0, 0.05, 0.3, 0.0, 3) == pytest.approx(10.0)
    with pytest.raises(PhysicsError, match="steps"):
        o.lattice_value_usd(100.0, 90.0, 0.5, 0.05, 10.0, 2)
    with pytest.raises(PhysicsError):
        o.lattice_value_usd(100.0, 90.0, 0.05, 0.0, 1.0, 10)
    for bad in [{"steps": 0}, {"steps": 1.5}, {"steps": [5, 6]}, {"kind": "both"}]:
        with pytest.raises(ParameterError):
            o.lattice_value_usd(**{"asset_usd": 1.0, "exercise_usd": 1.0, "rate": 0.0, "volatility": 0.2, "years": 1.0, "steps": 5} | bad)


def _paths(n, steps, seed=0, start=36.0, rate=0.06, volatility=0.2, time=1.0):
    random = np.random.default_rng(seed)
    half = random.standard_normal((n // 2, steps))
    z = np.concatenate([half, -half])
    step = time / steps
    return start * np.exp(np.cumsum((rate - volatility**2 / 2) * step + volatility * math.sqrt(step) * z, axis=1)), step


def test_simulation_against_the_lattice():
    paths, step = _paths(40_000, 50)
    got = o.simulated_value_usd(paths, 40.0, 0.06, step, kind="put")
    want = o.lattice_value_usd(36.0, 40.0, 0.06, 0.2, 1.0, 500, kind="put", american=True)  # 4.478 in Longstaff and Schwartz, table 1
    assert want == pytest.approx(4.478, abs=0.01)
    assert got.value_usd == pytest.approx(want, abs=0.03)
    assert 0 < got.standard_error_usd < 0.03
    call = o.simulated_value_usd(paths, 40.0, 0.06, step)
    assert call.value_usd == pytest.approx(o.call_value_usd(36.0, 40.0, 0.06, 0.2, 1.0), abs=4 * call.standard_error_usd + 0.03)


def test_a_first_column_of_one_value_is_now():
    paths, step = _paths(2000, 10)
    with_now = np.column_stack([np.full(2000, 36.0), paths])
    assert o.simulated_value_usd(with_now, 40.0, 0.06, step, kind="put") == o.simulated_value_usd(paths, 40.0, 0.06, step, kind="put")
    assert o.simulated_value_usd(with_now, 400.0, 0.06, step, kind="put").value_usd == 364.0  # deep in the money: act now


@pytest.mark.parametrize(
    "bad",
    [
        {"paths_usd": [1.0, 2.0]},
        {"paths_usd": [[1.0, 2.0]]},
        {"paths_usd": [[1.0], [1.0]]},
        {"paths_usd": [[1.0, -2.0], [1.0, 1.0]]},
        {"exercise_usd": 0.0},
        {"step_yr": 0.0},
        {"basis_degree": 0},
        {"basis_degree": 1.5},
        {"kind": "swap"},
        {"rate": [0.1, 0.2]},
    ],
)
def test_simulation_refuses(bad):
    with pytest.raises(ParameterError):
        o.simulated_value_usd(**{"paths_usd": [[1.0, 2.0], [1.0, 1.5]], "exercise_usd": 1.0, "rate": 0.05, "step_yr": 1.0} | bad)


@given(st.floats(0.01, 1e6))
def test_values_are_homogeneous_in_money(scale):
    for function, rest in (
        (o.call_value_usd, (0.05, 0.4, 2.0)),
        (o.put_value_usd, (0.05, 0.4, 2.0)),
        (o.exchange_value_usd, (0.4, 0.2, 0.3, 2.0)),
    ):
        assert function(100.0 * scale, 110.0 * scale, *rest) == pytest.approx(scale * function(100.0, 110.0, *rest), rel=1e-12)


@pytest.mark.parametrize(
    "call",
    [
        lambda: o.call_value_usd(-1.0, 1.0, 0.0, 0.2, 1.0),
        lambda: o.call_value_usd(1.0, 1.0, 0.0, -0.2, 1.0),
        lambda: o.put_value_usd(1.0, 1.0, 0.0, 0.2, -1.0),
        lambda: o.put_value_usd(1.0, 1.0, math.nan, 0.2, 1.0),
        lambda: o.exchange_value_usd(1.0, 1.0, 0.2, 0.2, 1.1, 1.0),
        lambda: o.static_npv_usd(-1.0, 1.0),
        lambda: o.call_value_usd([1.0, 2.0], [1.0, 2.0, 3.0], 0.0, 0.2, 1.0),
    ],
)
def test_values_without_meaning(call):
    with pytest.raises(ParameterError):
        call()
