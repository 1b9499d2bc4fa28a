"""Draws one picture for each page of a terrestrial concept into ``docs/_static/concepts``: what its equation does, in one look.

python tools/draw_concepts.py            # the same bytes for the same models
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import gigasite as gs
from gigasite import (
    air_cooling,
    air_economiser,
    battery,
    carbon,
    chiller,
    clear_sky,
    cooling_plant,
    cooling_tower,
    district_heating,
    dry_cooler,
    flexibility,
    fluids,
    gas_turbine,
    grid_import,
    heat_exchanger,
    heat_pump,
    heat_recovery,
    it_power,
    kpis,
    liquid_loop,
    onsite_supply,
    photovoltaics,
    power_train,
    psychrometrics,
    solar_position,
    water,
    weather,
    wind_power,
)
from gigasite.report.svg import Drawing, ticks
from gigasite.report.text import escape

OUT = Path(__file__).resolve().parents[1] / "docs" / "_static" / "concepts"
PAGES = OUT.parents[1] / "concepts"

Floats = np.ndarray
#: Name, x, y; an empty name has no label.
Line = tuple[str, Floats, Floats]

# Colours of the report's look, light and dark; the second and later lines are told by dash as well.
STYLE = (
    'text{font:13px Inter,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:#454e58;font-variant-numeric:tabular-nums}'
    ".head{font-size:16px;font-weight:600;fill:#15191e}.ax{font-size:12px;fill:#626c77}.zero{stroke:#868f99}.grid{stroke:#e6e9ec}"
    ".limit{stroke:#868f99;stroke-dasharray:2 3}.l{fill:none;stroke-width:2}.page{fill:#fff}"
    ".c0{stroke:#0a4fa0}.c1{stroke:#b35500;stroke-dasharray:7 3}.c2{stroke:#1b7c74;stroke-dasharray:2 3}"
    ".c3{stroke:#7f2457;stroke-dasharray:9 3 2 3}"
    ".t0{fill:#0a4fa0}.t1{fill:#b35500}.t2{fill:#1b7c74}.t3{fill:#7f2457}.bar{fill:#0a4fa0}.num{fill:#15191e;font-weight:600}"
    "@media(prefers-color-scheme:dark){.page{fill:#11161b}text{fill:#b9c1c9}.head,.num{fill:#eceff2}.ax{fill:#98a2ac}.zero,.limit{stroke:#6b7682}"
    ".grid{stroke:#262e36}.c0{stroke:#8fc1ff}.c1{stroke:#f7a71d}.c2{stroke:#86cdb0}.c3{stroke:#cf6c9e}.t0{fill:#8fc1ff}.t1{fill:#f7a71d}"
    ".t2{fill:#86cdb0}.t3{fill:#cf6c9e}.bar{fill:#8fc1ff}}"
)
WIDTH, LEFT, RIGHT, TOP, BOTTOM = 720.0, 52.0, 168.0, 66.0, 44.0
HEIGHT = 330.0
LABEL_STEP = 16.0


@dataclass
class Chart:
    """A finding, what is plotted, and the lines or bars."""

    headline: str
    y_title: str
    x_title: str = ""
    lines: Sequence[Line] = ()
    limits: Sequence[tuple[str, float]] = ()
    bars: Sequence[tuple[str, float]] = ()
    unit: str = ""
    y_low: float | None = 0.0
    y_high: float | None = None
    x_ticks: Sequence[tuple[float, str]] = field(default_factory=tuple)
    #: A label stands at the height of the end of its line, or of its highest point.
    label_at: str = "end"


def shown(value: float) -> str:
    """A number of an axis."""
    return f"{value:,.10g}".replace("-", "−")


def draw(chart: Chart) -> str:
    """The chart as an SVG that stands alone."""
    drawing = bars(chart) if chart.bars else lines(chart)
    size = f'viewBox="0 0 {drawing.width:g} {drawing.height:g}" width="{drawing.width:g}" height="{drawing.height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(drawing.label)}"><style>{STYLE}</style>'
    return f"{head}{''.join(drawing.parts)}</svg>\n"


def started(chart: Chart, height: float) -> Drawing:
    drawing = Drawing(WIDTH, height, f"{chart.headline}: {chart.y_title}")
    drawing.rect(0.0, 0.0, WIDTH, height, "page")
    drawing.text(0.0, 18.0, chart.headline, "head")
    drawing.text(0.0, 40.0, chart.y_title, "sub")
    return drawing


def lines(chart: Chart) -> Drawing:
    drawing = started(chart, HEIGHT)
    x_all = np.concatenate([x for _, x, _ in chart.lines])
    y_all = np.concatenate([*(y for _, _, y in chart.lines), [value for _, value in chart.limits]])
    x_low, x_high = float(x_all.min()), float(x_all.max())
    y_low = float(y_all.min()) if chart.y_low is None else chart.y_low
    y_high = float(y_all.max()) if chart.y_high is None else chart.y_high
    step = ticks(y_low, y_high)
    if chart.y_low is None:
        y_low = min(y_low, 2.0 * step[0] - step[1]) if step[0] - y_low > 0.05 * (y_high - y_low) else min(y_low, step[0])
    y_high += 0.03 * (y_high - y_low)
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def px(x: float) -> float:
        return LEFT + (x - x_low) / (x_high - x_low) * (right - LEFT)

    def py(y: float) -> float:
        return bottom - (y - y_low) / (y_high - y_low) * (bottom - TOP)

    for tick in ticks(y_low, y_high):
        drawing.line(LEFT, py(tick), right, py(tick), "zero" if tick == 0.0 else "grid")
        drawing.text(LEFT - 7.0, py(tick) + 4.0, shown(tick), "ax", "end")
    drawing.line(LEFT, bottom, right, bottom, "zero")
    for tick, text in chart.x_ticks or [(t, shown(t)) for t in ticks(x_low, x_high, about=8)]:
        drawing.line(px(tick), bottom, px(tick), bottom + 4.0, "zero")
        drawing.text(px(tick), bottom + 18.0, text, "ax", "middle")
    drawing.text(right, bottom + 36.0, chart.x_title, "ax", "end")
    labels: list[tuple[float, str, str]] = []
    for name, value in chart.limits:
        drawing.line(LEFT, py(value), right, py(value), "limit")
        labels.append((py(value), name, "ax"))
    for number, (name, x, y) in enumerate(chart.lines):
        drawing.path([(px(float(a)), py(float(b))) for a, b in zip(x, y, strict=True)], f"l c{number}")
        if name:
            labels.append((py(float(y[-1] if chart.label_at == "end" else y.max())), name, f"t{number}"))
    for at, name, cls in spread(labels):
        drawing.text(right + 8.0, at + 4.0, name, cls)
    return drawing


def spread(labels: list[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """The labels with at least one line between them, as near to their places as that allows, within the drawing."""
    ordered = sorted(labels)
    at = [place for place, _, _ in ordered]
    for _ in range(60):
        for i in range(len(at) - 1):
            short = LABEL_STEP - (at[i + 1] - at[i])
            if short > 0.0:
                at[i], at[i + 1] = at[i] - short / 2.0, at[i + 1] + short / 2.0
    shift = max(TOP - at[0], 0.0) if at else 0.0
    return [(place + shift, name, cls) for place, (_, name, cls) in zip(at, ordered, strict=True)]


def bars(chart: Chart) -> Drawing:
    height = TOP + 30.0 * len(chart.bars) + 14.0
    drawing = started(chart, height)
    most, left = max(value for _, value in chart.bars), 190.0
    for row, (name, value) in enumerate(chart.bars):
        y = TOP - 6.0 + 30.0 * row
        drawing.text(left - 8.0, y + 15.0, name, "name", "end")
        drawing.rect(left, y, value / most * (WIDTH - left - 110.0), 20.0, "bar")
        drawing.text(left + value / most * (WIDTH - left - 110.0) + 6.0, y + 15.0, f"{value:,.4g}{chart.unit}".replace("-", "−"), "num")
    drawing.line(left, TOP - 10.0, left, height - 12.0, "zero")
    return drawing


# --- the concepts -------------------------------------------------------------------------------------------------------

HOURS = np.arange(24.0)


def _it_power() -> Chart:
    u = np.linspace(0.0, 1.0, 41)
    curves = [(f"exponent {a:g}", u, np.asarray(it_power.node_kw(u, 2.0, 8.5, exponent=a))) for a in (0.7, 1.0, 1.4)]
    return Chart(
        "A server that does nothing still draws a quarter of its power", "Power of a node of eight H100 [kW]", "busy share", curves
    )


def _power_train() -> Chart:
    x = np.linspace(0.05, 1.1, 60)
    y = 100.0 * np.asarray(power_train.stage_efficiency(x))
    best = float(power_train.optimum_load_fraction())
    headline = f"A double-conversion UPS is best at {100 * best:.0f} % of its rating and poor at low load"
    return Chart(headline, "Efficiency [%]", "load over rating", [("double conversion", x, y)], y_low=None)


def _psychrometrics() -> Chart:
    t = np.linspace(-10.0, 45.0, 56)
    curves = [(f"{100 * rh:.0f} % humidity", t, np.asarray(psychrometrics.wet_bulb_c(t, rh))) for rh in (1.0, 0.5, 0.2)]
    return Chart("Dry air cools far below its temperature when it is wetted", "Wet bulb [°C]", "dry bulb [°C]", curves, y_low=None)


def _air_cooling() -> Chart:
    rise = np.linspace(6.0, 24.0, 40)
    curves = [
        (name, rise, np.asarray(air_cooling.volume_flow_m3_s(40.0, rise, 25.0, 0.4, p)))
        for name, p in (("at 1,600 m", 83_523.5), ("at sea level", 101_325.0))
    ]
    return Chart("Thin air and a small temperature rise need more flow", "Air for 40 kW [m³/s]", "air rise through the servers [K]", curves)


def _liquid_loop() -> Chart:
    rise = np.linspace(4.0, 20.0, 40)
    curves = [
        (name, rise, 60_000.0 * np.asarray(liquid_loop.volume_flow_m3_s(120.0, rise, 35.0, fluid=fluid)))
        for name, fluid in (("propylene glycol, 25 %", "propylene_glycol_25"), ("water", "water"))
    ]
    return Chart("Twice the temperature rise needs half the water", "Flow for a rack of 120 kW [L/min]", "rise in the rack [K]", curves)


def _heat_exchanger() -> Chart:
    ntu = np.linspace(0.0, 6.0, 61)
    curves = [(f"capacity ratio {c:g}", ntu, np.asarray(heat_exchanger.effectiveness(ntu, c))) for c in (0.0, 0.5, 1.0)]
    return Chart(
        "Each further transfer unit brings less", "Effectiveness of a counterflow exchanger", "transfer units (NTU)", curves, y_high=1.0
    )


def _fluids() -> Chart:
    t = np.linspace(5.0, 70.0, 60)
    curves = [
        (name, t, 1000.0 * np.asarray(fluids.viscosity_pa_s(fluid, t)))
        for name, fluid in (("propylene glycol, 25 %", "propylene_glycol_25"), ("water", "water"))
    ]
    return Chart("Warm coolant flows easily, glycol resists most when it is cold", "Viscosity [mPa·s]", "temperature [°C]", curves)


def _chiller() -> Chart:
    load = np.linspace(150.0, 742.0, 60)
    curves = []
    for condenser in (13.0, 18.0, 23.0):
        point = chiller.operating_point(load, 7.0, condenser)
        curves.append((f"condenser water {condenser:g} °C", load / 742.0, np.asarray(point.cop)))
    return Chart("Cold condenser water and part load make a chiller good", "Coefficient of performance", "load over rating", curves)


def _cooling_tower() -> Chart:
    wet = np.linspace(-5.0, 25.0, 61)
    curves = [
        (f"air {above:g} K drier", wet, np.asarray(cooling_tower.evaporation_l_per_kwh(wet + above, wet, wet + 8.0, 15.0)))
        for above in (2.0, 8.0)
    ]
    return Chart(
        "In cold weather part of the heat leaves as warm air, and the tower drinks less",
        "Evaporation per kWh of heat [L]",
        "wet bulb [°C]",
        curves,
        limits=[("all heat latent", float(cooling_tower.latent_bound_l_per_kwh(25.0)))],
    )


def _dry_cooler() -> Chart:
    t = np.linspace(0.0, 38.0, 60)
    curves = []
    for target in (32.0, 45.0):
        below = t <= target - 5.5
        fan = dry_cooler.variable_speed(target + 10.0, target, t[below], 5.0)
        curves.append((f"water of {target:g} °C", t[below], 100.0 * np.asarray(fan.fan_power_fraction)))
    return Chart("Warmer water leaves the fans almost idle", "Fan power over that at full speed [%]", "outdoor temperature [°C]", curves)


def _air_economiser() -> Chart:
    t = np.linspace(15.0, 43.0, 57)
    wet = np.asarray(psychrometrics.wet_bulb_c(t, 0.25))
    curves = [
        ("outdoor", t, t),
        ("indirect wheel", t, np.asarray(air_economiser.indirect_c(t, 36.0))),
        ("direct, 90 %", t, np.asarray(air_economiser.direct_evaporative_c(t, wet, effectiveness=0.9))),
    ]
    limit = [("A1, 32 °C", 32.0)]
    return Chart(
        "Wetted air of a dry summer stays within the limits of servers", "Supply air [°C]", "outdoor, 25 % humidity [°C]", curves, limit
    )


def _cooling_plant() -> Chart:
    t = np.linspace(-10.0, 40.0, 101)
    wet = np.asarray(psychrometrics.wet_bulb_c(t, 0.5))
    curves = []
    for plant, name in (("water_economiser", "tower and chiller"), ("air_economiser", "outdoor air"), ("liquid_w45", "liquid, 45 °C")):
        day = cooling_plant.hourly(np.full(t.size, 80.0), t, wet, 60.0, 1.5, plant=plant, hysteresis_k=0.0)
        curves.append((name, t, 1000.0 * np.asarray(day.cooling_power_mw) / 80.0))
    return Chart(
        "The plant decides from which temperature on cooling costs power",
        "Cooling power [kW per MW of heat]",
        "outdoor, 50 % humidity [°C]",
        curves,
    )


def _weather() -> Chart:
    air = gs.simulate(gs.example("seeds").sites["texas"]).evaluation.forcings[0].columns
    wet = np.sort(np.asarray(psychrometrics.wet_bulb_c(air["dry_bulb_c"], air["relative_humidity"], air["pressure_pa"])))[::-1]
    at = np.linspace(0, wet.size - 1, 200).astype(int)
    hours = np.arange(wet.size, dtype=float)
    limit = [("0.4 % of the hours", float(weather.design_value(wet, percentile=0.996)))]
    return Chart(
        "Plants are sized on a percentile, not on the one worst hour",
        "Wet bulb at Dallas, 2023 [°C]",
        "hours, warmest first",
        [("", hours[at], wet[at])],
        limit,
        y_low=None,
    )


def _kpis() -> Chart:
    outside = kpis.heat_pump_boundary(100.0, 15.0, 40.0, 12.0, inside=False)
    inside = kpis.heat_pump_boundary(100.0, 15.0, 40.0, 12.0, inside=True, delivered_mwh=52.0)
    rows = [
        ("PUE, pump outside", float(outside.pue)),
        ("PUE, pump inside", float(inside.pue)),
        ("ERE, pump outside", float(outside.ere)),
        ("ERE, pump inside", float(inside.ere)),
    ]
    return Chart(
        "Counted inside, the heat pump raises PUE and not ERE: its work is reused too",
        "100 MWh of IT, 15 of other, 40 of heat lifted with 12 MWh",
        bars=rows,
    )


def _heat_recovery() -> Chart:
    month = np.arange(12)
    demand = 12.0 + 8.0 * np.cos(2 * np.pi * month / 12)
    hall = np.linspace(1.0, 30.0, 59)
    used = np.array([np.asarray(heat_recovery.used_mw(size, demand)).mean() for size in hall])
    lines_ = [("of the hall's heat", hall, 100 * used / hall), ("of the town's demand", hall, 100 * used / demand.mean())]
    return Chart(
        "A small hall sells all its heat, a large one serves all the town; not both",
        "Share that is used [%]",
        "heat of the hall, mean demand 12 MW [MW]",
        lines_,
    )


def _heat_pump() -> Chart:
    sink = np.linspace(65.0, 90.0, 41)
    curves = [
        (f"source {source:g} → {source - 10:g} °C", sink, np.asarray(heat_pump.heating_cop(source, source - 10.0, 45.0, sink)))
        for source in (45.0, 35.0, 25.0)
    ]
    return Chart(
        "Every ten kelvin of lift cost a good part of the COP", "Heating COP, half of Lorenz", "supply of the network [°C]", curves
    )


def _district_heating() -> Chart:
    waste = np.linspace(5.0, 180.0, 80)
    use = district_heating.sinusoidal_use(100.0, 80.0, waste)
    curves = [
        ("of the waste heat", waste, 100.0 * np.asarray(use.share_of_waste_heat)),
        ("of the demand", waste, 100.0 * np.asarray(use.share_of_demand)),
    ]
    return Chart(
        "Waste heat beyond the summer demand finds fewer and fewer buyers",
        "Share that is used [%]",
        "waste heat, mean demand 100 MW [MW]",
        curves,
    )


def _battery() -> Chart:
    supply = 100.0 * np.maximum(np.sin(np.pi * (HOURS - 6.0) / 12.0), 0.0)
    day = battery.dispatch_surplus(np.tile(supply, 3), np.full(72, 25.0), 1.0, 250.0, 100.0)
    t = np.arange(72.0)
    curves = [("sun", t, np.tile(supply, 3)), ("held [MWh]", t, np.asarray(day.state_mwh))]
    return Chart(
        "A battery carries the noon of a solar plant through the night",
        "Power [MW] and energy held [MWh]",
        "hours",
        curves,
        [("load 25 MW", 25.0)],
    )


def _thermal_storage() -> Chart:
    finland = (
        gs.example("seeds")
        .sites["finland"]
        .replace(
            heat_tank_mwh=200, heat_pump_capacity_mw=12, heat_tank_charge_below_usd_per_mwh=40, heat_tank_discharge_above_usd_per_mwh=60
        )
    )
    run = gs.simulate(finland)
    moved = np.abs(run.series["heat_stored_mw"]).reshape(-1, 24).sum(axis=1)
    first = int(np.argmax(np.convolve(moved, np.ones(10), "valid")))  # the ten days in which the tank has most to do
    rows = slice(24 * first, 24 * (first + 10))
    price = run.evaluation.forcings[0].columns["grid_price_usd_per_mwh"][rows]
    held = run.series["heat_tank_state_mwh"][rows]
    t = np.arange(held.size) / 24.0
    return Chart(
        "The tank fills while power is cheap and serves while it is dear",
        "Heat held [MWh] and price of power [$/MWh], ten days in Finland",
        "days",
        [("heat held", t, held), ("price", t, price)],
    )


def _solar_position() -> Chart:
    curves = []
    for name, day in (("21 June", "2023-06-21"), ("21 March", "2023-03-21"), ("21 December", "2023-12-21")):
        time = np.datetime64(f"{day}T06:00") + (np.arange(24 * 4) * 15).astype("timedelta64[m]")
        sun = solar_position.position(time, 32.4, -99.7)
        curves.append((name, np.arange(24 * 4) / 4.0 - 0.6, np.maximum(np.asarray(sun.elevation_deg), 0.0)))
    return Chart(
        "The Sun of Abilene stands at 81 degrees in June and at 34 in December",
        "Elevation [degrees]",
        "local solar time [h]",
        curves,
        label_at="top",
    )


def _clear_sky() -> Chart:
    day = np.arange(np.datetime64("2023-01-01"), np.datetime64("2024-01-01"), 5)
    x = (day - day[0]).astype(float)
    curves = [(f"{lat:g}° north", x, np.asarray(clear_sky.daily_ghi_kwh_m2(day, lat, 0.0))) for lat in (10.0, 32.4, 60.0)]
    return Chart(
        "Clear summer days are alike; winter is what latitude takes away",
        "Clear-sky energy on level ground [kWh/m² a day]",
        "day of the year",
        curves,
    )


def _photovoltaics() -> Chart:
    ambient = np.linspace(-10.0, 45.0, 56)
    curves = []
    for poa in (1000.0, 500.0):
        cell = photovoltaics.cell_temperature_c(poa, ambient, 2.0)
        curves.append((f"{poa:,.0f} W/m²", ambient, np.asarray(photovoltaics.dc_power_mw(poa, cell, 100.0))))
    return Chart(
        "A hot day takes almost a fifth of the power that a cold one gives",
        "DC power of 100 MW of modules [MW]",
        "air temperature, wind 2 m/s [°C]",
        curves,
    )


def _wind_power() -> Chart:
    v = np.linspace(0.0, 7.5, 76)
    curves = [
        (f"hub at {h:g} m", v, 100.0 * np.asarray(wind_power.power_mw(wind_power.log_law_speed_m_s(v, 10.0, h), 1.0)))
        for h in (140.0, 100.0, 60.0)
    ]
    return Chart("A taller tower makes more of the same wind", "Power over rating [%]", "wind at 10 m over open farm land [m/s]", curves)


def _gas_turbine() -> Chart:
    t = np.linspace(-20.0, 45.0, 66)
    curves = [
        (name, t, np.asarray(gas_turbine.derated_mw(100.0, t, altitude_m=z))) for name, z in (("sea level", 0.0), ("1,600 m", 1600.0))
    ]
    return Chart("A gas turbine is weakest on the hottest day", "Power of a 100 MW machine [MW]", "outdoor temperature [°C]", curves)


def _onsite_supply() -> Chart:
    hours = np.arange(24 * 60)
    sun = np.maximum(0.0, np.sin(2 * np.pi * (hours - 6) / 24)) * np.repeat(np.tile([1.0, 0.8, 0.3], 20), 24)
    uptime = np.array([0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 0.9999])
    size = onsite_supply.island_size(sun, 10.0, uptime, 60e3, 25e3)
    return Chart(
        "Beyond what good days give, each further per cent costs nearly twice as much",
        "Cheapest generation and storage for 10 MW [M$ a year]",
        "share of the energy that is served [%]",
        [("", 100 * uptime, np.asarray(size.cost_usd_per_yr) / 1e6)],
    )


def _gas_island() -> Chart:
    load = np.full(24, 100.0)
    k = np.arange(6.0)
    curves = []
    for size in (100.0, 50.0, 10.0):
        needed = np.ceil(100.0 / size)
        unserved = np.asarray(onsite_supply.expected_unserved_mwh(load, needed + k, size, 0.95)) / load.sum()
        curves.append((f"{needed:.0f} × {size:g} MW", k, np.log10(unserved)))
    names = [(float(i), f"{i}") for i in range(6)]
    tier = np.log10(1.577 / 8760.0)
    return Chart(
        "Each spare unit takes away most of what is not served",
        "Share of the energy that is not served, powers of ten",
        "spare units, each available 95 % of the time",
        curves,
        [("tier III", float(tier))],
        y_low=None,
        x_ticks=names,
    )


def _grid_import() -> Chart:
    calls = np.linspace(3.0, 12.0, 46)
    curves = [
        (
            f"{rate:g} $/kW a year",
            calls,
            np.asarray(grid_import.coincident_peak_break_even(1000.0 * rate, calls, 2.5).break_even_usd_per_mwh),
        )
        for rate in (150.0, 70.0, 25.0)
    ]
    return Chart(
        "A stop at the peaks of the system is worth hundreds to thousands of dollars a MWh",
        "Value of load below which a stop pays [$/MWh]",
        "calls for each of four peaks, 2.5 h each",
        curves,
    )


def _tariffs() -> Chart:
    volume = np.linspace(10.0, 200.0, 20)
    site = gs.site("campus", region="DE", weather="frankfurt", it_capacity_mw=50)
    curves = []
    for kind in ("wind", "pv"):
        s = gs.simulate(site.replace(ppa=kind, ppa_volume_mw=1.0)).series
        load, one = s["grid_import_mw"], s["ppa_mw"]
        annual = [100 * carbon.annual_matched_share(load, v * one) for v in volume]
        hourly = [100 * carbon.hourly_matched_share(load, v * one) for v in volume]
        curves += [
            (f"{kind.replace('pv', 'solar')}, by the year", volume, np.array(annual)),
            (f"{kind.replace('pv', 'solar')}, by the hour", volume, np.array(hourly)),
        ]
    return Chart(
        "A contract that covers the year covers far fewer of its hours",
        "Energy of a hall of 50 MW covered [%]",
        "size of the contract [MW]",
        curves,
        y_high=100.0,
    )


def _flexibility() -> Chart:
    rng = np.random.default_rng(1)
    t = np.arange(8760)
    load = (
        70.0
        + 12.0 * np.cos(2 * np.pi * (t - 4700) / 8760)
        + 9.0 * np.cos(2 * np.pi * (t - 17) / 24)
        + np.convolve(rng.normal(0, 5, 8760), np.ones(24) / 5, "same")
    )
    share = np.linspace(0.0005, 0.03, 40)
    head = np.array([flexibility.headroom(load, r).new_load_mw for r in share])
    return Chart(
        "The first hours of curtailment open most of the room in a grid",
        "New load that fits under the peak [% of the peak]",
        "share of its energy that the new load gives up [%]",
        [("", 100 * share, 100 * head / load.max())],
    )


def _carbon() -> Chart:
    grid = np.linspace(0.0, 900.0, 46)
    gas = carbon.boiler_intensity_g_per_kwh(202.0, 0.9)
    curves = [(f"COP {cop:g}", grid, np.asarray(carbon.heat_saving_g_per_kwh(cop, grid, gas))) for cop in (5.0, 3.8, 2.5)]
    return Chart(
        "Reused heat saves carbon only on a clean enough grid",
        "CO₂ saved against a gas boiler [g per kWh of heat]",
        "grid [g/kWh]",
        curves,
        y_low=None,
    )


def _water() -> Chart:
    ewif = np.linspace(0.0, 5.0, 26)
    curves = [
        ("tower, 1.5 L/kWh on site", ewif, np.asarray(water.wue_source_l_per_kwh(1.5, 1.12, ewif_l_per_kwh=ewif))),
        ("dry, 0 L/kWh on site", ewif, np.asarray(water.wue_source_l_per_kwh(0.0, 1.2, ewif_l_per_kwh=ewif))),
    ]
    return Chart(
        "Where power is thirsty a dry hall is not dry",
        "Water at the site and at the power plants [L per kWh of IT]",
        "water of the power [L/kWh]",
        curves,
    )


def charts_of(module: dict[str, object]) -> dict[str, Callable[[], Chart]]:
    """The charts of a module by the concept that they show: its functions ``_<concept>``."""
    found = {name.removeprefix("_"): value for name, value in module.items() if name.startswith("_") and not name.startswith("__")}
    return {name: value for name, value in found.items() if callable(value)}


def write(charts: dict[str, Callable[[], Chart]], folder: Path) -> None:
    """One file for each chart."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in charts.items():
        (folder / f"{name}.svg").write_text(draw(make()), "utf-8")


CONCEPTS = charts_of(globals())

if __name__ == "__main__":
    write(CONCEPTS, OUT)
