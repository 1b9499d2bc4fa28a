"""Plain tables of the user: what a scenario says of them, and that what was written is what is read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import made_files as made
from formats.test_weather_traps import write
from gigasite.errors import DataError, ParameterError
from gigasite.formats import read_file
from gigasite.formats.cells import number

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)


def table(rows: list[tuple[str, str]], delimiter: str = ",") -> str:
    return "\n".join(["t" + delimiter + "v", *(f"{a}{delimiter}{b}" for a, b in rows)]) + "\n"


def read(path: Path, **options: object) -> np.ndarray:
    given = {"columns": {"v": "v"}, "units": {"v": "MW"}, "time_column": "t", **options}
    return read_file(path, "table", **given).columns["v"].values


@given(
    st.lists(NUMBERS, min_size=2, max_size=40),
    st.sampled_from([300, 900, 3600]),
    st.sampled_from(["Europe/Berlin", "UTC", "+05:30", "US/Pacific"]),
)
@settings(max_examples=60, deadline=None)
def test_what_was_written_in_any_clock_is_read(tmp_path_factory: pytest.TempPathFactory, values: list[float], step: int, zone: str) -> None:
    from gigasite.formats.cells import clock_of

    clock = clock_of(zone)
    start = dt.datetime(2023, 10, 28, 20, tzinfo=dt.UTC)  # the clocks of Europe are put back within the rows
    rows = [((start + dt.timedelta(seconds=i * step)).astimezone(clock).strftime("%Y-%m-%d %H:%M"), repr(v)) for i, v in enumerate(values)]
    path = write(tmp_path_factory.mktemp("table"), table(rows))
    contents = read_file(path, "table", columns={"v": "v"}, units={"v": "MW"}, time_column="t", timezone=zone)
    assert contents.columns["v"].values.tolist() == values and contents.columns["v"].start_utc == start


@given(NUMBERS, st.sampled_from([".", ","]), st.booleans())
def test_a_number_with_any_mark_and_with_groups(value: float, decimal: str, grouped: bool) -> None:
    text = f"{value:,.6f}" if grouped else f"{value:.6f}"
    text = text if decimal == "." else text.translate(str.maketrans(",.", ".,"))
    assert number(text, "v", "f", 1, decimal=decimal) == float(f"{value:.6f}")


@pytest.mark.parametrize(
    ("text", "decimal", "wanted"),
    [("1 234,5", ",", 1234.5), ("1’234.5", ".", 1234.5), ("−3", ".", -3.0), ("1\u202f234", ".", 1234.0), ("1e3", ".", 1000.0)],
)
def test_ways_to_write_a_number(text: str, decimal: str, wanted: float) -> None:
    assert number(text, "v", "f", 1, decimal=decimal) == wanted


@pytest.mark.parametrize(("text", "decimal"), [("12,5", "."), ("1.234,5", "."), ("1234.56", ",")])
def test_a_comma_that_can_only_be_that_of_decimals_is_no_group(text: str, decimal: str) -> None:
    with pytest.raises(DataError) as caught:
        number(text, "v", "f", 1, decimal=decimal)
    assert caught.value.hint == f'decimal = "{"," if decimal == "." else "."}"'


@pytest.mark.parametrize("stamp", ["begin", "centre", "end"])
def test_where_in_its_step_a_stamp_lies(tmp_path: Path, stamp: str) -> None:
    late = {"begin": 0, "centre": 30, "end": 60}[stamp]
    rows = [((dt.datetime(2023, 1, 1) + dt.timedelta(hours=i, minutes=late)).isoformat(), str(i)) for i in range(30)]
    found = read_file(write(tmp_path, table(rows)), "table", columns={"v": "v"}, units={"v": "MW"}, time_column="t", stamp=stamp)
    assert found.columns["v"].start_utc == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)


def test_codes_blanks_and_gaps(tmp_path: Path) -> None:
    rows = [(f"2023-01-01T{i:02d}:00Z", v) for i, v in enumerate(["1", "9999", "3", "n/e", "5", "-99", "7"])]
    del rows[4]
    path = write(tmp_path, table(rows))
    assert read(path, missing=[9999, -99], largest_gap_h=3).tolist() == [1, 2, 3, 4, 5, 6, 7]
    with pytest.raises(DataError, match="a gap of 3 h"):
        read(path, missing=[9999, -99], largest_gap_h=2)
    with pytest.raises(DataError, match="a gap of 1 steps before line 6"):
        read(path)
    with pytest.raises(DataError, match=r"line 5 is 'n/e', not a finite number"):
        read(write(tmp_path, table(rows[:4])))


def test_a_semicolon_and_decimal_commas(tmp_path: Path) -> None:
    path = write(tmp_path, table([("01.01.2023 00:00", "1.234,5"), ("01.01.2023 01:00", "-0,5")], ";"))
    assert read(path, decimal=",").tolist() == [1234.5, -0.5]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"timezone": "Europe/Berlyn"}, "no time zone"),
        ({"stamp": "middle"}, "not begin, end or centre"),
        ({"decimal": ";"}, "neither a point nor a comma"),
        ({"delimiter": ";;"}, "not one character"),
        ({"latitude_deg": 91.0}, "outside what is legal"),
        ({"timezone": "UTC", "utc_offset_h": 1.0}, "said twice"),
        ({"columns": {}}, "which columns"),
    ],
)
def test_what_is_said_of_a_file_may_be_wrong(tmp_path: Path, options: dict[str, object], sentence: str) -> None:
    path = write(tmp_path, table([("2023-01-01", "1"), ("2023-01-02", "2")]))
    with pytest.raises(ParameterError, match=sentence):
        read(path, **options)


def test_parquet_with_times_of_its_own(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    times = [at.replace(tzinfo=dt.UTC) for at in made.local_standard(0.0)]
    parquet.write_table(arrow.table({"t": times, "v": np.arange(8760.0), "text": ["x"] * 8760}), tmp_path / "made.parquet")
    assert read(tmp_path / "made.parquet").tolist() == list(range(8760))
    with pytest.raises(DataError, match="does not hold numbers"):
        read(tmp_path / "made.parquet", columns={"v": "text"})
    with pytest.raises(DataError, match="no column 'w'"):
        read(tmp_path / "made.parquet", columns={"v": "w"})
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "made.parquet").read_bytes()[:5000])
    with pytest.raises(DataError, match="not Parquet"):
        read(tmp_path / "cut.parquet")


def test_parquet_nulls_are_gaps(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    times = [dt.datetime(2023, 1, 1, h, tzinfo=dt.UTC) for h in range(4)]
    parquet.write_table(arrow.table({"t": times, "v": [1.0, None, 3.0, 4.0]}), tmp_path / "made.parquet")
    assert read(tmp_path / "made.parquet", largest_gap_h=1).tolist() == [1.0, 2.0, 3.0, 4.0]
    with pytest.raises(DataError, match="missing in line 2") as caught:
        read(tmp_path / "made.parquet")
    assert caught.value.line == 2
