"""The door of the package: what it offers, what it loads, and that no module hides a function."""

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import gigasite as gs

CONTRACT = {
    "load", "example", "site", "simulate", "compare", "sample", "breakeven", "sensitivity", "optimise", "sweep", "plan", "stepper",
    "explain", "plugins", "validate",
}  # fmt: skip


@pytest.mark.parametrize("name", gs._PUBLIC)
def test_every_public_name_works(name):
    assert callable(getattr(gs, name))


def test_no_module_has_the_name_of_a_function():
    modules = {module.name for module in pkgutil.iter_modules(gs.__path__)}
    assert not modules & (CONTRACT | set(gs._PUBLIC)), "importing that module would replace the function"


def test_import_loads_nothing_heavy():
    script = "import sys; before = set(sys.modules); import gigasite; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"numpy", "pydantic", "ruamel", "rich", "click", "pluggy", "importlib.metadata", "gigasite._core", "gigasite.builtin"}
    assert "gigasite" in loaded
    assert not heavy & set(loaded)


def test_modules_are_attributes():
    assert gs.latency is importlib.import_module("gigasite.latency")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = gs.nothing


def test_all_names_are_listed():
    assert set(gs.__all__) <= set(dir(gs))
    assert gs.__version__.count(".") == 2


def test_type_checkers_see_the_same_names():
    tree = ast.parse(Path(gs.__file__).read_text("utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {a.asname: n.module for n in block.body if isinstance(n, ast.ImportFrom) for a in n.names if a.asname}
    assert seen == {name: f"gigasite.{module}" for name, module in gs._PUBLIC.items()}, "add the name to both lists of gigasite/__init__.py"
