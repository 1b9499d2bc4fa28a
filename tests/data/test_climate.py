"""Weather in the wheel: measured places as they are, synthetic years that keep the normals they are made from."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from gigasite import irradiance, synthetic_weather
from gigasite.climate import SYNTHETIC_YEARS, UNITS, BuiltinWeather
from gigasite.errors import DataError

WEATHER = BuiltinWeather()
MEASURED = ("chicago", "dallas", "frankfurt", "greensboro", "pittsburgh", "po_valley", "singapore")
RAW = Path(__file__).resolve().parents[2] / "data" / "raw" / "tables"


def test_places() -> None:
    assert len(WEATHER.places()) == len(set(WEATHER.places())) == 71
    assert {"dallas", "mantsala", "guian", "helsinki", "hamina", "espoo", "frankfurt"} <= set(WEATHER.places())


@pytest.mark.parametrize("place", WEATHER.places())
def test_every_place_has_every_column(place: str) -> None:
    year = WEATHER.years(place)[-1]
    columns = {name: WEATHER.series(place, name, year) for name in WEATHER.columns(place)}
    assert set(columns) == set(UNITS)
    for name, series in columns.items():
        assert (len(series), series.step_s, series.unit) == (8760, 3600.0, UNITS[name])
        assert series.source and series.licence
        assert series.evidence == ("synthetic" if place not in MEASURED else series.evidence)
    v = {name: series.values for name, series in columns.items()}
    assert -50 < v["dry_bulb_c"].min() < v["dry_bulb_c"].max() < 55
    limits = {"relative_humidity": (0.02, 1.0), "pressure_pa": (70e3, 105e3), "ghi_w_m2": (0, 1200), "dni_w_m2": (0, 1150),
              "dhi_w_m2": (0, 700), "wind_speed_m_s": (0, 45)}  # fmt: skip
    for name, (low, high) in limits.items():
        assert v[name].min() >= low, name
        assert v[name].max() <= high, name
    assert v["ghi_w_m2"].max() > 500
    assert (v["dhi_w_m2"] <= v["ghi_w_m2"] + 60).all()


def test_dallas_is_measured_and_what_is_derived_says_so() -> None:
    assert WEATHER.series("dallas", "dry_bulb_c", 2023).evidence == "measured"
    ghi = WEATHER.series("dallas", "ghi_w_m2", 2023)
    assert ghi.evidence == "derived"
    assert any("cloud cover" in note for note in ghi.notes)
    assert any("standard atmosphere" in note for note in WEATHER.series("dallas", "pressure_pa", 2023).notes)
    assert WEATHER.series("chicago", "ghi_w_m2", 2023).evidence == "measured"


@pytest.mark.parametrize(
    ("place", "column", "year"), [("dalas", "dry_bulb_c", 2023), ("dallas", "dry_bulb", 2023), ("dallas", "dry_bulb_c", 1)]
)
def test_what_is_not_there_is_said(place: str, column: str, year: int) -> None:
    with pytest.raises(DataError):
        WEATHER.series(place, column, year)


def test_the_nearest_name_is_proposed() -> None:
    with pytest.raises(DataError, match="mantsala"):
        WEATHER.years("mäntsälä")


def test_a_synthetic_year_is_the_same_every_time_and_differs_from_the_next() -> None:
    first, again, other = (synthetic_weather.weather_year("mantsala", year) for year in (1, 1, 2))
    for name in first:
        assert np.array_equal(first[name], again[name])
    assert not np.allclose(first["dry_bulb_c"], other["dry_bulb_c"], atol=0.5)


def ensemble(place: str, column: str) -> np.ndarray:
    return np.array([WEATHER.series(place, column, year).values for year in SYNTHETIC_YEARS])


@pytest.mark.parametrize("place", ["mantsala", "guian", "dallas_synthetic", "singapore_synthetic", "sydney", "utqiagvik"])
def test_ten_years_keep_the_normals(place: str) -> None:
    site = synthetic_weather.normals(place)
    assert ensemble(place, "dry_bulb_c").mean() == pytest.approx(site.mean_c.mean(), abs=0.6)
    assert ensemble(place, "relative_humidity").mean() == pytest.approx(site.relative_humidity.mean(), abs=0.03)
    days = np.bincount(synthetic_weather.MONTH, minlength=12) / 365
    assert ensemble(place, "ghi_w_m2").mean() * 0.024 == pytest.approx((site.ghi_kwh_m2_day * days).sum(), rel=0.03)
    assert ensemble(place, "wind_speed_m_s").mean() == pytest.approx((site.wind_speed_m_s * days).sum(), rel=0.06)


REAL = {
    "frankfurt_synthetic": "DE-LU", "dallas_synthetic": "US-TEX-ERCO", "singapore_synthetic": "SG", "tokyo": "JP-TK", "mumbai": "IN-WE",
    "toronto": "CA-ON", "san_jose": "US-CAL-CISO", "johannesburg": "ZA", "phoenix": "Phoenix-EPW", "helsinki": "Helsinki-EPW",
}  # fmt: skip


@pytest.mark.parametrize("place", sorted(REAL))
def test_as_good_as_the_method_promises(place: str) -> None:
    """Against real years: mean within 0.5 K, hours below 18 °C within 4 % of the year, warmest hundredth at most 3.2 K too cool."""
    rows = csv.DictReader((RAW / "synthetic_year_check.csv").open(encoding="utf-8"))
    (real,) = (row for row in rows if (row["site"], row["method"]) == (REAL[place], "real"))
    years = ensemble(place, "dry_bulb_c")
    assert years.mean() == pytest.approx(float(real["t_mean_c"]), abs=0.5)
    assert (years < 18).mean() * 8760 == pytest.approx(float(real["hours_below_18c"]), abs=0.04 * 8760)
    error = np.mean([np.percentile(year, 99) for year in years]) - float(real["t_p99_c"])
    assert -3.2 < error < 1.0


@pytest.mark.parametrize("place", ["mantsala", "guian", "sydney", "dallas"])
def test_the_sun_stands_highest_at_solar_noon(place: str) -> None:
    ghi = WEATHER.series(place, "ghi_w_m2", WEATHER.years(place)[0]).values.reshape(365, 24).mean(axis=0)
    longitude = WEATHER.facts(place)["longitude_deg"]
    angle = 2 * np.pi * (np.arange(24) + 0.5) / 24
    centroid_h = np.angle((ghi * np.exp(1j * angle)).sum()) * 24 / (2 * np.pi)
    difference_h = (centroid_h - (12 - longitude / 15) + 12) % 24 - 12
    assert abs(difference_h) < 0.35


@pytest.mark.parametrize("place", ["mantsala", "singapore_synthetic", "po_valley", "dallas"])
def test_beam_and_diffuse_make_the_global_part(place: str) -> None:
    facts = WEATHER.facts(place)
    _, cosine = irradiance.clear_sky_year(facts["latitude_deg"], facts["longitude_deg"], facts["altitude_m"])
    year = WEATHER.years(place)[0]
    ghi, dni, dhi = (WEATHER.series(place, name, year).values for name in ("ghi_w_m2", "dni_w_m2", "dhi_w_m2"))
    closure = dni * np.maximum(cosine, 0) + dhi - ghi
    if WEATHER.series(place, "dhi_w_m2", year).evidence in {"derived", "synthetic"}:
        assert np.abs(closure).max() < 1e-9
    else:
        assert abs(closure.mean()) < 0.05 * ghi.mean()


def test_split_against_pvlib() -> None:
    pvlib = pytest.importorskip("pvlib")
    cosine = np.tile(np.cos(np.radians([10.0, 30.0, 60.0, 80.0])), 2190)
    ghi = np.linspace(20.0, 900.0, 8760) * cosine
    dni, dhi = irradiance.split(ghi, cosine)
    day = np.arange(8760) // 24 + 1
    ours = dhi / np.maximum(ghi, 1e-9)
    theirs = pvlib.irradiance.erbs(ghi, np.degrees(np.arccos(cosine)), day, max_zenith=90)
    assert ours == pytest.approx(np.asarray(theirs["dhi"]) / np.maximum(ghi, 1e-9), abs=0.02)
    assert dni == pytest.approx(np.asarray(theirs["dni"]), abs=20)
