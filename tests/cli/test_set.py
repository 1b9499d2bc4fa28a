"""``--set NAME=VALUE`` holds an input, checked like a file, and stands in the command that the page prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gigasite import cli

PLAN = 'draws = 30\n[sites.a]\ntype = "campus"\nregion = "US-TX"\n[sites.b]\ntype = "campus"\nregion = "FI"\n'


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(PLAN)
    return tmp_path


def cost(folder: Path, *words: str) -> dict[str, float]:
    assert cli.execute(["compare", "plan.toml", *words, "--json", "out.json"]) == 0
    found = json.loads((folder / "out.json").read_text())
    return {key: site["metrics"]["lcoc_usd_per_gpu_h"]["p50"] for key, site in found["sites"].items()}


def test_an_input_everywhere_and_at_one_site(plan: Path) -> None:
    untouched = cost(plan)
    everywhere = cost(plan, "--set", "chip_life_years=3")
    one = cost(plan, "--set", "sites.a.chip_life_years=36 months")
    assert all(everywhere[key] > untouched[key] for key in untouched)
    assert one["a"] == pytest.approx(everywhere["a"], rel=1e-9) and one["b"] == untouched["b"]


def test_the_page_prints_the_command_with_it(plan: Path) -> None:
    assert cli.execute(["compare", "plan.toml", "--set", "chip_life_years=3", "--html", "page.html"]) == 0
    assert "gigasite compare plan.toml --set chip_life_years=3 --draws 30 --seed 1" in (plan / "page.html").read_text("utf-8")


@pytest.mark.parametrize(
    "text", ["chip_life_years", "=3", "chip_life_years=", "chip_lif_years=3", "chip_life_years=900", "chip_life_years=3 MW"]
)
def test_what_is_no_input_is_bad_input(plan: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["compare", "plan.toml", "--set", text]) == 2
    assert "rror" in capsys.readouterr().err
