"""What a site does to its own series: work moved within the day, hours that the grid takes back."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gigasite as gs
from gigasite.flexible_forcing import available_share, shifted_workload

PLAIN: dict[str, Any] = {"type": "campus", "region": "US-TX", "weather": "dallas"}


def site(**fields: Any) -> Any:
    return gs.load({"schema_version": 1, "name": "flexible", "sites": {"here": PLAIN | fields}}).sites["here"]


@given(st.integers(0, 2**32 - 1), st.floats(0, 1), st.floats(1.0, 2.0), st.sampled_from([300.0, 900.0, 3600.0]), st.integers(1, 60))
def test_every_day_keeps_its_work(seed: int, share: float, cap: float, step_s: float, hours: int) -> None:
    rng = np.random.default_rng(seed)
    n, day = round(hours * 3600 / step_s), round(86400 / step_s)
    work, price = rng.uniform(0, 1.2, n), rng.choice([-50.0, 0.0, 40.0, 900.0], n)
    moved = shifted_workload(work, price, share, cap, step_s)
    for first in range(0, n // day * day, day):
        assert moved[first : first + day].sum() == pytest.approx(work[first : first + day].sum(), rel=1e-9)
    assert np.array_equal(moved[n // day * day :], work[n // day * day :])
    assert np.all(moved >= (1 - share) * work - 1e-9) and np.all(moved <= np.maximum(cap, work) + 1e-9)
    assert price @ moved <= price @ work + 1e-6


@given(st.integers(0, 2**32 - 1), st.integers(1, 500), st.floats(0, 1))
def test_the_dearest_steps_go_first(seed: int, n: int, share: float) -> None:
    price = np.random.default_rng(seed).normal(50, 30, n)
    available = available_share(price, share)
    assert np.sum(1 - available) == pytest.approx(share * n, abs=1e-9)
    assert np.all((available >= 0) & (available <= 1))
    assert price[available < 1].min(initial=np.inf) >= price[available == 1].max(initial=-np.inf)


def test_shifting_saves_money_and_loses_no_work() -> None:
    still, moving = (gs.simulate(site(flexible_load=kind, power_exponent=1.0)) for kind in ("none", "shift"))
    assert moving.ledger.it_mwh[0] == pytest.approx(still.ledger.it_mwh[0], rel=1e-9)
    assert moving.ledger.grid_cost_usd[0] < 0.99 * still.ledger.grid_cost_usd[0]
    assert moving.metrics["lcoc_usd_per_gpu_h"] < still.metrics["lcoc_usd_per_gpu_h"]
    assert any("may move within its day" in note for note in moving.notes)
    by_day = [run.series["it_mw"].reshape(365, 24).sum(axis=1) for run in (still, moving)]
    np.testing.assert_allclose(*by_day, rtol=1e-9)


def test_more_flexibility_never_costs_more() -> None:
    cost = [gs.simulate(site(flexible_load="shift", flexible_share=share)).ledger.grid_cost_usd[0] for share in (0.0, 0.2, 0.5, 1.0)]
    assert cost == sorted(cost, reverse=True) and cost[0] > cost[-1]
    assert cost[0] == gs.simulate(site()).ledger.grid_cost_usd[0]


def test_an_island_has_no_price_to_move_work_by() -> None:
    run = gs.simulate(site(flexible_load="shift", grid="island", generation="gas", gas_capacity_mw=150))
    assert any("no price" in note for note in run.notes)


def test_curtailment_takes_its_share_in_the_dearest_hours() -> None:
    firm, soft = gs.simulate(site()), gs.simulate(site(curtailment_share=0.01))
    lost = soft.series["unserved_mw"] > 0
    assert 87 <= lost.sum() <= 88
    price = firm.evaluation.forcings[0].columns["grid_price_usd_per_mwh"]
    assert price[lost].min() >= np.sort(price)[-88]
    assert firm.metrics["unserved_mwh"] == 0 < soft.metrics["unserved_mwh"]
    with_battery = gs.simulate(site(curtailment_share=0.01, storage="battery", battery_energy_mwh=1000, battery_power_mw=150))
    assert with_battery.metrics["unserved_mwh"] < soft.metrics["unserved_mwh"]


def test_a_given_series_of_rights_stays() -> None:
    run = gs.simulate(site(curtailment_share=0.5, grid_available=1.0))
    assert run.metrics["unserved_mwh"] == 0
    assert any("as grid_available is given" in note for note in run.notes)


def test_a_flexible_connection_comes_sooner() -> None:
    waits = [
        gs.simulate(site(curtailment_share=s, grid_wait_months=55)).metrics["time_to_power_months"] for s in (0.0, 0.00125, 0.0025, 0.1)
    ]
    assert waits == pytest.approx([61.0, 6 + 55 * 0.85, 6 + 55 * 0.7, 6 + 55 * 0.7])


def test_draws_choose_apart_and_any_part_of_them_alike() -> None:
    one = site(flexible_load="shift", flexible_share={"dist": "uniform", "low": 0.1, "high": 0.5}, curtailment_share=0.002)
    whole = gs.sample(one, draws=24, seed=3).ledger
    part = gs.sample(one, draws=10, seed=3).ledger
    assert np.array_equal(whole.grid_cost_usd[:10], part.grid_cost_usd)
    alone = gs.simulate(site(flexible_load="shift", flexible_share=0.3, curtailment_share=0.002))
    assert alone.metrics["unserved_mwh"] > 0


@pytest.mark.parametrize(("key", "slots"), [("flexible_share", {"flexible_load": "shift"}), ("curtailment_share", {})])
def test_the_choice_of_a_draw_acts(key: str, slots: dict[str, str]) -> None:
    one = site(**slots, **{key: {"dist": "discrete", "values": [0.1, 0.4], "weights": [1, 1]}})
    sample = gs.sample(one, draws=16, seed=1)
    shares = sample.draws[key]
    cost = sample.ledger.grid_cost_usd / sample.ledger.it_mwh
    assert len(set(shares.tolist())) == 2 and cost[shares == 0.4].mean() != cost[shares == 0.1].mean()


def test_a_run_crosses_processes_and_its_flows_go_with_it() -> None:
    run = gs.simulate(gs.example("seeds").sites["texas"])
    again = pickle.loads(pickle.dumps(run))
    assert again.ledger.it_mwh[0] == run.ledger.it_mwh[0]
    assert np.array_equal(again.series["it_mw"], run.series["it_mw"])
    assert np.array_equal(run.series.get("grid_import_mw"), run.series["grid_import_mw"])
    assert gs.simulate(again.site).ledger.it_mwh[0] == run.ledger.it_mwh[0]
