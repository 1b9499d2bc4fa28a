"""What metrics, sections of the report and tables of space promise."""

from __future__ import annotations

import numpy as np

import gigasite as gs
from gigasite.evaluation import Evaluation, evaluate
from gigasite.report.plugin_sections import ACTIVE
from gigasite.site_model import NoneBecause
from gigasite.space_tables import SpaceTable
from gigasite.testing.conformance import Subject, promise

__all__: list[str] = []

DRAWS = 3


def _base(subject: Subject) -> Evaluation:
    def make() -> Evaluation:
        site = gs.site("campus", key="example", region="US-TX")
        return evaluate(site, site.draws(site.settings.sampler(DRAWS, 1)))

    found: Evaluation = subject.once("base", make)
    return found


@promise("metrics")
def check_metric_is_a_number_per_draw(subject: Subject) -> None:
    """The metric has a name, a unit (1 where it has none), and one finite value per draw or a reason; the same twice."""
    metric, base = subject.instance, _base(subject)
    assert isinstance(metric.name, str) and metric.name.strip(), "the metric has no name"
    assert isinstance(metric.unit, str) and metric.unit.strip(), "the metric has no unit; a dimensionless one has the unit 1"
    first, second = (metric.evaluate(base.ledger, base.economics, base.draws) for _ in range(2))
    if isinstance(first, NoneBecause):
        assert first.sentence.strip(), "no value and no reason"
        return
    assert np.shape(first) in ((), (DRAWS,)) and np.isfinite(first).all(), f"the metric is {first}"
    assert np.array_equal(first, second), f"the second value differs: {first} and {second}"


@promise("metrics")
def check_metric_inputs_untouched(subject: Subject) -> None:
    """``evaluate`` does not change the ledger."""
    base = _base(subject)
    before = {name: values.copy() for name, values in base.ledger.items()}
    try:
        subject.instance.evaluate(base.ledger, base.economics, base.draws)
    except ValueError as error:
        assert "read-only" not in str(error), f"writes into its inputs: {error}"
        raise
    changed = [name for name, values in before.items() if not np.array_equal(values, base.ledger[name])]
    assert not changed, f"changes the ledger: {', '.join(changed)}"


@promise("report_sections")
def check_section_is_a_harmless_fragment(subject: Subject) -> None:
    """The section has a title and gives the same fragment twice, without a script and without anything that is fetched."""
    section = subject.instance
    assert isinstance(section.title, str) and section.title.strip(), "the section has no title"
    scenario = {"draws": 8, "sites": {"a": {"type": "campus", "region": "US-TX"}}}
    comparison = subject.once("comparison", lambda: gs.compare(gs.load(scenario)))
    first, second = section.render(comparison), section.render(comparison)
    assert isinstance(first, str), f"render gives a {type(first).__name__}, not a text"
    assert first == second, "the second fragment differs"
    found = ACTIVE.search(first)
    assert found is None, f"the fragment holds {found.group(0)!r}" if found else ""


@promise("space_tables")
def check_table_is_monotone(subject: Subject) -> None:
    """The target is a `SpaceTable` with a named origin, and its values do not rise along the third axis (shield or particle size)."""
    table = subject.instance
    assert isinstance(table, SpaceTable), f"the target is a {type(table).__name__}, not a SpaceTable"
    assert table.origin.strip(), "the table does not say where it comes from"
    assert np.all(np.diff(table.values, axis=2) <= 0.0), "more shield or larger particles must not give more"
