"""The core against its slow twins."""

import numpy as np
import pytest

from gigasite import _core, cooling_plant, psychrometrics
from gigasite.parameters import default
from oracles import cooling_plant as slow_plant
from oracles import psychrometrics as slow_air


def test_moist_air():
    random = np.random.default_rng(5)
    t, rh, p = random.uniform(-20, 60, 3000), random.uniform(0.01, 1, 3000), random.uniform(60e3, 105e3, 3000)
    np.testing.assert_allclose(psychrometrics.saturation_pressure_pa(t), slow_air.saturation_pressure_pa(t), rtol=1e-12)
    w = psychrometrics.humidity_ratio(t, rh, p)
    np.testing.assert_allclose(w, slow_air.humidity_ratio(t, rh, p), rtol=1e-12)
    np.testing.assert_allclose(psychrometrics.dew_point_c(t, rh), slow_air.dew_point_c(t, rh), atol=1e-6)
    np.testing.assert_allclose(psychrometrics.wet_bulb_c(t, rh, p), slow_air.wet_bulb_c(t, rh, p), atol=1e-6)
    np.testing.assert_allclose(psychrometrics.enthalpy_j_kg(t, w), slow_air.enthalpy_j_kg(t, w), rtol=1e-12)
    np.testing.assert_allclose(psychrometrics.specific_volume_m3_kg(t, w, p), slow_air.specific_volume_m3_kg(t, w, p), rtol=1e-12)


@pytest.mark.parametrize("plant", cooling_plant.PLANTS)
@pytest.mark.parametrize("price,water_price,limit", [(60.0, 0.0, 27.0), (40.0, 3.0, 22.0)])
def test_cooling_plant(plant, price, water_price, limit):
    names = _core.series_kernel_named("cooling_plant.hourly").inputs
    p = {name: default(name) for name in names[names.index("step_h") + 1 :]}
    random = np.random.default_rng(8)
    n = 400
    dry = 15.0 + 12.0 * np.sin(np.arange(n) / n * 6.0) + random.normal(0, 4, n)
    rh = np.clip(random.uniform(0.2, 1.0, n), 0.05, 1.0)
    wet = np.minimum(psychrometrics.wet_bulb_c(dry, rh, 99e3), dry)
    heat = random.uniform(40.0, 100.0, n)
    power, water, mode, unmet = slow_plant.hourly(plant, p, heat.tolist(), dry.tolist(), wet.tolist(), 99e3, price, water_price, limit)
    fast = cooling_plant.hourly(heat, dry, wet, price, water_price, plant=plant, supply_limit_c=limit, pressure_pa=99e3)
    np.testing.assert_allclose(fast.cooling_power_mw, power, rtol=2e-4)
    np.testing.assert_array_equal(fast.mode, mode)
    np.testing.assert_allclose(fast.unmet_mw, unmet, atol=1e-9)
    # the core takes the tower's balances from parabolas, which cross the edge from ice to water
    np.testing.assert_allclose(fast.water_l, water, rtol=1e-2, atol=1.0)
