"""Grid import (T17): balance at the meter, tariffs, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import doors
from gigasite import grid_import as gi
from gigasite.errors import ParameterError

powers = st.floats(0.0, 1e4)


@given(st.floats(-1e4, 1e4), powers, powers, powers)
def test_the_meter_balances(demand, limit, export, curtailment):
    step = gi.limited_import(demand, limit, export_limit_mw=export, curtailment_mw=curtailment)
    assert min(step) >= 0.0
    assert sum(step) == pytest.approx(abs(demand), rel=1e-12, abs=1e-12)
    assert step.import_mw <= limit and step.export_mw <= export
    assert step.import_mw == 0.0 or step.export_mw == 0.0
    if demand >= 0.0:
        assert step.curtailed_mw <= curtailment and demand == pytest.approx(step.import_mw + step.unserved_mw + step.curtailed_mw)


def test_energy_cost_over_steps_and_axes():
    power, price = np.array([[10.0, 20.0], [5.0, 5.0]]), np.array([50.0, -10.0])
    assert gi.energy_cost_usd(power, price).tolist() == [300.0, 200.0]
    assert gi.energy_cost_usd(power.T, price[:, None], axis=0).tolist() == [300.0, 200.0]
    assert gi.energy_cost_usd(power[0], price, step_h=[2.0, 0.5]) == 900.0
    assert gi.energy_cost_usd(-10.0, 50.0) == -500.0
    assert gi.emissions_kg(power, 400.0, step_h=0.5).tolist() == [6000.0, 2000.0]
    with pytest.raises(ParameterError):
        gi.energy_cost_usd([1.0, 2.0], [1.0, 2.0, 3.0])


@given(st.lists(powers, min_size=12, max_size=12), st.floats(0.0, 30.0))
def test_demand_charges(peaks, rate):
    assert gi.demand_charge_usd_per_yr(peaks, rate) == pytest.approx(1000.0 * rate * sum(peaks))
    flat = gi.coincident_peak_charge_usd_per_yr(peaks, 12.0 * rate)
    assert flat == pytest.approx(gi.demand_charge_usd_per_yr(peaks, rate), rel=1e-12)


@given(st.floats(0.0, 1e5), st.floats(1.0, 20.0), st.floats(0.5, 8.0))
def test_break_even(rate, calls, hours):
    call = gi.coincident_peak_break_even(rate, calls, hours)
    assert call.value_usd_per_mw * 4 == pytest.approx(rate)
    assert call.break_even_usd_per_mwh * calls * hours == pytest.approx(call.value_usd_per_mw)


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (gi.energy_cost_usd, {"power_mw": [1.0, 2.0], "price_usd_per_mwh": [1.0, 2.0], "step_h": 1.0}),
        (gi.demand_charge_usd_per_yr, {"monthly_peak_mw": [1.0] * 12, "rate_usd_per_kw_month": [8.0] * 12}),
        (gi.coincident_peak_charge_usd_per_yr, {"demand_at_peaks_mw": [1.0] * 4, "rate_usd_per_kw_yr": 50.0}),
        (
            gi.coincident_peak_break_even,
            {"rate_usd_per_mw_yr": 1.0, "calls_per_peak": 4.0, "hours_per_call": 2.0, "peaks_per_yr": 4.0},
        ),
        (gi.limited_import, {"demand_mw": 1.0, "import_limit_mw": 1.0, "export_limit_mw": 1.0, "curtailment_mw": 0.1}),
        (gi.emissions_kg, {"power_mw": [1.0, 2.0], "intensity_g_per_kwh": [1.0, 2.0], "step_h": 1.0}),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
