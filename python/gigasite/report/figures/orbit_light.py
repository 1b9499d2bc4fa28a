"""Is it always in the Sun: the angle between the orbit plane and the Sun over the year, with the season that has eclipses."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.figure import Figure, Scale, Table
from gigasite.report.numbers import count
from gigasite.report.svg import Drawing, ticks

EARTH_RADIUS_KM = 6378.137
MINUTES = 0.05  # a shadow shorter than this is no eclipse
MONTHS = "JFMAMJJASOND"


@dataclass(frozen=True)
class Passes:
    """One orbit on each sampled day: day of the year, beta angle, minutes in shadow."""

    day: NDArray[np.float64]
    beta_deg: NDArray[np.float64]
    shadow_min: NDArray[np.float64]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    minutes: NDArray[np.float64]
    period_min: float | None


def passes_of(site: SiteFacts) -> Passes | None:
    """Series of an orbit cut into sampled days at gaps in time, or at midnight where there are none."""
    seconds = _seconds(site)
    if seconds is None or "beta_deg" not in site.series or "illumination" not in site.series:
        return None
    step = float(np.median(np.diff(seconds)))
    if step <= 0:
        return None
    cuts = np.flatnonzero(np.diff(seconds) > 5 * step) + 1
    if not len(cuts):
        cuts = np.flatnonzero(np.diff(seconds // 86400)) + 1
    starts, ends = np.r_[0, cuts], np.r_[cuts, len(seconds)]
    length = np.array([seconds[b - 1] - seconds[a] + step for a, b in zip(starts, ends, strict=True)]) / 60
    altitude = site.value("altitude_km")
    period = None if altitude is None else 2 * math.pi * math.sqrt((EARTH_RADIUS_KM + altitude) ** 3 / 398600.4418) / 60
    beta, light = np.abs(np.asarray(site.series["beta_deg"], float)), np.asarray(site.series["illumination"], float)
    weight = np.asarray(site.series["step_s"], float) if "step_s" in site.series else np.full(len(seconds), step)
    dark = np.array([float(np.sum((1 - light[a:b]) * weight[a:b])) for a, b in zip(starts, ends, strict=True)]) / 60
    shadow = dark * np.minimum(1.0, (period or math.inf) / length)
    means = np.array([float(beta[a:b].mean()) for a, b in zip(starts, ends, strict=True)])
    return Passes(np.asarray(seconds[starts] / 86400, float), means, shadow, starts, ends, seconds / 60, period)


def _seconds(site: SiteFacts) -> NDArray[np.float64] | None:
    """Seconds since the start of the year of each step."""
    if "time_s" in site.series:
        seconds: NDArray[np.float64] = np.asarray(site.series["time_s"], float)
    elif site.time_utc is not None and len(site.time_utc):
        seconds = np.asarray((site.time_utc - site.time_utc[0].astype("datetime64[Y]")) / np.timedelta64(1, "s"), float)
    else:
        return None
    return seconds if len(seconds) > 3 else None


def eclipse_days(site: SiteFacts, passes: Passes) -> list[tuple[float, float]]:
    """Spans of the year with an eclipse: where beta, straight between the days looked at, is below the limit; else those days."""
    limit = limit_deg(site)
    if limit is None or not bool(np.any(passes.shadow_min > MINUTES)):
        return _seasons(passes)
    day = np.arange(0, 365.25, 0.25)
    below = np.interp(day, passes.day, passes.beta_deg, period=365.25) < limit
    edges = np.flatnonzero(np.diff(np.r_[0, below.astype(int), 0]))
    return [(float(day[a]), float(day[b - 1]) + 0.25) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def limit_deg(site: SiteFacts) -> float | None:
    """Above this beta angle the orbit never meets the Earth's (cylindrical) shadow: asin(R / (R + h))."""
    altitude = site.value("altitude_km")
    return None if altitude is None else math.degrees(math.asin(EARTH_RADIUS_KM / (EARTH_RADIUS_KM + altitude)))


def site_of(facts: Facts) -> SiteFacts | None:
    return next((s for s in facts.ranked if passes_of(s) is not None), None)


def figure(facts: Facts) -> Figure | None:
    site = site_of(facts)
    passes = None if site is None else passes_of(site)
    if site is None or passes is None or len(passes.day) < 6:
        return None
    spans = eclipse_days(site, passes)
    days = sum(b - a for a, b in spans)
    longest = float(passes.shadow_min.max())
    beta = passes.beta_deg
    table = [
        ["Beta angle", f"{beta.min():.0f}° to {beta.max():.0f}°"],
        ["Days with an eclipse", count(days)],
        ["Longest shadow in one orbit", f"{longest:.0f} min"],
        ["Days looked at", count(len(passes.day))],
    ]
    return Figure(
        id="beta",
        headline=headline(site, days),
        sub="Angle between orbit plane and Sun over one year.",
        drawings=(_draw(site, passes, spans, longest, 500), _draw(site, passes, spans, longest, 358)),
        half=True,
        table=Table(["Measure", "Value"], table),
    )


def headline(site: SiteFacts, days: float) -> str:
    if days < 0.5:
        return f"{site.title} is always in the Sun"
    if days > 364:
        return f"{site.title} passes through the Earth’s shadow on every day of the year"
    return f"{site.title} is not always in the Sun: about {count(days)} days have an eclipse"


def _draw(site: SiteFacts, passes: Passes, seasons: list[tuple[float, float]], longest: float, total: float) -> Drawing:
    beta, days = passes.beta_deg, sum(b - a for a, b in seasons)
    d = Drawing(
        total,
        300,
        f"Beta angle over a year of {site.title}: {beta.min():.0f} to {beta.max():.0f} degrees; eclipses on about "
        f"{days:.0f} days, up to {longest:.0f} minutes an orbit.",
    )
    left, right, top, base = 40.0, total - 8, 26.0, 264.0
    low = max(0.0, math.floor((float(beta.min()) - 4) / 10) * 10)
    y, x = Scale(low, 90.0, base, top), Scale(0.0, 365.25, left, right)
    for a, b in seasons:
        d.rect(x(a), top, x(b) - x(a), base - top, "shade")
    for value in ticks(low, 90, 5):
        d.line(left, y(value), right, y(value), "axis" if value == low else "grid")
        d.text(left - 6, y(value) + 4, f"{value:.0f}°", "ax", "end")
    d.text(0, 12, "beta angle", "ax")
    limit = limit_deg(site)
    if limit is not None and low < limit < 90:
        d.line(left, y(limit), right, y(limit), "ref")
    day = np.r_[0.0, passes.day, 365.25]
    curve = np.interp(day, passes.day, beta, period=365.25)
    d.path([(x(t), y(v)) for t, v in zip(day.tolist(), np.asarray(curve).tolist(), strict=True)], f"line2 k-{site.token}")
    if limit is not None and low < limit < 90:
        d.text(left + 4, y(limit) - 6, f"always lit above {limit:.0f}°", "refl bgt")
    if seasons:
        a, b = max(seasons, key=lambda s: s[1] - s[0])
        middle = min(max((x(a) + x(b)) / 2, left + 58), right - 58)
        d.text(middle, 42, "eclipse season" if len(seasons) == 1 else "eclipse seasons", "nm2 bgt", "middle")
        d.text(middle, 58, f"{days:.0f} days, ≤ {longest:.0f} min", "lb bgt", "middle")
    for i, month in enumerate(MONTHS):
        d.text(x(365.25 * (i + 0.5) / 12), 281, month, "ax", "middle")
    return d


def _seasons(passes: Passes) -> list[tuple[float, float]]:
    """Spans of days with an eclipse, reaching half way to the next day looked at."""
    spacing = float(np.median(np.diff(passes.day)))
    out: list[tuple[float, float]] = []
    for day, shadow in zip(passes.day.tolist(), passes.shadow_min.tolist(), strict=True):
        if shadow > MINUTES:
            a, b = max(0.0, day - spacing / 2), min(365.25, day + spacing / 2)
            if out and a - out[-1][1] < 1e-6 * 365:
                out[-1] = (out[-1][0], b)
            else:
                out.append((a, b))
    return out
