"""Properties of coolants at 101,325 Pa (model T05), by the name of the fluid.

``water``, ``propylene_glycol_25``, ``propylene_glycol_50``, ``ethylene_glycol_25``, ``ethylene_glycol_50`` (per cent by mass).
Water is a polynomial through IAPWS-95 (density within 2e-6, specific heat 2e-5, viscosity 5e-5; W. Wagner and A. Pruß,
J. Phys. Chem. Ref. Data 31, 2002, DOI 10.1063/1.1461829); the glycols are the correlations of Å. Melinder, Properties of
Secondary Working Fluids for Indirect Systems, IIR 2010, at one share of glycol, to the last digit.
"""

from __future__ import annotations

from gigasite._model import Floats, Outside, kernel, legal, masked, model, treat, valid
from gigasite.constants import ZERO_CELSIUS_K
from gigasite.errors import ParameterError

__all__ = ["density_kg_m3", "freezing_point_c", "latent_heat_j_kg", "specific_heat_j_kg_k", "viscosity_pa_s"]

# In the order of the core.
_FLUIDS = ("water", "propylene_glycol_25", "propylene_glycol_50", "ethylene_glycol_25", "ethylene_glycol_50")
_celsius = legal(-ZERO_CELSIUS_K, open_low=True)
_ABOVE_FREEZING_K = 2.0
_HIGHEST_C = 90.0


def index_of(fluid: str, parameter: str = "fluid") -> float:
    """Number of a fluid in the core."""
    if fluid not in _FLUIDS:
        raise ParameterError(f"{fluid!r} is not a known fluid; one of {', '.join(_FLUIDS)}", parameter=parameter, value=fluid)
    return float(_FLUIDS.index(fluid))


def _property(name: str, fluid: str, temperature_c: Floats, outside: Outside) -> Floats:
    number = index_of(fluid)
    lowest = kernel("fluids.freezing_point_c", number) + _ABOVE_FREEZING_K
    temperature, mask = treat("temperature_c", temperature_c, lowest, _HIGHEST_C, outside, name)
    return masked(kernel(f"fluids.{name}", number, temperature), mask)


@model(temperature_c=_celsius)
def density_kg_m3(fluid: str, temperature_c: Floats, *, outside: Outside = "raise") -> Floats:
    """Density [kg/m³]. Valid: from 2 K above freezing to 90 °C.

    Formula: polynomial in the temperature. Shapes: any temperature. Errors: `ParameterError` for an unknown fluid.
    Source: IAPWS-95 (water), Melinder 2010 (glycols).

    >>> round(density_kg_m3("water", 35.0), 2)
    994.03
    """
    return _property("density_kg_m3", fluid, temperature_c, outside)


@model(temperature_c=_celsius)
def specific_heat_j_kg_k(fluid: str, temperature_c: Floats, *, outside: Outside = "raise") -> Floats:
    """Specific heat at constant pressure [J/(kg·K)]. Valid: from 2 K above freezing to 90 °C.

    Formula: polynomial in the temperature. Shapes: any temperature. Errors: `ParameterError` for an unknown fluid.
    Source: IAPWS-95 (water), Melinder 2010 (glycols).

    >>> round(specific_heat_j_kg_k("propylene_glycol_25", 35.0), 1)
    3956.7
    """
    return _property("specific_heat_j_kg_k", fluid, temperature_c, outside)


@model(temperature_c=_celsius)
def viscosity_pa_s(fluid: str, temperature_c: Floats, *, outside: Outside = "raise") -> Floats:
    """Dynamic viscosity [Pa·s]. Valid: from 2 K above freezing to 90 °C.

    Formula: exponential of a polynomial in the temperature. Shapes: any temperature. Errors: `ParameterError` for an unknown fluid.
    Source: IAPWS 2008 (water), Melinder 2010 (glycols).

    >>> round(1e3 * viscosity_pa_s("water", 20.0), 4)
    1.0016
    """
    return _property("viscosity_pa_s", fluid, temperature_c, outside)


def freezing_point_c(fluid: str) -> float:
    """Freezing point [°C]. Errors: `ParameterError` for an unknown fluid. Source: Melinder 2010 (glycols).

    >>> round(freezing_point_c("propylene_glycol_25"), 2)
    -9.79
    """
    return float(kernel("fluids.freezing_point_c", index_of(fluid)))


@model(temperature_c=valid(0.0, 100.0, _celsius))
def latent_heat_j_kg(temperature_c: Floats, *, outside: Outside = "raise") -> Floats:
    """Heat of evaporation of water at saturation [J/kg]. Valid: 0–100 °C.

    Formula: quartic through IAPWS-95, within 6e-6. Shapes: any. Errors: `PhysicsError` outside the validity.
    Source: Wagner and Pruß 2002.

    >>> round(latent_heat_j_kg(25.0))
    2441668
    """
    return kernel("fluids.latent_heat_j_kg", temperature_c)
