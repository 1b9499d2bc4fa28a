"""Pump-failure drill of an orbital fleet: how long the chips last, and how cold the stopped loop gets in eclipse.

From the year of a single run: the hottest step for the chips, the entry into the longest eclipse for the panels.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gigasite import thermal_network
from gigasite.constants import ZERO_CELSIUS_K
from gigasite.errors import ParameterError
from gigasite.fluids import freezing_point_c
from gigasite.simulation import Run
from gigasite.thermal_environment import earth_infrared_flux_w_m2, earth_view_factor, sink_temperature_k

__all__ = ["AMMONIA_FREEZES_K", "PumpDrill", "cooling_panel_k", "drill", "hot_node_k"]

#: Triple point of ammonia.
AMMONIA_FREEZES_K = 195.5


class PumpDrill(NamedTuple):
    """What happens when the pumps of a satellite stop. ``math.inf`` where a thing does not happen."""

    load_w: float
    """Heat of one satellite in the hottest step of the year."""
    hot_start_k: float
    hot_limit_k: float
    hot_rise_k_per_s: float
    time_to_limit_s: float
    time_to_limit_idle_s: float
    """The same with idle chips: what is left when the work is stopped with the pumps."""
    eclipse_s: float
    """Longest eclipse of the orbits in the series; 0 in a year without."""
    panel_start_k: float
    eclipse_sink_k: float
    panel_coldest_k: float
    """At the end of that eclipse; the loop has stopped at its beginning."""
    freezing_k: float
    time_to_freezing_s: float


def _orbital(run: Run) -> None:
    if run.evaluation.model.engine != "orbit":
        raise ParameterError("a pump drill needs an orbital site", parameter="run", value=run.site.type)


def _value(run: Run, key: str) -> float:
    return float(run.evaluation.draws[key][0])


def _hot_capacity_j_k(run: Run) -> float:
    return 1e3 * _value(run, "hot_loop_heat_capacity_kj_k_per_kw") * _value(run, "it_power_per_satellite_kw")


def _satellites(run: Run) -> float:
    return float(np.ceil(_value(run, "it_capacity_mw") * 1e3 / _value(run, "it_power_per_satellite_kw")))


def hot_node_k(run: Run, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Temperature [K] of chips and cold plates at times after the pumps stopped in the hottest step, work going on."""
    found = drill(run)
    return found.hot_start_k + found.hot_rise_k_per_s * np.asarray(time_s)


def cooling_panel_k(run: Run, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Temperature [K] of the panels at times after the loop stopped at the entry into the longest eclipse, in its shadow."""
    found = drill(run)
    return _cooling(run, np.asarray(time_s), found.panel_start_k, found.eclipse_sink_k)


def _cooling(run: Run, time_s: NDArray[np.float64] | float, start_k: float, sink_k: float) -> NDArray[np.float64]:
    faces = 1.0 if run.evaluation.model.phase("operate").components.get("radiator") == "one_face" else 2.0
    # Per m² of face as the engine has it: fins and blocked view slow emission and absorption alike.
    seen = _value(run, "fin_efficiency") * _value(run, "radiator_view_to_space") * (1.0 - float(run.ledger.neighbour_view_share[0]))
    capacity = 1e3 * _value(run, "radiator_heat_capacity_kj_m2_k") / (faces * seen)
    cooled = thermal_network.radiative_cooling_k(time_s, start_k, sink_k, capacity, _value(run, "radiator_emissivity_eol"))
    return np.asarray(cooled)


def drill(run: Run, *, coolant: str = "ammonia") -> PumpDrill:
    """Stops the pumps of a fleet twice: in its hottest step, and at the entry into its longest eclipse.

    Formula: hot node adiabatic, ``t = C1 (T_lim − T1)/Q``; panel alone in the shadow, ``C2 T2' = −ε σ (T2⁴ − T_s⁴)`` with the sink of a
    face edge-on to the Earth, as the faces of both attitudes are. ``coolant``: ``"ammonia"`` or a fluid of `gigasite.fluids`.
    Valid: the series of the run; the state before the stop is periodic.
    Errors: `ParameterError` for a site on the ground or an unknown fluid.
    Source: balance of energy; `gigasite.thermal_network`.

    >>> import gigasite as gs
    >>> found = drill(gs.simulate(gs.example("seeds").sites["orbit"]))
    >>> round(found.time_to_limit_s), round(found.panel_coldest_k)
    (1206, 237)
    """
    _orbital(run)
    s = run.series
    satellites = _satellites(run)
    heat_w = (s["it_mw"] + s["power_loss_mw"] + s["auxiliary_mw"]) * 1e6 / satellites
    hottest = int(np.argmax(s["hot_k"]))
    load, hot, limit = float(heat_w[hottest]), float(s["hot_k"][hottest]), _value(run, "junction_limit_k")
    capacity = _hot_capacity_j_k(run)
    idle = (
        load - float(s["it_mw"][hottest]) * 1e6 / satellites + _value(run, "idle_fraction") * 1e3 * _value(run, "it_power_per_satellite_kw")
    )
    to_limit = [float(thermal_network.time_to_limit_s(w, capacity, hot, limit)) for w in (load, min(idle, load))]

    entry, eclipse_s = _longest_eclipse(s["orbit_angle_deg"], s["illumination"], s["step_s"])
    panel = float(s["radiator_k"][entry])
    infrared = earth_infrared_flux_w_m2(
        earth_view_factor(_value(run, "altitude_km") * 1e3, 90.0), earth_infrared_w_m2=_value(run, "earth_ir_w_m2")
    )
    emissivity = _value(run, "radiator_emissivity_eol")
    sink = float(sink_temperature_k(emissivity * infrared, emissivity))
    freezing = AMMONIA_FREEZES_K if coolant == "ammonia" else freezing_point_c(coolant) + ZERO_CELSIUS_K
    coldest = float(_cooling(run, eclipse_s, panel, sink)) if panel > sink else panel
    return PumpDrill(
        load_w=load,
        hot_start_k=hot,
        hot_limit_k=limit,
        hot_rise_k_per_s=load / capacity,
        time_to_limit_s=to_limit[0],
        time_to_limit_idle_s=to_limit[1],
        eclipse_s=eclipse_s,
        panel_start_k=panel,
        eclipse_sink_k=sink,
        panel_coldest_k=coldest,
        freezing_k=freezing,
        time_to_freezing_s=_time_to(run, freezing, panel, sink),
    )


def _time_to(run: Run, target_k: float, start_k: float, sink_k: float) -> float:
    """Time [s] until the panel in the shadow is as cold as that, by halving; temperatures fall all the time."""
    if target_k >= start_k:
        return 0.0
    if target_k <= sink_k:
        return float("inf")
    low, high = 0.0, 60.0
    while _cooling(run, high, start_k, sink_k) > target_k:
        low, high = high, 2.0 * high
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _cooling(run, middle, start_k, sink_k) > target_k else (low, middle)
    return high


def _longest_eclipse(angle_deg: NDArray[np.float64], illumination: NDArray[np.float64], step_s: NDArray[np.float64]) -> tuple[int, float]:
    """Step before the longest shadow of the series, and how long that lasts; the darkest step where there is none."""
    orbit = np.cumsum(np.diff(angle_deg, prepend=0.0) < 0.0)
    dark = (1.0 - illumination) * step_s
    lengths = np.bincount(orbit, dark)
    worst = int(np.argmax(lengths))
    inside = np.flatnonzero((orbit == worst) & (illumination < 1.0))
    if not inside.size:
        return int(np.argmax(orbit == worst)), 0.0
    return int(max(inside[0] - 1, 0)), float(lengths[worst])
