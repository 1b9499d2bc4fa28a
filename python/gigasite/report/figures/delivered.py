"""How much of the installed compute arrives: share of GPU-hours left after each step, the loss of each step hatched."""

from __future__ import annotations

import itertools

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.figure import Figure, Table
from gigasite.report.numbers import percent
from gigasite.report.svg import Drawing
from gigasite.report.text import wrap

STEPS = {
    "installed_gpu_h": "Installed",
    "powered_gpu_h": "Powered",
    "unthrottled_gpu_h": "Not throttled",
    "working_gpu_h": "Not failed",
    "sold_gpu_h": "Sold",
    "delivered_gpu_h": "Delivered",
}
LOSSES = {
    "powered_gpu_h": "never have power",
    "unthrottled_gpu_h": "are throttled",
    "working_gpu_h": "are lost to failures",
    "sold_gpu_h": "are never sold",
    "delivered_gpu_h": "are lost on the way",
}
FRACTIONS = {
    0.25: "One in four",
    1 / 3: "One in three",
    0.4: "Two in five",
    0.5: "Half of the",
    0.6: "Three in five",
    2 / 3: "Two in three",
    0.75: "Three in four",
    0.8: "Four in five",
}


def shares_of(site: SiteFacts) -> dict[str, float]:
    """Share of the installed hours after each step."""
    installed = site.waterfall.get("installed_gpu_h", 0.0)
    return {k: site.waterfall[k] / installed for k in STEPS if k in site.waterfall} if installed > 0 else {}


def figure(facts: Facts) -> Figure | None:
    sites = [s for s in facts.ranked if shares_of(s)]
    if not sites:
        return None
    steps = [k for k in STEPS if all(k in shares_of(s) for s in sites)]
    groups = [sites[i : i + 6] for i in range(0, len(sites), 6)]
    return Figure(
        id="deliv",
        headline=headline(sites, steps),
        sub="Share of installed GPU-hours left after each step; hatched is what that step takes.",
        drawings=(_columns(groups, steps, 1080), _columns(groups, steps, 700), _blocks(sites, steps)),
        table=Table(["Site", *(STEPS[k] for k in steps)], [[s.title, *(percent(shares_of(s)[k]) for k in steps)] for s in sites]),
    )


def headline(sites: list[SiteFacts], steps: list[str]) -> str:
    losses = []
    for site in sites:
        shares = shares_of(site)
        losses += [(shares[a] - shares[b], b, site) for a, b in itertools.pairwise(steps)]
    if not losses:
        return "All installed hours are delivered"
    loss, step, site = max(losses, key=lambda row: row[0])
    if loss < 0.01:
        return "Every site delivers nearly all of its installed hours"
    word = next((w for f, w in FRACTIONS.items() if abs(loss - f) < 0.02), None)
    text = f"{word} GPU-hours of {site.title}" if word else f"{percent(loss)} of the GPU-hours of {site.title}"
    return f"{text} {LOSSES[step]}"


def label(sites: list[SiteFacts], steps: list[str]) -> str:
    rows = "; ".join(f"{s.title} " + ", ".join(f"{STEPS[k]} {percent(shares_of(s)[k])}" for k in steps) for s in sites)
    return f"Delivered compute, share of installed GPU-hours left after each step. {rows}"


def _steps(d: Drawing, site: SiteFacts, steps: list[str], x: float, y: float, room: float, right: float, row: float) -> None:
    shares = shares_of(site)
    before = 1.0
    for i, key in enumerate(steps):
        share, last, top = shares[key], i == len(steps) - 1, y + row * i
        d.rect(x, top, share * room, 16, f"s-{site.token}" + ("" if last else " soft"))
        d.rect(x + share * room, top, (before - share) * room, 16, "lost")
        d.text(right, top + 13, percent(share), "big2" if last else "num", "end")
        before = share
    d.line(x, y - 3, x, y + row * len(steps) - 5, "zero")


def _columns(groups: list[list[SiteFacts]], steps: list[str], total: float) -> Drawing:
    wide = total > 900
    start, row, gap = (176.0, 27.0, 26.0) if wide else (102.0, 24.0, 14.0)
    block = 58 + row * len(steps)
    every = [s for g in groups for s in g]
    d = Drawing(total, block * len(groups), label(every, steps))
    for g, group in enumerate(groups):
        top = block * g
        across = max(len(group), 3 if len(every) < 3 else len(groups[0]))
        column = (total - start - gap * (across - 1)) / across
        d.line(0, top + 28, total, top + 28, "rule")
        for i, key in enumerate(steps):
            d.text(0, top + 38 + row * i + 13, STEPS[key], "nm2" if i == len(steps) - 1 else "lb")
        for k, site in enumerate(group):
            x = start + k * (column + gap)
            d.text(x, top + 17, wrap(site.title, column if k == len(group) - 1 else column + gap - 4, 15, True, 1)[0], "nm")
            _steps(d, site, steps, x, top + 38, column - 44, x + column, row)
    return d


def _blocks(sites: list[SiteFacts], steps: list[str]) -> Drawing:
    block = 40 + 24 * len(steps)
    d = Drawing(358, block * len(sites), label(sites, steps))
    for k, site in enumerate(sites):
        top = block * k
        d.text(0, top + 17, wrap(site.title, 358, 15, True, 1)[0], "nm")
        d.line(0, top + 24, 358, top + 24, "rule")
        for i, key in enumerate(steps):
            d.text(0, top + 46 + 24 * i, STEPS[key], "lb")
        _steps(d, site, steps, 110, top + 33, 204, 358, 24)
    return d
