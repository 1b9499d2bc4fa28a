"""`sensitivity`: which inputs decide, by one input at a time (tornado), by trajectories (Morris), or by shares of the variance (Sobol)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from gigasite import _core
from gigasite.errors import GigasiteError, ParameterError
from gigasite.evaluation import Evaluation, evaluate
from gigasite.metrics import METRICS
from gigasite.sampling import check_draws
from gigasite.site_model import NoneBecause
from gigasite.uniforms import Sampler, stream_of

if TYPE_CHECKING:
    from gigasite.distributions import Distribution
    from gigasite.scenario.entities import Site

__all__ = ["Factor", "Method", "Sensitivity", "morris_indices", "sensitivity", "sobol_indices"]

Floats = NDArray[np.float64]
Method = Literal["tornado", "morris", "sobol"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "tornado": ("key", "low", "high", "metric_at_low", "metric_at_high"),
    "morris": ("key", "mu_star", "sigma"),
    "sobol": ("key", "s1", "st", "s1_interval"),
}
#: Base samples that a method uses when nothing is said: trajectories, rows of the two matrices.
SAMPLES: Mapping[str, int] = {"tornado": 1, "morris": 10, "sobol": 1024}
#: Inputs that Sobol tells apart by default; all others are one group.
SOBOL_INPUTS = 8
OTHERS = "(all other inputs)"
#: Morris: levels 0, 1/3, 2/3, 1 of the inner 98 % of each distribution, steps of two thirds.
_LEVELS, _STEP = 4, 2.0 / 3.0
BOOTSTRAP = 400


@dataclass(frozen=True)
class Factor:
    """One uncertain variable and the keys that follow it, by site: inputs that refer to one variable move together."""

    name: str
    keys: Mapping[str, tuple[str, ...]]
    distribution: Distribution
    row_unit: str = ""

    @property
    def key(self) -> str:
        """The key that it is shown by."""
        return next(iter(self.keys.values()))[0]

    @property
    def words(self) -> str:
        return self._words_and_unit()[0]

    @property
    def unit(self) -> str:
        return self._words_and_unit()[1]

    def _words_and_unit(self) -> tuple[str, str]:
        from gigasite.report.figures.assumptions import words_and_unit

        return words_and_unit(self.key, self.row_unit)

    @property
    def support(self) -> tuple[float, float]:
        """Ends of its range; P1 and P99 where it has none."""
        low, high = self.distribution.support
        if np.isfinite([low, high]).all():
            return low, high
        inner = self.distribution.quantile(np.array([0.01, 0.99]))
        return float(inner[0]), float(inner[1])

    def at(self, u: Any) -> Floats:
        """Values at these shares of the distribution."""
        return self.distribution.quantile(np.atleast_1d(np.asarray(u, dtype=np.float64)))


def factors_of(evaluations: Mapping[str, Evaluation]) -> list[Factor]:
    """Every uncertain variable that these sites read, in the order in which they read it."""
    keys: dict[str, dict[str, list[str]]] = {}
    distributions: dict[str, tuple[Distribution, str]] = {}
    for site, one in evaluations.items():
        for key in one.draws.read:
            variable = one.draws.variable(key)
            if variable.distribution.kind == "constant":
                continue
            row = variable.origin.row
            distributions.setdefault(variable.name, (variable.distribution, row.unit if row is not None else ""))
            keys.setdefault(variable.name, {}).setdefault(site, []).append(key)
    return [Factor(name, {site: tuple(k) for site, k in by_site.items()}, *distributions[name]) for name, by_site in keys.items()]


def one_at_a_time(
    sites: Mapping[str, Site], factors: Sequence[Factor], metric: str, values: Sequence[float], fixed: Mapping[str, Mapping[str, float]]
) -> dict[str, Floats] | None:
    """A metric of each site with every input at its median (row 0), and with one after the other at its value; None if there is none."""
    found = {}
    for site_key, site in sites.items():
        columns: dict[str, Floats] = {}
        for index, factor in enumerate(factors):
            column = np.full(len(factors) + 1, float(factor.at(0.5)[0]))
            column[index + 1] = values[index]
            columns |= dict.fromkeys(factor.keys.get(site_key, ()), column)
        columns |= {key: np.full(len(factors) + 1, value) for key, value in fixed.get(site_key, {}).items()}
        try:
            result = _evaluate(site, columns, len(factors) + 1).metrics[metric]
        except GigasiteError:
            return None
        if isinstance(result, NoneBecause):
            return None
        found[site_key] = np.asarray(result)
    return found


def _evaluate(site: Site, columns: Mapping[str, Floats], n: int, base: Evaluation | None = None) -> Evaluation:
    """Rows of a design: what is not a column is central; all rows share the weather of the first year."""
    source = base.draws if base is not None else site.draws(n_draws=n)
    return evaluate(site, source.replace(**columns), phases=False, base=base, one_year=True)


@dataclass(frozen=True)
class Sensitivity:
    """Inputs in the order of their weight. ``base`` is the metric with every input at its median (tornado), or its mean over the rows."""

    site: str
    method: str
    metric: str
    unit: str
    rows: tuple[Mapping[str, Any], ...]
    base: float
    evaluations: int
    samples: int
    seed: int
    notes: tuple[str, ...] = ()
    factors: tuple[Factor, ...] = field(default=(), repr=False, compare=False)

    def table(self) -> Any:
        """A DataFrame (extra ``pandas``) with one row an input, the heaviest first."""
        from gigasite.evaluation import _extra

        return _extra("pandas").DataFrame(list(self.rows), columns=list(COLUMNS[self.method]))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as in ``gigasite sensitivity --json``."""
        names = ("site", "method", "metric", "unit", "base", "evaluations", "samples", "notes")
        return {name: getattr(self, name) for name in names} | {"rows": [dict(row) for row in self.rows]}

    def to_csv(self) -> str:
        """The rows as CSV text."""
        out = io.StringIO()
        writer = csv.DictWriter(out, COLUMNS[self.method], lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()

    def __repr__(self) -> str:
        first = self.rows[0]["key"] if self.rows else "nothing"
        return f"<Sensitivity of {self.metric} at {self.site} by {self.method}: {len(self.rows)} inputs, {first} first>"


def sensitivity(
    site: Site,
    metric: str = "lcoc_usd_per_gpu_h",
    method: Method = "tornado",
    *,
    samples: int | None = None,
    seed: int | None = None,
    keys: Iterable[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Sensitivity:
    """Which uncertain inputs of a site move a metric most.

    - ``tornado``: each input alone at its P10 and its P90, the others at their P50. Rows are sorted by the distance between the two.
    - ``morris``: elementary effects along ``samples`` trajectories; ``mu_star`` is the mean size of the effect of crossing an input's
      inner 98 %, ``sigma`` the spread, large where it acts crookedly or together with others.
    - ``sobol``: shares of the variance by ``samples`` rows; ``s1`` alone, ``st`` with all that it does together with others, and the 90 %
      interval of ``s1`` by bootstrap. The inputs named by ``keys`` (default: the eight largest of the tornado) stand alone, the rest is
      one row, so the shares are of the whole variance.

    Inputs count as independent, also those that a scenario correlates; all rows have the weather of the first year.
    Errors: `ParameterError` for an unknown metric, method or key, and where the site has no such metric.
    Sources: M. D. Morris, Technometrics 33(2), 1991, DOI 10.1080/00401706.1991.10484804; F. Campolongo et al., Environ. Model. Softw.
    22(10), 2007, DOI 10.1016/j.envsoft.2006.10.004; A. Saltelli et al., Comput. Phys. Commun. 181(2), 2010, DOI 10.1016/j.cpc.2009.09.018.

    >>> import gigasite as gs
    >>> gs.sensitivity(gs.example("seeds").sites["texas"]).rows[0]["key"]
    'sold_share'
    """
    if method not in get_args(Method):
        raise ParameterError(f"{method!r} is not a method; use one of {', '.join(get_args(Method))}", parameter="method", value=method)
    n = SAMPLES[method] if samples is None else samples
    check_draws(n)
    number = site.settings.seed if seed is None else seed
    run = _Design(site, metric, progress)
    chosen = run.chosen(keys)
    if method == "tornado":
        rows, base = run.tornado(chosen)
    elif method == "morris":
        if n < 2:
            raise ParameterError("a spread needs two trajectories", parameter="samples", value=n, low=2)
        rows, base = run.morris(chosen, n, number)
    else:
        if n < 8:
            raise ParameterError("shares of a variance need more rows", parameter="samples", value=n, low=8)
        rows, base = run.sobol(chosen, n, number, named=keys is not None)
    notes = ("the correlations of the scenario are left out: inputs count as independent",) if site.settings.correlations else ()
    unit = METRICS[metric].unit if metric in METRICS else ""
    return Sensitivity(site.key, method, metric, unit, tuple(rows), base, run.evaluations, n, number, notes, tuple(run.factors))


class _Design:
    """Rows of inputs of one site, evaluated in batches."""

    def __init__(self, site: Site, metric: str, progress: Callable[[int, int], None] | None) -> None:
        self.site, self.metric = site, metric
        self.progress = progress
        self.evaluations = 0
        centre = _evaluate(site, {}, 1)
        self._check(centre)
        self.factors = factors_of({site.key: centre})
        if not self.factors:
            raise ParameterError(f"{site.key} has no uncertain input", parameter="site", value=site.key)

    def _check(self, one: Evaluation) -> Floats:
        if self.metric not in one.metrics:
            import difflib

            near = difflib.get_close_matches(self.metric, one.metrics, n=1)
            hint = f"nearest: {near[0]}" if near else None
            raise ParameterError(f"no metric is called {self.metric!r}", parameter="metric", value=self.metric, hint=hint)
        value = one.metrics[self.metric]
        if isinstance(value, NoneBecause):
            raise ParameterError(f"{self.site.key} has no {self.metric}: {value}", parameter="metric", value=self.metric)
        return value

    def chosen(self, keys: Iterable[str] | None) -> list[Factor]:
        """The factors of these keys, all when none are named."""
        if keys is None:
            return list(self.factors)
        by_key = {key: factor for factor in self.factors for key in factor.keys[self.site.key]}
        found: dict[str, Factor] = {}
        for key in keys:
            if key not in by_key:
                import difflib

                near = difflib.get_close_matches(key, by_key, n=1)
                hint = f"nearest: {near[0]}" if near else None
                raise ParameterError(f"{self.site.key} has no uncertain input {key!r}", parameter="keys", value=key, hint=hint)
            found[by_key[key].name] = by_key[key]
        return list(found.values())

    def columns(self, u: Mapping[str, Floats], n: int) -> dict[str, Floats]:
        """Columns of all keys from uniforms by factor; a factor without is at its median."""
        out: dict[str, Floats] = {}
        for factor in self.factors:
            given = u.get(factor.name)
            column = np.full(n, float(factor.at(0.5)[0])) if given is None else factor.at(given)
            out |= dict.fromkeys(factor.keys[self.site.key], column)
        return out

    def run(self, u: Mapping[str, Floats], n: int, base: Evaluation | None = None) -> Evaluation:
        self.evaluations += n
        return _evaluate(self.site, self.columns(u, n), n, base)

    def tornado(self, chosen: list[Factor]) -> tuple[list[dict[str, Any]], float]:
        n = 2 * len(chosen) + 1
        u = {}
        for index, factor in enumerate(chosen):
            column = np.full(n, 0.5)
            column[1 + index], column[1 + len(chosen) + index] = 0.1, 0.9
            u[factor.name] = column
        value = self._check(self.run(u, n))
        rows: list[dict[str, Any]] = []
        for index, factor in enumerate(chosen):
            low, high = (float(v) for v in factor.at([0.1, 0.9]))
            at_low, at_high = float(value[1 + index]), float(value[1 + len(chosen) + index])
            rows.append({"key": factor.key, "low": low, "high": high, "metric_at_low": at_low, "metric_at_high": at_high})
        rows.sort(key=lambda row: (-abs(row["metric_at_high"] - row["metric_at_low"]), row["key"]))
        return rows, float(value[0])

    def morris(self, chosen: list[Factor], trajectories: int, seed: int) -> tuple[list[dict[str, Any]], float]:
        design, order, direction = morris_design(len(chosen), trajectories, seed)
        flat = design.reshape(-1, len(chosen))
        u = {factor.name: 0.01 + 0.98 * flat[:, k] for k, factor in enumerate(chosen)}
        value = self._check(self.run(u, len(flat))).reshape(trajectories, len(chosen) + 1)
        mu_star, sigma = morris_indices(value, order, direction)
        rows: list[dict[str, Any]] = [{"key": f.key, "mu_star": float(mu_star[k]), "sigma": float(sigma[k])} for k, f in enumerate(chosen)]
        rows.sort(key=lambda row: (-row["mu_star"], row["key"]))
        return rows, float(value.mean())

    def sobol(self, chosen: list[Factor], n: int, seed: int, *, named: bool) -> tuple[list[dict[str, Any]], float]:
        if not named and len(chosen) > SOBOL_INPUTS:
            rank = {row["key"]: k for k, row in enumerate(self.tornado(chosen)[0])}
            chosen = sorted(chosen, key=lambda factor: rank[factor.key])[:SOBOL_INPUTS]
        groups: list[list[Factor]] = [[factor] for factor in chosen]
        alone = {factor.name for factor in chosen}
        rest = [factor for factor in self.factors if factor.name not in alone]
        groups += [rest] if rest else []
        dimensions = {f"{matrix}.{f.name}": 2 * k + (matrix == "b") for k, f in enumerate([*chosen, *rest]) for matrix in "ab"}
        points = Sampler(seed, n, "sobol", dimensions=dimensions)
        a, b = ({f.name: points.uniforms(f"{matrix}.{f.name}") for f in self.factors} for matrix in "ab")
        first = self.run(a, n)
        at_a, at_b = self._check(first), self._check(self.run(b, n))
        mixed = []
        for done, group in enumerate(groups):
            # Only what acts on the engine runs it again: the rest of each row is that of the first matrix.
            mixed.append(self._check(self.run(a | {f.name: b[f.name] for f in group}, n, first)))
            if self.progress is not None:
                self.progress(done + 1, len(groups))
        s1, st, interval = sobol_indices(at_a, at_b, np.array(mixed), seed)
        names = [group[0].key for group in groups[: len(chosen)]] + ([OTHERS] if rest else [])
        rows: list[dict[str, Any]] = [
            {"key": key, "s1": float(s1[k]), "st": float(st[k]), "s1_interval": (float(interval[0, k]), float(interval[1, k]))}
            for k, key in enumerate(names)
        ]
        rows.sort(key=lambda row: (row["key"] == OTHERS, -row["st"], row["key"]))
        return rows, float(np.mean(np.concatenate([at_a, at_b])))


def morris_design(inputs: int, trajectories: int, seed: int) -> tuple[Floats, NDArray[np.intp], Floats]:
    """Trajectories × (inputs + 1) × inputs points in [0, 1], which input moves at each step, and whether it rises (+1) or falls (−1)."""
    words = _core.uniforms(seed, stream_of("morris"), 0, trajectories * inputs * 3).reshape(3, trajectories, inputs)
    level = np.floor(words[0] * (_LEVELS // 2)) / (_LEVELS - 1)  # 0 or 1/3: the step of 2/3 stays inside
    rises = words[1] < 0.5
    order = np.argsort(words[2], axis=1, kind="stable")
    start = np.where(rises, level, level + _STEP)
    end = np.where(rises, level + _STEP, level)
    when = np.argsort(order, axis=1, kind="stable")  # step at which each input moves
    moved = np.arange(inputs + 1)[None, :, None] > when[:, None, :]
    design = np.where(moved, end[:, None, :], start[:, None, :])
    return design, order, np.where(rises, 1.0, -1.0)


def morris_indices(value: Floats, order: NDArray[np.intp], direction: Floats) -> tuple[Floats, Floats]:
    """``mu_star = mean |EE|`` and ``sigma`` of the elementary effects ``EE = Δf/Δu`` of each input.

    ``value`` is trajectories × (inputs + 1), ``order[r, s]`` the input that moves at step s, ``direction[r, k]`` +1 or −1.
    """
    steps = np.diff(value, axis=1) / _STEP
    effect = np.empty_like(steps)
    np.put_along_axis(effect, order, steps, axis=1)
    effect *= direction
    return np.mean(np.abs(effect), axis=0), np.std(effect, axis=0, ddof=1)


def sobol_indices(at_a: Floats, at_b: Floats, mixed: Floats, seed: int = 1) -> tuple[Floats, Floats, Floats]:
    """First-order and total shares of the variance, and the 90 % interval of the first by bootstrap over the rows.

    ``S1_i = mean(f_B (f_ABi − f_A))/V``, ``ST_i = mean((f_A − f_ABi)²)/(2 V)``, with ``mixed[i]`` the rows of A with input i from B;
    ``f`` is taken from its mean, which changes nothing but the noise. A metric that does not vary has shares of 0.
    """
    centre = 0.5 * (at_a.mean() + at_b.mean())
    fa, fb, fab = at_a - centre, at_b - centre, mixed - centre

    def shares(rows: Any) -> tuple[Floats, Floats]:
        a, b, ab = fa[rows], fb[rows], fab[:, rows]
        variance = np.var(np.concatenate([a, b], axis=0), axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            s1 = np.mean(b * (ab - a), axis=1) / variance
            st = np.mean((a - ab) ** 2, axis=1) / (2.0 * variance)
        return np.where(variance > 0, s1, 0.0), np.where(variance > 0, st, 0.0)

    s1, st = shares(np.arange(len(fa)))
    rows = (_core.uniforms(seed, stream_of("bootstrap"), 0, len(fa) * BOOTSTRAP).reshape(len(fa), BOOTSTRAP) * len(fa)).astype(np.intp)
    spread, _ = shares(rows)
    return s1, st, np.quantile(spread, [0.05, 0.95], axis=1)
