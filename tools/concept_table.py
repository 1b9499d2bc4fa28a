"""Writes the concept table into ARCHITECTURE.md, from the first lines of the modules; a test compares.

python tools/concept_table.py
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- concepts -->", "<!-- end of concepts -->"
LAYERS = ("earth", "space", "shared", "engine")


def rows() -> list[str]:
    """One row for each public module: concept, Rust file, page, what it is."""
    found = []
    for path in sorted((ROOT / "python" / "gigasite").glob("*.py")):
        name = path.stem
        if name.startswith("_"):
            continue
        summary = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").splitlines()[0]
        rust = next((f"{layer}/{name}.rs" for layer in LAYERS if (ROOT / "rust/gigasite-core/src" / layer / f"{name}.rs").is_file()), "–")
        page = f"[page](docs/concepts/{name}.md)" if (ROOT / "docs" / "concepts" / f"{name}.md").is_file() else "–"
        found.append(f"| `{name}` | {rust} | {page} | {summary.replace('|', '/')} |")
    return found


def table() -> str:
    """The table between its marks."""
    return "\n".join([BEGIN, "| Python module | Rust file | docs | what it is |", "|---|---|---|---|", *rows(), END])


def main() -> None:
    """Puts the table in its place."""
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    PAGE.write_text(before + table() + rest.split(END)[1], "utf-8")


if __name__ == "__main__":
    main()
