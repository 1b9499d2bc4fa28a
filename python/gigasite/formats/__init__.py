"""Files that people hold: weather, prices and carbon in the forms in which their publishers give them.

A format is a record of the hook ``gigasite_file_formats``; what gigasite ships is registered in the same way as that of a plugin.
A scenario names a file by ``weather = "file:austin.epw"`` or by ``file`` and ``format`` of a ``[series.…]``; `read_file` is the
same in Python.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gigasite.errors import DataError, GigasiteError, ParameterError
from gigasite.formats.contents import Contents, FileFormat, Made, Options

__all__ = ["HOOK", "Contents", "FileFormat", "Made", "Options", "detect", "known_formats", "options_of", "read_file"]

#: Hook whose records point to a `FileFormat`.
HOOK = "gigasite_file_formats"
#: What of a file is looked at to recognise it.
HEAD = 4096
#: Formats of distributions beside gigasite, for the hint where one is not installed.
BESIDE = {"entsoe": "gigasite-entsoe", "eia930": "gigasite-eia930"}


def known_formats() -> Mapping[str, FileFormat]:
    """The formats in force by name; one that cannot be made is left out and stands among the failures of the manager.

    >>> {"epw", "pvgis", "smard", "table"} <= set(known_formats())
    True
    """
    from gigasite import hooks
    from gigasite.formats.table import Table

    manager = hooks.manager()
    found: dict[str, FileFormat] = {"table": Table()}  # there also without any plugin: a scenario names columns of it without a format
    for name in manager.records(HOOK):
        try:
            found[name] = manager.resolve(HOOK, name)
        except GigasiteError:
            continue
    return found


def detect(path: str | os.PathLike[str]) -> str:
    """The name of the format that recognises a file by its first lines (`DataError` where none does)."""
    from gigasite.formats.cells import text_lines

    head = "\n".join(text_lines(Path(path)))[:HEAD]
    for name, one in known_formats().items():
        try:
            if one.recognises(head):
                return name
        except Exception:  # a format of a plugin that fails on a file it does not know
            continue
    hint = f"name the format; there are {', '.join(known_formats())}"
    raise DataError("no format recognises this file", file=os.path.basename(path), line=1, hint=hint)


def read_file(path: str | os.PathLike[str], format: str | None = None, **options: Any) -> Contents:
    """Reads a file; without ``format`` by what recognises it. ``options`` are those of `Options` that the format reads.

    Irradiance is held against the Sun of the place: a noon that is 0.75 h off is refused, one that is 0.3 h off is told in the notes.
    Errors: `DataError` with file and line for whatever is wrong with the file; `ParameterError` for an unknown format or an option that
    the format does not read.
    """
    return _read(os.fspath(path), format, options_of(options))


def options_of(given: Mapping[str, Any]) -> Options:
    """`Options` from plain values (`ParameterError` for a name that is none)."""
    import difflib

    names = tuple(Options.__dataclass_fields__)
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            raise ParameterError(f"a file has no option {name!r}", parameter=name, hint=f"did you mean {near[0]!r}?" if near else None)
    plain: dict[str, Any] = dict(given)
    if "missing" in plain:
        plain["missing"] = tuple(float(code) for code in plain["missing"])
    return replace(Options(), **plain)


def _read(path: str, format: str | None, options: Options) -> Contents:
    from gigasite.formats.solar_noon import checked_noon

    name = format or detect(path)
    formats = known_formats()
    if name not in formats:
        import difflib

        near = difflib.get_close_matches(name, formats, n=1)
        hint = f"pip install {BESIDE[name]}" if name in BESIDE else f"did you mean {near[0]!r}?" if near else f"known: {', '.join(formats)}"
        raise ParameterError(f"no file format is called {name!r:.40}", parameter="format", value=name, hint=hint)
    chosen = formats[name]
    unread = [one for one in options.given() if one not in chosen.options]
    if unread:
        words = ", ".join(chosen.options) or "none"
        raise ParameterError(f"the format {name} does not read {unread[0]!r}", parameter=unread[0], hint=f"it reads {words}")
    file = os.path.basename(path)
    try:
        contents = chosen.read(Path(path), options)
        return checked_noon(contents, file, adjustable="utc_offset_h" in chosen.options)
    except GigasiteError as error:
        if error.file is None and isinstance(error, DataError):
            error.file = file
        raise
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError, MemoryError, OSError) as error:
        # What no line of a reader foresaw is still a fault of the file, and not of the person who gave it.
        text = f"cannot be read as {name}: {type(error).__name__}: {str(error)[:200]}"
        raise DataError(text, file=file) from error
