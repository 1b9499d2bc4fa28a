"""``gigasite sweep``: many designs of a scenario, kept in a folder."""

from __future__ import annotations

from typing import Any

import click

from gigasite.cli.compare import load
from gigasite.cli.options import Output, Progress, common, head

__all__ = ["commands", "varied"]


def varied(given: tuple[str, ...]) -> dict[str, Any]:
    """``KEY=LOW:HIGH`` is an interval, ``KEY=A,B,C`` a list; numbers, texts with a unit, or names."""
    from gigasite.errors import ParameterError

    found: dict[str, Any] = {}
    for text in given:
        name, equals, values = text.partition("=")
        if not (name.strip() and equals and values.strip()):
            hint = "write KEY=LOW:HIGH for an interval, KEY=A,B,C for a list"
            raise ParameterError(f"{text!r} does not say what is varied", parameter="vary", value=text, hint=hint)
        interval = ":" in values
        parts = [_value(part) for part in values.split(":" if interval else ",")]
        if interval and len(parts) != 2:
            raise ParameterError(f"{text!r}: an interval has two ends", parameter="vary", value=text)
        found[name.strip()] = tuple(parts) if interval else parts
    return found


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text.strip()


@click.command()
@click.argument("scenario", required=False)
@click.option("--vary", "vary", multiple=True, required=True, metavar="KEY=…", help="KEY=LOW:HIGH, or KEY=A,B,C; may be given again.")
@click.option("--out", metavar="DIR", required=True, help="Folder of the chunks; an interrupted sweep goes on there.")
@click.option("--site", "key", help="Only this site; default: all sites of the scenario.")
@click.option("--n", type=click.IntRange(1), help="Points in the box of the intervals; default 1024.")
@click.option("--points", type=click.Choice(["sobol", "latin", "random"]), default="sobol", show_default=True)
@click.option("--draws", type=click.IntRange(1, 1_000_000), help="Draws of each design; default: every other input central.")
@click.option("--metric", "metrics", multiple=True, help="Keep only this metric; may be given again.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the points; default: that of the scenario.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes.")
@click.option("--chunk", type=click.IntRange(1, 1_000_000), help="Designs of a chunk; default 1024.")
@click.option("--format", type=click.Choice(["npz", "zarr"]), default="npz", show_default=True, help="Of the chunks (zarr: extra zarr).")
@click.option("--anew", is_flag=True, help="Start anew where the folder holds a sweep.")
@click.option("--parquet", metavar="FILE", help="Write all designs as Parquet (extra parquet).")
@common
def sweep(
    scenario: str | None,
    vary: tuple[str, ...],
    out: str,
    key: str | None,
    n: int | None,
    points: Any,
    draws: int | None,
    metrics: tuple[str, ...],
    seed: int | None,
    workers: int,
    chunk: int | None,
    format: str,
    anew: bool,
    parquet: str | None,
    json_file: str | None,
    color: str,
    debug: bool,
) -> None:
    """Evaluate many designs of SCENARIO and keep them in a folder. Without SCENARIO: the seed systems."""
    from gigasite import sweeping
    from gigasite.errors import ParameterError

    output = Output(json_file, color)
    chosen = load(scenario)
    if key is not None and key not in chosen.sites:
        raise ParameterError(f"no site has the key {key!r}", parameter="site", value=key, hint=f"sites: {', '.join(chosen.sites)}")
    progress = Progress("sweeping")
    try:
        found = sweeping.sweep(
            chosen if key is None else chosen.sites[key],
            varied(vary),
            out,
            n=n,
            resume=not anew,
            workers=workers,
            chunk=chunk,
            format=format,
            points=points,
            draws=draws,
            metrics=metrics or None,
            seed=seed,
            progress=lambda done, designs: progress.tell(done, designs, f"{done:,}/{designs:,} designs"),
            announce=None if output.quiet else lambda size: click.echo(str(size), err=True),
        )
    finally:
        progress.close()
    if parquet:
        found.to_parquet(parquet)
    sites = [key] if key is not None else list(chosen.sites)
    best = {site: _best(found, site) for site in sites}
    parts = {"out": str(found.out), "designs": found.designs, "made": found.made, "remade": list(found.remade), "best": best}
    output.json({**head("sweep", chosen), "seed": found.inputs["seed"], "sweep": parts})
    output.print(_text(found, best, chosen))
    output.finish()


def _best(found: Any, site: str) -> dict[str, Any] | None:
    """The cheapest design of a site: its inputs and its metrics; None where the cost was not kept."""
    import math

    column = next((f"{site}.lcoc_usd_per_gpu_h{end}" for end in ("", ".p50") if f"{site}.lcoc_usd_per_gpu_h{end}" in found.columns), None)
    if column is None or all(math.isnan(v) for v in found.columns[column]):
        return None
    row = found.best(column)
    wanted = {name: value for name, value in row.items() if name in found.inputs["vary"] or name.startswith(f"{site}.")}
    return {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in wanted.items()}


def _text(found: Any, best: Any, scenario: Any) -> str:
    from gigasite.report.numbers import short
    from gigasite.report.text import clean

    lines = [f"{found.designs:,} designs in {clean(str(found.out))}, {found.made:,} chunks made now"]
    if found.remade:
        lines.append(f"made again because damaged: {', '.join(map(str, found.remade))}")
    for site, row in best.items():
        if row is not None:
            cost = next(value for name, value in row.items() if ".lcoc_usd_per_gpu_h" in name)
            inputs = ", ".join(
                f"{name} {value if isinstance(value, str) else short(value)}" for name, value in row.items() if name in found.inputs["vary"]
            )
            lines.append(f"{clean(scenario.sites[site].title)}: cheapest {short(cost)} USD/GPU-h at {inputs}")
    return "\n".join(lines)


commands = {"sweep": sweep}
