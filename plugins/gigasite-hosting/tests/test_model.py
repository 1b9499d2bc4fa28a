import numpy as np

import gigasite as gs


def run(**fields):
    return gs.simulate(gs.site("campus", region="US-TX", **fields))


def test_the_landlord_pays_no_chips_and_no_energy():
    own, lease = run(), run(economics="hosting")
    assert lease.items["chips"] == 0.0 and abs(lease.items["energy"]) < 1e-12
    assert np.isclose(lease.items["facility"], own.items["facility"])
    assert np.isclose(lease.metrics["own_lcoc_usd_per_gpu_h"], own.metrics["lcoc_usd_per_gpu_h"])
    assert lease.metrics["lcoc_usd_per_gpu_h"] < own.metrics["lcoc_usd_per_gpu_h"]


def test_the_yield_by_hand():
    found = run(economics="hosting", energy_passed_share=1.0, leased_share=1.0, lease_usd_per_kw_month=150)
    model = found.evaluation.model
    bought = sum(float(a.cost_usd[0]) for a in model.assets if a.item != "chips")
    spent = sum(float(c.usd_per_yr[0]) for c in model.costs if c.phase == "operate" and not c.for_chips)
    assert np.isclose(found.metrics["lease_yield"], (100e3 * 150 * 12 - spent) / bought, rtol=1e-9)


def test_a_higher_lease_earns_more_and_costs_the_same():
    low, high = (run(economics="hosting", lease_usd_per_kw_month=x) for x in (120, 180))
    for metric in ("lease_yield", "npv_usd", "irr", "lease_usd_per_gpu_h", "npv_of_leasing_less_owning_usd"):
        assert high.metrics[metric] > low.metrics[metric], metric
    assert high.metrics["lcoc_usd_per_gpu_h"] == low.metrics["lcoc_usd_per_gpu_h"]
    assert high.metrics["own_npv_usd"] == low.metrics["own_npv_usd"]


def test_an_empty_hall_has_no_income():
    empty = run(economics="hosting", leased_share=0.0)
    assert empty.metrics["lease_yield"] < 0.0 and empty.metrics["lease_usd_per_gpu_h"] == 0.0


def test_energy_that_is_not_passed_on_is_the_landlords():
    kept = run(economics="hosting", energy_passed_share=0.0)
    assert np.isclose(kept.items["energy"], run().items["energy"])
