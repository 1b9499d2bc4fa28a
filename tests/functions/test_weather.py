"""Weather files (T10): a file made here, its traps, and the design values."""

import gzip
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite import psychrometrics, weather
from gigasite.errors import DataError, ParameterError, ValidityWarning

HEADER = ["LOCATION,Nowhere,TX,USA,made,000000,32.9,-97.0,-6.0,180.0"] + [f"HEADER {i}" for i in range(7)]


def rows(hours=8760, years=(1999,)):
    """A year of fields: 20 °C with a daily swing, 50 % and 99,000 Pa."""
    made = []
    for i in range(hours):
        t = 20.0 + 8.0 * math.cos((i % 24 - 15) / 24 * 2 * math.pi)
        fields = ["0"] * 35
        day = i // 24
        fields[0:5] = [str(years[day * len(years) // (hours // 24)]), "1", "1", str(i % 24 + 1), "60"]
        fields[6:10] = [f"{t:.1f}", "8.0", "50", "99000"]
        fields[13:16] = ["300", "400", "100"]
        fields[21] = "3.5"
        made.append(fields)
    return made


def write(path, fields, header=HEADER):
    text = "\n".join([*header, *(",".join(row) for row in fields)]) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


@pytest.mark.parametrize("name", ["a.epw", "a.epw.gz"])
def test_reads_a_year(tmp_path, name):
    w = weather.read_epw(write(tmp_path / name, rows()))
    assert len(w.dry_bulb_c) == 8760 and w.filled == 0
    assert (w.latitude_deg, w.longitude_deg, w.altitude_m, w.utc_offset_h) == (32.9, -97.0, 180.0, -6.0)
    assert w.time_utc[0] == np.datetime64("1999-01-01T06:00:00") and w.time_utc.dtype == np.dtype("datetime64[s]")
    assert np.all(np.diff(w.time_utc) == np.timedelta64(3600, "s"))
    assert np.all(w.relative_humidity == 0.5) and np.all(w.pressure_pa == 99000.0) and w.ghi_w_m2[0] == 300.0
    np.testing.assert_array_equal(w.wet_bulb_c, psychrometrics.wet_bulb_c(w.dry_bulb_c, w.relative_humidity, w.pressure_pa))
    assert np.all(w.wet_bulb_c <= w.dry_bulb_c)


def test_typical_years_have_no_calendar(tmp_path):
    w = weather.read_epw(write(tmp_path / "a.epw", rows(years=(1986, 1994, 1979))))
    assert w.time_utc[0] == np.datetime64("2001-01-01T06:00:00")
    leap = weather.read_epw(write(tmp_path / "b.epw", rows(hours=8784, years=(2016,))))
    assert leap.time_utc[-1] == np.datetime64("2017-01-01T05:00:00")


def test_missing_values_are_filled_and_counted(tmp_path):
    fields = rows()
    fields[10][6], fields[11][6], fields[20][8], fields[30][9], fields[40][13] = "99.9", "99.9", "999", "999999", "9999"
    fields[50][8] = "0"
    fields[51][8] = "105"
    w = weather.read_epw(write(tmp_path / "a.epw", fields))
    assert w.filled == 5
    assert w.dry_bulb_c[10] == pytest.approx(w.dry_bulb_c[9] + (w.dry_bulb_c[12] - w.dry_bulb_c[9]) / 3)
    assert w.relative_humidity[50] == 0.01 and w.relative_humidity[51] == 1.0
    for row in fields:
        row[9] = "999999"
    assert weather.read_epw(write(tmp_path / "b.epw", fields)).pressure_pa[0] == psychrometrics.standard_pressure_pa(180.0)


def test_deep_frost_is_told(tmp_path):
    fields = rows()
    fields[5][6] = "-31.0"
    with pytest.warns(ValidityWarning, match="dry_bulb_c"):
        w = weather.read_epw(write(tmp_path / "a.epw", fields))
    assert -31.5 < w.wet_bulb_c[5] <= -31.0


def broken(change):
    fields = rows()
    change(fields)
    return fields


@pytest.mark.parametrize(
    "change,line,says",
    [
        (lambda f: f.pop(), 8767, "8759"),
        (lambda f: f[3].__setitem__(6, "warm"), 12, "warm"),
        (lambda f: f[3].__setitem__(6, "293.15"), 12, "limits"),
        (lambda f: f[3].__setitem__(6, "-80.0"), 12, "limits"),
        (lambda f: f[3].__setitem__(9, "990"), 12, "limits"),
        (lambda f: f[3].__setitem__(3, "5"), 12, "hour"),
        (lambda f: f.__setitem__(7, f[7][:20]), 16, "fields"),
        (lambda f: [row.__setitem__(6, "99.9") for row in f[100:140]], None, "gap"),
    ],
)
def test_bad_files_are_refused(tmp_path, change, line, says):
    with pytest.raises(DataError, match=says) as error:
        weather.read_epw(write(tmp_path / "a.epw", broken(change)))
    assert error.value.file.endswith("a.epw")
    assert line is None or error.value.line == line


@pytest.mark.parametrize("header", ["", "PLACE,a,b,c,d,e,1,2,3,4", "LOCATION,a,b,c,d,e,x,2,3,4", "LOCATION,a,b,c,d,e,95,2,3,4"])
def test_bad_headers_are_refused(tmp_path, header):
    with pytest.raises(DataError) as error:
        weather.read_epw(write(tmp_path / "a.epw", rows()[:24], header=[header, *HEADER[1:]]))
    assert error.value.line == 1


def test_no_file(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        weather.read_epw(tmp_path / "none.epw")


@given(st.lists(st.floats(-40.0, 50.0), min_size=1, max_size=50), st.floats(0.0, 1.0))
def test_design_value_is_a_percentile(values, share):
    design = weather.design_value(values, percentile=share)
    assert min(values) - 1e-9 <= design <= max(values) + 1e-9
    assert np.mean(np.array(values) <= design + 1e-9) >= share - 1.0 / len(values)


def test_one_wrong_reading_does_not_size_the_plant():
    values = np.full(8760, 24.0)
    values[4000] = 45.0
    assert weather.design_value(values) == 24.0 and values.max() == 45.0
    assert weather.design_value(values.reshape(2, -1), axis=1).tolist() == [24.0, 24.0]


def test_implausible_hours():
    marked = weather.implausible([35.0, 20.0, 30.0, 20.0], [32.0, 15.0, 30.0, 20.1])
    assert marked.tolist() == [True, False, False, True]
    assert weather.implausible(35.0, 29.0) is False and weather.implausible(35.0, 29.0, dew_point_limit_c=28.0) is True


@pytest.mark.parametrize(
    "call",
    [
        lambda: weather.design_value([]),
        lambda: weather.design_value([1.0, math.nan]),
        lambda: weather.design_value([1.0], percentile=99.6),
        lambda: weather.implausible(math.nan, 1.0),
    ],
)
def test_refuses(call):
    with pytest.raises(ParameterError):
        call()
