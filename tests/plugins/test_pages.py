"""The pages for plugin authors say what the code says, and their code runs."""

import importlib.util
import re
import sys
import types
from pathlib import Path

import gigasite as gs
from gigasite.hooks import HOOKS, use
from gigasite.hooks.managing import Manager
from gigasite.testing import promises, subjects
from gigasite.testing.promised.records import HOLDS

ROOT = Path(__file__).parents[2]


def pages():
    spec = importlib.util.spec_from_file_location("plugin_pages", ROOT / "tools" / "plugin_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_those_of_the_docstrings():
    module = pages()
    for file, make in module.PAGES.items():
        assert make() == (ROOT / "docs/plugins" / file).read_text("utf-8"), "run python tools/plugin_pages.py"


def test_every_hook_and_every_promise_is_on_its_page():
    hooks_page, kit_page = ((ROOT / "docs/plugins" / name).read_text("utf-8") for name in ("hooks.md", "kit.md"))
    assert set(HOLDS) == set(HOOKS) and all(f"## `{name}`" in hooks_page for name in HOOKS)
    assert all(f"| `{name}` |" in kit_page for name in promises())


def test_the_first_ten_lines_work(monkeypatch):
    text = (ROOT / "docs/plugins/first_plugin.md").read_text("utf-8")
    source = re.search(r"```python\n(.*?)```", text, re.S)[1]
    assert len([line for line in source.splitlines() if line.strip()]) <= 10
    module = types.ModuleType("jobs")
    exec(source, module.__dict__)
    monkeypatch.setitem(sys.modules, "jobs", module)
    manager = Manager.isolated(module)
    assert not manager.failures
    with use(manager):
        assert gs.simulate(gs.site("campus", region="US-TX")).metrics["jobs"] == 30.0
        (subject,) = subjects(["jobs"], manager)
        promises()["check_metric_is_a_number_per_draw"].check(subject)
