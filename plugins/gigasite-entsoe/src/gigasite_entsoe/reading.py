"""Readers of the two forms in which the platform gives day-ahead prices.

Traps, and what is done: the CSV is in local time with a day of 23 and one of 25 hours (each stamp is told apart by its order); the XML
leaves out a point that repeats the one before (curve A03: it is put back); steps are of 60 or of 15 minutes, sometimes both in a year
(hours are means); an outage is an empty cell or ``n/e`` (gaps up to six hours are filled and counted, longer ones refused); prices are
in EUR (the mean rate of the year); 29 February is dropped.
"""

import csv
import datetime as dt
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from gigasite.errors import DataError
from gigasite.formats import Contents
from gigasite.formats.cells import number, text_lines
from gigasite.series import fill_gaps
from gigasite.time_series import Series
from gigasite.units import money

SOURCE = "ENTSO-E Transparency Platform, day-ahead prices (12.1.D)"
LICENCE = "terms of the ENTSO-E Transparency Platform; not redistributed"
LARGEST_GAP_H = 6
MOST_POINTS = 2 * 366 * 96
ZONES = {"CET": "Europe/Brussels", "CEST": "Europe/Brussels", "UTC": "UTC", "EET": "Europe/Helsinki", "WET": "Europe/Lisbon"}


class Format:
    """The files by themselves, in a scenario: ``[series.price] file = "FI_2023.csv"``, ``format = "entsoe"``."""

    options = ()

    def recognises(self, head):
        return head.lstrip('"').startswith("MTU") or "Publication_MarketDocument" in head

    def read(self, path, options):
        is_xml = "\n".join(text_lines(path)[:3]).lstrip().startswith("<")
        return Contents({"price": read_xml(path) if is_xml else read_csv(path)})


def read_csv(path):
    """Prices of a year from the export of the web page, with the columns ``MTU (CET/CEST)`` and ``Day-ahead Price [EUR/MWh]``."""
    try:
        rows = list(csv.reader(text_lines(Path(path)), strict=False))
    except csv.Error as error:
        raise DataError(f"not a CSV file: {error}", file=str(path)) from None
    head = [name.strip() for name in rows[0]] if rows else []
    when = next((i for i, name in enumerate(head) if name.startswith("MTU")), None)
    price = next((i for i, name in enumerate(head) if "Price" in name and "/MWh" in name), None)
    if when is None or price is None:
        raise DataError(f"no columns MTU and Day-ahead Price; the columns: {', '.join(head)[:200]}", file=str(path), line=1)
    named = re.search(r"\((\w+)", head[when])
    if named is None or named[1] not in ZONES:
        raise DataError(f"the time zone of {head[when]!r} is not known; one of {', '.join(ZONES)}", file=str(path), line=1)
    currency = re.search(r"\[(\w+)/MWh", head[price])
    zone = ZoneInfo(ZONES[named[1]])
    points, before = {}, None
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        row = [*row, *[""] * (len(head) - len(row))]
        start, end = (_local(text, path, line) for text in [*row[when].split(" - "), ""][:2])
        if not 1900 < start.year < 2200 or not 1900 < end.year < 2200:
            raise DataError(f"{row[when]!r:.60} is not a time of a file", file=str(path), line=line)
        utc = start.replace(tzinfo=zone).astimezone(dt.UTC)
        if before is not None and utc <= before:
            utc = start.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)  # the second of the hour that stands twice in October
            if utc <= before:
                raise DataError(f"{row[when]!r} is not later than the line before", file=str(path), line=line)
        before = utc
        # The end in UTC is that of the two readings of the local time that is within an hour.
        ends = (end.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
        length = next((s for s in ((one - utc).total_seconds() for one in ends) if 0.0 < s <= 3600.0), None)
        if length is None:
            raise DataError(f"{row[when]!r} is not a step of up to an hour", file=str(path), line=line)
        points[utc] = (length, _number(row[price], path, line))
    return _series(points, currency[1] if currency else "EUR", path)


def read_xml(path):
    """Prices of a year from a ``Publication_MarketDocument`` of the API."""
    try:
        root = ET.parse(path).getroot()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise DataError(f"not XML: {error}", file=str(path)) from None
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from None
    if not root.tag.endswith("Publication_MarketDocument"):
        raise DataError(f"a document of {root.tag.rpartition('}')[2]!r}, not of prices", file=str(path))
    points, currency = {}, "EUR"
    for series in _each(root, "TimeSeries"):
        currency = _text(series, "currency_Unit.name", path)
        for period in _each(series, "Period"):
            step = {"PT60M": 3600.0, "PT1H": 3600.0, "PT30M": 1800.0, "PT15M": 900.0}.get(_text(period, "resolution", path))
            if step is None:
                raise DataError(f"a resolution of {_text(period, 'resolution', path)}", file=str(path))
            start, end = (_moment(_text(period, name, path), path) for name in ("start", "end"))
            given = {int(_amount(p, "position", path)): _amount(p, "price.amount", path) for p in _each(period, "Point")}
            price, count = np.nan, round((end - start).total_seconds() / step)
            if count > MOST_POINTS:
                raise DataError(f"a period of {count:,} points", file=str(path))
            for position in range(1, count + 1):
                price = given.get(position, price)
                at = start + dt.timedelta(seconds=(position - 1) * step)
                # The finer of two series for one hour stands.
                if at not in points or step < points[at][0]:
                    points[at] = (step, price)
    return _series(points, currency, path)


def _series(points, currency, path):
    """Hours of a model year in USD/MWh from points {start: (seconds, price)}."""
    if not points:
        raise DataError("there is no price", file=str(path))
    first = min(points).replace(minute=0)
    n = int((max(points) - first).total_seconds() // 3600) + 1
    if n > 2 * 8784:
        raise DataError(f"{first:%Y-%m-%d} to {max(points):%Y-%m-%d} are more than two years", file=str(path))
    weight, total, known = np.zeros(n), np.zeros(n), np.zeros(n)
    for at, (seconds, price) in points.items():
        hour = int((at - first).total_seconds() // 3600)
        weight[hour] += seconds
        if np.isfinite(price):
            known[hour] += seconds
            total[hour] += seconds * price
    with np.errstate(invalid="ignore", divide="ignore"):
        hours = np.where(known > 0.0, total / known, np.nan)
    try:
        filled = fill_gaps(hours, largest_gap=LARGEST_GAP_H)
    except DataError as error:
        raise DataError(error.message, value=error.value, file=str(path)) from None
    middle = first + dt.timedelta(hours=n // 2)
    values = np.asarray(filled.values) if currency == "USD" else np.asarray(money(filled.values, currency, "USD", middle.year))
    notes = [f"price: day-ahead, {currency} at the mean rate of {middle.year}, in money of that year"]
    if filled.missing:
        notes.append(f"{int(filled.missing)} of {n} hours filled")
    if np.any(weight > 3600.0):
        raise DataError(f"{int(np.sum(weight > 3600.0))} hours hold more than an hour", file=str(path))
    return Series(values, first, 3600.0, "USD/MWh", SOURCE, LICENCE, "measured", tuple(notes)).model_year()


def _moment(text, path):
    """A time in UTC; one without a zone is UTC, as the API means it."""
    try:
        at = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
        return at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        raise DataError(f"{text!r:.40} is not a time", file=str(path)) from None


def _amount(element, name, path):
    text = _text(element, name, path)
    try:
        value = float(text)
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise DataError(f"{name} is {text!r:.40}, not a number", file=str(path))
    return value


def _local(text, path, line):
    for form in ("%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"):
        try:
            return dt.datetime.strptime(re.sub(r"\s*\(.*\)", "", text).strip(), form)
        except ValueError:
            continue
    raise DataError(f"{text!r} is not a time", file=str(path), line=line)


def _number(text, path, line):
    if text.strip().lower() in ("", "n/e", "-", "n/a"):
        return np.nan
    try:
        return number(text, "price", str(path), line)
    except DataError as error:
        raise DataError(f"{text!r:.40} is not a price", file=str(path), line=line, hint=error.hint) from None


def _each(element, name):
    return [one for one in element.iter() if one.tag.rpartition("}")[2] == name]


def _text(element, name, path):
    found = _each(element, name)
    if not found or not (found[0].text or "").strip():
        raise DataError(f"{element.tag.rpartition('}')[2]} has no {name}", file=str(path))
    return found[0].text.strip()
