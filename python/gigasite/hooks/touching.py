"""Which records had a part in the result of a site."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from gigasite.hooks import manager

if TYPE_CHECKING:
    from gigasite.hooks.managing import Entry, Manager
    from gigasite.scenario.entities import Site
    from gigasite.site_model import SiteModel

__all__ = ["touched_by"]


def touched_by(site: Site, model: SiteModel) -> tuple[Entry, ...]:
    """Site type, economic model, hardware, providers of its places, its laws, and the metrics that every site has."""
    from gigasite.forcing import weather_place
    from gigasite.laws import attached

    places = (
        ("gigasite_grid_datasets", site.region),
        ("gigasite_grid_datasets", site.heat_network),
        ("gigasite_weather_providers", weather_place(site)),
    )
    laws = dict.fromkeys(name for phase in model.phases for _, name in attached(phase.components))
    return _touched(manager(), site.type, site.economics, site.hardware, places, tuple(laws))


@functools.lru_cache(maxsize=128)
def _touched(
    chosen: Manager, site_type: str, economics: str, hardware: str, places: tuple[tuple[str, str | None], ...], laws: tuple[str, ...]
) -> tuple[Entry, ...]:
    from gigasite.forcing import provider_of

    named = [("gigasite_site_types", site_type), ("gigasite_economic_models", economics)]
    catalogues = chosen.records("gigasite_hardware")
    named += [("gigasite_hardware", n) for n in catalogues if hardware in _items(chosen, n)][:1]
    named += [(hook, found[0]) for hook, place in places if place is not None and (found := provider_of(hook, place)) is not None]
    named += [("gigasite_laws", name) for name in laws]
    named += [("gigasite_metrics", name) for name in chosen.records("gigasite_metrics")]
    entries = (chosen.records(hook).get(name) for hook, name in dict.fromkeys(named))
    return tuple(entry for entry in entries if entry is not None and entry.error is None)


def _items(chosen: Manager, name: str) -> tuple[str, ...]:
    try:
        return tuple(chosen.resolve("gigasite_hardware", name).items())
    except Exception:  # listed among the failures of the manager
        return ()
