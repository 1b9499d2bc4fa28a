"""How a public function of a model is written: ranges as data, one decorator, kernels of the core by name.

```python
@model(dry_bulb_c=valid(-20, 60), relative_humidity=share)
def dew_point_c(dry_bulb_c: Floats, relative_humidity: Floats, *, outside: Outside = "raise") -> Floats:
    '''Docstring with formula, units, range, errors, source, example.'''
    return kernel("psychrometrics.dew_point_c", dry_bulb_c, relative_humidity)
```

The decorator turns every argument that has a range into a float or a float64 array, refuses NaN, infinity and what has no
meaning (`ParameterError`), and treats what lies outside the validity of the model as the keyword ``outside`` says.
"""

from __future__ import annotations

import functools
import inspect
import math
import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from gigasite import _core
from gigasite.errors import GigasiteError, ParameterError, PhysicsError, ValidityWarning, format_number

__all__ = [
    "Floats",
    "Outside",
    "Range",
    "along",
    "batch_kernel",
    "choose",
    "column",
    "derived",
    "finite",
    "flag",
    "kernel",
    "legal",
    "masked",
    "model",
    "non_negative",
    "positive",
    "possible",
    "require",
    "series_kernel",
    "share",
    "treat",
    "valid",
]

# A number, a nested list of numbers or an array on the way in; a float or a float64 array on the way out.
Floats: TypeAlias = Any
Outside = Literal["raise", "nan", "clamp", "warn"]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Range:
    """What a parameter may be. ``low``–``high`` is what has meaning, ``valid_low``–``valid_high`` what the model covers."""

    low: float = -math.inf
    high: float = math.inf
    open_low: bool = False
    open_high: bool = False
    valid_low: float = -math.inf
    valid_high: float = math.inf
    is_series: bool = False
    infinite: bool = False
    optional: bool = False
    missing: bool = False

    @property
    def has_validity(self) -> bool:
        return self.valid_low > -math.inf or self.valid_high < math.inf

    def series(self) -> Range:
        """The same range for an argument along ``axis=-1`` that must have at least one value."""
        return replace(self, is_series=True)

    def or_infinite(self) -> Range:
        """Infinity is allowed (a limit that does not bind)."""
        return replace(self, infinite=True)

    def or_none(self) -> Range:
        """``None`` is allowed and passed on."""
        return replace(self, optional=True)

    def or_missing(self) -> Range:
        """NaN is allowed and passed on: a value that is not given."""
        return replace(self, missing=True)


def legal(low: float = -math.inf, high: float = math.inf, *, open_low: bool = False, open_high: bool = False) -> Range:
    """A value outside has no meaning: `ParameterError`, always."""
    return Range(low=low, high=high, open_low=open_low, open_high=open_high)


def valid(low: float, high: float, within: Range | None = None) -> Range:
    """A value outside has meaning, but the model does not cover it; ``within`` is what has meaning."""
    return replace(within or Range(), valid_low=float(low), valid_high=float(high))


finite = Range()
positive = legal(0.0, open_low=True)
non_negative = legal(0.0)
share = legal(0.0, 1.0)


def require(condition: Any, message: str, kind: type[GigasiteError] = ParameterError, **parts: Any) -> None:
    """Raises ``kind`` unless the condition holds for all elements."""
    if not np.all(condition):
        raise kind(message, **parts)


def possible(condition: Any, message: str, *, outside: str = "raise", parameter: str | None = None, value: Any = None) -> None:
    """Raises `PhysicsError` unless the state is possible for all elements.

    With ``outside="nan"`` it warns instead: the core gives NaN for a state that cannot be.
    """
    bad = ~np.asarray(condition, bool)
    if not bad.any():
        return
    if value is not None:
        value = _value(*np.broadcast_arrays(value, bad))
    if outside == "nan":
        flag(f"{message}; NaN there")
    else:
        raise PhysicsError(message, parameter=parameter, value=value)


def choose(parameter: str, value: Any, allowed: tuple[str, ...]) -> str:
    """The value if it is one of the words that the parameter knows, otherwise `ParameterError`."""
    if not isinstance(value, str) or value not in allowed:
        raise ParameterError(f"{value!r} is not one of {', '.join(map(repr, allowed))}", parameter=parameter, value=value)
    return value


_PACKAGE = str(Path(__file__).parent)


def flag(message: str) -> None:
    """Warns, at the line that called into the package, that a result stands on what the caller asked for by name."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, ValidityWarning, stacklevel=level)


def _floats(name: str, value: Any, rule: Range) -> Any:
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
        array: Any = float(value)
    else:
        try:
            raw = np.asarray(value)
        except ValueError:  # lists of unequal length
            raise ParameterError("the values do not form an array: lists of unequal length", parameter=name, value=value) from None
        if raw.dtype.kind not in "iuf":
            raise ParameterError(f"expected numbers, got {type(value).__name__} {value!r:.60}", parameter=name, value=value)
        array = np.asarray(raw, dtype=np.float64)
        if array.ndim == 0:
            array = float(array)
    if rule.is_series:
        array = np.array(array, np.float64, ndmin=1, copy=None)
        if array.shape[-1] == 0:
            raise ParameterError("the series is empty", parameter=name)
    _check_meaning(name, array, rule)
    return array


def _check_meaning(name: str, array: Any, rule: Range) -> None:
    # The common case at once: all between the ends. A NaN compares as false and goes on, and so does infinity.
    if type(array) is float:
        least = most = array
    elif array.size:
        least, most = np.minimum.reduce(array, None), np.maximum.reduce(array, None)
    else:
        return
    above = rule.low < least or (rule.low == least > -math.inf and not rule.open_low)
    if above and (most < rule.high or (most == rule.high < math.inf and not rule.open_high)):
        return
    bad = np.zeros(np.shape(array), bool)
    if not rule.missing:
        bad |= np.isnan(array)
    if not rule.infinite:
        bad |= np.isinf(array)
    if bad.any():
        raise ParameterError(
            f"{_first(array, bad)} is not a finite number{_where(array, bad)}", parameter=name, value=_value(array, bad), **_limits(rule)
        )
    below = np.less_equal(array, rule.low) if rule.open_low else np.less(array, rule.low)
    above = np.greater_equal(array, rule.high) if rule.open_high else np.greater(array, rule.high)
    bad = np.asarray(below | above)
    if bad.any():
        edge = " (the end itself excluded)" if (rule.open_low or rule.open_high) else ""
        raise ParameterError(
            f"{_first(array, bad)} has no meaning here{edge}{_where(array, bad)}", parameter=name, value=_value(array, bad), **_limits(rule)
        )


def _limits(rule: Range) -> dict[str, Any]:
    if math.isinf(rule.low) and math.isinf(rule.high):
        return {"low": None, "high": None}
    return {"low": rule.low, "high": rule.high}


def _value(array: Any, bad: Any) -> float:
    return float(np.asarray(array, dtype=np.float64)[np.asarray(bad)].flat[0])


def _first(array: Any, bad: Any) -> str:
    return format_number(_value(array, bad))


def _where(array: Any, bad: Any) -> str:
    if np.ndim(array) == 0:
        return ""
    return f" (element {', '.join(str(i) for i in np.argwhere(bad)[0])} of {np.shape(array)})"


def treat(name: str, array: Any, low: Any, high: Any, outside: str, function: str) -> tuple[Any, Any]:
    """The keyword ``outside`` for an argument, a derived quantity, or a limit that depends on other arguments; the ends may be arrays.

    Gives the value (clipped with "clamp") and the mask of the elements that become NaN, or ``None``; see `masked`.
    """
    if type(array) is type(low) is type(high) is float and low <= array <= high:
        return array, None
    bad = np.asarray(np.less(array, low) | np.greater(array, high))
    if not bad.any():
        return array, None
    values, lows, highs = (np.broadcast_to(each, bad.shape) for each in (array, low, high))
    low_at, high_at = _value(lows, bad), _value(highs, bad)
    text = f"{_first(values, bad)} is outside the validity of {function}{_where(values, bad)}"
    if outside == "raise":
        hint = 'pass outside="nan", "clamp" or "warn" to go on'
        raise PhysicsError(text, parameter=name, value=_value(values, bad), low=low_at, high=high_at, hint=hint)
    what = {"nan": "NaN there", "clamp": "nearest legal value used", "warn": "formula used as it stands"}[outside]
    message = f"{name}: {text}; valid: {format_number(low_at)} to {format_number(high_at)}; {what}"
    flag(message)
    if outside == "clamp":
        clipped = np.clip(array, low, high)
        return (float(clipped) if np.ndim(clipped) == 0 else clipped), None
    return array, (bad if outside == "nan" else None)


def derived(name: str, value: Any, low: Any, high: Any, outside: str, function: str) -> Any:
    """A quantity computed from the arguments (a lift, a load fraction), treated as ``outside`` says where it leaves ``low``–``high``.

    The ends may be arrays. With "nan" the elements outside become NaN, and what is computed from them with them.
    """
    array, mask = treat(name, value, low, high, outside, function)
    return array if mask is None else np.where(mask, np.nan, array)


def along(axis: int, *series: Any) -> list[NDArray[np.float64]]:
    """Broadcasts the series against each other and puts ``axis`` last, where `series_kernel` works."""
    arrays = np.broadcast_arrays(*(np.atleast_1d(np.asarray(s, dtype=np.float64)) for s in series))
    rank = arrays[0].ndim
    whole = isinstance(axis, (int, np.integer)) and not isinstance(axis, bool)
    require(whole and -rank <= axis < rank, f"no axis {axis} in {rank} dimension{'s' * (rank > 1)}", parameter="axis", value=axis)
    return [np.moveaxis(a, axis, -1) for a in arrays]


def masked(result: Any, *masks: Any) -> Any:
    """The result with NaN where a mask of `treat` holds."""
    return _mask(result, [np.asarray(mask) for mask in masks if mask is not None])


def column(value: Any) -> Any:
    """An array over the other axes, set against series that have time on the last axis."""
    return value if type(value) is float or not np.ndim(value) else np.asarray(value, dtype=np.float64)[..., None]


def model(*, clamp: bool = True, **ranges: Range) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Checks the arguments that have a range before the function runs. ``clamp=False``: "clamp" is not accepted."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        unknown = set(ranges) - set(signature.parameters)
        if unknown:
            raise TypeError(f"{function.__name__}: ranges for unknown arguments {sorted(unknown)}")
        if any(rule.has_validity for rule in ranges.values()) and "outside" not in signature.parameters:
            raise TypeError(f"{function.__name__}: has a validity range but no keyword 'outside'")

        names = tuple(signature.parameters)
        positional = tuple(n for n, p in signature.parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD)
        defaults = {n: p.default for n, p in signature.parameters.items() if p.default is not p.empty}
        shown = function.__name__.strip("_")
        accepted = ("raise", "nan", "clamp", "warn") if clamp else ("raise", "nan", "warn")

        @functools.wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            values: dict[str, Any] = {**defaults, **dict(zip(positional, args, strict=False)), **kwargs}
            if len(args) + len(kwargs) > len(names) or len(args) > len(positional) or values.keys() != signature.parameters.keys():
                signature.bind(*args, **kwargs)  # says in Python's own words what is missing or too much
            outside = values.get("outside", "raise")
            if outside not in accepted:
                ways = ", ".join(f'"{way}"' for way in accepted)
                raise ParameterError(
                    f"{outside!r} is not a way to treat values outside the validity; use one of {ways}", parameter="outside"
                )
            masks = []
            for name, rule in ranges.items():
                value = values[name]
                if value is None and rule.optional:
                    continue
                array = _floats(name, value, rule)
                if rule.has_validity:
                    array, mask = treat(name, array, rule.valid_low, rule.valid_high, outside, shown)
                    if mask is not None:
                        masks.append(mask.any(axis=-1) if rule.is_series else mask)
                values[name] = array
            try:
                with np.errstate(all="ignore"):
                    result: Any = function(**values)  # type: ignore[call-arg]
            except ValueError as error:
                if isinstance(error, GigasiteError) or "broadcast" not in str(error):
                    raise
                shapes = ", ".join(f"{n} {np.shape(values[n])}" for n in ranges if np.ndim(values[n]))
                raise ParameterError(f"shapes do not broadcast: {shapes}") from None
            return _plain(_mask(result, masks) if masks else result)  # type: ignore[no-any-return]

        checked.ranges = ranges  # type: ignore[attr-defined]
        return checked

    return decorate


def _plain(result: Any) -> Any:
    """Scalars of NumPy become those of Python."""
    if isinstance(result, np.generic) or (isinstance(result, np.ndarray) and result.ndim == 0):
        return result.item()
    if isinstance(result, tuple) and hasattr(result, "_fields"):
        return type(result)(*(_plain(field) for field in result))
    return result


def _mask(result: Any, masks: list[Any]) -> Any:
    if isinstance(result, tuple) and hasattr(result, "_fields"):
        return type(result)(*(_mask(field, masks) for field in result))
    if isinstance(result, (str, bytes)):
        return result
    array = np.asarray(result)
    if array.dtype.kind != "f":
        return result
    for mask in masks:
        while mask.ndim and mask.ndim < array.ndim and mask.shape[-1] != array.shape[-1]:
            mask = mask[..., None]
        array = np.where(mask, np.nan, array)
    return array


@functools.cache
def _kernel(name: str) -> Any:
    return _core.kernel_named(name)


@functools.cache
def _series_kernel(name: str) -> Any:
    return _core.series_kernel_named(name)


@functools.cache
def _batch_kernel(name: str) -> Any:
    return _core.batch_kernel_named(name)


def kernel(name: str, *arguments: Any, result: type[Any] | None = None) -> Any:
    """Calls an element-wise kernel of the core with NumPy broadcasting.

    All scalars in, a scalar out. A kernel with several results needs ``result``, a NamedTuple whose fields stand in the
    kernel's order.
    """
    function = _kernel(name)
    if all(isinstance(a, (float, int)) for a in arguments):
        values = function.scalar(*arguments)
        return result(*values) if result else values[0]
    arrays = [np.asarray(a, dtype=np.float64) for a in arguments]
    shape = np.broadcast_shapes(*(a.shape for a in arrays))
    size = math.prod(shape)
    flat = [a.reshape(1) if a.size == 1 else np.ascontiguousarray(np.broadcast_to(a, shape)).reshape(-1) for a in arrays]
    columns = [_shaped(c, shape) for c in function.arrays(size, *flat)]
    return result(*columns) if result else columns[0]


def _shaped(column: NDArray[np.float64], shape: tuple[int, ...]) -> Any:
    return float(column[0]) if shape == () else column.reshape(shape)


def series_kernel(name: str, *arguments: Any, result: type[Any] | None = None, steps: int | None = None) -> Any:
    """Calls a kernel along time: arguments are scalars, arrays over the leading axes with a last axis of one, or series.

    ``steps`` is the length of the series; by default the longest last axis. A result that has one value per row loses
    its last axis.
    """
    function = _series_kernel(name)
    arrays = [np.asarray(a, dtype=np.float64) for a in arguments]
    length = steps or max((a.shape[-1] for a in arrays if a.ndim), default=1)
    lead = np.broadcast_shapes(*(a.shape[:-1] for a in arrays if a.ndim), ())
    rows = math.prod(lead)
    flat = []
    for argument, a in zip(function.inputs, arrays, strict=True):
        last = a.shape[-1] if a.ndim else 1
        if last not in (1, length):
            raise ParameterError(f"{last} values, but the other series have {length}", parameter=argument)
        flat.append(np.ascontiguousarray(np.broadcast_to(a, (*lead, last))).reshape(-1))
    columns = []
    for column in function.rows(rows, length, *flat):
        per_row = column.size // rows if rows else 0
        shaped = column.reshape((*lead, per_row))
        shaped = shaped[..., 0] if per_row == 1 else shaped
        columns.append(float(shaped) if shaped.ndim == 0 else shaped)
    return result(*columns) if result else columns[0]


def batch_kernel(name: str, *arguments: Any, result: type[Any], steps: int, per_row: int, threads: int | None = None) -> Any:
    """Calls a kernel over rows at once, in lanes and threads: arguments are scalars or have a last axis of one or of ``steps``.

    Results have the broadcast leading axes and, last, the ``per_row`` values of a row. ``threads`` 0: as many as there are
    processors; ``None``: what the environment variable ``GIGASITE_THREADS`` says, otherwise 0.
    """
    function = _batch_kernel(name)
    arrays = [np.array(a, np.float64, ndmin=1, copy=None) for a in arguments]
    shapes = {a.shape[:-1] for a in arrays if a.ndim > 1}
    lead = np.broadcast_shapes(*shapes) if shapes else ()
    rows = math.prod(lead)
    lengths, flat = [], []
    for argument, a in zip(function.inputs, arrays, strict=True):
        last = a.shape[-1]
        if last not in (1, steps):
            raise ParameterError(f"{last} values, but the other series have {steps}", parameter=argument)
        lengths.append(last)
        # What is the same for all rows is sent once.
        if a.ndim > 1:
            a = np.ascontiguousarray(a if a.size == last else np.broadcast_to(a, (*lead, last))).reshape(-1)
        flat.append(a)
    n_threads = int(os.environ.get("GIGASITE_THREADS", "0")) if threads is None else threads
    columns = function.rows(rows, steps, n_threads, lengths, *flat)
    return result(*(column.reshape((*lead, per_row)) for column in columns))
