"""A numeric field: a number, a text with a unit, a distribution, a reference to a shared variable, or a series."""

from __future__ import annotations

import functools
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from gigasite.distributions import KINDS, Constant, Distribution, fields_of, from_parts, within
from gigasite.errors import ParameterError, format_number
from gigasite.parameters import Parameter
from gigasite.scenario.problems import Path, Problems, nearest, quoted
from gigasite.scenario.reading import Date, Node

__all__ = ["Reader", "Ref", "SeriesRef", "Spec", "Value"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a shared variable."""

    name: str

    def to_dict(self) -> dict[str, str]:
        return {"ref": self.name}


@dataclass(frozen=True, slots=True)
class SeriesRef:
    """A reference to a series of the scenario."""

    name: str

    def to_dict(self) -> dict[str, str]:
        return {"series": self.name}


Value: TypeAlias = Distribution | Ref | SeriesRef

#: Words that stand for a number of a key.
WORDS = {"orbit_samples": {"all": 0.0}}


@dataclass(frozen=True, slots=True)
class Spec:
    """What a field may be. ``unit`` is that of the key, "" when it has none; ``None`` when the key says nothing about one."""

    key: str
    unit: str | None
    minimum: float = -math.inf
    maximum: float = math.inf
    row: Parameter | None = None
    series: Literal["no", "also", "only"] = "no"  # a forcing column may be a series; one that is no parameter has no draws

    @property
    def expected(self) -> str:
        """ "a power from 0.1 MW to 10,000 MW"."""
        unit = f" {self.unit}" if self.unit else ""
        low, high = (f"{format_number(x)}{unit}" for x in (self.minimum, self.maximum))
        noun = _noun(self.unit or "")
        if math.isinf(self.minimum) and math.isinf(self.maximum):
            return f"{noun}{f' in {self.unit}' if self.unit else ''}"
        if math.isinf(self.maximum):
            return f"{noun} from {low}"
        return f"{noun} from {low} to {high}" if not math.isinf(self.minimum) else f"{noun} up to {high}"


@functools.cache
def _noun(unit: str) -> str:
    if not unit:
        return "a number"
    from gigasite.units import parse

    try:
        dimension = parse(f"1 {unit}").dimension
    except ParameterError:
        return "a number"
    return f"{'an' if dimension[0] in 'aeiou' else 'a'} {dimension}" if dimension != "ratio" else "a number"


class Reader:
    """Reads fields and notes what is wrong with them."""

    def __init__(self, problems: Problems, shared: Collection[str], series: Collection[str]) -> None:
        self.problems = problems
        self.shared = shared
        self.series = series

    def read(self, node: Node, path: Path, spec: Spec) -> Value | None:
        """The value of a field, or ``None`` with a problem noted."""
        if isinstance(node.value, dict):
            return self._table(node, path, spec)
        number = self._number(node, path, spec)
        if number is None or not self._legal(number, node, path, spec):
            return None
        return Constant(number)

    def _wrong(self, path: Path, spec: Spec, message: str, *, value: Any = None, hint: str | None = None, limits: bool = False) -> None:
        low, high = (None, None) if not limits or (math.isinf(spec.minimum) and math.isinf(spec.maximum)) else (spec.minimum, spec.maximum)
        row = spec.row
        hint = hint or (row.description if limits and row is not None else None) or None
        parameter = spec.key if spec.row is not None or spec.series != "no" else None
        self.problems.add(
            path,
            message,
            parameter=parameter,
            value=value,
            low=low,
            high=high,
            unit=spec.unit or None,
            hint=hint,
            expected=spec.expected,
        )

    def _number(self, node: Node, path: Path, spec: Spec) -> float | None:
        """A plain number in the unit of the key, whatever its size."""
        value = node.value
        if isinstance(value, bool) or value is None or isinstance(value, (list, Date)):
            what = "nothing" if value is None else "a list" if isinstance(value, list) else "a date" if isinstance(value, Date) else None
            hint = "leave the key out to get its default" if value is None else None
            self._wrong(path, spec, f"{what or quoted(value)} is not {_noun(spec.unit or '')}", value=_plain(value), hint=hint)
            return None
        if isinstance(value, str):
            return self._text(value, path, spec)
        try:
            number = float(value)
        except (OverflowError, TypeError, ValueError):
            number = math.inf if isinstance(value, int) else math.nan
        if not math.isfinite(number):
            self._wrong(path, spec, f"{'NaN' if math.isnan(number) else quoted(value)} is not a finite number", value=value)
            return None
        return number

    def _text(self, text: str, path: Path, spec: Spec) -> float | None:
        from gigasite.units import in_unit_of_key

        bare = text.strip()
        if bare in WORDS.get(spec.key, {}):
            return WORDS[spec.key][bare]
        if "%" in bare:
            self._wrong(path, spec, f"{quoted(text)} is a percentage", value=text, hint=_of_percent(bare))
            return None
        try:
            plain: float | None = float(bare)
        except ValueError:
            plain = None
        if plain is not None and not math.isfinite(plain):
            self._wrong(path, spec, f"{quoted(text)} is not a finite number", value=text)
            return None
        if spec.unit is None:
            if plain is not None:
                return plain
            hint = "write the number in the unit of the fields that refer to it"
            self._wrong(path, spec, f"{quoted(text)}: a shared variable has no unit of its own", value=text, hint=hint)
            return None
        if plain is not None and spec.unit:
            self._wrong(path, spec, f"{quoted(text)} is a text without a unit", value=text, hint=f'write {bare} or "{bare} {spec.unit}"')
            return None
        try:
            return in_unit_of_key(text, spec.key)
        except ParameterError as error:
            subject = "" if error.message.startswith(repr(text)) else f"{quoted(text)}: "
            self._wrong(path, spec, f"{subject}{error.message}", value=text, hint=error.hint)
            return None

    def _legal(self, number: float, node: Node, path: Path, spec: Spec) -> bool:
        if spec.minimum <= number <= spec.maximum:
            return True
        shown = quoted(node.value)
        hint = self._percent_hint(number, spec) if not isinstance(node.value, str) else None
        unit = f" {spec.unit}" if spec.unit else ""
        interval = f"{format_number(spec.minimum)} to {format_number(spec.maximum)}{unit}"
        self._wrong(path, spec, f"{shown} is outside {interval}", value=number, hint=hint, limits=True)
        return False

    def _table(self, node: Node, path: Path, spec: Spec) -> Value | None:
        heads = [head for head in ("dist", "ref", "series") if head in node.value]
        if len(heads) != 1:
            what = "says both " + " and ".join(heads) if heads else "is a table without dist, ref or series"
            hint = 'write a number, a text with a unit, { dist = "triangular", low = 1, mode = 2, high = 3 } or { ref = "name" }'
            self._wrong(path, spec, f"the field {what}", hint=hint)
            return None
        head = heads[0]
        name = node.value[head].value
        if not isinstance(name, str):
            self._wrong((*path, head), spec, f"{quoted(_plain(name))} is not a name")
            return None
        if head == "dist":
            return self._distribution(node, name, path, spec)
        for key in node.value:
            if key != head:
                self.problems.add((*path, key), f"unknown key {key!r} beside {head}", key=True)
                return None
        if head == "ref":
            if name not in self.shared:
                self._wrong((*path, head), spec, f"there is no shared variable {quoted(name)}", value=name, hint=nearest(name, self.shared))
                return None
            if spec.series == "only":
                hint = "the forcing is the same for all draws; its uncertainty is a factor such as grid_price_factor"
                self._wrong(path, spec, "a forcing column is a number or a series", hint=hint)
                return None
            return Ref(name)
        if spec.series == "no":
            self._wrong(path, spec, "only a forcing column can be a series", value=name, hint="such as grid_price_usd_per_mwh")
            return None
        if name not in self.series:
            self._wrong((*path, head), spec, f"there is no series {quoted(name)}", value=name, hint=nearest(name, self.series))
            return None
        return SeriesRef(name)

    def _distribution(self, node: Node, kind: str, path: Path, spec: Spec) -> Distribution | None:
        if kind not in KINDS:
            self._wrong((*path, "dist"), spec, f"{quoted(kind)} is not a distribution", value=kind, hint=nearest(kind, KINDS))
            return None
        if spec.series == "only":
            hint = "the forcing is the same for all draws; its uncertainty is a factor such as grid_price_factor"
            self._wrong(path, spec, "a forcing column is a number or a series", hint=hint)
            return None
        wanted = fields_of(kind)
        before = len(self.problems.found)
        for key in node.value:
            if key not in {*wanted, "dist"}:
                self.problems.add((*path, key), f"{kind} has no {key!r}", key=True, hint=nearest(key, wanted))
        optional = {"weights"}
        parts: dict[str, Any] = {}
        for part in wanted:
            child = node.value.get(part)
            if child is None:
                if part not in optional:
                    self._wrong(path, spec, f"{kind} needs {part!r}", hint=f"a {kind} distribution has {', '.join(wanted)}")
                continue
            inner = spec if part not in {"weights", "gsd"} else Spec(part, "")
            if part in {"values", "weights"}:
                if not isinstance(child.value, list):
                    self._wrong((*path, part), spec, f"{part} must be a list")
                    continue
                numbers = [self._number(item, (*path, part, i), inner) for i, item in enumerate(child.value)]
                parts[part] = [x for x in numbers if x is not None]
            else:
                parts[part] = self._number(child, (*path, part), inner)
        if len(self.problems.found) > before:
            return None
        try:
            return within(from_parts(kind, parts), spec.minimum, spec.maximum)
        except ParameterError as error:
            at: Path = (*path, error.parameter) if error.parameter and error.parameter in node.value else path
            limits = error.low is not None
            advice = self._percent_hint(error.value, spec) if limits and error.value is not None else None
            self._wrong(at, spec, error.message, value=error.value, hint=advice, limits=limits)
            return None

    @staticmethod
    def _percent_hint(value: float, spec: Spec) -> str | None:
        """A number such as 85 where a share is expected was meant in per cent."""
        if spec.unit in {"", "1/yr"} and spec.maximum <= 1 < value <= 100:
            return f"fractions run from 0 to 1, never per cent: {format_number(value)} % is {format_number(value / 100)}"
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, Date):
        return value.text
    return [node.plain() for node in value] if isinstance(value, list) else value


def _of_percent(text: str) -> str:
    try:
        return f"fractions run from 0 to 1: write {format_number(float(text.replace('%', '').strip()) / 100)}"
    except ValueError:
        return "fractions run from 0 to 1, never per cent"
