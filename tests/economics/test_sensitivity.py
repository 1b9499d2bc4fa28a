"""Sensitivity: the arithmetic against functions whose answer is known, and the designs on a real site."""

from __future__ import annotations

import numpy as np
import pytest

import gigasite as gs
from gigasite.errors import ParameterError
from gigasite.sensitivity_analysis import COLUMNS, OTHERS, morris_design, morris_indices, sobol_indices
from gigasite.uniforms import Sampler

COST = "lcoc_usd_per_gpu_h"


def ishigami(x: np.ndarray, a: float = 7.0, b: float = 0.1) -> np.ndarray:
    return np.sin(x[..., 0]) + a * np.sin(x[..., 1]) ** 2 + b * x[..., 2] ** 4 * np.sin(x[..., 0])


def matrices(inputs: int, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    names = [f"{m}{k}" for k in range(inputs) for m in "ab"]
    points = Sampler(1, n, "sobol", dimensions={name: index for index, name in enumerate(names)})
    a = np.stack([points.uniforms(f"a{k}") for k in range(inputs)], axis=-1)
    b = np.stack([points.uniforms(f"b{k}") for k in range(inputs)], axis=-1)
    mixed = np.stack([np.where(np.arange(inputs) == k, b, a) for k in range(inputs)])
    return a, b, mixed


def test_sobol_of_the_ishigami_function():
    # Closed form for a = 7, b = 0.1: T. Ishigami, T. Homma, ISUMA 1990.
    a, b, mixed = (np.pi * (2.0 * m - 1.0) for m in matrices(3, 4096))
    s1, st, interval = sobol_indices(ishigami(a), ishigami(b), ishigami(mixed))
    assert s1 == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert st == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert np.all(interval[0] <= s1) and np.all(s1 <= interval[1])


def test_sobol_against_salib():
    salib = pytest.importorskip("SALib.analyze.sobol")
    a, b, mixed = (np.pi * (2.0 * m - 1.0) for m in matrices(3, 1024))
    rows = np.concatenate([a[:, None], np.moveaxis(mixed, 0, 1), b[:, None]], axis=1).reshape(-1, 3)
    problem = {"num_vars": 3, "names": ["x", "y", "z"], "bounds": [[-np.pi, np.pi]] * 3}
    other = salib.analyze(problem, ishigami(rows), calc_second_order=False, seed=1)
    s1, st, _ = sobol_indices(ishigami(a), ishigami(b), ishigami(mixed))
    assert s1 == pytest.approx(other["S1"], abs=0.02) and st == pytest.approx(other["ST"], abs=0.02)


def test_the_interval_of_s1_narrows_as_the_rows_grow():
    widths = []
    for n in (256, 4096):
        a, b, mixed = (np.pi * (2.0 * m - 1.0) for m in matrices(3, n))
        interval = sobol_indices(ishigami(a), ishigami(b), ishigami(mixed))[2]
        widths.append(np.mean(interval[1] - interval[0]))
    assert widths[1] < 0.4 * widths[0]  # 1/4 by the square root


def test_nothing_varies():
    flat = np.ones(16)
    s1, st, _ = sobol_indices(flat, flat, np.ones((2, 16)))
    assert s1.tolist() == st.tolist() == [0.0, 0.0]


def test_morris_of_a_straight_line_and_of_a_product():
    design, order, direction = morris_design(3, 50, seed=4)
    assert design.min() >= 0 and design.max() <= 1
    assert np.all(np.sum(np.diff(design, axis=1) != 0, axis=2) == 1), "one input moves at each step"
    mu_star, sigma = morris_indices(design @ [2.0, -3.0, 0.0], order, direction)
    assert mu_star == pytest.approx([2.0, 3.0, 0.0], abs=1e-12) and sigma == pytest.approx(0.0, abs=1e-12)
    mu_star, sigma = morris_indices(design[..., 0] * design[..., 1], order, direction)
    assert sigma[0] > 0.1 and sigma[1] > 0.1 and sigma[2] == 0.0


@pytest.fixture(scope="module")
def texas():
    return gs.example("seeds").sites["texas"]


def test_a_tornado_moves_one_input_at_a_time(texas):
    found = gs.sensitivity(texas)
    swing = [abs(row["metric_at_high"] - row["metric_at_low"]) for row in found.rows]
    assert swing == sorted(swing, reverse=True) and swing[0] > 0.1
    assert list(found.table().columns) == list(COLUMNS["tornado"])
    row = found.rows[0]
    medians = {}
    for factor in found.factors:
        medians |= dict.fromkeys(factor.keys["texas"], float(factor.at(0.5)[0]))
    one = gs.evaluation.evaluate(texas, texas.draws().replace(**medians | {row["key"]: row["low"]}))
    assert one.metrics[COST][0] == pytest.approx(row["metric_at_low"], rel=1e-12)
    base = gs.evaluation.evaluate(texas, texas.draws().replace(**medians))
    assert base.metrics[COST][0] == pytest.approx(found.base, rel=1e-12)


def test_the_methods_agree_on_the_first(texas):
    first = gs.sensitivity(texas).rows[0]["key"]
    assert gs.sensitivity(texas, method="morris", samples=6).rows[0]["key"] == first
    sobol = gs.sensitivity(texas, method="sobol", samples=64)
    assert sobol.rows[0]["key"] == first and sobol.rows[-1]["key"] == OTHERS


def test_an_input_of_money_alone_is_as_with_the_engine(texas):
    """Rows that take the ledger of the first matrix give what rows that run the engine give."""
    design = gs.sensitivity_analysis._Design(texas, COST, None)
    u = {factor.name: np.linspace(0.1, 0.9, 8) for factor in design.factors}
    base = design.run(u, 8)
    moved = u | {factor.name: 1.0 - u[factor.name] for factor in design.factors if factor.key in ("node_price_usd", "wacc_it_per_yr")}
    short, long = design.run(moved, 8, base), design.run(moved, 8)
    assert short.ledger is base.ledger and np.array_equal(short.metrics[COST], long.metrics[COST])


def test_shared_variables_are_one_input():
    parts = gs.example("seeds").to_dict()
    parts["shared"] = {"life": {"dist": "uniform", "low": 3, "high": 6}}
    parts["sites"] = {
        "texas": parts["sites"]["texas"] | {"chip_life_years": {"ref": "life"}, "battery_life_years": {"ref": "life"}, "storage": "battery"}
    }
    found = gs.sensitivity(gs.load(parts).sites["texas"])
    assert sum(row["key"] in ("chip_life_years", "battery_life_years") for row in found.rows) == 1


def test_the_same_seed_gives_the_same_numbers(texas):
    first, second = (gs.sensitivity(texas, method="morris", samples=4, seed=7) for _ in range(2))
    assert first.rows == second.rows
    assert gs.sensitivity(texas, method="morris", samples=4, seed=8).rows != first.rows


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"metric": "lcoc"}, "metric"),
        ({"metric": "mass_kg"}, "metric"),
        ({"method": "fast"}, "method"),
        ({"keys": ["chip_lyfe_years"]}, "keys"),
        ({"samples": 0}, "draws"),
        ({"method": "morris", "samples": 1}, "samples"),
        ({"method": "sobol", "samples": 4}, "samples"),
    ],
)
def test_bad_input(texas, arguments, parameter):
    with pytest.raises(ParameterError) as caught:
        gs.sensitivity(texas, **arguments)
    assert caught.value.parameter == parameter
