"""The JSON Schema agrees with the reader: what one takes the other takes."""

import json

import pytest

import gigasite as gs
import stand_in
from gigasite.parameters import table
from gigasite.scenario.schema import json_schema
from wrong_scenarios import CASES

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="module")
def validator():
    schema = json_schema(stand_in.manager())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(json.loads(json.dumps(schema, allow_nan=False)))


def test_every_parameter_has_its_row(validator):
    site = validator.schema["$defs"]["site"]["properties"]
    for key in stand_in.COMMON:
        row = table().get(key)
        if row is not None:
            assert row.description in site[key]["description"] and site[key]["default"] == row.default
            assert site[key]["anyOf"][0] == {"type": "number", "minimum": row.minimum, "maximum": row.maximum}


def test_what_the_reader_gives_back_is_valid(validator):
    scenario = gs.load(
        {
            "shared": {"p": {"dist": "normal", "mean": 3, "sd": 1}, "q": {"ref": "p"}},
            "sites": {
                "texas": {"type": "campus", "region": "US-TX", "cooling": "my_cooler", "generation": "pv+gas", "dry_bulb_c": 20},
                "orbit": {"type": "orbit", "albedo": {"dist": "discrete", "values": [0.2, 0.3]}, "radiator": "one_face"},
            },
            "correlation": [{"between": ["shared.p", "texas.sold_share"], "value": 0.1}],
            "assert": [{"metric": "pue", "site": "texas", "op": "<", "value": 1.2}],
        }
    )
    validator.validate(scenario.to_dict())


@pytest.mark.parametrize(
    "site",
    [
        {"type": "campuss"},
        {"region": "US-TX"},
        {"type": "campus", "altitude_km": 650},
        {"type": "orbit", "cooling": "tower"},
        {"type": "campus", "cooling": "towr"},
        {"type": "campus", "sold_share": 85},
        {"type": "campus", "sold_share": {"dist": "triangular", "low": 1}},
        {"type": "campus", "region": "US-TY"},
        {"type": "campus", "dry_bulb_c": {"ref": "x"}},
        {"type": "campus", "hardware": "antminer"},
    ],
)
def test_what_the_reader_refuses_is_not_valid(validator, site):
    assert not validator.is_valid({"sites": {"a": site}})
    with pytest.raises(gs.ScenarioError):
        gs.load({"sites": {"a": site}})


def test_structure_that_is_refused_is_not_valid(validator):
    import tomllib

    for name, file, text, sentence in CASES:
        if file == "a.toml" and isinstance(text, str) and "unknown key" in sentence and "sites" not in name:
            assert not validator.is_valid(tomllib.loads(text)), name
