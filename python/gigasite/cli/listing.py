"""What there is to choose from: site types, grid data sets, economic models, hardware, and the plugins that bring them."""

from __future__ import annotations

from typing import Any

import click

from gigasite.cli.options import Output, common, head

__all__ = ["commands"]

# Command -> hooks and the line of its help.
LISTS = {
    "sites": (("gigasite_site_types",), "Kinds of site that a scenario can name."),
    "grids": (
        ("gigasite_grid_datasets", "gigasite_weather_providers"),
        "Data sets of grids, heat networks and weather, with their places.",
    ),
    "economics": (("gigasite_economic_models",), "Economic models that a scenario can name."),
    "hardware": (("gigasite_hardware",), "Catalogues of accelerators, nodes and miners, with their items."),
    "plugins": ((), "Everything that plugins have registered, and what went wrong."),
}


def _records(hooks: tuple[str, ...]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    from gigasite.hooks import plugins

    found = plugins().to_dict()
    records = [r for r in found["records"] if not hooks or r["hook"] in hooks]
    return records, [f for f in found["failures"] if not hooks or f.get("hook") in hooks]


def _places(record: dict[str, Any]) -> list[str]:
    """Places of a provider or items of a catalogue; nothing when it cannot be loaded."""
    from gigasite.hooks import manager

    target = manager().resolve(record["hook"], record["name"])
    if record["hook"] == "gigasite_hardware":
        return sorted(target.items())
    return sorted(target.places())


def _list(name: str, json_file: str | None, color: str) -> None:
    hooks, _ = LISTS[name]
    records, failures = _records(hooks)
    if name in ("grids", "hardware"):
        for record in records:
            try:
                record["items"] = [] if record["error"] else _places(record)
            except Exception as error:  # a plugin may fail in any way; it is listed with its error and harms nobody
                record["error"], record["items"] = f"{type(error).__name__}: {error}", []
    out = Output(json_file, color)
    out.json({**head(name), "records": records, "failures": failures})
    out.print(_text(records, failures, out, with_hook=name == "plugins"))
    out.finish()


def _text(records: list[dict[str, Any]], failures: list[dict[str, Any]], out: Output, with_hook: bool) -> str:
    import textwrap

    from gigasite.report.terminal_style import Style
    from gigasite.report.text import clean

    style = Style(out.colour)
    rows = [
        (
            clean(r["hook"]).removeprefix("gigasite_"),
            clean(r["name"]),
            f"{clean(r['distribution'])} {clean(r['version'])}".strip(),
            clean(r["summary"]),
            r,
        )
        for r in records
    ]
    a, b, c = (max([len(head), *(len(row[i]) for row in rows)]) for i, head in enumerate(("hook", "name", "from")))
    lines = [style.dim((f"{'hook':<{a}}  " if with_hook else "") + f"{'name':<{b}}  {'from':<{c}}  summary")]
    for hook, name, source, summary, record in rows:
        lines.append((f"{hook:<{a}}  " if with_hook else "") + style.bold(f"{name:<{b}}") + f"  {source:<{c}}  {summary}")
        if record.get("items"):
            words = ", ".join(clean(i) for i in record["items"])
            lines += [style.dim(f"  {line}") for line in textwrap.wrap(words, max(40, out.width - 2), break_on_hyphens=False)]
        if record["error"]:
            lines.append(f"  {style.red('error')}: {clean(record['error'], 400)}")
    lines += [f"{style.red('failed')}: {clean(f['plugin'])} ({clean(f['distribution'])}): {clean(f['error'], 400)}" for f in failures]
    return "\n".join(line.rstrip() for line in lines) if rows or failures else "nothing is registered"


def _command(name: str) -> click.Command:
    @click.command(name, help=LISTS[name][1])
    @common
    def command(json_file: str | None, color: str, debug: bool) -> None:
        _list(name, json_file, color)

    return command


commands = {name: _command(name) for name in LISTS}
