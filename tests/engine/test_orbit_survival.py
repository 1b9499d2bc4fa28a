"""Punctures, dose, disposal and the price of launch at an orbital site, against the public functions that they stand on."""

from __future__ import annotations

import numpy as np
import pytest

import gigasite as gs
from gigasite import drag, formation, meteoroids, radiation_effects, reliability
from gigasite.orbit import sun_synchronous_inclination_deg
from gigasite.parameters import find
from gigasite.sites import orbit_notes


def orbit(**changes):
    site = gs.example("seeds").sites["orbit"]
    return site.replace(**changes) if changes else site


def ledger(**changes):
    return gs.simulate(orbit(**changes)).ledger


def test_hazard_is_that_of_the_public_functions():
    found = ledger(loop_wall_mm=2.4)
    panel_m2 = found.radiator_area_m2[0] / 1.05 / 1000.0
    meteors = meteoroids.leak_rate_per_yr(
        meteoroids.grun_flux_per_m2_yr(meteoroids.critical_mass_kg(2.4e-3)),
        0.05 * panel_m2,
        segments=100,
        shielding_factor=meteoroids.earth_shielding_factor(650e3),
        focusing_factor=meteoroids.gravitational_focusing_factor(650e3),
    )
    diameter = meteoroids.sphere_diameter_m(meteoroids.critical_mass_kg(2.4e-3, speed_m_s=13e3, particle_density_kg_m3=2800.0), 2800.0)
    inclination = sun_synchronous_inclination_deg(650e3)
    flux = meteoroids.engineering_debris_flux_per_m2_yr(650e3, inclination, diameter, year=2030, f107_sfu=140.0, outside="warn")
    rate = meteors + meteoroids.leak_rate_per_yr(flux, 0.05 * panel_m2, segments=100)
    lost = 1.0 - reliability.k_of_n_availability(85, 100, reliability.survival_probability(rate, 5.0))
    assert 0.01 < lost < 0.9
    assert found.puncture_hazard_per_yr[0] == pytest.approx(-np.log1p(-lost) / 5.0, rel=1e-9)
    # It joins the hazards of the first year, and those of the years after.
    hazard = 0.09 + 0.05 + found.puncture_hazard_per_yr[0]
    full = np.log(1.05) / hazard  # years for which the spares last
    survivors = full + (1.0 - np.exp(-hazard * (1.0 - full))) / hazard
    assert found.working_gpu_h[0] / found.unthrottled_gpu_h[0] == pytest.approx(survivors, rel=1e-12)
    run = gs.simulate(orbit(loop_wall_mm=2.4))
    assert run.evaluation.model.ageing_per_yr == pytest.approx(1.0 - np.exp(-hazard), rel=1e-12)


def test_debris_ends_where_its_model_does():
    """None is counted above 2,000 km, and the notes say so; below, counting it always costs."""
    high = {"altitude_km": 2500.0}
    assert ledger(**high).puncture_hazard_per_yr[0] == ledger(**high, debris_flux_factor=3.0).puncture_hazard_per_yr[0]
    assert any("debris is not counted above 2,000 km" in note for note in gs.simulate(orbit(**high)).notes)
    assert any("meteoroids and debris" in note for note in gs.simulate(orbit()).notes)


def test_a_satellite_is_not_lost_faster_than_its_loops():
    run = gs.simulate(orbit(loop_wall_mm=0.1))
    thin = run.ledger
    cost = run.metrics["lcoc_usd_per_gpu_h"]
    assert cost is None or np.isfinite(cost)
    assert np.isfinite(thin.puncture_hazard_per_yr[0]) and thin.puncture_hazard_per_yr[0] > 10.0
    assert 0.0 < thin.delivered_gpu_h[0] < 0.1 * ledger().delivered_gpu_h[0]


@pytest.mark.parametrize(
    ("key", "values", "sign"),
    [
        ("loop_wall_mm", (0.7, 1.0, 1.5, 3.0), -1),
        ("exposed_loop_share", (0.03, 0.05, 0.1), 1),
        ("meteoroid_density_g_cm3", (1.0, 2.0, 3.0), 1),
        ("meteoroid_speed_km_s", (15.0, 20.0, 25.0), 1),
        ("debris_flux_factor", (0.0, 0.3, 1.0, 3.0), 1),
        ("debris_density_g_cm3", (2.0, 2.8, 4.0), 1),
        ("debris_speed_km_s", (10.0, 13.0, 15.0), 1),
        ("debris_year", (2000, 2011, 2030), 1),
        ("f107_sfu", (70.0, 140.0, 230.0), -1),
        ("loop_loss_share", (0.05, 0.1, 0.2), -1),
        ("loops_per_satellite", (20, 100, 400), -1),
    ],
)
def test_hazard_moves_the_way_it_must(key, values, sign):
    hazards = [ledger(**{"loop_wall_mm": 2.0, key: value}).puncture_hazard_per_yr[0] for value in values]
    assert np.all(sign * np.diff(hazards) > 0.0)


def test_armour_spare_loops_shield_and_disposal_weigh():
    base = ledger(loop_loss_share=0.0)
    # 15 of 100 loops to spare: 100/85 of the panels.
    assert ledger().radiator_area_m2[0] / base.radiator_area_m2[0] == pytest.approx(100 / 85, rel=1e-3)
    wall = ledger(loop_loss_share=0.0, loop_wall_mm=6.5)
    assert (wall.radiator_mass_kg - base.radiator_mass_kg)[0] == pytest.approx(base.radiator_area_m2[0] * 0.05 * 1.5 * 2.7, rel=0.01)
    deep = ledger(loop_loss_share=0.0, shield_depth_mm=20.0)
    # 10 mm more on 0.15 m² of each accelerator, with structure, margin, spares and the propellant that follows.
    accelerators = base.payload_mass_kg[0] / 1.05 / (1.69 * 2.0)
    assert (deep.mass_kg - base.mass_kg)[0] == pytest.approx(accelerators * 0.15 * 27.0 * 1.2 * 1.2 * 1.05, rel=0.06)


def test_dose_follows_depth_and_altitude():
    share = lambda **c: (lambda x: x.delivered_gpu_h[0] / x.sold_gpu_h[0])(ledger(**c))  # noqa: E731
    assert share(shield_depth_mm=2.0) < share() < share(shield_depth_mm=20.0)
    assert share(altitude_km=1000.0) < share()
    values = {"altitude_km": 800.0, "shield_depth_mm": 5.0, "dose_rate_rad_per_yr": 300.0}
    with pytest.warns(gs.errors.ValidityWarning):
        trend = radiation_effects.dose_rate_rad_per_yr(800e3, 98.0, 5.0)
    assert orbit_notes.dose_rad_per_yr(values.__getitem__) == pytest.approx(2.0 * trend)


def notes_of(**changes):
    return "\n".join(gs.simulate(orbit(**changes)).notes)


def test_notes_of_the_sampling():
    run = gs.simulate(orbit())
    error = float(run.ledger["sampling_error"][0])
    assert error > 0.0
    assert f"24 orbits stand for the year; twice as many change array and IT energy by {error:.2%} at most" in "\n".join(run.notes)
    every = gs.simulate(orbit(orbit_samples="all"))
    assert "every orbit of the year was flown" in "\n".join(every.notes)
    daily = gs.simulate(orbit(orbit_samples=365))
    assert every.ledger.array_mwh[0] == pytest.approx(daily.ledger.array_mwh[0], rel=2e-4)
    assert every.site.replace(title="Again").draws()["orbit_samples"] == 0.0  # survives its own dict


def test_only_all_is_a_word():
    with pytest.raises(gs.ScenarioError, match="every"):
        orbit(orbit_samples="every")
    with pytest.raises(gs.ScenarioError, match="all"):
        orbit(altitude_km="all")


def test_notes_of_dose_and_disposal():
    assert "margin 2.7" in notes_of() and "do not last" not in notes_of()
    assert "chips do not last the life of their station" in notes_of(station_life_years=15)
    assert "meets only at high activity" in notes_of()
    assert "does not meet the five-year rule" in notes_of(altitude_km=900)
    assert "and meets the five-year rule" in notes_of(altitude_km=400)
    assert "does not come down" in notes_of(altitude_km=1200)
    high, low = orbit_notes.disposal_years(650.0, 0.022)
    assert drag.meets_disposal_rule(high) and not drag.meets_disposal_rule(low)


def test_launch_price_today_on_the_curve_and_in_the_thirties():
    scenario = gs.example("orbit_2035")
    launch = {key: gs.simulate(site).items["launch"] for key, site in scenario.sites.items() if site.type == "orbit"}
    assert launch["orbit_today"] > launch["orbit_learnt"] > launch["orbit_2035"] > 0.0
    future = find("launch_price_future")
    shared = scenario.shared["launch_2035"]
    assert (shared.low, shared.mode, shared.high) == (future.low, future.default, future.high)
    # The curve at 800 t is one doubling down.
    insured = gs.simulate(orbit(launch_price_usd_per_kg=1800.0 * 0.8)).items["launch"]
    assert gs.simulate(orbit(launch_cumulative_t=800)).items["launch"] == pytest.approx(insured, rel=1e-9)


def test_neighbours_take_view_and_at_dawn_and_dusk_no_light():
    alone, near, nearer = (ledger(neighbour_spacing_m=d) for d in (0.0, 150.0, 100.0))
    assert alone.neighbour_view_share[0] == 0.0 and nearer.neighbour_view_share[0] > near.neighbour_view_share[0] > 0.0
    panel_m2 = near.radiator_area_m2[0] / 1.05 / 1000.0
    assert near.neighbour_view_share[0] == pytest.approx(formation.neighbour_view_share(150.0, 81, panel_m2), rel=1e-8)
    assert near.radiator_area_m2[0] / alone.radiator_area_m2[0] == pytest.approx(1.0 / (1.0 - near.neighbour_view_share[0]), rel=1e-4)
    assert near.neighbour_shade_share[0] == 0.0
    assert "neighbours at 150 m take 0.0% of the sunlight" in notes_of(neighbour_spacing_m=150) and "neighbours" not in notes_of()


def test_neighbours_in_the_light_make_the_arrays_larger():
    """At noon and midnight the Sun stands in the plane of the formation: nearest, it shades; a lone satellite keeps its array."""
    noon = {"ltan_mean_sun_h": 12.0, "altitude_km": 1200.0}
    alone, near = ledger(**noon), ledger(**noon, neighbour_spacing_m=150.0)
    assert 0.2 < near.neighbour_shade_share[0] < 0.9
    assert near.array_area_m2[0] > alone.array_area_m2[0] / (1.0 - 0.5 * near.neighbour_shade_share[0])
    assert all(abs(gap[0]) < 1e-9 for gap in near.closures().values())


def test_a_formation_too_tight_is_refused():
    with pytest.raises(gs.PhysicsError, match="neighbour_spacing_m"):
        ledger(neighbour_spacing_m=15.0)
