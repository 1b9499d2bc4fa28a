"""When could it run: the stages from the decision to first power, with P10–P90 of that date underneath."""

from __future__ import annotations

import math

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.figure import Figure, Scale, Table
from gigasite.report.numbers import interval, months
from gigasite.report.sentences import soonest
from gigasite.report.svg import Drawing
from gigasite.report.text import width, wrap

WAITING = ("queue", "wait", "permit")


def figure(facts: Facts) -> Figure | None:
    sites = [s for s in facts.ranked if "time_to_power_months" in s.measures and s.measures["time_to_power_months"].exists]
    if not sites:
        return None
    return Figure(
        id="time",
        headline=headline(facts, sites),
        sub="Months from the decision; the line under each bar is P10–P90 of first power. Hatched is waiting. Light cuts are new chips.",
        drawings=(_bars(sites, 1080), _bars(sites, 700), _blocks(sites)),
        table=Table(
            ["Site", "First power, months", "Stages (mean months)"],
            [[s.title, _span(s), _stages_words(s)] for s in sites],
            words=frozenset({2}),
        ),
    )


def _span(site: SiteFacts) -> str:
    q = site.measures["time_to_power_months"]
    return f"{months(q.p50)} ({interval(q.p10, q.p90, months)})"


def _stages_words(site: SiteFacts) -> str:
    return ", ".join(f"{n} {months(a)}–{months(b)}" for n, a, b in site.stages) or "not told apart"


def headline(facts: Facts, sites: list[SiteFacts]) -> str:
    middle = {s.key: s.measures["time_to_power_months"].p50 for s in sites}
    last = max(sites, key=lambda s: middle[s.key])
    first = soonest(facts)
    if len(sites) == 1:
        return f"{sites[0].title} has power {months(middle[sites[0].key])} months after the decision"
    if first is None:
        return "The first two sites have power at about the same time"
    return f"{first.title} has power after {months(middle[first.key])} months, {last.title} after {months(middle[last.key])}"


def label(sites: list[SiteFacts]) -> str:
    return "Timeline from the decision to first power: " + ", ".join(
        f"{s.title} after {_span(s).replace('–', ' to ')} months" for s in sites
    )


def _end(sites: list[SiteFacts]) -> float:
    latest = max(s.measures["time_to_power_months"].p90 for s in sites)
    return float(max(60, 12 * math.ceil((latest + 24) / 12)))


def _axis(d: Drawing, x: Scale, end: float, top: float, bottom: float) -> None:
    step = 12 if (x.end - x.start) / end * 12 >= 52 else 24
    for month in range(0, int(end) + 1, step):
        d.line(x(month), top, x(month), bottom, "grid")
        words = "decision" if month == 0 else f"{month // 12} yr"
        d.text(x(month), top - 8, words, "ax", "" if month == 0 else "end" if month == end else "middle")


def _row(d: Drawing, site: SiteFacts, x: Scale, y: float, end: float) -> None:
    q = site.measures["time_to_power_months"]
    stages = site.stages or (("until power", 0.0, q.p50),)
    stretch = q.p50 / stages[-1][2] if stages[-1][2] > 0 else 1.0
    for name, a, b in stages:
        left, right = x(a * stretch), x(b * stretch)
        waits = any(w in name for w in WAITING)
        d.rect(left, y, max(right - left - 1.5, 0.5), 16, "tq" if waits else "tb")
        if width(name, 12) + 10 <= right - left:
            d.text(left + 5, y + 12.5, name, "tl bgt2" if waits else "tl")
    start = x(min(q.p50, end))
    d.rect(start, y, x(end) - start, 16, f"s-{site.token}")
    if x(end) - start > 70:
        d.text(start + 7, y + 12.5, "operate", "onf")
    life = site.value("chip_life_years")
    renewals = [q.p50 + 12 * life * k for k in range(1, 40) if q.p50 + 12 * life * k < end - 1] if life else []
    for k, month in enumerate(renewals):
        d.line(x(month), y - 3, x(month), y + 19, "cut")
        clear = x(min(q.p90, end)) + 34
        if k == 0 and x(month) > clear and x(month) + 30 < x(end):
            d.text(x(month), y + 29, "new chips", "ax", "middle")
    d.line(x(q.p10), y + 23, x(min(q.p90, end)), y + 23, f"iv k-{site.token}")
    d.line(start, y + 19, start, y + 27, f"iv3 k-{site.token}")


def _bars(sites: list[SiteFacts], total: float) -> Drawing:
    start = 170.0 if total > 900 else 132.0
    d = Drawing(total, 36 + 50 * len(sites), label(sites))
    end = _end(sites)
    x = Scale(0.0, end, start, total - 8)
    _axis(d, x, end, 22, 28 + 50 * len(sites))
    for i, site in enumerate(sites):
        y = 40.0 + 50 * i
        lines = wrap(site.title, start - 16, 15, bold=True)
        for k, line in enumerate(lines):
            d.text(0, y + 8 - 8 * (len(lines) - 1) + 15 * k, line, "nm")
        d.text(0, y + 24 + 5 * (len(lines) - 1), f"{_span(site)} months", "ax")
        _row(d, site, x, y, end)
    return d


def _blocks(sites: list[SiteFacts]) -> Drawing:
    d = Drawing(358, 34 + 66 * len(sites), label(sites))
    end = _end(sites)
    x = Scale(0.0, end, 0, 350)
    _axis(d, x, end, 22, 26 + 66 * len(sites))
    for i, site in enumerate(sites):
        y = 54.0 + 66 * i
        words = f"power after {_span(site)} months"
        d.text(0, y - 9, wrap(site.title, 350 - width(words, 13), 15, True, 1)[0], "nm bgt")
        d.text(358, y - 9, words, "lb bgt", "end")
        _row(d, site, x, y, end)
    return d
