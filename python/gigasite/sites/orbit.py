"""A fleet of satellites with radiators (seed S3): sized, launched, flown and replaced."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from gigasite import _core
from gigasite.finance import learning_curve_price
from gigasite.site_model import Array, Asset, Cost, Phase, SiteModel
from gigasite.sites import hall, orbit_notes

if TYPE_CHECKING:
    from gigasite.draws import Draws
    from gigasite.scenario.entities import Site

__all__ = ["COMPONENTS", "Orbit"]

#: Slots of the orbit engine with the variant that a fleet has when nothing is said.
COMPONENTS = {"attitude": "sun", "eclipse_policy": "battery+throttle", "radiator": "two_faces"}

BOUNDARY = ("chips", "satellites", "launch", "ground segment", "operation of the fleet", "development and replacement")


#: Cumulative mass [t] at which the learning curve of launch starts.
LEARNING_FROM_T = 400.0


def launch_price_usd_per_kg(p: Draws) -> Array:
    """Today's price, or the learning curve at a cumulative mass where one is given; below 400 t it stands at its start."""
    mass_t = p["launch_cumulative_t"]
    learnt = learning_curve_price(
        p["launch_learning_start_price_usd_per_kg"],
        LEARNING_FROM_T,
        np.maximum(mass_t, LEARNING_FROM_T),
        learning_rate=p["launch_learning_rate"],
        outside="warn",
    )
    return np.where(mass_t > 0.0, learnt, p["launch_price_usd_per_kg"])


class Orbit:
    """Accelerators on satellites. What a satellite weighs and measures comes from the engine; money follows it by ``per``.

    Nothing is repaired in orbit: chips are bought, launched and lost with their station, and a dead satellite is a spare or a loss.
    Each station is replaced whole at the end of its life; until then its hours fall.
    """

    engine = "orbit"
    needs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = (
        *(name for name in _core.ORBIT_PARAMETERS if name != "gpus"),
        "chip_price_factor",
        "chip_price_trend_per_yr",
        "wacc_it_per_yr",
        "wacc_space_per_yr",
        "satellite_cost_usd_per_w",
        "radiator_cost_usd_per_m2",
        "battery_cost_usd_per_wh",
        "launch_price_usd_per_kg",
        "launch_cumulative_t",
        "launch_learning_start_price_usd_per_kg",
        "launch_learning_rate",
        "launch_failure",
        "launch_insurance",
        "launch_co2_kg_per_kg",
        "embodied_satellite_kg_per_kg",
        "embodied_node_kg",
        "nre_usd",
        "ops_fraction",
        "orbit_staff_usd_per_mw_yr",
        "ground_segment_usd_per_mw",
        "orbit_development_months",
        "orbit_ramp_months",
        "allocated_share",
        "model_flops_utilisation",
    )

    def build(self, p: Draws, site: Site) -> SiteModel:
        """The site model. A launch is insured, and one in ``launch_failure`` is flown again."""
        slots = {**COMPONENTS, **site.components}
        if p.mode == "default":
            # A single run has the time to say what its sampling of the year leaves open.
            slots.setdefault("sampling_error", "yes")
        engine = {name: p[name] for name in _core.ORBIT_PARAMETERS if name != "gpus"}
        accelerators = hall.gpus(p)
        power = p["orbit_development_months"]
        # Satellites are paid for as they are launched along the ramp: in the mean at its middle.
        launched = power + 0.5 * p["orbit_ramp_months"]
        life, rate = p["station_life_years"], p["wacc_space_per_yr"]
        spare = 1.0 + p["satellite_spare_share"]
        nodes = accelerators / p["gpus_per_node"] * spare
        # What the array is rated at, beginning of life: S η packing per m² of array.
        watt_per_m2 = p["solar_constant_w_m2"] * p["cell_efficiency_bol"] * p["array_packing"]
        flown = 1.0 / (1.0 - p["launch_failure"])
        chips = Asset(
            "accelerators",
            "chips",
            nodes * p["node_price_usd"] * p["chip_price_factor"],
            life,
            p["wacc_it_per_yr"],
            launched,
            price_trend_per_yr=p["chip_price_trend_per_yr"],
            embodied_kg=nodes * p["embodied_node_kg"],
        )
        bus = Asset("satellites", "satellite", p["satellite_cost_usd_per_w"] * watt_per_m2, life, rate, launched, per="array_area_m2")
        radiators = Asset("radiators", "satellite", p["radiator_cost_usd_per_m2"], life, rate, launched, per="radiator_area_m2")
        batteries = Asset("batteries", "satellite", p["battery_cost_usd_per_wh"] * 1e6, life, rate, launched, per="battery_mwh")
        launch = Asset(
            "launch",
            "launch",
            launch_price_usd_per_kg(p) * flown,
            life,
            rate,
            launched,
            embodied_kg=p["launch_co2_kg_per_kg"] * flown + p["embodied_satellite_kg_per_kg"],
            per="mass_kg",
        )
        development = Asset("development", "satellite", p["nre_usd"], 20.0, rate, 0.0)
        ground = Asset("ground segment", "facility", p["ground_segment_usd_per_mw"] * p["it_capacity_mw"], 10.0, rate, power)
        parts = (bus, radiators, batteries)
        insured = tuple(
            Asset(f"launch insurance: {part.name}", "launch", p["launch_insurance"] * part.cost_usd, life, rate, launched, per=part.per)
            for part in parts
        )
        chips_insured = Asset("launch insurance: chips", "launch", p["launch_insurance"] * chips.cost_usd, life, rate, launched)
        operation = tuple(Cost(f"operation: {part.name}", "operation", p["ops_fraction"] * part.cost_usd, per=part.per) for part in parts)
        staff = Cost("staff", "operation", p["orbit_staff_usd_per_mw_yr"] * p["it_capacity_mw"])
        return SiteModel(
            engine="orbit",
            phases=(Phase("operate", slots, engine | {"gpus": accelerators}),),
            assets=(chips, *parts, launch, *insured, chips_insured, development, ground),
            costs=(*operation, staff),
            time_to_power_months=power,
            ramp_months=p["orbit_ramp_months"],
            ageing_per_yr=-np.expm1(-(p["chip_hazard_per_yr"] + p["satellite_hazard_per_yr"])),
            spare_share=p["satellite_spare_share"],
            ageing_hazard="puncture_hazard_per_yr",
            boundary=BOUNDARY,
            stages={"develop and build": power},
            notes=("orbit: chips and satellites that die are not repaired; the hours of a station fall until it is replaced",),
            remarks=functools.partial(orbit_notes.remarks, p),
        )
