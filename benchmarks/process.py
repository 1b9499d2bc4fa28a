"""Whole processes: the command, the import, the wheel."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Row, limit, timed

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("gigasite")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _import_over_bare() -> Row:
    bare = statistics.median(timed(lambda: _run(sys.executable, "-c", "pass")) for _ in range(9))
    whole = statistics.median(timed(lambda: _run(sys.executable, "-c", "import gigasite")) for _ in range(9))
    ours = max(whole - bare, 1e-4)
    return Row("import gigasite over the bare interpreter", ours, "limit", 0.075, 0.075 / ours, 1.0, 0.075 / 0.02)


def _wheel() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        _run(
            sys.executable,
            "-m",
            "maturin",
            "build",
            "--release",
            "--quiet",
            "--out",
            folder,
            "-m",
            str(ROOT / "rust/gigasite-py/Cargo.toml"),
        )
        size = sum(wheel.stat().st_size for wheel in Path(folder).glob("*.whl")) / 1e6
    yield Row("wheel [MB for s]", size, "limit", 10.0, 10.0 / size, 1.0, 2.0)


def rows() -> Iterator[Row]:
    """Rows of whole processes."""
    yield limit("gigasite compare, five seeds, 2,000 draws, whole process", lambda: _run(str(COMMAND), "compare"), 3.0, moonshot_s=1.0)
    yield limit(
        "gigasite compare --draws 10000, whole process",
        lambda: _run(str(COMMAND), "compare", "--draws", "10000"),
        20.0,
        moonshot_s=6.0,
        rounds=2,
    )
    yield _import_over_bare()
    yield from _wheel()
