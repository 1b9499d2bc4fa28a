"""The page and the table of the five seeds from the real engine: same numbers everywhere, nothing missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import gigasite as gs
from gigasite import cli, report
from gigasite.comparison import Comparison
from gigasite.report.facts import read
from gigasite.report.figures import energy_flow
from gigasite.report.figures.assumptions import inputs_of
from gigasite.report.numbers import usd
from report.test_page import Outline


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return gs.compare(gs.example("seeds"), draws=64, seed=1)


@pytest.fixture(scope="module")
def text(comparison: Comparison) -> str:
    return report.html(comparison)


def test_every_figure_is_there(text: str) -> None:
    Outline(text)
    names = ("rank", "score", "items", "bridge", "prob", "deliv", "year", "dur", "sankey", "beta", "rad", "tornado", "time")
    assert [n for n in names if f'id="f-{n}"' not in text] == []
    assert 'id="claims"' in text and 'id="assume"' in text


def test_page_table_and_json_have_the_same_numbers(comparison: Comparison, text: str) -> None:
    table = report.terminal_table(comparison)
    for site in comparison.to_dict()["sites"].values():
        m = site["metrics"]["lcoc_usd_per_gpu_h"]
        p10, p50, p90 = (usd(m[k]) for k in ("p10", "p50", "p90"))
        assert re.search(rf"{site['title']} +{p10} +{p50} +{p90} ", table)
        assert f'<th scope="row">{site["title"]}</th><td class="n">{p10}</td>' in text
        assert f">{p50}</text>" in text
        assert sum(site["cost_items"].values()) == pytest.approx(m["mean"], rel=1e-9)


def test_the_sentences_of_the_json_stand_in_the_table(comparison: Comparison) -> None:
    flat = " ".join(report.terminal_table(comparison).split())
    for sentence in comparison.to_dict()["sentences"]:
        assert sentence in flat


def test_energy_flows_close_for_every_site_on_the_ground(comparison: Comparison) -> None:
    facts = read(comparison)
    assert all(energy_flow.flows_of(s) is not None for s in facts.sites)


def test_every_input_names_a_known_source(comparison: Comparison) -> None:
    facts = read(comparison, series=False)
    rows = inputs_of(facts)
    assert len(rows) > 100
    assert [r.key for r in rows if r.source not in facts.sources and r.source != "the scenario file"] == []


def test_the_command_writes_page_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, data = tmp_path / "r.html", tmp_path / "r.json"
    assert cli.execute(["compare", "--draws", "4", "--html", str(page), "--json", str(data)]) == 0
    assert "$ per delivered GPU-h" in capsys.readouterr().out
    assert json.loads(data.read_text("utf-8"))["draws"] == 4
    assert page.read_text("utf-8").count("<h1>") == 1


def test_run_prints_a_site(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["run", "--site", "orbit", "--json", "-"]) == 0
    site = json.loads(capsys.readouterr().out)["sites"]["orbit"]
    assert site["metrics"]["pue"]["none_because"] and site["metrics"]["mass_kg"] > 0
    assert cli.execute(["run", "--site", "texas"]) == 0
    assert "lcoc_usd_per_gpu_h" in capsys.readouterr().out
    assert cli.execute(["run", "--site", "nowhere"]) == 2
    assert "texas" in capsys.readouterr().err
