"""Plugins found, asked and kept apart: each way to be wrong has its sentence, and the others are untouched."""

import subprocess
import sys
import textwrap
import time
import types

import pytest

from gigasite import hooks
from gigasite.errors import PluginError
from gigasite.hooks import HOOKS, Record, hookimpl
from gigasite.hooks.managing import Manager, Plugin

GOOD = Record("good", "a good one", "collections:OrderedDict")


def plugin(name="theirs", **functions):
    module = types.ModuleType(name)
    for key, function in functions.items():
        setattr(module, key, function)
    return module


def yields(*records):
    def hook():
        yield from records

    return hookimpl(hook)


def builtin_records(manager):
    return [(e.hook, e.record, e.error) for e in manager.table().entries if e.distribution == "gigasite"]


def raising():
    raise ValueError("broken on purpose")
    yield


def exiting():
    sys.exit(3)
    yield


@hookimpl
def slow():
    time.sleep(1.05)
    yield GOOD


def printing():
    print("hello from a plugin")
    yield GOOD


def wrapping():
    return (yield)


def change_errors():
    import numpy

    numpy.seterr(all="raise")
    yield GOOD


def with_argument(config):
    yield GOOD


BAD = {
    "raises": ({"gigasite_laws": hookimpl(raising)}, "ValueError: broken on purpose"),
    "exits": ({"gigasite_laws": hookimpl(exiting)}, "SystemExit: 3"),
    "argument": ({"gigasite_laws": hookimpl(with_argument)}, "takes no argument"),
    "misspelt": ({"gigasite_site_type": yields(GOOD)}, "did you mean 'gigasite_site_types'?"),
    "two misspelt": ({"gigasite_law": yields(GOOD), "gigasite_metric": yields(GOOD)}, "did you mean 'gigasite_metrics'?"),
    "wrapper": ({"gigasite_laws": hookimpl(wrapper=True)(wrapping)}, "is a wrapper"),
    "unmarked": ({"gigasite_laws": lambda: iter([GOOD])}, "not marked with @hookimpl"),
    "no hooks": ({"other": len}, "has no hooks"),
    "no record": ({"gigasite_laws": yields("text")}, "not a Record"),
    "nothing": ({"gigasite_laws": hookimpl(lambda: None)}, "TypeError"),
    "later api": ({"gigasite_laws": yields(Record("x", "", "a:B", api=99))}, "made for API 99"),
    "bad api": ({"gigasite_laws": yields(Record("x", "", "a:B", api=0))}, "API version"),
    "bad target": ({"gigasite_laws": yields(Record("x", "", "no colon"))}, "is not 'module:Class'"),
    "bad name": ({"gigasite_laws": yields(Record("<b>", "", "a:B"))}, "must start with a letter"),
    "bad sources": ({"gigasite_laws": yields(Record("x", "", "a:B", sources=["list"]))}, "tuple of texts"),
    "number name": ({"gigasite_laws": yields(Record(3, "", "a:B"))}, "must start with a letter"),
    "numpy errors": ({"gigasite_laws": hookimpl(change_errors)}, "NumPy's error state"),
    "slow": ({"gigasite_laws": slow}, "slow: its hooks took"),
    "taken name": ({"gigasite_site_types": yields(Record("campus", "", "a:B"))}, "the name belongs to gigasite"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_plugin_is_listed_and_harms_nobody(case):
    import numpy

    functions, sentence = BAD[case]
    before = numpy.geterr()
    manager = Manager.isolated(plugin(**functions), plugin("fine", gigasite_metrics=yields(GOOD)))
    assert any(sentence in f.error and f.plugin == "theirs" for f in manager.failures), manager.failures
    assert builtin_records(manager) == builtin_records(Manager.isolated())
    assert manager.resolve("gigasite_metrics", "good") == {}
    assert numpy.geterr() == before
    assert "theirs" in str(manager.table())


def test_a_wrong_hook_leaves_the_other_hooks_of_its_plugin():
    wrong = {"gigasite_laws": hookimpl(with_argument), "gigasite_site_type": yields(GOOD)}
    module = plugin(**wrong, gigasite_metrics=yields(GOOD))
    manager = Manager.isolated(module)
    assert {f.hook for f in manager.failures} == set(wrong)
    assert "(config)" in str(manager.failures[0])
    assert manager.resolve("gigasite_metrics", "good") == {}
    assert manager.registry.has_plugin("theirs:theirs")
    assert manager.registry.hook.gigasite_metrics.get_hookimpls()[-1].plugin is module


def test_pluggy_holds_the_plugins():
    import pluggy

    manager = Manager.isolated(plugin(gigasite_laws=yields(GOOD)))
    assert isinstance(hooks.hookimpl, pluggy.HookimplMarker) and isinstance(hooks.hookspec, pluggy.HookspecMarker)
    assert not manager.failures
    assert [name for name, _ in manager.registry.list_name_plugin()] == ["gigasite:builtin", "theirs:theirs"]
    manager.registry.check_pending()
    records = [record for found in manager.registry.hook.gigasite_site_types() for record in found]
    assert {r.name for r in records} == set(manager.records("gigasite_site_types"))


def test_a_hook_of_a_later_version_may_be_optional():
    later = hookimpl(optionalhook=True)(lambda: iter(()))
    manager = Manager.isolated(plugin(gigasite_of_the_future=later, gigasite_metrics=yields(GOOD)))
    assert not manager.failures and "good" in manager.records("gigasite_metrics")


def test_one_module_under_two_names_is_told():
    module = plugin(gigasite_laws=yields(GOOD))
    manager = Manager.isolated(module, module)
    assert "already registered" in manager.failures[0].error


def test_a_plugin_that_cannot_be_imported():
    def load():
        raise ImportError("no module named 'gone'")

    manager = Manager([Plugin("gone", "gone-dist", "1.0", load)])
    assert manager.failures[0].error == "cannot be imported: ImportError: no module named 'gone'"
    assert str(manager.failures[0]).startswith("gone (gone-dist 1.0): cannot be imported")


def test_ctrl_c_is_not_swallowed():
    def hook():
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        _ = Manager.isolated(plugin(gigasite_laws=hookimpl(hook))).failures


def test_printing_goes_to_stderr(capsys):
    manager = Manager.isolated(plugin(gigasite_laws=hookimpl(printing)))
    assert "good" in manager.records("gigasite_laws")
    out, err = capsys.readouterr()
    assert out == "" and "hello" in err


def test_duplicate_names_name_both():
    manager = Manager.isolated(plugin("one", gigasite_laws=yields(GOOD)), plugin("two", gigasite_laws=yields(GOOD)))
    (failure,) = manager.failures
    assert "one" in failure.error and "two" in failure.error
    with pytest.raises(PluginError, match=r"one .* and by two"):
        manager.resolve("gigasite_laws", "good")


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("gigasite_nothing:Law", "ModuleNotFoundError"),
        ("collections:Nothing", "AttributeError"),
        ("sys:exit", None),
        ("decimal:Decimal.nothing", "AttributeError"),
        ("fractions:_does.not_exist", "AttributeError"),
        ("datetime:datetime", "TypeError"),
    ],
)
def test_targets_are_resolved_when_used(target, sentence):
    manager = Manager.isolated(plugin(gigasite_laws=yields(Record("law", "", target))))
    assert not manager.failures
    if sentence is None:
        assert manager.resolve("gigasite_laws", "law") is sys.exit
        return
    with pytest.raises(PluginError, match=rf"theirs .*{target}.*{sentence}") as caught:
        manager.resolve("gigasite_laws", "law")
    assert caught.value.__cause__ is not None
    assert manager.failures[0].record == "law"


def test_a_target_is_made_once():
    manager = Manager.isolated(plugin(gigasite_laws=yields(GOOD)))
    assert manager.resolve("gigasite_laws", "good") is manager.resolve("gigasite_laws", "good")


def test_unknown_names_get_the_nearest():
    manager = Manager.isolated()
    with pytest.raises(PluginError, match="did you mean 'campus'"):
        manager.resolve("gigasite_site_types", "campuss")
    with pytest.raises(PluginError, match="did you mean 'gigasite_laws'"):
        manager.records("gigasite_law")


def test_records_are_frozen_and_read_only():
    with pytest.raises(AttributeError):
        GOOD.name = "other"
    with pytest.raises(TypeError):
        Manager.isolated().records("gigasite_laws")["x"] = None


def test_another_manager_is_in_force_only_inside():
    mine = Manager.isolated(plugin(gigasite_laws=yields(GOOD)))
    with hooks.use(mine):
        assert hooks.manager() is mine
    assert "good" not in hooks.manager().records("gigasite_laws")


def test_builtins_come_through_the_entry_point():
    table = hooks.plugins()
    names = {e.record.name for e in table.entries if e.distribution == "gigasite" and e.hook == "gigasite_site_types"}
    assert names == {"campus", "converted_mine", "heat_campus", "idle_campus", "leased_campus", "orbit"}
    assert not [f for f in table.failures if f.distribution == "gigasite"]
    assert {"records", "failures"} == table.to_dict().keys()


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_an_example_that_runs(hook):
    text = textwrap.dedent(HOOKS[hook].__doc__.split("```python")[1].split("```")[0])
    names = {"hookimpl": hookimpl, "Record": Record}
    exec(textwrap.dedent(text), names)
    manager = Manager.isolated(plugin(**{hook: names[hook]}), builtin=False)
    assert len(manager.records(hook)) == 1 and not manager.failures


@pytest.mark.parametrize("off", ["", "1", "all", "their-dist", "thing", "other"])
def test_installed_distributions(tmp_path, off):
    (tmp_path / "their_plugin.py").write_text(
        "from gigasite.hooks import Record, hookimpl\n@hookimpl\ndef gigasite_laws():\n    yield Record('theirs', 'a law', 'a:B')\n"
    )
    info = tmp_path / "their_dist-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-dist\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text("[gigasite]\nthing = their_plugin\n")
    script = """
import gigasite as gs
print(*[(e.record.name, e.distribution, e.version) for e in gs.plugins().entries if e.hook == "gigasite_laws"])
"""
    environment = {"PYTHONPATH": str(tmp_path), "GIGASITE_DISABLE_PLUGINS": off, "PATH": ""}
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True).stdout.strip()
    assert out == ("('theirs', 'their-dist', '1.2')" if off in {"", "other"} else "")


def test_discovery_imports_nothing_heavy(tmp_path):
    for i in range(200):
        info = tmp_path / f"package{i}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: package{i}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[console_scripts]\ncommand = package:main\n")
    script = """
import sys
import gigasite.hooks.managing as managing
managing.Manager(managing.installed()).table()
print(*({"numpy", "pydantic", "gigasite._core", "gigasite.scenario"} & set(sys.modules)))
"""
    out = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path)}, check=True
    ).stdout
    assert not out.split()


TARGETS = {
    "raises": ("raise RuntimeError('broken at import')", "RuntimeError: broken at import"),
    "exits": ("import sys; sys.exit(4)", "SystemExit: 4"),
    "syntax": ("def", "SyntaxError"),
    "imports nothing": ("import a_module_that_is_not_there", "ModuleNotFoundError"),
    "no class": ("x = 1", "AttributeError"),
    "constructor": ("class Law:\n    def __init__(self): raise ValueError('no')", "ValueError: no"),
    "wants arguments": ("class Law:\n    def __init__(self, config): pass", "TypeError"),
    "exits when made": ("import sys\nclass Law:\n    def __init__(self): sys.exit('bye')", "SystemExit: bye"),
    "deep": ("class Law:\n    def __init__(self): self.__init__()", "RecursionError"),
}


@pytest.mark.parametrize("case", TARGETS)
def test_a_target_that_fails(tmp_path, monkeypatch, case):
    source, sentence = TARGETS[case]
    monkeypatch.syspath_prepend(tmp_path)
    name = f"their_target_{case.replace(' ', '_')}"
    (tmp_path / f"{name}.py").write_text(source)
    manager = Manager.isolated(plugin(gigasite_laws=yields(Record("law", "", f"{name}:Law"))))
    for _ in range(2):  # the second time as well
        with pytest.raises(PluginError, match=sentence):
            manager.resolve("gigasite_laws", "law")
    assert builtin_records(manager) == builtin_records(Manager.isolated())


def test_a_target_that_misbehaves_is_told(tmp_path, monkeypatch, capsys):
    import numpy

    before = numpy.geterr()
    monkeypatch.syspath_prepend(tmp_path)
    source = "import time, numpy\nnumpy.seterr(all='raise')\nprint('noise')\ntime.sleep(1.05)\nclass Law: slot = 'cooling'"
    (tmp_path / "their_noisy_target.py").write_text(source)
    manager = Manager.isolated(plugin(gigasite_laws=yields(Record("law", "", "their_noisy_target:Law"))))
    assert manager.resolve("gigasite_laws", "law").slot == "cooling"
    assert numpy.geterr() == before and capsys.readouterr().out == ""
    told = " ".join(f.error for f in manager.failures)
    assert "NumPy's error state" in told and "slow" in told


def test_results_do_not_change_beside_a_bad_plugin():
    import gigasite as gs

    plain = {"sites": {"a": {"type": "campus", "region": "US-TX", "sold_share": {"dist": "uniform", "low": 0.4, "high": 0.6}}}}
    with hooks.use(Manager.isolated()):
        alone = gs.load(plain)
    with hooks.use(Manager.isolated(*(plugin(name, **functions) for name, (functions, _) in BAD.items() if name != "slow"))):
        beside = gs.load(plain)
    assert alone == beside
    p, q = alone.draws_for("a", 50), beside.draws_for("a", 50)
    assert all((p[key] == q[key]).all() for key in p)
