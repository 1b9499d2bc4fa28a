"""Technology and facility loops (T05)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import fluids, liquid_loop
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

FLUIDS = ("water", "propylene_glycol_25", "propylene_glycol_50", "ethylene_glycol_25", "ethylene_glycol_50")


@pytest.mark.parametrize("fluid", FLUIDS)
@given(st.floats(0.0, 5000.0), st.floats(1.0, 25.0), st.floats(5.0, 70.0))
def test_the_loop_carries_the_heat(fluid, heat, rise, t):
    flow = liquid_loop.mass_flow_kg_s(heat, rise, t, fluid=fluid)
    assert flow * fluids.specific_heat_j_kg_k(fluid, t) * rise == pytest.approx(1000 * heat, rel=1e-12, abs=1e-9)
    volume = liquid_loop.volume_flow_m3_s(heat, rise, t, fluid=fluid)
    assert volume * fluids.density_kg_m3(fluid, t) == pytest.approx(flow, rel=1e-12, abs=1e-12)
    water = liquid_loop.volume_flow_m3_s(heat, rise, t)
    assert volume == pytest.approx(water * liquid_loop.volume_flow_ratio(fluid, t), rel=1e-12, abs=1e-15)


@given(st.floats(5.0, 70.0))
def test_glycol_needs_more_flow(t):
    ratios = [liquid_loop.volume_flow_ratio(fluid, t) for fluid in FLUIDS[:3]]
    assert ratios[0] == 1.0 and ratios == sorted(ratios) and ratios[2] < 1.25
    there, back = liquid_loop.volume_flow_ratio("water", t, reference_fluid="propylene_glycol_25"), ratios[1]
    assert there * back == pytest.approx(1.0)


@given(st.floats(0.0, 1.5), st.floats(0.0, 1.5), st.floats(0.0, 1.0))
def test_pump_power_is_convex_in_flow(x, y, static):
    power = [liquid_loop.pump_power_at_flow_kw(10.0, z, static_head_share=static) for z in (x, (x + y) / 2, y)]
    assert power[1] <= (power[0] + power[2]) / 2 + 1e-9
    assert liquid_loop.pump_power_at_flow_kw(10.0, 1.0, static_head_share=static) == pytest.approx(10.0)


@given(st.floats(0.0, 1000.0), st.floats(0.0, 1.0))
def test_heat_is_split_and_not_lost(power, share):
    split = liquid_loop.heat_split(power, liquid_capture=share)
    assert split.liquid_kw + split.air_kw == pytest.approx(power)
    assert split.liquid_kw >= 0.0 and split.air_kw >= -1e-9


@given(st.floats(0.0, 60.0))
def test_class_and_its_test_agree(t):
    name = liquid_loop.facility_class(t)
    assert liquid_loop.within_class(t, name)
    colder = {"W27": "W17", "W32": "W27", "W40": "W32", "W45": "W40", "W+": "W45"}
    assert name == "W17" or not liquid_loop.within_class(t, colder[name])


def test_class_limits_are_inclusive():
    assert [liquid_loop.facility_class(t) for t in (17.0, 17.01, 27.0, 32.0, 40.0, 45.0, 45.1)] == [
        "W17",
        "W27",
        "W27",
        "W32",
        "W40",
        "W45",
        "W+",
    ]
    assert liquid_loop.facility_class([10.0, 46.0]).tolist() == ["W17", "W+"]
    assert liquid_loop.within_class([45.0, 45.1], "W45").tolist() == [True, False]
    assert liquid_loop.within_class(90.0, "W+") is True


def test_temperatures_of_the_loop():
    assert liquid_loop.supply_temperature_c(32.0, liquid_loop.approach_k(4.0, 0.5)) == 34.0
    assert liquid_loop.pump_power_kw(1e5, 0.1, 0.5) == 20.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: liquid_loop.mass_flow_kg_s(1.0, 0.0, 30.0),
        lambda: liquid_loop.mass_flow_kg_s(-1.0, 10.0, 30.0),
        lambda: liquid_loop.mass_flow_kg_s(1.0, 10.0, 30.0, fluid="oil"),
        lambda: liquid_loop.volume_flow_ratio("water", 30.0, reference_fluid="oil"),
        lambda: liquid_loop.supply_temperature_c(30.0, -1.0),
        lambda: liquid_loop.approach_k(-1.0, 0.5),
        lambda: liquid_loop.pump_power_kw(1e5, 0.1, 0.0),
        lambda: liquid_loop.pump_power_kw(1e5, 0.1, 1.1),
        lambda: liquid_loop.pump_power_at_flow_kw(1.0, -0.1),
        lambda: liquid_loop.heat_split(1.0, liquid_capture=1.2),
        lambda: liquid_loop.facility_class(math.nan),
        lambda: liquid_loop.within_class(30.0, "W50"),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_outside_modes():
    with pytest.raises(PhysicsError, match="temperature_rise_k"):
        liquid_loop.mass_flow_kg_s(100.0, 30.0, 35.0)
    with pytest.raises(PhysicsError, match="mean_temperature_c"):
        liquid_loop.volume_flow_m3_s(100.0, 10.0, 75.0)
    with pytest.warns(ValidityWarning):
        assert liquid_loop.mass_flow_kg_s(100.0, 30.0, 35.0, outside="clamp") == liquid_loop.mass_flow_kg_s(100.0, 25.0, 35.0)
    with pytest.warns(ValidityWarning):
        assert math.isnan(liquid_loop.mass_flow_kg_s(100.0, 30.0, 35.0, outside="nan"))
    with pytest.warns(ValidityWarning):
        half = liquid_loop.mass_flow_kg_s(100.0, 30.0, 35.0, outside="warn")
    assert half == pytest.approx(liquid_loop.mass_flow_kg_s(100.0, 15.0, 35.0) / 2)
    assert np.isfinite(half)
