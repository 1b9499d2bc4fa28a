"""Tariffs: what a supply contract asks for energy by the hour, for peaks, by the month, and what it lets pass (model T17).

A tariff is whole: a charge that it does not name is 0, so that no network charge of the region is counted beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gigasite.distributions import Constant
from gigasite.scenario.fields import SeriesRef, Value
from gigasite.time_series import HOURS_PER_YEAR, Series, utc

if TYPE_CHECKING:
    from gigasite.scenario.files import UserSeries

__all__ = ["CHARGES", "NUMBERS", "PRICE", "Tariff", "Window"]

PRICE = "grid_price_usd_per_mwh"
#: Charges that are 0 where a tariff does not name them.
CHARGES = (
    "grid_fee_usd_per_mwh",
    "demand_charge_usd_per_kw_month",
    "demand_ratchet",
    "coincident_peak_charge_usd_per_kw_yr",
    "grid_fixed_charge_usd_per_month",
)
#: Every number of a tariff; each is a key of a site too, and what a site says goes before what its tariff says.
NUMBERS = (*CHARGES, "grid_price_factor", "connection_mw", "export_limit_mw", "grid_export_price_share", "grid_export_price_usd_per_mwh")

_WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of a clock with a price of their own: from ``hours[0]`` until ``hours[1]`` on these days of these months."""

    months: tuple[int, ...]
    days: str
    hours: tuple[int, int]
    usd_per_mwh: float

    def mask(self) -> NDArray[np.bool_]:
        """Months × (weekday, weekend) × hours that it covers; one that ends before it starts goes over midnight."""
        covered = np.zeros((12, 2, 24), dtype=bool)
        start, end = self.hours
        hour = np.arange(24)
        inside = (hour >= start) & (hour < end) if start < end else (hour >= start) | (hour < end)
        kinds = {"all": (0, 1), "weekdays": (0,), "weekends": (1,)}[self.days]
        for month in self.months:
            for kind in kinds:
                covered[month - 1, kind] = inside
        return covered

    def to_dict(self) -> dict[str, Any]:
        return {"months": list(self.months), "days": self.days, "hours": list(self.hours), "usd_per_mwh": self.usd_per_mwh}


@dataclass(frozen=True)
class Tariff:
    """A supply contract. ``values`` are keys of a site that it sets; ``price`` is the energy price outside the windows, or the market."""

    name: str
    values: Mapping[str, Value]
    price: Constant | SeriesRef | None = None
    windows: tuple[Window, ...] = ()
    utc_offset_h: float = 0.0
    #: ``"4CP"``, or the hours [UTC] whose demand is charged.
    coincident_peaks: str | tuple[str, ...] | None = None
    as_of: str = ""
    source: str = ""
    series: UserSeries | None = field(default=None, repr=False)

    @property
    def has_price(self) -> bool:
        """Whether it fixes what energy costs; otherwise that is the market of the region."""
        return self.price is not None or bool(self.windows)

    def __getitem__(self, key: str) -> Value | None:
        """What it says of a key of a site; ``None`` where it leaves it to the table."""
        if key in self.values:
            return self.values[key]
        if key in CHARGES:
            return Constant(0.0)
        return Constant(1.0) if key == "grid_price_factor" and self.has_price else None

    def price_of_year(self, year: int) -> Series | None:
        """Energy price of the hours of a year, 29 February dropped; ``None`` where it is the market's."""
        if not self.has_price:
            return None
        base = np.full(HOURS_PER_YEAR, np.nan)
        if isinstance(self.price, SeriesRef):
            assert self.series is not None
            given = self.series.series.in_unit("USD/MWh")
            if not self.windows:
                return given
            base = np.array(given.resample(3600.0).values if given.step_s != 3600.0 else given.values)
        elif self.price is not None:
            base[:] = self.price.value
        start = utc(f"{year}-01-01T00:00Z")
        mid = np.datetime64(int(start.timestamp()), "s") + ((np.arange(len(base)) + 0.5 + self.utc_offset_h) * 3600).astype(
            "timedelta64[s]"
        )
        month = mid.astype("datetime64[M]").astype(int) % 12
        days = mid.astype("datetime64[D]")
        kind = ((days.astype(int) + 3) % 7 >= _WEEKEND).astype(int)  # 1 January 1970 was a Thursday
        hour = (mid - days).astype("timedelta64[h]").astype(int)
        for window in self.windows:
            base[window.mask()[month, kind, hour]] = window.usd_per_mwh
        dated = f" of {self.as_of}" if self.as_of else ""
        note = f"price: tariff {self.name}{dated}"
        return Series(base, start, 3600.0, "USD/MWh", self.source or "scenario", evidence="given", notes=(note,))

    def to_dict(self) -> dict[str, Any]:
        """The table of this tariff in a scenario."""
        parts: dict[str, Any] = {name: part for name in ("as_of", "source") if (part := getattr(self, name))}
        if self.price is not None:
            parts[PRICE] = self.price.to_dict()
        if self.windows:
            parts |= {"utc_offset_h": self.utc_offset_h, "windows": [window.to_dict() for window in self.windows]}
        if self.coincident_peaks is not None:
            peaks = self.coincident_peaks
            parts["coincident_peaks"] = peaks if isinstance(peaks, str) else list(peaks)
        return parts | {key: value.to_dict() for key, value in self.values.items()}
