"""Independent programs as a second opinion on orbits, shadows, the thermosphere and wind: `pip install --group opinions`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from gigasite import drag, eclipse, ground_link, orbit, sun, wind_power

EPOCH = dt.datetime(2026, 3, 20, 12, 0, tzinfo=dt.UTC)


def satellite_of(api: Any, altitude_km: float, inclination_deg: float) -> Any:
    """A circular orbit at the epoch, for SGP4."""
    mean_motion = 2 * np.pi / orbit.period_s(altitude_km * 1e3) * 60.0  # rad/min
    satellite = api.Satrec()
    days_of_epoch = (EPOCH - dt.datetime(1949, 12, 31, tzinfo=dt.UTC)).total_seconds() / 86_400
    satellite.sgp4init(api.WGS72, "i", 1, days_of_epoch, 0.0, 0.0, 0.0, 1e-4, 0.0, np.radians(inclination_deg), 0.0, mean_motion, 1.0)
    return satellite


@pytest.mark.parametrize(("altitude_km", "inclination_deg"), [(450.0, 51.6), (650.0, 97.99), (1000.0, 99.5), (1400.0, 60.0)])
def test_the_node_drifts_as_sgp4_says(altitude_km: float, inclination_deg: float) -> None:
    api = pytest.importorskip("sgp4.api")
    satellite = satellite_of(api, altitude_km, inclination_deg)

    def node_deg(days: float) -> float:
        error, position, velocity = satellite.sgp4_tsince(days * 1440.0)
        assert error == 0
        normal = np.cross(position, velocity)
        return float(np.degrees(np.arctan2(normal[0], -normal[1])))

    days = 10.0
    drift = (node_deg(days) - node_deg(0.0) + 180.0) % 360.0 - 180.0
    # First-order J2 against SGP4, which has J2², J4 and short periods: half a per cent and what a short period moves the node.
    assert drift == pytest.approx(days * orbit.raan_rate_deg_per_day(altitude_km * 1e3, inclination_deg), rel=5e-3, abs=0.05)


def test_the_slant_range_is_that_of_skyfield() -> None:
    api, skyfield = pytest.importorskip("sgp4.api"), pytest.importorskip("skyfield.api")
    times = skyfield.load.timescale(builtin=True)
    satellite = skyfield.EarthSatellite.from_satrec(satellite_of(api, 650.0, 97.99), times)
    site = skyfield.wgs84.latlon(0.0, 20.0)  # on the equator, where the Earth is as round as our model has it
    seen = times.utc(2026, 3, 20, 12, np.arange(0.0, 1440.0, 0.25))
    elevation, _, distance = (satellite - site).at(seen).altaz()
    above = elevation.degrees > 5.0
    height = np.linalg.norm(satellite.at(seen).position.m, axis=0) - 6_378_137.0
    assert above.sum() > 50
    assert ground_link.slant_range_m(height[above], elevation.degrees[above]) == pytest.approx(distance.m[above], rel=1e-3)


def test_the_sun_and_the_shadow_are_those_of_brahe() -> None:
    brahe = pytest.importorskip("brahe")
    brahe.set_global_eop_provider(brahe.StaticEOPProvider.from_zero())
    rng = np.random.default_rng(1)
    for day in range(0, 360, 24):
        time = EPOCH + dt.timedelta(days=day)
        epoch = brahe.Epoch.from_datetime(time.year, time.month, time.day, time.hour, 0, 0.0, 0.0, brahe.TimeSystem.UTC)
        theirs = np.asarray(brahe.sun_position(epoch))
        ours = np.asarray(sun.position_m(time))
        angle = np.degrees(np.arccos(np.dot(ours, theirs) / np.linalg.norm(ours) / np.linalg.norm(theirs)))
        # Equator of date against that of J2000 (26 years of precession are 0.37°), by a shorter formula than ours.
        assert angle < 0.5 and np.linalg.norm(ours) == pytest.approx(np.linalg.norm(theirs), rel=2e-4)
        # Where the Sun is given, the shadow needs no frame.
        places = rng.normal(size=(400, 3))
        places *= (rng.uniform(6_700e3, 9_000e3, 400) / np.linalg.norm(places, axis=1))[:, None]
        lit = eclipse.illumination(places, np.broadcast_to(theirs, places.shape))
        assert [brahe.eclipse_conical(place, theirs) for place in places] == pytest.approx(list(lit), abs=2e-4)
        straight = eclipse.illumination(places, np.broadcast_to(theirs, places.shape), model="cylindrical")
        assert [brahe.eclipse_cylindrical(place, theirs) for place in places] == list(straight)


@pytest.mark.parametrize("altitude_m", [400e3, 650e3, 1200e3])
def test_the_sun_synchronous_inclination_is_that_of_brahe(altitude_m: float) -> None:
    brahe = pytest.importorskip("brahe")
    theirs = brahe.sun_synchronous_inclination(orbit.semi_major_axis_m(altitude_m), 0.0, angle_format=brahe.AngleFormat.DEGREES)
    assert orbit.sun_synchronous_inclination_deg(altitude_m) == pytest.approx(theirs, abs=2e-3)


@pytest.mark.parametrize(("altitude_km", "f107", "ap"), [(400.0, 150.0, 15.0), (637.0, 104.0, 7.0), (812.0, 213.0, 33.0)])
def test_the_thermosphere_is_that_of_pymsis(altitude_km: float, f107: float, ap: float) -> None:
    pymsis = pytest.importorskip("pymsis")
    latitudes, longitudes = np.arange(-87.0, 90.0, 6.0), np.arange(0.0, 360.0, 24.0)
    out = pymsis.calculate(
        np.datetime64("2026-03-20T00:00"), longitudes, latitudes, [altitude_km], f107s=[f107], f107as=[f107], aps=[[ap] * 7], version=2.1
    )
    density = np.asarray(out[..., pymsis.Variable.MASS_DENSITY]).reshape(longitudes.size, latitudes.size).mean(axis=0)
    theirs = float(np.average(density, weights=np.cos(np.radians(latitudes))))
    # Between the points of our table it is interpolated.
    assert drag.density_kg_m3(altitude_km * 1e3, f107_sfu=f107, ap=ap) == pytest.approx(theirs, rel=0.02)


def test_a_power_curve_is_that_of_windpowerlib() -> None:
    power_output = pytest.importorskip("windpowerlib.power_output")
    curve_speed, curve_share = np.array([3.0, 5.0, 8.0, 10.0, 12.0, 22.0]), np.array([0.0, 0.1, 0.5, 0.85, 1.0, 1.0])
    speed = np.linspace(0.0, 25.0, 501)
    theirs = power_output.power_curve(speed, curve_speed, 100.0 * curve_share)
    ours = wind_power.power_mw(speed, 100.0, curve_speed_m_s=curve_speed, curve_share=curve_share)
    assert ours == pytest.approx(np.asarray(theirs), abs=1e-9)


def test_the_logarithmic_profile_is_that_of_windpowerlib() -> None:
    profile = pytest.importorskip("windpowerlib.wind_speed")
    theirs = profile.logarithmic_profile(7.0, 10.0, 100.0, 0.03)
    assert wind_power.log_law_speed_m_s(7.0, 10.0, 100.0, roughness_m=0.03) == pytest.approx(float(theirs), rel=1e-12)
