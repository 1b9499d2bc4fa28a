"""The economics of one draw month by month, as one would write them in a spreadsheet: plain numbers, no arrays.

A second way to the timeline and the levelised cost of `gigasite.economics`; slow and meant to be read.
"""

from __future__ import annotations

import itertools
import math


def recovery(rate, life):
    """Yearly payment that pays back 1 over the life."""
    if abs(rate) < 1e-12:
        return 1.0 / life
    return rate / -math.expm1(-life * math.log1p(rate))


def month_share(first, last, month):
    """Share of a month that lies between two times."""
    return max(0.0, min(last, month + 1.0) - max(first, month))


def ramp_mean(start, ramp, month):
    """Mean over a month of the line that rises from 0 at ``start`` to 1 at ``start + ramp``: trapezoids between its bends."""
    if ramp == 0.0:
        return month_share(start, math.inf, month)

    def height(t):
        return min(max((t - start) / ramp, 0.0), 1.0)

    bends = sorted({month, *(t for t in (start, start + ramp) if month < t < month + 1.0), month + 1.0})
    return sum((b - a) * (height(a) + height(b)) / 2.0 for a, b in itertools.pairwise(bends))


def running_share(site, month):
    """Share of full operation in a month: ramp, and the whole years of age of what is not repaired."""
    age = max(month + 0.5 - site["start"], 0.0) / 12.0
    age = math.floor(math.fmod(age, site.get("shortest_life", 1e9)))
    return ramp_mean(site["start"], site["ramp"], month) * (1.0 - site.get("ageing", 0.0)) ** age


def levelised_cost(site, assets, yearly_usd, delivered_per_year, rate, months):
    """Cost per delivered hour: every month charged, discounted to the decision, over the hours discounted alike."""
    monthly_rate = (1.0 + rate) ** (1.0 / 12.0) - 1.0
    cost = hours = 0.0
    by_item = {}
    for month in range(months):
        worth = 1.0 / (1.0 + monthly_rate) ** (month + 1)
        share = running_share(site, month)
        hours += delivered_per_year / 12.0 * share * worth
        for item, usd in yearly_usd.items():
            by_item[item] = by_item.get(item, 0.0) + usd / 12.0 * share * worth
        for asset in assets:
            payment = recovery(asset["rate"], asset["life"]) / 12.0
            k = 0
            while True:
                first = asset["month"] + 12.0 * asset["life"] * k
                if first >= month + 1.0 or (k > 0 and not asset["renew"]):
                    break
                price = asset["cost"] * (1.0 + asset["trend"]) ** (asset["life"] * k)
                charged = price * payment * month_share(first, first + 12.0 * asset["life"], month) * worth
                by_item[asset["item"]] = by_item.get(asset["item"], 0.0) + charged
                k += 1
    cost = sum(by_item.values())
    return cost / hours, {item: usd / hours for item, usd in by_item.items()}, hours


def cash_flow(site, assets, yearly_usd, delivered_per_year, rent, rent_trend, chip_life, tax, months):
    """Money by month after tax: rent less costs, purchases when they fall, and what is left at a set's end or at the horizon."""
    written_off = sum(asset["cost"] / asset["life"] for asset in assets) / 12.0
    flow = []
    for month in range(months):
        share = running_share(site, month)
        age = math.fmod(max(month + 0.5 - site["start"], 0.0) / 12.0, chip_life)
        income = delivered_per_year / 12.0 * rent * (1.0 + rent_trend) ** age
        operating = (income - sum(yearly_usd.values()) / 12.0) * share
        taxed = operating - (written_off if month >= site["start"] else 0.0)
        flow.append(operating - tax * taxed)
    for asset in assets:
        k = 0
        while True:
            when = asset["month"] + 12.0 * asset["life"] * k
            if when >= months or (k > 0 and not asset["renew"]):
                break
            price = asset["cost"] * (1.0 + asset["trend"]) ** (asset["life"] * k)
            flow[int(when)] -= price
            end = when + 12.0 * asset["life"]
            left = min(max((end - months) / (12.0 * asset["life"]), 0.0), 1.0)
            flow[min(int(end), months - 1)] += price * (asset["salvage"] + (1.0 - asset["salvage"]) * left)
            k += 1
    return flow
