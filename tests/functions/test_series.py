"""Series (T17): reading, gaps, statistics, shifting, other steps."""

import contextlib
import gzip
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import series, weather
from gigasite.errors import DataError, ParameterError

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
columns = st.lists(numbers, min_size=1, max_size=60)


# files -----------------------------------------------------------------------------------------------------------------
def test_reads_a_column(tmp_path):
    text = "# lat 32.8\nhour;\ufeffprice; note\n0;41.5;a\n1;;b\n\n2;nan;c\n3;-7e1;d\n"
    path = tmp_path / "prices.csv"
    path.write_text(text, encoding="utf-8")
    np.testing.assert_array_equal(series.read_csv(path, "price", delimiter=";"), [41.5, np.nan, np.nan, -70.0])
    packed = tmp_path / "prices.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    np.testing.assert_array_equal(series.read_csv(str(packed), "price", delimiter=";"), [41.5, np.nan, np.nan, -70.0])


def test_quotes_and_latin_1(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes('"preis, €";x\n'.replace(";", ",").encode("utf-8") + b"1.5,2\n")
    assert series.read_csv(path, "preis, €").tolist() == [1.5]
    path.write_bytes("größe,x\n3,4\n".encode("latin-1"))
    assert series.read_csv(path, "größe").tolist() == [3.0]


@pytest.mark.parametrize(
    "text,column,line,says",
    [
        ("a,b\n1,2\n", "c", 1, "no column 'c'"),
        ("a,b\n1,2\n3,x\n", "b", 3, "'x'"),
        ("a,b\n1,2\n3\n", "b", 3, "fields"),
        ("a,b\n1,inf\n", "b", 2, "finite"),
        ("", "a", 1, "no header"),
    ],
)
def test_bad_files_name_the_line(tmp_path, text, column, line, says):
    path = tmp_path / "f.csv"
    path.write_text(text)
    with pytest.raises(DataError, match=says) as error:
        series.read_csv(path, column)
    assert error.value.line == line and error.value.file == str(path)


@given(st.one_of(st.binary(max_size=300), st.text(alphabet='a,b;"\n\r\0 1.5e-x\ufeff', max_size=80).map(str.encode)))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    for packed in (content, b"\x1f\x8b" + content):
        path.write_bytes(packed)
        with contextlib.suppress(DataError):
            values = series.read_csv(path, "a")
            assert values.dtype == np.float64 and not np.isinf(values).any()
        with contextlib.suppress(DataError):
            weather.read_epw(path)


def test_no_file(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        series.read_csv(tmp_path / "none.csv", "a")


# gaps ------------------------------------------------------------------------------------------------------------------
@given(columns, st.data())
def test_gaps_are_filled_and_counted(values, data):
    array = np.array(values)
    holes = np.array(data.draw(st.lists(st.booleans(), min_size=array.size, max_size=array.size)))
    holes[data.draw(st.integers(0, array.size - 1))] = False
    filled, missing = series.fill_gaps(np.where(holes, np.nan, array), largest_gap=100)
    assert missing == holes.sum()
    known = np.flatnonzero(~holes)
    expected = np.interp(np.arange(array.size), known, array[known])
    np.testing.assert_allclose(np.atleast_1d(filled), expected, rtol=1e-9, atol=1e-6)


def test_gaps_along_an_axis():
    values = np.array([[1.0, np.nan, 3.0], [np.nan, 5.0, np.nan]])
    filled = series.fill_gaps(values)
    np.testing.assert_array_equal(filled.values, [[1.0, 2.0, 3.0], [5.0, 5.0, 5.0]])
    assert filled.missing.tolist() == [1, 2]
    turned = series.fill_gaps(values.T, axis=0)
    np.testing.assert_array_equal(turned.values, filled.values.T)


def test_gaps_that_are_too_long():
    values = np.full(40, np.nan)
    values[[0, -1]] = 1.0
    with pytest.raises(DataError, match="38"):
        series.fill_gaps(values)
    assert series.fill_gaps(values, largest_gap=38).missing == 38
    with pytest.raises(DataError, match="no value"):
        series.fill_gaps([math.nan, math.nan])
    with pytest.raises(ParameterError):
        series.fill_gaps([1.0, math.inf])
    with pytest.raises(ParameterError):
        series.fill_gaps([1.0, math.nan], largest_gap=-1)


# statistics ------------------------------------------------------------------------------------------------------------
@given(columns)
def test_statistics_are_ordered(values):
    s = series.statistics(values)
    tolerance = 1e-9 * max(abs(v) for v in values) + 1e-300
    assert s.count == len(values)
    assert s.minimum <= s.p05 + tolerance and s.p05 <= s.p95 + tolerance and s.p95 <= s.maximum + tolerance
    assert s.minimum - tolerance <= s.mean <= s.maximum + tolerance and s.std >= 0.0


@given(st.lists(st.floats(1.0, 1e6), min_size=2, max_size=60), st.floats(0.1, 100.0))
def test_ratios_do_not_depend_on_the_unit(values, factor):
    a, b = series.statistics(values), series.statistics(np.array(values) * factor)
    np.testing.assert_allclose(a[-3:], b[-3:], rtol=1e-9, atol=1e-12)
    assert a.std == pytest.approx(np.std(values)) and a.p95 == pytest.approx(np.percentile(values, 95))


def test_statistics_along_axes():
    values = np.arange(12.0).reshape(3, 4) + 1.0
    assert series.statistics(values).mean.shape == (3,) and series.statistics(values, axis=0).p05.shape == (4,)
    assert math.isnan(series.statistics([-1.0, 1.0]).std_over_mean)
    with pytest.raises(ParameterError, match="empty"):
        series.statistics([])
    with pytest.raises(ParameterError):
        series.statistics([1.0, math.nan])


@given(st.lists(st.floats(1.0, 1000.0), min_size=24, max_size=24), st.integers(1, 24))
def test_shifting_never_hurts(day, best):
    shift = series.best_hours_shift(day * 3, best_hours=best)
    assert -1.0 <= shift <= 1e-12
    assert shift == pytest.approx(np.mean(sorted(day)[:best]) / np.mean(day) - 1.0, abs=1e-12)


def test_shifting_over_rows_and_its_guards():
    assert series.best_hours_shift(np.ones((2, 48))).tolist() == [0.0, 0.0]
    for arguments in (
        {"values": [1.0] * 25},
        {"values": [1.0] * 24, "best_hours": 0},
        {"values": [1.0] * 24, "best_hours": 25},
        {"values": [0.0] * 24},
    ):
        with pytest.raises(ParameterError):
            series.best_hours_shift(**arguments)


# other steps -----------------------------------------------------------------------------------------------------------
@given(st.lists(numbers, min_size=1, max_size=10), st.sampled_from([2, 3, 4, 12]))
def test_resampling_conserves_and_returns(values, factor):
    fine_power = series.resample(values, 3600, 3600 / factor)
    assert fine_power.size == factor * len(values)
    assert np.sum(fine_power) / factor == pytest.approx(np.sum(values), abs=1e-6)
    np.testing.assert_allclose(series.resample(fine_power, 3600 / factor, 3600), values, rtol=1e-12, atol=1e-9)
    fine_energy = series.resample(values, 3600, 3600 / factor, kind="sum")
    assert np.sum(fine_energy) == pytest.approx(np.sum(values), abs=1e-6)
    np.testing.assert_allclose(series.resample(fine_energy, 3600 / factor, 3600, kind="sum"), values, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize(
    "call",
    [
        lambda: series.resample([1.0, 2.0], 3600, 5400),
        lambda: series.resample([1.0, 2.0, 3.0], 1800, 3600),
        lambda: series.resample([1.0], 0.0, 3600),
        lambda: series.resample([1.0], 3600, 3600, kind="median"),
        lambda: series.relative_change(0.0, 1.0),
        lambda: series.total([]),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()


def test_totals_and_changes():
    np.testing.assert_array_equal(series.total([[1.0, 2.0], [3.0, 4.0]], axis=0), [4.0, 6.0])
    assert series.relative_change(0.5, 0.25) == -0.5 and series.relative_change([1.0, 2.0], 3.0).tolist() == [2.0, 0.5]
