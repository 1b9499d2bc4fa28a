"""A comparison made of random numbers in the shape of the real one: five seeds, and the odd cases that a report must survive."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

HOURS = 8760
SEEDS = {
    "texas": ("Texas", "campus", "US-TX"),
    "mine": ("Converted mine", "converted_mine", "US-TX"),
    "finland": ("Finland", "heat_campus", "FI"),
    "idle_china": ("Idle campus", "idle_campus", "CN-GZ"),
    "orbit": ("Orbit", "orbit", None),
}
# mean cost items, waterfall shares, months to power, kg CO2, litres, heat sold
COSTS = {
    "texas": (
        {"chips": 1.62, "facility": 0.29, "energy": 0.21, "operation": 0.10, "network": 0.03, "tax": 0.05},
        (1, 0.99, 0.98, 0.95, 0.80, 0.75),
        43,
        0.73,
        1.4,
        0.0,
    ),
    "mine": (
        {"chips": 1.90, "facility": 0.23, "energy": 0.12, "operation": 0.12, "network": 0.03, "tax": 0.04},
        (1, 0.95, 0.93, 0.89, 0.73, 0.68),
        16,
        0.80,
        0.7,
        0.0,
    ),
    "finland": (
        {"chips": 1.61, "facility": 0.28, "energy": 0.10, "operation": 0.10, "network": 0.03, "tax": 0.05, "heat_income": -0.04},
        (1, 1.0, 1.0, 0.96, 0.80, 0.76),
        32,
        0.16,
        0.1,
        0.66,
    ),
    "idle_china": (
        {"chips": 3.44, "facility": 0.37, "energy": 0.17, "operation": 0.17},
        (1, 0.99, 0.97, 0.92, 0.40, 0.36),
        4,
        1.74,
        2.3,
        0.0,
    ),
    "orbit": (
        {"chips": 1.75, "satellite": 0.43, "operation": 0.19, "launch": 4.68},
        (1, 0.99, 0.97, 0.89, 0.74, 0.70),
        54,
        0.20,
        0.0,
        None,
    ),
}
TIMELINE = {
    "texas": (("study", 0, 6), ("queue", 6, 25), ("build", 25, 43)),
    "mine": (("study", 0, 4), ("convert", 4, 16)),
    "finland": (("study", 0, 7), ("queue", 7, 15), ("build", 15, 32)),
    "idle_china": (("fit", 0, 4),),
    "orbit": (("design", 0, 26), ("build", 26, 48), ("launch", 48, 54)),
}
STEPS = ("installed_gpu_h", "powered_gpu_h", "unthrottled_gpu_h", "working_gpu_h", "sold_gpu_h", "delivered_gpu_h")


@dataclass
class Column:
    values: Any = None
    none_because: str | None = None

    @property
    def mean(self) -> float:
        return float(np.mean(self.values))

    def quantile(self, q: Any) -> Any:
        return np.quantile(self.values, q)


@dataclass
class Sample:
    columns: dict[str, Column]
    items: dict[str, float]
    waterfall: dict[str, float]
    ledger: dict[str, Any]
    draws: dict[str, Any]
    timeline: tuple[tuple[str, float, float], ...]
    boundary: tuple[str, ...] = ("chips", "building", "grid line", "waiting for power")
    notes: tuple[str, ...] = ()

    def __getitem__(self, metric: str) -> Column:
        return self.columns[metric]

    def __iter__(self) -> Any:
        return iter(self.columns)


@dataclass
class Run:
    series: dict[str, Any]
    time_utc: Any
    ledger: dict[str, float]


@dataclass
class Comparison:
    scenario: Any
    sites: dict[str, Sample]
    runs: dict[str, Run]
    reference: str
    draws: int = 400
    seed: int = 1
    asserts: tuple[Any, ...] = field(default_factory=tuple)

    def probability(self, a: str, op: str, b: str, metric: str = "lcoc_usd_per_gpu_h") -> float:
        assert op == "<"
        x, y = self.sites[a][metric].values, self.sites[b][metric].values
        return float(np.mean(x < y) + 0.5 * np.mean(x == y))

    @property
    def facts(self) -> Any:
        from gigasite.report.facts import read

        return read(self, series=False)

    def head(self) -> dict[str, Any]:
        return self.to_dict()

    def to_dict(self) -> dict[str, Any]:
        sites = {}
        for key, sample in self.sites.items():
            metrics: dict[str, Any] = {}
            for name, column in sample.columns.items():
                if column.none_because is not None:
                    metrics[name] = {"none_because": column.none_because}
                else:
                    p10, p50, p90 = column.quantile([0.1, 0.5, 0.9])
                    metrics[name] = {"p10": p10, "p50": p50, "p90": p90, "mean": column.mean}
            site = self.scenario.sites[key]
            sites[key] = {
                "title": site.title,
                "type": site.type,
                "region": site.region,
                "boundary": list(sample.boundary),
                "metrics": metrics,
                "cost_items": dict(sample.items),
                "waterfall": dict(sample.waterfall),
                "notes": list(sample.notes),
            }
        return {
            "schema_version": 1,
            "gigasite": "0.1.0",
            "command": "compare",
            "scenario": {"name": self.scenario.name, "digest": self.scenario.digest},
            "seed": self.seed,
            "draws": self.draws,
            "currency": "USD",
            "price_year": 2025,
            "reference": self.reference,
            "carbon_basis": "life cycle, location",
            "sites": sites,
            "asserts": [{"text": gate.text, "held": gate.held} for gate in self.asserts],
        }


def earth_series(rng: np.random.Generator, heat: bool) -> dict[str, Any]:
    hour = np.arange(HOURS)
    season = np.cos(2 * np.pi * (hour / 24 - 15) / 365)  # 1 in January
    day = np.cos(2 * np.pi * (hour % 24 - 16) / 24)
    weather = np.repeat(rng.normal(0, 1, 365), 24)
    it = np.full(HOURS, 75.0) + 3 * day
    cooling = np.maximum(2.0, 9 - 6 * season + 2 * day + 1.5 * weather)
    loss = 0.05 * it
    price = np.maximum(0, 45 + 12 * day - (-18 if heat else 18) * season + 10 * weather)
    unserved = np.where((price > 95) & (day > 0.8), 12.0, 0.0)
    out = {
        "it_mw": it - unserved,
        "cooling_mw": cooling,
        "power_loss_mw": loss,
        "auxiliary_mw": np.full(HOURS, 1.0),
        "storage_loss_mw": 0 * hour,
        "heat_pump_mw": 0.0 * hour,
        "heat_sold_mw": 0.0 * hour,
        "heat_recovered_mw": 0.0 * hour,
        "heat_lost_mw": 0.0 * hour,
        "unserved_mw": unserved,
        "grid_price_usd_per_mwh": price,
    }
    if heat:
        demand = np.maximum(14.0, 45 + 38 * season + 9 * weather + 4 * day)
        sold = np.minimum(demand, 62.0)
        out |= {"heat_demand_mw": demand, "heat_sold_mw": sold, "heat_pump_mw": sold / 5.5, "heat_lost_mw": 0.02 * sold}
        out["heat_recovered_mw"] = sold - out["heat_pump_mw"] + out["heat_lost_mw"]
    out["grid_import_mw"] = out["it_mw"] + cooling + loss + 1.0 + out["heat_pump_mw"]
    return out


def orbit_series() -> tuple[dict[str, Any], Any]:
    """One orbit at 60 s on each of 48 days of the year."""
    days = np.arange(48) * 365.25 / 48
    per_orbit = 98
    minutes = np.arange(per_orbit)
    beta = np.repeat(73 - 14 * np.cos(2 * np.pi * (days - 172) / 182.6) * 0 + 14 * np.sin(2 * np.pi * (days - 60) / 365.25 * 2), per_orbit)
    phase = np.tile(minutes, len(days)) / per_orbit * 2 * np.pi
    limit = np.degrees(np.arcsin(6378.137 / (6378.137 + 650)))
    dark = (beta < limit) & (np.abs(phase - np.pi) < 0.6 * np.sqrt(np.maximum(0, 1 - beta / limit)) * 2.5)
    radiator = 338 + 2.0 * np.cos(phase - 1.2) - np.where(dark, 12.0, 0.0)
    time = np.datetime64("2026-01-01", "s") + (np.repeat(days, per_orbit) * 86400 + np.tile(minutes, len(days)) * 60).astype(
        "timedelta64[s]"
    )
    return {"beta_deg": beta, "illumination": np.where(dark, 0.0, 1.0), "radiator_k": radiator, "it_mw": np.where(dark, 60.0, 100.0)}, time


def ledger_of(series: dict[str, Any]) -> dict[str, float]:
    return {k.removesuffix("_mw") + "_mwh": float(np.sum(v)) for k, v in series.items() if k.endswith("_mw")}


def comparison(
    keys: tuple[str, ...] = tuple(SEEDS),
    *,
    draws: int = 400,
    seed: int = 1,
    reference: str | None = None,
    titles: dict[str, str] | None = None,
) -> Comparison:
    """The five seeds, or some of them, in any order."""
    rng = np.random.default_rng(7)
    shared = rng.triangular(0.82, 0.98, 1.22, draws)
    launch = rng.triangular(800, 1500, 3000, draws)
    sites, runs, scenario_sites = {}, {}, {}
    for key in SEEDS:
        own = np.random.default_rng([5, list(SEEDS).index(key)])
        items, shares, months, co2, water, heat = COSTS[key]
        spread = own.triangular(0.93, 0.99, 1.09, draws) if key not in ("idle_china", "orbit") else own.triangular(0.7, 0.95, 1.4, draws)
        lcoc = sum(items.values()) * shared * spread
        if key == "orbit":
            lcoc = lcoc + items["launch"] * (launch / launch.mean() - 1)
        scale = float(np.mean(lcoc)) / sum(items.values())
        some = lambda mean, width=0.25, own=own: mean * own.triangular(1 - width, 1, 1 + width, draws)  # noqa: E731
        columns = {
            "lcoc_usd_per_gpu_h": Column(lcoc),
            "co2_kg_per_gpu_h": Column(some(co2)),
            "water_l_per_gpu_h": Column(some(water)),
            "heat_kwh_per_gpu_h": Column(some(heat)) if heat is not None else Column(none_because="a satellite has no heat network"),
            "time_to_power_months": Column(some(months, 0.35)),
            "delivered_share": Column(np.clip(some(shares[-1], 0.1), 0, 1)),
            "pue": Column(some(1.2, 0.05)) if key != "orbit" else Column(none_because="no facility meter"),
            "mass_kg": Column(some(4e6)) if key == "orbit" else Column(none_because="a site on the ground is not launched"),
        }
        inputs = {"it_capacity_mw": np.full(draws, 100.0), "chip_life_years": 4.5 / shared, "grid_price_usd_per_mwh": 40 * spread}
        if key == "orbit":
            inputs |= {"launch_price_usd_per_kg": launch, "altitude_km": np.full(draws, 650.0), "specific_mass_kg_per_kw": 40 * spread}
        if key == "orbit":
            series, time = orbit_series()
        else:
            series = earth_series(own, key == "finland")
            time = np.datetime64("2023-01-01", "s") + np.arange(HOURS) * np.timedelta64(3600, "s")
        ledger = ledger_of(series)
        boundary = ("chips", "launch", "bus", "network") if key == "orbit" else ("chips", "building", "grid line", "network")
        sites[key] = Sample(columns, {k: v * scale for k, v in items.items()}, {s: 1.1e9 * f for s, f in zip(STEPS, shares, strict=True)},
                            {k: np.full(draws, v) for k, v in ledger.items()}, inputs, TIMELINE[key], boundary,
                            () if key != "finland" else ("price: synthetic shape",))  # fmt: skip
        runs[key] = Run(series, time, ledger)
        title, kind, region = SEEDS[key]
        scenario_sites[key] = SimpleNamespace(title=(titles or {}).get(key, title), type=kind, region=region)
    chosen = {k: sites[k] for k in keys}
    scenario = SimpleNamespace(name="seeds", digest="0123456789abcdef" * 4, seed=seed, sites={k: scenario_sites[k] for k in keys})
    return Comparison(scenario, chosen, {k: runs[k] for k in keys}, reference or keys[0], draws, seed)


def many(count: int = 12) -> Comparison:
    """Twelve sites of every kind."""
    base = comparison()
    sites, runs, described = {}, {}, {}
    for i in range(count):
        key = list(SEEDS)[i % 4]
        sample = base.sites[key]
        factor = 1 + 0.07 * (i // 4)
        columns = dict(sample.columns) | {"lcoc_usd_per_gpu_h": Column(sample.columns["lcoc_usd_per_gpu_h"].values * factor)}
        sites[f"site_{i}"] = Sample(
            columns, {k: v * factor for k, v in sample.items.items()}, sample.waterfall, sample.ledger, sample.draws, sample.timeline
        )
        runs[f"site_{i}"] = base.runs[key]
        described[f"site_{i}"] = SimpleNamespace(title=f"{SEEDS[key][0]} {i}", type=SEEDS[key][1], region=SEEDS[key][2])
    return Comparison(SimpleNamespace(name="twelve", digest="ab" * 32, seed=1, sites=described), sites, runs, "site_3")


def scaled(factor: float, key: str = "orbit") -> Comparison:
    """One site ``factor`` times dearer."""
    out = comparison()
    sample = out.sites[key]
    sample.columns["lcoc_usd_per_gpu_h"] = Column(sample.columns["lcoc_usd_per_gpu_h"].values * factor)
    sample.items = {k: v * factor for k, v in sample.items.items()}
    return out


def equal() -> Comparison:
    """All sites the same in every draw, without spread."""
    out = comparison()
    for sample in out.sites.values():
        sample.columns["lcoc_usd_per_gpu_h"] = Column(np.full(out.draws, 2.25))
        sample.items = {"chips": 1.75, "energy": 0.5}
    return out


def credit() -> Comparison:
    """Heat pays more than the site costs."""
    out = comparison()
    sample = out.sites["finland"]
    sample.columns["lcoc_usd_per_gpu_h"] = Column(sample.columns["lcoc_usd_per_gpu_h"].values - 3.0)
    sample.items = dict(sample.items) | {"heat_income": sample.items["heat_income"] - 3.0}
    return out


def nothing() -> Comparison:
    """Every measure none, no series, no timeline."""
    out = comparison()
    for key, sample in out.sites.items():
        sample.columns = {name: Column(none_because="this model has no such measure") for name in sample.columns}
        sample.items, sample.waterfall, sample.timeline, sample.draws, sample.ledger = {}, {}, (), {}, {}
        out.runs[key] = Run({}, None, {})
    return out


def hostile() -> Comparison:
    """Titles that try to be something else."""
    return comparison(titles={
        "texas": "<script>alert(1)</script>",
        "mine": 'a "quoted" & <b>bold</b> title',
        "finland": "A very long name of sixty letters and a few more for the test",
        "idle_china": "\x1b[31mred\u202e drawkcab\x00",
        "orbit": "]]></svg><img src=x onerror=alert(1)>",
    })  # fmt: skip


ODD = {
    "one": lambda: comparison(("finland",)),
    "two": lambda: comparison(("texas", "mine")),
    "twelve": many,
    "thousand": lambda: scaled(1000.0),
    "equal": equal,
    "credit": credit,
    "nothing": nothing,
    "hostile": hostile,
    "reordered": lambda: comparison(tuple(reversed(SEEDS)), reference="finland"),
    "one_draw": lambda: comparison(draws=1),
}


def decided() -> Any:
    """Facts of the five seeds with what decides them: long names, a one-sided swing, one that does nothing."""
    from dataclasses import replace

    from gigasite.break_even_map import BreakEvenMap, MapAxis
    from gigasite.report.decisions import Decision, Swing
    from gigasite.report.facts import read

    swings = (
        Swing("launch_price_usd_per_kg", "launch price", "$200/kg", "$2,900/kg", 0.4, 9.8),
        Swing("specific", "a very long name of an input that somebody chose", "15\u202fkg/kW", "70\u202fkg/kW", 1.2, 8.1),
        Swing("chip_life_years", "chip life", "3 years", "6 years", 6.2, 4.1),
        Swing("one_sided", "one-sided input", "0", "1", 4.9, 5.4),
        Swing("nothing", "power price", "$35/MWh", "$80/MWh", 4.551, 4.549),
    )

    def ratio(launch: float, mass: float) -> float:
        return 0.55 + 0.00007 * launch * mass

    xs, ys = tuple(np.geomspace(20, 5000, 17).tolist()), tuple(np.linspace(5, 80, 17).tolist())
    axes = (
        MapAxis("launch_price_usd_per_kg", "launch price", "$/kg", xs, 1500.0, 800.0, 2600.0),
        MapAxis("specific_mass", "specific mass", "kg/kW", ys, 40.0, 28.0, 60.0),
    )
    cost = tuple(tuple(ratio(x, y) for x in xs) for y in ys)
    ones = tuple((1.0,) * len(xs) for _ in ys)
    grid = BreakEvenMap("orbit", "texas", ("Orbit", "Texas"), "lcoc_usd_per_gpu_h", "USD/GPU-h", *axes, cost, ones)
    return replace(
        read(comparison()),
        decision=Decision("orbit", "texas", 4.55, swings),
        map=grid,
        break_even="Orbit matches Texas at no launch price: why.",
    )
