"""Effectiveness and transfer units (T05)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from gigasite import heat_exchanger
from gigasite.errors import ParameterError, PhysicsError

ARRANGEMENTS = ("counterflow", "parallel", "crossflow_unmixed", "phase_change")
sizes = st.floats(0.01, 6.0)
ratios = st.floats(0.0, 1.0)


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@given(sizes, sizes, ratios, ratios)
def test_between_0_and_1_rises_with_size_falls_with_ratio(arrangement, a, b, c, d):
    (small, large), (low, high) = sorted((a, b)), sorted((c, d))
    e = heat_exchanger.effectiveness(large, low, arrangement=arrangement)
    assert 0.0 <= e <= 1.0
    assert heat_exchanger.effectiveness(small, low, arrangement=arrangement) <= e + 1e-12
    assert heat_exchanger.effectiveness(large, high, arrangement=arrangement) <= e + 1e-12


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@given(st.floats(0.01, 4.0), ratios)
def test_inverse(arrangement, ntu, ratio):
    e = heat_exchanger.effectiveness(ntu, ratio, arrangement=arrangement)
    assert heat_exchanger.ntu(e, ratio, arrangement=arrangement) == pytest.approx(ntu, rel=2e-5)


@given(st.floats(0.01, 6.0))
def test_limits(ntu):
    boiling = heat_exchanger.effectiveness(ntu, 0.0, arrangement="phase_change")
    for arrangement in ARRANGEMENTS:
        assert heat_exchanger.effectiveness(ntu, 0.0, arrangement=arrangement) == pytest.approx(boiling, rel=1e-12)
    assert heat_exchanger.effectiveness(ntu, 1.0) == pytest.approx(ntu / (1 + ntu), rel=1e-12)
    assert heat_exchanger.effectiveness(ntu, 1.0 - 1e-13) == pytest.approx(ntu / (1 + ntu), rel=1e-9)  # no digits lost near 1
    assert heat_exchanger.effectiveness(0.0, 0.5) == 0.0


@given(sizes, ratios)
def test_counterflow_is_the_best(ntu, ratio):
    best = heat_exchanger.effectiveness(ntu, ratio)
    for arrangement in ("parallel", "crossflow_unmixed"):
        assert heat_exchanger.effectiveness(ntu, ratio, arrangement=arrangement) <= best + 1e-3  # the cross-flow formula is approximate


@pytest.mark.parametrize("ntu,ratio", [(0.5, 0.3), (2.5, 0.8), (3.0, 0.99)])
def test_parallel_flow_against_integration(ntu, ratio):
    """dT_h = −(T_h − T_c) dNTU, dT_c = Cr (T_h − T_c) dNTU with the hot side as C_min."""
    run = solve_ivp(lambda _, y: [-(y[0] - y[1]), ratio * (y[0] - y[1])], (0, ntu), [1.0, 0.0], rtol=1e-10, atol=1e-12)
    assert heat_exchanger.effectiveness(ntu, ratio, arrangement="parallel") == pytest.approx(1.0 - run.y[0, -1], rel=1e-7)


@given(st.floats(0.0, 1.0), st.floats(20.0, 60.0), st.floats(0.0, 30.0), st.floats(1.0, 500.0), st.floats(1.0, 500.0))
def test_exchange_conserves_heat(e, cold, difference, hot_capacity, cold_capacity):
    hot = cold + difference
    x = heat_exchanger.exchange(e, hot, cold, hot_capacity, cold_capacity)
    assert hot_capacity * (hot - x.hot_out_c) == pytest.approx(x.heat_kw, abs=1e-7)
    assert cold_capacity * (x.cold_out_c - cold) == pytest.approx(x.heat_kw, abs=1e-7)
    assert cold - 1e-9 <= x.hot_out_c <= hot + 1e-9 and cold - 1e-9 <= x.cold_out_c <= hot + 1e-9


def test_what_no_size_reaches():
    for e, ratio, arrangement in [(1.0, 0.5, "counterflow"), (0.6, 1.0, "parallel"), (0.5, 1.0, "parallel"), (1.0, 0.0, "phase_change")]:
        with pytest.raises(PhysicsError, match="effectiveness"):
            heat_exchanger.ntu(e, ratio, arrangement=arrangement)
    assert heat_exchanger.ntu(0.4999, 1.0, arrangement="parallel") > 3.0
    assert np.all(heat_exchanger.ntu([0.0, 0.5], 0.5, arrangement="crossflow_unmixed") >= [0.0, 0.6])


@pytest.mark.parametrize(
    "call",
    [
        lambda: heat_exchanger.effectiveness(-1.0, 0.5),
        lambda: heat_exchanger.effectiveness(1.0, 1.5),
        lambda: heat_exchanger.effectiveness(math.nan, 0.5),
        lambda: heat_exchanger.effectiveness(1.0, 0.5, arrangement="shell"),
        lambda: heat_exchanger.ntu(1.2, 0.5),
        lambda: heat_exchanger.exchange(0.5, 20.0, 30.0, 1.0, 1.0),
        lambda: heat_exchanger.exchange(0.5, 30.0, 20.0, 0.0, 1.0),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_shapes():
    assert heat_exchanger.effectiveness([[1.0], [2.0]], [0.2, 0.5, 0.8], arrangement="phase_change").shape == (2, 3)
    assert isinstance(heat_exchanger.exchange(0.5, 30.0, 20.0, 1, 1).heat_kw, float)
