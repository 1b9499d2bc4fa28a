"""The pages of the seeds: every block names a scenario, sites and a key that exist, and says with what it was made."""

import doctest
import re
from pathlib import Path

import pytest

import gigasite as gs

SEEDS = Path(__file__).parents[2] / "docs" / "seeds"
#: The fifth seed is of countries: no site, so its page has examples instead of blocks.
NATIONAL = SEEDS / "national.md"
PAGES = [path for path in SEEDS.glob("*.md") if path.stem != "index" and path != NATIONAL]
BLOCK = re.compile(r"<!-- (compare|drives|breakeven|ladder|sure) ([^>]*?) -->\n(.*?)<!-- end -->", re.S)


def test_each_seed_has_its_page():
    assert {path.stem for path in PAGES} == set(gs.example("seeds").sites)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_blocks_name_what_exists(page):
    text = page.read_text("utf-8")
    blocks = BLOCK.findall(text)
    assert {kind for kind, _, _ in blocks} >= {"compare", "drives", "sure"}
    for kind, words, body in blocks:
        name, *rest = words.split()
        scenario = gs.example(name)
        for site in rest[:2]:
            assert site in scenario.sites
        if kind == "breakeven":
            scenario.targets(rest[2])
        if kind == "compare":
            assert "draws" in body and "seed" in body
            for site in scenario.sites.values():
                assert f"| {site.title} |" in body
    for heading in ("Answer", "What drives it", "What the article got right and wrong", "Against published figures"):
        assert f"\n## {heading}\n" in text


def test_the_examples_of_the_page_of_countries_run():
    result = doctest.testfile(str(NATIONAL), module_relative=False, encoding="utf-8")
    assert result.attempted > 0 and result.failed == 0
