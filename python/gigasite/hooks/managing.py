"""Finds plugins, asks each for its records, and keeps a bad one from harming the others.

One `Manager` holds one set of plugins and never changes it after loading; the default one is made from the installed
distributions when it is first asked for. A failure is an entry of `Manager.failures` with a sentence for the author.

pluggy holds the plugins and checks them against the hook page. Finding them and calling them is ours: each plugin is loaded,
registered and asked on its own, so that an exception ends one function of one plugin and not the loop.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import importlib
import inspect
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib import metadata
from types import MappingProxyType
from typing import Any

import pluggy

from gigasite import hooks
from gigasite.errors import PluginError
from gigasite.hooks import API_VERSION, HOOKS, Record

__all__ = ["Entry", "Failure", "Manager", "Plugin", "PluginTable", "current", "in_force", "installed", "nearest"]

#: Loading a plugin longer than this is reported; its records still count.
SLOW_S = 1.0
#: Distributions that belong to gigasite and are not switched off by ``GIGASITE_DISABLE_PLUGINS``.
OWN = "gigasite"
GROUP = "gigasite"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*")
_TARGET = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")


@dataclass(frozen=True)
class Plugin:
    """Where hooks come from: a name, the distribution, and how to get the module (or any object with hook functions)."""

    name: str
    distribution: str
    version: str
    load: Callable[[], Any]


@dataclass(frozen=True)
class Entry:
    """A record, who registered it, and why it cannot be used (``None`` when it can)."""

    hook: str
    record: Record
    plugin: str
    distribution: str
    version: str
    error: str | None = None


@dataclass(frozen=True)
class Failure:
    """What is wrong with a plugin. ``hook`` and ``record`` are ``None`` when it concerns the plugin as a whole."""

    plugin: str
    distribution: str
    version: str
    error: str
    hook: str | None = None
    record: str | None = None

    def __str__(self) -> str:
        place = f"{self.distribution} {self.version}".strip()
        what = ", ".join(part for part in (self.hook, self.record) if part)
        return f"{self.plugin} ({place}){': ' + what if what else ''}: {self.error}"


@dataclass(frozen=True)
class PluginTable:
    """Records and failures as a table."""

    entries: tuple[Entry, ...]
    failures: tuple[Failure, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as ``gigasite plugins --json`` writes it."""
        return {
            "records": [
                {
                    "hook": e.hook,
                    "name": e.record.name,
                    "summary": e.record.summary,
                    "target": e.record.target,
                    "api": e.record.api,
                    "sources": list(e.record.sources),
                    "distribution": e.distribution,
                    "version": e.version,
                    "error": e.error,
                }
                for e in self.entries
            ],
            "failures": [
                {
                    "plugin": f.plugin,
                    "distribution": f.distribution,
                    "version": f.version,
                    "hook": f.hook,
                    "record": f.record,
                    "error": f.error,
                }
                for f in self.failures
            ],
        }

    def __str__(self) -> str:
        rows = [(e.hook.removeprefix("gigasite_"), e.record.name, f"{e.distribution} {e.version}", e.record.summary) for e in self.entries]
        heads = ("hook", "name", "from", "summary")
        widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(3)]
        lines = ["  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[3]]).rstrip() for row in [heads, *rows]]
        return "\n".join([*lines, *(f"failed: {failure}" for failure in self.failures)])

    __repr__ = __str__


class _Pluggy(pluggy.PluginManager):
    """pluggy's manager with the hook page. A plugin that is wrong in one hook is registered again without it."""

    def __init__(self) -> None:
        super().__init__(GROUP)
        self.add_hookspecs(hooks)
        self._without: dict[str, None] = {}
        self._reading = ""

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:
        options = super().parse_hookimpl_opts(plugin, name)
        if options is not None:
            hook = options.get("specname") or name
            if hook in self._without:
                return None
            self._reading = hook
        return options

    def add(self, plugin: Any, name: str) -> Iterator[tuple[str, str]]:
        """Registers a plugin; yields each hook that is left out and why."""
        self._without.clear()
        while True:
            try:
                self.register(plugin, name)
            except pluggy.PluginValidationError as error:
                wrong = {self._reading: _signature_sentence(error)}
            else:
                try:
                    self.check_pending()
                    return
                except pluggy.PluginValidationError:
                    pending = [h.name for h in self.get_hookcallers(plugin) or [] if _is_pending(h)]
                    wrong = {hook: f"no hook is called {hook!r}; {nearest(hook, HOOKS) or _ALL}" for hook in pending}
            if self.has_plugin(name):  # since pluggy 1.7 a plugin that fails is not held
                self.unregister(name=name)
            self._without |= dict.fromkeys(wrong)
            yield from wrong.items()


@dataclass(eq=False)
class Manager:
    """The records of a set of plugins. Loads them when first asked, each on its own."""

    plugins: Iterable[Plugin]
    #: The plugins that could be loaded, as pluggy holds them.
    registry: _Pluggy = field(default_factory=_Pluggy, repr=False)
    _records: dict[str, dict[str, Entry]] = field(default_factory=dict, repr=False)
    _failures: list[Failure] = field(default_factory=list, repr=False)
    _instances: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _loaded: bool = field(default=False, repr=False)
    # Re-entrant: a plugin may ask for the manager while it is being loaded.
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @classmethod
    def isolated(cls, *modules: Any, builtin: bool = True) -> Manager:
        """A manager of the given modules or objects alone (and the built-ins), apart from what is installed."""
        given = [
            Plugin(
                getattr(m, "__name__", type(m).__name__).rpartition(".")[2], getattr(m, "__name__", "test"), "", functools.partial(_same, m)
            )
            for m in modules
        ]
        own = [Plugin("builtin", OWN, "", functools.partial(importlib.import_module, "gigasite.builtin"))] if builtin else []
        return cls([*own, *given])

    def records(self, hook: str) -> Mapping[str, Entry]:
        """Records of a hook by name, also those with an error."""
        if hook not in HOOKS:
            raise PluginError(f"no hook is called {hook!r}", hint=nearest(hook, HOOKS))
        return MappingProxyType(self._load().get(hook, {}))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Everything that went wrong, also in targets that were used since."""
        self._load()
        return tuple(self._failures)

    def table(self) -> PluginTable:
        """Records and failures, in the order of the hook page."""
        return PluginTable(tuple(e for hook in HOOKS for e in self.records(hook).values()), self.failures)

    def resolve(self, hook: str, name: str) -> Any:
        """What a record points to: imported and, when it is a class, made without arguments. Made once for this manager."""
        if (hook, name) in self._instances:
            return self._instances[hook, name]
        entries = self.records(hook)
        entry = entries.get(name)
        if entry is None:
            what = hook.removeprefix("gigasite_").removesuffix("s").replace("_", " ")
            raise PluginError(f"no {what} is called {name!r}", parameter=name, value=name, hint=nearest(name, entries))
        if entry.error is not None:
            raise PluginError(entry.error, parameter=name, value=name)
        start = time.perf_counter()
        try:
            with _guarded() as changed:
                instance = _target(entry.record.target)
        except _CAUGHT as cause:
            text = f"{_who(entry)}: {entry.record.target} cannot be used: {_sentence(cause)}"
            self._failures.append(Failure(entry.plugin, entry.distribution, entry.version, _sentence(cause), hook, name))
            raise PluginError(text, parameter=name, value=name) from cause
        took = time.perf_counter() - start
        if took > SLOW_S and entry.distribution != OWN:
            changed.append(f"slow: {entry.record.target} took {took:.1f} s to be made")
        self._failures.extend(Failure(entry.plugin, entry.distribution, entry.version, told, hook, name) for told in changed)
        self._instances[hook, name] = instance
        return instance

    def _load(self) -> dict[str, dict[str, Entry]]:
        with self._lock:
            if not self._loaded:
                self._loaded = True
                for plugin in self.plugins:
                    start = time.perf_counter()
                    self._failures.extend(self._ask(plugin))
                    took = time.perf_counter() - start
                    if took > SLOW_S:
                        text = f"slow: its hooks took {took:.1f} s; import what is heavy in the target, not beside the hooks"
                        self._failures.append(Failure(plugin.name, plugin.distribution, plugin.version, text))
        return self._records

    def _ask(self, plugin: Plugin) -> Iterator[Failure]:
        """Loads one plugin and takes its records; yields what is wrong."""

        def wrong(error: str, hook: str | None = None, record: str | None = None) -> Failure:
            return Failure(plugin.name, plugin.distribution, plugin.version, error, hook, record)

        try:
            with _guarded() as changed:
                module = plugin.load()
        except _CAUGHT as cause:
            yield wrong(f"cannot be imported: {_sentence(cause)}")
            return
        faults: list[tuple[str, str]] = []
        try:
            with _guarded() as touched:
                faults += self.registry.add(module, f"{plugin.distribution}:{plugin.name}")
                unmarked = _unmarked(module)
        except _CAUGHT as cause:
            yield wrong(f"cannot be registered: {_sentence(cause)}")
            return
        for told in (*changed, *touched):
            yield wrong(told)
        for hook, fault in (*faults, *unmarked):
            yield wrong(fault, hook)
        callers = self.registry.get_hookcallers(module) or []
        if not (callers or faults or unmarked):
            yield wrong("has no hooks; mark a function with @hookimpl and give it the name of a hook")
        for caller in filter(pluggy.HookCaller.has_spec, callers):
            for implementation in caller.get_hookimpls():
                if implementation.plugin is module:
                    yield from self._call(plugin, caller.name, implementation, wrong)

    def _call(self, plugin: Plugin, hook: str, implementation: pluggy.HookImpl, wrong: Callable[..., Failure]) -> Iterator[Failure]:
        """Calls one hook of one plugin and takes its records; yields what is wrong."""
        if implementation.wrapper or implementation.hookwrapper:
            yield wrong("is a wrapper, but a hook is called for each plugin on its own", hook)
            return
        records: list[Any] = []
        function: Callable[[], Any] = implementation.function
        try:
            with _guarded() as changed:
                records = list(function())
        except _CAUGHT as cause:
            yield wrong(f"the hook raised {_sentence(cause)}", hook)
        if changed:
            yield wrong(changed[0], hook)
        for record in records:
            problem = self._take(plugin, hook, record)
            if problem:
                yield wrong(problem, hook, record.name if isinstance(record, Record) and isinstance(record.name, str) else None)

    def _take(self, plugin: Plugin, hook: str, record: Any) -> str | None:
        problem = _record_fault(record)
        if problem:
            return problem
        entries = self._records.setdefault(hook, {})
        other = entries.get(record.name)
        if other is None:
            entries[record.name] = Entry(hook, record, plugin.name, plugin.distribution, plugin.version)
            return None
        text = f"{record.name!r} is registered by {_who(other)} and by {plugin.name} ({plugin.distribution} {plugin.version}".rstrip() + ")"
        if other.distribution == OWN and plugin.distribution != OWN:
            return f"{text}; the name belongs to gigasite, choose another"
        text += "; remove one of them"
        entries[record.name] = Entry(hook, other.record, other.plugin, other.distribution, other.version, text)
        return text


# What a plugin may throw and still harm nobody: everything but the user's Ctrl-C.
_CAUGHT = (Exception, SystemExit, GeneratorExit)


def _same(module: Any) -> Any:
    return module


def _unmarked(module: Any) -> list[tuple[str, str]]:
    """Functions that have the name of a hook and lack the mark, which pluggy passes over in silence."""
    named = [(name, getattr(module, name)) for name in dir(module) if name.startswith("gigasite_")]
    return [(name, "is not marked with @hookimpl") for name, f in named if inspect.isroutine(f) and not hasattr(f, f"{GROUP}_impl")]


def _is_pending(hook: pluggy.HookCaller) -> bool:
    return not hook.has_spec() and not all(implementation.optionalhook for implementation in hook.get_hookimpls())


def _signature_sentence(error: pluggy.PluginValidationError) -> str:
    """What pluggy says of a function that does not fit its hook, on one line."""
    _, _, said = " ".join(str(error).split()).partition("hookimpl definition: ")
    return f"wrong signature {said}: a hook takes no argument" if said else " ".join(str(error).split())


_ALL = "the hooks: " + ", ".join(HOOKS)


def _record_fault(record: Any) -> str | None:
    if not isinstance(record, Record):
        return f"yielded {record!r:.80}, not a Record"
    if not isinstance(record.name, str) or not _NAME.fullmatch(record.name):
        return f"the name {record.name!r} must start with a letter and hold letters, digits, '_', '-' and '.'"
    if not isinstance(record.summary, str) or not isinstance(record.target, str) or not _TARGET.fullmatch(record.target):
        return f"the target {record.target!r} is not 'module:Class'"
    if not isinstance(record.api, int) or record.api < 1:
        return f"the API version {record.api!r} is not a number from 1"
    if record.api > API_VERSION:
        return f"made for API {record.api}; this gigasite has API {API_VERSION}: update gigasite"
    if not isinstance(record.sources, tuple) or not all(isinstance(source, str) for source in record.sources):
        return "sources must be a tuple of texts"
    return None


def _target(path: str) -> Any:
    module, _, attribute = path.partition(":")
    value: Any = importlib.import_module(module)
    for part in attribute.split("."):
        value = getattr(value, part)
    return value() if isinstance(value, type) else value


@contextlib.contextmanager
def _guarded() -> Iterator[list[str]]:
    """Runs code of a plugin: what it prints goes to stderr, NumPy's error state is put back, and a change is told."""
    told: list[str] = []
    numpy = sys.modules.get("numpy")
    state = numpy.geterr() if numpy is not None else None
    with contextlib.redirect_stdout(sys.stderr):
        try:
            yield told
        finally:
            if numpy is not None and state is not None and numpy.geterr() != state:
                numpy.seterr(**state)
                told.append("changed NumPy's error state; it was put back")


def _sentence(cause: BaseException) -> str:
    text = " ".join(str(cause).split())
    return f"{type(cause).__name__}: {text:.300}" if text else type(cause).__name__


def _who(entry: Entry) -> str:
    return f"{entry.plugin} ({entry.distribution} {entry.version}".rstrip() + ")"


def nearest(name: str, names: Iterable[str]) -> str | None:
    """A question with the most similar of the names, or nothing."""
    near = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else None


def installed() -> list[Plugin]:
    """Plugins of the installed distributions, those of gigasite first, then by name of the distribution.

    ``GIGASITE_DISABLE_PLUGINS`` switches off third parties: ``1`` or ``all`` for every one, else names separated by commas.
    """
    off = {part.strip().lower() for part in os.environ.get("GIGASITE_DISABLE_PLUGINS", "").split(",")} - {"", "0"}
    found = []
    for distribution in _distributions():
        name, version = distribution.name, distribution.version
        for point in distribution.entry_points:
            if point.group != GROUP or (name != OWN and off & {"1", "all", "true", "yes", name.lower(), point.name.lower()}):
                continue
            found.append(Plugin(point.name, name, version, point.load))
    return sorted(found, key=lambda p: (p.distribution != OWN, p.distribution, p.name))


def _distributions() -> Iterator[metadata.Distribution]:
    """Distributions with an entry point of ours. Asking each for its entry points takes several times longer than looking
    for the name of the group in its file first."""
    seen: set[str] = set()
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as entries:
                infos = sorted(e.path for e in entries if e.name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
        for info in infos:
            name = os.path.basename(info).partition("-")[0].lower()
            if name in seen:
                continue  # an earlier folder of the path hides it
            seen.add(name)
            try:
                with open(os.path.join(info, "entry_points.txt"), "rb") as file:
                    ours = GROUP.encode() in file.read()
            except OSError:
                continue
            if ours:
                yield metadata.Distribution.at(info)


@functools.cache
def _default() -> Manager:
    return Manager(installed())


_chosen: ContextVar[Manager | None] = ContextVar("gigasite_manager", default=None)


def current() -> Manager:
    """The manager in force."""
    return _chosen.get() or _default()


@contextlib.contextmanager
def in_force(chosen: Manager) -> Iterator[Manager]:
    """Puts a manager in force for the block."""
    token = _chosen.set(chosen)
    try:
        yield chosen
    finally:
        _chosen.reset(token)
