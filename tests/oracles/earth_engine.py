"""Slow, readable twin of the whole Earth engine: NumPy over the draws, a plain loop over the hours.

Written from the equations of the models: every way out for the heat is laid on a table and the cheapest row taken, every flow is a line
of arithmetic in the order in which energy moves. Moist air comes from the twin of psychrometrics.
"""

from dataclasses import dataclass

import numpy as np

from oracles import psychrometrics as air

DRY, ADIABATIC, TOWER, PARTIAL, MECHANICAL = range(5)
BTU_PER_KWH = 3412.142
WATER = 4186.0
MAKEUP_C = 15.0
DEW_POINT_LIMIT_C = 17.0
IMPOSSIBLE = 1e30

#: Ways of the air stream and of the liquid stream of each plant.
PLANTS = {
    "air_economiser": ({"dry", "outdoor_air"}, None),
    "adiabatic": ({"dry", "wetted", "outdoor_air"}, None),
    "water_economiser": ({"wet", "condenser_on_water"}, None),
    "dry_cooler": ({"dry"}, {"dry"}),
    "chiller_tower": ({"condenser_on_water"}, None),
    "chiller_air_cooled": (set(), None),
    "liquid_w32": ({"dry", "wetted"}, {"dry", "wetted"}),
    "liquid_w45": ({"dry", "wetted"}, {"dry", "wetted"}),
    "sea_water": ({"wet", "condenser_on_water", "sea"}, {"wet", "condenser_on_water", "sea"}),
}


# --- the air outside ------------------------------------------------------------------------------------------------


def weather(forcing):
    """What follows from the air alone, for all hours: wet bulb, humidity, and how much water and heat a tower's air takes up."""
    t, rh, pressure = (forcing[name] for name in ("dry_bulb_c", "relative_humidity", "pressure_pa"))
    wet = forcing["wet_bulb_c"] if "wet_bulb_c" in forcing else air.wet_bulb_c(t, rh, pressure)
    w_in = air.humidity_ratio(t, rh, pressure)
    points = []
    for above in (0.0, 5.0, 12.0):
        w_out = air.humidity_ratio(wet + above, 1.0, pressure)
        taken = w_out - w_in
        heat = air.enthalpy_j_kg(wet + above, w_out) - air.enthalpy_j_kg(t, w_in) - taken * WATER * MAKEUP_C
        points.append((above, taken, heat))
    limit = air.humidity_ratio(DEW_POINT_LIMIT_C, 1.0, pressure)
    return [
        Air(t[i], wet[i], w_in[i], points[0][1][i] + w_in[i], limit[i], [(x, taken[i], heat[i]) for x, taken, heat in points])
        for i in range(len(t))
    ]


@dataclass
class Air:
    dry_bulb: float
    wet_bulb: float
    humidity: float
    humidity_at_wet_bulb: float
    humidity_limit: float
    tower: list

    def evaporation(self, above):
        """m³ per MWh of a tower whose saturated outlet is ``above`` K over the wet bulb: through three exact balances."""
        return np.maximum(3.6e6 * self._through(1, above) / self._through(2, above), 0.0)

    def _through(self, field, x):
        """The parabola through the three points, after Lagrange."""
        total = 0.0
        for a in self.tower:
            weight = a[field]
            for b in self.tower:
                if b is not a:
                    weight = weight * (x - b[0]) / (a[0] - b[0])
            total = total + weight
        return total


# --- the cooling plant ----------------------------------------------------------------------------------------------


def stream(p, plant, liquid, design):
    """Numbers of a coolant stream: the parameters of the site as its ways out use them."""
    ways = PLANTS[plant][1 if liquid else 0]
    if ways is None:
        return None
    s = {
        "ways": ways,
        "design": np.maximum(design, 1e-12),
        "limit": p["supply_limit_liquid_c"] if liquid else p["supply_limit_air_c"],
        "rise": p["water_range_k"] if liquid else p["air_delta_t_k"],
        "exchanger": p["cdu_approach_k"] if liquid else p["coil_approach_k"],
        "circulation": (p["cdu_pump_kw_per_mw"] + p["facility_pump_kw_per_mw"] if liquid else p["crah_fan_kw_per_mw"]) / 1000,
        "dry_approach": p["dry_cooler_approach_k"],
        "dry_fan": p["dry_cooler_fan_kw_per_mw"] / 1000,
        "wetting": p["economiser_effectiveness"],
        "wet_approach": p["tower_approach_k"],
        "wet_fan": p["tower_fan_kw_per_mw"] / 1000,
        "wet_pump": p["facility_pump_kw_per_mw"] / 1000,
    }
    if liquid and plant == "liquid_w32":
        s["limit"] = np.minimum(s["limit"], 32.0)
    if liquid and plant == "liquid_w45":
        s["limit"] = np.minimum(s["limit"], 45.0)
    if "outdoor_air" in ways:
        s |= {
            "exchanger": 0.0,
            "dry_approach": p["outdoor_air_approach_k"],
            "dry_fan": 0.0,
            "circulation": p["air_handler_fan_kw_per_mw"] / 1000,
        }
        if plant == "adiabatic":
            s["wetting"] = p["evaporative_effectiveness"]
    if "sea" in ways:
        s |= {"wet_approach": p["sea_water_approach_k"], "wet_fan": 0.0, "wet_pump": p["sea_water_pump_kw_per_mw"] / 1000}
    # Share of Carnot at the rating point: 6.7 °C water from 29.4 °C condenser water, or from air of 35 °C.
    rated_evaporating = 6.7 - p["chiller_approach_k"]
    if "condenser_on_water" in ways:
        rated_condensing, cop = 29.4 + p["condenser_rise_k"] + p["chiller_approach_k"], p["chiller_cop"]
    else:
        rated_condensing, cop = 35.0 + p["air_condenser_approach_k"], p["air_chiller_cop"]
    s["carnot"] = cop * (rated_condensing - rated_evaporating) / (rated_evaporating + 273.15)
    return s


def fans(p, span, potential, design_span, design_approach):
    """Fan power over design that holds the set-point: flow = NTU^(1/n), power = flow³."""
    ntu = np.log(1 + span / np.maximum(potential, 1e-3))
    design = np.log(1 + design_span / np.maximum(design_approach, 1e-3))
    power = (ntu / design) ** (3 / p["dry_cooler_ntu_exponent"])
    return np.clip(power, p["minimum_fan_fraction"] ** 3, 1.0)


def cool(s, p, outside, sea, heat, price, before):
    """One stream in one step: ``(power, withdrawn, consumed, unmet, supply, mode)``, each over the draws."""
    water_price = p["water_price_usd_per_m3"]
    design, ways = s["design"], s["ways"]
    load = heat / design
    span, target = s["rise"] * load, s["limit"] - s["exchanger"]
    zero = np.zeros_like(load)
    rows = []  # (mode, temperature reached, power, withdrawn, consumed)

    wetted_water = zero
    dry_reached = adiabatic_reached = wet_reached = zero + IMPOSSIBLE
    if "dry" in ways:
        shut = "outdoor_air" in ways and outside.humidity > outside.humidity_limit
        dry_reached = outside.dry_bulb + s["dry_approach"] * load + (1e3 if shut else 0.0)
        power = s["dry_fan"] * design * fans(p, span, target - outside.dry_bulb, s["rise"], s["dry_approach"])
        rows.append((DRY, dry_reached, power, zero, zero))
    if "wetted" in ways:
        coldest = outside.dry_bulb - s["wetting"] * (outside.dry_bulb - outside.wet_bulb)
        # Outdoor air is wetted no more than the limit asks for, a dry cooler as far as it goes.
        least = np.minimum(np.maximum(target - s["dry_approach"] * load, coldest), outside.dry_bulb)
        t = least if "outdoor_air" in ways else coldest
        wet = outside.wet_bulb
        on_line = ((2501 - 2.326 * wet) * outside.humidity_at_wet_bulb - 1.006 * (t - wet)) / (2501 + 1.86 * t - 4.186 * wet)
        w = np.where(t < outside.dry_bulb, np.maximum(on_line, outside.humidity), outside.humidity)
        wetted_water = 3.6e6 * (w - outside.humidity) / ((1006 + 1860 * w) * np.maximum(p["air_delta_t_k"], 1e-3)) * heat
        shut = ("outdoor_air" in ways) & (w > outside.humidity_limit)
        adiabatic_reached = t + s["dry_approach"] * load + np.where(shut, 1e3, 0.0)
        power = s["dry_fan"] * design * fans(p, span, target - t, s["rise"], s["dry_approach"])
        rows.append((ADIABATIC, adiabatic_reached, power, wetted_water, wetted_water))
    makeup = consumption = zero
    if ways & {"wet", "condenser_on_water"} and "sea" not in ways:
        evaporation = outside.evaporation(np.maximum(s["wet_approach"] * load + span / 2, 0.5))
        drift = p["drift"] * 3.6e6 / (WATER * np.maximum(p["condenser_rise_k"], 0.1))
        consumption = evaporation + drift
        makeup = np.maximum(evaporation * p["cycles_of_concentration"] / (p["cycles_of_concentration"] - 1), consumption)
    source = sea if "sea" in ways else outside.wet_bulb
    cold_water = source + s["wet_approach"] * load
    if "wet" in ways:
        wet_reached = cold_water
        power = s["wet_fan"] * design * fans(p, span, target - source, s["rise"], s["wet_approach"]) + s["wet_pump"] * heat
        rows.append((TOWER, wet_reached, power, makeup * heat, consumption * heat))

    # The compressor: alone, and behind the coldest free way.
    evaporating = target - p["chiller_approach_k"]
    if "condenser_on_water" in ways:
        condensing = cold_water + p["condenser_rise_k"] + p["chiller_approach_k"]
    else:
        condensing = outside.dry_bulb + p["air_condenser_approach_k"]
    cop = s["carnot"] * (evaporating + 273.15) / np.maximum(condensing - evaporating, p["minimum_lift_k"])
    air_reached = np.minimum(dry_reached, adiabatic_reached)
    free_reached = np.minimum(air_reached, wet_reached)
    free_share = np.where(free_reached <= target + 1e-9, 1.0, np.clip((target + span - free_reached) / np.maximum(span, 1e-9), 0.0, 1.0))
    chilled_rows = []
    for share in [zero] + ([free_share] if ways & {"dry", "wet"} else []):
        asked = (1 - share) * heat
        chilled = np.minimum(asked, p["cooling_redundancy"] * design)
        by_wet = (share > 0) & (wet_reached <= air_reached) if "wet" in ways else np.zeros_like(load, bool)
        by_air = (share > 0) & ~by_wet
        on_tower = np.where(by_wet, share * heat, 0.0) + (chilled * (1 + 1 / cop) if "condenser_on_water" in ways else 0.0)
        tower_load = np.minimum(on_tower / design, 1.0)
        tower = (s["wet_fan"] * np.maximum(tower_load, by_wet) + s["wet_pump"] * tower_load) * design
        power = chilled / cop + np.where(by_air, s["dry_fan"] * design, 0.0) + tower
        wetted = np.where(by_air & (adiabatic_reached < dry_reached), wetted_water, 0.0)
        mode = np.where(share > 0, PARTIAL, MECHANICAL)
        chilled_rows.append((mode, power, makeup * on_tower + wetted, consumption * on_tower + wetted, asked - chilled))

    # The table: a free way that does not hold the limit is out, and so is, while there is another, a way that leaves heat behind.
    table = []
    for mode, reached, power, withdrawn, consumed in rows:
        margin = np.where(before <= mode, 0.0, p["mode_hysteresis_k"])
        cost = np.where(reached + margin <= target + 1e-9, price * power + water_price * withdrawn, 2 * IMPOSSIBLE)
        table.append((cost, power, withdrawn, consumed, zero, s["limit"] + zero, zero + mode))
    for mode, power, withdrawn, consumed, unmet in chilled_rows:
        cost = price * power + water_price * withdrawn + IMPOSSIBLE * (unmet / design)
        table.append((cost, power, withdrawn, consumed, unmet, s["limit"] + span * unmet / np.maximum(heat, 1e-12), zero + mode))
    # Of ways that cost the same to rounding the first.
    costs = np.array([row[0] for row in table])
    cheapest = np.argmax(costs <= costs.min(axis=0) + 1e-12 * np.abs(costs), axis=0)
    power, withdrawn, consumed, unmet, supply, mode = (np.choose(cheapest, [row[k] for row in table]) for k in range(1, 7))
    speed = np.maximum(load, p["minimum_fan_fraction"])
    power = np.where(heat > 0, power + s["circulation"] * design * np.minimum(speed**3, 1.0), 0.0)
    return power, withdrawn, consumed, unmet, supply, mode


# --- the site -------------------------------------------------------------------------------------------------------


def log_mean(a, b):
    a, b = a + 273.15, b + 273.15
    return a if abs(a - b) < 1e-6 else (a - b) / np.log(a / b)


def ups(p, kind):
    prefix = {"double_conversion": "ups", "eco": "eco", "dc_800v": "dc"}[kind]
    return tuple(p[f"{prefix}_k{i}"] for i in range(3))


def run(slots, p, forcing, step_h, months, caps=None, keep=True):
    """Ledger (column → draws) and flows (column → steps × draws) of a site.

    ``p`` maps each parameter of the engine to an array over the draws, ``forcing`` each column to an array over the steps, ``months``
    is the calendar month of each step; ``caps`` may hold ``it_limit_mw`` and ``grid_limit_mw`` over the steps. With ``keep=False`` the
    flows are summed as they come and their sums are all that is given: for benchmarks.
    """
    slots = {"cooling": "dry_cooler", "power_train": "double_conversion", "heat_use": "none", "generation": "none"} | slots
    has = {part.strip() for part in slots["generation"].split("+")}
    battery = slots.get("storage") == "battery"
    on_grid = slots.get("grid", "grid") == "grid"
    mines = slots.get("flexible_load") == "mining"
    pumps = slots["heat_use"] == "heat_pump"
    n_steps, n_draws = len(forcing["dry_bulb_c"]), len(p["it_capacity_mw"])
    zero = np.zeros(n_draws)

    def column(name, absent):
        return forcing[name] if name in forcing else np.full(n_steps, absent)

    series = {
        "workload": column("workload", 1.0),
        "price": column("grid_price_usd_per_mwh", 0.0),
        "carbon": column("grid_carbon_kg_per_mwh", 0.0),
        "available": column("grid_available", 1.0),
        "heat_demand": column("heat_demand_mw", 0.0),
        "heat_supply": column("heat_supply_c", 85.0),
        "heat_return": column("heat_return_c", 45.0),
        "heat_price": column("heat_price_usd_per_mwh", 0.0),
        "poa": column("poa_w_m2", 0.0),
        "cell": column("cell_c", 25.0),
        "wind": column("wind_share", 0.0),
        "sea": column("sea_water_c", np.nan),
        "hashprice": column("hashprice_factor", 1.0),
        "coincident": column("coincident_peak", 0.0),
        "units_up": column("thermal_available", 1.0),
        "ppa_share": column("ppa_share", 1.0),
        "pressure": forcing["pressure_pa"],
        "it_limit": (caps or {}).get("it_limit_mw", np.full(n_steps, np.inf)),
        "grid_limit": (caps or {}).get("grid_limit_mw", np.full(n_steps, np.inf)),
    }

    # Sizes.
    capacity = p["it_capacity_mw"]
    k0, k1, k2 = ups(p, slots["power_train"])
    distribution = p["pdu_efficiency"] * p["cable_efficiency"]
    rating = capacity / distribution * p["power_redundancy"]
    connection = p["switchgear_efficiency"] * p["transformer_efficiency"]

    def ups_loss(output):
        x = output / rating
        return rating * (k0 + k1 * x + k2 * x**2)

    auxiliary = p["other_load_share"] * capacity
    capture = p["liquid_capture"] if PLANTS[slots["cooling"]][1] is not None else zero
    full_heat = capacity / distribution + ups_loss(capacity / distribution) + auxiliary
    by_air = stream(p, slots["cooling"], False, full_heat - capture * capacity)
    by_liquid = stream(p, slots["cooling"], True, capture * capacity)
    store = p["battery_energy_mwh"] if battery else zero
    one_way = np.sqrt(p["battery_rte"])
    source_mean = [log_mean(warm, warm - cooled) for warm, cooled in zip(p["heat_source_c"], p["heat_source_cooling_k"], strict=True)]
    fuel_price = p["thermal_fuel_price_usd_per_mmbtu"] * BTU_PER_KWH / 1000
    fuel_co2 = p["thermal_emission_factor_kg_per_mmbtu"] * BTU_PER_KWH / 1000
    fuel_per_mw = p["thermal_heat_rate_btu_per_kwh"] / BTU_PER_KWH

    # States.
    state = 0.5 * store
    tank = zero
    tank_size = p["heat_tank_mwh"] if slots["heat_use"] != "none" else zero
    tank_rate = -np.log(1 - p["heat_tank_loss_per_day"]) / 24
    mode_air, mode_liquid = zero, zero
    units = zero
    flows = {}

    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for i, outside in enumerate(weather(forcing)):
            h = {name: values[i] for name, values in series.items()}
            price = h["price"] * p["grid_price_factor"]

            # Chips: sold hours are busy at the level of the fleet, part of the unsold nodes is switched off.
            busy = np.minimum(h["workload"] * p["fleet_utilisation"] * p["sold_share"], 1.0)
            idle = p["idle_fraction"] * (1 - p["idle_power_off_share"] * (1 - p["sold_share"]))
            asked_it = capacity * (idle + (1 - p["idle_fraction"]) * busy ** p["power_exponent"])
            it = np.minimum(asked_it, h["it_limit"])
            allowed = it / asked_it

            # Losses inside the hall, heat by stream.
            chain = it / distribution
            hall_loss = chain - it + ups_loss(chain)
            liquid_heat = capture * it
            air_heat = it + hall_loss + auxiliary - liquid_heat

            # Heat sold: what the loops have, the network asks and the pump can, where it pays.
            available = p["exchanger_effectiveness"] * p["recovery_availability"] * liquid_heat + p["air_coil_share"] * air_heat
            given = heat_pump = cop = to_tank = from_tank = limit = zero
            tank_loss = tank * tank_rate
            in_tank = tank / step_h - tank_loss
            demand_at_meter = h["heat_demand"] * p["heat_demand_share"]
            if slots["heat_use"] != "none":
                sink_mean = log_mean(h["heat_supply"], h["heat_return"])
                if pumps:
                    cop = np.maximum(p["lorenz_efficiency"] * sink_mean / np.maximum(sink_mean - source_mean, 1.0), 1 / 0.99)
                    per_heat = 1 / cop
                    hottest = p["heat_pump_maximum_sink_c"]
                    warm = np.ones(n_draws, bool)
                else:
                    per_heat = zero
                    hottest = np.full(n_draws, np.inf)
                    warm = h["heat_supply"] <= p["heat_source_c"]
                reach = np.clip((hottest - h["heat_return"]) / max(h["heat_supply"] - h["heat_return"], 1e-6), 0.0, 1.0)
                income = h["heat_price"] * p["heat_price_factor"] * (1 - p["network_loss"])
                runs = np.where(income >= per_heat * price, 1.0, p["heat_must_run"])
                wanted = demand_at_meter * reach / (1 - p["network_loss"])
                most = np.minimum(available / (1 - per_heat), p["heat_pump_capacity_mw"])
                # While power is dear the tank serves first; while it is cheap what finds no buyer fills it.
                dear = price > p["heat_tank_discharge_above_usd_per_mwh"]
                cheap = ~dear & (price < p["heat_tank_charge_below_usd_per_mwh"])
                first_out = np.where(dear, np.minimum(wanted, in_tank), 0.0)
                given = np.where(warm, runs * np.minimum(wanted - first_out, most), 0.0)
                room = np.maximum(tank_size / step_h - in_tank, 0.0)
                spare = np.maximum(most - wanted, 0.0)
                to_tank = np.where(warm & cheap, runs * np.minimum(spare, room), 0.0)
                from_tank = np.minimum(wanted - given, in_tank)
                would_fill = cheap & (runs > 0) & warm & (tank_size > 0)
                at_most = given + to_tank >= runs * most * (1 - 1e-12)
                limit = np.select(
                    [
                        (demand_at_meter <= 0) & (to_tank <= 0) & ~would_fill,
                        ~np.broadcast_to(warm, (n_draws,)) | (reach <= 0),
                        runs == 0,
                        at_most & (most < p["heat_pump_capacity_mw"]),
                        at_most,
                        reach < 1,
                        would_fill,
                    ],
                    [1, 2, 3, 5, 4, 2, 7],
                    6,
                )
                heat_pump = (given + to_tank) * per_heat
            recovered = given + to_tank - heat_pump
            from_liquid = np.minimum(recovered, liquid_heat)

            # Cooling.
            cooled_air = cool(by_air, p, outside, h["sea"], air_heat - (recovered - from_liquid), price, mode_air)
            if by_liquid is None:
                cooled_liquid = (zero, zero, zero, zero, zero, zero)
            else:
                cooled_liquid = cool(by_liquid, p, outside, h["sea"], liquid_heat - from_liquid, price, mode_liquid)
            cooling, withdrawn, consumed, unmet = (cooled_air[k] + cooled_liquid[k] for k in range(4))
            mode_air, mode_liquid = cooled_air[5], cooled_liquid[5]

            # Demand at the meter, and what is made on site.
            inside = it + hall_loss + auxiliary + cooling + heat_pump
            demand = inside / connection
            transformer_loss = demand - inside
            pv = wind = plant_most = unit = unit_now = zero
            if "pv" in has:
                dc = p["pv_capacity_mw"] * h["poa"] / 1000 * (1 + p["pv_gamma_per_k"] * (h["cell"] - 25)) * p["pv_remaining"]
                ac = p["pv_capacity_mw"] / p["pv_dc_ac_ratio"]
                pv = np.minimum(np.maximum(dc, 0.0) * (1 - p["pv_losses"]) * p["inverter_efficiency"], ac)
            if "wind" in has:
                wind = p["wind_capacity_mw"] * h["wind"] * (1 - p["wake_loss"])
            if has & {"gas", "nuclear", "fuel_cell"}:
                on_site = np.maximum((1 - p["turbine_derate_per_k"] * (outside.dry_bulb - 15)) * h["pressure"] / 101_325, 0.0)
                plant_most = p["thermal_capacity_mw"] * on_site * p["thermal_availability"] * h["units_up"]
                unit = np.where(p["thermal_unit_mw"] > 0, p["thermal_unit_mw"], p["thermal_capacity_mw"])
                unit_now = unit * on_site
            grid_most = np.minimum(p["import_limit_mw"] * h["available"], h["grid_limit"]) if on_grid else zero
            fuel_cost = p["thermal_heat_rate_btu_per_kwh"] * p["thermal_fuel_price_usd_per_mmbtu"] / 1000
            first = (fuel_cost < price) | (p["thermal_must_run"] > 0.5)
            net = demand - pv - wind
            # On an island the battery serves before a plant that burns fuel.
            stored = zero if on_grid else np.minimum(p["battery_power_mw"], state * one_way / step_h)
            asked = np.where(first, net, net - grid_most) - np.where(p["thermal_must_run"] > 0.5, 0.0, stored)
            plant = np.clip(asked, 0.0, plant_most)
            plant = np.where(plant > 0, np.maximum(plant, np.minimum(p["thermal_minimum_load"] * unit_now, plant_most)), 0.0)
            before, units = units, np.ceil(plant / np.maximum(unit_now, 1e-12) - 1e-9)
            starts_usd = np.maximum(units - before, 0) * unit * p["thermal_start_cost_usd_per_mw"]
            no_load = p["thermal_no_load_share"] * np.minimum(units * unit_now, plant_most)
            fuel = fuel_per_mw * (no_load + (1 - p["thermal_no_load_share"]) * plant)

            # Battery: surplus goes in, and in cheap hours the rest of the line; the grid's lack comes out, and in dear hours all draw.
            rest = net - plant
            can_charge = np.minimum(p["battery_power_mw"], (store - state) / (one_way * step_h))
            can_discharge = np.minimum(p["battery_power_mw"], state * one_way / step_h)
            draw, room = np.maximum(rest, 0.0), np.maximum(grid_most - np.maximum(rest, 0.0), 0.0)
            charge = np.maximum(-rest, 0.0) + np.where(price < p["battery_charge_below_usd_per_mwh"], room, 0.0)
            dear = price > p["battery_discharge_above_usd_per_mwh"]
            discharge = np.where(charge > 0, 0.0, np.maximum(np.maximum(rest - grid_most, 0.0), np.where(dear, draw, 0.0)))
            charge = np.maximum(np.minimum(charge, can_charge), 0.0)
            discharge = np.maximum(np.minimum(discharge, can_discharge), 0.0)
            stored = charge * one_way - discharge / one_way
            state = state + stored * step_h

            # Grid; what it cannot give is shed alike by all loads.
            balance = rest + charge - discharge
            imported = np.clip(balance, 0.0, grid_most)
            served = 1 - np.maximum(balance - grid_most, 0.0) / np.maximum(demand, 1e-12)
            excess = np.maximum(-balance, 0.0)
            export_price = price * p["grid_export_price_share"] + p["grid_export_price_usd_per_mwh"]
            exported = np.where(export_price >= 0, np.minimum(excess, p["export_limit_mw"]), 0.0) if on_grid else zero

            # Miners take what the connection has left.
            coin = h["hashprice"] * p["hashprice_usd_per_th_day"] / (24 * p["asic_efficiency_j_per_th"]) * 1e6
            per_miner = p["mining_pue"] / connection
            possible = np.maximum(np.minimum(p["mining_capacity_mw"] if mines else zero, (grid_most - imported) / per_miner), 0.0)
            wants = np.where(price + p["response_payment_usd_per_mwh"] < coin, 1 - h["coincident"], 0.0)
            mining = wants * possible
            mining_draw = mining * per_miner
            mining_cooling = mining * (p["mining_pue"] - 1)
            mining_loss = mining_draw - mining - mining_cooling

            heat_price = h["heat_price"] * p["heat_price_factor"]
            power_loss = (hall_loss + transformer_loss) * served + mining_loss
            made = it * served + mining + power_loss + auxiliary * served
            into_network = given * served + from_tank
            heat_stored = to_tank * served - from_tank - tank_loss
            tank = tank + heat_stored * step_h
            lost = into_network * p["network_loss"] + tank_loss
            sold = into_network * (1 - p["network_loss"])
            drawn = imported + mining_draw
            # A supply contract settles its difference to the market; what a physical one delivers and nobody draws is sold at a loss.
            offered = p["ppa_volume_mw"] * h["ppa_share"] if on_grid and slots.get("ppa", "none") != "none" else zero
            matched = np.minimum(drawn, offered)
            delivered = matched if slots.get("ppa") == "hourly_matched" else offered
            loss_share = 1 - p["ppa_resale_share"] if slots.get("ppa_settlement", "physical") == "physical" else zero
            settled = delivered * (p["ppa_price_usd_per_mwh"] - price) + (delivered - matched) * np.maximum(price, 0.0) * loss_share
            unmet_share = unmet / np.maximum(air_heat + liquid_heat - recovered, 1e-12)
            step = {
                "grid_import_mw": drawn,
                "pv_mw": pv,
                "wind_mw": wind,
                "thermal_plant_mw": plant,
                "it_mw": it * served,
                "mining_mw": mining,
                "cooling_mw": cooling * served + mining_cooling,
                "power_loss_mw": power_loss,
                "heat_pump_mw": heat_pump * served,
                "auxiliary_mw": auxiliary * served,
                "storage_loss_mw": charge - discharge - stored,
                "grid_export_mw": exported,
                "spilled_mw": excess - exported,
                "unserved_mw": asked_it - it * served,
                "unmet_cooling_mw": unmet * served,
                "heat_made_mw": made,
                "heat_rejected_mw": made - recovered * served - unmet * served,
                "heat_recovered_mw": recovered * served - heat_stored,
                "heat_lost_mw": lost,
                "heat_sold_mw": sold,
                "heat_stored_mw": heat_stored,
                "water_withdrawn_m3_per_h": withdrawn * served,
                "water_consumed_m3_per_h": consumed * served,
                "grid_co2_kg_per_h": drawn * h["carbon"] * p["grid_carbon_factor"],
                "fuel_co2_kg_per_h": fuel * fuel_co2,
                "fuel_mw": fuel,
                "renewable_mw": np.maximum(pv + wind - excess, 0.0) + drawn * p["grid_renewable_share"],
                "grid_cost_usd_per_h": drawn * price + settled,
                "grid_income_usd_per_h": exported * export_price,
                "fuel_cost_usd_per_h": fuel * fuel_price + starts_usd / step_h,
                "water_cost_usd_per_h": withdrawn * served * p["water_price_usd_per_m3"],
                "heat_income_usd_per_h": sold * heat_price,
                "mining_income_usd_per_h": mining * coin,
                "response_income_usd_per_h": (1 - wants) * possible * p["response_payment_usd_per_mwh"],
                "ppa_mw": delivered,
                "ppa_matched_mw": matched,
                "ppa_matched_co2_kg_per_h": matched * h["carbon"] * p["grid_carbon_factor"],
                "storage_change_mw": stored,
                "heat_demand_mw": demand_at_meter,
                "heat_available_mw": available,
                "heat_pump_cop": np.where(heat_pump > 0, cop, 0.0),
                "heat_limit": limit,
                "supply_temperature_c": np.where(capture > 0, cooled_liquid[4], cooled_air[4]),
                "powered_share": served * allowed,
                "unthrottled_share": served * allowed * (1 - unmet_share),
                "storage_state_mwh": state,
                "cooling_mode_air": mode_air,
                "cooling_mode_liquid": mode_liquid,
                "heat_tank_state_mwh": tank,
                "thermal_units": units,
            }
            for name, value in step.items():
                if keep:
                    flows.setdefault(name, []).append(value + zero)
                else:
                    flows[name] = flows.get(name, 0.0) + value
    if not keep:
        return flows, {}
    steps = {name: np.array(values) for name, values in flows.items()}
    return ledger(steps, p, store, step_h, np.asarray(months), series["coincident"]), steps


def ledger(steps, p, store, step_h, months, coincident):
    """Sums over the year."""
    year = {}
    for name, values in steps.items():
        for ending, total in (("_mw", "_mwh"), ("_m3_per_h", "_m3"), ("_kg_per_h", "_kg"), ("_usd_per_h", "_usd")):
            if name.endswith(ending):
                year[name.removesuffix(ending) + total] = values.sum(axis=0) * step_h
    hours = len(months) * step_h
    grid, at_peaks = steps["grid_import_mw"], coincident.sum()
    year["peak_grid_mw"] = grid.max(axis=0)
    year["peak_cooling_mw"] = steps["cooling_mw"].max(axis=0)
    year["monthly_peaks_mw"] = sum(grid[months == month].max(axis=0) for month in np.unique(months))
    peaks = [grid[months == month].max(axis=0) for month in np.unique(months)]
    year["billed_peaks_mw"] = sum(np.maximum(peak, p["demand_ratchet"] * year["peak_grid_mw"]) for peak in peaks)
    year["coincident_peak_mw"] = (grid * coincident[:, None]).sum(axis=0) / max(at_peaks, 1.0)
    year["other_co2_kg"] = p["refrigerant_co2_kg_per_mw_yr"] * p["it_capacity_mw"] * hours / 8760
    year["installed_gpu_h"] = p["gpus"] * hours
    year["powered_gpu_h"] = p["gpus"] * steps["powered_share"].sum(axis=0) * step_h
    year["unthrottled_gpu_h"] = p["gpus"] * steps["unthrottled_share"].sum(axis=0) * step_h
    year["working_gpu_h"] = year["unthrottled_gpu_h"] * p["unit_availability"]
    year["sold_gpu_h"] = year["working_gpu_h"] * p["sold_share"]
    year["delivered_gpu_h"] = year["sold_gpu_h"] * p["goodput"]
    year["battery_mwh"] = store
    return year
