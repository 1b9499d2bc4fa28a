"""The algebra of our Earth engine for a dry-cooled site with PV and a battery, as one would write it for numba.

A loop over the draws on all cores, a loop over the hours inside, branches where they save work (a fan that cannot hold the limit is
not worked out), everything that does not change over the year before the hours, ``fastmath``. The row that uses it first checks that
both ledgers agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SLOTS = {"cooling": "dry_cooler", "generation": "pv", "storage": "battery"}
#: Ledger columns that the kernel sums, in its order.
SUMS = (
    "grid_import_mwh", "it_mwh", "cooling_mwh", "power_loss_mwh", "unserved_mwh", "unmet_cooling_mwh", "auxiliary_mwh", "pv_mwh",
    "grid_export_mwh", "spilled_mwh", "storage_loss_mwh", "grid_co2_kg", "grid_cost_usd", "grid_income_usd", "throttled", "peak_grid_mw",
)  # fmt: skip
HOURS = ("ln_workload", "grid_price_usd_per_mwh", "grid_carbon_kg_per_mwh", "grid_available", "dry_bulb_c", "sun", "cell_c")
#: Where the numbers of the two coolant streams stand, behind those of the site.
AIR, LIQUID = 30, 41


def hours(columns: Mapping[str, Floats]) -> Floats:
    """Steps × what a step reads."""
    n = len(columns["dry_bulb_c"])
    given = dict(columns) | {"ln_workload": np.log(columns.get("workload", np.ones(n))), "sun": columns["poa_w_m2"] / 1000.0}
    return np.ascontiguousarray(np.stack([given.get(name, np.ones(n)) for name in HOURS], axis=1))


def constants(p: Mapping[str, Floats]) -> Floats:
    """Draws × what does not change over the year."""
    capacity, distribution = p["it_capacity_mw"], 1.0 / (p["pdu_efficiency"] * p["cable_efficiency"])
    rating = capacity * distribution * p["power_redundancy"]
    loss = (
        rating * p["ups_k0"],
        distribution - 1.0 + p["ups_k1"] * distribution,
        p["ups_k2"] * distribution**2 / rating,
    )
    auxiliary = p["other_load_share"] * capacity
    full_heat = capacity + loss[0] + (loss[1] + loss[2] * capacity) * capacity + auxiliary
    liquid = p["liquid_capture"] * capacity
    site = [
        capacity * p["idle_fraction"] * (1 - p["idle_power_off_share"] * (1 - p["sold_share"])),
        capacity * (1 - p["idle_fraction"]),
        p["power_exponent"],
        np.log(p["fleet_utilisation"] * p["sold_share"]),
        auxiliary,
        *loss,
        1.0 / (p["switchgear_efficiency"] * p["transformer_efficiency"]) - 1.0,
        p["liquid_capture"],
        p["grid_price_factor"],
        3.0 / p["dry_cooler_ntu_exponent"],
        p["minimum_fan_fraction"],
        p["minimum_fan_fraction"] ** 3,
        p["air_condenser_approach_k"],
        p["minimum_lift_k"],
        p["mode_hysteresis_k"],
        p["pv_capacity_mw"] * p["pv_remaining"] * (1 - p["pv_losses"]) * p["inverter_efficiency"],
        p["pv_capacity_mw"] / p["pv_dc_ac_ratio"],
        p["pv_gamma_per_k"],
        p["battery_energy_mwh"],
        p["battery_power_mw"],
        np.sqrt(p["battery_rte"]),
        p["battery_charge_below_usd_per_mwh"],
        p["battery_discharge_above_usd_per_mwh"],
        p["import_limit_mw"],
        p["export_limit_mw"],
        p["grid_export_price_share"],
        p["grid_export_price_usd_per_mwh"],
        p["grid_carbon_factor"],
    ]
    streams = [
        *_stream(p, full_heat - liquid, p["supply_limit_air_c"], p["coil_approach_k"], p["air_delta_t_k"], p["crah_fan_kw_per_mw"]),
        *_stream(
            p,
            liquid,
            p["supply_limit_liquid_c"],
            p["cdu_approach_k"],
            p["water_range_k"],
            p["cdu_pump_kw_per_mw"] + p["facility_pump_kw_per_mw"],
        ),
    ]
    return np.ascontiguousarray(np.stack([np.broadcast_to(c, capacity.shape) for c in site + streams], axis=1))


def _stream(p: Mapping[str, Floats], design: Floats, limit: Floats, exchanger: Floats, rise: Floats, circulation_kw: Floats) -> list[Any]:
    design = np.maximum(design, 1e-12)
    target = limit - exchanger
    rated_evaporating = 6.7 - p["chiller_approach_k"]
    carnot = p["air_chiller_cop"] * (35.0 + p["air_condenser_approach_k"] - rated_evaporating) / (rated_evaporating + 273.15)
    evaporating = target - p["chiller_approach_k"]
    ntu = np.log(1.0 + rise / np.maximum(p["dry_cooler_approach_k"], 1e-3))
    return [
        1.0 / design,
        rise,
        target,
        p["dry_cooler_approach_k"],
        p["dry_cooler_fan_kw_per_mw"] / 1000.0 * design,
        3.0 / p["dry_cooler_ntu_exponent"] * np.log(ntu),
        evaporating,
        1.0 / (carnot * (evaporating + 273.15)),
        p["cooling_redundancy"] * design,
        design / np.maximum(rise, 1e-9),
        circulation_kw / 1000.0 * design,
    ]


def kernel(parallel: bool = True) -> Callable[[Floats, Floats], Floats]:
    """``sums[draw, sum] = run(hours, constants)``, compiled by numba when first called."""
    from math import exp, log

    import numba

    @numba.njit(fastmath=True, inline="always")  # type: ignore[untyped-decorator]
    def cool(c, at, k, minimum_speed, minimum_power, condenser, minimum_lift, hysteresis, heat, outside, price, mode):  # type: ignore[no-untyped-def]
        per_design, rise, target, approach, fan_mw, fan_ln = c[at], c[at + 1], c[at + 2], c[at + 3], c[at + 4], c[at + 5]
        evaporating, per_k, chiller, per_rise, circulation = c[at + 6], c[at + 7], c[at + 8], c[at + 9], c[at + 10]
        if heat <= 0.0:
            return 0.0, 0.0, mode
        load = heat * per_design
        span = rise * load
        reached = outside + approach * load
        per_heat = max(outside + condenser - evaporating, minimum_lift) * per_k
        chilled = min(heat, chiller)
        power, unmet, found = per_heat * chilled, heat - chilled, 4.0
        cost = price * power + 1e30 * (unmet * per_design)
        above = reached - target
        if above < span:
            asked = max(above, 0.0) * per_rise
            chilled = min(asked, chiller)
            with_help = per_heat * chilled + fan_mw
            its_cost = price * with_help + 1e30 * ((asked - chilled) * per_design)
            if its_cost < cost:
                power, unmet, found, cost = with_help, asked - chilled, 3.0, its_cost
        if reached + (0.0 if mode <= 0.0 else hysteresis) <= target:
            ntu = log(1.0 + span / max(target - outside, 1e-3))
            fans = fan_mw * min(max(exp(k * log(ntu) - fan_ln), minimum_power), 1.0)
            its_cost = price * fans
            if its_cost <= cost + 1e-12 * abs(its_cost):
                power, unmet, found = fans, 0.0, 0.0
        speed = max(load, minimum_speed)
        return power + circulation * min(speed * speed * speed, 1.0), unmet, found

    @numba.njit(parallel=parallel, fastmath=True, nogil=True)  # type: ignore[untyped-decorator]
    def run(hours, constants):  # type: ignore[no-untyped-def]
        n, n_steps = constants.shape[0], hours.shape[0]
        out = np.zeros((n, 16))
        for draw in numba.prange(n):
            c = constants[draw]
            idle, work, exponent, ln_busy, auxiliary, l0, l1, l2, transformer, capture = (
                c[0],
                c[1],
                c[2],
                c[3],
                c[4],
                c[5],
                c[6],
                c[7],
                c[8],
                c[9],
            )
            factor, k, speed, least, condenser, lift, hysteresis = c[10], c[11], c[12], c[13], c[14], c[15], c[16]
            pv_mw, pv_most, gamma, store, power, one_way = c[17], c[18], c[19], c[20], c[21], c[22]
            below, over, line, export_line, export_share = c[23], c[24], c[25], c[26], c[27]
            export_usd, carbon = c[28], c[29]
            into, outof, per_in, per_out = one_way, 1.0 / one_way, 1.0 / one_way, one_way
            state, mode_air, mode_liquid = 0.5 * store, 0.0, 0.0
            s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = s10 = s11 = s12 = s13 = s14 = s15 = 0.0
            for i in range(n_steps):
                h = hours[i]
                price = h[1] * factor
                it = idle + work * exp(exponent * min(h[0] + ln_busy, 0.0))
                loss = l0 + (l1 + l2 * it) * it
                liquid = capture * it
                air = it + loss + auxiliary - liquid
                by_air, unmet_air, mode_air = cool(c, AIR, k, speed, least, condenser, lift, hysteresis, air, h[4], price, mode_air)
                by_liquid, unmet_liquid, mode_liquid = cool(
                    c, LIQUID, k, speed, least, condenser, lift, hysteresis, liquid, h[4], price, mode_liquid
                )
                cooling, unmet = by_air + by_liquid, unmet_air + unmet_liquid
                inside = it + loss + auxiliary + cooling
                demand = inside + inside * transformer
                pv = min(max(pv_mw * h[5] * (1.0 + gamma * (h[6] - 25.0)), 0.0), pv_most)
                limit = line * h[3]
                net = demand - pv
                charge = discharge = 0.0
                if net > limit:
                    discharge = net - limit
                elif net < 0.0:
                    charge = -net
                elif price < below and limit - net > 0.0:
                    charge = limit - net
                elif price > over:
                    discharge = net
                charge = max(min(min(charge, power), (store - state) * per_in), 0.0)
                discharge = max(min(min(discharge, power), state * per_out), 0.0)
                stored = charge * into - discharge * outof
                state += stored
                balance = net + charge - discharge
                bought = min(max(balance, 0.0), limit)
                served = 1.0 - max(balance - limit, 0.0) / max(demand, 1e-12)
                excess = max(-balance, 0.0)
                sold = min(excess, export_line) if price * export_share + export_usd >= 0.0 else 0.0
                s0 += bought
                s1 += it * served
                s2 += cooling * served
                s3 += (loss + inside * transformer) * served
                s4 += it - it * served
                s5 += unmet * served
                s6 += served
                s7 += pv
                s8 += sold
                s9 += excess - sold
                s10 += charge - discharge - stored
                s11 += bought * h[2]
                s12 += bought * h[1]
                s13 += sold * h[1]
                if unmet > 0.0:
                    s14 += served * unmet / max(air + liquid, 1e-12)
                s15 = max(s15, bought)
            income = s13 * factor * export_share + s8 * export_usd
            sums = (s0, s1, s2, s3, s4, s5, s6 * auxiliary, s7, s8, s9, s10, s11 * carbon, s12 * factor, income, s14, s15)
            for j, value in enumerate(sums):
                out[draw, j] = value
        return out

    compiled: Callable[[Floats, Floats], Floats] = run
    return compiled
