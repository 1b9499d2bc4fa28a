"""A comparison whose inputs can be moved: the same draws at every position, and only what an input touches is run again."""

from __future__ import annotations

import functools
import shlex
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gigasite.comparison import Comparison, compare
from gigasite.distributions import Constant
from gigasite.errors import GigasiteError, ParameterError
from gigasite.evaluation import Evaluation, evaluate
from gigasite.report import sentences
from gigasite.report.facts import Facts, read, rivals
from gigasite.report.figure import axis_range
from gigasite.report.figures import break_even_map, ranking
from gigasite.report.figures.assumptions import inputs_of
from gigasite.report.numbers import usd
from gigasite.report.text import escape, html
from gigasite.sampling import Sample
from gigasite.serving.controls import Control, choose

if TYPE_CHECKING:
    from gigasite.break_even_map import BreakEvenMap

__all__ = ["PREVIEW", "Study"]

#: Draws of a preview, where the engine has to run.
PREVIEW = 200
#: Settings whose results are kept.
KEPT = 64
#: Inputs of a site that are tried for the value at which it would match the reference.
TRIED = 3
MAP_PLACES, MAP_WIDTHS, WIDTHS = 13, (320.0, 640.0), (320.0, 1320.0)

Values = tuple[tuple[str, float], ...]


class Study:
    """The scenario as it is, the inputs that may be moved, and what follows when they are."""

    def __init__(
        self,
        scenario: Any,
        draws: int | None = None,
        seed: int | None = None,
        *,
        file: str | None = None,
        given: tuple[str, ...] = (),
        progress: Callable[[int, int, int], None] | None = None,
    ) -> None:
        self.base = compare(scenario, draws, seed, progress=progress)
        self.file, self.given, self.scenario = file, given, scenario
        self.facts: Facts = read(self.base, series=False, decide=False)
        self.controls: tuple[Control, ...] = choose(self.base, self.facts)
        self._lock = threading.RLock()  # one computation at a time: the engine has all threads already
        self._bases: dict[int, Comparison] = {self.base.draws: self.base}
        self._last: dict[tuple[int, str], Evaluation] = {}
        self._more: OrderedDict[Values, tuple[str, BreakEvenMap | None]] = OrderedDict()
        self._ran = False  # whether the engine ran for the last comparison
        self._results: OrderedDict[tuple[int, Values], Comparison] = OrderedDict()

    # ---- what was asked ---------------------------------------------------------------------------------------------------

    def values(self, asked: Mapping[str, str]) -> Values:
        """The inputs that are changed, by name, as numbers in the unit of their key. Names that are not on the page are left out.

        Errors: what a scenario with this value would raise, with the same text.
        """
        found: dict[str, float] = {}
        for control in self.controls:
            text = asked.get(control.name, "").strip()
            if not text:
                continue
            try:
                value: Any = float(text.replace(",", ""))
            except ValueError:
                value = text  # a text with a unit of its own
            changed = self.scenario.replace(dict.fromkeys(control.names, value))
            given = changed.sites[control.sites[0]].values.get(control.key)
            if not isinstance(given, Constant):
                raise ParameterError(
                    f"{text!r:.40} is not one number", parameter=control.key, hint="a slider holds one value in every draw"
                )
            if given.value != control.now:
                found[control.name] = given.value
        return tuple(found.items())

    def changed(self, values: Values) -> Any:
        """The scenario with these values."""
        by_name = {control.name: control.names for control in self.controls}
        changes = {name: value for control, value in values for name in by_name[control]}
        return self.scenario.replace(changes) if changes else self.scenario

    # ---- what follows -----------------------------------------------------------------------------------------------------

    def comparison(self, values: Values, draws: int | None = None) -> Comparison:
        """The comparison at these values, equal to that of the changed scenario, draw by draw."""
        n = self.base.draws if draws is None else min(draws, self.base.draws)
        with self._lock:
            if (n, values) in self._results:
                self._results.move_to_end((n, values))
                self._ran = False
                return self._results[n, values]
            base, self._ran = self._base(n), False
            samples = dict(base.sites)
            for key, columns in self._columns(values).items():
                first = base.sites[key].evaluation
                last = self._last.get((n, key), first)
                moved = evaluate(first.site, first.draws.replace(**columns), base=(last, first))
                self._ran |= moved.ledger is not last.ledger and moved.ledger is not first.ledger
                self._last[n, key] = moved
                samples[key] = Sample(moved)
            found = Comparison(self.changed(values), n, self.base.seed, samples) if values else base
            self._results[n, values] = found
            while len(self._results) > KEPT:
                self._results.popitem(last=False)
            return found

    def quick(self, values: Values) -> tuple[Comparison, bool]:
        """The whole comparison where no engine has to run, else that of the first draws; and whether it is a preview."""
        n = self.base.draws
        if n <= PREVIEW or not values or (n, values) in self._results:
            return self.comparison(values), False
        with self._lock:
            few = self.comparison(values, PREVIEW)
            return (few, True) if self._ran else (self.comparison(values), False)

    def _base(self, n: int) -> Comparison:
        if n not in self._bases:
            self._bases[n] = compare(self.scenario, n, self.base.seed)
        return self._bases[n]

    def _columns(self, values: Values) -> dict[str, dict[str, float]]:
        """Site -> key -> value."""
        by_name = {control.name: control for control in self.controls}
        columns: dict[str, dict[str, float]] = {}
        for name, value in values:
            for site in by_name[name].sites:
                columns.setdefault(site, {})[by_name[name].key] = value
        return columns

    # ---- what is shown ----------------------------------------------------------------------------------------------------

    @functools.cached_property
    def before(self) -> ranking.Before:
        """The order of the sites and the axis of the scenario as it is."""
        priced = self.facts.priced
        high = (
            axis_range([min(s.cost.dots[0], 0.0) for s in priced], [max(s.cost.dots[-1], s.cost.p90) for s in priced])[1] if priced else 1.0
        )
        return ranking.Before(tuple(s.key for s in self.facts.ranked), high, {s.key: s.cost.p50 for s in priced})

    def shown(self, values: Values, *, preview: bool, width: float) -> dict[str, Any]:
        """The sentence, the picture, the strip of a phone and the command, as the page puts them in."""
        comparison, is_preview = self.quick(values) if preview else (self.comparison(values), False)
        facts = self.facts if comparison is self.base else read(comparison, series=False, decide=False)
        answer = sentences.answer(facts)
        text = html(" ".join(answer[:2] + (answer[-1:] if len(answer) > 2 else [])))
        picture = ranking.drawing(facts, min(max(width, WIDTHS[0]), WIDTHS[1]), self.before).render("w") if facts.priced else ""
        strip = "".join(
            f"<span>{escape(s.title)}<b>{escape(usd(s.cost.p50)) if s.cost.exists else 'none'}</b></span>"
            for s in ranking.ordered(facts, self.before)
        )
        return {
            "values": dict(values),
            "preview": is_preview,
            "draws": comparison.draws,
            "live": text,
            "rank": picture,
            "strip": strip,
            "command": self.command(values),
        }

    def more(self, values: Values, width: float) -> dict[str, Any]:
        """The map on which two of the inputs may be moved, and what would have to be true for each site."""
        with self._lock:
            if values not in self._more:
                comparison = self.quick(values)[0]
                facts = read(comparison, series=False, decide=False)
                self._more[values] = self._turns(comparison, facts), self._map(values)
                while len(self._more) > KEPT:
                    self._more.popitem(last=False)
            turns, found = self._more[values]
            return {"values": dict(values), "turns": turns, "map": None if found is None else self._drawn(found, width)}

    def _turns(self, comparison: Comparison, facts: Facts) -> str:
        """For each site but the reference the value of its own strongest input at which the two are even, or why there is none."""
        from gigasite.break_even import breakeven_of

        out = ""
        for site in ranking.ordered(facts, self.before):
            if site.key == facts.reference or not site.cost.exists or not facts.ref.cost.exists:
                continue
            for key in self._strongest.get(site.key, ()):
                try:
                    found = breakeven_of(comparison, site.key, facts.reference, f"sites.{site.key}.{key}", levers=False)
                except GigasiteError:
                    continue
                if found.value is None and "moves neither" in found.sentence:
                    continue
                out += f'<li style="border-left-color:var(--{site.token})">{escape(found.sentence)}</li>'
                break
        return out

    @functools.cached_property
    def _strongest(self) -> Mapping[str, tuple[str, ...]]:
        """Site -> the inputs of this site alone that move its cost most; the launch price first where it has one."""
        found: dict[str, tuple[str, ...]] = {}
        rows = inputs_of(self.facts)
        for row in sorted(rows, key=lambda one: one.key != "launch_price_usd_per_kg"):
            column = self.facts.site(row.site).draws[row.key]
            alone = not any(s.key != row.site and row.key in s.draws and s.draws[row.key] is column for s in self.facts.sites)
            if alone and row.effect_usd and row.key in self.scenario.sites[row.site].keys:
                found[row.site] = (*found.get(row.site, ()), row.key)[:TRIED]
        return found

    @functools.cached_property
    def _axes(self) -> tuple[str, str, Control, Control] | None:
        """The dearer site that the question is about, the one it is held against, and two inputs of it alone that are on the page."""
        pair = rivals(self.facts)
        if pair is None:
            return None
        for site, base in (pair, *((s, self.facts.ref) for s in self.facts.priced)):
            own = [control for control in self.controls if control.sites == (site.key,)]
            if len(own) >= 2 and site.key != base.key:
                own.sort(key=lambda control: control.key != "launch_price_usd_per_kg")
                return site.key, base.key, own[1], own[0]
        return None

    def _map(self, values: Values) -> BreakEvenMap | None:
        from gigasite.break_even_map import breakeven_map

        if self._axes is None:
            return None
        site, base, x, y = self._axes
        try:
            scenario, names = self.changed(values), (x.names[0], y.names[0])
            return breakeven_map(scenario, site, base, *names, x_range=x.track, y_range=y.track, n=MAP_PLACES)
        except GigasiteError:
            return None

    def _drawn(self, found: BreakEvenMap, width: float) -> dict[str, Any]:
        """The map with what the page needs to turn a place in it into two values."""
        total = min(max(width, MAP_WIDTHS[0]), MAP_WIDTHS[1])
        frame = break_even_map.frame(total)
        axes = {
            name: {"name": axis.key, "ends": (axis.values[0], axis.values[-1]), "log": axis.log}
            for name, axis in (("x", found.x), ("y", found.y))
        }
        words = html(break_even_map.of_map(found).headline)
        return {"svg": break_even_map.drawing(found, total).render("w"), "headline": words, "width": total, **frame, **axes}

    def command(self, values: Values) -> str:
        """The command line that gives the same comparison."""
        by_name = {control.name: control.names for control in self.controls}
        words = ["gigasite", "compare", *([self.file] if self.file else []), "--draws", str(self.base.draws), "--seed", str(self.base.seed)]
        lines = [shlex.join(words), *(f"--set {shlex.quote(one)}" for one in self.given)]
        lines += [f"--set {shlex.quote(f'{name}={value:.12g}')}" for control, value in values for name in by_name[control]]
        return " \\\n  ".join(lines)
