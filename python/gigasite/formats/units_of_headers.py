"""Units that stand in the head of a column, such as ``T [°F]`` or ``wind (km/h)``, and values in the unit of a forcing column."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import ParameterError

__all__ = ["factor_to", "unit_of_header"]

Array = NDArray[np.float64]

#: What files write for a unit that we write otherwise.
SPELT = {
    "kn": 0.514444,
    "knots": 0.514444,
    "mp/h": 0.44704,
    "mph": 0.44704,
    "km/h": 1.0 / 3.6,
    "m/s": 1.0,
    "ms-1": 1.0,
}
PRESSURE = {"hpa": 100.0, "mbar": 100.0, "mb": 100.0, "kpa": 1000.0, "pa": 1.0, "bar": 1e5}


def unit_of_header(name: str) -> str | None:
    """The text in the last brackets of a column's head, if there is one.

    >>> unit_of_header("wind_speed_10m (km/h)"), unit_of_header("price")
    ('km/h', None)
    """
    found = re.search(r"[(\[]([^()\[\]]+)[)\]]\s*$", name)
    return found[1].strip() if found else None


def factor_to(values: Array, unit: str | None, column: str) -> Array:
    """Values of a unit in that of a forcing column; without a unit they are in it already. Errors: `ParameterError`."""
    from gigasite.scenario.vocabulary import FORCING
    from gigasite.units import convert

    if unit is None:
        return values
    plain = unit.strip().casefold().replace("²", "2").replace("^", "")
    if column == "wind_speed_m_s" and plain in SPELT:
        return values * SPELT[plain]
    if column == "pressure_pa" and plain in PRESSURE:
        return values * PRESSURE[plain]
    if column.endswith("_c") and plain in ("°f", "f", "degf"):
        return (values - 32.0) / 1.8
    if column.endswith("_c") and plain in ("°c", "c", "degc"):
        return values
    if FORCING.get(column) == "1" and plain in ("%", "percent", "pct"):
        return values / 100.0
    if column in ("ghi_w_m2", "dni_w_m2", "dhi_w_m2") and plain in ("w/m2", "wh/m2"):
        return values
    try:
        return np.asarray(convert(values, unit, FORCING[column]))
    except ParameterError as error:
        raise ParameterError(f"{column} is in {FORCING[column]}, not in {unit!r:.40}", parameter=column, hint=error.hint) from None
