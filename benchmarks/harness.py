"""How a row is measured: both contenders in turn inside every round, the median of each, and their ratio."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Row", "limit", "machine", "paired", "save", "show", "timed"]


@dataclass(frozen=True)
class Row:
    """``ratio = other_s / ours_s``: larger is better; ``must`` and ``moonshot`` are ratios."""

    name: str
    ours_s: float
    other: str
    other_s: float
    ratio: float
    must: float | None
    moonshot: float | None


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(
    name: str,
    ours: Callable[[], object],
    other: str,
    others: Callable[[], object],
    *,
    must: float | None = None,
    moonshot: float | None = None,
    rounds: int = 5,
    per_call: tuple[float, float] = (1.0, 1.0),
) -> Row:
    """Ours and another in turn. ``per_call`` divides each time where one call does several units of the work."""
    ours(), others()
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(timed(ours))
        theirs.append(timed(others))
    a, b = statistics.median(mine) / per_call[0], statistics.median(theirs) / per_call[1]
    return Row(name, a, other, b, b / a, must, moonshot)


def limit(
    name: str,
    ours: Callable[[], object],
    seconds: float,
    *,
    moonshot_s: float | None = None,
    must: float | None = 1.0,
    rounds: int = 5,
    per_call: float = 1.0,
) -> Row:
    """Ours against an absolute limit."""
    ours()
    a = statistics.median(timed(ours) for _ in range(rounds)) / per_call
    return Row(name, a, "limit", seconds, seconds / a, must, None if moonshot_s is None else seconds / moonshot_s)


def machine() -> dict[str, object]:
    """What the rows were measured on."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = lines[0] if lines else model
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "load": os.getloadavg()[0],
    }


def save(rows: list[Row], path: Path) -> None:
    """Writes ``benchmarks/latest.json``."""
    path.write_text(json.dumps({"machine": machine(), "rows": [asdict(row) for row in rows]}, indent=1) + "\n")


def _seconds(value: float) -> str:
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= scale:
            return f"{value / scale:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


def show(rows: list[Row]) -> str:
    """The table."""
    head = f"{'what':<58}{'ours':>10}  {'beside':<28}{'theirs':>10}{'ratio':>9}{'must':>7}"
    lines = [head, "─" * len(head)]
    for row in rows:
        must = "" if row.must is None else f"{row.must:g}"
        mark = "" if row.must is None or row.ratio >= row.must else "  under"
        lines.append(
            f"{row.name:<58}{_seconds(row.ours_s):>10}  {row.other:<28}{_seconds(row.other_s):>10}{row.ratio:>9.3g}{must:>7}{mark}"
        )
    return "\n".join(lines)
