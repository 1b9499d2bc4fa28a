"""Readers of the raw hourly files: from the stamps, gaps and units of a source to 8,760 UTC hours that each hold from their stamp."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
HOURS = 8760
LONGEST_GAP_H = 24


@dataclass
class Raw:
    """Columns of one file on the hours of a year in UTC."""

    file: Path
    year: int
    columns: dict[str, Array]
    notes: list[str] = field(default_factory=list)
    place: dict[str, float] = field(default_factory=dict)


def _number(text: str, missing: float | None = None) -> float:
    if text == "":
        return np.nan
    value = float(text)
    return np.nan if missing is not None and value >= missing else value


def _column(rows: list[dict[str, str]], name: str) -> Array:
    return np.array([_number(row[name]) for row in rows])


def _hour_of_year(stamps: list[str]) -> NDArray[np.int64]:
    times = np.array([stamp.rstrip("Z") for stamp in stamps], dtype="datetime64[h]")
    index = (times - times.astype("datetime64[Y]").astype("datetime64[h]")).astype(np.int64)
    if len(set(index.tolist())) != HOURS or len(index) != HOURS:
        raise ValueError(f"{stamps[0]} to {stamps[-1]}: not each hour of a common year once")
    return index


def _on_the_year(stamps: list[str], values: Array, *, late_h: int = 0) -> Array:
    """Values by hour of the year; ``late_h`` = 1 where the stamp ends its hour. What spills over the new year goes to its other end."""
    result = np.empty(HOURS)
    result[(_hour_of_year(stamps) - late_h) % HOURS] = values
    return result


def fill(values: Array, name: str, notes: list[str]) -> Array:
    """Gaps to a day are joined by a straight line; a longer one takes the same hours of the next week. Both are counted in the notes."""
    gaps = np.isnan(values)
    if not gaps.any():
        return values
    hours = np.arange(len(values))
    edges = np.flatnonzero(np.diff(np.r_[0, gaps.astype(int), 0]))
    long = [(a, b) for a, b in edges.reshape(-1, 2) if b - a > LONGEST_GAP_H]
    result = values.copy()
    for a, b in long:
        result[a:b] = values[(np.arange(a, b) + 168) % len(values)]
    rest = np.isnan(result)
    result[rest] = np.interp(hours[rest], hours[~rest], result[~rest])
    parts = [f"{int(gaps.sum())} of {len(values)} hours filled"]
    if long:
        parts.append(f"{sum(b - a for a, b in long)} of them from the next week")
    notes.append(f"{name}: {', '.join(parts)}")
    return result


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def era5(path: Path) -> Raw:
    """Open-Meteo: UTC, values at the stamp; no irradiance."""
    comment = path.open(encoding="utf-8").readline().split()
    rows = _rows(path)
    stamps = [row["timestamp_utc"] for row in rows]
    names = {"temperature_2m_c": ("dry_bulb_c", 1.0), "relative_humidity_2m_pct": ("relative_humidity", 0.01),
             "cloud_cover_pct": ("cloud_cover", 0.01), "wind_speed_10m_m_s": ("wind_speed_m_s", 1.0)}  # fmt: skip
    raw = Raw(path, 2023, {})
    for old, (new, factor) in names.items():
        raw.columns[new] = fill(_on_the_year(stamps, _column(rows, old) * factor), new, raw.notes)
    spill = sum(not stamp.startswith("2023") for stamp in stamps)
    if spill:
        raw.notes.append(f"hours before the year that stand at its end: {spill}")
    raw.place = {"latitude_deg": float(comment[2]), "longitude_deg": float(comment[4]), "altitude_m": float(comment[6])}
    return raw


EPW = {"dry_bulb_c": (6, 1.0, 99.9), "relative_humidity": (8, 0.01, 999), "pressure_pa": (9, 1.0, 999999), "ghi_w_m2": (13, 1.0, 9999),
       "dni_w_m2": (14, 1.0, 9999), "dhi_w_m2": (15, 1.0, 9999), "wind_speed_m_s": (21, 1.0, 999)}  # fmt: skip


def epw(path: Path) -> Raw:
    """EnergyPlus weather: hour h of local standard time ends at h, so it is stamped h − 1; the year columns are not used."""
    with gzip.open(path, "rt", encoding="latin-1", newline="") as file:
        rows = list(csv.reader(file))
    latitude, longitude, offset, altitude = (float(text) for text in rows[0][6:10])
    body = rows[8:]
    if len(body) != HOURS:
        raise ValueError(f"{path.name}: {len(body)} hours")
    raw = Raw(path, 2023, {}, ["typical months of several years"])
    for name, (column, factor, missing) in EPW.items():
        local = np.array([_number(row[column], missing) for row in body]) * factor
        raw.columns[name] = np.roll(fill(local, name, raw.notes), -round(offset))
    raw.place = {"latitude_deg": latitude, "longitude_deg": longitude, "altitude_m": altitude}
    return raw


TMY3 = {"dry_bulb_c": (6, 1.0), "relative_humidity": (8, 0.01), "pressure_pa": (9, 100.0), "ghi_w_m2": (2, 1.0), "dni_w_m2": (3, 1.0),
        "dhi_w_m2": (4, 1.0), "wind_speed_m_s": (11, 1.0)}  # fmt: skip


def tmy3(path: Path) -> Raw:
    """NREL TMY3: as EPW; pressure in mbar, −9900 is missing."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    offset, latitude, longitude, altitude = (float(text) for text in rows[0][3:7])
    body = rows[2:]
    if len(body) != HOURS:
        raise ValueError(f"{path.name}: {len(body)} hours")
    raw = Raw(path, 2023, {}, ["typical months of several years"])
    for name, (column, factor) in TMY3.items():
        local = np.array([np.nan if float(row[column]) <= -9900 else float(row[column]) for row in body]) * factor
        raw.columns[name] = np.roll(fill(local, name, raw.notes), -round(offset))
    raw.place = {"latitude_deg": latitude, "longitude_deg": longitude, "altitude_m": altitude}
    return raw


PVGIS = {"dry_bulb_c": (1, 1.0), "relative_humidity": (2, 0.01), "pressure_pa": (9, 1.0), "ghi_w_m2": (3, 1.0), "dni_w_m2": (4, 1.0),
         "dhi_w_m2": (5, 1.0), "wind_speed_m_s": (7, 1.0)}  # fmt: skip


def pvgis(path: Path) -> Raw:
    """PVGIS TMY: UTC; irradiance is a snapshot some minutes after the hour, the mean of the hour lies between two snapshots."""
    lines = path.read_text(encoding="utf-8").splitlines()
    latitude, longitude, altitude, offset_h = (float(line.split(":")[1]) for line in lines[:4])
    start = next(i for i, line in enumerate(lines) if line.startswith("time(UTC)")) + 1
    body = [line.split(",") for line in lines[start : start + HOURS]]
    raw = Raw(
        path, 2023, {}, ["typical months of several years", "irradiance moved from the time of the satellite scan to the mean of the hour"]
    )
    for name, (column, factor) in PVGIS.items():
        values = np.array([float(row[column]) for row in body]) * factor
        if name.endswith("_w_m2"):
            weight = 0.5 - offset_h
            values = (1 - weight) * values + weight * np.roll(values, -1)
        raw.columns[name] = fill(np.abs(values) if name.endswith("_w_m2") else values, name, raw.notes)
    raw.place = {"latitude_deg": latitude, "longitude_deg": longitude, "altitude_m": altitude}
    return raw


def carbon(path: Path, year: int, *, late_h: int) -> Raw:
    """Carbon intensity of an hourly generation file [g/kWh = kg/MWh]; ``late_h`` = 1 for EIA-930, whose stamps end the hour."""
    rows = _rows(path)
    stamps = [row["timestamp_utc"] for row in rows]
    raw = Raw(path, year, {})
    values = _column(rows, "ci_lifecycle_gco2e_per_kwh")
    spikes = values < 0.3 * np.nanmedian(values)
    if spikes.any():
        values[spikes] = np.nan
        raw.notes.append(f"{int(spikes.sum())} hours below 30 % of the median taken as faults of the file")
    raw.columns["grid_carbon_kg_per_mwh"] = fill(_on_the_year(stamps, values, late_h=late_h), "grid_carbon_kg_per_mwh", raw.notes)
    return raw


def prices(path: Path, year: int) -> Raw:
    """SMARD day-ahead prices [EUR/MWh] by zone; Germany and Austria are joined over the split of their zone on 1 October 2018."""
    rows = _rows(path)
    stamps = [row["timestamp_utc"] for row in rows]
    raw = Raw(path, year, {})
    table = {name.removesuffix("_eur_per_mwh"): _column(rows, name) for name in rows[0] if name.endswith("_eur_per_mwh")}
    joint = table.pop("germany_austria_luxembourg")
    for zone, own in (("germany", "germany_luxembourg"), ("austria", "austria")):
        table[zone] = np.where(np.isnan(joint), table.pop(own, np.nan), joint)
    for zone, values in sorted(table.items()):
        if np.isnan(values).sum() > 1000:
            continue  # Poland in 2015: a third of the year is missing
        raw.columns[zone] = fill(_on_the_year(stamps, values), zone, raw.notes)
    return raw
