"""Heat pump before the radiator: invariant 12, the thresholds against numerical derivatives, the optimum against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from doors import check, quiet
from gigasite import radiator_heat_pump as pump
from gigasite.errors import PhysicsError, ValidityWarning

cold = st.floats(270.0, 340.0)
sink = st.floats(0.0, 260.0)
efficiency = st.floats(0.1, 1.0)
emissivity = st.floats(0.3, 1.0)
areal = st.floats(0.5, 12.0)
work_mass = st.floats(1e-4, 0.05)


@given(cold, st.floats(0.0, 80.0), efficiency, st.floats(1.0, 1e7))
def test_work_is_not_negative_and_none_without_lift(c, lift, eta, q):
    assert quiet(pump.work_w, heat_w=q, cold_k=c, hot_k=c + lift, second_law_efficiency=eta) >= 0.0
    assert pump.work_w(q, c, c, eta) == 0.0


@given(cold, sink, efficiency, emissivity, areal, work_mass)
def test_optimum_is_the_lightest_of_a_fine_grid(c, s, eta, e, a, alpha):
    best = quiet(pump.optimum, cold_k=c, sink_k=s, second_law_efficiency=eta, emissivity=e, areal_mass_kg_m2=a, work_mass_kg_per_w=alpha)
    hot = np.linspace(c, 600.0, 3001)
    mass = quiet(
        pump.mass_kg,
        heat_w=1.0,
        cold_k=c,
        hot_k=hot,
        sink_k=s,
        second_law_efficiency=eta,
        emissivity=e,
        areal_mass_kg_m2=a,
        work_mass_kg_per_w=alpha,
    )
    assert best.mass_kg_per_w <= mass.min() * (1 + 1e-12)
    assert best.mass_kg_per_w <= best.mass_without_pump_kg_per_w == mass[0]
    assert best.pays == (best.hot_k > c)
    if best.pays and best.hot_k < 599.0:
        near = minimize_scalar(
            lambda t: quiet(
                pump.mass_kg,
                heat_w=1.0,
                cold_k=c,
                hot_k=float(t),
                sink_k=s,
                second_law_efficiency=eta,
                emissivity=e,
                areal_mass_kg_m2=a,
                work_mass_kg_per_w=alpha,
            ),
            bounds=(max(c, best.hot_k - 1.0), best.hot_k + 1.0),
            method="bounded",
            options={"xatol": 1e-6},
        )
        assert best.mass_kg_per_w <= near.fun * (1 + 1e-12)
        assert best.hot_k == pytest.approx(near.x, abs=0.05)  # the valley is flat: mass decides


@given(st.floats(1.0, 8.0), st.floats(0.005, 0.05), emissivity)
def test_carnot_without_sink_has_a_closed_form(a, alpha, e):
    exact = (3.0 * a / (alpha * e * 5.670374419e-8)) ** 0.25
    best = quiet(
        pump.optimum, cold_k=270.0, sink_k=0.0, second_law_efficiency=1.0, emissivity=e, areal_mass_kg_m2=a, work_mass_kg_per_w=alpha
    )
    assert best.hot_k == pytest.approx(min(max(exact, 270.0), 600.0), abs=1e-4)


@given(cold, sink, emissivity, areal)
def test_thresholds_are_where_a_small_lift_stops_to_help(c, s, e, a):
    threshold = pump.break_even_efficiency(c, s)

    def slope(eta, alpha, areal_mass):
        def mass(hot):
            return pump.mass_kg(1.0, c, hot, s, eta, e, areal_mass, alpha)

        return (mass(c + 1e-3) - mass(c)) / mass(c)

    if threshold * 1.05 <= 1.0:
        assert slope(threshold * 1.05, 0.0, a) < 0.0 < slope(threshold * 0.95, 0.0, a)
    alpha = pump.break_even_work_mass_kg_per_w(c, s, 0.9, e, a)
    if alpha > 1e-6:
        assert slope(0.9, alpha * 0.95, a) < 0.0 < slope(0.9, alpha * 1.05, a)


def test_the_corner_is_an_answer_and_several_valleys_are_compared():
    corner = pump.optimum(330.0, 220.0, 0.5, 0.9, 3.0, 0.015)
    assert corner.hot_k == 330.0 and not corner.pays and corner.mass_kg_per_w == corner.mass_without_pump_kg_per_w
    # A poor pump whose work weighs nothing: at first the area grows, far up it shrinks below that of the corner.
    far = quiet(
        pump.optimum,
        cold_k=300.0,
        sink_k=0.0,
        second_law_efficiency=0.2,
        emissivity=0.9,
        areal_mass_kg_m2=3.0,
        work_mass_kg_per_w=0.0,
    )
    assert pump.mass_kg(1.0, 300.0, 310.0, 0.0, 0.2, 0.9, 3.0, 0.0) > far.mass_without_pump_kg_per_w > far.mass_kg_per_w
    assert far.hot_k == 600.0 and far.pays


def test_a_lift_above_80_k_is_flagged():
    with pytest.warns(ValidityWarning, match="lift_k"):
        pump.work_w(1.0, 300.0, 381.0, 0.5)
    with pytest.raises(PhysicsError, match="lift_k"):
        pump.mass_kg(1.0, 300.0, 400.0, 200.0, 0.5, 0.9, 3.0, 0.01, outside="raise")
    with pytest.warns(ValidityWarning):
        assert np.isnan(pump.radiating_area_m2(1.0, 300.0, 400.0, 200.0, 0.5, 0.9, outside="nan"))
    law = {"cold_k": 300.0, "sink_k": 0.0, "second_law_efficiency": 1.0, "emissivity": 0.9, "areal_mass_kg_m2": 12.0}
    with pytest.warns(ValidityWarning, match="lift_k"):
        assert pump.optimum(**law, work_mass_kg_per_w=0.005, outside="clamp").hot_k == pytest.approx(380.0)
    with pytest.warns(ValidityWarning):
        nothing = pump.optimum(**law, work_mass_kg_per_w=0.005, outside="nan")
    assert np.isnan(nothing.hot_k) and not nothing.pays


@pytest.mark.parametrize(("c", "h", "s"), [(300.0, 299.0, 200.0), (300.0, 320.0, 300.0), (300.0, 320.0, 310.0)])
def test_order_of_temperatures(c, h, s):
    for call in (
        lambda **o: pump.radiating_area_m2(1.0, c, h, s, 0.5, 0.9, **o),
        lambda **o: pump.mass_kg(1.0, c, h, s, 0.5, 0.9, 3.0, 0.01, **o),
    ):
        with pytest.raises(PhysicsError):
            call()
        with pytest.warns(ValidityWarning):
            assert np.isnan(call(outside="nan"))
    if h < c:
        with pytest.raises(PhysicsError):
            pump.work_w(1.0, c, h, 0.5)
        with pytest.raises(PhysicsError):
            pump.optimum(c, s, 0.5, 0.9, 3.0, 0.01, max_hot_k=h)
    else:
        for function in (pump.break_even_efficiency, lambda *a: pump.break_even_work_mass_kg_per_w(*a, 0.5, 0.9, 3.0)):
            with pytest.raises(PhysicsError):
                function(c, s)


def test_doors():
    lift = {"cold_k": 300.0, "hot_k": 330.0, "second_law_efficiency": 0.5}
    check(pump.work_w, heat_w=1e3, **lift)
    check(pump.radiating_area_m2, heat_w=1e3, sink_k=200.0, emissivity=0.9, **lift)
    check(pump.mass_kg, heat_w=1e3, sink_k=200.0, emissivity=0.9, areal_mass_kg_m2=3.0, work_mass_kg_per_w=0.01, **lift)
    check(pump.break_even_efficiency, cold_k=300.0, sink_k=200.0)
    law = {"second_law_efficiency": 0.5, "emissivity": 0.9, "areal_mass_kg_m2": 3.0}
    check(pump.break_even_work_mass_kg_per_w, cold_k=300.0, sink_k=200.0, **law)
    check(pump.optimum, cold_k=300.0, sink_k=200.0, work_mass_kg_per_w=0.01, **law)
