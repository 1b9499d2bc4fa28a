"""Clear sky (T16): pvlib beside it, days of every length, bad input."""

import numpy as np
import pandas as pd
import pvlib
import pytest

import doors
from gigasite import clear_sky as cs
from gigasite.errors import ParameterError


def test_haurwitz_against_pvlib():
    zenith = np.linspace(0.0, 180.0, 721)
    theirs = pvlib.clearsky.haurwitz(pd.Series(zenith))["ghi"].to_numpy()
    assert np.allclose(cs.haurwitz_ghi_w_m2(zenith), theirs, rtol=1e-12, atol=1e-12)
    assert np.all(np.diff(cs.haurwitz_ghi_w_m2(zenith)) <= 0.0)


@pytest.mark.parametrize(
    ("date", "latitude", "longitude"), [("2025-03-21", 32.45, -99.73), ("2025-06-21", 60.6, 25.3), ("1999-12-01", -33.9, 151.2)]
)
def test_day_against_pvlib(date, latitude, longitude):
    start = pd.Timestamp(date, tz="UTC") - pd.Timedelta(seconds=longitude * 240.0)
    times = pd.date_range(start + pd.Timedelta("30s"), periods=1440, freq="60s")
    zenith = pvlib.solarposition.get_solarposition(times, latitude, longitude)["apparent_zenith"]
    assert cs.daily_ghi_kwh_m2(date, latitude, longitude) == pytest.approx(pvlib.clearsky.haurwitz(zenith)["ghi"].sum() / 6e4, rel=2e-4)


def test_step_and_season():
    assert cs.daily_ghi_kwh_m2("2025-12-21", 80.0, 20.0) == 0.0
    coarse, fine = (cs.daily_ghi_kwh_m2("2025-06-21", 45.0, 8.0, step_s=s) for s in (600.0, 60.0))
    assert coarse == pytest.approx(fine, rel=1e-3)
    # The local solar day is the same whatever the longitude, up to the motion of the Sun in half a day.
    assert np.ptp(cs.daily_ghi_kwh_m2("2025-03-21", 30.0, [-179.0, 0.0, 179.0])) < 0.05
    assert cs.daily_ghi_kwh_m2(np.array(["2025-06-21", "2025-12-21"], dtype="datetime64[D]"), 45.0, 0.0).shape == (2,)


@pytest.mark.parametrize("step_s", [7.0, 1000.0])
def test_steps_that_do_not_divide_the_day(step_s):
    with pytest.raises(ParameterError, match="step_s"):
        cs.daily_ghi_kwh_m2("2025-06-21", 45.0, 8.0, step_s=step_s)


def test_doors():
    with pytest.raises(ParameterError, match="date"):
        cs.daily_ghi_kwh_m2("midsummer", 45.0, 8.0)
    doors.check(cs.haurwitz_ghi_w_m2, zenith_deg=30.0)
    doors.check(cs.daily_ghi_kwh_m2, date="2025-06-21", latitude_deg=45.0, longitude_deg=8.0, step_s=600.0)
