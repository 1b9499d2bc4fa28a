"""The economics of one draw month by month, as one would write them in a spreadsheet: plain numbers, no arrays.

A second way to the timeline and the levelised cost of `gigasite.economics`; slow and meant to be read.
"""

from __future__ import annotations

import itertools
import math

#: Five points and weights on −1…1.
GAUSS = (
    (0.0, 128.0 / 225.0),
    *((sign * 0.5384693101056831, 0.47862867049936647) for sign in (-1.0, 1.0)),
    *((sign * 0.906179845938664, 0.23692688505618908) for sign in (-1.0, 1.0)),
)


def recovery(rate, life):
    """Yearly payment that pays back 1 over the life."""
    if abs(rate) < 1e-12:
        return 1.0 / life
    return rate / -math.expm1(-life * math.log1p(rate))


def month_share(first, last, month):
    """Share of a month that lies between two times."""
    return max(0.0, min(last, month + 1.0) - max(first, month))


def ramp_mean(start, ramp, month, end=math.inf):
    """Mean over a month of the line that rises from 0 at ``start`` to 1 at ``start + ramp``, before ``end``: trapezoids between bends."""
    if ramp == 0.0:
        return month_share(start, max(start, end), month)

    def height(t):
        return min(max((t - start) / ramp, 0.0), 1.0)

    last = min(max(end, month), month + 1.0)
    bends = sorted({month, *(t for t in (start, start + ramp) if month < t < last), last})
    return sum((b - a) * (height(a) + height(b)) / 2.0 for a, b in itertools.pairwise(bends))


def survived(site, age):
    """Working years that one unit has given up to an age: spares stand in at first, then the hazard tells, and each life begins anew."""
    hazard, spares, life = -math.log(1.0 - site["ageing"]), site["spares"], site["shortest_life"]
    full = math.log(1.0 + spares) / hazard
    years = 0.0
    while age > 0.0:
        within = min(age, life)
        years += min(within, full) + (1.0 - math.exp(-hazard * max(within - full, 0.0))) / hazard
        age -= life
    return years


def fleet_share(site, start, month):
    """Mean over a month of the fleet that was launched along the ramp: Gauss points between the bends."""
    hazard, life, start, ramp = -math.log(1.0 - site["ageing"]), site["shortest_life"], start / 12.0, site["ramp"] / 12.0

    def height(t):
        if ramp == 0.0:
            age = t - start
            return 0.0 if age < 0.0 else min(1.0, (1.0 + site["spares"]) * math.exp(-hazard * math.fmod(age, life)))
        return (survived(site, t - start) - survived(site, t - start - ramp)) / ramp

    first, last = month / 12.0, (month + 1.0) / 12.0
    bends = {first, last}
    for origin in (start, start + ramp):
        for k in range(int(max(last - origin, 0.0) / life) + 1):
            bends |= {t for t in (origin + k * life, origin + k * life + math.log(1.0 + site["spares"]) / hazard) if first < t < last}
    total = 0.0
    for a, b in itertools.pairwise(sorted(bends)):
        total += sum(0.5 * (b - a) * w * height(0.5 * (a + b) + 0.5 * (b - a) * x) for x, w in GAUSS)
    return total * 12.0


def running_share(site, month):
    """Share of full operation in a month: ramp of the early share and of the rest, and what is left of units that are not repaired over
    the mean of their first year, which the ledger holds."""
    early = site.get("early_share", 0.0)
    parts = ((1.0 - early, site["start"]), (early, site.get("early_month", 0.0)))
    if site.get("ageing", 0.0) == 0.0:
        return sum(share * ramp_mean(start, site["ramp"], month) for share, start in parts)
    first_year = survived({**site, "shortest_life": math.inf}, 1.0)
    return sum(share * fleet_share(site, start, month) / first_year for share, start in parts if share)


def early_running(site, month):
    """The early share while it is alone."""
    return site.get("early_share", 0.0) * ramp_mean(site.get("early_month", 0.0), site["ramp"], month, site["start"])


def of_market(site, month):
    """Factors of a market on hours, rent and lease in a month; the last value holds on."""
    if "hours" not in site:
        return 1.0, 1.0, 1.0
    step = min(month // site["step_months"], len(site["hours"]) - 1)
    return site["hours"][step], site["market_rent"][step], site["lease"][step]


def price_level(inflation, month):
    return (1.0 + inflation) ** (month / 12.0)


def levelised_cost(site, assets, yearly_usd, delivered_per_year, rate, months, inflation=0.0):
    """Cost per delivered hour: every month charged, discounted to the decision, over the hours discounted alike.

    With inflation all money is that of its month and all rates are nominal.
    """
    nominal = (1.0 + rate) * (1.0 + inflation) - 1.0
    monthly_rate = (1.0 + nominal) ** (1.0 / 12.0) - 1.0
    cost = hours = 0.0
    by_item = {}
    for month in range(months):
        worth = 1.0 / (1.0 + monthly_rate) ** (month + 1)
        share = running_share(site, month)
        hours += delivered_per_year / 12.0 * share * of_market(site, month)[0] * worth
        level = price_level(inflation, month + 1)
        for item, usd in yearly_usd.items():
            by_item[item] = by_item.get(item, 0.0) + usd / 12.0 * level * share * worth
        early = site.get("early_usd", 0.0) / 12.0 * level * early_running(site, month) * worth
        by_item["energy"] = by_item.get("energy", 0.0) + early
        for asset in assets:
            payment = recovery((1.0 + asset["rate"]) * (1.0 + inflation) - 1.0, asset["life"]) / 12.0
            k = 0
            while True:
                first = asset["month"] + 12.0 * asset["life"] * k
                if first >= month + 1.0 or first >= months or (k > 0 and not asset["renew"]):
                    break
                price = asset["cost"] * (1.0 + asset["trend"]) ** (asset["life"] * k) * price_level(inflation, first)
                charged = price * payment * month_share(first, first + 12.0 * asset["life"], month) * worth
                by_item[asset["item"]] = by_item.get(asset["item"], 0.0) + charged
                k += 1
    cost = sum(by_item.values())
    return cost / hours, {item: usd / hours for item, usd in by_item.items()}, hours


def written_off(assets, month, inflation):
    """Depreciation of a month: straight line over the life of the set that stands, at the price paid for it."""
    total = 0.0
    for asset in assets:
        first = asset["month"]  # prices are those of the end of the month
        while inflation and asset["renew"] and first + 12.0 * asset["life"] <= month:
            first += 12.0 * asset["life"]
        total += asset["cost"] / asset["life"] / 12.0 * price_level(inflation, math.floor(first) + 1)
    return total


def cash_flow(site, assets, yearly_usd, delivered_per_year, rent, rent_trend, chip_life, tax, months, inflation=0.0):
    """Money by month after tax: rent less costs, purchases when they fall, and what is left at a set's end or at the horizon."""
    flow = []
    for month in range(months):
        share = running_share(site, month)
        age = math.fmod(max(month + 0.5 - site["start"], 0.0) / 12.0, chip_life)
        hours, price, lease = of_market(site, month)
        income = (delivered_per_year * rent * (1.0 + rent_trend) ** age * price - site.get("leased_usd", 0.0) * lease) / 12.0 * hours
        operating = (income - sum(yearly_usd.values()) / 12.0) * share - site.get("early_usd", 0.0) / 12.0 * early_running(site, month)
        operating *= price_level(inflation, month + 1)
        taxed = operating - (written_off(assets, month, inflation) if month >= site["start"] else 0.0)
        flow.append(operating - tax * taxed)
    for asset in assets:
        k = 0
        while True:
            when = asset["month"] + 12.0 * asset["life"] * k
            if when >= months or (k > 0 and not asset["renew"]):
                break
            price = asset["cost"] * (1.0 + asset["trend"]) ** (asset["life"] * k)
            flow[int(when)] -= price * price_level(inflation, int(when) + 1)
            end = when + 12.0 * asset["life"]
            left = min(max((end - months) / (12.0 * asset["life"]), 0.0), 1.0)
            sold = min(int(end), months - 1)
            flow[sold] += price * price_level(inflation, sold + 1) * (asset["salvage"] + (1.0 - asset["salvage"]) * left)
            k += 1
    return flow
