"""What a scenario is: the same from every format, the same after a round trip, and a source of draws that do not depend on each other."""

import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gigasite as gs
from gigasite.errors import ParameterError, ScenarioError
from gigasite.parameters import table
from gigasite.scenario.entities import Scenario

TWO = """
schema_version = 1
name = "two-sites"
reference = "texas"
seed = 7
draws = 500
horizon_years = 20
discount_rate = { dist = "normal", mean = 0.08, sd = 0.02 }
[shared]
cheap_launch = { dist = "triangular", low = 100, mode = 200, high = 500 }
same = { ref = "cheap_launch" }
wide = { dist = "lognormal", median = 3000, gsd = 3 }
[series.price_tx]
file = "prices.csv"
column = "price"
unit = "USD/MWh"
time_column = "time_utc"
[sites.texas]
type = "campus"
title = "Texas"
region = "US-TX"
weather = "dallas"
it_capacity_mw = 100
cooling = "dry_cooler"
generation = "pv+gas"
grid_price_usd_per_mwh = { series = "price_tx" }
sold_share = { dist = "uniform", low = 0.5, high = 0.9 }
[sites.finland]
type = "heat_campus"
region = "FI"
heat_network = "mantsala"
it_capacity_mw = "100 MW"
hardware = "b200x8"
grid_wait_months = { dist = "discrete", values = [12, 24], weights = [1, 3] }
heat_supply_c = 80
cooling = "my_cooler"
[sites.orbit]
type = "orbit"
launch_price_usd_per_kg = { ref = "same" }
[[correlation]]
between = ["world.gpu_rent_usd_per_gpu_h", "h100x8.node_price_usd"]
value = 0.5
[[correlation]]
between = ["texas.sold_share", "shared.cheap_launch"]
value = -0.3
[[assert]]
metric = "lcoc_usd_per_gpu_h"
site = "finland"
op = "<"
value = 2.5
quantile = 0.9
"""


@pytest.fixture
def folder(tmp_path):
    rows = "\n".join(f"2023-01-01T{hour:02}:00Z,{30 + hour}" for hour in range(24))
    (tmp_path / "prices.csv").write_text(f"time_utc,price\n{rows}\n")
    (tmp_path / "two.toml").write_text(TWO)
    return tmp_path


@pytest.fixture
def two(folder):
    return gs.load(folder / "two.toml")


def test_what_was_read(two):
    assert (two.name, two.reference, two.seed, two.draws, two.horizon_years) == ("two-sites", "texas", 7, 500, 20.0)
    texas, finland = two.sites["texas"], two.sites["finland"]
    assert texas.values["it_capacity_mw"].value == finland.values["it_capacity_mw"].value == 100.0
    assert dict(texas.components) == {"cooling": "dry_cooler", "generation": "pv+gas"}
    assert (finland.title, finland.hardware, finland.heat_network, finland.region) == ("Finland", "b200x8", "mantsala", "FI")
    assert texas.series["grid_price_usd_per_mwh"].values[3] == 33.0
    assert dict(finland.series) == {"heat_supply_c": 80.0}
    assert str(two.asserts[0]) == "finland: lcoc_usd_per_gpu_h at P90 < 2.5"


def test_round_trip(two, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path.parent)
    again = gs.load(json.loads(json.dumps(two.to_dict())))
    assert again == two and again.digest == two.digest and again.sites == two.sites
    assert again.to_dict() == two.to_dict()


def test_the_digest_does_not_depend_on_where_the_files_lie(two, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    for name in ("prices.csv", "two.toml"):
        (other / name).write_bytes((tmp_path / name).read_bytes())
    assert gs.load(other / "two.toml").digest == two.digest
    (other / "prices.csv").write_text((tmp_path / "prices.csv").read_text().replace(",33", ",34"))
    assert gs.load(other / "two.toml").digest != two.digest


def test_every_field_counts_in_the_digest(two):
    seen = {two.digest}
    for change in (
        {"seed": 8},
        {"draws": 501},
        {"horizon_years": 19},
        {"reference": "orbit"},
        {"hardware": "b200x8"},
        {"sampling": "latin"},
    ):
        seen.add(gs.load(two.to_dict() | change).digest)
    assert len(seen) == 7


def test_frozen_and_picklable(two):
    with pytest.raises(AttributeError):
        two.reference = "orbit"
    with pytest.raises(TypeError):
        two.sites["orbit"] = None
    with pytest.raises(AttributeError):
        two.sites["texas"].region = "FI"
    again = pickle.loads(pickle.dumps(two))
    assert again == two and hash(again) == hash(two)
    assert np.array_equal(again.draws_for("texas")["sold_share"], two.draws_for("texas")["sold_share"])


def test_a_value_is_looked_for_in_five_places(two):
    p, q = two.draws_for("texas"), two.draws_for("orbit")
    kinds = {key: p.origin(key).kind for key in ("sold_share", "discount_rate", "node_price_usd", "wacc_it_per_yr")}
    assert kinds == {
        "sold_share": "site",
        "discount_rate": "scenario",
        "node_price_usd": "hardware",
        "wacc_it_per_yr": "parameter",
    }
    assert q.origin("launch_price_usd_per_kg").name == "shared.cheap_launch"
    assert p.origin("sold_share").name == "texas.sold_share"
    assert p.origin("wacc_it_per_yr").row is table()["wacc_it_per_yr"]
    assert p.variable("grid_wait_months").name == "texas.grid_wait_months"  # scope site
    assert p.variable("wacc_it_per_yr").name == "world.wacc_it_per_yr"
    assert p["horizon_years"][0] == 20.0


def test_a_single_run_is_central(two):
    p = two.sites["texas"].draws()
    assert p.mode == "default" and p.n_draws == 1
    assert p["sold_share"].tolist() == [0.7] and p["discount_rate"].tolist() == [0.08]
    assert p["wacc_it_per_yr"].tolist() == [table()["wacc_it_per_yr"].default]
    assert p["node_price_usd"].tolist() == [280_000.0]
    assert two.sites["finland"].draws()["grid_wait_months"].tolist() == [24.0]
    assert two.sites["texas"].draws(n_draws=3)["sold_share"].tolist() == [0.7] * 3


def test_default_of_every_row_is_the_default_of_a_run():
    site = gs.site("campus", region="US-TX")
    p = site.draws()
    for key, row in table().items():
        if key not in {*site.item, "horizon_years"}:
            assert p[key].tolist() == [row.default], key
            draws = site.draws(site.settings.sampler(50))[key]
            assert (draws >= min(row.low, row.default)).all() and (draws <= max(row.high, row.default)).all(), key


def test_world_is_shared_and_sites_are_not(two):
    a, b = two.draws_for("texas"), two.draws_for("finland")
    assert np.array_equal(a["wacc_it_per_yr"], b["wacc_it_per_yr"])
    assert (
        not np.array_equal(a["facility_capex_usd_per_kw"], b["facility_capex_usd_per_kw"])
        or table()["facility_capex_usd_per_kw"].scope == "world"
    )
    assert not np.array_equal(a["grid_price_factor"], b["grid_price_factor"])


def test_draws_do_not_depend_on_the_order_or_on_other_variables(two):
    p, q = two.draws_for("texas"), two.draws_for("texas")
    keys = [k for k in p if k != "vessel"]
    forward = {key: p[key] for key in keys}
    backward = {key: q[key] for key in reversed(keys)}
    assert all(np.array_equal(forward[key], backward[key]) for key in keys)
    assert p.read == tuple(keys)
    shuffled = two.to_dict()
    shuffled["sites"] = {"added": {"type": "campus", "sold_share": 0.5}, **dict(reversed(shuffled["sites"].items()))}
    other = gs.load(shuffled).draws_for("texas")
    assert all(np.array_equal(forward[key], other[key]) for key in keys)


def test_the_first_draws_of_many_are_the_draws_of_few(two):
    many, few = two.draws_for("texas", 2000), two.draws_for("texas", 200)
    assert all(np.array_equal(many[key][:200], few[key]) for key in few)


@given(start=st.integers(0, 500), count=st.integers(0, 100))
@pytest.mark.parametrize("sampling", ["random", "latin", "sobol"])
def test_any_chunk_gives_the_same_bits(sampling, start, count):
    scenario = gs.load({"sampling": sampling, "sites": {"a": {"type": "campus", "sold_share": {"dist": "normal", "mean": 0.7, "sd": 0.1}}}})
    whole, chunk = scenario.draws_for("a", 600), scenario.draws_for("a", 600, start=start, count=count)
    for key in ("sold_share", "wacc_it_per_yr", "node_price_usd"):
        assert np.array_equal(whole[key][start : start + count], chunk[key])
    assert (chunk.start, chunk.n_draws) == (start, count)


def test_correlations_are_felt(two):
    p, q = two.draws_for("texas", 20_000), two.draws_for("orbit", 20_000)
    assert abs(np.corrcoef(p["gpu_rent_usd_per_gpu_h"], p["node_price_usd"])[0, 1] - 0.5) < 0.05
    assert abs(np.corrcoef(p["sold_share"], q["launch_price_usd_per_kg"])[0, 1] + 0.3) < 0.05


def test_tails_are_cut_at_what_is_legal(two):
    assert two.draws_for("texas", 5000)["discount_rate"].min() >= 0.0
    scenario = gs.load(
        {
            "shared": {"share": {"dist": "normal", "mean": 0.9, "sd": 0.2}},
            "sites": {"a": {"type": "campus", "sold_share": {"ref": "share"}}, "b": {"type": "campus", "sold_share": {"ref": "share"}}},
        }
    )
    a, b = scenario.draws_for("a", 1000)["sold_share"], scenario.draws_for("b", 1000)["sold_share"]
    assert np.array_equal(a, b) and a.max() <= 1.0 and a.min() >= 0.01


def test_columns_are_read_only_and_can_be_replaced(two):
    p = two.draws_for("texas", 4)
    with pytest.raises(ValueError, match="read-only"):
        p["sold_share"][0] = 1.0
    q = p.replace(sold_share=0.5, it_capacity_mw=[1.0, 2.0, 3.0, 4.0])
    assert q["sold_share"].tolist() == [0.5] * 4 and q["it_capacity_mw"].tolist() == [1, 2, 3, 4]
    assert q.origin("sold_share").kind == "replaced" and p.origin("sold_share").kind == "site"
    for wrong in ({"sold_share": [1.0, 2.0]}, {"sold_share": "x"}, {"sold_share": np.nan}, {"solds_share": 1.0}):
        with pytest.raises(ParameterError):
            p.replace(**wrong)


def test_an_unknown_key_is_named(two):
    p = two.draws_for("texas")
    with pytest.raises(ParameterError, match="did you mean 'sold_share'"):
        p["sold_shar"]
    assert "sold_shar" not in p and p.get("sold_shar", 3) == 3


def test_vary_names(two):
    assert two.targets("it_capacity_mw") == tuple(("sites", key, "it_capacity_mw") for key in ("texas", "finland", "orbit"))
    changed = two.replace({"sites.orbit.launch_price_usd_per_kg": 100, "shared.wide": 5, "it_capacity_mw": "1 GW", "horizon_years": 10})
    assert changed.sites["orbit"].values["launch_price_usd_per_kg"].value == 100
    assert {site.values["it_capacity_mw"].value for site in changed.sites.values()} == {1000.0}
    assert changed.horizon_years == 10 and two.horizon_years == 20
    for wrong in ("sites.orbt.launch_price_usd_per_kg", "it_capacity", "shared.nothing"):
        with pytest.raises(ParameterError):
            two.targets(wrong)
    with pytest.raises(ScenarioError, match="outside"):
        two.replace({"it_capacity_mw": -5})


def test_a_site_can_be_changed_alone(two):
    texas = two.sites["texas"].replace(sold_share=0.5, cooling="adiabatic")
    assert texas.values["sold_share"].value == 0.5 and texas.components["cooling"] == "adiabatic"
    assert texas.settings is two.sites["texas"].settings and texas.draws(two.sampler(5))["wacc_it_per_yr"].shape == (5,)


def test_one_site():
    site = gs.site("campus", region="US-TX", it_capacity_mw="50 MW", horizon_years=15, seed=3)
    assert (site.key, site.title, site.type, site.horizon_years, site.settings.seed) == ("campus", "Campus", "campus", 15.0, 3)
    with pytest.raises(ScenarioError, match="did you mean 'campus'"):
        gs.site("campuss")


def test_examples():
    assert {"seeds", "seed_s1_conversion", "seed_s2_heat", "seed_s3_orbit", "seed_s4_idle", "seed_s5_national"} <= set(
        __import__("gigasite.scenario", fromlist=["examples"]).examples()
    )
    with pytest.raises(ScenarioError, match="did you mean 'seeds'"):
        gs.example("seed")


def test_a_scenario_is_its_own_scenario(two):
    assert isinstance(two, Scenario) and "two-sites" in repr(two)


def test_a_forcing_column_that_is_a_parameter_may_be_either(folder):
    key = "hashprice_usd_per_th_day"
    entry = {"file": str(folder / "prices.csv"), "column": "price", "unit": "USD/PH/s/day", "time_column": "time_utc"}
    mine = gs.site("converted_mine", series={"p": entry}, **{key: {"series": "p"}})
    assert mine.series[key].values[0] == 0.03 and mine.draws()[key].tolist() == [table()[key].default]
    drawn = gs.site("converted_mine", **{key: {"dist": "uniform", "low": 0.03, "high": 0.06}})
    assert not drawn.series and drawn.draws()[key].tolist() == [0.045]
