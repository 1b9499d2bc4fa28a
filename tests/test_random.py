"""Counter-based random numbers against NumPy's Philox and SciPy's normal distribution."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from gigasite import _core

words = st.integers(0, 2**64 - 1)


@given(words, st.integers(1, 2**64 - 1), st.integers(0, 2**63))
def test_words_are_those_of_numpy(seed, stream, index):
    # NumPy adds one to the counter before it makes a block.
    block = np.random.Philox(counter=index + (stream << 64) - 1, key=seed).random_raw()
    assert _core.random_words(seed, stream, index, 1, 0)[0] == block


@given(words, words, st.integers(0, 1000), st.integers(0, 50))
def test_chunks_give_the_same_bits(seed, stream, start, count):
    whole = _core.uniforms(seed, stream, 0, start + count)
    assert np.array_equal(whole[start:], _core.uniforms(seed, stream, start, count))


def test_uniforms_are_the_upper_53_bits():
    k = _core.random_words(1, 2, 0, 1000, 0) >> np.uint64(11)
    assert np.array_equal(_core.uniforms(1, 2, 0, 1000), (k + 0.5) / 2.0**53)


def test_uniforms_are_uniform():
    assert stats.kstest(_core.uniforms(1, 2, 0, 100_000), "uniform").pvalue > 1e-3


@pytest.mark.parametrize("p", [np.logspace(-300, -0.31, 2000), np.linspace(0.001, 0.999, 2001)[[*range(1000), *range(1001, 2001)]]])
def test_normal_quantile_against_scipy(p):
    p = p[p != 0.5]
    np.testing.assert_allclose(_core.normal_quantile(p), stats.norm.ppf(p), rtol=2e-14)


def test_normal_quantile_at_the_ends():
    assert _core.normal_quantile(np.array([0.0, 0.5, 1.0])).tolist() == [-np.inf, 0.0, np.inf]
    assert np.isnan(_core.normal_quantile(np.array([-0.1, 1.1, np.nan]))).all()
