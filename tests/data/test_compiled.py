"""The data of the wheel are what ``data/raw`` says, to the byte, and may be passed on."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "python" / "gigasite" / "data"
RAW = ROOT / "data" / "raw"
SERIES = sorted(path.name for path in (DATA / "series").glob("*.npz"))


@cache
def compiler() -> ModuleType:
    sys.path.insert(0, str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location("compile_data", ROOT / "tools" / "compile_data.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["compile_data"] = module
    spec.loader.exec_module(module)
    return module


def test_compiling_again_gives_the_same_bytes() -> None:
    files = compiler().compiled()
    differing = [name for name, content in files.items() if (DATA / name).read_bytes() != content]
    assert not differing, f"{differing}: edit data/raw and run `make data`"


def test_no_series_lies_in_the_wheel_that_is_not_compiled() -> None:
    made = {name for name in compiler().compiled() if name.startswith("series/")}
    assert {f"series/{path.name}" for path in (DATA / "series").iterdir()} == made


def load(name: str) -> tuple[dict[str, np.ndarray], dict[str, object]]:
    archive = np.load(DATA / "series" / name)
    return {key: archive[key] for key in archive.files if key != "meta"}, json.loads(archive["meta"].tobytes())


@pytest.mark.parametrize("name", SERIES)
def test_series_are_whole_and_name_their_source(name: str) -> None:
    columns, meta = load(name)
    assert columns
    for values in columns.values():
        assert values.dtype == np.float32
        assert values.shape == (8760,)
        assert np.isfinite(values).all()
    assert set(meta["units"]) == set(columns)
    assert meta["source"] and meta["licence"] and meta["evidence"]
    (raw,) = RAW.rglob(meta["raw_file"])
    assert hashlib.sha256(raw.read_bytes()).hexdigest() == meta["raw_sha256"]


def test_the_wheel_stays_small() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file() and "cases" not in path.parts) < 5e6


FORBIDDEN = ("odbl", "electricity maps", "electricitymaps", "electricity_maps", "meteonorm file", "onebuilding.org/")


@pytest.mark.parametrize("root", [DATA / "tables", DATA / "series", RAW], ids=["tables", "series", "raw"])
def test_no_share_alike_data(root: Path) -> None:
    for path in root.rglob("*"):
        if path.is_file() and path.suffix in {".csv", ".npz", ".md"}:
            text = path.read_bytes().lower()
            assert not [word for word in FORBIDDEN if word.encode() in text], path
    assert not [path for path in root.rglob("*") if path.name.endswith((".epw", ".epw.gz")) and "TMY3" not in path.name]


def test_every_raw_file_stands_in_the_licences() -> None:
    text = (RAW / "LICENCES.md").read_text("utf-8")
    for path in sorted(RAW.rglob("*")):
        if path.is_dir() or path.name == "LICENCES.md":
            continue
        stem = path.name.split("_2022")[0].split("_2019")[0].split("_2015")[0].split("_2018")[0]
        kind = {"us": "us_{", "entsoe": "entsoe_{", "smard": "smard_dayahead_{", "openmeteo": "openmeteo_era5_{", "USA": "USA_*_TMY3"}
        assert path.name in text or kind.get(stem.split("_")[0], path.name) in text, path.name


PLAUSIBLE = {
    "weather_dallas.npz": {"dry_bulb_c": (20.41, 0.05), "relative_humidity": (0.633, 0.005), "wind_speed_m_s": (3.96, 0.05)},
    "weather_frankfurt.npz": {"dry_bulb_c": (12.09, 0.05)},
    "weather_singapore.npz": {"dry_bulb_c": (27.26, 0.05), "relative_humidity": (0.825, 0.005)},
    "weather_chicago.npz": {"dry_bulb_c": (9.99, 0.05), "ghi_w_m2": (160.6, 1.0), "pressure_pa": (99190, 50)},
    "weather_pittsburgh.npz": {"dry_bulb_c": (11.24, 0.05), "ghi_w_m2": (140.3, 1.0)},
    "weather_greensboro.npz": {"dry_bulb_c": (14.42, 0.05), "ghi_w_m2": (178.8, 1.0)},
    "weather_po_valley.npz": {"dry_bulb_c": (13.56, 0.05), "ghi_w_m2": (163.9, 1.0)},
    "carbon_erco_2022.npz": {"grid_carbon_kg_per_mwh": (347.2, 0.8)},
    "price_2018.npz": {"germany": (44.47, 0.05)},  # published mean of the day-ahead price of 2018
    "price_2015.npz": {"germany": (31.6, 0.2)},
}


@pytest.mark.parametrize("name", sorted(PLAUSIBLE))
def test_annual_means(name: str) -> None:
    columns, _ = load(name)
    for column, (mean, tolerance) in PLAUSIBLE[name].items():
        assert columns[column].astype(float).mean() == pytest.approx(mean, abs=tolerance)


def equation_of_time_min(day: np.ndarray) -> np.ndarray:
    angle = 2 * np.pi * (day - 81) / 364
    return 9.87 * np.sin(2 * angle) - 7.53 * np.cos(angle) - 1.5 * np.sin(angle)


@pytest.mark.parametrize("name", [name for name in SERIES if name.startswith("weather") and "ghi_w_m2" in load(name)[0]])
def test_solar_noon_is_where_geometry_puts_it(name: str) -> None:
    """The centroid of the irradiance of clear days against the meridian transit: a wrong hour or time zone is 60 minutes off."""
    columns, meta = load(name)
    longitude = float(meta["longitude_deg"])  # type: ignore[arg-type]
    shift = round(-longitude / 15)
    ghi = np.roll(columns["ghi_w_m2"].astype(float), -shift).reshape(365, 24)  # days of local solar time, in UTC hours plus shift
    day = np.arange(365) + 1
    noon_utc_h = 12 - longitude / 15 - equation_of_time_min(day) / 60
    hours = np.arange(24) + 0.5 + shift
    clear = ghi.sum(axis=1) > 0.9 * np.array([ghi.sum(axis=1)[max(0, d - 15) : d + 15].max() for d in range(365)])
    centroid = (ghi * hours).sum(axis=1) / np.maximum(ghi.sum(axis=1), 1.0)
    assert clear.sum() > 30
    assert np.median((centroid - noon_utc_h)[clear]) == pytest.approx(0.0, abs=0.25)


def test_stamps_of_eia_930_begin_their_hour() -> None:
    """Texas has its solar output around the transit over 101 °W once the stamp that ends the hour is moved to its begin."""
    module = compiler().raw_series
    path = RAW / "grid" / "us_erco_2022_eia930_hourly.csv"
    rows = module._rows(path)
    solar = module._on_the_year([row["timestamp_utc"] for row in rows], module._column(rows, "solar_mw"), late_h=1)
    shape = np.roll(solar.reshape(365, 24).mean(axis=0), -6)
    centroid = ((np.arange(24) + 0.5 + 6) * shape).sum() / shape.sum()
    assert centroid == pytest.approx(12 + 101 / 15, abs=0.4)
