"""Every wrong scenario gets a `ScenarioError` with a place and the right sentence, and nothing else is ever thrown."""

import pytest

import gigasite as gs
from gigasite.errors import ScenarioError
from wrong_scenarios import CASES, SERIES_FILES, scenario


def answer(folder, file, text):
    path = folder / file
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ScenarioError) as caught:
        gs.load(path)
    return caught.value


def check(error, file, text, sentence):
    shown = error.render()
    assert sentence in shown, shown
    assert error.file == file
    assert "Traceback" not in shown and not {c for c in shown if not c.isprintable()} - {"\n"}
    for problem in error.errors or (error,):
        assert problem.path or problem.line or not error.errors
        if problem.line is not None:
            assert 1 <= problem.line <= len(text.splitlines() or [""]) + 1
            if problem.column is not None:
                caret = next(line for line in problem.render().splitlines() if "│" in line and "^" in line)
                assert set(caret.split("│")[1]) <= {" ", "^"}
    if error.errors:
        count = len(error.errors)
        assert error.message == f"{count} error{'s' if count > 1 else ''} in {file}. Nothing was simulated."


@pytest.mark.parametrize(("file", "text", "sentence"), [case[1:] for case in CASES], ids=[case[0][:60] for case in CASES])
def test_wrong(tmp_path, file, text, sentence):
    check(answer(tmp_path, file, text), file, text, sentence)


@pytest.mark.parametrize(("file", "text", "sentence", "csv"), [case[1:] for case in SERIES_FILES], ids=[case[0] for case in SERIES_FILES])
def test_wrong_series(tmp_path, file, text, sentence, csv):
    folder = tmp_path / "in"
    folder.mkdir()
    if csv is not None:
        (folder / "prices.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())
        (tmp_path / "prices.csv").write_bytes(b"time_utc,price\n")
    error = answer(folder, file, text)
    check(error, file, text, sentence)
    assert (error.line is not None and "prices.csv" in error.render()) or "file" in error.path or sentence


def test_the_corpus_is_large_and_its_base_is_right(tmp_path):
    assert len(CASES) + len(SERIES_FILES) >= 300
    (tmp_path / "a.toml").write_text(scenario())
    gs.load(tmp_path / "a.toml")


def test_all_errors_come_together(tmp_path):
    text = scenario(top='sead = 1\nhorizon_years = "x"', texas='weather = "dalas"\nsold_share = 85', after='[sites.x]\ntype = "camps"')
    error = answer(tmp_path, "a.toml", text)
    assert [e.path for e in error.errors] == ["sead", "horizon_years", "sites.texas.weather", "sites.texas.sold_share", "sites.x.type"]
    assert [e.line for e in error.errors] == sorted(e.line for e in error.errors)
    assert (error.path, error.line) == ("sead", 3)


def test_the_parts_are_attributes(tmp_path):
    error = answer(tmp_path, "a.toml", scenario(orbit="altitude_km = 20")).errors[0]
    assert (error.path, error.parameter, error.value, error.unit) == ("sites.orbit.altitude_km", "altitude_km", 20.0, "km")
    assert error.low < error.high and error.file == "a.toml" and error.source_line == "altitude_km = 20"
    assert error.render().splitlines()[2:4] == ["  18 │ altitude_km = 20", "     │               ^^"]


def test_what_the_terminal_shows(tmp_path):
    shown = answer(tmp_path, "plan.toml", scenario(texas='it_capacity_mw = "100 MW/h"')).render(color=True)
    assert shown.startswith("\033[1;31merror\033[0m: sites.texas.it_capacity_mw:")
    assert '  11 │ it_capacity_mw = "100 MW/h"\n     │                  \033[1;31m^^^^^^^^^^\033[0m' in shown
    assert "  expected  a power from 0.001 MW to 20,000 MW\n  explain   gigasite explain it_capacity_mw" in shown
    assert shown.endswith("1 error in plan.toml. Nothing was simulated.")


def test_a_long_line_is_cut_around_the_caret(tmp_path):
    text = scenario(texas="sold_share = " + "{ dist = 'empirical', values = [" + "0.5, " * 100 + "'many'] }")
    line = next(part for part in answer(tmp_path, "a.toml", text).render().splitlines() if "│" in part)
    assert len(line) < 120 and "many" in line


@pytest.mark.parametrize("source", [None, 3, [], b"x", {"sites": {3: {}}}, {"a": {"b": object()}}, {3: 4}])
def test_what_is_no_scenario(source):
    with pytest.raises(ScenarioError):
        gs.load(source)


def test_a_dict_that_holds_itself():
    loop = {}
    loop["sites"] = loop
    with pytest.raises(ScenarioError, match="nested deeper"):
        gs.load(loop)


def test_a_missing_file_names_its_neighbour(tmp_path):
    (tmp_path / "plan.toml").write_text(scenario())
    with pytest.raises(ScenarioError, match=r"did you mean 'plan.toml'"):
        gs.load(tmp_path / "plam.toml")
    with pytest.raises(ScenarioError, match="there is no folder"):
        gs.load(tmp_path / "nowhere" / "plan.toml")
    with pytest.raises(ScenarioError):
        gs.load(tmp_path)


def test_a_link_does_not_lead_out(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("time_utc,price\n")
    (folder / "prices.csv").symlink_to(tmp_path / "secret.csv")
    text = scenario(tables='[series.p]\nfile = "prices.csv"\ncolumn = "price"\nunit = "USD/MWh"')
    assert "outside the folder" in answer(folder, "a.toml", text).render()
