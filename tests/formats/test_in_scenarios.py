"""A file in a scenario: one or two lines, errors with file and line, and its source and licence in the report."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

import gigasite as gs
from formats import made_files as made
from formats.test_weather_traps import write
from gigasite.errors import ScenarioError
from gigasite.hooks import Record, hookimpl, use
from gigasite.hooks.managing import Manager

HEAD = "draws = 8\n"


def load(folder: Path, text: str) -> gs.Scenario:
    (folder / "plan.toml").write_text(HEAD + text)
    return gs.load(folder / "plan.toml")


def campus(*lines: str) -> str:
    return "\n".join(["[sites.austin]", 'type = "campus"', 'region = "US-TX"', *lines]) + "\n"


def problem(folder: Path, text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(folder, text)
    return caught.value.render()


@pytest.mark.parametrize("said", ["file:austin.csv", "tmy3:austin.csv"])
def test_weather_in_one_line(tmp_path: Path, said: str) -> None:
    write(tmp_path, made.tmy3(), "austin.csv")
    scenario = load(tmp_path, campus(f'weather = "{said}"'))
    run = gs.simulate(scenario.sites["austin"])
    assert np.abs(run.evaluation.forcings[0].columns["dry_bulb_c"][24:-24] - (np.arange(8760) / 1000.0 + 10.0)[24:-24]).max() < 1e-3
    assert any("typical months" in note for note in run.notes)
    assert gs.load(scenario.to_dict()) == scenario and pickle.loads(pickle.dumps(scenario)) == scenario


def test_prices_in_three_lines_and_their_source_and_licence_in_the_report(tmp_path: Path) -> None:
    write(tmp_path, made.smard(), "smard.csv")
    write(tmp_path, made.electricity_maps(), "carbon.csv")
    write(tmp_path, made.tmy3(), "austin.csv")
    scenario = load(
        tmp_path,
        '[series.p]\nfile = "smard.csv"\nformat = "smard"\ncolumn = "Deutschland/Luxemburg"\n'
        '[series.c]\nfile = "carbon.csv"\nformat = "electricity_maps"\ncolumn = "direct"\n'
        + campus('weather = "file:austin.csv"', 'grid_price_usd_per_mwh = { series = "p" }', 'grid_carbon_kg_per_mwh = { series = "c" }'),
    )
    comparison = gs.compare(scenario)
    sources = comparison.sources()
    assert sources["Bundesnetzagentur | SMARD.de, Deutschland/Luxemburg (file smard.csv)"] == "CC BY 4.0"
    from gigasite.report import html

    page = html(comparison)
    for words in (
        "SMARD.de, Deutschland/Luxemburg",
        "CC BY 4.0",
        "Electricity Maps, zone FI",
        "ODbL",
        "TMY3",
        "another basis",
    ):
        assert words in page, words


def test_several_weather_years_share_the_draws(tmp_path: Path) -> None:
    write(tmp_path, made.pvgis_hourly(), "years.csv")
    site = load(tmp_path, campus('weather = "pvgis:years.csv"', "relative_humidity = 0.6")).sites["austin"]
    evaluation = gs.simulate(site).evaluation
    assert [len(used.columns["dry_bulb_c"]) for used in evaluation.forcings] == [8760, 8760]
    assert not np.array_equal(*(used.columns["dry_bulb_c"] for used in evaluation.forcings))


def test_any_table_as_weather_by_a_mapping_of_its_columns(tmp_path: Path) -> None:
    rows = ["when;T [°F];RH (%);GHI;DNI;DHI;wind"]
    ghi = made.sun("2023-01-01T06:00:00", 8760, 3600, *made.AUSTIN[:2])
    for i, at in enumerate(made.local_standard(made.CST)):
        rows.append(f"{at:%d.%m.%Y %H:%M};{50 + i / 1000:.3f}".replace(".0 ", " ") + f";60;{ghi[i]};0;{ghi[i]};3.5")
    write(tmp_path, rows, "roof.csv")
    columns = {"dry_bulb_c": "T [°F]", "relative_humidity": "RH (%)", "ghi_w_m2": "GHI", "dni_w_m2": "DNI", "dhi_w_m2": "DHI"}
    mapping = ", ".join(f'{ours} = "{theirs}"' for ours, theirs in {**columns, "wind_speed_m_s": "wind"}.items())
    where = "latitude_deg = 30.3, longitude_deg = -97.7, altitude_m = 189"
    entry = (
        f'weather = {{ file = "roof.csv", format = "table", time_column = "when", utc_offset_h = -6, {where}, columns = {{ {mapping} }} }}'
    )
    site = load(tmp_path, campus(entry, 'generation = "pv"', "pv_capacity_mw = 50")).sites["austin"]
    run = gs.simulate(site)
    dry = run.evaluation.forcings[0].columns["dry_bulb_c"]
    assert dry[6] == pytest.approx(10.0, abs=1e-3) and run.ledger["pv_mwh"][0] > 0.0
    shifted = entry.replace("utc_offset_h = -6", "utc_offset_h = 0")
    assert "noon of the irradiance is 6.0 h earlier" in problem(tmp_path, campus(shifted))


def test_a_local_clock_in_a_series(tmp_path: Path) -> None:
    rows = ["t,p", *(f"{at.astimezone(made.BERLIN):%Y-%m-%d %H:%M},{made.price(at)}" for at in made.hours(2023, made.BERLIN))]
    write(tmp_path, rows, "p.csv")
    entry = '[series.p]\nfile = "p.csv"\ncolumn = "p"\nunit = "USD/MWh"\ntime_column = "t"\ntimezone = "Europe/Berlin"\n'
    site = load(tmp_path, entry + campus('grid_price_usd_per_mwh = { series = "p" }')).sites["austin"]
    assert np.allclose(site.series["grid_price_usd_per_mwh"].values[:-1], np.arange(8759) / 100.0)


def test_errors_name_the_file_and_its_line(tmp_path: Path) -> None:
    lines = made.tmy3()
    lines[57] = lines[57].replace(",993,", ",x,")
    write(tmp_path, lines, "austin.csv")
    text = problem(tmp_path, campus('weather = "file:austin.csv"'))
    assert "austin.csv, line 58" in text and "'x' is not a number" in text and "plan.toml:5" in text and "^^^" in text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('weather = "file:nowhere.csv"', "cannot be read"),
        ('weather = "file:../austin.csv"', "outside the folder"),
        ('weather = "tmy4:austin.csv"', "no file format is called"),
        ('weather = "smard:prices.csv"', "no column of a weather file"),
        ('weather = "dalas"', "did you mean 'dallas'"),
        ("weather = { file = 'austin.csv', utc_offset_h = 99 }", "outside what is legal"),
        ("weather = { file = 'austin.csv', offset = 1 }", "unknown key 'offset'"),
        ("weather = { format = 'tmy3' }", "'file' is missing"),
        ("weather = { file = 'austin.csv', decimal = ',' }", "does not read 'decimal'"),
        ("weather = { file = 'austin.csv', format = 'table', columns = { warmth = 'x' } }", "no column 'x'"),
        ("weather = 3", "not a text"),
    ],
)
def test_what_can_be_wrong_with_the_entry(tmp_path: Path, line: str, sentence: str) -> None:
    write(tmp_path, made.tmy3(), "austin.csv")
    write(tmp_path, made.smard(), "prices.csv")
    assert sentence in problem(tmp_path, campus(line))


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('file = "smard.csv"\nformat = "smard"\ncolumn = "Atlantis"', "there is no column 'Atlantis'"),
        ('file = "smard.csv"\nformat = "smard"', "the file holds 2 series"),
        ('file = "smard.csv"\nformat = "smard"\ncolumn = "Norwegen"', "a gap of"),
        ('file = "smard.csv"\nformat = "smard"\ncolumn = "Lux"\nyear = 2019', "the year 2019 is not whole"),
        ('file = "smard.csv"\nformat = "smard"\ncolumn = "Lux"\nunit = "EUR/MWh"', "has units of its own"),
        ('file = "smard.csv"\nformat = "smart"\ncolumn = "Lux"', "did you mean 'smard'"),
        ('file = "smard.csv"', "'column' is missing"),
    ],
)
def test_what_can_be_wrong_with_a_series(tmp_path: Path, entry: str, sentence: str) -> None:
    write(tmp_path, made.smard(), "smard.csv")
    assert sentence in problem(tmp_path, f"[series.p]\n{entry}\n" + campus('grid_price_usd_per_mwh = { series = "p" }'))


def test_the_digest_is_that_of_what_the_file_holds(tmp_path: Path) -> None:
    digests = []
    for folder, spoil in (("a", False), ("b", False), ("c", True)):
        (tmp_path / folder).mkdir()
        lines = made.tmy3()
        if spoil:
            lines[50] = lines[50].replace(",993,", ",994,")
        write(tmp_path / folder, lines, "austin.csv")
        digests.append(load(tmp_path / folder, campus('weather = "file:austin.csv"')).digest)
    assert digests[0] == digests[1] != digests[2]


def test_a_format_of_a_plugin(tmp_path: Path) -> None:
    import types

    from gigasite.formats import Contents
    from gigasite.time_series import Series

    class Meter:
        options = ()

        def recognises(self, head: str) -> bool:
            return head.startswith("METER")

        def read(self, path: Path, options: object) -> Contents:
            values = np.full(8760, float(path.read_text().split()[1]))
            return Contents({"price": Series(values, "2023-01-01", 3600, "USD/MWh", "our meter", "ours")})

    module = types.ModuleType("meter")
    module.Meter = Meter  # type: ignore[attr-defined]
    module.gigasite_file_formats = hookimpl(_record)  # type: ignore[attr-defined]
    import sys

    sys.modules["meter"] = module
    write(tmp_path, "METER 41.5\n", "m.txt")
    with use(Manager.isolated(module)):
        text = '[series.p]\nfile = "m.txt"\nformat = "meter"\n' + campus('grid_price_usd_per_mwh = { series = "p" }')
        assert load(tmp_path, text).sites["austin"].series["grid_price_usd_per_mwh"].values[0] == 41.5
    del sys.modules["meter"]


def _record() -> list[Record]:
    return [Record("meter", "the export of our meters", "meter:Meter")]


_record.__name__ = "gigasite_file_formats"
