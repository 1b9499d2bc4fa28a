"""Redundancy, interruptions and goodput (T20, orbital I and J), beside the distributions of SciPy."""

import math

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from gigasite import reliability as r
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

shares = st.floats(0.0, 1.0)
times = st.floats(1.0, 1e6)


@given(st.integers(0, 300), st.integers(0, 40), shares)
def test_k_of_n_against_scipy(required, spare, availability):
    want = scipy.stats.binom.sf(required - 1, required + spare, availability)
    assert r.k_of_n_availability(required, required + spare, availability) == pytest.approx(want, rel=1e-9, abs=1e-250)


@pytest.mark.parametrize("n", [1_000, 40_000, 1_000_000])
def test_k_of_n_of_large_fleets(n):
    for k in (int(0.985 * n), int(0.99 * n), int(0.995 * n)):
        assert r.k_of_n_availability(k, n, 0.99) == pytest.approx(scipy.stats.binom.sf(k - 1, n, 0.99), rel=1e-8, abs=1e-250)


@given(st.integers(1, 50), st.integers(0, 20), shares)
def test_more_redundancy_never_lowers_availability(required, spare, availability):
    values = r.k_of_n_availability(required, required + spare + np.array([0, 1, 2]), availability)
    assert np.all(np.diff(values) >= -1e-12) and np.all((values >= 0) & (values <= 1 + 1e-12))


@pytest.mark.parametrize(
    "arguments", [(2, 1, 0.9), (1.5, 2, 0.9), (-1, 2, 0.9), (1, 2, 1.1), (1, 2, math.nan), (1, 2, -0.1), (1, 2.5, 0.5)]
)
def test_k_of_n_refuses(arguments):
    with pytest.raises(ParameterError):
        r.k_of_n_availability(*arguments)


@given(st.lists(shares, min_size=1, max_size=6))
def test_series_is_no_better_than_its_worst(values):
    assert r.series_availability(values) <= min(values)
    assert r.series_availability(np.array([values, values]).T, axis=0).shape == (2,)


def test_series_refuses():
    with pytest.raises(ParameterError):
        r.series_availability([0.9, 1.2])
    with pytest.raises(ParameterError):
        r.series_availability([0.9, 0.8], axis=2)


@given(shares, shares)
def test_common_cause_is_a_floor(unavailability, beta):
    pair = r.redundant_pair_unavailability(unavailability, common_cause_beta=beta)
    assert beta * unavailability <= pair <= unavailability * (1 + 1e-12)
    assert r.redundant_pair_unavailability(unavailability, common_cause_beta=0.0) == pytest.approx(unavailability**2)


@given(times, st.floats(0.0, 1e5))
def test_times_and_downtime(failures, repair):
    availability = r.availability_from_times(failures, repair)
    assert r.downtime_h_per_yr(availability) == pytest.approx(8760 * repair / (failures + repair), abs=1e-9)


@given(st.integers(1, 20), st.integers(0, 5), shares, st.floats(0.0, 0.01), st.floats(0.0, 100.0))
def test_start_failures_against_scipy(required, spare, start, rate, mission):
    runs = (1 - start) * math.exp(-rate * mission)
    want = scipy.stats.binom.cdf(required - 1, required + spare, runs)
    assert r.start_failure_unavailability(required, required + spare, start, rate, mission) == pytest.approx(want, rel=1e-9, abs=1e-15)


def test_rates_from_counts():
    rate = r.interruption_rate_per_unit_yr(419, 54, 16384)
    assert r.mean_time_between_interruptions_h(16384, rate) == pytest.approx(54 * 24 / 419)
    assert r.unit_hours_between_interruptions(419, 54, 16384) == pytest.approx(16384 * 54 * 24 / 419)
    assert r.unit_hours_between_interruptions(0, 54, 16384) == math.inf
    assert r.mean_time_between_interruptions_h(10, 0.0) == math.inf
    for call in [
        lambda: r.interruption_rate_per_unit_yr(-1, 54, 10),
        lambda: r.interruption_rate_per_unit_yr(1, 0, 10),
        lambda: r.unit_hours_between_interruptions(1, 54, 0),
        lambda: r.mean_time_between_interruptions_h(0, 1.0),
    ]:
        with pytest.raises(ParameterError):
            call()


@given(st.floats(1.0, 1e5), st.floats(0.01, 10.0))
def test_cluster_time_falls_with_its_size(units, rate):
    assert r.mean_time_between_interruptions_h(2 * units, rate) == pytest.approx(r.mean_time_between_interruptions_h(units, rate) / 2)


@given(st.floats(1.0, 1e3), st.floats(2.1, 1e4), st.floats(0.3, 3.0))
def test_young_is_best_to_first_order(checkpoint, ratio, off):
    mtbi = checkpoint * ratio
    best = r.checkpoint_interval_s(checkpoint, mtbi)
    there, beside = (1 - checkpoint / t - t / (2 * mtbi) for t in (best, best * off))
    assert there >= beside - 1e-12


@pytest.mark.parametrize("ratio", [5.0, 20.0, 100.0, 2000.0])
def test_daly_is_best_in_his_whole_model(ratio):
    c, m = 120.0, 120.0 * ratio

    def waste(t):  # Daly 2006, equation 20, with t the work between checkpoints and no restart
        return m * (math.exp((t + c) / m) - 1) / t

    best = scipy.optimize.minimize_scalar(waste, bounds=(1.0, 10 * m), method="bounded", options={"xatol": 1e-6}).x
    got = r.checkpoint_interval_s(c, m, method="daly")
    assert waste(got) == pytest.approx(waste(best), rel=1e-4)
    assert abs(waste(got) - waste(best)) <= abs(waste(math.sqrt(2 * c * m)) - waste(best))


def test_checkpoint_interval_validity():
    with pytest.raises(PhysicsError, match="checkpoint_over_mtbi"):
        r.checkpoint_interval_s(60.0, 100.0)
    assert r.checkpoint_interval_s(300.0, 100.0, method="daly") == 100.0
    with pytest.warns(ValidityWarning):
        np.testing.assert_allclose(r.checkpoint_interval_s([60.0, 2.0], 100.0, outside="nan"), [math.nan, 20.0])
    with pytest.warns(ValidityWarning):
        assert r.checkpoint_interval_s(60.0, 100.0, outside="clamp") == pytest.approx(100.0)
    with pytest.warns(ValidityWarning):
        assert r.checkpoint_interval_s(60.0, 100.0, outside="warn") == pytest.approx(math.sqrt(12000.0))
    for bad in [(0.0, 1.0), (1.0, 0.0), (math.nan, 1.0)]:
        with pytest.raises(ParameterError):
            r.checkpoint_interval_s(*bad)
    with pytest.raises(ParameterError, match="method"):
        r.checkpoint_interval_s(1.0, 100.0, method="best")


@given(st.floats(1.0, 500.0), st.floats(10.0, 1e5), st.floats(1e3, 1e7), st.floats(0.0, 2000.0))
def test_goodput_is_below_one(checkpoint, interval, mtbi, restart):
    try:
        value = r.goodput(checkpoint, interval, mtbi, restart)
    except PhysicsError:
        return
    assert 0 <= value < 1


def test_goodput_validity():
    with pytest.raises(PhysicsError):
        r.goodput(120.0, 100.0, 10800.0, 600.0)  # the checkpoint takes longer than the interval
    with pytest.raises(PhysicsError):
        r.goodput(120.0, 1600.0, 600.0, 600.0)
    with pytest.warns(ValidityWarning):
        assert r.goodput(120.0, 100.0, 10800.0, 600.0, outside="clamp") == 0.0
    with pytest.warns(ValidityWarning):
        assert math.isnan(r.goodput(120.0, 100.0, 10800.0, 600.0, outside="nan"))
    with pytest.raises(ParameterError):
        r.goodput(-1.0, 100.0, 10800.0, 600.0)


@given(st.floats(0.0, 2.0), st.floats(0.0, 20.0))
def test_attrition(rate, years):
    alive = r.survival_probability(rate, years)
    assert r.survivors(500.0, rate, years) == pytest.approx(500.0 * alive)
    assert r.lifetime_penalty(rate, years) >= 1.0
    assert r.lifetime_penalty(rate, years + 1) >= r.lifetime_penalty(rate, years) - 1e-12
    assert r.lifetime_penalty(0.0, years) == 1.0


@given(st.floats(0.01, 1.0), st.floats(0.1, 10.0))
def test_penalty_is_one_over_the_mean_alive(rate, years):
    grid = np.linspace(0.0, years, 2001)
    assert r.lifetime_penalty(rate, years) == pytest.approx(years / np.trapezoid(r.survival_probability(rate, grid), grid), rel=1e-4)


@given(st.integers(0, 5000), st.floats(0.0, 5000.0))
def test_poisson_against_scipy(count, mean):
    assert r.poisson_probability(count, mean) == pytest.approx(scipy.stats.poisson.pmf(count, mean), rel=1e-9, abs=1e-300)


@given(st.floats(0.0, 50.0))
def test_poisson_adds_up(mean):
    values = r.poisson_probability(np.arange(400), mean)
    assert values.sum() == pytest.approx(1.0, rel=1e-12)
    assert r.poisson_at_least_one(mean) == pytest.approx(1 - values[0], abs=1e-14)


@given(st.floats(0.0, 0.999999), st.floats(0.1, 50.0))
def test_hazard_inverts_survival(probability, years):
    assert r.poisson_at_least_one(r.hazard_per_yr(probability, years) * years) == pytest.approx(probability, abs=1e-12)


@given(st.integers(0, 200), st.floats(0.3, 1.0), st.floats(0.0, 0.9999))
def test_spares_are_the_smallest_number_that_does(required, survival, target):
    spares = r.spare_units(required, survival, target)
    assert r.k_of_n_availability(required, required + spares, survival) >= target
    assert spares == 0 or r.k_of_n_availability(required, required + spares - 1, survival) < target


@given(shares, st.integers(1, 50))
def test_all_lost_and_its_inverse(loss, units):
    assert r.unit_loss_probability(r.all_lost_probability(loss, units), units) == pytest.approx(loss, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    "call",
    [
        lambda: r.survival_probability(-0.1, 1.0),
        lambda: r.survivors(-1.0, 0.1, 1.0),
        lambda: r.lifetime_penalty(0.1, -1.0),
        lambda: r.poisson_probability(1.5, 1.0),
        lambda: r.poisson_probability(-1, 1.0),
        lambda: r.poisson_at_least_one(-1.0),
        lambda: r.hazard_per_yr(1.0, 1.0),
        lambda: r.hazard_per_yr(0.5, 0.0),
        lambda: r.spare_units(10, 0.0, 0.9),
        lambda: r.spare_units(10, 0.9, 1.0),
        lambda: r.all_lost_probability(0.5, 0.5),
        lambda: r.unit_loss_probability(1.5, 2),
        lambda: r.downtime_h_per_yr(1.5),
        lambda: r.availability_from_times(0.0, 1.0),
        lambda: r.start_failure_unavailability(3, 2, 0.1, 0.1, 1.0),
        lambda: r.redundant_pair_unavailability(0.1, common_cause_beta=1.5),
        lambda: r.survival_probability([[0.1, 0.2]], [[1.0], [2.0], [3.0]] * 2 + [[math.inf]]),
    ],
)
def test_values_without_meaning(call):
    with pytest.raises(ParameterError):
        call()
