"""Eclipses: invariants 17–19, the overlap of discs by counting, the year."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import eclipse, orbit, sun
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

heights = st.floats(161e3, 2e6)
betas = st.floats(-90.0, 90.0)
models = st.sampled_from(eclipse.MODELS)


@given(heights, betas, st.floats(0.0, 20.0), models)
def test_fraction_falls_with_beta_and_is_even(height, beta, more, model):
    share = eclipse.fraction(height, beta, model=model)
    assert 0.0 <= share < 0.5
    assert eclipse.fraction(height, -beta, model=model) == pytest.approx(share, abs=1e-12)
    farther = min(abs(beta) + more, 90.0)
    assert eclipse.fraction(height, farther, model=model) <= share + 1e-9


@given(heights, st.floats(0.0, 3e5), betas)
def test_fraction_falls_with_height_in_low_orbits(height, more, beta):
    assert eclipse.fraction(height + more, beta) <= eclipse.fraction(height, beta) + 1e-12


@given(heights)
def test_no_eclipse_from_the_critical_angle_on(height):
    critical = eclipse.critical_beta_deg(height)
    assert eclipse.fraction(height, min(critical + 1e-9, 90.0)) == 0.0
    assert eclipse.fraction(height, critical - 0.01) > 0.0


@given(heights, betas)
def test_the_cone_encloses_the_cylinder(height, beta):
    summary = eclipse.orbit_summary(height, beta)
    cylinder = eclipse.fraction(height, beta)
    assert summary.umbra_fraction - 1e-12 <= cylinder <= summary.shadow_fraction + 1e-12
    assert 0.0 <= summary.mean_illumination <= 1.0
    assert 1.0 - summary.shadow_fraction - 1e-9 <= summary.mean_illumination <= 1.0 - summary.umbra_fraction + 1e-9
    assert eclipse.fraction(height, beta, model="conical") == pytest.approx(1.0 - summary.mean_illumination, abs=1e-15)


@given(heights, st.floats(-60.0, 60.0))
def test_edges_are_where_the_light_changes(height, beta):
    summary = eclipse.orbit_summary(height, beta)
    edges = [summary.penumbra_entry_deg, summary.umbra_entry_deg, summary.umbra_exit_deg, summary.penumbra_exit_deg]
    if np.isnan(edges).any():
        return
    assert edges == sorted(edges)
    lit = eclipse.orbit_illumination(height, beta, np.array(edges)[:, None] + [-1e-5, 1e-5])
    assert (lit[0] == [1.0, lit[0, 1]]).all() and lit[0, 1] < 1.0
    assert lit[1, 0] > 0.0 and lit[1, 1] == 0.0
    assert lit[2, 0] == 0.0 and lit[2, 1] > 0.0
    assert lit[3, 0] < 1.0 and lit[3, 1] == 1.0


@pytest.mark.parametrize(("height", "beta"), [(400e3, 0.0), (650e3, 64.9), (650e3, 65.1), (650e3, 65.5), (1.2e6, 55.0)])
def test_mean_illumination_by_brute_force(height, beta):
    angles = (np.arange(400_000) + 0.5) * (360.0 / 400_000)
    mean = eclipse.orbit_illumination(height, beta, angles).mean()
    assert eclipse.orbit_summary(height, beta).mean_illumination == pytest.approx(mean, abs=2e-6)


@given(st.floats(0.2, 0.3), st.floats(0.05, 1.0), st.floats(0.0, 1.0))
def test_discs_by_counting_points(a, b, share):
    separation = share * (a + b) * 1.1
    radius = a * np.sqrt((np.arange(400) + 0.5) / 400)[:, None]
    angle = np.arange(400) * (2 * np.pi / 400)
    seen = np.hypot(radius * np.cos(angle) - separation, radius * np.sin(angle)) >= b
    assert eclipse.disc_illumination(a, b, separation) == pytest.approx(seen.mean(), abs=5e-3)


@given(heights, betas, st.floats(0.0, 360.0), models)
def test_a_state_vector_gives_the_light_of_its_orbit(height, beta, angle, model):
    # Sun along x; noon lies in the plane of Sun and orbit normal.
    b, u = np.radians(beta), np.radians(angle)
    noon, ahead = np.array([np.cos(b), 0.0, -np.sin(b)]), np.array([0.0, 1.0, 0.0])
    place = orbit.semi_major_axis_m(height) * (np.cos(u) * noon + np.sin(u) * ahead)
    got = eclipse.illumination(place, [149_597_870_700.0, 0.0, 0.0], model=model)
    assert got == pytest.approx(eclipse.orbit_illumination(height, beta, angle, model=model), abs=1e-5)


def test_durations_are_shares_of_the_period_and_the_day():
    share, period = eclipse.fraction(650e3, 30.0), orbit.period_s(650e3)
    assert eclipse.duration_s(650e3, 30.0) == pytest.approx(share * period)
    assert eclipse.sunlit_s(650e3, 30.0) + eclipse.duration_s(650e3, 30.0) == pytest.approx(period)
    assert eclipse.duration_s_per_day(650e3, 30.0) == pytest.approx(share * 86_400.0)


def test_the_year_of_a_dawn_dusk_orbit():
    series = eclipse.annual_series(2026, 650e3)
    summary = eclipse.annual_summary(2026, 650e3)
    assert series.time_utc[0] == np.datetime64("2026-01-01T12:00")
    assert summary.beta_min_deg == series.beta_deg.min() and summary.eclipse_days == (series.eclipse_s > 0).sum()
    assert summary.sunlit_fraction == pytest.approx(1.0 - series.eclipse_fraction.mean())
    assert summary.longest_eclipse_s == series.eclipse_s.max()
    by_hand = orbit.beta_angle_deg(
        *sun.position(series.time_utc)[:2], orbit.raan_from_ltan_deg(series.time_utc, 18.0), orbit.sun_synchronous_inclination_deg(650e3)
    )
    assert np.allclose(series.beta_deg, by_hand)


def test_dawn_and_dusk_are_mirror_images_and_summaries_broadcast():
    summary = eclipse.annual_summary(2026, [[650e3], [800e3]], ltan_h=[6.0, 18.0, 12.0], model="conical")
    assert summary.sunlit_fraction.shape == (2, 3)
    assert np.all(summary.sunlit_fraction[:, 2] < 0.7)
    assert np.all(summary.beta_max_deg[:, 0] < 0.0) and np.all(summary.beta_min_deg[:, 1] > 0.0)


def test_more_samples_a_day_change_little():
    one, four = (eclipse.annual_summary(2026, 650e3, samples_per_day=n) for n in (1, 4))
    assert one.sunlit_fraction == pytest.approx(four.sunlit_fraction, abs=1e-4)
    assert len(eclipse.annual_series(2028, 650e3, samples_per_day=4).time_utc) == 4 * 366


def test_a_drifting_node_sweeps_beta():
    summary = eclipse.annual_summary(2026, 550e3, ltan_h=None, inclination_deg=53.0, epoch_raan_deg=0.0)
    assert summary.beta_min_deg < -60.0 and summary.beta_max_deg > 60.0
    assert summary.beta_max_deg <= 53.0 + 23.45


ORBITAL = ["fraction", "duration_s", "duration_s_per_day", "sunlit_s", "orbit_summary"]


@pytest.mark.parametrize("name", ORBITAL)
def test_bad_orbits(name):
    function = getattr(eclipse, name)
    for height, beta in ((np.nan, 0.0), (-1.0, 0.0), (5e5, 90.5), (5e5, np.nan), ([5e5, 6e5], [1.0, 2.0, 3.0])):
        with pytest.raises(ParameterError):
            function(height, beta)
    with pytest.raises(PhysicsError):
        function(150e3, 0.0)
    with pytest.warns(ValidityWarning):
        result = function(150e3, 0.0, outside="clamp")
    assert np.array_equal(result, function(160e3, 0.0))


@pytest.mark.parametrize(
    "call",
    [
        lambda: eclipse.fraction(5e5, 0.0, model="flat"),
        lambda: eclipse.critical_beta_deg(-1.0),
        lambda: eclipse.disc_illumination(0.0, 1.0, 0.5),
        lambda: eclipse.disc_illumination(0.3, 1.0, -0.5),
        lambda: eclipse.disc_illumination(0.3, 1.0, 181.0),
        lambda: eclipse.illumination([6e6, 0.0, 0.0], [1.5e11, 0.0, 0.0]),
        lambda: eclipse.illumination([7e6, 0.0], [1.5e11, 0.0, 0.0]),
        lambda: eclipse.illumination([7e6, 0.0, 0.0], [0.0, 0.0, 0.0]),
        lambda: eclipse.illumination([7e6, 0.0, 0.0], [1.5e11, 0.0, 0.0], model="flat"),
        lambda: eclipse.orbit_illumination(5e5, 0.0, np.nan),
        lambda: eclipse.annual_series(2026, 650e3, ltan_h=None),
        lambda: eclipse.annual_series(2026, 650e3, epoch_raan_deg=10.0),
        lambda: eclipse.annual_series(2026, 650e3, ltan_h=None, epoch_raan_deg=10.0),
        lambda: eclipse.annual_series(2026, [650e3, 700e3]),
        lambda: eclipse.annual_series(2026.5, 650e3),
        lambda: eclipse.annual_series(2026, 650e3, samples_per_day=0),
        lambda: eclipse.annual_series(2026, 650e3, sun_reference="apparent"),
        lambda: eclipse.annual_summary(2026, 650e3, ltan_h=24.0),
        lambda: eclipse.annual_summary(2026, 650e3, model="flat"),
    ],
)
def test_what_has_no_meaning(call):
    with pytest.raises(ParameterError):
        call()


def test_outside_the_validity_of_the_year():
    with pytest.raises(PhysicsError):
        eclipse.annual_series(1900, 650e3)
    with pytest.raises(PhysicsError):
        eclipse.annual_summary(2026, 7e6)
    with pytest.warns(ValidityWarning):
        assert all(np.isnan(value) for value in eclipse.annual_summary(1900, 650e3, outside="nan"))
    with pytest.warns(ValidityWarning):
        assert np.isnan(eclipse.annual_summary(2026, [650e3, 7e6], outside="nan").eclipse_days).tolist() == [False, True]
