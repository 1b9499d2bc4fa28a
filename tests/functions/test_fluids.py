"""Properties of coolants (T05) against CoolProp."""

import math

import CoolProp.CoolProp as CP
import numpy as np
import pytest

from gigasite import fluids
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

GLYCOLS = {
    "propylene_glycol_25": "INCOMP::MPG[0.25]",
    "propylene_glycol_50": "INCOMP::MPG[0.5]",
    "ethylene_glycol_25": "INCOMP::MEG[0.25]",
    "ethylene_glycol_50": "INCOMP::MEG[0.5]",
}
FLUIDS = {"water": "Water", **GLYCOLS}


def reference(name, key, celsius):
    return np.array([CP.PropsSI(key, "T", t + 273.15, "P", 101325.0, name) for t in celsius])


@pytest.mark.parametrize("fluid,name", FLUIDS.items())
def test_against_coolprop(fluid, name):
    t = np.linspace(fluids.freezing_point_c(fluid) + 2.0, 90.0, 200)
    accuracy = {"D": 2e-6, "C": 2e-5, "V": 6e-5} if fluid == "water" else {"D": 1e-8, "C": 1e-8, "V": 1e-8}
    np.testing.assert_allclose(fluids.density_kg_m3(fluid, t), reference(name, "D", t), rtol=accuracy["D"])
    np.testing.assert_allclose(fluids.specific_heat_j_kg_k(fluid, t), reference(name, "C", t), rtol=accuracy["C"])
    np.testing.assert_allclose(fluids.viscosity_pa_s(fluid, t), reference(name, "V", t), rtol=accuracy["V"])


@pytest.mark.parametrize("fluid,name", GLYCOLS.items())
def test_freezing_points(fluid, name):
    freezing = CP.PropsSI("T_freeze", "T", 300.0, "P", 101325.0, name) - 273.15
    assert fluids.freezing_point_c(fluid) == pytest.approx(freezing, abs=1e-6)
    assert fluids.freezing_point_c(fluid) < fluids.freezing_point_c("water") == 0.0


def test_latent_heat():
    t = np.linspace(0.01, 100.0, 101)
    heat = [CP.PropsSI("H", "T", x + 273.15, "Q", 1, "Water") - CP.PropsSI("H", "T", x + 273.15, "Q", 0, "Water") for x in t]
    np.testing.assert_allclose(fluids.latent_heat_j_kg(t), heat, rtol=6e-6)
    assert np.all(np.diff(fluids.latent_heat_j_kg(t)) < 0.0)


@pytest.mark.parametrize("fluid", FLUIDS)
def test_viscosity_falls_with_temperature(fluid):
    t = np.linspace(fluids.freezing_point_c(fluid) + 2.0, 90.0, 50)
    assert np.all(np.diff(fluids.viscosity_pa_s(fluid, t)) < 0.0)


def test_more_glycol_is_denser_thicker_and_carries_less():
    for kind in ("propylene", "ethylene"):
        thin, thick = f"{kind}_glycol_25", f"{kind}_glycol_50"
        for function, rises in ((fluids.density_kg_m3, True), (fluids.viscosity_pa_s, True), (fluids.specific_heat_j_kg_k, False)):
            values = [function(fluid, 30.0) for fluid in ("water", thin, thick)]
            assert values == sorted(values, reverse=not rises)


@pytest.mark.parametrize("fluid", ["glycol", "", None, "Water"])
def test_unknown_fluid_is_told_the_names(fluid):
    for call in (lambda: fluids.density_kg_m3(fluid, 30.0), lambda: fluids.freezing_point_c(fluid)):
        with pytest.raises(ParameterError, match="propylene_glycol_25"):
            call()


@pytest.mark.parametrize("t", [math.nan, math.inf, -300.0, "cold"])
def test_temperature_without_meaning(t):
    with pytest.raises(ParameterError):
        fluids.density_kg_m3("water", t)
    with pytest.raises(ParameterError):
        fluids.latent_heat_j_kg(t)


def test_outside_modes():
    assert fluids.density_kg_m3("propylene_glycol_50", -30.0) > 1060.0
    with pytest.raises(PhysicsError, match="temperature_c") as error:
        fluids.specific_heat_j_kg_k("water", 1.0)
    assert (error.value.low, error.value.high) == (2.0, 90.0)
    with pytest.warns(ValidityWarning):
        assert fluids.viscosity_pa_s("water", 1.0, outside="clamp") == fluids.viscosity_pa_s("water", 2.0)
    with pytest.warns(ValidityWarning):
        values = fluids.density_kg_m3("water", [20.0, 95.0], outside="nan")
    assert values[0] > 998.0 and np.isnan(values[1])
    with pytest.warns(ValidityWarning):
        assert 955.0 < fluids.density_kg_m3("water", 95.0, outside="warn") < 965.0
    with pytest.raises(PhysicsError):
        fluids.latent_heat_j_kg(101.0)
