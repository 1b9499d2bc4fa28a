"""Every trap of a weather file, each on a file made here: stamps, clocks, years, missing values, units, and the Sun above the place."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from formats import made_files as made
from gigasite.errors import DataError, ParameterError
from gigasite.formats import detect, read_file
from gigasite.formats.solar_noon import noon_shift_h

HOURS = np.arange(8760) / 1000.0 + 10.0  # the temperature of each hour of the year in UTC


def write(folder: Path, lines: list[str] | str, name: str = "made.csv") -> Path:
    path = folder / name
    path.write_text(lines if isinstance(lines, str) else "\n".join(lines) + "\n", "utf-8")
    return path


FORMS = {
    "tmy3": lambda: made.tmy3(),
    "epw": lambda: made.epw(),
    "nsrdb": lambda: made.nsrdb(),
    "pvgis": lambda: made.pvgis_csv(),
    "open_meteo": lambda: made.open_meteo(),
}


@pytest.mark.parametrize("name", FORMS)
def test_each_hour_stands_at_its_hour_in_utc_and_the_sun_at_noon(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, FORMS[name]())
    assert detect(path) == name
    contents = read_file(path)
    (year,) = contents.years()
    # Temperatures of files whose stamps end the hour are put at its start, as the sum of the hour is.
    dry = contents.series("dry_bulb_c", year)
    assert len(dry) == 8760 and dry.start_utc.isoformat() == f"{year}-01-01T00:00:00+00:00"
    assert np.abs(dry.values[24:-24] - HOURS[24:-24]).max() < 1e-3
    assert {"relative_humidity", "pressure_pa", "ghi_w_m2", "wind_speed_m_s"} <= set(contents.columns)
    assert contents.series("relative_humidity", year).values[0] == pytest.approx(0.6)
    assert contents.series("pressure_pa", year).values[0] == pytest.approx(99300.0)
    assert contents.series("wind_speed_m_s", year).values[0] == pytest.approx(3.1)
    ghi = contents.series("ghi_w_m2", year)
    assert contents.latitude_deg is not None and contents.longitude_deg is not None
    shift = noon_shift_h(ghi, contents.latitude_deg, contents.longitude_deg)
    assert shift is not None and abs(shift) < 0.05
    assert ghi.source and ghi.licence and "made.csv" in ghi.source


@pytest.mark.parametrize("name", ["tmy3", "epw", "nsrdb"])
def test_months_of_several_years_are_one_typical_year(tmp_path: Path, name: str) -> None:
    contents = read_file(write(tmp_path, made.nsrdb(typical=True) if name == "nsrdb" else FORMS[name]()))
    assert any("typical months" in note for note in contents.columns["dry_bulb_c"].notes) and len(contents.years()) == 1


@pytest.mark.parametrize(("make", "wrong"), [(made.tmy3, -5.0), (made.epw, -7.0), (made.tmy3, 6.0)])
def test_a_wrong_time_zone_is_refused_with_the_hours_of_the_shift(tmp_path: Path, make: object, wrong: float) -> None:
    path = write(tmp_path, make(said=wrong))  # type: ignore[operator]
    with pytest.raises(DataError) as caught:
        read_file(path)
    assert caught.value.value == pytest.approx((made.CST - wrong + 12.0) % 24.0 - 12.0, abs=0.1)
    assert "noon" in caught.value.message and "utc_offset_h = -6" in str(caught.value.hint) and caught.value.file == "made.csv"
    right = read_file(path, utc_offset_h=-6.0).series("dry_bulb_c")
    assert np.abs(right.values[24:-24] - HOURS[24:-24]).max() < 1e-3


def test_half_an_hour_is_told_and_not_refused(tmp_path: Path) -> None:
    contents = read_file(write(tmp_path, made.epw(offset=5.5, said=6.0, place=(28.6, 77.2, 216.0))))
    assert any("noon of the irradiance is 0.5 h" in note for note in contents.columns["ghi_w_m2"].notes)


def test_zones_of_half_an_hour_lie_between_the_hours_of_utc(tmp_path: Path) -> None:
    contents = read_file(write(tmp_path, made.epw(offset=5.5, place=(28.6, 77.2, 216.0))))
    ghi = contents.columns["ghi_w_m2"]
    assert ghi.start_utc.minute == 30 and not any("noon" in note for note in ghi.notes)
    year = contents.series("ghi_w_m2")
    assert year.start_utc.minute == 0 and year.values.sum() == pytest.approx(ghi.values.sum())
    shift = noon_shift_h(year, 28.6, 77.2)
    assert shift is not None and abs(shift) < 0.05 and any("30 min" in note for note in year.notes)
    # The temperature of an hour of UTC is the mean of the two halves that lie in it.
    assert contents.series("dry_bulb_c").values[5000] == pytest.approx(15.0, abs=2e-3)


@pytest.mark.parametrize(
    ("make", "at", "code"), [(made.tmy3, 6, "-9900"), (made.epw, 6, "99.9"), (made.nsrdb, 13, "-9999"), (made.epw, 6, "")]
)
def test_a_code_for_a_missing_value_is_a_gap(tmp_path: Path, make: object, at: int, code: str) -> None:
    lines = make()  # type: ignore[operator]
    cells = lines[100].split(",")
    cells[at] = code
    lines[100] = ",".join(cells)
    contents = read_file(write(tmp_path, lines))
    dry = contents.columns["dry_bulb_c"]
    assert dry.values.min() > 9.0 and dry.values.max() < 20.0
    assert any("1" in note and "filled" in note for note in dry.notes)
    for i in range(90, 130):
        cells = lines[i].split(",")
        cells[at] = code
        lines[i] = ",".join(cells)
    with pytest.raises(DataError, match="gap of"):
        read_file(write(tmp_path, lines))


def test_pressure_that_nobody_measured_is_that_of_the_altitude(tmp_path: Path) -> None:
    lines = [",".join([*row[:9], "-9900", *row[10:]]) if i > 1 else line for i, line in enumerate(made.tmy3()) for row in [line.split(",")]]
    pressure = read_file(write(tmp_path, lines)).columns["pressure_pa"]
    assert pressure.values[0] == pytest.approx(99073.0, abs=50.0) and any("standard atmosphere" in note for note in pressure.notes)


@pytest.mark.parametrize(("old", "new"), [(",60,993,", ",600,993,"), (",60,993,", ",60,99300,"), ("10.018,", "283.168,")])
def test_a_value_in_another_unit_names_its_line_and_what_is_legal(tmp_path: Path, old: str, new: str) -> None:
    lines = made.tmy3()
    at = next(i for i, line in enumerate(lines) if old in line)
    lines[at] = lines[at].replace(old, new)
    with pytest.raises(DataError, match="another unit") as caught:
        read_file(write(tmp_path, lines))
    assert caught.value.line == at + 1 and caught.value.low is not None and caught.value.high is not None


def test_nights_of_a_pyranometer_are_zero(tmp_path: Path) -> None:
    lines = made.tmy3()
    cells = lines[2].split(",")
    lines[2] = ",".join([*cells[:3], "-3", *cells[4:]])
    ghi = read_file(write(tmp_path, lines)).columns["ghi_w_m2"]
    assert ghi.values.min() == 0.0 and any("1 readings below 0" in note for note in ghi.notes)


@pytest.mark.parametrize(("minutes", "offset"), [(60, 0.0), (60, -6.0), (30, 0.0), (30, -6.0)])
def test_nsrdb_is_in_utc_or_local_time_and_its_stamps_are_middles_or_snapshots(tmp_path: Path, minutes: int, offset: float) -> None:
    contents = read_file(write(tmp_path, made.nsrdb(minutes=minutes, offset=offset)))
    ghi = contents.series("ghi_w_m2")
    assert ghi.step_s == minutes * 60
    shift = noon_shift_h(ghi, *made.AUSTIN[:2])
    assert shift is not None and abs(shift) < 0.05
    assert contents.series("dry_bulb_c").resample(3600).values[5000] == pytest.approx(HOURS[5000], abs=1e-3)


@pytest.mark.parametrize("leap_day", [True, False])
def test_a_leap_year_with_and_without_its_day(tmp_path: Path, leap_day: bool) -> None:
    dry = read_file(write(tmp_path, made.nsrdb(year=2024, leap_day=leap_day))).series("dry_bulb_c", 2024)
    assert len(dry) == 8760 and dry.values[59 * 24] == pytest.approx(10.0 + 60 * 24 / 1000.0)


def test_pvgis_as_csv_and_as_json_are_the_same(tmp_path: Path) -> None:
    one = read_file(write(tmp_path, made.pvgis_csv()))
    two = read_file(write(tmp_path, json.dumps(made.pvgis_json()), "made.json"))
    assert set(one.columns) == set(two.columns)
    assert all(np.array_equal(one.columns[name].values, two.columns[name].values) for name in one.columns)


@pytest.mark.parametrize("late", [0.0, 0.1761, 0.75])
def test_the_snapshot_of_the_satellite_becomes_the_mean_of_the_hour(tmp_path: Path, late: float) -> None:
    contents = read_file(write(tmp_path, made.pvgis_csv(late)))
    shift = noon_shift_h(contents.columns["ghi_w_m2"], *made.PVGIS_PLACE[:2])
    assert shift is not None and abs(shift) < 0.05


def test_pvgis_hourly_has_years_and_lacks_the_humidity(tmp_path: Path) -> None:
    contents = read_file(write(tmp_path, made.pvgis_hourly()))
    assert contents.years() == (2019, 2020) and "relative_humidity" not in contents.columns
    assert len(contents.series("dry_bulb_c", 2020)) == 8760
    with pytest.raises(DataError, match="years 2019 to 2020") as caught:
        contents.series("dry_bulb_c")
    assert caught.value.hint == "year = 2020"
    tilted = read_file(write(tmp_path, made.pvgis_hourly((2019,), slope=35)))
    assert "ghi_w_m2" not in tilted.columns  # that of a sloping plane is not that of the horizontal


def test_open_meteo_reads_the_units_of_its_heads(tmp_path: Path) -> None:
    lines = made.open_meteo()
    with pytest.raises(DataError, match="not in 'furlong'"):
        read_file(write(tmp_path, [lines[0], *lines[1:3], lines[3].replace("km/h", "furlong"), *lines[4:]]))


def test_a_file_of_a_summer_clock_is_taken_as_one_fixed_offset(tmp_path: Path) -> None:
    for offset_s in (-18000, 0, 39600):
        dry = read_file(write(tmp_path, made.open_meteo(offset_s=offset_s))).series("dry_bulb_c")
        assert np.abs(dry.values[24:-24] - HOURS[24:-24]).max() < 1e-3


@pytest.mark.parametrize("name", FORMS)
def test_gzip_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path, name: str) -> None:
    text = "\ufeff" + "\r\n".join(FORMS[name]())
    (tmp_path / "made.csv.gz").write_bytes(gzip.compress(text.encode()))
    if name == "epw":  # its reader is that of `gigasite.weather`, which is strict about the first word
        text = text.removeprefix("\ufeff")
        (tmp_path / "made.csv.gz").write_bytes(gzip.compress(text.encode()))
    assert len(read_file(tmp_path / "made.csv.gz").series("dry_bulb_c")) == 8760


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda rows: rows[:3000], "no whole calendar year|hours, expected 8760"),
        (lambda rows: [*rows[:500], *rows[540:]], "a gap of|expected"),
        (lambda rows: [*rows[:500], rows[499], *rows[500:]], "repeats the time|expected"),
        (lambda rows: [*rows[:500], rows[501], rows[500], *rows[502:]], "earlier than|repeats|expected"),
    ],
)
def test_rows_that_are_missing_double_or_out_of_order(tmp_path: Path, name: str, spoil: object, sentence: str) -> None:
    path = write(tmp_path, spoil(FORMS[name]()))  # type: ignore[operator]
    with pytest.raises(DataError, match=sentence):
        contents = read_file(path)
        contents.series("dry_bulb_c", next(iter(contents.years()), None))


def test_an_unknown_file_format_or_option_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, made.tmy3())
    with pytest.raises(DataError, match="no format recognises"):
        read_file(write(tmp_path, "a,b\n1,2\n", "other.csv"))
    with pytest.raises(ParameterError, match="no file format") as caught:
        read_file(path, "tmy4")
    assert caught.value.hint == "did you mean 'tmy3'?"
    with pytest.raises(ParameterError) as caught:
        read_file(path, "entsoe")
    assert caught.value.hint == "pip install gigasite-entsoe"
    with pytest.raises(ParameterError, match="does not read 'decimal'"):
        read_file(path, decimal=",")
    with pytest.raises(ParameterError, match="no option 'decimals'"):
        read_file(path, decimals=",")
    with pytest.raises(DataError, match="cannot be read"):
        read_file(tmp_path / "nowhere.epw")


RAW = Path(__file__).parents[2] / "data/raw/weather"


@pytest.mark.parametrize(
    "file", ["tmy3_723170_greensboro_nc.csv", "pvgis_tmy_45N_8E_2005_2023.csv", "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"]
)
def test_real_files_agree_with_what_was_compiled_from_them(file: str) -> None:
    """Two readers of one file: this and that of `tools/compile_data.py`, which made the weather of the wheel."""
    from gigasite.climate import BuiltinWeather

    place = {"tmy3": "greensboro", "pvgi": "po_valley", "USA_": "chicago"}[file[:4]]
    contents = read_file(RAW / file)
    for name in contents.columns:
        ours, theirs = contents.series(name).values, BuiltinWeather().series(place, name, 2023).values
        inner = slice(24, -24)  # at the seam of the year one repeats an hour where the other goes round
        assert np.abs(ours - theirs)[inner].max() < 1e-3 * max(1.0, np.abs(theirs).max()), name
