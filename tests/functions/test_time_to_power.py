"""Queues and the cost of waiting (T21)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import time_to_power as t
from gigasite.errors import ParameterError
from gigasite.parameters import find


@given(st.floats(0.0, 10.0), st.integers(0, 20), st.floats(0.0, 0.99), st.floats(-0.3, 0.5))
def test_idle_chips_are_an_annuity_due(rent, whole, part, rate):
    want = sum((1 + rate) ** -y for y in range(whole)) + part * (1 + rate) ** -whole
    assert t.idle_chip_cost_usd(rent, whole + part, rate) == pytest.approx(rent * 8760 * want, rel=1e-9, abs=1e-9)


@given(st.floats(0.0, 10.0), st.floats(0.0, 5.0), st.floats(0.0, 0.3))
def test_waiting_longer_costs_more(wait, more, rate):
    assert t.idle_chip_cost_usd(2.0, wait + more, rate) >= t.idle_chip_cost_usd(2.0, wait, rate) - 1e-9
    assert t.idle_chip_cost_usd(2.0, wait, rate) <= 2.0 * 8760 * wait * (1 + 1e-12)


def test_a_lost_window_is_the_fall_of_the_rent():
    idle = t.idle_chip_cost_usd(2.0, 3.5, 0.1) / (2.0 * 8760)
    assert t.lost_window_usd(2.5, 2.0, 7000.0, 3.5, 0.1) == pytest.approx(0.5 * 7000 * idle)
    assert t.lost_window_usd(2.0, 2.5, 7000.0, 3.5, 0.1) < 0


@given(st.floats(0.0, 600.0), st.floats(1.0, 200.0), st.floats(0.0, 1.0))
def test_completion_grows_to_its_share_and_is_half_there_at_the_median(months, median, share):
    value = t.completion_probability(months, median_months=median, completion_share=share)
    assert 0 <= value <= share
    assert t.completion_probability(months + 1.0, median_months=median, completion_share=share) >= value
    assert t.completion_probability(median, median_months=median, completion_share=share) == pytest.approx(share / 2)


def test_completion_is_what_competing_hazards_give():
    random = np.random.default_rng(0)
    share, median, n = 0.13, 55.0, 400_000
    total = math.log(2) / median
    finish, withdraw = random.exponential(1 / (share * total), n), random.exponential(1 / ((1 - share) * total), n)
    finished = finish < withdraw
    assert np.median(finish[finished]) == pytest.approx(median, rel=0.02)
    for months in (12.0, 55.0, 120.0):
        got = t.completion_probability(months, median_months=median, completion_share=share)
        assert np.mean(finished & (finish <= months)) == pytest.approx(got, abs=0.002)


def test_the_queue_rows_stand_at_the_published_figures():
    """Case T21-p1: completion of 13 % of the capacity, a median of 55 months, with source and cohort."""
    for key, value in (("queue_completion_mw", 0.13), ("queue_median_months", 55.0)):
        row = find(key)
        assert row.default == pytest.approx(value, rel=0.03) and row.source
    assert t.completion_probability(find("queue_median").default) == pytest.approx(find("queue_completion_mw").default / 2)


@given(st.lists(st.floats(0.0, 100.0), min_size=6, max_size=6))
def test_working_side_by_side_never_takes_longer(durations):
    alone = t.critical_path_months(durations)
    assert alone == pytest.approx(sum(durations))
    grouped = t.critical_path_months(durations, parallel_groups=[[0, 1], [3, 4, 5]])
    assert grouped == pytest.approx(max(durations[:2]) + durations[2] + max(durations[3:]))
    assert max(durations) <= grouped + 1e-9 and grouped <= alone + 1e-9


def test_critical_path_of_draws():
    draws = np.arange(12.0).reshape(2, 6)
    np.testing.assert_allclose(t.critical_path_months(draws, parallel_groups=[(0, 5)]), [15.0, 45.0])
    assert len(t.stages()) == 6


@pytest.mark.parametrize("groups", [[[6]], [[-1]], [[0, 1], [1, 2]], [[0, 0]], [[]]])
def test_groups_are_checked(groups):
    with pytest.raises(ParameterError, match="parallel_groups"):
        t.critical_path_months([1.0] * 6, parallel_groups=groups)


def test_total_cost_can_change_the_ranking():
    cheap_late = t.total_cost_with_wait_usd_per_mwh(60.0, 4e7, 4e5)
    dear_soon = t.total_cost_with_wait_usd_per_mwh(110.0, 0.0, 4e5)
    assert cheap_late > dear_soon


@pytest.mark.parametrize(
    "call",
    [
        lambda: t.idle_chip_cost_usd(-1.0, 2.0, 0.07),
        lambda: t.idle_chip_cost_usd(1.0, -2.0, 0.07),
        lambda: t.idle_chip_cost_usd(1.0, 2.0, -1.0),
        lambda: t.expected_capacity_mw(-1.0),
        lambda: t.expected_capacity_mw(1.0, completion_share=1.1),
        lambda: t.completion_probability(-1.0),
        lambda: t.completion_probability(1.0, median_months=0.0),
        lambda: t.critical_path_months([1.0, -1.0]),
        lambda: t.critical_path_months([]),
        lambda: t.total_cost_with_wait_usd_per_mwh(1.0, 1.0, 0.0),
        lambda: t.lost_window_usd(1.0, 1.0, -1.0, 1.0, 0.1),
        lambda: t.lost_window_usd(1.0, math.nan, 1.0, 1.0, 0.1),
    ],
)
def test_values_without_meaning(call):
    with pytest.raises(ParameterError):
        call()
