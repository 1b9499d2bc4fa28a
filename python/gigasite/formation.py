"""Formations: neighbours that block the Sun and stand before the radiators, and a satellite's own array (models D and H).

The formation is a square lattice in the orbital plane; what is told is for its central satellite, which has most neighbours.
"""

from __future__ import annotations

import numpy as np

from gigasite._model import Floats, kernel, legal, model, non_negative, positive, possible

__all__ = ["disc_overlap_share", "neighbour_view_share", "perpendicular_view_factor", "shadow_share"]


@model(offset_m=non_negative, radius_m=positive)
def disc_overlap_share(offset_m: Floats, radius_m: Floats) -> Floats:
    """Share of a disc that the shadow of an equal one covers, their centres ``offset_m`` apart across the light.

    Formula: ``(2/π) [acos q − q sqrt(1 − q²)]``, ``q = offset/(2 radius)``; 0 where they do not meet. Shapes: arguments broadcast.
    Errors: `ParameterError` for a radius of 0. Source: geometry of two equal circles.

    >>> round(disc_overlap_share(10.0, 10.0), 4)
    0.391
    """
    return kernel("formation.disc_overlap_share", offset_m, radius_m)


@model(spacing_m=positive, satellites=legal(1.0), array_area_m2=non_negative, beta_deg=legal(-90.0, 90.0))
def shadow_share(spacing_m: Floats, satellites: Floats, array_area_m2: Floats, beta_deg: Floats) -> Floats:
    """Mean share of the sunlight on the array of the central satellite that its neighbours take.

    Formula: ``1 − Π (1 − s_k)`` over the lattice, ``s = (1/2π) ∫_{cos χ > 0} overlap(R sqrt(1 − cos²β cos²χ)) dχ`` for a neighbour at
    R, all directions in the orbital plane alike. With the Sun at right angles to the plane no neighbour stands in the light: nothing is
    taken while ``spacing · sin β`` is above the span of the arrays.
    Shapes: arguments broadcast. Valid: arrays of disc shape that face the Sun, no penumbra (0.5 % of the distance); strings of cells lose
    more than their shaded share. Errors: `PhysicsError` where the arrays would touch.
    Source: geometry; spacing and number of a published formation: Suncatcher, arXiv:2511.19468.

    >>> shadow_share(150.0, 81, 500.0, 60.0), round(shadow_share(150.0, 81, 500.0, 0.0), 3)
    (0.0, 0.471)
    """
    span = 2.0 * np.sqrt(np.asarray(array_area_m2) / np.pi)
    possible(span <= np.asarray(spacing_m), "the arrays would touch", parameter="spacing_m", value=spacing_m)
    return kernel("formation.shadow_share", spacing_m, satellites, array_area_m2, beta_deg)


@model(spacing_m=positive, satellites=legal(1.0), panel_area_m2=non_negative)
def neighbour_view_share(spacing_m: Floats, satellites: Floats, panel_area_m2: Floats) -> Floats:
    """Share of the view of a radiator face across the flight direction that the panels of the neighbours take.

    Formula: ``Σ_k A cos²θ_k/(π R_k²)`` over the half of the lattice before the face, at most 1. Panels that are as warm as this one
    exchange nothing with it: give ``1 − share`` to `radiator.flux_w_m2` as ``view_to_space``; for others take
    `thermal_environment.mutual_infrared_flux_w_m2`.
    Shapes: arguments broadcast. Valid: parallel panels, small against their distance; those behind others are counted too, an upper bound.
    Errors: `ParameterError` for a spacing of 0. Source: view factor of small surfaces, Howell, Catalog of Configuration Factors.

    >>> round(neighbour_view_share(150.0, 81, 250.0), 4)
    0.0113
    """
    return kernel("formation.neighbour_view_share", spacing_m, satellites, panel_area_m2)


@model(edge_m=positive, plate_depth_m=positive, other_depth_m=positive)
def perpendicular_view_factor(edge_m: Floats, plate_depth_m: Floats, other_depth_m: Floats) -> Floats:
    """View factor from a plate to another that stands at a right angle on its edge, as a radiator to the array that carries it.

    Formula: closed form of the configuration C-14 in ``W = plate_depth/edge``, ``H = other_depth/edge``. What it takes from the view of a
    face is missing in ``radiator_view_to_space``. Shapes: arguments broadcast. Errors: `ParameterError` for a length of 0.
    Source: J. R. Howell, A Catalog of Radiation Heat Transfer Configuration Factors, C-14.

    >>> round(perpendicular_view_factor(1.0, 1.0, 1.0), 5)
    0.20004
    """
    return kernel("formation.perpendicular_view_factor", edge_m, plate_depth_m, other_depth_m)
