"""What an economic model is and what it returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from gigasite.site_model import NoneBecause

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.ledger import Ledger
    from gigasite.site_model import SiteModel

__all__ = ["EconomicModel", "EconomicResult"]


@dataclass(frozen=True)
class EconomicResult:
    """Metrics over the draws, cost items per delivered GPU-hour (their sum is the LCOC), and the cash flow by month."""

    metrics: Mapping[str, NDArray[np.float64] | NoneBecause]
    items_usd_per_gpu_h: Mapping[str, NDArray[np.float64]]
    #: draws × months, month 0 is the decision; flows at the end of each month.
    cash_flow_usd: NDArray[np.float64]
    #: The metrics of each draw by itself, where one without a meaning is NaN, infinite or, for the IRR, −1. A distribution in ``metrics``
    #: needs a meaning in every draw; these numbers do not depend on which draws are beside.
    by_draw: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)


class EconomicModel(Protocol):
    """``parameters`` are the keys that the model reads from the draws; ``money``, where it has one, is "real" (as without) or "nominal"."""

    parameters: tuple[str, ...]

    def evaluate(self, model: SiteModel, ledgers: Mapping[str, Ledger], p: Draws, horizon_years: float) -> EconomicResult: ...
