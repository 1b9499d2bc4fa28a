"""Heat recovery (T12): bounds, the four numbers of a report, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import doors
from gigasite import heat_recovery as hr
from gigasite.errors import ParameterError

shares = st.floats(0.0, 1.0)
powers = st.floats(0.0, 1e4)


@given(powers, shares, shares, shares, shares)
def test_recovered_never_exceeds_what_is_made(power, capture, effectiveness, availability, air):
    heat = hr.recovered_mw(
        power, liquid_capture=capture, exchanger_effectiveness=effectiveness, availability=availability, air_coil_share=air
    )
    assert 0.0 <= heat <= power * (1.0 + 1e-15)


@given(powers, powers, powers, powers)
def test_used_is_the_least(heat, demand, pipe, pump):
    used = hr.used_mw(heat, demand, pipe_capacity_mw=pipe, heat_pump_capacity_mw=pump)
    assert used == min(heat, demand, pipe, pump)


@given(
    st.lists(st.tuples(st.floats(0.1, 100.0), st.floats(0.1, 100.0)), min_size=1, max_size=30), st.floats(1.0, 50.0), st.floats(1.01, 3.0)
)
def test_used_share_falls_as_supply_grows(pairs, installed, factor):
    available, demand = np.array(pairs).T
    small = hr.report(available, demand, installed)
    large = hr.report(available * factor, demand, installed)
    assert 0.0 <= small.share_of_available <= 1.0 and 0.0 <= small.share_of_demand <= 1.0
    assert large.share_of_available <= small.share_of_available * (1.0 + 1e-12)
    assert large.share_of_demand >= small.share_of_demand * (1.0 - 1e-12)
    assert small.full_load_h <= len(pairs) * (1.0 + 1e-12)


def test_report_does_not_depend_on_the_step():
    hourly = hr.report([4.0, 4.0, 9.0, 9.0], [5.0, 5.0, 5.0, 5.0], 6.0)
    two_hours = hr.report([4.0, 9.0], [5.0, 5.0], 6.0, step_h=2.0)
    assert hourly == two_hours


def test_report_along_another_axis():
    rows = np.array([[4.0, 9.0, 2.0], [1.0, 1.0, 8.0]])
    across = hr.report(rows.T, 5.0, [6.0, 7.0], axis=0)
    assert np.allclose(across.mean_heat_mw, [(4 + 5 + 2) / 3, (1 + 1 + 5) / 3])
    assert across.full_load_h[1] == pytest.approx(1.0)
    with pytest.raises(ParameterError, match="axis"):
        hr.report(rows, 5.0, 6.0, axis=2)


def test_credit_turns_negative_when_free_cooling_is_lost():
    assert hr.rejection_credit_mw(40.0, 0.02) > 0.0 > hr.rejection_credit_mw(40.0, 0.02, lost_free_cooling_mw=1.0)


def test_claims_that_cannot_be():
    with pytest.raises(ParameterError, match="full load"):
        hr.capacity_factor(9000.0, 1.0)
    with pytest.raises(ParameterError, match="demand"):
        hr.report([1.0, 2.0], [0.0, 0.0], 1.0)
    with pytest.raises(ParameterError, match="heat"):
        hr.report([0.0, 0.0], [1.0, 2.0], 1.0)


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (
            hr.recovered_mw,
            {"it_power_mw": 1.0, "liquid_capture": 0.8, "exchanger_effectiveness": 0.9, "availability": 0.9, "air_coil_share": 0.1},
        ),
        (hr.used_mw, {"recovered_mw": 1.0, "sink_demand_mw": 2.0, "pipe_capacity_mw": 3.0, "heat_pump_capacity_mw": 4.0}),
        (hr.full_load_hours, {"energy_mwh": 1.0, "installed_mw": 1.0}),
        (hr.capacity_factor, {"energy_mwh": 1.0, "installed_mw": 1.0, "hours": 8760.0}),
        (hr.heat_per_home_mwh, {"energy_mwh": 1.0, "homes": 10.0}),
        (hr.report, {"available_mw": [1.0, 2.0], "demand_mw": [1.0, 1.0], "installed_mw": 2.0, "step_h": 1.0}),
        (hr.rejection_credit_mw, {"used_mw": 1.0, "rejection_power_per_heat": 0.1, "lost_free_cooling_mw": 0.1}),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
