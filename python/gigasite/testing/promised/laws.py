"""What a law promises: it answers for what a year brings, alike each time and for each draw alone, and as its slot must."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

import gigasite as gs
from gigasite import _core, laws
from gigasite.errors import PluginError
from gigasite.evaluation import evaluate
from gigasite.laws import SLOTS, Law
from gigasite.scenario.entities import Site
from gigasite.testing.conformance import NotApplicable, Subject, promise

__all__ = ["example_site"]

Floats = NDArray[np.float64]

#: Inputs that a year may bring, low and high; those that hang on another input are added to it.
RANGES: Mapping[str, tuple[float, float]] = {
    "utilisation": (0.0, 1.0),
    "it_capacity_mw": (1.0, 500.0),
    "inlet_temperature_c": (15.0, 45.0),
    "heat_mw": (0.0, 150.0),
    "dry_bulb_c": (-30.0, 48.0),
    "pressure_pa": (7e4, 1.05e5),
    "supply_limit_c": (18.0, 45.0),
    "request_mw": (0.0, 300.0),
    "ghi_w_m2": (0.0, 1100.0),
    "wind_speed_m_s": (0.0, 30.0),
    "source_in_c": (10.0, 60.0),
    "sink_in_c": (30.0, 60.0),
    "temperature_k": (200.0, 450.0),
    "sink_k": (3.0, 190.0),
    "emissivity": (0.3, 1.0),
    "hour_of_year": (0.0, 8759.0),
    "step_h": (1.0, 1.0),
    "previous_power_mw": (0.0, 300.0),
    "relative_humidity": (0.05, 1.0),
    "sea_water_c": (-1.5, 32.0),
}
HANGS_ON = {
    "wet_bulb_c": ("dry_bulb_c", (-12.0, 0.0)),
    "source_out_c": ("source_in_c", (-10.0, -1.0)),
    "sink_out_c": ("sink_in_c", (2.0, 40.0)),
}

#: Input that an output must follow, and its sense: 1 does not fall, −1 does not rise.
FOLLOWS: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "it_power": (("utilisation", "power_mw", 1),),
    "cooling": (("heat_mw", "power_mw", 1), ("heat_mw", "unmet_mw", 1)),
    "generation": (("request_mw", "power_mw", 1),),
    "heat_pump": (("sink_out_c", "cop", -1),),
    "radiator": (("temperature_k", "flux_w_m2", 1), ("sink_k", "flux_w_m2", -1)),
}

#: Site that runs a law of a slot, where the target has no attribute ``example``.
SITES: Mapping[str, Mapping[str, Any]] = {
    "heat_pump": {"type": "heat_campus", "region": "FI", "heat_network": "mantsala"},
    "radiator": {"type": "orbit", "orbit_samples": 2},
}
CAMPUS = {"type": "campus", "region": "US-TX"}
DRAWS = 64


def example_site(subject: Subject) -> Site:
    """The site that the kit runs a law in: fields of an attribute ``example`` of the target, or of a plain site of its engine."""
    slot = subject.instance.slot
    fields = dict(SITES.get(slot, CAMPUS)) | {slot: subject.name} | dict(getattr(subject.instance, "example", {}))
    if any(name == "sea_water_c" for name in _law(subject).context):
        fields.setdefault("sea_water_c", 12.0)
    return gs.site(key="example", **fields)


def _law(subject: Subject) -> Law:
    try:
        return laws.law_named(subject.name)
    except PluginError as error:
        raise AssertionError(str(error)) from error


def _rows(subject: Subject, n: int = DRAWS) -> dict[str, Floats]:
    """Inputs and parameters of a law for ``n`` draws, by name and in its order."""
    law, random = _law(subject), np.random.default_rng(5)
    named: dict[str, Floats] = {}
    for name in (*law.inputs, *HANGS_ON):
        if name in RANGES:
            named[name] = random.uniform(*RANGES[name], n)
    for name, (base, span) in HANGS_ON.items():
        above = named.get(base, random.uniform(*RANGES[base], n))
        named[name] = above + random.uniform(*span, n)
    site = example_site(subject)
    p = site.draws(site.settings.sampler(DRAWS, 1, count=n))
    return {name: named[name] for name in law.inputs} | {key: np.array(p[key]) for key in law.parameters}


def _call(subject: Subject, named: Mapping[str, Floats]) -> dict[str, Floats]:
    law = _law(subject)
    try:
        table = _core.call_law(law, np.array(list(named.values())).reshape(len(named), -1))
    except PluginError as error:
        raise AssertionError(str(error)) from error
    return dict(zip(SLOTS[law.slot].outputs, table, strict=True))


def _compiled(subject: Subject) -> Law:
    law = _law(subject)
    if law.kind == "python":
        raise NotApplicable("the law is Python itself")
    return law


@promise("laws")
def check_law_fills_a_slot(subject: Subject) -> None:
    """The law names a slot of an engine and has one of ``evaluate``, ``cfunc`` and ``__gigasite_law__``; its arguments have known names."""
    _law(subject)


@promise("laws")
def check_law_gives_what_can_be(subject: Subject) -> None:
    """For what a year brings it succeeds and gives numbers that can be: none NaN, infinite or negative, no energy from nothing."""
    _call(subject, _rows(subject))


@promise("laws")
def check_law_deterministic(subject: Subject) -> None:
    """The same inputs give the same bits, whatever was asked between."""
    named = _rows(subject)
    first = _call(subject, named)
    _call(subject, {name: values[::-1] for name, values in named.items()})
    second = _call(subject, named)
    for name, values in first.items():
        assert np.array_equal(values, second[name]), f"{name} differs between two calls with the same inputs: a law keeps no state"


@promise("laws")
def check_law_draws_do_not_mix(subject: Subject) -> None:
    """A draw alone gives the same bits as among others."""
    named = _rows(subject, 9)
    together = _call(subject, named)
    for draw in range(9):
        alone = _call(subject, {name: values[draw : draw + 1] for name, values in named.items()})
        for name, values in together.items():
            assert alone[name][0] == values[draw], f"{name} of a draw depends on the other draws of the block"


@promise("laws")
def check_law_inputs_untouched(subject: Subject) -> None:
    """The law writes into none of its inputs and parameters."""
    law, named = _law(subject), _rows(subject, 5)
    if law.kind == "python":  # the arrays that it is given are read-only
        _call(subject, named)
        return
    inputs, parameters = _vectors(law, named, 3)
    before = (*inputs, *parameters)
    _raw(law)(inputs, parameters, np.full(len(SLOTS[law.slot].outputs), np.nan))
    assert before == (*inputs, *parameters), "the law has changed its inputs"


@promise("laws")
def check_law_refuses_other_lengths(subject: Subject) -> None:
    """A compiled law that is given fewer inputs, parameters or outputs than it reads returns another status than 1."""
    law = _compiled(subject)
    function = _raw(law)
    inputs, parameters = _vectors(law, _rows(subject, 5), 2)
    n_out = len(SLOTS[law.slot].outputs)
    right = (len(inputs), len(parameters), n_out)
    # The arrays are as long as ever: only the lengths that are told differ.
    for wrong in ((0, *right[1:]), (right[0], 0, n_out), (*right[:2], 0)):
        if wrong != right:
            status = function(inputs, parameters, np.full(n_out, np.nan), wrong)
            text = "given {} inputs, {} parameters and room for {} outputs the law says that it succeeded"
            assert status != 1, text.format(*wrong)


@promise("laws")
def check_law_twin_agrees(subject: Subject) -> None:
    """A compiled law agrees with its twin in Python to 1e-9: an attribute ``twin(**inputs) -> dict``, or ``cfunc`` itself uncompiled."""
    law = _compiled(subject)
    named = _rows(subject)
    found, outputs = _call(subject, named), SLOTS[law.slot].outputs
    twin = getattr(subject.instance, "twin", None)
    if twin is not None:
        expected = twin(**named)
    else:
        plain = _uncompiled(subject.instance)
        assert plain is not None, "a compiled law brings its twin in Python: an attribute twin(**inputs) -> dict of arrays"
        columns = {name: [float(v) for v in values] for name, values in named.items()}
        each = [plain(*(columns[name][i] for name in laws.arguments_of(plain).names)) for i in range(DRAWS)]
        expected = dict(zip(outputs, np.array(each, dtype=np.float64).reshape(DRAWS, len(outputs)).T, strict=True))
    for name in outputs:
        wanted = np.broadcast_to(np.asarray(expected[name], dtype=np.float64), (DRAWS,))
        far = np.abs(found[name] - wanted) > 1e-9 * np.maximum(np.abs(wanted), 1e-6)
        if far.any():
            i = int(far.argmax())
            given = ", ".join(f"{key} = {values[i]:.6g}" for key, values in named.items())
            raise AssertionError(f"{name}: compiled {found[name][i]:.12g}, twin {wanted[i]:.12g} at {given}")


@promise("laws")
def check_law_follows_its_inputs(subject: Subject) -> None:
    """Outputs follow inputs as nature has it: power with load, COP against lift, flux with temperature and against that of the sink."""
    law = _law(subject)
    for driver, output, sense in FOLLOWS[law.slot]:
        named = _rows(subject)
        low, high = RANGES.get(driver, (66.0, 95.0))
        for draw in range(3):
            line = {name: np.full(DRAWS, values[draw]) for name, values in named.items()}
            line[driver] = np.linspace(low, high, DRAWS)
            if "previous_power_mw" in line:
                line["previous_power_mw"] = line[driver]  # nothing to climb from
            if driver == "sink_out_c":
                line["sink_in_c"] = np.full(DRAWS, 62.0)  # warmer than any source: there is a lift
            values = sense * _call(subject, line)[output]
            steps = np.diff(values)
            worst = int(steps.argmin())
            room = 1e-9 * max(float(np.abs(values).max()), 1e-12)
            goes = f"{'falls' if sense > 0 else 'rises'} where {driver} goes"
            assert steps[worst] >= -room, f"{output} {goes} from {line[driver][worst]:.6g} to {line[driver][worst + 1]:.6g}"


@promise("laws")
def check_law_scales(subject: Subject) -> None:
    """A fleet twice as large draws twice the power; a panel as cold as its surroundings rejects nothing; no heat, none left over."""
    law, named = _law(subject), _rows(subject)
    if law.slot == "it_power" and "it_capacity_mw" not in law.parameters:
        double = _call(subject, {**named, "it_capacity_mw": 2.0 * named["it_capacity_mw"]})["power_mw"]
        far = np.abs(double - 2.0 * _call(subject, named)["power_mw"]) > 1e-9 * double
        assert not far.any(), "twice the it_capacity_mw does not draw twice the power_mw"
    elif law.slot == "radiator":
        flux = _call(subject, {**named, "sink_k": named["temperature_k"]})["flux_w_m2"]
        assert np.all(np.abs(flux) < 1e-6), "a panel at the temperature of its surroundings still rejects heat"
    elif law.slot == "cooling":
        rest = _call(subject, {**named, "heat_mw": np.zeros(DRAWS)})
        assert np.all(rest["unmet_mw"] == 0.0), "heat is left over where there is none"
    else:
        raise NotApplicable(f"nothing scales in a law of {law.slot}")


@promise("laws")
def check_law_runs_in_a_site(subject: Subject) -> None:
    """In the year of a site its balances close, and a draw has the same bits alone, among others and step by step."""
    site = example_site(subject)
    many = evaluate(site, site.draws(site.settings.sampler(64, 1, count=3)))
    alone = evaluate(site, site.draws(site.settings.sampler(64, 1, start=1, count=1)), one_year=False)
    for name, residual in many.ledger.closures().items():
        assert np.all(np.abs(residual) < 1e-9), f"the balance of {name} does not close with the law"
    for name in many.ledger:
        assert many.ledger[name][1] == alone.ledger[name][0], f"{name} of a draw depends on the other draws"
    if many.model.engine == "earth":
        run = gs.simulate(site)
        assert run.series is not None
        stepper = gs.stepper(site, outputs=["grid_import_mw", "it_mw"])
        for step in range(48):
            out = stepper.step(3600.0)
            for name, value in out.items():
                assert value == run.series[name][step], f"{name} of step {step} differs between series and stepper"


# ---- a compiled law, called as C calls it --------------------------------------------------------------------------------------


class _Struct(ctypes.Structure):
    _fields_ = (("abi", ctypes.c_uint32), ("size", ctypes.c_uint32), ("law", ctypes.c_void_p), ("ctx", ctypes.c_void_p))


_ROW = ctypes.POINTER(ctypes.c_double)
_FUNCTION = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, _ROW, ctypes.c_size_t, _ROW, ctypes.c_size_t, _ROW, ctypes.c_size_t)


def _raw(law: Law) -> Callable[..., int]:
    """Calls the function of a compiled law; ``lengths`` are told in place of those of the arrays."""
    context, kept = None, None
    if law.kind == "address":
        address = law.target.address
    else:
        kept = law.target.__gigasite_law__()
        pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
        pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)
        struct = _Struct.from_address(pointer_of(kept, str(_core.LAW_ABI[0]).encode()) or 0)
        address, context = struct.law, struct.ctx
    function = _FUNCTION(address)

    def run(inputs: Floats, parameters: Floats, outputs: Floats, lengths: tuple[int, int, int] | None = None) -> int:
        n_in, n_par, n_out = lengths or (inputs.size, parameters.size, outputs.size)
        rows = [row.ctypes.data_as(_ROW) for row in (inputs, parameters, outputs)]
        status = function(context, rows[0], n_in, rows[1], n_par, rows[2], n_out)
        return int(status)

    run.__dict__["kept"] = kept  # the capsule lives as long as what calls it
    return run


def _vectors(law: Law, named: Mapping[str, Floats], draw: int) -> tuple[Floats, Floats]:
    inputs = np.array([named[name][draw] for name in law.inputs])
    return inputs, np.array([named[name][draw] for name in law.parameters])


def _uncompiled(instance: Any) -> Callable[..., Any] | None:
    """The function of a ``cfunc`` that is wired by names."""
    function = getattr(instance, "cfunc", None)
    if function is None or hasattr(function, "address"):
        return None
    plain: Callable[..., Any] = getattr(function, "py_func", function)
    return plain
