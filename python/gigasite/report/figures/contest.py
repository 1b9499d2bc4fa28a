"""Who beats whom: draws of 100 in which the row is cheaper than the column. Twenty-five numbers are a table, not a chart."""

from __future__ import annotations

from gigasite.report.facts import Facts, is_alike
from gigasite.report.figure import Figure
from gigasite.report.text import escape


def figure(facts: Facts) -> Figure | None:
    if len(facts.priced) < 2:
        return None
    return Figure(
        id="prob",
        headline=headline(facts),
        sub="Draws of 100 in which the row is cheaper than the column.",
        half=True,
        body=_table(facts),
        note="Same draws on both sides. 50 means a coin toss.",
    )


def headline(facts: Facts) -> str:
    sites = facts.priced
    if is_alike(sites):
        return "No pair of sites is told apart by its cost"
    pairs = [(facts.probability(a.key, b.key), a, b) for i, a in enumerate(sites) for b in sites[i + 1 :]]
    closest = min(pairs, key=lambda p: abs(p[0] - 0.5))
    beaten = [s for s in sites[1:] if all(facts.probability(o.key, s.key) > 0.99 for o in sites[: sites.index(s)])]
    last = f"; {beaten[-1].title} loses to all that stand above it" if beaten and beaten[-1] not in closest[1:] else ""
    if abs(closest[0] - 0.5) <= 0.35:
        return f"{closest[1].title} against {closest[2].title} is a real contest{last}"
    return f"The order is clear: no pair is closer than {100 * closest[0]:.0f} to {100 - round(100 * closest[0])}{last}"


def _cell(share: float) -> str:
    shown = "<1" if share < 0.01 else ">99" if share > 0.99 else f"{100 * share:.0f}"
    tint = round(max(0.0, share - 0.05) * 40)
    back = f' style="background:color-mix(in srgb,var(--down) {tint}%,transparent)"' if tint else ""
    return f"<td><span{back}>{escape(shown)}</span></td>"


def _table(facts: Facts) -> str:
    sites = facts.priced
    heads = "".join(f'<th scope="col">{escape(s.title)}</th>' for s in sites)
    rows = ""
    for a in sites:
        cells = "".join('<td><span class="same">·</span></td>' if a is b else _cell(facts.probability(a.key, b.key)) for b in sites)
        rows += f'<tr><th scope="row">{escape(a.title)}</th>{cells}</tr>'
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Probability table"><table class="pm"><thead><tr>'
        f'<th scope="col">cheaper ↓ than →</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
