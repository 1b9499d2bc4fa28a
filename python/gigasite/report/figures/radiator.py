"""How the radiator swings through one orbit: in full Sun, and on the day with the longest shadow."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.figure import Figure, Scale, Table
from gigasite.report.figures.orbit_light import Passes, passes_of, site_of
from gigasite.report.svg import Drawing, ticks

ZERO_C = 273.15
Array = NDArray[np.float64]
Curve = tuple[Array, Array, Array]  # minutes, °C, light


def _orbit(site: SiteFacts, passes: Passes, k: int) -> Curve:
    """Minutes, radiator temperature in °C and light of the first orbit of the k-th sampled day."""
    a, b = int(passes.starts[k]), int(passes.ends[k])
    minutes: Array = passes.minutes[a:b] - passes.minutes[a]
    inside = minutes <= (passes.period_min or np.inf) * 1.02
    kelvin: Array = np.asarray(site.series["radiator_k"], float)[a:b][inside]
    light: Array = np.asarray(site.series["illumination"], float)[a:b][inside]
    minutes = minutes[inside]
    return minutes, kelvin - ZERO_C, light


def figure(facts: Facts) -> Figure | None:
    site = site_of(facts)
    passes = None if site is None else passes_of(site)
    if site is None or passes is None or "radiator_k" not in site.series:
        return None
    dark, lit = int(np.argmax(passes.shadow_min)), int(np.argmin(passes.shadow_min))
    curves = {"full Sun": _orbit(site, passes, lit)}
    if passes.shadow_min[dark] > 0.05:
        curves["longest shadow"] = _orbit(site, passes, dark)
        if passes.shadow_min[lit] > 0.05:
            curves = {"shortest shadow": curves["full Sun"], "longest shadow": curves["longest shadow"]}
    if any(len(t) < 4 for t, _, _ in curves.values()):
        return None
    return Figure(
        id="rad",
        headline=headline(curves),
        sub=f"{site.title}: radiator temperature through one orbit of {max(t[-1] for t, _, _ in curves.values()):.0f} minutes.",
        drawings=(_draw(site, curves, 500), _draw(site, curves, 358)),
        half=True,
        table=Table(["Day", "Lowest, °C", "Highest, °C"], [[k, f"{c.min():.1f}", f"{c.max():.1f}"] for k, (_, c, _) in curves.items()]),
    )


def headline(curves: Mapping[str, Curve]) -> str:
    swings = {name: float(c[1].max() - c[1].min()) for name, c in curves.items()}
    name, swing = max(swings.items(), key=lambda pair: pair[1])
    where = "on the day with the longest shadow" if name == "longest shadow" else "through an orbit"
    return f"The radiator swings by {swing:.0f} K {where}" if swing >= 1 else "The radiator keeps its temperature to within a kelvin"


def _draw(site: SiteFacts, curves: Mapping[str, Curve], total: float) -> Drawing:
    every = np.concatenate([c[1] for c in curves.values()])
    low, high = float(np.floor((every.min() - 2) / 5) * 5), float(np.ceil((every.max() + 2) / 5) * 5)
    words = "; ".join(f"{k} {c[1].min():.0f} to {c[1].max():.0f} °C" for k, c in curves.items())
    end = max(float(c[0][-1]) for c in curves.values())
    d = Drawing(total, 300, f"Radiator temperature through one orbit of {end:.0f} minutes: {words}.")
    left, right, top, base = 40.0, total - 108, 26.0, 264.0
    x, y = Scale(0.0, end, left, right), Scale(low, high, base, top)
    if "longest shadow" in curves:
        minutes, _, light = curves["longest shadow"]
        _shadow(d, minutes, light, x, top, base)
    for value in ticks(low, high, 5):
        d.line(left, y(value), right, y(value), "axis" if value == low else "grid")
        d.text(left - 6, y(value) + 4, f"{value:.0f}".replace("-", "−"), "ax", "end")
    d.text(0, 12, "radiator, °C", "ax")
    ends: list[tuple[float, str]] = []
    for k, (name, (minutes, celsius, _)) in enumerate(curves.items()):
        d.path(
            [(x(float(t)), y(float(v))) for t, v in zip(minutes, celsius, strict=True)], f"line2 k-{site.token}" + (" dash" if k else "")
        )
        ends.append((y(float(celsius[-1])) + 4.5, name))
    ends.sort()
    if len(ends) == 2 and ends[1][0] - ends[0][0] < 16:
        middle = (ends[0][0] + ends[1][0]) / 2
        ends = [(middle - 8, ends[0][1]), (middle + 8, ends[1][1])]
    for position, name in ends:
        d.text(right + 6, position, name, "lb")
    for value in range(0, int(end) + 1, 30):
        d.text(x(value), 281, f"{value}", "ax", "middle")
    d.text(right, 296, "minutes of the orbit", "ax", "end")
    return d


def _shadow(d: Drawing, minutes: NDArray[np.float64], light: NDArray[np.float64], x: Scale, top: float, base: float) -> None:
    dark = light < 0.5
    edges = np.flatnonzero(np.diff(np.r_[0, dark.astype(int), 0]))
    spans = [(float(minutes[a]), float(minutes[min(b, len(minutes) - 1)])) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    for a, b in spans:
        d.rect(x(a), top, x(b) - x(a), base - top, "shade")
    if spans:
        a, b = max(spans, key=lambda s: s[1] - s[0])
        middle = min(max((x(a) + x(b)) / 2, x.start + 46), x.end - 46)
        d.text(middle, base - 8, f"shadow, {sum(b - a for a, b in spans):.0f} min", "ax bgt", "middle")
