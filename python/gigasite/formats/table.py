"""Plain tables of the user, CSV or Parquet, with the columns that the scenario names."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError, ParameterError
from gigasite.formats.cells import BLANKS, Rows, clock_of, local_to_utc, moment, number, read_rows, text_lines
from gigasite.formats.clock import Grid, even_steps, filled, seconds_of
from gigasite.formats.contents import Contents, Made, Options
from gigasite.time_series import Series, utc

__all__ = ["Table"]

FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d %H:%M", "%Y%m%d %H:%M", "%Y%m%d:%H%M")
START = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
LICENCE = "of the user"
LIMITS = {"latitude_deg": (-90.0, 90.0), "longitude_deg": (-180.0, 180.0), "altitude_m": (-500.0, 9000.0), "utc_offset_h": (-12.0, 14.0)}


class Table:
    """A header and rows. Stamps are ISO 8601 or day first with dots; where they are not UTC and begin their step, the scenario says so."""

    options = (
        "columns", "units", "time_column", "timezone", "stamp", "decimal", "delimiter", "missing", "largest_gap_h",
        "utc_offset_h", "latitude_deg", "longitude_deg", "altitude_m", "usd_per_unit",
    )  # fmt: skip

    def recognises(self, head: str) -> bool:
        return False  # which columns it has is for the scenario to say

    def read(self, path: Path, options: Options) -> Contents:
        options = _checked(options)
        table = _Parquet(path, options) if _is_parquet(path) else _Csv(path, options)
        for name in (*options.columns.values(), options.time_column):
            if name is not None and name not in table.header:
                text = f"there is no column {name!r}; the columns: {', '.join(table.header)[:300]}"
                raise DataError(text, value=name, file=path.name, line=1)
        zone = clock_of(options.timezone) if options.timezone else dt.UTC
        if options.utc_offset_h is not None:
            zone = dt.timezone(dt.timedelta(hours=options.utc_offset_h))
        gap = options.largest_gap_h or 0.0
        grid = _grid(table, options, zone, path.name, gap)
        makers = {name: functools.partial(_series, table, name, options, grid, gap) for name in options.columns}
        begin = dt.datetime.fromtimestamp(grid.start_s, zone).utcoffset() or dt.timedelta(0)
        return Contents(Made(makers), options.latitude_deg, options.longitude_deg, options.altitude_m, begin.total_seconds() / 3600.0)


def _checked(options: Options) -> Options:
    if not options.columns:
        raise ParameterError("which columns are read is not said", parameter="columns", hint='columns = { dry_bulb_c = "T [°C]", … }')
    if options.stamp not in (None, "begin", "end", "centre"):
        raise ParameterError(f"{options.stamp!r:.20} is not begin, end or centre", parameter="stamp", value=options.stamp)
    if options.decimal not in (None, ".", ","):
        raise ParameterError(f"{options.decimal!r:.20} is neither a point nor a comma", parameter="decimal", value=options.decimal)
    if options.delimiter is not None and (len(options.delimiter) != 1 or options.delimiter in '"\r\n'):
        raise ParameterError(f"{options.delimiter!r:.20} is not one character", parameter="delimiter", value=options.delimiter)
    for name, (low, high) in LIMITS.items():
        value = getattr(options, name)
        if value is not None and not low <= value <= high:
            raise ParameterError(f"{value:g} is outside what is legal", parameter=name, value=value, low=low, high=high)
    if options.timezone and options.utc_offset_h is not None:
        raise ParameterError("the time zone is said twice", parameter="timezone", hint="either timezone or utc_offset_h")
    return options


class _Csv:
    def __init__(self, path: Path, options: Options) -> None:
        decimal = options.decimal or "."
        lines = text_lines(path, utf8=True)
        delimiter = options.delimiter or (";" if decimal == "," else ",")
        if options.delimiter is None and lines and "," not in lines[0] and ";" in lines[0]:
            delimiter = ";"
        if not any(text.strip() for text in lines):
            raise DataError(f"the file is empty, so there is no column {next(iter(options.columns.values()))!r}", file=path.name, line=1)
        rows = read_rows(lines, path.name, delimiter=delimiter)
        self.rows: Rows = rows
        self.file, self.header, self.lines = path.name, rows.header, list(rows.lines)
        self.decimal, self.missing = decimal, options.missing

    def numbers(self, column: str, blanks: bool) -> NDArray[np.float64]:
        values = []
        for cell, line in self.rows.cells(self.header.index(column)):
            if not blanks and not cell.strip():
                raise DataError(f"{column} is missing in line {line}", parameter=column, file=self.file, line=line, hint=GAP_HINT)
            if cell.strip().casefold() in BLANKS and not blanks:
                text = f"{column} in line {line} is {cell.strip()!r:.40}, not a finite number"
                raise DataError(text, parameter=column, file=self.file, line=line, hint=GAP_HINT)
            try:
                values.append(number(cell, column, self.file, line, decimal=self.decimal, missing=self.missing))
            except DataError as error:
                text = f"{column} in line {line} is {error.message}"
                raise DataError(text, parameter=column, file=self.file, line=line, hint=error.hint) from None
        found = np.array(values, dtype=np.float64)
        _refuse_blanks(found, column, self.file, self.lines, blanks)
        return found

    def moments(self, column: str) -> list[dt.datetime]:
        return [_moment(cell, self.file, line) for cell, line in self.rows.cells(self.header.index(column))]


GAP_HINT = "fill the gap first, or let largest_gap_h fill it"


def _refuse_blanks(values: NDArray[np.float64], column: str, file: str, lines: Sequence[int], blanks: bool) -> None:
    missing = np.flatnonzero(np.isnan(values))
    if missing.size and not blanks:
        line = lines[int(missing[0])]
        raise DataError(f"{column} is missing in line {line}", parameter=column, file=file, line=line, hint=GAP_HINT)


class _Parquet:
    """Rows count as lines, the first being 1."""

    def __init__(self, path: Path, options: Options) -> None:
        from gigasite.evaluation import _extra

        parquet = _extra("pyarrow.parquet", "parquet")
        self.file, self.missing = path.name, options.missing
        wanted = [*dict.fromkeys([*options.columns.values(), *([options.time_column] if options.time_column else [])])]
        try:
            self.header = tuple(parquet.read_schema(path).names)
            self.table = parquet.read_table(path, columns=[name for name in wanted if name in self.header])
        except Exception as error:  # pyarrow has many: of its own, of the system, of a codec that is not built in
            raise DataError(f"not Parquet: {str(error).splitlines()[0] if str(error) else type(error).__name__}", file=path.name) from None
        self.lines = list(range(1, self.table.num_rows + 1))

    def numbers(self, column: str, blanks: bool) -> NDArray[np.float64]:
        try:
            values = np.asarray(self.table.column(column).cast("double").to_numpy(zero_copy_only=False), dtype=np.float64)
        except Exception as error:  # as above
            text = f"{column} does not hold numbers: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
            raise DataError(text, parameter=column, file=self.file) from None
        values = np.where(np.isin(values, self.missing), np.nan, values)
        if np.isinf(values).any():
            line = self.lines[int(np.argmax(np.isinf(values)))]
            raise DataError(f"{column} in line {line} is not a finite number", parameter=column, file=self.file, line=line)
        _refuse_blanks(values, column, self.file, self.lines, blanks)
        return values

    def moments(self, column: str) -> list[dt.datetime]:
        try:
            cells: list[Any] = self.table.column(column).to_pylist()
        except Exception as error:  # a date outside what Python can hold
            raise DataError(f"{column} does not hold times: {error}", file=self.file) from None
        return [_moment(cell, self.file, line) for cell, line in zip(cells, self.lines, strict=True)]


def _is_parquet(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    except (OSError, ValueError):
        return False  # the reader of text says why


def _moment(cell: Any, file: str, line: int) -> dt.datetime:
    """A stamp with the zone that it names, or without one."""
    if isinstance(cell, dt.datetime):
        return cell.replace(microsecond=0)
    text = str(cell).strip()
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return moment(text, FORMS, file, line)
    except DataError:
        hint = "write 2023-01-01T00:00Z"
        raise DataError(f"line {line}: {text!r:.40} is not a time", value=cell, file=file, line=line, hint=hint) from None


def _grid(table: Any, options: Options, zone: dt.tzinfo, file: str, gap: float) -> Grid:
    if options.time_column is None:
        n = len(table.lines)
        if n != 8760:
            text = f"{n:,} rows without a time column; a year has 8,760 hours"
            raise DataError(text, file=file, hint="name the time_column, or leave out 29 February")
        start = START.replace(tzinfo=zone).astimezone(dt.UTC)
        return Grid(round(start.timestamp()), 3600, np.arange(n))
    stamps = table.moments(options.time_column)
    moments = [utc(one) for one in stamps] if zone is dt.UTC else local_to_utc(stamps, zone, file, table.lines)
    grid = even_steps(seconds_of(moments), table.lines, file, gaps=gap > 0.0)
    late = {"end": 1.0, "centre": 0.5}.get(options.stamp or "begin", 0.0)
    return Grid(grid.start_s - round(late * grid.step_s), grid.step_s, grid.row)


def _series(table: Any, name: str, options: Options, grid: Grid, gap: float) -> Series:
    from gigasite.formats.currency import in_usd
    from gigasite.formats.units_of_headers import factor_to, unit_of_header
    from gigasite.scenario.vocabulary import FORCING

    column, file = options.columns[name], table.file
    notes: list[str] = []
    values = grid.place(table.numbers(column, gap > 0.0))
    if gap > 0.0:
        values = filled(values, grid, name, table.lines, file, largest_gap_h=gap, notes=notes)
    unit = options.units.get(name)
    currency, _, rest = (unit or "").partition("/")
    if rest == "MWh" and currency != "USD" and len(currency) == 3 and currency.isalpha() and currency.isupper():
        prices = Series(values, grid.start_utc, float(grid.step_s), unit or "", file, LICENCE, "user", tuple(notes))
        return in_usd(prices, currency, options.usd_per_unit, file)
    if name in FORCING:  # weather, whose columns have the units of the forcing
        try:
            values, unit = factor_to(values, unit or unit_of_header(column), name), FORCING[name]
        except ParameterError as error:
            raise DataError(error.message, parameter=name, file=file, line=1, hint=f'units = {{ {name} = "…" }}') from None
    return Series(values, grid.start_utc, float(grid.step_s), unit or "1", file, LICENCE, "user", tuple(notes))
