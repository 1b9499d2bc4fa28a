"""The command line: exit codes, errors, files whole or not at all, quiet pipes, fast help."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import gigasite
from gigasite import cli
from gigasite.errors import GigasiteError, ScenarioError
from report import fake


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """`gs.load`, `gs.example` and `gs.compare` give the made-up comparison."""
    asked: dict[str, Any] = {}
    comparison = fake.comparison()

    def compare(scenario: Any, **options: Any) -> Any:
        asked.update(options)
        return comparison

    for name, function in {
        "example": lambda name: comparison.scenario,
        "load": lambda path: comparison.scenario,
        "compare": compare,
    }.items():
        monkeypatch.setattr(gigasite, name, function, raising=False)
    monkeypatch.setattr(cli, "offered", lambda name: name not in ("serve", "sweep"))
    asked["comparison"] = comparison
    return asked


def test_compare_prints_the_table(faked: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["compare", "--draws", "300", "--seed", "7"]) == 0
    out, err = capsys.readouterr()
    assert "$ per delivered GPU-h" in out and "Finland is cheapest" in out and err == ""
    assert (faked["draws"], faked["seed"]) == (300, 7)


def test_progress_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from gigasite.cli.options import Progress

    told = Progress()
    told(1, 5, 2000)
    told.close()
    assert capsys.readouterr().err == ""
    told.on = True
    told(3, 5, 2000)
    told.close()
    assert "simulating  3/5 sites · 2,000 draws · 0 s left" in capsys.readouterr().err


def test_json_on_standard_output_is_alone(faked: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["compare", "--json", "-"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["command"] == "compare" and data["sites"]["orbit"]["metrics"]["pue"] == {"none_because": "no facility meter"}


def test_files_are_written(faked: dict[str, Any], tmp_path: Path) -> None:
    page, data = tmp_path / "r.html", tmp_path / "r.json"
    assert cli.execute(["compare", "--html", str(page), "--json", str(data)]) == 0
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert json.loads(data.read_text("utf-8"))["draws"] == 400
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r.html", "r.json"]
    assert "gigasite compare --draws 400 --seed 1 --html report.html" in page.read_text("utf-8")


def test_when_one_file_cannot_be_written_none_is(faked: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "r.html"
    assert cli.execute(["compare", "--html", str(page), "--json", str(tmp_path / "no" / "r.json")]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "no such folder" in err and "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_an_assert_that_does_not_hold_is_3(faked: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    faked["comparison"].asserts = (SimpleNamespace(text="finland: lcoc < 1", held=False),)
    assert cli.execute(["compare"]) == 3
    assert "did not hold: finland: lcoc < 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "args", [["compare", "--draws", "0"], ["compare", "--draws", "many"], ["nothing"], ["compare", "a", "b"], ["compare", "--color", "red"]]
)
def test_usage_is_2(faked: dict[str, Any], args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(args) == 2
    out, err = capsys.readouterr()
    assert out == "" and "Error" in err


def test_a_near_name_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["plugin"]) == 2
    assert "Did you mean plugins?" in capsys.readouterr().err


def test_a_defect_is_1_and_says_so(faked: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a\x1b[31mb")

    monkeypatch.setattr(gigasite, "compare", broken, raising=False)
    assert cli.execute(["compare"]) == 1
    err = capsys.readouterr().err
    assert "defect of gigasite" in err and "Traceback" not in err and "\x1b" not in err
    with pytest.raises(RuntimeError):
        cli.execute(["compare", "--debug"])


def test_interrupted_is_130(faked: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(gigasite, "compare", interrupted, raising=False)
    assert cli.execute(["compare"]) == 130
    assert capsys.readouterr().out == ""


def test_errors_look_as_the_rules_say(
    faked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("\n" * 13 + 'it_capacity_mw = "100 MW/h"\n' + "\n" * 16 + "altitude_km = 120\n", "utf-8")
    first = ScenarioError(
        '"100 MW/h" is not a power',
        path="sites.finland.it_capacity_mw",
        parameter="it_capacity_mw",
        value="100 MW/h",
        low=0.1,
        high=10000,
        unit="MW",
        file=str(file),
        line=14,
        hint='MW/h is a change of power in time. Write "100 MW".',
    )
    second = ScenarioError(
        "120 is outside 300 to 2,000 km", path="sites.orbit.altitude_km", parameter="altitude_km", value=120, file=str(file), line=31
    )

    def refuse(*_: Any) -> Any:
        raise ScenarioError("2 errors", errors=(first, second))

    monkeypatch.setattr(gigasite, "load", refuse, raising=False)
    assert cli.execute(["compare", str(file)]) == 2
    out, err = capsys.readouterr()
    lines = err.splitlines()
    assert out == ""
    assert lines[0] == 'error: sites.finland.it_capacity_mw: "100 MW/h" is not a power'
    assert lines[1] == f"  {file}:14"
    assert lines[2] == '  14 │ it_capacity_mw = "100 MW/h"'
    assert lines[3] == "     │                  ^^^^^^^^^^"
    assert lines[4] == '  MW/h is a change of power in time. Write "100 MW".'
    assert lines[5] == "  expected  0.1 to 10,000 MW"
    assert lines[6] == "  explain   gigasite explain it_capacity_mw"
    assert lines[-1] == f"2 errors in {file}. Nothing was simulated."
    assert "     │               ^^^" in lines


def test_an_error_without_a_file_is_one_line(
    faked: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: Any) -> Any:
        raise GigasiteError("cannot be\x1b]0;x\x07 read", file="gone.toml", line=3)

    monkeypatch.setattr(gigasite, "load", refuse, raising=False)
    assert cli.execute(["compare", "gone.toml"]) == 2
    assert capsys.readouterr().err.splitlines() == ["error: cannot be]0;x read", "  gone.toml:3"]


def test_colour_only_when_asked_in_a_pipe(faked: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    cli.execute(["compare"])
    assert "\x1b" not in capsys.readouterr().out
    cli.execute(["compare", "--color", "always"])
    assert "\x1b[1m" in capsys.readouterr().out


def test_lists_and_their_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["sites"]) == 0
    assert "heat_campus" in capsys.readouterr().out
    assert cli.execute(["plugins", "--json", "-"]) == 0
    records = json.loads(capsys.readouterr().out)["records"]
    assert {"campus", "orbit"} <= {r["name"] for r in records}


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["explain", "launch_price", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)["explain"]
    assert found["name"] == "launch_price_usd_per_kg" and found["interval"] == [1500.0, 6000.0] and found["source"]["title"]
    assert cli.execute(["explain", "lunch_price_usd_per_kg"]) == 2
    assert "Nearest: launch_price_usd_per_kg" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "kind", "holds"),
    [
        ("node_price_usd", "hardware", "280,000 USD"),
        ("h100x8.node_price_usd", "hardware", "Server with eight NVIDIA H100"),
        ("mccalip_2025", "source", "andrewmccalip.com"),
        ("pue", "metric", "facility energy over IT energy"),
        ("wet_bulb_c", "function", "Thermodynamic wet bulb"),
        ("altitude", "parameter", "160 to 40,000 km"),
    ],
)
def test_explain_knows_every_kind_of_name(name: str, kind: str, holds: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["explain", name]) == 0
    text = capsys.readouterr().out
    assert f"({kind})" in text and holds in " ".join(text.split())
    assert cli.execute(["explain", name, "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["explain"]["kind"] == kind


def test_only_what_works_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["--help"]) == 0
    out = capsys.readouterr().out
    for name in cli.COMMANDS:
        assert (f"\n  {name} " in out) == cli.offered(name)
        if cli.offered(name):
            assert cli.execute([name, "--help"]) == 0
            text = capsys.readouterr().out
            assert "--json" in text and "--color" in text and "--debug" in text


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_loads_nothing_heavy(word: str) -> None:
    heavy = "{'numpy', 'pydantic', 'rich', 'ruamel'} & set(sys.modules)"
    code = f"import sys\nfrom gigasite.cli import execute\nexecute([{word!r}])\nsys.exit(bool({heavy}))"
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_a_closed_pipe_is_quiet() -> None:
    code = "import sys, gigasite.cli as c\nsys.exit(c.execute(['validate', '--only', 'T24']))"
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout and child.stderr
    child.stdout.close()
    assert child.wait(60) == 0
    assert child.stderr.read() == b""


def test_ctrl_c_in_a_real_process() -> None:
    code = (
        "import time, gigasite, gigasite.cli as c, sys\n"
        "gigasite.example = lambda name: None\n"
        "def wait(*a, **k):\n    print('on', flush=True)\n    time.sleep(30)\n"
        "gigasite.compare = wait\nc.offered = lambda name: True\nsys.exit(c.execute(['compare']))"
    )
    # A shell that starts the tests in the background has Ctrl-C ignored, and children inherit that.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    child = subprocess.Popen([sys.executable, "-c", code], preexec_fn=heard, **pipes)
    assert child.stdout and child.stderr and child.stdout.readline() == "on\n"
    time.sleep(0.1)
    os.kill(child.pid, signal.SIGINT)
    assert child.wait(20) == 130
    assert "Traceback" not in child.stderr.read()
