"""GPU-hours: linear in each share, any axis, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gigasite import delivered_compute as delivered
from gigasite.errors import ParameterError

share = st.floats(0.0, 1.0)
SHARES = ("utilisation", "availability", "goodput", "power_fraction", "thermal_derate", "network_factor")


@given(arrays(float, 7, elements=st.floats(0.0, 1e6)), st.lists(share, min_size=6, max_size=6))
def test_hours_are_the_product_of_the_shares(alive, shares):
    got = delivered.gpu_hours(alive, 24.0, **dict(zip(SHARES, shares, strict=True)))
    assert got == pytest.approx(alive.sum() * 24.0 * np.prod(shares), rel=1e-12, abs=1e-300)
    assert got <= alive.sum() * 24.0 * (1 + 1e-12)


def test_shares_may_be_series_and_axes_may_be_chosen():
    alive = np.array([[10.0, 8.0], [10.0, 9.0]])
    assert delivered.gpu_hours(alive, 1.0, utilisation=1.0, power_fraction=[1.0, 0.5]).tolist() == [14.0, 14.5]
    assert delivered.gpu_hours(alive, 1.0, utilisation=1.0, axis=0).tolist() == [20.0, 17.0]
    assert isinstance(delivered.gpu_hours(5.0, 1.0, utilisation=1.0), float)


@pytest.mark.parametrize(
    "wrong",
    [
        {"alive": []},
        {"alive": [-1.0]},
        {"alive": [np.nan]},
        {"step_h": 0.0},
        {"step_h": np.inf},
        {"axis": 5},
        {"power_fraction": [1.0, 1.0, 1.0]},
        *({name: 1.01} for name in SHARES),
        *({name: -0.01} for name in SHARES),
        *({name: "all"} for name in SHARES),
    ],
)
def test_bad_input(wrong):
    with pytest.raises(ParameterError):
        delivered.gpu_hours(**{"alive": [1.0, 2.0], "step_h": 1.0, "utilisation": 0.5, **wrong})
