"""Scenarios: read from TOML, YAML or a dict, checked with all errors at once, and frozen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from gigasite.errors import ScenarioError
from gigasite.scenario.entities import Assert, Scenario, Settings, Site
from gigasite.scenario.problems import nearest

__all__ = ["Assert", "Scenario", "Settings", "Site", "example", "examples", "load", "site"]

_SETTINGS = ("name", "seed", "draws", "sampling", "horizon_years", "discount_rate", "shared", "series", "correlation")


def load(source: str | os.PathLike[str] | Mapping[str, Any]) -> Scenario:
    """Reads a scenario from a ``.toml``, ``.yaml`` or ``.json`` file, or from a dict of the same shape.

    Errors: one `ScenarioError`; its ``errors`` hold every problem with path, line, caret, legal interval and a hint.

    >>> scenario = load({"sites": {"texas": {"type": "campus", "region": "US-TX", "it_capacity_mw": "1 GW"}}})
    >>> scenario.sites["texas"].values["it_capacity_mw"].value
    1000.0
    """
    from gigasite.hooks import manager
    from gigasite.scenario.checking import check
    from gigasite.scenario.reading import read_dict, read_file

    if isinstance(source, Mapping):
        return check(read_dict(source), manager())
    if isinstance(source, Scenario):
        return source
    if not isinstance(source, (str, os.PathLike)):
        raise ScenarioError(f"a scenario is a path or a dict, not {type(source).__name__}")
    return check(read_file(Path(source)), manager())


def examples() -> tuple[str, ...]:
    """Names of the scenarios in the wheel.

    >>> "seeds" in examples()
    True
    """
    folder = resources.files("gigasite").joinpath("data/scenarios")
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def example(name: str) -> Scenario:
    """A scenario in the wheel: ``"seeds"``, or one of the five seed articles, ``"seed_s1_conversion"`` and so on.

    Errors: `ScenarioError` with the nearest name.

    >>> list(example("seeds").sites)
    ['texas', 'mine', 'finland', 'idle_china', 'orbit']
    """
    if name not in examples():
        raise ScenarioError(f"there is no example {name!r}", parameter="name", value=name, hint=nearest(str(name), examples()))
    with resources.as_file(resources.files("gigasite").joinpath(f"data/scenarios/{name}.toml")) as path:
        return load(path)


def site(type: str, *, key: str | None = None, **fields: Any) -> Site:
    """One site of a type, by the keys of a scenario; settings of the scenario (seed, horizon_years, …) may stand among them.

    Errors: as `load`.

    >>> site("campus", region="US-TX", it_capacity_mw=50).title
    'Campus'
    """
    settings = {name: fields.pop(name) for name in _SETTINGS if name in fields}
    name = key or "".join(c if c.isalnum() else "_" for c in str(type).lower()) or "site"
    return load({**settings, "sites": {name: {"type": type, **fields}}}).sites[name]
