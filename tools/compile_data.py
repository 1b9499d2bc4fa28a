"""Compiles ``data/raw`` into ``python/gigasite/data``: the parameters, the tables and the series of the wheel.

    python tools/compile_data.py [--out DIR]

The result is the same to the byte on every run: no clock, no order of a dictionary or a directory, fixed dates in archives.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import raw_series
from raw_series import Raw

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
OUT = ROOT / "python" / "gigasite" / "data"
PRICE_YEAR = "2025"

Row = dict[str, str]

OPEN_METEO = "Open-Meteo archive, ERA5 reanalysis; contains modified Copernicus Climate Change Service information"
TMY3 = "NREL National Solar Radiation Database, TMY3"
EIA = "U.S. Energy Information Administration, Form EIA-930; life-cycle medians of IPCC AR5 by fuel"
ENTSO_E = "ENTSO-E Transparency Platform, generation per type; life-cycle medians of IPCC AR5 by fuel"
SMARD = "Bundesnetzagentur | SMARD.de, day-ahead prices"


@dataclass(frozen=True)
class Made:
    """One file of series: how it is read, and what must be said of it."""

    name: str
    read: Callable[[], Raw]
    source: str
    licence: str
    evidence: str
    units: dict[str, str]


WEATHER_UNITS = {
    "dry_bulb_c": "°C", "relative_humidity": "1", "pressure_pa": "Pa", "ghi_w_m2": "W/m²", "dni_w_m2": "W/m²", "dhi_w_m2": "W/m²",
    "wind_speed_m_s": "m/s", "cloud_cover": "1",
}  # fmt: skip


def weather(place: str, reader: Callable[[Path], Raw], file: str, source: str, licence: str) -> Made:
    return Made(f"weather_{place}", lambda: reader(RAW / "weather" / file), source, licence, "measured", WEATHER_UNITS)


def carbon(name: str, year: int, file: str, source: str, licence: str, *, late_h: int) -> Made:
    path = RAW / "grid" / file
    units = {"grid_carbon_kg_per_mwh": "kg/MWh"}
    return Made(f"carbon_{name}", lambda: raw_series.carbon(path, year, late_h=late_h), source, licence, "derived", units)


def price(year: int) -> Made:
    path = RAW / "grid" / f"smard_dayahead_{year}_hourly.csv"
    return Made(f"price_{year}", lambda: raw_series.prices(path, year), SMARD, "CC BY 4.0", "measured", {})


PUBLIC = "US Government work, free use with credit"
SERIES = (
    weather("dallas", raw_series.era5, "openmeteo_era5_dallas_us_tx_2023.csv", OPEN_METEO, "CC BY 4.0"),
    weather("frankfurt", raw_series.era5, "openmeteo_era5_frankfurt_de_2023.csv", OPEN_METEO, "CC BY 4.0"),
    weather("singapore", raw_series.era5, "openmeteo_era5_singapore_sg_2023.csv", OPEN_METEO, "CC BY 4.0"),
    weather("chicago", raw_series.epw, "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz", TMY3, PUBLIC),
    weather("pittsburgh", raw_series.epw, "USA_PA_Pittsburgh-Allegheny.County.AP.725205_TMY3.epw.gz", TMY3, PUBLIC),
    weather("greensboro", raw_series.tmy3, "tmy3_723170_greensboro_nc.csv", TMY3, PUBLIC),
    weather(
        "po_valley", raw_series.pvgis, "pvgis_tmy_45N_8E_2005_2023.csv", "PVGIS (c) European Union, 2001-2025", "reuse with acknowledgement"
    ),
    carbon("erco_2022", 2022, "us_erco_2022_eia930_hourly.csv", EIA, "US public domain", late_h=1),
    carbon("pjm_2022", 2022, "us_pjm_2022_eia930_hourly.csv", EIA, "US public domain", late_h=1),
    carbon("miso_2022", 2022, "us_miso_2022_eia930_hourly.csv", EIA, "US public domain", late_h=1),
    carbon("fi_2019", 2019, "entsoe_fi_2019_generation_hourly.csv", ENTSO_E, "CC BY 4.0", late_h=0),
    carbon("se_2019", 2019, "entsoe_se_2019_generation_hourly.csv", ENTSO_E, "CC BY 4.0", late_h=0),
    carbon("no_2019", 2019, "entsoe_no_2019_generation_hourly.csv", ENTSO_E, "CC BY 4.0", late_h=0),
    price(2015),
    price(2018),
)


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


def usd_per_eur() -> float:
    """Mean rate of the price year of all parameters."""
    rates = read_csv(OUT / "exchange_rates.csv")
    return next(float(row["usd_per_unit"]) for row in rates if (row["currency"], row["year"]) == ("EUR", PRICE_YEAR))


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
    table = conversions(usd_per_eur())
    result = []
    for row in rows:
        unit, factor = table.get(row["unit"], (row["unit"], 1.0))
        scaled = {name: number(float(row[name]) * factor) for name in ("default", "low", "high")}
        limits = {name: number(float(row[name])) for name in ("minimum", "maximum")}
        result.append({**row, "unit": unit, **scaled, **limits})
    return result


def npz(arrays: dict[str, np.ndarray]) -> bytes:
    """An archive of arrays without dates and without compression: the wheel compresses, and no version of a library shows in the bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            array = io.BytesIO()
            np.lib.format.write_array(array, arrays[name], version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), array.getvalue())
    return content.getvalue()


def compile_series(made: Made) -> bytes:
    """Float32 columns with ``meta``, a JSON text: start, step, units, source, licence, evidence, raw file with its SHA-256, notes."""
    raw = made.read()
    meta = {
        "start_utc": f"{raw.year}-01-01T00:00:00",
        "step_s": 3600,
        "units": {name: made.units.get(name, "EUR/MWh") for name in raw.columns},
        "source": made.source,
        "licence": made.licence,
        "evidence": made.evidence,
        "raw_file": raw.file.name,
        "raw_sha256": hashlib.sha256(raw.file.read_bytes()).hexdigest(),
        "notes": raw.notes,
        **raw.place,
    }
    arrays = {name: values.astype("<f4") for name, values in raw.columns.items()}
    text = json.dumps(meta, sort_keys=True, ensure_ascii=False).encode()
    return npz({**arrays, "meta": np.frombuffer(text, np.uint8)})


def compiled() -> dict[str, bytes]:
    """Every file of the wheel's data by its path below ``python/gigasite/data``."""
    texts = {
        "parameters.csv": csv_text(compile_parameters(read_csv(RAW / "parameters.csv"))),
        "LICENCES.md": (RAW / "LICENCES.md").read_text("utf-8"),
        "sources.csv": csv_text(read_csv(RAW / "sources.csv")),
        "tables/hardware.csv": csv_text(read_csv(RAW / "hardware.csv")),
        "tables/ember_monthly.csv": csv_text(read_csv(RAW / "grid" / "ember_european_wholesale_monthly_2015_2025.csv")),
    }
    for path in sorted((RAW / "tables").glob("*.csv")):
        texts[f"tables/{path.name}"] = csv_text(read_csv(path))
    files = {name: text.encode() for name, text in texts.items()}
    return files | {f"series/{made.name}.npz": compile_series(made) for made in SERIES}


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
