"""Laws of plugins: physics that takes the place of a variant in a slot of an engine, in the Rust loop.

A target of the hook ``gigasite_laws`` has a ``slot`` and one of three forms:

- ``evaluate(...) -> dict``: vectorised Python over a block of draws, inputs and outputs by name;
- ``cfunc``: a function of numbers that numba compiles, wired by the names of its arguments, or a numba ``cfunc`` of `c_signature`;
- ``__gigasite_law__()``: a PyCapsule of C or Rust.

``parameters`` names keys that it reads from the draws, ``context`` what it asks of a step besides its inputs (`CONTEXT`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from gigasite import _core, hooks
from gigasite.errors import PluginError
from gigasite.hooks.managing import nearest

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.hooks.managing import Entry, Manager
    from gigasite.scenario.entities import Site
    from gigasite.site_model import Phase, SiteModel

__all__ = [
    "CONTEXT",
    "FORMS",
    "SLOTS",
    "Arguments",
    "Law",
    "Slot",
    "arguments_of",
    "attached",
    "c_signature",
    "call",
    "capsule",
    "include_folder",
    "law_named",
    "of_phase",
    "with_law_parameters",
]

Floats = NDArray[np.float64]


class Slot(NamedTuple):
    """What a law of a slot is given and what it gives, in the order of the C ABI."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


#: Slots that a law may fill.
SLOTS: Mapping[str, Slot] = MappingProxyType({name: Slot(tuple(i), tuple(o)) for name, i, o in _core.LAW_SLOTS})
#: What a law on the ground may ask of a step besides its inputs; ``previous_power_mw`` is for the slot ``generation``.
CONTEXT: tuple[str, ...] = tuple(_core.LAW_CONTEXT)
#: Ways to write a law; a target has one of them.
FORMS = ("evaluate", "cfunc", "__gigasite_law__")


@dataclass(frozen=True, eq=False)
class Law:
    """A record ready to run: what the core asks of it, and who is told when it fails."""

    entry: Entry
    slot: str
    parameters: tuple[str, ...]
    context: tuple[str, ...]
    kind: str
    target: Any
    site: str = ""
    #: Numbers of the draws of a batch, where they are not 0, 1, 2, …
    draws: NDArray[np.intp] | None = None

    @property
    def name(self) -> str:
        return self.entry.record.name

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of what a call is given, before the parameters."""
        return (*SLOTS[self.slot].inputs, *self.context)

    def failure(self, reason: str, step: int, unix_s: float, draw: int, inputs: Mapping[str, float]) -> PluginError:
        """The error of a call: whose law, where and when, and what it was given."""
        number = draw if self.draws is None else int(self.draws[draw])
        when = f"step {step} ({np.datetime64(round(unix_s), 's')} UTC), " if unix_s else ""
        where = f" on site {self.site!r}" if self.site else ""
        given = ", ".join(f"{name} = {value:.10g}" for name, value in inputs.items())
        text = f"{_whose(self.entry)} failed{where}, {when}draw {number}: {reason}; it was given {given}"
        error = PluginError(text, parameter=self.slot, value=self.name)
        error.__dict__.update(law=self.name, site=self.site, step=step, unix_s=unix_s, draw=number, inputs=dict(inputs), reason=reason)
        return error


def _whose(entry: Entry) -> str:
    who = f"{entry.distribution} {entry.version}".strip()
    return f"the law {entry.record.name!r} of plugin {entry.plugin} ({who})"


def law_named(name: str) -> Law:
    """The law of a record, checked and compiled.

    Errors: `PluginError` where there is no such record, or its target is not a law: a slot that no engine has, none or several of the
    three forms, an argument of an unknown name, a capsule of another version.
    """
    manager = hooks.manager()
    instance = manager.resolve("gigasite_laws", name)
    entry = manager.records("gigasite_laws")[name]
    known = _KNOWN.setdefault(manager, {})
    if name not in known:
        known[name] = _law_of(entry, instance)
    return known[name]


#: Laws that were checked and compiled, by the manager that has their records.
_KNOWN: WeakKeyDictionary[Manager, dict[str, Law]] = WeakKeyDictionary()


def _law_of(entry: Entry, instance: Any) -> Law:
    def refuse(text: str, hint: str | None = None) -> PluginError:
        return PluginError(f"{_whose(entry)}: {text}", parameter=entry.record.name, hint=hint)

    slot = str(getattr(instance, "slot", None))
    if slot not in SLOTS:
        raise refuse(f"no slot is called {slot!r}", nearest(slot, SLOTS) or f"one of {', '.join(SLOTS)}")
    parameters, context = tuple(getattr(instance, "parameters", ())), tuple(getattr(instance, "context", ()))
    allowed = () if slot == "radiator" else CONTEXT if slot == "generation" else tuple(n for n in CONTEXT if n != "previous_power_mw")
    for asked in context:
        if asked not in allowed or asked in SLOTS[slot].inputs:
            raise refuse(f"a law of {slot} cannot ask for {asked!r}", nearest(asked, allowed))
    forms = [form for form in FORMS if hasattr(instance, form)]
    if len(forms) != 1:
        raise refuse(f"a law has one of {', '.join(FORMS)}; this one has {', '.join(forms) or 'none'}")
    law = Law(entry, slot, parameters, context, "capsule", instance)
    if forms == ["__gigasite_law__"]:
        return law
    function = getattr(instance, forms[0])
    if forms == ["cfunc"] and hasattr(function, "address"):
        return replace(law, kind="address", target=function)
    # Arguments are wired by name: a name that is an input, a parameter, or something that a step has.
    arguments = arguments_of(function)
    for name in arguments.names:
        if name in (*SLOTS[slot].inputs, *parameters, *context):
            continue
        if name not in allowed:
            known = [*SLOTS[slot].inputs, *parameters, *allowed]
            raise refuse(f"{forms[0]} has an argument {name!r}, which is no input of {slot} and no parameter", nearest(name, known))
        law = replace(law, context=(*law.context, name))
    if forms == ["evaluate"]:
        return replace(law, kind="python", target=_vectorised(function, (*law.inputs, *parameters), arguments, SLOTS[slot].outputs))
    if arguments.takes_all:
        raise refuse("the arguments of cfunc are wired by name: give each its own, no **")
    return replace(law, kind="address", target=_compiled(function, law, arguments.names, refuse))


class Arguments(NamedTuple):
    """Named arguments of a function, and whether it takes others by ``**``."""

    names: tuple[str, ...]
    takes_all: bool


def arguments_of(function: Callable[..., Any]) -> Arguments:
    """The arguments of a function; ``*args`` counts as no name that can be wired."""
    every = inspect.signature(getattr(function, "py_func", function)).parameters.values()
    names = tuple(one.name for one in every if one.kind is not one.VAR_KEYWORD)
    return Arguments(names, any(one.kind is one.VAR_KEYWORD for one in every))


def _vectorised(
    function: Callable[..., Any], given: tuple[str, ...], arguments: Arguments, outputs: tuple[str, ...]
) -> Callable[[Floats], Floats]:
    """From rows of inputs and parameters × draws to rows of outputs × draws."""

    def run(rows: Floats) -> Floats:
        rows.setflags(write=False)
        named = dict(zip(given, rows, strict=True))
        found = function(**(named if arguments.takes_all else {name: named[name] for name in arguments.names}))
        if not isinstance(found, Mapping):
            raise TypeError(f"evaluate gives a {type(found).__name__}, not a dict of {', '.join(outputs)}")
        if set(found) != set(outputs):
            missing, more = [n for n in outputs if n not in found], [n for n in found if n not in outputs]
            told = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has {', '.join(map(repr, more))} too many"] * bool(more)
            raise KeyError(f"what evaluate gives {' and '.join(told)}")
        table = np.empty((len(outputs), rows.shape[1]))
        for row, name in zip(table, outputs, strict=True):
            row[:] = found[name]
        return table

    return run


def c_signature() -> Any:
    """The signature of the C ABI for ``numba.cfunc`` (needs numba).

    ``i32 law(ctx, inputs, n_in, params, n_par, outputs, n_out)``; 1 is success. An exception inside is printed by numba and gives 0.
    """
    types = _numba().types
    row = types.CPointer(types.float64)
    return types.int32(types.voidptr, row, types.uintp, row, types.uintp, row, types.uintp)


def include_folder() -> str:
    """The folder with ``gigasite_law.h``, for ``cc -I``."""
    from importlib import resources

    return str(resources.files("gigasite") / "data" / "include")


def capsule(address: int) -> Any:
    """A capsule around a ``gigasite_law`` struct of a shared library, for ``__gigasite_law__``; the library must stay loaded.

    ``address`` is that of the struct, as ``ctypes.addressof(ctypes.c_char.in_dll(library, "law"))`` gives it.
    """
    import ctypes

    new = ctypes.pythonapi.PyCapsule_New
    new.restype, new.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    return new(address, _CAPSULE, None)


#: Name of the capsule; a capsule keeps the pointer to its name, so this lives as long as the module.
_CAPSULE = str(_core.LAW_ABI[0]).encode()


def _numba() -> Any:
    try:
        import numba
    except ModuleNotFoundError:
        raise PluginError("a law in cfunc needs numba, which is not installed", hint='pip install "gigasite[numba]"') from None
    return numba


def _compiled(function: Callable[..., Any], law: Law, names: Sequence[str], refuse: Callable[..., PluginError]) -> Any:
    """A numba ``cfunc`` of the C ABI around a function of numbers, its arguments wired by name."""
    numba = _numba()
    n_out = len(SLOTS[law.slot].outputs)
    at = {name: f"inputs[{i}]" for i, name in enumerate(law.inputs)} | {name: f"params[{i}]" for i, name in enumerate(law.parameters)}
    results = "".join(f"    outputs[{i}] = found[{i}]\n" for i in range(n_out)) if n_out > 1 else "    outputs[0] = found\n"
    source = (
        "def wired(ctx, inputs, n_in, params, n_par, outputs, n_out):\n"
        f"    if n_in != {len(law.inputs)} or n_par != {len(law.parameters)} or n_out != {n_out}:\n        return 0\n"
        f"    found = law({', '.join(at[name] for name in names)})\n{results}    return 1\n"
    )
    inner = function if hasattr(function, "py_func") else numba.njit(function)
    space: dict[str, Any] = {"law": inner}
    exec(source, space)  # names of arguments, checked above
    try:
        return numba.cfunc(c_signature())(space["wired"])
    except Exception as error:
        text = " ".join(str(error).split())
        raise refuse(f"numba cannot compile cfunc: {type(error).__name__}: {text:.300}") from error


def call(name: str, parameters: Mapping[str, Any] | None = None, **inputs: Any) -> dict[str, Floats]:
    """Calls the law of a record alone, as an engine does: inputs by name, scalars or arrays; outputs by name.

    ``parameters`` are those of the law; the ones that are not given take the default of their row.
    Errors: `PluginError` where the law fails or gives what cannot be; for an input that it does not have.
    """
    law = law_named(name)
    given = _defaults(law) | dict(parameters or {}) | inputs
    wanted = (*law.inputs, *law.parameters)
    for key in given:
        if key not in wanted:
            raise PluginError(f"the law {name!r} has no input {key!r}", parameter=key, hint=nearest(key, wanted))
    for key in wanted:
        if key not in given:
            raise PluginError(f"the law {name!r} is not given {key!r}", parameter=key)
    rows = np.array(np.broadcast_arrays(*(np.asarray(given[key], dtype=np.float64) for key in wanted)))
    table = _core.call_law(law, rows.reshape(len(wanted), -1))
    return {key: row.reshape(rows.shape[1:]) for key, row in zip(SLOTS[law.slot].outputs, table, strict=True)}


def _defaults(law: Law) -> dict[str, float]:
    from gigasite.scenario.vocabulary import Vocabulary

    rows = Vocabulary(hooks.manager()).parameters("gigasite_laws", law.name)
    return {key: row.default for key, row in rows.items() if row is not None}


def attached(components: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Slot and name of each law that a phase chose."""
    records = hooks.manager().records("gigasite_laws")
    for slot, chosen in components.items() if records else ():
        for part in chosen.split("+"):
            if part.strip() in records:
                yield slot, part.strip()


def with_law_parameters(model: SiteModel, p: Draws) -> SiteModel:
    """The model with the parameters of its laws in each phase, under ``<law>.<key>``."""
    if not any(True for phase in model.phases for _ in attached(phase.components)):
        return model
    return replace(model, phases=tuple(_with_parameters(phase, p) for phase in model.phases))


def _with_parameters(phase: Phase, p: Draws) -> Phase:
    own: dict[str, Any] = {}
    for slot, name in attached(phase.components):
        law = law_named(name)
        if law.slot != slot:
            raise PluginError(f"the law {name!r} is for {law.slot}", parameter=slot, value=name, hint=f'{law.slot} = "{name}"')
        own |= {f"{name}.{key}": p[key] for key in law.parameters}
    return replace(phase, parameters={**phase.parameters, **own}) if own else phase


def of_phase(phase: Phase, site: Site, draws: NDArray[np.intp] | None = None) -> list[Law]:
    """The laws of a phase, for the core."""
    return [replace(law_named(name), site=site.key, draws=draws) for _, name in attached(phase.components)]
