"""Draws one picture for each page of an orbital concept that has no other into ``docs/_static/orbit``: what its equation does, in one look.

python tools/draw_orbit_concepts.py      # the same bytes for the same models
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from draw_concepts import Chart, charts_of, write

from gigasite import (
    drag,
    ground_link,
    launch,
    optical_link,
    orbit,
    radiation_effects,
    radiator,
    radiator_heat_pump,
    reliability,
    solar_array,
    sun,
    thermal_environment,
)

OUT = Path(__file__).resolve().parents[1] / "docs" / "_static" / "orbit"


def _orbit() -> Chart:
    altitude = np.linspace(200.0, 2000.0, 37)
    line = ("", altitude, np.asarray(orbit.sun_synchronous_inclination_deg(1e3 * altitude)))
    return Chart(
        "The higher a sun-synchronous orbit, the further it leans beyond the pole",
        "Inclination of an orbit whose plane follows the Sun [degrees]",
        "altitude [km]",
        [line],
        y_low=None,
    )


def _sun() -> Chart:
    flux = np.asarray(sun.daily_flux_w_m2(2026))
    return Chart(
        "Early January brings seven per cent more sunlight than early July",
        "Solar flux at the Earth in 2026 [W/m²]",
        "day of the year",
        [("", np.arange(1.0, flux.size + 1.0), flux)],
        [("solar constant", 1361.0)],
        y_low=None,
    )


def _thermal_environment() -> Chart:
    tilt = np.linspace(0.0, 180.0, 91)
    curves = [(f"{h:,.0f} km", tilt, np.asarray(thermal_environment.earth_view_factor(1e3 * h, tilt))) for h in (550.0, 1400.0)]
    return Chart(
        "A plate edge-on still has a quarter of its view full of the Earth",
        "View factor from a plate to the Earth",
        "tilt from the nadir [degrees]",
        curves,
        label_at="top",
    )


def _radiator() -> Chart:
    kelvin = np.linspace(280.0, 360.0, 33)
    curves = [(f"sink {sink:g} K", kelvin, np.asarray(radiator.flux_w_m2(kelvin, sink, 0.82, 2))) for sink in (180.0, 220.0, 250.0)]
    return Chart(
        "From 290 to 320 K a panel rejects 70 % more",
        "Heat rejected by a panel of two faces, emissivity 0.82 [W/m² of panel]",
        "panel [K]",
        curves,
    )


def _radiator_heat_pump() -> Chart:
    hot = np.linspace(300.0, 375.0, 51)
    curves = []
    for name, areal in (("8 kg/m²", 8.0), ("4 kg/m²", 4.0), ("2.5 kg/m²", 2.5)):
        mass = radiator_heat_pump.mass_kg(1e3, 300.0, hot, 200.0, 0.5, 0.9, areal, 0.015)
        curves.append((name, hot, np.asarray(mass)))
    return Chart(
        "A heat pump pays before heavy radiators, not before light ones",
        "Radiator and all that drives the pump, per kW of heat at 300 K [kg]",
        "panel behind the pump [K]",
        curves,
    )


def _solar_array() -> Chart:
    years = np.arange(0.0, 16.0)
    curves = [
        (f"{100.0 * loss:g} % a year", years, 100.0 * np.asarray(solar_array.remaining_fraction(loss, years)))
        for loss in (0.0015, 0.02, 0.025)
    ]
    return Chart(
        "After ten years 2.5 % a year has taken over a fifth of the array",
        "Power left [% of the beginning of life]",
        "years in orbit",
        curves,
        y_low=None,
    )


def _radiation_effects() -> Chart:
    altitude = np.linspace(400.0, 1200.0, 33)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a trend
        curves = [
            (f"{depth:g} mm", altitude, 1e-3 * np.asarray(radiation_effects.dose_rate_rad_per_yr(1e3 * altitude, 98.0, depth)))
            for depth in (5.0, 10.0, 20.0)
        ]
    return Chart(
        "Below 900 km ten millimetres carry memory through five years, not above",
        "Dose behind aluminium, a trend one to two orders uncertain [krad(Si) a year]",
        "altitude [km]",
        curves,
        [("irregular after 5 years", 0.4)],
    )


def _launch() -> Chart:
    price = np.linspace(0.0, 3600.0, 37)
    curves = [
        (f"{kg:g} kg/kW", price, 1e-3 * np.asarray(launch.launched_power_price_usd_per_kw_yr(kg, 1.0, 5.0, price)))
        for kg in (74.0, 37.0, 15.0)
    ]
    return Chart(
        "Launched power costs what the ground pays only near 200 dollars a kilogram",
        "Launch of one kW over a life of five years [1,000 USD per kW and year]",
        "launch price [USD/kg]",
        curves,
        [("dear power, ground", 3.0)],
    )


def _ground_link() -> Chart:
    elevation = np.linspace(5.0, 90.0, 86)
    curves = [(f"{h:,.0f} km", elevation, 1e-3 * np.asarray(ground_link.slant_range_m(1e3 * h, elevation))) for h in (550.0, 650.0, 1200.0)]
    return Chart(
        "Near the horizon a satellite is three to four times as far as overhead",
        "Slant range [km]",
        "elevation [degrees]",
        curves,
        x_ticks=[(x, f"{x:g}") for x in (5.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0)],
    )


def _optical_link() -> Chart:
    distance = np.linspace(50.0, 400.0, 71)
    curves = []
    for centimetres in (10.0, 7.0, 5.0):
        gain = optical_link.aperture_gain_db(centimetres / 100.0, 1.55e-6, efficiency=0.8)
        power = optical_link.received_power_w(1.0, gain, gain, 1.55e-6, 1e3 * distance)
        curves.append((f"{centimetres:g} cm", distance, 1e-12 * np.asarray(optical_link.photon_limited_rate_bit_s(power, 1.55e-6, 196.0))))
    return Chart(
        "A quarter of the bits at twice the distance, sixteen times at twice the aperture",
        "Photon-limited rate at 1 W and 196 photons a bit [Tb/s]",
        "distance [km]",
        curves,
        label_at="top",
    )


def _drag() -> Chart:
    altitude = np.linspace(450.0, 800.0, 36)
    curves = []
    for name, solar, ap in (("active Sun", 230.0, 15.0), ("mean", 140.0, 10.0), ("quiet Sun", 70.0, 4.0)):
        density = drag.density_kg_m3(1e3 * altitude, f107_sfu=solar, ap=ap)
        curves.append((name, altitude, np.asarray(drag.station_keeping_m_s_per_yr(1e3 * altitude, density, 0.022))))
    return Chart(
        "An active Sun makes an orbit twenty to forty times as dear to hold",
        "Station keeping at 0.022 m²/kg [m/s a year]",
        "altitude [km]",
        curves,
        label_at="top",
    )


def _reliability() -> Chart:
    years = np.linspace(0.0, 15.0, 61)
    curves = [(f"{100.0 * h:g} % a year", years, np.asarray(reliability.lifetime_penalty(h, years))) for h in (0.3, 0.14, 0.05)]
    return Chart(
        "Without repair a long life is paid for again in dead chips",
        "Cost of an hour over that of a fleet that never fails",
        "life [years]",
        curves,
        y_low=1.0,
    )


CONCEPTS = charts_of(globals())

if __name__ == "__main__":
    write(CONCEPTS, OUT)
