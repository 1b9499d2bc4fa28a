"""The tariffs of a scenario: read, and their windows held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from gigasite.distributions import Constant
from gigasite.errors import DataError
from gigasite.forcing import PEAK_RULE_NAMES
from gigasite.parameters import table
from gigasite.scenario.entities import Frozen
from gigasite.scenario.fields import SeriesRef, Spec, Value
from gigasite.scenario.problems import Path as At
from gigasite.scenario.reading import Node
from gigasite.scenario.sharing import Common, spec_of
from gigasite.scenario.vocabulary import FORCING_LIMITS
from gigasite.tariffs import NUMBERS, PRICE, Tariff, Window
from gigasite.time_series import utc
from gigasite.units import unit_of_key

if TYPE_CHECKING:
    from gigasite.scenario.files import UserSeries
    from gigasite.scenario.model import TariffEntry

__all__ = ["TariffReader"]


def faults_of(windows: tuple[Window, ...], has_price: bool) -> list[tuple[int | None, str]]:
    """What is wrong with windows together: the number of the window, or ``None`` for all, and a sentence."""
    faults: list[tuple[int | None, str]] = []
    taken = np.full((12, 2, 24), -1)
    for number, window in enumerate(windows):
        mask = window.mask()
        clash = mask & (taken >= 0)
        if clash.any():
            month, kind, hour = (int(index) for index in np.argwhere(clash)[0])
            other = int(taken[month, kind, hour]) + 1
            faults.append((number, f"overlaps window {other}: {_cell(month, kind, hour)} has two prices"))
        taken[mask] = number
    if windows and not has_price and (taken < 0).any():
        month, kind, hour = (int(index) for index in np.argwhere(taken < 0)[0])
        faults.append((None, f"{int((taken < 0).sum())} of 576 kinds of hours have no price, the first {_cell(month, kind, hour)}"))
    return faults


def _cell(month: int, kind: int, hour: int) -> str:
    return f"month {month + 1}, {('weekdays', 'weekends')[kind]}, {hour}:00"


class TariffReader:
    """Reads the tariffs of a scenario with the reader of its numeric fields."""

    def __init__(self, common: Common, series: Mapping[str, UserSeries]) -> None:
        self.common = common
        self.problems = common.problems
        self.series = series

    def read(self, entries: Mapping[str, TariffEntry]) -> dict[str, Tariff]:
        """The tariffs by name; what is wrong is noted."""
        return {name: self._tariff(name, entry) for name, entry in entries.items()}

    def _tariff(self, name: str, entry: TariffEntry) -> Tariff:
        nodes = self.common.document.root.value["tariffs"].value[name].value
        values: dict[str, Value] = {}
        for key in NUMBERS:
            if key in nodes:
                value = self.common.number(nodes[key], ("tariffs", name, key), spec_of(key, table()[key]))
                if value is not None:
                    values[key] = value
        price = self._price(nodes.get(PRICE), ("tariffs", name, PRICE))
        windows = self._windows(name, entry, price is not None)
        if not -14.0 <= entry.utc_offset_h <= 14.0:
            self.problems.add(
                ("tariffs", name, "utc_offset_h"), "no clock is so far from UTC", value=entry.utc_offset_h, low=-14.0, high=14.0
            )
        peaks = self._peaks(entry.coincident_peaks, ("tariffs", name, "coincident_peaks"))
        used = self.series.get(price.name) if isinstance(price, SeriesRef) else None
        return Tariff(name, Frozen(values), price, windows, entry.utc_offset_h, peaks, entry.as_of, entry.source, used)

    def _price(self, node: Node | None, path: At) -> Constant | SeriesRef | None:
        if node is None:
            return None
        low, high = FORCING_LIMITS[PRICE]
        spec = Spec(PRICE, unit_of_key(PRICE), low, high, None, "only")
        value = self.common.number(node, path, spec)
        if isinstance(value, SeriesRef) and value.name in self.series:
            self.common.check_series(path, PRICE, self.series[value.name], spec)
        return value if isinstance(value, (Constant, SeriesRef)) else None

    def _windows(self, name: str, entry: TariffEntry, has_price: bool) -> tuple[Window, ...]:
        before = len(self.problems.found)
        windows = []
        for number, window in enumerate(entry.windows):
            path: At = ("tariffs", name, "windows", number)
            if not window.months or not all(1 <= month <= 12 for month in window.months):
                self.problems.add((*path, "months"), "months run from 1 to 12", value=str(window.months))
            if len(window.hours) != 2 or not all(0 <= hour <= 24 for hour in window.hours) or window.hours[0] in (window.hours[1], 24):
                hint = "from and until: [14, 20] is the six hours from 14:00 on, [22, 6] goes over midnight, [0, 24] is the day"
                self.problems.add((*path, "hours"), "a window has two hours of the day", value=str(window.hours), hint=hint)
            low, high = FORCING_LIMITS[PRICE]
            if not low <= window.usd_per_mwh <= high:
                self.problems.add((*path, "usd_per_mwh"), "outside what is legal", value=window.usd_per_mwh, low=low, high=high)
            windows.append((tuple(window.months), window.days, tuple(window.hours), window.usd_per_mwh))
        if len(self.problems.found) > before:
            return ()
        made = tuple(Window(months, days, (hours[0], hours[1]), price) for months, days, hours, price in windows)
        for at, fault in faults_of(made, has_price):
            here: At = ("tariffs", name, "windows") if at is None else ("tariffs", name, "windows", at)
            hint = f"add windows, or {PRICE} for all other hours" if at is None else "every hour has one price"
            self.problems.add(here, fault, hint=hint)
        return made

    def _peaks(self, given: Any, path: At) -> str | tuple[str, ...] | None:
        if given is None or (isinstance(given, str) and given in PEAK_RULE_NAMES):
            return given
        times = given if isinstance(given, list) else [given]
        hint = f'one of {", ".join(PEAK_RULE_NAMES)}, or a list of hours such as "2023-08-10T22:00Z"'
        found: list[str] = []
        for number, time in enumerate(times):
            at = (*path, number) if isinstance(given, list) else path
            try:
                when = utc(getattr(time, "text", time)).replace(minute=0, second=0, microsecond=0)
            except DataError as error:
                self.problems.add(at, error.message, hint=hint)
                continue
            hour = when.strftime("%Y-%m-%dT%H:00Z")
            if (when.month, when.day) == (2, 29):
                self.problems.add(at, "a year of 8,760 hours has no 29 February", value=hour)
            elif hour in found:
                self.problems.add(at, "the same hour twice", value=hour)
            found.append(hour)
        if not times:
            self.problems.add(path, "there is no peak in the list", hint=hint)
        return tuple(found)
