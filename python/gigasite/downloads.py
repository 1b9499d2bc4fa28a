"""Files fetched once and kept with their checksum. Nothing here runs unless it is called: gigasite itself never uses the network."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gigasite.errors import DataError

__all__ = ["fetch", "keep", "verified"]

LARGEST = 500 * 2**20


def _sum_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def keep(path: str | os.PathLike[str], data: bytes) -> Path:
    """Writes a file whole or not at all, with its SHA-256 beside it in ``<name>.sha256``, as ``sha256sum`` writes it."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    for file, content in ((target, data), (_sum_of(target), f"{hashlib.sha256(data).hexdigest()}  {target.name}\n".encode())):
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            os.replace(temporary, file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    return target


def verified(path: str | os.PathLike[str]) -> Path:
    """The path, after its content was held against the checksum beside it. A file without one was put there by hand and is taken as it is.

    Errors: `DataError` for a file that is not there, or that has changed since it was fetched.
    """
    target = Path(path)
    try:
        data = target.read_bytes()
        said = _sum_of(target).read_text("utf-8", "replace") if _sum_of(target).is_file() else None
    except OSError as error:
        raise DataError(f"{target.name} cannot be read: {error.strerror}", file=str(target)) from None
    if said is not None and hashlib.sha256(data).hexdigest() != said.split(" ", 1)[0].strip():
        hint = f"fetch it again, or remove {_sum_of(target).name} if you changed it"
        raise DataError(f"{target.name} is not the file that was fetched: its SHA-256 differs", file=str(target), hint=hint)
    return target


def fetch(
    address: str,
    path: str | os.PathLike[str],
    *,
    sha256: str | None = None,
    check: Callable[[bytes], None] | None = None,
    opener: Callable[..., Any] = urllib.request.urlopen,
) -> Path:
    """The file at an address, kept at ``path``: from there without the network when it is there and its checksum holds.

    ``sha256`` is what the file must have; ``check`` looks at the bytes and raises for those of another file. Errors: `DataError`, with
    nothing written.
    """
    target = Path(path)
    if target.is_file() and _sum_of(target).is_file():
        kept = verified(target)
        if sha256 in (None, _sum_of(target).read_text("utf-8").split(" ", 1)[0]):
            return kept
    if not re.match(r"https://", address):
        raise DataError(f"{address!r:.100} is not an address that begins with https://")
    try:
        with opener(address, timeout=120) as answer:
            data = bytes(answer.read(LARGEST + 1))
    except OSError as error:
        raise DataError(f"{address} cannot be fetched: {error}") from None
    if len(data) > LARGEST:
        raise DataError(f"{address} has more than {LARGEST // 2**20} MiB")
    got = hashlib.sha256(data).hexdigest()
    if sha256 is not None and got != sha256:
        raise DataError(f"{address} has the SHA-256 {got}, not {sha256}")
    if check is not None:
        check(data)
    return keep(target, data)
