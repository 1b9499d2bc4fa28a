"""The page on laws: its examples, four ways to write one law, run and agree; its table is that of the core."""

import re
import shutil
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest

import gigasite as gs
from gigasite import laws
from gigasite.hooks import Record, hookimpl, use
from gigasite.hooks.managing import Manager
from gigasite.testing import check_distribution

PAGE = (Path(__file__).parents[2] / "docs/plugins/laws.md").read_text("utf-8")


def code(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)


def test_the_table_is_that_of_the_core():
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", PAGE, re.M)
    assert {slot: laws.Slot(*(tuple(re.findall(r"`(\w+)`", names)) for names in both)) for slot, *both in rows} == dict(laws.SLOTS)
    assert all(f"`{name}`" in PAGE for name in laws.CONTEXT)


def build(language, folder):
    """The shared library of the example in C or Rust, with warnings as errors."""
    source, library = folder / f"cooler.{language}", folder / f"cooler_{language}.so"
    if language == "c":
        source.write_text(code("c")[0])
        command = ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", f"-I{laws.include_folder()}", source, "-o", library]
    else:
        source = source.with_suffix(".rs")
        source.write_text(code("rust")[0])
        command = ["rustc", "--edition", "2024", "-O", "-Dwarnings", "--crate-type", "cdylib", source, "-o", library]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not here")
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return library


@pytest.fixture
def examples(tmp_path, monkeypatch):
    """The classes of the page, those of the capsule once for C and once for Rust."""
    python, numba, capsule, _ = code("python")
    module = types.ModuleType("page_of_laws")
    exec(python + numba, module.__dict__)
    for language in ("c", "rust"):
        monkeypatch.setenv("COOLER", str(build(language, tmp_path)))
        space = {"PythonCooler": module.PythonCooler, "__name__": "page_of_laws"}
        exec(capsule, space)
        name = f"{language.capitalize()}Cooler"
        made = space["CapsuleCooler"]
        made.__name__ = made.__qualname__ = name
        setattr(module, name, made)
    monkeypatch.setitem(sys.modules, "page_of_laws", module)
    names = {"python": "PythonCooler", "numba": "NumbaCooler", "c": "CCooler", "rust": "RustCooler"}
    hook = types.ModuleType("page")
    hook.gigasite_laws = hookimpl(lambda: [Record(name, "the law of the page", f"page_of_laws:{target}") for name, target in names.items()])
    return Manager.isolated(hook)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_four_ways_to_write_one_law_agree(examples):
    with use(examples):
        samples = {
            name: gs.sample(gs.site("campus", region="US-TX", cooling=name), draws=20, seed=4) for name in ("python", "numba", "c", "rust")
        }
        for name, sample in samples.items():
            for column in sample.ledger:
                assert sample.ledger[column] == pytest.approx(samples["python"].ledger[column], rel=1e-12), (name, column)
        for column in samples["c"].ledger:
            assert np.array_equal(samples["c"].ledger[column], samples["rust"].ledger[column])


def test_they_conform(examples):
    for name in ("python", "numba", "c", "rust"):
        with use(examples):
            broken = [o for o in check_distribution("page", examples).outcomes if o.record == name and o.result == "broken"]
        # The modules of a page cannot be imported in another process, and are read by exec.
        assert not [o for o in broken if "import" not in o.check], broken


def test_the_notebook(monkeypatch):
    space = {"__name__": "__main__", "laws": laws}
    exec(code("python")[0], space)
    monkeypatch.setattr(sys.modules["__main__"], "PythonCooler", space["PythonCooler"], raising=False)
    exec(code("python")[-1], space)
    assert space["run"].metrics["pue"] > 1.0 and space["alone"]["power_mw"] == pytest.approx(10.0 * 1.5 * _fans() / 1000.0)


def _fans():
    from gigasite.parameters import default

    return default("dry_cooler_fan")
