"""The forcing of a site on the ground: weather, market and network of one year as equal series, and what follows from them.

Series come from the user's scenario first, then from the providers that plugins register. What the engine needs beyond them
is computed here once for all draws: irradiance on the panels, cell temperature, output of a wind turbine, the workload.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gigasite import _core, hooks
from gigasite.errors import DataError
from gigasite.parameters import default
from gigasite.scenario.files import WeatherFile
from gigasite.time_series import Series, utc

if TYPE_CHECKING:
    from gigasite.scenario.entities import Site

__all__ = ["PEAK_RULES", "PEAK_RULE_NAMES", "Forcing", "PeakRule", "for_site", "weather_years", "wind_share"]

_WEATHER = ("dry_bulb_c", "relative_humidity", "pressure_pa")
_SUN_AND_WIND = ("ghi_w_m2", "dni_w_m2", "dhi_w_m2", "wind_speed_m_s")
#: What a law of the slot ``generation`` is given, and the variants that are none.
_FOR_A_LAW = ("ghi_w_m2", "wind_speed_m_s")
_BUILT_IN = frozenset(dict(_core.EARTH_SLOTS)["generation"])
_GRID = ("grid_price_usd_per_mwh", "grid_carbon_kg_per_mwh")
PRICE = "grid_price_usd_per_mwh"
#: Calendar of a tariff where the weather has no year.
_FLAT_YEAR = 2024
_HEAT = ("heat_demand_mw", "heat_supply_c", "heat_return_c", "heat_price_usd_per_mwh")


@dataclass(frozen=True)
class PeakRule:
    """Which steps set a coincident-peak charge: the hour of highest price in each of ``months``. A dated rule, since rules change."""

    name: str
    months: tuple[int, ...]
    as_of: str
    source: str


#: Coincident-peak rules that a tariff may name.
PEAK_RULE_NAMES: Mapping[str, PeakRule] = {
    "4CP": PeakRule(
        "ERCOT 4CP", (6, 7, 8, 9), "2025; under replacement by the Texas regulator (SB 6)", "ERCOT transmission cost allocation"
    ),
}
#: Coincident-peak rules by grid region.
PEAK_RULES: Mapping[str, PeakRule] = {"US-TX": PEAK_RULE_NAMES["4CP"]}


@dataclass(frozen=True)
class Forcing:
    """Equal series of one weather year. ``columns`` go to the engine; ``notes`` and ``sources`` to the report."""

    columns: Mapping[str, NDArray[np.float64]]
    start_unix_s: int
    step_s: float
    notes: tuple[str, ...] = ()
    sources: Mapping[str, Series] = field(default_factory=dict, repr=False)
    #: Columns that follow the wind, and its speed at 10 m: `wind_share` makes them for a hub height and a roughness.
    wind_columns: tuple[str, ...] = ()
    wind_speed_m_s: NDArray[np.float64] | None = field(default=None, repr=False)
    #: What the core has worked out of these series for the slots of a site.
    _prepared: dict[tuple[tuple[str, str], ...], _core.EarthYear] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_prepared": {}}  # worked out again where it is needed

    def prepared(self, slots: list[tuple[str, str]]) -> _core.EarthYear:
        """These series as the engine on the ground takes them, worked out once for the slots of a site."""
        key = tuple(slots)
        if key not in self._prepared:
            if len(self._prepared) > 3:  # a few megabytes each
                self._prepared.clear()
            self._prepared[key] = _core.EarthYear(slots, list(self.columns), self.table, self.start_unix_s, self.step_s)
        return self._prepared[key]

    @property
    def n_steps(self) -> int:
        return len(next(iter(self.columns.values())))

    @functools.cached_property
    def table(self) -> NDArray[np.float64]:
        """Columns × steps."""
        return np.ascontiguousarray(np.stack(list(self.columns.values())))

    @functools.cached_property
    def time_utc(self) -> NDArray[np.datetime64]:
        """Start of each step."""
        start = np.datetime64(self.start_unix_s, "s")
        return np.asarray(start + (np.arange(self.n_steps) * self.step_s).astype("timedelta64[s]"))


def weather_years(site: Site) -> tuple[int, ...]:
    """The weather years that the provider has for a site: draw i uses year i mod n."""
    provider, place = _weather_provider(site)
    return tuple(provider.years(place)) if provider is not None else (0,)


def for_site(site: Site, components: Mapping[str, str], year: int, step_s: float) -> Forcing:
    """The forcing of one weather year with the columns that these components need."""
    series: dict[str, Series] = {}
    notes: list[str] = []
    generation = components.get("generation", "none")
    parts = {part.strip() for part in generation.split("+")}
    by_law = bool(parts - _BUILT_IN)
    ppa = components.get("ppa", "none")
    wanted = [*_WEATHER, *(_SUN_AND_WIND if {*parts, ppa} & {"pv", "wind"} else _FOR_A_LAW if by_law else ())]
    provider, place = _weather_provider(site)
    given = site.series
    for name in wanted:
        series[name] = _user(given, name) or _ask(provider, place, name, year, "weather")
    if components.get("grid", "grid") == "grid":
        grid, region = _grid_provider(site)
        agreed = None if site.contract is None else site.contract.price_of_year(year or _FLAT_YEAR)
        for name in _GRID:
            own = agreed if agreed is not None and name == PRICE else _user(given, name)
            series[name] = own or _ask(grid, region, name, _year_of(grid, region, site, year), "region")
    if components.get("heat_use", "none") != "none":
        network, name_of = _network_provider(site)
        for name in _HEAT:
            fallback = _plain_network(name) if network is None and "heat_demand_mw" in given else None
            series[name] = (
                _user(given, name) or fallback or _ask(network, name_of, name, _year_of(network, name_of, site, year), "heat_network")
            )
    for name in ("utilisation", "grid_available", "sea_water_c", "hashprice_usd_per_th_day", "thermal_available", "ppa_share"):
        own = _user(given, name)
        if own is not None:
            series[name] = own
    long = {name: _steps(one, step_s) for name, one in series.items() if len(one.values) > 1}
    if len(set(long.values())) > 1:
        lengths = ", ".join(f"{name} {n}" for name, n in long.items())
        raise DataError(f"series of different lengths: {lengths} steps of {step_s:g} s", parameter=site.key)
    for one in series.values():
        notes.extend(note for note in one.notes if note not in notes)
    n_steps = next(iter(long.values()))
    values = {name: np.array(np.broadcast_to(_on_step(one, step_s), (n_steps,))) for name, one in series.items()}
    start = min(int(one.start_utc.timestamp()) for one in series.values() if len(one.values) > 1)
    columns = _engine_columns(values, site, parts, ppa, start, step_s)
    if by_law:
        columns |= {name: values[name] for name in _FOR_A_LAW}
    wind = ("wind_share",) if "wind" in parts else ()
    if ppa == "wind" and "ppa_share" not in columns:
        wind = (*wind, "ppa_share")
    base = Forcing(columns, start, step_s, tuple(notes), series, wind, values.get("wind_speed_m_s"))
    if wind:
        columns |= dict.fromkeys(wind, wind_share(base, default("wind_hub_height"), default("wind_roughness")))
    return base


def _engine_columns(
    values: dict[str, NDArray[np.float64]], site: Site, generation: set[str], ppa: str, start: int, step_s: float
) -> dict[str, Any]:
    from gigasite.workload import fleet_shape

    keep = (*_WEATHER, "wet_bulb_c", *_GRID, "grid_available", *_HEAT, "sea_water_c", "thermal_available", "ppa_share")
    columns = {name: values[name] for name in keep if name in values}
    n_steps = len(columns["dry_bulb_c"])
    columns["workload"] = values["utilisation"] if "utilisation" in values else fleet_shape(n_steps, step_s)
    if "pv" in generation or ppa == "pv":
        sun = _sun_on_panels(values, site, start, step_s)
        columns |= sun if "pv" in generation else {}
        if ppa == "pv" and "ppa_share" not in columns:
            columns["ppa_share"] = np.clip(sun["poa_w_m2"] / 1000.0 * (1.0 + default("pv_gamma") * (sun["cell_c"] - 25.0)), 0.0, 1.0)
    if "hashprice_usd_per_th_day" in values:
        mean = float(values["hashprice_usd_per_th_day"].mean())
        columns["hashprice_factor"] = values["hashprice_usd_per_th_day"] / mean if mean else np.zeros(n_steps)
    if PRICE in columns:
        peaks = _peaks_of(site)
        if isinstance(peaks, PeakRule):
            columns["coincident_peak"] = _coincident(columns[PRICE], start, step_s, peaks)
        elif peaks:
            columns["coincident_peak"] = _dated(peaks, n_steps, start, step_s)
    return columns


def _peaks_of(site: Site) -> PeakRule | tuple[str, ...] | None:
    """What sets a coincident-peak charge: the rule or the hours of the tariff, else the rule of the region."""
    named = None if site.contract is None else site.contract.coincident_peaks
    return PEAK_RULE_NAMES[named] if isinstance(named, str) else named or PEAK_RULES.get(site.region or "")


def _dated(peaks: tuple[str, ...], n_steps: int, start: int, step_s: float) -> NDArray[np.float64]:
    """Steps within the hours of the list; its dates are those of its own year, so month, day and hour count."""
    time = np.datetime64(start, "s") + (np.arange(n_steps) * step_s).astype("timedelta64[s]")
    hours = (time - time.astype("datetime64[Y]")).astype("timedelta64[h]").astype(int)
    wanted = [int((when - when.replace(month=1, day=1, hour=0)).total_seconds() // 3600) for when in map(utc, peaks)]
    leap = [24 if when.year % 4 == 0 and (when.year % 100 or when.year % 400 == 0) and when.month > 2 else 0 for when in map(utc, peaks)]
    return np.isin(hours, np.array(wanted) - np.array(leap)).astype(np.float64)


def _coincident(price: NDArray[np.float64], start: int, step_s: float, rule: PeakRule) -> NDArray[np.float64]:
    time = np.datetime64(start, "s") + (np.arange(len(price)) * step_s).astype("timedelta64[s]")
    month = time.astype("datetime64[M]").astype(int) % 12 + 1
    flags = np.zeros(len(price))
    for wanted in rule.months:
        inside = np.flatnonzero(month == wanted)
        if inside.size:
            flags[inside[np.argmax(price[inside])]] = 1.0
    return flags


def _sun_on_panels(values: dict[str, NDArray[np.float64]], site: Site, start: int, step_s: float) -> dict[str, NDArray[np.float64]]:
    """Irradiance on a plane at the latitude's tilt facing the equator, and the cell temperature there; Sun at mid-step."""
    from gigasite import photovoltaics, solar_position

    latitude, longitude = place_of(site)
    middle = np.datetime64(int(start + step_s / 2), "s") + (np.arange(len(values["ghi_w_m2"])) * step_s).astype("timedelta64[s]")
    sun = solar_position.position(middle, latitude, longitude)
    tilt, azimuth = abs(latitude) * 0.76 + 3.1, 180.0 if latitude >= 0 else 0.0  # Landau's fit of the best fixed tilt
    poa = photovoltaics.plane_of_array_w_m2(
        values["ghi_w_m2"], values["dni_w_m2"], values["dhi_w_m2"], sun.zenith_deg, sun.azimuth_deg, min(tilt, 60.0), azimuth
    )
    return {"poa_w_m2": poa, "cell_c": photovoltaics.cell_temperature_c(poa, values["dry_bulb_c"], values["wind_speed_m_s"])}


#: Height at which weather stations measure the wind.
_MEASURED_M = 10.0


def wind_share(base: Forcing, hub_height_m: float, roughness_m: float) -> NDArray[np.float64]:
    """Output of wind turbines over their rating: logarithmic profile from 10 m to the hub, density of the hour's air."""
    from gigasite import psychrometrics, wind_power

    assert base.wind_speed_m_s is not None
    hub = wind_power.log_law_speed_m_s(base.wind_speed_m_s, _MEASURED_M, hub_height_m, roughness_m=roughness_m)
    density = psychrometrics.density_kg_m3(base.columns["dry_bulb_c"], 0.005, base.columns["pressure_pa"], outside="warn")
    return np.asarray(wind_power.power_mw(hub, 1.0, air_density_kg_m3=density))


def region_facts(site: Site) -> Any:
    """What the grid data set knows of the region beyond its series: price basis, renewable share, weather. None where it tells nothing."""
    provider, region = _grid_provider(site)
    return provider.facts(region) if provider is not None and hasattr(provider, "facts") else None


def price_basis(site: Site) -> str:
    """``"wholesale"`` or ``"delivered"``: whether network charges are in the price of the region. Unknown counts as wholesale."""
    return str(getattr(region_facts(site), "price_basis", None) or "wholesale")


def renewable_share(site: Site) -> float:
    """Renewable share of what the grid of the region generates; 0 where it is not known."""
    return float(getattr(region_facts(site), "renewable_share", None) or 0.0)


def place_of(site: Site) -> tuple[float, float]:
    """Latitude and longitude of the weather of a site."""
    provider, place = _weather_provider(site)
    if provider is None or not hasattr(provider, "facts"):
        raise DataError("PV needs the place of the weather; this provider does not tell it", parameter=f"{site.key}.weather")
    facts = provider.facts(place)
    latitude, longitude = (facts.get(name) for name in ("latitude_deg", "longitude_deg"))
    if latitude is None or longitude is None:
        hint = "say latitude_deg and longitude_deg of the file"
        raise DataError(f"PV needs the place of the weather; {place} does not tell it", parameter=f"{site.key}.weather", hint=hint)
    return float(latitude), float(longitude)


def _user(given: Mapping[str, Any], name: str) -> Series | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, Series):
        return value
    return Series(np.array([float(value)]), utc("1970-01-01"), 3600.0, "1", evidence="given", source="scenario")


def _plain_network(name: str) -> Series | None:
    """What a network whose demand alone is given runs at and pays, from the table of parameters."""
    values = {
        "heat_supply_c": (default("district_supply"), "°C"),
        "heat_return_c": (default("district_return"), "°C"),
        "heat_price_usd_per_mwh": (default("heat_sale_price"), "USD/MWh"),
    }
    if name not in values:
        return None
    value, unit = values[name]
    source = "table of parameters"
    return Series(
        np.array([value]),
        utc("1970-01-01"),
        3600.0,
        unit,
        evidence="estimated",
        source=source,
        notes=(f"{name}: {value:g} {unit}, all year",),
    )


def _steps(series: Series, step_s: float) -> int:
    return round(len(series.values) * series.step_s / step_s)


def _on_step(series: Series, step_s: float) -> NDArray[np.float64]:
    if len(series.values) == 1 or series.step_s == step_s:
        return np.asarray(series.values)
    return np.asarray(series.resample(step_s).values)


def _ask(provider: Any, place: str | None, column: str, year: int | None, field_name: str) -> Series:
    if provider is None or place is None:
        raise DataError(f"nothing gives {column}; set {field_name}", parameter=field_name)
    series: Series = provider.series(place, column, year)
    return series


def _year_of(provider: Any, place: str | None, site: Site, year: int) -> int | None:
    """The same year of the data where there is one; otherwise the i-th weather year goes with the i-th year of the data."""
    if provider is None or place is None:
        return None
    years = tuple(provider.years(place))
    return year if year in years else int(years[weather_years(site).index(year) % len(years)])


def provider_of(hook: str, place: str) -> tuple[str, Any] | None:
    """Name and provider of the first record that has this place. One that cannot be asked has none and harms nobody."""
    manager = hooks.manager()
    for name in manager.records(hook):
        try:
            provider = manager.resolve(hook, name)
            if place in provider.places():
                return name, provider
        except Exception:  # a target that cannot be made stands among the failures of the manager
            continue
    return None


def _provider(hook: str, place: str | None) -> Any:
    found = None if place is None else provider_of(hook, place)
    return None if found is None else found[1]


def weather_place(site: Site) -> str | None:
    """The place whose weather a site has: its own, or that of its region."""
    return _weather_provider(site)[1]


def _weather_provider(site: Site) -> tuple[Any, str | None]:
    place = site.weather
    if isinstance(place, WeatherFile):
        return place, place.name
    if place is None and site.region is not None:
        grid = _provider("gigasite_grid_datasets", site.region)
        place = getattr(grid.facts(site.region), "weather", None) if hasattr(grid, "facts") else None
    return _provider("gigasite_weather_providers", place), place


def _grid_provider(site: Site) -> tuple[Any, str | None]:
    return _provider("gigasite_grid_datasets", site.region), site.region


def _network_provider(site: Site) -> tuple[Any, str | None]:
    return _provider("gigasite_grid_datasets", site.heat_network), site.heat_network
