"""Random scenarios survive the round trip; random damage to a text never ends in anything but a `ScenarioError`."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import gigasite as gs
from gigasite.errors import ScenarioError
from gigasite.hooks import use
from gigasite.parameters import table
from gigasite.scenario.reading import read_dict
from stand_in import COMMON, manager
from wrong_scenarios import scenario

KEYS = [key for key in COMMON if key in table()]


def numbers(low, high):
    return st.floats(low, high, allow_nan=False)


@st.composite
def values(draw, low, high, shared=()):
    kinds = ["number", "triangular", "uniform", "discrete", "empirical", "normal", *(["ref"] if shared else [])]
    kind = draw(st.sampled_from(kinds))
    a, b, c = sorted(draw(st.tuples(*[numbers(low, high)] * 3)))
    if kind == "number":
        return b
    if kind == "triangular":
        return {"dist": kind, "low": a, "mode": b, "high": c}
    if kind == "uniform":
        return {"dist": kind, "low": a, "high": c}
    if kind == "discrete":
        return {"dist": kind, "values": [a, b, c], "weights": draw(st.lists(st.integers(1, 9), min_size=3, max_size=3))}
    if kind == "empirical":
        return {"dist": kind, "values": [c, a, b]}
    if kind == "normal":
        return {"dist": kind, "mean": b, "sd": (high - low) / 10}
    return {"ref": draw(st.sampled_from(sorted(shared)))}


@st.composite
def scenarios(draw):
    shared = draw(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), values(0.2, 0.9), max_size=3))
    sites = {}
    for key in draw(st.lists(st.from_regex(r"s[a-z0-9_]{0,8}", fullmatch=True), min_size=1, max_size=3, unique=True)):
        fields = {}
        for name in draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=5)):
            row = table()[name]
            low, high = max(row.minimum, -1e6), min(row.maximum, 1e6)
            fields[name] = draw(values(low, high, shared if name in {"sold_share", "fleet_utilisation"} else ()))
        sites[key] = {"type": draw(st.sampled_from(["campus", "idle_campus"])), "region": "US-TX", **fields}
    sites = {key: site for key, site in sites.items() if key != "shared"} or {"a": {"type": "orbit"}}
    return {"seed": draw(st.integers(0, 2**64 - 1)), "draws": draw(st.integers(1, 99)), "shared": shared, "sites": sites}


@given(scenarios())
def test_round_trip_and_bounds(plain):
    with use(manager()):
        first = gs.load(plain)
        second = gs.load(first.to_dict())
        assert first == second and first.digest == second.digest and first.to_dict() == second.to_dict()
        sampler = first.sampler()
        for site in first.sites.values():
            p, centre = site.draws(sampler), site.draws()
            for key in KEYS:
                row = table()[key]
                assert p[key].shape == (first.draws,) and centre[key].shape == (1,)
                for column in (p[key], centre[key]):
                    assert np.isfinite(column).all() and (column >= row.minimum).all() and (column <= row.maximum).all()


@st.composite
def damaged(draw):
    text = scenario(
        texas='sold_share = { dist = "uniform", low = 0.5, high = 0.9 }\nit_capacity_mw = "100 MW"',
        after='[[assert]]\nmetric = "pue"\nsite = "texas"\nop = "<"\nvalue = 1.2\n',
    )
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 12))
        text = text[:at] + draw(st.text(st.sampled_from("\"'[]{}=.,#\n\t\\ -+_e09nif\0é\U0001f600:&*!<"), max_size=4)) + text[at + cut :]
    return text


@settings(max_examples=150)
@given(damaged(), st.sampled_from(["toml", "yaml", "json"]))
def test_damage_is_answered(tmp_path_factory, text, ending):
    path = tmp_path_factory.mktemp("damaged") / f"a.{ending}"
    path.write_bytes(text.encode())
    with use(manager()):
        try:
            assert gs.load(path).sites
        except ScenarioError as error:
            shown = error.render()
            assert shown.startswith("error: ") and all(c.isprintable() or c == "\n" for c in shown)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["sites", "seed", "draws", "shared", "series", "correlation", "assert", "name", "zzz"]), json_like),
    st.dictionaries(st.sampled_from(["type", "region", "cooling", "it_capacity_mw", "sold_share", "dry_bulb_c", "title"]), json_like),
)
def test_any_dict_is_answered(top, site):
    with use(manager()):
        for plain in (top, {**top, "sites": {"a": {"type": "campus", **site}}}):
            try:
                gs.load(plain)
            except ScenarioError as error:
                assert error.render()


def test_nan_is_not_equal_but_is_refused_everywhere():
    with use(manager()):
        for key in KEYS:
            for value in (math.nan, math.inf, -math.inf):
                try:
                    gs.load({"sites": {"a": {"type": "campus", key: value}}})
                except ScenarioError as error:
                    assert "finite" in str(error)
                else:
                    raise AssertionError(key)
    assert read_dict({"a": math.nan}).root.plain().keys() == {"a"}
