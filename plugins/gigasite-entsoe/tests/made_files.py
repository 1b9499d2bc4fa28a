"""Made files in both forms of the platform, with its traps. The price of an hour is its hour of the year in UTC, over 100."""

import datetime as dt
import os
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def price(at):
    return ((at - dt.datetime(at.year, 1, 1, tzinfo=dt.UTC)).total_seconds() // 3600) / 100.0


def csv_year(year=2023, *, head="MTU (CET/CEST),Day-ahead Price [EUR/MWh],Currency,BZN|XX", minutes=60):
    """A local year: begins at 23:00 UTC of the day before, has an hour less in March and one more in October."""
    at = dt.datetime(year, 1, 1, tzinfo=BRUSSELS).astimezone(dt.UTC)
    end = dt.datetime(year + 1, 1, 1, tzinfo=BRUSSELS).astimezone(dt.UTC)
    lines = [head]
    while at < end:
        after = at + dt.timedelta(minutes=minutes)
        local = [x.astimezone(BRUSSELS).strftime("%d.%m.%Y %H:%M") for x in (at, after)]
        lines.append(f'"{local[0]} - {local[1]}","{price(at):.2f}","EUR",""')
        at = after
    return lines


def xml_year(year=2023, *, resolution="PT60M", skip=()):
    """One period for each day; positions in `skip` are left out, as where a price repeats the one before."""
    step = {"PT60M": 60, "PT15M": 15}[resolution]
    periods = []
    for day in range(365):
        start = dt.datetime(year, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=day)
        points = "".join(
            f"<Point><position>{i + 1}</position><price.amount>{price(start + dt.timedelta(minutes=i * step)):.2f}</price.amount></Point>"
            for i in range(1440 // step)
            if i + 1 not in skip
        )
        interval = (
            f"<timeInterval><start>{start:%Y-%m-%dT%H:%MZ}</start><end>{start + dt.timedelta(days=1):%Y-%m-%dT%H:%MZ}</end></timeInterval>"
        )
        periods.append(f"<Period>{interval}<resolution>{resolution}</resolution>{points}</Period>")
    series = f"<TimeSeries><currency_Unit.name>EUR</currency_Unit.name><curveType>A03</curveType>{''.join(periods)}</TimeSeries>"
    return (
        f'<Publication_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-3:publicationdocument:7:3">{series}</Publication_MarketDocument>'
    )


made = Path(tempfile.mkdtemp(prefix="entsoe-"))
(made / "XX_2023.csv").write_text("\n".join(csv_year()))
(made / "YY_2023.xml").write_text(xml_year(skip=(5,)))
os.environ["GIGASITE_ENTSOE"] = str(made)
