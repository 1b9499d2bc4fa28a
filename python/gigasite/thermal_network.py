"""Transients: one node through an orbit, two nodes through its arcs or after a step of load, networks of any number of nodes (model G).

Lumped nodes with constant heat capacity: the gradient inside a node is small against the difference to the next one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import (
    Floats,
    Outside,
    batch_kernel,
    choose,
    column,
    finite,
    flag,
    kernel,
    legal,
    model,
    non_negative,
    positive,
    possible,
    require,
    series_kernel,
    share,
)
from gigasite.constants import DEEP_SPACE_K, EARTH_MEAN_RADIUS_M, GRAVITATIONAL_PARAMETER_M3_S2, STEFAN_BOLTZMANN_W_M2_K4
from gigasite.orbit import altitude, beta
from gigasite.parameters import default

__all__ = [
    "OrbitCycle",
    "OrbitCycleSeries",
    "TwoNodeState",
    "TwoNodeSteady",
    "network_step",
    "orbit_cycle",
    "orbit_cycle_series",
    "radiative_cooling_k",
    "time_constant_s",
    "time_to_limit_s",
    "two_node_orbit",
    "two_node_steady",
    "two_node_step",
]

_some = legal(0.0, 1.0, open_low=True)


@model(areal_heat_capacity_j_m2_k=positive, temperature_k=positive, emissivity=_some, stefan_boltzmann_w_m2_k4=positive)
def time_constant_s(
    areal_heat_capacity_j_m2_k: Floats,
    temperature_k: Floats,
    emissivity: Floats,
    *,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> Floats:
    """Time constant [s] of a radiating face around a temperature; heat capacity per m² of it.

    Formula: ``τ = C/(4 ε σ T³)``. Shapes: arguments broadcast. Errors: `ParameterError` for what is not positive.
    Source: linearised balance of energy.

    >>> round(time_constant_s(1e4, 329.43, 0.91), 2)
    1355.18
    """
    return kernel("thermal_network.time_constant_s", areal_heat_capacity_j_m2_k, temperature_k, emissivity, stefan_boltzmann_w_m2_k4)


@model(
    time_s=non_negative,
    start_k=positive,
    sink_k=non_negative,
    areal_heat_capacity_j_m2_k=positive,
    emissivity=_some,
    stefan_boltzmann_w_m2_k4=positive,
)
def radiative_cooling_k(
    time_s: Floats,
    start_k: Floats,
    sink_k: Floats,
    areal_heat_capacity_j_m2_k: Floats,
    emissivity: Floats,
    *,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> Floats:
    """Temperature [K] of a face that cools to its sink without load, exact.

    Formula: T_s = 0: ``T⁻³ = T0⁻³ + 3 ε σ t/C``; otherwise ``G(T) = G(T0) − ε σ t/C``, G as in `radiator.plug_flow`.
    Shapes: arguments broadcast. Errors: `PhysicsError` for a start at or below the sink, `ParameterError` for a negative time.
    Source: integral of ``C T' = −ε σ (T⁴ − T_s⁴)``.

    >>> round(radiative_cooling_k(600.0, 330.0, 0.0, 8000.0, 0.9), 4)
    294.1052
    """
    possible(np.greater(start_k, sink_k), "a face at or below its sink does not cool", parameter="start_k", value=start_k)
    return kernel(
        "thermal_network.radiative_cooling_k", time_s, start_k, sink_k, areal_heat_capacity_j_m2_k, emissivity, stefan_boltzmann_w_m2_k4
    )


@model(load_w=non_negative, heat_capacity_j_k=positive, start_k=positive, limit_k=positive)
def time_to_limit_s(load_w: Floats, heat_capacity_j_k: Floats, start_k: Floats, limit_k: Floats) -> Floats:
    """Time [s] until a node reaches a limit once its pump has stopped: an adiabatic node.

    Formula: ``C (T_lim − T)/Q``; 0 where the limit is passed already, infinite at no load. Shapes: arguments broadcast.
    Errors: `ParameterError` for a negative load. Source: balance of energy.

    >>> round(time_to_limit_s(1e5, 2e6, 327.6457219, 358.15), 2)
    610.09
    """
    return kernel("thermal_network.time_to_limit_s", load_w, heat_capacity_j_k, start_k, limit_k)


class OrbitCycle(NamedTuple):
    """Periodic state of one orbit; ``energy_residual`` is the mean of absorbed, over that of radiated heat, less 1."""

    min_k: Floats
    max_k: Floats
    mean_k: Floats
    fourth_power_mean_k: Floats
    energy_residual: Floats


class OrbitCycleSeries(NamedTuple):
    """One orbit from noon on, time on the last axis."""

    time_s: Floats
    temperature_k: Floats
    sink_k: Floats


_cycle = model(
    altitude_m=altitude,
    beta_deg=beta,
    load_w_m2=non_negative,
    areal_heat_capacity_j_m2_k=positive,
    tilt_from_nadir_deg=legal(0.0, 180.0),
    solar_absorptivity=share,
    emissivity=_some,
    tilt_azimuth_deg=finite,
    earth_infrared_w_m2=non_negative,
    albedo=share,
    solar_flux_w_m2=non_negative,
    tolerance_k=positive,
    max_orbits=legal(1.0),
    deep_space_k=non_negative,
    stefan_boltzmann_w_m2_k4=positive,
    earth_radius_m=positive,
    gravitational_parameter_m3_s2=positive,
)


def _orbit(name: str, result: type[Any], load: Any, given: dict[str, Any]) -> Any:
    """Either kernel of an orbit, from the arguments of its function: numbers get a last axis of one, the load may have one of ``steps``."""
    steps, sun_on_face = given["steps"], np.asarray(given["sun_on_face"])
    require(
        isinstance(steps, int | np.integer) and not isinstance(steps, bool) and 8 <= steps <= 10_000_000,
        "an orbit is cut into a whole number of at least 8 steps",
        parameter="steps",
        value=steps,
    )
    require(sun_on_face.dtype == np.bool_, "say True or False", parameter="sun_on_face", value=given["sun_on_face"])
    disc = choose("albedo_method", given["albedo_method"], ("disc", "sub_point")) == "disc"
    if not disc:
        flag(f'{name}: albedo_method="sub_point" takes the whole disc as bright as the point below the satellite')
    conical = choose("shadow_model", given["shadow_model"], ("cylindrical", "conical")) == "conical"

    def numbers(*names: str) -> list[Any]:
        return [np.asarray(given[key], dtype=np.float64)[..., None] for key in names]

    cycle = series_kernel(
        f"thermal_network.{name}",
        *numbers("altitude_m", "beta_deg"),
        load,
        *numbers("areal_heat_capacity_j_m2_k", "tilt_from_nadir_deg", "solar_absorptivity", "emissivity"),
        *numbers("sun_on_face", "tilt_azimuth_deg"),
        float(disc),
        float(conical),
        *numbers("earth_infrared_w_m2", "albedo", "solar_flux_w_m2", "tolerance_k", "max_orbits", "deep_space_k"),
        *numbers("stefan_boltzmann_w_m2_k4", "earth_radius_m", "gravitational_parameter_m3_s2"),
        result=result,
        steps=int(steps),
    )
    limit = float(np.max(given["max_orbits"], initial=1.0))
    possible(
        np.isfinite(cycle[1]),
        f"no periodic state within max_orbits={limit:g}; allow more orbits, a larger tolerance_k or more steps",
        parameter="max_orbits",
        value=limit,
    )
    return cycle


@_cycle
def orbit_cycle(
    altitude_m: Floats,
    beta_deg: Floats,
    load_w_m2: Floats,
    areal_heat_capacity_j_m2_k: Floats,
    tilt_from_nadir_deg: Floats,
    solar_absorptivity: Floats,
    emissivity: Floats,
    *,
    sun_on_face: Any,
    tilt_azimuth_deg: Floats = 0.0,
    albedo_method: str = "disc",
    shadow_model: str = "conical",
    earth_infrared_w_m2: Floats = default("earth_ir"),
    albedo: Floats = default("albedo"),
    solar_flux_w_m2: Floats = default("solar_constant"),
    steps: int = 4000,
    tolerance_k: Floats = 1e-6,
    max_orbits: Floats = 1000,
    deep_space_k: Floats = DEEP_SPACE_K,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    earth_radius_m: Floats = EARTH_MEAN_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    outside: Outside = "raise",
) -> OrbitCycle:
    """Periodic temperature of one node with one radiating face on a circular orbit; load and heat capacity per m² of it.

    Formula: ``C T' = q + ε σ (T_s⁴(t) − T⁴)`` with the sink of `thermal_environment.effective_sink_k`, by TR-BDF2 in ``steps`` steps;
    periodic when the change over one orbit is below ``tolerance_k`` and the energy residual below 1e-6, so that
    ``<T⁴> = q/(ε σ) + <T_s⁴>``. Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: `PhysicsError` when no periodic state is reached within ``max_orbits``, `ParameterError` for fewer than 8 steps.
    Source: R. E. Bank et al. 1985, DOI 10.1109/T-ED.1985.22232 (the scheme); balance of energy.

    >>> cycle = orbit_cycle(550e3, 0.0, 545.4545, 1e4, 90.0, 0.2, 0.91, sun_on_face=False)
    >>> round(cycle.min_k, 1), round(cycle.max_k, 1)
    (328.7, 330.5)
    """
    return _orbit("orbit_cycle", OrbitCycle, np.asarray(load_w_m2)[..., None], locals())  # type: ignore[no-any-return]


@_cycle
def orbit_cycle_series(
    altitude_m: Floats,
    beta_deg: Floats,
    load_w_m2: Floats,
    areal_heat_capacity_j_m2_k: Floats,
    tilt_from_nadir_deg: Floats,
    solar_absorptivity: Floats,
    emissivity: Floats,
    *,
    sun_on_face: Any,
    tilt_azimuth_deg: Floats = 0.0,
    albedo_method: str = "disc",
    shadow_model: str = "conical",
    earth_infrared_w_m2: Floats = default("earth_ir"),
    albedo: Floats = default("albedo"),
    solar_flux_w_m2: Floats = default("solar_constant"),
    steps: int = 4000,
    tolerance_k: Floats = 1e-6,
    max_orbits: Floats = 1000,
    deep_space_k: Floats = DEEP_SPACE_K,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    earth_radius_m: Floats = EARTH_MEAN_RADIUS_M,
    gravitational_parameter_m3_s2: Floats = GRAVITATIONAL_PARAMETER_M3_S2,
    outside: Outside = "raise",
) -> OrbitCycleSeries:
    """The periodic orbit of `orbit_cycle` as series of ``steps`` values from orbit noon on.

    Formula: as `orbit_cycle`. ``load_w_m2`` may be a series of ``steps`` values (a load that throttles in eclipse), linear between
    them. Shapes: the other arguments broadcast over the leading axes. Valid: h > 160 km. Errors: as `orbit_cycle`. Source: as there.

    >>> import numpy as np
    >>> orbit = orbit_cycle_series(550e3, 0.0, np.where(np.arange(400) < 260, 600.0, 0.0), 1e4, 90.0, 0.2, 0.91, sun_on_face=False,
    ...                            steps=400)
    >>> orbit.temperature_k.shape
    (400,)
    """
    given = locals()
    load = np.asarray(load_w_m2)
    require(
        load.ndim == 0 or load.shape[-1] in (1, steps),
        f"a load series has as many values as the orbit has steps ({steps})",
        parameter="load_w_m2",
        value=load.shape[-1] if load.ndim else None,
    )
    return _orbit("orbit_cycle_series", OrbitCycleSeries, load[..., None] if load.ndim == 0 else load, given)  # type: ignore[no-any-return]


class TwoNodeSteady(NamedTuple):
    """Steady state and the two (negative) eigenvalues of the system linearised around it."""

    hot_k: Floats
    radiator_k: Floats
    fast_eigenvalue_per_s: Floats
    slow_eigenvalue_per_s: Floats


@model(
    load_w=non_negative,
    conductance_w_k=positive,
    radiating_area_m2=positive,
    emissivity=_some,
    sink_k=non_negative,
    hot_heat_capacity_j_k=positive,
    radiator_heat_capacity_j_k=positive,
    stefan_boltzmann_w_m2_k4=positive,
)
def two_node_steady(
    load_w: Floats,
    conductance_w_k: Floats,
    radiating_area_m2: Floats,
    emissivity: Floats,
    sink_k: Floats,
    hot_heat_capacity_j_k: Floats,
    radiator_heat_capacity_j_k: Floats,
    *,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> TwoNodeSteady:
    """Steady state of a hot node (1) and a radiator (2) joined by a loop.

    Formula: ``T2 = (Q/(ε σ A) + T_s⁴)^(1/4)``, ``T1 = T2 + Q/G``; eigenvalues of
    ``[[−G/C1, G/C1], [G/C2, −(G + 4 ε σ A T2³)/C2]]``. Shapes: arguments broadcast.
    Errors: `ParameterError` for what is not positive, `PhysicsError` for no load and a sink of 0 K: nothing to be linearised.
    Source: balance of energy.

    >>> round(two_node_steady(1e5, 1e4, 250.0, 0.9, 220.0, 2e6, 1.5e6).hot_k, 4)
    327.6457
    """
    possible(np.greater(np.add(load_w, sink_k), 0.0), "no load and a sink of 0 K: the nodes end at 0 K", parameter="load_w", value=load_w)
    return kernel(  # type: ignore[no-any-return]
        "thermal_network.two_node_steady",
        load_w,
        conductance_w_k,
        radiating_area_m2,
        emissivity,
        sink_k,
        hot_heat_capacity_j_k,
        radiator_heat_capacity_j_k,
        stefan_boltzmann_w_m2_k4,
        result=TwoNodeSteady,
    )


class TwoNodeState(NamedTuple):
    """Temperatures of both nodes."""

    hot_k: Floats
    radiator_k: Floats


@model(
    time_s=non_negative,
    start_hot_k=positive,
    start_radiator_k=positive,
    load_w=non_negative,
    conductance_w_k=positive,
    radiating_area_m2=positive,
    emissivity=_some,
    sink_k=non_negative,
    hot_heat_capacity_j_k=positive,
    radiator_heat_capacity_j_k=positive,
    stefan_boltzmann_w_m2_k4=positive,
)
def two_node_step(
    time_s: Floats,
    start_hot_k: Floats,
    start_radiator_k: Floats,
    load_w: Floats,
    conductance_w_k: Floats,
    radiating_area_m2: Floats,
    emissivity: Floats,
    sink_k: Floats,
    hot_heat_capacity_j_k: Floats,
    radiator_heat_capacity_j_k: Floats,
    *,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> TwoNodeState:
    """Both nodes of `two_node_steady` at times after a step to a constant load, each counted from 0; within 1e-3 K.

    Formula: ``C1 T1' = Q − G (T1 − T2)``, ``C2 T2' = G (T1 − T2) − ε σ A (T2⁴ − T_s⁴)``, by exponential Rosenbrock
    steps of order 4 that follow their own error. Shapes: arguments broadcast, ``time_s`` like the others.
    Errors: `ParameterError` for a negative time and for what is not positive, `PhysicsError` where the nodes are too stiff to follow.
    Source: M. Hochbruck, A. Ostermann, J. Schweitzer 2009, DOI 10.1137/080717717.

    >>> state = two_node_step([0.0, 600.0], 300.0, 300.0, 1e5, 1e4, 250.0, 0.9, 220.0, 2e6, 1.5e6)
    >>> state.hot_k.round(3).tolist()
    [300.0, 308.537]
    """
    law = (load_w, conductance_w_k, radiating_area_m2, emissivity, sink_k, hot_heat_capacity_j_k, radiator_heat_capacity_j_k)
    given = (time_s, start_hot_k, start_radiator_k, *law)
    if all(isinstance(value, float) for value in given):
        state: TwoNodeState = kernel("thermal_network.two_node_step", *given, stefan_boltzmann_w_m2_k4, result=TwoNodeState)
    else:
        # An orbit of one arc.
        columns = (*map(column, given), 0.0, 1.0, 1.0, _STEP_TOLERANCE_K, column(stefan_boltzmann_w_m2_k4))
        ends = batch_kernel("thermal_network.two_node_orbit", *columns, result=TwoNodeState, steps=1, per_row=1, threads=1)
        state = TwoNodeState(ends.hot_k[..., 0], ends.radiator_k[..., 0])
    possible(np.isfinite(state.hot_k), "the transient could not be followed", parameter="time_s", value=time_s)
    return state


_STEP_TOLERANCE_K = 1e-4  # as in the core


@model(
    arc_s=non_negative.series(),
    start_hot_k=positive,
    start_radiator_k=positive,
    load_w=non_negative.series(),
    conductance_w_k=positive,
    radiating_area_m2=positive,
    emissivity=_some,
    sink_k=non_negative.series(),
    hot_heat_capacity_j_k=positive,
    radiator_heat_capacity_j_k=positive,
    noon_flux_w_m2=non_negative.series(),
    period_s=positive.or_none(),
    tolerance_k=legal(1e-8, 1.0),
    stefan_boltzmann_w_m2_k4=positive,
)
def two_node_orbit(
    arc_s: Floats,
    start_hot_k: Floats,
    start_radiator_k: Floats,
    load_w: Floats,
    conductance_w_k: Floats,
    radiating_area_m2: Floats,
    emissivity: Floats,
    sink_k: Floats,
    hot_heat_capacity_j_k: Floats,
    radiator_heat_capacity_j_k: Floats,
    *,
    noon_flux_w_m2: Floats = 0.0,
    period_s: Floats = None,
    orbits: int = 1,
    tolerance_k: Floats = 1e-3,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    threads: int | None = None,
) -> TwoNodeState:
    """Both nodes of `two_node_steady` through an orbit that is cut into arcs at the edges of the shadow, ``orbits`` times over.

    Formula: in each arc ``C1 T1' = Q − G (T1 − T2)``, ``C2 T2' = G (T1 − T2) − A [ε σ (T2⁴ − T_s⁴) − q cos(2π t/P)]`` with its own
    load Q, sink T_s and ``noon_flux_w_m2`` q (absorbed per m² of radiating area; albedo at the sub-satellite point, 0 on the night
    side); t counts from the start of the first arc, orbit noon where q is used, and P is ``period_s``, by default the sum of the
    arcs. Exponential Rosenbrock steps of order 4; no step crosses the end of an arc. Each step keeps its estimated error below
    ``tolerance_k``; arcs then end within it in all but one of 10,000 random satellites, and far nearer in general.
    Shapes: arcs on the last axis of ``arc_s``, ``load_w``, ``sink_k`` and ``noon_flux_w_m2`` (one value holds for all arcs), the
    other arguments broadcast over the leading axes; results hold the ends of the arcs, orbit after orbit, on the last axis.
    ``threads`` 0 takes all processors, ``None`` what ``GIGASITE_THREADS`` says; the bits do not depend on it.
    Errors: `ParameterError` for what is not positive, for arcs of unequal number and for ``orbits`` below 1; `PhysicsError` where
    the nodes are too stiff to follow. Source: M. Hochbruck, A. Ostermann, J. Schweitzer 2009, DOI 10.1137/080717717.

    >>> day = two_node_orbit([4560.0, 1200.0], 310.0, 295.0, [1e5, 5e4], 1e4, 250.0, 0.9, [220.0, 180.0], 2e6, 1.5e6, orbits=15)
    >>> day.hot_k.shape, day.hot_k[-2:].round(2).tolist()
    ((30,), [324.69, 306.6])
    """
    whole = isinstance(orbits, int | np.integer) and not isinstance(orbits, bool)
    require(whole and 1 <= orbits <= 1_000_000, "a whole number of orbits, at least 1", parameter="orbits", value=orbits)
    arcs = max(np.shape(value)[-1] for value in (arc_s, load_w, sink_k, noon_flux_w_m2))
    if period_s is None:
        period_s = arc_s.sum(axis=-1) * (arcs / arc_s.shape[-1])
    state: TwoNodeState = batch_kernel(
        "thermal_network.two_node_orbit",
        arc_s,
        column(start_hot_k),
        column(start_radiator_k),
        load_w,
        *map(column, (conductance_w_k, radiating_area_m2, emissivity)),
        sink_k,
        *map(column, (hot_heat_capacity_j_k, radiator_heat_capacity_j_k)),
        noon_flux_w_m2,
        column(period_s),
        float(orbits),
        *map(column, (tolerance_k, stefan_boltzmann_w_m2_k4)),
        result=TwoNodeState,
        steps=arcs,
        per_row=arcs * int(orbits),
        threads=threads,
    )
    possible(np.isfinite(state.hot_k), "the transient could not be followed", parameter="tolerance_k", value=tolerance_k)
    return state


@model(
    temperature_k=positive.series(),
    step_s=positive,
    load_w=finite,
    heat_capacity_j_k=positive,
    conductance_w_k=non_negative,
    radiating_area_m2=non_negative,
    emissivity=_some,
    sink_k=non_negative,
    stefan_boltzmann_w_m2_k4=positive,
)
def network_step(
    temperature_k: Floats,
    step_s: Floats,
    load_w: Floats,
    heat_capacity_j_k: Floats,
    conductance_w_k: Floats,
    radiating_area_m2: Floats,
    emissivity: Floats,
    sink_k: Floats,
    *,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
) -> Floats:
    """Temperatures [K] of a network of nodes after one implicit step, stable at any step.

    Formula: ``C_i (T_i − T_i⁰)/Δt = Q_i + Σ_j G_ij (T_j − T_i) − ε_i σ A_i (T_i⁴ − T_s,i⁴)``, by Newton.
    Shapes: nodes on the last axis of all but ``step_s``; ``conductance_w_k`` is nodes × nodes, its diagonal without effect; leading
    axes broadcast. An area or a conductance of 0 says that a node does not radiate, or is not joined.
    Errors: `ParameterError` for a conductance that is not square or not symmetric; `PhysicsError` when a negative load takes more
    heat than there is. Source: backward Euler on the balance of energy.

    >>> network_step([320.0, 310.0], 1e9, [1e5, 0.0], [2e6, 1.5e6], [[0, 1e4], [1e4, 0]], [0.0, 250.0], 0.9, 220.0).round(4).tolist()
    [327.6457, 317.6457]
    """
    nodes = temperature_k.shape[-1]
    conductance = np.asarray(conductance_w_k, np.float64)
    require(
        conductance.shape[-2:] == (nodes, nodes),
        f"expected {nodes} × {nodes} conductances, got {' × '.join(map(str, conductance.shape)) or 'one number'}",
        parameter="conductance_w_k",
    )
    require(
        np.isclose(conductance, np.swapaxes(conductance, -1, -2), rtol=1e-12, atol=0.0),
        "heat flows between two nodes as well one way as the other: the matrix must be symmetric",
        parameter="conductance_w_k",
    )

    def pairs(values: Floats) -> Any:
        # A node quantity, repeated along the second index of the pairs (i, j).
        return np.repeat(np.broadcast_to(values, (*np.shape(values)[:-1], nodes)), nodes, axis=-1)

    by_step = np.asarray(step_s, np.float64)[..., None]
    state = series_kernel(
        "thermal_network.network_step",
        pairs(temperature_k),
        pairs(by_step),
        pairs(load_w),
        pairs(heat_capacity_j_k),
        conductance.reshape(*conductance.shape[:-2], nodes * nodes),
        pairs(radiating_area_m2),
        pairs(emissivity),
        pairs(sink_k),
        stefan_boltzmann_w_m2_k4,
        steps=nodes * nodes,
    )
    lead = np.broadcast_shapes(
        by_step.shape[:-1],
        conductance.shape[:-2],
        *(np.shape(v)[:-1] for v in (temperature_k, load_w, heat_capacity_j_k, radiating_area_m2, emissivity, sink_k)),
    )
    state = np.reshape(state, (*lead, nodes))
    possible(np.isfinite(state), "the load takes more heat from a node than it has", parameter="load_w", value=load_w)
    return state
