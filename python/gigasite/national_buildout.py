"""A national programme of power plants: so many GW a year, as nameplate, energy and firm power, with intervals (seed S5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gigasite import buildout
from gigasite._data import table
from gigasite.constants import HOURS_PER_YEAR
from gigasite.distributions import Uniform
from gigasite.errors import ParameterError
from gigasite.parameters import find
from gigasite.scenario.entities import distribution_of_row
from gigasite.uniforms import Sampler

__all__ = ["MIXES", "Interval", "Programme", "programme"]

Country = Literal["US", "CN"]
#: Technologies with the capacity factor and load-carrying capability of their rows; "thermal" has those of gas.
TECHNOLOGIES = ("solar", "wind", "thermal", "nuclear")
_ROW_OF: Mapping[str, str] = {"solar": "solar", "wind": "wind", "thermal": "gas", "nuclear": "nuclear"}

#: Shares of the gross additions of 2024. US: 10.3 of 48.6 GW is storage (EIA), the rest as 37 solar, 7 wind, 1 gas (bicmagazine, in
#: the table of additions). CN: 278 solar and 80 wind of 429 (NEA), 4 nuclear, the rest thermal and hydro, here as thermal.
MIXES: Mapping[str, Mapping[str, float]] = {
    "US": {"storage": 10.3 / 48.6, **{k: v / 45.0 * (1.0 - 10.3 / 48.6) for k, v in (("solar", 37.0), ("wind", 7.0), ("thermal", 1.0))}},
    "CN": {"solar": 278.0 / 429.0, "wind": 80.0 / 429.0, "nuclear": 4.0 / 429.0, "thermal": 67.0 / 429.0},
}


@dataclass(frozen=True)
class Interval:
    """P10, P50 and P90 over the draws."""

    p10: float
    p50: float
    p90: float

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> Interval:
        return cls(*(float(q) for q in np.quantile(values, [0.1, 0.5, 0.9])))

    def __str__(self) -> str:
        digits = 0 if self.p50 >= 100 else 1
        return f"{self.p50:,.{digits}f} ({self.p10:,.{digits}f}–{self.p90:,.{digits}f})"


@dataclass(frozen=True)
class Programme:
    """What ``years`` of a programme leave: storage apart, nameplate of generation gross and net of what retires, energy and firm power."""

    country: str
    gross_gw_per_yr: float
    years: int
    start_gw: float
    storage_gw: float
    nameplate_gw: float
    net_gw: Interval
    end_gw: Interval
    mean_gw: Interval
    energy_twh_per_yr: Interval
    firm_gw: Interval

    def row(self) -> dict[str, Any]:
        """A row of a table, intervals as text."""
        return {name: str(value) if isinstance(value, Interval) else value for name, value in vars(self).items()}


def programme(
    country: Country,
    gross_gw_per_yr: float,
    *,
    years: int = 5,
    mix: Mapping[str, float] | None = None,
    draws: int = 4000,
    seed: int = 1,
) -> Programme:
    """Stock and flow of ``years`` years of ``gross_gw_per_yr`` GW of new plants, in the mix of 2024 or another.

    Each technology has a capacity factor and a load-carrying capability drawn from its row (`capacity_factor_solar`, `elcc_solar`, …);
    what retires in a year is drawn between the least and the most that the table of additions shows (gross less net).
    Errors: `ParameterError` for another country, no years, a negative flow, and a mix that is not shares of 1.
    Source: see `buildout.mix_capacity`; Ember, yearly electricity data (CC BY 4.0), for the stock without storage.

    >>> found = programme("CN", 429.0, years=1)
    >>> round(found.nameplate_gw), found.firm_gw.p90 < 0.35 * found.nameplate_gw and found.mean_gw.p90 < 0.3 * found.nameplate_gw
    (429, True)
    """
    if country not in MIXES:
        raise ParameterError(f"{country!r} is not a country of the tables", parameter="country", value=country, hint="US or CN")
    if isinstance(years, bool) or not isinstance(years, int) or not 1 <= years <= 100:
        raise ParameterError("the number of years", parameter="years", value=years, low=1, high=100)
    if not (np.isfinite(gross_gw_per_yr) and gross_gw_per_yr >= 0):
        raise ParameterError("the flow", parameter="gross_gw_per_yr", value=gross_gw_per_yr, low=0.0, unit="GW")
    shares = dict(MIXES[country] if mix is None else mix)
    unknown = [name for name in shares if name not in (*TECHNOLOGIES, "storage")]
    if unknown or any(not 0 <= v <= 1 for v in shares.values()) or abs(sum(shares.values()) - 1.0) > 1e-9:
        known = ", ".join((*TECHNOLOGIES, "storage"))
        raise ParameterError(f"a mix is shares of 1 of {known}", parameter="mix", value=unknown[0] if unknown else sum(shares.values()))
    sampler = Sampler(seed, draws)
    added = gross_gw_per_yr * years * np.array([shares.get(name, 0.0) for name in TECHNOLOGIES])
    factor = np.stack([_drawn(f"capacity_factor_{_ROW_OF[name]}", sampler) for name in TECHNOLOGIES], axis=-1)
    elcc = np.stack([_drawn(f"elcc_{_ROW_OF[name]}", sampler) for name in TECHNOLOGIES], axis=-1)
    total = buildout.mix_capacity(added, factor, elcc)
    least, most = _retired(country)
    start = _stock(country)
    retired = np.minimum(years * Uniform(least, most).quantile(sampler.uniforms(f"retired.{country}")), start)
    stock = buildout.stock_step(start, float(added.sum()), retired)
    mean = np.asarray(total.mean_gw)
    return Programme(
        country,
        float(gross_gw_per_yr),
        years,
        start,
        gross_gw_per_yr * years * shares.get("storage", 0.0),
        float(added.sum()),
        Interval.of(np.asarray(stock.net_gw)),
        Interval.of(np.asarray(stock.end_gw)),
        Interval.of(mean),
        Interval.of(mean * HOURS_PER_YEAR / 1000.0),
        Interval.of(np.asarray(total.firm_gw)),
    )


def _drawn(key: str, sampler: Sampler) -> NDArray[np.float64]:
    return distribution_of_row(find(key)).quantile(sampler.uniforms(f"world.{key}"))


def _rows(country: str) -> list[Mapping[str, str]]:
    return [row for row in table("capacity_additions") if row["country_iso2"] == country]


def _stock(country: str) -> float:
    """Stock of generation without storage at the end of the last year [GW]."""
    ember = [row for row in _rows(country) if row["scope"].startswith("Ember")]
    return float(max(ember, key=lambda row: int(row["year"]))["installed_capacity_end_of_year_gw"])


def _retired(country: str) -> tuple[float, float]:
    """The least and the most that retired in a year in which gross and net are both told [GW]."""
    both = [row for row in _rows(country) if row["gross_additions_gw"] and row["net_change_gw"]]
    gone = [float(row["gross_additions_gw"]) - float(row["net_change_gw"]) for row in both]
    kept = [value for value in gone if value > 0]  # a gross below the net is a revision of the stock
    return min(kept), max(kept)
