"""Transients: invariants 7–9, second opinions by scipy, any number of nodes, bad input."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from doors import check, quiet
from gigasite import thermal_environment as environment
from gigasite import thermal_network as network
from gigasite.constants import STEFAN_BOLTZMANN_W_M2_K4 as SIGMA
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

capacity = st.floats(1e2, 1e7)
FACE = {
    "altitude_m": 550e3,
    "beta_deg": 20.0,
    "load_w_m2": 300.0,
    "areal_heat_capacity_j_m2_k": 5e3,
    "tilt_from_nadir_deg": 60.0,
    "solar_absorptivity": 0.2,
    "emissivity": 0.91,
}


@given(st.floats(0.0, 1e5), st.floats(200.0, 500.0), st.floats(0.0, 199.0), capacity, st.floats(1.01, 5.0))
def test_cooling_is_monotone_and_tends_to_the_sink(t, start, sink, c, k):
    at = network.radiative_cooling_k([t, t * k, 1e15], start, sink, c, 0.9)
    assert start >= at[0] >= at[1] >= at[2] >= sink
    # Without a sink T = (3 ε σ t/C)^(−1/3); with one the decay is exponential at the end.
    assert at[2] == pytest.approx(sink, abs=1e-3 if sink > 30.0 else 2.0 * (c / 1.5e8) ** (1 / 3) + 1e-9)


@pytest.mark.parametrize("sink", [0.0, 3.0, 150.0, 299.0])
def test_cooling_agrees_with_scipy(sink):
    time = np.array([1.0, 100.0, 1e4, 1e5])
    exact = solve_ivp(
        lambda t, y: [-0.9 * SIGMA * (y[0] ** 4 - sink**4) / 8e3], (0.0, 1e5), [330.0], t_eval=time, rtol=1e-12, atol=1e-10, method="DOP853"
    )
    assert network.radiative_cooling_k(time, 330.0, sink, 8e3, 0.9) == pytest.approx(exact.y[0], rel=1e-9)


def test_time_constant_is_that_of_small_disturbances():
    tau = network.time_constant_s(8e3, 300.0, 0.9)
    load = 0.9 * SIGMA * 300.0**4
    end = solve_ivp(lambda t, y: [(load - 0.9 * SIGMA * y[0] ** 4) / 8e3], (0.0, tau), [300.001], rtol=1e-12, atol=1e-12).y[0, -1]
    assert (end - 300.0) / 1e-3 == pytest.approx(np.exp(-1.0), rel=1e-4)


def test_time_to_limit_at_its_corners():
    assert network.time_to_limit_s(0.0, 2e6, 300.0, 350.0) == np.inf
    assert network.time_to_limit_s(1e5, 2e6, 350.0, 350.0) == 0.0
    assert network.time_to_limit_s(0.0, 2e6, 360.0, 350.0) == 0.0


nodes = st.tuples(
    st.floats(0.0, 1e6), st.floats(1e2, 1e6), st.floats(10.0, 1000.0), st.floats(0.3, 1.0), st.floats(1.0, 280.0), capacity, capacity
)


@given(nodes, st.floats(0.0, 1e7))
def test_two_node_steady_state_is_a_fixed_point_with_negative_eigenvalues(law, time):
    steady = network.two_node_steady(*law)
    assert steady.fast_eigenvalue_per_s <= steady.slow_eigenvalue_per_s < 0.0
    after = network.two_node_step(time, steady.hot_k, steady.radiator_k, *law)
    assert after == pytest.approx((steady.hot_k, steady.radiator_k), abs=1e-4)


@settings(max_examples=25)
@given(nodes, st.floats(150.0, 450.0), st.floats(150.0, 450.0), st.sampled_from([1.0, 60.0, 1e3, 3e4, 1e7]))
def test_two_nodes_agree_with_radau(law, hot, radiator, time):
    q, g, a, e, s, c1, c2 = law

    def rates(t, y):
        flow = g * (y[0] - y[1])
        return [(q - flow) / c1, (flow - e * SIGMA * a * (y[1] ** 4 - s**4)) / c2]

    exact = solve_ivp(rates, (0.0, time), [hot, radiator], method="Radau", rtol=1e-10, atol=1e-8)
    assert exact.success
    assert network.two_node_step(time, hot, radiator, *law) == pytest.approx(exact.y[:, -1], abs=1e-3)


@settings(max_examples=20)
@example((0.0, 100.0, 16.0, 0.5, 1.0, 100.0, 115.0), 150.0, 28.0, 1e-2, False)  # light nodes that follow the cosine at once
@given(nodes, st.floats(150.0, 450.0), st.floats(0.0, 300.0), st.sampled_from([1e-2, 1e-3, 1e-5]), st.booleans())
def test_an_orbit_of_arcs_agrees_with_radau(law, start, noon, tolerance, own_period):
    q, g, a, e, s, c1, c2 = law
    arcs, loads, sinks, noons = [900.0, 0.0, 2000.0, 1500.0], [q, 0.0, 0.0, 0.5 * q], [s, 5.0, 0.8 * s, s], [noon, noon, 0.0, 0.0]
    period = 5000.0 if own_period else 4400.0
    got = network.two_node_orbit(
        arcs,
        start,
        start,
        loads,
        g,
        a,
        e,
        sinks,
        c1,
        c2,
        noon_flux_w_m2=noons,
        period_s=period if own_period else None,
        orbits=2,
        tolerance_k=tolerance,
    )
    state, now = [start, start], 0.0
    for arc in range(8):
        duration, load, sink, swing = (values[arc % 4] for values in (arcs, loads, sinks, noons))

        def rates(t, y, load=load, sink=sink, swing=swing):
            flow = g * (y[0] - y[1])
            return [(load - flow) / c1, (flow - a * (e * SIGMA * (y[1] ** 4 - sink**4) - swing * np.cos(2 * np.pi * t / period))) / c2]

        if duration:
            exact = solve_ivp(rates, (now, now + duration), state, method="Radau", rtol=1e-10, atol=1e-8)
            state, now = exact.y[:, -1].tolist(), now + duration
        assert [got.hot_k[arc], got.radiator_k[arc]] == pytest.approx(state, abs=10.0 * tolerance)


def test_nearly_all_satellites_end_their_arcs_within_the_tolerance():
    # Of all stiffnesses, beside the same at a thousandth of the tolerance; two points of N alone let one in 60 through.
    rng = np.random.default_rng(11)
    n = 4000
    load, noon = rng.uniform(0.0, 1e6, n) * rng.random(n), rng.uniform(0.0, 300.0, n) * (rng.random(n) < 0.7)
    conductance, area, *capacities = (10.0 ** rng.uniform(low, high, n) for low, high in ((2, 6), (1, 3), (2, 7), (2, 7)))
    start, emissivity, sink = rng.uniform(150.0, 450.0, n), rng.uniform(0.3, 1.0, n), rng.uniform(1.0, 280.0, n)

    def ends(tolerance):
        return network.two_node_orbit(
            [900.0, 2000.0, 1500.0],
            start,
            start,
            np.stack([load, 0.0 * load, 0.5 * load], axis=-1),
            conductance,
            area,
            emissivity,
            np.stack([sink, 0.8 * sink, sink], axis=-1),
            *capacities,
            noon_flux_w_m2=np.stack([noon, 0.0 * noon, 0.0 * noon], axis=-1),
            tolerance_k=tolerance,
        )

    for tolerance in (1e-2, 1e-3):
        gap = np.abs(np.subtract(ends(tolerance), ends(1e-3 * tolerance))).max(axis=(0, 2))
        assert np.sum(gap > tolerance) <= 4 and gap.max() < 10.0 * tolerance


DAY = {
    "arc_s": [4560.0, 1200.0],
    "start_hot_k": 310.0,
    "start_radiator_k": 295.0,
    "load_w": [1e5, 5e4],
    "conductance_w_k": 1e4,
    "radiating_area_m2": 250.0,
    "emissivity": 0.9,
    "sink_k": [220.0, 180.0],
    "hot_heat_capacity_j_k": 2e6,
    "radiator_heat_capacity_j_k": 1.5e6,
}


def test_an_orbit_is_its_arcs_one_after_the_other():
    day = network.two_node_orbit(**DAY, orbits=3)
    assert day.hot_k.shape == day.radiator_k.shape == (6,)
    law = (1e4, 250.0, 0.9)
    hot, radiator = 310.0, 295.0
    for arc, (duration, load, sink) in enumerate([(4560.0, 1e5, 220.0), (1200.0, 5e4, 180.0)] * 3):
        hot, radiator = network.two_node_step(duration, hot, radiator, load, *law, sink, 2e6, 1.5e6)
        assert (day.hot_k[arc], day.radiator_k[arc]) == pytest.approx((hot, radiator), abs=1e-3)
    tiled = {name: np.tile(value, 3) if isinstance(value, list) else value for name, value in DAY.items()}
    assert np.array_equal(network.two_node_orbit(**tiled).hot_k, day.hot_k)
    # Many orbits end in the periodic state, whose radiated heat is the load and what the sink gives.
    last = network.two_node_orbit(**{**DAY, "arc_s": np.full(200, 28.8), "load_w": 7e4, "sink_k": 200.0}, orbits=40, tolerance_k=1e-6)
    assert last.radiator_k[-1] == pytest.approx(network.two_node_steady(7e4, *law, 200.0, 2e6, 1.5e6).radiator_k, abs=1e-6)


def test_the_same_bits_alone_in_a_batch_and_on_any_number_of_threads():
    rng = np.random.default_rng(5)
    many = {name: np.multiply.outer(rng.uniform(0.8, 1.1, 100), value) for name, value in DAY.items()}
    one = network.two_node_orbit(**many, orbits=4, noon_flux_w_m2=[30.0, 0.0], threads=1)
    for threads in (2, 8):
        assert np.array_equal(network.two_node_orbit(**many, orbits=4, noon_flux_w_m2=[30.0, 0.0], threads=threads), one)
    for rows in (slice(3, 4), slice(17, 60), slice(99, None)):
        part = network.two_node_orbit(**{name: value[rows] for name, value in many.items()}, orbits=4, noon_flux_w_m2=[30.0, 0.0])
        assert np.array_equal(part, [node[rows] for node in one])
    alone = network.two_node_step(600.0, *(float(v) for v in (310.0, 295.0, 1e5, 1e4, 250.0, 0.9, 220.0, 2e6, 1.5e6)))
    among = network.two_node_step([600.0] * 20, 310.0, 295.0, 1e5, 1e4, 250.0, 0.9, 220.0, 2e6, 1.5e6)
    assert np.all(among.hot_k == alone.hot_k) and np.all(among.radiator_k == alone.radiator_k)


def test_orbits_of_arcs_keep_shapes_and_refuse_what_is_none():
    grid = network.two_node_orbit(**{**DAY, "start_hot_k": np.full((3, 1), 310.0), "emissivity": np.full(4, 0.9)}, orbits=2)
    assert grid.hot_k.shape == (3, 4, 4) and np.ptp(grid.hot_k[..., -1]) == 0.0
    assert network.two_node_orbit(**{**DAY, "emissivity": np.zeros((0,))}).hot_k.shape == (0, 2)
    assert network.two_node_orbit(**{**DAY, "arc_s": 0.0}).hot_k.tolist() == [310.0, 310.0]
    for wrong in ({"orbits": 0}, {"orbits": 1.5}, {"orbits": True}, {"tolerance_k": 0.0}, {"tolerance_k": 2.0}, {"period_s": 0.0}):
        with pytest.raises(ParameterError, match=next(iter(wrong))):
            network.two_node_orbit(**{**DAY, **wrong})
    with pytest.raises(ParameterError, match="values"):
        network.two_node_orbit(**{**DAY, "load_w": [1e5, 5e4, 0.0]})


def test_two_nodes_take_series_and_rows():
    law = (1e5, 1e4, 250.0, 0.9, 220.0, 2e6, 1.5e6)
    many = network.two_node_step([0.0, 600.0, 60.0], 300.0, 300.0, *law)
    assert many.hot_k.shape == (3,) and many.hot_k[0] == 300.0
    assert many.hot_k[1] == network.two_node_step(600.0, 300.0, 300.0, *law).hot_k
    rows = network.two_node_step([0.0, 600.0], np.array([[300.0], [310.0], [320.0]]), 300.0, *law)
    assert rows.radiator_k.shape == (3, 2)


@given(st.floats(1e-3, 1e12), st.integers(1, 6), st.integers(0, 1000))
def test_network_step_closes_the_balance_at_any_step(step, n, seed):
    random = np.random.default_rng(seed)
    g = random.uniform(0.0, 1e4, (n, n))
    g = g + g.T
    start, sink = random.uniform(150.0, 450.0, n), random.uniform(0.0, 280.0, n)
    c, a, q = 10.0 ** random.uniform(2, 7, n), random.uniform(0.1, 100.0, n), random.uniform(0.0, 1e5, n)
    t = network.network_step(start, step, q, c, g, a, 0.9, sink)
    assert t.shape == (n,) and np.all(t > 0.0)
    flow = (g * (t[None, :] - t[:, None])).sum(axis=1)
    radiated = 0.9 * SIGMA * a * (t**4 - sink**4)
    scale = np.abs(q) + np.abs(g).sum(axis=1) * t.max() + 0.9 * SIGMA * a * (t**4 + sink**4) + c * start / step
    assert np.all(np.abs(c * (t - start) / step - q - flow + radiated) <= 1e-10 * scale)
    # Permuting the nodes permutes the result.
    p = random.permutation(n)
    again = network.network_step(start[p], step, q[p], c[p], g[np.ix_(p, p)], a[p], 0.9, sink[p])
    assert again == pytest.approx(t[p], rel=1e-10)


def test_network_of_two_tends_to_the_two_node_solution():
    law = (1e5, 1e4, 250.0, 0.9, 220.0, 2e6, 1.5e6)
    g = [[0.0, 1e4], [1e4, 0.0]]
    t = np.array([300.0, 300.0])
    for _ in range(1200):
        t = network.network_step(t, 0.5, [1e5, 0.0], [2e6, 1.5e6], g, [0.0, 250.0], 0.9, 220.0)
    assert t == pytest.approx(network.two_node_step(600.0, 300.0, 300.0, *law), abs=1e-2)
    steady = network.network_step(t, 1e12, [1e5, 0.0], [2e6, 1.5e6], g, [0.0, 250.0], 0.9, 220.0)
    assert steady == pytest.approx(network.two_node_steady(*law)[:2], rel=1e-9)


def test_network_step_keeps_shapes_and_refuses_what_is_not_a_network():
    start = np.full((4, 1, 3), 300.0)
    out = network.network_step(start, np.array([1.0, 10.0]), [1.0, 0.0, 0.0], 1e3, np.zeros((3, 3)), 1.0, 0.9, 100.0)
    assert out.shape == (4, 2, 3)
    assert network.network_step([300.0], 1.0, 0.0, 1e3, [[0.0]], 1.0, 0.9, 100.0).shape == (1,)
    good = {"step_s": 1.0, "load_w": 0.0, "heat_capacity_j_k": 1e3, "radiating_area_m2": 1.0, "emissivity": 0.9, "sink_k": 100.0}
    for wrong in ([[0.0, 1.0], [2.0, 0.0]], [[0.0, 1.0]], 5.0, [[0.0, -1.0], [-1.0, 0.0]], [[0.0, np.nan], [np.nan, 0.0]]):
        with pytest.raises(ParameterError, match="conductance_w_k"):
            network.network_step([300.0, 310.0], conductance_w_k=wrong, **good)
    with pytest.raises(PhysicsError, match="load_w"):
        network.network_step([300.0], conductance_w_k=[[0.0]], **{**good, "load_w": -1e9})


@settings(max_examples=25)
@given(
    st.floats(300e3, 1500e3),
    st.floats(-90.0, 90.0),
    st.floats(50.0, 800.0),
    st.sampled_from([10.0, 1e3, 1e4, 1e6]),
    st.floats(0.0, 180.0),
    st.booleans(),
    st.sampled_from(["cylindrical", "conical"]),
)
def test_periodic_orbit_keeps_the_energy_identity(h, beta, load, c, tilt, sun, shadow):
    face = {**FACE, "altitude_m": h, "beta_deg": beta, "load_w_m2": load, "areal_heat_capacity_j_m2_k": c, "tilt_from_nadir_deg": tilt}
    cycle = network.orbit_cycle(**face, sun_on_face=sun, shadow_model=shadow, steps=400)
    series = network.orbit_cycle_series(**face, sun_on_face=sun, shadow_model=shadow, steps=400)
    assert cycle.min_k == series.temperature_k.min() and cycle.max_k == series.temperature_k.max()
    means = np.array([cycle.min_k, cycle.mean_k, cycle.fourth_power_mean_k, cycle.max_k])
    assert np.all(np.diff(means) >= -1e-9)
    assert cycle.energy_residual <= 1e-6
    identity = load / (0.91 * SIGMA) + np.mean(series.sink_k**4)
    assert cycle.fourth_power_mean_k**4 == pytest.approx(identity, rel=1e-4)


def test_sink_of_the_orbit_is_that_of_the_environment():
    series = network.orbit_cycle_series(**FACE, sun_on_face=True, tilt_azimuth_deg=30.0, steps=72)
    sink = environment.effective_sink_k(550e3, 20.0, np.arange(72) * 5.0, 60.0, 0.2, 0.91, sun_on_face=True, tilt_azimuth_deg=30.0)
    assert series.sink_k == pytest.approx(sink, abs=1e-4)
    assert series.time_s[1] * 72 == pytest.approx(network.orbit_cycle_series(**FACE, sun_on_face=True, steps=8).time_s[1] * 8)


def test_orbit_agrees_with_scipy_and_converges():
    face = {**FACE, "areal_heat_capacity_j_m2_k": 3e3}
    series = network.orbit_cycle_series(**face, sun_on_face=False, steps=2000)
    period = series.time_s[1] * 2000
    time = np.append(series.time_s, period)
    sink4 = np.append(series.sink_k, series.sink_k[0]) ** 4
    exact = solve_ivp(
        lambda t, y: [(300.0 + 0.91 * SIGMA * (np.interp(t, time, sink4) - y[0] ** 4)) / 3e3],
        (0.0, period),
        [series.temperature_k[0]],
        t_eval=series.time_s,
        method="LSODA",
        rtol=1e-9,
        atol=1e-9,
    )
    assert series.temperature_k == pytest.approx(exact.y[0], abs=1e-3)
    coarse, fine = (network.orbit_cycle(**face, sun_on_face=False, steps=n) for n in (500, 4000))
    assert coarse == pytest.approx(fine, abs=5e-3)


def test_load_series_throttles():
    load = np.where(np.arange(400) < 200, 600.0, 0.0)
    face = {k: v for k, v in FACE.items() if k != "load_w_m2"}
    series = network.orbit_cycle_series(**face, load_w_m2=load, sun_on_face=False, steps=400)
    level = network.orbit_cycle(**face, load_w_m2=300.0, sun_on_face=False, steps=400)
    assert np.ptp(series.temperature_k) > level.max_k - level.min_k
    assert np.mean(series.temperature_k**4) == pytest.approx(level.fourth_power_mean_k**4, rel=1e-3)
    two = network.orbit_cycle_series(**face, load_w_m2=np.stack([load, load / 2]), sun_on_face=False, steps=400)
    assert two.temperature_k.shape == (2, 400)
    assert two.temperature_k[0] == pytest.approx(series.temperature_k, rel=1e-14)
    with pytest.raises(ParameterError, match="steps"):
        network.orbit_cycle_series(**face, load_w_m2=load, sun_on_face=False, steps=300)


def test_orbit_cycle_arguments():
    many = network.orbit_cycle(**{**FACE, "beta_deg": np.array([0.0, 70.0])}, sun_on_face=np.array([[True], [False]]), steps=100)
    assert many.max_k.shape == (2, 2) and many.max_k[0, 0] > many.max_k[1, 0]
    for wrong in (
        {"steps": 4},
        {"steps": 10.5},
        {"steps": True},
        {"sun_on_face": 1},
        {"sun_on_face": "yes"},
        {"albedo_method": "disk"},
        {"shadow_model": "cone"},
    ):
        with pytest.raises(ParameterError):
            network.orbit_cycle(**{**FACE, "sun_on_face": False, "steps": 50, **wrong})
    with pytest.raises(TypeError):
        network.orbit_cycle(**FACE)
    with pytest.raises(PhysicsError, match="max_orbits"):
        network.orbit_cycle(**FACE, sun_on_face=True, max_orbits=1)
    with pytest.warns(ValidityWarning, match="sub_point"):
        network.orbit_cycle(**FACE, sun_on_face=False, albedo_method="sub_point", steps=50)


def test_doors():
    check(network.time_constant_s, areal_heat_capacity_j_m2_k=1e4, temperature_k=300.0, emissivity=0.9)
    check(network.radiative_cooling_k, time_s=10.0, start_k=300.0, sink_k=100.0, areal_heat_capacity_j_m2_k=1e4, emissivity=0.9)
    check(network.time_to_limit_s, load_w=1e3, heat_capacity_j_k=1e4, start_k=300.0, limit_k=350.0)
    law = {
        "load_w": 1e5,
        "conductance_w_k": 1e4,
        "radiating_area_m2": 250.0,
        "emissivity": 0.9,
        "sink_k": 220.0,
        "hot_heat_capacity_j_k": 2e6,
        "radiator_heat_capacity_j_k": 1.5e6,
    }
    check(network.two_node_steady, **law)
    check(network.two_node_step, time_s=60.0, start_hot_k=300.0, start_radiator_k=290.0, **law)
    check(network.two_node_orbit, **DAY)
    check(network.orbit_cycle, empty=False, **FACE, sun_on_face=True, steps=16)
    for start in (199.0, 200.0):
        with pytest.raises(PhysicsError, match="start_k"):
            network.radiative_cooling_k(10.0, start, 200.0, 1e4, 0.9)
    assert np.isnan(quiet(network.orbit_cycle, **{**FACE, "altitude_m": 100e3}, sun_on_face=False, steps=16, outside="nan").max_k)
