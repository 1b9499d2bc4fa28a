"""How results are shown: the terminal table, the HTML report, and the rich display in notebooks.

Everything here reads a comparison through `facts` and writes text. Nothing is computed that is not in the results.
"""

from __future__ import annotations

from typing import Any

__all__ = ["html", "terminal_table"]


def html(comparison: Any, *, command: str | None = None) -> str:
    """The whole report of a comparison as one self-contained HTML page."""
    from gigasite.report.facts import read
    from gigasite.report.page import page

    return page(read(comparison), command=command)


def terminal_table(comparison: Any, *, width: int = 100, colour: bool = False, encoding: str = "utf-8", serve: bool = False) -> str:
    """The table of ``gigasite compare`` with its sentences."""
    from gigasite.report.terminal import table

    return table(comparison.facts, width=width, colour=colour, encoding=encoding, serve=serve)
