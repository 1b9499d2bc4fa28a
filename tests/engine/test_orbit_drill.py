"""The pump-failure drill against integrations of its own, and what it refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

import gigasite as gs
from gigasite import thermal_network
from gigasite.sites.orbit_drill import cooling_panel_k, drill, hot_node_k

SITE = gs.example("seeds").sites["orbit"]


@pytest.fixture(scope="module")
def run():
    return gs.simulate(SITE)


def test_hot_node_is_a_two_node_network_whose_loop_has_stopped(run):
    found = drill(run)
    capacity = 20e3 * 100.0
    state = thermal_network.two_node_step(
        found.time_to_limit_s, found.hot_start_k, 280.0, found.load_w, 1e-9, 200.0, 0.82, 178.0, capacity, 1.2e6
    )
    assert state.hot_k == pytest.approx(358.15, abs=1e-3)
    assert hot_node_k(run, np.array([0.0, found.time_to_limit_s])) == pytest.approx([found.hot_start_k, 358.15])
    assert found.hot_start_k == run.series["hot_k"].max()
    assert found.time_to_limit_idle_s > found.time_to_limit_s


def test_panel_cools_as_scipy_says(run):
    found = drill(run)
    # Two faces, fins 0.85 and view 0.85, 6 kJ/m²/K of panel.
    rate = 2 * 0.85 * 0.85 * 0.82 * 5.670374419e-8 / 6e3
    times = np.linspace(0.0, found.eclipse_s, 5)
    theirs = solve_ivp(
        lambda _, t: -rate * (t**4 - found.eclipse_sink_k**4), (0.0, found.eclipse_s), [found.panel_start_k], t_eval=times, rtol=1e-10
    ).y[0]
    assert cooling_panel_k(run, times) == pytest.approx(theirs, abs=1e-3)
    assert found.panel_coldest_k == pytest.approx(theirs[-1], abs=1e-3)
    assert cooling_panel_k(run, np.array([found.time_to_freezing_s]))[0] == pytest.approx(found.freezing_k, abs=1e-6)


def test_the_longest_eclipse_of_the_series(run):
    found = drill(run)
    # 19.729 min is the longest of the year; the series has 24 days of it.
    assert 17.0 * 60 < found.eclipse_s <= 19.75 * 60
    noon = drill(gs.simulate(SITE.replace(ltan_mean_sun_h=12)))
    assert noon.eclipse_s > 30 * 60 and noon.panel_coldest_k < found.panel_coldest_k
    never = drill(gs.simulate(SITE.replace(altitude_km=1800)))
    assert never.eclipse_s == 0.0 and never.panel_coldest_k == pytest.approx(never.panel_start_k)


def test_coolants(run):
    assert drill(run, coolant="water").time_to_freezing_s < drill(run, coolant="propylene_glycol_25").time_to_freezing_s
    warm = drill(gs.simulate(SITE.replace(earth_ir_w_m2=360)))
    assert warm.eclipse_sink_k > 195.5 and math.isinf(warm.time_to_freezing_s)
    with pytest.raises(gs.ParameterError, match="fluid"):
        drill(run, coolant="mercury")


def test_a_site_on_the_ground_has_no_drill():
    with pytest.raises(gs.ParameterError, match="orbital"):
        drill(gs.simulate(gs.example("seeds").sites["texas"]))
