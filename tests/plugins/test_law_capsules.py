"""The border of the C ABI: what is not a law is refused with a sentence and never called."""

import ctypes
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gigasite as gs
from gigasite import _core, laws
from gigasite.errors import PluginError
from gigasite.hooks import use
from law_targets import manager_of, site

FUNCTION = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, *[ctypes.POINTER(ctypes.c_double), ctypes.c_size_t] * 3
)  # ctx, then rows and their lengths
CALLS = []


class Struct(ctypes.Structure):
    _fields_ = (("abi", ctypes.c_uint32), ("size", ctypes.c_uint32), ("law", ctypes.c_void_p), ("ctx", ctypes.c_void_p))


def half(ctx, inputs, n_in, params, n_par, outputs, n_out):
    CALLS.append((n_in, n_par, n_out))
    outputs[0] = 0.5 * inputs[0] * inputs[1]
    return 1


HALF = FUNCTION(half)
SOUND = {"abi": _core.LAW_ABI[1], "size": _core.LAW_ABI[2], "law": ctypes.cast(HALF, ctypes.c_void_p).value, "ctx": None}


def capsule_of(struct, name=b"gigasite.law.v1"):
    new = ctypes.pythonapi.PyCapsule_New
    new.restype, new.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    return new(ctypes.addressof(struct), name, None)


def target(give, **members):
    return type("Capsuled", (), {"slot": "it_power", "__gigasite_law__": lambda self: give(), **members})


def called(give, **members):
    with use(manager_of(ours=target(give, **members))):
        return laws.call("ours", utilisation=0.5, it_capacity_mw=100.0, inlet_temperature_c=25.0)


def test_the_header_is_the_struct():
    text = (Path(laws.include_folder()) / "gigasite_law.h").read_text()
    name, version, size = _core.LAW_ABI
    assert f'GIGASITE_LAW_CAPSULE "{name}"' in text and f"GIGASITE_LAW_ABI {version}u" in text and ctypes.sizeof(Struct) == size
    fields = [
        line.split(";")[0].split()[-1].lstrip("*") for line in text.split("typedef struct")[1].splitlines() if line.startswith("    ")
    ]
    assert fields == [name for name, _ in Struct._fields_]


def test_a_sound_capsule_is_called_with_its_lengths():
    struct = Struct(**SOUND)
    CALLS.clear()
    assert called(lambda: capsule_of(struct))["power_mw"] == 25.0
    assert called(lambda: laws.capsule(ctypes.addressof(struct)), parameters=("idle_fraction", "chip_life_years"))["power_mw"] == 25.0
    assert CALLS == [(3, 0, 1), (3, 2, 1)]
    larger, later = (ctypes.c_char * 64)(), Struct(**{**SOUND, "size": 64})
    ctypes.memmove(larger, ctypes.addressof(later), ctypes.sizeof(Struct))
    assert called(lambda: capsule_of(larger))["power_mw"] == 25.0
    with use(manager_of(ours=target(lambda: capsule_of(struct)))):
        run = gs.simulate(site(it_power="ours"))
    assert run.metrics["pue"] > 0.0 and len(CALLS) > 8760


@given(st.integers(0, 2**32 - 1).filter(lambda abi: abi != 1), st.integers(0, 2**32 - 1))
def test_another_version_is_refused_before_anything_else(abi, size):
    struct = Struct(**{**SOUND, "abi": abi, "size": size, "law": 1})
    with pytest.raises(PluginError, match=f"version {abi} of the ABI, this gigasite has 1"):
        called(lambda: capsule_of(struct))


@given(st.integers(0, _core.LAW_ABI[2] - 1))
def test_a_struct_that_is_too_small_is_refused(size):
    struct = Struct(**{**SOUND, "size": size, "law": 1})
    with pytest.raises(PluginError, match=f"has {size} bytes"):
        called(lambda: capsule_of(struct))


@given(st.binary(max_size=40).filter(lambda name: b"\0" not in name and name != b"gigasite.law.v1"))
def test_a_capsule_of_another_name_is_refused(name):
    struct, kept = Struct(**SOUND), ctypes.create_string_buffer(name)
    with pytest.raises(PluginError, match="the capsule is called"):
        called(lambda: capsule_of(struct, ctypes.cast(kept, ctypes.c_char_p).value if name else kept.value))


@given(st.one_of(st.none(), st.integers(), st.text(), st.binary(), st.lists(st.integers())))
def test_what_is_no_capsule_is_refused(thing):
    with pytest.raises(PluginError, match="not a PyCapsule"):
        called(lambda: thing)


def test_null_and_exceptions():
    with pytest.raises(PluginError, match="function of the law is null"):
        struct = Struct(**{**SOUND, "law": None})
        called(lambda: capsule_of(struct))
    with pytest.raises(PluginError, match="not aligned"):
        room = (ctypes.c_char * 64)()
        odd = ctypes.c_char.from_buffer(room, 1)
        called(lambda: capsule_of(odd))
    with pytest.raises(PluginError, match="address of the law is 0"), use(manager_of(ours=_with_address(0))):
        laws.call("ours", utilisation=0.5, it_capacity_mw=100.0, inlet_temperature_c=25.0)
    with pytest.raises(PluginError, match="__gigasite_law__"):
        called(lambda: 1 / 0)


def _with_address(address):
    return type("Addressed", (), {"slot": "it_power", "cfunc": type("Fake", (), {"address": address})()})


@given(st.integers(-(2**31), 2**31 - 1).filter(lambda status: status != 1))
def test_any_status_but_1_is_a_failure(status):
    def law(ctx, inputs, n_in, params, n_par, outputs, n_out):
        outputs[0] = 1.0
        return status

    kept = FUNCTION(law)
    struct = Struct(**{**SOUND, "law": ctypes.cast(kept, ctypes.c_void_p).value})
    with pytest.raises(PluginError, match="status is not 1"):
        called(lambda: capsule_of(struct))


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_any_output_is_taken_or_refused(value):
    def law(ctx, inputs, n_in, params, n_par, outputs, n_out):
        assert np.isnan(outputs[0])
        outputs[0] = value
        return 1

    kept = FUNCTION(law)
    struct = Struct(**{**SOUND, "law": ctypes.cast(kept, ctypes.c_void_p).value})
    if 0.0 <= value <= 100.0 * (1 + 1e-9):
        assert called(lambda: capsule_of(struct))["power_mw"] == value
    else:
        with pytest.raises(PluginError, match="power_mw is"):
            called(lambda: capsule_of(struct))


def test_the_raw_signature_of_numba():
    import numba

    @numba.cfunc(laws.c_signature())
    def raw(ctx, inputs, n_in, params, n_par, outputs, n_out):
        if n_in != 3 or n_par != 1 or n_out != 1:
            return 0
        outputs[0] = inputs[1] * (params[0] + (1.0 - params[0]) * inputs[0])
        return 1

    with use(manager_of(ours=type("Raw", (), {"slot": "it_power", "parameters": ("idle_fraction",), "cfunc": raw}))):
        found = laws.call("ours", {"idle_fraction": 0.25}, utilisation=0.5, it_capacity_mw=100.0, inlet_temperature_c=0.0)
    assert found["power_mw"] == 62.5
