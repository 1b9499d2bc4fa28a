"""All built-ins go through the hooks: each can be removed, and the rest stands. A result lists the records that had a part in it."""

import types

import numpy as np
import pytest

import gigasite as gs
from gigasite import builtin
from gigasite.errors import GigasiteError, PluginError
from gigasite.hooks import HOOKS, Record, hookimpl, use
from gigasite.hooks.managing import Manager, Plugin

RECORDS = [(e.hook, e.record.name) for e in Manager.isolated().table().entries]
SITES = {
    "campus": {"type": "campus", "region": "US-TX"},
    "heat": {"type": "heat_campus", "region": "FI", "heat_network": "mantsala"},
    "idle": {"type": "idle_campus", "region": "CN-GZ"},
    "lease": {"type": "leased_campus", "region": "CN-GZ"},
    "mine": {"type": "converted_mine", "region": "US-TX"},
    "orbit": {"type": "orbit"},
}
#: What a site needs beside its own type.
NEEDED = {
    ("gigasite_grid_datasets", "world"): {"campus", "heat", "idle", "lease", "mine"},
    ("gigasite_weather_providers", "builtin"): {"campus", "heat", "idle", "lease", "mine"},
    ("gigasite_hardware", "catalogue"): set(SITES),
    ("gigasite_economic_models", "lcoc"): set(SITES),
    ("gigasite_economic_models", "lcoc_nominal"): set(),
    **{("gigasite_site_types", fields["type"]): {key} for key, fields in SITES.items()},
    **{("gigasite_file_formats", record.name): set() for record in builtin.gigasite_file_formats()},  # none of the sites names a file
}


def without(hook, name):
    """A manager of the built-ins less one record."""
    module = types.ModuleType("fewer")
    for one in HOOKS:
        function = getattr(builtin, one, None)
        if function is not None:
            kept = [record for record in function() if (one, record.name) != (hook, name)]
            setattr(module, one, hookimpl(lambda kept=kept: kept))
    return Manager([Plugin("fewer", "gigasite", "", lambda: module)])


def cost(fields):
    return gs.simulate(gs.site(**{**fields, "key": "x"})).metrics["lcoc_usd_per_gpu_h"]


@pytest.fixture(scope="module")
def whole():
    with use(Manager.isolated()):
        return {key: cost(fields) for key, fields in SITES.items()}


@pytest.mark.parametrize(("hook", "name"), RECORDS)
def test_each_built_in_can_go_and_the_rest_stands(hook, name, whole):
    with use(without(hook, name)):
        assert not any((e.hook, e.record.name) == (hook, name) for e in gs.plugins().entries) and not gs.plugins().failures
        for key, fields in SITES.items():
            if key in NEEDED[hook, name]:
                with pytest.raises(GigasiteError):
                    cost(fields)
            else:
                assert cost(fields) == whole[key]


class HalfMetric:
    name, unit = "half_pue", "1"

    def evaluate(self, ledger, economics, p):
        return ledger.facility_mwh / ledger.it_mwh / 2.0


class Jobs(HalfMetric):
    name, unit = "jobs", "people"


class Pue(HalfMetric):
    name = "pue"


class Thief(HalfMetric):
    name = "thief"

    def evaluate(self, ledger, economics, p):
        ledger["it_mwh"][:] = 0.0


class Broken:
    def __init__(self):
        raise ValueError("broken on purpose")


class NoPlaces:
    def places(self):
        raise OSError("the disk is gone")


def plugin(**hooks):
    module = types.ModuleType("theirs")
    for hook, target in hooks.items():
        setattr(module, f"gigasite_{hook}", hookimpl(lambda target=target: [Record("theirs", "", f"{__name__}:{target}")]))
    return module


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    import sys

    module = types.ModuleType(__name__)
    module.__dict__.update({c.__name__: c for c in (HalfMetric, Jobs, Pue, Thief, Broken, NoPlaces, Law, Stumbles, NoModel)})
    monkeypatch.setitem(sys.modules, __name__, module)


def test_a_result_lists_what_touched_it():
    with use(Manager.isolated(plugin(metrics="HalfMetric", laws="Broken"))):
        run = gs.simulate(gs.site(key="x", **SITES["heat"]))
        comparison = gs.compare(gs.load({"draws": 8, "sites": {"a": SITES["campus"], "o": SITES["orbit"]}}))
    assert [(e.hook.removeprefix("gigasite_"), e.record.name) for e in run.plugins] == [
        ("site_types", "heat_campus"),
        ("economic_models", "lcoc"),
        ("hardware", "catalogue"),
        ("grid_datasets", "world"),
        ("weather_providers", "builtin"),
        ("metrics", "theirs"),
    ]
    assert run.metrics["half_pue"] == run.metrics["pue"] / 2.0
    assert comparison.to_dict()["plugins"] == ["gigasite", "theirs"]
    assert not any(e.hook.endswith(("grid_datasets", "weather_providers")) for e in comparison.sites["o"].plugins)


def test_a_metric_brings_its_unit():
    with use(Manager.isolated(plugin(metrics="Jobs"))):
        assert gs.sample(gs.site(key="x", **SITES["orbit"]), draws=2)["jobs"].unit == "people"


@pytest.mark.parametrize(
    "hooks",
    [{"metrics": "Broken"}, {"metrics": "Thief"}, {"metrics": "Pue"}, {"grid_datasets": "NoPlaces"}, {"grid_datasets": "Broken"},
     {"hardware": "Broken"}, {"weather_providers": "NoPlaces"}, {"economic_models": "Broken"}, {"site_types": "Broken"}],
    ids=str,
)  # fmt: skip
def test_one_broken_plugin_changes_no_number_of_the_others(hooks, whole):
    with use(Manager.isolated(plugin(**hooks))):
        runs = {key: gs.simulate(gs.site(key="x", **SITES[key])) for key in ("campus", "heat")}
    with use(Manager.isolated()):
        alone = {key: gs.simulate(gs.site(key="x", **SITES[key])) for key in ("campus", "heat")}
    for key, run in runs.items():
        assert run.metrics["lcoc_usd_per_gpu_h"] == whole[key]
        assert {n: run.metrics[n] for n in alone[key].metrics} == alone[key].metrics
        assert all(np.array_equal(run.ledger[name], alone[key].ledger[name]) for name in run.ledger)


class Law:
    slot = "cooling"

    def evaluate(self, **inputs):
        return {}


class Stumbles:
    parameters = ()

    def build(self, p, site):
        raise KeyError("depth")

    def evaluate(self, model, ledgers, p, horizon_years):
        raise ZeroDivisionError("by nothing")


class NoModel(Stumbles):
    def build(self, p, site):
        return None


@pytest.mark.parametrize(
    ("hooks", "fields", "sentence"),
    [
        ({"laws": "Law"}, {"cooling": "theirs"}, "the law 'theirs' of plugin theirs .* on site 'x', step 0 .*lacks power_mw"),
        ({"site_types": "Stumbles"}, {"type": "theirs"}, "site type 'theirs' failed on site 'x': KeyError"),
        ({"site_types": "NoModel"}, {"type": "theirs"}, "gave a NoneType"),
        ({"economic_models": "Stumbles"}, {"economics": "theirs"}, "economic model 'theirs' failed on site 'x': ZeroDivisionError"),
    ],
    ids=str,
)
def test_what_is_used_and_fails_is_named(hooks, fields, sentence):
    with use(Manager.isolated(plugin(**hooks))), pytest.raises(PluginError, match=sentence):
        gs.simulate(gs.site(**{"key": "x", **SITES["campus"], **fields}))


def test_a_broken_data_set_does_not_hide_the_next():
    first, second = plugin(grid_datasets="NoPlaces"), types.ModuleType("second")
    second.gigasite_weather_providers = hookimpl(lambda: iter(()))
    second.gigasite_grid_datasets = hookimpl(lambda: [Record("ours", "", "gigasite.grids.world:WorldGrids")])
    with use(Manager([p for p in Manager.isolated(first, second).plugins if p.name != "builtin"])):
        from gigasite.forcing import provider_of

        found = provider_of("gigasite_grid_datasets", "FI")
    assert found is not None and found[0] == "ours"
