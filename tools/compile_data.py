"""Compiles ``data/raw`` into ``python/gigasite/data``: the parameters, the tables and the series of the wheel.

    python tools/compile_data.py [--out DIR]

The result is the same to the byte on every run: no clock, no order of a dictionary or a directory, fixed dates in archives.
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
OUT = ROOT / "python" / "gigasite" / "data"

Row = dict[str, str]


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def csv_text(rows: list[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def number(value: float) -> str:
    """Six significant digits, no noise of binary fractions."""
    rounded = float(f"{value:.6g}")
    return str(int(rounded)) if rounded == int(rounded) and abs(rounded) < 1e15 else repr(rounded)


def conversions(usd_per_eur: float) -> dict[str, tuple[str, float]]:
    """Unit of a source -> unit of the key and factor. A unit that is not here is the unit of its key."""
    return {
        "% of circulation": ("1", 0.01),
        "EUR/MWh": ("USD/MWh", usd_per_eur),
        "EUR2025/kW": ("USD/kW", usd_per_eur),
        "EUR2025/kW_th": ("USD/kW of heat", usd_per_eur),
        "EUR2025/kWh": ("USD/kWh", usd_per_eur),
        "M USD": ("USD", 1e6),
        "M USD/MW": ("USD/kW", 1e3),
        "M USD/MW of IT": ("USD/MW of IT", 1e6),
        "USD/PH/day": ("USD/TH/day", 1e-3),
        "k USD": ("USD", 1e3),
    }


def compile_parameters(rows: list[Row]) -> list[Row]:
    """Rows in the unit of their source -> rows in the unit of their key. ``minimum`` and ``maximum`` are in the key's unit already."""
    usd_per_eur = next(float(row["default"]) for row in rows if row["key"] == "usd_per_eur")
    table = conversions(usd_per_eur)
    result = []
    for row in rows:
        unit, factor = table.get(row["unit"], (row["unit"], 1.0))
        scaled = {name: number(float(row[name]) * factor) for name in ("default", "low", "high")}
        limits = {name: number(float(row[name])) for name in ("minimum", "maximum")}
        result.append({**row, "unit": unit, **scaled, **limits})
    return result


def compiled() -> dict[str, bytes]:
    """Every file of the wheel's data by its path below ``python/gigasite/data``."""
    files = {
        "parameters.csv": csv_text(compile_parameters(read_csv(RAW / "parameters.csv"))),
        "sources.csv": csv_text(read_csv(RAW / "sources.csv")),
    }
    return {name: text.encode() for name, text in files.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT)
    out = parser.parse_args().out
    for name, content in compiled().items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
