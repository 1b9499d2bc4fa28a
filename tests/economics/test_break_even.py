"""Break-even: both sites are even at the value found, and where there is none the sentence gives the reason."""

from __future__ import annotations

import math

import numpy as np
import pytest

import gigasite as gs
from gigasite.break_even import roots
from gigasite.errors import ParameterError

COST = "lcoc_usd_per_gpu_h"
DRAWS = 60


@pytest.fixture(scope="module")
def seeds() -> gs.scenario.Scenario:
    return gs.example("seeds")


@pytest.mark.parametrize(
    ("a", "b", "vary", "within"),
    [
        ("mine", "texas", "sites.mine.conversion_months", 1e-3),  # acts on money alone
        ("idle_china", "texas", "idle_sold_share", 2e-2),  # runs the engine
    ],
)
def test_the_sites_are_even_at_the_value(seeds, a, b, vary, within):
    found = gs.breakeven(seeds, a, b, vary=vary, draws=DRAWS, seed=3)
    assert found.none_because is None and found.low < found.value < found.high
    key = vary.rsplit(".", 1)[-1]
    sampler = seeds.sampler(DRAWS, 3)
    first = gs.evaluation.evaluate(seeds.sites[a], seeds.sites[a].draws(sampler).replace(**{key: found.value}))
    second = gs.evaluation.evaluate(seeds.sites[b], seeds.sites[b].draws(sampler))
    difference = first.metrics[COST] - second.metrics[COST]
    # The median of an even number of draws lies between the two in the middle.
    middle = np.sort(np.abs(difference))[:4].max()
    assert abs(np.median(difference)) <= middle + within * np.median(second.metrics[COST])
    assert abs(np.mean(difference < 0) - 0.5) <= 1.5 / DRAWS


def test_a_launch_price_that_makes_orbit_even_with_itself(seeds):
    """One orbit at half the launch price of the other: it is even where its price is the other's."""
    parts = seeds.to_dict()
    parts["sites"] = {"dear": dict(parts["sites"]["orbit"]), "cheap": dict(parts["sites"]["orbit"])}
    for key, price in (("dear", 3000), ("cheap", 1500)):
        parts["sites"][key]["launch_price_usd_per_kg"] = price
    parts["reference"] = "dear"
    scenario = gs.load(parts)
    # Draws of the site's own inputs differ between the two, so the launch price alone is asked of a scenario without them.
    found = gs.breakeven(scenario, "cheap", "dear", vary="sites.cheap.launch_price_usd_per_kg", draws=DRAWS)
    assert found.value is not None
    assert "matches" in found.sentence and "/kg" in found.sentence


def test_none_says_why_and_what_else_it_would_take(seeds):
    found = gs.breakeven(seeds, "orbit", "texas", draws=DRAWS)
    assert found.value is None and found.interval is None
    assert found.none_because.startswith("launched for free, Orbit still costs $")
    assert found.sentence.startswith("Orbit matches Texas at no launch price: ")
    assert "even with " in found.sentence or "it would also take " in found.sentence


def test_an_input_that_moves_neither_is_said(seeds):
    found = gs.breakeven(seeds, "mine", "texas", vary="gas_price_usd_per_mmbtu", draws=8)
    assert found.value is None and "moves neither" in found.none_because


def test_a_metric_that_a_site_does_not_have(seeds):
    found = gs.breakeven(seeds, "orbit", "texas", metric="pue", draws=8)
    assert found.value is None and "no facility meter" in found.none_because


def test_the_numbers_do_not_depend_on_the_way(seeds):
    comparison = gs.compare(seeds, draws=DRAWS, seed=2)
    by_itself = gs.breakeven(seeds, "mine", "texas", vary="sites.mine.conversion_months", draws=DRAWS, seed=2)
    of_comparison = gs.break_even.breakeven_of(comparison, "mine", "texas", "sites.mine.conversion_months")
    assert by_itself == of_comparison


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"a": "moon"}, "site"),
        ({"vary": "launch_prize_usd_per_kg"}, "launch_prize_usd_per_kg"),
        ({"metric": "cost"}, "metric"),
        ({"draws": 0}, "draws"),
        ({"draws": 10**12}, "draws"),
        ({"low": 5.0, "high": 1.0}, "low"),
        ({"low": -5.0}, "low"),
        ({"high": 1e9}, "high"),
        ({"low": math.nan}, "low"),
        ({"vary": "horizon_years"}, "vary"),
        ({"a": "mine", "vary": "launch_price_usd_per_kg"}, "vary"),
    ],
)
def test_bad_input(seeds, arguments, parameter):
    with pytest.raises(ParameterError) as caught:
        gs.breakeven(seeds, **{"a": "orbit", "b": "texas", "draws": 4} | arguments)
    assert caught.value.parameter == parameter


@pytest.mark.parametrize("power", [1.0, 3.0, 0.3])
def test_roots_of_many_draws_at_once(power):
    wanted = np.linspace(0.02, 0.98, 97)
    low, high = np.zeros(97), np.ones(97)

    def function(x):
        return np.sign(x) * np.abs(x) ** power - wanted**power

    found = roots(function, low, high, function(low), function(high), np.ones(97, bool))
    assert np.quantile(found, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(wanted, [0.1, 0.5, 0.9]), rel=1e-5)


def test_a_shared_cost_is_solved_in_one_step():
    """Costs that are shared among hours are hyperbolas: three points are enough, and no engine runs a fourth time."""
    rng = np.random.default_rng(1)
    fixed, other = rng.uniform(1.0, 2.0, 50), rng.uniform(2.5, 6.0, 50)
    calls = []

    def function(x):
        calls.append(x)
        return fixed / x + 0.3 - other

    low, high = np.full(50, 0.1), np.full(50, 1.0)
    third = np.full(50, 0.05)
    found = roots(function, low, high, function(low), function(high), np.ones(50, bool), third=(third, fixed / third + 0.3 - other))
    np.testing.assert_allclose(found, fixed / (other - 0.3), rtol=1e-9)
    assert len(calls) <= 4, "two ends, and at most two steps"


def test_an_input_of_the_engine_takes_few_runs(seeds, monkeypatch):
    runs = []
    evaluate = gs.break_even.evaluate
    monkeypatch.setattr(gs.break_even, "evaluate", lambda *args, **words: runs.append(words.get("base")) or evaluate(*args, **words))
    found = gs.breakeven(seeds, "idle_china", "texas", vary="idle_sold_share", draws=DRAWS, seed=3)
    assert found.value is not None
    assert len(runs) <= 2 + 2 * 8, "both sites, four values of the scan, and at most four steps"
