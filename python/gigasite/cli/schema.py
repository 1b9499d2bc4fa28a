"""``gigasite schema``: the JSON Schema of a scenario, for editors."""

from __future__ import annotations

import json

import click

from gigasite.cli.options import Output, common

__all__ = ["commands"]


@click.command()
@common
def schema(json_file: str | None, color: str, debug: bool) -> None:
    """Print the JSON Schema of a scenario with everything that the installed plugins can read.

    Name it in the first line of a TOML file, so that an editor completes keys and shows units: #:schema gigasite.schema.json
    """
    from gigasite.scenario.schema import json_schema

    out = Output(json_file, color)
    found = json_schema()
    out.json(found)
    if not json_file:
        out.print(json.dumps(found, indent=1, ensure_ascii=False))
    out.finish()


commands = {"schema": schema}
