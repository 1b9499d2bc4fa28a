"""The engines and the economics in one process."""

from __future__ import annotations

from collections.abc import Iterator

import gigasite as gs
from benchmarks.harness import Row, limit
from gigasite.evaluation import evaluate
from gigasite.hooks import manager


def rows() -> Iterator[Row]:
    """Rows of the engines against absolute limits."""
    seeds = gs.example("seeds")
    orbit = seeds.sites["orbit"]
    thousand = orbit.draws(seeds.sampler(1000, 1))
    yield limit("orbit, sampled year, 1,000 draws", lambda: evaluate(orbit, thousand), 0.3, rounds=5)
    texas = seeds.sites["texas"]
    draws = texas.draws(seeds.sampler(10_000, 1))
    done = evaluate(texas, draws)
    lcoc = manager().resolve("gigasite_economic_models", "lcoc")
    yield limit(
        "economics of 10,000 draws, 25 years, one site", lambda: lcoc.evaluate(done.model, done.ledgers, draws, 25.0), 0.05, rounds=5
    )
    yield limit(
        "break-even over 2,000 draws, an input of the engine",
        lambda: gs.breakeven(seeds, "idle_china", "texas", vary="idle_sold_share", draws=2000),
        5.0,
        rounds=1,
    )
