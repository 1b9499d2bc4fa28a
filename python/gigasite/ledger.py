"""The ledger in Python: one year of every draw, with its closures and the delivered-compute waterfall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigasite import _core

__all__ = ["COLUMNS", "SOURCES", "USES", "WATERFALL", "Ledger"]

#: Every column, in the order of the core.
COLUMNS: tuple[str, ...] = tuple(_core.LEDGER_COLUMNS)
SOURCES = ("grid_import_mwh", "pv_mwh", "wind_mwh", "thermal_plant_mwh", "array_mwh")
USES = (
    "it_mwh",
    "mining_mwh",
    "cooling_mwh",
    "power_loss_mwh",
    "heat_pump_mwh",
    "auxiliary_mwh",
    "storage_loss_mwh",
    "storage_change_mwh",
    "grid_export_mwh",
    "spilled_mwh",
)
#: From installed to delivered, each not above the one before.
WATERFALL = ("installed_gpu_h", "powered_gpu_h", "unthrottled_gpu_h", "working_gpu_h", "sold_gpu_h", "delivered_gpu_h")


class Ledger(Mapping[str, NDArray[np.float64]]):
    """A read-only mapping of column → array over the draws."""

    def __init__(self, columns: Mapping[str, NDArray[np.float64]]) -> None:
        self._columns = {name: np.asarray(columns[name], dtype=np.float64).view() for name in COLUMNS}
        for column in self._columns.values():
            column.flags.writeable = False

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        return self._columns[name]

    def __getattr__(self, name: str) -> NDArray[np.float64]:
        try:
            return self.__dict__["_columns"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def n_draws(self) -> int:
        return len(self._columns["it_mwh"])

    @property
    def facility_mwh(self) -> NDArray[np.float64]:
        """What the meter of the facility sees, heat pump inside the boundary."""
        names = ("it_mwh", "cooling_mwh", "power_loss_mwh", "auxiliary_mwh", "storage_loss_mwh", "heat_pump_mwh")
        return np.asarray(sum(self[name] for name in names))

    def closures(self) -> dict[str, NDArray[np.float64]]:
        """Left less right of each balance over the larger side; 0 when it closes.

        ``electricity``: Σ sources = Σ uses. ``heat_sold`` = recovered + heat pump − lost. ``heat_made`` = IT + mining + losses +
        auxiliaries. ``heat``: made = rejected + recovered + stored + unmet.
        """
        c = self
        # What a battery or a tank gives stands on the other side than what it takes.
        given, stored = np.maximum(-c.storage_change_mwh, 0.0), np.maximum(c.storage_change_mwh, 0.0)
        cooled, warmed = np.maximum(-c.heat_stored_mwh, 0.0), np.maximum(c.heat_stored_mwh, 0.0)
        pairs = {
            "electricity": (sum(c[n] for n in SOURCES) + given, sum(c[n] for n in USES if n != "storage_change_mwh") + stored),
            "heat_sold": (c.heat_sold_mwh + c.heat_lost_mwh, c.heat_recovered_mwh + c.heat_pump_mwh),
            "heat_made": (c.heat_made_mwh, c.it_mwh + c.mining_mwh + c.power_loss_mwh + c.auxiliary_mwh),
            "heat": (c.heat_made_mwh + cooled, c.heat_rejected_mwh + c.heat_recovered_mwh + warmed + c.unmet_cooling_mwh),
        }
        return {name: (a - b) / np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-9) for name, (a, b) in pairs.items()}

    def take(self, draws: Any) -> Ledger:
        """The ledger of some draws."""
        return Ledger({name: values[draws] for name, values in self._columns.items()})

    @staticmethod
    def interleave(parts: list[Ledger]) -> Ledger:
        """Draw i of the whole is draw i // n of part i mod n: the draws of several weather years in their order."""
        total = sum(part.n_draws for part in parts)
        columns = {}
        for name in COLUMNS:
            whole = np.empty(total)
            for offset, part in enumerate(parts):
                whole[offset :: len(parts)] = part[name]
            columns[name] = whole
        return Ledger(columns)

    def __repr__(self) -> str:
        return f"<Ledger of {self.n_draws} draws>"
