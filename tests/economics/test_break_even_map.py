"""Maps of two inputs: what each point is, the line on which two sites are even, names, ranges, and what is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gigasite as gs
from gigasite import cli
from gigasite.break_even_map import BreakEvenMap, MapAxis, contour
from gigasite.errors import ParameterError
from gigasite.report.figures.break_even_map import of_map

LCOC = "lcoc_usd_per_gpu_h"
SOLD, WAIT = "idle_sold_share", "sites.texas.grid_wait_months"


@pytest.fixture(scope="module")
def seeds():
    return gs.example("seeds")


@pytest.fixture(scope="module")
def found(seeds):
    return gs.breakeven_map(seeds, "idle_china", "texas", SOLD, WAIT, x_range=(0.2, 0.9), n=5)


def test_a_point_is_a_run_with_these_inputs_and_the_others_at_their_median(seeds, found):
    site = seeds.sites["idle_china"]
    mc = gs.sample(site, draws=4)
    medians = {key: float(mc.draws.variable(key).distribution.quantile(np.array([0.5]))[0]) for key in mc.draws.read}
    medians = {key: v for key, v in medians.items() if mc.draws.variable(key).distribution.kind != "constant"}
    from gigasite.evaluation import evaluate

    for i in (0, 3):
        draws = site.draws().replace(**(medians | {SOLD: found.x.values[i]}))
        one = evaluate(site, draws, phases=False).metrics[LCOC]
        assert {found.at_a[j][i] for j in range(5)} == {float(one[0])}  # the wait of Texas is no input of this site
    costs = [row[0] for row in found.at_b]  # a short wait is hidden behind the building
    assert costs == sorted(costs) and costs[0] < costs[-1] and len(set(found.at_b[2])) == 1


def test_the_line_is_where_they_are_even_and_agrees_with_breakeven(seeds, found):
    (chain,) = found.line
    for x, y in chain:
        i, j = found.x.place(x), found.y.place(y)
        assert found.at(i, j)[0, 0] == pytest.approx(1, abs=0.05)
    assert found.difference[:, 0].min() > 0 > found.difference[:, -1].max() and 0 < found.share < 1
    # Draws are not medians, but the two answers to one question lie near each other.
    one = gs.breakeven(seeds, "idle_china", "texas", vary=SOLD, draws=200).value
    at = next(x for x, y in chain if y == pytest.approx(found.y.values[2]))
    assert at == pytest.approx(one, rel=0.15)
    assert found.sentence.startswith("Idle campus is cheaper than Texas on ") and "it costs " in found.sentence


def test_inputs_that_are_columns_of_the_forcing_and_both_at_once(seeds):
    ranges = {"x_range": (50.0, 110.0), "y_range": (10.0, 200.0)}
    drawn = gs.breakeven_map(
        seeds, "finland", "texas", "sites.finland.heat_supply_c", "sites.finland.heat_price_usd_per_mwh", n=3, **ranges
    )
    cost = np.array(drawn.at_a)
    assert np.all(np.diff(cost, axis=0) < 0) and np.all(np.diff(cost, axis=1) > 0)  # heat pays, and a hot network takes more work
    assert drawn.y.log and not drawn.x.log and drawn.x.unit == "°C" and drawn.x.p10 == drawn.x.middle == drawn.x.p90


def test_a_shared_variable_moves_both(seeds):
    scenario = gs.load(
        {
            "shared": {"money": {"dist": "uniform", "low": 0.05, "high": 0.15}},
            "sites": {
                key: {"type": "campus", "region": "US-TX", "it_capacity_mw": 100, "wacc_it_per_yr": {"ref": "money"}, "grid_wait_months": m}
                for key, m in (("a", 12), ("b", 36))
            },
        }
    )
    drawn = gs.breakeven_map(scenario, "a", "b", "shared.money", "chip_life_years", n=3)
    assert drawn.x.values == (0.05, pytest.approx(0.1), 0.15)
    assert all(row[0] < row[1] < row[2] for row in (*drawn.at_a, *drawn.at_b))


def test_where_a_site_cannot_be_there_is_none(seeds):
    drawn = gs.breakeven_map(seeds, "mine", "texas", "sites.mine.conversion_months", "chip_life_years", x_range=(10, 119), n=3)
    again = gs.breakeven_map(seeds, "texas", "mine", "sites.texas.grid_wait_months", "chip_life_years", x_range=(12, 240), n=3)
    assert np.isfinite(drawn.difference).all()
    assert np.isnan(again.difference[:, -1]).all() and np.isfinite(again.difference[:, 0]).all()  # no hour within the horizon
    assert again.to_dict()["at_a"][0][-1] is None and math.isfinite(again.share)
    json.dumps(again.to_dict(), allow_nan=False)
    figure = of_map(again)
    assert "none" in str(figure.table.rows) and all("nan" not in "".join(d.parts) for d in figure.drawings)


def test_a_metric_that_may_be_negative(seeds):
    drawn = gs.breakeven_map(seeds, "mine", "texas", "gpu_rent_usd_per_gpu_h", "chip_life_years", "npv_usd", n=3)
    assert np.array_equal(drawn.ratio < 1, drawn.difference < 0) and "lower npv_usd" in drawn.sentence
    assert "npv_usd" in of_map(drawn).headline


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"a": "moon"}, "no site is called"),
        ({"x": "launch_prize"}, "launch_prize"),
        ({"x": "launch_price_usd_per_kg"}, "reads"),
        ({"y": SOLD}, "two inputs"),
        ({"metric": "cost"}, "no metric"),
        ({"metric": "mass_kg"}, "has no mass_kg"),
        ({"n": 1}, "axis"),
        ({"x_range": (0.9, 0.3)}, "low to high"),
        ({"x_range": (0.1, float("nan"))}, "low to high"),
        ({"x_range": (0.5, 2.0)}, "legal"),
        ({"y": "grid_price_usd_per_mwh"}, "no range"),
        ({"y": "cooling"}, "reads"),
    ],
)
def test_bad_input(seeds, change, words):
    given_ = {"a": "idle_china", "b": "texas", "x": SOLD, "y": WAIT, "n": 2} | change
    with pytest.raises(ParameterError, match=words):
        gs.breakeven_map(seeds, **given_)


grids = st.integers(2, 6).flatmap(
    lambda n: st.lists(st.lists(st.floats(-1, 1).map(lambda v: round(v, 2)), min_size=n, max_size=n), min_size=2, max_size=6)
)


@given(grids, st.floats(-0.9, 0.9).map(lambda v: round(v, 2)))
@settings(max_examples=200, deadline=None)
def test_contours_part_what_is_below_from_what_is_above(rows, level):
    values = np.array(rows)
    chains = contour(values, level)
    assert bool(chains) == bool((values < level).any() and (values >= level).any())
    m, n = values.shape
    for chain in chains:
        assert all(0 <= i <= n - 1 and 0 <= j <= m - 1 for i, j in chain)
        ends = {chain[0], chain[-1]}
        assert len(ends) == 1 or all(i in (0, n - 1) or j in (0, m - 1) for i, j in ends)  # closed, or from rim to rim


def test_contours_of_a_plane_are_exact_and_stop_at_holes():
    y, x = np.mgrid[0:9, 0:9].astype(float)
    (chain,) = contour(x + 2 * y, 7.5)
    assert all(i + 2 * j == pytest.approx(7.5) for i, j in chain)
    hole = x + 2 * y
    hole[2, 3] = np.nan
    assert len(contour(hole, 7.5)) == 2


def test_page_and_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    page = tmp_path / "map.html"
    arguments = ["breakeven", "--site", "idle_china", "--vary", f"{SOLD}=0.3:0.9", "--vary", WAIT, "--n", "4", "--html", str(page)]
    assert cli.execute([*arguments, "--json", "-"]) == 0
    body = json.loads(capsys.readouterr().out)["map"]
    assert (body["a"], body["b"], len(body["at_a"]), body["x"]["key"]) == ("idle_china", "texas", 4, SOLD) and body["line"]
    text = page.read_text("utf-8")
    assert text.count("<h1>") == 1 and "<script" not in text and f"--vary {SOLD}=0.3:0.9" in text and "Idle campus cheaper" in text
    assert cli.execute(arguments) == 0 and "as a multiple of Texas" in capsys.readouterr().out
    for wrong in (
        ["--vary", "a", "--vary", "b", "--vary", "c"],
        ["--html", str(page)],
        ["--vary", f"{SOLD}=1"],
        [*arguments[3:7], "--draws", "4"],
    ):
        assert cli.execute(["breakeven", "--site", "idle_china", *wrong]) == cli.BAD_INPUT


def test_any_shape_is_drawn():
    n = 9
    x, y = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n))
    island = 0.6 + 1.2 * np.hypot(x, y)
    axes = [MapAxis(name, name, "kg", tuple(np.linspace(1, 9, n)), 5.0, 3.0, 7.0) for name in ("one", "two")]
    drawn = BreakEvenMap("a", "b", ("A", "B"), LCOC, "USD/GPU-h", *axes, tuple(map(tuple, island.tolist())), ((1.0,) * n,) * n)
    (chain,) = drawn.line
    assert chain[0] == chain[-1] and drawn.here == pytest.approx(0.6)
    text = "".join(of_map(drawn).drawings[0].parts)
    assert "evenodd" in text and "zl1" in text and "1–2 × B" in text
