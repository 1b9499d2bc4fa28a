"""The orbit engine on random fleets: closures, periodic states, sizing, and the public functions and scipy as second opinions."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from gigasite import _core, eclipse, orbit, satellite, solar_array, sun
from gigasite import thermal_environment as env
from gigasite.errors import ParameterError, PhysicsError
from gigasite.ledger import WATERFALL, Ledger
from gigasite.parameters import table

SIGMA = 5.670374419e-8
NONE = np.zeros((0, 0))
NAMES = list(_core.ORBIT_PARAMETERS)


def parameters(n=1, **given_values):
    values = {name: np.full(n, table()[name].default) for name in NAMES if name != "gpus"}
    values["gpus"] = values["it_capacity_mw"] * 941.0
    unknown = set(given_values) - set(NAMES)
    assert not unknown, unknown
    return values | {name: np.broadcast_to(np.asarray(value, float), (n,)) for name, value in given_values.items()}


def fly(slots=None, *, threads=1, series_of_draw=None, **given_values):
    n = max((np.size(v) for v in given_values.values()), default=1)
    values = parameters(n, **given_values)
    table_of_draws = np.array([values[name] for name in NAMES])
    columns, series = _core.simulate(
        "orbit", list((slots or {}).items()), NAMES, table_of_draws, [], NONE, 0, 3600.0, threads, series_of_draw
    )
    if series is None:
        return Ledger(columns)
    names, arrays, _, _ = series
    return Ledger(columns), dict(zip(names, arrays, strict=True))


# The loads that fill the fleet: nothing is idle.
FULL = {"fleet_utilisation": 1.0, "sold_share": 1.0}

plans = st.fixed_dictionaries({slot: st.sampled_from(variants) for slot, variants in _core.ORBIT_SLOTS})


seeds = st.integers(0, 2**32 - 1)


def fleet(plan, seed):
    """A value of each parameter within its sources, the size factors beyond; a fixed array on a dawn–dusk orbit."""
    rng = np.random.default_rng(seed)
    rows = {name: table()[name] for name in NAMES if name != "gpus"}
    values = {name: rng.uniform(row.low, row.high) for name, row in rows.items() if row.low < row.high}
    values |= {factor: rng.uniform(0.6, 1.5) for factor in ("array_size_factor", "battery_size_factor", "radiator_size_factor")}
    values |= {"orbit_samples": rng.integers(2, 9), "orbit_step_s": rng.uniform(20.0, 60.0), "inclination_deg": rng.uniform(0.0, 180.0)}
    if plan["attitude"] == "nadir":
        plan["node"], values["ltan_mean_sun_h"] = "sun_synchronous", rng.choice([6.0, 18.0])
    else:
        values["ltan_mean_sun_h"] = rng.uniform(0.0, 24.0)
    return values


@given(plans, seeds)
@settings(max_examples=150)
def test_everything_closes_for_any_fleet(plan, seed):
    values = fleet(plan, seed)
    ledger, series = fly(plan, series_of_draw=0, **values)
    for name, gap in ledger.closures().items():
        assert abs(gap[0]) < 1e-9, name
    # Electricity in every step.
    uses = sum(series[n] for n in ("it_mw", "power_loss_mw", "auxiliary_mw", "heat_pump_mw", "battery_mw", "spilled_mw"))
    assert np.abs(series["array_mw"] - uses).max() <= 1e-9 * series["array_mw"].max()
    state, capacity = series["storage_state_mwh"], ledger.battery_mwh[0] / (1.0 + values["satellite_spare_share"])
    floor = capacity * (1.0 - values["battery_dod"])
    assert state.min() >= floor * (1.0 - 1e-9) and state.max() <= capacity * (1.0 + 1e-9)
    for name in ("it_mw", "spilled_mw", "storage_loss_mw", "heat_pump_mw"):
        assert series[name].min() >= -1e-12, name
    steps = [ledger[stage][0] for stage in WATERFALL]
    assert all(later <= earlier * (1 + 1e-12) for earlier, later in itertools.pairwise(steps))
    parts = [ledger[f"{part}_mass_kg"][0] for part in ("payload", "array", "battery", "radiator", "bus")]
    assert min(parts) >= 0.0 and sum(parts) == pytest.approx(ledger.mass_kg[0], rel=1e-12)
    assert 0.0 < ledger.sunlit_fraction[0] <= 1.0
    limit = values["junction_limit_k"] - 273.15
    assert ledger.temperature_max_c[0] <= limit + 1.0


@given(plans, seeds)
@settings(max_examples=100)
def test_each_orbit_ends_as_it_began(plan, seed):
    values = fleet(plan, seed)
    ledger = fly(plan, **values)
    assert abs(ledger.heat_stored_mwh[0]) <= 2e-4 * ledger.heat_made_mwh[0]
    # An array that does not close may leave the battery to swing from orbit to orbit.
    tolerance = 1e-6 if values["array_size_factor"] >= 1.0 else 0.01
    assert abs(ledger.storage_change_mwh[0]) <= tolerance * ledger.array_mwh[0]


def orbits_of(series):
    """The rows of each sampled orbit."""
    starts = np.flatnonzero(np.diff(series["orbit_angle_deg"], prepend=400.0) < 0)
    return [slice(a, b) for a, b in zip(starts, [*starts[1:], None], strict=True)]


def absorbed_by_panel(values, beta_deg, angle_deg, flux_w_m2, faces=2):
    """What a panel of attitude Sun takes in per m², from the public functions: edge-on to the Earth, across the Sun."""
    height = values["altitude_km"] * 1e3
    zenith = orbit.solar_zenith_deg(beta_deg, angle_deg)
    albedo = env.albedo_flux_w_m2(
        env.albedo_factor(height, zenith, 90.0, tilt_azimuth_deg=90.0), albedo=values["albedo"], solar_flux_w_m2=flux_w_m2
    )
    infrared = env.earth_infrared_flux_w_m2(env.earth_view_factor(height, 90.0), earth_infrared_w_m2=values["earth_ir_w_m2"])
    coating = values["radiator_alpha_solar_eol"], values["radiator_emissivity_eol"]
    return faces * env.absorbed_flux_w_m2(*coating, albedo_flux_w_m2=albedo, earth_infrared_flux_w_m2=infrared)


def constants(**given_values):
    return {name: float(value[0]) for name, value in parameters(**given_values).items()}


@pytest.mark.parametrize("ltan", [18.0, 12.0])
def test_mean_fourth_power_and_the_mean_sink(ltan):
    values = constants(ltan_mean_sun_h=ltan)
    ledger, series = fly(series_of_draw=0, ltan_mean_sun_h=ltan)
    panel_m2 = ledger.radiator_area_m2[0] / (1.0 + values["satellite_spare_share"])
    seen = values["fin_efficiency"] * values["radiator_view_to_space"]
    for rows in orbits_of(series)[::6]:
        s = {name: column[rows] for name, column in series.items()}
        moment = np.datetime64("2026-01-01") + np.timedelta64(int(s["time_s"][0]), "s")
        flux = sun.flux_w_m2(sun.position(moment).distance_au)
        absorbed = absorbed_by_panel(values, s["beta_deg"], s["orbit_angle_deg"], flux)
        weights = s["step_s"] / s["step_s"].sum()
        # <T⁴> = (q + q_abs)/(n ε σ) + T_sp⁴ over one period; the ends of steps stand for the steps.
        rejected = (weights * s["heat_rejected_mw"]).sum() * 1e6 / (panel_m2 * seen)
        mean = (rejected + (weights * absorbed).sum()) / (2.0 * values["radiator_emissivity_eol"] * SIGMA) + 2.7255**4
        assert (weights * s["radiator_k"] ** 4).sum() == pytest.approx(mean, rel=1e-3)


def test_transient_by_scipy():
    """The two nodes of a noon–midnight fleet that stops its IT in eclipse, integrated by LSODA between the same steps."""
    given_values = {"ltan_mean_sun_h": 12.0, **FULL}
    values = constants(**given_values)
    ledger, series = fly({"eclipse_policy": "throttle"}, series_of_draw=0, **given_values)
    rows = orbits_of(series)[5]
    s = {name: column[rows] for name, column in series.items()}
    panel_m2 = ledger.radiator_area_m2[0] / (1.0 + values["satellite_spare_share"])
    seen = values["fin_efficiency"] * values["radiator_view_to_space"]
    flux = sun.flux_w_m2(sun.position(np.datetime64("2026-01-01") + np.timedelta64(int(s["time_s"][0]), "s")).distance_au)
    absorbed = absorbed_by_panel(values, s["beta_deg"], s["orbit_angle_deg"], flux)
    heat = (s["it_mw"] + s["power_loss_mw"] + s["auxiliary_mw"] + s["storage_loss_mw"]) * 1e6
    it = values["it_capacity_mw"] * 1e6
    hot_capacity, panel_capacity = 1e3 * values["hot_loop_heat_capacity_kj_k_per_kw"] * it / 1e3, 1e3 * 6.0 * panel_m2
    # The loop conductance that the sizing chose: full heat over the drop from junction to panel.
    design_heat = heat.max() - s["storage_loss_mw"].max() * 1e6
    losses = (s["storage_loss_mw"] * s["step_s"]).sum() / s["step_s"].sum() * 1e6
    conductance = (design_heat + losses) / values["delta_t_junction_to_panel_k"]
    edges = np.concatenate([[0.0], np.cumsum(s["step_s"])])

    def slope(t, state, index):
        flow = conductance * (state[0] - state[1])
        net = panel_m2 * seen * (2.0 * values["radiator_emissivity_eol"] * SIGMA * (state[1] ** 4 - 2.7255**4) - absorbed[index])
        return [(heat[index] - flow) / hot_capacity, (flow - net) / panel_capacity]

    state = np.array([s["hot_k"][-1], s["radiator_k"][-1]])
    worst = 0.0
    for index in range(len(heat)):
        state = solve_ivp(slope, edges[index : index + 2], state, args=(index,), method="LSODA", rtol=1e-8, atol=1e-8).y[:, -1]
        worst = max(worst, abs(state[0] - s["hot_k"][index]), abs(state[1] - s["radiator_k"][index]))
    assert np.ptp(s["hot_k"]) > 5.0  # a swing worth following
    assert worst < 0.03


def test_array_power_is_that_of_the_public_functions():
    values = constants()
    ledger, series = fly(series_of_draw=0)
    rows = orbits_of(series)[10]
    s = {name: column[rows] for name, column in series.items()}
    lit = s["illumination"] == 1.0
    height, angle, beta = values["altitude_km"] * 1e3, s["orbit_angle_deg"][lit], s["beta_deg"][0]
    flux = sun.flux_w_m2(sun.position(np.datetime64("2026-01-01") + np.timedelta64(int(s["time_s"][0]), "s")).distance_au)
    zenith = orbit.solar_zenith_deg(beta, angle)
    front = env.albedo_factor(height, zenith, 180.0 - zenith)
    back = env.albedo_factor(height, zenith, zenith, tilt_azimuth_deg=180.0)
    output = values["array_packing"] * values["array_pointing"] * solar_array.remaining_fraction(0.02, 5.0)
    # What leaves as electricity per m² of plate is the packed, aged and pointed part of η S.
    point = solar_array.operating_point(
        front_earth_view_factor=env.earth_view_factor(height, 180.0 - zenith),
        back_earth_view_factor=env.earth_view_factor(height, zenith),
        reference_efficiency=values["cell_efficiency_bol"] * output,
        solar_flux_w_m2=flux,
        albedo_absorbed_w_m2=values["array_alpha_solar"] * env.albedo_flux_w_m2(front + back, solar_flux_w_m2=flux),
    )
    area = ledger.array_area_m2[0] / (1.0 + values["satellite_spare_share"])
    assert s["array_mw"][lit] * 1e6 / area == pytest.approx(point.power_w_m2, rel=2e-4)


@pytest.mark.parametrize(("shadow", "ltan"), [("conical", 18.0), ("cylindrical", 18.0), ("conical", 6.0), ("cylindrical", 12.0)])
def test_sunlit_share_is_that_of_every_day(shadow, ltan):
    expected = eclipse.annual_summary(2026, 650e3, ltan_h=ltan, model=shadow).sunlit_fraction
    assert fly({"shadow": shadow}, ltan_mean_sun_h=ltan, orbit_samples=365).sunlit_fraction[0] == pytest.approx(expected, abs=1e-5)
    assert fly({"shadow": shadow}, ltan_mean_sun_h=ltan).sunlit_fraction[0] == pytest.approx(expected, abs=3e-3)


def test_every_orbit_of_the_year():
    every, daily = fly(orbit_samples=0.0), fly(orbit_samples=365)
    for name in ("sunlit_fraction", "array_mwh", "it_mwh", "mass_kg"):
        assert every[name][0] == pytest.approx(daily[name][0], rel=2e-4)


def test_the_sampling_error_is_the_difference_from_twice_as_many():
    coarse, fine = fly({"sampling_error": "yes"}, orbit_samples=12), fly(orbit_samples=24)
    change = max(abs(coarse[name][0] / fine[name][0] - 1.0) for name in ("array_mwh", "it_mwh"))
    assert coarse.sampling_error[0] == pytest.approx(change, rel=1e-9) and change > 0.0
    assert fine.sampling_error[0] == 0.0


def test_a_fleet_sized_for_the_worst_orbit_serves_the_whole_year():
    ledger = fly(**FULL, ltan_mean_sun_h=[18.0, 6.0, 12.0], orbit_samples=100)
    # The radiator is sized for the mean loss of the battery: while it charges fast, the chips yield a little.
    assert ledger.it_mwh == pytest.approx(100.0 * 8760.0, rel=3e-4)
    assert np.all(ledger.powered_gpu_h == pytest.approx(ledger.installed_gpu_h))


def test_policies_trade_mass_for_delivered_energy():
    battery, both, throttle = (fly({"eclipse_policy": p}, **FULL) for p in ("battery", "battery+throttle", "throttle"))
    assert battery.mass_kg > both.mass_kg > throttle.mass_kg
    assert battery.it_mwh > both.it_mwh > throttle.it_mwh
    # Without IT in eclipse the fleet runs while it is lit.
    assert throttle.it_mwh[0] / battery.it_mwh[0] == pytest.approx(throttle.sunlit_fraction[0], abs=2e-3)
    assert throttle.unserved_mwh[0] == pytest.approx(battery.it_mwh[0] - throttle.it_mwh[0], rel=0.01)


def test_a_radiator_that_is_too_small_throttles_the_chips():
    ledger = fly(**FULL, radiator_size_factor=[1.0, 0.8, 0.5])
    assert np.all(np.diff(ledger.unthrottled_gpu_h) < 0.0) and np.all(np.diff(ledger.temperature_max_c) > -0.1)
    assert ledger.powered_gpu_h == pytest.approx(ledger.installed_gpu_h)
    assert ledger.temperature_max_c[2] == pytest.approx(358.15 - 273.15, abs=0.5)


def test_a_battery_or_array_that_is_too_small_leaves_chips_dark():
    for factor in ("battery_size_factor", "array_size_factor"):
        ledger = fly(**FULL, **{factor: [1.0, 0.7, 0.4]})
        assert np.all(np.diff(ledger.powered_gpu_h) < 0.0), factor
        assert np.all(np.diff(ledger.mass_kg) < 0.0), factor


def test_above_the_eclipses_there_is_next_to_no_battery():
    low, high = fly(altitude_km=650.0), fly(altitude_km=1400.0)
    assert high.sunlit_fraction[0] > 0.9995 and high.battery_mwh[0] < 0.1 * low.battery_mwh[0]


def test_radiator_variants():
    one, two, pump = (fly({"radiator": r}, **FULL) for r in ("one_face", "two_faces", "heat_pump"))
    assert one.radiator_area_m2[0] == pytest.approx(2.0 * two.radiator_area_m2[0], rel=0.02)
    assert pump.radiator_area_m2[0] < two.radiator_area_m2[0] and pump.heat_pump_mwh[0] > 0.0
    # Its work is heat and needs array and battery: hotter panels do not make this fleet lighter.
    assert pump.array_area_m2[0] > two.array_area_m2[0] and pump.mass_kg[0] > two.mass_kg[0]


def test_a_fixed_array_pays_for_its_pointing():
    tracking, fixed = (fly({"attitude": a}) for a in ("sun", "nadir"))
    assert 1.1 < fixed.array_area_m2[0] / tracking.array_area_m2[0] < 1.25  # 1 − sin 58.6° is 15 %


MONOTONE = {
    "array_specific_power_bol_w_per_kg": -1,
    "battery_specific_energy_wh_per_kg": -1,
    "radiator_areal_mass_kg_m2": 1,
    "radiator_emissivity_eol": -1,
    "radiator_alpha_solar_eol": 1,
    "earth_ir_w_m2": 1,
    "albedo": 1,
    "array_degradation_per_yr": 1,
    "power_overhead_factor": 1,
    "structure_fraction": 1,
    "mass_margin": 1,
    "battery_dod": -1,
    "delta_t_junction_to_panel_k": 1,
    "f107_sfu": 1,
    "satellite_spare_share": 1,
}


@pytest.mark.parametrize("name", MONOTONE)
def test_mass_moves_the_way_it_must(name):
    row = table()[name]
    # A small drop from junction to panel leaves the panel at its own temperature.
    low = 40.0 if name == "delta_t_junction_to_panel_k" else row.low
    mass = fly(**{name: np.linspace(low, row.high, 5)}).mass_kg
    assert np.all(MONOTONE[name] * np.diff(mass) > 0.0)


def test_sizing_agrees_with_the_mass_budget():
    """The public budget takes a constant sink and cells at their rated efficiency; given what the engine found, it agrees."""
    values = constants(**FULL)
    ledger, series = fly(
        series_of_draw=0, **FULL, satellite_spare_share=0.0, loop_loss_share=0.0, drag_area_ratio_m2_kg=1e-9, orbit_samples=365
    )
    rows = min(orbits_of(series), key=lambda r: series["illumination"][r] @ series["step_s"][r])
    s = {name: column[rows] for name, column in series.items()}
    period = s["step_s"].sum()
    dark_s = ((1.0 - s["illumination"]) * s["step_s"]).sum()
    lit = s["illumination"] == 1.0
    flux = sun.flux_w_m2(sun.position(np.datetime64("2026-01-01") + np.timedelta64(int(s["time_s"][0]), "s")).distance_au)
    output = values["array_packing"] * values["array_pointing"] * solar_array.remaining_fraction(0.02, 5.0)
    hot_efficiency = (s["array_mw"][lit] @ s["step_s"][lit]) / s["step_s"][lit].sum() * 1e6 / (ledger.array_area_m2[0] * flux * output)
    panel_k = values["junction_limit_k"] - values["delta_t_junction_to_panel_k"]
    hottest = max(absorbed_by_panel(values, b, np.linspace(0, 360, 181), flux).max() for b in (s["beta_deg"][0], 70.0, 86.0))
    budget = satellite.mass_budget(
        100e6,
        radiator_faces=2,
        eclipse_s=dark_s,
        period_s=period,
        payload_kg=94_100.0 * values["accelerator_mass_kg"] * values["payload_mass_factor"],
        radiator_temperature_k=panel_k,
        sink_k=env.sink_temperature_k(hottest / 2.0, values["radiator_emissivity_eol"]),
        cell_efficiency=hot_efficiency,
        pointing_factor=values["array_pointing"],
        solar_flux_w_m2=flux,
        comms_kg=30_000.0,
        avionics_propulsion_kg=60_000.0,
    )
    assert ledger.array_area_m2[0] == pytest.approx(budget.array_area_m2, rel=0.02)
    assert ledger.battery_mwh[0] * 150.0 == pytest.approx(budget.battery_kg * 0.150**2, rel=0.03)
    assert ledger.radiator_area_m2[0] == pytest.approx(budget.radiator_panel_area_m2, rel=0.03)


def test_attrition_interruptions_and_the_link_take_their_share():
    base = fly()
    assert fly(chip_hazard_per_yr=0.3).working_gpu_h < base.working_gpu_h
    hazard = 0.09 + 0.05 + base.puncture_hazard_per_yr[0]
    full = np.log(1.05) / hazard  # years for which the spares last
    survivors = full + (1.0 - np.exp(-hazard * (1.0 - full))) / hazard
    assert base.working_gpu_h[0] / base.unthrottled_gpu_h[0] == pytest.approx(survivors, rel=1e-12)
    assert fly(dose_rate_rad_per_yr=1200.0).delivered_gpu_h < base.delivered_gpu_h
    assert fly(training_share=0.0, orbit_goodput_loss=0.0).delivered_gpu_h == pytest.approx(base.sold_gpu_h)
    # 8,100 kW and 7,622 chips a group, 70 % sold, against 200 Gb/s · 0.5 · 0.75.
    starved = fly(link_need_mbit_s_per_gpu=100.0)
    assert starved.delivered_gpu_h[0] / base.delivered_gpu_h[0] == pytest.approx(75e3 / (81 * 94.1 * 0.7 * 100.0), rel=1e-9)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=5)
def test_the_same_bits_in_any_order_chunk_and_number_of_threads(seed):
    rng = np.random.default_rng(seed)
    rows = {name: table()[name] for name in NAMES if name != "gpus" and table()[name].low < table()[name].high}
    values = {name: rng.uniform(row.low, row.high, 37) for name, row in rows.items()}
    values["ltan_mean_sun_h"] = np.full(37, 18.0)
    one, three = fly(**values, threads=1), fly(**values, threads=3)
    order = rng.permutation(37)
    shuffled = fly(**{name: column[order] for name, column in values.items()})
    alone = fly(**{name: column[5:6] for name, column in values.items()})
    for name in one:
        assert np.array_equal(one[name], three[name]), name
        assert np.array_equal(one[name][order], shuffled[name]), name
        assert one[name][5] == alone[name][0], name


def test_the_series_is_the_year_of_its_draw():
    ledger, series = fly(series_of_draw=1, albedo=[0.2, 0.4], **FULL)
    orbits = orbits_of(series)
    assert len(orbits) == 24 and np.all(np.diff(series["time_s"]) > 0.0)
    assert series["step_s"].max() <= 60.0 + 1e-9
    means = [(series["it_mw"][r] @ series["step_s"][r]) / series["step_s"][r].sum() for r in orbits]
    assert np.mean(means) * 8760.0 == pytest.approx(ledger.it_mwh[1], rel=1e-12)
    assert series["step_s"][orbits[3]].sum() == pytest.approx(orbit.period_s(650e3), rel=1e-12)
    assert series["hot_k"].max() - 273.15 == pytest.approx(ledger.temperature_max_c[1], abs=1e-6)


@pytest.mark.parametrize(
    ("slots", "given_values", "kind", "text"),
    [
        ({"attitude": "spinning"}, {}, ParameterError, "spinning"),
        ({"cooling": "tower"}, {}, ParameterError, "cooling"),
        ({}, {"altitude_km": 7000.0}, PhysicsError, "sun-synchronous"),
        ({}, {"altitude_km": 100.0}, ParameterError, "altitude_km"),
        ({}, {"orbit_step_s": 90.0}, ParameterError, "orbit_step_s"),
        ({}, {"delta_t_junction_to_panel_k": 180.0}, PhysicsError, "rejects nothing"),
        ({}, {"albedo": np.nan}, ParameterError, "albedo"),
        ({"attitude": "nadir", "node": "drifting"}, {"inclination_deg": 0.0, "array_pointing": 0.0}, PhysicsError, "sunlight"),
    ],
)
def test_what_cannot_fly(slots, given_values, kind, text):
    with pytest.raises(kind, match=text):
        fly(slots, **given_values)


def test_a_parameter_too_few_or_too_many():
    values = parameters()
    for names in (NAMES[1:], [*NAMES, "colour"]):
        columns = np.array([values.get(name, np.ones(1)) for name in names])
        with pytest.raises(ParameterError, match=names[-1] if len(names) > len(NAMES) else NAMES[0]):
            _core.simulate("orbit", [], names, columns, [], NONE, 0, 3600.0, 1, None)
