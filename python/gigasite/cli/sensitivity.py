"""``gigasite sensitivity``: which inputs of a site decide."""

from __future__ import annotations

from typing import Any

import click

from gigasite.cli.compare import load
from gigasite.cli.options import Output, common, head

__all__ = ["commands"]

SHOWN = 20


@click.command()
@click.argument("scenario", required=False)
@click.option("--site", "key", help="Key of the site; default: the reference of the scenario.")
@click.option("--metric", default="lcoc_usd_per_gpu_h", show_default=True, help="What is moved.")
@click.option("--method", type=click.Choice(["tornado", "morris", "sobol"]), default="tornado", show_default=True)
@click.option("--samples", type=click.IntRange(1, 10_000_000), help="Trajectories (morris) or rows of the two matrices (sobol).")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the design; default: that of the scenario.")
@click.option("--key", "keys", multiple=True, help="Only this input; may be given again.")
@common
def sensitivity(
    scenario: str | None,
    key: str | None,
    metric: str,
    method: str,
    samples: int | None,
    seed: int | None,
    keys: tuple[str, ...],
    json_file: str | None,
    color: str,
    debug: bool,
) -> None:
    """Sort the uncertain inputs of a site of SCENARIO by how much they move a metric. Without SCENARIO: the seed systems."""
    import gigasite as gs
    from gigasite.errors import ParameterError

    package: Any = gs
    out = Output(json_file, color)
    chosen = load(scenario)
    name = key or chosen.reference
    if name not in chosen.sites:
        raise ParameterError(f"no site has the key {name!r}", parameter="site", value=name, hint=f"sites: {', '.join(chosen.sites)}")
    found = package.sensitivity(chosen.sites[name], metric=metric, method=method, samples=samples, seed=seed, keys=keys or None)
    out.json({**head("sensitivity", chosen), "seed": found.seed, "sensitivity": found.to_dict()})
    out.print(_text(found, chosen.sites[name].title, out))
    out.finish()


def _text(found: Any, title: str, out: Output) -> str:
    from gigasite.report.numbers import short
    from gigasite.report.terminal_style import Style
    from gigasite.report.text import clean, plain
    from gigasite.sensitivity_analysis import COLUMNS

    style = Style(out.colour)
    columns = COLUMNS[found.method]
    cells = [[_cell(row[name], short) for name in columns] for row in found.rows[:SHOWN]]
    widths = [max(len(name), *(len(plain(row[k])) for row in cells)) for k, name in enumerate(columns)]
    middle = "with every input at its P50" if found.method == "tornado" else "mean of the rows"
    lines = [f"{style.bold(clean(title))} · {found.metric} {plain(short(found.base, found.unit))}, {middle}", ""]
    lines.append(style.dim(_line(columns, widths)))
    lines += [_line(row, widths) for row in cells]
    if len(found.rows) > SHOWN:
        lines.append(style.dim(f"{len(found.rows) - SHOWN} more in --json"))
    lines += ["", style.dim(f"{found.method} · {found.evaluations:,} years simulated · seed {found.seed}")]
    return "\n".join([*lines, *(style.dim(f"note  {clean(note)}") for note in found.notes)])


def _cell(value: Any, short: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return " to ".join(short(v) for v in value)
    return str(short(value))


def _line(row: Any, widths: list[int]) -> str:
    return "  ".join(f"{cell:<{widths[k]}}" if k == 0 else f"{cell:>{widths[k]}}" for k, cell in enumerate(row)).rstrip()


commands = {"sensitivity": sensitivity}
