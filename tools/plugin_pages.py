"""Writes docs/plugins/hooks.md and kit.md from the docstrings of the hook page and of the kit: ``python tools/plugin_pages.py``."""

from __future__ import annotations

import inspect
from pathlib import Path

from gigasite.hooks import API_VERSION, HOOKS
from gigasite.testing import promises
from gigasite.testing.promised.records import HOLDS

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "plugins"

HOOKS_HEAD = f"""# The hooks

Every place where a plugin can add something. A hook takes no argument and yields `Record`s; the target of a record is imported when it
is used. This page is made from the docstrings of `gigasite.hooks`.

```python
from gigasite.hooks import Record, hookimpl
```

| field of `Record` | meaning |
|---|---|
| `name` | unique within its hook; a name of gigasite stays with gigasite, and two plugins with one name are both refused |
| `summary` | one line, as `gigasite plugins` shows it |
| `target` | `"module:Class"`, made without arguments when it is first used; or `"module:object"` |
| `api` | version of the interface that the target was made for, now {API_VERSION} |
| `sources` | where its data come from, as texts |
"""

HOOKS_TAIL = f"""
## What is stable, and for how long

The interface has version {API_VERSION}. Stable within it: the hooks and `Record`, what each hook asks
of a target, `SiteModel` with its parts, `EconomicResult`, `Series`, the keys of parameters, the columns of the ledger and of
the forcing, the names of slots and their variants, and the checks of the kit by name.
Fields, columns, hooks and checks may be added at the end; none is renamed, removed or given another meaning.
A change that breaks this raises the version; gigasite then takes plugins of the version before for
a year at least. A plugin made for a later version is listed and not loaded. A hook that an older gigasite may not have is
marked `@hookimpl(optionalhook=True)`.

Not stable: names that begin with an underscore, modules that no page names, the text of messages, the last digits of results.

**A plugin is trusted code.** It runs with the rights of its user; nothing confines it. What gigasite promises is that a plugin
with a defect is named and does not change the results of the others. `GIGASITE_DISABLE_PLUGINS=1` leaves third parties out.
"""

KIT_HEAD = """# The conformance kit

`gigasite.testing` asks every record what its hook promises. In the tests of a plugin:

```python
from gigasite.testing import parametrize_with_checks


@parametrize_with_checks(["underwater"])
def test_conforms(subject, check):
    check(subject)
```

On the command line, with a readable report: `gigasite check gigasite-underwater`; the exit code is 2 where a promise is broken.

- Which promises are asked is chosen by **tags**: the hook, `record` for all, and the engine of a site type;
  `parametrize_with_checks([...], tags=["record"])` asks those alone.
- Names are those of records; `"site_types:underwater"` where several hooks have one. Without names all installed records are asked.
- A promise that a plugin cannot keep is an **expected failure with a reason**: an attribute
  `expected_failures = {"check_scaling": "the old line has one size"}` of the target, or the argument of this name. It must
  fail: when it holds after all the test fails, so that no mark outlives its reason.
- A site type whose sites need more than the kit can guess gives an attribute `example`, a mapping of fields.
- Each promise can be asked alone: `gigasite.testing.check_closures_hold(subject)`, a `subject` being one of
  `gigasite.testing.subjects(["underwater"])`.

`from gigasite.testing.fixtures import isolated_plugins` in a `conftest.py` gives a fixture: `isolated_plugins(module)` puts the
built-ins and this module in force until the test ends, whatever else is installed.

For properties of your own there are hypothesis strategies in `gigasite.testing.strategies`: `sites("underwater")`, `scenarios()`,
`orbits()`, `series("grid_price_usd_per_mwh")`, `weather()`, `values(row)`.

The promises below are the docstrings of their functions.
"""

GROUPS = {
    "record": "Every record",
    "site_types": "Site types",
    "grid_datasets": "Grid data sets and weather providers",
    "weather_providers": "Weather providers",
    "economic_models": "Economic models",
    "hardware": "Hardware",
    "metrics": "Metrics",
    "report_sections": "Report sections",
    "laws": "Laws",
    "space_tables": "Tables of the space environment",
    "file_formats": "Forms of files",
}


def _markdown(function: object) -> str:
    text = inspect.cleandoc(function.__doc__ or "").replace("```", "\0")
    return text.replace("``", "`").replace("\0", "```")


def hooks_page() -> str:
    """The text of hooks.md."""
    parts = [HOOKS_HEAD]
    for name, function in HOOKS.items():
        has = ", ".join(f"`{one}`" for one in HOLDS[name])
        parts.append(f"\n## `{name}`\n\n{_markdown(function)}\n\nThe target has: {has}.\n")
    return "".join(parts) + HOOKS_TAIL


def kit_page() -> str:
    """The text of kit.md."""
    parts, told = [KIT_HEAD], set()
    for tag, title in GROUPS.items():
        mine = [one for one in promises().values() if tag in one.tags and one.name not in told]
        told |= {one.name for one in mine}
        parts.append(
            f"\n## {title}\n\n| check | promise |\n|---|---|\n"
            + "".join(f"| `{one.name}` | {one.sentence.replace('``', '`')} |\n" for one in mine)
        )
    return "".join(parts)


PAGES = {"hooks.md": hooks_page, "kit.md": kit_page}

if __name__ == "__main__":
    for file, make in PAGES.items():
        (FOLDER / file).write_text(make(), encoding="utf-8")
