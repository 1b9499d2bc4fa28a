"""The scenarios of the pages on files run, each on files of the forms that they name, made here; `serve` has its options on its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gigasite as gs
from formats import made_files as made
from gigasite.cli.serve import commands
from gigasite.formats import known_formats

DOCS = Path(__file__).parents[2] / "docs"
DELHI = (28.6, 77.2, 216.0)


def roof() -> list[str]:
    ghi = made.sun("2023-01-01T06:00:00", 8760, 3600, *made.AUSTIN[:2])
    rows = [f"{at:%Y-%m-%d %H:%M};{60 + i / 1000};60;{ghi[i]};0;{ghi[i]};12" for i, at in enumerate(made.local_standard(made.CST))]
    return ["when;T [°F];RH (%);GHI;DNI;DHI;wind (km/h)", *rows]


FILES = {
    "austin.epw": made.epw,
    "greensboro.csv": lambda: made.tmy3(offset=-5.0, place=(36.1, -79.95, 273.0)),
    "pvgis_hourly.csv": made.pvgis_hourly,
    "delhi.epw": lambda: made.epw(offset=5.5, said=6.0, place=DELHI),
    "smard.csv": made.smard,
    "electricity_maps.csv": made.electricity_maps,
    "ember_monthly.csv": made.ember_monthly,
    "prices.csv": lambda: [
        "time,price",
        *(f"{at.astimezone(made.BERLIN):%Y-%m-%dT%H:%M},{made.price(at)}" for at in made.hours(2023, made.BERLIN)),
    ],
    "roof.csv": roof,
}
BLOCKS = [
    pytest.param(block, id=f"{page.stem}-{i}")
    for page in sorted((DOCS / "files").glob("*.md"))
    for i, block in enumerate(re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.S))
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_scenario_of_the_pages_runs(tmp_path: Path, block: str) -> None:
    named = re.findall(r'"(?:\w+:)?(\w+\.(?:csv|epw))"', block)
    assert named
    for name in named:
        (tmp_path / name).write_text("\n".join(FILES[name]()), "utf-8")
    (tmp_path / "plan.toml").write_text(block, "utf-8")
    scenario = gs.load(tmp_path / "plan.toml")
    for site in scenario.sites.values():
        assert gs.simulate(site).metrics["pue"] > 1.0


def test_every_format_is_on_a_page() -> None:
    pages = "".join(page.read_text("utf-8") for page in (DOCS / "files").glob("*.md"))
    assert all(f"`{name}`" in pages for name in known_formats())


def test_every_option_of_serve_is_on_its_page() -> None:
    page = (DOCS / "serve.md").read_text("utf-8")
    for option in commands["serve"].params:
        if option.name not in ("color", "debug", "scenario"):
            assert any(name in page for name in (*option.opts, *option.secondary_opts)), option.name
