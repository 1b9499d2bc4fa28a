"""Every trap of a file of prices or carbon, each on a file made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from formats import made_files as made
from formats.test_weather_traps import write
from gigasite.errors import DataError
from gigasite.formats import detect, read_file

RATE = 1.0813  # EUR in USD, mean of 2023
PRICES = (1000.0 + np.arange(8760) / 100.0) * RATE


@pytest.mark.parametrize("english", [False, True])
def test_smard_days_of_23_and_25_hours_and_the_mark_of_the_decimals(tmp_path: Path, english: bool) -> None:
    path = write(tmp_path, made.smard(english=english))
    assert detect(path) == "smard"
    contents = read_file(path)
    name = contents.pick("Lux")
    values = contents.series(name, 2023).values
    assert np.allclose(values[:-1], PRICES[:-1]) and contents.series(name).unit == "USD/MWh"
    assert values[-1] == pytest.approx((1000.0 + 87.59) * RATE)  # the first hour of the local year is the last of another in UTC
    assert any("EUR at the mean rate of 2023" in note for note in contents.columns[name].notes)
    assert contents.columns[name].licence == "CC BY 4.0" and "SMARD" in contents.columns[name].source


def test_smard_of_the_older_form_and_by_quarters_of_an_hour(tmp_path: Path) -> None:
    assert np.allclose(read_file(write(tmp_path, made.smard(older=True))).series("Deutschland/Luxemburg").values[:-1], PRICES[:-1])
    quarters = read_file(write(tmp_path, made.smard(minutes=15))).series("Deutschland/Luxemburg")
    assert quarters.step_s == 900 and np.allclose(quarters.resample(3600).values[:-1], PRICES[:-1])


def test_a_zone_without_prices_for_half_a_year_harms_no_other(tmp_path: Path) -> None:
    contents = read_file(write(tmp_path, made.smard()))
    assert list(contents.columns) == ["Deutschland/Luxemburg", "Norwegen 2"]
    with pytest.raises(DataError, match="a gap of") as caught:
        contents.series("Norwegen 2")
    assert caught.value.line is not None and "largest_gap_h" in str(caught.value.hint)


def test_two_half_filled_columns_of_a_zone_that_was_cut_are_joined(tmp_path: Path) -> None:
    lines = made.smard()
    head = lines[0].replace("Norwegen 2", "Deutschland/Österreich/Luxemburg")
    rows = []
    for i, line in enumerate(lines[1:]):
        begin, end, value, _ = line.split(";")
        rows.append(f"{begin};{end};{'-' if i < 6551 else value};{value if i < 6551 else '-'}")
    contents = read_file(write(tmp_path, [head, *rows]))
    assert np.allclose(contents.series(contents.pick("Deutschland")).values[:-1], PRICES[:-1])


def test_smard_generation_of_a_step_becomes_power(tmp_path: Path) -> None:
    lines = [line.replace("Deutschland/Luxemburg [€/MWh]", "Photovoltaik [MWh]") for line in made.smard(minutes=15)]
    series = read_file(write(tmp_path, lines)).columns["Photovoltaik"]
    assert series.unit == "MW" and series.values[4] == pytest.approx(4000.0)


def test_smard_hour_that_the_clock_skips(tmp_path: Path) -> None:
    lines = made.smard()
    at = next(i for i, line in enumerate(lines) if line.startswith("26.03.2023 03:00"))
    lines[at] = lines[at].replace("26.03.2023 03:00", "26.03.2023 02:00", 1)
    with pytest.raises(DataError, match="does not exist in Europe/Berlin") as caught:
        read_file(write(tmp_path, lines))
    assert caught.value.line == at + 1


@pytest.mark.parametrize("new", [True, False])
def test_electricity_maps_of_both_spellings_and_both_bases(tmp_path: Path, new: bool) -> None:
    path = write(tmp_path, made.electricity_maps(new=new))
    assert detect(path) == "electricity_maps"
    contents = read_file(path)
    assert list(contents.columns) == ["life_cycle", "direct"]
    assert np.allclose(contents.series("life_cycle").values, 100.0 + np.arange(8760) / 100.0)
    assert np.allclose(contents.series("direct").values, 50.0 + np.arange(8760) / 100.0)
    assert any("another basis" in note for note in contents.columns["direct"].notes)
    assert any("average and not marginal" in note for note in contents.columns["life_cycle"].notes)
    assert any("8 % of the hours are estimated" in note for note in contents.columns["life_cycle"].notes)
    assert "ODbL" in contents.columns["direct"].licence and "zone FI" in contents.columns["direct"].source


def test_which_of_two_bases_must_be_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="2 series") as caught:
        read_file(write(tmp_path, made.electricity_maps())).pick(None)
    assert "life_cycle" in str(caught.value.hint) and "direct" in str(caught.value.hint)


def test_electricity_maps_by_the_year_is_flat(tmp_path: Path) -> None:
    lines = made.electricity_maps()
    contents = read_file(write(tmp_path, [lines[0], lines[1]]))
    series = contents.series("life_cycle", 2023)
    assert np.all(series.values == 100.0) and any("each period" in note for note in series.notes)


def test_electricity_maps_of_several_zones(tmp_path: Path) -> None:
    lines = made.electricity_maps()
    other = [line.replace(",Finland,Finland,FI,", ",Sweden,Sweden,SE-SE1,") for line in lines[1:]]
    contents = read_file(write(tmp_path, [*lines, *other]))
    assert contents.pick("life_cycle SE-SE1") == contents.pick("life_cycle se") and len(contents.columns) == 4


@pytest.mark.parametrize(
    ("new", "sentence"), [("-9999", "no carbon intensity"), ("43000", "no carbon intensity"), ("n/e", None), ("", None)]
)
def test_electricity_maps_impossible_values_and_blanks(tmp_path: Path, new: str, sentence: str | None) -> None:
    lines = made.electricity_maps()
    cells = lines[100].split(",")
    lines[100] = ",".join([*cells[:5], new, *cells[6:]])
    if sentence is None:
        values = read_file(write(tmp_path, lines)).series("life_cycle").values
        assert values[99] == pytest.approx(100.99)
        return
    with pytest.raises(DataError, match=sentence) as caught:
        read_file(write(tmp_path, lines))
    assert caught.value.line == 101


def test_ember_months_are_held_until_the_next(tmp_path: Path) -> None:
    path = write(tmp_path, made.ember_monthly())
    assert detect(path) == "ember"
    contents = read_file(path)
    assert contents.years("FIN") == (2022, 2023)
    values = contents.series(contents.pick("deu"), 2023).values
    assert (
        values[0] == pytest.approx(2.0 * RATE) and values[31 * 24] == pytest.approx(4.0 * RATE) and values[-1] == pytest.approx(24.0 * RATE)
    )
    assert contents.series("FIN", 2022).values[0] == pytest.approx(1.053)


def test_ember_long_table_keeps_to_the_unit_of_carbon(tmp_path: Path) -> None:
    path = write(tmp_path, made.ember_long())
    assert detect(path) == "ember"
    contents = read_file(path)
    assert list(contents.columns) == ["FIN", "World"]  # an aggregate has no code
    assert set(contents.series("FIN", 2023).values) == {81.0} and contents.columns["FIN"].unit == "kg/MWh"
    with pytest.raises(DataError, match="gCO2/kWh"):
        read_file(write(tmp_path, [line for line in made.ember_long() if "gCO2/kWh" not in line]))


def test_a_year_without_a_rate_asks_for_one(tmp_path: Path) -> None:
    path = write(tmp_path, [line.replace("2022-", "2012-").replace("2023-", "2013-") for line in made.ember_monthly()])
    with pytest.raises(DataError, match="no rate of EUR for 2012") as caught:
        read_file(path)
    assert "usd_per_unit" in str(caught.value.hint)
    assert read_file(path, usd_per_unit=1.3).series("FIN", 2013).values[0] == pytest.approx(1.3)
