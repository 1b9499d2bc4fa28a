"""What the sites of a scenario share: variables, series, correlations, and the gates on the result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gigasite.distributions import within
from gigasite.errors import DataError, ParameterError, format_number
from gigasite.parameters import Parameter, table
from gigasite.scenario.entities import Assert
from gigasite.scenario.fields import Reader, Ref, SeriesRef, Spec, Value
from gigasite.scenario.files import UserSeries, read_series
from gigasite.scenario.model import ScenarioFile, SeriesEntry
from gigasite.scenario.problems import Path as At
from gigasite.scenario.problems import Problems, nearest, quoted
from gigasite.scenario.reading import Document, Node
from gigasite.scenario.vocabulary import FORCING, Vocabulary
from gigasite.uniforms import Correlation, correlation_groups
from gigasite.units import parse, unit_of_key

__all__ = ["KEY", "Common", "spec_of"]

#: What a key of a site and the name of a shared variable look like.
KEY = re.compile(r"[a-z][a-z0-9_]*")


class Common:
    """Reads the parts of a scenario that its sites have in common."""

    def __init__(self, document: Document, problems: Problems, vocabulary: Vocabulary) -> None:
        self.document = document
        self.problems = problems
        self.words = vocabulary
        self.root: dict[str, Node] = document.root.value
        self.reader = Reader(problems, self._table("shared"), self._table("series"))
        #: Shared variable -> the fields that refer to it, with what each may be.
        self.references: dict[str, list[tuple[At, Spec]]] = {}

    def _table(self, name: str) -> dict[str, Node]:
        node = self.root.get(name)
        return node.value if node is not None and isinstance(node.value, dict) else {}

    def _field(self, path: At, key: str, default: Value) -> Value | None:
        """A numeric field of the top level with the row of the same key."""
        node = self.root.get(key)
        if node is None:
            return default
        spec = spec_of(key, table()[key])
        value = self.reader.read(node, path, spec)
        if isinstance(value, Ref):
            self.references.setdefault(value.name, []).append((path, spec))
        return value

    def number(self, node: Node, path: At, spec: Spec) -> Value | None:
        """A numeric field; one that refers to a shared variable is remembered."""
        value = self.reader.read(node, path, spec)
        if isinstance(value, Ref):
            self.references.setdefault(value.name, []).append((path, spec))
        return value

    def check_series(self, path: At, column: str, entry: UserSeries, spec: Spec) -> None:
        """A series of the user must be in a unit of the column and within what is legal there."""
        try:
            values = entry.series.in_unit(FORCING[column]).values
        except ParameterError as error:
            self.problems.add(path, f"the series is in {entry.unit}, the column in {FORCING[column]}: {error.message}", hint=error.hint)
            return
        outside = (values < spec.minimum) | (values > spec.maximum)
        if outside.any():
            row = int(outside.argmax())
            message = f"the series holds {format_number(float(values[row]))} in row {row + 1}"
            low, high, unit = spec.minimum, spec.maximum, spec.unit or None
            self.problems.add(path, message, value=float(values[row]), low=low, high=high, unit=unit)

    def _shared(self) -> dict[str, Value]:
        shared: dict[str, Value] = {}
        for name, node in self._table("shared").items():
            path: At = ("shared", name)
            if not KEY.fullmatch(name):
                self.problems.add(path, f"{quoted(name)} is not a name of a variable", key=True, hint="small letters, digits and _")
            unit = unit_of_key(name) or None
            value = self.reader.read(node, path, Spec(name, unit))
            if value is not None:
                shared[name] = value
        self._refuse_cycles(shared)
        return shared

    def _refuse_cycles(self, shared: Mapping[str, Value]) -> None:
        told: set[str] = set()
        for start in shared:
            chain = [start]
            value: Value | None = shared[start]
            while isinstance(value, Ref) and value.name not in chain:
                chain.append(value.name)
                value = shared.get(value.name)
            if isinstance(value, Ref) and value.name == start and start not in told:
                told |= set(chain)
                self.problems.add(("shared", start), f"the references go in a circle: {' → '.join([*chain, start])}")

    def _cut_shared(self, shared: dict[str, Value]) -> dict[str, Value]:
        """Holds each shared variable against what every field that refers to it may be, and cuts its tails there."""
        if self.problems.found:
            return shared
        limits: dict[str, tuple[float, float]] = {}
        for name, users in self.references.items():
            end = name
            while isinstance(value := shared[end], Ref):
                end = value.name
            for path, spec in users:
                if isinstance(value, SeriesRef):
                    continue
                try:
                    within(value, spec.minimum, spec.maximum)
                except ParameterError as error:
                    unit = spec.unit or None
                    text = f"the shared variable {quoted(end)}: {error.message}"
                    self.problems.add(path, text, parameter=spec.key, value=error.value, low=spec.minimum, high=spec.maximum, unit=unit)
                low, high = limits.get(end, (spec.minimum, spec.maximum))
                limits[end] = (max(low, spec.minimum), min(high, spec.maximum))
        if self.problems.found:
            return shared
        return {name: _cut(value, *limits[name]) if name in limits else value for name, value in shared.items()}

    def _series(self, structure: ScenarioFile | None) -> dict[str, UserSeries]:
        """Reads the files; an entry without a right structure has been told already."""
        series: dict[str, UserSeries] = {}
        entries: dict[str, SeriesEntry] = structure.series if structure else {}
        for name, entry in entries.items():
            path: At = ("series", name)
            if entry.unit is not None and not self._unit(entry.unit, (*path, "unit")):
                continue
            try:
                series[name] = read_series(self.document.folder, entry)
            except DataError as error:
                part = {"there is no column": "column"}.get(error.message[:18], "file")
                if part == "column" and repr(entry.column) not in error.message:
                    part = "time_column"
                self.add_file_problem((*path, part if part in self.root["series"].value[name].value else "file"), error)
            except ParameterError as error:
                self.add_file_problem(path, error)
        return series

    def _unit(self, unit: str, path: At) -> bool:
        currency, _, rest = unit.partition("/")
        try:  # a currency other than the dollar is turned into it by the reader
            parse(f"1 {f'USD/{rest}' if re.fullmatch('[A-Z]{3}', currency) and rest == 'MWh' else unit}")
        except ParameterError as error:
            self.problems.add(path, error.message, value=error.value, hint=error.hint)
            return False
        return True

    def add_file_problem(self, path: At, error: DataError | ParameterError) -> None:
        """What is wrong with a file or with what is said of it, under the key that it is about where the entry has one."""
        node, _ = self.document.root.at(path)
        key = error.parameter
        if isinstance(error, DataError):
            told = not error.line or f"line {error.line}" in error.message
            where = f"{error.file}: " if told else f"{error.file}, line {error.line}: "
            text = error.message if error.file is None or str(error.file) in error.message else where + error.message
        else:
            text = error.message
        if node is not None and isinstance(node.value, dict):
            path = (*path, key) if key is not None and key in node.value else (*path, "file") if "file" in node.value else path
        low, high = (None if end in (float("inf"), float("-inf")) else end for end in (error.low, error.high))
        self.problems.add(path, text, value=error.value, low=low, high=high, unit=error.unit, hint=error.hint)

    def _correlations(self, structure: ScenarioFile | None, texts: Mapping[str, Any], sites: list[str]) -> tuple[Correlation, ...]:
        if structure is None:
            return ()
        pairs: list[Correlation] = []
        for i, entry in enumerate(structure.correlation):
            for j, name in enumerate(entry.between):
                fault = self._correlated(name, texts, sites)
                if fault is not None:
                    message, hint = fault
                    self.problems.add(("correlation", i, "between", j), message, value=name, hint=hint)
            pair = Correlation(entry.between[0], entry.between[1], entry.value)
            try:
                correlation_groups([*pairs, pair])
            except ParameterError as error:
                at: At = ("correlation", i, error.parameter or "value")
                self.problems.add(at, error.message, value=error.value, low=error.low, high=error.high, hint=error.hint)
            else:
                pairs.append(pair)
        return tuple(pairs)

    def _correlated(self, name: str, texts: Mapping[str, Any], sites: list[str]) -> tuple[str, str | None] | None:
        """What is wrong with the name of a variable, and a hint."""
        scope, _, key = name.partition(".")
        rows = {k: r for names in texts.values() if names for k, r in names["rows"].items() if r is not None} | dict(table())
        if scope == "shared":
            names = self._table("shared")
            return None if key in names else (f"there is no shared variable {quoted(key)}", nearest(key, names))
        if scope == "world":
            if key in rows and rows[key].scope == "world":
                return None
            if key in rows:
                return f"{key} is drawn for each site", f"write {sites[0] if sites else 'texas'}.{key}"
            return f"no parameter is called {quoted(key)}", nearest(key, [k for k, r in rows.items() if r.scope == "world"])
        if scope in self.words.hardware:
            keys = self.words.hardware[scope]
            return None if key in keys else (f"{scope} has no {quoted(key)}", nearest(key, keys))
        if scope in sites:
            known = texts.get(scope)
            if known is None or key in known["rows"] or key in known["item_keys"]:
                return None
            return f"{scope} has no variable {quoted(key)}", nearest(key, [*known["rows"], *known["item_keys"]])
        hint = "a name is world.<key>, <hardware>.<key>, shared.<name> or <site>.<key>"
        return f"{quoted(name)} is not the name of a variable", hint

    def _plan(self, structure: ScenarioFile | None, sites: list[str]) -> None:
        """The sites that the limits of a plan name must be there."""
        plan = structure.plan if structure else None
        if plan is None:
            return
        named: list[tuple[At, str]] = [(("plan", "sites", key), key) for key in plan.sites]
        for name, resource in plan.resources.items():
            for key, need in resource.per_gw.items():
                path: At = ("plan", "resources", name, "per_gw", key)
                named.append((path, key))
                if need < 0:
                    self.problems.add(path, f"{need:g} is outside what is legal", value=need, low=0.0)
        for year, wanted in plan.demand_gw.items():
            at: At = ("plan", "demand_gw", year)
            if not (year.isascii() and year.isdigit() and 1900 <= int(year) <= 2200):
                self.problems.add(at, f"{quoted(year)} is not a year from 1900 to 2200", key=True)
            if wanted < 0:
                self.problems.add(at, f"{wanted:g} is outside what is legal", value=wanted, low=0.0)
        for path, key in named:
            if key not in sites:
                self.problems.add(path, f"there is no site {quoted(key)}", key=True, hint=nearest(key, sites))

    def _asserts(self, structure: ScenarioFile | None, sites: list[str]) -> tuple[Assert, ...]:
        gates = []
        for i, entry in enumerate(structure.assert_ if structure else ()):
            if entry.metric not in self.words.metrics:
                hint = nearest(entry.metric, self.words.metrics)
                self.problems.add(("assert", i, "metric"), f"no metric is called {quoted(entry.metric)}", value=entry.metric, hint=hint)
            if entry.site not in sites:
                hint = nearest(entry.site, sites)
                self.problems.add(("assert", i, "site"), f"there is no site {quoted(entry.site)}", value=entry.site, hint=hint)
            gates.append(Assert(entry.metric, entry.site, entry.op, entry.value, entry.quantile))
        return tuple(gates)


def spec_of(key: str, row: Parameter | None) -> Spec:
    return Spec(key, unit_of_key(key)) if row is None else Spec(key, unit_of_key(key), row.minimum, row.maximum, row)


def _cut(value: Value, low: float, high: float) -> Value:
    return value if isinstance(value, (Ref, SeriesRef)) else within(value, low, high)
