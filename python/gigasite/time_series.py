"""A series as it passes between the parts: values on equal steps in UTC, each holding from its stamp, with unit and source.

Local time, stamps that end their hour, leap days and gaps end in the loader that makes a `Series`; nothing behind it knows of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError, ParameterError

__all__ = ["HOURS_PER_YEAR", "Series", "read_csv_series", "utc"]

HOURS_PER_YEAR = 8760


def utc(time: Any) -> dt.datetime:
    """A time in UTC from ISO text, a `datetime` or a `datetime64`; without an offset it is UTC already.

    >>> utc("2023-06-01T12:00+02:00").isoformat()
    '2023-06-01T10:00:00+00:00'
    """
    try:
        when = time if isinstance(time, dt.datetime) else dt.datetime.fromisoformat(str(time).strip())
    except ValueError:
        hint = "write 2023-01-01T00:00Z"
        raise DataError(f"{str(time).strip()!r:.40} is not a time", parameter="start_utc", value=time, hint=hint) from None
    return when.replace(tzinfo=dt.UTC) if when.tzinfo is None else when.astimezone(dt.UTC)


@dataclass(frozen=True, eq=False)
class Series:
    """Values on equal steps: ``values[i]`` holds from ``start_utc + i · step_s`` for one step.

    ``evidence`` is one of the marks of the parameter table; ``notes`` say what was done to the numbers (filled gaps, dropped days, a
    synthetic shape). Values are read-only float64. Errors: `DataError` for an empty series, a value that is not finite (the row is named),
    a step that is not positive, or a missing unit.

    >>> Series([1.0, 3.0], "2023-01-01", 3600, "MW").resample(7200).values
    array([2.])
    """

    values: NDArray[np.float64] = field(repr=False)
    start_utc: dt.datetime
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
            when = (start + dt.timedelta(seconds=row * step)).strftime("%Y-%m-%dT%H:%M")
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

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Series) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def digest(self) -> str:
        """SHA-256 of values, unit and time."""
        head = f"{self.start_utc.isoformat()}|{self.step_s!r}|{self.unit}|".encode()
        return hashlib.sha256(head + self.values.astype("<f8").tobytes()).hexdigest()

    @property
    def times_utc(self) -> NDArray[np.datetime64]:
        """Start of each step."""
        offsets = np.round(np.arange(len(self)) * self.step_s).astype("timedelta64[s]")
        return np.asarray(np.datetime64(self.start_utc.replace(tzinfo=None), "s") + offsets)

    def note(self, *notes: str) -> Series:
        """The same series with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    def in_unit(self, unit: str) -> Series:
        """The same series in another unit of the same dimension (`ParameterError` otherwise)."""
        from gigasite.units import convert

        return replace(self, values=np.asarray(convert(self.values, self.unit, unit)), unit=unit)

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
        start = dt.datetime(int(counted[np.argmax(counts)].astype(int)) + 1970, 1, 1, tzinfo=dt.UTC)
        notes = self.notes if keep.all() else (*self.notes, "29 February dropped")
        return replace(self, values=values, start_utc=start, notes=notes)


def read_csv_series(path: Path, column: str, unit: str, time_column: str | None = None) -> Series:
    """Reads a column of a CSV or Parquet file with a header; `gigasite.formats.table` does the reading.

    Stamps are ISO 8601 (``2023-01-01T00:00Z``; without an offset they are UTC), sorted and evenly spaced. Without a time
    column the file is one year of 8,760 hours from 1 January 00:00 UTC. Blank lines are skipped.
    Errors: `DataError` with the line for a missing column, a gap, unsorted or repeated stamps, text or nothing instead of a number.
    """
    from gigasite.formats.contents import Options
    from gigasite.formats.table import Table

    options = Options(columns={column: column}, units={column: unit}, time_column=time_column)
    return Table().read(Path(path), options).columns[column]
