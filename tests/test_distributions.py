"""Distributions against SciPy, and the uniform numbers behind them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import qmc

from gigasite import uniforms
from gigasite.distributions import KINDS, Constant, Discrete, Empirical, LogNormal, Normal, Triangular, Uniform, from_parts, within
from gigasite.errors import ParameterError
from gigasite.uniforms import Correlation, Sampler, correlation_groups

U = np.linspace(0.001, 0.999, 997)

TWINS = [
    (Triangular(1.0, 2.0, 5.0), stats.triang(0.25, 1.0, 4.0)),
    (Triangular(1.0, 1.0, 5.0), stats.triang(0.0, 1.0, 4.0)),
    (Triangular(1.0, 5.0, 5.0), stats.triang(1.0, 1.0, 4.0)),
    (Uniform(-1.0, 3.0), stats.uniform(-1.0, 4.0)),
    (Normal(1.0, 2.0), stats.norm(1.0, 2.0)),
    (within(Normal(1.0, 2.0), 0.0, 1.5), stats.truncnorm(-0.5, 0.25, 1.0, 2.0)),
    (LogNormal(3.0, 1.5), stats.lognorm(math.log(1.5), 0.0, 3.0)),
]


@pytest.mark.parametrize(("ours", "theirs"), TWINS)
def test_quantiles_are_those_of_scipy(ours, theirs):
    np.testing.assert_allclose(ours.quantile(U), theirs.ppf(U), rtol=1e-9, atol=1e-12)


def test_a_cut_lognormal_is_the_lognormal_given_the_cut():
    ours, free = within(LogNormal(3.0, 1.5), 2.0, 4.0), stats.lognorm(math.log(1.5), 0.0, 3.0)
    first, last = free.cdf([2.0, 4.0])
    np.testing.assert_allclose(ours.quantile(U), free.ppf(first + U * (last - first)), rtol=1e-9)


def test_discrete_and_empirical_take_their_values_in_order():
    assert Discrete((3.0, 1.0), (1.0, 3.0)).quantile(np.array([0.1, 0.74, 0.76])).tolist() == [1.0, 1.0, 3.0]
    assert Discrete((1.0, 9.0), (1.0, 0.0)).quantile(np.array([0.5, 1 - 2**-53])).tolist() == [1.0, 1.0]
    assert Empirical((5.0, 1.0, 3.0)).quantile(np.array([0.1, 0.5, 0.99])).tolist() == [1.0, 3.0, 5.0]


CENTRES = [
    (Constant(2.0), 2.0),
    (Triangular(1.0, 2.0, 5.0), 2.0),
    (Uniform(1.0, 2.0), 1.5),
    (Normal(1.0, 2.0), 1.0),
    (LogNormal(3.0, 1.5), 3.0),
    (Discrete((1.0, 2.0, 9.0), (1.0, 1.0, 3.0)), 9.0),
    (Empirical((1.0, 2.0, 9.0)), 2.0),
]


@pytest.mark.parametrize(("distribution", "centre"), CENTRES)
def test_central_values(distribution, centre):
    assert distribution.central == centre


@pytest.mark.parametrize("distribution", [d for d, _ in TWINS] + [d for d, _ in CENTRES])
def test_inside_the_support_and_rising(distribution):
    draws = distribution.quantile(U)
    low, high = distribution.support
    assert (draws >= low).all() and (draws <= high).all() and (np.diff(draws) >= 0).all()


@pytest.mark.parametrize("distribution", [d for d, _ in CENTRES if d.kind != "constant"])
def test_round_trip(distribution):
    parts = distribution.to_dict()
    assert from_parts(parts.pop("dist"), parts) == distribution


def test_every_kind_is_tested():
    assert set(KINDS) == {d.kind for d, _ in CENTRES} - {"constant"}


WRONG = [
    ("triangular", {"low": 2.0, "mode": 1.0, "high": 3.0}),
    ("triangular", {"low": 3.0, "mode": 2.0, "high": 1.0}),
    ("triangular", {"low": math.nan, "mode": 2.0, "high": 3.0}),
    ("uniform", {"low": 2.0, "high": 1.0}),
    ("uniform", {"low": 2.0, "high": math.inf}),
    ("normal", {"mean": 1.0, "sd": -1.0}),
    ("lognormal", {"median": 0.0, "gsd": 2.0}),
    ("lognormal", {"median": 1.0, "gsd": 0.5}),
    ("discrete", {"values": [], "weights": []}),
    ("discrete", {"values": [1.0], "weights": [1.0, 2.0]}),
    ("discrete", {"values": [1.0, 2.0], "weights": [0.0, 0.0]}),
    ("discrete", {"values": [1.0, 2.0], "weights": [-1.0, 2.0]}),
    ("empirical", {"values": []}),
    ("empirical", {"values": [1.0, math.nan]}),
]


@pytest.mark.parametrize(("kind", "parts"), WRONG)
def test_what_has_no_meaning_is_refused(kind, parts):
    with pytest.raises(ParameterError):
        from_parts(kind, parts)


def test_outside_what_is_legal():
    with pytest.raises(ParameterError, match="legal: 0 to 4"):
        within(Uniform(1.0, 5.0), 0.0, 4.0)
    with pytest.raises(ParameterError, match="almost nothing"):
        within(Normal(100.0, 1.0), 0.0, 4.0)


@pytest.mark.parametrize("sampling", ["random", "latin", "sobol"])
@given(start=st.integers(0, 300), count=st.integers(0, 100))
def test_chunks_give_the_same_bits(sampling, start, count):
    settings = {"sampling": sampling, "dimensions": {"a": 0, "b": 5}, "correlations": (Correlation("a", "b", 0.7),)}
    whole = Sampler(1, 400, **settings)
    chunk = Sampler(1, 400, **settings, start=start, count=count)
    for name in "ab":
        assert np.array_equal(whole.uniforms(name)[start : start + count], chunk.uniforms(name))


def test_the_first_draws_of_many_are_the_draws_of_few():
    assert np.array_equal(Sampler(1, 2000).uniforms("x")[:200], Sampler(1, 200).uniforms("x"))


@pytest.mark.parametrize("sampling", ["latin", "sobol"])
def test_every_stratum_has_one_point(sampling):
    u = Sampler(3, 256, sampling, dimensions={"x": 7}).uniforms("x")
    assert sorted((u * 256).astype(int)) == list(range(256))


def test_sobol_points_are_those_of_scipy_before_the_shift():
    theirs = qmc.Sobol(300, scramble=False, bits=32).random(128)
    for dimension in range(300):
        np.testing.assert_allclose(uniforms._sobol(dimension, 0, 128, 0), theirs[:, dimension], atol=1e-12)
    with pytest.raises(ParameterError, match="tabulated for 2,048"):
        uniforms._sobol(2048, 0, 1, 0)


@pytest.mark.parametrize("sampling", ["random", "latin", "sobol"])
def test_correlated_uniforms_stay_uniform_and_have_the_correlation(sampling):
    pairs = (Correlation("a", "b", 0.8), Correlation("b", "c", -0.4), Correlation("a", "c", -0.2))
    sampler = Sampler(1, 20_000, sampling, pairs, {"a": 0, "b": 1, "c": 2})
    z = stats.norm.ppf([sampler.uniforms(name) for name in "abc"])
    np.testing.assert_allclose(np.corrcoef(z)[[0, 1, 0], [1, 2, 2]], [0.8, -0.4, -0.2], atol=0.02)
    for name in "abc":
        assert stats.kstest(sampler.uniforms(name), "uniform").pvalue > 1e-4


def test_a_correlation_does_not_touch_the_others():
    plain, tied = Sampler(1, 50), Sampler(1, 50, correlations=(Correlation("a", "b", 0.5),))
    assert np.array_equal(plain.uniforms("c"), tied.uniforms("c"))
    assert np.array_equal(plain.uniforms("a"), tied.uniforms("a"))  # the first of a group keeps its draws


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)], "not positive definite"),
        ([("a", "b", 1.0)], "not a correlation"),
        ([("a", "b", math.nan)], "not a correlation"),
        ([("a", "a", 0.5)], "with itself"),
        ([("a", "b", 0.5), ("b", "a", 0.4)], "correlated twice"),
    ],
)
def test_impossible_correlations(pairs, sentence):
    with pytest.raises(ParameterError, match=sentence):
        correlation_groups(Correlation(*pair) for pair in pairs)


@pytest.mark.parametrize("settings", [{"seed": -1}, {"seed": 2**64}, {"n_draws": 0}, {"sampling": "sobel"}, {"start": 5}, {"count": 5}])
def test_bad_settings(settings):
    with pytest.raises(ParameterError):
        Sampler(**{"seed": 1, "n_draws": 4, **settings})
