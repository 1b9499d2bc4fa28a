"""``gigasite optimise``: the best design of a site within limits."""

from __future__ import annotations

import re
from typing import Any

import click

from gigasite.cli.compare import load
from gigasite.cli.options import Output, common, head
from gigasite.cli.sweep import varied

__all__ = ["commands"]


def _limits(given: tuple[str, ...]) -> dict[str, tuple[str, float]]:
    from gigasite.errors import ParameterError

    found = {}
    for text in given:
        parts = re.fullmatch(r"\s*(\w+)\s*(<=|>=|<|>)\s*(\S+)\s*", text)
        try:
            if parts is None:
                raise ValueError(text)
            found[parts[1]] = (parts[2], float(parts[3]))
        except ValueError:
            hint = "such as 'co2_kg_per_gpu_h<=0.3'"
            raise ParameterError(f"{text!r} is not a limit", parameter="limit", value=text, hint=hint) from None
    return found


def _years(text: str | None) -> Any:
    from gigasite.errors import ParameterError

    if text is None or text == "all":
        return text
    if not text.isascii() or not text.isdigit():
        raise ParameterError(f"{text!r} is no number of years", parameter="weather_years", value=text, hint='a number, or "all"')
    return int(text)


@click.command()
@click.argument("scenario", required=False)
@click.option("--vary", "vary", multiple=True, required=True, metavar="KEY=…", help="KEY=LOW:HIGH, or KEY=A,B,C; may be given again.")
@click.option("--site", "key", help="Key of the site; default: the reference of the scenario.")
@click.option("--minimise", default="lcoc_usd_per_gpu_h", show_default=True, help="Metric.")
@click.option("--limit", "limits", multiple=True, metavar="'METRIC<=VALUE'", help="A limit; may be given again.")
@click.option("--against", default="co2_kg_per_gpu_h", show_default=True, help="Second metric of the Pareto front.")
@click.option("--quantile", type=click.FloatRange(0, 1, min_open=True, max_open=True), help="Minimise this quantile over draws.")
@click.option("--draws", type=click.IntRange(1, 100_000), help="Draws of each design; default: every other input central.")
@click.option("--weather-years", metavar="N|all", help="Run each design in so many weather years of the place.")
@click.option("--n", type=click.IntRange(1, 1_000_000), default=512, show_default=True, help="Points of the screen.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Default: that of the scenario.")
@click.option("--no-bound", is_flag=True, help="Leave out the bound by linear programme.")
@common
def optimise(
    scenario: str | None,
    vary: tuple[str, ...],
    key: str | None,
    minimise: str,
    limits: tuple[str, ...],
    against: str,
    quantile: float | None,
    draws: int | None,
    weather_years: str | None,
    n: int,
    seed: int | None,
    no_bound: bool,
    json_file: str | None,
    color: str,
    debug: bool,
) -> None:
    """Find the design of a site of SCENARIO with the least of a metric. Without SCENARIO: the seed systems."""
    from gigasite import optimisation
    from gigasite.errors import ParameterError

    out = Output(json_file, color)
    chosen = load(scenario)
    name = key or chosen.reference
    if name not in chosen.sites:
        raise ParameterError(f"no site has the key {name!r}", parameter="site", value=name, hint=f"sites: {', '.join(chosen.sites)}")
    found = optimisation.optimise(
        chosen.sites[name],
        varied(vary),
        minimise,
        _limits(limits),
        quantile=quantile,
        draws=draws,
        weather_years=_years(weather_years),
        against=against,
        n=n,
        seed=seed,
        bound=not no_bound,
    )
    out.json({**head("optimise", chosen), "seed": found.seed, "optimum": found.to_dict()})
    out.print(_text(found, chosen.sites[name].title))
    out.finish()


def _text(found: Any, title: str) -> str:
    from gigasite.report.numbers import percent, short
    from gigasite.report.text import clean, plain

    lines = [f"{clean(title)}: {found.minimise} {plain(short(found.metric))} {found.unit}".rstrip()]
    lines += [f"  {name}  {clean(value) if isinstance(value, str) else plain(short(value))}" for name, value in found.values.items()]
    lines += [f"  kept: {limit}" for limit in found.limits]
    if found.bound is not None:
        lines.append(f"no sizing is below {plain(short(found.bound))}: at most {percent(found.gap)} are left")
    else:
        lines.append(f"no bound: {clean(found.bound_none_because)}")
    if found.weather_years is not None:
        what = "mean" if found.quantile is None else f"P{100 * found.quantile:g}"
        lines.append(f"{what} of {found.weather_years} weather years, every other input central")
    lines.append(f"{found.evaluations:,} designs, {len(found.front)} on the front against {found.against}, seed {found.seed}")
    return "\n".join(lines)


commands = {"optimise": optimise}
