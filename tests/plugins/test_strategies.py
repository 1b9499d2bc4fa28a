"""What the strategies give can be loaded and run, and is inside what is legal."""

import numpy as np
from hypothesis import given, settings

import gigasite as gs
from gigasite.scenario.vocabulary import FORCING, FORCING_LIMITS
from gigasite.testing import strategies


@given(strategies.sites("heat_campus"))
@settings(max_examples=10)
def test_sites_run(site):
    run = gs.simulate(site)
    assert all(np.abs(residual).max() <= 1e-9 for residual in run.ledger.closures().values())


@given(strategies.orbits(most=3))
@settings(max_examples=10)
def test_orbits_build(site):
    model = gs.hooks.manager().resolve("gigasite_site_types", "orbit").build(site.draws(), site)
    assert model.engine == "orbit"


@given(strategies.scenarios())
@settings(max_examples=20)
def test_scenarios_survive_the_round_trip(scenario):
    assert gs.load(scenario.to_dict()) == scenario


@given(strategies.series(), strategies.series("dry_bulb_c"), strategies.weather())
@settings(max_examples=10)
def test_series_are_possible(price, temperature, weather):
    for name, one in {"grid_price_usd_per_mwh": price, "dry_bulb_c": temperature, **weather}.items():
        low, high = FORCING_LIMITS[name]
        assert len(one) == 8760 and one.unit == FORCING[name]
        assert low <= one.values.min() and one.values.max() <= high
