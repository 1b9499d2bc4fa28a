"""The hardware catalogue: complete servers, miners that are refused as compute, one default for each value."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gigasite import hardware, parameters
from gigasite.errors import DataError, ParameterError

ITEMS = hardware.Catalogue().items()
COMPUTE = [item for item in ITEMS if hardware.kind(item) == "accelerator"]
MINERS = [item for item in ITEMS if hardware.kind(item) == "asic"]
NEEDED = {
    "gpus_per_node",
    "node_power_max_kw",
    "node_power_mean_kw",
    "node_price_usd",
    "bf16_dense_tflops",
    "embodied_node_kg",
    "mass_kg",
    "chip_mass_kg",
}
SOURCES = Path(__file__).resolve().parents[2] / "python/gigasite/data/sources.csv"


def test_the_items() -> None:
    assert {"h100x8", "b200x8", "gb200_nvl72", "gb300_nvl72"} == set(COMPUTE)
    assert len(MINERS) == 20
    assert "antminer_s21" in MINERS


@pytest.mark.parametrize("item", COMPUTE)
def test_a_server_is_complete(item: str) -> None:
    assert set(ITEMS[item]) >= NEEDED
    v = hardware.values(item)
    assert v["node_power_mean_kw"].default < v["node_power_max_kw"].default
    per_gpu_kw = v["node_power_max_kw"].default / v["gpus_per_node"].default
    assert v["chip_tdp_w"].default / 1000 < per_gpu_kw < 3 * v["chip_tdp_w"].default / 1000


@pytest.mark.parametrize("item", ITEMS)
def test_every_value_has_source_and_interval(item: str) -> None:
    sources = {row["id"] for row in csv.DictReader(SOURCES.open(encoding="utf-8"))}
    for value in hardware.values(item).values():
        assert value.source in sources
        assert value.evidence
        assert value.low <= value.default <= value.high
        assert value.description.endswith(".")
        entry = ITEMS[item][value.key]
        assert entry == value.default or (entry["low"], entry["mode"], entry["high"]) == (value.low, value.default, value.high)


def test_a_default_stands_once() -> None:
    for key, row in {"node_power_max_kw": "node_power_max_h100x8", "node_price_usd": "node_price_h100x8"}.items():
        assert hardware.values("h100x8")[key].default == parameters.default(row)


@pytest.mark.parametrize("item", MINERS)
def test_a_miner_is_refused_as_compute(item: str) -> None:
    with pytest.raises(ParameterError, match="cannot run a model"):
        hardware.require_compute(item)
    v = hardware.values(item)
    assert v["miner_power_w"].default / v["hashrate_th_s"].default == pytest.approx(v["asic_efficiency_j_per_th"].default, rel=1e-3)


def test_compute_is_accepted_and_a_wrong_name_gets_the_nearest() -> None:
    hardware.require_compute("h100x8")
    with pytest.raises(DataError, match="h100x8"):
        hardware.values("h100x9")
