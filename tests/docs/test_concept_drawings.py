"""The pictures of the concept pages are those that the models draw today, each stands on its page, and nothing leaves its frame."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gigasite.report.text import width

ROOT = Path(__file__).resolve().parents[2]
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
#: Pages of orbital concepts; the tables of plugins have nothing to draw.
ORBITAL = [
    "orbit", "sun", "eclipse", "thermal_environment", "radiator", "radiator_heat_pump", "thermal_network", "solar_array", "satellite",
    "radiation_effects", "reliability", "meteoroids", "optical_link", "ground_link", "launch", "drag", "formation", "orbit_engine",
]  # fmt: skip
#: Where the pictures of a tool are kept.
FOLDERS = {"draw_concepts": "concepts", "draw_orbit_concepts": "orbit"}
KEPT = [(tool, path.stem) for tool, folder in FOLDERS.items() for path in sorted((ROOT / "docs" / "_static" / folder).glob("*.svg"))]


def tool_named(name: str):
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(ROOT / "tools"))


def page(name: str) -> str:
    return (ROOT / "docs" / "concepts" / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize("tool", FOLDERS)
def test_every_picture_is_kept(tool):
    names = [name for of, name in KEPT if of == tool]
    assert sorted(tool_named(tool).CONCEPTS) == names and len(names) >= 12


def test_every_page_of_the_ground_has_its_picture():
    assert sorted(PAGES) == [name for tool, name in KEPT if tool == "draw_concepts"]


@pytest.mark.parametrize("name", ORBITAL)
def test_every_orbital_page_shows_something(name):
    assert "](../_static/" in page(name)


@pytest.mark.parametrize(("tool", "name"), KEPT)
def test_a_picture_is_that_of_the_models(tool, name):
    drawer, folder = tool_named(tool), FOLDERS[tool]
    chart = drawer.CONCEPTS[name]()
    kept = (ROOT / "docs" / "_static" / folder / f"{name}.svg").read_text("utf-8")
    made = tool_named("draw_concepts").draw(chart)
    assert NUMBER.sub("#", kept) == NUMBER.sub("#", made), f"run python tools/{tool}.py"
    values = [[float(x) for x in NUMBER.findall(text)] for text in (kept, made)]
    assert values[0] == pytest.approx(values[1], abs=0.31), f"run python tools/{tool}.py"
    assert f"![{chart.headline}](../_static/{folder}/{name}.svg)" in page(name), "the page shows the picture and says what it finds"
    drawing = ElementTree.fromstring(made)
    assert drawing.get("aria-label")
    high, wide = float(drawing.get("height")), float(drawing.get("width"))
    for text in drawing.iter("{http://www.w3.org/2000/svg}text"):
        size = 16 if text.get("class") == "head" else 13
        length, x, y = width(text.text or "", size), float(text.get("x")), float(text.get("y"))
        start = x - length * {"end": 1.0, "middle": 0.5}.get(text.get("text-anchor"), 0.0)
        assert start >= -1.0 and start + length <= wide + 1.0 and 0.0 < y <= high, f"{text.text!r} leaves the drawing"
