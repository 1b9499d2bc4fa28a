"""``gigasite compare``: the answer in one table, and as a page."""

from __future__ import annotations

import os
import shlex
from typing import Any

import click

from gigasite.cli import NOT_HELD, offered
from gigasite.cli.options import Output, Progress, common

__all__ = ["commands", "load", "with_values"]


def load(scenario: str | None) -> Any:
    """The scenario of a file, or the five seed systems."""
    import gigasite as gs

    package: Any = gs
    return package.example("seeds") if scenario is None else package.load(scenario)


def with_values(scenario: Any, given: tuple[str, ...]) -> Any:
    """The scenario with ``NAME=VALUE`` of the command line, checked like a file."""
    changes: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise click.UsageError(f"--set {text!r} is not NAME=VALUE, such as launch_price_usd_per_kg=300")
        try:
            changes[name.strip()] = float(value)
        except ValueError:
            changes[name.strip()] = value.strip()
    return scenario.replace(changes) if changes else scenario


@click.command()
@click.argument("scenario", required=False)
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="Hold an input: KEY, sites.SITE.KEY or shared.NAME; again for more."
)
@click.option("--draws", type=click.IntRange(1, 10_000_000), help="Number of draws; default: that of the scenario.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the draws; default: that of the scenario.")
@click.option("--html", "html_file", metavar="FILE", help="Write the report as one HTML page.")
@common
@click.pass_context
def compare(
    ctx: click.Context,
    scenario: str | None,
    given: tuple[str, ...],
    draws: int | None,
    seed: int | None,
    html_file: str | None,
    json_file: str | None,
    color: str,
    debug: bool,
) -> None:
    """Compare the sites of SCENARIO (TOML or YAML): cost, carbon, water, heat and time to power of a delivered GPU-hour.

    Without SCENARIO: the five seed systems.
    """
    import gigasite as gs

    package: Any = gs
    out = Output(json_file, color)
    chosen = with_values(load(scenario), given)
    numbers = {k: v for k, v in (("draws", draws), ("seed", seed)) if v is not None}
    progress = Progress()
    try:
        comparison = package.compare(chosen, **numbers, progress=progress)
    finally:
        progress.close()
    out.json(comparison.to_dict())
    if html_file:
        from gigasite.report import html

        out.file(html_file, html(comparison, command=_command(scenario, comparison, given)))
    if not out.quiet:
        from gigasite.report import terminal_table

        out.print(terminal_table(comparison, width=out.width, colour=out.colour, encoding=out.encoding, serve=offered("serve")))
    out.finish()
    if any(not held for held in _held(comparison)):
        ctx.exit(NOT_HELD)


def _held(comparison: Any) -> list[bool]:
    return [bool(a["held"]) for a in comparison.to_dict().get("asserts", ())]


def _command(scenario: str | None, comparison: Any, given: tuple[str, ...]) -> str:
    """The command that makes the same page."""
    name = f"{os.path.basename(scenario)} " if scenario else ""
    name += "".join(f"--set {shlex.quote(one)} " for one in given)
    return f"gigasite compare {name}--draws {comparison.draws} --seed {comparison.seed} --html report.html"


commands = {"compare": compare}
