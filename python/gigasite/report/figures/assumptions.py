"""On what it rests: the inputs sorted by how much each one moves the cost, with range, evidence and source."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.numbers import interval, percent, short, signed
from gigasite.report.text import clean, escape
from gigasite.units import unit_of_key

SHOWN = 16
# Words of a key that spell its unit; the name is what stands before them.
_UNIT_WORDS = (
    "usd per kg g t kwh mwh gwh wh kw mw w th day gpu yr month months years weeks days hours h s m mm km "
    "m2 m3 cm3 j kj k c deg pa btu mmbtu gbit mbit rad sfu l"
)
UNIT_WORDS = frozenset(_UNIT_WORDS.split())
# Words of keys that people write otherwise.
SPELT = {
    "wacc": "cost of capital,",
    "bol": "at launch",
    "cop": "COP",
    "pue": "PUE",
    "ups": "UPS",
    "pdu": "PDU",
    "pv": "PV",
    "it": "IT",
    "gpu": "GPU",
    "gpus": "GPUs",
    "co2": "CO₂",
    "asic": "ASIC",
    "ccgt": "gas plant",
    "opex": "operating cost",
    "capex": "investment",
}
CERTAIN = 4.0  # standard errors from which an effect is told
NAME = 58  # a description up to this length is the name of the input
ENOUGH = 60  # draws from which an effect can be told from chance


@dataclass(frozen=True)
class Input:
    """One uncertain input and its largest effect: mean cost in the upper third of its draws less that in the lower third."""

    key: str
    site: str
    name: str
    p10: float
    p50: float
    p90: float
    unit: str
    evidence: str
    source: str
    effect_usd: float
    effect_share: float
    effect_site: str


def inputs_of(facts: Facts) -> list[Input]:
    """All inputs that vary, the one with the largest effect first. An input that sites share is one row."""
    found: dict[tuple[str, str], Input] = {}
    for site in facts.sites:
        for key, column in site.draws.items():
            if len(column) < 2 or float(np.ptp(column)) == 0.0 or not np.isfinite(column).all():
                continue
            twin = next((k for k, v in found.items() if k[0] == key and _same(facts.site(v.site).draws[key], column)), None)
            effect = effect_usd(site, column)
            if twin is None:
                found[key, site.key] = _input(site, key, column, effect)
            elif abs(_share(site, effect)) > abs(found[twin].effect_share):
                found[twin] = replace(found[twin], effect_usd=effect, effect_share=_share(site, effect), effect_site=site.title)
    count = {k: sum(1 for other in found if other[0] == k) for k, _ in found}
    named = [_named(facts, row) if count[row.key] > 1 else row for row in found.values()]
    return sorted(named, key=lambda row: (-abs(row.effect_share), row.key, row.site))


def _share(site: SiteFacts, effect: float) -> float:
    """The effect as a share of the mean cost of the site."""
    return effect / abs(site.cost.mean) if effect and site.cost.mean else 0.0


def _same(a: Any, b: Any) -> bool:
    return len(a) == len(b) and bool(np.array_equal(a, b))


def effect_usd(site: SiteFacts, column: Any) -> float:
    """What the input moves at this site; 0 where that cannot be told."""
    cost = site.cost.values
    return 0.0 if cost is None or len(cost) != len(column) else effect_of(cost, column)


def effect_of(cost: Any, column: Any) -> float:
    """Mean cost where the input is in its upper third, less that in its lower third; 0 where chance can explain it."""
    if len(cost) < ENOUGH or np.ptp(column) == 0.0:
        return 0.0
    order = np.argsort(column, kind="stable")
    third = len(order) // 3
    upper, lower = cost[order[-third:]], cost[order[:third]]
    difference = float(upper.mean() - lower.mean())
    error = float(np.sqrt((upper.var(ddof=1) + lower.var(ddof=1)) / third))
    return difference if abs(difference) > CERTAIN * error else 0.0


def _input(site: SiteFacts, key: str, column: Any, effect: float) -> Input:
    row = site.provenance[key]
    words, unit = words_and_unit(key, row.unit)
    description = re.split(r"[;:(]|\. ", row.description)[0].strip().rstrip(".")
    words = description if 0 < len(description) <= NAME else words
    p10, p50, p90 = (float(v) for v in np.quantile(column, [0.1, 0.5, 0.9]))
    return Input(
        key,
        site.key,
        words[0].upper() + words[1:],
        p10,
        p50,
        p90,
        unit,
        row.evidence,
        row.source,
        effect,
        _share(site, effect),
        site.title,
    )


def words_and_unit(key: str, unit: str = "") -> tuple[str, str]:
    """A key in words, and the unit of its row, else the one that the key carries.

    >>> words_and_unit("launch_price_usd_per_kg")
    ('launch price', '$/kg')
    """
    words = key.rsplit(".", 1)[-1].split("_")
    while len(words) > 1 and words[-1] in UNIT_WORDS:
        words.pop()
    shown = (unit or unit_of_key(key.rsplit(".", 1)[-1])).replace("USD", "$")
    return " ".join(SPELT.get(w, w) for w in words), "" if shown == "1" else shown


def _named(facts: Facts, row: Input) -> Input:
    return replace(row, name=f"{row.name}, {facts.site(row.site).title}")


def anchor(source: str) -> str:
    """The id of a source in the page."""
    return "src-" + (re.sub(r"[^a-z0-9]+", "-", source.lower()).strip("-")[:60] or "none")


def section(facts: Facts) -> str:
    """The table, the rest under a fold, and the sources that the rows name."""
    rows = inputs_of(facts)
    if not rows:
        return _data(facts)
    sorted_by_effect = any(r.effect_usd for r in rows)
    head = "Sorted by how much each one moves the cost of a GPU-hour." if sorted_by_effect else "Too few draws to sort them by effect."
    moving = [r for r in rows if abs(r.effect_share) >= 0.005]
    shown = (moving or rows)[:SHOWN]
    rest = rows[len(shown) :]
    out = (
        f'<h2 id="assume">Assumptions</h2><p>{head} Every number in this report leads back to a row like these.</p><div '
        f'class="fig long">{_table(shown, "Assumptions")}'
    )
    out += (
        '<p class="note">Effect: mean cost of a delivered GPU-hour where the input is in its upper third, less that in its '
        "lower third, over the mean, at the site where it moves most; – where chance can explain it. Evidence: "
        "<b>measured</b> from data in the package, <b>seen</b> at the source named, <b>derived</b> or <b>estimated</b> "
        "by the method named, <b>press</b> as printed, "
        "<b>recall</b> not yet checked, <b>scenario</b> set by the reader.</p>"
    )
    cited = list(dict.fromkeys(r.source for r in shown))
    others = [source for source in dict.fromkeys(r.source for r in rest) if source not in cited]
    out += f'<h3 class="fig">Sources</h3>{_sources(facts, cited)}'
    if rest:
        more = _sources(facts, others) if others else ""
        table = _table(rest, "More assumptions")
        out += f"<details><summary>Show the other {len(rest)} inputs and their sources</summary>{table}{more}</details>"
    return f"{out}{_data(facts)}</div>"


def _data(facts: Facts) -> str:
    """Where the hours of the year come from, and under what licence."""
    entries = ""
    for one in facts.data:
        columns = ", ".join(words_and_unit(name)[0] for name in one.columns)
        licence = f" Licence: {escape(one.licence)}." if one.licence else ""
        entries += (
            f"<li><b>{escape(one.source)}</b>: {escape(columns)} of {escape(', '.join(one.sites))}, "
            f'<span class="ev">{escape(one.evidence)}</span>.{licence}</li>'
        )
    count = len(facts.data)
    words = f"Show the {count} source{'s' if count > 1 else ''} of the series over the year, with their licences"
    return f'<details><summary>{words}</summary><ul class="src">{entries}</ul></details>' if entries else ""


def _table(rows: list[Input], label: str) -> str:
    heads = '<th scope="col">Input</th><th scope="col" class="n">P50</th><th scope="col" class="n">P10–P90</th><th scope="col">Unit</th>'
    heads += '<th scope="col">Evidence</th><th scope="col">Source</th><th scope="col" class="n">Effect on cost</th><th scope="col">at</th>'
    body = ""
    for row in rows:
        effect = signed(percent(row.effect_share)) if abs(row.effect_share) >= 0.005 else "–"
        body += (
            f'<tr id="in-{escape(row.key)}-{escape(row.site)}"><th scope="row">{escape(row.name)}</th><td '
            f'class="n">{escape(short(row.p50))}</td>'
            f'<td class="n">{escape(interval(row.p10, row.p90, short))}</td><td>{escape(row.unit)}</td><td><span '
            f'class="ev">{escape(row.evidence)}</span></td>'
            f'<td><a href="#{anchor(row.source)}">{escape(row.source)}</a></td><td class="n">{escape(effect)}</td>'
            f"<td>{escape(row.effect_site if effect != '–' else '')}</td></tr>"
        )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="wide"><thead><tr>{heads}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def _sources(facts: Facts, named: list[str]) -> str:
    """What the source names stand for; links only to the web."""
    entries = ""
    for source in sorted(set(named)):
        row = facts.sources.get(source)
        if row is None:
            entries += f'<li id="{anchor(source)}">{escape(source)}</li>'
            continue
        words = ". ".join(clean(row[k], 200).rstrip(".") for k in ("author", "title", "year") if row.get(k))
        url = clean(row.get("url", ""), 300)
        link = (
            f' <a href="{escape(url)}" rel="noopener noreferrer">{escape(url.split("//", 1)[1].split("/", 1)[0])}</a>'
            if url.startswith(("https://", "http://"))
            else ""
        )
        licence = f" Licence: {escape(clean(row['licence'], 80))}." if row.get("licence") else ""
        entries += f'<li id="{anchor(source)}"><b>{escape(source)}</b> {escape(words)}.{link}{licence}</li>'
    return f'<ul class="src">{entries}</ul>'
