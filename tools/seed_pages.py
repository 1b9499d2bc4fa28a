"""Writes the figures of ``docs/seeds/*.md``: each block between markers is what a command prints today.

    python tools/seed_pages.py             # 2,000 draws, seed 1
    python tools/seed_pages.py --draws 200

A block is ``<!-- compare SCENARIO -->``, ``<!-- drives SCENARIO SITE [AGAINST] -->``, ``<!-- breakeven SCENARIO A B KEY -->``,
``<!-- ladder SCENARIO SITE GROUND -->`` or ``<!-- sure SCENARIO SITE -->``, up to ``<!-- end -->``. The words around the blocks hold no
figure that a run can change. With ``--only orbit`` one page is written.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

import gigasite as gs
from gigasite.break_even import breakeven_of
from gigasite.comparison import Comparison
from gigasite.heat_limits import LIMITS, WORDS
from gigasite.report.figures.assumptions import words_and_unit
from gigasite.report.numbers import interval, money, percent, short
from gigasite.sites.orbit_ladder import ladder

PAGES = Path(__file__).parents[1] / "docs" / "seeds"
COST = "lcoc_usd_per_gpu_h"
SEED = 1
ROWS = 8


class Writer:
    """Runs each scenario once and fills the blocks of the pages."""

    def __init__(self, draws: int) -> None:
        self.draws = draws
        self.made: dict[str, Comparison] = {}

    def comparison(self, name: str) -> Comparison:
        if name not in self.made:
            self.made[name] = gs.compare(gs.example(name), draws=self.draws, seed=SEED)
        return self.made[name]

    def compare(self, name: str) -> str:
        found = self.comparison(name)
        command = f"gs.compare(gs.example({name!r}), draws={self.draws}, seed={SEED})"
        if name == "seeds":
            command = f"gigasite compare --draws {self.draws} --seed {SEED}"
        rows = [
            "| site | $ per delivered GPU-h: P50 (P10–P90) | cheaper than the reference | delivered "
            "| kg CO₂e/GPU-h | L/GPU-h | heat sold, kWh/GPU-h | first power, months |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for key, one in found.sites.items():
            low, middle, high = one[COST].quantile([0.1, 0.5, 0.9])
            beats = "reference" if key == found.reference else percent(found.probability(key, "<", found.reference), of_draws=True)
            cells = [
                one.site.title,
                f"{money(middle)} ({interval(low, high)})",
                beats,
                percent(one["delivered_share"].quantile(0.5)),
                *(
                    self._cell(one, metric)
                    for metric in ("co2_kg_per_gpu_h", "water_l_per_gpu_h", "heat_kwh_per_gpu_h", "time_to_power_months")
                ),
            ]
            rows.append("| " + " | ".join(cells) + " |")
        return f"`{command}`\n\n" + "\n".join(rows)

    @staticmethod
    def _cell(one: gs.Sample, metric: str) -> str:
        column = one[metric]
        return "none" if column.none_because is not None else short(column.quantile(0.5))

    def drives(self, name: str, site: str) -> str:
        found = gs.sensitivity(gs.example(name).sites[site])
        rows = ["| input | P10 | P90 | $/GPU-h at P10 | $/GPU-h at P90 |", "|---|---|---|---|---|"]
        factors = {factor.key: factor for factor in found.factors}
        for row in found.rows[:ROWS]:
            words, unit = words_and_unit(row["key"], factors[row["key"]].row_unit)
            ends = [short(row["low"]), short(row["high"])]
            unit = f" [{unit}]" if unit else ""
            rows.append(f"| {words}{unit} | {ends[0]} | {ends[1]} | {row['metric_at_low']:.2f} | {row['metric_at_high']:.2f} |")
        head = f"Each input alone from its P10 to its P90, the others at their P50, where the cost is {money(found.base)}"
        file = "" if name == "seeds" else f" {name}.toml"
        return f"{head} (`gigasite sensitivity{file} --site {site}`):\n\n" + "\n".join(rows)

    def breakeven(self, name: str, a: str, b: str, key: str) -> str:
        found = breakeven_of(self.comparison(name), a, b, key)
        text = found.sentence
        if found.interval is not None:
            low, high = (None if end is None else short(end) for end in found.interval)
            text += f" P10 to P90 of the draws: {low or f'below {short(found.low)}'} to {high or f'above {short(found.high)}'}."
        return f"> {text}"

    def sure(self, name: str, site: str) -> str:
        column = self.comparison(name).sites[site][COST]
        parts = []
        for q in (0.1, 0.5, 0.9):
            low, high = column.interval_of_quantile(q)
            parts.append(f"P{100 * q:.0f} lies between {money(low)} and {money(high)}")
        return f"With {self.draws:,} draws, nine times in ten, {', '.join(parts)}."

    def ladder(self, name: str, site: str, ground: str) -> str:
        sites = gs.example(name).sites
        run = gs.simulate(sites[ground])
        rows = ["| rung | $/GPU-h | so far |", "|---|---|---|"]
        reached = 0.0
        for rung in ladder(sites[site]):
            reached += rung.usd_per_gpu_h
            rows.append(f"| {rung.part} | {rung.usd_per_gpu_h:.2f} | {reached:.2f} |")
        cost, chips = run.metrics[COST], run.items["chips"]
        head = f"{sites[ground].title}, every input central: {money(cost)}, of which chips {money(chips)} "
        head += f"and all that is built and bought for them {money(cost - chips)}."
        return head + " In orbit:\n\n" + "\n".join(rows)

    def limits(self, name: str, site: str) -> str:
        run = gs.simulate(gs.example(name).sites[site])
        limit, sold = run.series["heat_limit"], run.series["heat_sold_mw"]
        rows = ["| what kept it from selling more | hours | heat sold in them, MWh |", "|---|---|---|"]
        for key, hours in run.heat_limits.items():
            amount = float(sold[limit == LIMITS.index(key)].sum()) * run.series.step_s / 3600.0
            rows.append(f"| {WORDS[key]} | {hours:,.0f} | {amount:,.0f} |")
        return f"`gs.simulate(gs.example({name!r}).sites[{site!r}]).heat_limits`, one year with every input at its middle:\n\n" + "\n".join(
            rows
        )

    def fill(self, text: str) -> str:
        kinds: dict[str, Callable[..., str]] = {
            "compare": self.compare,
            "drives": self.drives,
            "breakeven": self.breakeven,
            "ladder": self.ladder,
            "sure": self.sure,
            "limits": self.limits,
        }

        def block(match: re.Match[str]) -> str:
            kind, *words = match[1].split()
            return f"<!-- {match[1]} -->\n{kinds[kind](*words)}\n<!-- end -->"

        return re.sub(r"<!-- ((?:compare|drives|breakeven|ladder|sure|limits)[^>]*?) -->\n.*?<!-- end -->", block, text, flags=re.S)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--only", default="*", metavar="PAGE")
    arguments = parser.parse_args()
    writer = Writer(arguments.draws)
    for page in sorted(PAGES.glob(f"{arguments.only}.md")):
        text = page.read_text("utf-8")
        page.write_text(writer.fill(text), "utf-8")


if __name__ == "__main__":
    main()
