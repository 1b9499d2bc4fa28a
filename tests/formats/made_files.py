"""Small files in the forms of their publishers, made here: a clear sky, a temperature that tells its hour, a price that is its hour."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

import numpy as np

from gigasite.clear_sky import haurwitz_ghi_w_m2
from gigasite.solar_position import position

F = TypeVar("F", bound=Callable[..., list[str]])


def kept(make: F) -> F:
    """Makes the lines of a file once; each caller has a list of their own."""
    once = functools.cache(lambda *a, **k: tuple(make(*a, **k)))
    return cast(F, functools.wraps(make)(lambda *a, **k: list(once(*a, **k))))


BERLIN = ZoneInfo("Europe/Berlin")
AUSTIN = (30.3, -97.7, 189.0)
CST = -6.0
HOUR = dt.timedelta(hours=1)


@functools.cache
def sun(start: str, n: int, step_s: int, latitude: float, longitude: float, at: float = 0.5) -> np.ndarray:
    """Clear sky at ``at`` of each step from a start in UTC."""
    moments = np.datetime64(start, "s") + (np.arange(n) * step_s + round(at * step_s)).astype("timedelta64[s]")
    zenith = np.clip(position(moments, latitude, longitude).zenith_deg, 0.0, 180.0)
    return np.round(np.asarray(haurwitz_ghi_w_m2(zenith)), 1)


def temperature(utc: dt.datetime) -> float:
    """°C: the hour of the year in UTC, over 1,000, so that any hour can be told from any other."""
    return round(((utc - dt.datetime(utc.year, 1, 1, tzinfo=dt.UTC)) / HOUR % 8784) / 1000.0 + 10.0, 3)


def hours(year: int, zone: dt.tzinfo = dt.UTC, minutes: int = 60) -> list[dt.datetime]:
    """Starts of the steps of a year of a clock, in UTC."""
    first, last = (dt.datetime(y, 1, 1, tzinfo=zone).astimezone(dt.UTC) for y in (year, year + 1))
    return [first + i * dt.timedelta(minutes=minutes) for i in range(round((last - first).total_seconds() / 60 / minutes))]


def price(utc: dt.datetime) -> float:
    return round((utc - dt.datetime(utc.year, 1, 1, tzinfo=dt.UTC)) / HOUR // 1 / 100.0, 2)


def local_standard(offset: float) -> list[dt.datetime]:
    """Starts of the hours of 2023 in standard time."""
    return [dt.datetime(2023, 1, 1) + i * HOUR for i in range(8760)]


def typical_year(month: int) -> int:
    """A typical month comes from a year of its own, later ones from earlier years too."""
    return (1998, 2004, 1989, 2001, 1995, 1990, 2005, 1988, 1999, 1992, 2000, 1997)[month - 1]


@kept
def tmy3(*, offset: float = CST, said: float | None = None, place: tuple[float, float, float] = AUSTIN) -> list[str]:
    """TMY3: hour-ending local standard time with 24:00, years by month."""
    latitude, longitude, altitude = place
    start = (dt.datetime(2023, 1, 1) - offset * HOUR).isoformat()
    ghi = sun(start, 8760, 3600, latitude, longitude)
    lines = [
        f'722540,"MADE, BY THE TEST",TX,{offset if said is None else said:.1f},{latitude:.3f},{longitude:.3f},{altitude:.0f}',
        "Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),"
        "Dry-bulb (C),Dew-point (C),RHum (%),Pressure (mbar),Wspd (m/s)",
    ]
    for i, at in enumerate(local_standard(offset)):
        utc = (at - offset * HOUR).replace(tzinfo=dt.UTC)
        date = f"{at:%m/%d}/{typical_year(at.month)},{at.hour + 1:02d}:00"
        lines.append(f"{date},0,{ghi[i]:.0f},0,{ghi[i]:.0f},{temperature(utc):.3f},5.0,60,993,3.1")
    return lines


@kept
def epw(*, offset: float = CST, said: float | None = None, place: tuple[float, float, float] = AUSTIN) -> list[str]:
    latitude, longitude, altitude = place
    start = (dt.datetime(2023, 1, 1) - offset * HOUR).isoformat()
    ghi = sun(start, 8760, 3600, latitude, longitude)
    zone = offset if said is None else said
    heads = ("DESIGN CONDITIONS,0", "TYPICAL/EXTREME PERIODS,0", "GROUND TEMPERATURES,0", "HOLIDAYS/DAYLIGHT SAVINGS,Yes,0,0,0")
    lines = [f"LOCATION,Made,TX,USA,TMY3,722540,{latitude},{longitude},{zone},{altitude}", *heads]
    lines += ["COMMENTS 1,made", "COMMENTS 2,", "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31"]
    for i, at in enumerate(local_standard(offset)):
        utc = (at - offset * HOUR).replace(tzinfo=dt.UTC)
        cells = [typical_year(at.month), at.month, at.day, at.hour + 1, 60, "?9", temperature(utc), 5.0, 60, 99300, 0, 0, 300]
        lines.append(",".join(map(str, [*cells, ghi[i], 0, ghi[i], 0, 0, 0, 0, 180, 3.1, *[0] * 13])))
    return lines


@kept
def nsrdb(*, offset: float = 0.0, minutes: int = 60, year: int = 2023, leap_day: bool = True, typical: bool = False) -> list[str]:
    latitude, longitude, altitude = AUSTIN
    names = "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone,Pressure Units"
    lines = [names, f"NSRDB,1234,-,-,-,{latitude},{longitude},{offset:.0f},{altitude:.0f},-6,mbar"]
    lines.append(
        "Year,Month,Day,Hour,Minute,Wind Speed 100m,Wind Speed,DNI,GHI,Relative Humidity,Precipitable Water,Pressure,DHI,Temperature"
    )
    n = (8784 if year % 4 == 0 else 8760) * 60 // minutes
    start = dt.datetime(year, 1, 1) - offset * HOUR
    ghi = sun(start.isoformat(), n, minutes * 60, latitude, longitude, 0.5 if minutes == 60 else 0.0)
    for i in range(n):
        at = dt.datetime(year, 1, 1) + i * dt.timedelta(minutes=minutes)
        if not leap_day and (at.month, at.day) == (2, 29):
            continue
        utc = (at - offset * HOUR).replace(tzinfo=dt.UTC)
        shown = typical_year(at.month) if typical else at.year
        minute = 30 if minutes == 60 else at.minute
        lines.append(f"{shown},{at.month},{at.day},{at.hour},{minute},9,3.1,0,{ghi[i]},60,2.0,993,{ghi[i]},{temperature(utc)}")
    return lines


PVGIS_PLACE = (45.0, 8.0, 250.0)


def pvgis_rows(late: float = 0.1761) -> list[dict[str, float | str]]:
    ghi = sun("2023-01-01", 8760, 3600, *PVGIS_PLACE[:2], late)
    rows: list[dict[str, float | str]] = []
    for i, at in enumerate(hours(2023)):
        stamp = f"{typical_year(at.month)}{at:%m%d:%H%M}"
        values = {"T2m": temperature(at), "RH": 60.0, "G(h)": float(ghi[i]), "Gb(n)": -0.0, "Gd(h)": float(ghi[i]), "IR(h)": 300.0}
        rows.append({"time(UTC)": stamp, **values, "WS10m": 3.1, "WD10m": 180.0, "SP": 99300.0})
    return rows


@kept
def pvgis_csv(late: float = 0.1761) -> list[str]:
    head = ["Latitude (decimal degrees): 45.000", "Longitude (decimal degrees): 8.000", "Elevation (m): 250.0"]
    months = ["month,year", *(f"{m},{typical_year(m)}" for m in range(1, 13))]
    rows = pvgis_rows(late)
    body = [",".join(map(str, row.values())) for row in rows]
    legend = ["", "T2m: 2-m air temperature (degree Celsius)", "", "PVGIS (c) European Union, 2001-2025"]
    return [*head, f"Irradiance Time Offset (h): {late}", *months, ",".join(rows[0]), *body, *legend]


def pvgis_json(late: float = 0.1761) -> dict[str, object]:
    location = {"latitude": 45.0, "longitude": 8.0, "elevation": 250.0, "irradiance_time_offset": late}
    return {"inputs": {"location": location, "meteo_data": {"radiation_db": "PVGIS-SARAH3"}}, "outputs": {"tmy_hourly": pvgis_rows(late)}}


@kept
def pvgis_hourly(years: tuple[int, ...] = (2019, 2020), *, slope: int = 0) -> list[str]:
    """Hourly series: tabs after the colon, minutes in the stamp."""
    head = ["Latitude (decimal degrees):\t45.000", "Longitude (decimal degrees):\t8.000", "Elevation (m):\t250"]
    lines = [*head, "Radiation database:\tPVGIS-SARAH3", "", f"Slope: {slope} deg. ", "Azimuth: 0 deg. "]
    lines.append("time,Gb(i),Gd(i),Gr(i),H_sun,T2m,WS10m,Int")
    starts = [at for year in years for at in hours(year)]
    ghi = sun(f"{years[0]}-01-01", len(starts), 3600, *PVGIS_PLACE[:2], 1.0 / 6.0)
    for at, value in zip(starts, ghi, strict=True):
        lines.append(f"{at:%Y%m%d:%H}10,{value / 2:.2f},{value / 2:.2f},0.0,{40.0 if value else 0.0},{temperature(at)},3.1,0.0")
    return [*lines, "", "G(i): Global irradiance", "PVGIS (c) European Union, 2001-2025"]


@kept
def open_meteo(*, offset_s: int = -18000, year: int = 2023) -> list[str]:
    """One fixed offset; temperatures at the stamp, irradiance of the hour before; °F and km/h if asked so."""
    latitude, longitude, altitude = AUSTIN
    lines = ["latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation"]
    lines += [f"{latitude},{longitude},{altitude},{offset_s},America/Chicago,GMT-5", ""]
    lines.append(
        "time,temperature_2m (°F),relative_humidity_2m (%),surface_pressure (hPa),shortwave_radiation (W/m²),wind_speed_10m (km/h)"
    )
    first = dt.datetime(year, 1, 1) - dt.timedelta(seconds=offset_s)
    ghi = sun((first - HOUR).isoformat(), 8760, 3600, latitude, longitude)
    for i in range(8760):
        at = dt.datetime(year, 1, 1) + i * HOUR
        utc = (at - dt.timedelta(seconds=offset_s)).replace(tzinfo=dt.UTC)
        lines.append(f"{at:%Y-%m-%dT%H:%M},{temperature(utc) * 1.8 + 32.0:.4f},60,993.0,{ghi[i]},11.16")
    return lines


@kept
def electricity_maps(*, new: bool = True, year: int = 2023) -> list[str]:
    names = ("Carbon intensity gCO₂eq/kWh (direct)", "Carbon intensity gCO₂eq/kWh (Life cycle)", "Carbon-free energy percentage (CFE%)")
    old = ("Carbon Intensity gCO₂eq/kWh (direct)", "Carbon Intensity gCO₂eq/kWh (LCA)", "Low Carbon Percentage")
    head = ["Datetime (UTC)", "Country", "Zone name" if new else "Zone Name", "Zone id" if new else "Zone Id", *(names if new else old)]
    lines = [",".join([*head, "Data source", "Data estimated", "Data estimation method"])]
    for at in hours(year):
        ci = 100.0 + price(at)
        lines.append(
            f"{at:%Y-%m-%d %H:%M:%S},Finland,Finland,FI,{ci - 50:.2f},{ci:.2f},90,fingrid.fi,{'true' if at.month == 1 else 'false'},"
        )
    return lines


def ember_monthly() -> list[str]:
    lines = ["Country,ISO3 Code,Date,Price (EUR/MWhe)"]
    return lines + [
        f"{c},{i},{y}-{m:02d}-01,{m * k}"
        for c, i, k in (("Finland", "FIN", 1), ("Germany", "DEU", 2))
        for y in (2022, 2023)
        for m in range(1, 13)
    ]


def ember_long() -> list[str]:
    lines = ["Area,ISO 3 code,Year,Area type,Category,Subcategory,Variable,Unit,Value,YoY absolute change"]
    for area, code, base in (("Finland", "FIN", 80), ("World", "", 480)):
        for year in (2022, 2023):
            lines.append(f"{area},{code},{year},Country,Capacity,Fuel,Wind,GW,{base},0")
            lines.append(f"{area},{code},{year},Country,Power sector emissions,Total,Total emissions,mtCO2,{base / 10},0")
            lines.append(f"{area},{code},{year},Country,Power sector emissions,CO2 intensity,CO2 intensity,gCO2/kWh,{base + year - 2022},0")
    return lines


@kept
def smard(*, english: bool = False, year: int = 2023, minutes: int = 60, older: bool = False) -> list[str]:
    """German: decimal comma and points between thousands. A local year of 8,760 hours with a day of 23 and one of 25."""
    zones = ("Germany/Luxembourg", "Norway 2") if english else ("Deutschland/Luxemburg", "Norwegen 2")
    unit = "[€/MWh] Original resolutions" if english else "[€/MWh] Originalauflösungen"
    dates = ("Start date;End date" if english else "Datum von;Datum bis") if not older else ("Datum;Anfang;Ende")
    lines = ["\ufeff" + ";".join([dates, *(f"{zone} {unit}" for zone in zones)])]
    for at in hours(year, BERLIN, minutes):
        local, after = at.astimezone(BERLIN), (at + dt.timedelta(minutes=minutes)).astimezone(BERLIN)
        form = "%b %-d, %Y %-I:%M %p" if english else "%d.%m.%Y %H:%M"
        value = f"{1000 + price(at):,.2f}"
        value = value if english else value.translate(str.maketrans(",.", ".,"))
        when = f"{local:%d.%m.%Y};{local:%H:%M};{after:%H:%M}" if older else f"{local.strftime(form)};{after.strftime(form)}"
        lines.append(f"{when};{value};-" if local.month < 7 else f"{when};{value};{value}")
    return lines
