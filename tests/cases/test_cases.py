"""The reference cases, one test each; what a case needs and has not got is said in the reason of its skip."""

import json

import pytest

from gigasite.errors import ParameterError
from gigasite.testing import cases
from gigasite.validation import validate


@pytest.mark.parametrize("case_id", cases.all_ids())
def test_case(case_id):
    result = cases.run(case_id)
    if result.status == "needs file":
        pytest.skip(result.reason)
    if result.status == "needs scenario":
        pytest.skip("needs a whole scenario: " + result.reason)
    assert result.status == "passed", result.reason


def _calls(**changes):
    step = {"name": "c", "call": "gigasite.finance.capital_recovery_factor", "args": {"rate": 0.0, "years": [4, 5]}}
    return {"steps": [step | changes.pop("step", {})], "expect": [{"of": "c[0]", "value": 0.25, "rel": 1e-9} | changes]}


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 0.2500001},
        {"of": "c", "value": [0.25, 0.21]},
        {"of": "c", "value": [0.25]},
        {"value": None, "min": 0.3},
        {"value": None, "max": 0.2},
        {"of": "c", "reduce": "sum", "value": 0.46},
        {"step": {"raises": "ParameterError"}},
        {"step": {"call": "gigasite.finance.missing"}},
        {"step": {"call": "gigasite.no_such_module.f"}},
        {"step": {"args": {"rate": -2.0, "years": 4}}},
    ],
)
def test_the_runner_can_fail(changes, monkeypatch):
    about = {"id": "X", "model": "m"}
    monkeypatch.setattr(cases, "_cases", lambda: {"X": (about, _calls(**changes))})
    result = cases.run("X")
    assert result.status == "failed" and result.reason


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"of": "c", "value": [0.25, 0.2]},
        {"of": "c", "reduce": "index:1", "value": 0.2},
        {"of": "c", "reduce": "len", "value": 2},
        {"min": 0.2, "max": 0.3},
    ],
)
def test_the_runner_can_pass(changes, monkeypatch):
    monkeypatch.setattr(cases, "_cases", lambda: {"X": ({"id": "X", "model": "m"}, _calls(**changes))})
    assert cases.run("X").status == "passed"


def test_a_refusal_must_be_the_right_one(monkeypatch):
    for raises, text, status in [
        ("ParameterError", "rate", "passed"),
        ("PhysicsError", "rate", "failed"),
        ("ParameterError", "colour", "failed"),
    ]:
        calls = _calls(step={"args": {"rate": -2.0, "years": 4}, "raises": raises, "message_contains": [text]}) | {"expect": []}
        monkeypatch.setattr(cases, "_cases", lambda calls=calls: {"X": ({"id": "X", "model": "m"}, calls)})
        assert cases.run("X").status == status


def test_a_file_of_another_version_is_not_taken(tmp_path, monkeypatch):
    (tmp_path / "f.csv").write_text("other")
    calls = _calls(step={"args": {"path": {"$file": "f.csv", "sha256_16": "0" * 16}}})
    monkeypatch.setattr(cases, "_cases", lambda: {"X": ({"id": "X", "model": "m"}, calls)})
    result = cases.run("X", files=tmp_path)
    assert result.status == "needs file" and "another version" in result.reason


def test_validation_is_a_table_and_json():
    found = validate("T24")
    assert found.ok and found.count("passed") == 9
    lines = found.table().splitlines()
    assert len(lines) == 11 and lines[-1] == "9 passed, 0 failed" and "T24-a5" in found.table()
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["counts"]["passed"] == 9
    with pytest.raises(ParameterError, match="no case"):
        validate("nothing of the kind")
    with pytest.raises(ParameterError):
        cases.run("X")
