"""From stamps to equal steps in UTC: which step a stamp means, typical years made of several, leap days, gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError, format_number

__all__ = ["Grid", "calendar_starts", "even_steps", "filled", "hold_until_next", "iso", "seconds_of"]

Array = NDArray[np.float64]
Seconds = NDArray[np.int64]

DAY = 86400
MOST_STEPS = 4_000_000
TYPICAL = "typical months of several years"
COMMON_YEAR = 2023


class Grid:
    """Equal steps in UTC: start of the first [s since 1970], step [s], and for each step the row of the file or −1."""

    def __init__(self, start_s: int, step_s: int, row: NDArray[np.int64]) -> None:
        self.start_s, self.step_s, self.row = start_s, step_s, row

    @property
    def start_utc(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.start_s, dt.UTC)

    def __len__(self) -> int:
        return self.row.size

    def place(self, values: Array) -> Array:
        """Values of rows on the steps, NaN where no row is."""
        return np.where(self.row >= 0, values[np.maximum(self.row, 0)], np.nan)


def iso(second: float) -> str:
    return dt.datetime.fromtimestamp(float(second), dt.UTC).strftime("%Y-%m-%dT%H:%MZ")


def seconds_of(moments: Sequence[dt.datetime]) -> Seconds:
    """Seconds since 1970 of moments in UTC."""
    return np.array([round(one.timestamp()) for one in moments], dtype=np.int64)


def even_steps(seconds: Seconds, lines: Sequence[int], file: str, *, gaps: bool = True) -> Grid:
    """The grid on which ascending stamps lie. 29 February that a file leaves out takes the rows of the day before.

    Errors: `DataError` with the line for stamps that repeat, go back, or lie off the step; for any hole where ``gaps`` is false.
    """
    if len(seconds) < 2:
        raise DataError(f"{len(seconds)} rows are not a series", file=file)
    apart = np.diff(seconds)
    wrong = np.flatnonzero(apart <= 0)
    if wrong.size:
        i = int(wrong[0])
        what = "repeats the time before" if apart[i] == 0 else "is earlier than the line before"
        when = dt.datetime.fromtimestamp(int(seconds[i + 1]), dt.UTC).isoformat()
        text = f"line {lines[i + 1]} {what}: {when}"
        raise DataError(text, file=file, line=lines[i + 1], hint="sort by time; UTC has no double hour")
    counted, counts = np.unique(apart, return_counts=True)
    step = int(counted[np.argmax(counts)]) if gaps else int(apart[0])
    odd = np.flatnonzero(apart % step != 0) if gaps else np.flatnonzero(apart != step)
    if odd.size:
        i = int(odd[0])
        missing = apart[i] / step - 1
        what = f"a gap of {format_number(float(missing))} steps" if missing > 0 else "a shorter step"
        first = "as between the first two rows" if not gaps else "as between most rows"
        hint = f"every step must be {format_number(float(step))} s, {first}"
        raise DataError(f"{what} before line {lines[i + 1]}", file=file, line=lines[i + 1], hint=hint)
    n = int((seconds[-1] - seconds[0]) // step) + 1
    if n > MOST_STEPS:
        raise DataError(f"{iso(seconds[0])} to {iso(seconds[-1])} are {n:,} steps of {step:,} s", file=file, line=lines[-1])
    row = np.full(n, -1, dtype=np.int64)
    row[(seconds - seconds[0]) // step] = np.arange(len(seconds))
    return Grid(int(seconds[0]), step, _with_leap_days(row, int(seconds[0]), step))


def _with_leap_days(row: NDArray[np.int64], start: int, step: int) -> NDArray[np.int64]:
    """Holes of exactly a 29 February, in some clock of the Earth, are no gaps: the day is dropped later in any case."""
    per_day = DAY // step
    if per_day * step != DAY:
        return row
    holes = np.flatnonzero(np.diff(np.r_[0, (row < 0).astype(int), 0]))
    for a, b in holes.reshape(-1, 2):
        middle = dt.datetime.fromtimestamp(start + (a + b) * step / 2, dt.UTC)
        near = any((middle + dt.timedelta(hours=h)).strftime("%m-%d") == "02-29" for h in (-11, 0, 11))
        if b - a == per_day and near and a >= per_day:
            row[a:b] = row[a - per_day : b - per_day]
    return row


def filled(values: Array, grid: Grid, name: str, lines: Sequence[int], file: str, *, largest_gap_h: float, notes: list[str]) -> Array:
    """Gaps up to a length joined by a straight line, at the ends by the nearest value, and counted in the notes.

    Errors: `DataError` with the line before the first gap that is longer, or where there is no value at all.
    """
    gap = np.isnan(values)
    if not gap.any():
        return values
    if gap.all():
        raise DataError(f"{name}: there is no value", parameter=name, file=file, line=lines[0] if lines else None)
    edges = np.flatnonzero(np.diff(np.r_[0, gap.astype(int), 0])).reshape(-1, 2)
    for a, b in edges:
        hours = (b - a) * grid.step_s / 3600.0
        if hours > largest_gap_h:
            known = grid.row[:a][grid.row[:a] >= 0]
            line = int(lines[int(known[-1])]) if known.size else int(lines[0])
            text = f"{name}: a gap of {format_number(hours)} h from {iso(grid.start_s + a * grid.step_s)}"
            hint = f"gaps up to {format_number(largest_gap_h)} h are filled; largest_gap_h in the scenario allows more"
            raise DataError(text, parameter=name, file=file, line=line, hint=hint)
    steps = np.arange(len(values))
    result = values.copy()
    result[gap] = np.interp(steps[gap], steps[~gap], values[~gap])
    notes.append(f"{name}: {int(gap.sum()):,} of {len(values):,} steps filled")
    return result


def calendar_starts(
    parts: Mapping[str, Sequence[int]], late_s: int, offset_h: float, lines: Sequence[int], file: str
) -> tuple[Seconds, NDArray[np.int64], list[str]]:
    """Starts of steps [s UTC] from year, month, day and second of the day in a clock without summer time; the rows they are of; notes.

    ``late_s`` is how much later than the start of its step a stamp is. A year made of months of several years counts as 2023,
    without 29 February.
    """
    year, month, day, second = (np.array(parts[name], dtype=np.int64) for name in ("year", "month", "day", "second"))
    legal = (year >= 1900) & (year <= 2200) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (second >= 0) & (second <= DAY)
    days = _days(year, month, day)
    legal &= (_days(year, month, np.ones_like(day)).astype("datetime64[M]").astype(int) % 12 + 1) == month
    legal &= days.astype("datetime64[M]").astype(int) % 12 + 1 == month
    if not legal.all():
        i = int(np.argmin(legal))
        raise DataError(f"{year[i]}-{month[i]}-{day[i]} is not a day", file=file, line=lines[i])
    rows = np.arange(len(year))
    stamps = days.astype("datetime64[s]").astype(np.int64) + second
    apart = np.diff(stamps)
    notes: list[str] = []
    if len(np.unique(year)) > 1 and ((apart <= 0).any() or (apart.size and apart.max() > 20 * DAY)):
        rows = np.flatnonzero(~((month == 2) & (day == 29)))
        in_common = _days(np.full(rows.size, COMMON_YEAR), month[rows], day[rows])
        stamps = in_common.astype("datetime64[s]").astype(np.int64) + second[rows]
        notes.append(TYPICAL)
    return stamps - late_s - round(offset_h * 3600.0), rows, notes


def _days(year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.datetime64]:
    months = ((np.clip(year, 1, 9999) - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    return np.asarray(months.astype("datetime64[D]") + (np.clip(day, 1, 31) - 1), dtype="datetime64[D]")


def hold_until_next(seconds: Seconds, values: Array, lines: Sequence[int], file: str) -> tuple[Array, int]:
    """Hourly values of a table by day, month or year: each holds until the next stamp, the last for its day, month or year."""
    if not len(seconds):
        raise DataError("there is no row", file=file)
    back = np.flatnonzero(np.diff(seconds) <= 0)
    if back.size:
        raise DataError("is not later than the row before", file=file, line=lines[int(back[0]) + 1])
    stamps = seconds.astype("datetime64[s]")
    if ((seconds % 3600) != 0).any():
        raise DataError("stamps of days, months or years lie on whole hours", file=file, line=lines[int(np.argmax(seconds % 3600 != 0))])
    unit = "Y" if (stamps == stamps.astype("datetime64[Y]")).all() else "M" if (stamps == stamps.astype("datetime64[M]")).all() else "D"
    end = (stamps[-1].astype(f"datetime64[{unit}]") + 1).astype("datetime64[s]").astype(np.int64)
    ends = np.r_[seconds[1:], max(end, seconds[-1] + 3600)]
    longest = {"Y": 366, "M": 31, "D": 1}[unit] * DAY
    late = np.flatnonzero(ends - seconds > longest)
    if late.size:
        i = int(late[0])
        raise DataError(f"nothing is said from {iso(seconds[i] + longest)} on", file=file, line=lines[min(i + 1, len(lines) - 1)])
    return np.repeat(values, (ends - seconds) // 3600), int(seconds[0])
