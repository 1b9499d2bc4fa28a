"""Solar position (T16): the algorithm of pvlib (NREL SPA) over a century and all latitudes, instants in every form, bad input."""

import datetime as dt

import numpy as np
import pandas as pd
import pvlib
import pytest

import doors
from gigasite import solar_position as sp
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning


def direction(elevation_deg, azimuth_deg):
    e, a = np.radians(elevation_deg), np.radians(azimuth_deg)
    return np.array([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)])


@pytest.mark.parametrize("latitude", [-90.0, -66.6, -33.9, 0.0, 23.44, 32.45, 60.6, 78.2, 90.0])
def test_within_a_fiftieth_of_a_degree_of_spa(latitude):
    rng = np.random.default_rng(round(latitude * 10 + 1000))
    seconds = np.sort(rng.integers(-631_152_000, 2_556_144_000, 1500))
    longitude = float(rng.uniform(-180.0, 180.0))
    times = seconds.astype("datetime64[s]")
    ours = sp.position(times, latitude, longitude, altitude_m=300.0, pressure_pa=97_000.0, temperature_c=20.0)
    theirs = pvlib.solarposition.spa_python(pd.to_datetime(times, utc=True), latitude, longitude, 300.0, 97_000.0, 20.0, delta_t=None)
    off = direction(ours.elevation_deg, ours.azimuth_deg) - direction(theirs.elevation.to_numpy(), theirs.azimuth.to_numpy())
    assert np.degrees(np.linalg.norm(off, axis=0)).max() < 0.02
    # Where the upper limb leaves the horizon, one may still refract and the other no longer.
    seen = np.abs(ours.elevation_deg + 0.83) > 0.02
    assert np.abs(ours.apparent_elevation_deg - theirs.apparent_elevation.to_numpy())[seen].max() < 0.02
    assert np.allclose(ours.zenith_deg, 90.0 - ours.elevation_deg) and np.all((ours.azimuth_deg >= 0.0) & (ours.azimuth_deg < 360.0))


def test_refraction_lifts_a_visible_sun():
    times = np.datetime64("2025-03-20T00:00") + np.arange(0, 86400, 60).astype("timedelta64[s]")
    sun = sp.position(times, 45.0, 0.0)
    lift = sun.apparent_elevation_deg - sun.elevation_deg
    assert np.all(lift[sun.elevation_deg > -0.8] > 0.0) and np.all(lift[sun.elevation_deg < -0.84] == 0.0)
    assert lift.max() < 0.7
    thin = sp.position(times, 45.0, 0.0, pressure_pa=50_000.0)
    assert np.allclose(thin.elevation_deg, sun.elevation_deg) and np.all(thin.apparent_elevation_deg <= sun.apparent_elevation_deg)


def test_an_instant_in_every_form():
    expected = sp.position("2025-06-21T12:00:00", 48.0, 11.0)
    zone = dt.timezone(dt.timedelta(hours=2))
    for instant in (
        "2025-06-21T12:00:00Z",
        "2025-06-21 14:00:00+02:00",
        dt.datetime(2025, 6, 21, 12),
        dt.datetime(2025, 6, 21, 14, tzinfo=zone),
        np.datetime64("2025-06-21T12:00"),
        pd.Timestamp("2025-06-21T12:00"),
    ):
        assert sp.position(instant, 48.0, 11.0) == expected
    many = sp.position(["2025-06-21T12:00:00", "2025-12-21T12:00:00"], [[48.0], [0.0]], 11.0)
    assert many.elevation_deg.shape == (2, 2) and many.elevation_deg[0, 0] == pytest.approx(expected.elevation_deg)


def test_years():
    for good in ("1950-01-01", "2050-12-31T23:59:59"):
        sp.position(good, 0.0, 0.0)
    for bad in ("1949-12-31T23:59", "2051-01-01T01:00"):
        with pytest.raises(PhysicsError, match="time_utc"):
            sp.position(bad, 0.0, 0.0)
        with pytest.warns(ValidityWarning):
            assert np.isnan(sp.position(bad, 0.0, 0.0, outside="nan").azimuth_deg)
        with pytest.warns(ValidityWarning):
            assert np.isfinite(sp.position(bad, 0.0, 0.0, outside="clamp").azimuth_deg)
        with pytest.warns(ValidityWarning):
            assert sp.position(bad, 10.0, 0.0, outside="warn") != sp.position("2050-12-31", 10.0, 0.0)


@pytest.mark.parametrize("time", ["noon", 12.0, None, np.datetime64("NaT"), "2025-13-01"])
def test_what_is_no_instant(time):
    with pytest.raises(ParameterError, match="time_utc"):
        sp.position(time, 0.0, 0.0)


def test_doors():
    doors.check(
        sp.position,
        time_utc="2025-06-21T12:00",
        latitude_deg=48.0,
        longitude_deg=11.0,
        altitude_m=500.0,
        pressure_pa=95_000.0,
        temperature_c=20.0,
    )
