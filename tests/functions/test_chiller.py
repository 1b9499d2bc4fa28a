"""Electric chillers (T06)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import chiller
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

NAMES = tuple(chiller.curves())
shares = st.floats(0.0, 1.0)


def within(limits, share):
    return min(limits[0] + share * (limits[1] - limits[0]), limits[1])


@pytest.mark.parametrize("name", NAMES)
@given(shares, shares, st.floats(0.0, 0.99))
def test_energy_of_a_point(name, x, y, load):
    c = chiller.curves()[name]
    chilled, condenser = within(c.chilled_water_range_c, x), within(c.condenser_range_c, y)
    available = chiller.operating_point(1.0, chilled, condenser, curve=name).available_kw
    point = chiller.operating_point(load * available, chilled, condenser, curve=name)
    assert point.part_load_ratio == pytest.approx(load)
    assert 0.0 <= point.run_fraction <= 1.0 and point.power_kw >= 0.0
    # below the Carnot limit between the two waters
    assert point.power_kw * point.cop == pytest.approx(load * available, rel=1e-9, abs=1e-9)
    if condenser > chilled:
        assert point.cop < (chilled + 273.15) / (condenser - chilled) + 25.0 * (condenser - chilled < 12)


@pytest.mark.parametrize("name", NAMES)
@given(shares, shares, st.floats(0.3, 0.95))
def test_warmer_condenser_needs_more_power(name, x, y, load):
    c = chiller.curves()[name]
    chilled, condenser = within(c.chilled_water_range_c, x), within(c.condenser_range_c, 0.9 * y)
    warmer = condenser + 0.1 * (c.condenser_range_c[1] - c.condenser_range_c[0])
    full = [chiller.operating_point(load * c.reference_capacity_kw * 0.75, chilled, t, curve=name) for t in (condenser, warmer)]
    if name != "york_yk_4966kw":  # its capacity curve rises up to 25 °C, so part load differs
        assert full[1].power_kw >= full[0].power_kw * 0.995


def test_cycling_keeps_the_efficiency_of_the_smallest_load():
    low = chiller.curves()["carrier_19xr_742kw"].part_load_range[0]
    available = chiller.operating_point(1.0, 7.0, 20.0).available_kw
    smallest = chiller.operating_point(low * available, 7.0, 20.0)
    half = chiller.operating_point(0.5 * low * available, 7.0, 20.0)
    assert half.run_fraction == pytest.approx(0.5) and smallest.run_fraction == pytest.approx(1.0)
    assert half.power_kw == pytest.approx(smallest.power_kw / 2)
    assert half.cop == pytest.approx(smallest.cop)
    off = chiller.operating_point(0.0, 7.0, 20.0)
    assert (off.power_kw, off.run_fraction) == (0.0, 0.0) and off.cop == pytest.approx(smallest.cop)


def test_reference_points_of_the_data_sets():
    """At the reference temperatures every curve is near its reference capacity and COP."""
    for name, at in (("york_yk_4966kw", (6.67, 26.11)), ("trane_cgam130_434kw", (6.67, 35.0))):
        c = chiller.curves()[name]
        point = chiller.operating_point(c.reference_capacity_kw * 0.98, *at, curve=name)
        assert point.available_kw == pytest.approx(c.reference_capacity_kw, rel=0.015)
        assert point.cop == pytest.approx(c.reference_cop, rel=0.02)


def test_the_box_of_the_curve():
    for arguments, name in (
        ((500.0, 12.0, 20.0), "chilled_water_leaving_c"),
        ((500.0, 7.0, 30.0), "condenser_entering_c"),
        ((900.0, 7.0, 20.0), "part_load_ratio"),
    ):
        with pytest.raises(PhysicsError, match=name):
            chiller.operating_point(*arguments)
        with pytest.warns(ValidityWarning, match=name):
            assert all(math.isnan(field) for field in chiller.operating_point(*arguments, outside="nan"))
    with pytest.warns(ValidityWarning):
        assert chiller.operating_point(500.0, 7.0, 30.0, outside="clamp") == chiller.operating_point(500.0, 7.0, 23.89)
    with pytest.warns(ValidityWarning):
        cut = chiller.operating_point(2000.0, 7.0, 20.0, outside="clamp")
    assert cut.part_load_ratio == pytest.approx(1.02) and cut.power_kw < 200.0
    with pytest.warns(ValidityWarning):
        beyond = chiller.operating_point(500.0, 7.0, 30.0, outside="warn")
    assert beyond.power_kw > chiller.operating_point(500.0, 7.0, 23.89).power_kw
    chiller.operating_point(300.0, 7.0, 45.0, curve="trane_cgam130_434kw")  # an air-cooled machine takes hot air
    chiller.operating_point(3000.0, 7.0, 29.0, curve="york_yk_4966kw")


def test_own_curve():
    base = chiller.curves()["carrier_19xr_742kw"]
    doubled = base._replace(name="two", reference_capacity_kw=2 * base.reference_capacity_kw)
    one, two = chiller.operating_point(400.0, 7.0, 20.0), chiller.operating_point(800.0, 7.0, 20.0, curve=doubled)
    assert two.power_kw == pytest.approx(2 * one.power_kw) and two.cop == pytest.approx(one.cop)


@given(st.floats(15.0, 45.0), st.floats(4.0, 20.0))
def test_second_form_is_neutral_at_its_design_point(condenser, evaporator):
    e = chiller.electric_curve(condenser, condenser, evaporator, evaporator, 2.778, (0.9, -0.05, 0.002), (2.3, -1.9, 0.6))
    assert e.delta_k == 0.0 and e.capacity_ratio == 0.9
    warmer = chiller.electric_curve(condenser + 5, condenser, evaporator, evaporator, 2.778, (0.9, -0.05, 0.002), (2.3, -1.9, 0.6))
    assert warmer.delta_k > 0.0 and warmer.capacity_ratio < 0.9


@pytest.mark.parametrize(
    "call",
    [
        lambda: chiller.operating_point(-1.0, 7.0, 20.0),
        lambda: chiller.operating_point(math.nan, 7.0, 20.0),
        lambda: chiller.operating_point(1.0, 7.0, 20.0, curve="carrier"),
        lambda: chiller.operating_point(1.0, 7.0, 20.0, curve=chiller.curves()[NAMES[0]]._replace(part_load_coefficients=(1.0,))),
        lambda: chiller.operating_point(1.0, 7.0, 20.0, curve=chiller.curves()[NAMES[0]]._replace(condenser_range_c=(30.0, 20.0))),
        lambda: chiller.operating_point(1.0, 7.0, 20.0, curve=chiller.curves()[NAMES[0]]._replace(reference_cop=0.0)),
        lambda: chiller.electric_curve(35.0, 35.0, 7.0, 7.0, 0.0, (1, 0, 0), (1, 0, 0)),
        lambda: chiller.electric_curve(35.0, 35.0, 7.0, 7.0, 2.0, (1, 0), (1, 0, 0)),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_shapes():
    point = chiller.operating_point([[300.0], [500.0]], [6.0, 8.0], 20.0)
    assert point.power_kw.shape == (2, 2) and isinstance(chiller.operating_point(300, 7, 20).power_kw, float)
    assert np.all(point.cop[:, 1] > point.cop[:, 0])  # warmer chilled water is easier
