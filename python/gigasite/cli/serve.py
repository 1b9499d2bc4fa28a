"""``gigasite serve``: the comparison on a page of this machine, with the inputs that decide to move."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from gigasite.cli.compare import load, with_values
from gigasite.cli.options import Output, Progress, common, head

__all__ = ["commands"]


@click.command()
@click.argument("scenario", required=False)
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="Hold an input: KEY, sites.SITE.KEY or shared.NAME; again for more."
)
@click.option("--draws", type=click.IntRange(1, 10_000_000), help="Number of draws; default: that of the scenario.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the draws; default: that of the scenario.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port on 127.0.0.1; 0 is any that is free. Default: 8765, or one that is free.")
@click.option("--open/--no-open", "opens", default=True, help="Open the page in the browser; default: yes, on a terminal.")
@common
def serve(
    scenario: str | None,
    given: tuple[str, ...],
    draws: int | None,
    seed: int | None,
    port: int | None,
    opens: bool,
    json_file: str | None,
    color: str,
    debug: bool,
) -> None:
    """Change the inputs of SCENARIO on a page and see the comparison follow. Ctrl-C ends it.

    Without SCENARIO: the five seed systems. The page is served to this machine alone, at an address that holds a secret; with --json the
    address is written as JSON when the page is ready.
    """
    from gigasite.serving.server import Server
    from gigasite.serving.study import Study

    chosen = with_values(load(scenario), given)
    server = Server(port)  # first, so that a port that is taken is told before anything is simulated
    try:
        progress = Progress()
        try:
            study = Study(chosen, draws, seed, file=os.path.basename(scenario) if scenario else None, given=given, progress=progress)
        finally:
            progress.close()
        server.show(study)
        out = Output(json_file, color)
        out.json({**head("serve", chosen), "address": server.address, "port": server.port, "inputs": [one.name for one in study.controls]})
        out.print(f"{server.address}\nCtrl-C ends it.")
        out.finish()
        if opens and sys.stdout.isatty():
            _open(server.address)
        server.run()
        if not out.quiet:
            click.echo("\nended", err=True)
    finally:
        server.close()


def _open(address: str) -> Any:
    import webbrowser

    return webbrowser.open(address)


commands = {"serve": serve}
