import pytest

import gigasite as gs
from gigasite.errors import ScenarioError


def run(type, **fields):
    return gs.simulate(gs.site(type, region="US-TX", **fields))


def test_the_sea_cools_with_less_power_and_no_water():
    sea, tower = run("underwater", sea_water_c=12.0), run("campus", cooling="adiabatic")
    assert sea.metrics["pue"] < tower.metrics["pue"]
    assert sea.ledger["water_consumed_m3"][0] == 0.0


def test_warm_water_costs_power():
    assert run("underwater", sea_water_c=30.0).metrics["pue"] >= run("underwater", sea_water_c=5.0).metrics["pue"]


def test_what_fails_is_not_repaired():
    sealed, fragile = (run("underwater", sea_water_c=12.0, sealed_hazard_share=share) for share in (0.125, 1.0))
    assert fragile.metrics["lcoc_usd_per_gpu_h"] > sealed.metrics["lcoc_usd_per_gpu_h"]
    assert any("not repaired" in note for note in sealed.notes)


def test_vessels_stand_for_building_and_land():
    names = {asset.name for asset in run("underwater", sea_water_c=12.0).evaluation.model.assets}
    assert {"vessels", "sea cable"} <= names and not names & {"building", "land"}


def test_without_the_water_it_does_not_run():
    with pytest.raises(ScenarioError, match="sea_water_c"):
        run("underwater")
