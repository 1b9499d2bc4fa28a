"""The names that a scenario may use: structural keys, slots, forcing columns, and what the plugins in force offer."""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gigasite import _core
from gigasite.distributions import KINDS, Constant, Distribution, from_parts
from gigasite.errors import GigasiteError, PluginError
from gigasite.hooks.managing import Manager
from gigasite.metrics import METRICS
from gigasite.parameters import Parameter, read_rows, table

__all__ = ["FORCING", "LAW_SLOTS", "NAMES", "SLOTS", "Vocabulary"]

#: Keys of a site that name something.
NAMES = ("type", "title", "region", "weather", "heat_network", "tariff", "hardware", "economics")

#: Slots of the engines and their variants, as the core has them; ``generation`` may join several by "+".
SLOTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "earth": {slot: tuple(variants) for slot, variants in _core.EARTH_SLOTS},
    "orbit": {slot: tuple(variants) for slot, variants in _core.ORBIT_SLOTS},
}

#: Slots that a law of a plugin may fill beside a variant.
LAW_SLOTS: Mapping[str, tuple[str, ...]] = {"earth": ("it_power", "cooling", "generation", "heat_pump"), "orbit": ("radiator",)}

#: Columns of the Earth forcing and their units.
FORCING: Mapping[str, str] = {
    "dry_bulb_c": "°C",
    "relative_humidity": "1",
    "pressure_pa": "Pa",
    "wet_bulb_c": "°C",
    "dew_point_c": "°C",
    "ghi_w_m2": "W/m2",
    "dni_w_m2": "W/m2",
    "dhi_w_m2": "W/m2",
    "wind_speed_m_s": "m/s",
    "utilisation": "1",
    "grid_price_usd_per_mwh": "USD/MWh",
    "grid_carbon_kg_per_mwh": "kg/MWh",
    "grid_available": "1",
    "heat_demand_mw": "MW_th",
    "heat_supply_c": "°C",
    "heat_return_c": "°C",
    "heat_price_usd_per_mwh": "USD/MWh",
    "sea_water_c": "°C",
    "hashprice_usd_per_th_day": "USD/TH/s/day",
    "thermal_available": "1",
    "ppa_share": "1",
}

#: What a value of a forcing column may be; no entry means any finite number.
FORCING_LIMITS: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(("dry_bulb_c", "wet_bulb_c", "dew_point_c"), (-90.0, 65.0)),
    **dict.fromkeys(("relative_humidity", "utilisation", "grid_available", "thermal_available", "ppa_share"), (0.0, 1.0)),
    "pressure_pa": (30_000.0, 110_000.0),
    **dict.fromkeys(("ghi_w_m2", "dni_w_m2", "dhi_w_m2"), (0.0, 2000.0)),
    "wind_speed_m_s": (0.0, 120.0),
    "grid_price_usd_per_mwh": (-100_000.0, 100_000.0),
    "grid_carbon_kg_per_mwh": (0.0, 5000.0),
    "heat_demand_mw": (0.0, 100_000.0),
    **dict.fromkeys(("heat_supply_c", "heat_return_c"), (0.0, 200.0)),
    "heat_price_usd_per_mwh": (-10_000.0, 10_000.0),
    "sea_water_c": (-3.0, 45.0),
    "hashprice_usd_per_th_day": (0.0, 100.0),
}


class Vocabulary:
    """What the plugins of a manager offer. A plugin that fails takes nothing away but its own names."""

    def __init__(self, manager: Manager) -> None:
        self.manager = manager

    def names(self, hook: str) -> tuple[str, ...]:
        return tuple(self.manager.records(hook))

    def parameters(self, hook: str, name: str) -> dict[str, Parameter | None]:
        """Keys that a site type or an economic model reads, with their rows (`PluginError` when it cannot be used)."""
        instance = self.manager.resolve(hook, name)
        keys = getattr(instance, "parameters", ())
        if isinstance(keys, str) or not all(isinstance(key, str) for key in keys):
            raise PluginError(f"{name}: parameters must be a tuple of keys", parameter=name)
        beside = _rows_beside(type(instance).__module__)
        return {key: table().get(key) or beside.get(key) for key in keys}

    def engine(self, site_type: str) -> str | None:
        """``"earth"`` or ``"orbit"`` where the type says so in an attribute ``engine``."""
        engine = getattr(self.manager.resolve("gigasite_site_types", site_type), "engine", None)
        return engine if engine in SLOTS else None

    def needs(self, site_type: str) -> tuple[str, ...]:
        """Keys without which a site of this type cannot be built, from an attribute ``needs`` of the type."""
        return tuple(getattr(self.manager.resolve("gigasite_site_types", site_type), "needs", ()))

    @functools.cached_property
    def hardware(self) -> dict[str, dict[str, Distribution]]:
        """Items of all hardware plugins: item -> key -> value."""
        items: dict[str, dict[str, Distribution]] = {}
        for name in self.names("gigasite_hardware"):
            try:
                offered = self.manager.resolve("gigasite_hardware", name).items()
                items |= {item: {k: _hardware_value(v) for k, v in keys.items()} for item, keys in offered.items() if item not in items}
            except GigasiteError:
                continue  # listed among the failures of the manager or refused by its own value
        return items

    def places(self, hook: str) -> frozenset[str] | None:
        """Places of all providers of a hook; ``None`` when none can be asked, so that nothing can be said about a name."""
        found: set[str] = set()
        asked = False
        for name in self.names(hook):
            try:
                found |= set(self.manager.resolve(hook, name).places())
                asked = True
            except Exception:
                continue  # a provider that fails has no places; the series stage says why when one is asked for
        return frozenset(found) if asked else None

    @functools.cached_property
    def regions(self) -> frozenset[str] | None:
        return self.places("gigasite_grid_datasets")

    @functools.cached_property
    def weather(self) -> frozenset[str] | None:
        return self.places("gigasite_weather_providers")

    @functools.cached_property
    def laws(self) -> dict[str, str | None]:
        """Laws and the slot of each (``None`` when it cannot be asked)."""
        laws: dict[str, str | None] = {}
        for name in self.names("gigasite_laws"):
            try:
                laws[name] = str(self.manager.resolve("gigasite_laws", name).slot)
            except (PluginError, AttributeError):
                laws[name] = None
        return laws

    @functools.cached_property
    def metrics(self) -> tuple[str, ...]:
        """Metrics that an assert may name."""
        return (*METRICS, *self.names("gigasite_metrics"))


def _hardware_value(value: Any) -> Distribution:
    if isinstance(value, Mapping):
        parts = dict(value)
        kind = parts.pop("dist", None)
        if kind not in KINDS:
            raise PluginError(f"{kind!r} is not a distribution")
        return from_parts(kind, parts)
    return Constant(float(value))


def _rows_beside(module: str) -> Mapping[str, Parameter]:
    """Rows of the ``parameters.csv`` beside the module of a plugin."""
    file = getattr(sys.modules.get(module), "__file__", None)
    return _rows_of(Path(file).with_name("parameters.csv")) if file else {}


@functools.lru_cache(maxsize=64)
def _rows_of(path: Path) -> Mapping[str, Parameter]:
    if not path.is_file():
        return {}
    try:
        return read_rows(path.read_text("utf-8"))
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise PluginError(f"{path.name} of the plugin is not a table of parameters: {error}") from error
