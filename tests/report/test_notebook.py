"""Rich display: a fragment that styles nothing outside itself."""

from __future__ import annotations

import re
from types import SimpleNamespace

from gigasite.report.notebook import comparison_html, run_html, sample_html
from report import fake


def test_a_comparison_shows_its_figures() -> None:
    text = comparison_html(fake.hostile())
    assert "Ranked cost per delivered GPU-hour" in text and "<script" not in text
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    flat = re.sub(r"@media[^{]*\{", "", style[1])
    for rule in re.findall(r"([^{}]+)\{", flat):
        assert all(part.strip().startswith(".gigasite") for part in rule.split(",") if "(" not in part), rule


def test_the_hatch_of_a_fragment_is_its_own() -> None:
    text = comparison_html(fake.comparison())
    pattern = re.search(r'<pattern id="([^"]+)"', text)
    assert pattern and f"url(#{pattern[1]})" in text


def test_a_sample_and_a_run_show_their_measures() -> None:
    sample = fake.comparison().sites["finland"]
    text = sample_html(sample, "<i>")
    assert "lcoc_usd_per_gpu_h" in text and "a site on the ground is not launched" in text and "&lt;i&gt;" in text
    run = SimpleNamespace(metrics={"pue": 1.2, "irr": None}, none_because={"irr": "never earned back"}, waterfall=sample.waterfall)
    text = run_html(run)
    assert ">1.2<" in text and "never earned back" in text and "delivered 76" in text
