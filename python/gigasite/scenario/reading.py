"""Reads TOML, YAML 1.2 and dicts into one tree that keeps its places, so that one validator serves all three.

Limits are held before anything else is done with a file: what is too large, too deep or blown up by aliases is refused.
"""

from __future__ import annotations

import bisect
import math
import numbers
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from gigasite import _core
from gigasite.errors import ScenarioError

__all__ = ["Document", "Node", "Place", "read_dict", "read_file"]

LARGEST_FILE = 10 * 2**20
DEEPEST = 32
KEY_PARTS = 16
MOST_ALIASES = 100
MOST_NODES = 10**6


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column from 1, length in characters."""

    line: int
    column: int
    length: int


@dataclass(slots=True)
class Node:
    """A table, a list or a scalar with its place; ``keys`` has the places of the keys of a table."""

    value: Any
    place: Place | None = None
    keys: dict[str, Place | None] = field(default_factory=dict)

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: tuple[str | int, ...]) -> tuple[Node | None, Place | None]:
        """The node at a path and its place; where the path ends early, the place of what was reached."""
        node, place = self, self.place
        for part in path:
            if isinstance(node.value, dict) and part in node.value:
                place = node.value[part].place or node.keys.get(str(part)) or place
                node = node.value[part]
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                place = node.place or place
            else:
                return None, place
        return node, place


@dataclass(frozen=True)
class Date:
    """A date in TOML: no field of a scenario is one."""

    text: str


@dataclass(frozen=True)
class Document:
    """A tree with the file it came from. ``folder`` is where relative paths start; ``None`` for a dict."""

    root: Node
    file: str | None = None
    folder: Path | None = None
    lines: tuple[str, ...] = ()


def read_file(path: Path) -> Document:
    """Reads a ``.toml``, ``.yaml``, ``.yml`` or ``.json`` file."""
    name = path.name
    readers = {".toml": _read_toml, ".yaml": _read_yaml, ".yml": _read_yaml, ".json": _read_yaml}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ScenarioError(f"{name!r} is neither .toml nor .yaml", file=name, hint="rename the file for what it holds")
    text = _text(path)
    lines = tuple(text.replace("\r\n", "\n").split("\n"))
    root = reader(text, name, lines)
    _hold_limits(root, name)
    return Document(root, name, path.resolve().parent, lines)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ScenarioError(f"the file has more than {LARGEST_FILE // 2**20} MiB", file=path.name)
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(f"there is no file {str(path)!r}", file=path.name, hint=_neighbour(path)) from None
    except (OSError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        if isinstance(error, UnicodeDecodeError):
            line = error.object[: error.start].count(b"\n") + 1
            raise ScenarioError("the file is not UTF-8 text", file=path.name, line=line) from None
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError(f"{str(path)!r} cannot be read: {reason}", file=path.name) from None


def _neighbour(path: Path) -> str | None:
    import difflib

    try:
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.iterdir()][:1000], n=1)
    except OSError:
        return f"there is no folder {str(path.parent)!r}"
    return f"did you mean {near[0]!r}?" if near else None


def _fault(message: str, file: str, lines: tuple[str, ...], place: Place | None, hint: str | None = None) -> NoReturn:
    at: dict[str, Any] = {}
    if place is not None:
        source = lines[place.line - 1] if place.line <= len(lines) else ""
        at = {"line": place.line, "column": place.column, "length": place.length, "source_line": source}
    raise ScenarioError(message, file=file, hint=hint, **at)


# ---- TOML ----------------------------------------------------------------------------------------------------------------


def _read_toml(text: str, file: str, lines: tuple[str, ...]) -> Node:
    places = _Places(text)
    try:
        tree = _core.toml_tree(text, MOST_NODES)
    except ValueError as error:
        message, start, end = error.args
        words = " ".join(str(message).split()).replace("`", "'")
        if words.startswith("the file holds"):
            _fault(f"more than {MOST_NODES:,} values", file, lines, None)
        _fault(f"this is not TOML: {words}", file, lines, places.of(start, end) or Place(len(lines), 1, 1))
    return _from_toml(tree, places)


class _Places:
    """Byte offsets of a text as lines and columns."""

    def __init__(self, text: str) -> None:
        self._bytes = text.encode()
        self._starts = [0, *(m.end() for m in re.finditer(b"\n", self._bytes))]
        # Where characters begin, when they are not all one byte long.
        self._characters = None if text.isascii() else [i for i, byte in enumerate(self._bytes) if byte & 0xC0 != 0x80]

    def of(self, start: int, end: int) -> Place | None:
        if start < 0:
            return None
        line = bisect.bisect_right(self._starts, start)
        stop = self._starts[line] - 1 if line < len(self._starts) else len(self._bytes)
        first, start, end = (self._character(i) for i in (self._starts[line - 1], start, max(start, min(end, stop))))
        return Place(line, start - first + 1, max(1, end - start))

    def _character(self, offset: int) -> int:
        return offset if self._characters is None else bisect.bisect_left(self._characters, offset)


def _from_toml(tree: Any, places: _Places) -> Node:
    kind, value, start, end = tree
    node = Node(value, places.of(start, end))
    if kind == "table":
        node.keys = {key: places.of(a, b) for key, a, b, _ in value}
        node.value = {key: _from_toml(child, places) for key, _, _, child in value}
    elif kind == "array":
        node.value = [_from_toml(child, places) for child in value]
    elif kind == "date":
        node.value = Date(value)
    return node


# ---- YAML ----------------------------------------------------------------------------------------------------------------

_INTEGER = re.compile(r"[-+]?[0-9]{1,40}")
_OTHER_INTEGER = re.compile(r"0o[0-7]{1,40}|0x[0-9a-fA-F]{1,40}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL: Mapping[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **{sign + inf: float(sign + "inf") for sign in ("", "+", "-") for inf in (".inf", ".Inf", ".INF")},
}
_CORE = "tag:yaml.org,2002:"
_TAGS = frozenset(_CORE + name for name in ("str", "int", "float", "bool", "null", "map", "seq"))


def _scalar(text: str) -> Any:
    """A plain scalar by the core schema of YAML 1.2: no "yes", no sexagesimal, no dates."""
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OTHER_INTEGER.fullmatch(text):
        return int(text, 0)
    return float(text) if _FLOAT.fullmatch(text) else text


class _Yaml:
    """Builds the tree from the events of ruamel.yaml."""

    def __init__(self, text: str, file: str, lines: tuple[str, ...]) -> None:
        from ruamel.yaml import YAML

        self.file, self.lines = file, lines
        self.events: Iterator[Any] = iter(YAML(typ="safe", pure=True).parse(text))
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.aliases = 0

    def read(self) -> Node:
        root: Node | None = None
        for event in self.events:
            name = type(event).__name__
            if name in {"StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"}:
                continue
            if root is not None:
                self.fault("a second document follows; a scenario is one document", event)
            root, _ = self.node(event, 0)
        return root or Node({}, Place(1, 1, 1))

    def fault(self, message: str, event: Any, hint: str | None = None) -> NoReturn:
        _fault(message, self.file, self.lines, self.place(event), hint)

    def place(self, event: Any) -> Place:
        start, end = event.start_mark, event.end_mark
        length = end.column - start.column if end.line == start.line else len(self.lines[start.line]) - start.column
        return Place(start.line + 1, start.column + 1, max(1, length))

    def node(self, event: Any, depth: int) -> tuple[Node, int]:
        """A node and how many nodes it holds when its aliases are written out."""
        name = type(event).__name__
        if depth > DEEPEST:
            self.fault(f"nested deeper than {DEEPEST} levels", event)
        if name == "AliasEvent":
            return self.alias(event)
        tag = str(event.tag) if event.tag else None
        if tag not in {None, "!"} | _TAGS:
            self.fault(f"the tag {tag!r} means nothing in a scenario", event)
        node, size = Node(None, self.place(event)), 1
        if name == "ScalarEvent":
            quoted = not event.implicit[0] or tag in {"!", _CORE + "str"}
            node.value = event.value if quoted or event.style in {"'", '"', "|", ">"} else _scalar(event.value)
        elif name == "SequenceStartEvent":
            node.value = []
            while type(item := next(self.events)).__name__ != "SequenceEndEvent":
                child, count = self.node(item, depth + 1)
                node.value.append(child)
                size += count
        else:
            node.value = {}
            while type(key := next(self.events)).__name__ != "MappingEndEvent":
                size += self.entry(node, key, depth)
        if event.anchor is not None:
            self.anchors[str(event.anchor)] = (node, size)
        return node, size

    def entry(self, node: Node, key: Any, depth: int) -> int:
        if type(key).__name__ != "ScalarEvent":
            self.fault("a key must be a text", key)
        text = key.value
        if text in node.value:
            first = node.keys[text]
            self.fault(f"the key {text!r} stands twice{f', first in line {first.line}' if first else ''}", key)
        node.keys[text] = self.place(key)
        node.value[text], count = self.node(next(self.events), depth + 1)
        return count

    def alias(self, event: Any) -> tuple[Node, int]:
        self.aliases += 1
        if self.aliases > MOST_ALIASES:
            self.fault(f"more than {MOST_ALIASES} aliases", event)
        known = self.anchors.get(str(event.anchor))
        if known is None:
            self.fault(f"the alias *{event.anchor} has no anchor before it", event)
        if known[1] > MOST_NODES:
            self.fault(f"the aliases stand for more than {MOST_NODES:,} values", event)
        return known


def _read_yaml(text: str, file: str, lines: tuple[str, ...]) -> Node:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    reader = _Yaml(text, file, lines)
    try:
        return reader.read()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = " ".join(part for part in (error.problem, error.context) if part)
        place = Place(min(mark.line + 1, len(lines)), mark.column + 1, 1) if mark else None
        _fault(f"this is not YAML: {words}", file, lines, place)
    except (YAMLError, StopIteration, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        words = " ".join(str(error).split("\n")[0].split())
        _fault(f"this is not YAML: {words}", file, lines, Place(1, 1, 1))


# ---- dict ----------------------------------------------------------------------------------------------------------------


def read_dict(source: Mapping[str, Any]) -> Document:
    """The tree of a mapping of plain values; NumPy scalars and arrays count as what they hold, ``None`` as not given."""
    root = _from_dict(source, 0)
    _hold_limits(root, None)
    return Document(root)


def _from_dict(value: Any, depth: int) -> Node:
    if depth > DEEPEST:
        raise ScenarioError(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise ScenarioError(f"the key {key!r:.60} is not a text")
        given = {key: child for key, child in value.items() if child is not None}
        return Node({key: _from_dict(child, depth + 1) for key, child in given.items()}, None, dict.fromkeys(given))
    if hasattr(value, "tolist") and hasattr(value, "dtype"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return Node([_from_dict(child, depth + 1) for child in value])
    if isinstance(value, numbers.Real) and not isinstance(value, (bool, int, float)):
        value = float(value)
    return Node(value)


def _hold_limits(root: Node, file: str | None) -> None:
    """Depth, parts of a key and number of nodes."""
    stack: list[tuple[Node, int, int]] = [(root, 0, 0)]
    count = 0
    while stack:
        node, depth, parts = stack.pop()
        count += 1
        line = node.place.line if node.place else None
        if depth > DEEPEST:
            raise ScenarioError(f"nested deeper than {DEEPEST} levels", file=file, line=line)
        if parts > KEY_PARTS:
            raise ScenarioError(f"a key of more than {KEY_PARTS} parts", file=file, line=line)
        if count > MOST_NODES:
            raise ScenarioError(f"more than {MOST_NODES:,} values", file=file, line=line)
        if isinstance(node.value, dict):
            stack.extend((child, depth + 1, parts + 1) for child in node.value.values())
        elif isinstance(node.value, list):
            stack.extend((child, depth + 1, 0) for child in node.value)
