"""A series as it passes between the parts: values on equal steps in UTC, each holding from its stamp, with unit and source.

Local time, stamps that end their hour, leap days and gaps end in the loader that makes a `Series`; nothing behind it knows of them.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError, ParameterError

__all__ = ["HOURS_PER_YEAR", "Series", "read", "utc"]

HOURS_PER_YEAR = 8760


def utc(time: Any) -> np.datetime64:
    """A time as ``datetime64[s]`` in UTC: ISO text, `datetime` or `datetime64`; without an offset it is UTC already.

    >>> str(utc("2023-06-01T12:00+02:00"))
    '2023-06-01T10:00:00'
    """
    if isinstance(time, np.datetime64):
        moment: np.datetime64 = time.astype("datetime64[s]")
        return moment
    try:
        when = time if isinstance(time, dt.datetime) else dt.datetime.fromisoformat(str(time).strip())
    except ValueError:
        raise DataError(f"{time!r} is not a time; expected as 2023-01-01T00:00Z", parameter="start_utc", value=time) from None
    if when.tzinfo is not None:
        when = when.astimezone(dt.UTC).replace(tzinfo=None)
    return np.datetime64(when, "s")


@dataclass(frozen=True)
class Series:
    """Values on equal steps: ``values[i]`` holds from ``start_utc + i · step_s`` for one step.

    ``evidence`` is one of the marks of the parameter table; ``notes`` say what was done to the numbers (filled gaps, dropped days, a
    synthetic shape). Values are read-only float64. Errors: `DataError` for an empty series, a value that is not finite (the row is named),
    a step that is not positive, or a missing unit.

    >>> Series([1.0, 3.0], "2023-01-01", 3600, "MW").resample(7200).values
    array([2.])
    """

    values: NDArray[np.float64]
    start_utc: np.datetime64
    step_s: float
    unit: str
    source: str = ""
    licence: str = ""
    evidence: str = "measured"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        if values.ndim != 1 or values.size == 0:
            raise DataError(f"a series is one row of at least one value, got shape {values.shape}", parameter="values")
        bad = np.flatnonzero(~np.isfinite(values))
        start, step = utc(self.start_utc), float(self.step_s)
        if not step > 0.0 or not np.isfinite(step):
            raise DataError(f"a step of {step} s", parameter="step_s", value=step, hint="a positive number of seconds")
        if bad.size:
            row = int(bad[0])
            when = start + np.timedelta64(round(row * step), "s")
            raise DataError(f"value {row} ({when}Z) is {values[row]}; {bad.size} of {values.size} are not finite", parameter="values")
        if not self.unit:
            raise DataError("a series has a unit; a dimensionless one has the unit 1", parameter="unit")
        values.flags.writeable = False
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "start_utc", start)
        object.__setattr__(self, "step_s", step)
        object.__setattr__(self, "notes", tuple(self.notes))

    def __len__(self) -> int:
        return self.values.size

    @property
    def times_utc(self) -> NDArray[np.datetime64]:
        """Start of each step."""
        offsets = np.round(np.arange(len(self)) * self.step_s).astype("timedelta64[s]")
        return np.asarray(self.start_utc + offsets)

    def note(self, *notes: str) -> Series:
        """The same series with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    def scaled(self, factor: float, unit: str | None = None) -> Series:
        """Each value times ``factor``, in another unit if one is given."""
        return replace(self, values=self.values * factor, unit=unit or self.unit)

    def resample(self, step_s: float, *, kind: Literal["mean", "sum"] = "mean") -> Series:
        """The same series on another step, which divides the old one or is a multiple of it.

        ``mean`` keeps the integral of a rate (MW, °C), ``sum`` that of an amount per step (MWh).
        Errors: `ParameterError` where the steps or the length do not divide.
        """
        ratio = step_s / self.step_s
        parts = round(max(ratio, 1.0 / ratio)) if step_s > 0.0 else 0
        if parts < 1 or abs(max(ratio, 1.0 / ratio) - parts) > 1e-9:
            raise ParameterError(f"{self.step_s:g} s and {step_s:g} s do not divide each other", parameter="step_s", value=step_s)
        if ratio < 1.0:
            values = np.repeat(self.values, parts) / (parts if kind == "sum" else 1)
        elif len(self) % parts:
            raise ParameterError(f"{len(self)} steps are not a multiple of {parts}", parameter="step_s", value=step_s)
        else:
            groups = self.values.reshape(-1, parts)
            values = groups.sum(axis=1) if kind == "sum" else groups.mean(axis=1)
        return replace(self, values=values, step_s=step_s)

    def model_year(self) -> Series:
        """The series on a model year: from 1 January 00:00 UTC, 365 days, each value at its own hour of the year.

        29 February is dropped and said in the notes; hours before the new year of a file in local time go to the other end.
        Errors: `DataError` where the series is not one whole year.
        """
        per_day = round(86400.0 / self.step_s)
        if abs(per_day * self.step_s - 86400.0) > 1e-6:
            raise DataError(f"a day is not a whole number of steps of {self.step_s:g} s", parameter="step_s", value=self.step_s)
        days = self.times_utc.astype("datetime64[D]")
        years, months = days.astype("datetime64[Y]"), days.astype("datetime64[M]")
        month = months.astype(int) % 12 + 1
        keep = ~((month == 2) & ((days - months).astype(int) == 28))
        if keep.sum() != 365 * per_day:
            raise DataError(f"{int(keep.sum())} steps of {self.step_s:g} s are not one year of 365 days", parameter="values")
        # The first of March of a leap year is its 61st day and the 60th of the model year.
        leap = (years + 1).astype("datetime64[D]") - years.astype("datetime64[D]") == np.timedelta64(366, "D")
        day = (days - years.astype("datetime64[D]")).astype(int) - (leap & (month > 2))
        in_day = np.round((self.times_utc - days).astype(np.float64) / self.step_s).astype(int)
        index = (day * per_day + in_day)[keep]
        if len(np.unique(index)) != index.size:
            raise DataError("two values fall on the same step of the year", parameter="start_utc", value=str(self.start_utc))
        values = np.empty(index.size)
        values[index] = self.values[keep]
        counted, counts = np.unique(years, return_counts=True)
        start = counted[np.argmax(counts)].astype("datetime64[s]")
        notes = self.notes if keep.all() else (*self.notes, "29 February dropped")
        return replace(self, values=values, start_utc=start, notes=notes)


def read(
    path: str | os.PathLike[str],
    column: str,
    unit: str,
    *,
    time_column: str = "time_utc",
    delimiter: str = ",",
    source: str = "",
    licence: str = "",
    evidence: str = "measured",
) -> Series:
    """A column of a CSV file with a column of times, the start of each step.

    The steps must be equal and every value there: a gap, a step of another length, a time that goes back and a field that is no number
    are `DataError` with the line of the file. A time without an offset is UTC. Lines that start with ``#`` are skipped.
    """
    file = Path(path)
    try:
        lines = [
            (n, line) for n, line in enumerate(file.read_text("utf-8-sig").splitlines(), 1) if line.strip() and not line.startswith("#")
        ]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"cannot be read: {error}", file=str(file)) from None
    if not lines:
        raise DataError("the file is empty", file=str(file))
    header, *rows = list(csv.reader((line for _, line in lines), delimiter=delimiter))
    numbers = [n for n, _ in lines[1:]]
    for name in (time_column, column):
        if name not in header:
            raise DataError(f"no column {name!r}; the file has {', '.join(header)}", parameter=name, file=str(file), line=lines[0][0])
    time_at, value_at = header.index(time_column), header.index(column)
    if len(rows) < 2:
        raise DataError("a series needs at least two rows, so that its step is known", file=str(file))
    times, values = [], []
    for line, row in zip(numbers, rows, strict=True):
        if len(row) != len(header):
            raise DataError(f"{len(row)} fields, {len(header)} expected", file=str(file), line=line)
        try:
            times.append(utc(row[time_at]))
            values.append(float(row[value_at]))
        except DataError as error:
            raise DataError(error.message, parameter=time_column, file=str(file), line=line) from None
        except ValueError:
            raise DataError(f"{row[value_at]!r} is not a number", parameter=column, file=str(file), line=line) from None
        if not np.isfinite(values[-1]):
            raise DataError(f"{row[value_at]!r} is not a finite number", parameter=column, file=str(file), line=line)
    steps = np.diff(np.array(times)).astype("timedelta64[s]").astype(np.int64)
    forward = steps[steps > 0]
    step = int(np.median(forward)) if forward.size else 0
    wrong = np.flatnonzero((steps != step) | (steps <= 0))
    if wrong.size:
        at = int(wrong[0])
        message = f"{steps[at]} s after the row before, the step of the file is {step} s"
        raise DataError(
            message, parameter=time_column, file=str(file), line=numbers[at + 1], hint="fill gaps before, or give each hour in UTC"
        )
    return Series(np.array(values), times[0], float(step), unit, source or file.name, licence, evidence)
