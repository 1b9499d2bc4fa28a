"""Laws of plugins in the Earth engine: the same bits however they are run, the engine's own results where they repeat it, and errors."""

import signal
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gigasite as gs
from gigasite import laws
from gigasite.constants import BTU_PER_KWH
from gigasite.errors import PluginError, ScenarioError
from gigasite.hooks import use
from law_targets import manager_of, site

HEAT = {"key": "x", "type": "heat_campus", "region": "FI", "heat_network": "mantsala"}


class Cooler:
    slot = "cooling"

    def evaluate(self, heat_mw, dry_bulb_c, wet_bulb_c, pressure_pa, supply_limit_c):
        return {
            "power_mw": 0.02 * heat_mw * (1.0 + np.maximum(dry_bulb_c - 20.0, 0.0) / 20.0),
            "water_m3_per_h": 0.1 * heat_mw,
            "supply_temperature_c": supply_limit_c,
            "unmet_mw": np.where(wet_bulb_c > 24.0, 0.01 * heat_mw, 0.0),
        }


class Compiled:
    slot = "cooling"

    @staticmethod
    def cfunc(heat_mw, dry_bulb_c, wet_bulb_c, supply_limit_c):
        power_mw = 0.02 * heat_mw * (1.0 + max(dry_bulb_c - 20.0, 0.0) / 20.0)
        return power_mw, 0.1 * heat_mw, supply_limit_c, 0.01 * heat_mw if wet_bulb_c > 24.0 else 0.0


class Fleet:
    """The engine's own curve of the fleet (T01), where no node is switched off."""

    slot = "it_power"
    parameters = ("idle_fraction", "power_exponent")

    def evaluate(self, utilisation, it_capacity_mw, idle_fraction, power_exponent):
        return {"power_mw": it_capacity_mw * (idle_fraction + (1.0 - idle_fraction) * utilisation**power_exponent)}


class Lorenz:
    """The engine's own heat pump (T13)."""

    slot = "heat_pump"
    parameters = ("lorenz_efficiency",)

    def evaluate(self, source_in_c, source_out_c, sink_in_c, sink_out_c, lorenz_efficiency):
        def mean(a, b):
            a, b = a + 273.15, b + 273.15
            same = np.abs(a - b) < 1e-6
            return np.where(same, a, (a - b) / np.log(np.where(same, np.e, a / b)))

        warm = mean(sink_out_c, sink_in_c)
        return {"cop": lorenz_efficiency * warm / np.maximum(warm - mean(source_in_c, source_out_c), 1.0)}


class Turbine:
    """The engine's own gas turbine (T16), with its fuel and carbon."""

    slot = "generation"
    parameters = (
        "gas_capacity_mw",
        "turbine_derate_per_k",
        "gas_forced_outage",
        "gas_no_load_share",
        "ccgt_heat_rate_btu_per_kwh",
        "gas_emission_factor_kg_per_mmbtu",
    )

    def evaluate(self, request_mw, dry_bulb_c, pressure_pa, **p):
        derate = 1.0 - p["turbine_derate_per_k"] * (dry_bulb_c - 15.0)
        available = np.maximum(p["gas_capacity_mw"] * derate * pressure_pa / 101_325.0, 0.0) * (1.0 - p["gas_forced_outage"])
        power = np.minimum(request_mw, available)
        no_load = p["gas_no_load_share"]
        fuel = p["ccgt_heat_rate_btu_per_kwh"] / BTU_PER_KWH * (no_load * available * (power > 0) + (1.0 - no_load) * power)
        return {"power_mw": power, "fuel_mw": fuel, "co2_kg_per_h": fuel * p["gas_emission_factor_kg_per_mmbtu"] * BTU_PER_KWH / 1000.0}


class Slow:
    """A plant that climbs by 2 MW an hour, asks for the hour, and rests in January."""

    slot = "generation"

    def evaluate(self, request_mw, previous_power_mw, hour_of_year, step_h):
        power = np.minimum(request_mw, previous_power_mw + 2.0 * step_h) * (hour_of_year >= 31 * 24)
        return {"power_mw": power, "fuel_mw": 3.0 * power, "co2_kg_per_h": 0.0 * power}


LAWS = {one.__name__.lower(): one for one in (Cooler, Compiled, Fleet, Lorenz, Turbine, Slow)}


@pytest.fixture(scope="module", autouse=True)
def in_force():
    with use(manager_of(**LAWS)):
        yield


PLANS = [
    {"cooling": "cooler"},
    {"cooling": "compiled"},
    {"it_power": "fleet"},
    {**HEAT, "heat_pump": "lorenz"},
    {"generation": "pv+turbine", "pv_capacity_mw": 40, "gas_capacity_mw": 50},
    {"generation": "slow", "grid": "island"},
    {**HEAT, "cooling": "cooler", "it_power": "fleet", "heat_pump": "lorenz", "generation": "pv+slow"},
]


@pytest.mark.parametrize("fields", PLANS, ids=lambda f: "+".join(v for v in f.values() if v in LAWS or "+" in str(v)))
def test_batch_series_and_stepper_take_the_same_path(fields):
    run = gs.simulate(site(**fields))
    for name in ("it_mw", "cooling_mw", "thermal_plant_mw", "heat_pump_mw"):
        assert run.series[name].sum() == pytest.approx(run.ledger[name.replace("_mw", "_mwh")][0], rel=1e-12)
    stepper = gs.stepper(site(**fields))
    names = [name for name in run.series if name in gs.stepping.OUTPUTS]
    for k in range(200):
        out = stepper.step(3600.0)
        assert all(out[name] == run.series[name][k] for name in names), k
    assert max(abs(v).max() for v in run.ledger.closures().values()) < 1e-9


def test_a_stepper_goes_back_to_a_saved_state_of_a_law():
    stepper = gs.stepper(site(generation="slow", grid="island"))
    for _ in range(31 * 24 + 5):
        stepper.step(3600.0)
    state = stepper.state()
    ahead = [stepper.step(3600.0) for _ in range(5)]
    assert 0.0 < ahead[0]["thermal_plant_mw"] < ahead[1]["thermal_plant_mw"]
    again = gs.stepper(site(generation="slow", grid="island"))
    again.restore(state)
    assert [again.step(3600.0) for _ in range(5)] == ahead


@pytest.mark.parametrize("fields", [PLANS[0], PLANS[1], PLANS[5]], ids=["python", "numba", "context"])
def test_the_bits_depend_on_no_chunk_and_no_thread(fields, monkeypatch):
    whole = gs.sample(site(**fields), draws=300, seed=3)
    for threads in ("1", "3"):
        monkeypatch.setenv("GIGASITE_THREADS", threads)
        some = gs.sample(site(**fields), draws=37, seed=3)
        for name in whole.ledger:
            assert np.array_equal(some.ledger[name], whole.ledger[name][:37]), name


def test_python_and_numba_agree():
    python, compiled = (gs.simulate(site(cooling=name)) for name in ("cooler", "compiled"))
    for name in python.ledger:
        assert python.ledger[name] == pytest.approx(compiled.ledger[name], rel=1e-12), name


def same(law, own, **skip):
    for name in own.ledger:
        assert law.ledger[name] == pytest.approx(own.ledger[name], rel=1e-9, abs=1e-9), name
    for name, value in own.metrics.items():
        assert law.metrics[name] == value or law.metrics[name] == pytest.approx(value, rel=1e-9), name


def test_a_law_that_repeats_the_fleet_gives_its_results():
    same(gs.simulate(site(it_power="fleet", idle_power_off_share=0)), gs.simulate(site(idle_power_off_share=0)))


@pytest.mark.parametrize("draw", [0, 3])
def test_a_law_that_repeats_the_heat_pump_gives_its_results(draw):
    law, own = (gs.sample(gs.site(**{**HEAT, **more}), draws=4, seed=draw) for more in ({"heat_pump": "lorenz"}, {}))
    for name in own.ledger:
        assert law.ledger[name] == pytest.approx(own.ledger[name], rel=1e-9, abs=1e-9), name


def test_a_law_that_repeats_the_turbine_gives_its_results():
    fields = {"gas_capacity_mw": 80, "grid": "island"}
    own, law = (gs.simulate(site(generation=name, **fields)) for name in ("gas", "turbine"))
    assert own.ledger["thermal_plant_mwh"] > 0 and own.ledger["unserved_mwh"] > 0
    for name in own.ledger:
        assert law.ledger[name] == pytest.approx(own.ledger[name], rel=1e-9, abs=1e-9), name


class DryCooler:
    """The dry cooler (T08) of the engine with its chiller behind it, for a hall that is cooled by air alone, in words of the law."""

    slot = "cooling"
    parameters = (
        "it_capacity_mw", "air_delta_t_k", "coil_approach_k", "dry_cooler_approach_k", "dry_cooler_fan_kw_per_mw", "crah_fan_kw_per_mw",
        "dry_cooler_ntu_exponent", "minimum_fan_fraction", "ups_k0", "ups_k1", "ups_k2", "power_redundancy", "pdu_efficiency",
        "cable_efficiency", "other_load_share", "facility_pump_kw_per_mw",
    )  # fmt: skip

    def evaluate(self, heat_mw, dry_bulb_c, supply_limit_c, **p):
        largest = p["it_capacity_mw"] / (p["pdu_efficiency"] * p["cable_efficiency"])
        rating = largest * p["power_redundancy"]
        x = largest / rating
        design = largest + rating * (p["ups_k0"] + (p["ups_k1"] + p["ups_k2"] * x) * x) + p["other_load_share"] * p["it_capacity_mw"]
        load = heat_mw / design
        rise = p["air_delta_t_k"]
        target = supply_limit_c - p["coil_approach_k"]
        ntu = np.log1p(rise * load / np.maximum(target - dry_bulb_c, 1e-3))
        rated = np.log1p(rise / p["dry_cooler_approach_k"])
        slowest = p["minimum_fan_fraction"]
        fan = np.clip((ntu / rated) ** (3.0 / p["dry_cooler_ntu_exponent"]), slowest**3, 1.0)
        speed = np.maximum(load, slowest)
        dry = p["dry_cooler_fan_kw_per_mw"] / 1000.0 * design * fan
        circulation = p["crah_fan_kw_per_mw"] / 1000.0 * design * np.minimum(speed**3, 1.0)
        reached = dry_bulb_c + p["dry_cooler_approach_k"] * load
        return {
            "power_mw": np.where(reached <= target, dry, np.nan) + circulation,
            "water_m3_per_h": 0.0 * heat_mw,
            "supply_temperature_c": supply_limit_c,
            "unmet_mw": 0.0 * heat_mw,
        }


def test_a_law_that_repeats_the_dry_cooler_gives_its_results():
    fields = {"region": "FI", "liquid_capture": 0, "supply_limit_air_c": 40}
    with use(manager_of(DryCooler=DryCooler)):
        own, law = (gs.simulate(site(**fields, cooling=name)) for name in ("dry_cooler", "DryCooler"))
    assert own.ledger["cooling_mwh"] > 0
    for name in own.ledger:
        assert law.ledger[name] == pytest.approx(own.ledger[name], rel=1e-9, abs=1e-9), name


@settings(max_examples=12)
@given(
    sold=st.floats(0.1, 1.0), idle=st.floats(0.1, 0.6), export=st.sampled_from([0.0, 50.0]),
    names=st.sampled_from([("cooler", "fleet", "none"), ("compiled", "fleet", "pv+slow"), ("dry_cooler", "fleet", "turbine")]),
)  # fmt: skip
def test_energy_closes_with_any_law(sold, idle, export, names):
    cooling, fleet, generation = names
    fields = {"cooling": cooling, "it_power": fleet, "generation": generation, "gas_capacity_mw": 60, "pv_capacity_mw": 30}
    run = gs.simulate(site(**fields, sold_share=sold, idle_fraction=idle, export_limit_mw=export))
    assert max(abs(v).max() for v in run.ledger.closures().values()) < 1e-9


# ---- what stops a run -------------------------------------------------------------------------------------------------------


def spoilt(change, base=Cooler):
    """A cooler whose outputs are changed when it is warmer than 30 °C, which a year in Texas is after some months."""

    class Spoilt(base):
        def evaluate(self, heat_mw, dry_bulb_c, wet_bulb_c, pressure_pa, supply_limit_c):
            found = super().evaluate(heat_mw, dry_bulb_c, wet_bulb_c, pressure_pa, supply_limit_c)
            return change(found, heat_mw) if dry_bulb_c[0] > 30.0 else found

    return Spoilt


def raises(found, heat_mw):
    raise ZeroDivisionError("by nothing")


FAULTS = {
    "NaN": (lambda f, h: f | {"power_mw": np.nan}, "power_mw is NaN"),
    "infinity": (lambda f, h: f | {"power_mw": np.inf}, "power_mw is inf"),
    "negative": (lambda f, h: f | {"power_mw": -h}, "less than nothing"),
    "negative water": (lambda f, h: f | {"water_m3_per_h": -h}, "less than nothing"),
    "more than there is": (lambda f, h: f | {"unmet_mw": 2.0 * h}, "unmet_mw is"),
    "kelvin": (lambda f, h: f | {"supply_temperature_c": 300.0}, "no temperature of a coolant"),
    "lacks one": (lambda f, h: {"power_mw": h}, "lacks water_m3_per_h"),
    "one too many": (lambda f, h: f | {"noise_db": h}, "'noise_db' too many"),
    "no dict": (lambda f, h: h, "gives a ndarray, not a dict"),
    "wrong shape": (lambda f, h: f | {"power_mw": np.ones(3)}, "ValueError"),
    "raises": (raises, r"ZeroDivisionError\('by nothing'\)"),
    "writes": (lambda f, h: h.__setitem__(0, 1.0), "read-only"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_stops_the_run_and_is_named(fault):
    change, reason = FAULTS[fault]
    with use(manager_of(hot=spoilt(change))), pytest.raises(PluginError, match=reason) as caught:
        gs.sample(site(cooling="hot"), draws=20, seed=1)
    error = caught.value
    assert "the law 'hot' of plugin theirs (theirs) failed on site 'x', step " in str(error)
    assert error.parameter == "cooling" and error.value == "hot" and error.site == "x"
    assert error.step > 100 and 0 <= error.draw < 20 and error.inputs["dry_bulb_c"] > 30.0
    assert f"({np.datetime64('2022-01-01T00', 's') + np.timedelta64(error.step, 'h')} UTC)" in str(error) and "dry_bulb_c = 3" in str(error)


def test_the_exception_of_a_law_is_the_cause():
    with use(manager_of(hot=spoilt(raises))), pytest.raises(PluginError) as caught:
        gs.simulate(site(cooling="hot"))
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_the_number_of_the_draw_is_that_of_the_sample():
    wanted = [-1.0]

    class Picky(Cooler):
        parameters = ("it_capacity_mw",)

        def evaluate(self, it_capacity_mw, **inputs):
            found = super().evaluate(**inputs)
            return found | {"power_mw": np.where(it_capacity_mw == wanted[0], np.nan, found["power_mw"])}

    field = {"it_capacity_mw": {"dist": "uniform", "low": 50, "high": 150}, "cooling": "picky"}
    with use(manager_of(picky=Picky)):
        values = gs.sample(site(**field), draws=40, seed=1).draws["it_capacity_mw"]
        wanted[0] = values[23]
        with pytest.raises(PluginError) as caught:
            gs.sample(site(**field), draws=40, seed=1)
    assert caught.value.draw == 23 and caught.value.inputs["it_capacity_mw"] == values[23]


def test_a_failing_step_leaves_the_stepper_as_it_was():
    with use(manager_of(hot=spoilt(raises))):
        stepper = gs.stepper(site(cooling="hot"))
        stepper.step(3600.0)
        state = stepper.state()
        with pytest.raises(PluginError, match=r"step 1 \(2022-01-01T01:00:00 UTC\)"):
            stepper.step(3600.0, {"dry_bulb_c": 35.0})
        assert stepper.state() == state
        stepper.step(3600.0)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def cfunc(heat_mw): return 1.0 / (heat_mw - heat_mw), 0.0, 20.0, 0.0", "status is not 1"),
        ("def cfunc(heat_mw): return np.nan, 0.0, 20.0, 0.0", "power_mw is NaN"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_numba_law_that_fails(source, reason):
    space = {"np": np}
    exec(source, space)
    target = type("Fails", (), {"slot": "cooling", "cfunc": staticmethod(space["cfunc"])})
    with use(manager_of(fails=target)), pytest.raises(PluginError, match=reason):
        gs.simulate(site(cooling="fails"))


# ---- what is refused before a run --------------------------------------------------------------------------------------------


def refused(**members):
    with use(manager_of(bad=type("Bad", (), members))):
        laws.law_named("bad")


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"slot": "coolin", "evaluate": lambda self, **i: {}}, "no slot is called 'coolin'; did you mean 'cooling'"),
        ({"slot": "cooling"}, "this one has none"),
        ({"slot": "cooling", "evaluate": Cooler.evaluate, "cfunc": Compiled.cfunc}, "this one has evaluate, cfunc"),
        ({"slot": "cooling", "evaluate": lambda self, dry_bulb: {}}, "'dry_bulb', which is no input .* did you mean 'dry_bulb_c'"),
        ({"slot": "cooling", "evaluate": lambda self, previous_power_mw: {}}, "'previous_power_mw', which is no input"),
        ({"slot": "cooling", "evaluate": lambda self, **i: {}, "context": ("moon_phase",)}, "cannot ask for 'moon_phase'"),
        ({"slot": "cooling", "cfunc": staticmethod(lambda **inputs: 0.0)}, "give each its own"),
        ({"slot": "cooling", "cfunc": staticmethod(lambda heat_mw: heat_mw.nothing)}, "numba cannot compile cfunc"),
    ],
)
def test_what_is_not_a_law_is_refused(members, sentence):
    with pytest.raises(PluginError, match=sentence):
        refused(**members)


def test_scenarios():
    with pytest.raises(ScenarioError, match="did you mean 'cooler'"):
        site(cooling="coolr")
    with pytest.raises(ScenarioError, match='no variant "cooler"; known: fleet'):
        site(it_power="cooler")
    with pytest.raises(gs.errors.ParameterError, match="acts where heat_use is heat_pump"):
        gs.simulate(gs.site(**HEAT, heat_pump="lorenz", heat_use="none"))
    with pytest.raises(gs.errors.ParameterError, match="one of gas, nuclear, fuel_cell and a law"):
        gs.simulate(site(generation="gas+turbine"))
    law = site(generation="turbine", gas_no_load_share=0.1)
    assert gs.load({"sites": {"x": law.to_dict()}}).sites["x"].components["generation"] == "turbine"
    assert [e.record.name for e in gs.simulate(law).plugins if e.hook == "gigasite_laws"] == ["turbine"]


def test_a_law_may_be_called_alone():
    found = laws.call("cooler", heat_mw=[1.0, 2.0], dry_bulb_c=30.0, wet_bulb_c=20.0, pressure_pa=1e5, supply_limit_c=25.0)
    assert found["power_mw"].tolist() == [0.03, 0.06] and found["unmet_mw"].tolist() == [0.0, 0.0]
    one = laws.call("fleet", utilisation=1.0, it_capacity_mw=10.0, inlet_temperature_c=25.0)
    assert one["power_mw"].shape == () and one["power_mw"] == 10.0
    with pytest.raises(PluginError, match="no input 'heat'; did you mean 'heat_mw'"):
        laws.call("cooler", heat=1.0)
    with pytest.raises(PluginError, match="is not given 'supply_limit_c'"):
        laws.call("cooler", heat_mw=1.0, dry_bulb_c=30.0, wet_bulb_c=20.0, pressure_pa=1e5)


# ---- Ctrl-C ------------------------------------------------------------------------------------------------------------------


class Endless(Cooler):
    def evaluate(self, heat_mw, **inputs):
        while True:
            pass


class Patient(Cooler):
    def evaluate(self, heat_mw, **inputs):
        threading.Event().wait(0.001)
        return super().evaluate(heat_mw, **inputs)


@pytest.mark.parametrize("law", [Endless, Patient])
def test_ctrl_c_reaches_into_a_python_law(law):
    before = signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with use(manager_of(waits=law)), pytest.raises(KeyboardInterrupt):
            gs.simulate(site(cooling="waits"))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
        signal.signal(signal.SIGINT, handler)
