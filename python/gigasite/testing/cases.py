"""The reference cases: calls of public functions beside figures from hand, other programs and publications.

``data/cases/<set>.json`` says where each figure comes from; ``data/cases/<set>_calls.json`` makes it calls. `results` runs
them one after the other; `gigasite.validate` and the tests are built on it.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import json
import math
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import numpy as np

from gigasite.errors import ParameterError, ValidityWarning
from gigasite.testing.checks import Check
from gigasite.testing.scenario_cases import SCENARIO_CASES

__all__ = ["SETS", "Check", "Result", "all_ids", "results", "run"]

SETS = ("earth", "orbit")
Status = Literal["passed", "failed", "needs file", "needs scenario"]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case; ``expected``, ``got`` and ``error`` are those of its worst figure."""

    id: str
    model: str
    title: str
    source: str
    kind: str
    status: Status
    expected: Any = None
    got: Any = None
    error: float = math.nan
    reason: str = ""
    checks: tuple[Check, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        names = ("id", "model", "title", "source", "kind", "status", "reason")
        numbers = {"expected": _plain(self.expected), "got": _plain(self.got), "error": _plain(self.error)}
        return {name: getattr(self, name) for name in names} | numbers


class MissingFile(Exception):
    """A third-party file that is not shipped."""


@functools.cache
def _read(name: str) -> Any:
    return json.loads(resources.files("gigasite").joinpath(f"data/cases/{name}.json").read_text("utf-8"))


@functools.cache
def _cases() -> Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Case id -> what it is, and its calls."""
    return {case["id"]: (case, _read(f"{name}_calls")[case["id"]]) for name in SETS for case in _read(name)["cases"]}


def all_ids() -> tuple[str, ...]:
    """Ids of all cases, in the order of their sets."""
    return tuple(_cases())


def results(only: str | None = None, *, files: str | os.PathLike[str] | None = None) -> Iterator[Result]:
    """Runs the cases whose id or model contains ``only``; ``files`` is a folder with third-party files that are not shipped.

    Errors: `ParameterError` where no case matches.
    """
    chosen = [i for i, (case, _) in _cases().items() if only is None or only in i or only in case["model"]]
    if not chosen:
        raise ParameterError(f"no case has {only!r} in its id or model", parameter="only", value=only)
    for case_id in chosen:
        yield run(case_id, files=files)


def run(case_id: str, *, files: str | os.PathLike[str] | None = None) -> Result:
    """Runs one case."""
    if case_id not in _cases():
        raise ParameterError(f"no case is called {case_id!r}", parameter="case_id", value=case_id)
    case, calls = _cases()[case_id]
    about: dict[str, Any] = {name: str(case.get(name, "")) for name in ("id", "model", "title", "source", "kind")}
    if "steps" not in calls and case_id not in SCENARIO_CASES:
        return Result(**about, status="needs scenario", reason=calls["system"])
    checks, missing = [], ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ValidityWarning)  # a case that lies outside the validity says so in its note
        try:
            if case_id in SCENARIO_CASES:
                checks += SCENARIO_CASES[case_id](case["expected"])
            if "steps" in calls:
                checks += _checks(calls, Path(files or os.environ.get("GIGASITE_CASE_FILES", ".")))
        except MissingFile as error:
            missing = f"third-party file, not shipped: {error}"
        except Exception as error:  # a function that is not there fails its case like one that is wrong
            return Result(**about, status="failed", reason=f"{type(error).__name__}: {error}")
    if not checks:
        return Result(**about, status="needs file", reason=missing)
    failed = [c for c in checks if not c.passed]
    worst = max(failed or checks, key=lambda c: c.error / c.limit if c.limit else c.error)
    reason = "; ".join(f"{c.of}: {_short(c.got)}, expected {_short(c.expected)}" for c in failed) or missing
    status: Status = "failed" if failed else "passed"
    return Result(**about, status=status, expected=worst.expected, got=worst.got, error=worst.error, reason=reason, checks=tuple(checks))


def _checks(calls: Mapping[str, Any], folder: Path) -> list[Check]:
    found: dict[str, Any] = {}
    checks: list[Check] = []
    for step in calls["steps"]:
        module, _, name = step["call"].rpartition(".")
        function = getattr(importlib.import_module(module), name)
        arguments = _filled(step["args"], found, folder)
        if "raises" in step:
            checks.append(_refusal(function, arguments, step))
        else:
            found[step["name"]] = function(**arguments)
    return checks + [_compared(expect, _looked_up(found, expect["of"])) for expect in calls["expect"]]


def _filled(argument: Any, found: Mapping[str, Any], folder: Path) -> Any:
    """References to earlier results, files and lists of numbers in their places."""
    if isinstance(argument, dict):
        if set(argument) == {"$ref"}:
            return _looked_up(found, argument["$ref"])
        if "$file" in argument:
            return _file(argument, folder)
        return {name: _filled(value, found, folder) for name, value in argument.items()}
    if isinstance(argument, list):
        values = [_filled(value, found, folder) for value in argument]
        numeric = values and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
        return np.asarray(values, float) if numeric else values
    return argument


def _file(argument: Mapping[str, str], folder: Path) -> str:
    path = folder / argument["$file"]
    if not path.is_file():
        raise MissingFile(f"{argument['$file']} ({argument.get('from', '')})")
    if "sha256_16" in argument and hashlib.sha256(path.read_bytes()).hexdigest()[:16] != argument["sha256_16"]:
        raise MissingFile(f"{argument['$file']}: another version")
    return str(path)


def _looked_up(found: Mapping[str, Any], path: str) -> Any:
    """``name``, ``name.field``, ``name[3]`` of the results so far."""
    head = re.match(r"\w+", path)
    assert head is not None
    value = found[head[0]]
    for field, index in re.findall(r"\.(\w+)|\[(-?\d+)\]", path[head.end() :]):
        value = np.asarray(value)[int(index)] if index else value[field] if isinstance(value, dict) else getattr(value, field)
    return value


def _refusal(function: Any, arguments: Mapping[str, Any], step: Mapping[str, Any]) -> Check:
    """A step that must raise a named error, whose message holds certain texts."""
    try:
        got: Any = f"returned {function(**arguments)!r}"
        held = False
    except Exception as error:
        got = f"{type(error).__name__}: {error}"
        held = step["raises"] in {kind.__name__ for kind in type(error).__mro__}
        held = held and all(text in str(error) for text in step.get("message_contains", ()))
    return Check(step["name"], step["raises"], got, 0.0 if held else math.inf, 0.0, held)


_REDUCE: dict[str, Any] = {
    "sum": np.sum,
    "mean": np.mean,
    "min": np.min,
    "max": np.max,
    "argmax": np.argmax,
    "argmin": np.argmin,
    "len": len,
    "last": lambda x: np.asarray(x)[-1],
}


def _compared(expect: Mapping[str, Any], got: Any) -> Check:
    """|got − value| ≤ max(rel·|value|, abs), minimum ≤ got ≤ maximum; lists element by element, texts and truth exactly."""
    if reduce := expect.get("reduce"):
        got = np.asarray(got)[int(reduce.split(":")[1])] if reduce.startswith("index:") else _REDUCE[reduce](got)
    value = expect.get("value")
    if isinstance(value, (str, bool)):
        held = bool(got == value)
        return Check(expect["of"], value, got, 0.0 if held else math.inf, 0.0, held)
    have = np.asarray(got, float)
    held, error, limit, shown = bool(np.all(np.isfinite(have))), 0.0, 0.0, value
    if value is not None:
        want = np.asarray(value, float)
        if want.shape not in ((), have.shape):
            return Check(expect["of"], value, got, math.inf, 0.0, False)
        rel, absolute = expect.get("rel"), expect.get("abs")
        rel = 1e-9 if rel is None and absolute is None else rel or 0.0
        limits = np.broadcast_to(np.maximum(np.abs(want) * rel, absolute or 0.0), have.shape)
        errors = np.abs(have - want)
        held = held and bool(np.all(errors <= limits))
        at = int(np.argmax(errors - limits)) if have.size else 0
        error, limit = (float(errors.flat[at]), float(limits.flat[at])) if have.size else (0.0, 0.0)
    for side, holds in (("min", np.greater_equal), ("max", np.less_equal)):
        if expect.get(side) is not None:
            held = held and bool(np.all(holds(have, expect[side])))
            shown = f"{'≥' if side == 'min' else '≤'} {_short(expect[side])}" if value is None else shown
    return Check(expect["of"], shown, got, error, limit, held)


def _plain(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _short(value: Any) -> str:
    """A figure for a line of text."""
    if isinstance(value, (bool, str, np.bool_)) or value is None:
        return str(value)[:120]
    array = np.asarray(value, dtype=object).ravel()
    shown = ", ".join(f"{float(v):.7g}" for v in array[:4])
    return shown if array.size <= 4 else f"{shown}, … ({array.size})"
