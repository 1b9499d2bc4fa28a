"""gigasite: where the next 100 MW or 1 GW of AI compute should go, on Earth or in orbit, and what a GPU-hour costs there.

The functions of the package load what they need when they are first used, so that ``import gigasite`` costs nothing.
"""

from __future__ import annotations

import importlib

TYPE_CHECKING = False
if TYPE_CHECKING:  # the same names for type checkers; a test holds the two together
    from typing import Any

    from gigasite.break_even import BreakEven as BreakEven
    from gigasite.break_even import breakeven as breakeven
    from gigasite.break_even_map import BreakEvenMap as BreakEvenMap
    from gigasite.break_even_map import breakeven_map as breakeven_map
    from gigasite.comparison import Comparison as Comparison
    from gigasite.comparison import compare as compare
    from gigasite.errors import DataError as DataError
    from gigasite.errors import GigasiteError as GigasiteError
    from gigasite.errors import ParameterError as ParameterError
    from gigasite.errors import PhysicsError as PhysicsError
    from gigasite.errors import PluginError as PluginError
    from gigasite.errors import ScenarioError as ScenarioError
    from gigasite.errors import ValidityWarning as ValidityWarning
    from gigasite.explanation import explain as explain
    from gigasite.hooks import plugins as plugins
    from gigasite.optimisation import Optimum as Optimum
    from gigasite.optimisation import optimise as optimise
    from gigasite.planning import Plan as Plan
    from gigasite.planning import plan as plan
    from gigasite.sampling import Sample as Sample
    from gigasite.sampling import sample as sample
    from gigasite.scenario import example as example
    from gigasite.scenario import load as load
    from gigasite.scenario import site as site
    from gigasite.sensitivity_analysis import Sensitivity as Sensitivity
    from gigasite.sensitivity_analysis import sensitivity as sensitivity
    from gigasite.simulation import Run as Run
    from gigasite.simulation import simulate as simulate
    from gigasite.site_model import NoneBecause as NoneBecause
    from gigasite.site_options import SiteOptions as SiteOptions
    from gigasite.site_options import options as options
    from gigasite.stepping import Stepper as Stepper
    from gigasite.stepping import stepper as stepper
    from gigasite.sweeping import Sweep as Sweep
    from gigasite.sweeping import sweep as sweep
    from gigasite.validation import Validation as Validation
    from gigasite.validation import validate as validate

# Name of the contract -> module that holds it. The tests load each, so the list cannot promise what is not there.
_PUBLIC = {
    "BreakEven": "break_even",
    "breakeven": "break_even",
    "breakeven_map": "break_even_map",
    "BreakEvenMap": "break_even_map",
    "compare": "comparison",
    "Comparison": "comparison",
    "DataError": "errors",
    "example": "scenario",
    "explain": "explanation",
    "GigasiteError": "errors",
    "load": "scenario",
    "NoneBecause": "site_model",
    "optimise": "optimisation",
    "options": "site_options",
    "Optimum": "optimisation",
    "ParameterError": "errors",
    "PhysicsError": "errors",
    "Plan": "planning",
    "plan": "planning",
    "PluginError": "errors",
    "plugins": "hooks",
    "Run": "simulation",
    "Sample": "sampling",
    "sample": "sampling",
    "ScenarioError": "errors",
    "Sensitivity": "sensitivity_analysis",
    "sensitivity": "sensitivity_analysis",
    "simulate": "simulation",
    "site": "scenario",
    "stepper": "stepping",
    "SiteOptions": "site_options",
    "Stepper": "stepping",
    "Sweep": "sweeping",
    "sweep": "sweeping",
    "validate": "validation",
    "Validation": "validation",
    "ValidityWarning": "errors",
}

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = importlib.import_module("gigasite._core").__version__
    elif name in _PUBLIC:
        value = getattr(importlib.import_module(f"gigasite.{_PUBLIC[name]}"), name)
    else:
        try:
            value = importlib.import_module(f"gigasite.{name}")  # gigasite.psychrometrics without a second import
        except ModuleNotFoundError as error:
            if error.name != f"gigasite.{name}":
                raise
            raise AttributeError(f"module 'gigasite' has no attribute {name!r}") from None
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
