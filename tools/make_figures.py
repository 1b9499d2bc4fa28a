"""Draws the figures of the documentation into ``docs/_static``: the same bytes for the same engine.

python tools/make_figures.py
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

import gigasite as gs
from gigasite import eclipse, formation, meteoroids
from gigasite.evaluation import evaluate
from gigasite.orbit import sun_synchronous_inclination_deg
from gigasite.report.svg import Drawing, nice_ceiling, ticks
from gigasite.report.text import escape
from gigasite.sites.orbit_drill import AMMONIA_FREEZES_K, cooling_panel_k, drill, hot_node_k
from gigasite.sites.orbit_ladder import ladder

OUT = Path(__file__).resolve().parents[1] / "docs" / "_static"
STYLE = (
    "text{font:13px sans-serif;fill:#445}.axis{stroke:#889;stroke-width:1}.grid{stroke:#8893;stroke-width:1}.limit{stroke:#a33;"
    "stroke-dasharray:5 4;stroke-width:1.3}.l0,.l1,.l2{fill:none;stroke-width:2}.l0{stroke:#1f6fb2}.l1{stroke:#d17a00}.l2{stroke:#3a8f4d}"
    ".a0{fill:#31688e}.a1{fill:#e0a030}.a2{fill:#8f5fa8}.a3{fill:#4aa36c}.a4{fill:#9aa5ad}"
)
WIDTH, LEFT, RIGHT, TOP, BOTTOM = 720.0, 62.0, 140.0, 26.0, 44.0
Series = tuple[str, np.ndarray]


class Panel:
    """Axes from (x0, y0) to (x1, y1) of the data, in a strip of a drawing."""

    def __init__(self, drawing: Drawing, top: float, height: float, x: tuple[float, float], y: tuple[float, float]) -> None:
        self.drawing, self.top, self.height, self.x_range, self.y_range = drawing, top, height, x, y

    def x(self, value: float) -> float:
        low, high = self.x_range
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        low, high = self.y_range
        return self.top + self.height - (value - low) / (high - low) * self.height

    def axes(self, x_title: str, y_title: str) -> None:
        right, bottom = WIDTH - RIGHT, self.top + self.height
        for tick in ticks(*self.y_range):
            self.drawing.line(LEFT, self.y(tick), right, self.y(tick), "grid")
            self.drawing.text(LEFT - 6, self.y(tick) + 4, f"{tick:g}", "tick", "end")
        for tick in ticks(*self.x_range, about=8):
            self.drawing.line(self.x(tick), bottom, self.x(tick), bottom + 4, "axis")
            self.drawing.text(self.x(tick), bottom + 18, f"{tick:g}", "tick", "middle")
        self.drawing.line(LEFT, bottom, right, bottom, "axis")
        self.drawing.text((LEFT + right) / 2, bottom + 36, x_title, "title", "middle")
        self.drawing.text(LEFT - 52, self.top - 10, y_title, "title")

    def line(self, x: np.ndarray, y: np.ndarray, name: str, number: int) -> None:
        self.drawing.path([(self.x(a), self.y(b)) for a, b in zip(x, y, strict=True)], f"l{number}")
        self.drawing.text(WIDTH - RIGHT + 6, self.y(float(y[-1])) + 4, name, "name")

    def limit(self, value: float, name: str) -> None:
        self.drawing.line(LEFT, self.y(value), WIDTH - RIGHT, self.y(value), "limit")
        self.drawing.text(WIDTH - RIGHT + 6, self.y(value) + 4, name, "name")


def save(drawing: Drawing, name: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    size = f'viewBox="0 0 {drawing.width:g} {drawing.height:g}" width="{drawing.width:g}" height="{drawing.height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(drawing.label)}"><style>{STYLE}</style>'
    (OUT / f"{name}.svg").write_text(f"{head}{''.join(drawing.parts)}</svg>\n", "utf-8")


def chart(
    name: str, label: str, x: np.ndarray, x_title: str, y_title: str, lines: Sequence[Series], limits: Sequence[tuple[str, float]]
) -> None:
    values = np.concatenate([*(y for _, y in lines), [value for _, value in limits]])
    span = (float(np.floor(values.min() / 10) * 10), float(np.ceil(values.max() / 10) * 10))
    drawing = Drawing(WIDTH, 340, label)
    panel = Panel(drawing, TOP, 340 - TOP - BOTTOM, (float(x[0]), float(x[-1])), span)
    panel.axes(x_title, y_title)
    for number, (title, y) in enumerate(lines):
        panel.line(x, y, title, number)
    for title, value in limits:
        panel.limit(value, title)
    save(drawing, name)


def calendar() -> None:
    """Beta angle and eclipse of every day of 2026, dawn–dusk at 650 km."""
    year = eclipse.annual_series(2026, 650e3, ltan_h=18.0)
    day = np.arange(1, len(year.beta_deg) + 1, dtype=float)
    drawing = Drawing(WIDTH, 460, "Beta angle and eclipse per orbit over 2026, dawn-dusk orbit at 650 km")
    upper = Panel(drawing, TOP, 150, (1.0, day[-1]), (50.0, 90.0))
    upper.axes("", "beta angle, degrees")
    upper.line(day, year.beta_deg, "beta", 0)
    upper.limit(float(eclipse.critical_beta_deg(650e3)), "no eclipse above")
    minutes = np.asarray(year.eclipse_s) / 60.0
    lower = Panel(drawing, 250, 160, (1.0, day[-1]), (0.0, nice_ceiling(float(minutes.max()))))
    lower.axes("day of 2026", "eclipse per orbit, minutes")
    lower.line(day, minutes, "eclipse", 1)
    save(drawing, "beta_and_eclipse")


def temperatures() -> None:
    """The orbit with the longest eclipse, and both drills of a pump failure."""
    run = gs.simulate(gs.example("seeds").sites["orbit"])
    s = run.series
    orbit = np.cumsum(np.diff(s["orbit_angle_deg"], prepend=0.0) < 0.0)
    worst = int(np.argmax(np.bincount(orbit, (1.0 - s["illumination"]) * s["step_s"])))
    rows = orbit == worst
    minutes = np.cumsum(s["step_s"][rows]) / 60.0
    chart(
        "orbit_temperatures", "Chips and radiator through the orbit with the longest eclipse", minutes, "minutes from orbit noon", "kelvin",
        [("chips", s["hot_k"][rows]), ("radiator", s["radiator_k"][rows])], [],
    )  # fmt: skip
    found = drill(run)
    time_s = np.linspace(0.0, 50.0 * 60.0, 101)
    hot = np.minimum(hot_node_k(run, time_s), found.hot_limit_k)
    chart(
        "pump_failure", "Chips and radiator after the pumps have stopped", time_s / 60.0, "minutes after the stop", "kelvin",
        [("chips, cut at limit", hot), ("radiator in shadow", cooling_panel_k(run, time_s))],
        [("sink in eclipse", found.eclipse_sink_k), ("ammonia freezes", AMMONIA_FREEZES_K), ("water freezes", 273.15)],
    )  # fmt: skip


def mass() -> None:
    """Mass by part against altitude."""
    site = gs.example("seeds").sites["orbit"]
    altitude = np.arange(500.0, 1401.0, 50.0)
    draws = site.draws(n_draws=altitude.size).replace(altitude_km=altitude)
    ledger = evaluate(site, draws).ledger
    drawing = Drawing(WIDTH, 360, "Mass per kW of IT by part against altitude")
    parts = [ledger[f"{part}_mass_kg"] / 1e5 for part in ("payload", "array", "battery", "radiator", "bus")]
    panel = Panel(drawing, TOP, 360 - TOP - BOTTOM, (500.0, 1400.0), (0.0, nice_ceiling(float(np.sum(parts, axis=0).max()))))
    below = np.zeros(altitude.size)
    for number, (name, part) in enumerate(zip(("payload", "array", "battery", "radiator", "bus, shield, margin"), parts, strict=True)):
        above = below + part
        edge = [(panel.x(a), panel.y(b)) for a, b in zip(altitude, above, strict=True)]
        floor = [(panel.x(a), panel.y(b)) for a, b in zip(altitude[::-1], below[::-1], strict=True)]
        drawing.path([*edge, *floor], f"a{number}", closed=True)
        drawing.text(WIDTH - RIGHT + 6, panel.y(float(above[-1] + below[-1]) / 2) + 4, name, "name")
        below = above
    panel.axes("altitude, km", "kg per kW of IT")
    save(drawing, "mass_by_altitude")


def punctures() -> None:
    """What goes through a wall of 2 mm, against altitude."""
    altitude = np.arange(400.0, 1401.0, 50.0)
    wall = 2e-3
    meteoroid_kg = meteoroids.critical_mass_kg(wall)
    shield = meteoroids.earth_shielding_factor(1e3 * altitude) * meteoroids.gravitational_focusing_factor(1e3 * altitude)
    meteors = 1e3 * meteoroids.grun_flux_per_m2_yr(meteoroid_kg) * shield
    law = {"speed_m_s": 13e3, "particle_density_kg_m3": 2800.0}
    size_m = meteoroids.sphere_diameter_m(meteoroids.critical_mass_kg(wall, **law), 2800.0)
    inclination = sun_synchronous_inclination_deg(1e3 * altitude)
    debris = [
        1e3 * meteoroids.engineering_debris_flux_per_m2_yr(1e3 * altitude, inclination, size_m, year=year, f107_sfu=140.0)
        for year in (2010, 2030)
    ]
    chart(
        "debris_and_meteoroids", "Particles a year that go through 1,000 m² of 2 mm aluminium against altitude", altitude, "altitude, km",
        "a year",
        [("debris, 2010", debris[0]), ("debris, 2030", debris[1]), ("meteoroids", meteors)],
        [],
    )  # fmt: skip


def rungs() -> None:
    """From chips on the ground to a delivered hour in orbit."""
    found = ladder(gs.example("seeds").sites["orbit"])
    drawing = Drawing(WIDTH, 60.0 + 30.0 * len(found), "What each part adds to the cost of a delivered hour in orbit")
    left, right = 270.0, WIDTH - 70.0
    scale = (right - left) / sum(rung.usd_per_gpu_h for rung in found)
    reached = 0.0
    for number, rung in enumerate(found):
        y, x = 20.0 + 30.0 * number, left + reached * scale
        width = rung.usd_per_gpu_h * scale
        drawing.text(left - 8, y + 15, rung.part, "name", "end")
        drawing.path([(x, y), (x + width, y), (x + width, y + 20), (x, y + 20)], f"a{min(number, 4)}", closed=True)
        drawing.text(x + width + 5, y + 15, f"{rung.usd_per_gpu_h:.1f}", "tick")
        reached += rung.usd_per_gpu_h
    drawing.text(left, 45.0 + 30.0 * len(found), f"US dollars per delivered GPU-hour, every input central: {reached:.1f} in all", "title")
    save(drawing, "orbit_ladder")


def shade() -> None:
    """Sunlight that a formation takes, against the angle of the Sun."""
    angle = np.arange(0.0, 61.0, 1.0)
    lines = [(f"{d:.0f} m", 100.0 * formation.shadow_share(d, 81, 533.0, angle)) for d in (100.0, 150.0, 200.0)]
    label = "Sunlight that 81 satellites of 533 m2 of array take from the one in their middle"
    chart("formation_shade", label, angle, "angle of the Sun over the orbital plane, degrees", "per cent of the sunlight", lines, [])


FIGURES = (calendar, temperatures, mass, punctures, rungs, shade)


def main() -> None:
    for figure in FIGURES:
        figure()


if __name__ == "__main__":
    main()
