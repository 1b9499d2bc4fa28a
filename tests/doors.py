"""What every vectorised function promises at its door, from the ranges that it was declared with.

``check(function, **good)`` takes one legal call with scalar arguments and tries each ranged argument with what has no meaning,
with what lies outside the validity in every mode, with shapes that do not fit, and with arrays.
"""

from __future__ import annotations

import inspect
import math
import warnings
from typing import Any

import numpy as np
import pytest

from gigasite.errors import ParameterError, PhysicsError, ValidityWarning


def fields(result: Any) -> list[Any]:
    return list(result) if isinstance(result, tuple) else [result]


def quiet(function: Any, **arguments: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)
        return function(**arguments)


def check(function: Any, *, empty: bool = True, **good: Any) -> None:
    quiet(function, **good)
    for name, rule in function.ranges.items():
        _refuses_what_has_no_meaning(function, name, rule, good)
        _treats_what_is_outside(function, name, rule, good)
    if any(rule.is_series for rule in function.ranges.values()):
        _refuses_shapes(function, good)
    else:
        _broadcasts(function, good, empty)
        _refuses_shapes(function, good)


def _refuses_what_has_no_meaning(function: Any, name: str, rule: Any, good: dict[str, Any]) -> None:
    bad: list[Any] = ["many", True, 1j]
    if not rule.optional:
        bad.append(None)
    if not rule.missing:
        bad.append(math.nan)
    if not rule.infinite:
        bad += [math.inf, -math.inf]
    if rule.low > -math.inf:
        bad += [rule.low - 1.0, *([rule.low] if rule.open_low else [])]
    if rule.high < math.inf:
        bad += [rule.high + 1.0, *([rule.high] if rule.open_high else [])]
    for value in bad:
        with pytest.raises(ParameterError) as caught:
            quiet(function, **{**good, name: value})
        assert caught.value.parameter == name, f"{name}={value!r}: the error names {caught.value.parameter}"
    if rule.is_series:
        with pytest.raises(ParameterError, match="empty"):
            quiet(function, **{**good, name: []})


def _treats_what_is_outside(function: Any, name: str, rule: Any, good: dict[str, Any]) -> None:
    if not rule.has_validity:
        return
    for edge, beyond in (
        (rule.valid_low, rule.valid_low - 1e-3 * max(abs(rule.valid_low), 1.0)),
        (rule.valid_high, rule.valid_high + 1e-3 * max(abs(rule.valid_high), 1.0)),
    ):
        if math.isinf(edge) or not rule.low < beyond < rule.high:
            continue
        try:
            quiet(function, **{**good, name: beyond}, outside="warn")
        except (PhysicsError, ParameterError):
            continue  # beside the other arguments it is impossible, whatever `outside` says
        _treats_one(function, name, rule, good, edge, beyond)


def _treats_one(function: Any, name: str, rule: Any, good: dict[str, Any], edge: float, beyond: float) -> None:
    call = {**good, name: beyond}
    with pytest.raises(PhysicsError) as caught:
        function(**call, outside="raise")
    assert caught.value.parameter == name and caught.value.low == rule.valid_low and caught.value.high == rule.valid_high
    with pytest.warns(ValidityWarning, match=name):
        assert all(np.all(np.isnan(f)) for f in fields(function(**call, outside="nan")) if np.asarray(f).dtype.kind == "f")
    with pytest.warns(ValidityWarning, match=name) as warned:
        function(**call, outside="warn")
    assert all(warning.filename == __file__ for warning in warned), "a warning points to the call, not into the package"
    with pytest.raises(ParameterError, match="outside"):
        function(**call, outside="ignore")
    try:
        clamped = quiet(function, **call, outside="clamp")
    except ParameterError:
        return  # "clamp" is not accepted
    assert fields(clamped) == fields(quiet(function, **{**good, name: edge})) or np.allclose(
        np.hstack([np.ravel(f) for f in fields(clamped)]), np.hstack([np.ravel(f) for f in fields(quiet(function, **{**good, name: edge}))])
    )


def _broadcasts(function: Any, good: dict[str, Any], empty: bool) -> None:
    """Arrays give what scalars give, element by element; shapes that do not fit are refused."""
    numbers = _numbers(function, good)
    scalar = quiet(function, **good)
    assert all(np.ndim(f) == 0 for f in fields(scalar)), "a scalar call gives scalars"
    for name in numbers:
        grown = quiet(function, **{**good, name: np.full((3, 1), good[name])})
        for one, many in zip(fields(scalar), fields(grown), strict=True):
            assert np.shape(many) == (3, 1)
            np.testing.assert_allclose(many, np.full((3, 1), one), rtol=1e-12)
        if empty:
            assert all(np.shape(f) == (0,) for f in fields(quiet(function, **{**good, name: np.array([])})))
    assert list(inspect.signature(function).parameters) == list(inspect.signature(function.__wrapped__).parameters)


def _refuses_shapes(function: Any, good: dict[str, Any]) -> None:
    numbers = _numbers(function, good)
    if len(numbers) > 1:
        first, second = numbers[-2:]
        with pytest.raises(ParameterError, match=r"broadcast|values"):
            quiet(function, **{**good, first: np.full(2, good[first]), second: np.full(3, good[second])})


def _numbers(function: Any, good: dict[str, Any]) -> list[str]:
    """The ranged arguments that are plain numbers in the legal call."""
    return [
        name
        for name, rule in function.ranges.items()
        if not rule.is_series and isinstance(good.get(name), (int, float)) and not isinstance(good.get(name), bool)
    ]
