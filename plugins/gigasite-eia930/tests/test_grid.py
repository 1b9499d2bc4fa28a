import datetime as dt
import io

import numpy as np
import pytest
from gigasite_eia930.download import download
from gigasite_eia930.grid import COLUMN, FACTORS, Eia930, read_carbon
from made_files import made, row, write, year_of

import gigasite as gs
from gigasite.errors import DataError

DAY = (3000 * 820 + 500 * 45 + 1000 * 11) / 4500


def test_importing_the_hooks_loads_no_numpy():
    import subprocess
    import sys

    code = "import sys, gigasite_eia930; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


def test_day_and_night_by_hand():
    series = Eia930().series("MADE", COLUMN, 2023)
    # 12:00 in Texas is 18:00 UTC; at night wind alone, and the plant that draws counts for nothing.
    assert np.isclose(series.values[18], DAY) and np.isclose(series.values[8], FACTORS["Wind"])
    assert any("3 of" in note and "filled" in note for note in series.notes)


def test_a_stamp_ends_its_hour():
    values = Eia930().series("MADE", COLUMN, 2023).values
    # The hour that ends at 08:00 local, 14:00 UTC, is the first of the day; it starts at 13:00 UTC.
    assert np.isclose(values[13], DAY) and np.isclose(values[12], FACTORS["Wind"])


def test_the_hours_before_the_local_year_come_from_its_end():
    series = Eia930().series("OTHR", COLUMN, 2023)
    assert len(series) == 8760 and series.start_utc == dt.datetime(2023, 1, 1, tzinfo=dt.UTC)


def test_a_spike_is_a_gap_and_told(tmp_path):
    rows = year_of("MADE", 3000)
    rows[12][6] = ""  # coal is blank for an hour of the day
    write(tmp_path, rows)
    series = read_carbon(sorted(tmp_path.glob("*.csv")), "MADE")
    assert any("1 hours with plants missing" in note for note in series.notes) and np.isclose(series.values[12 + 6], DAY)


def test_a_file_by_itself_in_a_scenario(tmp_path):
    write(tmp_path, year_of("MADE", 3000))
    entry = {"file": str(tmp_path / "EIA930_BALANCE_2023_Jan_Jun.csv"), "format": "eia930", "column": "made"}
    site = gs.site("campus", region="US-TX", series={"x": entry}, grid_carbon_kg_per_mwh={"series": "x"})
    assert np.isclose(site.series["grid_carbon_kg_per_mwh"].values[18], DAY)


def test_a_file_that_has_changed_since_it_was_fetched_is_refused(tmp_path):
    from pathlib import Path

    def opener(address, timeout):
        return io.BytesIO(Path(made, address.rsplit("/", 1)[1]).read_bytes())

    file = download(2023, into=tmp_path, opener=opener)[0]
    download(2023, into=tmp_path, opener=None)  # what is there is not fetched again
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(DataError, match="SHA-256 differs"):
        read_carbon([file], "MADE")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda rows: rows.__delitem__(slice(100, 110)), "longer than 6"),
        (lambda rows: rows.append(row("MADE", dt.datetime(2023, 5, 1, 7), [9999] * 8)), "stands twice"),
        (lambda rows: rows[5].__setitem__(4, "yesterday"), "is not a time"),
        (lambda rows: rows[5].__setitem__(6, "n/a"), "is not a number"),
        (lambda rows: rows.__delitem__(slice(4000, None)), "not one year"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path, spoil, sentence):
    rows = year_of("MADE", 3000)
    spoil(rows)
    write(tmp_path, rows)
    with pytest.raises(DataError, match=sentence):
        read_carbon(sorted(tmp_path.glob("*.csv")), "MADE")


def test_another_file_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="BALANCE"):
        read_carbon([tmp_path / "x.csv"], "MADE")


def test_without_files_there_are_no_places(tmp_path, monkeypatch):
    monkeypatch.setenv("GIGASITE_EIA930", str(tmp_path))
    assert Eia930().places() == ()
    with pytest.raises(DataError, match="put its files"):
        Eia930().series("MADE", COLUMN, 2023)


def test_a_site_runs_on_it():
    site = gs.site("campus", region="MADE", weather="dallas", grid_price_usd_per_mwh=40)
    run = gs.simulate(site)
    mean = Eia930().series("MADE", COLUMN, 2023).values.mean()
    assert abs(run.ledger["grid_co2_kg"][0] / run.ledger["grid_import_mwh"][0] / mean - 1.0) < 0.05


def test_download_is_whole_or_not_at_all(tmp_path):
    from pathlib import Path

    def opener(address, timeout):
        return io.BytesIO(Path(made, address.rsplit("/", 1)[1]).read_bytes())

    files = download(2023, into=tmp_path, opener=opener)
    assert len(files) == 2 and all(file.with_suffix(".csv.sha256").exists() for file in files)
    with pytest.raises(DataError, match="not a BALANCE file"):
        download(2022, into=tmp_path, opener=lambda address, timeout: io.BytesIO(b"<html>busy</html>"))
    assert not list(tmp_path.glob("*2022*"))
