"""Series: values along UTC time with a unit and a source, and the reader of a user's CSV file.

Local time, unsorted rows, gaps and missing values end here; what follows may trust a series.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import math
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError, format_number

__all__ = ["Series", "read_csv_series"]

LARGEST_FILE = 200 * 2**20


@dataclass(frozen=True, eq=False)
class Series:
    """Float64 values in UTC; each holds from its stamp for one step.

    >>> Series(np.array([1.0, 2.0]), dt.datetime(2023, 1, 1, tzinfo=dt.UTC), 3600.0, "MW").in_unit("kW").values.tolist()
    [1000.0, 2000.0]
    """

    values: NDArray[np.float64] = field(repr=False)
    start_utc: dt.datetime
    step_s: float
    unit: str
    source: str = ""
    licence: str = ""
    evidence: str = ""

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        if values.ndim != 1 or values.size == 0:
            raise DataError(f"a series is a list of numbers, not an array of shape {values.shape}", parameter="values")
        if not np.isfinite(values).all():
            raise DataError(f"value {int(np.argmin(np.isfinite(values)))} is not a finite number", parameter="values")
        if not (math.isfinite(self.step_s) and self.step_s > 0):
            raise DataError(f"{self.step_s} s is not a step", parameter="step_s", value=self.step_s)
        if self.start_utc.utcoffset() != dt.timedelta(0):
            raise DataError("the start must be in UTC", parameter="start_utc", value=self.start_utc)
        values.setflags(write=False)
        object.__setattr__(self, "values", values)

    def __len__(self) -> int:
        return len(self.values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Series) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def digest(self) -> str:
        """SHA-256 of values, unit and time."""
        head = f"{self.start_utc.isoformat()}|{self.step_s!r}|{self.unit}|".encode()
        return hashlib.sha256(head + self.values.astype("<f8").tobytes()).hexdigest()

    def in_unit(self, unit: str) -> Series:
        """The same series in another unit of the same dimension (`ParameterError` otherwise)."""
        from gigasite.units import convert

        return replace(self, values=np.asarray(convert(self.values, self.unit, unit)), unit=unit)


def read_csv_series(path: Path, column: str, unit: str, time_column: str | None = None) -> Series:
    """Reads a column of a CSV file with a header.

    Stamps are ISO 8601 (``2023-01-01T00:00Z``; without an offset they are UTC), sorted and evenly spaced. Without a time
    column the file is one year of 8,760 hours from 1 January 00:00 UTC. Blank lines are skipped.
    Errors: `DataError` with the line for a missing column, a gap, unsorted or repeated stamps, text or nothing instead of a number.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"the file is larger than {LARGEST_FILE // 2**20} MiB", file=path.name)
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path.name} cannot be read: {error.strerror}", file=path.name) from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is not UTF-8 text (byte {error.start:,})", file=path.name) from None
    rows = csv.reader(text.splitlines())
    header = [name.strip() for name in next(rows, [])]
    for name in (column, time_column):
        if name is not None and name not in header:
            raise DataError(f"there is no column {name!r}; the columns: {', '.join(header)[:300]}", file=path.name, line=1)
    at, when = header.index(column), header.index(time_column) if time_column is not None else None
    values: list[float] = []
    stamps: list[dt.datetime] = []
    lines: list[int] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        line = rows.line_num
        values.append(_number(row[at] if at < len(row) else "", column, path.name, line))
        lines.append(line)
        if when is not None:
            stamps.append(_stamp(row[when] if when < len(row) else "", path.name, line))
    if when is None:
        if len(values) != 8760:
            text = f"{len(values):,} rows without a time column; a year has 8,760 hours"
            raise DataError(text, file=path.name, hint="name the time_column, or leave out 29 February")
        start, step = dt.datetime(2023, 1, 1, tzinfo=dt.UTC), 3600.0
    else:
        start, step = _even(stamps, lines, path.name)
    return Series(np.array(values), start, step, unit, source=path.name, evidence="user")


def _number(cell: str, column: str, file: str, line: int) -> float:
    if not cell.strip():
        raise DataError(f"{column} is missing in line {line}", parameter=column, file=file, line=line, hint="fill the gap first")
    try:
        value = float(cell)
    except ValueError:
        raise DataError(f"{column} in line {line} is {cell.strip()!r:.40}, not a number", parameter=column, file=file, line=line) from None
    if not math.isfinite(value):
        raise DataError(f"{column} in line {line} is not a finite number", parameter=column, value=value, file=file, line=line)
    return value


def _stamp(cell: str, file: str, line: int) -> dt.datetime:
    try:
        stamp = dt.datetime.fromisoformat(cell.strip())
    except ValueError:
        hint = "write 2023-01-01T00:00Z"
        raise DataError(f"{cell.strip()!r:.40} in line {line} is not a time", file=file, line=line, hint=hint) from None
    return stamp.replace(tzinfo=dt.UTC) if stamp.tzinfo is None else stamp.astimezone(dt.UTC)


def _even(stamps: list[dt.datetime], lines: list[int], file: str) -> tuple[dt.datetime, float]:
    """Start and step of evenly spaced stamps."""
    if len(stamps) < 2:
        raise DataError(f"{len(stamps)} rows are not a series", file=file)
    step = stamps[1] - stamps[0]
    for before, after, line in zip(stamps, stamps[1:], lines[1:], strict=False):
        if after <= before:
            what = "repeats the time before" if after == before else "is earlier than the line before"
            raise DataError(f"line {line} {what}: {after.isoformat()}", file=file, line=line, hint="sort by time; UTC has no double hour")
        if after - before != step:
            missing = (after - before) / step - 1
            what = f"a gap of {format_number(missing)} steps before line {line}" if missing > 0 else f"a shorter step before line {line}"
            hint = f"every step must be {format_number(step.total_seconds())} s, as between the first two rows"
            raise DataError(what, file=file, line=line, hint=hint)
    return stamps[0], step.total_seconds()
