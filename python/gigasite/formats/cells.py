"""Lines and cells of a text file: what people and programs write for a number, a blank and a local time."""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError, ParameterError
from gigasite.series import read_lines

__all__ = ["Rows", "clock_of", "column_of", "local_to_utc", "moment", "number", "read_rows", "text_lines"]

LARGEST_FILE = 200 * 2**20
BLANKS = frozenset({"", "-", "–", "—", "--", "n/e", "n/a", "na", "nan", "null", "none"})
INFINITE = frozenset({"inf", "infinity", "+inf", "-inf", "+infinity", "-infinity"})
#: A number with groups of three digits, by the mark of its decimals.
GROUPED = {".": re.compile(r"[+-]?\d{1,3}(?:[, '’]\d{3})+(?:\.\d+)?"), ",": re.compile(r"[+-]?\d{1,3}(?:[. '’]\d{3})+(?:,\d+)?")}
PLAIN = {".": re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"), ",": re.compile(r"[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d{1,3})?")}


@dataclass(frozen=True)
class Rows:
    """The header and the rows of a table, with the number of the line of each row."""

    file: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, index: int) -> Iterator[tuple[str, int]]:
        """Cell and line of a column; a row that is too short has a blank there."""
        for row, line in zip(self.rows, self.lines, strict=True):
            yield (row[index] if index < len(row) else ""), line

    def numbers(self, index: int, *, decimal: str = ".", missing: Sequence[float] = ()) -> NDArray[np.float64]:
        """A column as numbers, NaN where there is none."""
        name = self.header[index]
        return np.array([number(cell, name, self.file, line, decimal=decimal, missing=missing) for cell, line in self.cells(index)])


def text_lines(path: Path, *, utf8: bool = False) -> list[str]:
    """Lines of a text file, gzip or not, without a byte order mark; Latin-1 where it is not UTF-8, or refused (`DataError`)."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"the file is larger than {LARGEST_FILE // 2**20} MiB", file=path.name)
    except (OSError, ValueError) as error:
        raise DataError(f"{path.name} cannot be read: {getattr(error, 'strerror', None) or error}", file=path.name) from None
    try:
        lines = read_lines(path)
    except DataError as error:
        raise DataError(error.message, file=path.name) from None
    if utf8:
        _refuse_other_than_utf8(path)
    if lines:
        lines[0] = lines[0].removeprefix("\ufeff").removeprefix("ï»¿")
    return lines


def _refuse_other_than_utf8(path: Path) -> None:
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        return
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(f"{path.name} is not UTF-8 text (byte {error.start:,})", file=path.name, line=line) from None


def read_rows(lines: Sequence[str], file: str, *, header: int = 0, delimiter: str = ",", until_blank: bool = False) -> Rows:
    """The table whose header is line ``header`` (from 0). Blank lines are skipped, or end it with ``until_blank``."""
    names: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for line, text in enumerate(lines[header:], start=header + 1):
        if not text.strip(f" \t\0{delimiter}"):
            if until_blank and names:
                break
            continue
        try:
            cells = tuple(cell.strip() for cell in next(csv.reader([text], delimiter=delimiter)))
        except (csv.Error, StopIteration) as error:
            raise DataError(f"not a row of a table: {error}", file=file, line=line) from None
        if not names:
            names = cells
        else:
            rows.append(cells)
            numbers.append(line)
    if not names:
        raise DataError("the file has no header", file=file, line=1)
    return Rows(file, names, header + 1, tuple(rows), tuple(numbers))


def column_of(table: Rows, *candidates: str, needed: bool = True) -> int | None:
    """Index of the first column whose name begins with one of the candidates, by any capitals; ``None`` when it may be absent."""
    names = [name.casefold() for name in table.header]
    for wanted in candidates:
        exact = [i for i, name in enumerate(names) if name == wanted.casefold()]
        starts = [i for i, name in enumerate(names) if name.startswith(wanted.casefold())]
        if exact or starts:
            return (exact or starts)[0]
    if needed:
        text = f"there is no column {candidates[0]!r}; the columns: {', '.join(table.header)[:300]}"
        raise DataError(text, parameter=candidates[0], file=table.file, line=table.header_line)
    return None


def number(text: str, column: str, file: str, line: int, *, decimal: str = ".", missing: Sequence[float] = ()) -> float:
    """A cell as a number; NaN for a blank, one of ``n/e``, ``-``, ``nan``, and for a code that stands for no value.

    Groups of three digits may be set apart. A comma that can only be a decimal comma is refused with the remedy, never read as a group.
    """
    cell = text.strip().replace("\u00a0", " ").replace("\u202f", " ").replace("−", "-")
    if cell.casefold() in BLANKS:
        return math.nan
    if cell.casefold() in INFINITE:
        raise DataError(f"{text.strip()!r:.40} is not a finite number", parameter=column, file=file, line=line)
    if PLAIN[decimal].fullmatch(cell):
        value = float(cell.replace(",", ".") if decimal == "," else cell)
    elif GROUPED[decimal].fullmatch(cell):
        value = float(re.sub(r"[ '’.]" if decimal == "," else r"[ '’,]", "", cell).replace(",", "."))
    else:
        other = "," if decimal == "." else "."
        hint = f'decimal = "{other}"' if PLAIN[other].fullmatch(cell) or GROUPED[other].fullmatch(cell) else None
        raise DataError(f"{text.strip()!r:.40} is not a number", parameter=column, file=file, line=line, value=text.strip()[:40], hint=hint)
    if not math.isfinite(value):
        raise DataError(f"{text.strip()!r:.40} is not a finite number", parameter=column, file=file, line=line)
    return math.nan if value in missing else value


def moment(text: str, forms: Sequence[str], file: str, line: int) -> dt.datetime:
    """A stamp without a zone by the first form that fits; ``24:00`` is midnight of the next day."""
    cell = " ".join(text.split())
    later = dt.timedelta(0)
    if re.search(r"\b24:00(:00)?$", cell):
        cell, later = re.sub(r"24:00(:00)?$", lambda found: "00:00" + (found[1] or ""), cell), dt.timedelta(days=1)
    for form in forms:
        try:
            return dt.datetime.strptime(cell, form) + later
        except (ValueError, OverflowError):
            continue
    raise DataError(f"{text.strip()!r:.40} is not a time", file=file, line=line, value=text.strip()[:40])


def clock_of(name: str) -> dt.tzinfo:
    """A time zone by name, or a fixed offset such as ``+05:30`` or ``UTC`` (`ParameterError`)."""
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?", name.strip())
    if found and int(found[2]) <= 14 and int(found[3] or 0) < 60:
        offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return dt.timezone(-offset if found[1] == "-" else offset)
    if name.strip().upper() in ("UTC", "GMT", "Z"):
        return dt.UTC
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = "write Europe/Berlin, UTC or +05:30"
        raise ParameterError(f"no time zone is called {name!r:.40}", parameter="timezone", value=name, hint=hint) from None


def local_to_utc(stamps: Sequence[dt.datetime], zone: dt.tzinfo, file: str, lines: Sequence[int]) -> list[dt.datetime]:
    """Stamps of a clock that is put forward and back, in UTC. The hour that stands twice in autumn is told apart by its order.

    Errors: `DataError` for a time that the clock skips in spring, which no file in this zone can hold.
    """
    result: list[dt.datetime] = []
    for stamp, line in zip(stamps, lines, strict=True):
        try:
            if stamp.tzinfo is not None:
                result.append(stamp.astimezone(dt.UTC))
                continue
            utc = stamp.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
            if result and utc <= result[-1]:
                utc = stamp.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)
            if utc.astimezone(zone).replace(tzinfo=None) != stamp:
                text = f"{stamp:%Y-%m-%d %H:%M} does not exist in {zone}: the clock is put forward there"
                raise DataError(text, file=file, line=line, hint="is the file in standard time or in UTC?")
        except OverflowError:
            raise DataError(f"{stamp.isoformat()} is not a time of a file", file=file, line=line) from None
        result.append(utc)
    return result
