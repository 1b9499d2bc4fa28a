"""What a site type promises: a model that its engine can run, balances that close, money that is all there."""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

import gigasite as gs
from gigasite.errors import ScenarioError
from gigasite.evaluation import Evaluation, evaluate
from gigasite.ledger import WATERFALL
from gigasite.metrics import METRICS
from gigasite.scenario.entities import Site
from gigasite.site_model import ITEMS, Asset, Cost, NoneBecause, SiteModel
from gigasite.testing.conformance import NotApplicable, Subject, promise

__all__ = ["example_site"]

#: Fields that a site type may ask for by ``needs``, as the example site of the kit has them.
FIELDS = {"region": "US-TX", "heat_network": "mantsala", "weather": "dallas"}
DRAWS = 4


def example_site(subject: Subject, **changes: Any) -> Site:
    """The site that the kit runs: the fields that the type needs, then those of an attribute ``example`` of the target."""
    needs = getattr(subject.instance, "needs", ("region",))
    fields = {name: FIELDS[name] for name in needs if name in FIELDS}
    return gs.site(subject.name, key="example", **(fields | dict(getattr(subject.instance, "example", {})) | changes))


def _evaluate(site: Site, draws: int = DRAWS, start: int = 0, step_s: float = 3600.0) -> Evaluation:
    return evaluate(site, site.draws(site.settings.sampler(64, 1, start=start, count=draws)), step_s=step_s)


def _run(subject: Subject, **changes: Any) -> Evaluation:
    """The example site with some fields changed, every value at its default."""
    site = example_site(subject, **changes)
    found: Evaluation = subject.once(tuple(sorted(changes.items())), lambda: evaluate(site, site.draws()))
    return found


def _sampled(subject: Subject) -> Evaluation:
    found: Evaluation = subject.once("sampled", lambda: _evaluate(example_site(subject)))
    return found


def _build(subject: Subject, n_draws: int = DRAWS) -> tuple[SiteModel, Any]:
    site = example_site(subject)
    p = site.draws(site.settings.sampler(n_draws, 1))
    return subject.instance.build(p, site), p


def _metric(evaluation: Evaluation, name: str) -> float:
    value = evaluation.metrics[name]
    if isinstance(value, NoneBecause):
        raise NotApplicable(f"{name}: {value}")
    return float(value[0])


def _reads(subject: Subject, key: str) -> None:
    if key not in subject.instance.parameters:
        raise NotApplicable(f"the type does not read {key}")


def _close(a: Any, b: Any, rel: float) -> bool:
    return bool(np.allclose(a, b, rtol=rel, atol=1e-9))


@promise("site_types")
def check_example_runs(subject: Subject) -> None:
    """A site with what the type needs and nothing else can be read, built and run."""
    try:
        site = example_site(subject)
    except ScenarioError as error:
        hint = "say what a site must have in `needs`, or give an `example` of fields"
        raise AssertionError(f"the example site is refused: {error}; {hint}") from error
    assert evaluate(site, site.draws()).metrics


@promise("site_types")
def check_reads_what_it_declares(subject: Subject) -> None:
    """``build`` reads only keys in ``parameters`` (and of the hardware), so that a scenario can set all that matters."""
    site = example_site(subject)
    p = site.draws()
    subject.instance.build(p, site)
    extra = set(p.read) - set(subject.instance.parameters) - set(site.item) - {"discount_rate", "horizon_years"}
    assert not extra, f"reads {', '.join(sorted(extra))} without saying so in parameters"


def _amounts(model: SiteModel) -> Iterator[tuple[str, Any, float]]:
    """Name, value and lower limit of every amount of a model."""
    for asset in model.assets:
        for name in ("cost_usd", "rate", "month", "embodied_kg"):
            yield f"asset {asset.name!r}: {name}", getattr(asset, name), 0.0
        yield f"asset {asset.name!r}: life_years", asset.life_years, 1e-9
        yield f"asset {asset.name!r}: salvage_share", asset.salvage_share, 0.0
        yield f"asset {asset.name!r}: price_trend_per_yr", asset.price_trend_per_yr, -1.0
    for cost in model.costs:
        yield f"cost {cost.name!r}: usd_per_yr", cost.usd_per_yr, -math.inf
    for phase in model.phases:
        for name, value in phase.parameters.items():
            yield f"phase {phase.name!r}: {name}", value, -math.inf
        if phase.months is not None:
            yield f"phase {phase.name!r}: months", phase.months, 0.0
    for name in ("time_to_power_months", "ramp_months", "ageing_per_yr", "spare_share"):
        yield name, getattr(model, name), 0.0


@promise("site_types")
def check_amounts_are_one_or_one_per_draw(subject: Subject) -> None:
    """Every amount of the model is finite, not below its limit, and one number or one for each draw."""
    model, p = _build(subject)
    for name, value, low in _amounts(model):
        array = np.asarray(value, dtype=np.float64)
        assert array.shape in ((), (p.n_draws,)), f"{name} has shape {array.shape}; one number or ({p.n_draws},) for {p.n_draws} draws"
        assert np.isfinite(array).all(), f"{name} is {array.ravel()[~np.isfinite(array.ravel())][0]}"
        assert np.all(array >= low), f"{name} is {float(array.min()):g}, below {low:g}"


@promise("site_types")
def check_items_are_known(subject: Subject) -> None:
    """Every asset and cost belongs to one of the cost items, and names are used once."""
    model, _ = _build(subject)
    every: list[Asset | Cost] = [*model.assets, *model.costs]
    for part in every:
        assert part.item in ITEMS, f"{part.name!r} belongs to {part.item!r}; one of {', '.join(ITEMS)}"
    for parts in (model.assets, model.costs):
        names = [part.name for part in parts]
        assert len(set(names)) == len(names), f"a name stands twice: {', '.join(sorted({n for n in names if names.count(n) > 1}))}"


@promise("site_types")
def check_boundary_is_told(subject: Subject) -> None:
    """The model says in ``boundary`` what its cost holds."""
    model, _ = _build(subject)
    assert model.boundary and all(isinstance(part, str) and part.strip() for part in model.boundary), f"boundary is {model.boundary!r}"


@promise("site_types")
def check_has_a_phase_of_operation(subject: Subject) -> None:
    """One phase is ``operate``, the last; the engine is ``earth`` or ``orbit`` and is the one that the type names."""
    model, _ = _build(subject)
    names = [phase.name for phase in model.phases]
    assert names and names[-1] == "operate" and names.count("operate") == 1, f"the phases are {names}"
    assert model.engine in ("earth", "orbit"), f"the engine is {model.engine!r}"
    said = getattr(subject.instance, "engine", model.engine)
    assert said == model.engine, f"the type says engine {said!r}, its model {model.engine!r}"


@promise("site_types")
def check_deterministic(subject: Subject) -> None:
    """The same draws give the same bits, twice."""
    first, second = _evaluate(example_site(subject)), _evaluate(example_site(subject))
    _same_bits(first, second, slice(None), "the second run differs in")


@promise("site_types")
def check_draws_do_not_mix(subject: Subject) -> None:
    """A draw comes out the same whatever draws stand beside it."""
    many, alone = _sampled(subject), _evaluate(example_site(subject), 1, start=2)
    _same_bits(many, alone, slice(2, 3), "a draw alone differs from the same draw among others in")


def _same_bits(a: Evaluation, b: Evaluation, of_a: slice, sentence: str) -> None:
    for name in a.ledger:
        same = np.array_equal(a.ledger[name][of_a], b.ledger[name], equal_nan=True)
        assert same, f"{sentence} {name}: {a.ledger[name][of_a]} and {b.ledger[name]}"
    for name, value in a.metrics.items():
        other = b.metrics.get(name)
        if isinstance(value, NoneBecause) or isinstance(other, NoneBecause):
            continue
        same = other is not None and np.allclose(value[of_a], other, rtol=1e-12, atol=0.0, equal_nan=True)
        assert same, f"{sentence} {name}: {value[of_a]} and {other}"


@promise("site_types")
def check_inputs_untouched(subject: Subject) -> None:
    """``build`` changes neither the draws nor the site nor its own class."""
    site = example_site(subject)
    p = site.draws(site.settings.sampler(DRAWS, 1))
    keys = [key for key in subject.instance.parameters if key in p]
    before, plain, state = {key: p[key].copy() for key in keys}, site.to_dict(), copy.deepcopy(vars(subject.instance))
    try:
        subject.instance.build(p, site)
    except ValueError as error:
        assert "read-only" not in str(error), f"writes into the draws: {error}"
        raise
    assert all(np.array_equal(p[key], before[key]) for key in keys), "the draws have changed"
    assert site.to_dict() == plain, "the site has changed"
    assert repr(vars(subject.instance)) == repr(state), f"the type keeps state between sites: {vars(subject.instance)!r:.120}"


@promise("site_types")
def check_closures_hold(subject: Subject) -> None:
    """The four balances of electricity and heat close to 1e-9 in every phase and draw."""
    for phase, ledger in _sampled(subject).ledgers.items():
        for name, residual in ledger.closures().items():
            worst = float(np.abs(residual).max())
            assert worst <= 1e-9, f"phase {phase!r}: the balance {name} is open by {worst:.3g}"


@promise("site_types")
def check_flows_are_finite(subject: Subject) -> None:
    """No column of the ledger and no metric is NaN or infinite; a metric without meaning says why."""
    found = _sampled(subject)
    for name, values in found.ledger.items():
        assert np.isfinite(values).all(), f"{name} is {values}"
    for name, value in found.metrics.items():
        if isinstance(value, NoneBecause):
            assert value.sentence.strip(), f"{name} has no value and no reason"
        else:
            assert np.isfinite(value).all() and np.shape(value) == (DRAWS,), f"{name} is {value}"


@promise("site_types")
def check_waterfall_falls(subject: Subject) -> None:
    """From installed to delivered GPU-hours each stage is at most the one before, and something is delivered."""
    ledger = _sampled(subject).ledger
    for above, below in itertools.pairwise(WATERFALL):
        assert np.all(ledger[below] <= ledger[above] * (1.0 + 1e-12)), f"{below} is above {above}"
    assert np.all(ledger["delivered_gpu_h"] > 0.0), "nothing is delivered"


@promise("site_types")
def check_items_sum(subject: Subject) -> None:
    """The cost items per GPU-hour sum to the levelised cost."""
    found = _sampled(subject)
    cost = found.metrics["lcoc_usd_per_gpu_h"]
    total = np.asarray(sum(found.economics.items_usd_per_gpu_h.values()))
    assert isinstance(cost, NoneBecause) or _close(total, cost, 1e-9), f"the items sum to {total}, the cost is {cost}"


@promise("site_types")
def check_schema_round_trip(subject: Subject) -> None:
    """A scenario with the site comes back equal from its plain form, and the JSON Schema knows the type."""
    import json

    from gigasite.scenario.schema import json_schema

    plain = {"sites": {"example": example_site(subject).to_dict()}}
    first = gs.load(plain)
    again = gs.load(json.loads(json.dumps(first.to_dict())))
    assert first == again and first.digest == again.digest, "the scenario differs after its round trip"
    assert json.dumps(subject.name) in json.dumps(json_schema(subject.manager)), f"the schema does not hold {subject.name!r}"


@promise("site_types")
def check_zero_load(subject: Subject) -> None:
    """With idle accelerators the site draws less, not nothing; the balances close and no number is lost."""
    _reads(subject, "fleet_utilisation")
    busy, idle = _run(subject, fleet_utilisation=1.0), _run(subject, fleet_utilisation=0.0)
    assert np.isfinite(list(idle.ledger.values())).all(), "a flow is not finite"
    assert idle.ledger["it_mwh"][0] < busy.ledger["it_mwh"][0], "idle accelerators draw as much as busy ones"
    worst = max(float(np.abs(residual).max()) for residual in idle.ledger.closures().values())
    assert worst <= 1e-9, f"a balance is open by {worst:.3g}"


@promise("site_types")
def check_scaling(subject: Subject) -> None:
    """Twice the IT capacity delivers twice the GPU-hours, uses twice the IT energy and costs at most as much per hour."""
    _reads(subject, "it_capacity_mw")
    small = _run(subject)
    capacity = float(small.draws["it_capacity_mw"][0])
    large = _run(subject, it_capacity_mw=2.0 * capacity)
    for name in ("delivered_gpu_h", "it_mwh"):
        ratio = float(large.ledger[name][0] / small.ledger[name][0])
        assert abs(ratio - 2.0) < 1e-6, f"{name} grows {ratio:.6g} times when the capacity doubles"
    a, b = _metric(small, "lcoc_usd_per_gpu_h"), _metric(large, "lcoc_usd_per_gpu_h")
    assert b <= a * 1.001, f"twice the site costs {b:.4g} per hour, the site {a:.4g}"


@promise("site_types")
def check_monotony(subject: Subject) -> None:
    """Dearer nodes raise the cost of an hour, unless they are rented; fewer hours sold, where it reads `sold_share`, do not lower it."""
    base = _run(subject)
    cost = _metric(base, "lcoc_usd_per_gpu_h")
    dear = _metric(_run(subject, node_price_usd=1.5 * float(base.draws["node_price_usd"][0])), "lcoc_usd_per_gpu_h")
    model = base.model
    bought = any(asset.item == "chips" and np.any(asset.cost_usd > 0.0) for asset in model.assets)
    rented = not bought and any(charge.item == "chips" for charge in model.costs)
    assert dear > cost or (rented and dear == cost), f"nodes at 1.5 times the price leave the cost at {dear:.4g} against {cost:.4g}"
    if "sold_share" not in subject.instance.parameters:
        return  # who buys its hours follows from something else
    few, many = (_metric(_run(subject, sold_share=share), "lcoc_usd_per_gpu_h") for share in (0.4, 0.8))
    assert few >= many * (1.0 - 1e-9), f"selling half the hours makes the hour cheaper: {few:.4g} against {many:.4g}"


@promise("site_types")
def check_money_is_homogeneous(subject: Subject) -> None:
    """An asset or cost that grows with the site does so for each draw: doubling the capacity never makes one cheaper."""
    site = example_site(subject)
    p = site.draws()
    big = p.replace(it_capacity_mw=2.0 * p["it_capacity_mw"])
    model, double = subject.instance.build(p, site), subject.instance.build(big, site)
    for one, two in zip(model.assets, double.assets, strict=True):
        cheaper = bool(np.any(np.asarray(two.cost_usd) < np.asarray(one.cost_usd) * (1.0 - 1e-12)))
        assert not cheaper, f"asset {one.name!r} costs less for twice the site"


@promise("site_types")
def check_finer_step_converges(subject: Subject) -> None:
    """Half the time step changes energy, hours and cost by less than one per cent."""
    base = _run(subject)
    orbit = base.model.engine == "orbit"
    site = example_site(subject, **({"orbit_step_s": 0.5 * float(base.draws["orbit_step_s"][0])} if orbit else {}))
    fine = evaluate(site, site.draws(), step_s=3600.0 if orbit else 1800.0)
    pairs: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {
        name: (base.ledger[name], fine.ledger[name]) for name in ("it_mwh", "delivered_gpu_h", "cooling_mwh")
    }
    for name, (coarse, finer) in pairs.items():
        assert _close(coarse, finer, 0.01), f"{name} is {float(coarse[0]):.6g}, with half the step {float(finer[0]):.6g}"
    a, b = _metric(base, "lcoc_usd_per_gpu_h"), _metric(fine, "lcoc_usd_per_gpu_h")
    assert _close(a, b, 0.01), f"the cost is {a:.6g}, with half the step {b:.6g}"


@promise("site_types")
def check_unknown_key_is_refused(subject: Subject) -> None:
    """A misspelt field of the site is a `ScenarioError`, never passed over."""
    try:
        example_site(subject, it_capacity_mww=100.0)
    except ScenarioError:
        return
    raise AssertionError("a site with the field it_capacity_mww is accepted")


@promise("site_types")
def check_all_metrics_are_there(subject: Subject) -> None:
    """Every metric of gigasite has a value or a reason."""
    missing = [name for name in METRICS if name not in _run(subject).metrics]
    assert not missing, f"no value and no reason for {', '.join(missing)}"
