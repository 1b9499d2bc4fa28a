"""Files that a scenario names: series of the user, and the weather of a site."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gigasite.errors import DataError, ParameterError
from gigasite.time_series import Series

if TYPE_CHECKING:
    from gigasite.formats import Contents
    from gigasite.scenario.model import FileEntry, SeriesEntry

__all__ = ["UserSeries", "WeatherFile", "path_inside", "read_series", "read_weather", "weather_entry"]

#: Files that are kept after they were read: a study loads its scenario many times.
KEPT = 16
_CACHE: OrderedDict[tuple[Any, ...], Contents] = OrderedDict()


@dataclass(frozen=True, eq=False, slots=True)
class UserSeries:
    """A series of the user with the entry that names it."""

    file: str
    given: Mapping[str, Any]
    series: Series

    def to_dict(self) -> dict[str, Any]:
        return {**self.given, "file": self.file}

    @property
    def unit(self) -> str:
        return self.series.unit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UserSeries) and (self.file, self.series) == (other.file, other.series)

    def __hash__(self) -> int:
        return hash((self.file, self.series))


@dataclass(frozen=True, eq=False)
class WeatherFile:
    """The weather of a site from a file: a `SeriesProvider` of one place, the name of the file."""

    file: str
    given: Mapping[str, Any]
    contents: Contents = field(repr=False)
    _made: dict[tuple[str, int], Series] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        return os.path.basename(self.file)

    def places(self) -> tuple[str, ...]:
        return (self.name,)

    def columns(self, place: str) -> tuple[str, ...]:
        return tuple(self.contents.columns)

    def years(self, place: str) -> tuple[int, ...]:
        return self._years

    @functools.cached_property
    def _years(self) -> tuple[int, ...]:
        return self.contents.years()

    def series(self, place: str, column: str, year: int) -> Series:
        if column not in self.contents.columns:
            words = ", ".join(self.contents.columns)
            hint = f"it has {words}; give {column} in the site"
            raise DataError(f"{self.name} has no {column}", parameter=column, file=self.name, hint=hint)
        if (column, year) not in self._made:
            self._made[column, year] = self.contents.series(column, year)
        return self._made[column, year]

    def facts(self, place: str) -> Mapping[str, Any]:
        """Title, place and source."""
        first = next(iter(self.contents.columns.values()))
        where = {name: getattr(self.contents, name) for name in ("latitude_deg", "longitude_deg", "altitude_m")}
        return {"title": self.name, **where, "evidence": first.evidence, "source": first.source, "notes": first.notes}

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of what the file holds."""
        whole = hashlib.sha256()
        for name, one in sorted(self.contents.columns.items()):
            whole.update(f"{name}|{one.digest}|".encode())
        whole.update(f"{self.contents.latitude_deg}|{self.contents.longitude_deg}".encode())
        return whole.hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WeatherFile) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def to_dict(self, file: str | None = None) -> str | dict[str, Any]:
        """As a scenario says it: a text where file and format are all."""
        given = {**self.given, "file": file or self.file}
        return f"{given.get('format') or 'file'}:{given['file']}" if set(given) <= {"file", "format"} else given


def weather_entry(text: str) -> dict[str, str] | None:
    """``"file:austin.epw"`` or ``"tmy3:austin.csv"`` as an entry; ``None`` for the name of a place.

    >>> weather_entry("tmy3:austin.csv"), weather_entry("dallas")
    ({'file': 'austin.csv', 'format': 'tmy3'}, None)
    """
    kind, colon, file = text.partition(":")
    if not colon or not file.strip():
        return None
    return {"file": file.strip()} if kind.strip() == "file" else {"file": file.strip(), "format": kind.strip()}


def path_inside(folder: Path | None, file: str) -> Path:
    """The path of a file named in a scenario: relative to the scenario's folder and not outside it (`ParameterError`)."""
    try:
        if folder is None:
            return Path(file).resolve()
        path = (folder / file).resolve()
        inside = not Path(file).is_absolute() and path.is_relative_to(folder.resolve())
    except (ValueError, OSError, RuntimeError) as error:
        raise ParameterError(f"{file!r:.80} is not a path: {error}", parameter="file", value=file) from None
    if not inside:
        hint = "a scenario reads only files beside it or in folders below"
        raise ParameterError(f"{file!r} lies outside the folder of the scenario", parameter="file", value=file, hint=hint)
    return path


def read_series(folder: Path | None, entry: SeriesEntry) -> UserSeries:
    """The series that an entry names. Errors: `ParameterError` for the entry, `DataError` for the file."""
    path = path_inside(folder, entry.file)
    options, name = entry.options(), entry.column
    if entry.format in (None, "table"):
        for needed in ("column", "unit"):
            if getattr(entry, needed) is None:
                hint = None if entry.format else "or name the format of the file"
                raise ParameterError(f"{needed!r} is missing", parameter=needed, hint=hint)
        options |= {"columns": {name: name}, "units": {name: entry.unit}}
    elif entry.unit is not None:
        raise ParameterError(f"the format {entry.format} has units of its own", parameter="unit", value=entry.unit, hint="leave it out")
    contents = _read(path, entry.format or "table", options)
    chosen = contents.pick(name)
    one = contents.columns[chosen]
    if entry.format not in (None, "table") or entry.year is not None or len(contents.years(chosen)) == 1:
        one = contents.series(chosen, entry.year)
    return UserSeries(str(path), _given(entry), one)


def read_weather(folder: Path | None, entry: FileEntry) -> WeatherFile:
    """The weather that an entry names. Errors: `ParameterError` for the entry, `DataError` for the file."""
    from gigasite.formats.weather_columns import completed
    from gigasite.scenario.vocabulary import FORCING, FORCING_LIMITS

    path = path_inside(folder, entry.file)
    found = _read(path, entry.format, entry.options())
    for name in found.columns:
        if name not in FORCING:
            hint = f'name it in a series: [series.x] file = "{path.name}"'
            raise DataError(f"{name!r} is no column of a weather file", parameter=name, file=path.name, hint=hint)
    contents = completed(found)
    for name, one in contents.columns.items():
        low, high = FORCING_LIMITS.get(name, (float("-inf"), float("inf")))
        wrong = one.values[(one.values < low) | (one.values > high)]
        if wrong.size:
            text = f"{name} is {wrong[0]:g} {one.unit}"
            raise DataError(text, parameter=name, value=float(wrong[0]), low=low, high=high, unit=one.unit, file=path.name)
    made = WeatherFile(str(path), _given(entry), contents)
    if not made.years(made.name):
        for name in contents.columns:
            contents.series(name)  # says why
        raise DataError("no calendar year is whole in every column", file=path.name)
    return made


def _given(entry: FileEntry) -> Mapping[str, Any]:
    given = {name: getattr(entry, name) for name in type(entry).model_fields if name in entry.model_fields_set}
    return {name: value for name, value in given.items() if value is not None}


def _read(path: Path, format: str | None, options: Mapping[str, Any]) -> Contents:
    """Reads a file, or takes it from those that were read and have not changed since."""
    from gigasite import hooks
    from gigasite.formats import read_file

    try:
        state = path.stat()
        key = (str(path), state.st_mtime_ns, state.st_size, format, json.dumps(options, sort_keys=True, default=str), id(hooks.manager()))
    except (OSError, ValueError):
        return read_file(path, format, **options)  # says why it cannot be read
    if key not in _CACHE:
        _CACHE[key] = read_file(path, format, **options)
        while len(_CACHE) > KEPT:
            _CACHE.popitem(last=False)
    _CACHE.move_to_end(key)
    return _CACHE[key]
