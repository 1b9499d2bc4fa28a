"""Transients of a satellite, and every orbit of the year.

The same equations and arcs for all of the transients: load and sink change at the edge of the shadow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

import gigasite as gs
from benchmarks.harness import Row, limit, paired
from gigasite import thermal_network
from gigasite.constants import STEFAN_BOLTZMANN_W_M2_K4 as SIGMA
from gigasite.evaluation import evaluate

SUNLIT_S, DARK_S, ORBITS = 4560.0, 1200.0, 15  # one day
ALLOWED_K = 0.02
Floats = NDArray[np.float64]


class Fleet:
    """``n`` satellites of two nodes with values around those of one, and the arcs of their day."""

    def __init__(self, n: int) -> None:
        rng = np.random.default_rng(1)

        def around(value: float) -> Floats:
            return value * rng.uniform(0.8, 1.2, n)

        self.start = (around(310.0), around(295.0))
        self.load, self.dark_load = around(1e5), around(5e4)
        self.conductance, self.area, self.emissivity = around(1e4), around(250.0), rng.uniform(0.8, 0.92, n)
        self.sink, self.dark_sink = around(220.0), around(180.0)
        self.capacities = (around(2e6), around(1.5e6))

    def arcs(self) -> Iterator[tuple[float, Floats, Floats]]:
        for _ in range(ORBITS):
            yield SUNLIT_S, self.load, self.sink
            yield DARK_S, self.dark_load, self.dark_sink

    def ours(self) -> tuple[Floats, Floats]:
        hot, radiator = self.start
        for duration, load, sink in self.arcs():
            hot, radiator = thermal_network.two_node_step(
                duration, hot, radiator, load, self.conductance, self.area, self.emissivity, sink, *self.capacities
            )
        return hot, radiator

    def numpy_rk4(self, step_s: float = 10.0) -> tuple[Floats, Floats]:
        hot, radiator = self.start
        c1, c2 = self.capacities
        radiation = self.emissivity * SIGMA * self.area
        for duration, load, sink in self.arcs():
            sink4 = sink**4

            def rates(t1: Floats, t2: Floats, load: Floats = load, sink4: Floats = sink4) -> tuple[Floats, Floats]:
                flow = self.conductance * (t1 - t2)
                square = t2 * t2
                return (load - flow) / c1, (flow - radiation * (square * square - sink4)) / c2

            for _ in range(round(duration / step_s)):
                a1, a2 = rates(hot, radiator)
                b1, b2 = rates(hot + step_s / 2 * a1, radiator + step_s / 2 * a2)
                d1, d2 = rates(hot + step_s / 2 * b1, radiator + step_s / 2 * b2)
                e1, e2 = rates(hot + step_s * d1, radiator + step_s * d2)
                hot = hot + step_s / 6 * (a1 + 2 * b1 + 2 * d1 + e1)
                radiator = radiator + step_s / 6 * (a2 + 2 * b2 + 2 * d2 + e2)
        return hot, radiator

    def scipy(self, method: str, rtol: float) -> tuple[float, float]:
        """The first satellite, arc by arc, so that no step crosses the edge."""
        from scipy.integrate import solve_ivp

        c1, c2 = (float(c[0]) for c in self.capacities)
        conductance, radiation = float(self.conductance[0]), float(self.emissivity[0] * SIGMA * self.area[0])
        state = [float(value[0]) for value in self.start]
        for duration, loads, sinks in self.arcs():
            load, sink4 = float(loads[0]), float(sinks[0]) ** 4

            def rates(_: float, t: Floats, load: float = load, sink4: float = sink4) -> list[float]:
                flow = conductance * (t[0] - t[1])
                return [(load - flow) / c1, (flow - radiation * (t[1] ** 4 - sink4)) / c2]

            state = solve_ivp(rates, (0.0, duration), state, method=method, rtol=rtol, atol=1e-6).y[:, -1].tolist()
        return state[0], state[1]


def _agree(name: str, ours: object, theirs: object) -> None:
    gap = float(np.max(np.abs(np.asarray(ours) - np.asarray(theirs))))
    if gap > ALLOWED_K:
        raise AssertionError(f"{name}: {gap:.3g} K apart, more than {ALLOWED_K}")


def rows() -> Iterator[Row]:
    """Rows of the orbit."""
    batch, one = Fleet(4096), Fleet(1)
    _agree("NumPy RK4", batch.ours(), batch.numpy_rk4())
    yield paired(
        "two nodes, one orbit-day, 4,096 satellites, one core",
        batch.ours,
        "NumPy RK4, 10 s steps",
        batch.numpy_rk4,
        must=35,
        moonshot=60,
        rounds=3,
    )
    exact = [float(np.ravel(v)[0]) for v in one.scipy("Radau", 1e-9)]
    single: Callable[[], object] = one.ours
    _agree("ours", [v[0] for v in one.ours()], exact)
    for method, must, moonshot in (("RK45", 200, 1500), ("LSODA", 20, 150)):
        # The loosest tolerance of its own that still holds 0.02 K.
        rtol = next(r for r in (1e-3, 1e-4, 1e-5, 1e-6) if np.abs(np.subtract(one.scipy(method, r), exact)).max() <= ALLOWED_K)
        yield paired(
            "two nodes, one orbit-day to 0.02 K, one satellite",
            single,
            f"scipy {method}, rtol {rtol:g}",
            lambda method=method, rtol=rtol: one.scipy(method, rtol),  # type: ignore[misc]
            must=must,
            moonshot=moonshot,
        )
        yield paired(
            "the same, ours as one of 4,096",
            batch.ours,
            f"scipy {method}, rtol {rtol:g}",
            lambda method=method, rtol=rtol: one.scipy(method, rtol),  # type: ignore[misc]
            per_call=(4096, 1),
            rounds=3,
        )
    seeds = gs.example("seeds")
    sampled = seeds.sites["orbit"]
    draws = sampled.draws(seeds.sampler(1000, 1))
    days = 1000 * 24 / ORBITS
    for method, rtol in (("RK45", 1e-4), ("LSODA", 1e-4)):
        yield paired(
            "the engine's orbit-day, one of 1,000 draws (to 0.03 K, and all)",
            lambda: evaluate(sampled, draws),
            f"scipy {method}, rtol {rtol:g}",
            lambda method=method, rtol=rtol: one.scipy(method, rtol),  # type: ignore[misc]
            per_call=(days, 1),
            rounds=3,
        )
    every = sampled.replace(orbit_samples="all")
    thousand = every.draws(seeds.sampler(1000, 1))
    yield limit("every orbit of the year, 1,000 draws", lambda: evaluate(every, thousand), 10.0, rounds=1)
