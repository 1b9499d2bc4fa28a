"""A site as an actor of Vessim: its energy is that of the site stepped alone, and Vessim's caps reach it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import gigasite as gs

pytest.importorskip("vessim", reason="the embedding in Vessim needs vessim 0.16: pip install --group bench")


@pytest.fixture(scope="module")
def example() -> ModuleType:
    path = Path(__file__).parents[2] / "examples" / "vessim_site.py"
    spec = importlib.util.spec_from_file_location("vessim_site", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_site_in_vessim_is_the_site_alone(example: ModuleType) -> None:
    stepper, recorder = example.run(days=3.0, cap_mw=None)
    alone = gs.stepper(gs.example("seeds").sites["texas"])
    flows = [alone.step(900.0) for _ in range(3 * 96)]
    assert stepper.elapsed_s == 3 * 86_400.0
    assert all(np.array_equal(stepper.ledger[name], alone.ledger[name]) for name in stepper.ledger)
    seen = recorder.to_df()
    column = next(name for name in seen.columns if "site" in str(name) and str(name).endswith("power"))
    np.testing.assert_allclose(-seen[column], [1e6 * row["grid_import_mw"] for row in flows], rtol=1e-12)


def test_a_cap_by_vessim_reaches_the_chips(example: ModuleType) -> None:
    free, _ = example.run(days=2.0, cap_mw=None)
    capped, _ = example.run(days=2.0, cap_mw=60.0)
    assert capped.ledger.unserved_mwh[0] > 10.0 + free.ledger.unserved_mwh[0]
    assert capped.ledger.cooling_mwh[0] < free.ledger.cooling_mwh[0]
    assert all(abs(gap[0]) < 1e-9 for gap in capped.ledger.closures().values())
