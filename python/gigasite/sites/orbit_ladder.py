"""From the ground to orbit, rung by rung: what each part of an orbital site adds to the cost of a delivered hour.

Everything is switched off first, so that chips remain that nobody has to launch and that never fail; then part by part is switched on.
"""

from __future__ import annotations

from typing import NamedTuple

from gigasite.errors import ParameterError
from gigasite.scenario.entities import Site
from gigasite.simulation import simulate

__all__ = ["RUNGS", "Rung", "ladder"]

#: Parts in the order in which they are switched on, and the inputs that are 0 without them.
RUNGS: dict[str, tuple[str, ...]] = {
    "satellites, radiators, batteries": ("satellite_cost_usd_per_w", "radiator_cost_usd_per_m2", "battery_cost_usd_per_wh"),
    "development, ground segment, operation": ("nre_usd", "ground_segment_usd_per_mw", "ops_fraction", "orbit_staff_usd_per_mw_yr"),
    "launch and its insurance": ("launch_price_usd_per_kg", "launch_insurance"),
    "upsets, checks and reruns": ("dose_rate_rad_per_yr", "orbit_goodput_loss"),
    "attrition without repair": ("chip_hazard_per_yr", "satellite_hazard_per_yr", "exposed_loop_share"),
}


class Rung(NamedTuple):
    """A part and what it adds [USD per delivered GPU-hour]."""

    part: str
    usd_per_gpu_h: float


def ladder(site: Site) -> tuple[Rung, ...]:
    """The rungs of an orbital site with every input central; they add up to its cost.

    A part is charged for the hours as they are when it is switched on, so the last two rungs are what all that stands below costs
    again because hours are lost. Errors: `ParameterError` for a site on the ground.

    >>> import gigasite as gs
    >>> rungs = ladder(gs.example("seeds").sites["orbit"])
    >>> [(rung.part, round(rung.usd_per_gpu_h, 1)) for rung in rungs][:2]
    [('chips that never fail', 1.6), ('satellites, radiators, batteries', 3.0)]
    """
    if site.type != "orbit":
        raise ParameterError("a ladder needs an orbital site", parameter="site", value=site.type)
    off = [name for names in RUNGS.values() for name in names]
    rungs = [Rung("chips that never fail", _cost(site, off))]
    reached = rungs[0].usd_per_gpu_h
    for part, names in RUNGS.items():
        off = [name for name in off if name not in names]
        cost = _cost(site, off)
        rungs.append(Rung(part, cost - reached))
        reached = cost
    return tuple(rungs)


def _cost(site: Site, off: list[str]) -> float:
    run = simulate(site.replace(**dict.fromkeys(off, 0.0)) if off else site)
    cost = run.metrics["lcoc_usd_per_gpu_h"]
    if cost is None:
        raise ParameterError(str(run.none_because["lcoc_usd_per_gpu_h"]), parameter="site", value=site.title)
    return cost
