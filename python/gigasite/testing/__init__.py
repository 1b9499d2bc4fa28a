"""For those who test gigasite or a plugin of it: the reference cases and the conformance kit."""

from __future__ import annotations

import importlib
from typing import Any

# Name -> module that holds it.
_PUBLIC: dict[str, str] = {}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        value: Any = getattr(importlib.import_module(f"gigasite.testing.{_PUBLIC[name]}"), name)
    else:
        try:
            value = importlib.import_module(f"gigasite.testing.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"gigasite.testing.{name}":
                raise
            raise AttributeError(f"module 'gigasite.testing' has no attribute {name!r}") from None
    globals()[name] = value
    return value
