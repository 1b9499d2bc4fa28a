"""Files are written whole or not at all, and several together or none of them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

__all__ = ["write_synced", "write_together", "write_whole"]


def write_whole(path: str | os.PathLike[str], text: str) -> None:
    """Writes text under a temporary name beside its place and renames it. Errors: `OSError` with nothing written."""
    write_together([(path, text)])


def write_together(files: Iterable[tuple[str | os.PathLike[str], str]]) -> None:
    """Writes every text beside its place, then renames them all. Errors: `OSError`, before any name is taken where it can be foreseen."""
    staged: list[tuple[str, Path]] = []
    try:
        for path, text in files:
            staged.append((_stage(Path(path), text), Path(path)))
        while staged:
            temporary, target = staged[0]
            os.replace(temporary, target)
            staged.pop(0)
    finally:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _stage(target: Path, text: str) -> str:
    """The text under a temporary name beside its place."""
    if target.is_dir():
        raise IsADirectoryError(21, "is a directory", str(target))
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except FileNotFoundError:
        raise FileNotFoundError(2, "no such folder", str(target.parent)) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
    except BaseException:
        os.unlink(name)
        raise
    return name


def write_synced(path: Path, content: bytes) -> None:
    """The bytes under their name, whole and on the disk when it returns, or not at all: what a loss of power must not take."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    with contextlib.suppress(OSError):  # a folder cannot be synced everywhere
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
