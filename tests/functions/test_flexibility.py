"""Flexibility (T18): headroom by bisection, shifting by HiGHS (linear and mixed-integer), bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import Bounds, LinearConstraint, brentq, linprog, milp

import doors
from gigasite import flexibility as fx
from gigasite.errors import ParameterError, PhysicsError

loads = hnp.arrays(np.float64, st.integers(2, 60), elements=st.floats(0.0, 100.0))


# headroom ------------------------------------------------------------------------------------------------------------
@given(loads, st.floats(0.0, 0.9), st.floats(1.0, 40.0))
def test_headroom_is_the_root(load, share, margin):
    peak = load.max() + margin
    found = fx.headroom(load, share, peak_mw=peak)

    def excess(new):
        return np.maximum(0.0, load + new - peak).sum() - share * load.size * new

    n = found.new_load_mw
    assert abs(excess(n)) <= 1e-9 * load.size * (n + peak)
    assert excess(1.001 * n) > 0.0
    assert n == pytest.approx(brentq(excess, margin * 0.999, 1e9, xtol=1e-9, rtol=1e-12) if share > 1e-3 else n, rel=1e-6)
    assert found.curtailed_mwh == pytest.approx(share * load.size * n, rel=1e-6, abs=1e-8)


@given(loads, hnp.arrays(np.float64, 3, elements=st.floats(0.001, 0.4), unique=True))
def test_headroom_rises_with_the_share(load, shares):
    shares = np.sort(shares)
    new = fx.headroom(load, shares, peak_mw=load.max() + 1.0).new_load_mw
    assert np.all(np.diff(new) >= -1e-9 * new[:-1])


@pytest.mark.parametrize("power", [0.4, 0.7])
def test_headroom_under_a_peaky_curve_is_concave(power):
    # Room d = a h^p under the peak gives r proportional to N^(1/p). A curve that flattens below its peak has p < 1.
    load = 10_000.0 - 15.0 * (np.arange(8760) + 0.5) ** power
    share = np.array([0.002, 0.005, 0.01, 0.02, 0.05])
    new = fx.headroom(load, share, peak_mw=10_000.0).new_load_mw
    assert np.all(np.diff(new) > 0.0) and np.all(np.diff(np.diff(new) / np.diff(share)) < 0.0)
    assert fx.headroom_elasticity(share, new) == pytest.approx(power, rel=0.02)


def test_linear_headroom_is_that_of_a_linear_curve():
    load = 80_000.0 - 5.0 * (np.arange(8760) + 0.5)
    exact, closed = fx.headroom(load, 0.0025, peak_mw=80_000.0), fx.linear_headroom(5.0, 0.0025)
    assert tuple(exact) == pytest.approx(tuple(closed), rel=0.01)


def test_headroom_with_seasons_and_steps():
    load, peak = np.array([50.0, 60.0, 90.0, 80.0]), np.array([70.0, 70.0, 100.0, 100.0])
    assert fx.headroom(load, 0.0, peak_mw=peak).new_load_mw == 10.0
    assert fx.headroom(load, 0.25, peak_mw=peak, step_h=0.5).curtailed_mwh == pytest.approx(
        0.5 * fx.headroom(load, 0.25, peak_mw=peak).curtailed_mwh
    )
    assert fx.headroom(load, 0.0).new_load_mw == 0.0
    with pytest.raises(ParameterError, match="peak_mw"):
        fx.headroom(load, 0.1, peak_mw=85.0)
    assert fx.headroom([load, load / 2], [0.1, 0.2]).new_load_mw.shape == (2,)


@given(st.floats(0.1, 3.0), st.floats(1.0, 100.0))
def test_elasticity_of_a_power_law(exponent, scale):
    share = np.array([0.001, 0.002, 0.01])
    assert fx.headroom_elasticity(share, scale * share**exponent) == pytest.approx(exponent, rel=1e-9)
    with pytest.raises(ParameterError, match="different"):
        fx.headroom_elasticity([0.1, 0.1], [1.0, 2.0])


# shifting ------------------------------------------------------------------------------------------------------------
def window(seed, n=24):
    rng = np.random.default_rng(seed)
    load = rng.uniform(20.0, 60.0, n)
    return load, rng.uniform(-20.0, 80.0, n), rng.uniform(0.1, 0.6), 75.0, rng


def solve(load, price, flexible, cap, free, rise=None, whole=True):
    """Columns y, z, b: z ≥ y − s is the paid load; where the price is negative b says that y lies above s, and z ≤ what it may be."""
    n = load.size
    low, high = (1 - flexible) * load, np.minimum(cap, load * (np.inf if rise is None else 1 + rise))
    one, none = np.eye(n), np.zeros((n, n))
    big = np.maximum(high - free, 0.0) + np.maximum(free - low, 0.0) + 1.0
    constraints = [
        LinearConstraint(np.concatenate([np.ones(n), np.zeros(2 * n)]), load.sum(), load.sum()),
        LinearConstraint(np.hstack([-one, one, none]), -np.broadcast_to(free, n), np.inf),
        # z ≤ y − s + M (1 − b), z ≤ M b
        LinearConstraint(np.hstack([-one, one, np.diag(big)]), -np.inf, big - free),
        LinearConstraint(np.hstack([none, one, -np.diag(big)]), -np.inf, 0.0),
    ]
    bounds = Bounds(np.concatenate([low, np.zeros(2 * n)]), np.concatenate([high, np.full(n, np.inf), np.ones(n)]))
    return milp(
        np.concatenate([np.zeros(n), price, np.zeros(n)]),
        constraints=constraints,
        bounds=bounds,
        integrality=np.repeat([0, 0, 1], n),
        options={"mip_rel_gap": 1e-9},
    )


@pytest.mark.parametrize("seed", range(12))
def test_shifting_is_the_linear_programme(seed):
    load, price, flexible, cap, rng = window(seed)
    rise = [None, 0.3][seed % 2]
    high = np.minimum(cap, load * (np.inf if rise is None else 1 + rise))
    # Without free supply the cost is linear, whatever the sign of the price.
    best = linprog(price, A_eq=np.ones((1, load.size)), b_eq=[load.sum()], bounds=list(zip((1 - flexible) * load, high, strict=True)))
    shifted = fx.shift_load(load, price, flexible, cap_mw=cap, rise_share=rise)
    assert shifted.cost_usd == pytest.approx(best.fun, rel=1e-8)
    # With free supply and prices above 0 it is convex: min c z, z ≥ y − s, z ≥ 0.
    price, free = np.abs(price), rng.uniform(0.0, 70.0, load.size)
    n = load.size
    best = linprog(
        np.concatenate([np.zeros(n), price]),
        A_ub=np.hstack([np.eye(n), -np.eye(n)]),
        b_ub=free,
        A_eq=np.concatenate([np.ones(n), np.zeros(n)])[None],
        b_eq=[load.sum()],
        bounds=list(zip((1 - flexible) * load, high, strict=True)) + [(0.0, None)] * n,
    )
    shifted = fx.shift_load(load, price, flexible, cap_mw=cap, rise_share=rise, free_supply_mw=free)
    assert shifted.cost_usd == pytest.approx(best.fun, rel=1e-8, abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_negative_prices_above_free_supply(seed):
    load, price, flexible, cap, rng = window(seed + 100, n=12)
    free = rng.uniform(0.0, 70.0, load.size)
    best = solve(load, price, flexible, cap, free)
    shifted = fx.shift_load(load, price, flexible, cap_mw=cap, free_supply_mw=free, window_steps=12)
    assert shifted.cost_usd == pytest.approx(best.fun, rel=1e-6, abs=1e-4)


@given(
    hnp.arrays(np.float64, 12, elements=st.floats(0.0, 50.0)),
    hnp.arrays(np.float64, 12, elements=st.floats(-50.0, 100.0)),
    hnp.arrays(np.float64, 12, elements=st.floats(0.0, 60.0)),
    st.floats(0.0, 1.0),
    st.sampled_from([None, 0.2, 1.0]),
    st.sampled_from([3, 4, 12]),
)
def test_moved_load_is_conserved_caps_hold_and_nothing_gets_dearer(load, price, free, flexible, rise, steps):
    shifted = fx.shift_load(load, price, flexible, cap_mw=60.0, rise_share=rise, free_supply_mw=free, window_steps=steps)
    after = shifted.load_mw
    assert np.allclose(after.reshape(-1, steps).sum(axis=1), load.reshape(-1, steps).sum(axis=1), rtol=1e-12, atol=1e-9)
    assert np.all(after <= 60.0) and np.all(after >= (1 - flexible) * load - 1e-12)
    if rise is not None:
        assert np.all(after <= (1 + rise) * load * (1 + 1e-12))
    before = float(price @ np.maximum(load - free, 0.0))
    assert shifted.cost_usd <= before + 1e-9 * (1.0 + abs(before))
    assert shifted.cost_usd == pytest.approx(float(price @ np.maximum(after - free, 0.0)), rel=1e-9, abs=1e-9)
    assert shifted.moved_mwh == pytest.approx(np.abs(after - load).sum() / 2, rel=1e-9, abs=1e-9)


@given(hnp.arrays(np.float64, 24, elements=st.floats(0.0, 50.0)), st.floats(-20.0, 50.0))
def test_nothing_moves_without_a_reason(load, price):
    shifted = fx.shift_load(load, price, 0.5, cap_mw=50.0)
    assert np.allclose(shifted.load_mw, load, rtol=1e-12, atol=1e-12) and shifted.moved_mwh == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("cap", "best"), [(40.0, -1200.0), (33.0, -800.0)])
def test_equal_steps_with_negative_prices_and_free_supply(cap, best):
    # Of 24 equal steps as many as the energy allows rise to the cap; one ends between. The search must not try every choice of them.
    shifted = fx.shift_load(np.full(24, 20.0), -10.0, 0.5, cap_mw=cap, free_supply_mw=25.0)
    full, rest = divmod(24 * 10.0, cap - 10.0)
    assert shifted.cost_usd == pytest.approx(best) == pytest.approx(-10.0 * (full * (cap - 25.0) + max(0.0, rest - 15.0)))


def test_a_cap_below_the_load_moves_the_rest():
    shifted = fx.shift_load([10.0, 2.0], 1.0, 0.5, cap_mw=8.0, window_steps=2)
    assert shifted.load_mw.tolist() == [8.0, 4.0]
    for bounds in ({"cap_mw": 5.0}, {"cap_mw": 20.0, "rise_share": 0.0, "flexible_share": 0.0}):
        if bounds["cap_mw"] < 6.0:
            with pytest.raises(PhysicsError, match="cap_mw"):
                fx.shift_load([10.0, 2.0], 1.0, bounds.get("flexible_share", 0.5), cap_mw=bounds["cap_mw"], window_steps=2)
        else:
            assert fx.shift_load([10.0, 2.0], [5.0, 1.0], 0.0, cap_mw=20.0, rise_share=0.0, window_steps=2).moved_mwh == 0.0


def test_windows():
    with pytest.raises(ParameterError, match="load_mw"):
        fx.shift_load(np.ones(25), 1.0, 0.5, cap_mw=2.0)
    for steps in (0, 1.5, True, "day"):
        with pytest.raises(ParameterError, match="window_steps"):
            fx.shift_load(np.ones(24), 1.0, 0.5, cap_mw=2.0, window_steps=steps)
    assert fx.shift_load([5.0], 2.0, 0.5, cap_mw=9.0, window_steps=1, step_h=0.5).cost_usd == 5.0
    many = fx.shift_load(np.ones((3, 24)), np.arange(24.0), 0.5, cap_mw=2.0)
    assert many.load_mw.shape == (3, 24) and many.cost_usd.shape == (3,)


# response ------------------------------------------------------------------------------------------------------------
@given(st.floats(0.0, 500.0), st.floats(0.0, 3600.0), st.floats(0.0, 36000.0), st.floats(0.0, 1.0))
def test_offers(load, notice, duration, service):
    for load_class in fx.LOAD_CLASSES:
        offer = fx.response_offer_mw(load, load_class, notice, duration, service_share=service)
        assert 0.0 <= offer <= load
    assert fx.response_offer_mw(load, "mining", 0.0, duration) == load
    assert fx.response_offer_mw(load, "training", notice, duration) == fx.response_offer_mw(load, "batch", notice, duration)


def test_offer_of_each_class():
    assert fx.response_offer_mw(100.0, "inference", 0.0, 60.0, service_share=0.7) == pytest.approx(30.0)
    assert fx.response_offer_mw(100.0, "batch", 119.0, 3600.0) == 0.0
    assert fx.response_offer_mw(100.0, "batch", 120.0, 3600.0) == 100.0
    assert fx.response_offer_mw(100.0, "training", 420.0, 3600.0, ramp_mw_per_min=10.0) == pytest.approx(50.0)
    with pytest.raises(ParameterError, match="load_class"):
        fx.response_offer_mw(100.0, "gaming", 0.0, 1.0)


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (fx.linear_headroom, {"slope_mw_per_h": 20.0, "curtailed_share": 0.01, "hours_per_year": 8760.0}),
        (fx.headroom, {"load_mw": [1.0, 2.0], "curtailed_share": 0.1, "peak_mw": [3.0, 3.0], "step_h": 1.0}),
        (fx.headroom_elasticity, {"curtailed_share": [0.1, 0.2], "headroom_mw": [1.0, 2.0]}),
        (
            fx.shift_load,
            {
                "load_mw": [1.0, 2.0, 1.0, 2.0],
                "cost_per_mwh": 1.0,
                "flexible_share": 0.5,
                "cap_mw": 3.0,
                "rise_share": 0.5,
                "free_supply_mw": 0.5,
                "step_h": 1.0,
                "window_steps": 2,
            },
        ),
        (fx.response_income, {"credits_usd": [1.0, 2.0], "mined_value_usd": 1.0}),
        (
            fx.response_offer_mw,
            {
                "load_mw": 1.0,
                "load_class": "batch",
                "notice_s": 600.0,
                "duration_s": 600.0,
                "checkpoint_s": 120.0,
                "service_share": 0.1,
                "ramp_mw_per_min": 10.0,
            },
        ),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
