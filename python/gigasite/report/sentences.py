"""Findings in words, made from the results: templates with conditions, never fixed text."""

from __future__ import annotations

from collections.abc import Iterable

from gigasite.report.facts import Facts, SiteFacts, is_alike, rivals
from gigasite.report.numbers import cents, interval, money, months, percent, ratio_words, short, with_unit
from gigasite.report.text import interval as bracket
from gigasite.report.text import plain, strong

__all__ = ["answer", "break_even", "item_words", "join", "p50_interval", "summary", "would_have_to_be_true"]

ITEMS = {
    "chips": "Chips",
    "facility": "Building",
    "onsite_power": "Own power",
    "satellite": "Spacecraft",
    "launch": "Launch",
    "energy": "Energy",
    "operation": "Operation",
    "network": "Network",
    "tax": "Tax",
    "heat_income": "Heat sold",
    "other_income": "Other income",
}


def item_words(item: str) -> str:
    """A cost item as people call it."""
    return ITEMS.get(item, item.replace("_", " ").capitalize())


def join(words: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    listed = list(words)
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + " and " + listed[-1] if listed else ""


def p50_interval(site: SiteFacts) -> str:
    """``$2.14 (1.86–2.50)`` with its marks."""
    cost = site.cost
    return f"{strong(money(cost.p50))} {bracket(f'({interval(cost.p10, cost.p90)})')}"


def soonest(facts: Facts) -> SiteFacts | None:
    """The one site that has power before all others, if there is one."""
    known = [(s.measures["time_to_power_months"].p50, s) for s in facts.sites if _has(s, "time_to_power_months")]
    if len(known) < 2:
        return None
    known.sort(key=lambda pair: pair[0])
    return known[0][1] if known[1][0] - known[0][0] >= 1 else None


def _has(site: SiteFacts, metric: str) -> bool:
    return metric in site.measures and site.measures[metric].exists


def answer(facts: Facts) -> list[str]:
    """The answer in two to four sentences, with marks."""
    priced = facts.priced
    if not priced:
        return [f"No site has a cost of a GPU-hour: {facts.sites[0].cost.none_because}."]
    best, ref = priced[0], facts.ref
    if len(priced) == 1:
        return [f"{best.title} delivers a GPU-hour at {p50_interval(best)}."]
    if is_alike(priced):
        return [f"All {len(priced)} sites cost about the same: {strong(money(best.cost.p50))} for a delivered GPU-hour."]
    out = [f"{best.title} gives the cheapest GPU-hour, at {p50_interval(best)}."]
    rival = priced[1] if best is ref or not ref.cost.exists else ref
    chance = percent(facts.probability(best.key, rival.key), of_draws=True)
    gap = cents(rival.cost.p50 - best.cost.p50)
    out.append(f"It beats {rival.title} in {strong(chance)} of draws, by about {gap}.")
    first = soonest(facts)
    if first and first is not ref and first.cost.exists and ref.cost.exists and _has(ref, "time_to_power_months"):
        wait = ref.measures["time_to_power_months"].p50 - first.measures["time_to_power_months"].p50
        extra = first.cost.p50 - ref.cost.p50
        price = f"for {cents(extra)} {'more' if extra > 0 else 'less'}" if abs(extra) >= 0.005 else "at the same cost"
        out.append(f"{first.title} is ready {strong(months(wait) + ' months')} sooner than {ref.title} {price}.")
    last = priced[-1]
    if last is not best and last is not ref and ref.cost.exists and ref.cost.p50 > 0 and last.cost.p50 > 1.05 * ref.cost.p50:
        out.append(f"{last.title} costs {strong(ratio_words(last.cost.p50 / ref.cost.p50))} {ref.title}.")
    return out


def break_even(a: str, b: str, quantity: str, unit: str, value: float | None, now: float, why_not: str = "", at: str = "") -> str:
    """The sentence of a break-even: where it turns, or the reason why it does not.

    >>> plain(break_even("Orbit", "Texas", "launch price", "$/kg", 136, 1500, at=" at 15 kg/kW"))
    'Orbit matches Texas if the launch price falls to $136/kg at 15 kg/kW; now $1,500/kg.'
    """
    if value is None:
        return f"{a} matches {b} at no {quantity}: {why_not}."
    verb = "falls" if value < now else "rises"
    return f"{a} matches {b} if the {quantity} {verb} to {strong(with_unit(value, unit))}{at}; now {with_unit(now, unit)}."


def would_have_to_be_true(facts: Facts) -> tuple[str, str] | None:
    """A question and the condition under which the dearer site matches the other, on mean cost."""
    pair = rivals(facts)
    if pair is None:
        return None
    site, base = pair
    head = f"What would have to be true for {site.title} to match {base.title}"
    if facts.break_even:
        return head, facts.break_even
    total, target = sum(site.items.values()), sum(base.items.values())
    if not site.items or not base.items or total <= target:
        return None
    launch, price = site.items.get("launch", 0.0), site.draws.get("launch_price_usd_per_kg")
    if launch > 0 and price is not None:
        now = float(price.mean())
        mass = site.measures.get("kg_per_kw_it")
        at = f" at {short(mass.p50)} kg/kW" if mass is not None and mass.exists else ""
        rest = total - launch
        if rest >= target:
            why = (
                f"{'even' if not at else at.strip() + ' and'} launched for free it still costs {strong(money(rest))} on average, "
                f"against {money(target)}"
            )
            return head, break_even(site.title, base.title, "launch price", "$/kg", None, now, why)
        return head, break_even(site.title, base.title, "launch price", "$/kg", now * (target - rest) / launch, now, at=at)
    item = max(site.items, key=lambda k: site.items[k] - base.items.get(k, 0.0))
    rest, words = total - site.items[item], item_words(item).lower()
    if rest >= target:
        return (
            head,
            f"{item_words(item)} alone cannot do it: without any, {site.title} still costs {strong(money(rest))} on average, "
            f"against {money(target)}.",
        )
    needed = strong(f"{money(target - rest)} a GPU-hour")
    return head, f"{site.title} matches {base.title} on average if the cost of {words} falls to {needed}; now {money(site.items[item])}."


def summary(facts: Facts) -> list[str]:
    """The sentences of the terminal and of the JSON, plain."""
    priced = facts.priced
    if len(priced) < 2 or is_alike(priced):
        return [plain(s) for s in answer(facts)]
    best, ref = priced[0], facts.ref
    first = f"{best.title} is cheapest at {money(best.cost.p50)} ({interval(best.cost.p10, best.cost.p90)})"
    rival = ref if best is not ref and ref.cost.exists else priced[1]
    first += f" and beats {rival.title} in {percent(facts.probability(best.key, rival.key), of_draws=True)} of draws"
    heat = best.measures.get("heat_kwh_per_gpu_h")
    if heat is not None and heat.exists and heat.p50 >= 0.005:
        first += f"; it sells {heat.p50:.2f} kWh of heat per GPU-hour"
    out = [first + "."]
    out += answer(facts)[2:]
    condition = would_have_to_be_true(facts)
    if condition:
        out.append(condition[1])
    return [plain(s) for s in out]
