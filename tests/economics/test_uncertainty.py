"""Draws and what is said of them: how sure a quantile is, which sampling gets there sooner, and how draws are paired."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gigasite as gs
from gigasite.errors import GigasiteError, ParameterError
from gigasite.sampling import Column
from gigasite.uniforms import Sampler

COST = "lcoc_usd_per_gpu_h"


@pytest.fixture(scope="module")
def seeds():
    return gs.example("seeds")


def test_the_interval_of_a_quantile_holds_it_as_often_as_it_says():
    rng = np.random.default_rng(4)
    truth = {0.1: -1.2815515655446004, 0.5: 0.0, 0.9: 1.2815515655446004}
    for q, value in truth.items():
        held = [
            low <= value <= high for low, high in (Column("x", "", rng.standard_normal(400)).interval_of_quantile(q) for _ in range(400))
        ]
        assert np.mean(held) == pytest.approx(0.9, abs=0.05)


def test_the_interval_of_a_quantile_narrows_with_the_root_of_the_draws():
    rng = np.random.default_rng(5)
    widths = [
        np.mean([np.diff(Column("x", "", rng.standard_normal(n)).interval_of_quantile(0.5))[0] for _ in range(60)]) for n in (250, 4000)
    ]
    assert widths[0] / widths[1] == pytest.approx(4.0, rel=0.15)


@pytest.mark.parametrize(("sampling", "gain"), [("latin", 3.0), ("sobol", 6.0)])
def test_latin_and_sobol_points_converge_faster(sampling, gain):
    """Root mean square error of the mean of a smooth cost in four inputs, over seeds, against random draws."""
    names = [f"x{k}" for k in range(4)]
    dimensions = {name: k for k, name in enumerate(names)}

    def error(how: str, n: int) -> float:
        means = []
        for seed in range(40):
            points = Sampler(seed, n, how, dimensions=dimensions)
            u = [points.uniforms(name) for name in names]
            means.append(np.mean((1.0 + u[0]) * np.exp(-0.5 * u[1]) + u[2] ** 2 - 0.3 * u[3]))
        truth = 1.5 * 2.0 * (1.0 - np.exp(-0.5)) + 1.0 / 3.0 - 0.15
        return float(np.sqrt(np.mean((np.array(means) - truth) ** 2)))

    assert error("random", 512) > gain * error(sampling, 512)


def test_sobol_points_gain_more_the_more_there_are():
    def error(n: int) -> float:
        means = []
        for seed in range(30):
            points = Sampler(seed, n, "sobol", dimensions={"a": 0, "b": 1})
            means.append(np.mean(points.uniforms("a") * points.uniforms("b")))
        return float(np.sqrt(np.mean((np.array(means) - 0.25) ** 2)))

    assert error(128) / error(2048) > 8.0  # random draws: 4


def test_the_mean_of_a_site_comes_sooner_with_latin_draws(seeds):
    site = seeds.sites["mine"]

    def spread(sampling: str) -> float:
        means = [np.mean(gs.sample(site, draws=64, seed=s, sampler=Sampler(s, 64, sampling)).columns[COST].values) for s in range(12)]
        return float(np.std(means))

    assert spread("latin") < 0.7 * spread("random")


def test_a_site_compared_with_itself(seeds):
    comparison = gs.compare(seeds, draws=32, seed=3)
    assert np.all(comparison.difference("orbit", "orbit").values == 0.0)
    assert comparison.probability("orbit", "<", "orbit") == comparison.probability("orbit", ">", "orbit") == 0.5
    assert comparison.probability("texas", "<", "mine") + comparison.probability("mine", "<", "texas") == pytest.approx(1.0)


def test_two_sites_that_are_alike_have_the_same_world(seeds):
    """Prices of the world have one draw for both, what is of the site has one for each."""
    parts = seeds.to_dict()
    parts["sites"] = {"one": parts["sites"]["texas"], "two": parts["sites"]["texas"]}
    parts["reference"] = "one"
    comparison = gs.compare(gs.load(parts), draws=32)
    one, two = (comparison.sites[key].draws for key in ("one", "two"))
    assert np.array_equal(one["node_price_usd"], two["node_price_usd"])
    assert not np.array_equal(one["grid_wait_months"], two["grid_wait_months"])
    alone = np.std(comparison.sites["one"][COST].values) * np.sqrt(2.0)
    assert np.std(comparison.difference("one", "two").values) < 0.5 * alone, "pairing takes out what both share"


def test_a_quantile_settles_as_draws_are_added(seeds):
    cost = gs.sample(seeds.sites["mine"], draws=400, seed=2)[COST]
    rows = cost.convergence(0.5)
    assert [row[0] for row in rows] == [25, 50, 100, 200, 400]
    assert rows[-1][1] == cost.quantile(0.5) and rows[-1][2:] == cost.interval_of_quantile(0.5)
    assert all(low <= value <= high for _, value, low, high in rows)
    assert rows[-1][3] - rows[-1][2] < 0.6 * (rows[0][3] - rows[0][2])
    assert Column("x", "", np.empty(0), "none").convergence() == ()


def test_weather_years_are_a_dimension(seeds):
    one = gs.sample(seeds.sites["finland"], draws=40, seed=2)
    years = one.by_weather_year("pue")
    assert len(years) == 10 and sum(len(column.values) for column in years.values()) == 40
    assert np.array_equal(next(iter(years.values())).values, one["pue"].values[::10])
    assert list(gs.sample(seeds.sites["orbit"], draws=16, seed=2).by_weather_year(COST)) == [0]
    with pytest.raises(ParameterError):
        one.by_weather_year("no_such_metric")


def test_how_sure_a_comparison_is(seeds):
    comparison = gs.compare(seeds, draws=64, seed=3)
    low, high = comparison.probability_interval("mine", "<", "texas")
    assert 0.0 < low < comparison.probability("mine", "<", "texas") < high < 1.0
    sure, never = (comparison.probability_interval("orbit", op, "texas") for op in (">", "<"))
    assert sure[1] <= 1.0 + 1e-12 and sure[0] < 1.0 and never[0] >= -1e-12 and never[1] > 0.0
    assert sure[0] == pytest.approx(1.0 - never[1])
    site = comparison.to_dict()["sites"]["texas"]
    assert site["sure"]["p50"][0] <= site["metrics"][COST]["p50"] <= site["sure"]["p50"][1]


@given(st.integers(1, 40), st.integers(41, 90))
@settings(max_examples=6)
def test_the_first_draws_are_those_of_a_shorter_run(few, many):
    site = gs.example("seeds").sites["texas"]
    short, long = (gs.sample(site, draws=n, seed=9)[COST].values for n in (few, many))
    assert np.array_equal(short, long[:few])


@pytest.mark.parametrize("draws", [0, -1, 10**12, 1.5, True])
def test_numbers_of_draws_that_make_no_sense(seeds, draws):
    for function in (gs.compare, gs.breakeven):
        with pytest.raises(ParameterError) as caught:
            function(seeds, "orbit", "texas", draws=draws) if function is gs.breakeven else function(seeds, draws=draws)
        assert caught.value.parameter == "draws"
    if draws == 10**12:
        assert "GiB" in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"shared": {"x": {"dist": "uniform", "low": 2, "high": 1}}}, "above high"),
        ({"shared": {"x": {"dist": "triangular", "low": 1, "mode": 3, "high": 2}}}, "mode"),
        (
            {
                "correlation": [
                    {"between": ["world.node_price_usd", "world.gpu_rent_usd_per_gpu_h"], "value": 0.9},
                    {"between": ["world.gpu_rent_usd_per_gpu_h", "world.wacc_it_per_yr"], "value": 0.9},
                    {"between": ["world.wacc_it_per_yr", "world.node_price_usd"], "value": -0.9},
                ]
            },
            "positive definite|correlated",
        ),
    ],
)
def test_uncertainty_that_cannot_be(seeds, changes, words):
    parts = seeds.to_dict() | changes
    if "shared" in changes:
        parts["sites"]["texas"]["it_capacity_mw"] = {"ref": "x"}
    with pytest.raises(GigasiteError, match=words):
        gs.compare(gs.load(parts), draws=4)
