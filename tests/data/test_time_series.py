"""`Series`: what passes between the parts has one step, one unit and no gap."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite.errors import DataError, ParameterError
from gigasite.time_series import HOURS_PER_YEAR, Series, read_csv_series


def hourly(values: object, start: object = "2023-01-01T00:00Z") -> Series:
    return Series(values, start, 3600, "MW")


def test_values_are_copied_and_read_only() -> None:
    source = np.arange(3.0)
    series = hourly(source)
    source[0] = 9.0
    assert series.values[0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        series.values[0] = 1.0


@pytest.mark.parametrize("start", ["2023-01-01", "2023-01-01T02:00+02:00", dt.datetime(2023, 1, 1), np.datetime64("2023-01-01T00")])
def test_start_is_utc(start: object) -> None:
    assert hourly([1.0], start).start_utc == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)


def test_a_gap_names_the_row_and_its_time() -> None:
    with pytest.raises(DataError, match=r"value 5 \(2023-01-01T05:00Z\) is nan; 1 of 24"):
        hourly([*range(5), np.nan, *range(18)])


@pytest.mark.parametrize(
    "parts", [{"values": []}, {"values": [[1.0]]}, {"step_s": 0}, {"step_s": np.inf}, {"unit": ""}, {"start_utc": "yesterday"}]
)
def test_what_is_no_series_is_refused(parts: dict[str, object]) -> None:
    with pytest.raises(DataError):
        Series(**{"values": [1.0], "start_utc": "2023-01-01", "step_s": 3600, "unit": "MW", **parts})


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=12, max_size=48).filter(lambda v: len(v) % 12 == 0),
    st.sampled_from([300, 600, 1800, 7200, 43200]),
)
def test_resampling_keeps_the_integral(values: list[float], step_s: int) -> None:
    series = hourly(values)
    mean, total = series.resample(step_s), series.resample(step_s, kind="sum")
    assert mean.values.sum() * step_s == pytest.approx(series.values.sum() * 3600, abs=1e-3)
    assert total.values.sum() == pytest.approx(series.values.sum(), abs=1e-6)
    assert len(mean) * step_s == len(series) * 3600


@pytest.mark.parametrize("step_s", [0, -3600, 2500, 5 * 3600])
def test_steps_that_do_not_divide_are_refused(step_s: float) -> None:
    with pytest.raises(ParameterError):
        hourly(np.ones(24)).resample(step_s)


def test_leap_day_is_dropped_and_said() -> None:
    hours = np.arange(366 * 24.0)
    year = hourly(hours, "2024-01-01").model_year()
    assert len(year) == HOURS_PER_YEAR
    assert "29 February dropped" in year.notes
    assert year.values[59 * 24] == 60 * 24  # 1 March follows 28 February
    assert year.values[-1] == hours[-1]


def test_a_year_in_local_time_is_rolled_to_the_utc_year() -> None:
    local = hourly(np.arange(HOURS_PER_YEAR), "2022-12-31T18:00Z").model_year()
    assert local.start_utc == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    assert local.values[0] == 6.0
    assert local.values[-6] == 0.0
    assert sorted(local.values) == list(range(HOURS_PER_YEAR))


def test_from_july_to_june_goes_to_its_own_hours() -> None:
    series = hourly(np.arange(366 * 24.0), "2023-07-01").model_year()
    assert series.values[181 * 24] == 0.0
    assert series.values[0] == 184 * 24


def test_a_part_of_a_year_is_refused() -> None:
    with pytest.raises(DataError, match="not one year"):
        hourly(np.ones(8000)).model_year()


FILE = "time_utc,price\n2023-01-01T00:00Z,40\n2023-01-01T01:00Z,41.5\n2023-01-01T02:00Z,-3\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "prices.csv"
    path.write_text(text, "utf-8")
    return path


def test_read(tmp_path: Path) -> None:
    series = read_csv_series(write(tmp_path, FILE), "price", "USD/MWh", "time_utc")
    assert series.values.tolist() == [40.0, 41.5, -3.0]
    assert (series.step_s, series.unit, series.source) == (3600.0, "USD/MWh", "prices.csv")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("01:00Z,41.5\n", "01:00Z,\n", 3),
        ("01:00Z,41.5\n", "01:00Z,nan\n", 3),
        ("01:00Z,41.5\n", "01:00Z,a lot\n", 3),
        ("2023-01-01T02:00Z,-3\n", "2023-01-01T02:00Z,-3\n2023-01-01T04:00Z,1\n2023-01-01T05:00Z,1\n", 5),
        ("2023-01-01T02:00Z", "2022-01-01T02:00Z", 4),
        ("2023-01-01T02:00Z", "noon", 4),
        ("price\n", "prize\n", 1),
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    with pytest.raises(DataError) as caught:
        read_csv_series(write(tmp_path, FILE.replace(old, new)), "price", "USD/MWh", "time_utc")
    assert caught.value.line == line


def test_a_missing_file_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_csv_series(tmp_path / "nowhere.csv", "price", "USD/MWh")


def test_equal_series_have_equal_digests() -> None:
    assert hourly([1.0, 2.0]) == hourly([1, 2]) != hourly([1.0, 2.5])
    assert len({hourly([1.0, 2.0]), hourly([1.0, 2.0])}) == 1


def test_units_convert() -> None:
    assert hourly([1.0, 2.0]).in_unit("kW").values.tolist() == [1000.0, 2000.0]
    with pytest.raises(ParameterError):
        hourly([1.0]).in_unit("MWh")
