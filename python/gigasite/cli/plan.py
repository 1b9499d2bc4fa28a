"""``gigasite plan``: where a demand of computing power goes, year by year."""

from __future__ import annotations

from typing import Any

import click

from gigasite.cli.options import Output, common, head

__all__ = ["commands"]

SHOWN = 8


def _demand(given: tuple[str, ...]) -> dict[int, float]:
    from gigasite.errors import ParameterError

    found = {}
    for text in given:
        year, equals, value = text.partition("=")
        try:
            if not equals:
                raise ValueError(text)
            found[int(year)] = float(value)
        except ValueError:
            raise ParameterError(
                f"{text!r} is not a demand", parameter="demand", value=text, hint="write YEAR=GW, such as 2030=20"
            ) from None
    return found


@click.command()
@click.argument("scenario", required=False)
@click.option(
    "--demand", multiple=True, metavar="YEAR=GW", help="IT power at the end of a year; may be given again. Default: that of the scenario."
)
@click.option("--draws", type=click.IntRange(1, 1_000_000), help="Number of draws; default: at most 200.")
@click.option("--html", metavar="FILE", help="Write the plan as a page: what is in service by year against the demand.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the draws; default: that of the scenario.")
@common
def plan(
    scenario: str | None,
    demand: tuple[str, ...],
    draws: int | None,
    html: str | None,
    seed: int | None,
    json_file: str | None,
    color: str,
    debug: bool,
) -> None:
    """Spread a demand over years and over the sites of SCENARIO. Without SCENARIO: the national seed S5."""
    import gigasite as gs
    from gigasite import planning

    package: Any = gs
    out = Output(json_file, color)
    chosen = package.example("seed_s5_national") if scenario is None else package.load(scenario)
    found = planning.plan(chosen, _demand(demand) or None, draws=draws, seed=seed)
    out.json({**head("plan", chosen), "seed": found.seed, "draws": found.draws, "plan": found.to_dict()})
    if html:
        options = [f"--demand {text}" for text in demand] + [f"--draws {found.draws}", f"--seed {found.seed}"]
        found.to_html(html, command=" ".join(["gigasite plan", *([scenario] if scenario else []), *options]))
    out.print(_text(found, chosen))
    out.finish()


def _text(found: Any, scenario: Any) -> str:
    from gigasite.report.numbers import percent, short
    from gigasite.report.text import clean, plain

    used = [key for key in scenario.sites if any(row["site"] == key and row["in_service_gw"] > 0 for row in found.rows)]
    titles = [clean(scenario.sites[key].title) for key in used]
    widths = [max(8, len(title)) for title in titles]
    lines = ["GW in service at the end of the year", ""]
    header = [f"{title:>{width}}" for title, width in zip(titles, widths, strict=True)]
    lines.append("  ".join(["year", f"{'demand':>8}", *header, f"{'short':>8}", f"{'P(short)':>8}"]))
    service = {(row["year"], row["site"]): row["in_service_gw"] for row in found.rows}
    for year, wanted in found.demand_gw.items():
        cells = [f"{plain(short(service[year, key])):>{width}}" for key, width in zip(used, widths, strict=True)]
        ends = [f"{plain(short(found.shortfall_gw[year])):>8}", f"{percent(found.shortfall_probability[year]):>8}"]
        lines.append("  ".join([str(year), f"{plain(short(wanted)):>8}", *cells, *ends]))
    low, high = (plain(short(value / 1e9)) for value in found.cost_interval_usd)
    lines += ["", f"cost {plain(short(found.cost_usd / 1e9))} bn USD in all (P10 to P90 {low} to {high})"]
    for one in found.binding[:SHOWN]:
        mended = f", {plain(short(one.gw_years))} GW-years less short" if one.gw_years > 0 else ""
        lines.append(f"binds: {clean(one.constraint)} in {one.year}: one more saves {plain(short(one.usd_per_gw / 1e9))} bn USD{mended}")
    if len(found.binding) > SHOWN:
        lines.append(f"{len(found.binding) - SHOWN} more in --json")
    return "\n".join([*lines, f"seed {found.seed}, {found.draws} draws"])


commands = {"plan": plan}
