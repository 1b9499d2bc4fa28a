"""What an economic model promises: items that sum, money that follows prices, no number where there is no hour."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import numpy as np

import gigasite as gs
from gigasite.economics.model import EconomicResult
from gigasite.evaluation import Evaluation, evaluate
from gigasite.ledger import Ledger
from gigasite.site_model import NoneBecause, SiteModel
from gigasite.testing.conformance import NotApplicable, Subject, promise

__all__: list[str] = []

DRAWS = 3
COST = "lcoc_usd_per_gpu_h"


def _base(subject: Subject) -> Evaluation:
    """A plain campus under the model, a few draws of it."""

    def make() -> Evaluation:
        fields = {"region": "US-TX", **dict(getattr(subject.instance, "example", {}))}
        site = gs.site("campus", key="example", economics=subject.name, **fields)
        return evaluate(site, site.draws(site.settings.sampler(DRAWS, 1)))

    found: Evaluation = subject.once("base", make)
    return found


def _result(subject: Subject, model: SiteModel | None = None, ledger: Ledger | None = None, p: Any = None) -> EconomicResult:
    base = _base(subject)
    ledgers = dict(base.ledgers) | ({"operate": ledger} if ledger is not None else {})
    found: EconomicResult = subject.instance.evaluate(model or base.model, ledgers, p or base.draws, base.site.horizon_years)
    return found


def _cost(result: EconomicResult) -> Any:
    value = result.metrics[COST]
    if isinstance(value, NoneBecause):
        raise NotApplicable(str(value))
    return value


def _scaled(ledger: Ledger, factor: float) -> Ledger:
    return Ledger({name: values * factor for name, values in ledger.items()})


@promise("economic_models")
def check_model_gives_the_cost(subject: Subject) -> None:
    """The result has the metric ``lcoc_usd_per_gpu_h``, the cost of a delivered hour; every metric has one value per draw or a reason."""
    result = _result(subject)
    assert isinstance(result, EconomicResult), f"evaluate gives a {type(result).__name__}, not an EconomicResult"
    assert COST in result.metrics, f"there is no {COST}"
    for name, value in result.metrics.items():
        if isinstance(value, NoneBecause):
            assert value.sentence.strip(), f"{name} has no value and no reason"
        else:
            assert np.shape(value) == (DRAWS,) and np.isfinite(value).all(), f"{name} is {value}"


@promise("economic_models")
def check_model_items_sum(subject: Subject) -> None:
    """The items per GPU-hour sum to the cost of a GPU-hour."""
    result = _result(subject)
    total = np.asarray(sum(result.items_usd_per_gpu_h.values()))
    assert np.allclose(total, _cost(result), rtol=1e-9), f"the items sum to {total}, the cost is {_cost(result)}"


@promise("economic_models")
def check_cash_flow_by_month(subject: Subject) -> None:
    """The cash flow has one row for each draw and one column for each month of the horizon, and money in it."""
    flow = np.asarray(_result(subject).cash_flow_usd)
    months = round(_base(subject).site.horizon_years * 12)
    assert flow.shape == (DRAWS, months), f"the cash flow has shape {flow.shape}, not {(DRAWS, months)}"
    assert np.isfinite(flow).all(), "a month of the cash flow is not finite"
    assert np.any(flow != 0.0), "the cash flow is zero"


@promise("economic_models")
def check_model_deterministic(subject: Subject) -> None:
    """The same site gives the same bits, twice."""
    first, second = _result(subject), _result(subject)
    assert np.array_equal(_cost(first), _cost(second)), f"the second cost differs: {_cost(first)} and {_cost(second)}"
    assert np.array_equal(first.cash_flow_usd, second.cash_flow_usd), "the second cash flow differs"


@promise("economic_models")
def check_model_inputs_untouched(subject: Subject) -> None:
    """``evaluate`` changes neither the ledger nor the model nor the draws."""
    base = _base(subject)
    ledger = Ledger({name: values.copy() for name, values in base.ledger.items()})
    assets = copy.deepcopy(base.model.assets)
    try:
        _result(subject, ledger=ledger)
    except ValueError as error:
        assert "read-only" not in str(error), f"writes into its inputs: {error}"
        raise
    changed = [name for name in ledger if not np.array_equal(ledger[name], base.ledger[name])]
    assert not changed, f"changes the ledger: {', '.join(changed)}"
    assert repr(assets) == repr(base.model.assets), "changes the assets"


@promise("economic_models")
def check_model_reads_what_it_declares(subject: Subject) -> None:
    """``evaluate`` reads only keys in ``parameters`` (and of the hardware)."""
    base = _base(subject)
    p = base.site.draws(base.site.settings.sampler(DRAWS, 1))
    _result(subject, p=p)
    extra = set(p.read) - set(subject.instance.parameters) - set(base.site.item) - {"discount_rate", "horizon_years", "it_capacity_mw"}
    assert not extra, f"reads {', '.join(sorted(extra))} without saying so in parameters"


@promise("economic_models")
def check_no_hours_no_number(subject: Subject) -> None:
    """Where no GPU-hour is delivered the cost of one has a reason instead of a value, never 0 or infinity."""
    base = _base(subject)
    none = {name: np.zeros(DRAWS) for name in ("working_gpu_h", "sold_gpu_h", "delivered_gpu_h")}
    value = _result(subject, ledger=Ledger({**base.ledger, **none})).metrics[COST]
    assert isinstance(value, NoneBecause), f"the cost of no hour is {value}"


@promise("economic_models")
def check_model_scaling(subject: Subject) -> None:
    """Twice the site, with twice the assets and flows, costs as much per hour."""
    base = _base(subject)
    assets = tuple(replace(asset, cost_usd=2.0 * asset.cost_usd, embodied_kg=2.0 * asset.embodied_kg) for asset in base.model.assets)
    costs = tuple(replace(cost, usd_per_yr=2.0 * cost.usd_per_yr) for cost in base.model.costs)
    p = base.draws.replace(it_capacity_mw=2.0 * base.draws["it_capacity_mw"])
    twice = _cost(_result(subject, replace(base.model, assets=assets, costs=costs), _scaled(base.ledger, 2.0), p))
    once = _cost(_result(subject))
    assert np.allclose(twice, once, rtol=1e-9), f"the cost of an hour is {once}, of twice the site {twice}"


@promise("economic_models")
def check_model_monotony(subject: Subject) -> None:
    """Dearer energy or yearly costs never make an hour cheaper, and more money spent at all makes it dearer."""
    base = _base(subject)
    once = _cost(_result(subject))
    energy = Ledger({**base.ledger, "grid_cost_usd": 1.5 * base.ledger["grid_cost_usd"]})
    costs = tuple(replace(cost, usd_per_yr=1.5 * cost.usd_per_yr) for cost in base.model.costs)
    assets = tuple(replace(asset, cost_usd=1.5 * asset.cost_usd) for asset in base.model.assets)
    changes = {
        "energy": _cost(_result(subject, ledger=energy)),
        "yearly costs": _cost(_result(subject, replace(base.model, costs=costs))),
        "assets": _cost(_result(subject, replace(base.model, assets=assets))),
    }
    for name, value in changes.items():
        assert np.all(value >= once * (1.0 - 1e-12)), f"{name} at 1.5 times the price make the hour cheaper: {value} against {once}"
    assert any(np.all(value > once) for value in changes.values()), "no price changes the cost"


@promise("economic_models")
def check_model_draws_do_not_mix(subject: Subject) -> None:
    """A draw comes out the same whatever draws stand beside it."""
    base = _base(subject)
    alone = evaluate(base.site, base.site.draws(base.site.settings.sampler(DRAWS, 1, start=1, count=1)))
    many, one = base.metrics[COST], alone.metrics[COST]
    assert not isinstance(many, NoneBecause) and not isinstance(one, NoneBecause)
    assert np.allclose(many[1:2], one, rtol=1e-12), f"draw 1 alone costs {one}, among others {many[1]}"
