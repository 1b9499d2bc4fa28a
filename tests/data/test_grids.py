"""Regions and heat networks: every place has its series, levels are those of the sources, shapes say what they are."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import parameters
from gigasite.climate import BuiltinWeather
from gigasite.errors import DataError
from gigasite.grids import heat_networks, prices
from gigasite.grids.world import BASIS, CARBON, PRICE, WorldGrids, region_facts

GRIDS = WorldGrids()
NETWORKS = ("mantsala", "espoo", "hamina", "helsinki", "oulu", "kajaani")
REGIONS = tuple(place for place in GRIDS.places() if place not in NETWORKS)
RAW = Path(__file__).resolve().parents[2] / "data" / "raw" / "tables"
ROWS = {row["region_id"]: row for row in csv.DictReader((RAW / "grid_regions.csv").open(encoding="utf-8"))}


def test_places() -> None:
    assert set(REGIONS) == set(ROWS)
    assert set(NETWORKS) == set(heat_networks.places())
    assert len(REGIONS) == 155
    assert len(set(GRIDS.places())) == 161


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_has_its_series(region: str) -> None:
    assert set(GRIDS.columns(region)) == ({PRICE} if region == "HK" else {PRICE, CARBON})
    weather = region_facts(region).weather
    assert weather is None or weather in BuiltinWeather().places()
    for year in GRIDS.years(region):
        for column in GRIDS.columns(region):
            series = GRIDS.series(region, column, year)
            assert (len(series), series.step_s, series.start_utc.year) == (8760, 3600.0, year)
            assert series.source and series.licence and series.evidence and series.notes
            if column == CARBON:
                assert 10 < series.values.mean() < 1300
                assert series.values.min() > 0
            else:
                assert 15 < series.values.mean() < 550


@pytest.mark.parametrize(
    ("region", "price", "basis"),
    [("US-TX", 66.0, "delivered"), ("US-TEX-ERCO", 28.1, "wholesale"), ("CN-GZ", 48.6, "delivered"), ("JP-TK", 86.5, "wholesale")],
)
def test_price_levels_are_those_of_the_source(region: str, price: float, basis: str) -> None:
    facts = region_facts(region)
    assert facts.price_usd_per_mwh == pytest.approx(price, rel=1e-6)
    assert facts.price_basis == basis


@pytest.mark.parametrize("region", ["FI", "DE", "SE-SE4", "GB", "CH"])
@pytest.mark.parametrize("year", [2015, 2018])
def test_european_months_have_the_level_of_ember(region: str, year: int) -> None:
    level = prices.monthly_level_usd(ROWS[region]["country_iso3"])
    assert level is not None
    values = GRIDS.series(region, PRICE, year).values
    months = [values[month == prices.MONTH_OF_HOUR].mean() for month in range(12)]
    assert months == pytest.approx(level[1], rel=1e-9)
    assert np.std(values) > 5


def test_shapes_say_what_they_are() -> None:
    assert GRIDS.series("DE", PRICE, 2018).evidence == "derived"
    for region in ("FI", "US-TX", "KR"):
        series = GRIDS.series(region, PRICE, GRIDS.years(region)[-1])
        assert series.evidence == "synthetic"
        assert series.notes[0].startswith("price: synthetic shape")
    assert "flat" in GRIDS.series("CN-GZ", PRICE, 2024).notes[0]
    assert "default" in GRIDS.series("IS", PRICE, 2024).notes[0]


@pytest.mark.parametrize("region", [name for name, row in ROWS.items() if row["wholesale_p10_usd_per_mwh"] and name != "BR-CS"])
def test_synthetic_prices_keep_mean_and_quantiles(region: str) -> None:
    values = GRIDS.series(region, PRICE, GRIDS.years(region)[0]).values
    mean, p10, p90 = (float(ROWS[region][f"wholesale_{name}_usd_per_mwh"]) for name in ("price", "p10", "p90"))
    assert values.mean() == pytest.approx(mean, rel=1e-9)
    assert np.percentile(values, [10, 90]) == pytest.approx([p10, p90], abs=0.02 * (p90 - p10))


@given(st.floats(-50, 60), st.floats(10, 150), st.floats(0.15, 0.9))
def test_the_quantile_function_rises(p10: float, spread: float, place: float) -> None:
    u = (np.arange(2000) + 0.5) / 2000
    assert (np.diff(prices.quantile_function(u, p10 + place * spread, p10, p10 + spread)) >= 0).all()


def test_synthetic_prices_are_the_same_every_time() -> None:
    first, again, other = (prices.synthetic("KR", year, 85.3, 62.5, 105.2, 9) for year in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_evening_is_dearer_than_night() -> None:
    local = GRIDS.series("JP-TK", PRICE, 2024).values.reshape(365, 24).mean(axis=0)
    assert local[(19 - 9) % 24] > 1.1 * local[(3 - 9) % 24]


def test_carbon_of_the_measured_hours() -> None:
    texas = GRIDS.series("US-TX", CARBON, 2022)
    assert texas.values.mean() == pytest.approx(347.2, abs=0.8)
    assert np.percentile(texas.values, [5, 95]) == pytest.approx([214, 457], abs=2)
    finland = GRIDS.series("FI", CARBON, 2018)
    assert finland.values.mean() == pytest.approx(float(ROWS["FI"]["ci_gco2e_per_kwh"]))
    assert finland.values.std() > 10


def test_direct_carbon_is_put_on_the_life_cycle_and_says_so() -> None:
    facts = region_facts("CN-GZ")
    assert facts.carbon_basis == BASIS
    assert facts.carbon_kg_per_mwh == pytest.approx(568.3 * 1.097)
    assert any("direct emissions times" in note for note in facts.notes)
    assert all(region_facts(region).carbon_basis == BASIS for region in REGIONS)


def test_region_facts() -> None:
    finland = region_facts("FI")
    assert finland.mix is not None
    assert sum(finland.mix.values()) == pytest.approx(1.0, abs=0.01)
    assert finland.renewable_share == pytest.approx(0.5193, abs=1e-4)
    assert (finland.currency, finland.weather) == ("EUR", "helsinki")
    assert region_facts("US-TX").weather == "dallas"
    assert region_facts("CN-GZ").weather == "guian"
    assert region_facts("CN-GZ").industrial_price_usd_per_mwh == 48.6


@pytest.mark.parametrize(
    ("place", "column", "year", "words"),
    [
        ("US-TEXAS", PRICE, 2022, "no region"),
        ("FI", "price", 2018, "no grid column"),
        ("FI", PRICE, 1999, "no year 1999"),
        ("HK", CARBON, 2024, "no source"),
        ("mantsala", PRICE, 1, "no grid column"),
    ],
)
def test_what_is_not_there_is_said(place: str, column: str, year: int, words: str) -> None:
    with pytest.raises(DataError, match=words):
        GRIDS.series(place, column, year)


@pytest.mark.parametrize("place", NETWORKS)
def test_networks(place: str) -> None:
    row = heat_networks.places()[place]
    assert GRIDS.columns(place) == ("heat_demand_mw", "heat_supply_c", "heat_return_c", "heat_price_usd_per_mwh")
    years = [GRIDS.series(place, "heat_demand_mw", year).values for year in GRIDS.years(place)]
    assert np.mean([year.sum() for year in years]) / 1000 == pytest.approx(float(row["annual_gwh"]), rel=1e-9)
    demand = years[0]
    flat = float(row["annual_gwh"]) * 1000 * float(row["flat_share"]) / 8760
    assert demand.min() >= flat * (1 - 1e-12)
    supply, back = (GRIDS.series(place, name, 1).values for name in ("heat_supply_c", "heat_return_c"))
    assert (supply > back + 15).all()
    assert supply.min() >= float(row["supply_warm_c"]) and supply.max() <= float(row["supply_cold_c"])
    assert np.corrcoef(demand, supply)[0, 1] > 0.8
    assert demand[: 31 * 24].mean() > 3 * demand[181 * 24 : 212 * 24].mean()


def test_heat_costs_what_the_tariffs_say_and_nothing_in_hamina() -> None:
    price = GRIDS.series("mantsala", "heat_price_usd_per_mwh", 1).values
    assert price[0] == pytest.approx(127.06 / 1.24 * 1.0824, rel=1e-4)
    assert price[-1] == pytest.approx(120.24 / 1.255 * 1.0824, rel=1e-4)
    assert GRIDS.series("oulu", "heat_price_usd_per_mwh", 1).values.mean() == pytest.approx(73.07 / 1.255 * 1.0824, rel=1e-4)
    assert not GRIDS.series("hamina", "heat_price_usd_per_mwh", 1).values.any()
    paid = price.mean() * parameters.default("heat_price_share")
    assert paid == pytest.approx(parameters.default("heat_sale_price"), rel=0.1)
