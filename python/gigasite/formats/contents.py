"""What a file of hours holds once it has been read, and what is asked of a format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError
from gigasite.time_series import Series

__all__ = ["Contents", "FileFormat", "Made", "Options"]


class Made(Mapping[str, Series]):
    """Series that are made when they are asked for, so that a bad column of a file harms none of the others."""

    def __init__(self, makers: Mapping[str, Callable[[], Series]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, Series] = {}

    def __getitem__(self, name: str) -> Series:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


@dataclass(frozen=True)
class Options:
    """What a scenario says of a file beside its name. A format names those that it reads in ``options``; others are refused."""

    columns: Mapping[str, str] = field(default_factory=dict)  # name of a series -> column of the file
    units: Mapping[str, str] = field(default_factory=dict)  # name of a series -> unit of its column
    time_column: str | None = None
    timezone: str | None = None  # name such as Europe/Berlin, "UTC", or a fixed offset such as "+05:30"
    stamp: str | None = None  # "begin", "end" or "centre" of the step
    decimal: str | None = None  # "." or ","
    delimiter: str | None = None
    missing: tuple[float, ...] = ()  # codes that stand for no value
    largest_gap_h: float | None = None  # longer gaps are refused
    utc_offset_h: float | None = None  # in place of the time zone of a header
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    altitude_m: float | None = None
    usd_per_unit: float | None = None  # in place of the mean rate of the year

    def given(self) -> tuple[str, ...]:
        """Names of the options that are set."""
        empty = Options()
        return tuple(name for name in self.__dataclass_fields__ if getattr(self, name) != getattr(empty, name))


class FileFormat(Protocol):
    """The target of a record of the hook ``gigasite_file_formats``.

    ``recognises`` looks at the first lines of a file. ``read`` gives its contents; whatever is wrong with the file is a `DataError`
    with file and line. Local time, stamps that end their step, gaps, codes for missing values and units end here.
    """

    @property
    def options(self) -> tuple[str, ...]: ...

    def recognises(self, head: str) -> bool: ...

    def read(self, path: Path, options: Options) -> Contents: ...


@dataclass(frozen=True)
class Contents:
    """Series of a file by name, over its whole span. Those of weather have the names and units of the forcing columns.

    ``utc_offset_h`` is the clock in which the years of the file begin.
    """

    columns: Mapping[str, Series]
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    altitude_m: float | None = None
    utc_offset_h: float = 0.0

    def pick(self, name: str | None) -> str:
        """The one series that a name means, by any capitals or a part of it; the only one where no name is given (`DataError`)."""
        known = list(self.columns)
        if name is None:
            if len(known) == 1:
                return known[0]
            raise DataError(f"the file holds {len(known)} series", parameter="column", hint=f"column = one of {_few(known)}")
        wanted = name.strip().casefold()
        for found in (
            [one for one in known if one == name],
            [one for one in known if one.casefold() == wanted],
            [one for one in known if wanted and wanted in one.casefold()],
        ):
            if len(found) == 1:
                return found[0]
        raise DataError(f"there is no column {name!r}; the columns: {_few(known)}", parameter="column", value=name)

    def years(self, name: str | None = None) -> tuple[int, ...]:
        """Calendar years that the series (or all of them) hold whole.

        Where the file is twelve months from another day than 1 January, the year that most hours lie in.
        """
        names = [name] if name is not None else list(self.columns)
        common: set[int] | None = None
        for one in names:
            whole = set(self._years(self.columns[one]))
            common = whole if common is None else common & whole
        return tuple(sorted(common or ()))

    def series(self, name: str, year: int | None = None) -> Series:
        """One year of a series on the hours of a model year.

        Errors: `DataError` for a year that is not there, or several years without saying which.
        """
        one = self.columns[name]
        whole = self._years(one)
        if not whole:
            hours = len(one) * one.step_s / 3600.0
            raise DataError(f"{name}: {hours:,.0f} h are no whole calendar year", parameter=name, hint="a year is 8,760 hours, or 8,784")
        if year is None and len(whole) > 1:
            last = sorted(whole)
            raise DataError(f"{name}: the file holds the years {last[0]} to {last[-1]}", parameter="year", hint=f"year = {last[-1]}")
        chosen = next(iter(whole)) if year is None else year
        if chosen not in whole:
            words = ", ".join(str(known) for known in sorted(whole))
            raise DataError(f"{name}: the year {chosen} is not whole in the file; it has {words}", parameter="year", value=chosen)
        mask = whole[chosen]
        start = one.times_utc[mask][0]
        return _on_whole_steps(replace(one, values=one.values[mask], start_utc=start)).model_year()

    def _years(self, one: Series) -> Mapping[int, NDArray[np.bool_]]:
        """Year -> which steps belong to it, for years that are whole in the clock of the file."""
        local = one.times_utc + np.timedelta64(round(self.utc_offset_h * 3600.0), "s")
        days, months = local.astype("datetime64[D]"), local.astype("datetime64[M]")
        leap_day = (months.astype(int) % 12 == 1) & ((days - months).astype(int) == 28)
        year = local.astype("datetime64[Y]").astype(int) + 1970
        wanted = 365.0 * 86400.0 / one.step_s
        found = {}
        for number in np.unique(year):
            inside = year == number
            if np.count_nonzero(inside & ~leap_day) == wanted:
                found[int(number)] = inside
        if not found and np.count_nonzero(~leap_day) == wanted:  # twelve months from another day than 1 January
            numbers, counts = np.unique(year, return_counts=True)
            found[int(numbers[np.argmax(counts)])] = np.ones(len(one), dtype=bool)
        return found


def _on_whole_steps(one: Series) -> Series:
    """A year whose steps begin between those of UTC, as where the clock is half an hour off: means over the steps of UTC."""
    seconds = round(one.start_utc.timestamp())
    late = seconds % round(one.step_s)
    if not late:
        return one
    share = late / one.step_s
    values = share * np.roll(one.values, 1) + (1.0 - share) * one.values  # the end of the year goes before its begin
    start = dt.datetime.fromtimestamp(seconds - late, dt.UTC)
    return replace(
        one, values=values, start_utc=start, notes=(*one.notes, f"steps that begin {late // 60} min late in UTC, as means over its own")
    )


def _few(names: list[str]) -> str:
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
