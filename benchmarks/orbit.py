"""Transients of a satellite, and every orbit of the year.

The same equations, arcs and day for all of the transients, to 0.02 K: in `Fleet` load and sink change at the edge of the shadow,
in `Prototype` albedo follows the Sun besides (the equations and steps of the prototype that the goals were set by).
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

        arcs = np.array([SUNLIT_S, DARK_S])
        load, sink = np.stack([self.load, self.dark_load], axis=-1), np.stack([self.sink, self.dark_sink], axis=-1)
        inputs = (*self.start, load, self.conductance, self.area, self.emissivity, sink, *self.capacities)
        # One satellite is told in plain numbers.
        self.inputs = (arcs, *(inputs if n > 1 else (row[0] if (row := np.asarray(v)).ndim > 1 else float(row[0]) for v in inputs)))

    def ours(self, threads: int = 1) -> tuple[Floats, Floats]:
        ends = thermal_network.two_node_orbit(*self.inputs, orbits=ORBITS, tolerance_k=ALLOWED_K, threads=threads)
        return ends.hot_k[..., -1], ends.radiator_k[..., -1]

    def arcs(self) -> Iterator[tuple[float, Floats, Floats]]:
        for _ in range(ORBITS):
            yield SUNLIT_S, self.load, self.sink
            yield DARK_S, self.dark_load, self.dark_sink

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


class Prototype:
    """``n`` satellites in a day of steps of 10 s under a cylindrical shadow, albedo at the point below and some Sun on an edge."""

    SUN, EARTH, RADIUS, MU, DAY_S, STEP_S = 1361.0, 237.0, 6371.0e3, 3.986004418e14, 86_400.0, 10.0
    START = (310.0, 300.0)

    def __init__(self, n: int) -> None:
        low = np.array([80e3, 150.0, 0.80, 0.08, 4e3, 3e5, 2500.0, 500e3, 0.0])
        high = np.array([140e3, 320.0, 0.92, 0.25, 9e3, 9e5, 6000.0, 1200e3, 1.45])
        drawn = low[:, None] + (high - low)[:, None] * np.random.default_rng(3).random((9, n))
        self.power, self.area, self.emissivity, alpha, per_area, self.hot_capacity, self.conductance, altitude, beta = drawn
        self.radiator_capacity = per_area * self.area
        self.ratio = self.RADIUS / (self.RADIUS + altitude)
        self.rate = np.sqrt(self.MU / (self.RADIUS + altitude) ** 3)  # rad/s
        self.cos_beta = np.cos(beta)
        view = 0.5 * self.ratio**2
        self.edge = -np.sqrt(1.0 - self.ratio**2)  # of cos θ cos β at the shadow
        # W/m² absorbed: Sun on the edge, albedo where the Sun is overhead, infrared.
        self.direct, self.albedo = alpha * self.SUN * 0.10, alpha * self.SUN * 0.30 * view
        self.infrared = self.emissivity * self.EARTH * view

        # Angles from noon at which the albedo ends, the shadow begins and ends, the albedo begins.
        with np.errstate(invalid="ignore"):
            entry = np.where(-self.edge < self.cos_beta, np.arccos(self.edge / self.cos_beta), np.pi)
        quarter, full = np.full(n, np.pi / 2), np.full(n, 2 * np.pi)
        turns = int(np.ceil(self.DAY_S * self.rate.max() / (2 * np.pi)))
        marks = np.stack([quarter, entry, full - entry, 3 * quarter, full], axis=-1)[:, None, :] + 2 * np.pi * np.arange(turns)[:, None]
        ends = np.minimum(marks.reshape(n, -1) / self.rate[:, None], self.DAY_S)
        grey = self.emissivity * SIGMA
        lit, dark = ((self.infrared + self.direct) / grey) ** 0.25, (self.infrared / grey) ** 0.25
        noon, none = self.albedo * self.cos_beta, np.zeros(n)
        self.arc_s = np.diff(ends, axis=-1, prepend=0.0)
        self.sinks = np.tile(np.stack([lit, lit, dark, lit, lit], axis=-1), turns)
        self.noon_fluxes = np.tile(np.stack([noon, none, none, none, noon], axis=-1), turns)
        self.constants = self._constants()

    def ours(self, threads: int = 1) -> tuple[Floats, Floats]:
        ends = thermal_network.two_node_orbit(
            self.arc_s,
            *self.START,
            self.power[:, None],
            self.conductance,
            self.area,
            self.emissivity,
            self.sinks,
            self.hot_capacity,
            self.radiator_capacity,
            noon_flux_w_m2=self.noon_fluxes,
            period_s=2 * np.pi / self.rate,
            tolerance_k=ALLOWED_K,
            threads=threads,
        )
        return ends.hot_k[:, -1], ends.radiator_k[:, -1]

    def _constants(self) -> list[Floats]:
        half = self.rate * self.STEP_S / 2
        fluxes = (self.area * flux for flux in (self.direct, self.albedo, self.infrared))
        others = (self.area * self.emissivity * SIGMA, self.conductance, self.power, 1 / self.radiator_capacity, 1 / self.hot_capacity)
        return [*fluxes, *others, self.cos_beta, self.edge, np.cos(half), np.sin(half)]

    def numpy_rk4(self) -> tuple[Floats, Floats]:
        direct, albedo, infrared, emission, g, power, per_radiator, per_hot, cos_beta, edge, cos_half, sin_half = self.constants
        step = self.STEP_S
        n = len(g)
        hot, radiator = np.full(n, self.START[0]), np.full(n, self.START[1])
        cosine, sine = np.ones(n), np.zeros(n)

        def load(cosine: Floats) -> Floats:
            x = cosine * cos_beta
            return infrared + np.where(x < edge, 0.0, direct) + albedo * np.maximum(x, 0.0)  # type: ignore[no-any-return]

        def rates(t1: Floats, t2: Floats, q: Floats) -> tuple[Floats, Floats]:
            flow = g * (t1 - t2)
            square = t2 * t2
            return (power - flow) * per_hot, (flow + q - emission * square * square) * per_radiator

        q0 = load(cosine)
        for _ in range(round(self.DAY_S / step)):
            middle, across = cosine * cos_half - sine * sin_half, sine * cos_half + cosine * sin_half
            cosine, sine = middle * cos_half - across * sin_half, across * cos_half + middle * sin_half
            q1, q2 = load(middle), load(cosine)
            a1, a2 = rates(hot, radiator, q0)
            b1, b2 = rates(hot + step / 2 * a1, radiator + step / 2 * a2, q1)
            d1, d2 = rates(hot + step / 2 * b1, radiator + step / 2 * b2, q1)
            e1, e2 = rates(hot + step * d1, radiator + step * d2, q2)
            hot = hot + step / 6 * (a1 + 2 * (b1 + d1) + e1)
            radiator = radiator + step / 6 * (a2 + 2 * (b2 + d2) + e2)
            q0 = q2
        return hot, radiator

    def numba_rk4(self) -> Callable[[], tuple[Floats, Floats]]:
        """Satellites over the processors, the loop over steps in registers; compiled when this returns."""
        import numba

        constants, start, step, steps = np.array(self.constants), self.START, self.STEP_S, round(self.DAY_S / self.STEP_S)

        @numba.njit(parallel=True, fastmath=True)
        def run(constants, steps):  # type: ignore[no-untyped-def]  # numba reads its source
            n = constants.shape[1]
            hot_end, radiator_end = np.empty(n), np.empty(n)
            half = step / 2
            for i in numba.prange(n):
                direct, albedo, infrared = constants[0, i], constants[1, i], constants[2, i]
                emission, g, power, per_radiator, per_hot = (
                    constants[3, i],
                    constants[4, i],
                    constants[5, i],
                    constants[6, i],
                    constants[7, i],
                )
                cos_beta, edge, cos_half, sin_half = constants[8, i], constants[9, i], constants[10, i], constants[11, i]
                hot, radiator = start
                cosine, sine = 1.0, 0.0
                q0 = infrared + (direct + albedo * cos_beta if cos_beta >= edge else 0.0)
                for _ in range(steps):
                    middle, across = cosine * cos_half - sine * sin_half, sine * cos_half + cosine * sin_half
                    cosine, sine = middle * cos_half - across * sin_half, across * cos_half + middle * sin_half
                    x = middle * cos_beta
                    q1 = infrared + (direct if x >= edge else 0.0) + albedo * max(x, 0.0)
                    x = cosine * cos_beta
                    q2 = infrared + (direct if x >= edge else 0.0) + albedo * max(x, 0.0)
                    flow = g * (hot - radiator)
                    square = radiator * radiator
                    a1, a2 = (power - flow) * per_hot, (flow + q0 - emission * square * square) * per_radiator
                    t1, t2 = hot + half * a1, radiator + half * a2
                    flow = g * (t1 - t2)
                    square = t2 * t2
                    b1, b2 = (power - flow) * per_hot, (flow + q1 - emission * square * square) * per_radiator
                    t1, t2 = hot + half * b1, radiator + half * b2
                    flow = g * (t1 - t2)
                    square = t2 * t2
                    d1, d2 = (power - flow) * per_hot, (flow + q1 - emission * square * square) * per_radiator
                    t1, t2 = hot + step * d1, radiator + step * d2
                    flow = g * (t1 - t2)
                    square = t2 * t2
                    e1, e2 = (power - flow) * per_hot, (flow + q2 - emission * square * square) * per_radiator
                    hot += step / 6 * (a1 + 2 * (b1 + d1) + e1)
                    radiator += step / 6 * (a2 + 2 * (b2 + d2) + e2)
                    q0 = q2
                hot_end[i], radiator_end[i] = hot, radiator
            return hot_end, radiator_end

        run(constants, 1)
        return lambda: run(constants, steps)  # type: ignore[no-any-return]


def _agree(name: str, ours: object, theirs: object) -> None:
    gap = float(np.max(np.abs(np.asarray(ours) - np.asarray(theirs))))
    if gap > ALLOWED_K:
        raise AssertionError(f"{name}: {gap:.3g} K apart, more than {ALLOWED_K}")


def rows() -> Iterator[Row]:
    """Rows of the orbit."""
    batch, one, prototype = Fleet(4096), Fleet(1), Prototype(4096)
    compiled = prototype.numba_rk4()
    _agree("NumPy RK4", batch.ours(), batch.numpy_rk4())
    _agree("NumPy RK4 of the prototype", prototype.ours(), prototype.numpy_rk4())
    _agree("numba RK4 of the prototype", prototype.ours(), compiled())
    for name, fleet in (("", batch), (" and albedo that follows the Sun", prototype)):
        yield paired(
            f"two nodes{name}, one orbit-day, 4,096 satellites, one core",
            fleet.ours,
            "NumPy RK4, 10 s steps",
            fleet.numpy_rk4,
            must=35,
            moonshot=60,
            rounds=3,
        )
    yield paired(
        "two nodes and albedo that follows the Sun, one orbit-day, 4,096 satellites, all cores",
        lambda: prototype.ours(0),
        "numba fastmath RK4, 10 s steps",
        compiled,
        must=8,
        moonshot=13,
    )
    exact = [float(np.ravel(v)[0]) for v in one.scipy("Radau", 1e-9)]
    calls = 50  # of ours beside one of theirs, which is as long

    def single() -> None:
        for _ in range(calls):
            one.ours()

    _agree("ours", [float(v) for v in one.ours()], exact)
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
            per_call=(calls, 1),
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
