"""``gigasite new-plugin``: a package to begin with."""

from __future__ import annotations

import click

from gigasite.cli.options import Output, common, head
from gigasite.testing.template import KINDS

__all__ = ["commands"]


@click.command("new-plugin")
@click.argument("folder", metavar="DIR")
@click.option("--kind", type=click.Choice(list(KINDS)), default="site", show_default=True, help="What the plugin adds.")
@common
def new_plugin(folder: str, kind: str, json_file: str | None, color: str, debug: bool) -> None:
    """Write a plugin into the new folder DIR: a package that installs and passes `gigasite check`, with tests, a page and CI."""
    from gigasite.testing.template import new_plugin as write

    out = Output(json_file, color)
    files = write(folder, kind)
    out.json({**head("new-plugin"), "kind": kind, "files": [str(file) for file in files]})
    out.print("\n".join([*(str(file) for file in files), "", f'next: cd {folder} && pip install -e ".[test]" && pytest']))
    out.finish()


commands = {"new-plugin": new_plugin}
