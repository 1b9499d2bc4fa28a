"""Slow, readable twin of `gigasite.cooling_plant.hourly`: plain Python, one step and one way out at a time."""

import math
from dataclasses import dataclass

import numpy as np

from oracles import psychrometrics as air

DRY, ADIABATIC, TOWER, PARTIAL, MECHANICAL = range(5)
DEW_POINT_LIMIT_C = 17.0
WATER = 4186.0


@dataclass
class Stream:
    """One coolant: its ways out for the heat, and how large they are per MW at design."""

    limit_c: float
    rise_k: float
    exchanger_k: float
    circulation: float
    dry: bool = False
    wetted: bool = False
    outdoor_air: bool = False
    tower: bool = False
    condenser_on_tower: bool = False
    dry_approach_k: float = 0.0
    dry_fan: float = 0.0
    wetting: float = 0.0


@dataclass
class Way:
    mode: int
    power_mw: float
    water_m3: float
    unmet_mw: float = 0.0


def streams(plant, p, limit_c):
    """The air stream and the liquid stream (or None) of a plant with the parameters ``p``."""
    coil = {
        "limit_c": limit_c,
        "rise_k": p["air_delta_t_k"],
        "exchanger_k": p["coil_approach_k"],
        "circulation": p["crah_fan_kw_per_mw"] / 1000,
    }
    cooler = {
        "dry_approach_k": p["dry_cooler_approach_k"],
        "dry_fan": p["dry_cooler_fan_kw_per_mw"] / 1000,
        "wetting": p["economiser_effectiveness"],
    }
    outdoor = {
        **coil,
        "exchanger_k": 0.0,
        "circulation": p["air_handler_fan_kw_per_mw"] / 1000,
        "dry": True,
        "outdoor_air": True,
        "dry_approach_k": p["outdoor_air_approach_k"],
    }
    loop = {
        "rise_k": p["water_range_k"],
        "exchanger_k": p["cdu_approach_k"],
        "circulation": (p["cdu_pump_kw_per_mw"] + p["facility_pump_kw_per_mw"]) / 1000,
        "dry": True,
        **cooler,
    }
    warmest = p["supply_limit_liquid_c"]
    return {
        "air_economiser": (Stream(**outdoor), None),
        "adiabatic": (Stream(**outdoor, wetted=True, wetting=p["evaporative_effectiveness"]), None),
        "water_economiser": (Stream(**coil, tower=True, condenser_on_tower=True), None),
        "chiller_tower": (Stream(**coil, condenser_on_tower=True), None),
        "chiller_air_cooled": (Stream(**coil), None),
        "dry_cooler": (Stream(**coil, dry=True, **cooler), Stream(limit_c=warmest, **loop)),
        "liquid_w32": (Stream(**coil, dry=True, wetted=True, **cooler), Stream(limit_c=min(warmest, 32.0), wetted=True, **loop)),
        "liquid_w45": (Stream(**coil, dry=True, wetted=True, **cooler), Stream(limit_c=min(warmest, 45.0), wetted=True, **loop)),
    }[plant]


def tower_water(dry_bulb, wet_bulb, pressure, above_k, p):
    """Make-up [m³/MWh] of a tower whose saturated outlet is ``above_k`` above the wet bulb: the exact balance of moist air."""
    w_in = max(float(air.humidity_ratio_from_wet_bulb(dry_bulb, wet_bulb, pressure)), 0.0)
    out = wet_bulb + above_k
    w_out = float(air.humidity_ratio(out, 1.0, pressure))
    water = w_out - w_in
    heat = air.enthalpy_j_kg(out, w_out) - air.enthalpy_j_kg(dry_bulb, w_in) - water * WATER * 15.0
    evaporation = max(3.6e6 * water / heat, 0.0)
    drift = p["drift"] * 3.6e6 / (WATER * p["condenser_rise_k"])
    cycles = p["cycles_of_concentration"]
    return max(evaporation * cycles / (cycles - 1), evaporation + drift)


def fans(span, potential, design_span, design_potential, p):
    """Fan power over design that holds the set-point."""
    if potential <= 0:
        return 1.0
    ntu, design = math.log(1 + span / potential), math.log(1 + design_span / design_potential)
    return min(max((ntu / design) ** (3 / p["dry_cooler_ntu_exponent"]), p["minimum_fan_fraction"] ** 3), 1.0)


def ways_out(s, p, dry_bulb, wet_bulb, pressure, heat, design, before):
    """Every way of a stream in one step that may be taken, cheapest not yet chosen."""
    load = heat / design
    span, target = s.rise_k * load, s.limit_c - s.exchanger_k
    w_in = float(air.humidity_ratio_from_wet_bulb(dry_bulb, wet_bulb, pressure))
    w_limit = float(air.humidity_ratio(DEW_POINT_LIMIT_C, 1.0, pressure))
    reached, found = {}, []

    def offer(mode, temperature, power, water):
        reached[mode] = (temperature, water)
        if temperature + (p["mode_hysteresis_k"] if before > mode else 0.0) <= target + 1e-9:
            found.append(Way(mode, power, water))

    if s.dry and not (s.outdoor_air and w_in > w_limit):
        power = s.dry_fan * design * fans(span, target - dry_bulb, s.rise_k, s.dry_approach_k, p)
        offer(DRY, dry_bulb + s.dry_approach_k * load, power, 0.0)
    if s.wetted:
        coldest = dry_bulb - s.wetting * (dry_bulb - wet_bulb)
        air_c = min(max(target - s.dry_approach_k * load, coldest), dry_bulb) if s.outdoor_air else coldest
        saturated = float(air.humidity_ratio(wet_bulb, 1.0, pressure))
        line = ((2501 - 2.326 * wet_bulb) * saturated - 1.006 * (air_c - wet_bulb)) / (2501 + 1.86 * air_c - 4.186 * wet_bulb)
        w = max(line, w_in) if air_c < dry_bulb else w_in
        if not (s.outdoor_air and w > w_limit):
            water = 3.6e6 * (w - w_in) / ((1006 + 1860 * w) * p["air_delta_t_k"]) * heat
            power = s.dry_fan * design * fans(span, target - air_c, s.rise_k, s.dry_approach_k, p)
            offer(ADIABATIC, air_c + s.dry_approach_k * load, power, water)
    tower_c = wet_bulb + p["tower_approach_k"] * load
    tower_fan, tower_pump = p["tower_fan_kw_per_mw"] / 1000, p["facility_pump_kw_per_mw"] / 1000
    makeup = 0.0
    if s.tower or s.condenser_on_tower:
        makeup = tower_water(dry_bulb, wet_bulb, pressure, p["tower_approach_k"] * load + span / 2, p)
    if s.tower:
        power = tower_fan * design * fans(span, target - wet_bulb, s.rise_k, p["tower_approach_k"], p) + tower_pump * heat
        offer(TOWER, tower_c, power, makeup * heat)

    # the compressor, alone and behind the coldest free way
    evaporating = target - p["chiller_approach_k"]
    if s.condenser_on_tower:
        condensing = tower_c + p["condenser_rise_k"] + p["chiller_approach_k"]
        rated_lift, rated_cop = 29.4 + p["condenser_rise_k"] - 6.7 + 2 * p["chiller_approach_k"], p["chiller_cop"]
    else:
        condensing = dry_bulb + p["air_condenser_approach_k"]
        rated_lift, rated_cop = 35.0 + p["air_condenser_approach_k"] - 6.7 + p["chiller_approach_k"], p["air_chiller_cop"]
    share_of_carnot = rated_cop * rated_lift / (6.7 - p["chiller_approach_k"] + 273.15)
    cop = share_of_carnot * (evaporating + 273.15) / max(condensing - evaporating, p["minimum_lift_k"])
    coldest_free = min(reached, key=lambda mode: reached[mode][0], default=None)
    shares = [(None, 0.0)]
    if coldest_free is not None:
        free_c = reached[coldest_free][0]
        shares.append((coldest_free, 1.0 if free_c <= target + 1e-9 else min(max((target + span - free_c) / span, 0.0), 1.0)))
    for free, share in shares:
        asked = (1 - share) * heat
        chilled = min(asked, p["cooling_redundancy"] * design)
        helps = free if share > 0 else None
        on_tower = (share * heat if helps == TOWER else 0.0) + (chilled * (1 + 1 / cop) if s.condenser_on_tower else 0.0)
        tower_load = min(on_tower / design, 1.0)
        power = chilled / cop + (tower_fan * max(tower_load, float(helps == TOWER)) + tower_pump * tower_load) * design
        power += s.dry_fan * design if helps in (DRY, ADIABATIC) else 0.0
        water = makeup * on_tower + (reached[ADIABATIC][1] if helps == ADIABATIC else 0.0)
        found.append(Way(MECHANICAL if helps is None else PARTIAL, power, water, asked - chilled))
    return found


def run_stream(s, p, weather, heat, design, price, water_price):
    """Series of ways for one stream, with the power of its circulation added."""
    chosen, before = [], DRY
    for (dry_bulb, wet_bulb, pressure), q, c, w in zip(weather, heat, price, water_price, strict=True):
        best = min(
            ways_out(s, p, dry_bulb, wet_bulb, pressure, q, design, before),
            key=lambda way: (way.unmet_mw, c * way.power_mw + w * way.water_m3, way.mode),
        )
        before = best.mode
        speed = max(q / design, p["minimum_fan_fraction"])
        chosen.append(Way(best.mode, best.power_mw + s.circulation * design * min(speed**3, 1.0), best.water_m3, best.unmet_mw))
    return chosen


def hourly(plant, p, heat, dry_bulb, wet_bulb, pressure, price, water_price, limit_c):
    """Power [MW], water [L], mode and unmet heat [MW] of each hour."""
    air_stream, liquid_stream = streams(plant, p, limit_c)
    weather = list(zip(dry_bulb, wet_bulb, [pressure] * len(heat), strict=True))
    capture = p["liquid_capture"] if liquid_stream else 0.0
    prices = [price] * len(heat), [water_price] * len(heat)
    full = max(heat)
    by_air = run_stream(air_stream, p, weather, [(1 - capture) * q for q in heat], (1 - capture) * full, *prices)
    if liquid_stream is None:
        both = [(way,) for way in by_air]
    else:
        by_liquid = run_stream(liquid_stream, p, weather, [capture * q for q in heat], capture * full, *prices)
        both = list(zip(by_air, by_liquid, strict=True))

    def joint(ways):
        modes = [way.mode for way in ways]
        if len(set(modes)) == 1:
            return modes[0]
        return PARTIAL if max(modes) >= PARTIAL else modes[-1]

    return (
        np.array([sum(way.power_mw for way in ways) for ways in both]),
        np.array([1000 * sum(way.water_m3 for way in ways) for ways in both]),
        np.array([joint(ways) for ways in both]),
        np.array([sum(way.unmet_mw for way in ways) for ways in both]),
    )
