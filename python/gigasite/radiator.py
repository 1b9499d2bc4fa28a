"""Heat rejection by radiation: panels, coolant in plug flow, fins, the chain from junction to panel, bifacial plates (model E).

Grey surfaces. ``panel_area_m2`` counts a plate once, a radiating area counts each radiating face; the sink holds the Earth and
the Sun, ``view_to_space`` only what the satellite's own parts block. Surface temperatures outside 150–600 K are flagged.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigasite._model import (
    Floats,
    Outside,
    choose,
    derived,
    finite,
    flag,
    kernel,
    legal,
    model,
    non_negative,
    positive,
    possible,
    require,
    share,
    valid,
)
from gigasite.constants import DEEP_SPACE_K, EARTH_MEAN_RADIUS_M, STEFAN_BOLTZMANN_W_M2_K4
from gigasite.orbit import altitude, beta
from gigasite.parameters import default

__all__ = [
    "Fin",
    "PlateBalance",
    "PlugFlow",
    "TemperatureChain",
    "area_from_net_flux_m2",
    "area_m2",
    "areal_mass_kg_m2",
    "bifacial_equilibrium_k",
    "equilibrium_temperature_k",
    "fin",
    "flux_w_m2",
    "heat_w",
    "junction_temperature_k",
    "plate_balance",
    "plug_flow",
    "plug_flow_area_m2",
    "plug_flow_outlet_k",
    "specific_mass_kg_per_kw",
    "temperature_chain",
]

_LOW_K, _HIGH_K = 150.0, 600.0
_surface = valid(_LOW_K, _HIGH_K, positive)
_some = legal(0.0, 1.0, open_low=True)
_faces = legal(1.0)
_face: Any = {
    "sink_k": non_negative,
    "emissivity": _some,
    "fin_efficiency": _some,
    "view_to_space": _some,
    "stefan_boltzmann_w_m2_k4": positive,
}


@model(temperature_k=_surface, faces=_faces, **_face)
def flux_w_m2(
    temperature_k: Floats,
    sink_k: Floats,
    emissivity: Floats,
    faces: Floats = 1,
    *,
    fin_efficiency: Floats = 1.0,
    view_to_space: Floats = 1.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> Floats:
    """Net flux [W per m² of panel] of a plate; negative below the sink.

    Formula: ``n η_f F_view ε σ (T⁴ − T_s⁴)``. Shapes: arguments broadcast. Flag: T outside 150–600 K.
    Errors: `ParameterError` for shares outside (0, 1] or fewer than one face.
    Source: Stefan–Boltzmann law; D. G. Gilmore, Spacecraft Thermal Control Handbook, chapter 6.

    >>> round(flux_w_m2(293.15, 0.0, 1.0, 2), 3)
    837.532
    """
    return kernel("radiator.flux_w_m2", temperature_k, sink_k, emissivity, faces, fin_efficiency, view_to_space, stefan_boltzmann_w_m2_k4)


@model(panel_area_m2=non_negative, temperature_k=_surface, faces=_faces, **_face)
def heat_w(
    panel_area_m2: Floats,
    temperature_k: Floats,
    sink_k: Floats,
    emissivity: Floats,
    faces: Floats = 1,
    *,
    fin_efficiency: Floats = 1.0,
    view_to_space: Floats = 1.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> Floats:
    """Heat [W] that a panel rejects; negative below the sink.

    Formula: ``A n η_f F_view ε σ (T⁴ − T_s⁴)``. Shapes: arguments broadcast. Flag: T outside 150–600 K.
    Errors: as `flux_w_m2`. Source: as there.

    >>> round(heat_w(100.0, 300.0, 220.0, 0.9, 2), 1)
    58764.3
    """
    return kernel(
        "radiator.heat_w", panel_area_m2, temperature_k, sink_k, emissivity, faces, fin_efficiency, view_to_space, stefan_boltzmann_w_m2_k4
    )


@model(clamp=False, heat_w=non_negative, temperature_k=_surface, faces=_faces, **_face)
def area_m2(
    heat_w: Floats,
    temperature_k: Floats,
    sink_k: Floats,
    emissivity: Floats,
    faces: Floats = 1,
    *,
    fin_efficiency: Floats = 1.0,
    view_to_space: Floats = 1.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> Floats:
    """Panel [m²] that rejects ``heat_w``; with ``faces=1`` it is the radiating area.

    Formula: ``A = Q/(n η_f F_view ε σ (T⁴ − T_s⁴))``. Shapes: arguments broadcast. Flag: T outside 150–600 K.
    Errors: `PhysicsError` for T ≤ T_s, whatever ``outside`` says except "nan"; "clamp" is not accepted.
    Source: as `flux_w_m2`.

    >>> round(area_m2(1e6, 300.0, 220.0, 0.9), 3)
    3403.426
    """
    possible(
        np.greater(temperature_k, sink_k),
        "a radiator at or below its sink rejects nothing",
        outside=outside,
        parameter="temperature_k",
        value=temperature_k,
    )
    return kernel(
        "radiator.area_m2", heat_w, temperature_k, sink_k, emissivity, faces, fin_efficiency, view_to_space, stefan_boltzmann_w_m2_k4
    )


@model(heat_w=non_negative, net_flux_w_m2=finite)
def area_from_net_flux_m2(heat_w: Floats, net_flux_w_m2: Floats) -> Floats:
    """Area [m²] for a net flux, of the kind (panel or radiating) that the flux is per.

    Formula: ``A = Q/q``. Shapes: arguments broadcast. Errors: `PhysicsError` for q ≤ 0: the face does not reject.
    Source: definition.

    >>> area_from_net_flux_m2(1e6, 500.0)
    2000.0
    """
    possible(
        np.greater(net_flux_w_m2, 0.0), "a face without net flux to space rejects nothing", parameter="net_flux_w_m2", value=net_flux_w_m2
    )
    return kernel("radiator.area_from_net_flux_m2", heat_w, net_flux_w_m2)


@model(heat_w=non_negative, area_m2=positive, faces=_faces, **_face)
def equilibrium_temperature_k(
    heat_w: Floats,
    area_m2: Floats,
    sink_k: Floats,
    emissivity: Floats,
    faces: Floats = 1,
    *,
    fin_efficiency: Floats = 1.0,
    view_to_space: Floats = 1.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> Floats:
    """Temperature [K] at which a panel of ``area_m2`` (with ``faces=1``: a radiating area) rejects ``heat_w``.

    Formula: ``T = (Q/(n η_f F_view ε σ A) + T_s⁴)^(1/4)``. Shapes: arguments broadcast. Flag: T outside 150–600 K.
    Errors: `ParameterError` for an area of 0 or a negative heat. Source: as `flux_w_m2`.

    >>> round(equilibrium_temperature_k(150e3, 220.0, 220.0, 0.91), 4)
    353.1623
    """
    temperature = kernel(
        "radiator.equilibrium_temperature_k",
        heat_w,
        area_m2,
        sink_k,
        emissivity,
        faces,
        fin_efficiency,
        view_to_space,
        stefan_boltzmann_w_m2_k4,
    )
    return derived("temperature_k", temperature, _LOW_K, _HIGH_K, outside, "equilibrium_temperature_k")


class PlateBalance(NamedTuple):
    """Heat per m² of plate: emitted by all faces, absorbed from the Sun and from the Earth, emitted less absorbed."""

    emitted_w_m2: Floats
    solar_absorbed_w_m2: Floats
    earth_absorbed_w_m2: Floats
    net_w_m2: Floats


@model(
    temperature_k=_surface,
    emissivity=_some,
    solar_absorptivity=share,
    earth_view_factor=share,
    faces=_faces,
    sunlit_faces=share,
    earth_faces=non_negative,
    solar_flux_w_m2=non_negative,
    albedo=share,
    earth_temperature_k=non_negative,
    stefan_boltzmann_w_m2_k4=positive,
)
def plate_balance(
    temperature_k: Floats,
    emissivity: Floats,
    solar_absorptivity: Floats,
    earth_view_factor: Floats,
    *,
    faces: Floats = 2,
    sunlit_faces: Floats = 1,
    earth_faces: Floats = 1,
    solar_flux_w_m2: Floats = default("solar_constant"),
    albedo: Floats = default("albedo"),
    earth_temperature_k: Floats = 254.26,
    kirchhoff: bool = True,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> PlateBalance:
    """Heat balance of a plate in the Sun and before the Earth, per m² of plate.

    Formula: ``n ε σ T⁴ − m α_s S − k F (α_s A_E S + ε σ T_E⁴)``: n faces radiate, m (0–1) are in the Sun, k see the Earth with
    factor F. The default Earth of 254.26 K emits 237 W/m². ``kirchhoff=False`` takes α_s for the Earth's infrared too, for
    compatibility only; it emits a `ValidityWarning`. Shapes: arguments broadcast. Flag: T outside 150–600 K.
    Errors: `ParameterError` for more Earth faces than faces. Source: balance of energy; Kirchhoff's law.

    >>> round(plate_balance(293.15, 0.92, 0.09, 0.25, solar_flux_w_m2=1366.0, earth_temperature_k=253.15).net_w_m2, 2)
    584.81
    """
    require(np.less_equal(earth_faces, faces), "more faces see the Earth than the plate has", parameter="earth_faces", value=earth_faces)
    require(isinstance(kirchhoff, bool | np.bool_), "say True or False", parameter="kirchhoff", value=kirchhoff)
    if not kirchhoff:
        flag("plate_balance: one absorptivity in all bands, for compatibility only")
    return kernel(  # type: ignore[no-any-return]
        "radiator.plate_balance",
        temperature_k,
        emissivity,
        solar_absorptivity,
        emissivity if kirchhoff else solar_absorptivity,
        earth_view_factor,
        faces,
        sunlit_faces,
        earth_faces,
        solar_flux_w_m2,
        albedo,
        earth_temperature_k,
        stefan_boltzmann_w_m2_k4,
        result=PlateBalance,
    )


class PlugFlow(NamedTuple):
    """Flux per m² of radiating area, and the temperature of an isothermal face of the same flux."""

    mean_flux_w_m2: Floats
    effective_temperature_k: Floats


def _coolant_order(inlet_k: Floats, outlet_k: Floats, sink_k: Floats, outside: str) -> None:
    possible(
        np.greater_equal(inlet_k, outlet_k) & np.greater(outlet_k, sink_k),
        "a coolant cools down and stays above the sink: inlet ≥ outlet > sink",
        outside=outside,
        parameter="outlet_k",
        value=outlet_k,
    )


@model(inlet_k=_surface, outlet_k=_surface, **_face)
def plug_flow(
    inlet_k: Floats,
    outlet_k: Floats,
    sink_k: Floats,
    emissivity: Floats,
    *,
    fin_efficiency: Floats = 1.0,
    view_to_space: Floats = 1.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> PlugFlow:
    """Mean flux of a radiator whose coolant cools from inlet to outlet, and the effective temperature.

    Formula: ``ε σ (T_in − T_out)/(G(T_in) − G(T_out))`` with ``G(T) = [ln((T−T_s)/(T+T_s)) − 2 atan(T/T_s)]/(4 T_s³)``
    (T_s = 0: −1/(3T³)), the integral of dT/(T⁴ − T_s⁴). Shapes: arguments broadcast. Flag: temperatures outside 150–600 K.
    Errors: `PhysicsError` unless inlet ≥ outlet > sink. Source: integral of the local law along the flow; no conduction along it.

    >>> round(plug_flow(308.15, 278.15, 0.0, 0.92).effective_temperature_k, 4)
    292.5104
    """
    _coolant_order(inlet_k, outlet_k, sink_k, outside)
    return kernel(  # type: ignore[no-any-return]
        "radiator.plug_flow",
        inlet_k,
        outlet_k,
        sink_k,
        emissivity,
        fin_efficiency,
        view_to_space,
        stefan_boltzmann_w_m2_k4,
        result=PlugFlow,
    )


@model(coolant_flow_kg_s=positive, specific_heat_j_kg_k=positive, inlet_k=_surface, outlet_k=_surface, **_face)
def plug_flow_area_m2(
    coolant_flow_kg_s: Floats,
    specific_heat_j_kg_k: Floats,
    inlet_k: Floats,
    outlet_k: Floats,
    sink_k: Floats,
    emissivity: Floats,
    *,
    fin_efficiency: Floats = 1.0,
    view_to_space: Floats = 1.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> Floats:
    """Radiating area [m²] that cools a coolant from inlet to outlet.

    Formula: ``A = ṁ c_p [G(T_in) − G(T_out)]/(η_f F_view ε σ)``, G as in `plug_flow`. Shapes: arguments broadcast.
    Flag: temperatures outside 150–600 K. Errors: `PhysicsError` unless inlet ≥ outlet > sink. Source: as `plug_flow`.

    >>> round(plug_flow_area_m2(10.0, 4000.0, 308.15, 278.15, 0.0, 0.92), 2)
    3142.08
    """
    _coolant_order(inlet_k, outlet_k, sink_k, outside)
    return kernel(
        "radiator.plug_flow_area_m2",
        coolant_flow_kg_s,
        specific_heat_j_kg_k,
        inlet_k,
        outlet_k,
        sink_k,
        emissivity,
        fin_efficiency,
        view_to_space,
        stefan_boltzmann_w_m2_k4,
    )


@model(radiating_area_m2=non_negative, coolant_flow_kg_s=positive, specific_heat_j_kg_k=positive, inlet_k=_surface, **_face)
def plug_flow_outlet_k(
    radiating_area_m2: Floats,
    coolant_flow_kg_s: Floats,
    specific_heat_j_kg_k: Floats,
    inlet_k: Floats,
    sink_k: Floats,
    emissivity: Floats,
    *,
    fin_efficiency: Floats = 1.0,
    view_to_space: Floats = 1.0,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> Floats:
    """Outlet [K] of a coolant after a radiating area, the inverse of `plug_flow_area_m2`.

    Formula: ``G(T_out) = G(T_in) − η_f F_view ε σ A/(ṁ c_p)``. Shapes: arguments broadcast. Flag: inlet outside 150–600 K.
    Errors: `PhysicsError` for an inlet at or below the sink. Source: as `plug_flow`.

    >>> round(plug_flow_outlet_k(3142.08, 10.0, 4000.0, 308.15, 0.0, 0.92), 2)
    278.15
    """
    possible(
        np.greater(inlet_k, sink_k), "a coolant at or below the sink does not cool", outside=outside, parameter="inlet_k", value=inlet_k
    )
    return kernel(
        "radiator.plug_flow_outlet_k",
        radiating_area_m2,
        coolant_flow_kg_s,
        specific_heat_j_kg_k,
        inlet_k,
        sink_k,
        emissivity,
        fin_efficiency,
        view_to_space,
        stefan_boltzmann_w_m2_k4,
    )


class Fin(NamedTuple):
    """Heat of a fin over that of an isothermal one at the base temperature; the linearised efficiency is a diagnostic only."""

    efficiency: Floats
    tip_temperature_k: Floats
    linearised_efficiency: Floats


@model(
    conductivity_w_m_k=positive,
    thickness_m=positive,
    half_spacing_m=positive,
    emissivity=_some,
    base_k=_surface,
    sink_k=non_negative,
    faces=_faces,
    stefan_boltzmann_w_m2_k4=positive,
)
def fin(
    conductivity_w_m_k: Floats,
    thickness_m: Floats,
    half_spacing_m: Floats,
    emissivity: Floats,
    base_k: Floats,
    sink_k: Floats,
    *,
    faces: Floats = 2,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    outside: Outside = "warn",
) -> Fin:
    """Radiating fin between a tube and the middle to the next one, adiabatic tip.

    Formula: ``k t T'' = n ε σ (T⁴ − T_s⁴)``, ``T(0) = T_b``, ``T'(ℓ) = 0``, solved by its first integral
    ``T'² = 2 n ε σ/(k t)·[(T⁵ − T_t⁵)/5 − T_s⁴ (T − T_t)]`` for the tip T_t; ``η = k t |T'(0)|/[n ℓ ε σ (T_b⁴ − T_s⁴)]``, to 1e-9
    relative. Linearised: tanh(mℓ)/(mℓ), m² = 4 n ε σ T_b³/(k t). Shapes: arguments broadcast. Flag: base outside 150–600 K.
    Errors: `PhysicsError` for a base at or below the sink. Valid: one-dimensional fins.
    Source: D. G. Gilmore, Spacecraft Thermal Control Handbook, chapter 6; F. P. Incropera et al., Fundamentals of Heat and Mass
    Transfer, section 3.6.

    >>> round(fin(200.0, 0.5e-3, 0.05, 0.9, 330.0, 0.0).efficiency, 7)
    0.8977161
    """
    possible(np.greater(base_k, sink_k), "a fin at or below its sink rejects nothing", outside=outside, parameter="base_k", value=base_k)
    return kernel(  # type: ignore[no-any-return]
        "radiator.fin",
        conductivity_w_m_k,
        thickness_m,
        half_spacing_m,
        emissivity,
        base_k,
        sink_k,
        faces,
        stefan_boltzmann_w_m2_k4,
        result=Fin,
    )


class TemperatureChain(NamedTuple):
    """Coolant as it leaves the chips, as it comes back, and the root of the fins."""

    coolant_outlet_k: Floats
    coolant_inlet_k: Floats
    fin_root_k: Floats


@model(
    junction_k=positive,
    chip_power_w=non_negative,
    junction_to_coolant_k_per_w=non_negative,
    heat_w=non_negative,
    coolant_flow_kg_s=positive,
    specific_heat_j_kg_k=positive,
    loop_conductance_w_k=positive,
)
def temperature_chain(
    junction_k: Floats,
    chip_power_w: Floats,
    junction_to_coolant_k_per_w: Floats,
    heat_w: Floats,
    coolant_flow_kg_s: Floats,
    specific_heat_j_kg_k: Floats,
    loop_conductance_w_k: Floats,
    *,
    outside: Outside = "warn",
) -> TemperatureChain:
    """Temperatures from the junction of a chip (parameter ``junction_limit``) to the root of the fins.

    Formula: ``outlet = T_j − P R_jc``, ``inlet = outlet − Q/(ṁ c_p)``, ``root = (inlet + outlet)/2 − Q/(U A)``.
    Shapes: arguments broadcast. Flag: root outside 150–600 K.
    Errors: `PhysicsError` when the chain falls to 0 K: the chip cannot be cooled this way. Source: series of thermal resistances.

    >>> temperature_chain(358.15, 700.0, 0.03, 1e6, 20.0, 4000.0, 1e5).fin_root_k
    320.9
    """
    chain = kernel(
        "radiator.temperature_chain",
        junction_k,
        chip_power_w,
        junction_to_coolant_k_per_w,
        heat_w,
        coolant_flow_kg_s,
        specific_heat_j_kg_k,
        loop_conductance_w_k,
        result=TemperatureChain,
    )
    for name, value in chain._asdict().items():
        possible(np.greater(value, 0.0), "the chain falls below absolute zero", parameter=name, value=value)
    root = derived("fin_root_k", chain.fin_root_k, _LOW_K, _HIGH_K, outside, "temperature_chain")
    return chain._replace(fin_root_k=root)  # type: ignore[no-any-return]


@model(coolant_k=_surface, chip_power_w=non_negative, junction_to_coolant_k_per_w=non_negative)
def junction_temperature_k(
    coolant_k: Floats, chip_power_w: Floats, junction_to_coolant_k_per_w: Floats, *, outside: Outside = "warn"
) -> Floats:
    """Junction temperature [K] of a chip: ``T_coolant + P R_jc``.

    Shapes: arguments broadcast. Flag: coolant outside 150–600 K. Errors: `ParameterError` for a negative power or resistance.
    Source: thermal resistance.

    >>> junction_temperature_k(320.0, 700.0, 0.03)
    341.0
    """
    return kernel("radiator.junction_temperature_k", coolant_k, chip_power_w, junction_to_coolant_k_per_w)


@model(
    beta_deg=beta,
    altitude_m=altitude,
    solar_absorptivity=share,
    front_emissivity=_some,
    back_emissivity=_some,
    solar_flux_w_m2=non_negative,
    earth_infrared_w_m2=non_negative,
    albedo=share,
    points=legal(1.0, 1e6),
    deep_space_k=non_negative,
    stefan_boltzmann_w_m2_k4=positive,
    earth_radius_m=positive,
    back_solar_absorptivity=share,
)
def bifacial_equilibrium_k(
    beta_deg: Floats,
    *,
    altitude_m: Floats = 550000.0,
    solar_absorptivity: Floats = default("array_alpha_solar"),
    front_emissivity: Floats = default("array_emissivity_front"),
    back_emissivity: Floats = default("array_emissivity_back"),
    solar_flux_w_m2: Floats = default("solar_constant"),
    earth_infrared_w_m2: Floats = default("earth_ir"),
    albedo: Floats = default("albedo"),
    view_factor_law: str = "exact",
    albedo_law: str = "disc",
    points: int = 72,
    deep_space_k: Floats = DEEP_SPACE_K,
    stefan_boltzmann_w_m2_k4: Floats = STEFAN_BOLTZMANN_W_M2_K4,
    earth_radius_m: Floats = EARTH_MEAN_RADIUS_M,
    back_solar_absorptivity: Floats = default("radiator_alpha_solar_eol"),
    outside: Outside = "raise",
) -> Floats:
    """Temperature [K] of an array in front with a radiator behind, front on the Sun, all electricity returned as heat.

    Formula: ``(ε_f + ε_b) σ (T⁴ − T_sp⁴) = α S + E (F_f ε_f + F_b ε_b) + q_alb``, F the orbit means of the exact view factors.
    ``albedo_law="disc"``: ``q_alb = A_E S (α Φ_f + α_b Φ_b)``, α_b the ``back_solar_absorptivity``. For compatibility, each with a
    `ValidityWarning`: ``view_factor_law="cosine_floor"`` (cos γ/H², at least 0.05/H²), ``albedo_law="cosine_beta"``
    (``A_E S F_f cos β α``, nothing on the back) and ``"none"``. Shapes: arguments broadcast. Valid: h > 160 km.
    Errors: `ParameterError` for an unknown law or a number of points that is not whole.
    Source: A. McCalip, github.com/andrewmccalip/thoughts (commit e59571e); M. Lee-Odinson 2026, DOI 10.5281/zenodo.20695720.

    >>> round(bifacial_equilibrium_k(90.0) - 273.15, 1)
    69.6
    """
    exact = choose("view_factor_law", view_factor_law, ("exact", "cosine_floor")) == "exact"
    choose("albedo_law", albedo_law, ("disc", "cosine_beta", "none"))
    require(np.equal(np.mod(points, 1), 0), "points of an orbit are counted in whole numbers", parameter="points", value=points)
    if not exact:
        flag('bifacial_equilibrium_k: view_factor_law="cosine_floor" is for compatibility only')
    if albedo_law != "disc":
        flag(f'bifacial_equilibrium_k: albedo_law="{albedo_law}" is for compatibility only')
    return kernel(
        "radiator.bifacial_equilibrium_k",
        beta_deg,
        altitude_m,
        solar_absorptivity,
        back_solar_absorptivity,
        front_emissivity,
        back_emissivity,
        solar_flux_w_m2,
        earth_infrared_w_m2,
        albedo,
        float(exact),
        float(albedo_law == "disc"),
        float(albedo_law == "cosine_beta"),
        points,
        deep_space_k,
        stefan_boltzmann_w_m2_k4,
        earth_radius_m,
    )


@model(
    panel_kg_m2=non_negative,
    manifold_kg_m2=non_negative,
    fluid_kg_m2=non_negative,
    deployment_kg_m2=non_negative,
    armour_kg_m2=non_negative,
)
def areal_mass_kg_m2(
    panel_kg_m2: Floats,
    *,
    manifold_kg_m2: Floats = 0.0,
    fluid_kg_m2: Floats = 0.0,
    deployment_kg_m2: Floats = 0.0,
    armour_kg_m2: Floats = 0.0,
) -> Floats:
    """Mass of a radiator [kg per m² of panel]: panel, manifold, fluid, deployment, armour.

    Shapes: arguments broadcast. Errors: `ParameterError` for a negative mass. Source: definition.

    >>> areal_mass_kg_m2(4.0, manifold_kg_m2=1.5, armour_kg_m2=0.5)
    6.0
    """
    return kernel("radiator.areal_mass_kg_m2", panel_kg_m2, manifold_kg_m2, fluid_kg_m2, deployment_kg_m2, armour_kg_m2)


@model(mass_kg=non_negative, heat_w=positive)
def specific_mass_kg_per_kw(mass_kg: Floats, heat_w: Floats) -> Floats:
    """Mass per heat [kg per kW rejected]; it belongs to the temperature and the sink at which the heat is rejected.

    Shapes: arguments broadcast. Errors: `ParameterError` for no heat. Source: definition.

    >>> specific_mass_kg_per_kw(7000.0, 1e6)
    7.0
    """
    return kernel("radiator.specific_mass_kg_per_kw", mass_kg, heat_w)
