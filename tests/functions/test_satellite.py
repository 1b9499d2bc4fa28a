"""Sizing: parts add up, the screen by hand, closure by the linear solution, policies, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doors import check
from gigasite import battery, radiator, satellite
from gigasite.errors import ParameterError, PhysicsError

ORBIT = {"radiator_faces": 2, "eclipse_s": 1200.0, "period_s": 5863.7}


@given(st.floats(1e3, 1e9), st.sampled_from([1, 2]), st.floats(0.0, 2500.0), st.floats(0.0, 20.0))
def test_screen_by_hand(it, faces, eclipse, payload):
    s = satellite.sizing_screen(it, radiator_faces=faces, eclipse_s=eclipse, period_s=5863.7, payload_kg_per_kw=payload)
    power = it * 1.25
    array_w = power * battery.source_oversize(eclipse, 5863.7 - eclipse) / 0.98**5
    assert s.heat_w == pytest.approx(power)
    area = radiator.area_m2(power, 320.0, 250.0, 0.82, faces, fin_efficiency=0.85, view_to_space=0.85)
    assert s.radiator_panel_area_m2 == pytest.approx(area)
    assert s.radiating_area_m2 == pytest.approx(faces * area)
    assert s.array_area_m2 == pytest.approx(array_w / (1361.0 * 0.30 * 0.88))
    parts = array_w / 100.0, battery.mass_kg(battery.eclipse_capacity_wh(power, eclipse)), area * 7.0
    assert (s.array_mass_kg, s.battery_mass_kg, s.radiator_mass_kg) == pytest.approx(parts)
    assert s.power_and_cooling_kg_per_kw == pytest.approx(sum(parts) / (it / 1e3))
    assert s.total_kg_per_kw == pytest.approx((payload + sum(parts) / (it / 1e3)) * 1.2 * 1.2)


def test_screen_and_budget_agree_without_feedback():
    screen = satellite.sizing_screen(1e5, payload_kg_per_kw=4.0, **ORBIT)
    budget = satellite.mass_budget(1e5, payload_kg=400.0, comms_kg=0.0, avionics_propulsion_kg=0.0, **ORBIT)
    assert budget.kg_per_kw_it == pytest.approx(screen.total_kg_per_kw, rel=1e-12)
    assert budget.array_area_m2 == pytest.approx(screen.array_area_m2, rel=1e-12)
    assert budget.iterations == 1 and isinstance(budget.iterations, int)


@given(
    st.floats(1e3, 1e7),
    st.floats(0.0, 2.0),
    st.floats(0.0, 2.0),
    st.floats(0.0, 1.0),
    st.floats(320.0, 360.0),
    st.floats(0.0, 20.0),
)
def test_budget_closes_and_its_parts_add_up(it, keeping, control, kept, hot, loop):
    b = satellite.mass_budget(
        it,
        payload_kg=it * 0.004,
        eclipse_load_fraction=kept,
        heat_pump_hot_k=hot,
        station_keeping_w_per_kg=keeping,
        attitude_control_w_per_m2=control,
        loop_kg_per_kw=loop,
        **ORBIT,
    )
    parts = b.payload_kg + b.array_kg + b.battery_kg + b.radiator_kg + b.loop_kg + b.comms_kg + b.avionics_propulsion_kg
    assert b.structure_kg == pytest.approx(0.2 * parts)
    assert parts + b.structure_kg + b.margin_kg == pytest.approx(b.total_kg, rel=1e-12)
    # Power closes: everything on the bus, and the work of the pump on the heat at its cold side, is the heat rejected.
    cold = it * 1.25 + keeping * b.total_kg + control * (b.array_area_m2 + b.radiator_panel_area_m2)
    assert cold * (1.0 + (hot - 320.0) / (0.5 * 320.0)) == pytest.approx(b.heat_w, rel=1e-9)
    rejected = radiator.heat_w(b.radiator_panel_area_m2, hot, 250.0, 0.82, 2, fin_efficiency=0.85, view_to_space=0.85)
    assert rejected == pytest.approx(b.heat_w, rel=1e-12)
    end_of_life = b.array_power_w * 0.98**5
    assert end_of_life == pytest.approx(b.heat_w * (1.0 + kept * 1200.0 / 4663.7 / 0.9), rel=1e-12)


def test_no_closure_names_the_reason_and_the_nearest_feasible_value():
    for name in ("station_keeping_w_per_kg", "attitude_control_w_per_m2"):
        with pytest.raises(PhysicsError, match="run away") as caught:
            satellite.mass_budget(1e5, payload_kg=400.0, **{name: 1e3}, **ORBIT)
        assert caught.value.parameter == name and 0.0 < caught.value.high < 1e3
        satellite.mass_budget(1e5, payload_kg=400.0, **{name: caught.value.high * 0.999}, **ORBIT)
        with pytest.raises(PhysicsError):
            satellite.mass_budget(1e5, payload_kg=400.0, **{name: caught.value.high * 1.001}, **ORBIT)


def test_a_tight_tolerance_and_a_gain_close_to_one_still_close():
    limit = 1.0 / 0.06
    for keeping in (limit * 0.05, limit * 0.5):
        for tolerance in (1e-2, 1e-9, 1e-13):
            b = satellite.mass_budget(1e5, payload_kg=400.0, station_keeping_w_per_kg=keeping, tolerance=tolerance, **ORBIT)
            assert b.heat_w == pytest.approx(1.25e5 + keeping * b.total_kg, rel=2.0 * tolerance + 1e-12)


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"radiator_temperature_k": 250.0}, "radiator_temperature_k"),
        ({"radiator_temperature_k": 200.0}, "radiator_temperature_k"),
        ({"heat_pump_hot_k": 300.0}, "heat_pump_hot_k"),
    ],
)
def test_states_that_cannot_be(change, parameter):
    with pytest.raises(PhysicsError, match="nearest feasible") as caught:
        satellite.mass_budget(1e5, payload_kg=400.0, **change, **ORBIT)
    assert caught.value.parameter == parameter
    if "heat_pump_hot_k" not in change:
        with pytest.raises(PhysicsError):
            satellite.sizing_screen(1e5, payload_kg_per_kw=4.0, **change, **ORBIT)


def test_an_eclipse_as_long_as_the_orbit_is_none():
    for eclipse in (5863.7, 6000.0):
        with pytest.raises(ParameterError, match="eclipse_s"):
            satellite.sizing_screen(1e5, payload_kg_per_kw=4.0, **{**ORBIT, "eclipse_s": eclipse})


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30), st.floats(0.0, 1.0))
def test_policies_in_order(fractions, throttle):
    def energy(policy, **parts):
        return satellite.annual_it_energy_mwh(1e6, fractions, policy=policy, **parts)

    assert energy("full") == pytest.approx(8760.0)
    assert energy("stop_in_season") <= energy("throttle") * (1 + 1e-12)
    assert energy("throttle") <= energy("throttle", throttle_fraction=throttle) * (1 + 1e-12) <= energy("full") * (1 + 1e-11)
    assert energy("throttle", throttle_fraction=1.0) == pytest.approx(8760.0)


def test_energy_shapes_and_words():
    year = np.array([[0.0, 0.2], [0.0, 0.0]])
    assert satellite.annual_it_energy_mwh(1e6, year, policy="stop_in_season") == pytest.approx([4380.0, 8760.0])
    assert satellite.annual_it_energy_mwh(1e6, year, policy="stop_in_season", axis=0) == pytest.approx([8760.0, 4380.0])
    assert satellite.annual_it_energy_mwh([1e6, 2e6], [0.0, 0.2], policy="throttle") == pytest.approx([7884.0, 15768.0])
    for wrong in ({"policy": "sleep"}, {"policy": "full", "axis": 3}, {"policy": "full", "throttle_fraction": 1.5}):
        with pytest.raises(ParameterError):
            satellite.annual_it_energy_mwh(1e6, [0.0], **wrong)
    with pytest.raises(ParameterError):
        satellite.annual_it_energy_mwh(1e6, [0.0, 1.1], policy="full")


def test_doors():
    orbit = {k: float(v) for k, v in ORBIT.items()}
    check(satellite.sizing_screen, it_power_w=1e5, payload_kg_per_kw=4.0, sink_k=240.0, radiator_temperature_k=310.0, **orbit)
    check(
        satellite.mass_budget,
        it_power_w=1e5,
        payload_kg=400.0,
        heat_pump_hot_k=340.0,
        sink_k=240.0,
        radiator_temperature_k=310.0,
        station_keeping_w_per_kg=0.1,
        **orbit,
    )
