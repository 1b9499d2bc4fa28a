"""`breakeven`: the value of one input at which two sites are even, or the sentence why there is none and what else it would take."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gigasite.errors import GigasiteError, ParameterError
from gigasite.evaluation import Evaluation, acts_on_engine, evaluate
from gigasite.sampling import check_draws
from gigasite.sensitivity_analysis import Factor, factors_of, one_at_a_time
from gigasite.site_model import NoneBecause

if TYPE_CHECKING:
    from gigasite.comparison import Comparison
    from gigasite.parameters import Parameter
    from gigasite.scenario.entities import Scenario, Site

__all__ = ["BreakEven", "breakeven", "breakeven_of"]

Floats = NDArray[np.float64]
#: The difference of two sites over the draws at one value, or at one for each draw.
Function: TypeAlias = Callable[[Any], Floats]

#: Draws on which further levers are tried when the varied input alone is not enough.
LEVER_DRAWS = 500
#: Relative change of P10, P50 and P90 of the roots at which the search ends: of an input that acts on money alone, and of one for which
#: the engine runs at every step; and the most steps that it takes.
TOLERANCE, ENGINE_TOLERANCE, STEPS = 1e-6, 1e-3, 40


@dataclass(frozen=True)
class BreakEven:
    """Where ``a`` and ``b`` are even. ``value`` is None where they are at no legal value; then ``none_because`` says what binds.

    ``low`` and ``high`` is what was searched. ``interval`` holds P10 and P90 of the break-even over the draws; an end is None where that
    draw turns nowhere between ``low`` and ``high``. ``share`` is the share of the draws that turn there.
    """

    a: str
    b: str
    vary: str
    metric: str
    value: float | None
    unit: str
    low: float
    high: float
    interval: tuple[float | None, float | None] | None
    share: float
    none_because: str | None
    sentence: str
    draws: int
    seed: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as in ``gigasite breakeven --json``."""
        names = ("a", "b", "vary", "metric", "value", "unit", "low", "high", "share", "none_because", "sentence")
        return {name: getattr(self, name) for name in names} | {"interval": None if self.interval is None else list(self.interval)}

    def __str__(self) -> str:
        return self.sentence


def breakeven(
    scenario: Scenario,
    a: str,
    b: str,
    vary: str = "launch_price_usd_per_kg",
    metric: str = "lcoc_usd_per_gpu_h",
    draws: int | None = None,
    seed: int | None = None,
    *,
    low: float | None = None,
    high: float | None = None,
) -> BreakEven:
    """The value of ``vary`` at which site ``a`` equals site ``b`` in half of the paired draws.

    ``value`` is where the P50 of the paired difference ``a(x) − b(x)`` is 0, on the same random numbers at every x, and ``interval`` holds
    P10 and P90 of the value at which the difference of each draw changes sign. Of several crossings the one next to the present value
    counts. ``vary`` is a key (wherever ``a`` or ``b`` read it), ``"sites.<site>.<key>"`` or ``"shared.<name>"``; the search goes from
    ``low`` to ``high``, by default all that is legal. Where nothing turns, the strongest other inputs are moved to the better end of their
    sourced range, up to three of them, and the sentence says whether that is enough.
    Errors: `ParameterError` for an unknown site, input or metric, for no draws, and for ``low`` not below ``high``.

    >>> import gigasite as gs
    >>> be = gs.breakeven(gs.example("seeds"), "mine", "texas", vary="sites.mine.conversion_months", draws=64)
    >>> be.low <= be.value <= be.high
    True
    """
    count = scenario.draws if draws is None else draws
    check_draws(count, 2)
    number = scenario.seed if seed is None else seed
    for key in (a, b):
        if key not in scenario.sites:
            raise ParameterError(f"no site is called {key!r}; there are {', '.join(scenario.sites)}", parameter="site", value=key)
    scenario.targets(vary)  # says that nothing is called like this before anything runs
    sampler = scenario.sampler(count, number)
    pair = {key: evaluate(scenario.sites[key], scenario.sites[key].draws(sampler), phases=False) for key in dict.fromkeys((a, b))}
    return _Search(scenario, pair, a, b, vary, metric, count, number).run(low, high)


def breakeven_of(
    comparison: Comparison, a: str, b: str, vary: str, metric: str = "lcoc_usd_per_gpu_h", *, levers: bool = True
) -> BreakEven:
    """`breakeven` on the draws of a comparison that has run: an input that acts on money alone runs no engine again."""
    pair = {key: comparison.sites[key].evaluation for key in (a, b)}
    search = _Search(comparison.scenario, pair, a, b, vary, metric, comparison.draws, comparison.seed)
    return search.run(None, None, levers=levers)


class _Search:
    """The difference of two sites as a function of one input, draw by draw."""

    def __init__(
        self, scenario: Scenario, pair: Mapping[str, Evaluation], a: str, b: str, vary: str, metric: str, draws: int, seed: int
    ) -> None:
        self.scenario, self.pair, self.a, self.b = scenario, pair, a, b
        self.vary, self.metric, self.draws, self.seed = vary, metric, draws, seed
        self.keys = {key: keys_of(scenario, one.site, vary) for key, one in pair.items()}
        if not any(self.keys.values()):
            raise ParameterError(f"neither {a} nor {b} reads {vary}", parameter="vary", value=vary)
        self.site, self.key = next((site, keys[0]) for site, keys in self.keys.items() if keys)
        self.now = float(np.median(pair[self.site].draws[self.key]))
        self.title = {key: one.site.title or key for key, one in pair.items()}

    @functools.cached_property
    def heavy(self) -> bool:
        """Whether the engine must run at every value."""
        support = self.pair[self.site].draws.variable(self.key).distribution.support
        other = next((v for v in support if math.isfinite(v) and v != self.now), self.now * 1.01 + 0.01)
        return any(
            acts_on_engine(self.pair[key], self.pair[key].draws.replace(**dict.fromkeys(keys, other))) for key, keys in self.keys.items()
        )

    def run(self, low: float | None, high: float | None, *, levers: bool = True) -> BreakEven:
        start, end = self._bounds(low, high)
        for key, one in self.pair.items():
            found = one.metrics.get(self.metric)
            if found is None:
                raise ParameterError(f"no metric is called {self.metric!r}", parameter="metric", value=self.metric)
            if isinstance(found, NoneBecause):
                return self._none(start, end, f"{self.title[key]} has no {self.metric}: {found.sentence}")
        grid, differences = self._scan(start, end)
        if len(grid) < 2 or np.ptp(differences, axis=0).max() == 0.0:
            return self._none(start, end, f"it moves neither {self.title[self.a]} nor {self.title[self.b]} between these values")
        function = _straight(grid, differences) if len(grid) == 2 else self.difference
        root, inside = self._roots(function, grid, differences)
        share = float(np.mean(inside))
        value = self._median_root(function, grid, differences, root)
        if value is None:
            return self._nowhere(grid, differences, start, end, share, levers)
        ends = tuple(float(q) if math.isfinite(q) else None for q in np.quantile(root, [0.1, 0.9], method="closest_observation"))
        text = self._sentence(value)
        return self._result(start, end, value, (ends[0], ends[1]), share, None, text)

    def _bounds(self, low: float | None, high: float | None) -> tuple[float, float]:
        row = self._row()
        support = self.pair[self.site].draws.variable(self.key).distribution.support
        if row is not None:
            legal = (row.minimum, row.maximum)
        else:  # an input without a row, as those of the hardware: ten times either way
            legal = (min(0.1 * support[0], 10.0 * support[0]), max(10.0 * support[1], 0.1 * support[1]))
        start = legal[0] if low is None else low
        end = legal[1] if high is None else high
        if not (math.isfinite(start) and math.isfinite(end) and start < end):
            raise ParameterError("what is searched must go from low to high, both finite", parameter="low", value=start, high=end)
        if start < legal[0] or end > legal[1]:
            where = "low" if start < legal[0] else "high"
            raise ParameterError(
                f"{self.vary} cannot be that", parameter=where, value=start if where == "low" else end, low=legal[0], high=legal[1]
            )
        return start, end

    def _row(self) -> Parameter | None:
        return self.pair[self.site].draws.variable(self.key).origin.row

    def difference(
        self, x: Any, pair: Mapping[str, Evaluation] | None = None, also: Mapping[str, Mapping[str, float]] | None = None
    ) -> Floats:
        """``a − b`` over the draws with the input at ``x`` (one number, or one for each draw); NaN where a site cannot be run so."""
        values = self.values(x, pair, also)
        return values[self.a] - values[self.b]

    def values(
        self, x: Any, pair: Mapping[str, Evaluation] | None = None, also: Mapping[str, Mapping[str, float]] | None = None
    ) -> dict[str, Floats]:
        found: dict[str, Floats] = {}
        for key, one in (pair or self.pair).items():
            changes: dict[str, Any] = dict((also or {}).get(key, {}))
            changes |= dict.fromkeys(self.keys[key], x)
            result: Any = one.metrics[self.metric]
            if changes:
                try:
                    result = evaluate(one.site, one.draws.replace(**changes), phases=False, base=one).metrics[self.metric]
                except GigasiteError:
                    result = NoneBecause("cannot be run so")
            found[key] = np.full(one.draws.n_draws, np.nan) if isinstance(result, NoneBecause) else result
        return found

    def _scan(self, start: float, end: float) -> tuple[Floats, Floats]:
        """The difference at a few values from the lowest to the highest; values at which a site cannot be run are left out."""
        line = self._line(start, end)
        if line is not None:
            return line
        sourced = [v for v in self.pair[self.site].draws.variable(self.key).distribution.support if math.isfinite(v)] or [self.now]
        sides = ((max(sourced), end), (min(sourced), start))
        wanted = {start, end, *sourced}
        if not self.heavy:
            wanted.add(self.now)
            for near, far in sides:
                if near > 0 and far > 10 * near:
                    wanted |= {near * (far / near) ** (k / 3) for k in (1, 2)}
                else:
                    wanted |= {0.5 * (near + far), near + 0.98 * (far - near)}
        found = self._differences(x for x in wanted if start <= x <= end)
        if self.heavy:  # an end at which a site cannot be run is taken a little inside
            found |= self._differences(near + 0.98 * (far - near) for near, far in sides if far not in found and start <= near <= end)
        grid = sorted(found)
        return np.array(grid), np.array([found[x] for x in grid])

    def _differences(self, places: Iterable[float]) -> dict[float, Floats]:
        """The difference at each of these values at which both sites can be run."""
        found = {x: self.difference(x) for x in places}
        return {x: d for x, d in found.items() if np.isfinite(d).all()}

    def _line(self, start: float, end: float) -> tuple[Floats, Floats] | None:
        """The two ends where the difference is a straight line in every draw, as that of most prices is; else None."""
        if self.heavy:
            return None
        grid = np.array([start, 0.5 * (start + end), end])
        values = np.array([self.difference(x) for x in grid])
        straight = np.abs(values[1] - 0.5 * (values[0] + values[2])) <= 1e-10 * np.max(np.abs(values), axis=0)
        return (grid[[0, 2]], values[[0, 2]]) if np.all(straight) else None

    def _roots(self, function: Function, grid: Floats, differences: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """The break-even of each draw; infinite on the side to which the difference falls where it does not turn in the grid."""
        rising = np.median(differences[-1]) > np.median(differences[0])
        signs = np.sign(differences)
        turns = signs[:-1] * signs[1:] <= 0
        at = self._nearest(grid, turns)
        draws = np.arange(differences.shape[1])
        inside: NDArray[np.bool_] = np.any(turns, axis=0)
        root = np.where(inside, np.nan, np.where((signs[-1] > 0) == rising, -np.inf, np.inf))
        if self._matters(inside, root):
            bracket = grid[at], grid[at + 1], differences[at, draws], differences[at + 1, draws]
            third = None
            if len(grid) > 2:  # the neighbour of the bracket on the side of the present value, where there is one
                beside = np.where((at > 0) & ((at + 2 >= len(grid)) | (self.now < grid[at])), at - 1, at + 2)
                third = grid[beside], differences[beside, draws]
            root = np.where(inside, roots(function, *bracket, inside, self._tolerance, third=third), root)
        return root, inside

    @staticmethod
    def _matters(inside: NDArray[np.bool_], root: Floats) -> bool:
        """Whether P10, P50 or P90 of the roots lies among those that are to be found; else no engine runs for them."""
        below = float(np.mean(~inside & (root < 0)))
        return bool(inside.any()) and any(below - 0.01 <= q <= below + float(np.mean(inside)) + 0.01 for q in _QUANTILES)

    def _median_root(self, function: Function, grid: Floats, differences: Floats, root: Floats) -> float | None:
        """Where the median of the difference is 0: the median of the roots where every draw goes the same way, else searched."""
        ways = np.sign(np.diff(differences, axis=0))
        if np.all(ways >= 0) or np.all(ways <= 0):
            value = float(np.median(root))
            return value if math.isfinite(value) else None
        medians = np.median(differences, axis=1)
        turns = np.sign(medians[:-1]) * np.sign(medians[1:]) <= 0
        if not turns.any():
            return None
        at = int(self._nearest(grid, turns[:, None])[0])
        low, high, at_low, at_high = (np.array([v]) for v in (grid[at], grid[at + 1], medians[at], medians[at + 1]))
        counted = np.array([True])
        found = roots(lambda x: np.array([np.median(function(x[0]))]), low, high, at_low, at_high, counted, self._tolerance)
        return float(found[0])

    def _nearest(self, grid: Floats, turns: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The turning interval next to the present value, for each column."""
        distance = np.abs(0.5 * (grid[:-1] + grid[1:]) - self.now)
        return np.asarray(np.argmin(np.where(turns, distance[:, None], np.inf), axis=0))

    @property
    def _tolerance(self) -> float:
        return ENGINE_TOLERANCE if self.heavy else TOLERANCE

    # ---- where nothing turns
    def _nowhere(self, grid: Floats, differences: Floats, start: float, end: float, share: float, levers: bool) -> BreakEven:
        medians = np.median(differences, axis=1)
        best = float(grid[int(np.argmin(np.abs(medians)))])
        at_best = self.values(best)
        p50 = {key: float(np.median(v)) for key, v in at_best.items()}
        why = self._even_at(best, p50)
        if levers:
            why += self._levers(best, float(np.sign(np.median(at_best[self.a] - at_best[self.b]))))
        return self._none(start, end, why, share)

    def _even_at(self, best: float, p50: Mapping[str, float]) -> str:
        more = p50[self.a] > p50[self.b]
        first = "launched for free" if best == 0.0 and self.key == "launch_price_usd_per_kg" else f"at {self._form(best)}"
        verb = "still costs" if self.metric.startswith("lcoc") else "still has"
        text = f"{first}, {self.title[self.a]} {verb} {self._amount(p50[self.a])}"
        return text + (
            f" against {self._amount(p50[self.b])}" if more else f", less than the {self._amount(p50[self.b])} of {self.title[self.b]}"
        )

    def _levers(self, best: float, sign: float) -> str:
        """The strongest other inputs at the better end of their range, one after the other, until half of the draws turn."""
        from gigasite.report.numbers import with_unit

        count = min(LEVER_DRAWS, self.draws)
        sampler = self.scenario.sampler(self.draws, self.seed, start=0, count=count)
        pair = {key: evaluate(one.site, one.site.draws(sampler), phases=False) for key, one in self.pair.items()}
        also: dict[str, dict[str, float]] = {key: {} for key in pair}
        words: list[str] = []
        values: dict[str, Floats] = {}
        for factor, value in self._strongest(best, sign):
            for site, keys in factor.keys.items():
                also[site] |= dict.fromkeys(keys, value)
            words.append(f"{factor.words} {with_unit(value, factor.unit)}")
            values = self.values(best, pair, also)
            if np.sign(np.median(values[self.a] - values[self.b])) != sign:
                return f"; it would also take {_join(words)}"
        if not words or not np.isfinite(values[self.a]).all():
            return ""
        rest = f"{self._amount(float(np.median(values[self.a])))} against {self._amount(float(np.median(values[self.b])))}"
        return f"; even with {_join(words)} it is {rest}"

    def _strongest(self, best: float, sign: float, most: int = 3) -> list[tuple[Factor, float]]:
        """Inputs of either site that bring the difference nearest to 0 when they alone go to an end of their range."""
        sites = {key: one.site for key, one in self.pair.items()}
        varied = {name for key, keys in self.keys.items() for name in (self.pair[key].draws.variable(k).name for k in keys)}
        factors = [f for f in factors_of(self.pair) if f.name not in varied]
        fixed = {key: dict.fromkeys(keys, best) for key, keys in self.keys.items()}
        lows, highs = (one_at_a_time(sites, factors, self.metric, [f.support[end] for f in factors], fixed) for end in (0, 1))
        if lows is None or highs is None:
            return []
        found = []
        for index, factor in enumerate(factors):
            gains = [
                -sign * (side[self.a][index + 1] - side[self.b][index + 1] - (side[self.a][0] - side[self.b][0])) for side in (lows, highs)
            ]
            if max(gains) > 0:
                found.append((max(gains), factor, factor.support[int(np.argmax(gains))]))
        found.sort(key=lambda entry: (-entry[0], entry[1].name))
        return [(factor, value) for _, factor, value in found[:most]]

    # ---- words
    def _words(self) -> tuple[str, str]:
        from gigasite.report.figures.assumptions import words_and_unit

        row = self._row()
        return words_and_unit(self.key, row.unit if row is not None else "")

    def _form(self, value: float) -> str:
        from gigasite.report.numbers import with_unit

        words, unit = self._words()
        return f"{words} {with_unit(value, unit)}"

    def _amount(self, value: float) -> str:
        from gigasite.metrics import METRICS
        from gigasite.report.numbers import money, short

        if self.metric.startswith("lcoc"):
            return money(value)
        return short(value, METRICS[self.metric].unit if self.metric in METRICS else "")

    def _sentence(self, value: float) -> str:
        from gigasite.report.sentences import break_even
        from gigasite.report.text import plain

        words, unit = self._words()
        at = ""
        if self.key == "launch_price_usd_per_kg":
            from gigasite.report.numbers import short

            mass = self.pair[self.site].metrics.get("kg_per_kw_it")
            at = "" if mass is None or isinstance(mass, NoneBecause) else f" at {short(float(np.median(mass)))} kg/kW"
        return plain(break_even(self.title[self.a], self.title[self.b], words, unit, value, self.now, at=at))

    def _none(self, start: float, end: float, why: str, share: float = 0.0) -> BreakEven:
        from gigasite.report.sentences import break_even
        from gigasite.report.text import plain

        words, unit = self._words()
        sentence = plain(break_even(self.title[self.a], self.title[self.b], words, unit, None, self.now, why))
        return self._result(start, end, None, None, share, why, sentence)

    def _result(
        self,
        start: float,
        end: float,
        value: float | None,
        interval: tuple[float | None, float | None] | None,
        share: float,
        why: str | None,
        sentence: str,
    ) -> BreakEven:
        row = self._row()
        unit = row.unit if row is not None else self._words()[1].replace("$", "USD")
        return BreakEven(
            self.a, self.b, self.vary, self.metric, value, unit, start, end, interval, share, why, sentence, self.draws, self.seed
        )


def keys_of(scenario: Scenario, site: Site, vary: str) -> tuple[str, ...]:
    """The keys of a site that ``vary`` means; none where the site does not read it."""
    found: list[str] = []
    for target in scenario.targets(vary):
        if target[0] == "sites" and target[1] == site.key:
            found.append(target[2])
        elif target[0] == "shared":
            found += [key for key in site.keys if site.variable(key).name == f"shared.{target[1]}"]
        elif target == ("discount_rate",):
            found.append("discount_rate")
        elif target == ("horizon_years",):
            raise ParameterError("the horizon is one number for all draws: compare two scenarios", parameter="vary", value=vary)
    return tuple(found)


def _straight(grid: Floats, differences: Floats) -> Function:
    """The straight lines through two values."""
    slope = (differences[1] - differences[0]) / (grid[1] - grid[0])
    return lambda x: differences[0] + slope * (x - grid[0])


def roots(
    function: Function,
    low: Floats,
    high: Floats,
    at_low: Floats,
    at_high: Floats,
    counted: NDArray[np.bool_],
    tolerance: float = TOLERANCE,
    *,
    third: tuple[Floats, Floats] | None = None,
) -> Floats:
    """Roots in brackets, all draws at once, with as few calls of the function as can be: each may be a run of the engine.

    Each step goes to the root of the hyperbola ``(α + β x)/(1 + γ x)`` through the last three points, which is exact where a cost is linear
    in the input or shared among hours that are; it halves the bracket where that step would leave it or gains too little. ``third`` is a
    point that is known beside the bracket. Ends when the next step would move P10, P50 and P90 of the ``counted`` draws by less than the
    tolerance.
    Source: P. Jarratt, D. Nudds, The Computer Journal 8(1), 1965, DOI 10.1093/comjnl/8.1.62; guarded as by R. P. Brent, 1973.
    """
    a, b, fa, fb = low.copy(), high.copy(), at_low.copy(), at_high.copy()
    # The latest points, newest last; without a third one the first step is that of a straight line.
    newest, before = (np.where(np.abs(fa) < np.abs(fb), x, y) for x, y in ((a, b), (b, a)))
    f_newest, f_before = (np.where(np.abs(fa) < np.abs(fb), x, y) for x, y in ((fa, fb), (fb, fa)))
    oldest, f_oldest = (np.full(a.shape, np.nan), np.full(a.shape, np.nan)) if third is None else third
    halve = np.zeros(a.shape, bool)
    best = newest
    for _ in range(STEPS):
        step = _hyperbola_root(newest, f_newest, before, f_before, oldest, f_oldest)
        left, right = np.minimum(a, b), np.maximum(a, b)
        straight = a - fa * np.divide(b - a, fb - fa, out=np.zeros(a.shape), where=fb != fa)
        step = np.where(np.isfinite(step) & (step >= left) & (step <= right), step, np.clip(straight, left, right))
        step = np.where(halve, 0.5 * (a + b), step)
        step = np.where(f_newest == 0.0, newest, step)
        close = np.abs(np.quantile(step[counted], _QUANTILES) - np.quantile(best[counted], _QUANTILES))
        best = step
        if np.all(close <= tolerance * np.maximum(np.abs(np.quantile(step[counted], _QUANTILES)), 1e-9)):
            break
        value = function(step)
        value = np.where(np.isfinite(value), value, f_newest)
        halve = (np.abs(value) > 0.5 * np.abs(f_newest)) & ~halve
        oldest, f_oldest, before, f_before, newest, f_newest = before, f_before, newest, f_newest, step, value
        same = np.sign(value) == np.sign(fa)
        a, fa = np.where(same, step, a), np.where(same, value, fa)
        b, fb = np.where(same, b, step), np.where(same, fb, value)
    return best


_QUANTILES = (0.1, 0.5, 0.9)


def _hyperbola_root(x1: Floats, f1: Floats, x2: Floats, f2: Floats, x3: Floats, f3: Floats) -> Floats:
    """Root of ``(α + β x)/(1 + γ x)`` through three points, as a step from the first; that of the line through two without a third."""
    with np.errstate(all="ignore"):
        d2, d3 = x2 - x1, x3 - x1
        line = x1 - f1 * d2 / (f2 - f1)
        # (f_k − f_1)/d_k = β' − γ' f_k,   β' and γ' from k = 2, 3;   root at −f_1/β'
        s2, s3 = (f2 - f1) / d2, (f3 - f1) / d3
        slope = s2 + f2 * (s3 - s2) / (f2 - f3)
        curve = x1 - f1 / slope
    return np.where(np.isfinite(curve), curve, line)


def _join(words: list[str]) -> str:
    from gigasite.report.sentences import join

    return join(words)
