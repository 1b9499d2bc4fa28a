"""What the articles that started the project claim, against the correct figure and against these results."""

from __future__ import annotations

import csv
import functools
from importlib import resources

from gigasite.report.facts import Facts, SiteFacts
from gigasite.report.numbers import interval, percent, short
from gigasite.report.text import escape

UNITS = {
    "lcoc_usd_per_gpu_h": "$/GPU-h",
    "capex_usd_per_kw_it": "$/kW",
    "kg_per_kw_it": "kg/kW",
    "radiator_area_m2": "m²",
    "mass_kg": "kg",
    "heat_sold_mwh": "MWh",
    "time_to_power_months": "months",
    "npv_usd": "$",
    "delivered_share": "%",
    "sunlit_fraction": "%",
    "erf": "%",
    "irr": "%",
    "availability": "%",
}
WORDS = {
    "lcoc_usd_per_gpu_h": "cost",
    "capex_usd_per_kw_it": "capital",
    "kg_per_kw_it": "mass",
    "radiator_area_m2": "radiator",
    "mass_kg": "mass",
    "heat_sold_mwh": "heat sold",
    "time_to_power_months": "first power after",
    "npv_usd": "net present value",
    "delivered_share": "delivered share",
    "sunlit_fraction": "in sunlight",
    "erf": "energy reused",
    "irr": "return",
    "availability": "availability",
    "pue": "PUE",
}


@functools.cache
def table() -> tuple[dict[str, str], ...]:
    """Rows of ``data/claims.csv``."""
    return tuple(csv.DictReader(resources.files("gigasite").joinpath("data/claims.csv").read_text("utf-8").splitlines()))


def result_words(site: SiteFacts, metric: str) -> str:
    """``delivered share 36 % (26–46)``, or why there is none."""
    quantity = site.measures.get(metric)
    if quantity is None:
        return ""
    if not quantity.exists:
        return f"none: {quantity.none_because}"
    unit, name = UNITS.get(metric, ""), WORDS.get(metric, metric.replace("_", " "))
    if unit == "%":
        return f"{name} {percent(quantity.p50)} ({interval(quantity.p10, quantity.p90, lambda v: f'{100 * v:.0f}')})"
    return f"{name} {short(quantity.p50)} ({interval(quantity.p10, quantity.p90, short)}) {unit}".strip()


def section(facts: Facts) -> str:
    """Claims on the kinds of site in this comparison: those with a result first, the rest under a fold."""
    by_kind = {s.kind: s for s in facts.sites}
    rows = [(row, by_kind[row["site"]]) for row in table() if row["site"] in by_kind]
    tested = [(row, site, words) for row, site in rows if row["metric"] and (words := result_words(site, row["metric"]))]
    if not tested:
        return ""
    rest = [(row, site, "") for row, site in rows if not any(row is t[0] for t in tested)]
    out = (
        '<h2 id="claims">What the articles claim</h2><p>Press claims on these kinds of site, the checked figure, and '
        "what this comparison gives.</p>"
    )
    out += f'<div class="fig long">{_table(tested, True, "Claims with a result")}'
    if rest:
        out += f"<details><summary>Show the other {len(rest)} claims</summary>{_table(rest, False, 'More claims')}</details>"
    return out + "</div>"


def _table(rows: list[tuple[dict[str, str], SiteFacts, str]], results: bool, label: str) -> str:
    heads = ["Claim", "Verdict", "What stands", *(["This comparison"] if results else [])]
    body = ""
    for row, site, words in rows:
        stands = escape(row["correct"]) + (f" ({escape(row['source'])})" if row["source"] else "")
        cells = [escape(row["verdict"]), stands, *([f"{escape(site.title)}: {escape(words)}"] if results else [])]
        inner = "".join(f'<td data-head="{head}">{cell}</td>' for head, cell in zip(heads[1:], cells, strict=True))
        body += f'<tr><th scope="row">{escape(row["claim"])}</th>{inner}</tr>'
    head = "".join(f'<th scope="col">{h}</th>' for h in heads)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="claims"><thead><tr>{head}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )
