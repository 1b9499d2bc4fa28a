"""Where the energy goes: one site, a year, few flows, closing to a thousandth."""

from __future__ import annotations

from dataclasses import dataclass

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.figure import Figure, Table
from gigasite.report.numbers import percent, short
from gigasite.report.svg import Drawing

SOURCES = {"grid_import_mwh": "Grid", "pv_mwh": "Solar", "wind_mwh": "Wind", "thermal_plant_mwh": "Own plant", "array_mwh": "Solar array"}
LOSSES = ("power_loss_mwh", "auxiliary_mwh", "storage_loss_mwh")
AWAY = ("grid_export_mwh", "spilled_mwh", "storage_change_mwh")


@dataclass(frozen=True)
class Flows:
    """GWh of a year of one site. Electricity in equals the uses; what is used leaves as heat, sold or rejected."""

    sources: dict[str, float]
    uses: dict[str, float]
    sold: float
    sold_from: dict[str, float]
    exported: float


def flows_of(site: SiteFacts) -> Flows | None:
    """The flows, or nothing where the ledger does not close to one in a thousand."""
    ledger = site.ledger
    sources = {name: ledger[k] / 1000 for k, name in SOURCES.items() if ledger.get(k, 0.0) > 0}
    total = sum(sources.values())
    if total <= 0:
        return None
    uses = {
        "Heat pump": ledger.get("heat_pump_mwh", 0.0) / 1000,
        "IT": ledger.get("it_mwh", 0.0) / 1000,
        "Mining": ledger.get("mining_mwh", 0.0) / 1000,
        "Cooling": ledger.get("cooling_mwh", 0.0) / 1000,
        "Losses": sum(ledger.get(k, 0.0) for k in LOSSES) / 1000,
    }
    away = sum(ledger.get(k, 0.0) for k in AWAY) / 1000
    uses = {k: v for k, v in uses.items() if v > total * 1e-6}
    if abs(total - sum(uses.values()) - away) > 1e-3 * total:
        return None
    sold = ledger.get("heat_sold_mwh", 0.0) / 1000
    pump = min(uses.get("Heat pump", 0.0), sold)
    return Flows(sources, uses, sold, {"Heat pump": pump, "IT": sold - pump} if sold > 0 else {}, away)


def figure(facts: Facts) -> Figure | None:
    known = [(s, f) for s in facts.ranked if (f := flows_of(s)) is not None]
    if not known:
        return None
    site, flows = max(known, key=lambda pair: (pair[1].sold, pair[0].key == facts.reference))
    total = sum(flows.sources.values())
    rows = [[k, short(v), percent(v / total)] for k, v in (*flows.sources.items(), *flows.uses.items())]
    rows += [
        ["Heat sold", short(flows.sold), percent(flows.sold / total)],
        ["Rejected", short(rejected(flows)), percent(rejected(flows) / total)],
    ]
    if flows.exported > 0:
        rows.append(["Exported or spilled", short(flows.exported), percent(flows.exported / total)])
    return Figure(
        id="sankey",
        headline=headline(site, flows),
        sub=f"{site.title}, GWh in a year of full operation.",
        drawings=(_draw(site, flows, 500), _draw(site, flows, 358)),
        half=True,
        table=Table(["Flow", "GWh", "of the input"], rows),
    )


def rejected(flows: Flows) -> float:
    """Heat that leaves through the plant: all that is used less what is sold."""
    return sum(flows.uses.values()) - flows.sold


def headline(site: SiteFacts, flows: Flows) -> str:
    used = sum(flows.uses.values())
    if flows.sold > 0.005 * used:
        return f"{percent(flows.sold / used)} of the heat leaves as a product"
    it = flows.uses.get("IT", 0.0)
    return f"{percent(it / used)} of the energy reaches the IT; all of it leaves as waste heat"


def _draw(site: SiteFacts, flows: Flows, total: float) -> Drawing:
    words = ", ".join(f"{k} {short(v)}" for k, v in (*flows.sources.items(), *flows.uses.items()))
    d = Drawing(
        total, 300, f"Energy flow of {site.title} in GWh a year: {words}; heat sold {short(flows.sold)}, rejected {short(rejected(flows))}."
    )
    small = total < 400
    x0, x1, x2 = (64.0, 172.0, 268.0) if small else (66.0, 225.0, 402.0)
    uses = list(flows.uses.items())
    amount = sum(flows.sources.values())
    gaps = 30.0
    scale = (250.0 - gaps * (len(uses) - 1)) / amount
    top = 24.0
    source_top = top + (gaps * (len(uses) - 1)) / 2
    _sources(d, flows, x0, source_top, scale)
    sold_height, lost = flows.sold * scale, rejected(flows)
    sold_top, lost_top = top + 10, 270.0 - lost * scale
    if lost_top < sold_top + sold_height + 24:
        sold_top = max(4.0, lost_top - sold_height - 24)
    into_sold, into_lost = sold_top, lost_top
    y, taken = top, source_top
    for name, value in uses:
        height = value * scale
        d.ribbon(x0 + 9, taken, x1, y, height, "fl")
        taken += height
        part = flows.sold_from.get(name, 0.0) * scale
        if part > 0:
            d.ribbon(x1 + 9, y, x2, into_sold, part, "fl sold-flow")
            into_sold += part
        if height - part > 0.01:
            d.ribbon(x1 + 9, y + part, x2, into_lost, height - part, "fl")
            into_lost += height - part
        d.rect(x1, y, 9, max(height, 1.0), "node")
        if height > 40:
            d.text(x1 - 6, y + height / 2 + 4.5, f"{name} {short(value)}", "nm2", "end")
        else:
            d.text(x1 + 4.5, y + height + 15 if name != "Heat pump" else y - 6, f"{name} {short(value)}", "nm2 bgt", "middle")
        y += height + gaps
    if sold_height > 0.5:
        d.rect(x2, sold_top, 9, sold_height, f"s-{site.token}")
        d.text(x2 + 16, sold_top + sold_height / 2 - 2, "Sold", "nm")
        d.text(x2 + 16, sold_top + sold_height / 2 + 15, short(flows.sold), "lb")
    d.rect(x2, lost_top, 9, lost * scale, "node")
    d.text(x2 + 16, lost_top + lost * scale / 2 - 2, "Rejected", "nm2")
    d.text(x2 + 16, lost_top + lost * scale / 2 + 15, short(lost), "lb")
    if flows.exported > 0.001 * amount:
        d.text(0, 296, f"{short(flows.exported)} GWh exported, spilled or left in storage", "ax")
    return d


def _sources(d: Drawing, flows: Flows, x: float, top: float, scale: float) -> None:
    y = top
    for name, value in flows.sources.items():
        height = value * scale
        d.rect(x, y, 9, height - (1 if len(flows.sources) > 1 else 0), "node")
        if height > 32:
            d.text(x - 8, y + height / 2 - 2, name, "nm2", "end")
            d.text(x - 8, y + height / 2 + 14, short(value), "lb", "end")
        elif height > 14:
            d.text(x - 8, y + height / 2 + 4, f"{name} {short(value)}", "lb", "end")
        y += height
