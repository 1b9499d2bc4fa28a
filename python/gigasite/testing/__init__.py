"""For those who test gigasite or a plugin of it: the reference cases, the conformance kit, and hypothesis strategies.

``from gigasite.testing import parametrize_with_checks`` is the kit, ``check_<promise>`` each of its promises, and
``from gigasite.testing import strategies`` the strategies (they need hypothesis).
"""

from __future__ import annotations

import importlib
from typing import Any

# Name -> module that holds it; the promises are found by their names.
_PUBLIC = {
    "check_distribution": "conformance",
    "NotApplicable": "conformance",
    "parametrize_with_checks": "conformance",
    "promises": "conformance",
    "Subject": "conformance",
    "subjects": "conformance",
}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        value: Any = getattr(importlib.import_module(f"gigasite.testing.{_PUBLIC[name]}"), name)
    elif name.startswith("check_"):
        known = importlib.import_module("gigasite.testing.conformance").promises()
        if name not in known:
            raise AttributeError(f"module 'gigasite.testing' has no attribute {name!r}")
        value = known[name].check
    else:
        try:
            value = importlib.import_module(f"gigasite.testing.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"gigasite.testing.{name}":
                raise
            raise AttributeError(f"module 'gigasite.testing' has no attribute {name!r}") from None
    globals()[name] = value
    return value
