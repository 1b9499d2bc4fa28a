"""One figure of a case beside what came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Check"]


@dataclass(frozen=True, slots=True)
class Check:
    """One figure of a case. ``error`` over ``limit`` is above 1 where it does not hold."""

    of: str
    expected: Any
    got: Any
    error: float
    limit: float
    passed: bool
