"""``gigasite breakeven``: where two sites are even, or why nowhere."""

from __future__ import annotations

from typing import Any

import click

from gigasite.cli.compare import load
from gigasite.cli.options import Output, common, head

__all__ = ["commands"]


@click.command()
@click.argument("scenario", required=False)
@click.option("--site", "a", help="Key of the site that is to match; default: the last of the scenario.")
@click.option("--against", "b", help="Key of the site that it is held against; default: the reference of the scenario.")
@click.option("--vary", default="launch_price_usd_per_kg", show_default=True, help="Input: KEY, sites.SITE.KEY or shared.NAME.")
@click.option("--metric", default="lcoc_usd_per_gpu_h", show_default=True, help="What is to be even.")
@click.option("--draws", type=click.IntRange(1, 10_000_000), help="Number of draws; default: that of the scenario.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the draws; default: that of the scenario.")
@click.option("--low", type=float, help="Lowest value searched; default: the lowest that is legal.")
@click.option("--high", type=float, help="Highest value searched; default: the highest that is legal.")
@common
def breakeven(
    scenario: str | None,
    a: str | None,
    b: str | None,
    vary: str,
    metric: str,
    draws: int | None,
    seed: int | None,
    low: float | None,
    high: float | None,
    json_file: str | None,
    color: str,
    debug: bool,
) -> None:
    """Find the value of one input at which a site of SCENARIO matches another, or say why there is none.

    Without SCENARIO: the seed systems, orbit against Texas.
    """
    import gigasite as gs

    package: Any = gs
    out = Output(json_file, color)
    chosen = load(scenario)
    first, second = a or list(chosen.sites)[-1], b or chosen.reference
    found = package.breakeven(chosen, first, second, vary=vary, metric=metric, draws=draws, seed=seed, low=low, high=high)
    out.json({**head("breakeven", chosen), "seed": found.seed, "draws": found.draws, "breakeven": found.to_dict()})
    out.print(_text(found, out))
    out.finish()


def _text(found: Any, out: Output) -> str:
    import textwrap

    from gigasite.report.numbers import percent, short
    from gigasite.report.terminal_style import Style
    from gigasite.report.text import clean, plain

    style = Style(out.colour)
    lines = textwrap.wrap(clean(found.sentence, 800), max(40, out.width), break_on_hyphens=False)
    lines = [style.bold(line) for line in lines]
    rows = [("searched", f"{short(found.low)} to {short(found.high)} {found.unit if found.unit != '1' else ''}".rstrip())]
    if found.interval is not None:
        low, high = (None if end is None else short(end) for end in found.interval)
        rows.append(("P10 to P90", f"{low or f'below {short(found.low)}'} to {high or f'above {short(found.high)}'}"))
        rows.append(("turns in", f"{percent(found.share)} of {found.draws:,} draws"))
    rows.append(("seed", str(found.seed)))
    return "\n".join([*lines, "", *(f"{style.dim(f'{name:<11}')}{plain(text)}" for name, text in rows)])


commands = {"breakeven": breakeven}
