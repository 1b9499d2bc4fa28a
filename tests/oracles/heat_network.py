"""Waste heat of a data hall, a heat pump and a heat network, hour by hour in plain Python."""

import math


def mean_temperature_k(first_c, second_c):
    """Logarithmic mean of two temperatures; the temperature itself without glide."""
    first, second = first_c + 273.15, second_c + 273.15
    return first if first == second else (first - second) / math.log(first / second)


def heating_cop(source_in_c, source_out_c, sink_in_c, sink_out_c, lorenz_efficiency):
    source, sink = mean_temperature_k(source_in_c, source_out_c), mean_temperature_k(sink_out_c, sink_in_c)
    return lorenz_efficiency * sink / (sink - source)


def supply_temperature_c(outdoor_c, cold, warm):
    """Control curve through two points (outdoor, supply), flat outside."""
    if outdoor_c <= cold[0]:
        return cold[1]
    if outdoor_c >= warm[0]:
        return warm[1]
    return cold[1] + (outdoor_c - cold[0]) / (warm[0] - cold[0]) * (warm[1] - cold[1])


def hour(it_mw, outdoor_c, site):
    """What is recovered, lifted, sold and rejected in one hour; all in MW."""
    available = it_mw * site["liquid_capture"] * site["exchanger_effectiveness"]
    supply_c = supply_temperature_c(outdoor_c, site["cold"], site["warm"])
    cop = heating_cop(site["loop_hot_c"], site["loop_cold_c"], site["return_c"], supply_c, site["lorenz_efficiency"])
    demand = site["heating_mw_per_k"] * max(site["base_c"] - outdoor_c, 0.0) + site["hot_water_mw"]
    # The network takes the heat after the lift, COP/(COP − 1) of what leaves the loop.
    offered = available * cop / (cop - 1.0)
    sold = min(offered, demand, site["pipe_mw"], site["heat_pump_mw"])
    recovered = sold * (cop - 1.0) / cop
    return {
        "cop": cop,
        "demand": demand,
        "offered": offered,
        "sold": sold,
        "recovered": recovered,
        "electric": sold - recovered,
        "rejected": it_mw - recovered,
    }
