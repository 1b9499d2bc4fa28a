"""The examples of the concept pages run and print what the pages say."""

import doctest
import importlib
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs" / "concepts").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_of(page):
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted > 0 and result.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_bears_the_name_of_a_module(page):
    importlib.import_module(f"gigasite.{page.stem}")
