"""Radiators: invariants 4–6, 10, 11, 31 of the orbital models, second opinions by scipy, bad input."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_bvp

from doors import check, quiet
from gigasite import radiator
from gigasite.constants import STEFAN_BOLTZMANN_W_M2_K4 as SIGMA
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

temperature = st.floats(260.0, 500.0)
sink = st.floats(0.0, 250.0)
emissivity = st.floats(0.05, 1.0)
grow = st.floats(1.001, 1.5)


@given(temperature, sink, emissivity, st.floats(1e3, 1e9), grow)
def test_area_falls_with_temperature_and_emissivity_and_rises_with_the_sink(t, s, e, q, k):
    area = radiator.area_m2(q, t, s, e)
    assert area > 0.0
    assert quiet(radiator.area_m2, heat_w=q, temperature_k=t * k, sink_k=s, emissivity=e) < area
    assert radiator.area_m2(q, t, s, e / k) > area
    assert radiator.area_m2(q, t, min(s * k + 1.0, t - 1.0), e) >= area or s * k + 1.0 > t - 1.0


@given(temperature, sink, emissivity, st.floats(1e3, 1e9))
def test_two_faces_need_half_the_panel_of_one(t, s, e, q):
    assert radiator.area_m2(q, t, s, e, 2) == pytest.approx(radiator.area_m2(q, t, s, e, 1) / 2.0, rel=1e-14)


@given(temperature, sink, emissivity, st.floats(1e3, 1e9), st.sampled_from([1, 2]), st.floats(0.3, 1.0), st.floats(0.3, 1.0))
def test_area_heat_and_temperature_are_inverses(t, s, e, q, faces, eta, view):
    parts = {"fin_efficiency": eta, "view_to_space": view}
    area = radiator.area_m2(q, t, s, e, faces, **parts)
    assert radiator.heat_w(area, t, s, e, faces, **parts) == pytest.approx(q, rel=1e-12)
    assert radiator.equilibrium_temperature_k(q, area, s, e, faces, **parts) == pytest.approx(t, rel=1e-12)
    flux = radiator.flux_w_m2(t, s, e, faces, **parts)
    assert radiator.area_from_net_flux_m2(q, flux) == pytest.approx(area, rel=1e-12)


@given(st.floats(1e4, 1e6), st.floats(100.0, 1000.0), sink, emissivity, grow)
def test_temperature_rises_with_heat_and_falls_with_area_and_emissivity(q, a, s, e, k):
    def t(q, a, e):
        return quiet(radiator.equilibrium_temperature_k, heat_w=q, area_m2=a, sink_k=s, emissivity=e)

    assert t(q * k, a, e) > t(q, a, e) > t(q, a * k, e)
    assert t(q, a, e) < t(q, a, e / k)


@pytest.mark.parametrize("at", [300.0, 219.9, 220.0])
@pytest.mark.parametrize("outside", ["raise", "warn"])
def test_there_is_never_a_negative_area(at, outside):
    if at > 220.0:
        assert radiator.area_m2(1e6, at, 220.0, 0.9, outside=outside) > 0.0
    else:
        with pytest.raises(PhysicsError) as caught:
            radiator.area_m2(1e6, at, 220.0, 0.9, outside=outside)
        assert caught.value.parameter == "temperature_k" and caught.value.value == at


def test_area_at_the_sink_is_nan_when_asked_and_clamp_is_not_accepted():
    with pytest.warns(ValidityWarning, match="rejects nothing"):
        area = radiator.area_m2(1e6, [300.0, 200.0], 220.0, 0.9, outside="nan")
    assert area[0] > 0.0 and np.isnan(area[1])
    with pytest.raises(ParameterError, match="clamp"):
        radiator.area_m2(1e6, 300.0, 220.0, 0.9, outside="clamp")
    for flux in (0.0, -1.0):
        with pytest.raises(PhysicsError):
            radiator.area_from_net_flux_m2(1.0, flux)


def test_results_outside_150_to_600_k_are_flagged():
    with pytest.warns(ValidityWarning, match="temperature_k"):
        hot = radiator.equilibrium_temperature_k(1e6, 10.0, 3.0, 0.9)
    assert hot > 600.0
    with pytest.raises(PhysicsError):
        radiator.equilibrium_temperature_k(1e6, 10.0, 3.0, 0.9, outside="raise")
    with pytest.warns(ValidityWarning):
        assert radiator.equilibrium_temperature_k(1e6, 10.0, 3.0, 0.9, outside="clamp") == 600.0


@given(temperature, st.floats(0.0, 249.0), emissivity, st.floats(0.0, 1.0))
def test_plug_flow_lies_between_the_ends_and_below_the_arithmetic_mean(t_in, s, e, share):
    t_out = max(t_in - share * (t_in - s - 1.0), s + 1e-3, 150.0)
    assume(t_out <= t_in)
    flow = radiator.plug_flow(t_in, t_out, s, e)
    low, high = (radiator.flux_w_m2(t, s, e) for t in (t_out, t_in))
    assert low * (1 - 1e-12) <= flow.mean_flux_w_m2 <= high * (1 + 1e-12)
    assert flow.mean_flux_w_m2 <= radiator.flux_w_m2((t_in + t_out) / 2, s, e) * (1 + 1e-12)
    assert radiator.flux_w_m2(flow.effective_temperature_k, s, e) == pytest.approx(flow.mean_flux_w_m2, rel=1e-9)


@pytest.mark.parametrize("s", [0.0, 1e-6, 2.7, 50.0, 150.0, 220.0, 278.0, 278.149999])
@pytest.mark.parametrize(("t_in", "t_out"), [(308.15, 278.15), (278.16, 278.15), (278.15 + 1e-7, 278.15), (590.0, 278.15)])
def test_plug_flow_area_agrees_with_quadrature(t_in, t_out, s):
    # In ln(T − T_s) the integrand is smooth up to the sink.
    integral, _ = quad(
        lambda w: np.exp(w) / (((s + np.exp(w)) ** 2 + s**2) * (2 * s + np.exp(w)) * np.exp(w)),
        np.log(t_out - s),
        np.log(t_in - s),
        epsabs=0.0,
        epsrel=1e-13,
        limit=200,
    )
    area = radiator.plug_flow_area_m2(2.0, 3500.0, t_in, t_out, s, 0.9)
    slack = 1e-11 + 1e-12 / ((t_in - t_out) / t_in) * 1e-3
    assert area == pytest.approx(7000.0 * integral / (0.9 * SIGMA), rel=slack)


@given(st.floats(0.0, 1e7), st.floats(0.1, 100.0), temperature, st.floats(0.0, 259.0), emissivity)
def test_plug_flow_outlet_is_the_inverse_of_the_area(area, flow, t_in, s, e):
    t_out = radiator.plug_flow_outlet_k(area, flow, 3500.0, t_in, s, e)
    assert s <= t_out <= t_in
    if t_out - s > 1e-6 * t_in and t_in - t_out > 1e-6:
        again = quiet(
            radiator.plug_flow_area_m2,
            coolant_flow_kg_s=flow,
            specific_heat_j_kg_k=3500.0,
            inlet_k=t_in,
            outlet_k=t_out,
            sink_k=s,
            emissivity=e,
        )
        assert again == pytest.approx(area, rel=1e-7)


def test_plug_flow_heat_equals_flux_times_area():
    flow = radiator.plug_flow(308.15, 278.15, 220.0, 0.92, fin_efficiency=0.9, view_to_space=0.8)
    area = radiator.plug_flow_area_m2(10.0, 4000.0, 308.15, 278.15, 220.0, 0.92, fin_efficiency=0.9, view_to_space=0.8)
    assert flow.mean_flux_w_m2 * area == pytest.approx(10.0 * 4000.0 * 30.0, rel=1e-12)


@pytest.mark.parametrize(("t_in", "t_out", "s"), [(300.0, 301.0, 200.0), (300.0, 200.0, 200.0), (300.0, 190.0, 200.0)])
def test_plug_flow_wants_inlet_above_outlet_above_sink(t_in, t_out, s):
    for function, head in ((radiator.plug_flow, ()), (radiator.plug_flow_area_m2, (1.0, 4000.0))):
        with pytest.raises(PhysicsError):
            function(*head, t_in, t_out, s, 0.9)
        with pytest.warns(ValidityWarning):
            assert np.all(np.isnan(function(*head, t_in, t_out, s, 0.9, outside="nan")))
    with pytest.raises(PhysicsError):
        radiator.plug_flow_outlet_k(10.0, 1.0, 4000.0, 200.0, 220.0, 0.9)


def fin_by_collocation(k, t, length, e, base, s, faces=2):
    """scipy.solve_bvp on k t T'' = n ε σ (T⁴ − T_s⁴), in x/ℓ and T/T_b."""
    c = faces * e * SIGMA * length**2 * base**3 / (k * t)
    x = np.linspace(0.0, 1.0, 401)
    r = s / base
    guess = np.vstack([r + (1.0 - r) * np.exp(-np.sqrt(4 * c) * x), np.zeros_like(x)])
    result = solve_bvp(
        lambda x, y: np.vstack([y[1], c * (y[0] ** 4 - r**4)]),
        lambda a, b: np.array([a[0] - 1.0, b[1]]),
        x,
        guess,
        tol=1e-10,
        max_nodes=50_000,
    )
    assert result.success
    return -result.y[1, 0] / (c * (1.0 - r**4)), result.y[0, -1] * base


@pytest.mark.parametrize(
    "case",
    [
        (200.0, 5e-4, 0.05, 0.9, 330.0, 0.0, 2),
        (400.0, 3e-4, 0.1, 0.85, 350.0, 220.0, 2),
        (150.0, 1e-3, 0.02, 0.8, 300.0, 250.0, 1),
        (50.0, 2e-4, 0.3, 0.9, 450.0, 100.0, 2),
        (1000.0, 1e-3, 0.5, 0.5, 290.0, 289.0, 2),
    ],
)
def test_fin_agrees_with_collocation(case):
    *head, faces = case
    efficiency, tip = fin_by_collocation(*head, faces)
    fin = radiator.fin(*head, faces=faces)
    assert fin.efficiency == pytest.approx(efficiency, rel=1e-8)
    assert fin.tip_temperature_k == pytest.approx(tip, rel=1e-9)


@given(st.floats(1.0, 2000.0), st.floats(1e-4, 5e-3), st.floats(1e-3, 1.0), emissivity, temperature, sink, st.sampled_from([1, 2]))
def test_fin_bounds_and_heat_balance(k, t, length, e, base, s, faces):
    fin = radiator.fin(k, t, length, e, base, s, faces=faces)
    assert 0.0 < fin.efficiency <= 1.0
    assert s <= fin.tip_temperature_k <= base
    # Conducted heat is radiated heat: integrate the flux over the profile, x(T) from the first integral.
    c = 2 * faces * e * SIGMA / (k * t)
    tip = fin.tip_temperature_k
    assume(tip - s > 1e-3 and base - tip > 1e-3)

    def slope2(v):  # T'² at T = tip + v, expanded so that it does not cancel
        d = (tip**2 + s**2) * (tip + s) * (tip - s)
        return c * v * (d + v * (2 * tip**3 + v * (2 * tip**2 + v * (tip + v / 5))))

    radiated, _ = quad(
        lambda w: 2 * w * faces * e * SIGMA * ((tip + w * w) ** 4 - s**4) / np.sqrt(slope2(w * w)), 0.0, np.sqrt(base - tip), epsrel=1e-10
    )
    conducted = fin.efficiency * faces * length * e * SIGMA * (base**4 - s**4)
    assert radiated == pytest.approx(conducted, rel=1e-6)


def test_fin_is_perfect_when_short_or_conductive_and_like_an_endless_one_when_long():
    for k, length in ((200.0, 1e-6), (1e12, 0.05), (1e15, 1e-9), (1e15, 1e-300)):
        fin = radiator.fin(k, 5e-4, length, 0.9, 330.0, 200.0)
        assert fin.efficiency == pytest.approx(1.0, abs=1e-8) and fin.efficiency <= 1.0
    one, two = (radiator.fin(1.0, 1e-4, x, 0.9, 330.0, 200.0) for x in (5.0, 10.0))
    assert one.efficiency * 5.0 == pytest.approx(two.efficiency * 10.0, rel=1e-12)
    assert two.tip_temperature_k == pytest.approx(200.0, abs=1e-9)
    deep = radiator.fin(1.0, 1e-4, 10.0, 0.9, 330.0, 0.0)
    assert 0.0 < deep.tip_temperature_k < 5.0


@given(st.floats(0.0, 1.0), grow)
def test_fin_efficiency_falls_with_length(share, k):
    length = 0.01 + share
    assert (
        radiator.fin(200.0, 5e-4, length, 0.9, 330.0, 200.0).efficiency
        > radiator.fin(200.0, 5e-4, length * k, 0.9, 330.0, 200.0).efficiency
    )


def test_fin_needs_a_base_above_the_sink():
    with pytest.raises(PhysicsError):
        radiator.fin(200.0, 5e-4, 0.05, 0.9, 300.0, 300.0)


def test_chain_and_junction_are_inverse_and_stay_above_zero():
    chain = radiator.temperature_chain(358.15, 700.0, 0.03, 1e6, 20.0, 4000.0, 1e5)
    assert chain == pytest.approx((337.15, 324.65, 320.9))
    assert radiator.junction_temperature_k(chain.coolant_outlet_k, 700.0, 0.03) == pytest.approx(358.15)
    with pytest.raises(PhysicsError) as caught:
        radiator.temperature_chain(358.15, 700.0, 0.03, 1e9, 20.0, 4000.0, 1e5)
    assert caught.value.parameter == "coolant_inlet_k"
    with pytest.warns(ValidityWarning, match="fin_root_k"):
        assert radiator.temperature_chain(358.15, 700.0, 0.03, 1e6, 20.0, 4000.0, 5e3).fin_root_k < 150.0


def test_plate_balance_adds_up_and_knows_two_bands():
    plate = radiator.plate_balance(293.15, 0.92, 0.09, 0.25)
    assert plate.net_w_m2 == pytest.approx(plate.emitted_w_m2 - plate.solar_absorbed_w_m2 - plate.earth_absorbed_w_m2)
    assert plate.emitted_w_m2 == pytest.approx(2 * 0.92 * SIGMA * 293.15**4)
    with pytest.warns(ValidityWarning, match="compatibility"):
        grey = radiator.plate_balance(293.15, 0.92, 0.09, 0.25, kirchhoff=False)
    assert grey.earth_absorbed_w_m2 < plate.earth_absorbed_w_m2
    with pytest.raises(ParameterError):
        radiator.plate_balance(293.15, 0.92, 0.09, 0.25, faces=1, earth_faces=2)
    with pytest.raises(ParameterError):
        radiator.plate_balance(293.15, 0.92, 0.09, 0.25, kirchhoff="no")


@given(st.floats(0.0, 85.0), st.floats(200e3, 2000e3))
def test_bifacial_plate_warms_with_what_shines_on_it(beta, altitude):
    def t(**parts):
        return radiator.bifacial_equilibrium_k(beta, altitude_m=altitude, points=24, **parts)

    base = t()
    assert 300.0 < base < 380.0
    for key, more in (
        ("solar_absorptivity", 0.95),
        ("solar_flux_w_m2", 1400.0),
        ("earth_infrared_w_m2", 260.0),
        ("albedo", 0.4),
        ("back_solar_absorptivity", 0.3),
    ):
        assert t(**{key: more}) > base
    assert radiator.bifacial_equilibrium_k(-beta, altitude_m=altitude, points=24) == pytest.approx(base, rel=1e-9)


def test_bifacial_balance_closes_and_laws_are_named():
    t = radiator.bifacial_equilibrium_k(90.0, albedo=0.0, deep_space_k=0.0)
    from gigasite import thermal_environment as environment

    view = environment.earth_view_factor(550e3, 90.0)
    assert (0.85 + 0.9) * SIGMA * t**4 == pytest.approx(0.92 * 1361.0 + 237.0 * view * 1.75, rel=1e-9)
    for law in ({"view_factor_law": "cosine_floor"}, {"albedo_law": "cosine_beta"}, {"albedo_law": "none"}):
        with pytest.warns(ValidityWarning, match=next(iter(law.values()))):
            radiator.bifacial_equilibrium_k(30.0, **law)
    for wrong in ({"view_factor_law": "cosine"}, {"albedo_law": "disk"}, {"points": 2.5}):
        with pytest.raises(ParameterError):
            radiator.bifacial_equilibrium_k(30.0, **wrong)


def test_doors():
    panel = {"temperature_k": 320.0, "sink_k": 100.0, "emissivity": 0.85}
    more = {"faces": 2, "fin_efficiency": 0.9, "view_to_space": 0.9, "stefan_boltzmann_w_m2_k4": SIGMA}
    check(radiator.flux_w_m2, **panel, **more)
    check(radiator.heat_w, panel_area_m2=10.0, **panel, **more)
    check(radiator.area_m2, heat_w=1e4, **panel, **more)
    check(radiator.area_from_net_flux_m2, heat_w=1e4, net_flux_w_m2=300.0)
    check(radiator.equilibrium_temperature_k, heat_w=1e4, area_m2=20.0, sink_k=220.0, emissivity=0.85, **more)
    check(radiator.plate_balance, temperature_k=320.0, emissivity=0.85, solar_absorptivity=0.1, earth_view_factor=0.2)
    coolant = {"inlet_k": 320.0, "sink_k": 100.0, "emissivity": 0.85}
    check(radiator.plug_flow, outlet_k=310.0, **coolant)
    check(radiator.plug_flow_area_m2, coolant_flow_kg_s=1.0, specific_heat_j_kg_k=4e3, outlet_k=310.0, **coolant)
    check(radiator.plug_flow_outlet_k, radiating_area_m2=30.0, coolant_flow_kg_s=1.0, specific_heat_j_kg_k=4e3, **coolant)
    check(radiator.fin, conductivity_w_m_k=200.0, thickness_m=5e-4, half_spacing_m=0.05, emissivity=0.9, base_k=320.0, sink_k=100.0)
    check(
        radiator.temperature_chain,
        junction_k=358.15,
        chip_power_w=700.0,
        junction_to_coolant_k_per_w=0.03,
        heat_w=1e6,
        coolant_flow_kg_s=20.0,
        specific_heat_j_kg_k=4e3,
        loop_conductance_w_k=1e5,
    )
    check(radiator.junction_temperature_k, coolant_k=320.0, chip_power_w=700.0, junction_to_coolant_k_per_w=0.03)
    check(radiator.bifacial_equilibrium_k, beta_deg=30.0, altitude_m=550e3, points=4)
    check(radiator.areal_mass_kg_m2, panel_kg_m2=4.0, manifold_kg_m2=1.0)
    check(radiator.specific_mass_kg_per_kw, mass_kg=1.0, heat_w=1.0)


def test_nothing_warns_inside_the_validity():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        radiator.area_m2(1e6, [160.0, 590.0], 0.0, 0.9)
