"""Cooling plants (T10): counting rules, dispatch, a year, and published annual PUE."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gigasite import air_cooling, chiller, cooling_plant, cooling_tower, power_train, psychrometrics
from gigasite.climate import BuiltinWeather
from gigasite.cooling_plant import MODES, PLANTS
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning
from gigasite.parameters import default

PLANT = pytest.mark.parametrize("plant", PLANTS)
temperatures = st.floats(-25.0, 45.0)


def year(mean=15.0, swing=12.0, daily=5.0, humidity=0.6, hours=8760):
    """A smooth year with the given mean; dry and wet bulb."""
    h = np.arange(hours)
    dry = mean - swing * np.cos(2 * np.pi * h / hours) - daily * np.cos(2 * np.pi * (h % 24) / 24)
    return dry, psychrometrics.wet_bulb_c(dry, humidity)


# counting rules --------------------------------------------------------------------------------------------------------
@given(st.lists(st.tuples(temperatures, st.floats(0.0, 12.0)), min_size=1, max_size=50), st.sampled_from([0.25, 1.0]))
def test_hours_are_counted(rows, step):
    dry = np.array([t for t, _ in rows])
    wet = dry - [d for _, d in rows]
    hours = cooling_plant.economiser_hours(dry, wet, step_h=step)
    assert hours.air_h == step * np.sum(dry <= 25.0) and hours.dry_w45_h == step * np.sum(dry + 7.0 <= 45.0)
    assert hours.water_h == step * np.sum(wet + 6.0 <= 18.0)
    assert hours.dry_w32_h <= hours.dry_w45_h <= step * dry.size
    stricter = cooling_plant.economiser_hours(dry, wet, step_h=step, dry_cooler_approach_k=8.0, air_limit_c=20.0)
    assert stricter.dry_w32_h <= hours.dry_w32_h and stricter.air_h <= hours.air_h


def test_hours_along_an_axis():
    dry = np.array([[10.0, 30.0], [26.0, 20.0]])
    assert cooling_plant.economiser_hours(dry, dry - 5.0).air_h.tolist() == [1.0, 1.0]
    assert cooling_plant.economiser_hours(dry, dry - 5.0, axis=0).air_h.tolist() == [1.0, 1.0]
    for wrong in (lambda: cooling_plant.economiser_hours([1.0, 2.0], [1.0]), lambda: cooling_plant.economiser_hours([1.0], [2.0])):
        with pytest.raises(ParameterError):
            wrong()


# one plant, hour by hour -----------------------------------------------------------------------------------------------
@PLANT
@given(temperatures, st.floats(0.05, 1.0), st.floats(5.0, 100.0), st.floats(0.0, 200.0), st.floats(0.0, 5.0))
def test_every_hour_removes_the_heat_within_the_limits(plant, t, rh, heat, price, water_price):
    wet = psychrometrics.wet_bulb_c(t, rh) if t >= -20 else t
    assume(wet <= 35.0)
    h = cooling_plant.hourly([100.0, heat], [t, t], [wet, wet], price, water_price, plant=plant)
    assert np.all(h.unmet_mw == 0.0)  # chillers are built with a margin
    limit = {"liquid_w32": 32.0, "liquid_w45": 45.0, "dry_cooler": 45.0}.get(plant, 27.0)
    np.testing.assert_allclose(h.supply_temperature_c, limit)
    assert np.all((h.mode >= 0) & (h.mode < len(MODES))) and np.all(h.water_l >= 0.0)
    assert np.all((h.cooling_power_mw > 0.0) & (h.cooling_power_mw < 0.5 * 100.0))
    if plant in ("air_economiser", "dry_cooler", "chiller_air_cooled"):
        assert np.all(h.water_l == 0.0)
    assert h.water_l[0] <= 1000.0 * 100.0 * 5.0


@PLANT
def test_splitting_a_site_changes_nothing(plant):
    dry, wet = year(hours=240)
    heat = 50.0 + 30.0 * np.sin(np.arange(240))
    whole, half = (cooling_plant.hourly(f * heat, dry, wet, 60.0, 1.0, plant=plant) for f in (1.0, 0.5))
    np.testing.assert_allclose(half.cooling_power_mw * 2, whole.cooling_power_mw, rtol=1e-12)
    np.testing.assert_allclose(half.water_l * 2, whole.water_l, rtol=1e-12, atol=1e-9)
    np.testing.assert_array_equal(half.mode, whole.mode)


@PLANT
@given(st.floats(-20.0, 40.0), st.floats(0.1, 1.0), st.floats(0.1, 3.0), st.floats(0.3, 1.0))
def test_warmer_air_never_needs_less_energy(plant, t, rh, warmer, load):
    """Dry and wet bulb rise together; water is free, so the cheapest way is that of the least power."""
    wet = psychrometrics.wet_bulb_c(t, rh)
    assume(wet + warmer <= 35.0)
    here, there = (
        cooling_plant.hourly([100.0, 100.0 * load], [t + d] * 2, [wet + d] * 2, 60.0, 0.0, plant=plant, hysteresis_k=0.0).cooling_power_mw
        for d in (0.0, warmer)
    )
    assert np.all(there >= here * (1 - 1e-9))


@PLANT
def test_warmer_years_never_need_less_energy(plant):
    dry, wet = year(hours=2000)
    energy = [
        cooling_plant.hourly(np.full(2000, 80.0), dry + d, wet + d, 60.0, 0.0, plant=plant).cooling_power_mw.sum() for d in (0.0, 2.0, 4.0)
    ]
    assert energy == sorted(energy)


@PLANT
def test_a_warmer_limit_never_needs_more(plant):
    dry, wet = year(hours=1000)
    cold, warm = (
        cooling_plant.hourly(np.full(1000, 80.0), dry, wet, 60.0, 0.0, plant=plant, supply_limit_c=s, hysteresis_k=0.0)
        for s in (22.0, 27.0)
    )
    assert np.all(warm.cooling_power_mw <= cold.cooling_power_mw * (1 + 1e-9))


@PLANT
def test_more_heat_than_the_plant_is_built_for_is_left(plant):
    h = cooling_plant.hourly([50.0, 300.0], [35.0, 35.0], [24.0, 24.0], 60.0, 0.0, plant=plant, design_heat_mw=100.0)
    assert h.unmet_mw[0] == 0.0 and 0.0 < h.unmet_mw[1] < 300.0
    assert h.supply_temperature_c[1] >= h.supply_temperature_c[0]


def test_a_hall_at_part_load_is_easier_to_cool():
    dry, wet = year(hours=500)
    full, part = (cooling_plant.annual(np.full(500, 40.0), dry, wet, 0.93, 0.01, design_it_mw=d) for d in (40.0, 80.0))
    assert part.annual_pue < full.annual_pue and part.peak_pue < full.peak_pue


def test_modes_follow_the_weather():
    dry, wet = [-10.0, 12.0, 24.0, 38.0], [-11.0, 9.0, 16.0, 19.0]
    mode = {p: [MODES[m] for m in cooling_plant.hourly([80.0] * 4, dry, wet, 60.0, 1.5, plant=p).mode] for p in PLANTS}
    assert mode["air_economiser"][:3] == ["dry", "dry", "dry"] and mode["air_economiser"][3] in ("partial", "mechanical")
    assert mode["adiabatic"] == ["dry", "dry", "dry", "adiabatic"]
    assert mode["water_economiser"] == ["tower_free_cooling"] * 3 + ["partial"]
    assert mode["chiller_tower"] == mode["chiller_air_cooled"] == ["mechanical"] * 4
    assert mode["liquid_w45"][:2] == ["dry", "dry"]


@pytest.mark.parametrize("dew_point", [16.5, 16.99, 17.01, 20.0])
def test_damp_air_is_shut_out(dew_point):
    """At 24 °C the air is cold enough; above the dew point of its class it may not reach the servers."""
    wet = psychrometrics.wet_bulb_c(24.0, psychrometrics.relative_humidity_from_dew_point(24.0, dew_point))
    mode = cooling_plant.hourly([80.0], [24.0], [wet], 60.0, 0.0, plant="air_economiser").mode[0]
    allowed = air_cooling.within_class(24.0, "A1", dew_point_c=dew_point)
    assert MODES[mode] == ("dry" if allowed else "mechanical")


def test_dear_water_stays_in_the_pipe():
    dry, wet = year(mean=22.0, humidity=0.4, hours=2000)
    cheap, dear = (cooling_plant.hourly(np.full(2000, 80.0), dry, wet, 60.0, c, plant="liquid_w32") for c in (0.0, 50.0))
    assert dear.water_l.sum() < cheap.water_l.sum() and dear.cooling_power_mw.sum() >= cheap.cooling_power_mw.sum()


def test_hysteresis_keeps_the_compressor_from_cutting_in_and_out():
    target = 27.0 - default("coil_approach") - default("tower_approach")
    wet = target + np.tile([-0.3, 0.3], 50)
    switches = [
        np.count_nonzero(np.diff(cooling_plant.hourly(np.full(100, 80.0), wet + 3.0, wet, 60.0, 1.0, hysteresis_k=k).mode))
        for k in (0.0, 1.0)
    ]
    assert switches[0] > 90 and switches[1] <= 1


def test_water_is_that_of_the_tower_and_falls_in_the_cold():
    wet = np.array([-5.0, 5.0, 14.0])
    h = cooling_plant.hourly([100.0] * 3, wet + 3.0, wet, 60.0, 0.0)
    assert np.all(np.diff(h.water_l) > 0.0)
    outlet = wet + default("tower_approach") + default("air_delta_t") / 2
    evaporation = cooling_tower.evaporation_l_per_kwh(wet + 3.0, wet, outlet, 15.0)
    drift = cooling_tower.drift_l_per_kwh(default("condenser_rise"))
    makeup = cooling_tower.water_balance(evaporation, drift_l_per_kwh=drift).makeup_l_per_kwh
    np.testing.assert_allclose(h.water_l, 1e5 * makeup, rtol=0.01)


@pytest.mark.parametrize(
    "name,on_water,chilled,condenser",
    [("york_yk_4966kw", True, (6.7, 8.8), (18.0, 24.0, 29.0)), ("trane_cgam130_434kw", False, (6.7, 10.0), (20.0, 30.0, 40.0))],
)
def test_share_of_carnot_against_fitted_curves(name, on_water, chilled, condenser):
    """Inside their box the curves follow the share of Carnot that the plant uses within a fifth; beyond it the curves end."""
    rise, near, near_air = default("condenser_rise"), default("chiller_approach"), default("air_condenser_approach")

    def carnot(leaving, entering):
        condensing = entering + (rise + near if on_water else near_air)
        return (leaving - near + 273.15) / max(condensing - leaving + near, default("minimum_lift"))

    full = chiller.curves()[name].reference_capacity_kw
    points = [(x, y) for x in chilled for y in condenser]
    curve = np.array([chiller.operating_point(0.9 * full, x, y, curve=name).cop for x, y in points])
    ideal = np.array([carnot(x, y) for x, y in points])
    share = curve / ideal
    assert share.max() / share.min() < 1.45 and 0.3 < share.mean() < 0.75


# cheapest mode ---------------------------------------------------------------------------------------------------------
@st.composite
def tables(draw):
    modes, steps = draw(st.integers(1, 4)), draw(st.integers(1, 12))
    grid = st.lists(st.lists(st.floats(0.0, 100.0), min_size=steps, max_size=steps), min_size=modes, max_size=modes)
    allowed = draw(st.lists(st.lists(st.booleans(), min_size=steps, max_size=steps), min_size=modes, max_size=modes))
    return np.array(draw(grid)), np.array(draw(grid)) * 1000.0, np.array(allowed)


@given(tables(), st.floats(0.0, 200.0), st.floats(0.0, 5.0), st.floats(0.0, 5000.0))
def test_dispatch_is_never_dearer_than_a_fixed_mode(table, price, water_price, switching):
    power, water, allowed = table
    choice = cooling_plant.cheapest_mode(power, water, allowed, price, water_price, switching_cost_usd=switching)
    possible = allowed.any(axis=0)
    assert np.all((choice.mode == -1) == ~possible)
    steps = np.flatnonzero(possible)
    assert np.all(allowed[choice.mode[steps], steps])
    cost = price * power + water_price * water / 1000.0
    for fixed in range(power.shape[0]):
        if np.all(allowed[fixed, steps]):
            assert choice.cost_usd <= cost[fixed, steps].sum() * (1 + 1e-12) + 1e-9
    np.testing.assert_array_equal(choice.power_mw[steps], power[choice.mode[steps], steps])
    assert np.all(choice.power_mw[~possible] == 0.0)


@settings(max_examples=30)
@given(tables(), st.floats(0.0, 3000.0))
def test_switching_is_the_best_of_all_sequences(table, switching):
    power, water, allowed = (a[:3, :5] for a in table)
    choice = cooling_plant.cheapest_mode(power, water, allowed, 60.0, 1.0, switching_cost_usd=switching)
    steps = [t for t in range(power.shape[1]) if allowed[:, t].any()]
    best = {None: 0.0}
    for t in steps:
        best = {
            m: min(c + (switching if before not in (None, m) else 0.0) for before, c in best.items())
            + 60.0 * power[m, t]
            + water[m, t] / 1000.0
            for m in range(power.shape[0])
            if allowed[m, t]
        }
    assert choice.cost_usd == pytest.approx(min(best.values()), rel=1e-9, abs=1e-6)


def test_cheapest_mode_refuses():
    good = ([[1.0, 2.0]], [[0.0, 0.0]], [[True, True]])
    assert cooling_plant.cheapest_mode([[1.0, math.nan]], [[0.0, math.nan]], [[True, False]], 10.0, 0.0).mode.tolist() == [0, -1]
    for bad in (([[1.0, math.nan]], good[1], good[2]), (good[0], [[0.0]], good[2]), ([[1.0, math.inf]], good[1], good[2])):
        with pytest.raises(ParameterError):
            cooling_plant.cheapest_mode(*bad, 10.0, 0.0)
    with pytest.raises(ParameterError):
        cooling_plant.cheapest_mode(*good, 10.0, 0.0, switching_cost_usd=-1.0)


# a year ----------------------------------------------------------------------------------------------------------------
@PLANT
def test_annual_figures_close(plant):
    dry, wet = year(hours=1000)
    it = 70.0 + 20.0 * np.sin(np.arange(1000) / 7)
    y = cooling_plant.annual(it, dry, wet, 0.93, 0.01, plant=plant)
    h = cooling_plant.hourly(it * (1 / 0.93 + 0.01), dry, wet, default("grid_energy_price"), 0.0, plant=plant)
    total = it / 0.93 + 0.01 * it + h.cooling_power_mw
    assert y.annual_pue == pytest.approx(total.sum() / it.sum(), rel=1e-12)
    assert 1.0 < y.annual_pue < y.peak_pue < 1.6
    assert y.wue_l_per_kwh == pytest.approx(h.water_l.sum() / it.sum() / 1000.0)


def test_one_wrong_reading_does_not_size_the_connection():
    dry, wet = year()
    broken_dry, broken_wet = dry.copy(), wet.copy()
    broken_dry[4000], broken_wet[4000] = 46.0, 33.0
    good, bad = (cooling_plant.annual(np.full(8760, 100.0), a, b, 0.93, 0.01) for a, b in ((dry, wet), (broken_dry, broken_wet)))
    assert bad.peak_pue == pytest.approx(good.peak_pue, abs=2e-4)
    strict = cooling_plant.annual(np.full(8760, 100.0), broken_dry, broken_wet, 0.93, 0.01, design_percentile=1.0)
    assert strict.peak_pue > good.peak_pue + 0.02


def test_sites_side_by_side():
    dry, wet = year(hours=200)
    both = cooling_plant.annual(np.full(200, 100.0), np.stack([dry, dry + 5.0]), np.stack([wet, wet + 5.0]), 0.93, 0.01)
    one = cooling_plant.annual(np.full(200, 100.0), dry, wet, 0.93, 0.01)
    assert both.annual_pue.shape == (2,) and both.annual_pue[0] == one.annual_pue and both.annual_pue[1] > one.annual_pue


def test_best_plant_is_the_best():
    dry, wet = year(hours=1000)
    arguments = (np.full(1000, 100.0), dry, wet, 0.93, 0.01)
    best = cooling_plant.best_plant(*arguments)
    all_of_them = {p: cooling_plant.annual(*arguments, plant=p).annual_pue for p in PLANTS}
    assert best == (min(all_of_them, key=all_of_them.get), min(all_of_them.values()))
    assert cooling_plant.best_plant(*arguments, plants=("chiller_tower",)).plant == "chiller_tower"


AIR_COOLED = ("air_economiser", "adiabatic", "water_economiser", "chiller_tower", "chiller_air_cooled")


def year_of(place):
    """Dry bulb, wet bulb and pressure of the first year of a place in the wheel."""
    weather = BuiltinWeather()
    columns = (weather.series(place, name, weather.years(place)[0]).values for name in ("dry_bulb_c", "relative_humidity", "pressure_pa"))
    dry, humidity, pressure = columns
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)  # some hours of Chicago are colder than −20 °C
        return dry, np.minimum(psychrometrics.wet_bulb_c(dry, humidity, pressure, outside="warn"), dry), pressure


def test_published_annual_pue():
    """T10-k4, k5, k8: the best of six cooling cases of LBNL for a GPU hall, Chicago 1.113, Dallas 1.1306, Denver 1.0979, ± 0.03.

    All plants here that cool by air, the efficiencies of the parameter table with a UPS in eco mode; nothing is fitted to the cases.
    """
    rows = ("transformer_efficiency", "switchgear_efficiency", "ups_eco_efficiency", "pdu_efficiency", "cable_efficiency")
    hall = (math.prod(map(default, rows)), default("other_load_share"))
    annual = {}
    for place in ("chicago", "dallas", "denver"):  # Denver from monthly normals
        dry, wet, pressure = year_of(place)
        best = cooling_plant.best_plant(np.full(dry.size, 100.0), dry, wet, *hall, plants=AIR_COOLED, pressure_pa=pressure)
        annual[place] = best.annual_pue
    assert annual["chicago"] == pytest.approx(1.113, abs=0.03)
    assert annual["dallas"] == pytest.approx(1.1306, abs=0.03)
    assert annual["denver"] == pytest.approx(1.0979, abs=0.03)
    assert annual["denver"] < annual["chicago"] < annual["dallas"]
    assert annual["dallas"] - annual["chicago"] == pytest.approx(1.1306 - 1.113, abs=0.01)  # what the climate does


def test_published_design_pue_of_a_cold_campus():
    """T10-p4: 1.18 ± 0.06 as the design figure of a campus of 400 MW in North Dakota, cooled by outdoor air alone.

    All heat leaves through dry coolers, with a UPS in double conversion; weather from the normals of Bismarck, 200 km away. The claim does
    not say whether it is of the year or of the design hour: both lie in the band.
    """
    rows = ("transformer_efficiency", "switchgear_efficiency", "pdu_efficiency", "cable_efficiency")
    hall = (math.prod(map(default, rows)) * power_train.stage_efficiency(0.75), default("other_load_share"))
    dry, wet, pressure = year_of("bismarck")
    found = cooling_plant.annual(np.full(dry.size, 400.0), dry, wet, *hall, plant="dry_cooler", pressure_pa=pressure)
    assert found.peak_pue == pytest.approx(1.18, abs=0.06)
    assert found.annual_pue == pytest.approx(1.18, abs=0.06) and found.annual_pue < found.peak_pue
    assert found.wue_l_per_kwh == 0.0


# borders ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "call",
    [
        lambda: cooling_plant.hourly([-1.0], [10.0], [8.0], 60.0, 0.0),
        lambda: cooling_plant.hourly([1.0], [10.0], [12.0], 60.0, 0.0),
        lambda: cooling_plant.hourly([1.0, 2.0], [10.0], [8.0], 60.0, 0.0),
        lambda: cooling_plant.hourly([1.0], [10.0], [8.0], 60.0, 0.0, plant="magic"),
        lambda: cooling_plant.hourly([1.0], [math.nan], [8.0], 60.0, 0.0),
        lambda: cooling_plant.hourly([1.0], [10.0], [8.0], 60.0, -1.0),
        lambda: cooling_plant.hourly([], [], [], 60.0, 0.0),
        lambda: cooling_plant.hourly([1.0], [10.0], [8.0], 60.0, 0.0, hysteresis_k=-1.0),
        lambda: cooling_plant.annual([0.0], [10.0], [8.0], 0.93, 0.01),
        lambda: cooling_plant.annual([1.0], [10.0], [8.0], 1.2, 0.01),
        lambda: cooling_plant.annual([1.0], [10.0], [8.0], 0.93, -0.01),
        lambda: cooling_plant.annual([1.0], [10.0], [8.0], 0.93, 0.01, design_percentile=99.6),
        lambda: cooling_plant.best_plant([1.0], [10.0], [8.0], 0.93, 0.01, plants=()),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_outside_modes():
    with pytest.raises(PhysicsError, match="dry_bulb_c"):
        cooling_plant.hourly([1.0], [55.0], [30.0], 60.0, 0.0)
    with pytest.warns(ValidityWarning):
        assert cooling_plant.hourly([1.0], [55.0], [30.0], 60.0, 0.0, outside="clamp") == cooling_plant.hourly(
            [1.0], [50.0], [30.0], 60.0, 0.0
        )
    with pytest.warns(ValidityWarning):
        assert np.isnan(cooling_plant.hourly([1.0], [55.0], [30.0], 60.0, 0.0, outside="nan").cooling_power_mw).all()
    with pytest.warns(ValidityWarning):
        assert cooling_plant.annual([1.0], [55.0], [30.0], 0.93, 0.01, outside="warn").annual_pue > 1.08
