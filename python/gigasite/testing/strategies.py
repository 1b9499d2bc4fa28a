"""Hypothesis strategies for tests of plugins: scenarios, sites, weather, series, orbits. They need hypothesis.

```python
from hypothesis import given
from gigasite.testing import strategies


@given(strategies.sites("underwater"))
def test_it_costs_something(site):
    assert gs.simulate(site).metrics["lcoc_usd_per_gpu_h"] > 0
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

import gigasite as gs
from gigasite import hooks
from gigasite.parameters import Parameter
from gigasite.scenario.entities import Scenario, Site
from gigasite.scenario.vocabulary import FORCING, FORCING_LIMITS
from gigasite.site_model import SiteType
from gigasite.time_series import Series

__all__ = ["orbits", "scenarios", "series", "sites", "values", "weather"]

#: Values of structural fields that a site may need.
_PLACES: Mapping[str, Sequence[str]] = {
    "region": ("US-TX", "FI", "CN-GZ", "DE", "SG"),
    "heat_network": ("mantsala",),
}


def values(row: Parameter, *, uncertain: bool = True) -> st.SearchStrategy[Any]:
    """What may stand in a field with this row: a number within its range of uncertainty, or (``uncertain``) a distribution in it."""
    low, high = min(row.low, row.default), max(row.high, row.default)
    number = st.floats(low, high, allow_nan=False)
    if not uncertain or low == high:
        return number
    three = st.tuples(number, number, number).map(sorted)
    return st.one_of(
        number,
        three.map(lambda x: {"dist": "triangular", "low": x[0], "mode": x[1], "high": x[2]}),
        three.map(lambda x: {"dist": "uniform", "low": x[0], "high": x[2]}),
        three.map(lambda x: {"dist": "empirical", "values": x}),
    )


def _rows(site_type: str) -> dict[str, Parameter]:
    from gigasite.scenario.vocabulary import Vocabulary

    found = Vocabulary(hooks.manager()).parameters("gigasite_site_types", site_type)
    return {key: row for key, row in found.items() if row is not None}


@st.composite
def _fields(draw: st.DrawFn, site_type: str, uncertain: bool, most: int) -> dict[str, Any]:
    instance: SiteType = hooks.manager().resolve("gigasite_site_types", site_type)
    needs = getattr(instance, "needs", ("region",))
    fields = {name: draw(st.sampled_from(_PLACES[name])) for name in needs if name in _PLACES}
    fields |= dict(getattr(instance, "example", {}))
    rows = _rows(site_type)
    for key in draw(st.lists(st.sampled_from(sorted(rows)), unique=True, max_size=most)):
        fields[key] = draw(values(rows[key], uncertain=uncertain))
    return {"type": site_type, **fields}


@st.composite
def sites(draw: st.DrawFn, site_type: str = "campus", *, uncertain: bool = True, most: int = 5) -> Site:
    """Sites of a type that can be run: what the type needs, and up to ``most`` other fields inside their ranges."""
    fields = draw(_fields(site_type, uncertain, most))
    return gs.site(fields.pop("type"), key="site", **fields)


def orbits(*, uncertain: bool = True, most: int = 5) -> st.SearchStrategy[Site]:
    """Fleets of satellites with some of their parameters changed."""
    return sites("orbit", uncertain=uncertain, most=most)


@st.composite
def scenarios(draw: st.DrawFn, site_types: Sequence[str] = ("campus", "idle_campus", "orbit"), *, most_sites: int = 3) -> Scenario:
    """Scenarios with one to ``most_sites`` sites of these types, a seed and few draws."""
    keys = draw(st.lists(st.from_regex(r"s[a-z0-9_]{0,6}", fullmatch=True), min_size=1, max_size=most_sites, unique=True))
    taken = [key for key in keys if key != "shared"] or ["site"]
    chosen = {key: draw(_fields(draw(st.sampled_from(list(site_types))), True, 4)) for key in taken}
    return gs.load({"seed": draw(st.integers(0, 2**64 - 1)), "draws": draw(st.integers(1, 50)), "sites": chosen})


@st.composite
def series(draw: st.DrawFn, column: str = "grid_price_usd_per_mwh", *, hours: int = 8760) -> Series:
    """A year of a forcing column: a level, a daily wave and noise from a drawn seed, inside what the column can be."""
    low, high = FORCING_LIMITS.get(column, (0.0, 100.0))
    low, high = max(low, -500.0), min(high, 2000.0) if column != "pressure_pa" else high
    level = draw(st.floats(low + 0.3 * (high - low), low + 0.6 * (high - low)))
    swing = draw(st.floats(0.0, 0.2)) * (high - low)
    noise = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).normal(0.0, 0.02 * (high - low), hours)
    shape = np.cos(2.0 * np.pi * (np.arange(hours) % 24 - draw(st.integers(0, 23))) / 24.0)
    numbers = np.clip(level + swing * shape + noise, low, high)
    start = dt.datetime(draw(st.sampled_from((2015, 2023))), 1, 1, tzinfo=dt.UTC)
    return Series(numbers, start, 3600.0, FORCING[column], "gigasite.testing", "none", "synthetic")


@st.composite
def weather(draw: st.DrawFn) -> dict[str, Series]:
    """A year of weather that could be: temperature, humidity and pressure that go together, by column."""
    n, rng = 8760, np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    hour = np.arange(n)
    mean, year, day = draw(st.floats(-5.0, 28.0)), draw(st.floats(0.0, 18.0)), draw(st.floats(0.0, 8.0))
    dry = mean - year * np.cos(2 * np.pi * hour / n) - day * np.cos(2 * np.pi * (hour % 24 - 3) / 24) + rng.normal(0.0, 1.5, n)
    humidity = np.clip(draw(st.floats(0.3, 0.9)) - 0.01 * (dry - mean) + rng.normal(0.0, 0.05, n), 0.05, 1.0)
    pressure = draw(st.floats(85_000.0, 103_000.0)) + rng.normal(0.0, 300.0, n)
    start = dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    columns = {"dry_bulb_c": np.clip(dry, -45.0, 50.0), "relative_humidity": humidity, "pressure_pa": pressure}
    return {name: Series(x, start, 3600.0, FORCING[name], "gigasite.testing", "none", "synthetic") for name, x in columns.items()}
