"""Rich display in notebooks: the same drawings as in the report, in one fragment that brings its own style.

The classes of results call these from ``_repr_html_``. A fragment styles only what is inside ``.gigasite``, has no script, and is
light or dark as the reader's system is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from gigasite.report import page as _page
from gigasite.report.facts import Quantity, read
from gigasite.report.figure import Table
from gigasite.report.figures import contest, cost_items, ranking, scoreboard
from gigasite.report.numbers import percent, short
from gigasite.report.sentences import answer
from gigasite.report.text import clean, escape, html

__all__ = ["comparison_html", "run_html", "sample_html"]

SCOPE = "gigasite"


def comparison_html(comparison: Any) -> str:
    """The answer, the ranking, the scoreboard and the cost items of a comparison."""
    facts = read(comparison, series=False)
    makers = (ranking.figure, scoreboard.figure, cost_items.figure, contest.figure)
    figures = [f for make in makers if (f := make(facts)) is not None]
    body = "".join(figure.render(k + 1) for k, figure in enumerate(figures))
    return fragment(f'<p class="answer">{html(" ".join(answer(facts)))}</p>{body}')


def sample_html(sample: Any, title: str = "Sample") -> str:
    """Every measure of a sample with its P10, P50 and P90, or the reason why there is none."""
    rows = []
    for name in sample:
        column = sample[name]
        found = Quantity(none_because=clean(column.none_because)) if column.none_because is not None else Quantity(values=column.values)
        rows.append(
            [
                name,
                *(
                    [short(found.p10), short(found.p50), short(found.p90), ""]
                    if found.exists
                    else ["", "none", "", str(found.none_because)]
                ),
            ]
        )
    table = Table(["Measure", "P10", "P50", "P90", "Why none"], rows, "Measures", frozenset({4}))
    return fragment(f"<p><b>{escape(clean(title))}</b></p>{table.render()}{_waterfall(sample.waterfall)}")


def run_html(run: Any, title: str = "Run") -> str:
    """Every measure of a run, and its delivered compute."""
    rows = [
        [name, "none" if value is None else short(float(value)), clean(run.none_because.get(name, ""))]
        for name, value in run.metrics.items()
    ]
    table = Table(["Measure", "Value", "Why none"], rows, "Measures", frozenset({2}))
    return fragment(f"<p><b>{escape(clean(title))}</b></p>{table.render()}{_waterfall(run.waterfall)}")


def _waterfall(waterfall: Mapping[str, float]) -> str:
    installed = waterfall.get("installed_gpu_h", 0.0)
    if not installed:
        return ""
    words = " → ".join(f"{k.removesuffix('_gpu_h')} {percent(v / installed)}" for k, v in waterfall.items())
    return f'<p class="note">{escape(words)}</p>'


def fragment(body: str) -> str:
    """The body with the style of the report, which touches nothing outside; ids differ between fragments."""
    tag = hashlib.sha256(body.encode()).hexdigest()[:8]
    body = re.sub(r' id="([^"]+)"', rf' id="\1-{tag}"', _page.HATCH + body)
    style = _scoped(_page.style()).replace("url(#hatch)", f"url(#hatch-{tag})")
    return f'<div class="{SCOPE}"><style>{style}</style>{body}</div>'


def _scoped(css: str) -> str:
    """Rules of the page, each under ``.gigasite``; tokens too. Rules for paper and for the whole page are left out."""
    out, at = [], 0
    css = re.sub(r"@page\{[^}]*\}", "", css)
    while at < len(css):
        brace = css.find("{", at)
        if brace < 0:
            break
        head = css[at:brace].strip()
        depth, end = 1, brace + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        block = css[brace + 1 : end - 1]
        if head.startswith("@media"):
            if "print" not in head:
                out.append(f"{head}{{{_scoped(block)}}}")
        else:
            out.append(f"{','.join(_selector(s) for s in head.split(','))}{{{block}}}")
        at = end
    return "".join(out)


def _selector(selector: str) -> str:
    selector = selector.strip()
    return f".{SCOPE}" if selector in (":root", "html", "body") else f".{SCOPE} {selector}"
