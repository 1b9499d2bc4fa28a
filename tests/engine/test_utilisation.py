"""Sold, allocated, busy and useful: four numbers, never one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import gigasite as gs

NAMES = ("utilisation_sold", "utilisation_allocated", "utilisation_busy", "utilisation_useful")


@pytest.mark.parametrize("key", ["texas", "mine", "finland", "idle_china", "orbit"])
def test_each_is_at_most_the_one_before(key: str) -> None:
    sample = gs.sample(gs.example("seeds").sites[key], draws=64, seed=2)
    values = [sample[name].values for name in NAMES]
    for earlier, later in pairwise(values):
        assert np.all(later <= earlier * (1 + 1e-12))
    assert np.all((values[-1] > 0) & (values[0] <= 1))
    assert np.all(values[0] == sample.ledger.sold_gpu_h / sample.ledger.installed_gpu_h)


def test_they_are_apart_and_in_the_json() -> None:
    scenario = gs.example("seeds")
    metrics = gs.simulate(scenario.sites["idle_china"]).metrics
    assert metrics["utilisation_useful"] < metrics["utilisation_busy"] < metrics["utilisation_allocated"] < metrics["utilisation_sold"]
    told = gs.compare(scenario, draws=20, seed=1).to_dict()["sites"]["idle_china"]["metrics"]
    assert {"p10", "p50", "p90"} <= set(told["utilisation_busy"])


def test_a_given_busy_share_is_the_busy_share() -> None:
    texas = gs.example("seeds").sites["texas"]
    for busy in (0.3, 0.9):
        metrics = gs.simulate(texas.replace(utilisation=busy)).metrics
        assert metrics["utilisation_busy"] == pytest.approx(busy * metrics["utilisation_sold"])
