"""`gigasite breakeven`, `gigasite sensitivity`, and the asserts of a scenario with their exit code, on the real engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gigasite import cli

TWO = """
schema_version = 1
draws = 24
[sites.texas]
title = "Texas"
type = "campus"
region = "US-TX"
weather = "dallas"
it_capacity_mw = 100
[sites.mine]
type = "converted_mine"
title = "Mine"
region = "US-TX"
weather = "dallas"
it_capacity_mw = 100
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "two.toml"
    path.write_text(TWO)
    return path


def test_breakeven(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["breakeven", str(scenario), "--vary", "sites.mine.conversion_months", "--seed", "2", "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    body = found["breakeven"]
    assert (found["command"], found["seed"], found["draws"], body["a"], body["b"]) == ("breakeven", 2, 24, "mine", "texas")
    assert body["low"] < body["value"] < body["high"] and body["unit"] == "months" and body["none_because"] is None
    assert cli.execute(["breakeven", str(scenario), "--vary", "sites.mine.conversion_months", "--seed", "2"]) == 0
    assert capsys.readouterr().out.startswith("Mine matches Texas if the conversion ")


def test_sensitivity(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["sensitivity", str(scenario), "--site", "mine", "--key", "chip_life_years", "--key", "sold_share"]
    assert cli.execute([*arguments, "--json", "-"]) == 0
    body = json.loads(capsys.readouterr().out)["sensitivity"]
    assert body["site"] == "mine" and {row["key"] for row in body["rows"]} == {"chip_life_years", "sold_share"}
    assert cli.execute([*arguments, "--method", "morris", "--samples", "3"]) == 0
    text = capsys.readouterr().out
    assert "mu_star" in text and "chip_life_years" in text and "morris" in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["breakeven", "--vary", "launch_prize"],
        ["breakeven", "--site", "moon"],
        ["breakeven", "--low", "5", "--high", "1", "--vary", "sites.mine.conversion_months"],
        ["sensitivity", "--site", "moon"],
        ["sensitivity", "--metric", "cost"],
        ["sensitivity", "--key", "chip_lyfe_years"],
        ["sensitivity", "--method", "guess"],
    ],
)
def test_bad_input(scenario: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert cli.execute([arguments[0], str(scenario), *arguments[1:]]) == cli.BAD_INPUT
    out, err = capsys.readouterr()
    assert out == "" and "rror" in err and "Traceback" not in err


@pytest.mark.parametrize(("value", "code"), [(1000.0, 0), (0.01, cli.NOT_HELD)])
def test_an_assert_that_does_not_hold_is_exit_code_three(
    scenario: Path, capsys: pytest.CaptureFixture[str], value: float, code: int
) -> None:
    gate = f'[[assert]]\nmetric = "lcoc_usd_per_gpu_h"\nsite = "mine"\nop = "<"\nvalue = {value}\nquantile = 0.9\n'
    scenario.write_text(TWO + gate)
    assert cli.execute(["compare", str(scenario), "--json", "-"]) == code
    found = json.loads(capsys.readouterr().out)
    assert [entry["held"] for entry in found["asserts"]] == [code == 0]
