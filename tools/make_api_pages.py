"""Writes docs/api: one page for each public module of models and for the package itself, from the docstrings.

    python tools/make_api_pages.py

The pages are made at every build of the documentation and are not kept in the repository.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import gigasite as gs

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "api"


def public_modules() -> list[str]:
    """Modules of the package that have an `__all__` and no leading underscore."""
    folder = ROOT / "python" / "gigasite"
    names = sorted(p.stem for p in folder.glob("*.py") if not p.stem.startswith("_") and p.stem != "builtin")
    return [name for name in names if getattr(importlib.import_module(f"gigasite.{name}"), "__all__", None)]


def main() -> None:
    """Writes the pages."""
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.md"):
        old.unlink()
    lines = ["# gigasite", "", "```{eval-rst}"]
    for name in sorted(n for n in gs.__all__ if not n.startswith("_")):
        found = getattr(gs, name)
        kind = "autoclass" if isinstance(found, type) else "autofunction"
        members = "\n   :members:" if kind == "autoclass" and not issubclass(found, Exception) else ""
        lines.append(f".. {kind}:: gigasite.{name}{members}\n   :no-index:\n")
    (OUT / "gigasite.md").write_text("\n".join([*lines, "```", ""]))
    for name in public_modules():
        text = f"# gigasite.{name}\n\n```{{eval-rst}}\n.. automodule:: gigasite.{name}\n   :members:\n```\n"
        (OUT / f"{name}.md").write_text(text)
    (OUT / "truth.md").write_text(truth())


def truth() -> str:
    """The table of truth: every reference case with its source, what was expected and what came out."""
    found = gs.validate()
    head = "| case | model | source | expected | got | error | status |"
    lines = ["# Every reference case", "", found.summary(), "", head, "|---|---|---|---|---|---|---|"]
    for row in found.to_dict()["rows"]:
        cells = [row[name] for name in ("id", "model", "source", "expected", "got", "error", "status")]
        words = (f"{cell:.6g}" if isinstance(cell, float) else str(cell if cell is not None else "–") for cell in cells)
        lines.append("| " + " | ".join(word.replace("|", "/").replace("\n", " ").replace("<", "&lt;")[:160] for word in words) + " |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
