"""The map is true of the code."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Files of the core that hold a method or a table behind a concept.
PRIVATE = {"density_table", "quadrature"}


def test_the_concept_table_is_that_of_the_modules() -> None:
    spec = importlib.util.spec_from_file_location("concept_table", ROOT / "tools" / "concept_table.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.table() in (ROOT / "ARCHITECTURE.md").read_text("utf-8"), "run python tools/concept_table.py"


def test_every_folder_named_in_the_map_is_there() -> None:
    rooms = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("## The rooms")[1].split("##")[0]
    cells = [row.split("|")[1] for row in rooms.splitlines() if row.startswith("| `")]
    assert len(cells) > 8
    for name in re.findall(r"`([^`]+)/`", " ".join(cells)):
        places = (ROOT / name, ROOT / "python/gigasite" / name)
        assert any(place.is_dir() for place in places), name


def test_every_concept_of_the_core_has_a_module() -> None:
    for layer in ("earth", "space", "shared"):
        for file in (ROOT / "rust/gigasite-core/src" / layer).glob("*.rs"):
            if file.stem != "mod":
                assert (ROOT / "python/gigasite" / f"{file.stem}.py").is_file() or file.stem in PRIVATE, file.stem
