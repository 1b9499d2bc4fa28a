"""Heat that reaches a face in orbit: exact Earth view factor, disc-integrated albedo, infrared, effective sink (model D).

Spherical, uniform, Lambertian Earth. A face is given by the tilt of its normal from nadir (0 faces the Earth, 180 the zenith)
and the azimuth of that tilt, counted from the azimuth of the Sun.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, Outside, choose, finite, flag, kernel, legal, model, non_negative, positive, require, share
from gigasite.constants import ASTRONOMICAL_UNIT_M, DEEP_SPACE_K, EARTH_MEAN_RADIUS_M, STEFAN_BOLTZMANN_W_M2_K4, SUN_RADIUS_M
from gigasite.errors import ParameterError
from gigasite.orbit import altitude, beta
from gigasite.parameters import default

__all__ = [
    "FaceGeometry",
    "absorbed_flux_w_m2",
    "albedo_factor",
    "albedo_flux_w_m2",
    "direct_solar_flux_w_m2",
    "earth_infrared_flux_w_m2",
    "earth_view_factor",
    "effective_sink_k",
    "face_geometry",
    "mean_albedo_factor",
    "mean_earth_view_factor",
    "mutual_infrared_flux_w_m2",
    "sink_temperature_k",
]

_angle = legal(0.0, 180.0)
_emissivity = legal(0.0, 1.0, open_low=True)
_LAWS = ("exact", "cosine_floor")
_METHODS = ("disc", "sub_point")
_SHADOWS = ("cylindrical", "conical")

# Direction of the normal: zenith, flight direction, angular momentum, Sun.
_ATTITUDES = {
    "nadir": (-1.0, 0.0, 0.0, 0.0),
    "zenith": (1.0, 0.0, 0.0, 0.0),
    "velocity": (0.0, 1.0, 0.0, 0.0),
    "anti_velocity": (0.0, -1.0, 0.0, 0.0),
    "orbit_normal": (0.0, 0.0, 1.0, 0.0),
    "anti_orbit_normal": (0.0, 0.0, -1.0, 0.0),
    "sun": (0.0, 0.0, 0.0, 1.0),
    "anti_sun": (0.0, 0.0, 0.0, -1.0),
}


class FaceGeometry(NamedTuple):
    """A face on a circular orbit; ``sun_incidence_deg`` is the angle between normal and Sun."""

    tilt_from_nadir_deg: Floats
    tilt_azimuth_deg: Floats
    sun_incidence_deg: Floats
    solar_zenith_deg: Floats


@model(altitude_m=altitude, tilt_from_nadir_deg=_angle, earth_radius_m=positive)
def earth_view_factor(
    altitude_m: Floats,
    tilt_from_nadir_deg: Floats,
    *,
    law: str = "exact",
    earth_radius_m: Floats = EARTH_MEAN_RADIUS_M,
    outside: Outside = "raise",
) -> Floats:
    """View factor from a small plate to the Earth, any tilt γ.

    Formula: ``H = r/R``, ``φ = asin(1/H)``: ``cos γ/H²`` for ``γ ≤ π/2 − φ``, 0 for ``γ ≥ π/2 + φ``, between them with
    ``x = sqrt(H²−1)``, ``y = −x cot γ``: ``[cos γ acos y − x sin γ sqrt(1−y²)]/(π H²) + atan(sin γ sqrt(1−y²)/x)/π``.
    ``law="cosine_floor"`` is cos γ/H² with a floor of 0.05/H², for compatibility only; it emits a `ValidityWarning`.
    Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: `ParameterError` for a tilt outside 0–180° or an unknown law, `PhysicsError` below 160 km.
    Source: J. R. Howell, A Catalog of Radiation Heat Transfer Configuration Factors.

    >>> round(earth_view_factor(550e3, 0.0), 6), round(earth_view_factor(550e3, 120.0), 6)
    (0.847379, 0.076457)
    """
    return _view_factor(law, altitude_m, tilt_from_nadir_deg, earth_radius_m)


def _view_factor(law: str, altitude_m: Floats, tilt_from_nadir_deg: Floats, earth_radius_m: Floats) -> Floats:
    if choose("law", law, _LAWS) == "exact":
        return kernel("thermal_environment.earth_view_factor", altitude_m, tilt_from_nadir_deg, earth_radius_m)
    flag('law="cosine_floor" is an order of magnitude off near edge-on; for compatibility only')
    return kernel("thermal_environment.earth_view_factor_cosine_floor", altitude_m, tilt_from_nadir_deg, earth_radius_m)


@model(
    altitude_m=altitude,
    solar_zenith_deg=_angle,
    tilt_from_nadir_deg=_angle,
    tilt_azimuth_deg=finite,
    nodes=legal(8.0, 100_000.0),
    earth_radius_m=positive,
)
def albedo_factor(
    altitude_m: Floats,
    solar_zenith_deg: Floats,
    tilt_from_nadir_deg: Floats,
    *,
    tilt_azimuth_deg: Floats = 0.0,
    method: str = "disc",
    nodes: int = 200,
    earth_radius_m: Floats = EARTH_MEAN_RADIUS_M,
    outside: Outside = "raise",
) -> Floats:
    """Reflected sunlight on a face, divided by albedo and solar flux.

    Formula: ``Φ = (1/π) ∫ max(n·w, 0) max(s·m, 0) dω`` over the visible cap, w towards the surface element, m its normal. The
    azimuth is integrated in closed form, the polar angle with about ``nodes`` points; 200 give 1e-8 or better.
    ``method="sub_point"`` is ``F max(cos ζ, 0)``: zero beyond the terminator, where the true factor is not; it emits a `ValidityWarning`.
    Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: `ParameterError` for angles outside 0–180° or an unknown method, `PhysicsError` below 160 km.
    Source: definition of the irradiance from a Lambertian sphere.

    >>> round(albedo_factor(550e3, 0.0, 0.0), 5), round(albedo_factor(550e3, 90.0, 90.0), 5)
    (0.84179, 0.02646)
    """
    return _albedo_factor(method, altitude_m, solar_zenith_deg, tilt_from_nadir_deg, tilt_azimuth_deg, nodes, earth_radius_m)


def _albedo_factor(
    method: str,
    altitude_m: Floats,
    solar_zenith_deg: Floats,
    tilt_from_nadir_deg: Floats,
    tilt_azimuth_deg: Floats,
    nodes: Floats,
    earth_radius_m: Floats,
    parameter: str = "method",
) -> Floats:
    if choose(parameter, method, _METHODS) == "disc":
        return kernel(
            "thermal_environment.albedo_factor",
            altitude_m,
            solar_zenith_deg,
            tilt_from_nadir_deg,
            tilt_azimuth_deg,
            nodes,
            earth_radius_m,
        )
    flag(f'{parameter}="sub_point" takes the whole disc as bright as the sub-satellite point')
    factor = kernel("thermal_environment.albedo_factor_sub_point", altitude_m, solar_zenith_deg, tilt_from_nadir_deg, earth_radius_m)
    return factor + 0.0 * np.asarray(tilt_azimuth_deg)


@model(beta_deg=beta, orbit_angle_deg=finite)
def face_geometry(attitude: str, beta_deg: Floats, orbit_angle_deg: Floats) -> FaceGeometry:
    """Tilt, azimuth and Sun incidence of a face of known attitude, at the angle u from orbit noon.

    Formula: ``s = (cos β cos u, −cos β sin u, sin β)`` in zenith, flight direction and angular momentum; the normal is along
    "nadir", "zenith", "velocity", "anti_velocity", "sun", "anti_sun", "orbit_normal" or "anti_orbit_normal".
    Shapes: the angles broadcast. Errors: `ParameterError` for another attitude or β beyond ±90°. Source: geometry.

    >>> round(face_geometry("sun", 90.0, 0.0).tilt_from_nadir_deg, 9)
    90.0
    """
    return kernel(  # type: ignore[no-any-return]
        "thermal_environment.face_geometry", *_ATTITUDES[_attitude(attitude)], beta_deg, orbit_angle_deg, result=FaceGeometry
    )


def _attitude(attitude: str) -> str:
    return choose("attitude", attitude, tuple(_ATTITUDES))


def _around(attitude: str, beta_deg: Floats, points: int) -> FaceGeometry:
    """The face at equidistant points of an orbit, on a new last axis."""
    if isinstance(points, bool) or not isinstance(points, (int, np.integer)) or points < 1:
        raise ParameterError("expected a whole number from 1 on", parameter="points", value=points)
    angles = np.arange(points) * (360.0 / points)
    direction = _ATTITUDES[_attitude(attitude)]
    return kernel(  # type: ignore[no-any-return]
        "thermal_environment.face_geometry", *direction, np.asarray(beta_deg)[..., None], angles, result=FaceGeometry
    )


@model(altitude_m=altitude, beta_deg=beta, earth_radius_m=positive)
def mean_earth_view_factor(
    attitude: str,
    altitude_m: Floats,
    beta_deg: Floats,
    *,
    law: str = "exact",
    points: int = 72,
    earth_radius_m: Floats = EARTH_MEAN_RADIUS_M,
    outside: Outside = "raise",
) -> Floats:
    """Mean of `earth_view_factor` over one orbit, at equidistant points.

    Shapes: altitude, β and radius broadcast. Validity, errors, source: as `earth_view_factor` and `face_geometry`.

    >>> round(mean_earth_view_factor("sun", 550e3, 90.0), 4)
    0.2578
    """
    face = _around(attitude, beta_deg, points)
    altitude_m, earth_radius_m = np.asarray(altitude_m)[..., None], np.asarray(earth_radius_m)[..., None]
    return np.mean(_view_factor(law, altitude_m, face.tilt_from_nadir_deg, earth_radius_m), axis=-1)


@model(altitude_m=altitude, beta_deg=beta, nodes=legal(8.0, 100_000.0), earth_radius_m=positive)
def mean_albedo_factor(
    attitude: str,
    altitude_m: Floats,
    beta_deg: Floats,
    *,
    method: str = "disc",
    points: int = 72,
    nodes: int = 200,
    earth_radius_m: Floats = EARTH_MEAN_RADIUS_M,
    outside: Outside = "raise",
) -> Floats:
    """Mean of `albedo_factor` over one orbit, at equidistant points.

    Shapes: altitude, β, nodes and radius broadcast. Validity, errors, source: as `albedo_factor` and `face_geometry`.

    >>> round(mean_albedo_factor("nadir", 550e3, 75.0), 5)
    0.07298
    """
    face = _around(attitude, beta_deg, points)
    altitude_m, count, earth_radius_m = (np.asarray(each)[..., None] for each in (altitude_m, nodes, earth_radius_m))
    tilt, azimuth, zenith = face.tilt_from_nadir_deg, face.tilt_azimuth_deg, face.solar_zenith_deg
    return np.mean(_albedo_factor(method, altitude_m, zenith, tilt, azimuth, count, earth_radius_m), axis=-1)


@model(earth_view_factor=share, earth_infrared_w_m2=non_negative)
def earth_infrared_flux_w_m2(earth_view_factor: Floats, *, earth_infrared_w_m2: Floats = default("earth_ir")) -> Floats:
    """Infrared radiation of the Earth on a face [W/m²].

    Formula: ``q_IR = E F``; local values of E lie between about 150 and 350 W/m². Shapes: arguments broadcast.
    Errors: `ParameterError` for a view factor outside 0–1. Source: definition of the view factor.

    >>> earth_infrared_flux_w_m2(0.5)
    118.5
    """
    return kernel("thermal_environment.earth_infrared_flux_w_m2", earth_view_factor, earth_infrared_w_m2)


@model(albedo_factor=share, albedo=share, solar_flux_w_m2=non_negative)
def albedo_flux_w_m2(
    albedo_factor: Floats, *, albedo: Floats = default("albedo"), solar_flux_w_m2: Floats = default("solar_constant")
) -> Floats:
    """Sunlight reflected by the Earth on a face [W/m²].

    Formula: ``q_alb = A_E S Φ``. Shapes: arguments broadcast. Errors: `ParameterError` for shares outside 0–1.
    Source: definition of the albedo.

    >>> round(albedo_flux_w_m2(0.5, albedo=0.3, solar_flux_w_m2=1361.0), 2)
    204.15
    """
    return kernel("thermal_environment.albedo_flux_w_m2", albedo_factor, albedo, solar_flux_w_m2)


@model(sun_incidence_deg=_angle, illumination=share, solar_flux_w_m2=non_negative)
def direct_solar_flux_w_m2(
    sun_incidence_deg: Floats, *, illumination: Floats = 1.0, solar_flux_w_m2: Floats = default("solar_constant")
) -> Floats:
    """Direct sunlight on a face [W/m²].

    Formula: ``ν S max(cos θ, 0)``. Shapes: arguments broadcast. Errors: `ParameterError` for an angle outside 0–180°.
    Source: Lambert's cosine law.

    >>> round(direct_solar_flux_w_m2(60.0), 1)
    680.5
    """
    return kernel("thermal_environment.direct_solar_flux_w_m2", sun_incidence_deg, illumination, solar_flux_w_m2)


@model(view_factor=share, neighbour_temperature_k=non_negative, neighbour_emissivity=share, stefan_boltzmann_w_m2_k4=positive)
def mutual_infrared_flux_w_m2(
    view_factor: Floats,
    neighbour_temperature_k: Floats,
    neighbour_emissivity: Floats,
    *,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> Floats:
    """Infrared radiation of a neighbouring panel on a face [W/m²], incident.

    Formula: ``F_k ε_k σ T_k⁴``. Shapes: arguments broadcast. Errors: `ParameterError` for shares outside 0–1.
    Source: Stefan–Boltzmann law.

    >>> round(mutual_infrared_flux_w_m2(0.1, 320.0, 0.82), 2)
    48.76
    """
    return kernel(
        "thermal_environment.mutual_infrared_flux_w_m2",
        view_factor,
        neighbour_temperature_k,
        neighbour_emissivity,
        stefan_boltzmann_w_m2_k4,
    )


@model(
    solar_absorptivity=share,
    emissivity=share,
    direct_solar_flux_w_m2=non_negative,
    albedo_flux_w_m2=non_negative,
    earth_infrared_flux_w_m2=non_negative,
    mutual_infrared_flux_w_m2=non_negative,
)
def absorbed_flux_w_m2(
    solar_absorptivity: Floats,
    emissivity: Floats,
    *,
    direct_solar_flux_w_m2: Floats = 0.0,
    albedo_flux_w_m2: Floats = 0.0,
    earth_infrared_flux_w_m2: Floats = 0.0,
    mutual_infrared_flux_w_m2: Floats = 0.0,
    kirchhoff: bool = True,
) -> Floats:
    """Radiation that a face absorbs [W/m²], in two bands.

    Formula: ``α_s (direct + albedo) + ε (Earth infrared + mutual)``. ``kirchhoff=False`` takes α_s in all bands, to reproduce
    figures of others; it emits a `ValidityWarning`. Shapes: arguments broadcast.
    Errors: `ParameterError` for α_s or ε outside 0–1 or a negative flux. Source: Kirchhoff's law of radiation.

    >>> round(absorbed_flux_w_m2(0.07, 0.82, direct_solar_flux_w_m2=1361.0, earth_infrared_flux_w_m2=61.6), 2)
    145.78
    """
    infrared = emissivity
    if not kirchhoff:
        flag("kirchhoff=False: the solar absorptivity stands for the infrared too; for compatibility only")
        infrared = solar_absorptivity
    return kernel(
        "thermal_environment.absorbed_flux_w_m2",
        solar_absorptivity,
        infrared,
        direct_solar_flux_w_m2,
        albedo_flux_w_m2,
        earth_infrared_flux_w_m2,
        mutual_infrared_flux_w_m2,
    )


@model(absorbed_flux_w_m2=non_negative, emissivity=_emissivity, deep_space_k=non_negative, stefan_boltzmann_w_m2_k4=positive)
def sink_temperature_k(
    absorbed_flux_w_m2: Floats,
    emissivity: Floats,
    *,
    deep_space_k: Floats = DEEP_SPACE_K,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> Floats:
    """Temperature [K] of the surroundings that would heat a face as much as what it absorbs.

    Formula: ``T_s = (q_abs/(ε σ) + T_sp⁴)^(1/4)``. Shapes: arguments broadcast.
    Errors: `ParameterError` for an emissivity outside (0, 1] or a negative flux. Source: radiation balance of the face.

    >>> round(sink_temperature_k(0.0, 0.9), 4)
    2.7255
    """
    return kernel("thermal_environment.sink_temperature_k", absorbed_flux_w_m2, emissivity, deep_space_k, stefan_boltzmann_w_m2_k4)


@model(
    altitude_m=altitude,
    beta_deg=beta,
    orbit_angle_deg=finite,
    tilt_from_nadir_deg=_angle,
    solar_absorptivity=share,
    emissivity=_emissivity,
    tilt_azimuth_deg=finite,
    earth_infrared_w_m2=non_negative,
    albedo=share,
    solar_flux_w_m2=non_negative,
    mutual_infrared_flux_w_m2=non_negative,
    deep_space_k=non_negative,
    stefan_boltzmann_w_m2_k4=positive,
    earth_radius_m=positive,
)
def effective_sink_k(
    altitude_m: Floats,
    beta_deg: Floats,
    orbit_angle_deg: Floats,
    tilt_from_nadir_deg: Floats,
    solar_absorptivity: Floats,
    emissivity: Floats,
    *,
    sun_on_face: Any,
    tilt_azimuth_deg: Floats = 0.0,
    albedo_method: str = "disc",
    shadow_model: str = "conical",
    earth_infrared_w_m2: Floats = default("earth_ir"),
    albedo: Floats = default("albedo"),
    solar_flux_w_m2: Floats = default("solar_constant"),
    mutual_infrared_flux_w_m2: Floats = 0.0,
    deep_space_k: Floats = DEEP_SPACE_K,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    earth_radius_m: Floats = EARTH_MEAN_RADIUS_M,
    outside: Outside = "raise",
) -> Floats:
    """Effective sink [K] of a face on a circular orbit.

    Formula: `earth_view_factor`, `albedo_factor`, `eclipse.orbit_illumination`, `absorbed_flux_w_m2` and `sink_temperature_k` in one.
    ``sun_on_face`` is a statement about the attitude: True lets direct Sun in by geometry and shadow, False says that the face is
    shaded by the satellite's own parts. Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: as the functions named. Source: as there.

    >>> round(effective_sink_k(550e3, 0.0, 180.0, 0.0, 0.2, 0.91, sun_on_face=False), 3)
    243.952
    """
    choose("shadow_model", shadow_model, _SHADOWS)
    statement = np.asarray(sun_on_face)
    require(statement.dtype == np.bool_, "say True or False", parameter="sun_on_face", value=sun_on_face)
    zenith = kernel("orbit.solar_zenith_deg", beta_deg, orbit_angle_deg)
    view = kernel("thermal_environment.earth_view_factor", altitude_m, tilt_from_nadir_deg, earth_radius_m)
    factor = _albedo_factor(
        albedo_method, altitude_m, zenith, tilt_from_nadir_deg, tilt_azimuth_deg, 200.0, earth_radius_m, parameter="albedo_method"
    )
    direct: Any = 0.0
    if statement.any():
        incidence = kernel("thermal_environment.sun_incidence_deg", tilt_from_nadir_deg, tilt_azimuth_deg, zenith)
        place = (altitude_m, beta_deg, orbit_angle_deg, earth_radius_m)
        if shadow_model == "cylindrical":
            lit = kernel("eclipse.orbit_illumination_cylindrical", *place)
        else:
            lit = kernel("eclipse.orbit_illumination_conical", *place, SUN_RADIUS_M, ASTRONOMICAL_UNIT_M)
        direct = kernel("thermal_environment.direct_solar_flux_w_m2", incidence, lit, solar_flux_w_m2) * statement
    absorbed = kernel(
        "thermal_environment.absorbed_flux_w_m2",
        solar_absorptivity,
        emissivity,
        direct,
        kernel("thermal_environment.albedo_flux_w_m2", factor, albedo, solar_flux_w_m2),
        kernel("thermal_environment.earth_infrared_flux_w_m2", view, earth_infrared_w_m2),
        mutual_infrared_flux_w_m2,
    )
    return kernel("thermal_environment.sink_temperature_k", absorbed, emissivity, deep_space_k, stefan_boltzmann_w_m2_k4)
