"""gigasite: where the next 100 MW or 1 GW of AI compute should go, on Earth or in orbit, and what a GPU-hour costs there.

The functions of the package load what they need when they are first used, so that ``import gigasite`` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

# Name of the contract -> module that holds it. The tests load each, so the list cannot promise what is not there.
_PUBLIC = {
    "DataError": "errors",
    "GigasiteError": "errors",
    "ParameterError": "errors",
    "PhysicsError": "errors",
    "PluginError": "errors",
    "ScenarioError": "errors",
    "Validation": "validation",
    "ValidityWarning": "errors",
    "Comparison": "comparison",
    "NoneBecause": "site_model",
    "Run": "simulation",
    "Sample": "sampling",
    "compare": "comparison",
    "example": "scenario",
    "explain": "explanation",
    "load": "scenario",
    "plugins": "hooks",
    "sample": "sampling",
    "simulate": "simulation",
    "site": "scenario",
    "validate": "validation",
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
