"""The Sun: an independent almanac (pvlib's SPA), the year's flux, moments in time."""

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pvlib import spa

from gigasite import sun
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

moments = st.datetimes(datetime(1950, 1, 2), datetime(2050, 12, 30))


def almanac(moment):
    """Right ascension, declination [°] and distance [AU] by the solar position algorithm of NREL."""
    julian = pd.Timestamp(moment).to_julian_date()
    century = spa.julian_century(spa.julian_ephemeris_day(julian, 69.0))
    millennium = spa.julian_ephemeris_millennium(century)
    distance = spa.heliocentric_radius_vector(millennium)
    longitude = spa.geocentric_longitude(spa.heliocentric_longitude(millennium))
    latitude = spa.geocentric_latitude(spa.heliocentric_latitude(millennium))
    arguments = (spa.mean_elongation(century), spa.mean_anomaly_sun(century), spa.mean_anomaly_moon(century))
    arguments += (spa.moon_argument_latitude(century), spa.moon_ascending_longitude(century))
    nutation = np.zeros(2)
    spa.longitude_obliquity_nutation(century, *arguments, nutation)
    tilt = spa.true_ecliptic_obliquity(spa.mean_ecliptic_obliquity(millennium), nutation[1])
    apparent = spa.apparent_sun_longitude(longitude, nutation[0], spa.aberration_correction(distance))
    ascension = spa.geocentric_sun_right_ascension(apparent, tilt, latitude)
    return ascension, spa.geocentric_sun_declination(apparent, tilt, latitude), distance


@given(moments)
def test_an_independent_almanac_agrees(moment):
    place = sun.position(moment)
    ascension, declination, distance = almanac(moment)
    assert abs((place.right_ascension_deg - ascension + 180.0) % 360.0 - 180.0) < 0.02
    assert place.declination_deg == pytest.approx(declination, abs=0.02)
    assert place.distance_au == pytest.approx(distance, abs=2e-4)


@given(moments)
def test_the_vector_is_the_position(moment):
    place, vector = sun.position(moment), sun.position_m(moment)
    assert np.linalg.norm(vector) == pytest.approx(place.distance_au * 149_597_870_700.0, rel=1e-12)
    assert np.degrees(np.arcsin(vector[2] / np.linalg.norm(vector))) == pytest.approx(place.declination_deg, abs=1e-9)


@given(st.floats(0.5, 2.0))
def test_flux_falls_with_the_square(distance):
    assert sun.flux_w_m2(2.0 * distance) * 4.0 == pytest.approx(sun.flux_w_m2(distance), rel=1e-12)


@given(st.integers(1950, 2050))
def test_the_year_keeps_the_solar_constant(year):
    flux = sun.daily_flux_w_m2(year)
    assert len(flux) == (366 if year % 4 == 0 else 365)
    assert flux.mean() == pytest.approx(1361.0, rel=1e-3)
    extremes = sun.flux_extremes(year)
    assert (extremes.max_w_m2, extremes.min_w_m2) == (flux.max(), flux.min())
    assert extremes.max_day_of_year <= 6 and 182 <= extremes.min_day_of_year <= 190


def test_every_way_to_say_a_moment():
    zone = timezone(timedelta(hours=2))
    same = [
        "2026-01-03T12:00Z",
        "2026-01-03T14:00+02:00",
        "2026-01-03 12:00",
        datetime(2026, 1, 3, 12),
        datetime(2026, 1, 3, 14, tzinfo=zone),
        datetime(2026, 1, 3, 12, tzinfo=UTC),
        np.datetime64("2026-01-03T12:00", "ns"),
        pd.Timestamp("2026-01-03T12:00Z"),
    ]
    expected = sun.position(same[0])
    assert all(sun.position(moment) == expected for moment in same)
    assert np.ptp(sun.position(np.array(same, dtype=object)).declination_deg) == 0.0
    assert sun.position(pd.date_range("2026-01-01", periods=4)).distance_au.shape == (4,)
    assert sun.position_m([["2026-01-01"], ["2026-07-01"]]).shape == (2, 1, 3)


@pytest.mark.parametrize("wrong", ["noon", "2026-13-01", 2026, None, 1.5, np.datetime64("NaT"), ["2026-01-01", "soon"]])
def test_what_is_no_moment(wrong):
    with pytest.raises(ParameterError) as error:
        sun.position(wrong)
    assert error.value.parameter == "time_utc"


def test_other_centuries():
    for outside in ("1949-06-01", "2051-06-01"):
        with pytest.raises(PhysicsError):
            sun.position(outside)
    with pytest.warns(ValidityWarning):
        assert np.isnan(sun.position("1900-01-01", outside="nan").distance_au)
    with pytest.warns(ValidityWarning):
        assert 0.98 < sun.position("1900-01-01", outside="warn").distance_au < 1.02
    with pytest.raises(ParameterError):
        sun.position("1900-01-01", outside="ignore")


@pytest.mark.parametrize("year", [2026.5, "2026", [2026, 2027], True, None, float("nan"), float("inf"), -5, 1e30])
def test_what_is_no_year(year):
    with pytest.raises(ParameterError):
        sun.daily_flux_w_m2(year)


def test_bad_fluxes():
    for wrong in (0.0, -1.0, np.nan):
        with pytest.raises(ParameterError):
            sun.flux_w_m2(wrong)
    with pytest.raises(PhysicsError):
        sun.flux_extremes(1900)
    with pytest.raises(ParameterError):
        sun.flux_extremes(2026, solar_constant_w_m2=0.0)
