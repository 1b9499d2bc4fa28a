"""Arrays: balance of the plate, ageing, scipy's root finder as a second opinion, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from gigasite import solar_array
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

SIGMA = 5.670374419e-8
shares = st.floats(0.0, 1.0)
plates = st.fixed_dictionaries(
    {
        "front_earth_view_factor": st.floats(0.0, 0.4),
        "back_earth_view_factor": st.floats(0.0, 0.85),
        "solar_absorptivity": st.floats(0.85, 0.95),
        "front_emissivity": st.floats(0.75, 0.95),
        "back_emissivity": st.floats(0.75, 0.95),
        "solar_flux_w_m2": st.floats(1300.0, 1420.0),
        "earth_infrared_w_m2": st.floats(150.0, 300.0),
        "albedo_absorbed_w_m2": st.floats(0.0, 100.0),
    }
)


def heat_in(plate, efficiency):
    infrared = plate["earth_infrared_w_m2"] * (
        plate["front_earth_view_factor"] * plate["front_emissivity"] + plate["back_earth_view_factor"] * plate["back_emissivity"]
    )
    return plate["solar_flux_w_m2"] * (plate["solar_absorptivity"] - efficiency) + infrared + plate["albedo_absorbed_w_m2"]


@given(plates, st.floats(0.0, 0.5))
def test_the_plate_emits_what_it_does_not_turn_into_electricity(plate, efficiency):
    temperature = solar_array.temperature_k(efficiency, **plate)
    emitted = (plate["front_emissivity"] + plate["back_emissivity"]) * SIGMA * temperature**4
    assert emitted == pytest.approx(heat_in(plate, efficiency), rel=1e-12)
    assert solar_array.temperature_k(efficiency + 0.01, **plate) < temperature


@given(plates, st.floats(0.1, 0.35), st.floats(-0.0045, 0.0))
def test_operating_point_is_the_fixed_point(plate, reference, slope):
    point = solar_array.operating_point(reference_efficiency=reference, temperature_coefficient_per_k=slope, **plate)
    assert point.efficiency == pytest.approx(
        solar_array.efficiency(point.temperature_k, reference_efficiency=reference, temperature_coefficient_per_k=slope), rel=1e-12
    )
    assert point.temperature_k == pytest.approx(solar_array.temperature_k(point.efficiency, **plate), rel=1e-9)
    assert point.power_w_m2 == pytest.approx(point.efficiency * plate["solar_flux_w_m2"], rel=1e-12)

    def excess(t):
        efficiency = reference * (1.0 + slope * (t - 298.15))
        return (plate["front_emissivity"] + plate["back_emissivity"]) * SIGMA * t**4 - heat_in(plate, efficiency)

    assert point.temperature_k == pytest.approx(brentq(excess, 150.0, 600.0, xtol=1e-10), abs=1e-7)


@given(st.floats(0.0, 1e6), shares, shares, shares, st.floats(0.0, 180.0))
def test_power_is_linear_in_its_shares_and_never_negative(area, efficiency, remaining, illumination, incidence):
    power = solar_array.power_w(area, efficiency, remaining=remaining, illumination=illumination, sun_incidence_deg=incidence)
    full = solar_array.power_w(area, efficiency, remaining=1.0)
    expected = full * remaining * illumination * max(np.cos(np.radians(incidence)), 0.0)
    assert power >= 0.0 and power == pytest.approx(expected, rel=1e-12, abs=1e-9)


@given(st.floats(0.0, 0.5), st.integers(1, 30))
def test_ageing(loss, years):
    left, mean = solar_array.remaining_fraction(loss, years), solar_array.mean_remaining_fraction(loss, years)
    assert mean == pytest.approx(np.mean((1.0 - loss) ** np.arange(years)), rel=1e-9)
    assert left <= mean + 1e-15 and mean <= 1.0
    assert solar_array.remaining_fraction(loss, years + 1) <= left


@given(st.floats(-90.0, 90.0))
def test_a_fixed_array_loses_the_cosine(beta):
    incidence = solar_array.fixed_array_incidence_deg(beta)
    assert np.cos(np.radians(incidence)) == pytest.approx(np.sin(np.radians(abs(beta))), abs=1e-12)


def test_half_a_power_law_of_small_losses():
    assert solar_array.mean_remaining_fraction(1e-12, 5) == pytest.approx(1.0 - 2e-12, abs=1e-15)


def test_shapes_broadcast():
    point = solar_array.operating_point(front_earth_view_factor=[0.0, 0.1], back_earth_view_factor=[[0.2], [0.3], [0.4]])
    assert point.temperature_k.shape == (3, 2)
    assert isinstance(solar_array.remaining_fraction(0.02, 5), float)


VIEW = {"front_earth_view_factor": 0.0, "back_earth_view_factor": 0.2}


@pytest.mark.parametrize(
    "call",
    [
        lambda: solar_array.power_w(-1.0, 0.3, remaining=1.0),
        lambda: solar_array.power_w(1.0, 30.0, remaining=1.0),
        lambda: solar_array.power_w(1.0, 0.3, remaining=1.1),
        lambda: solar_array.power_w(1.0, 0.3, remaining=np.nan),
        lambda: solar_array.power_w(1.0, 0.3, remaining=1.0, sun_incidence_deg=-1.0),
        lambda: solar_array.efficiency(-1.0),
        lambda: solar_array.efficiency(300.0, reference_efficiency=30.0),
        lambda: solar_array.temperature_k(0.95, **VIEW),
        lambda: solar_array.temperature_k(0.2, front_earth_view_factor=1.2, back_earth_view_factor=0.0),
        lambda: solar_array.temperature_k(0.2, **VIEW, front_emissivity=0.0, back_emissivity=0.0),
        lambda: solar_array.operating_point(**VIEW, solar_flux_w_m2=-1.0),
        lambda: solar_array.remaining_fraction(1.0, 5),
        lambda: solar_array.remaining_fraction(0.02, -1),
        lambda: solar_array.mean_remaining_fraction(0.02, 2.5),
        lambda: solar_array.mean_remaining_fraction(0.02, 0),
        lambda: solar_array.fixed_array_incidence_deg(91.0),
    ],
)
def test_what_has_no_meaning(call):
    with pytest.raises(ParameterError):
        call()


def test_statements_that_have_no_default():
    for function, arguments in ((solar_array.power_w, (1.0, 0.3)), (solar_array.temperature_k, (0.3,)), (solar_array.operating_point, ())):
        with pytest.raises(TypeError):
            function(*arguments)


def test_outside_the_linear_law():
    with pytest.raises(PhysicsError):
        solar_array.efficiency(450.0)
    with pytest.warns(ValidityWarning):
        assert np.isnan(solar_array.efficiency(450.0, outside="nan"))
    with pytest.warns(ValidityWarning):
        assert solar_array.efficiency(450.0, outside="clamp") == solar_array.efficiency(400.0)
    with pytest.raises(PhysicsError, match="0–1"):
        solar_array.efficiency(399.0, temperature_coefficient_per_k=-0.02)


def test_a_plate_too_hot_or_in_runaway():
    hot = {**VIEW, "solar_flux_w_m2": 5000.0}
    with pytest.raises(PhysicsError):
        solar_array.operating_point(**hot)
    with pytest.warns(ValidityWarning):
        assert np.isnan(solar_array.operating_point(**hot, outside="nan").temperature_k)
    with pytest.warns(ValidityWarning):
        clamped = solar_array.operating_point(**hot, outside="clamp")
    assert clamped.temperature_k == 400.0 and clamped.efficiency == pytest.approx(solar_array.efficiency(400.0))
