"""The hook page: every place where a plugin can add something, each with an example to copy.

A plugin is a package with an entry point in the group ``gigasite``:

```toml
[project.entry-points.gigasite]
underwater = "gigasite_underwater"
```

The module it names holds functions marked `hookimpl`. Each takes no argument and yields `Record`; what a record points to
is imported when it is used, so that a hook costs nothing. What gigasite ships registers in the same way (``gigasite.builtin``).
Hooks are those of pluggy: it finds a function with a wrong signature and one that has no hook of its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from gigasite.hooks.managing import Manager, PluginTable

__all__ = ["API_VERSION", "HOOKS", "Record", "hookimpl", "hookspec", "manager", "plugins", "use"]

#: Version of the interface. It grows when something is added; a plugin made for a later one is not loaded.
API_VERSION = 1

#: Declares a hook on this page.
hookspec = pluggy.HookspecMarker("gigasite")
#: Marks a function of a plugin that has the name of a hook. ``@hookimpl(optionalhook=True)`` marks one that an older
#: gigasite may not know.
hookimpl = pluggy.HookimplMarker("gigasite")


@dataclass(frozen=True, slots=True)
class Record:
    """What a hook yields. One class for all hooks."""

    name: str  # unique within its hook
    summary: str  # one line
    target: str  # "module:Class", imported when used
    api: int = 1
    sources: tuple[str, ...] = ()


@hookspec
def gigasite_site_types() -> Iterable[Record]:
    """Kinds of site; the target is a ``SiteType`` with ``parameters`` and ``build(p, site) -> SiteModel``.

    ```python
    @hookimpl
    def gigasite_site_types():
        yield Record("underwater", "sea-cooled vessels", "gigasite_underwater.site:Underwater")
    ```
    """
    return ()


@hookspec
def gigasite_grid_datasets() -> Iterable[Record]:
    """Prices, carbon and heat networks by region; the target is a ``SeriesProvider``.

    ```python
    @hookimpl
    def gigasite_grid_datasets():
        yield Record("entsoe", "hourly prices of Europe", "gigasite_entsoe.grid:Entsoe", sources=("transparency.entsoe.eu",))
    ```
    """
    return ()


@hookspec
def gigasite_weather_providers() -> Iterable[Record]:
    """Hourly weather by place; the target is a ``SeriesProvider``.

    ```python
    @hookimpl
    def gigasite_weather_providers():
        yield Record("my_station", "the mast on our roof", "my_plugin.weather:Mast")
    ```
    """
    return ()


@hookspec
def gigasite_economic_models() -> Iterable[Record]:
    """From ledger and assets to money; the target is an ``EconomicModel``.

    ```python
    @hookimpl
    def gigasite_economic_models():
        yield Record("hosting", "the landlord's view", "gigasite_hosting.model:Hosting")
    ```
    """
    return ()


@hookspec
def gigasite_hardware() -> Iterable[Record]:
    """Accelerators, nodes, miners; the target has ``items() -> {item: {key: number or distribution}}``.

    ```python
    @hookimpl
    def gigasite_hardware():
        yield Record("my_chips", "our own accelerators", "my_plugin.chips:Chips")
    ```
    """
    return ()


@hookspec
def gigasite_laws() -> Iterable[Record]:
    """Physics in the Rust loop in place of a variant; the target has ``slot`` and ``evaluate``, ``cfunc`` or ``__gigasite_law__``.

    A scenario names it as the variant of its slot (``cooling = "my_cooler"``, ``generation = "pv+my_reactor"``). What a law of each
    slot is given and gives, and how to write one in Python, numba, C and Rust: [laws](laws.md).

    ```python
    @hookimpl
    def gigasite_laws():
        yield Record("my_cooler", "measured curve of our dry cooler", "my_plugin.cooler:Cooler")
    ```
    """
    return ()


@hookspec
def gigasite_metrics() -> Iterable[Record]:
    """Further measures of a site; the target has ``name``, ``unit`` and ``evaluate(ledger, economics, p)``.

    ```python
    @hookimpl
    def gigasite_metrics():
        yield Record("jobs_per_mw", "people employed per MW", "my_plugin.jobs:JobsPerMw")
    ```
    """
    return ()


@hookspec
def gigasite_report_sections() -> Iterable[Record]:
    """Sections of the HTML report; the target has ``title`` and ``render(comparison) -> str``, a fragment without script.

    ```python
    @hookimpl
    def gigasite_report_sections():
        yield Record("land_use", "hectares per site", "my_plugin.land:Section")
    ```
    """
    return ()


@hookspec
def gigasite_space_tables() -> Iterable[Record]:
    """Dose behind a shield or flux of debris by orbit; the target is a ``gigasite.space_tables.SpaceTable``.

    ```python
    @hookimpl
    def gigasite_space_tables():
        yield Record("debris_2030", "flux of debris, our own run", "my_plugin.debris:TABLE", sources=("ORDEM 3.2",))
    ```
    """
    return ()


@hookspec
def gigasite_file_formats() -> Iterable[Record]:
    """Forms of files that people hold; the target is a `gigasite.formats.FileFormat` with ``options``, ``recognises`` and ``read``.

    ```python
    @hookimpl
    def gigasite_file_formats():
        yield Record("our_meter", "the export of our meters", "my_plugin.meter:Meter")
    ```
    """
    return ()


#: Every hook by name, in the order of this page.
HOOKS: Mapping[str, Callable[[], Iterable[Record]]] = MappingProxyType(
    {name: hook for name, hook in globals().items() if name.startswith("gigasite_")}
)


def manager() -> Manager:
    """The manager in force: the installed plugins, found once, or the one given to `use`."""
    from gigasite.hooks.managing import current

    return current()


def use(chosen: Manager) -> Any:
    """``with use(manager):`` puts another manager in force in this thread or task, as in tests of plugins."""
    from gigasite.hooks.managing import in_force

    return in_force(chosen)


def plugins() -> PluginTable:
    """Everything that plugins have registered, and what went wrong, as a table that prints itself.

    >>> any(row.record.name == "campus" for row in plugins().entries)
    True
    """
    return manager().table()
