import numpy as np
import pytest

import gigasite as gs
from gigasite.errors import ParameterError


def simulate(type="smr_campus", **fields):
    return gs.simulate(gs.site(type, region="US-TX", **fields))


def test_the_hall_lives_on_its_reactors():
    own, grid = simulate(), simulate("campus")
    assert own.ledger["thermal_plant_mwh"][0] > 0.9 * own.ledger.facility_mwh[0]
    assert own.ledger["grid_import_mwh"][0] < 0.1 * grid.ledger["grid_import_mwh"][0]
    assert own.metrics["co2_operational_kg_per_gpu_h"] < 0.1 * grid.metrics["co2_operational_kg_per_gpu_h"]
    assert any("no plant of this kind" in note for note in own.notes)


def test_it_opens_with_its_reactors():
    own, grid = simulate(), simulate("campus")
    months = own.evaluation.draws
    expected = months["study_months"] + months["smr_licence_months"] + months["smr_build_months"]
    assert own.metrics["time_to_power_months"] == pytest.approx(max(expected[0], grid.metrics["time_to_power_months"]))
    assert simulate(smr_build_months=1, smr_licence_months=0).metrics["time_to_power_months"] == grid.metrics["time_to_power_months"]


def test_what_it_burns_is_paid():
    run = simulate()
    sent = run.ledger["thermal_plant_mwh"][0]
    assert run.ledger["fuel_mwh"][0] / sent == pytest.approx(250.0 / 73.15, rel=0.05)
    assert run.ledger["fuel_cost_usd"][0] / sent == pytest.approx(12.1, rel=0.05)
    assert simulate(smr_capex_usd_per_kw=20_000).metrics["lcoc_usd_per_gpu_h"] > run.metrics["lcoc_usd_per_gpu_h"]


def test_more_modules_carry_an_island_through_refuelling():
    few, many = (simulate(grid="island", smr_modules=n, smr_size_factor=1.2) for n in (2, 4))
    assert few.ledger["unserved_mwh"][0] > 0.0
    assert many.ledger["unserved_mwh"][0] < 0.1 * few.ledger["unserved_mwh"][0]


def test_ramps_hold_in_the_series():
    run = simulate(it_capacity_mw=60, smr_modules=1, smr_ramp_share_per_h=0.01, idle_fraction=0.1)
    power = run.series["thermal_plant_mw"]
    assert np.diff(power).max() <= 0.01 * 73.15 + 1e-9


def test_beside_wind_and_sun():
    run = simulate("campus", generation="pv+smr", pv_capacity_mw=50, smr_modules=2)
    assert run.ledger["pv_mwh"][0] > 0 and run.ledger["thermal_plant_mwh"][0] > 0
    assert simulate(generation="pv", pv_capacity_mw=50).ledger["pv_mwh"][0] > 0
    with pytest.raises(ParameterError, match="a law at most"):
        simulate(generation="gas", gas_capacity_mw=50)


def test_it_stands_in_a_comparison():
    sites = {name: {"type": name, "region": "US-TX"} for name in ("campus", "smr_campus")}
    comparison = gs.compare(gs.load({"draws": 30, "sites": sites}))
    assert 0.0 < comparison.sites["smr_campus"]["lcoc_usd_per_gpu_h"].quantile(0.5) < 20.0
    assert "smr" in comparison.to_dict()["plugins"] or "gigasite-smr" in comparison.to_dict()["plugins"]


def test_each_number_is_explained():
    told = gs.explain("smr_capex")
    assert told.value == 8800.0 and "INL/RPT-24-77048" in told.source["id"] and told.read_by == ("smr_campus",)
    assert set(gs.explain("smr_ramp_share_per_h").read_by) == {"smr", "smr_campus"}
