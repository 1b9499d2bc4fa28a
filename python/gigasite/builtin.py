"""What gigasite ships, registered through the public hooks and no private door."""

from __future__ import annotations

from collections.abc import Iterable

from gigasite.hooks import Record, hookimpl


@hookimpl
def gigasite_site_types() -> Iterable[Record]:
    yield Record("campus", "a hall of accelerators on the grid", "gigasite.sites.campus:Campus")
    yield Record("converted_mine", "a Bitcoin mine turned into a hall", "gigasite.sites.converted_mine:ConvertedMine")
    yield Record("heat_campus", "a hall that sells its heat to a network", "gigasite.sites.heat_campus:HeatCampus")
    yield Record("idle_campus", "a finished hall that waits for customers", "gigasite.sites.idle_campus:IdleCampus")
    yield Record("leased_campus", "hours of an idle hall, rented by the month", "gigasite.sites.leased_campus:LeasedCampus")
    yield Record("orbit", "satellites with radiators", "gigasite.sites.orbit:Orbit")


@hookimpl
def gigasite_grid_datasets() -> Iterable[Record]:
    yield Record("world", "regions and heat networks of the world: price, carbon, demand", "gigasite.grids.world:WorldGrids")


@hookimpl
def gigasite_weather_providers() -> Iterable[Record]:
    yield Record("builtin", "hourly weather in the wheel, measured or made from monthly normals", "gigasite.climate:BuiltinWeather")


@hookimpl
def gigasite_hardware() -> Iterable[Record]:
    yield Record("catalogue", "accelerators, nodes and miners", "gigasite.hardware:Catalogue")


@hookimpl
def gigasite_economic_models() -> Iterable[Record]:
    yield Record("lcoc", "levelised cost of compute per delivered GPU-hour", "gigasite.economics.lcoc:Lcoc")
    yield Record("lcoc_nominal", "the same in the money of each month, with inflation", "gigasite.economics.lcoc:NominalLcoc")


@hookimpl
def gigasite_file_formats() -> Iterable[Record]:
    yield Record("epw", "weather: EnergyPlus", "gigasite.formats.epw:Epw")
    yield Record("tmy3", "weather: NREL typical years, TMY3", "gigasite.formats.tmy3:Tmy3")
    yield Record("pvgis", "weather: PVGIS, typical years and hourly series, CSV and JSON", "gigasite.formats.pvgis:Pvgis")
    yield Record("nsrdb", "weather: NREL National Solar Radiation Database", "gigasite.formats.nsrdb:Nsrdb")
    yield Record("open_meteo", "weather: Open-Meteo archive", "gigasite.formats.open_meteo:OpenMeteo")
    yield Record("electricity_maps", "carbon: Electricity Maps", "gigasite.formats.electricity_maps:ElectricityMaps")
    yield Record("ember", "prices of Europe and carbon of countries: Ember", "gigasite.formats.ember:Ember")
    yield Record("smard", "prices of Germany and its neighbours: SMARD.de", "gigasite.formats.smard:Smard")
    yield Record("table", "any CSV or Parquet, by a mapping of columns", "gigasite.formats.table:Table")
