"""The table on a terminal: the columns, the fall-backs, the four styles."""

from __future__ import annotations

import re

import pytest

from gigasite import report
from gigasite.report.terminal import cells
from report import fake

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("odd", ["seeds", *fake.ODD])
@pytest.mark.parametrize("width", [60, 80, 89, 92, 100, 200])
def test_no_line_is_wider_than_the_terminal(odd: str, width: int) -> None:
    text = report.terminal_table(fake.comparison() if odd == "seeds" else fake.ODD[odd](), width=width)
    lines = text.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("site "))
    table = lines[head - 1 : head + 3 + len(fake.SEEDS)]
    assert max(cells(line) for line in table if line) <= min(width, 100)


def test_columns_go_in_the_order_of_the_rules() -> None:
    wide = report.terminal_table(fake.comparison())
    assert "CO2e" in wide and "deliv-" in wide and "●" in wide and "months" in wide
    middle = report.terminal_table(fake.comparison(), width=89)
    assert "CO2e" not in middle and "water" not in middle and "deliv-" not in middle and "●" in middle
    narrow = report.terminal_table(fake.comparison(), width=60)
    assert "●" not in narrow and "P50" in narrow and "months" in narrow


def test_the_head_is_the_one_of_the_rules() -> None:
    lines = report.terminal_table(fake.comparison()).splitlines()
    assert lines[0] == "Five seed systems · 100 MW IT · 400 draws · seed 1 · US$ 2025"
    assert re.fullmatch(r" {15}\$ per delivered GPU-h {32}beats  CO2e water  power  deliv-", lines[2])
    assert re.fullmatch(r"site {14}P10    P50    P90   0 .*Texas  kg/h   L/h months    ered", lines[3])
    assert lines[4] == "─" * 99


def test_ascii_where_the_encoding_has_nothing_else() -> None:
    text = report.terminal_table(fake.comparison(), encoding="ascii")
    assert text.isascii() and "=o=" in text


def test_colour_adds_styles_and_changes_no_text() -> None:
    plain = report.terminal_table(fake.comparison())
    coloured = report.terminal_table(fake.comparison(), colour=True)
    assert "\x1b" not in plain
    assert ANSI.sub("", coloured) == plain
    assert {m.group() for m in ANSI.finditer(coloured)} == {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m"}


def test_hostile_titles_bring_no_escape() -> None:
    assert "\x1b" not in report.terminal_table(fake.hostile())


def test_the_bar_spans_p10_to_p90() -> None:
    text = report.terminal_table(fake.comparison())
    rows = [line for line in text.splitlines() if "●" in line]
    starts = [len(line) - len(line[38:].lstrip()) for line in rows]
    assert starts == sorted(starts) and len(rows) == 5
