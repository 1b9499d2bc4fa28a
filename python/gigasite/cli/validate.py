"""``gigasite validate``: the reference cases, what was expected and what came out."""

from __future__ import annotations

import click

from gigasite.cli import DEFECT
from gigasite.cli.options import Output, common, head

__all__ = ["commands"]


@click.command()
@click.option("--only", metavar="TEXT", help="Only cases with this text in their id or model.")
@click.option("--files", type=click.Path(exists=True, file_okay=False), help="Folder of the third-party files that a few cases read.")
@common
@click.pass_context
def validate(ctx: click.Context, only: str | None, files: str | None, json_file: str | None, color: str, debug: bool) -> None:
    """Run the reference cases in the package: model, source, expected, got, error."""
    from gigasite.report.terminal_style import Style
    from gigasite.validation import validate as run

    out = Output(json_file, color)
    table = run(only, files=files)
    out.json({**head("validate"), **table.to_dict()})
    lines = table.table().split("\n")
    style = Style(out.colour)
    out.print("\n".join([style.dim(lines[0]), *lines[1:-1], style.bold(lines[-1])]))
    out.finish()
    if not table.ok:
        ctx.exit(DEFECT)


commands = {"validate": validate}
