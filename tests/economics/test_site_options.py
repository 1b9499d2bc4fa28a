"""Rights at a site: bounds, order, limits that are known in closed form, two methods that agree, what is refused."""

from __future__ import annotations

import csv
import itertools
import json
import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import gigasite as gs
from gigasite import cli, real_options
from gigasite.errors import ParameterError
from gigasite.parameters import default, find
from gigasite.site_options import _Lattice, _Project, _Simulated

LCOC = "lcoc_usd_per_gpu_h"


@pytest.fixture(scope="module")
def mine():
    return gs.example("seed_s1_conversion").sites["converted"]


@pytest.fixture(scope="module")
def found(mine):
    return gs.options(mine, paths=8000)


def test_the_project_is_the_cash_flow_of_the_site(mine):
    project, run = _Project.of(mine), gs.simulate(mine)
    assert project.npv_usd == pytest.approx(run.metrics["npv_usd"], rel=1e-9)
    assert project.cost_usd / project.worth_of_rent == pytest.approx(run.metrics["breakeven_rent_usd_per_gpu_h"], rel=1e-9)
    richer = mine.replace(gpu_rent_usd_per_gpu_h=5.0)
    assert _Project.of(richer).npv_usd == pytest.approx(gs.simulate(richer).metrics["npv_usd"], rel=1e-9)
    assert 0 < project.given_up_usd < 2e8 and project.given_up_years == 2.0 and project.spared(9) == project.given_up_usd
    assert _Project.of(gs.example("seed_s1_conversion").sites["new_build"]).given_up_usd == 0.0


def test_two_methods_agree_and_rights_are_ordered(found):
    for row in found.rows:
        assert abs(row.value_usd - row.lattice_usd) < 5 * row.standard_error_usd + 0.03 * abs(row.lattice_usd), row
    never = found.now_or_never_usd
    assert found.npv_usd < 0 == never
    assert found.wait_and_abandon.lattice_usd >= max(found.wait.lattice_usd, found.abandon.lattice_usd) and found.wait.lattice_usd >= never
    assert (
        found.abandon.lattice_usd >= found.npv_usd and found.staged.lattice_usd <= found.wait.lattice_usd
    )  # nothing is shared at this mine
    assert found.start_rent_usd_per_gpu_h > found.breakeven_rent_usd_per_gpu_h  # who may wait asks for more
    assert 0.2 < found.starts_share < 1 and 0 <= found.start_year <= 5
    assert found.wait_and_abandon.premium_usd == pytest.approx(found.wait_and_abandon.value_usd - never)


def test_waiting_alone_is_the_american_call_of_the_closed_functions():
    site = gs.site("campus", region="US-TX", it_capacity_mw=100, gpu_rent_usd_per_gpu_h=3.0)
    project = _Project.of(site)
    lattice = _Lattice(project, 0.4, 0.0, 5)
    rate = -math.log(project.discount)
    call = real_options.lattice_value_usd(
        project.rent * project.worth_of_rent, project.cost_usd, rate, 0.4, 5.0, 5 * 24, american=True, payout_rate=rate
    )
    assert lattice.wait(False) == pytest.approx(call, rel=0.03) and lattice.wait(False) <= call * (1 + 1e-9)  # once a year against always
    paths = _Simulated(project, 0.4, 0.0, 5, 20_000, 3).rent[:, 1:6] * project.worth_of_rent
    drawn = real_options.simulated_value_usd(paths, project.cost_usd, rate, 1.0)
    assert drawn.value_usd == pytest.approx(lattice.wait(False), abs=5 * drawn.standard_error_usd)


def test_limits(mine):
    project = _Project.of(mine)
    still = _Lattice(project, 0.01, 0.0, 5)
    assert still.wait(False) == pytest.approx(0.0, abs=1.0)  # sure never to pay
    rich = _Project.of(mine.replace(gpu_rent_usd_per_gpu_h=6.0))
    now = _Lattice(rich, 0.01, 0.0, 5)
    best = max(rich.discount**t * (rich.npv_usd + rich.spared(t)) for t in range(6))
    assert now.wait(False) == pytest.approx(best, rel=1e-3) and now.run(False)[now.middle] == pytest.approx(rich.npv_usd, rel=1e-6)
    assert _Lattice(project, 0.45, 0.0, 0).wait(False) == 0.0
    assert now.threshold() is not None and now.threshold() < 6.0
    grown = _Lattice(project, 0.3, 0.03, 5)
    years = np.arange(project.years)
    expected = project.rent * float(project.factors @ (1.03**years * project.per_rent)) - project.cost_usd
    assert grown.run(False)[grown.middle] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("abandon", [False, True])
def test_more_doubt_and_more_time_are_worth_more(mine, abandon):
    project = _Project.of(mine)
    by_doubt = [_Lattice(project, v, 0.0, 5).wait(abandon) for v in (0.2, 0.4, 0.6)]
    by_time = [_Lattice(project, 0.4, 0.0, n).wait(abandon) for n in (0, 2, 5, 8)]
    assert by_doubt == sorted(by_doubt) and by_time == sorted(by_time) and by_doubt[0] < by_doubt[-1]


def test_resale_is_that_of_the_chips_at_the_rent_of_the_day(mine):
    project = _Project.of(mine)
    assert project.chips_usd[0] == project.chips_usd[1] == 0.0 and project.chips_usd[2] > 3e9  # bought in month 21
    assert project.resale(2, np.array([project.rent / 2, project.rent, 2 * project.rent])).tolist() == pytest.approx(
        [project.chips_usd[2] / 2, project.chips_usd[2], project.chips_usd[2]]
    )
    ages = project.chips_usd[2:6]
    assert np.all(np.diff(ages) < 0)


def test_stages_pay_when_the_first_buys_what_all_share():
    base = gs.site("campus", region="US-TX", it_capacity_mw=100, gpu_rent_usd_per_gpu_h=3.5)
    one = gs.options(base, stages=(1.0,), paths=2000)
    assert one.staged.lattice_usd == pytest.approx(one.wait.lattice_usd, rel=1e-9)
    assert gs.options(base, stages=(0.5, 0.5), paths=2000).staged.lattice_usd <= one.wait.lattice_usd * (1 + 1e-9)


def test_it_is_not_added_to_an_npv(found):
    assert float(found.wait) == found.wait.value_usd
    for sum_ in (lambda: found.wait + found.npv_usd, lambda: found.npv_usd + found.wait, lambda: sum([found.wait, found.abandon])):
        with pytest.raises(ParameterError, match="twice"):
            sum_()


def test_same_seed_same_bits(mine):
    assert gs.options(mine, paths=500) == gs.options(mine, paths=500) != gs.options(mine, paths=500, seed=9)


@pytest.mark.parametrize(
    "bad",
    [
        {"wait_years": -1},
        {"wait_years": 2.5},
        {"stages": ()},
        {"stages": (0.5, 0.6)},
        {"stages": (1.5, -0.5)},
        {"volatility": 0.0},
        {"volatility": float("nan")},
        {"drift_per_yr": 2.0},
        {"drift_per_yr": 0.3, "volatility": 0.01},
        {"paths": 10},
    ],
)
def test_bad_input(mine, bad):
    with pytest.raises(ParameterError):
        gs.options(mine, **bad)


def test_a_site_without_rent_has_nothing_to_wait_for(mine):
    with pytest.raises(ParameterError, match="nothing to wait for"):
        gs.options(mine.replace(gpu_rent_usd_per_gpu_h=0.0))


def test_the_volatility_is_that_of_the_table():
    file = Path(gs.__file__).parent / "data/tables/gpu_rental_prices.csv"
    rows = [row for row in csv.DictReader(file.open(encoding="utf-8")) if row["gpu"] == "H100" and "neighborhoodsf" in row["source"]]
    points = sorted((date.fromisoformat(row["month"] + "-01"), float(row["price_usd_per_gpu_hour"])) for row in rows)

    def volatility(chosen):
        """Of a geometric Brownian motion seen at unequal times."""
        steps = np.array([(b[0] - a[0]).days / 365.25 for a, b in itertools.pairwise(chosen)])
        jumps = np.diff(np.log([price for _, price in chosen]))
        drift = jumps.sum() / steps.sum()
        return math.sqrt(float(np.sum((jumps - drift * steps) ** 2 / steps)) / (len(jumps) - 1))

    row = find("gpu_rent_volatility")
    assert len(points) == 6 and volatility(points) == pytest.approx(row.high, abs=0.005)
    assert volatility([p for p in points if p[0] >= date(2024, 2, 1)]) == pytest.approx(row.default, abs=0.005)
    assert row.low == pytest.approx(row.default * math.sqrt(3 / 6.2514), abs=0.02) and default("gpu_rent_volatility") == 0.45


def test_tables_and_command(found, capsys: pytest.CaptureFixture[str]):
    assert list(found.table()["right"]) == ["wait", "build in stages", "start now and abandon", "wait and abandon"]
    json.dumps(found.to_dict(), allow_nan=False)
    assert cli.execute(["options", "--paths", "500", "--wait-years", "2", "--json", "-"]) == 0
    body = json.loads(capsys.readouterr().out)["options"]
    assert (body["site"], body["wait_years"], len(body["rights"])) == ("mine", 2, 4)
    assert cli.execute(["options", "--paths", "500", "--site", "texas", "--stages", "0.5,0.5", "--volatility", "0.3"]) == 0
    assert "not added to an NPV" in capsys.readouterr().out
    for wrong in (["--site", "moon"], ["--stages", "a"], ["--volatility", "9"]):
        assert cli.execute(["options", *wrong]) == cli.BAD_INPUT
