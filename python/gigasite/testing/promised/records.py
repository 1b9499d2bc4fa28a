"""What every record promises, whatever its hook."""

from __future__ import annotations

import functools
import json
import pickle
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from gigasite.distributions import Distribution
from gigasite.hooks import HOOKS
from gigasite.parameters import Parameter, table
from gigasite.scenario.vocabulary import Vocabulary
from gigasite.testing.conformance import NotApplicable, Subject, promise

__all__ = ["HOLDS", "own_rows"]

#: What the target of a hook has.
HOLDS: Mapping[str, tuple[str, ...]] = {
    "gigasite_site_types": ("parameters", "build"),
    "gigasite_grid_datasets": ("places", "columns", "years", "series"),
    "gigasite_weather_providers": ("places", "columns", "years", "series"),
    "gigasite_economic_models": ("parameters", "evaluate"),
    "gigasite_hardware": ("items",),
    "gigasite_laws": ("slot",),
    "gigasite_metrics": ("name", "unit", "evaluate"),
    "gigasite_report_sections": ("title", "render"),
    "gigasite_space_tables": ("kind", "origin", "values"),
    "gigasite_file_formats": ("options", "recognises", "read"),
}

#: Marks of evidence that a value may have.
EVIDENCE = ("seen", "run", "measured", "derived", "press", "secondary", "estimated", "recall", "seed", "synthetic", "user", "given")

_PROBE = """
import contextlib, io, json, sys, time
sys.path[:0] = json.loads(sys.argv[1])
import gigasite, numpy
touched = []
def hook(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto", "urllib.Request", "http.client.connect"):
        touched.append(event)
sys.addaudithook(hook)
before, said = numpy.geterr(), io.StringIO()
start = time.perf_counter()
with contextlib.redirect_stdout(said):
    try:
        __import__(sys.argv[2])
        error = ""
    except BaseException as cause:
        error = f"{type(cause).__name__}: {cause}"
took = time.perf_counter() - start
print(json.dumps({"error": error, "network": touched, "said": said.getvalue()[:200], "numpy": numpy.geterr() != before, "s": took}))
"""


@functools.cache
def _import_alone(module: str) -> Mapping[str, Any]:
    """What the import of a module does in a fresh interpreter."""
    command = [sys.executable, "-c", _PROBE, json.dumps([path for path in sys.path if path]), module]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode or not done.stdout.strip():
        return {"error": done.stderr.strip()[-300:] or "the interpreter ended", "network": [], "said": "", "numpy": False, "s": 0.0}
    found: Mapping[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _module(subject: Subject) -> str:
    return subject.entry.record.target.partition(":")[0]


@promise("record")
def check_target_can_be_made(subject: Subject) -> None:
    """The target can be imported and, when it is a class, made without arguments."""
    assert subject.entry.error is None, subject.entry.error
    assert subject.instance is not None, f"{subject.entry.record.target} is None"


@promise("record")
def check_summary_is_one_line(subject: Subject) -> None:
    """The record says in one line what it is."""
    summary = subject.entry.record.summary
    assert summary.strip() and "\n" not in summary, f"the summary {summary!r} is not one line"
    assert len(summary) <= 120, f"the summary has {len(summary)} characters; keep it under 120"


@promise("record")
def check_has_what_its_hook_asks(subject: Subject) -> None:
    """The target has the attributes and methods of its hook."""
    missing = [name for name in HOLDS[subject.hook] if not hasattr(subject.instance, name)]
    assert not missing, f"{subject.entry.record.target} lacks {', '.join(missing)}, which {subject.hook} asks for"
    parameters = getattr(subject.instance, "parameters", ())
    texts = isinstance(parameters, tuple) and all(isinstance(key, str) for key in parameters)
    assert texts, f"parameters is {parameters!r:.80}, not a tuple of keys"
    assert len(set(parameters)) == len(parameters), f"a key stands twice in parameters: {_twice(parameters)}"


def _twice(names: tuple[str, ...]) -> str:
    return ", ".join(sorted({name for name in names if names.count(name) > 1}))


@promise("record")
def check_no_network_on_import(subject: Subject) -> None:
    """Importing the module of the target opens no connection; data come from the network only when somebody asks."""
    network = _import_alone(_module(subject))["network"]
    assert not network, f"importing {_module(subject)} uses the network ({', '.join(network)}); do it in a function that is called for it"


@promise("record")
def check_import_is_silent(subject: Subject) -> None:
    """Importing the module of the target prints nothing and leaves NumPy's error state as it was."""
    found = _import_alone(_module(subject))
    assert not found["said"], f"importing {_module(subject)} prints {found['said']!r}"
    assert not found["numpy"], f"importing {_module(subject)} changes NumPy's error state; use `with np.errstate(...)` where it is needed"


@promise("record")
def check_import_is_quick(subject: Subject) -> None:
    """The module of the target is imported in less than a second beside gigasite."""
    took = _import_alone(_module(subject))["s"]
    assert took < 1.0, f"importing {_module(subject)} takes {took:.1f} s; import what is heavy in the function that uses it"


@promise("record")
def check_picklable(subject: Subject) -> None:
    """The target and its record survive pickling, so that a run can go to another process."""
    try:
        again = pickle.loads(pickle.dumps(subject.instance))
        record = pickle.loads(pickle.dumps(subject.entry.record))
    except Exception as error:
        raise AssertionError(f"{subject.name} cannot be pickled: {type(error).__name__}: {error}") from error
    assert type(again) is type(subject.instance)
    assert record == subject.entry.record


@promise("record")
def check_hook_is_on_the_page(subject: Subject) -> None:
    """The hook of the record is documented on the hook page, with an example."""
    assert "```python" in (HOOKS[subject.hook].__doc__ or "")


def own_rows(subject: Subject) -> Mapping[str, Parameter]:
    """The rows that the plugin brings for its parameters."""
    rows = Vocabulary(subject.manager).parameters(subject.hook, subject.name)
    return {key: row for key, row in rows.items() if row is not None and key not in table()}


@promise("site_types", "economic_models", "laws")
def check_parameters_have_rows(subject: Subject) -> None:
    """Each key in ``parameters`` has a row: in gigasite's table, in the hardware, or in ``parameters.csv`` beside the module."""
    vocabulary = Vocabulary(subject.manager)
    hardware = {key for item in vocabulary.hardware.values() for key in item}
    settings = {"discount_rate", "horizon_years"}
    without = [
        key for key, row in vocabulary.parameters(subject.hook, subject.name).items() if row is None and key not in hardware | settings
    ]
    assert not without, f"no row for {', '.join(without)}; write one into parameters.csv beside the module of the target"


@promise("site_types", "economic_models", "laws")
def check_rows_have_unit_and_source(subject: Subject) -> None:
    """Each row that the plugin brings has a unit, a source, a mark of evidence, a description, and its default inside its ranges."""
    rows = own_rows(subject)
    if not rows:
        raise NotApplicable("brings no rows of its own")
    for key, row in rows.items():
        for name in ("unit", "source", "description"):
            assert getattr(row, name).strip(), f"{key} has no {name}"
        assert row.evidence in EVIDENCE, f"{key}: {row.evidence!r} is no mark of evidence; one of {', '.join(EVIDENCE)}"
        assert row.low <= row.default <= row.high, f"{key}: the default {row.default:g} is outside {row.low:g}–{row.high:g}"
        inside = row.minimum <= row.low and row.high <= row.maximum
        assert inside, f"{key}: {row.low:g}–{row.high:g} leaves what is legal, {row.minimum:g}–{row.maximum:g}"
        assert row.scope in ("world", "site"), f"{key}: the scope {row.scope!r} is neither world nor site"
        assert "usd" not in key.split("_") or row.currency, f"{key}: money without a currency"


@promise("hardware")
def check_items_are_numbers_or_distributions(subject: Subject) -> None:
    """Each item has keys with a positive number or a distribution, and an accelerator has what a site needs of it."""
    needed = {"gpus_per_node", "node_power_max_kw", "node_price_usd", "bf16_dense_tflops"}
    items = subject.instance.items()
    assert items, "there are no items"
    read = Vocabulary(subject.manager).hardware
    for item, keys in items.items():
        missing = needed - set(keys)
        # A miner hashes and runs no model; it says so by a hash rate.
        miner = any("th_s" in key or "j_per_th" in key for key in keys)
        assert not missing or miner, f"{item} lacks {', '.join(sorted(missing))}"
        for key, value in keys.items():
            number = read[item][key].central if item in read and isinstance(read[item].get(key), Distribution) else float("nan")
            assert number > 0.0, f"{item}.{key} is {value!r}, not a positive number or a distribution"
