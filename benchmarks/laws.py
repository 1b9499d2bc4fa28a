"""What a law of a plugin costs in the loop: the same cooler in numba, in Rust behind the C ABI, in NumPy, and the engine's own plant."""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import gigasite as gs
from benchmarks.harness import Row, paired
from benchmarks.peers import has
from gigasite import _core, laws
from gigasite.evaluation import build, engine_input, forcing_years
from gigasite.hooks import Record, hookimpl, use
from gigasite.hooks.managing import Manager

DRAWS = 512
PAGE = Path(__file__).parents[1] / "docs" / "plugins" / "laws.md"


def rows() -> Iterator[Row]:
    """Rows of laws; none where numba or rustc is not there."""
    if not has("numba") or shutil.which("rustc") is None:
        return
    with tempfile.TemporaryDirectory() as folder, use(_manager(Path(folder))):
        runs = {name: _year(name) for name in ("numba", "rust", "python", "dry_cooler")}
        calls = (float(DRAWS * 8760),) * 2
        what = f"{DRAWS} draws with a law; one draw-hour, one core"
        # 1.3 times the Rust law is the most that a numba law may cost.
        yield paired(what.replace("a law", "a numba law"), runs["numba"], "law in Rust", runs["rust"], must=1 / 1.3, per_call=calls)
        yield paired(what.replace("a law", "a NumPy law"), runs["python"], "law in Rust", runs["rust"], rounds=3, per_call=calls)
        yield paired(
            what.replace("a law", "a law in Rust"), runs["rust"], "the engine's plant", runs["dry_cooler"], rounds=3, per_call=calls
        )


def _year(cooling: str) -> Callable[[], object]:
    site = gs.site("campus", region="US-TX", cooling=cooling)
    phase = build(site, site.draws()).phase("operate")
    slots, names, values, *forcing = engine_input(phase, forcing_years(site, phase, 3600.0)[0], 1)
    spread = np.ascontiguousarray(values * np.random.default_rng(1).uniform(0.97, 1.0, (len(names), DRAWS)))
    of_phase = laws.of_phase(phase, site)
    return lambda: _core.simulate("earth", slots, names, spread, *forcing, 1, None, of_phase)


def _manager(folder: Path) -> Manager:
    """The laws of the documentation: NumPy, numba, and Rust built here."""
    text = PAGE.read_text("utf-8")
    python, numba, *_ = re.findall(r"```python\n(.*?)```", text, re.S)
    module = types.ModuleType("benchmarked_laws")
    exec(python + numba, module.__dict__)
    source, library = folder / "cooler.rs", folder / "cooler.so"
    source.write_text(re.findall(r"```rust\n(.*?)```", text, re.S)[0])
    subprocess.run(["rustc", "--edition", "2024", "-O", "--crate-type", "cdylib", source, "-o", library], check=True)
    loaded = ctypes.CDLL(str(library))

    class Rust:
        slot = "cooling"
        parameters = ("dry_cooler_fan_kw_per_mw",)

        def __gigasite_law__(self) -> object:
            return laws.capsule(ctypes.addressof(ctypes.c_char.in_dll(loaded, "law")))

    module.__dict__["Rust"] = Rust
    sys.modules["benchmarked_laws"] = module
    targets = {"python": "PythonCooler", "numba": "NumbaCooler", "rust": "Rust"}
    hook = types.ModuleType("benchmarked")
    hook.__dict__["gigasite_laws"] = hookimpl(
        lambda: [Record(name, name, f"benchmarked_laws:{target}") for name, target in targets.items()]
    )
    return Manager.isolated(hook)
