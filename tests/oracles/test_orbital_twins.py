"""The core beside its slow twins in plain Python: fin, two nodes, a face through an orbit."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigasite import radiator
from gigasite import thermal_network as network
from oracles import fin as fin_twin
from oracles import orbit_cycle as orbit_twin
from oracles import two_node as two_node_twin


@settings(max_examples=15)
@given(
    st.floats(50.0, 1000.0),
    st.floats(2e-4, 2e-3),
    st.floats(0.01, 0.2),
    st.floats(0.3, 1.0),
    st.floats(270.0, 450.0),
    st.floats(0.0, 260.0),
    st.sampled_from([1, 2]),
)
def test_fin(conductivity, thickness, half_spacing, emissivity, base, sink, faces):
    efficiency, tip = fin_twin.fin(conductivity, thickness, half_spacing, emissivity, base, sink, faces)
    core = radiator.fin(conductivity, thickness, half_spacing, emissivity, base, sink, faces=faces)
    assert core.efficiency == pytest.approx(efficiency, rel=1e-7)
    assert core.tip_temperature_k == pytest.approx(tip, rel=1e-9)


@settings(max_examples=15)
@given(
    st.floats(1.0, 5e3),
    st.floats(200.0, 400.0),
    st.floats(200.0, 400.0),
    st.floats(0.0, 2e5),
    st.floats(1e2, 2e4),
    st.floats(50.0, 400.0),
    st.floats(3.0, 250.0),
    st.floats(1e5, 5e6),
    st.floats(1e5, 5e6),
)
def test_two_nodes(time, hot, cold, load, conductance, area, sink, hot_capacity, radiator_capacity):
    law = (load, conductance, area, 0.85, sink, hot_capacity, radiator_capacity)
    assert network.two_node_step(time, hot, cold, *law) == pytest.approx(two_node_twin.run(time, hot, cold, *law), abs=1e-3)


@settings(max_examples=8)
@given(st.floats(0.0, 1e5), st.floats(1e3, 2e4), st.floats(50.0, 400.0), st.floats(0.0, 80.0), st.floats(3e5, 5e6))
def test_two_nodes_through_an_orbit(load, conductance, area, noon, capacity):
    arcs = [(1400.0, load, 220.0, noon), (900.0, load, 220.0, 0.0), (1200.0, 0.4 * load, 180.0, 0.0), (900.0, load, 220.0, 0.0)]
    durations, loads, sinks, noons = zip(*arcs, strict=True)
    law, rest = (conductance, area, 0.85), (capacity, 1e6)
    core = network.two_node_orbit(durations, 300.0, 290.0, loads, *law, sinks, *rest, noon_flux_w_m2=noons)
    state, now = (300.0, 290.0), 0.0
    for arc, (duration, watt, sink, swing) in enumerate(arcs):
        state = two_node_twin.run(duration, *state, watt, *law, sink, *rest, swing, 2 * math.pi / 4400.0, now)
        now += duration
        assert (core.hot_k[arc], core.radiator_k[arc]) == pytest.approx(state, abs=1e-3)


@pytest.mark.parametrize(
    ("beta", "tilt", "azimuth", "sun_on_face", "capacity"),
    [(0.0, 90.0, 0.0, False, 1e4), (30.0, 60.0, 40.0, True, 3e3), (-75.0, 120.0, 90.0, True, 2e4)],
)
def test_a_face_through_an_orbit(beta, tilt, azimuth, sun_on_face, capacity):
    points = 24
    angles = (math.radians(a) for a in (beta, tilt, azimuth))
    sink = orbit_twin.sinks(550e3, *angles, 0.2, 0.85, sun_on_face, points)
    core = network.orbit_cycle_series(
        550e3,
        beta,
        400.0,
        capacity,
        tilt,
        0.2,
        0.85,
        sun_on_face=sun_on_face,
        tilt_azimuth_deg=azimuth,
        shadow_model="cylindrical",
        steps=points * 20,
    )
    assert core.sink_k[::20] == pytest.approx(sink, abs=0.1)
    # The time scheme alone, on the core's own sinks.
    path = np.array(orbit_twin.cycle(core.sink_k.tolist(), 400.0, capacity, 0.85, 550e3, substeps=2))
    assert core.temperature_k == pytest.approx(path, abs=5e-3)
    # Both together, where no shadow cuts through the coarse twin.
    if beta == -75.0 or not sun_on_face:
        path = orbit_twin.cycle(sink, 400.0, capacity, 0.85, 550e3)
        assert core.temperature_k[::20] == pytest.approx(path, abs=0.2)
