"""The pictures of the orbital concept pages are those that the models draw today, each stands on its page, and nothing leaves its frame."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gigasite.report.text import width

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "_static" / "orbit"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
PAGES = sorted(path.stem for path in KEPT.glob("*.svg"))


@pytest.fixture(scope="module")
def tool():
    path = ROOT / "tools" / "draw_orbit_concepts.py"
    parts = importlib.util.spec_from_file_location("draw_concepts", path.with_name("draw_concepts.py"))
    whole = importlib.util.spec_from_file_location("draw_orbit_concepts", path)
    assert parts and parts.loader and whole and whole.loader
    sys.modules["draw_concepts"] = module = importlib.util.module_from_spec(parts)
    parts.loader.exec_module(module)
    module = importlib.util.module_from_spec(whole)
    whole.loader.exec_module(module)
    return module


def test_every_picture_is_kept(tool):
    assert sorted(tool.CONCEPTS) == PAGES and len(PAGES) >= 12


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_is_that_of_the_models(tool, name):
    chart = tool.CONCEPTS[name]()
    kept, made = (KEPT / f"{name}.svg").read_text("utf-8"), tool.draw(chart)
    assert NUMBER.sub("#", kept) == NUMBER.sub("#", made), "run python tools/draw_orbit_concepts.py"
    values = [[float(x) for x in NUMBER.findall(text)] for text in (kept, made)]
    assert values[0] == pytest.approx(values[1], abs=0.31), "run python tools/draw_orbit_concepts.py"
    page = (ROOT / "docs" / "concepts" / f"{name}.md").read_text("utf-8")
    assert f"![{chart.headline}](../_static/orbit/{name}.svg)" in page, "the page shows the picture and says what it finds"
    drawing = ElementTree.fromstring(made)
    high, wide = float(drawing.get("height")), float(drawing.get("width"))
    for text in drawing.iter("{http://www.w3.org/2000/svg}text"):
        size = 16 if text.get("class") == "head" else 13
        length, x, y = width(text.text or "", size), float(text.get("x")), float(text.get("y"))
        start = x - length * {"end": 1.0, "middle": 0.5}.get(text.get("text-anchor"), 0.0)
        assert start >= -1.0 and start + length <= wide + 1.0 and 0.0 < y <= high, f"{text.text!r} leaves the drawing"


#: Pages of orbital concepts; the tables of plugins have nothing to draw.
ORBITAL = [
    "orbit", "sun", "eclipse", "thermal_environment", "radiator", "radiator_heat_pump", "thermal_network", "solar_array", "satellite",
    "radiation_effects", "reliability", "meteoroids", "optical_link", "ground_link", "launch", "drag", "formation", "orbit_engine",
]  # fmt: skip


@pytest.mark.parametrize("name", ORBITAL)
def test_every_orbital_page_shows_something(name):
    assert "](../_static/" in (ROOT / "docs" / "concepts" / f"{name}.md").read_text("utf-8")
