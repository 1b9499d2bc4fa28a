"""Heat pump (T13): second law, first law, round trips, a vapour cycle beside it, bad input."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import doors
from gigasite import heat_pump as hp
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

streams = st.tuples(st.floats(-10.0, 50.0), st.floats(0.0, 25.0), st.floats(30.0, 80.0), st.floats(0.0, 40.0))


def temperatures(stream):
    """Source in and out, sink in and out, with a lift that the model covers."""
    source_in, source_glide, sink_in, sink_glide = stream
    four = (source_in, source_in - source_glide, sink_in, sink_in + sink_glide)
    means = [
        (b - a) / math.log1p((b - a) / a) if b != a else a
        for a, b in ((four[0] + 273.15, four[1] + 273.15), (four[2] + 273.15, four[3] + 273.15))
    ]
    assume(10.0 < means[1] - means[0] < 95.0)
    return four, means[1] / (means[1] - means[0])


@given(streams)
def test_lorenz_against_the_logarithm(stream):
    four, expected = temperatures(stream)
    assert hp.lorenz_cop(*four) == pytest.approx(expected, rel=1e-9)


def test_log_mean_over_glides_of_every_size():
    glide = np.array([0.0, 1e-9, 1e-3, 1.0, 20.0, 60.0])
    cop = hp.lorenz_cop(20.0, 20.0, 60.0, 60.0 + glide)
    assert cop[0] == pytest.approx(hp.carnot_cop(20.0, 60.0), rel=1e-14)
    assert np.all(np.diff(cop[2:]) < 0.0) and cop[1] == pytest.approx(cop[0], rel=1e-9)


@given(streams, st.floats(0.3, 1.0))
def test_second_law(stream, efficiency):
    four, limit = temperatures(stream)
    cop = hp.heating_cop(*four, lorenz_efficiency=efficiency, maximum_sink_c=150.0)
    assert cop <= limit * (1.0 + 1e-12)
    if cop > 1.0:
        assert hp.lorenz_efficiency(cop, *four) == pytest.approx(efficiency, rel=1e-9)


@given(streams, st.floats(0.1, 5.0))
def test_a_warmer_source_helps_and_a_warmer_sink_costs(stream, shift):
    four, _ = temperatures(stream)
    temperatures((four[0] + shift, four[0] - four[1], four[2], four[3] - four[2]))
    assert hp.lorenz_cop(four[0] + shift, four[1] + shift, *four[2:]) > hp.lorenz_cop(*four)


@given(st.floats(0.0, 1e4), st.floats(1.01, 50.0))
def test_first_law(source, cop):
    heat, power, taken = hp.balance(source, cop)
    assert heat == pytest.approx(taken + power, rel=1e-15)
    if source > 1e-3:
        assert heat > taken and power > 0.0
        assert hp.heating_cop_from_heats(heat, taken) == pytest.approx(cop, rel=1e-9)
        assert hp.electric_mw(heat, taken) == pytest.approx(power, rel=1e-9)


@given(st.floats(1.01, 20.0))
def test_combined_figure_round_trip(cop):
    assert hp.heating_cop_from_combined(cop + hp.cooling_cop(cop)) == pytest.approx(cop, rel=1e-14)


def vapour_cycle_cop(fluid, evaporation_c, condensation_c, liquid_c, isentropic=0.8, superheat_k=5.0):
    """One stage with superheat, a sub-cooler down to ``liquid_c`` and isentropic efficiency: the heating coefficient by CoolProp."""
    from CoolProp.CoolProp import PropsSI

    low = PropsSI("P", "T", evaporation_c + 273.15, "Q", 1, fluid)
    high = PropsSI("P", "T", condensation_c + 273.15, "Q", 1, fluid)
    h1 = PropsSI("H", "T", evaporation_c + 273.15 + superheat_k, "P", low, fluid)
    s1 = PropsSI("S", "T", evaporation_c + 273.15 + superheat_k, "P", low, fluid)
    h2 = h1 + (PropsSI("H", "P", high, "S", s1, fluid) - h1) / isentropic
    h3 = PropsSI("H", "T", liquid_c + 273.15, "P", high, fluid)
    return (h2 - h3) / (h2 - h1)


@pytest.mark.parametrize("fluid", ["R600a", "R1234ze(E)", "R1233zd(E)", "Ammonia"])
@pytest.mark.parametrize(
    ("source", "sink"),
    [((30.0, 20.0), (50.0, 85.0)), ((35.0, 25.0), (45.0, 65.0)), ((20.0, 12.0), (40.0, 75.0)), ((40.0, 30.0), (55.0, 60.0))],
)
def test_one_stage_vapour_cycle_beside_the_default(fluid, source, sink):
    # Pinches of 3 K to evaporator and condenser, 5 K to the sub-cooler, which uses the glide of the sink.
    cop = vapour_cycle_cop(fluid, source[1] - 3.0, sink[1] + 3.0, sink[0] + 5.0)
    assert 0.40 < hp.lorenz_efficiency(cop, *source, *sink) < 0.60
    assert hp.heating_cop(*source, *sink) == pytest.approx(cop, rel=0.25)
    assert cop < hp.carnot_cop(source[1], sink[1]) < hp.lorenz_cop(*source, *sink)


def test_lift_outside_the_validity():
    small = (20.0, 20.0, 25.0, 25.0)
    with pytest.raises(PhysicsError, match="lift_k"):
        hp.lorenz_cop(*small)
    with pytest.raises(PhysicsError, match="lift_k"):
        hp.heating_cop(-10.0, -10.0, 90.0, 100.0)
    with pytest.warns(ValidityWarning):
        assert math.isnan(hp.lorenz_cop(*small, outside="nan"))
    with pytest.warns(ValidityWarning):
        assert hp.lorenz_cop(*small, outside="clamp") == pytest.approx(298.15 / 10.0)
    with pytest.warns(ValidityWarning):
        assert hp.lorenz_cop(*small, outside="warn") == pytest.approx(298.15 / 5.0)
    with pytest.warns(ValidityWarning):
        assert np.isnan(hp.lorenz_cop(20.0, 20.0, [25.0, 60.0], [25.0, 60.0], outside="nan")).tolist() == [True, False]


def test_machine_class_limits_the_sink():
    hot = (40.0, 30.0, 80.0, 110.0)
    with pytest.raises(PhysicsError, match="sink_out_c") as caught:
        hp.heating_cop(*hot, maximum_sink_c=90.0)
    assert caught.value.high == 90.0
    with pytest.warns(ValidityWarning):
        assert math.isnan(hp.heating_cop(*hot, maximum_sink_c=90.0, outside="nan"))
    with pytest.warns(ValidityWarning):
        assert hp.heating_cop(*hot, maximum_sink_c=90.0, outside="clamp") == hp.heating_cop(40.0, 30.0, 80.0, 90.0, maximum_sink_c=90.0)
    with pytest.warns(ValidityWarning):
        assert hp.heating_cop(*hot, maximum_sink_c=90.0, outside="warn") == hp.heating_cop(*hot)


def test_what_cannot_be():
    with pytest.raises(ParameterError, match="source_out_c"):
        hp.lorenz_cop(20.0, 30.0, 50.0, 85.0)
    with pytest.raises(ParameterError, match="sink_out_c"):
        hp.lorenz_cop(30.0, 20.0, 85.0, 50.0)
    with pytest.raises(PhysicsError, match="nothing to lift"):
        hp.carnot_cop(50.0, 50.0)
    with pytest.raises(PhysicsError, match="second law"):
        hp.lorenz_efficiency(8.5, 30.0, 20.0, 50.0, 85.0)
    for function in (hp.electric_mw, hp.heating_cop_from_heats):
        with pytest.raises(ParameterError, match="heat_mw"):
            function(10.0, 10.0)


FOUR = {"source_in_c": 30.0, "source_out_c": 20.0, "sink_in_c": 50.0, "sink_out_c": 85.0}


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (hp.lorenz_cop, FOUR),
        (hp.carnot_cop, {"source_c": 20.0, "sink_c": 85.0, "pinch_k": 3.0}),
        (hp.heating_cop, {**FOUR, "lorenz_efficiency": 0.5, "maximum_sink_c": 120.0}),
        (hp.lorenz_efficiency, {"heating_cop": 4.0, **FOUR}),
        (hp.balance, {"source_mw": 10.0, "heating_cop": 4.0}),
        (hp.electric_mw, {"heat_mw": 4.0, "source_mw": 3.0}),
        (hp.heating_cop_from_heats, {"heat_mw": 4.0, "source_mw": 3.0}),
        (hp.heating_cop_from_combined, {"combined_cop": 7.0}),
        (hp.cooling_cop, {"heating_cop": 4.0}),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
