"""What `gigasite new-plugin` writes is a whole plugin: it is found, conforms, passes its own tests, and stands in a comparison."""

import json
import tomllib

import pytest
from click.testing import CliRunner

from gigasite.cli import execute
from gigasite.cli import gigasite as command_line
from gigasite.errors import ParameterError
from gigasite.testing.template import KINDS, new_plugin
from installing import as_installed, gigasite, pytest_of

SCENARIO = {
    "site": 'type = "seabed_lab"\nregion = "US-TX"',
    "grid": 'type = "campus"\nregion = "X-SEABED-LAB"',
    "weather": 'type = "campus"\nregion = "DE"\nweather = "seabed_lab"',
    "law": 'type = "campus"\nregion = "FI"\ncooling = "seabed_lab"',
    "economics": 'type = "campus"\nregion = "US-TX"\neconomics = "seabed_lab"',
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_plugin_works_at_once(tmp_path, kind):
    project = tmp_path / "gigasite-seabed-lab"
    written = new_plugin(project, kind)
    texts = {file.relative_to(project).as_posix(): file.read_text("utf-8") for file in written}
    assert {"pyproject.toml", "README.md", ".gitignore", ".github/workflows/ci.yml", "docs/seabed_lab.md"} <= set(texts)
    assert not any("{{" in text.replace("${{ matrix.python }}", "") or "__package__/" in text for text in texts.values())
    tomllib.loads(texts["pyproject.toml"])
    env = as_installed(project, tmp_path / "site")

    if kind == "site":  # the tests of the project ask the same promises
        checked = gigasite("check", "gigasite-seabed-lab", "--json", "-", env=env)
        report = json.loads(checked.stdout)
        assert checked.returncode == 0 and report["ok"], [c for c in report["checks"] if c["result"] == "broken"] + report["failures"]

    tested = pytest_of(project, env)
    assert tested.returncode == 0, tested.stdout[-2000:]

    (tmp_path / "two.toml").write_text(f'draws = 20\n[sites.plain]\ntype = "campus"\nregion = "US-TX"\n[sites.ours]\n{SCENARIO[kind]}\n')
    compared = gigasite("compare", "two.toml", "--json", "-", env=env, cwd=tmp_path)
    assert compared.returncode == 0, compared.stderr
    assert set(json.loads(compared.stdout)["sites"]) == {"plain", "ours"}


def test_a_site_type_is_thirty_lines_of_its_author(tmp_path):
    new_plugin(tmp_path / "seabed", "site")
    text = (tmp_path / "seabed/src/gigasite_seabed/site.py").read_text()
    code = [line for line in text.splitlines() if line.strip() and not line.strip().startswith(("#", '"""'))]
    assert len(code) <= 30


@pytest.mark.parametrize(
    ("name", "record", "distribution"),
    [("gigasite-sea_bed", "sea_bed", "gigasite-sea-bed"), ("Sea.Bed", "sea_bed", "gigasite-sea-bed"), ("moon", "moon", "gigasite-moon")],
)
def test_names(tmp_path, name, record, distribution):
    new_plugin(tmp_path / name, "site")
    project = tomllib.loads((tmp_path / name / "pyproject.toml").read_text())["project"]
    assert project["name"] == distribution and project["entry-points"]["gigasite"] == {record: f"gigasite_{record}"}


@pytest.mark.parametrize("name", ["1st", "gigasite", "class", "über", "gigasite-"])
def test_names_that_no_package_can_have(tmp_path, name):
    with pytest.raises(ParameterError, match="name of a package"):
        new_plugin(tmp_path / name, "site")
    assert not (tmp_path / name).exists()


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    with pytest.raises(ParameterError, match="holds something"):
        new_plugin(tmp_path / "mine", "site")
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["notes.txt"]
    with pytest.raises(ParameterError, match="not a kind"):
        new_plugin(tmp_path / "other", "planet")


def test_the_commands(tmp_path, capsys):
    assert execute(["new-plugin", str(tmp_path / "moon"), "--kind", "grid"]) == 0
    assert "pip install -e" in capsys.readouterr().out
    assert execute(["new-plugin", str(tmp_path / "moon")]) == 2
    assert execute(["check", "campus"]) == 0
    assert "scaling" in capsys.readouterr().out
    assert execute(["check", "campuss"]) == 2
    assert "did you mean 'campus'" in capsys.readouterr().err
    helped = CliRunner().invoke(command_line, ["check", "--help"]).output
    assert "broken" in helped
