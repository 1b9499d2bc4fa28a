"""What a site type hands to the engines and to the economics: phases, assets, costs. Everything is an array over the draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = ["ITEMS", "Array", "Asset", "Cost", "MarketPath", "NoneBecause", "Phase", "SiteModel", "SiteType"]

#: A column over the draws, or one number for all.
Array: TypeAlias = Any

#: Cost items, in the order in which they are shown; the last two are income and never positive.
ITEMS = (
    "chips",
    "facility",
    "onsite_power",
    "satellite",
    "launch",
    "energy",
    "operation",
    "network",
    "tax",
    "heat_income",
    "other_income",
)


@dataclass(frozen=True, slots=True)
class NoneBecause:
    """A metric that has no meaning for a site, and why. Never 0."""

    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Phase:
    """A stretch of the site's life that one run of an engine describes."""

    name: str
    components: Mapping[str, str]
    parameters: Mapping[str, Array]
    months: Array | None = None
    #: Choices that act on the series before the engine runs (`flexible_forcing`).
    forcing: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Asset:
    """Something bought: its price, life, cost of capital, month of purchase counted from the decision."""

    name: str
    item: str
    cost_usd: Array
    life_years: Array
    rate: Array
    month: Array = 0.0
    renew: bool = True
    price_trend_per_yr: Array = 0.0
    salvage_share: Array = 0.0
    embodied_kg: Array = 0.0
    #: Ledger column that ``cost_usd`` and ``embodied_kg`` are per unit of: what a part measures is known after the engine has run.
    per: str | None = None


@dataclass(frozen=True)
class Cost:
    """Something paid every year of a phase; negative is income."""

    name: str
    item: str
    usd_per_yr: Array
    phase: str = "operate"
    #: Ledger column that ``usd_per_yr`` is per unit of.
    per: str | None = None
    #: Serves the chips; everything else is power, cooling and building.
    for_chips: bool = False
    #: ``"rent"``: paid for sold hours, and moves with the rent of the market.
    follows: str | None = None


@dataclass(frozen=True)
class MarketPath:
    """What a market does to a site over time: factors on the sold hours of the ledger, and on the rent, draws × steps."""

    hours: NDArray[np.float64]
    rent: NDArray[np.float64]
    step_months: int
    #: On the rent that a tenant pays (costs that follow it); None: as the rent that is earned.
    lease: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class SiteModel:
    """A site ready to run: engine, phases, assets, costs, timeline and boundary."""

    engine: str
    phases: tuple[Phase, ...]
    assets: tuple[Asset, ...]
    costs: tuple[Cost, ...] = ()
    time_to_power_months: Array = 0.0
    ramp_months: Array = 0.0
    ageing_per_yr: Array = 0.0
    #: Spares over what works at first: they stand in for what ages away until they are used up.
    spare_share: Array = 0.0
    boundary: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    #: Named stages up to full operation, months each, for the timeline.
    stages: Mapping[str, Array] = field(default_factory=dict)
    #: Ledger column of a hazard [1/yr] that the engine finds and that joins ``ageing_per_yr``.
    ageing_hazard: str | None = None
    #: Notes that need the year to have been run.
    remarks: Callable[[Mapping[str, NDArray[np.float64]]], tuple[str, ...]] | None = None
    #: Share of the capacity that has power before the rest, and from which month; costs of the phase ``early`` are paid on it until then.
    early_share: Array = 0.0
    early_month: Array = 0.0
    #: Chance that the project is not withdrawn before it has power, and what is lost when it is.
    completion_probability: Array = 1.0
    withdrawal_usd: Array = 0.0
    #: Sold hours and rent over time; None: those of the ledger throughout.
    market: MarketPath | None = None
    #: Share of the rent that somebody else than the user pays.
    subsidy_share: Array = 0.0
    #: Ground that the site takes; None: this site type does not say.
    land_m2: Array | None = None
    #: Share of the tariffs that the site pays itself; the rest is in a rent.
    tariff_share: Array = 1.0

    def resolved(self, ledger: Mapping[str, NDArray[np.float64]]) -> SiteModel:
        """The model with every amount in full: what was per unit of a ledger column is multiplied by it, hazards and notes are joined."""
        assets = tuple(
            replace(a, cost_usd=a.cost_usd * ledger[a.per], embodied_kg=a.embodied_kg * ledger[a.per], per=None) if a.per else a
            for a in self.assets
        )
        costs = tuple(replace(c, usd_per_yr=c.usd_per_yr * ledger[c.per], per=None) if c.per else c for c in self.costs)
        ageing = self.ageing_per_yr
        if self.ageing_hazard:
            # Below 1, so that its logarithm is finite where nothing lasts a year.
            ageing = np.minimum(1.0 - (1.0 - np.asarray(ageing)) * np.exp(-ledger[self.ageing_hazard]), np.nextafter(1.0, 0.0))
        notes = (*self.notes, *self.remarks(ledger)) if self.remarks else self.notes
        return replace(self, assets=assets, costs=costs, ageing_per_yr=ageing, ageing_hazard=None, notes=notes, remarks=None)

    def phase(self, name: str) -> Phase:
        """The phase of this name."""
        return next(phase for phase in self.phases if phase.name == name)


class SiteType(Protocol):
    """A kind of site. ``parameters`` are the keys that it reads from the draws."""

    parameters: tuple[str, ...]

    def build(self, p: Draws, site: Site) -> SiteModel: ...


def column(value: Array, n_draws: int) -> NDArray[np.float64]:
    """A column of ``n_draws`` numbers."""
    return np.ascontiguousarray(np.broadcast_to(np.asarray(value, dtype=np.float64), (n_draws,)))
