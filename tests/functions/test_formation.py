"""Formations: shadows and view factors of neighbours against chance and against other closed forms, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doors import check
from gigasite import formation
from gigasite.errors import PhysicsError

beta = st.floats(-90.0, 90.0)


@given(st.floats(0.0, 100.0), st.floats(0.1, 50.0), st.floats(1.0, 3.0))
def test_overlap_falls_with_the_offset(offset, radius, k):
    share = formation.disc_overlap_share(offset, radius)
    assert 0.0 <= formation.disc_overlap_share(offset * k, radius) <= share <= 1.0
    assert (share == 0.0) == (offset >= 2.0 * radius)


def test_overlap_by_chance():
    rng = np.random.default_rng(1)
    r, angle = np.sqrt(rng.random(200_000)), 2.0 * np.pi * rng.random(200_000)
    for offset in (0.3, 0.9, 1.6):
        covered = (r * np.cos(angle) - offset) ** 2 + (r * np.sin(angle)) ** 2 < 1.0
        assert formation.disc_overlap_share(offset, 1.0) == pytest.approx(covered.mean(), abs=4e-3)


@given(st.floats(50.0, 500.0), st.integers(1, 200), st.floats(1.0, 1500.0), beta)
def test_shade_lies_in_its_bounds_and_falls_with_beta_and_distance(spacing, satellites, area, angle):
    share = formation.shadow_share(spacing, satellites, area, angle)
    assert 0.0 <= share < 1.0
    assert formation.shadow_share(spacing, satellites, area, -angle) == share
    further = np.sign(angle) * min(abs(angle) + 5.0, 90.0)
    assert formation.shadow_share(spacing, satellites, area, further) <= share + 1e-9
    assert formation.shadow_share(2.0 * spacing, satellites, area, angle) <= share + 1e-9
    assert formation.shadow_share(spacing, 1, area, angle) == 0.0
    if spacing * np.sin(np.radians(abs(angle))) >= 2.0 * np.sqrt(area / np.pi) + 1e-6:
        assert share == 0.0


@pytest.mark.parametrize("angle", [0.0, 5.0, 12.0])
def test_shade_of_the_nearest_by_chance(angle):
    """Nine satellites in all directions of the plane, light from the Sun at β: which part of the disc in the middle lies in a shadow?"""
    spacing, area = 60.0, 500.0
    radius = np.sqrt(area / np.pi)
    rng = np.random.default_rng(2)
    n = 400_000
    lit = 1.0
    b = np.radians(angle)
    sun = np.array([np.cos(b), 0.0, np.sin(b)])
    across = np.array([0.0, 1.0, 0.0]), np.array([-np.sin(b), 0.0, np.cos(b)])
    for distance in (spacing, spacing * np.sqrt(2.0)):
        chi = 2.0 * np.pi * rng.random(n)
        place = distance * np.stack([np.cos(chi), np.sin(chi), np.zeros(n)])
        r, turn = radius * np.sqrt(rng.random(n)), 2.0 * np.pi * rng.random(n)
        dx, dy = r * np.cos(turn) - across[0] @ place, r * np.sin(turn) - across[1] @ place
        lit *= (1.0 - np.mean((sun @ place > 0.0) & (dx**2 + dy**2 < radius**2))) ** 4
    assert formation.shadow_share(spacing, 9, area, angle) == pytest.approx(1.0 - lit, rel=0.03)


def test_view_of_the_neighbours_by_hand():
    """Nine satellites: one in front, two at its sides."""
    assert formation.neighbour_view_share(100.0, 9, 200.0) == pytest.approx(200.0 / np.pi / 1e4 * (1.0 + 2.0 * 0.25), rel=1e-12)


@given(st.floats(20.0, 500.0), st.integers(1, 200), st.floats(0.0, 1500.0), st.floats(1.0, 3.0))
def test_view_grows_with_panels_and_number_and_falls_with_distance(spacing, satellites, area, k):
    share = formation.neighbour_view_share(spacing, satellites, area)
    assert 0.0 <= share <= 1.0
    assert formation.neighbour_view_share(spacing * k, satellites, area) <= share
    assert formation.neighbour_view_share(spacing, satellites + 30, area) >= share
    assert formation.neighbour_view_share(spacing, 1, area) == 0.0


depth = st.floats(0.05, 20.0)


@given(st.floats(0.5, 5.0), depth, depth, st.floats(0.1, 10.0))
def test_perpendicular_plates(edge, plate, other, scale):
    factor = formation.perpendicular_view_factor(edge, plate, other)
    assert 0.0 < factor < 0.5
    # Reciprocity, and no length but the ratios counts.
    assert plate * factor == pytest.approx(other * formation.perpendicular_view_factor(edge, other, plate), rel=1e-7)
    assert formation.perpendicular_view_factor(scale * edge, scale * plate, scale * other) == pytest.approx(factor, rel=1e-7)
    assert formation.perpendicular_view_factor(edge, plate, other * 1.1) >= factor - 1e-12


def test_perpendicular_plates_without_end():
    """A common edge without end: the crossed strings give (1 + H − sqrt(1 + H²))/2 for a plate of depth 1."""
    for h in (0.5, 1.0, 3.0):
        assert formation.perpendicular_view_factor(1e4, 1.0, h) == pytest.approx((1.0 + h - np.hypot(1.0, h)) / 2.0, rel=1e-3)


def test_arrays_do_not_touch():
    with pytest.raises(PhysicsError, match="touch"):
        formation.shadow_share(20.0, 9, 500.0, 30.0)


def test_doors():
    check(formation.disc_overlap_share, offset_m=3.0, radius_m=10.0)
    check(formation.shadow_share, spacing_m=150.0, satellites=81.0, array_area_m2=500.0, beta_deg=10.0)
    check(formation.neighbour_view_share, spacing_m=150.0, satellites=81.0, panel_area_m2=250.0)
    check(formation.perpendicular_view_factor, edge_m=10.0, plate_depth_m=5.0, other_depth_m=8.0)
