"""The law: modules of one plant, each refuelled in turn."""

from types import MappingProxyType

import numpy as np

#: Keys that say how large the plant is and how it runs.
KEYS = (
    "it_capacity_mw",
    "smr_modules",
    "smr_size_factor",
    "smr_module_mw",
    "smr_thermal_mw",
    "smr_house_load_share",
    "smr_minimum_load_share",
    "smr_ramp_share_per_h",
    "smr_refuelling_cycle_months",
    "smr_refuelling_days",
    "smr_forced_outage",
    "smr_sink_derate_per_k",
    "smr_sink_reference_c",
    "smr_co2_kg_per_mwh",
)
HOURS_PER_MONTH = 730.0


def modules(p):
    """Modules of the plant: as given, or the fewest that carry the hall with its cooling at full load."""
    needed = np.ceil(p["it_capacity_mw"] * p["smr_size_factor"] / net_module_mw(p) - 1e-9)
    return np.where(p["smr_modules"] > 0, p["smr_modules"], needed)


def net_module_mw(p):
    """What a module sends out: gross less what its own pumps and fans take."""
    return p["smr_module_mw"] * (1.0 - p["smr_house_load_share"])


def modules_out(p, hour):
    """Modules that are being refuelled.

    The n modules start their outages equally spaced, every cycle/n hours, so that the starts up to hour x number N(x) = ⌊x n/cycle + ½⌋
    and those that are out number N(h) − N(h − d) for outages of d hours.
    """
    spacing = p["smr_refuelling_cycle_months"] * HOURS_PER_MONTH / modules(p)
    lasts = 24.0 * p["smr_refuelling_days"]
    return np.floor(hour / spacing + 0.5) - np.floor((hour - lasts) / spacing + 0.5)


def capacity_factor(p):
    """Share of its rating that a plant that always runs gives over the years, at the temperature of its rating."""
    out = p["smr_refuelling_days"] * 24.0 / (p["smr_refuelling_cycle_months"] * HOURS_PER_MONTH)
    return (1.0 - out) * (1.0 - p["smr_forced_outage"])


class Reactor:
    """Small modular reactors that follow the load.

    P = clip(clip(request, m C, C), P₋ − r Δt, P₋ + r Δt) and at most C, where C is what the modules that are not being refuelled can
    give at this wet-bulb temperature, m the minimum load, r the ramp, P₋ the power of the hour before.
    Forced outages lower C by their share; the steam that a hot heat sink wastes is burnt all the same.
    """

    slot = "generation"
    parameters = KEYS
    example = MappingProxyType({"type": "campus", "region": "US-TX", "generation": "smr"})

    def evaluate(self, request_mw, wet_bulb_c, hour_of_year, step_h, previous_power_mw, **p):
        rating = net_module_mw(p) * (modules(p) - modules_out(p, hour_of_year)) * (1.0 - p["smr_forced_outage"])
        warm = np.maximum(wet_bulb_c - p["smr_sink_reference_c"], 0.0)
        share = np.maximum(1.0 - p["smr_sink_derate_per_k"] * warm, 0.0)
        capacity = np.maximum(rating, 0.0) * share
        ramp = p["smr_ramp_share_per_h"] * step_h * net_module_mw(p) * modules(p)
        wanted = np.clip(request_mw, p["smr_minimum_load_share"] * capacity, capacity)
        power = np.minimum(np.clip(wanted, previous_power_mw - ramp, previous_power_mw + ramp), capacity)
        power = np.maximum(power, 0.0)
        # Heat of the core over what is sent out, more of it where the sink is warm.
        heat_rate = p["smr_thermal_mw"] / (net_module_mw(p) * np.maximum(share, 0.1))
        return {"power_mw": power, "fuel_mw": power * heat_rate, "co2_kg_per_h": power * p["smr_co2_kg_per_mwh"]}
