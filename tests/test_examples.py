"""The scenarios in the wheel are what the seeds ask for, and every site in them runs."""

import math

import pytest

import gigasite as gs
from gigasite.scenario import examples

SEEDS = [
    ("texas", "Texas", "campus", "US-TX", "dallas"),
    ("mine", "Converted mine", "converted_mine", "US-TX", "dallas"),
    ("finland", "Finland", "heat_campus", "FI", "mantsala"),
    ("idle_china", "Idle campus", "idle_campus", "CN-GZ", "guian"),
    ("orbit", "Orbit", "orbit", None, None),
]


def test_the_seeds_are_those_of_the_contract():
    seeds = gs.example("seeds")
    assert [(s.key, s.title, s.type, s.region, s.weather) for s in seeds.sites.values()] == SEEDS
    assert seeds.reference == "texas" and seeds.economics == "lcoc" and seeds.hardware == "h100x8"
    assert {site.draws()["it_capacity_mw"][0] for site in seeds.sites.values()} == {100.0}


@pytest.mark.parametrize("name", examples())
def test_every_site_of_an_example_runs(name):
    scenario = gs.example(name)
    assert gs.load(scenario.to_dict()) == scenario
    for site in scenario.sites.values():
        run = gs.simulate(site)
        assert math.isfinite(run.metrics["lcoc_usd_per_gpu_h"]) and run.metrics["lcoc_usd_per_gpu_h"] > 0, site.key


def test_the_weather_of_a_region_is_its_default():
    run = gs.simulate(gs.site("campus", region="US-TX", it_capacity_mw=100))
    assert run.metrics["pue"] > 1
