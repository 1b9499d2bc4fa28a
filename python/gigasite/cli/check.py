"""``gigasite check``: whether an installed plugin keeps what its records promise."""

from __future__ import annotations

import click

from gigasite.cli import BAD_INPUT
from gigasite.cli.options import Output, common, head

__all__ = ["commands"]


@click.command()
@click.argument("distribution", metavar="DIST")
@common
@click.pass_context
def check(ctx: click.Context, distribution: str, json_file: str | None, color: str, debug: bool) -> None:
    """Check a plugin: every promise of every record of DIST (a distribution, or the name of a plugin or record).

    The exit code is 2 where a promise is broken. The promises are those of gigasite.testing.
    """
    from gigasite.report.terminal_style import Style
    from gigasite.report.text import clean
    from gigasite.testing.conformance import check_distribution

    out = Output(json_file, color)
    report = check_distribution(distribution)
    out.json({**head("check"), **report.to_dict()})
    style = Style(out.colour)
    lines = [clean(line, 500) if line.strip() else line for line in str(report).split("\n")]
    indented = [("  " if raw.startswith("  ") else "") + line for raw, line in zip(str(report).split("\n"), lines, strict=True)]
    out.print("\n".join(style.red(line) if "BROKEN" in line or line.startswith("failed") else line for line in indented))
    out.finish()
    if not report.ok:
        ctx.exit(BAD_INPUT)


commands = {"check": check}
