"""The conformance kit: what every record of a plugin promises, and how a test or ``gigasite check`` asks for it.

```python
from gigasite.testing import parametrize_with_checks


@parametrize_with_checks(["underwater"])
def test_conforms(subject, check):
    check(subject)
```

Each promise is a public function ``check_<promise>`` of `gigasite.testing`: it takes a `Subject` and raises an
`AssertionError` with a sentence for the author. Tags of the subject decide which are asked.
"""

from __future__ import annotations

import functools
import importlib
import os
import unittest
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gigasite import hooks
from gigasite.errors import PluginError
from gigasite.hooks.managing import Entry, Failure, Manager, nearest

__all__ = [
    "NotApplicable",
    "Outcome",
    "Promise",
    "Report",
    "Subject",
    "check_distribution",
    "parametrize_with_checks",
    "promise",
    "promises",
    "subjects",
]

Check = Callable[["Subject"], None]


class NotApplicable(unittest.SkipTest):
    """A promise that has no meaning for this subject; the text says why. pytest counts it as skipped."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A record under test. ``instance`` is what its target gives; ``cache`` keeps runs that several promises look at."""

    manager: Manager
    entry: Entry
    cache: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        return self.entry.record.name

    @property
    def hook(self) -> str:
        return self.entry.hook

    @functools.cached_property
    def instance(self) -> Any:
        try:
            return self.manager.resolve(self.hook, self.name)
        except PluginError as error:
            raise AssertionError(str(error)) from error

    @property
    def tags(self) -> frozenset[str]:
        """The hook without its prefix, and for a site type the engine that it names."""
        found = {self.hook.removeprefix("gigasite_"), "record"}
        engine = getattr(self.instance_or_none, "engine", None)
        return frozenset(found | ({engine} if isinstance(engine, str) else set()))

    @functools.cached_property
    def instance_or_none(self) -> Any:
        try:
            return self.instance
        except AssertionError:
            return None

    @property
    def expected_failures(self) -> Mapping[str, str]:
        """Promise -> reason, from the attribute ``expected_failures`` of the target."""
        found = getattr(self.instance_or_none, "expected_failures", {})
        return found if isinstance(found, Mapping) else {}

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made once for this subject."""
        if key not in self.cache:
            with hooks.use(self.manager):
                self.cache[key] = make()
        return self.cache[key]

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Promise:
    """One promise: the function that checks it, the tags of which a subject needs one, and its sentence."""

    name: str
    check: Check
    tags: frozenset[str]

    @property
    def sentence(self) -> str:
        return " ".join((self.check.__doc__ or "").split())


_PROMISES: dict[str, Promise] = {}


def promise(*tags: str) -> Callable[[Check], Check]:
    """Makes a function ``check_<promise>`` a promise of subjects that have one of these tags."""

    def register(check: Check) -> Check:
        @functools.wraps(check)
        def wrapped(subject: Subject) -> None:
            with hooks.use(subject.manager):
                try:
                    check(subject)
                except (AssertionError, unittest.SkipTest):
                    raise
                except Exception as error:
                    raise AssertionError(f"{subject.name}: {type(error).__name__}: {error}") from error

        name = check.__name__
        _PROMISES[name] = Promise(name, wrapped, frozenset(tags))
        return wrapped

    return register


def promises() -> Mapping[str, Promise]:
    """Every promise by the name of its function."""
    importlib.import_module("gigasite.testing.promised")
    return dict(_PROMISES)


def subjects(names: Iterable[str] | None = None, manager: Manager | None = None) -> tuple[Subject, ...]:
    """Records by name, or by ``"hook:name"`` where several hooks have one of this name; all of them without names."""
    chosen = manager or hooks.manager()
    entries = chosen.table().entries
    if names is None:
        return tuple(Subject(chosen, entry) for entry in entries)
    found = []
    for name in names:
        hook, _, record = name.rpartition(":")
        wanted = [e for e in entries if e.record.name == record and (not hook or e.hook in (hook, f"gigasite_{hook}"))]
        if not wanted:
            broken = [str(failure) for failure in chosen.failures if record in (failure.record, failure.plugin, failure.distribution)]
            hint = "; ".join(broken) or nearest(record, [e.record.name for e in entries])
            raise PluginError(f"no record is called {name!r}", parameter="names", value=name, hint=hint)
        found += [Subject(chosen, entry) for entry in wanted]
    return tuple(found)


def asked_of(subject: Subject, tags: Iterable[str] | None = None) -> tuple[Promise, ...]:
    """The promises of a subject; ``tags`` keeps those that have one of them."""
    wanted = None if tags is None else frozenset(tags)
    return tuple(p for p in promises().values() if p.tags & subject.tags and (wanted is None or p.tags & wanted))


def parametrize_with_checks(
    names: Sequence[str] | None = None,
    *,
    tags: Iterable[str] | None = None,
    expected_failures: Mapping[str, str] | None = None,
    manager: Manager | None = None,
) -> Any:
    """A pytest decorator that calls the test with every ``subject`` and ``check`` of the records.

    ``expected_failures`` maps the name of a check to the reason why it does not hold (so does an attribute of this name of the
    target); such a test fails when the promise is kept after all. Errors: `PluginError` for a name that no record has, or a
    check that there is not.
    """
    import pytest

    given = dict(expected_failures or {})
    for name in given:
        if name not in promises():
            raise PluginError(f"no check is called {name!r}", parameter="expected_failures", value=name, hint=nearest(name, promises()))
    parameters = []
    for subject in subjects(names, manager):
        reasons = {**subject.expected_failures, **given}
        for one in asked_of(subject, tags):
            marks = (pytest.mark.xfail(reason=reasons[one.name], strict=True),) if one.name in reasons else ()
            parameters.append(pytest.param(subject, one.check, id=f"{subject.name}-{one.name}", marks=marks))
    return pytest.mark.parametrize(("subject", "check"), parameters)


@dataclass(frozen=True)
class Outcome:
    """What became of one promise: ``held``, ``broken``, ``expected`` (broken, with a reason) or ``skipped``."""

    record: str
    hook: str
    check: str
    result: str
    text: str = ""


@dataclass(frozen=True)
class Report:
    """All outcomes of a distribution, and what went wrong while it was loaded."""

    distribution: str
    outcomes: tuple[Outcome, ...]
    failures: tuple[Failure, ...]

    @property
    def ok(self) -> bool:
        """Whether every promise is kept or its failure expected, and nothing went wrong in loading."""
        return not self.failures and not any(outcome.result == "broken" for outcome in self.outcomes)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as ``gigasite check --json`` writes it."""
        rows = [{name: getattr(o, name) for name in ("hook", "record", "check", "result", "text")} for o in self.outcomes]
        return {"distribution": self.distribution, "ok": self.ok, "checks": rows, "failures": [str(failure) for failure in self.failures]}

    def __str__(self) -> str:
        marks = {"held": "ok", "broken": "BROKEN", "expected": "expected", "skipped": "-"}
        lines = []
        for record in dict.fromkeys((o.hook, o.record) for o in self.outcomes):
            lines.append(f"{record[1]} ({record[0].removeprefix('gigasite_')})")
            for o in self.outcomes:
                if (o.hook, o.record) == record:
                    what = o.check.removeprefix("check_").replace("_", " ")
                    lines.append(f"  {marks[o.result]:<9}{what}{': ' + o.text if o.text else ''}")
        lines += [f"failed: {failure}" for failure in self.failures]
        counts = {result: sum(o.result == result for o in self.outcomes) for result in marks}
        parts = [f"{counts['held']} kept", f"{counts['broken']} broken"]
        parts += [
            f"{counts[key]} {word}" for key, word in (("expected", "expected to fail"), ("skipped", "without meaning")) if counts[key]
        ]
        return "\n".join([*lines, f"{self.distribution}: {', '.join(parts)}{'' if self.ok else '; it does not conform'}"])


def ask(subject: Subject, one: Promise) -> Outcome:
    """Asks one promise of a subject."""
    reason = subject.expected_failures.get(one.name)
    try:
        one.check(subject)
    except unittest.SkipTest as why:
        return Outcome(subject.name, subject.hook, one.name, "skipped", str(why))
    except AssertionError as error:
        text = " ".join(str(error).split())
        return Outcome(subject.name, subject.hook, one.name, "expected" if reason else "broken", reason or text)
    if reason:
        return Outcome(subject.name, subject.hook, one.name, "broken", f"is expected to fail ({reason}) and holds: remove the mark")
    return Outcome(subject.name, subject.hook, one.name, "held")


def check_distribution(name: str, manager: Manager | None = None) -> Report:
    """Asks every promise of every record of a distribution, or of the records of one plugin or one name.

    Errors: `PluginError` with the nearest name when nothing of it is registered.
    """
    chosen = manager or hooks.manager()
    wanted = _plain(name)

    def mine(one: Entry | Failure) -> bool:
        return wanted in {_plain(one.distribution), _plain(one.plugin)}

    found = [Subject(chosen, entry) for entry in chosen.table().entries if mine(entry) or _plain(entry.record.name) == wanted]
    broken = tuple(failure for failure in chosen.failures if mine(failure))
    if not found and not broken:
        known = {entry.distribution for entry in chosen.table().entries} | {entry.record.name for entry in chosen.table().entries}
        off = os.environ.get("GIGASITE_DISABLE_PLUGINS")
        hint = f"GIGASITE_DISABLE_PLUGINS is {off!r}" if off else nearest(name, known) or "is it installed in this environment?"
        raise PluginError(f"nothing of {name!r} is registered", parameter="distribution", value=name, hint=hint)
    outcomes = tuple(ask(subject, one) for subject in found for one in asked_of(subject))
    return Report(name, outcomes, broken)


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")
