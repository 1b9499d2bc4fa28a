"""The pictures of the concept pages are those that the models draw today, each stands on its page, and nothing leaves its frame."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gigasite.report.text import width

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "_static" / "concepts"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

#: Pages of the models T01–T18, T26 and T27.
PAGES = [
    "it_power",
    "power_train",
    "psychrometrics",
    "air_cooling",
    "liquid_loop",
    "heat_exchanger",
    "fluids",
    "chiller",
    "cooling_tower",
    "dry_cooler",
    "air_economiser",
    "cooling_plant",
    "weather",
    "kpis",
    "heat_recovery",
    "heat_pump",
    "district_heating",
    "battery",
    "thermal_storage",
    "photovoltaics",
    "clear_sky",
    "solar_position",
    "wind_power",
    "gas_turbine",
    "onsite_supply",
    "gas_island",
    "grid_import",
    "tariffs",
    "flexibility",
    "carbon",
    "water",
]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("draw_concepts", ROOT / "tools" / "draw_concepts.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["draw_concepts"] = module  # its dataclass looks itself up
    spec.loader.exec_module(module)
    return module


def test_every_page_has_its_picture(tool):
    assert sorted(tool.CONCEPTS) == sorted(PAGES) == sorted(path.stem for path in KEPT.glob("*.svg"))


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_is_that_of_the_models(tool, name):
    chart = tool.CONCEPTS[name]()
    kept, made = (KEPT / f"{name}.svg").read_text("utf-8"), tool.draw(chart)
    assert NUMBER.sub("#", kept) == NUMBER.sub("#", made), "run python tools/draw_concepts.py"
    values = [[float(x) for x in NUMBER.findall(text)] for text in (kept, made)]
    assert values[0] == pytest.approx(values[1], abs=0.31), "run python tools/draw_concepts.py"
    page = (ROOT / "docs" / "concepts" / f"{name}.md").read_text("utf-8")
    assert f"![{chart.headline}](../_static/concepts/{name}.svg)" in page, "the page shows the picture and says what it finds"
    drawing = ElementTree.fromstring(made)
    assert drawing.get("aria-label")
    high, wide = float(drawing.get("height")), float(drawing.get("width"))
    for text in drawing.iter("{http://www.w3.org/2000/svg}text"):
        size = 16 if text.get("class") == "head" else 13
        length, x, y = width(text.text or "", size), float(text.get("x")), float(text.get("y"))
        start = x - length * {"end": 1.0, "middle": 0.5}.get(text.get("text-anchor"), 0.0)
        assert start >= -1.0 and start + length <= wide + 1.0 and 0.0 < y <= high, f"{text.text!r} leaves the drawing"
