"""Runs every group of rows, prints the table and writes ``benchmarks/latest.json``."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import decisions, earth, engines, laws, orbit, peers, process
from benchmarks.harness import Row, machine, save, show

HERE = Path(__file__).parent


def main() -> int:
    """All rows; the exit code is 1 when a row is under its must."""
    rows: list[Row] = []
    for group in (process.rows, engines.rows, earth.rows, laws.rows, orbit.rows, decisions.rows, peers.rows):
        for row in group():
            rows.append(row)
            print(show([row]).splitlines()[-1], flush=True)
    print("\n" + show(rows))
    print("machine:", ", ".join(f"{k} {v}" for k, v in machine().items()))
    save(rows, HERE / "latest.json")
    return int(any(row.must is not None and row.ratio < row.must for row in rows))


if __name__ == "__main__":
    sys.exit(main())
