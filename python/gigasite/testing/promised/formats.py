"""What a form of files promises: it knows its own, and whatever is wrong with a file is an error that names the file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from gigasite.errors import GigasiteError
from gigasite.formats import Contents, Options
from gigasite.testing.conformance import NotApplicable, Subject, promise
from gigasite.time_series import Series

__all__: list[str] = []

#: Texts that belong to no form: nothing, a line, a table of another kind, bytes.
STRANGERS = (b"", b"\n", b"a,b\n1,2\n", b"{}", b"\x00\xff" * 40, "λ;µ\n".encode() * 9, b"<a/>", b"\x1f\x8b\x08broken")


def _read(subject: Subject, content: bytes) -> Contents:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.txt")
        path.write_bytes(content)
        options = Options(columns={"dry_bulb_c": "a"}) if "columns" in subject.instance.options else Options()
        found: Contents = subject.instance.read(path, options)
        return found


@promise("file_formats")
def check_stranger_is_a_data_error(subject: Subject) -> None:
    """A file of another form is not recognised and, when read, refused by a `DataError`, never by another exception."""
    for content in STRANGERS:
        known = subject.instance.recognises(content.decode("latin-1"))
        assert known is False, f"recognises {content[:20]!r} (or gives no bool: {known!r})"
        try:
            _read(subject, content)
        except GigasiteError:
            continue
        except Exception as error:
            raise AssertionError(f"{content[:20]!r} raises {type(error).__name__}: {error}; raise a DataError") from error
        raise AssertionError(f"{content[:20]!r} is read as if it were a file of this form")


@promise("file_formats")
def check_example_is_read(subject: Subject) -> None:
    """An attribute ``example`` (the bytes of a small file), where there is one, is recognised, read twice alike, and has sources."""
    example = getattr(subject.instance, "example", None)
    if example is None:
        raise NotApplicable("has no example")
    content = example() if callable(example) else example
    assert subject.instance.recognises(content[:4096].decode("utf-8", "replace")), "does not recognise its own example"
    first, second = _read(subject, content), _read(subject, content)
    assert isinstance(first, Contents) and first.columns, "there is no series"
    for name, series in first.columns.items():
        assert isinstance(series, Series) and series.source.strip() and series.licence.strip(), f"{name} has no source or no licence"
        assert np.array_equal(series.values, second.columns[name].values), f"{name} differs when read again"
