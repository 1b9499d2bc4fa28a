"""``gigasite options``: what the rights to wait, to build in stages and to stop again are worth at a site."""

from __future__ import annotations

from typing import Any

import click

from gigasite.cli.compare import load
from gigasite.cli.options import Output, common, head

__all__ = ["commands"]


def _shares(text: str) -> tuple[float, ...]:
    from gigasite.errors import ParameterError

    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ParameterError(f"{text!r} are no shares", parameter="stages", value=text, hint="such as 0.25,0.75") from None


@click.command()
@click.argument("scenario", required=False)
@click.option("--site", "key", help="Key of the site; default: the first converted mine, else the reference.")
@click.option("--wait-years", type=click.IntRange(0, 50), default=5, show_default=True, help="How long it may wait.")
@click.option("--stages", default="0.25,0.75", show_default=True, help="Shares of the site that are built one after the other.")
@click.option("--volatility", type=float, help="Of the rent, per square root of a year; default: gpu_rent_volatility.")
@click.option("--drift", type=float, default=0.0, show_default=True, help="Expected relative change of the rent in a year.")
@click.option("--paths", type=click.IntRange(100, 1_000_000), default=20_000, show_default=True, help="Simulated paths.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the paths; default: that of the scenario.")
@common
def options(
    scenario: str | None,
    key: str | None,
    wait_years: int,
    stages: str,
    volatility: float | None,
    drift: float,
    paths: int,
    seed: int | None,
    json_file: str | None,
    color: str,
    debug: bool,
) -> None:
    """Value the rights to wait, to build in stages and to abandon a site of SCENARIO while the rent is uncertain.

    Without SCENARIO: the converted mine of the seed systems.
    """
    from gigasite import site_options
    from gigasite.errors import ParameterError

    out = Output(json_file, color)
    chosen = load(scenario)
    first = next((k for k, site in chosen.sites.items() if site.type == "converted_mine"), chosen.reference)
    if (key or first) not in chosen.sites:
        raise ParameterError(f"no site has the key {key!r}", parameter="site", value=key, hint=f"sites: {', '.join(chosen.sites)}")
    more = {} if volatility is None else {"volatility": volatility}
    found = site_options.options(
        chosen.sites[key or first], wait_years=wait_years, stages=_shares(stages), drift_per_yr=drift, paths=paths, seed=seed, **more
    )
    out.json({**head("options", chosen), "options": found.to_dict()})
    out.print(_text(found, out))
    out.finish()


def _text(found: Any, out: Output) -> str:
    import textwrap

    from gigasite.report.numbers import short
    from gigasite.report.terminal_style import Style
    from gigasite.report.text import clean, plain

    style = Style(out.colour)
    lines = [style.bold(line) for line in textwrap.wrap(clean(found.sentence, 800), max(40, out.width), break_on_hyphens=False)]
    heads = ("M USD", "worth", "± (1 s.e.)", "lattice", "premium")
    rows = [
        (row.right, *(plain(short(v / 1e6)) for v in (row.value_usd, row.standard_error_usd, row.lattice_usd, row.premium_usd)))
        for row in found.rows
    ]
    widths = [max(len(row[k]) for row in (heads, *rows)) for k in range(len(heads))]
    lines += [
        "",
        *(
            "  ".join([f"{row[0]:<{widths[0]}}", *(f"{c:>{w}}" for c, w in zip(row[1:], widths[1:], strict=True))])
            for row in (heads, *rows)
        ),
    ]
    lines += ["", f"volatility {found.volatility:g}, drift {found.drift_per_yr:g} a year, {found.paths:,} paths, seed {found.seed}"]
    lines += ["A worth holds the NPV of the path taken: it is not added to an NPV."]
    return "\n".join(lines)


commands = {"options": options}
