import numpy as np
import pytest
from gigasite_entsoe.download import download
from gigasite_entsoe.grid import COLUMN, Entsoe
from gigasite_entsoe.reading import read_csv, read_xml
from made_files import csv_year, xml_year

import gigasite as gs
from gigasite.errors import DataError

RATE = 1.0813  # EUR in USD, mean of 2023
HOURS = np.arange(8760) / 100.0 * RATE


def made_csv(tmp_path, lines):
    (tmp_path / "x.csv").write_text("\n".join(lines))
    return tmp_path / "x.csv"


def made_xml(tmp_path, text):
    (tmp_path / "x.xml").write_text(text)
    return tmp_path / "x.xml"


def test_a_local_year_with_23_and_25_hours_lands_on_utc():
    values = Entsoe().series("XX", COLUMN, 2023).values
    # All but the last hour in UTC, which is the first of the next local year and is taken from the other end.
    assert np.allclose(values[:-1], HOURS[:-1])
    assert np.isclose(values[-1], 87.59 * RATE)


def test_an_omitted_point_repeats_the_one_before():
    values = Entsoe().series("YY", COLUMN, 2023).values
    assert np.isclose(values[4], values[3]) and np.isclose(values[5], HOURS[5])


def test_quarter_hours_become_means(tmp_path):
    assert np.allclose(read_xml(made_xml(tmp_path, xml_year(resolution="PT15M"))).values, HOURS)
    assert np.allclose(read_csv(made_csv(tmp_path, csv_year(minutes=15))).values[:-1], HOURS[:-1])


def test_a_short_gap_is_filled_and_told(tmp_path):
    lines = csv_year()
    lines[100] = lines[100].replace(f'"{98 / 100:.2f}"', '"n/e"')
    series = read_csv(made_csv(tmp_path, lines))
    assert any("1 of 8760 hours filled" in note for note in series.notes) and np.allclose(series.values[:-1], HOURS[:-1])


def test_a_leap_day_is_dropped(tmp_path):
    series = read_csv(made_csv(tmp_path, csv_year(2024)))
    assert len(series) == 8760 and any("29 February" in note for note in series.notes)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda lines: lines.__delitem__(slice(100, 110)), "longer than 6"),
        (lambda lines: lines.__setitem__(50, lines[40]), "not later than the line before"),
        (lambda lines: lines.__setitem__(0, "MTU (MOON),Day-ahead Price [EUR/MWh]"), "time zone"),
        (lambda lines: lines.__setitem__(0, "a,b"), "no columns MTU"),
        (lambda lines: lines.__setitem__(9, '"tomorrow - later","1","EUR",""'), "is not a time"),
        (lambda lines: lines.__setitem__(9, lines[9].replace('"0.07"', '"dear"')), "is not a price"),
        (lambda lines: lines.__delitem__(slice(4000, None)), "not one year"),
        (lambda lines: lines.__setitem__(0, "MTU (CET/CEST),Day-ahead Price [XXX/MWh]"), "XXX"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path, spoil, sentence):
    lines = csv_year()
    spoil(lines)
    with pytest.raises(DataError, match=sentence):
        read_csv(made_csv(tmp_path, lines))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<a", "not XML"),
        ("<Acknowledgement_MarketDocument/>", "not of prices"),
        ("<Publication_MarketDocument/>", "no price"),
        (xml_year().replace("PT60M", "P1D"), "resolution"),
        (xml_year().replace("<currency_Unit.name>EUR</currency_Unit.name>", ""), "currency"),
    ],
)
def test_what_is_wrong_in_a_document_is_said(tmp_path, text, sentence):
    with pytest.raises(DataError, match=sentence):
        read_xml(made_xml(tmp_path, text))


def test_a_site_runs_on_it():
    run = gs.simulate(gs.site("campus", region="XX", weather="frankfurt", grid_carbon_kg_per_mwh=300))
    assert abs(run.ledger["grid_cost_usd"][0] / run.ledger["grid_import_mwh"][0] / HOURS.mean() - 1.0) < 0.05


def test_a_file_by_itself_in_a_scenario(tmp_path):
    for file in (made_csv(tmp_path, csv_year()), made_xml(tmp_path, xml_year(skip=(5,)))):
        entry = {"file": str(file), "format": "entsoe"}
        site = gs.site("campus", region="FI", series={"x": entry}, grid_price_usd_per_mwh={"series": "x"})
        assert np.isclose(site.series["grid_price_usd_per_mwh"].values[101], HOURS[101])


def test_a_broken_file_is_a_data_error_and_nothing_else(tmp_path):
    chance = np.random.default_rng(1)
    for read, make, whole in ((read_csv, made_csv, "\n".join(csv_year()[:60])), (read_xml, made_xml, xml_year()[:3000])):
        for _ in range(150):
            content = bytearray(whole.encode())
            for at in chance.integers(0, len(content), 8):
                content[at] = chance.integers(0, 256)
            file = make(tmp_path, ["x"] if make is made_csv else "x")
            file.write_bytes(bytes(content[: chance.integers(1, len(content))]))
            with pytest.raises(DataError):
                read(file)


def test_without_files_there_are_no_places(tmp_path, monkeypatch):
    monkeypatch.setenv("GIGASITE_ENTSOE", str(tmp_path))
    assert Entsoe().places() == ()
    with pytest.raises(DataError, match=r"put FI_2019\.csv"):
        Entsoe().years("FI")


def test_what_was_fetched_reads_back(tmp_path):
    pandas = pytest.importorskip("pandas")

    class Client:
        def query_day_ahead_prices(self, zone, start, end):
            index = pandas.date_range(start, end, freq="h")
            return pandas.Series(np.arange(len(index)) / 100.0, index=index)

    file = download("ZZ", 2023, api_key="", into=tmp_path, client=Client())
    assert file.name == "ZZ_2023.csv" and np.allclose(read_csv(file).values, HOURS)
