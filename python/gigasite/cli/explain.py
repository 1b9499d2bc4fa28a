"""``gigasite explain``: where a number comes from."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from gigasite.cli.options import Output, common, head

__all__ = ["commands"]


@click.command()
@click.argument("name")
@click.option("--site", "key", help="Key of a site: its value of the parameter, and how much that moves the cost there.")
@click.option("--scenario", metavar="FILE", help="Scenario of the site; default: the five seed systems.")
@common
def explain(name: str, key: str | None, scenario: str | None, json_file: str | None, color: str, debug: bool) -> None:
    """Say what NAME is: a parameter, a metric or a function, with unit, value, interval, source and evidence."""
    from gigasite.explanation import explain as look_up

    out = Output(json_file, color)
    found = look_up(name, _site(scenario, key) if key else None)
    out.json({**head("explain"), "explain": found.to_dict()})
    out.print(_text(str(found), out))
    out.finish()


def _site(scenario: str | None, key: str) -> Any:
    from gigasite.cli.compare import load
    from gigasite.errors import ParameterError

    sites = load(scenario).sites
    if key not in sites:
        raise ParameterError(f"no site has the key {key!r}", parameter="site", value=key, hint=f"Sites: {', '.join(sites)}.")
    return sites[key]


def _text(text: str, out: Output) -> str:
    from gigasite.report.terminal_style import Style

    style = Style(out.colour)
    first, *rest = text.split("\n")
    lines = [style.bold(first)]
    for line in rest:
        if not line.startswith("  ") or "(function)" in first:
            lines.append(line)
            continue
        folded = textwrap.wrap(line, max(50, out.width), subsequent_indent=" " * 12, break_on_hyphens=False, drop_whitespace=True)
        lines += [f"  {style.dim(part[2:11])}{part[11:]}" if k == 0 else part for k, part in enumerate(folded)]
    return "\n".join(lines)


commands = {"explain": explain}
