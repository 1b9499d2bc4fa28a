"""The core beside its slow twins in plain Python."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gigasite import battery, district_heating, flexibility, grid_import, heat_pump, heat_recovery, onsite_supply
from oracles import battery as battery_twin
from oracles import dispatch as dispatch_twin
from oracles import heat_network as heat_twin

YEAR = np.arange(8760)


def year_of(seed):
    """Supply, load [MW] and outdoor temperature [°C] of a year with days, seasons and weather."""
    rng = np.random.default_rng(seed)
    day = np.sin(2 * np.pi * (YEAR % 24 - 6) / 24)
    supply = 90.0 * np.maximum(day, 0.0) * np.repeat(rng.uniform(0.1, 1.0, 365), 24)
    load = 18.0 + 2.0 * rng.random(8760)
    outdoor = 4.0 - 14.0 * np.cos(2 * np.pi * YEAR / 8760) + 4.0 * day + np.repeat(rng.normal(0.0, 4.0, 365), 24)
    return supply, load, outdoor


laws = st.tuples(
    st.floats(0.7, 1.0),
    st.floats(0.0, 4.0),
    st.floats(-0.2, 0.0),
    st.floats(0.5, 1.0),
    st.floats(1.0, 1.4),
    st.floats(0.0, 4.0),
    st.floats(0.0, 0.2),
    st.floats(0.0, 0.3),
)
NAMES = (
    "charge_efficiency",
    "charge_rate_per_h",
    "upper_bound_slope_h",
    "upper_bound_fraction",
    "discharge_draw",
    "discharge_rate_per_h",
    "lower_bound_slope_h",
    "lower_bound_fraction",
)


def compare_battery(supply, load, hours, capacity, state, law):
    run = battery.dispatch_surplus(supply, load, hours, capacity, state, **dict(zip(NAMES, law, strict=True)))
    twin = battery_twin.run(battery_twin.Battery(capacity, state, *law), supply, load, hours)
    for field in ("state", "charge", "discharge", "unserved", "spilled"):
        ours = run.state_mwh if field == "state" else getattr(run, f"{field}_mw")
        assert np.allclose(ours, [step[field] for step in twin], rtol=1e-9, atol=1e-8), field
    assert run.loss_mwh == pytest.approx(math.fsum(step["loss"] for step in twin), rel=1e-9, abs=1e-7)


@given(laws, hnp.arrays(np.float64, (2, 30), elements=st.floats(0.0, 50.0)), st.floats(0.0, 1.0), st.floats(0.1, 2.0))
def test_battery(law, series, filling, hours):
    compare_battery(series[0], series[1], hours, 60.0, 60.0 * filling, law)


def test_battery_over_a_year():
    supply, load, _ = year_of(1)
    compare_battery(supply, load, 1.0, 250.0, 100.0, (0.97, 1.0, -0.04, 1.0, 1.04, 1.0, 0.01, 0.0))


SITE = {
    "liquid_capture": 0.85,
    "exchanger_effectiveness": 0.97,
    "lorenz_efficiency": 0.5,
    "loop_hot_c": 38.0,
    "loop_cold_c": 28.0,
    "return_c": 48.0,
    "cold": (-20.0, 105.0),
    "warm": (8.0, 68.0),
    "heating_mw_per_k": 2.4,
    "base_c": 17.0,
    "hot_water_mw": 6.0,
    "pipe_mw": 70.0,
    "heat_pump_mw": 62.0,
}


def test_heat_pump_with_its_network_over_a_year():
    _, load, outdoor = year_of(2)
    it = 3.0 * load
    twin = [heat_twin.hour(p, t, SITE) for p, t in zip(it, outdoor, strict=True)]

    available = heat_recovery.recovered_mw(it, liquid_capture=0.85, exchanger_effectiveness=0.97)
    supply = district_heating.supply_temperature_c(outdoor, -20.0, 8.0, supply_cold_c=105.0, supply_warm_c=68.0)
    cop = heat_pump.heating_cop(38.0, 28.0, 48.0, supply, lorenz_efficiency=0.5)
    demand = district_heating.demand_mw(outdoor, 2.4, base_temperature_c=17.0, hot_water_mw=6.0)
    offered = heat_pump.balance(available, cop).heat_mw
    sold = heat_recovery.used_mw(offered, demand, pipe_capacity_mw=70.0, heat_pump_capacity_mw=62.0)
    recovered = sold - sold / cop

    for field, ours in (("cop", cop), ("demand", demand), ("offered", offered), ("sold", sold), ("recovered", recovered)):
        assert np.allclose(ours, [hour[field] for hour in twin], rtol=1e-12, atol=1e-12), field
    # Heat is conserved in every hour of the twin, and the pump's power is what the first law says.
    for p, hour in zip(it, twin, strict=True):
        assert hour["recovered"] + hour["electric"] == pytest.approx(hour["sold"]) and hour["recovered"] + hour[
            "rejected"
        ] == pytest.approx(p)
    report = heat_recovery.report(offered, demand, 62.0)
    assert report.mean_heat_mw == pytest.approx(math.fsum(min(h["offered"], h["demand"], 62.0) for h in twin) / 8760)
    assert 0.0 < report.share_of_available < 1.0


@pytest.mark.parametrize(("capacity", "backup"), [(0.0, 0.0), (120.0, 0.0), (600.0, 5.0)])
def test_island_over_a_year(capacity, backup):
    supply, load, _ = year_of(3)
    served, unserved, spilled = dispatch_twin.island(supply, load, capacity, 1.0, 0.88, backup)
    year = onsite_supply.island_year(supply, load, capacity, round_trip_efficiency=0.88, backup_mw=backup)
    assert (year.unserved_mwh, year.spilled_mwh) == pytest.approx((unserved, spilled), rel=1e-9, abs=1e-9)
    assert year.uptime == pytest.approx(served / load.sum(), rel=1e-9)


@given(st.lists(st.tuples(st.floats(0.0, 50.0), st.floats(-20.0, 100.0)), min_size=1, max_size=6), st.floats(0.0, 150.0))
def test_merit_order(sources, demand):
    heat, rest, cost = dispatch_twin.merit_order(demand, sources, 0.5)
    capacity, price = zip(*sources, strict=True)
    ours = district_heating.merit_order([demand], capacity, price, step_h=0.5)
    assert np.allclose(ours.heat_mw[:, 0], heat, rtol=1e-12, atol=1e-9)
    assert ours.unserved_mw[0] == pytest.approx(rest, rel=1e-9, abs=1e-9) and ours.cost == pytest.approx(cost, rel=1e-9, abs=1e-6)


@given(st.floats(-200.0, 200.0), st.floats(0.0, 100.0), st.floats(0.0, 100.0), st.floats(0.0, 100.0))
def test_connection(demand, import_limit, export_limit, called_off):
    ours = grid_import.limited_import(demand, import_limit, export_limit_mw=export_limit, curtailment_mw=called_off)
    assert tuple(ours) == pytest.approx(dispatch_twin.connection(demand, import_limit, export_limit, called_off), abs=1e-12)


@given(
    hnp.arrays(np.int64, 8, elements=st.integers(2, 20)),
    hnp.arrays(np.int64, 8, elements=st.integers(-30, 90), unique=True),
    st.sampled_from([0.0, 0.5, 1.0]),
)
def test_shift(load, price, flexible):
    # Even loads and a quantum of 1 put every corner of the problem on a quantum, so that the walk ends at the optimum.
    load = 2.0 * load
    after = dispatch_twin.shift(load, price, flexible, 40.0, 1.0)
    ours = flexibility.shift_load(load, price, flexible, cap_mw=40.0, window_steps=8)
    assert np.allclose(ours.load_mw, after, atol=1e-9)
