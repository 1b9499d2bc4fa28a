"""What callers rely on stays: names, arguments and their order, results and their fields. More may be added, nothing goes.

`GIGASITE_NEW_SIGNATURES=1` writes the list again; do so only when functions were added.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

import gigasite as gs

LIST = Path(__file__).with_name("public_signatures.txt")
ADDED = "a public function was removed or its arguments changed; callers rely on them"


def _arguments(function: Any) -> str:
    """Names in order, `*` before what is by keyword only, `=` behind what has a default."""
    parts, seen_star = [], False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not seen_star:
            parts.append("*")
            seen_star = True
        sign = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        parts.append(sign + parameter.name + ("" if parameter.default is parameter.empty else "="))
    return ", ".join(parts)


def _signatures() -> list[str]:
    lines = [f"{name}({_arguments(getattr(gs, name))})" for name in gs.__all__ if inspect.isfunction(getattr(gs, name))]
    for module in pkgutil.iter_modules(gs.__path__):
        if module.ispkg or module.name.startswith("_"):
            continue
        content = importlib.import_module(f"gigasite.{module.name}")
        for name in getattr(content, "__all__", ()):
            thing = getattr(content, name)
            if inspect.isfunction(thing) and hasattr(thing, "ranges"):
                lines.append(f"{module.name}.{name}({_arguments(thing)})")
            elif hasattr(thing, "_fields"):
                lines.append(f"{module.name}.{name}: {', '.join(thing._fields)}")
    return sorted(lines)


def _split(line: str) -> tuple[str, list[str]]:
    name, rest = re.split(r"[(:]", line, maxsplit=1)
    return name, [part for part in rest.strip(" )").split(", ") if part]


def test_no_public_signature_was_taken_away() -> None:
    now = _signatures()
    if os.environ.get("GIGASITE_NEW_SIGNATURES") == "1":
        LIST.write_text("\n".join(now) + "\n")
    present = dict(_split(line) for line in now)
    for name, before in (_split(line) for line in LIST.read_text().splitlines()):
        assert name in present, f"{name}: {ADDED}"
        by_position = before[: before.index("*")] if "*" in before else before
        assert present[name][: len(by_position)] == by_position, f"{name}: {ADDED}"
        for part in before[len(by_position) + 1 :]:
            assert part in present[name] or f"{part}=" in present[name], f"{name}: {part}: {ADDED}"
        added = [part for part in present[name] if part not in before and part.rstrip("=") not in before]
        is_result = not any(part.endswith("=") for part in before) and name.rsplit(".", 1)[-1][0].isupper()
        assert is_result or all(part == "*" or part.endswith("=") for part in added), f"{name}: {added}: {ADDED}"


def test_every_public_signature_is_on_the_list() -> None:
    missing = {_split(line)[0] for line in _signatures()} - {_split(line)[0] for line in LIST.read_text().splitlines()}
    if missing:
        pytest.fail(f"write the list again with GIGASITE_NEW_SIGNATURES=1, it lacks {sorted(missing)}")
