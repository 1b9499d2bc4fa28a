"""The page without a browser: bytes, harmless text, one set of numbers everywhere, sums."""

from __future__ import annotations

import itertools
import re
import struct
import zlib
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from gigasite import report
from gigasite.report.facts import read
from gigasite.report.figure import Scale
from gigasite.report.figures import break_even_map, claims, energy_flow, year
from gigasite.report.numbers import usd
from gigasite.report.page import page
from gigasite.report.png import palette_png
from report import fake

VOID = {"meta", "link", "img", "br", "hr", "input"}


class Outline(HTMLParser):
    """Checks that tags close in order, and keeps what the tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.headings: list[int] = []
        self.feed(text)
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


@pytest.mark.parametrize("odd", ["seeds", *fake.ODD])
def test_well_formed_and_without_script(odd: str) -> None:
    text = report.html(fake.comparison() if odd == "seeds" else fake.ODD[odd]())
    outline = Outline(text)
    assert "script" not in outline.tags and "iframe" not in outline.tags
    assert outline.tags.count("h1") == 1
    assert all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False))
    for name, value in outline.attributes:
        assert not name.startswith("on")
        if name in ("src", "href"):
            assert value and (value.startswith(("data:", "#")) or (name == "href" and value.startswith("https://"))), value
    ids = [v for k, v in outline.attributes if k == "id"]
    assert len(ids) == len(set(ids))
    for value in (v for k, v in outline.attributes if k == "href" and v and v.startswith("#")):
        assert value[1:] in ids, value
    text = re.sub(r"data:image/png;base64,[^\"]*", "", text)
    assert "NaN" not in text and "nan" not in re.findall(r'(?:x|y|width|height|cx|cy|d)="([^"]*)"', text)


def test_same_bytes_for_the_same_input() -> None:
    assert report.html(fake.comparison()) == report.html(fake.comparison())
    assert not re.search(r"20\d\d-\d\d-\d\d|file:|/tmp/", report.html(fake.comparison()))


def test_hostile_titles_stay_text() -> None:
    text = report.html(fake.hostile())
    assert "<script" not in text and "<img src=x" not in text and "\x1b" not in text and "\u202e" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_headline_numbers_are_table_numbers_are_json_numbers() -> None:
    comparison = fake.comparison()
    text, data = report.html(comparison), comparison.to_dict()
    for site in data["sites"].values():
        m = site["metrics"]["lcoc_usd_per_gpu_h"]
        row = re.search(rf'<th scope="row">{site["title"]}</th><td class="n">{usd(m["p10"])}</td>(.*?)</tr>', text)
        assert row and usd(m["p50"]) in row[1] and usd(m["p90"]) in row[1]
        assert f">{usd(m['p50'])}</text>" in text
        assert f"{site['title']} {usd(m['p50'])} dollars ({usd(m['p10'])} to {usd(m['p90'])})" in text
        total = sum(site["cost_items"].values())
        assert total == pytest.approx(m["mean"], rel=1e-9)
        assert f">{usd(total)}</text>" in text


def test_energy_flow_closes() -> None:
    facts = read(fake.comparison())
    flows = energy_flow.flows_of(facts.site("finland"))
    assert flows
    into, used = sum(flows.sources.values()), sum(flows.uses.values())
    assert into == pytest.approx(used + flows.exported, rel=1e-3)
    assert used == pytest.approx(flows.sold + energy_flow.rejected(flows), rel=1e-9)
    assert sum(flows.sold_from.values()) == pytest.approx(flows.sold, rel=1e-9)


def test_a_ledger_that_does_not_close_is_not_drawn() -> None:
    comparison = fake.comparison()
    comparison.runs["finland"].ledger["grid_import_mwh"] *= 1.01
    assert energy_flow.flows_of(read(comparison).site("finland")) is None


def test_one_site_leaves_out_the_comparing_figures() -> None:
    text = report.html(fake.comparison(("finland",)))
    for name in ("f-rank", "f-score", "f-items", "f-bridge", "f-prob"):
        assert f'id="{name}"' not in text
    assert 'id="f-deliv"' in text and 'id="f-year"' in text


def test_twelve_sites_have_colour_only_where_it_helps() -> None:
    facts = read(fake.many())
    coloured = [s.key for s in facts.sites if s.token != "other"]
    assert set(coloured) == {facts.priced[0].key, facts.reference}


def test_none_is_said_with_its_reason() -> None:
    text = report.html(fake.comparison())
    assert "none: a satellite has no heat network" in text


def test_a_site_a_thousand_times_dearer_leaves_the_axis_with_its_number() -> None:
    text = report.html(fake.scaled(1000.0))
    assert "beyond the axis" in text
    assert f">{usd(read(fake.scaled(1000.0)).site('orbit').cost.p50)}</text>" in text


def test_png_is_what_was_meant() -> None:
    cells = (np.arange(24 * 365).reshape(24, 365) % 12).astype(np.uint8)
    png = palette_png(cells, [(k, k, k) for k in range(12)])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + size]
        assert struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + size
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(24, 184)
    assert not rows[:, 0].any()
    unpacked = np.stack([rows[:, 1:] >> 4, rows[:, 1:] & 15], axis=2).reshape(24, 366)[:, :365]
    assert (unpacked == cells).all()


def test_the_year_is_laid_out_by_day_and_hour() -> None:
    values = np.arange(8760.0)
    grid = year.by_hour(values)
    assert grid is not None and grid.shape == (24, 365)
    assert grid[-1, 0] == 0 and grid[0, 0] == 23 and grid[-1, 1] == 24
    assert np.allclose(year.by_hour(np.repeat(values, 12), steps_per_hour=12), grid)
    assert year.by_hour(values[:100]) is None


def test_claims_are_whole() -> None:
    rows = claims.table()
    assert len(rows) == 56
    kinds = {v[1] for v in fake.SEEDS.values()}
    for row in rows:
        assert row["site"] in kinds and row["claim"] and row["verdict"]
        assert row["correct"] or row["verdict"].startswith(("qualitative", "not checked", "holds as press"))


class _Section:
    title = "Land <use>"

    def __init__(self, fragment: str) -> None:
        self.fragment = fragment

    def render(self, comparison: object) -> str:
        if not self.fragment:
            raise RuntimeError("no land")
        return self.fragment


@pytest.mark.parametrize(
    ("fragment", "shown"),
    [
        ("<p>12 hectares</p>", "12 hectares"),
        ("", "This section of a plugin failed: no land"),
        ("<script>x</script>", "so it is left out"),
        ('<p onclick="x">y</p>', "so it is left out"),
        ('<img src="https://example.org/x.png">', "so it is left out"),
        ('<style>p{background:url("//example.org")}</style>', "so it is left out"),
    ],
)
def test_sections_of_plugins(fragment: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from gigasite import hooks

    class Manager:
        def records(self, hook: str) -> dict[str, object]:
            return {"land": SimpleNamespace(error=None)}

        def resolve(self, hook: str, name: str) -> _Section:
            return _Section(fragment)

    monkeypatch.setattr(hooks, "manager", Manager)
    text = report.html(fake.comparison())
    assert shown in text and ("Land &lt;use&gt;" in text or not fragment)
    Outline(text)


def test_what_decides() -> None:
    text = page(fake.decided())
    assert "Launch price and a very long name of an input that somebody chose decide" in text
    assert "base case +$4.55" in text and ">equal</text>" in text
    assert "Orbit matches Texas at no launch price: why." in text
    assert "gigasite sensitivity --method sobol" in text


def test_the_regions_of_the_map_close() -> None:
    facts = fake.decided()
    assert facts.map
    columns = {place: 0.45 / 0.00007 / x for place, x in enumerate(facts.map.x.values)}  # where the ratio is 1
    on_columns = [(round(16 * facts.map.x.place(x), 9), y) for chain in facts.map.line for x, y in chain]
    found = {place: y for place, y in on_columns if place in columns}
    assert len(found) > 3 and found == pytest.approx({place: columns[place] for place in found})
    figure = break_even_map.figure(facts)
    assert figure
    cheaper = sum(a < 1 for row in facts.map.at_a for a in row) / 17**2
    assert f"{100 * cheaper:.0f}\u202f% of this map" in figure.headline
    assert sum("Orbit cheaper" in "".join(d.parts) for d in figure.drawings) == 2
    whole = Scale(0.0, 1.0, 0.0, 1.0)
    areas = [sum(map(_area, break_even_map._region(facts.map, level, whole, whole))) for level in (*break_even_map.LEVELS, 5e8)]
    assert all(a < b for a, b in itertools.pairwise(areas)) and areas[-1] == pytest.approx(1)
    assert areas[0] == pytest.approx(cheaper, abs=0.06)


def _area(outline: list[tuple[float, float]]) -> float:
    """Of a polygon, by the shoelace formula."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise([*outline, outline[0]]))) / 2


@pytest.mark.parametrize(("factor", "levels"), [(1, (1, 2, 4)), (5, (4, 8)), (60, (64, 128))])
def test_the_map_finds_levels_that_part_it(factor: float, levels: tuple[float, ...]) -> None:
    facts = fake.decided()
    assert facts.map
    cost = tuple(tuple(v * factor for v in row) for row in facts.map.at_a)
    dearer = replace(facts, map=replace(facts.map, at_a=cost))
    assert break_even_map.levels_of(dearer.map) == levels  # type: ignore[arg-type]
    figure = break_even_map.figure(dearer)
    assert figure and ("Nowhere on this map" in figure.headline) == (factor > 1)
