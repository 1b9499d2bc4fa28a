"""Dose and upsets: invariant 26, the built-in trend and what it says of itself, data sets, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doors import check, quiet
from gigasite import radiation_effects as radiation
from gigasite.errors import DataError, ParameterError, PhysicsError, ValidityWarning

dose = st.floats(1.0, 1e5)


@given(st.integers(1, 10**7), dose, dose, st.integers(2, 100))
def test_cluster_time_falls_with_the_number_of_chips(n, rate, event, k):
    one = radiation.mean_time_between_events_s(n, rate, event)
    assert radiation.mean_time_between_events_s(n * k, rate, event) == pytest.approx(one / k, rel=1e-12)
    assert one * n * radiation.events_per_chip_yr(rate, event) == pytest.approx(31557600.0, rel=1e-12)


@given(dose, dose, st.floats(0.1, 1e4))
def test_operations_and_cross_section_are_reciprocals(rate, event, work):
    events = radiation.events_per_chip_yr(rate, event)
    assert radiation.operations_per_event(events, work) * events == pytest.approx(31557600.0 * work, rel=1e-12)
    assert radiation.event_cross_section_cm2(event) * event * 7.9e6 == pytest.approx(1.0, rel=1e-12)


def test_built_in_trend_always_warns_and_stays_in_its_table():
    with pytest.warns(ValidityWarning, match="one to two orders uncertain"):
        assert radiation.dose_rate_rad_per_yr(650e3, 97.9, 10.0) == pytest.approx(150.0, rel=1e-12)
    altitude = np.linspace(300e3, 2000e3, 60)
    by_altitude = quiet(radiation.dose_rate_rad_per_yr, altitude_m=altitude, inclination_deg=50.0, shield_depth_mm=5.0)
    assert np.all(np.diff(by_altitude) > 0.0)
    depth = np.linspace(2.0, 20.0, 60)
    assert np.all(np.diff(quiet(radiation.dose_rate_rad_per_yr, altitude_m=650e3, inclination_deg=50.0, shield_depth_mm=depth)) < 0.0)
    for place in ((299e3, 50.0, 10.0), (2001e3, 50.0, 10.0), (650e3, 50.0, 1.9), (650e3, 50.0, 21.0)):
        with pytest.raises(PhysicsError):
            radiation.dose_rate_rad_per_yr(*place)
    assert quiet(radiation.dose_rate_rad_per_yr, altitude_m=650e3, inclination_deg=[0.0, 98.0], shield_depth_mm=10.0).shape == (2,)


def test_unknown_dose_table():
    with pytest.raises(DataError, match="spenvis"):
        radiation.dose_rate_rad_per_yr(650e3, 98.0, 10.0, dataset="spenvis")


def test_classes_of_position_are_weighted():
    assert radiation.weighted_rate_per_yr([[1.0, 3.0], [2.0, 2.0]], [0.5, 0.5]).tolist() == [2.0, 2.0]
    assert radiation.weighted_rate_per_yr([[1.0], [3.0]], [[0.25], [0.75]], axis=0).tolist() == [2.5]
    for shares in ([0.5, 0.4], [0.5, 0.500001]):
        with pytest.raises(ParameterError, match="add up"):
            radiation.weighted_rate_per_yr([1.0, 2.0], shares)
    with pytest.raises(ParameterError):
        radiation.weighted_rate_per_yr([1.0, 2.0, 3.0], [0.5, 0.5])


def test_doors():
    check(radiation.dose_rate_rad_per_yr, altitude_m=650e3, inclination_deg=98.0, shield_depth_mm=10.0)
    check(radiation.mission_dose_rad, dose_rate_rad_per_yr=150.0, years=5.0)
    check(radiation.dose_margin, onset_dose_rad=2000.0, mission_dose_rad=750.0)
    check(radiation.events_per_chip_yr, dose_rate_rad_per_yr=150.0, dose_per_event_rad=17.0)
    check(radiation.operations_per_event, events_per_chip_yr=9.0, operations_per_s=1.0, year_s=3e7)
    check(radiation.event_cross_section_cm2, dose_per_event_rad=17.0, fluence_per_cm2_rad=7.9e6)
    check(radiation.mean_time_between_events_s, chips=10, dose_rate_rad_per_yr=150.0, dose_per_event_rad=17.0)
