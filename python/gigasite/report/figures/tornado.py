"""Which inputs decide: one after the other goes from the low to the high end of its range, the rest stay at their median."""

from __future__ import annotations

from gigasite.report.decisions import Decision, Swing
from gigasite.report.facts import Facts
from gigasite.report.figure import Figure, Scale, Table
from gigasite.report.numbers import count, money, signed, usd
from gigasite.report.svg import Drawing, ticks
from gigasite.report.text import width, wrap

SHOWN = 9
NOTHING = 0.01  # of the largest swing: below this an input hardly matters


def figure(facts: Facts) -> Figure | None:
    decision = facts.decision
    if decision is None or not decision.swings or decision.swings[0].size < 0.005:
        return None
    shown = [s for s in decision.swings[:SHOWN] if s.size >= 0.005]
    what = facts.site(decision.of).title
    if decision.against is not None:
        what += f" minus {facts.site(decision.against).title}"
    rows = [[_name(s), s.low, s.high, usd(s.at_low), usd(s.at_high)] for s in decision.swings[:40]]
    return Figure(
        id="tornado",
        headline=headline(decision),
        sub=f"{what}, $ per delivered GPU-hour, when one input moves from its low to its high end and the rest stay at their median.",
        drawings=(_wide(decision, shown, what, 1080), _wide(decision, shown, what, 700), _small(decision, shown, what)),
        note=("Blue narrows the gap, red widens it. " if decision.against is not None else "Blue is cheaper, red is dearer. ")
        + "Inputs that act together are not shown; see gigasite sensitivity --method sobol.",
        table=Table(["Input", "Low", "High", "$ at low", "$ at high"], rows),
    )


def _name(swing: Swing) -> str:
    return swing.name[:1].upper() + swing.name[1:]


def headline(decision: Decision) -> str:
    first = [s.name for s in decision.swings[:2] if s.size >= 0.005]
    small = sum(s.size < NOTHING * decision.swings[0].size for s in decision.swings)
    text = " and ".join(first)
    text = text[:1].upper() + text[1:] + (" decide" if len(first) > 1 else " decides")
    return text + (f"; {count(small)} of {count(len(decision.swings))} inputs hardly matter" if small > 1 else "")


def _label(decision: Decision, shown: list[Swing], what: str) -> str:
    rows = "; ".join(f"{_name(s)} {s.low} gives {usd(s.at_low)}, {s.high} gives {usd(s.at_high)}" for s in shown)
    return f"Tornado of {what}, {usd(decision.base)} dollars with every input at its median: {rows}"


def _scale(decision: Decision, shown: list[Swing], start: float, end: float, room: float) -> Scale:
    """From the lowest to the highest end, from zero where that is near, with room for the words beside the bars."""
    every = [decision.base, *(v for s in shown for v in (s.at_low, s.at_high))]
    low, high = min(every), max(every)
    if low > 0 and low < 0.5 * high:
        low = 0.0
    return Scale(low, high, start + (0 if low == 0 else room), end - room)


def _bars(d: Drawing, decision: Decision, swing: Swing, x: Scale, y: float, height: float, words: bool) -> None:
    base = x(decision.base)
    ends = sorted(((swing.at_low, swing.low), (swing.at_high, swing.high)), key=lambda e: e[0])
    (lower, lower_words), (upper, upper_words) = ends
    if lower < decision.base:
        d.rect(x(lower), y, base - x(lower), height, "down")
    if upper > decision.base:
        d.rect(base, y, x(upper) - base, height, "up")
    if not words:
        return
    left, right = min(x(lower), base), max(x(upper), base)
    if width(lower_words, 13) + 6 <= left:
        d.text(left - 6, y + height / 2 + 4.5, lower_words, "lb bgt", "end")
    d.text(right + 6, y + height / 2 + 4.5, upper_words, "lb bgt")


def _axis(d: Drawing, decision: Decision, x: Scale, top: float, bottom: float, about: int) -> None:
    sign = decision.against is not None
    for value in ticks(x.low, x.high, about):
        d.line(x(value), top, x(value), bottom, "axis" if value == 0 else "grid")
        words = "equal" if value == 0 and sign else money(value).removesuffix(".00") if value else "0"
        d.text(x(value), bottom + 18, words, "ax", "" if x(value) < 16 else "end" if x(value) > d.width - 16 else "middle")
    d.line(x(decision.base), top - 4, x(decision.base), bottom, "ref")
    base = f"base case {signed(money(decision.base)) if sign else money(decision.base)}"
    half = width(base, 12, True) / 2
    d.text(min(max(x(decision.base), half), d.width - half), top - 10, base, "refl", "middle")


def _wide(decision: Decision, shown: list[Swing], what: str, total: float) -> Drawing:
    start = 250.0 if total > 900 else 190.0
    top, row = 32.0, 34.0
    d = Drawing(total, top + row * len(shown) + 34, _label(decision, shown, what))
    room = max(width(w, 13) for s in shown for w in (s.low, s.high)) + 12
    x = _scale(decision, shown, start, total, room)
    bottom = top + row * len(shown) + 4
    _axis(d, decision, x, top, bottom, 6 if total > 900 else 4)
    for k, swing in enumerate(shown):
        y = top + 8 + row * k
        lines = wrap(_name(swing), start - 14, 13, True)
        for n, line in enumerate(lines):
            d.text(0, y + 14.5 - 7.5 * (len(lines) - 1) + 15 * n, line, "nm2")
        _bars(d, decision, swing, x, y, 20, True)
    return d


def _small(decision: Decision, shown: list[Swing], what: str) -> Drawing:
    top, row = 32.0, 44.0
    d = Drawing(358, top + row * len(shown) + 30, _label(decision, shown, what))
    x = _scale(decision, shown, 0, 358, 4)
    bottom = top + row * len(shown) + 2
    _axis(d, decision, x, top, bottom, 4)
    for k, swing in enumerate(shown):
        y = top + row * k
        words = f"{swing.low} → {swing.high}"
        d.text(0, y + 16, wrap(_name(swing), 346 - width(words, 13), 13, True, 1)[0], "nm2 bgt")
        d.text(358, y + 16, words, "lb bgt", "end")
        _bars(d, decision, swing, x, y + 22, 16, False)
    return d
