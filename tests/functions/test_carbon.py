"""Carbon (T26): matching, substitution, bad input."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import doors
from gigasite import carbon
from gigasite.errors import ParameterError


@given(hnp.arrays(np.float64, (2, 24), elements=st.floats(0.0, 100.0)))
def test_hourly_match_never_exceeds_the_annual_one(series):
    load, clean = series
    assume(load.sum() > 1.0)
    hourly, annual = carbon.hourly_matched_share(load, clean), carbon.annual_matched_share(load, clean)
    assert 0.0 <= hourly <= annual * (1.0 + 1e-12) and annual <= 1.0
    assert carbon.hourly_matched_share(load, load) == pytest.approx(1.0)


def test_matching_along_axes():
    load, clean = np.ones((3, 4)), np.arange(12.0).reshape(3, 4) / 4
    assert carbon.hourly_matched_share(load, clean).shape == (3,)
    assert carbon.hourly_matched_share(load, clean, axis=0).shape == (4,)
    with pytest.raises(ParameterError, match="load"):
        carbon.annual_matched_share([0.0, 0.0], [1.0, 1.0])


@given(st.floats(1.01, 10.0), st.floats(0.0, 1500.0), st.floats(0.0, 1500.0))
def test_saving_ends_at_the_break_even_grid(cop, grid, counterfactual):
    even = carbon.break_even_grid_g_per_kwh(cop, counterfactual)
    assert carbon.heat_saving_g_per_kwh(cop, even, counterfactual) == pytest.approx(0.0, abs=1e-9)
    saving = carbon.heat_saving_g_per_kwh(cop, grid, counterfactual)
    assert saving == pytest.approx(counterfactual - carbon.heat_pump_intensity_g_per_kwh(cop, grid), abs=1e-9)
    assert (saving > 0.0) == (grid < even) or abs(grid - even) < 1e-6 * (1.0 + even)


@given(st.floats(0.1, 1.0), st.floats(0.01, 0.99))
def test_idle_hours_are_carried_by_the_sold_ones(sold, factor):
    for function, arguments in (
        (carbon.operational_g_per_gpu_h, (7.3, 8, 1.1, 200.0)),
        (carbon.embodied_g_per_gpu_h, (4000.0, 8, 5.0)),
    ):
        assert function(*arguments, sold * factor) == pytest.approx(function(*arguments, sold) / factor, rel=1e-12)


def test_ratios():
    assert carbon.boiler_intensity_g_per_kwh(200.0, 1.0) == 200.0
    assert carbon.saving_factor_t_per_mwh(-10.0, 100.0) == -0.1
    assert carbon.refrigerant_kg_co2e(100.0, 0.0, 10.0, 1430.0) == 0.0


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (
            carbon.operational_g_per_gpu_h,
            {"mean_kw_per_node": 7.3, "gpus_per_node": 8.0, "pue": 1.1, "intensity_g_per_kwh": 200.0, "sold_share": 0.8},
        ),
        (
            carbon.embodied_g_per_gpu_h,
            {"embodied_kg_per_node": 4000.0, "gpus_per_node": 8.0, "life_years": 5.0, "sold_share": 0.8, "hours_per_year": 8760.0},
        ),
        (carbon.annual_matched_share, {"load_mwh": [1.0, 2.0], "clean_mwh": [1.0, 1.0]}),
        (carbon.hourly_matched_share, {"load_mwh": [1.0, 2.0], "clean_mwh": [1.0, 1.0]}),
        (carbon.boiler_intensity_g_per_kwh, {"fuel_g_per_kwh": 202.0, "efficiency": 0.9}),
        (carbon.heat_pump_intensity_g_per_kwh, {"heating_cop": 3.8, "grid_g_per_kwh": 400.0}),
        (carbon.heat_saving_g_per_kwh, {"heating_cop": 3.8, "grid_g_per_kwh": 400.0, "counterfactual_g_per_kwh": 220.0}),
        (carbon.break_even_grid_g_per_kwh, {"heating_cop": 3.8, "counterfactual_g_per_kwh": 220.0}),
        (carbon.saving_factor_t_per_mwh, {"saving_t": 1.0, "heat_mwh": 10.0}),
        (carbon.refrigerant_kg_co2e, {"charge_kg": 500.0, "leak_rate_per_yr": 0.02, "years": 10.0, "gwp": 1430.0}),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
