"""A new plugin from the template in the wheel: a package that installs, conforms, and has tests, a docs page and a CI file."""

from __future__ import annotations

import keyword
import os
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from gigasite.errors import ParameterError

__all__ = ["KINDS", "new_plugin"]

#: Kind -> hook, module of the target, one line.
KINDS: Mapping[str, tuple[str, str, str]] = {
    "site": ("gigasite_site_types", "site", "A campus in a shelter of its own"),
    "grid": ("gigasite_grid_datasets", "grid", "Hourly price and carbon of one region"),
    "weather": ("gigasite_weather_providers", "weather", "Hourly weather of one place"),
    "law": ("gigasite_laws", "cooler", "A dry cooler of our own, as a law of the slot cooling"),
    "economics": ("gigasite_economic_models", "model", "Cost of a GPU-hour with a levy on carbon"),
}


def new_plugin(folder: str | os.PathLike[str], kind: str) -> tuple[Path, ...]:
    """Writes a plugin of a kind into a new folder, named after it (``gigasite-`` is put before where it is not); returns the files.

    Errors: `ParameterError` for an unknown kind, a folder that holds something, or a name that no Python package can have.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as there:
    ...     files = new_plugin(there + "/gigasite-seabed", "site")
    >>> sorted(file.name for file in files if file.suffix == ".py")
    ['__init__.py', 'site.py', 'test_conforms.py', 'test_site.py']
    """
    if kind not in KINDS:
        raise ParameterError(f"{kind!r} is not a kind of plugin; one of {', '.join(KINDS)}", parameter="kind", value=kind)
    target = Path(folder)
    words = _words(target.resolve().name, kind)
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise ParameterError(f"{target} is there already and holds something", parameter="folder", value=str(target))
    root = resources.files("gigasite").joinpath("data/template")
    written = []
    for part in ("common", kind):
        for path, text in _files(root.joinpath(part), ""):
            name = path.removesuffix(".in")
            for written_as, stands_for in (("__package__", words["package"]), ("__record__", words["record"]), ("dot_", ".")):
                name = name.replace(written_as, stands_for)
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_render(text, words), encoding="utf-8", newline="\n")
            written.append(file)
    return tuple(sorted(written))


def _words(name: str, kind: str) -> dict[str, str]:
    plain = re.sub(r"[-_. ]+", "-", name).strip("-").lower()
    record = plain.removeprefix("gigasite-").replace("-", "_")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", record) or keyword.iskeyword(record) or record == "gigasite":
        raise ParameterError(
            f"{name!r} cannot be the name of a package", parameter="folder", value=name, hint="letters, digits and '-', a letter first"
        )
    hook, module, summary = KINDS[kind]
    return {
        "record": record,
        "distribution": f"gigasite-{record.replace('_', '-')}",
        "package": f"gigasite_{record}",
        "class": "".join(part.capitalize() for part in record.split("_")),
        "region": f"X-{record.upper().replace('_', '-')}",
        "hook": hook,
        "module": module,
        "summary": summary,
    }


def _render(text: str, words: Mapping[str, str]) -> str:
    """``{{word}}`` becomes the word; anything else stays, also what GitHub writes in two braces."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: words.get(found[1], found[0]), text)


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".in"):
            yield f"{prefix}{entry.name}", entry.read_text("utf-8")
