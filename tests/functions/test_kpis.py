"""Key figures (T11)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import kpis
from gigasite.errors import ParameterError

energies = st.floats(1.0, 1e7)
shares = st.floats(0.0, 1.0)


@given(energies, st.floats(0.0, 1e7))
def test_pue_and_its_inverse(it, other):
    pue = kpis.pue(it + other, it)
    assert pue >= 1.0
    assert kpis.dcie(it + other, it) == pytest.approx(1.0 / pue, rel=1e-12)
    assert kpis.partial_pue(other, it) == pytest.approx(pue, rel=1e-9)


@given(st.lists(st.tuples(energies, energies), min_size=2, max_size=12))
def test_ratio_of_sums_not_mean_of_ratios(months):
    it, other = (np.array(column) for column in zip(*months, strict=True))
    pue = kpis.pue(it + other, it)
    assert pue == pytest.approx((it + other).sum() / it.sum())
    monthly = (it + other) / it
    assert monthly.min() * (1 - 1e-9) <= pue <= monthly.max() * (1 + 1e-9)


@given(st.floats(1.0, 3.0), st.floats(1.0, 3.0))
def test_tue_is_no_better_than_pue(itue, pue):
    assert kpis.tue(itue, pue) >= pue
    assert kpis.itue(itue, 1.0) == pytest.approx(itue)


@given(st.floats(1.0, 3.0), shares)
def test_ere_is_no_worse_than_pue(pue, erf):
    assert 0.0 <= kpis.ere(pue, erf) <= pue


@given(energies, shares)
def test_factors_are_shares(facility, share):
    assert 0.0 <= kpis.erf(share * facility, facility) <= 1.0
    assert kpis.ref(share * facility, facility) == pytest.approx(share, abs=1e-12)


@given(energies, energies, energies, st.floats(0.1, 100.0))
def test_no_key_figure_depends_on_the_size(a, b, c, factor):
    for function in (kpis.cer, kpis.cue_kg_per_kwh, kpis.wue_l_per_kwh, kpis.partial_pue):
        assert function(a * factor, b * factor) == pytest.approx(function(a, b), rel=1e-9)
    assert kpis.pue((a + c) * factor, a * factor) == pytest.approx(kpis.pue(a + c, a), rel=1e-9)


@given(energies, st.floats(0.0, 1e6), shares, st.floats(0.0, 1e6))
def test_both_boundaries_of_one_plant(it, other, share, pump):
    handover = share * it
    outside = kpis.heat_pump_boundary(it, other, handover, pump, inside=False)
    inside = kpis.heat_pump_boundary(it, other, handover, pump, inside=True)
    assert outside.pue == pytest.approx(kpis.pue(it + other, it)) and inside.pue >= outside.pue
    for view in (outside, inside):
        assert 0.0 <= view.erf <= 1.0 and view.ere <= view.pue
        assert view.ere == pytest.approx(kpis.ere(view.pue, view.erf))
    # the heat that stays in the hall is the same from both
    left = [view.ere * it for view in (outside, inside)]
    assert left[0] == pytest.approx(left[1], rel=1e-9, abs=1e-6)
    lossy = kpis.heat_pump_boundary(it, other, handover, pump, inside=True, delivered_mwh=0.9 * (handover + pump))
    assert lossy.erf <= inside.erf


def test_series_along_axes():
    it = np.array([[10.0, 2.0], [10.0, 10.0]])
    assert kpis.pue(it * 1.2, it).shape == (2,) and kpis.pue(it * 1.2, it, axis=0).tolist() == pytest.approx([1.2, 1.2])
    assert kpis.wue_l_per_kwh([1.0, 2.0], 10.0) == pytest.approx(0.3)


@pytest.mark.parametrize(
    "call",
    [
        lambda: kpis.pue(0.9, 1.0),
        lambda: kpis.pue(1.0, 0.0),
        lambda: kpis.pue(math.nan, 1.0),
        lambda: kpis.pue(-1.0, 1.0),
        lambda: kpis.dcie(0.5, 1.0),
        lambda: kpis.itue(0.8, 1.0),
        lambda: kpis.tue(0.9, 1.1),
        lambda: kpis.ere(1.1, 1.2),
        lambda: kpis.ere(0.9, 0.2),
        lambda: kpis.erf(2.0, 1.0),
        lambda: kpis.ref(2.0, 1.0),
        lambda: kpis.cer(1.0, 0.0),
        lambda: kpis.cue_kg_per_kwh(-1.0, 1.0),
        lambda: kpis.wue_l_per_kwh(1.0, 0.0),
        lambda: kpis.heat_pump_boundary(0.0, 1.0, 0.0, 0.0, inside=True),
        lambda: kpis.heat_pump_boundary(1.0, 0.1, 5.0, 0.0, inside=False),
        lambda: kpis.heat_pump_boundary(1.0, 0.1, 0.5, 0.1, inside=True, delivered_mwh=0.7),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()
