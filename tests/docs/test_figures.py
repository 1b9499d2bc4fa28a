"""The figures of the documentation are those that the engine draws today, and every one is shown on a page."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "docs" / "_static"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    spec = importlib.util.spec_from_file_location("make_figures", ROOT / "tools" / "make_figures.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.OUT = tmp_path_factory.mktemp("figures")
    module.main()
    return module.OUT


def test_the_figures_are_those_of_the_engine(drawn):
    names = sorted(path.name for path in STATIC.glob("*.svg"))
    assert names == sorted(path.name for path in drawn.glob("*.svg"))
    for name in names:
        kept, made = (folder.joinpath(name).read_text("utf-8") for folder in (STATIC, drawn))
        ElementTree.fromstring(kept)
        assert NUMBER.sub("#", kept) == NUMBER.sub("#", made), f"{name}: run python tools/make_figures.py"
        values = [[float(x) for x in NUMBER.findall(text)] for text in (kept, made)]
        assert values[0] == pytest.approx(values[1], abs=0.31), f"{name}: run python tools/make_figures.py"


def test_every_figure_is_on_a_page():
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md"))
    for path in STATIC.glob("*.svg"):
        assert f"_static/{path.name}" in pages, path.name
