"""Wrong scenarios: (name, file name, text, sentence that the answer must hold). Made from lists, so that a new trap is one line."""

BASE = """\
schema_version = 1
name = "base"
{top}
[shared]
price = {{ dist = "triangular", low = 100, mode = 200, high = 500 }}
{shared}
{tables}
[sites.texas]
type = "campus"
region = "US-TX"
{texas}
[sites.finland]
type = "heat_campus"
region = "FI"
{finland}
[sites.orbit]
type = "orbit"
{orbit}
{after}
"""
PARTS = ("top", "shared", "tables", "texas", "finland", "orbit", "after")


def scenario(**parts):
    return BASE.format(**{part: parts.get(part, "") for part in PARTS})


# A value that no numeric field may hold, and what is said about it.
NEVER = {
    "nan": "NaN is not a finite number",
    "inf": "not a finite number",
    "-inf": "not a finite number",
    "1e400": "",
    "true": "true is not",
    "false": "false is not",
    '""': "",
    '"many"': "",
    '"NaN"': "not a finite number",
    '"inf"': "not a finite number",
    '"2500 homes"': "home",
    '"100 MW/h"': "ramp rate",
    '"100 kW/yr"': "",
    '"12,5 MW"': "",
    '"5 to 6"': "",
    '"85 %"': "percentage",
    '"1 furlong"': "furlong",
    "[1, 2]": "a list is not",
    "2026-01-01": "a date is not",
    "07:32:00": "a date is not",
    "{}": "without dist, ref or series",
    "{ value = 3 }": "without dist, ref or series",
    '{ dist = "triangle", low = 1, mode = 2, high = 3 }': "did you mean 'triangular'",
    "{ dist = 3 }": "3 is not a name",
    '{ dist = "triangular", low = 1, high = 3 }': "needs 'mode'",
    '{ dist = "uniform", low = 1, high = 2, mode = 1 }': "uniform has no 'mode'",
    '{ dist = "uniform", low = nan, high = 2 }': "NaN",
    '{ dist = "discrete", values = [], weights = [] }': "no values",
    '{ dist = "discrete", values = [1], weights = [1, 2] }': "2 weights for 1 values",
    '{ dist = "discrete", values = [1, 1], weights = [0, 0] }': "all weights are 0",
    '{ dist = "discrete", values = 1 }': "must be a list",
    '{ dist = "empirical", values = [1, "x"] }': "",
    '{ dist = "normal", mean = 1, sd = -1 }': "standard deviation",
    '{ dist = "lognormal", median = 1, gsd = 0.5 }': "below 1",
    '{ dist = "lognormal", median = 0, gsd = 2 }': "no logarithm",
    '{ ref = "prize" }': "did you mean 'price'",
    "{ ref = 3 }": "3 is not a name",
    '{ ref = "price", factor = 2 }': "unknown key 'factor'",
    '{ ref = "price", dist = "uniform" }': "both dist and ref",
    '{ series = "price" }': "only a forcing column",
}
FIELDS = (
    ("texas", "it_capacity_mw"),
    ("texas", "sold_share"),
    ("texas", "facility_life_years"),
    ("texas", "tower_approach_k"),
    ("finland", "district_supply_c"),
    ("orbit", "launch_price_usd_per_kg"),
    ("top", "discount_rate"),
)
NUMBERS = [
    (f"{key}={value}", "a.toml", scenario(**{part: f"{key} = {value}"}), sentence)
    for part, key in FIELDS
    for value, sentence in NEVER.items()
]

# Numbers with a unit or a size that this field may not have.
SIZES = [
    ("texas", "it_capacity_mw", "-1", "outside 0.001 to 20,000 MW"),
    ("texas", "it_capacity_mw", "0", "outside"),
    ("texas", "it_capacity_mw", "1e6", "outside"),
    ("texas", "it_capacity_mw", '"100"', 'write 100 or "100 MW"'),
    ("texas", "it_capacity_mw", '"100 MWh"', "dimension"),
    ("texas", "it_capacity_mw", '"100 mw"', ""),
    ("texas", "it_capacity_mw", '"-5 MW"', "outside"),
    ("texas", "sold_share", "85", "85 % is 0.85"),
    ("texas", "sold_share", "-0.1", "outside 0.01 to 1"),
    ("texas", "sold_share", '"0.5 MW"', "no unit"),
    ("texas", "sold_share", '{ dist = "uniform", low = 50, high = 90 }', "per cent"),
    ("texas", "sold_share", '{ dist = "uniform", low = 0.9, high = 0.5 }', "lies above high"),
    ("texas", "sold_share", '{ dist = "triangular", low = 0.2, mode = 0.1, high = 0.5 }', "does not lie between"),
    ("texas", "sold_share", '{ dist = "normal", mean = 70, sd = 1 }', "almost nothing"),
    ("texas", "facility_life_years", "-20", "outside"),
    ("texas", "facility_life_years", '"20 MW"', "dimension"),
    ("texas", "grid_wait_months", "-3", "outside"),
    ("texas", "grid_wait_months", '"2 kg"', "dimension"),
    ("texas", "tower_approach_k", '"4 °C"', "temperature"),
    ("texas", "facility_capex_usd_per_kw", '"10 EUR/kW"', ""),
    ("texas", "facility_capex_usd_per_kw", '"10 USD/MWh"', "dimension"),
    ("texas", "node_price_usd", "-1", "outside"),
    ("texas", "node_price_usd", '"280 kW"', "dimension"),
    ("texas", "gpus_per_node", "-8", "outside"),
    ("texas", "dry_bulb_c", "200", "outside"),
    ("texas", "dry_bulb_c", '{ dist = "uniform", low = 1, high = 2 }', "same for all draws"),
    ("texas", "dry_bulb_c", '{ ref = "price" }', "same for all draws"),
    ("texas", "dry_bulb_c", '{ series = "nothing" }', "no series"),
    ("texas", "grid_available", "1.5", "outside"),
    ("orbit", "altitude_km", "20", "outside"),
    ("orbit", "altitude_km", '"650 kg"', "dimension"),
    ("orbit", "albedo", "30", "30 % is 0.3"),
    ("orbit", "ltan_mean_sun_h", "25", "outside"),
    ("top", "horizon_years", "-1", "outside"),
    ("top", "horizon_years", '"20 kg"', "dimension"),
    ("top", "horizon_years", '{ dist = "uniform", low = 10, high = 20 }', "one number for all draws"),
    ("top", "discount_rate", "8", "8 % is 0.08"),
]
SIZES = [(f"{key}={value}", "a.toml", scenario(**{part: f"{key} = {value}"}), sentence) for part, key, value, sentence in SIZES]

STRUCTURE = [
    ("top", "schema_version = 2", ""),
    ("top", "sead = 1", "did you mean 'seed'"),
    ("top", "site = 1", "did you mean 'sites'"),
    ("top", 'seed = "one"', "not a whole number"),
    ("top", "seed = 1.5", "not a whole number"),
    ("top", "seed = -1", "outside"),
    ("top", "seed = true", "not a whole number"),
    ("top", "draws = 0", "outside"),
    ("top", "draws = 100000000000", "outside"),
    ("top", 'draws = "2000"', "not a whole number"),
    ("top", "draws = nan", "not a whole number"),
    ("top", 'sampling = "halton"', "not one of"),
    ("top", "sampling = 3", "not one of"),
    ("top", 'economics = "lcoe"', "did you mean 'lcoc'"),
    ("top", "economics = 3", "not a text"),
    ("top", 'hardware = "h100"', "did you mean 'h100x8'"),
    ("top", "hardware = []", "not a text"),
    ("top", 'hardware = "antminer"', "cannot run a model"),
    ("texas", 'hardware = "antminer"', "compute needs one of h100x8, b200x8"),
    ("top", 'reference = "texs"', "did you mean 'texas'"),
    ("top", "reference = 3", "not a text"),
    ("top", 'reference = ""', "is empty"),
    ("top", "shared = 3", ""),
    ("top", 'series.x = "prices.csv"', "not a table"),
    ("top", "series.x = {}", "'file' is missing"),
    ("top", 'series.x = { file = "a.csv", column = "p", unit = "USD/MWh", units = "x" }', "unknown key 'units'"),
    ("top", "correlation = 3", "not a list"),
    ("top", "correlation = [3]", "not a table"),
    ("top", "assert = {}", "not a list"),
    ("shared", "Price = 3", "small letters"),
    ("shared", '"a b" = 3', "small letters"),
    ("shared", "x = true", "true is not"),
    ("shared", 'x = "100 MW"', "no unit of its own"),
    ("shared", 'x_mw = "100 MWh"', "dimension"),
    ("shared", 'x = { ref = "x" }', "circle: x → x"),
    ("shared", 'x = { ref = "y" }\ny = { ref = "z" }\nz = { ref = "x" }', "circle: x → y → z → x"),
    ("shared", 'x = { ref = "nothing" }', "no shared variable"),
    ("shared", 'x = { dist = "normal" }', "needs 'mean'"),
    ("shared", 'x = { series = "price" }', "only a forcing column"),
    ("texas", 'weather = "Dallas"', "did you mean 'dallas'"),
    ("texas", "weather = 3", "not a text"),
    ("texas", 'title = ""', "is empty"),
    ("texas", "title = 3", "not a text"),
    ("texas", 'title = "a\\u0007b"', "control characters"),
    ("texas", f'title = "{"x" * 201}"', "longer than 200"),
    ("texas", 'economics = "lcoq"', "did you mean 'lcoc'"),
    ("texas", 'hardware = "b200x9"', "did you mean 'b200x8'"),
    ("texas", 'heat_network = "mantsla"', "did you mean 'mantsala'"),
    ("texas", 'cooling = "dry_coler"', "did you mean 'dry_cooler'"),
    ("texas", 'cooling = "sun"', "has no variant"),
    ("texas", "cooling = 3", "not a text"),
    ("texas", 'cooling = ["tower"]', "not a text"),
    ("texas", 'power_train = "dc"', "has no variant"),
    ("texas", 'generation = "pv+coal"', "has no variant"),
    ("texas", 'generation = "pv+pv"', "cannot be joined"),
    ("texas", 'generation = "none+pv"', "cannot be joined"),
    ("texas", 'generation = "+"', "has no variant"),
    ("texas", 'storage = "tank"', "has no variant"),
    ("texas", 'grid = "off"', "has no variant"),
    ("texas", 'it_power = "my_cooler"', "has no variant"),
    ("texas", 'attitude = "sun"', "does not read 'attitude'"),
    ("texas", 'radiator = "one_face"', "does not read 'radiator'"),
    ("texas", "altitude_km = 650", "does not read 'altitude_km'"),
    ("texas", "it_capacity = 100", "did you mean 'it_capacity_mw'"),
    ("texas", "capacity_mw = 100", "unknown key"),
    ("texas", "it_capacity_gw = 1", "did you mean 'it_capacity_mw'"),
    ("texas", "horizon_years = 10", "one for all sites"),
    ("texas", "solds_share = 0.5", "did you mean 'sold_share'"),
    ("texas", "zzz = 1", "unknown key"),
    ("texas", "texas = { a = 1 }", "unknown key"),
    ("orbit", "dry_bulb_c = 20", "does not read 'dry_bulb_c'"),
    ("orbit", 'cooling = "tower"', "does not read 'cooling'"),
    ("orbit", 'radiator = "two_face"', "did you mean 'two_faces'"),
    ("orbit", 'eclipse_policy = "battery+sleep"', "has no variant"),
    ("after", "[sites.x]", "'type' is missing"),
    ("after", '[sites.x]\ntype = "camps"', "did you mean 'campus'"),
    ("after", '[sites.x]\ntype = "broken"', "cannot be used"),
    ("after", "[sites.x]\ntype = 3", "not a text"),
    ("after", '[sites.x]\ntype = ""', "is empty"),
    ("after", '[sites.x]\ntype = "heat_campus"', "'region' is missing"),
    ("after", '[sites.x]\ntype = "plain"', "no default"),
    ("after", '[sites.X]\ntype = "campus"', "not a key of a site"),
    ("after", '[sites."a b"]\ntype = "campus"', "not a key of a site"),
    ("after", '[sites."1a"]\ntype = "campus"', "not a key of a site"),
    ("after", '[sites."<script>"]\ntype = "campus"', "not a key of a site"),
    ("after", '[sites.world]\ntype = "campus"', "cannot be called"),
    ("after", '[sites.shared]\ntype = "campus"', "cannot be called"),
    ("after", '[sites.h100x8]\ntype = "campus"', "cannot be called"),
    ("after", "[[sites.x]]", "not a table"),
    ("after", '[[correlation]]\nbetween = ["world.wacc_it_per_yr"]\nvalue = 0.5', "entries"),
    ("after", '[[correlation]]\nbetween = ["world.wacc_it_per_yr", "shared.price", "shared.x"]\nvalue = 0.5', "entries"),
    ("after", "[[correlation]]\nvalue = 0.5", "'between' is missing"),
    ("after", '[[correlation]]\nbetween = ["world.wacc_it_per_yr", "shared.price"]', "'value' is missing"),
    ("after", '[[correlation]]\nbetween = ["world.wacc_it_per_yr", "shared.price"]\nvalue = 1.5', "not a correlation"),
    ("after", '[[correlation]]\nbetween = ["world.wacc_it_per_yr", "shared.price"]\nvalue = nan', "not a finite"),
    ("after", '[[correlation]]\nbetween = ["world.wacc_it_per_yr", "shared.price"]\nvalue = "0.5"', "not a number"),
    ("after", '[[correlation]]\nbetween = ["world.wacc_it", "shared.price"]\nvalue = 0.5', "did you mean 'wacc_it_per_yr'"),
    ("after", '[[correlation]]\nbetween = ["world.grid_wait_months", "shared.price"]\nvalue = 0.5', "write texas.grid_wait_months"),
    ("after", '[[correlation]]\nbetween = ["shared.prize", "shared.price"]\nvalue = 0.5', "did you mean 'price'"),
    ("after", '[[correlation]]\nbetween = ["h100x8.node_price", "shared.price"]\nvalue = 0.5', "did you mean 'node_price_usd'"),
    ("after", '[[correlation]]\nbetween = ["texas.sold_shar", "shared.price"]\nvalue = 0.5', "did you mean 'sold_share'"),
    ("after", '[[correlation]]\nbetween = ["texass.sold_share", "shared.price"]\nvalue = 0.5', "not the name of a variable"),
    ("after", '[[correlation]]\nbetween = ["price", "shared.price"]\nvalue = 0.5', "not the name of a variable"),
    ("after", '[[correlation]]\nbetween = ["shared.price", "shared.price"]\nvalue = 0.5', "with itself"),
    ("after", '[[correlation]]\nbetween = ["shared.price", "world.wacc_it_per_yr"]\nvalue = 0.5\nextra = 1', "unknown key"),
    ("after", '[[correlation]]\nbetween = ["shared.price", "texas.sold_share"]\nvalue = 0.9\n'
              '[[correlation]]\nbetween = ["texas.sold_share", "finland.sold_share"]\nvalue = 0.9\n'
              '[[correlation]]\nbetween = ["shared.price", "finland.sold_share"]\nvalue = -0.9', "not positive definite"),
    ("after", '[[assert]]\nmetric = "pue"\nsite = "texas"\nop = "="\nvalue = 1', "not one of"),
    ("after", '[[assert]]\nmetric = "pui"\nsite = "texas"\nop = "<"\nvalue = 1', "did you mean 'pue'"),
    ("after", '[[assert]]\nmetric = "pue"\nsite = "taxes"\nop = "<"\nvalue = 1', "did you mean 'texas'"),
    ("after", '[[assert]]\nmetric = "pue"\nsite = "texas"\nop = "<"', "'value' is missing"),
    ("after", '[[assert]]\nmetric = "pue"\nsite = "texas"\nop = "<"\nvalue = inf', "not a finite"),
    ("after", '[[assert]]\nmetric = "pue"\nsite = "texas"\nop = "<"\nvalue = 1\nquantile = 90', "outside"),
    ("after", '[[assert]]\nmetric = "pue"\nsite = "texas"\nop = "<"\nvalue = "1"', "not a number"),
    ("after", '[[asserts]]\nmetric = "pue"', "did you mean 'assert'"),
]  # fmt: skip
STRUCTURE = [(f"{part}: {text}"[:60], "a.toml", scenario(**{part: text}), sentence) for part, text, sentence in STRUCTURE]

SHARED_OUTSIDE = [
    ("ref outside", "a.toml", scenario(texas='sold_share = { ref = "price" }'), "the shared variable"),
    ("ref chain outside", "a.toml", scenario(shared='x = { ref = "price" }', texas='sold_share = { ref = "x" }'), "the shared variable"),
]

TOML = {
    "empty": "",
    "no value": "name =",
    "no key": "= 3",
    "no equals": "name",
    "open text": 'name = "abc',
    "open text block": 'name = """abc',
    "open table": "[sites",
    "open list": "x = [1, 2",
    "open inline table": "x = { a = 1",
    "two values": "x = 1 2",
    "double key": "seed = 1\nseed = 2",
    "double table": '[sites.a]\ntype = "campus"\n[sites.a]\ntype = "campus"',
    "double dotted key": "[shared]\na.b = 1\na.b = 2",
    "key of a value": "[shared]\na = 1\na.b = 2",
    "key in an inline table": "[shared]\na = { b = 1 }\na.c = 2",
    "double key inline": "x = { a = 1, a = 2 }",
    "bad escape": 'name = "\\q"',
    "bad number": "seed = 01",
    "bad underscore": "seed = 1__0",
    "too large": "seed = 99999999999999999999",
    "bad date": "seed = 2026-13-01",
    "bare word": "name = texas",
    "yes": "x = yes",
    "control character": 'name = "a\x01b"',
    "just text": "a scenario for Texas",
    "yaml": "name: base\nsites:\n  a: 1",
    "json": '{"name": "base"}',
    "deep list": "x = " + "[" * 60 + "]" * 60,
    "very deep list": "x = " + "[" * 100_000,
    "very deep table": "x = " + "{a=" * 50_000,
    "long key": ".".join("abcdefghijklmnopqrstuvwxyz") + " = 1",
    "very long key": ".".join(["a"] * 100_000) + " = 1",
    "long header": "[" + ".".join(["a"] * 40) + "]",
    "no sites": 'name = "x"\n[sites]',
    "sites a list": "sites = []",
    "sites a number": "sites = 3",
    "a site a number": "[sites]\na = 3",
}
TOML_FILES = [(f"toml {name}", "a.toml", text, "") for name, text in TOML.items()]

SITE = "sites:\n  texas:\n    type: campus\n    region: US-TX\n"
YAML = {
    "empty": ("", ""),
    "only a comment": ("# nothing", ""),
    "a text": ("just text", "a table of keys"),
    "a list": ("- 1\n- 2", "a table of keys"),
    "tab": ("sites:\n\ttexas: 1", ""),
    "open flow": ("sites: {a: 1", ""),
    "open quote": ('name: "abc', ""),
    "double key": (SITE + "seed: 1\nseed: 2", "stands twice"),
    "double site": (SITE + "  texas:\n    type: campus", "stands twice"),
    "unknown alias": (SITE + "seed: *a", "alias"),
    "tag": (SITE + "name: !!python/object:os.system ls", "tag"),
    "local tag": (SITE + "name: !thing ls", "tag"),
    "two documents": (SITE + "---\nname: x", "second document"),
    "list key": (SITE + "? [1, 2]\n: 3", "key must be a text"),
    "number key": (SITE + "3: 4", "unknown key '3'"),
    "null": (SITE + "    it_capacity_mw:\n", "nothing is not"),
    "null name": (SITE + "seed:\n", "not a whole number"),
    "yes is a text": (SITE + "    it_capacity_mw: yes", ""),
    "sexagesimal is a text": (SITE + "    it_capacity_mw: 1:30", ""),
    "octal of YAML 1.1 is a number too small": (SITE + "    sold_share: 0010", "outside"),
    "nan": (SITE + "    sold_share: .nan", "NaN"),
    "infinity": (SITE + "    sold_share: -.inf", "finite"),
    "merge key": (SITE + "  a:\n    <<: {type: campus}", "'type' is missing"),
    "huge integer": (SITE + f"    sold_share: {'9' * 5000}", ""),
    "deep": ("a: " * 3 + "[" * 60 + "]" * 60, ""),
    "very deep": ("[" * 20_000, ""),
    "own alias": ("sites: &a\n  x: *a", "alias"),
    "many aliases": ("a: &a [1]\nb: [" + ", ".join(["*a"] * 101) + "]\n" + SITE, "aliases"),
    "laughter": ("a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)) + SITE, "values"),
    "control character": (SITE + 'name: "a\x01b"', ""),
    "wrong region": (SITE.replace("US-TX", "US-TY"), "did you mean 'US-TX'"),
    "wrong unit": (SITE + "    it_capacity_mw: 100 MW/h", "ramp rate"),
    "anchor of a number": (SITE + "    sold_share: &x 3\n    fleet_utilisation: *x", "outside"),
}  # fmt: skip
YAML_FILES = [(f"yaml {name}", "a.yaml", text, sentence) for name, (text, sentence) in YAML.items()]

OTHER_FILES = [
    ("json text", "a.json", "{", ""),
    ("json list", "a.json", "[]", "a table of keys"),
    ("json double key", "a.json", '{"seed": 1, "seed": 2}', "stands twice"),
    ("another ending", "a.txt", "x", "neither .toml nor .yaml"),
    ("not UTF-8", "a.toml", b'name = "\xff"', "not UTF-8"),
    ("UTF-16", "a.toml", 'name = "x"'.encode("utf-16"), ""),
    ("binary", "a.yaml", bytes(range(256)), ""),
    ("zeros", "a.toml", b"\0" * 100, ""),
    ("too large", "a.toml", b"#" * (10 * 2**20 + 1), "10 MiB"),
]

HEAD = "time_utc,price\n"
ROWS = "".join(f"2023-01-01T{h:02}:00Z,{h}\n" for h in range(24))
SERIES = {
    "no file": (None, "", "cannot be read"),
    "empty": ("", "", "no column"),
    "only a header": (HEAD, "", "0 rows"),
    "one row": (HEAD + "2023-01-01T00:00Z,1\n", "", "1 rows"),
    "no column": ("time_utc,prize\n" + ROWS, "", "there is no column 'price'"),
    "no time column": ("time,price\n" + ROWS, "", "there is no column 'time_utc'"),
    "unsorted": (HEAD + ROWS + "2023-01-01T03:00Z,1\n", "", "line 26 is earlier"),
    "repeated": (HEAD + ROWS + "2023-01-01T23:00Z,1\n", "", "line 26 repeats"),
    "gap": (HEAD + ROWS + "2023-01-02T01:00Z,1\n", "", "gap of 1 steps before line 26"),
    "shorter": (HEAD + ROWS + "2023-01-01T23:30Z,1\n", "", "shorter step before line 26"),
    "text": (HEAD + ROWS.replace(",5\n", ",five\n"), "", "line 7 is 'five'"),
    "missing": (HEAD + ROWS.replace(",5\n", ",\n"), "", "missing in line 7"),
    "short row": (HEAD + ROWS.replace(",5\n", "\n"), "", "missing in line 7"),
    "nan": (HEAD + ROWS.replace(",5\n", ",nan\n"), "", "not a finite number"),
    "inf": (HEAD + ROWS.replace(",5\n", ",inf\n"), "", "not a finite number"),
    "no time": (HEAD + ROWS.replace("2023-01-01T05:00Z", "five o'clock"), "", "is not a time"),
    "excel time": (HEAD + ROWS.replace("2023-01-01T05:00Z", "1/1/2023 5:00"), "", "is not a time"),
    "not UTF-8": (HEAD.encode() + b"\xff,1\n", "", "not UTF-8"),
    "huge field": (HEAD + "x" * 200_000 + ",1\n", "", ""),
    "too cold": (HEAD + ROWS.replace(",5\n", ",-1e9\n"), "", "holds −1e+09 in row 6"),
    "wrong unit": (HEAD + ROWS, 'unit = "MW"', "in MW, the column in USD/MWh"),
    "no unit": (HEAD + ROWS, 'unit = "bananas"', "banana"),
    "ramp rate": (HEAD + ROWS, 'unit = "MW/h"', "ramp rate"),
    "outside": (HEAD + ROWS, 'file = "../prices.csv"', "outside the folder"),
    "absolute": (HEAD + ROWS, 'file = "/etc/passwd"', "outside the folder"),
    "hidden way out": (HEAD + ROWS, 'file = "x/../../prices.csv"', "outside the folder"),
    "folder": (HEAD + ROWS, 'file = "."', "cannot be read"),
    "no name": (HEAD + ROWS, 'file = ""', "cannot be read"),
    "zero byte": (HEAD + ROWS, 'file = "a\\u0000b"', ""),
    "not a year": (HEAD + ROWS, "time_column", "8,760"),
}
USE = "grid_price_usd_per_mwh = { series = 'p' }"


def series_scenario(change):
    entry = {
        "file": 'file = "prices.csv"',
        "column": 'column = "price"',
        "unit": 'unit = "USD/MWh"',
        "time_column": 'time_column = "time_utc"',
    }
    if change == "time_column":
        del entry["time_column"]
    elif change:
        entry[change.split(" =")[0]] = change
    return scenario(tables="[series.p]\n" + "\n".join(entry.values()), texas=USE)


SERIES_FILES = [(f"series {name}", "a.toml", series_scenario(change), sentence, csv) for name, (csv, change, sentence) in SERIES.items()]

CASES = [*NUMBERS, *SIZES, *STRUCTURE, *SHARED_OUTSIDE, *TOML_FILES, *YAML_FILES, *OTHER_FILES]
