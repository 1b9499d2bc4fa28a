"""``gigasite run``: one site, every input at its middle, all measures."""

from __future__ import annotations

from typing import Any

import click

from gigasite.cli.compare import load
from gigasite.cli.options import Output, common, head

__all__ = ["commands"]


@click.command()
@click.argument("scenario", required=False)
@click.option("--site", "key", help="Key of the site; default: the first of the scenario.")
@click.option(
    "--step-s", type=click.FloatRange(60, 3600), default=3600, show_default=True, help="Step of a site on the ground, in seconds."
)
@common
def run(scenario: str | None, key: str | None, step_s: float, json_file: str | None, color: str, debug: bool) -> None:
    """Simulate one site of SCENARIO for a year, every input at its middle. Without SCENARIO: the seed systems."""
    import gigasite as gs

    package: Any = gs
    out = Output(json_file, color)
    chosen = load(scenario)
    key = key or next(iter(chosen.sites))
    if key not in chosen.sites:
        raise gs.ParameterError(f"no site has the key {key!r}", parameter="site", value=key, hint=f"sites: {', '.join(chosen.sites)}")
    site = chosen.sites[key]
    result = package.simulate(site, step_s=step_s)
    metrics = {
        name: (value if value is not None else {"none_because": result.none_because[name]}) for name, value in result.metrics.items()
    }
    body = {
        "title": site.title,
        "type": site.type,
        "region": getattr(site, "region", None),
        "metrics": metrics,
        "waterfall": dict(result.waterfall),
        "notes": list(result.notes),
    }
    out.json({**head("run", chosen), "sites": {key: body}})
    out.print(_text(site, result, out))
    out.finish()


def _text(site: Any, result: Any, out: Output) -> str:
    from gigasite.report.numbers import short
    from gigasite.report.terminal_style import Style
    from gigasite.report.text import clean, plain

    style = Style(out.colour)
    widest = max(len(name) for name in result.metrics)
    lines = [f"{style.bold(clean(site.title))} · one year, every input at its middle", ""]
    for name, value in result.metrics.items():
        shown = plain(short(float(value))) if value is not None else "none"
        why = f"  {style.dim(clean(result.none_because[name]))}" if value is None else ""
        lines.append(f"{name:<{widest}}  {style.bold(f'{shown:>10}')}{why}")
    lines += ["", *(style.dim(f"note  {clean(n)}") for n in result.notes)]
    return "\n".join(lines).rstrip()


commands = {"run": run}
