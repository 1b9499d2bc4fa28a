"""The colours of the report, measured: contrast on both pages, and distance for four kinds of sight."""

from __future__ import annotations

import itertools

import pytest

from gigasite.report.tokens import BLUE, DARK, LIGHT, ORANGE, SITE_TOKENS, contrast, css, distance, ramp

TEXT = ("ink", "ink2", "ink3", "link")
MARKS = ("axis", "focus", "up", "down", *SITE_TOKENS, "other")


def test_the_measure_itself() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert distance("#123456", "#123456") == 0


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("page", ["bg", "panel"])
def test_contrast(theme: dict[str, str], page: str) -> None:
    for name in TEXT:
        assert contrast(theme[name], theme[page]) >= 4.5, name
    for name in MARKS:
        assert contrast(theme[name], theme[page]) >= 3.0, name
    for region in ("z1", "z2", "z3", "z4"):
        assert contrast(theme["ink"], theme[region]) >= 5.0, region
    assert contrast(theme["note-ink"], theme["note-bg"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_a_site_colour(theme: dict[str, str]) -> None:
    for name in SITE_TOKENS:
        assert contrast(theme["bg"], theme[name]) >= 4.5, name


@pytest.mark.parametrize(("theme", "least"), [(LIGHT, 10.0), (DARK, 11.4)], ids=["light", "dark"])
def test_sites_are_told_apart_by_every_sight(theme: dict[str, str], least: float) -> None:
    for sight in ("normal", "deutan", "protan", "tritan"):
        for a, b in itertools.combinations(SITE_TOKENS, 2):
            assert distance(theme[a], theme[b], sight) >= least, (sight, a, b)


@pytest.mark.parametrize("stops", [BLUE, ORANGE], ids=["blue", "orange"])
def test_heat_maps_go_from_the_page_away(stops: dict[str, tuple[str, ...]]) -> None:
    for theme, tokens in (("light", LIGHT), ("dark", DARK)):
        steps = [contrast("#{:02x}{:02x}{:02x}".format(*c), tokens["bg"]) for c in ramp(stops[theme], 12)]
        assert steps == sorted(steps)
        assert steps[-1] > 7


def test_both_themes_have_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert css().count("--bg:") == 3
