"""A published study of on-site power at Abilene: its inputs, and our gas island at its scales (USD of 2022).

acnewkirk/AI-Datacenter-Microgrid-Analysis@b1172a53 (MIT), src/config.py and src/natgas_system_tool.py: per node 7.3 kW mean, 8.5 kW at
most, 5 % margin; PUE of its cell at Abilene; its chain of losses; its unit at each scale.
"""

from __future__ import annotations

import numpy as np

from gigasite import gas_island, gas_turbine

__all__ = ["STUDY", "cost_at_scale"]

PUE, NODE_MEAN_KW, NODE_MAX_KW, MARGIN = 1.118462, 7.3, 8.5, 1.05
STUDY = {  # GPUs: unit MW, efficiency (LHV), USD/kW, reference MW, fixed O&M, variable O&M, availability; published USD/kWh
    24_000: (35.0, 0.39, 1510.0, 211.0, 35.0, 8.0, 0.95, 0.1529),
    50_000: (62.0, 0.411, 1510.0, 211.0, 35.0, 8.0, 0.92, 0.1277),
    750_000: (384.0, 0.426, 1600.0, 800.0, 36.0, 2.1, 0.91, 0.0991),
}
GAS_USD_PER_MMBTU, RATE, BUILD_YEARS, YEARS = 3.24, 0.07, 4.05, 27
#: Downtime that tier III allows (T20-p1): 1.577 h a year.
TIER_III = 1.577 / 8760


def at_generator(it_mw: float) -> float:
    """Losses of the study between generator and chips, and to the cooling plant."""
    return (it_mw / (0.99 * 0.94) + it_mw * (PUE - 1.0) / 0.97) / (0.98 * 0.99 * 0.99 * 0.94)


def cost_at_scale(gpus: int) -> tuple[float, gas_island.GasPlant]:
    """USD per kWh that the facility takes, and the plant, with the spare units that tier III asks for."""
    unit, efficiency, capex, reference, fixed, variable, availability, _ = STUDY[gpus]
    if gpus == 750_000:  # combined cycle
        cycle = gas_turbine.combined_cycle(unit, efficiency, 0.80, 0.34)
        unit, efficiency = float(cycle.power_mw), float(cycle.efficiency)
    heat_rate = 3412.142 / efficiency * 1.108  # higher heating value
    it_mean, it_max = gpus / 8 * NODE_MEAN_KW / 1000, gpus / 8 * NODE_MAX_KW / 1000 * MARGIN
    mean, peak = at_generator(it_mean), at_generator(it_max)
    load = np.full(8760, mean)
    load[0] = peak
    spare = gas_island.spare_units(load, unit, availability, TIER_III).spare
    plant = gas_island.gas_plant(
        peak, mean, unit, spare, availability, capex, fixed, variable, heat_rate, GAS_USD_PER_MMBTU, RATE, YEARS - BUILD_YEARS,
        build_years=BUILD_YEARS, reference_mw=reference,
    )  # fmt: skip
    # The study divides by the energy that the facility takes, behind the losses.
    return float(plant.lcoe_usd_per_mwh) * mean / (it_mean * PUE) / 1000.0, plant
