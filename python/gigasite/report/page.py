"""The report: one page without script and without a request, readable from a phone to paper, the same bytes for the same results."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from importlib import resources

from gigasite.report import sentences, tokens
from gigasite.report.facts import Facts, rivals
from gigasite.report.figure import Figure
from gigasite.report.figures import (
    assumptions,
    break_even_map,
    bridge,
    claims,
    contest,
    cost_items,
    delivered,
    energy_flow,
    heat_duration,
    orbit_light,
    radiator,
    ranking,
    scoreboard,
    timeline,
    tornado,
    wedge,
    year,
)
from gigasite.report.numbers import count
from gigasite.report.text import escape, html, plain

__all__ = ["SECTIONS", "page", "single", "style"]

Maker = Callable[[Facts], Figure | None]
# id, name in the contents, heading, line under it, figures in order
SECTIONS: tuple[tuple[str, str, str, str, tuple[Maker, ...]], ...] = (
    (
        "cost",
        "Cost",
        "What a delivered GPU-hour costs",
        "Every site carries the same chips and the same draws, so that only the site differs.",
        (ranking.figure, scoreboard.figure, cost_items.figure, bridge.figure, contest.figure),
    ),
    ("compute", "Delivered compute", "How much of the installed compute is delivered", "", (delivered.figure,)),
    (
        "year",
        "The year",
        "The year, hour by hour",
        "One weather year with every input at its middle. Dark is high, in dark mode bright is high.",
        (year.figure, heat_duration.figure, energy_flow.figure, orbit_light.figure, radiator.figure),
    ),
    ("decides", "What decides", "What decides the answer", "", (tornado.figure, break_even_map.figure, break_even_map.heat_figure)),
    ("when", "When", "When it could run", "", (timeline.figure, wedge.figure)),
)
HATCH = (
    '<svg width="0" height="0" style="position:absolute" aria-hidden="true" focusable="false"><defs><pattern '
    'id="hatch" width="5" height="5" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="var(--bg)"/>'
    '<line x1="0" y1="0" x2="0" y2="5" stroke="var(--axis)" stroke-width="1.6"/></pattern></defs></svg>'
)
READING = (
    '<div class="fig reading"><h2>How to read the intervals</h2><p class="sub">A number such as <b>2.14 (1.86–2.50)'
    "</b> is the P50 with P10 and P90 in brackets: "
    'of ten futures, one is below the first, one above the second.</p><p class="sub">Percentages of draws are shares '
    "of paired draws, not of time. “&lt;1 %” is written "
    'when fewer than 1 in 100 draws agree.</p><p class="sub">Where a measure has no meaning for a site the cell says '
    "<b>none</b> or gives the reason; it is never zero by default.</p></div>"
)


@functools.cache
def style() -> str:
    """The style sheet: tokens first, then the rules."""
    rules = resources.files("gigasite").joinpath("report/style.css").read_text("utf-8")
    return tokens.css() + rules.replace("\n", "")


def title_of(facts: Facts) -> str:
    if len(facts.sites) == 1:
        return f"What does a GPU-hour from {facts.sites[0].title} cost?"
    return f"Where should the next {facts.capacity} of AI compute go?" if facts.capacity else "Where should the next AI compute go?"


def page(facts: Facts, *, command: str | None = None) -> str:
    """The whole page."""
    body, contents, number, read = "", [], 0, False
    for anchor, name, heading, line, makers in SECTIONS:
        figures = [f for make in makers if (f := make(facts)) is not None]
        if not figures:
            continue
        contents.append((anchor, name))
        body += f'<h2 id="{anchor}">{heading}</h2>' + (f"<p>{line}</p>" if line else "")
        rendered = []
        for figure in figures:
            number += 1
            rendered.append((figure.half, figure.render(number)))
        text, beside = _arrange(rendered, "" if read else READING.replace('class="fig reading"', 'class="fig"'))
        body, read = body + text, read or beside
    body += "" if read else READING
    for anchor, name, text in (("claims", "Claims", claims.section(facts)), ("assume", "Assumptions", assumptions.section(facts))):
        if text:
            contents.append((anchor, name))
            body += text
    for name, fragment in facts.extra_sections:
        body += f'<section class="fig"><h2>{escape(name)}</h2>{fragment}</section>'
    title = title_of(facts)
    first = f"#{contents[0][0]}" if contents else "#main"
    main = f'{_header(facts, title, contents)}<main id="main">{body}</main>{_footer(facts, command)}'
    return _document(title, plain(" ".join(sentences.answer(facts))), first, main)


def single(title: str, answer: str, figures: Sequence[Figure], command: str | None = None) -> str:
    """A page of its own for a result that is no comparison: its answer and its figures."""
    body = "".join(f'<div class="two">{f.render(k + 1)}</div>' if f.half else f.render(k + 1) for k, f in enumerate(figures))
    made = f"<footer><p>Made with <code>{escape(command)}</code>. The same command gives the same bytes.</p></footer>" if command else ""
    head = f'<header><div class="top"><b>gigasite</b></div><h1>{escape(title)}</h1><p class="answer">{html(answer)}</p></header>'
    return _document(title, plain(answer), "#main", f'{head}<main id="main"><h2>The picture</h2>{body}</main>{made}')


def _document(title: str, description: str, first: str, main: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(title)} · gigasite</title><meta name="description" content="{escape(description)}"><link rel="icon" '
        f'href="data:,"><style>{style()}</style></head><body>'
        f'{HATCH}<a class="skip" href="{first}">Skip to the results</a><div class="page">{main}</div></body></html>\n'
    )


def _arrange(rendered: list[tuple[bool, str]], filler: str) -> tuple[str, bool]:
    """Half-width figures stand in pairs; one that is left over has the filler beside it. Whether that was used."""
    out, pair = "", []
    for half, text in rendered:
        if half:
            pair.append(text)
            if len(pair) < 2:
                continue
        if pair:
            out += f'<div class="two">{"".join(pair)}</div>'
            pair = []
        if not half:
            out += text
    used = len(pair) == 1 and bool(filler)
    return out + (f'<div class="two">{"".join(pair)}{filler if used else ""}</div>' if pair else ""), used


def _header(facts: Facts, title: str, contents: list[tuple[str, str]]) -> str:
    meta = [f"{facts.capacity} IT"] if facts.capacity else []
    meta += [f"{count(facts.draws)} draws", f"seed {facts.seed}", f"US$ {facts.price_year}", f"version {facts.version}"]
    notices = ""
    if any("synthetic" in note for s in facts.sites for note in s.notes):
        notices += '<span class="notice">Some series are synthetic: see the notes</span>'
    other = [s.title for s in facts.sites if any("another basis" in note for note in s.notes)]
    if other:
        notices += f'<span class="notice">Carbon of {escape(", ".join(other))} is on another basis than {escape(facts.carbon_basis)}</span>'
    failed = [text for text, held in facts.asserts if not held]
    if failed:
        notices += f'<span class="notice">{len(failed)} of {len(facts.asserts)} asserts did not hold: {escape("; ".join(failed))}</span>'
    condition = sentences.would_have_to_be_true(facts)
    pair = rivals(facts)
    true = ""
    if condition and pair:
        true = (
            f'<section class="true" style="border-color:var(--{pair[0].token})"><h2>{html(condition[0])}</h2>'
            f"<p>{html(condition[1])}</p></section>"
        )
    links = "".join(f'<a href="#{anchor}">{name}</a>' for anchor, name in contents)
    return (
        f'<header><div class="top"><b>gigasite</b><span>compare · {escape(facts.heading)}</span>{notices}<span '
        f'class="meta">{escape(" · ".join(meta))}</span></div>'
        f'<h1>{escape(title)}</h1><div class="lead"><p class="answer">{html(" ".join(sentences.answer(facts)))}</p>{true}</div>'
        f'<nav class="toc" aria-label="Contents">{links}</nav></header>'
    )


def _footer(facts: Facts, command: str | None) -> str:
    made = command or f"gigasite compare --draws {facts.draws} --seed {facts.seed} --html report.html"
    return (
        f"<footer><p>Made with <code>{escape(made)}</code>, gigasite {escape(facts.version)}. The same command, seed and "
        "version give the same bytes. "
        f"Scenario digest <code>{escape(facts.digest)}</code>.</p></footer>"
    )
