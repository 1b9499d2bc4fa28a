"""Fluxes in orbit: invariants 13–16, quadratures of scipy as a second opinion, bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad

from gigasite import eclipse
from gigasite import thermal_environment as env
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

R = 6_371_000.0
heights = st.floats(161e3, 5e6)
tilts = st.floats(0.0, 180.0)
angles = st.floats(0.0, 360.0)


def ratio(height):
    return (R + height) / R


@given(heights, tilts, st.floats(0.0, 30.0))
def test_view_factor_falls_with_the_tilt_and_keeps_its_bounds(height, tilt, more):
    view = env.earth_view_factor(height, tilt)
    assert -1e-12 <= view <= ratio(height) ** -2 + 1e-12
    assert env.earth_view_factor(height, min(tilt + more, 180.0)) <= view + 1e-12


@given(heights, st.sampled_from([-1.0, 1.0]))
def test_view_factor_is_continuous_where_its_branches_meet(height, side):
    edge = 90.0 + side * np.degrees(np.arcsin(1.0 / ratio(height)))
    low, high = env.earth_view_factor(height, np.array([edge - 1e-7, edge + 1e-7]))
    assert low == pytest.approx(high, abs=1e-7)


@given(heights, tilts)
def test_both_sides_of_a_plate_together(height, tilt):
    both = env.earth_view_factor(height, tilt) + env.earth_view_factor(height, 180.0 - tilt)
    assert 2.0 * env.earth_view_factor(height, 90.0) - 1e-12 <= both <= ratio(height) ** -2 + 1e-12


@given(heights, st.floats(0.0, 90.0), st.floats(1.0, 1e6))
def test_view_factor_falls_with_height(height, tilt, more):
    assert env.earth_view_factor(height + more, tilt) <= env.earth_view_factor(height, tilt) + 1e-12


def test_a_plate_on_the_ground_sees_nothing_else():
    with pytest.warns(ValidityWarning):
        assert env.earth_view_factor(1.0, 0.0, outside="warn") == pytest.approx(1.0, abs=1e-6)


def direct_integral(height, zenith, tilt, azimuth, light):
    """(1/π) ∫ max(n·w, 0) light(m) dω by scipy's adaptive quadrature."""
    h, (z, g, a) = ratio(height), np.radians([zenith, tilt, azimuth])
    towards = np.array([np.sin(z), 0.0, -np.cos(z)])
    normal = np.array([np.sin(g) * np.cos(a), np.sin(g) * np.sin(a), np.cos(g)])

    def integrand(psi, theta):
        w = np.array([np.sin(theta) * np.cos(psi), np.sin(theta) * np.sin(psi), np.cos(theta)])
        rho = h * np.cos(theta) - np.sqrt(max(1.0 - (h * np.sin(theta)) ** 2, 0.0))
        return max(normal @ w, 0.0) * light((rho * w - [0.0, 0.0, h]) @ towards) * np.sin(theta)

    return dblquad(integrand, 0.0, np.arcsin(1.0 / h), 0.0, 2 * np.pi, epsabs=1e-5)[0] / np.pi


PLACES = [(650e3, 80.0, 75.0, 50.0), (550e3, 20.0, 120.0, 170.0), (1400e3, 100.0, 60.0, 20.0)]


@pytest.mark.parametrize("place", PLACES)
def test_albedo_factor_by_quadrature(place):
    expected = direct_integral(*place, lambda cosine: max(cosine, 0.0))
    assert env.albedo_factor(*place[:3], tilt_azimuth_deg=place[3]) == pytest.approx(expected, abs=2e-5)


def test_view_factor_by_quadrature():
    assert env.earth_view_factor(650e3, 75.0) == pytest.approx(direct_integral(650e3, 0.0, 75.0, 0.0, lambda _: 1.0), abs=2e-5)


@given(heights, tilts, tilts, angles)
def test_albedo_lies_between_nothing_and_the_view(height, zenith, tilt, azimuth):
    factor = env.albedo_factor(height, zenith, tilt, tilt_azimuth_deg=azimuth)
    assert 0.0 <= factor <= env.earth_view_factor(height, tilt) + 1e-9
    mirrored = env.albedo_factor(height, zenith, tilt, tilt_azimuth_deg=-azimuth)
    assert factor == pytest.approx(mirrored, abs=1e-12)


@given(heights, st.floats(0.0, 170.0), st.floats(0.0, 10.0))
def test_a_nadir_plate_sees_more_light_under_a_higher_sun(height, zenith, more):
    assert env.albedo_factor(height, zenith + more, 0.0) <= env.albedo_factor(height, zenith, 0.0) + 1e-9


@given(heights, tilts, tilts, angles)
@settings(max_examples=30)
def test_nodes_converge(height, zenith, tilt, azimuth):
    coarse, fine = (env.albedo_factor(height, zenith, tilt, tilt_azimuth_deg=azimuth, nodes=n) for n in (200, 4000))
    assert coarse == pytest.approx(fine, abs=1e-6)


@pytest.mark.parametrize("attitude", ["nadir", "sun", "velocity", "orbit_normal"])
def test_albedo_does_not_vanish_at_the_terminator(attitude):
    assert env.mean_albedo_factor(attitude, 650e3, 90.0) > 0.0
    with pytest.warns(ValidityWarning):
        assert env.mean_albedo_factor(attitude, 650e3, 90.0, method="sub_point") == pytest.approx(0.0, abs=1e-12)


ATTITUDES = ["nadir", "zenith", "velocity", "anti_velocity", "sun", "anti_sun", "orbit_normal", "anti_orbit_normal"]


@given(st.floats(-90.0, 90.0), angles)
def test_geometry_of_the_faces(beta, angle):
    faces = {name: env.face_geometry(name, beta, angle) for name in ATTITUDES}
    for one, other in (("nadir", "zenith"), ("velocity", "anti_velocity"), ("sun", "anti_sun"), ("orbit_normal", "anti_orbit_normal")):
        assert faces[one].tilt_from_nadir_deg + faces[other].tilt_from_nadir_deg == pytest.approx(180.0, abs=1e-5)
        assert faces[one].sun_incidence_deg + faces[other].sun_incidence_deg == pytest.approx(180.0, abs=1e-5)
    assert faces["sun"].sun_incidence_deg == pytest.approx(0.0, abs=1e-5)
    assert faces["zenith"].sun_incidence_deg == pytest.approx(faces["zenith"].solar_zenith_deg, abs=1e-5)
    for face in faces.values():
        # cos θ = sin γ cos α sin ζ − cos γ cos ζ
        g, a, z = np.radians([face.tilt_from_nadir_deg, face.tilt_azimuth_deg, face.solar_zenith_deg])
        expected = np.sin(g) * np.cos(a) * np.sin(z) - np.cos(g) * np.cos(z)
        assert np.cos(np.radians(face.sun_incidence_deg)) == pytest.approx(expected, abs=1e-9)
    cosines = [np.cos(np.radians(faces[name].sun_incidence_deg)) for name in ("zenith", "velocity", "orbit_normal")]
    assert sum(c * c for c in cosines) == pytest.approx(1.0, abs=1e-9)


def test_flight_direction_and_angular_momentum():
    assert env.face_geometry("velocity", 0.0, 90.0).sun_incidence_deg == pytest.approx(180.0)  # flying away from the Sun at dusk
    assert env.face_geometry("orbit_normal", 60.0, 0.0).sun_incidence_deg == pytest.approx(30.0)
    assert env.face_geometry("sun", 0.0, 0.0).tilt_from_nadir_deg == pytest.approx(180.0)


@given(st.floats(0.0, 0.9), st.floats(0.05, 1.0), st.floats(0.0, 1400.0), st.floats(0.0, 400.0), st.floats(0.0, 300.0))
def test_sink_rises_with_every_flux(absorptivity, emissivity, direct, albedo, infrared):
    def sink(**fluxes):
        return env.sink_temperature_k(env.absorbed_flux_w_m2(absorptivity, emissivity, **fluxes), emissivity)

    given_fluxes = {"direct_solar_flux_w_m2": direct, "albedo_flux_w_m2": albedo, "earth_infrared_flux_w_m2": infrared}
    base = sink(**given_fluxes)
    assert base >= 2.7255 - 1e-9
    for name in given_fluxes:
        assert sink(**{**given_fluxes, name: given_fluxes[name] + 10.0}) >= base - 1e-9
    # The infrared part does not depend on the coating.
    infrared_only = sink(earth_infrared_flux_w_m2=infrared)
    assert infrared_only**4 == pytest.approx(infrared / 5.670374419e-8 + 2.7255**4, rel=1e-9, abs=1e-3)


@given(heights, st.floats(-80.0, 80.0), angles, tilts)
def test_the_sink_is_put_together_from_its_parts(height, beta, angle, tilt):
    got = env.effective_sink_k(height, beta, angle, tilt, 0.2, 0.8, sun_on_face=True, tilt_azimuth_deg=30.0)
    zenith = np.degrees(np.arccos(np.cos(np.radians(beta)) * np.cos(np.radians(angle))))
    g, a, z = np.radians([tilt, 30.0, zenith])
    incidence = np.degrees(np.arccos(np.clip(np.sin(g) * np.cos(a) * np.sin(z) - np.cos(g) * np.cos(z), -1.0, 1.0)))
    lit = eclipse.orbit_illumination(height, beta, angle, earth_radius_m=R)
    absorbed = env.absorbed_flux_w_m2(
        0.2,
        0.8,
        direct_solar_flux_w_m2=env.direct_solar_flux_w_m2(incidence, illumination=lit),
        albedo_flux_w_m2=env.albedo_flux_w_m2(env.albedo_factor(height, zenith, tilt, tilt_azimuth_deg=30.0)),
        earth_infrared_flux_w_m2=env.earth_infrared_flux_w_m2(env.earth_view_factor(height, tilt)),
    )
    assert got == pytest.approx(env.sink_temperature_k(absorbed, 0.8), rel=1e-9)
    assert env.effective_sink_k(height, beta, angle, tilt, 0.2, 0.8, sun_on_face=False, tilt_azimuth_deg=30.0) <= got + 1e-9


def test_shapes_broadcast():
    assert env.mean_earth_view_factor("sun", [[5e5], [6e5]], [0.0, 60.0, 90.0]).shape == (2, 3)
    assert env.effective_sink_k(5e5, 0.0, [0.0, 90.0, 180.0], 90.0, 0.1, 0.8, sun_on_face=[True, False, True]).shape == (3,)
    assert isinstance(env.mean_albedo_factor("nadir", 5e5, 75.0), float)


def test_approximations_say_so():
    with pytest.warns(ValidityWarning, match="cosine_floor"):
        assert env.earth_view_factor(550e3, 120.0, law="cosine_floor") == pytest.approx(0.05 / ratio(550e3) ** 2)
    with pytest.warns(ValidityWarning, match="sub_point"):
        assert env.albedo_factor(550e3, 60.0, 0.0, method="sub_point") == pytest.approx(env.earth_view_factor(550e3, 0.0) * 0.5)
    with pytest.warns(ValidityWarning, match="kirchhoff"):
        assert env.absorbed_flux_w_m2(0.1, 0.9, earth_infrared_flux_w_m2=100.0, kirchhoff=False) == pytest.approx(10.0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: env.earth_view_factor(5e5, 180.1),
        lambda: env.earth_view_factor(np.nan, 0.0),
        lambda: env.earth_view_factor(-1.0, 0.0),
        lambda: env.earth_view_factor(5e5, 0.0, law="lambert"),
        lambda: env.earth_view_factor(5e5, 0.0, earth_radius_m=0.0),
        lambda: env.albedo_factor(5e5, -1.0, 0.0),
        lambda: env.albedo_factor(5e5, 0.0, 0.0, method="guess"),
        lambda: env.albedo_factor(5e5, 0.0, 0.0, nodes=0),
        lambda: env.face_geometry("sideways", 0.0, 0.0),
        lambda: env.face_geometry("sun", 91.0, 0.0),
        lambda: env.mean_earth_view_factor("sun", 5e5, 0.0, points=0),
        lambda: env.mean_albedo_factor("up", 5e5, 0.0),
        lambda: env.earth_infrared_flux_w_m2(1.1),
        lambda: env.albedo_flux_w_m2(0.5, albedo=1.5),
        lambda: env.direct_solar_flux_w_m2(0.0, illumination=-0.1),
        lambda: env.mutual_infrared_flux_w_m2(0.1, -1.0, 0.8),
        lambda: env.absorbed_flux_w_m2(1.2, 0.8),
        lambda: env.absorbed_flux_w_m2(0.2, 0.8, albedo_flux_w_m2=-1.0),
        lambda: env.sink_temperature_k(100.0, 0.0),
        lambda: env.sink_temperature_k(-1.0, 0.8),
        lambda: env.effective_sink_k(5e5, 0.0, 0.0, 0.0, 0.2, 0.8, sun_on_face="yes"),
        lambda: env.effective_sink_k(5e5, 0.0, 0.0, 0.0, 0.2, 0.8, sun_on_face=True, shadow_model="flat"),
        lambda: env.effective_sink_k(5e5, 0.0, 0.0, 0.0, 0.2, 0.8, sun_on_face=True, albedo_method="flat"),
    ],
)
def test_what_has_no_meaning(call):
    with pytest.raises(ParameterError):
        call()


def test_the_attitude_must_be_stated():
    with pytest.raises(TypeError):
        env.effective_sink_k(5e5, 0.0, 0.0, 0.0, 0.2, 0.8)


@pytest.mark.parametrize(
    "function",
    [
        lambda height, **how: env.earth_view_factor(height, 0.0, **how),
        lambda height, **how: env.albedo_factor(height, 0.0, 0.0, **how),
        lambda height, **how: env.mean_earth_view_factor("nadir", height, 0.0, **how),
        lambda height, **how: env.mean_albedo_factor("nadir", height, 0.0, **how),
        lambda height, **how: env.effective_sink_k(height, 0.0, 0.0, 0.0, 0.2, 0.8, sun_on_face=False, **how),
    ],
)
def test_outside_the_validity(function):
    with pytest.raises(PhysicsError):
        function(150e3)
    with pytest.warns(ValidityWarning):
        assert np.isnan(function(150e3, outside="nan"))
    with pytest.warns(ValidityWarning):
        assert function(150e3, outside="clamp") == function(160e3)
