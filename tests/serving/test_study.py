"""What follows from a moved input is what the command line gives, draw by draw."""

from __future__ import annotations

import numpy as np
import pytest

import gigasite as gs
from gigasite.errors import GigasiteError
from gigasite.report import sentences
from gigasite.report.facts import read
from gigasite.report.numbers import usd
from gigasite.report.text import html
from gigasite.serving.controls import MOST, SHARED
from gigasite.serving.study import PREVIEW, Study

LAUNCH = "sites.orbit.launch_price_usd_per_kg"


def costs(comparison: gs.Comparison) -> dict[str, np.ndarray]:
    return {key: one["lcoc_usd_per_gpu_h"].values for key, one in comparison.sites.items()}


def test_the_inputs_are_few_sourced_and_grouped_by_site(study: Study) -> None:
    assert 3 <= len(study.controls) <= MOST and LAUNCH in [one.name for one in study.controls]
    groups = [one.group for one in study.controls]
    assert groups == sorted(groups, key=[*dict.fromkeys(groups)].index) and groups.count(SHARED) <= 3
    for one in study.controls:
        assert one.track[0] <= one.p10 < one.now < one.p90 <= one.track[1]
        assert one.legal[0] <= one.track[0] < one.track[1] <= one.legal[1]
        assert all(name in one.names or study.scenario.targets(one.name) for name in one.names)


def test_untouched_it_shows_the_figures_of_the_report(study: Study, scenario: gs.Scenario) -> None:
    shown = study.shown((), preview=True, width=940)
    comparison = gs.compare(scenario)
    facts = read(comparison, series=False)
    assert shown["live"].startswith(html(sentences.answer(facts)[0]))
    assert all(usd(site.cost.p50) in shown["strip"] for site in facts.sites) and not shown["preview"]
    assert 'class="ghost"' not in shown["rank"]


def test_a_moved_input_gives_what_the_changed_scenario_gives_to_the_bit(study: Study) -> None:
    for one in study.controls:
        values = study.values({one.name: repr(one.p90)})
        ours, theirs = costs(study.comparison(values)), costs(gs.compare(study.changed(values)))
        assert all(np.array_equal(ours[key], theirs[key]) for key in theirs), one.name


def test_several_moved_inputs_and_back_again(study: Study) -> None:
    first = costs(study.comparison(()))
    asked = {one.name: repr(one.p90) for one in study.controls}
    ours, theirs = costs(study.comparison(study.values(asked))), costs(gs.compare(study.changed(study.values(asked))))
    assert all(np.array_equal(ours[key], theirs[key]) for key in theirs)
    assert all(np.array_equal(first[key], one) for key, one in costs(study.comparison(())).items())


def test_money_alone_runs_no_engine_and_is_no_preview(study: Study) -> None:
    values = study.values({LAUNCH: "300"})
    comparison, preview = study.quick(values)
    assert not preview and comparison.draws == study.base.draws
    assert comparison.sites["orbit"].ledger is study.base.sites["orbit"].ledger


def test_an_input_of_the_engine_is_shown_as_a_preview_first(study: Study) -> None:
    heavy = [one for one in study.controls if one.sites == ("orbit",) and one.name != LAUNCH]
    values = study.values({heavy[0].name: repr(heavy[0].p10 * 1.01)})
    few, preview = study.quick(values)
    assert preview and few.draws == PREVIEW
    whole = study.comparison(values)
    assert not study.quick(values)[1]
    assert all(np.array_equal(one, costs(whole)[key][:PREVIEW]) for key, one in costs(few).items())  # the dots move and do not jitter


@pytest.mark.parametrize(("text", "value"), [("300", 300.0), ("1,500", 1500.0), ("0.5 USD/g", 500.0), ("  250 ", 250.0)])
def test_an_input_is_a_number_or_a_text_with_a_unit(study: Study, text: str, value: float) -> None:
    assert study.values({LAUNCH: text}) == ((LAUNCH, value),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("-5", "outside 0 to 1,000,000"), ("cheap", "begin with a number"), ("5 MW", "USD/kg"), ("nan", "finite"), ("1e99", "outside")],
)
def test_bad_input_raises_what_a_scenario_raises(study: Study, scenario: gs.Scenario, text: str, sentence: str) -> None:
    with pytest.raises(GigasiteError) as ours:
        study.values({LAUNCH: text})
    with pytest.raises(GigasiteError) as theirs:
        scenario.replace({LAUNCH: float(text) if text in ("-5", "nan", "1e99") else text})
    assert str(ours.value) == str(theirs.value) and sentence in str(ours.value)


def test_what_is_not_on_the_page_is_left_out(study: Study) -> None:
    assert study.values({"seed": "3", "sites.orbit.altitude_km": "600", LAUNCH: ""}) == ()
    now = next(one.now for one in study.controls if one.name == LAUNCH)
    assert study.values({LAUNCH: repr(now)}) == ()


def test_the_command_gives_the_same(study: Study) -> None:
    assert study.command(()) == f"gigasite compare three.toml --draws {study.base.draws} --seed 1"
    assert study.command(((LAUNCH, 300.0),)).endswith(f"--set {LAUNCH}=300")


def test_the_map_and_what_would_have_to_be_true(study: Study) -> None:
    more = study.more((), 440)
    assert "matches Texas" in more["turns"] and more["turns"].count("<li") <= 2
    assert more["map"]["y"]["name"] == LAUNCH and more["map"]["y"]["log"] and "<svg" in more["map"]["svg"]
    cheap = study.more(study.values({LAUNCH: "20"}), 440)
    assert cheap["map"]["svg"] != more["map"]["svg"]


def test_the_axis_and_the_order_stay(study: Study) -> None:
    one = study.controls[0]
    dear = study.shown(study.values({one.name: repr(1.02 * one.now)}), preview=False, width=940)
    first = study.shown((), preview=False, width=940)
    axis = [part for part in first["rank"].split("<text") if 'class="ax"' in part and ">$" in part]
    assert axis and axis == [part for part in dear["rank"].split("<text") if 'class="ax"' in part and ">$" in part]
    names = [[part.partition(">")[2].partition("<")[0] for part in s["rank"].split("<text") if 'class="nm"' in part] for s in (first, dear)]
    assert names[0] == names[1]


def test_one_site_has_inputs_and_no_map() -> None:
    study = Study(gs.load({"draws": 80, "sites": {"a": {"type": "campus", "region": "US-TX"}}}))
    assert study.controls and study.more((), 440)["map"] is None and study.shown((), preview=True, width=300)["rank"]


def test_certain_inputs_leave_nothing_to_move() -> None:
    study = Study(gs.load({"draws": 1, "sites": {"a": {"type": "campus", "region": "US-TX"}, "b": {"type": "campus", "region": "FI"}}}))
    assert study.controls == () and study.values({"x": "1"}) == ()
