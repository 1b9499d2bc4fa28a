"""The kit catches planted defects, each by the check that names it, and says nothing of sound plugins."""

# ruff: noqa: E501 - one defect, one line
import sys
import types
import unittest

import pytest

from gigasite import testing
from gigasite.errors import PluginError
from gigasite.hooks import Record, hookimpl
from gigasite.hooks.managing import Manager
from gigasite.testing import check_distribution, conformance, parametrize_with_checks

SITE = """
from dataclasses import replace
import numpy as np
from gigasite.sites.campus import Campus
from gigasite.site_model import Asset, Cost
class Target(Campus):
    def build(self, p, site):
        base = super().build(p, site)
        {}
"""

PROVIDER = """
import numpy as np
from gigasite.errors import DataError
from gigasite.time_series import Series
class Target:
    facts_of = {{"latitude_deg": 50.0, "longitude_deg": 30.0}}
    column, unit, value, hours, start = "grid_price_usd_per_mwh", "USD/MWh", 50.0, 8760, "2023-01-01"
    source, licence, evidence = "our meter", "CC BY 4.0", "measured"
    def places(self): return ("here",)
    def columns(self, place): return (self.column,)
    def years(self, place): return (2023,)
    def facts(self, place): return self.facts_of
    def series(self, place, column, year):
        if place != "here" or column != self.column or year != 2023:
            raise DataError("no such series")
        return Series(self.values(), self.start, 3600, self.unit, self.source, self.licence, self.evidence)
    def values(self): return np.full(self.hours, self.value)
    {}
"""

MODEL = """
import numpy as np
from dataclasses import replace
from gigasite.economics.lcoc import Lcoc
from gigasite.site_model import NoneBecause
class Target(Lcoc):
    def evaluate(self, model, ledgers, p, horizon_years):
        {}
"""

LAW = """
import numpy as np
from gigasite import laws
def sound(heat_mw, dry_bulb_c, supply_limit_c):
    return {{"power_mw": 0.02 * heat_mw + 0.0 * dry_bulb_c, "water_m3_per_h": 0.0 * heat_mw, "supply_temperature_c": supply_limit_c, "unmet_mw": 0.0 * heat_mw}}
def numbers(heat_mw, supply_limit_c):
    return 0.02 * heat_mw, 0.0, supply_limit_c, 0.0
class Target:
    slot = "cooling"
    {}
"""
EVALUATE = "def evaluate(self, heat_mw, dry_bulb_c, supply_limit_c): f = sound(heat_mw, dry_bulb_c, supply_limit_c); "
RAW = """@property
    def cfunc(self):
        import numba
        @numba.cfunc(laws.c_signature())
        def law(ctx, i, n_in, p, n_par, o, n_out):
            {}
            o[0], o[1], o[2], o[3] = 0.02 * i[0], 0.0, i[4], 0.0
            return 1
        return law
    def twin(self, heat_mw, dry_bulb_c, supply_limit_c, **more): return sound(heat_mw, dry_bulb_c, supply_limit_c)"""
SURE = "if n_in != 5 or n_par != 0 or n_out != 4: return 0"

PLAIN = "import numpy as np\nimport gigasite\n{}\n"

RETURN = "return super().evaluate(model, ledgers, p, horizon_years)"
GHI = 'column, unit = "ghi_w_m2", "W/m2"\n    def values(self): return np.maximum(np.cos((np.arange(8760) % 24 + 0.5 - {}) / 24 * 2 * np.pi), 0.0) * 800'


def asset(parts):
    return f"return replace(base, assets=(*base.assets, Asset({parts})))"


# Name of the defect -> hook, template, what is planted, the check that names it.
DEFECTS = {
    "missing class": ("site_types", PLAIN, "", "target_can_be_made"),
    "raises when made": ("metrics", PLAIN, "class Target:\n    def __init__(self): raise ValueError('no')", "target_can_be_made"),
    "no build": ("site_types", PLAIN, "class Target:\n    parameters = ()", "has_what_its_hook_asks"),
    "list of parameters": ("site_types", SITE, "return base\n    parameters = list(Campus.parameters)", "has_what_its_hook_asks"),
    "network": ("site_types", SITE, "return base\nimport socket\ntry:\n    socket.getaddrinfo('localhost', 80)\nexcept OSError: pass", "no_network_on_import"),
    "prints": ("site_types", SITE, "return base\nprint('hello')", "import_is_silent"),
    "numpy errors": ("site_types", SITE, "return base\nnp.seterr(all='raise')", "import_is_silent"),
    "sleeps": ("site_types", SITE, "return base\nimport time; time.sleep(1.1)", "import_is_quick"),
    "lambda inside": ("metrics", PLAIN, "class Target:\n    name, unit = 'x', '1'\n    def __init__(self): self.evaluate = lambda *a: 1.0", "picklable"),
    "no row": ("site_types", SITE, "return base\n    parameters = (*Campus.parameters, 'made_up_usd')", "parameters_have_rows"),
    "undeclared": ("site_types", SITE, "p['launch_price_usd_per_kg']; return base", "reads_what_it_declares"),
    "needs more": ("site_types", SITE, "raise KeyError('depth')", "example_runs"),
    "mean of the draws": ("site_types", SITE, "return replace(base, costs=(*base.costs, Cost('x', 'tax', 1e6 * p['study_months'].mean())))", "draws_do_not_mix"),
    "wrong shape": ("site_types", SITE, asset("'x', 'facility', np.ones(7), 10.0, 0.05"), "amounts_are_one_or_one_per_draw"),
    "NaN": ("site_types", SITE, asset("'x', 'facility', np.nan, 10.0, 0.05"), "amounts_are_one_or_one_per_draw"),
    "negative life": ("site_types", SITE, asset("'x', 'facility', 1.0, -1.0, 0.05"), "amounts_are_one_or_one_per_draw"),
    "unknown item": ("site_types", SITE, asset("'x', 'magic', 1.0, 10.0, 0.05"), "items_are_known"),
    "twice the name": ("site_types", SITE, asset("'building', 'facility', 1.0, 10.0, 0.05"), "items_are_known"),
    "no boundary": ("site_types", SITE, "return replace(base, boundary=())", "boundary_is_told"),
    "no operation": ("site_types", SITE, "return replace(base, phases=(replace(base.phases[0], name='run'),))", "has_a_phase_of_operation"),
    "random": ("site_types", SITE, asset("'x', 'facility', np.random.rand(p.n_draws) * 1e6, 10.0, 0.05"), "deterministic"),
    "writes into draws": ("site_types", SITE, "p['study_months'][:] = 0.0; return base", "inputs_untouched"),
    "keeps state": ("site_types", SITE, "self.sites = getattr(self, 'sites', 0) + 1; return base", "inputs_untouched"),
    "fixed hall": ("site_types", SITE, "o = base.phases[0]; return replace(base, phases=(replace(o, parameters={**o.parameters, 'gpus': 1e5}),))", "scaling"),
    "free chips": ("site_types", SITE, "return replace(base, assets=tuple(a for a in base.assets if a.item != 'chips'), costs=())", "monotony"),
    "cheaper when large": ("site_types", SITE, asset("'x', 'facility', 1e9 / p['it_capacity_mw'], 10.0, 0.05"), "money_is_homogeneous"),
    "no source": ("grid_datasets", PROVIDER, "source = ''", "units_and_sources_present"),
    "no licence": ("grid_datasets", PROVIDER, "licence = ''", "units_and_sources_present"),
    "wrong unit": ("grid_datasets", PROVIDER, "unit = 'MW'", "units_and_sources_present"),
    "cents": ("grid_datasets", PROVIDER, "unit = 'USD/kWh'", "units_and_sources_present"),
    "leap year": ("grid_datasets", PROVIDER, "hours = 8784", "whole_year_in_utc"),
    "local time": ("grid_datasets", PROVIDER, "start = '2023-01-01T00:00+02:00'", "whole_year_in_utc"),
    "code of missing": ("grid_datasets", PROVIDER, "column, unit, value = 'grid_carbon_kg_per_mwh', 'kg/MWh', -9999.0", "values_are_possible"),
    "unknown column": ("grid_datasets", PROVIDER, "column = 'price'", "places_columns_years"),
    "drifts": ("grid_datasets", PROVIDER, "def values(self): Target.value += 1; return np.full(8760, self.value)", "series_deterministic"),
    "guesses": ("grid_datasets", PROVIDER, "def series(self, *a): return Series(self.values(), self.start, 3600, self.unit, 'x', 'y')", "unknown_is_a_data_error"),
    "hour-ending": ("weather_providers", PROVIDER, GHI.format("11.0"), "solar_noon"),
    "items do not sum": ("economic_models", MODEL, f"r = {RETURN[7:]}; return replace(r, items_usd_per_gpu_h={{'chips': np.ones(3)}})", "model_items_sum"),
    "no cash": ("economic_models", MODEL, f"r = {RETURN[7:]}; return replace(r, cash_flow_usd=r.cash_flow_usd[:, :-1])", "cash_flow_by_month"),
    "writes the ledger": ("economic_models", MODEL, f"ledgers['operate']['it_mwh'][:] *= 2; {RETURN}", "model_inputs_untouched"),
    "zero for no hours": ("economic_models", MODEL, f"r = {RETURN[7:]}; return replace(r, metrics={{n: (np.zeros(len(r.cash_flow_usd)) if isinstance(v, NoneBecause) else v) for n, v in r.metrics.items()}})", "no_hours_no_number"),
    "economic undeclared": ("economic_models", MODEL, f"p['launch_price_usd_per_kg']; {RETURN}", "model_reads_what_it_declares"),
    "item without power": ("hardware", PLAIN, "class Target:\n    def items(self): return {'x1': {'gpus_per_node': 8}}", "items_are_numbers_or_distributions"),
    "no unit": ("metrics", PLAIN, "class Target:\n    name, unit = 'x', ''\n    def evaluate(self, *a): return 1.0", "metric_is_a_number_per_draw"),
    "metric NaN": ("metrics", PLAIN, "class Target:\n    name, unit = 'x', '1'\n    def evaluate(self, *a): return np.nan", "metric_is_a_number_per_draw"),
    "metric writes": ("metrics", PLAIN, "class Target:\n    name, unit = 'x', '1'\n    def evaluate(self, l, e, p): l['it_mwh'][:] = 0; return 1.0", "metric_inputs_untouched"),
    "script": ("report_sections", PLAIN, "class Target:\n    title = 'x'\n    def render(self, c): return '<script>1</script>'", "section_is_a_harmless_fragment"),
    "no slot": ("laws", PLAIN, "class Target:\n    slot = 'coolin'\n    def evaluate(self, **i): return {}", "law_fills_a_slot"),
    "misspelt input": ("laws", LAW, "def evaluate(self, heat_mv): return {}", "law_fills_a_slot"),
    "two forms": ("laws", LAW, f"{EVALUATE}return f\n    cfunc = staticmethod(numbers)", "law_fills_a_slot"),
    "NaN in the cold": ("laws", LAW, f"{EVALUATE}return f | {{'power_mw': np.where(dry_bulb_c < -20, np.nan, f['power_mw'])}}", "law_gives_what_can_be"),
    "gives power": ("laws", LAW, f"{EVALUATE}return f | {{'power_mw': -f['power_mw']}}", "law_gives_what_can_be"),
    "a cold fusion": ("laws", LAW, "slot = 'generation'\n    def evaluate(self, request_mw): return {'power_mw': request_mw, 'fuel_mw': 0.9 * request_mw, 'co2_kg_per_h': 0.0}", "law_gives_what_can_be"),
    "raises in numba": ("laws", LAW, "@staticmethod\n    def cfunc(heat_mw, supply_limit_c): return 1.0 / (heat_mw - heat_mw), 0.0, supply_limit_c, 0.0", "law_gives_what_can_be"),
    "remembers": ("laws", LAW, f"n = 0\n    {EVALUATE}self.n += 1; return f | {{'water_m3_per_h': f['power_mw'] * self.n}}", "law_deterministic"),
    "mean of the block": ("laws", LAW, f"{EVALUATE}return f | {{'power_mw': f['power_mw'] + heat_mw.mean()}}", "law_draws_do_not_mix"),
    "writes its inputs": ("laws", LAW, f"{EVALUATE}heat_mw += 1.0; return f", "law_inputs_untouched"),
    "writes through C": ("laws", LAW, RAW.format(SURE + "\n            i[0] = 1.0"), "law_inputs_untouched"),
    "trusts lengths": ("laws", LAW, RAW.format("pass"), "law_refuses_other_lengths"),
    "another twin": ("laws", LAW, "cfunc = staticmethod(numbers)\n    def twin(self, **i): return {**sound(i['heat_mw'], i['dry_bulb_c'], i['supply_limit_c']), 'power_mw': 0.021 * i['heat_mw']}", "law_twin_agrees"),
    "no twin": ("laws", LAW, RAW.format(SURE).replace("def twin", "def brother"), "law_twin_agrees"),
    "less for more": ("laws", LAW, f"{EVALUATE}return f | {{'power_mw': 10.0 - 0.02 * heat_mw}}", "law_follows_its_inputs"),
    "fixed fleet": ("laws", LAW, "slot = 'it_power'\n    def evaluate(self, utilisation): return {'power_mw': 0.5 + 0.5 * utilisation}", "law_scales"),
    "fails in a hour": ("laws", LAW, "def evaluate(self, heat_mw, dry_bulb_c, supply_limit_c, hour_of_year): return sound(heat_mw, np.where(hour_of_year == 30.0, np.nan, 1.0), supply_limit_c)", "law_runs_in_a_site"),
    "no row of a law": ("laws", LAW, f"parameters = ('made_up_usd',)\n    {EVALUATE}return f", "parameters_have_rows"),
}  # fmt: skip


def manager_of(tmp_path, monkeypatch, name, hook, source):
    """A manager with one record whose target is made from ``source``."""
    monkeypatch.syspath_prepend(tmp_path)
    module = f"planted_{name.replace(' ', '_').replace('-', '_')}"
    sys.modules.pop(module, None)
    (tmp_path / f"{module}.py").write_text(source)
    plugin = types.ModuleType("planted")
    setattr(plugin, f"gigasite_{hook}", hookimpl(lambda: [Record("planted", "a planted one", f"{module}:Target")]))
    return Manager.isolated(plugin)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_caught_by_the_check_that_names_it(tmp_path, monkeypatch, defect):
    hook, template, planted, check = DEFECTS[defect]
    manager = manager_of(tmp_path, monkeypatch, defect, hook, template.format(planted))
    (subject,) = conformance.subjects(["planted"], manager)
    with pytest.raises(AssertionError) as caught:
        getattr(testing, f"check_{check}")(subject)
    assert len(str(caught.value)) > 10


@pytest.mark.parametrize("defect", ["missing class", "no boundary", "no licence", "metric writes"])
def test_the_report_holds_the_broken_promise_and_the_kept_ones(tmp_path, monkeypatch, defect):
    hook, template, planted, check = DEFECTS[defect]
    report = check_distribution("planted", manager_of(tmp_path, monkeypatch, f"report {defect}", hook, template.format(planted)))
    results = {outcome.check: outcome.result for outcome in report.outcomes}
    assert not report.ok and results[f"check_{check}"] == "broken" and results["check_summary_is_one_line"] == "held"
    assert "does not conform" in str(report)


SOUND = {
    "site": ("site_types", SITE, "return base"),
    "grid": ("grid_datasets", PROVIDER, "pass"),
    "sun": ("weather_providers", PROVIDER, GHI.format("10.0")),
    "model": ("economic_models", MODEL, RETURN),
    "metric": ("metrics", PLAIN, "class Target:\n    name, unit = 'x', '1'\n    def evaluate(self, l, e, p): return l['it_mwh'] * 2"),
    "section": ("report_sections", PLAIN, "class Target:\n    title = 'x'\n    def render(self, c): return '<p>fine</p>'"),
    "law": ("laws", LAW, f"{EVALUATE}return f"),
    "compiled law": ("laws", LAW, "cfunc = staticmethod(numbers)"),
    "law in C": ("laws", LAW, RAW.format(SURE)),
    "hardware": ("hardware", PLAIN, "class Target:\n    def items(self): return {'x1': dict(gpus_per_node=8, node_power_max_kw=9.0,"
                 " node_price_usd={'dist': 'uniform', 'low': 1e5, 'high': 2e5}, bf16_dense_tflops=1000)}"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_plugin_conforms(tmp_path, monkeypatch, name):
    hook, template, body = SOUND[name]
    report = check_distribution("planted", manager_of(tmp_path, monkeypatch, f"sound {name}", hook, template.format(body)))
    assert report.ok, str(report)
    assert len(report.outcomes) > 8 and report.to_dict()["ok"]


def test_there_are_enough_defects_and_each_promise_has_a_sentence():
    assert len(DEFECTS) >= 20
    for name, one in testing.promises().items():
        assert name.startswith("check_") and getattr(testing, name) is one.check
        assert one.sentence.endswith(".") and one.tags, name


def test_every_broken_promise_of_this_list_is_a_promise():
    assert {f"check_{check}" for *_, check in DEFECTS.values()} <= set(testing.promises())
    with pytest.raises(AttributeError, match="check_nothing"):
        _ = testing.check_nothing


def test_expected_failures_have_a_reason(tmp_path, monkeypatch):
    body = "return replace(base, boundary=())\n    expected_failures = {'check_boundary_is_told': 'nothing is inside'}"
    manager = manager_of(tmp_path, monkeypatch, "expected", "site_types", SITE.format(body))
    report = check_distribution("planted", manager)
    assert report.ok and "nothing is inside" in str(report) and "1 expected to fail" in str(report)
    kept = manager_of(tmp_path, monkeypatch, "expected 2", "site_types", SITE.format(body.replace("boundary=()", "boundary=('hall',)")))
    assert not check_distribution("planted", kept).ok
    mark = parametrize_with_checks(["planted"], manager=manager)
    (param,) = [p for p in mark.args[1] if p.id == "planted-check_boundary_is_told"]
    assert param.marks[0].kwargs == {"reason": "nothing is inside", "strict": True}
    with pytest.raises(PluginError, match="check_boundary_is_told"):
        parametrize_with_checks(["planted"], manager=manager, expected_failures={"check_boundary_told": "x"})


def test_names_and_tags():
    manager = Manager.isolated()
    with pytest.raises(PluginError, match="did you mean 'campus'"):
        conformance.subjects(["campuss"], manager)
    with pytest.raises(PluginError, match="did you mean 'campus'"):
        check_distribution("campuss", manager)
    (subject,) = conformance.subjects(["site_types:campus"], manager)
    assert subject.tags == {"record", "site_types", "earth"}
    chosen = {one.name for one in conformance.asked_of(subject, ["record"])}
    assert "check_picklable" in chosen and "check_closures_hold" not in chosen
    with pytest.raises(unittest.SkipTest):
        testing.check_rows_have_unit_and_source(subject)


def test_a_plugin_that_cannot_be_loaded_is_told():
    plugin = types.ModuleType("theirs")
    plugin.gigasite_site_type = hookimpl(lambda: iter(()))
    report = check_distribution("theirs", Manager.isolated(plugin))
    assert not report.ok and "gigasite_site_types" in str(report)
