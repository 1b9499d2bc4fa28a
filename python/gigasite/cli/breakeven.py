"""``gigasite breakeven``: where two sites are even, or why nowhere; over two inputs, the map of it."""

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
@click.option(
    "--vary",
    multiple=True,
    metavar="KEY[=LOW:HIGH]",
    help="Input: KEY, sites.SITE.KEY or shared.NAME, with its range; default launch_price_usd_per_kg. Two make a map.",
)
@click.option("--metric", default="lcoc_usd_per_gpu_h", show_default=True, help="What is to be even.")
@click.option("--draws", type=click.IntRange(1, 10_000_000), help="Number of draws; default: that of the scenario.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the draws; default: that of the scenario.")
@click.option("--low", type=float, help="Lowest value searched; default: the lowest that is legal.")
@click.option("--high", type=float, help="Highest value searched; default: the highest that is legal.")
@click.option("--n", type=click.IntRange(2, 257), help="Values of each input of a map; default 17.")
@click.option("--html", metavar="FILE", help="Write the map as a page.")
@common
def breakeven(
    scenario: str | None,
    a: str | None,
    b: str | None,
    vary: tuple[str, ...],
    metric: str,
    draws: int | None,
    seed: int | None,
    low: float | None,
    high: float | None,
    n: int | None,
    html: str | None,
    json_file: str | None,
    color: str,
    debug: bool,
) -> None:
    """Find the value of one input at which a site of SCENARIO matches another, or say why there is none; of two inputs, draw the map.

    Without SCENARIO: the seed systems, orbit against Texas.
    """
    import gigasite as gs
    from gigasite.errors import ParameterError

    package: Any = gs
    out = Output(json_file, color)
    chosen = load(scenario)
    first, second = a or list(chosen.sites)[-1], b or chosen.reference
    inputs = [_input(text) for text in vary or ("launch_price_usd_per_kg",)]
    if len(inputs) > 2:
        raise ParameterError("one input, or two for a map", parameter="vary", value=len(inputs), low=1, high=2)
    if len(inputs) == 2:
        if draws is not None or seed is not None or low is not None or high is not None:
            raise ParameterError("a map has no draws and its ranges stand in --vary", parameter="vary", hint="write --vary KEY=LOW:HIGH")
        (x, x_range), (y, y_range) = inputs
        more = {} if n is None else {"n": n}
        drawn = package.breakeven_map(chosen, first, second, x, y, metric, x_range=x_range, y_range=y_range, **more)
        out.json({**head("breakeven", chosen), "map": drawn.to_dict()})
        if html:
            drawn.to_html(html, command=_command(scenario, first, second, vary, metric, n))
        out.print(_map_text(drawn, out))
        out.finish()
        return
    if html is not None or n is not None:
        raise ParameterError("only a map of two inputs is drawn", parameter="html" if html else "n", hint="give --vary twice")
    key, ends = inputs[0]
    if ends is not None and (low is not None or high is not None):
        raise ParameterError("the range stands twice", parameter="low", value=low, hint="write it in --vary or as --low and --high")
    low, high = ends or (low, high)
    found = package.breakeven(chosen, first, second, vary=key, metric=metric, draws=draws, seed=seed, low=low, high=high)
    out.json({**head("breakeven", chosen), "seed": found.seed, "draws": found.draws, "breakeven": found.to_dict()})
    out.print(_text(found, out))
    out.finish()


def _input(text: str) -> tuple[str, tuple[float, float] | None]:
    """``KEY`` or ``KEY=LOW:HIGH``."""
    from gigasite.errors import ParameterError

    key, equals, ends = text.partition("=")
    if not equals:
        return key.strip(), None
    try:
        low, high = (float(part) for part in ends.split(":"))
    except ValueError:
        raise ParameterError(f"{text!r} is no range", parameter="vary", value=text, hint="write KEY=LOW:HIGH") from None
    return key.strip(), (low, high)


def _command(scenario: str | None, a: str, b: str, vary: tuple[str, ...], metric: str, n: int | None) -> str:
    """The command that gives the same page."""
    parts = ["gigasite", "breakeven", *([scenario] if scenario else []), "--site", a, "--against", b]
    parts += [part for text in vary for part in ("--vary", text)] + ["--metric", metric] + ([] if n is None else ["--n", str(n)])
    return " ".join(parts)


def _map_text(found: Any, out: Output) -> str:
    """The finding, and the map at a few places: ratios of a cost, differences of anything else."""
    import textwrap

    from gigasite.report.numbers import short, with_unit
    from gigasite.report.terminal_style import Style
    from gigasite.report.text import clean, plain

    style = Style(out.colour)
    lines = [style.bold(line) for line in textwrap.wrap(clean(found.sentence, 800), max(40, out.width), break_on_hyphens=False)]
    cost = found.metric.startswith("lcoc")
    values = found.ratio if cost else found.difference
    columns, rows = (range(0, len(axis.values), max(1, (len(axis.values) - 1) // 4)) for axis in (found.x, found.y))
    table = [["", *(plain(with_unit(found.x.values[i], found.x.unit)) for i in columns)]]
    for j in reversed(rows):
        table.append([plain(with_unit(found.y.values[j], found.y.unit)), *(plain(short(float(values[j, i]))) for i in columns)])
    widths = [max(len(row[k]) for row in table) for k in range(len(table[0]))]
    body = ["  ".join(f"{cell:>{size}}" for cell, size in zip(row, widths, strict=True)) for row in table]
    a, b = (clean(title) for title in found.titles)
    what = f"{a} as a multiple of {b}" if cost else f"{found.metric} of {a} less that of {b}"
    return "\n".join([*lines, "", style.dim(f"{what}: {found.y.words} down, {found.x.words} across"), style.dim(body[0]), *body[1:]])


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
