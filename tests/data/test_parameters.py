"""The parameter table: every row has a source, a legal interval and one meaning."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from gigasite import parameters

ROOT = Path(__file__).resolve().parents[2]
ROWS = list(parameters.table().values())
EVIDENCE = {"seen", "run", "measured", "derived", "press", "secondary", "estimated", "recall", "seed", "synthetic"}


def sources() -> dict[str, dict[str, str]]:
    text = ROOT / "python/gigasite/data/sources.csv"
    return {row["id"]: row for row in csv.DictReader(text.open(encoding="utf-8"))}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_row_is_whole(row: parameters.Parameter) -> None:
    assert row.source in sources()
    assert row.evidence in EVIDENCE
    assert row.scope in {"world", "site"}
    assert row.dist in {"triangular", "discrete", "design"}
    assert all(map(math.isfinite, (row.default, row.low, row.high, row.minimum, row.maximum)))
    assert row.minimum <= row.low <= row.default <= row.high <= row.maximum
    assert row.minimum < row.maximum
    assert row.description.endswith(".") and len(row.description) >= 15
    assert bool(row.currency) == bool(row.price_year) == ("USD" in row.unit and "/USD" not in row.unit)


def test_ids_and_keys_are_unique() -> None:
    assert len({row.id for row in ROWS}) == len({row.key for row in ROWS}) == len(ROWS)


def test_every_source_is_used_and_says_its_licence() -> None:
    assert {row.source for row in ROWS} <= set(sources())
    for source in sources().values():
        assert source["title"] and source["author"] and source["licence"] and source["year"].isdigit()


# The last part of a key names its unit; a key without one is dimensionless, or a rate whose name the interface fixes.
SUFFIX = {
    "MW": "_mw",
    "MW of heat": "_mw",
    "MWh": "_mwh",
    "kW": "_kw",
    "K": "_k",
    "°C": "_c",
    "yr": "_years",
    "months": "_months",
    "s": "_s",
    "h": "_h",
    "km": "_km",
    "1/K": "_per_k",
    "USD/kW": "_usd_per_kw",
    "USD/kW of heat": "_usd_per_kw",
    "USD/kWh": "_usd_per_kwh",
    "USD/MWh": "_usd_per_mwh",
    "USD/kg": "_usd_per_kg",
    "USD/MW-yr": "_usd_per_mw_yr",
    "USD/m³": "_usd_per_m3",
    "kW/MW of heat": "_kw_per_mw",
    "USD": "_usd",
    "kg CO2e/kW": "_kg_per_kw",
    "deg": "_deg",
}


@pytest.mark.parametrize("row", [row for row in ROWS if row.unit in SUFFIX], ids=lambda row: row.id)
def test_key_carries_its_unit(row: parameters.Parameter) -> None:
    assert row.key.endswith(SUFFIX[row.unit]) or row.key == "it_power_per_satellite_kw"


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("drift", 5e-5, "1"),
        ("facility_capex", 11_700.0, "USD/kW"),
        ("hashprice", 0.05, "USD/TH/day"),
        ("nre", 1e9, "USD"),
        ("node_price_h100x8", 280_000.0, "USD"),
        ("heat_sale_price", 25 * 1.13, "USD/MWh"),
        ("heat_pump_capex", 889.6 * 1.13, "USD/kW of heat"),
        ("ground_segment", 2e7, "USD/MW of IT"),
    ],
)
def test_units_of_the_source_are_converted(name: str, value: float, unit: str) -> None:
    row = parameters.find(name)
    assert row.default == pytest.approx(value, rel=1e-5)
    assert row.unit == unit


def test_rows_in_euro_keep_their_currency() -> None:
    assert parameters.find("pv_capex").currency == "EUR"
    assert "EUR" in parameters.find("pv_capex").description
