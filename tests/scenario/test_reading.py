"""One tree for every format: legal oddities give the same numbers, and places are those of the text."""

import json

import numpy as np
import pytest

import gigasite as gs
from gigasite.scenario.reading import read_dict, read_file

PLAIN = """
name = "odd"
seed = 3
discount_rate = 0.07
[shared]
price = { dist = "triangular", low = 100, mode = 200, high = 500 }
[sites.texas]
type = "campus"
region = "US-TX"
it_capacity_mw = 1000
sold_share = 0.5
[sites.orbit]
type = "orbit"
launch_price_usd_per_kg = { ref = "price" }
"""
ODD = {
    "dotted.toml": """
name = "odd"
seed = 3
discount_rate = 0.07
shared.price.dist = "triangular"
shared.price.low = 100
shared.price.mode = 200
shared.price.high = 500
sites.texas.type = "campus"
sites.texas.region = "US-TX"
sites.texas.it_capacity_mw = 1000
sites.texas.sold_share = 0.5
sites.orbit.type = "orbit"
sites.orbit.launch_price_usd_per_kg.ref = "price"
""",
    "inline.toml": """
name = 'odd'
seed = 0x3
discount_rate = 7e-2
shared = { price = { dist = "triangular", low = 1e2, mode = +200, high = 5_00 } }
[sites]
"texas" = { type = "campus", region = "US-TX", it_capacity_mw = "1 GW", sold_share = 5.0e-1 }
'orbit' = { type = "orbit", launch_price_usd_per_kg = { ref = "price" } }
""",
    "units.toml": PLAIN.replace("1000", '"1,000 MW"').replace("low = 100", 'low = "1e2"').replace("0.5", '"0.5"').replace("0.07", '"0.07"'),
    "spread.toml": """
# tables in another order, the sites' order is that of their headers
[sites.texas]
type = \"""campus\"""
region = "\\u0055S-TX"
it_capacity_mw = "1000000 kW"
sold_share = 0.50
[sites.orbit]
type = "orbit"
[sites.orbit.launch_price_usd_per_kg]
ref = "price"
[shared.price]
high = 500
mode = 200
low = 100
dist = "triangular"
""".replace("[sites.texas]", 'name = "odd"\nseed = 3\ndiscount_rate = 0.07\n[sites.texas]', 1),
    "block.yaml": """%YAML 1.2
---
name: odd
seed: 3
discount_rate: 0.07
shared:
  price: {dist: triangular, low: 100, mode: 200, high: 500}
sites:
  texas:
    type: campus
    region: "US-TX"
    it_capacity_mw: 1 GW
    sold_share: .5
  orbit:
    type: orbit
    launch_price_usd_per_kg: {ref: price}
...
""",
    "anchors.yaml": """
name: odd
seed: 0o3
discount_rate: 7.0e-2
shared: &shared
  price: {dist: triangular, low: &low 100, mode: 2e2, high: 500}
sites:
  ? texas
  : {type: campus, region: US-TX, it_capacity_mw: +1000, sold_share: 0.5}
  "orbit": {"type": orbit, launch_price_usd_per_kg: !!map {ref: !!str price}}
""",
}  # fmt: skip


@pytest.fixture
def plain(tmp_path):
    (tmp_path / "plain.toml").write_text(PLAIN)
    return gs.load(tmp_path / "plain.toml")


@pytest.mark.parametrize("file", ODD)
def test_odd_but_legal(tmp_path, plain, file):
    (tmp_path / file).write_text(ODD[file])
    odd = gs.load(tmp_path / file)
    assert odd.to_dict() == plain.to_dict() and odd == plain


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks(tmp_path, plain, ending, mark):
    (tmp_path / "a.toml").write_bytes(mark + PLAIN.replace("\n", ending).encode())
    assert gs.load(tmp_path / "a.toml") == plain


def test_json_and_dict(tmp_path, plain):
    (tmp_path / "a.json").write_text(json.dumps(plain.to_dict()))
    assert gs.load(tmp_path / "a.json") == plain
    assert gs.load(plain.to_dict()) == plain
    assert gs.load(plain) is plain
    assert gs.load(str(tmp_path / "plain.toml")) == plain


def test_numpy_numbers_and_nothing():
    a = gs.site("campus", it_capacity_mw=np.float64(50.0), sold_share=np.array(0.5), weather=None)
    b = gs.site("campus", it_capacity_mw=50, sold_share=0.5)
    assert a == b
    c = gs.site("campus", sold_share={"dist": "empirical", "values": np.array([0.4, 0.5])})
    assert c.values["sold_share"].values == (0.4, 0.5)


def test_the_order_of_sites_is_that_of_the_file(plain):
    assert list(plain.sites) == ["texas", "orbit"] and plain.reference == "texas"


def every(node, path=()):
    yield path, node
    children = node.value.items() if isinstance(node.value, dict) else enumerate(node.value) if isinstance(node.value, list) else ()
    for key, child in children:
        yield from every(child, (*path, key))


@pytest.mark.parametrize("file", ["plain.toml", *ODD])
def test_places_show_the_text(tmp_path, file):
    """The text at the place of a scalar reads as the scalar."""
    (tmp_path / file).write_text((PLAIN if file == "plain.toml" else ODD[file]).replace("odd", "ödd"))
    document = read_file(tmp_path / file)
    seen = 0
    for path, node in every(document.root):
        if isinstance(node.value, str) and node.place is not None and "\\u" not in document.lines[node.place.line - 1]:
            line = document.lines[node.place.line - 1]
            assert node.value in line[node.place.column - 1 : node.place.column - 1 + node.place.length], path
            seen += 1
    assert seen >= 6


def test_a_dict_has_no_places():
    document = read_dict({"a": {"b": [1, 2]}})
    assert document.root.at(("a", "b", 1))[0].value == 2
    assert document.root.at(("a", "x"))[0] is None
    assert all(node.place is None for _, node in every(document.root))
