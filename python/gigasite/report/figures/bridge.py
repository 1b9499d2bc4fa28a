"""Why one site is dearer than the other: the difference of two means, item by item, savings first."""

from __future__ import annotations

from gigasite.report.facts import Facts, SiteFacts, rivals
from gigasite.report.figure import Figure, Scale, Table
from gigasite.report.numbers import cents, signed_money, usd
from gigasite.report.numbers import money as dollars
from gigasite.report.sentences import item_words
from gigasite.report.svg import Drawing
from gigasite.report.text import width, wrap


def steps_of(site: SiteFacts, base: SiteFacts) -> list[tuple[str, float]]:
    """Differences by item from ``base`` to ``site``, savings first, then additions, each in order of size; the small ones in one."""
    keys = dict.fromkeys([*base.items, *site.items])
    every = {item_words(k): site.items.get(k, 0.0) - base.items.get(k, 0.0) for k in keys}
    small = {k: v for k, v in every.items() if abs(v) < 0.005}
    steps = [(k, v) for k, v in every.items() if k not in small]
    if abs(sum(small.values())) >= 0.0005:
        steps.append(("Small items", sum(small.values())))
    return sorted((s for s in steps if s[1] < 0), key=lambda s: s[1]) + sorted((s for s in steps if s[1] >= 0), key=lambda s: s[1])


def figure(facts: Facts) -> Figure | None:
    pair = rivals(facts)
    if pair is None or not pair[0].items or not pair[1].items:
        return None
    site, base = pair
    steps = steps_of(site, base)
    if not steps:
        return None
    return Figure(
        id="bridge",
        headline=headline(site, base, steps),
        sub="Difference of means, $ per delivered GPU-hour.",
        drawings=(_draw(site, base, steps, 500, 150), _draw(site, base, steps, 358, 124)),
        half=True,
        table=Table(
            ["Step", "$ per GPU-hour"],
            [
                [base.title, usd(sum(base.items.values()))],
                *([k, signed_money(v)] for k, v in steps),
                [site.title, usd(sum(site.items.values()))],
            ],
        ),
    )


def headline(site: SiteFacts, base: SiteFacts, steps: list[tuple[str, float]]) -> str:
    most, least = max(steps, key=lambda s: s[1]), min(steps, key=lambda s: s[1])
    text = f"From {base.title} to {site.title}: "
    if most[1] <= 0:
        return text + f"{least[0].lower()} saves {dollars(-least[1])}"
    text += f"{most[0].lower()} {'add' if most[0] == 'Chips' else 'adds'} {dollars(most[1])}"
    return text + (
        f", {least[0].lower()} {'save' if least[0] == 'Chips' else 'saves'} {cents(least[1])}"
        if least[1] < -0.005
        else ", nothing is saved"
    )


def _draw(site: SiteFacts, base: SiteFacts, steps: list[tuple[str, float]], total: float, start: float) -> Drawing:
    first, last = sum(base.items.values()), sum(site.items.values())
    levels = [first]
    for _, value in steps:
        levels.append(levels[-1] + value)
    low, high = min(0.0, *levels), max(*levels, 0.01)
    words = ", ".join(f"{k} {signed_money(v)}" for k, v in steps)
    d = Drawing(
        total,
        48 + 28 * (len(steps) + 1),
        f"Bridge from the mean cost of {base.title}, {usd(first)}, to that of {site.title}, {usd(last)}: {words}",
    )
    scale = Scale(low, high, start, total - width(dollars(high), 14, True) - 10)
    zero = scale(0.0)
    d.line(zero, 0, zero, d.height - 14, "zero")

    def end(y: float, row: SiteFacts, value: float) -> None:
        for k, line in enumerate(lines := wrap(f"{row.title}, mean", start - 6, 15, True)):
            d.text(0, y + 13 - 7 * (len(lines) - 1) + 15 * k, line, "nm")
        d.rect(min(zero, scale(value)), y, abs(scale(value) - zero), 18, f"s-{row.token}")
        d.text(max(zero, scale(value)) + 5, y + 13.5, dollars(value), "big2")

    end(11, base, first)
    y, level = 39.0, first
    for words, value in steps:
        a, b = sorted((scale(level), scale(level + value)))
        d.text(0, y + 13, wrap(words, start - 6, 13, lines=1)[0], "lb")
        d.rect(a, y, max(b - a, 0.8), 18, "down" if value < 0 else "up")
        d.text(b + 5, y + 13.5, signed_money(value), "num")
        level += value
        d.line(scale(level), y + 18, scale(level), y + 28, "conn")
        y += 28
    end(y, site, last)
    return d
