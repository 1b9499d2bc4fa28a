"""Gas, grid and sun at Abilene as a study ranks them, before and after the wait for power: the wait turns the order round.

Figures: the row of output_tables/final_lcoe_results_complete2.csv nearest to Abilene in the study of `gigasite.testing.microgrid_study`.
"""

from __future__ import annotations

import numpy as np
import pytest

from gigasite import time_to_power
from gigasite.testing.microgrid_study import BUILD_YEARS, NODE_MEAN_KW, PUE, RATE, STUDY, YEARS, cost_at_scale

RENT_USD_PER_GPU_H, UPTIME = 2.40, 0.99
#: Years until there is power; USD/kWh published for energy alone and with the idle chips of the wait, 24,000 GPUs.
PUBLISHED = {
    "grid": (3.0, 0.0548, 0.7510),
    "gas": (BUILD_YEARS, 0.1529, 1.1207),
    "sun, DC": (2.0, 0.2574, 0.6987),
    "sun, AC": (2.0, 0.3050, 0.7463),
}


def with_wait(usd_per_kwh: float, wait_years: float) -> float:
    """Energy and the rent of chips that wait, over the energy of the facility until the end of the study, discounted alike."""
    year = np.arange(np.ceil(wait_years), YEARS)
    running = np.where(year == np.ceil(wait_years), 1.0 - wait_years % 1.0, 1.0)
    energy_mwh = NODE_MEAN_KW / 8.0 * PUE / 1000.0 * 8760.0 * UPTIME * float(np.sum(running * (1.0 + RATE) ** -(year + 0.5)))
    wait_usd = time_to_power.idle_chip_cost_usd(RENT_USD_PER_GPU_H, wait_years, RATE)
    return float(time_to_power.total_cost_with_wait_usd_per_mwh(1000.0 * usd_per_kwh, wait_usd, energy_mwh)) / 1000.0


#: Ours: gas by the gas island; the price of the grid and the sun of the place are inputs of the study.
ENERGY = {name: cost_at_scale(24_000)[0] if name == "gas" else energy for name, (_, energy, _) in PUBLISHED.items()}


def test_order_of_the_energy_alone():
    assert sorted(ENERGY, key=ENERGY.get) == ["grid", "gas", "sun, DC", "sun, AC"] == sorted(PUBLISHED, key=lambda name: PUBLISHED[name][1])


def test_order_with_the_wait():
    total = {name: with_wait(energy, PUBLISHED[name][0]) for name, energy in ENERGY.items()}
    assert sorted(total, key=total.get) == ["sun, DC", "sun, AC", "grid", "gas"] == sorted(PUBLISHED, key=lambda name: PUBLISHED[name][2])
    for name, (_, _, published) in PUBLISHED.items():
        assert total[name] == pytest.approx(published, rel=0.12), name


@pytest.mark.parametrize("name", ["grid", "sun, DC", "sun, AC"])
def test_the_wait_itself_is_that_of_the_study(name):
    years, energy, published = PUBLISHED[name]
    assert with_wait(energy, years) == pytest.approx(published, rel=0.02)


def test_gas_stays_last_after_the_wait_at_every_scale():
    grid = with_wait(PUBLISHED["grid"][1], PUBLISHED["grid"][0])
    totals = [with_wait(cost_at_scale(gpus)[0], BUILD_YEARS) for gpus in STUDY]
    assert totals == sorted(totals, reverse=True) and min(totals) > grid
