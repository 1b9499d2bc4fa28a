"""A year of two made authorities in two half-year files, with the traps of the real ones."""

import csv
import datetime as dt
import os
import tempfile
from pathlib import Path

FUELS = ("Coal", "Natural Gas", "Nuclear", "All Petroleum Products", "Hydropower and Pumped Storage", "Solar", "Wind", "Other Fuel Sources")
HEAD = ["Balancing Authority", "Data Date", "Hour Number", "Local Time at End of Hour", "UTC Time at End of Hour", "Demand (MW)"]


def row(authority, end, values, offset=-6):
    local = end + dt.timedelta(hours=offset)
    head = [authority, f"{local:%m/%d/%Y}", local.hour or 24, f"{local:%m/%d/%Y %I:%M:%S %p}", f"{end:%m/%d/%Y %I:%M:%S %p}", "1,000"]
    return [*head, *("" if value is None else f"{value:,.0f}" for value in values)]


def year_of(authority, coal, *, offset=-6, year=2023):
    """Rows of a local year: coal by day, wind by night, solar below zero at night."""
    first = dt.datetime(year, 1, 1) - dt.timedelta(hours=offset)
    rows = []
    for i in range(8760):
        end = first + dt.timedelta(hours=i + 1)
        day = 8 <= (end + dt.timedelta(hours=offset)).hour < 20
        rows.append(row(authority, end, [coal if day else None, 0, 0, 0, 0, 500 if day else -3, 1000, 0], offset))
    return rows


def write(folder, rows, year=2023):
    half = len(rows) // 2
    for name, part in (("Jan_Jun", rows[: half + 1]), ("Jul_Dec", rows[half:])):  # one hour stands in both
        with open(Path(folder) / f"EIA930_BALANCE_{year}_{name}.csv", "w", newline="", encoding="utf-8-sig") as file:
            writer = csv.writer(file)
            writer.writerow([*HEAD, *(f"Net Generation (MW) from {fuel}" for fuel in FUELS)])
            writer.writerows(part)


made = tempfile.mkdtemp(prefix="eia930-")
texas = year_of("MADE", 3000)
del texas[100:103]
write(made, sorted([*texas, *year_of("OTHR", 0, offset=-8)], key=lambda r: dt.datetime.strptime(r[4], "%m/%d/%Y %I:%M:%S %p")))
os.environ["GIGASITE_EIA930"] = made
