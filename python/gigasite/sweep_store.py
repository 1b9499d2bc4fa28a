"""Where the designs of a sweep are kept: a folder with a manifest, and chunks whose names hold the checksums of what is in them."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import DataError
from gigasite.evaluation import _extra
from gigasite.files import write_synced
from gigasite.metrics import METRICS

if TYPE_CHECKING:
    from gigasite.sweeping import Task

__all__ = ["FORMATS", "Store", "Table", "ZarrStore", "in_bytes"]

#: The columns of a chunk; ``none_because`` is one text.
Table: TypeAlias = dict[str, NDArray[Any]]
MANIFEST, REASONS = "manifest.json", "none_because"


def in_bytes(n: float) -> str:
    """A size in words.

    >>> in_bytes(2.5e6)
    '2.5 MB'
    """
    units = ("B", "kB", "MB", "GB", "TB", "PB")
    power = 0
    while n >= 1000 and power < len(units) - 1:
        n, power = n / 1000.0, power + 1
    return f"{n:,.3g} {units[power]}" if n < 1000 else f"{n:,.0f} {units[power]}"


class Store:
    """The folder of a sweep. A chunk is a file of NumPy's own format, with a checksum of its bytes in its name.

    A chunk is written under another name, synced and renamed, so it is there whole or not at all.
    """

    format = "npz"
    suffix = "npz"

    def __init__(self, path: Path, task: Task, inputs: Mapping[str, Any]) -> None:
        self.path, self.task, self.inputs = path, task, inputs
        self.files: dict[int, Path] = {}

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """One writer at a time; the lock goes with the process that holds it."""
        if self.path.exists() and not self.path.is_dir():
            raise DataError(f"{self.path} is a file", parameter="out", value=str(self.path))
        if self.path.is_dir() and any(self.path.iterdir()) and not {MANIFEST, ".lock"} & {p.name for p in self.path.iterdir()}:
            raise DataError(f"{self.path} holds something else than a sweep", parameter="out", value=str(self.path))
        self.path.mkdir(parents=True, exist_ok=True)
        with open(self.path / ".lock", "a") as file:
            try:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except ImportError:  # no such locks here: the atomic renames alone keep the chunks whole
                pass
            except OSError:
                raise DataError(f"another sweep writes to {self.path}", parameter="out", value=str(self.path)) from None
            yield

    def open(self, resume: bool) -> None:
        """Looks whether the folder holds this very sweep; a new one gets its manifest."""
        manifest = self.path / MANIFEST
        for left in self.path.glob(".*.part"):
            left.unlink()
        if manifest.exists() and not resume:
            self.clear()
            manifest.unlink()
        if manifest.exists():
            try:
                old = json.loads(manifest.read_text("utf-8"))
                differences = list(_differences(old["inputs"], self.inputs))
                was = old.get("format", "npz")
            except (ValueError, KeyError, TypeError, AttributeError):
                raise DataError(
                    f"{manifest} cannot be read", parameter="out", value=str(self.path), hint="resume=False (--anew) starts anew"
                ) from None
            differences += [f"format was {was} and is {self.format}"] if was != self.format else []
            if differences:
                text = "; ".join(differences[:5]) + (f"; and {len(differences) - 5} more" if len(differences) > 5 else "")
                hint = "give another folder, or start anew with resume=False (--anew)"
                raise DataError(f"{self.path} holds another sweep: {text}", parameter="out", value=str(self.path), hint=hint)
        else:
            parts = {
                "schema_version": 1,
                "format": self.format,
                "designs": self.task.space.size,
                "chunks": self.task.chunks,
                "digest": hashlib.sha256(_canonical(self.inputs)).hexdigest(),
                "inputs": self.inputs,
            }
            write_synced(manifest, (json.dumps(parts, indent=1, ensure_ascii=False) + "\n").encode())

    def clear(self) -> None:
        """Takes away every chunk of an older sweep, of any format."""
        for store in FORMATS.values():
            for file in self.path.glob(f"chunk-*.{store.suffix}"):
                file.unlink()
        shutil.rmtree(self.path / ZarrStore.tree, ignore_errors=True)

    def damaged(self) -> tuple[int, ...]:
        """Looks at every chunk; removes those that do not hold what their name says, and names them."""
        bad = []
        for file in sorted(self.path.glob(f"chunk-*.{self.suffix}")):
            parts = file.name.split(".")
            index = int(parts[0][6:]) if parts[0][6:].isdigit() else -1
            if 0 <= index < self.task.chunks and len(parts) == 3 and self.read(index, file) is not None:
                self.files[index] = file
            else:
                file.unlink()
                bad.append(index)
        return tuple(bad)

    def check_space(self, missing: int) -> None:
        """Refuses a sweep that the disk cannot hold."""
        task = self.task
        need = missing * task.chunk * 8.0 * (len(task.space.axes) + len(task.space.scenario.sites) * len(task.metrics or METRICS))
        free = shutil.disk_usage(self.path).free
        if need > free:
            text = f"the sweep needs about {in_bytes(need)}, {self.path} has {in_bytes(free)}"
            raise DataError(text, parameter="out", value=str(self.path))

    def write(self, index: int, table: Table) -> None:
        """Keeps a chunk."""
        buffer = io.BytesIO()
        arrays: Any = table
        np.savez(buffer, **arrays)
        content = buffer.getvalue()
        self.finish(index, _checksum(content), content)

    def finish(self, index: int, checksum: str, content: bytes) -> None:
        """Gives a chunk its name: from here on it counts."""
        file = self.path / f"chunk-{index:06d}.{checksum}.{self.suffix}"
        write_synced(file, content)
        self.files[index] = file

    def read(self, index: int, file: Path) -> Table | None:
        """A chunk, or None where it does not hold what its name says."""
        content = file.read_bytes()
        if _checksum(content) != file.name.split(".")[1]:
            return None
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}

    def chunks(self) -> Iterator[Table]:
        """All chunks in order, each checked again."""
        for index in range(self.task.chunks):
            file = self.files[index]
            table = self.read(index, file)
            if table is None:
                hint = "sweep again: what is damaged is made again"
                raise DataError(f"{file} is damaged", parameter="out", value=str(file), hint=hint)
            yield table


class ZarrStore(Store):
    """The same folder with the columns as arrays of a Zarr group (version 3), ``designs.zarr``, for xarray and dask (extra ``zarr``).

    A chunk of the sweep is one chunk of every array, so no two writes meet in one. It counts when its small file is there, which holds the
    reasons for what is NaN and, in its name, the checksum of the values: what a crash or a disk left of the arrays is found by it.
    A column of names is kept as numbers with the flags of the CF conventions.
    """

    format = "zarr"
    suffix = "json"
    tree = "designs.zarr"

    def __init__(self, path: Path, task: Task, inputs: Mapping[str, Any]) -> None:
        super().__init__(path, task, inputs)
        self.zarr = _extra("zarr")
        self.names = {axis.name: axis.values for axis in task.space.axes if axis.values and isinstance(axis.values[0], str)}

    def write(self, index: int, table: Table) -> None:
        start, stop = self.task.bounds(index)
        group = self.zarr.open_group(str(self.path / self.tree), mode="a")
        if "columns" not in group.attrs:
            group.attrs.update({"gigasite": dict(self.inputs), "columns": [name for name in table if name != REASONS]})
        for name, values in table.items():
            if name != REASONS:
                numbers = self._numbers(name, values)
                array = group[name] if name in group else self._array(group, name, numbers.dtype)
                array[start:stop] = numbers
        reasons = str(table[REASONS])
        self.finish(index, _of_table(table), json.dumps({REASONS: json.loads(reasons)}, ensure_ascii=False).encode())

    def _array(self, group: Any, name: str, dtype: np.dtype[Any]) -> Any:
        size = self.task.space.size
        names = self.names.get(name)
        flags = {"flag_values": list(range(len(names))), "flag_meanings": " ".join(names)} if names else {}
        return group.create_array(
            name,
            shape=(size,),
            chunks=(min(size, self.task.chunk),),
            dtype=dtype,
            fill_value=np.nan if dtype.kind == "f" else -1,
            dimension_names=("design",),
            attributes=flags,
        )

    def _numbers(self, name: str, values: NDArray[Any]) -> NDArray[Any]:
        if name not in self.names:
            return values
        order = {text: k for k, text in enumerate(self.names[name])}
        return np.array([order[text] for text in values.tolist()], dtype=np.int32)

    def read(self, index: int, file: Path) -> Table | None:
        start, stop = self.task.bounds(index)
        try:
            reasons = json.loads(file.read_text("utf-8"))[REASONS]
            group = self.zarr.open_group(str(self.path / self.tree), mode="r")
            table = {str(name): np.asarray(group[name][start:stop]) for name in group.attrs["columns"]}
        except Exception:  # whatever a torn file makes of it: it is no chunk
            return None
        for name, names in self.names.items():
            if np.all((table[name] >= 0) & (table[name] < len(names))):
                table[name] = np.array(names)[table[name]]
        table[REASONS] = np.array(json.dumps(reasons, sort_keys=True, ensure_ascii=False))
        return table if _of_table(table) == file.name.split(".")[1] else None


FORMATS: Mapping[str, type[Store]] = {"npz": Store, "zarr": ZarrStore}


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _of_table(table: Table) -> str:
    """Checksum of names, types and values, in whatever order the columns stand."""
    parts = [f"{name} {values.dtype.str} {values.shape}".encode() + values.tobytes() for name, values in sorted(table.items())]
    return _checksum(b"".join(parts))


def _canonical(inputs: Mapping[str, Any]) -> bytes:
    return json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            at = f"{path}.{key}" if path else str(key)
            if key not in old:
                yield f"{at} is new"
            elif key not in new:
                yield f"{at} is gone"
            else:
                yield from _differences(old[key], new[key], at)
    elif old != new:
        yield f"{path} was {_short(old)} and is {_short(new)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
