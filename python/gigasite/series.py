"""Series of equal steps: reading, gaps, statistics, shifting, other steps (models T01, T17)."""

from __future__ import annotations

import csv
import gzip
import math
import zlib
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gigasite._model import Floats, finite, legal, model, positive, require, series_kernel
from gigasite.errors import DataError, ParameterError

__all__ = ["Filled", "Statistics", "best_hours_shift", "fill_gaps", "read_csv", "relative_change", "resample", "statistics", "total"]


def read_csv(path: str | PathLike[str], column: str, *, delimiter: str = ",") -> NDArray[np.float64]:
    """One column of a CSV file (or ``.csv.gz``) as float64; empty fields and ``nan`` are NaN.

    Errors: `DataError` with file and line for a missing column, a text in it, or a row that is too short; lines that start
    with ``#`` before the header are skipped. Source: RFC 4180.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "prices.csv")
    ...     _ = path.write_text("hour,price\\n0,41.5\\n1,\\n")
    ...     read_csv(path, "price")
    array([41.5,  nan])
    """
    name = str(path)
    values: list[float] = []
    index: int | None = None
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip() or (index is None and line.startswith("#")):
            continue
        try:
            fields = next(csv.reader([line], delimiter=delimiter))
        except csv.Error as error:
            raise DataError(f"not a row of a CSV file: {error}", file=name, line=number) from None
        if index is None:
            names = [field.strip().removeprefix("\ufeff") for field in fields]
            if column not in names:
                raise DataError(f"no column {column!r}; the file has {', '.join(names)}", parameter="column", file=name, line=number)
            index = names.index(column)
            continue
        if len(fields) <= index:
            raise DataError(f"{len(fields)} fields, column {column!r} is number {index + 1}", file=name, line=number)
        values.append(_number(fields[index], column, name, number))
    if index is None:
        raise DataError(f"the file has no header, so no column {column!r}", parameter="column", file=name, line=1)
    return np.array(values, dtype=np.float64)


def read_lines(path: str | PathLike[str]) -> list[str]:
    """Lines of a text file, gzip or not; UTF-8 or, failing that, Latin-1."""
    try:
        raw = Path(path).read_bytes()
        if raw[:2] == b"\x1f\x8b":
            raw = gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot be read: {error}", file=str(path)) from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _number(text: str, column: str, file: str, line: int) -> float:
    if not text.strip():
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise DataError(f"{text!r} in column {column!r} is not a number", file=file, line=line, value=text) from None
    if math.isinf(value):
        raise DataError(f"{text!r} in column {column!r} is not finite", file=file, line=line, value=text)
    return value


class Filled(NamedTuple):
    """A series without gaps, and how many values were filled."""

    values: Floats
    missing: Floats


@model(values=finite.series().or_missing())
def fill_gaps(values: Floats, *, largest_gap: int = 24, axis: int = -1) -> Filled:
    """Fills NaN by linear interpolation along ``axis``, at the ends by the nearest value.

    Errors: `DataError` for a gap longer than ``largest_gap`` steps, or a series without any value. Source: definition.

    >>> fill_gaps([1.0, float("nan"), 3.0])
    Filled(values=array([1., 2., 3.]), missing=1)
    """
    moved = np.moveaxis(np.asarray(values), axis, -1)
    require(largest_gap >= 0, "a gap has a length of 0 or more", parameter="largest_gap", value=largest_gap)
    require(~np.isnan(moved).all(axis=-1), "the series has no value at all", DataError, parameter="values")
    filled, missing, longest = series_kernel("series.fill_gaps", moved, result=_Gaps, steps=moved.shape[-1])
    worst = int(np.max(longest))
    require(worst <= largest_gap, f"a gap of {worst} steps is longer than {largest_gap}", DataError, parameter="values", value=worst)
    counts = np.asarray(missing).astype(np.int64)
    return Filled(np.moveaxis(np.reshape(filled, moved.shape), -1, axis), int(counts) if counts.ndim == 0 else counts)


class _Gaps(NamedTuple):
    values: Floats
    missing: Floats
    longest: Floats


class Statistics(NamedTuple):
    """Count, moments, ends and percentiles of a series, and their ratios to the mean."""

    count: Floats
    mean: Floats
    std: Floats
    minimum: Floats
    maximum: Floats
    p05: Floats
    p95: Floats
    std_over_mean: Floats
    maximum_over_mean: Floats
    minimum_over_mean: Floats


@model(values=finite.series())
def statistics(values: Floats, *, axis: int = -1) -> Statistics:
    """Statistics along ``axis``: population standard deviation, percentiles linear between order statistics.

    The ratios to the mean are NaN where the mean is 0. Errors: `ParameterError` for an empty series. Source: definitions.

    >>> s = statistics([1.0, 2.0, 3.0])
    >>> s.mean, round(s.std, 6), s.p95
    (2.0, 0.816497, 2.9)
    """
    array = np.asarray(values)
    mean, std = array.mean(axis=axis), array.std(axis=axis)
    low, high = array.min(axis=axis), array.max(axis=axis)
    p05, p95 = np.quantile(array, [0.05, 0.95], axis=axis)
    over = np.where(mean == 0.0, np.nan, mean)
    return Statistics(array.shape[axis], mean, std, low, high, p05, p95, std / over, high / over, low / over)


@model(values=finite.series())
def best_hours_shift(values: Floats, *, best_hours: int = 12, hours_per_day: int = 24) -> Floats:
    """Mean of the lowest hours of each day against the mean of all, minus 1: the bound of perfect shifting inside a day.

    Shapes: whole days along the last axis. Errors: `ParameterError` for a part of a day, a count outside 1…hours_per_day, or
    a mean of 0. Source: definition; B. Acun et al., Carbon Explorer, ASPLOS 2023, DOI 10.1145/3575693.3575754.

    >>> best_hours_shift([1.0, 3.0] * 12)
    -0.5
    """
    array = np.asarray(values)
    require(hours_per_day == int(hours_per_day) >= 1, "expected a whole number of hours", parameter="hours_per_day", value=hours_per_day)
    within = best_hours == int(best_hours) and 1 <= best_hours <= hours_per_day
    require(within, "expected a whole number of hours of a day", parameter="best_hours", value=best_hours, low=1, high=hours_per_day)
    whole = array.shape[-1] % int(hours_per_day) == 0
    require(whole, f"{array.shape[-1]} values are not whole days of {hours_per_day}", parameter="values")
    require(array.mean(axis=-1) != 0.0, "the mean is 0, so a relative change has no meaning", parameter="values")
    return series_kernel("series.best_hours_shift", array, float(best_hours), float(hours_per_day), steps=array.shape[-1])


@model(values=finite.series())
def total(values: Floats, *, axis: int = -1) -> Floats:
    """Sum along ``axis``, in the unit of the values.

    >>> total([1.0, 2.0])
    3.0
    """
    return np.sum(values, axis=axis)


@model(first=finite, last=finite)
def relative_change(first: Floats, last: Floats) -> Floats:
    """``last/first − 1``; negative when it falls. Shapes: all arguments broadcast. Errors: `ParameterError` for a first value of 0.

    >>> round(relative_change(0.49, 0.30), 4)
    -0.3878
    """
    require(np.not_equal(first, 0.0), "a change relative to 0 has no meaning", parameter="first", value=0.0)
    return np.divide(last, first) - 1.0


@model(values=finite.series(), step_s=positive, new_step_s=legal(0.0, open_low=True))
def resample(values: Floats, step_s: float, new_step_s: float, *, kind: str = "mean") -> Floats:
    """The same series in another step along the last axis. ``mean`` conserves the integral (powers), ``sum`` the sum (energies).

    Errors: `ParameterError` unless one step divides the other and the series fills the longer one. Source: definition.

    >>> resample([1.0, 3.0, 5.0, 7.0], 1800, 3600), resample([4.0], 3600, 1800, kind="sum")
    (array([2., 6.]), array([2., 2.]))
    """
    if kind not in ("mean", "sum"):
        raise ParameterError(f'{kind!r} is not a kind; "mean" or "sum"', parameter="kind", value=kind)
    array = np.asarray(values)
    coarser = new_step_s >= step_s
    ratio = new_step_s / step_s if coarser else step_s / new_step_s
    factor = round(ratio)
    require(abs(ratio - factor) < 1e-9 * ratio, "one step must divide the other", parameter="new_step_s", value=new_step_s)
    if not coarser:
        return np.repeat(array if kind == "mean" else array / factor, factor, axis=-1)
    n = array.shape[-1]
    require(n % factor == 0, f"{n} values do not fill steps of {factor}", parameter="values")
    grouped = array.reshape(*array.shape[:-1], n // factor, factor)
    return grouped.mean(axis=-1) if kind == "mean" else grouped.sum(axis=-1)
