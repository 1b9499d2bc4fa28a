"""The ladder from the ground to orbit: it adds up, and it begins where the ground ends."""

import pytest

import gigasite as gs
from gigasite.sites.orbit_ladder import RUNGS, ladder


def test_the_rungs_add_up_to_the_cost():
    site = gs.example("seeds").sites["orbit"]
    rungs = ladder(site)
    assert [rung.part for rung in rungs[1:]] == list(RUNGS)
    assert sum(rung.usd_per_gpu_h for rung in rungs) == pytest.approx(gs.simulate(site).metrics["lcoc_usd_per_gpu_h"], rel=1e-12)
    assert all(rung.usd_per_gpu_h > 0.0 for rung in rungs)


def test_chips_that_need_no_launch_and_never_fail_cost_what_they_cost_on_the_ground():
    seeds = gs.example("seeds").sites
    assert ladder(seeds["orbit"])[0].usd_per_gpu_h == pytest.approx(gs.simulate(seeds["texas"]).items["chips"], rel=0.05)


def test_only_orbit_has_a_ladder():
    with pytest.raises(gs.ParameterError, match="orbital"):
        ladder(gs.example("seeds").sites["texas"])
