"""Stand-ins for site types, data and hardware, so that the scenario is tested apart from the models."""

from gigasite.hooks import Record, hookimpl
from gigasite.hooks.managing import Manager

COMMON = ("it_capacity_mw", "fleet_utilisation", "sold_share", "facility_capex_usd_per_kw", "facility_life_years", "grid_wait_months",
          "grid_price_factor", "gpu_rent_usd_per_gpu_h", "tower_approach_k", "district_supply_c",
          "transformer_efficiency", "node_price_usd")  # fmt: skip


class Campus:
    engine = "earth"
    parameters = COMMON


class HeatCampus(Campus):
    parameters = (*COMMON, "heat_pump_capacity_mw", "lorenz_efficiency")
    needs = ("region",)


class Mine(Campus):
    parameters = (*COMMON, "asic_life_years", "conversion_capex_usd_per_kw", "hashprice_usd_per_th_day")


class Orbit:
    engine = "orbit"
    parameters = (
        "it_capacity_mw",
        "launch_price_usd_per_kg",
        "altitude_km",
        "albedo",
        "ltan_mean_sun_h",
        "junction_limit_k",
        "node_price_usd",
    )


class Plain:
    """A site type of a plugin that says nothing about its engine and has a key without a row."""

    parameters = ("it_capacity_mw", "vessel_capex_usd_per_kw")


class Grid:
    def places(self):
        return ("US-TX", "FI", "CN-GZ", "mantsala")


class Weather:
    def places(self):
        return ("dallas", "mantsala", "guian")


class Hardware:
    def items(self):
        triangle = {"dist": "triangular", "low": 200_000.0, "mode": 280_000.0, "high": 350_000.0}
        return {
            "h100x8": {"gpus_per_node": 8, "node_power_max_kw": 8.5, "node_price_usd": triangle, "bf16_dense_tflops": 989.5},
            "b200x8": {"gpus_per_node": 8, "node_power_max_kw": 14.3, "node_price_usd": 400_000.0, "bf16_dense_tflops": 2250.0},
            "antminer": {"hashrate_th_s": 200.0},
        }


class Lcoc:
    parameters = ("discount_rate", "wacc_it_per_yr", "opex_fraction")


class Cooler:
    slot = "cooling"


@hookimpl
def gigasite_site_types():
    yield Record("campus", "", "stand_in:Campus")
    yield Record("heat_campus", "", "stand_in:HeatCampus")
    yield Record("converted_mine", "", "stand_in:Mine")
    yield Record("idle_campus", "", "stand_in:Campus")
    yield Record("orbit", "", "stand_in:Orbit")
    yield Record("plain", "", "stand_in:Plain")
    yield Record("broken", "", "stand_in:Nothing")


@hookimpl
def gigasite_grid_datasets():
    yield Record("world", "", "stand_in:Grid")
    yield Record("broken", "", "stand_in:Nothing")


@hookimpl
def gigasite_weather_providers():
    yield Record("builtin", "", "stand_in:Weather")


@hookimpl
def gigasite_hardware():
    yield Record("catalogue", "", "stand_in:Hardware")


@hookimpl
def gigasite_economic_models():
    yield Record("lcoc", "", "stand_in:Lcoc")


@hookimpl
def gigasite_laws():
    yield Record("my_cooler", "", "stand_in:Cooler")


def manager():
    """A manager of the stand-ins alone."""
    import stand_in

    return Manager.isolated(stand_in, builtin=False)
