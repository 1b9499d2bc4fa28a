"""The README says what works: its Python runs, its links lead somewhere, its commands are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gigasite.cli import gigasite

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", TEXT, re.S))
def test_python_runs(block: str) -> None:
    exec(compile(block, "README.md", "exec"), {})


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert len(links) > 8
    for link in links:
        assert (ROOT / link).exists(), link


def test_commands_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make (\w+)  ", TEXT):
        assert re.search(rf"^{target}:", makefile, re.M), target
    commands = {"compare", "validate", "explain"}
    assert commands <= set(re.findall(r"gigasite (\w+)", TEXT))
    for command in commands:
        assert CliRunner().invoke(gigasite, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("page", ["docs/start.md"])
def test_the_scenario_of_the_start_page_loads(page: str, tmp_path: Path) -> None:
    import gigasite as gs

    for i, block in enumerate(re.findall(r"```toml\n(.*?)```", (ROOT / page).read_text("utf-8"), re.S)):
        file = tmp_path / f"scenario{i}.toml"
        file.write_text(block, "utf-8")
        assert gs.load(file).sites
