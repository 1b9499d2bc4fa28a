"""What a provider of series promises: places, columns and years that are there, whole years in UTC, units and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np

from gigasite.errors import DataError
from gigasite.scenario.vocabulary import FORCING, FORCING_LIMITS
from gigasite.testing.conformance import NotApplicable, Subject, promise
from gigasite.testing.promised.records import EVIDENCE
from gigasite.time_series import Series
from gigasite.units import convert

__all__: list[str] = []

TAGS = ("grid_datasets", "weather_providers")
#: Places of a large provider that are looked at.
PLACES = 6


def _places(subject: Subject) -> tuple[str, ...]:
    places = tuple(subject.instance.places())
    if not places:
        raise NotApplicable("there are no places: a data set that reads files has none without them")
    step = max(len(places) // PLACES, 1)
    return tuple(dict.fromkeys((*places[::step][:PLACES], *places[-1:])))


def _all(subject: Subject) -> Iterator[tuple[str, Series]]:
    """Name and series of every column of the places looked at, in their last year."""

    def make() -> list[tuple[str, Series]]:
        provider, found = subject.instance, []
        for place in _places(subject):
            year = provider.years(place)[-1]
            found += [(f"{place}.{column}.{year}", provider.series(place, column, year)) for column in provider.columns(place)]
        return found

    found = subject.once("series", make)
    assert found, "there is no series"
    for name, series in found:
        assert isinstance(series, Series), f"{name} is a {type(series).__name__}, not a gigasite.time_series.Series"
        yield name, series


@promise(*TAGS)
def check_places_columns_years(subject: Subject) -> None:
    """Places are texts, each once; columns are those of the forcing; every place has a year."""
    provider = subject.instance
    places = provider.places()
    assert isinstance(places, tuple), f"places are {places!r:.80}, not a tuple"
    assert _places(subject) and all(isinstance(place, str) and place.strip() for place in places), f"places are {places!r:.80}"
    assert len(set(places)) == len(places), "a place stands twice"
    for place in _places(subject):
        unknown = [column for column in provider.columns(place) if column not in FORCING]
        assert not unknown, f"{place}: no forcing column is called {', '.join(unknown)}; the columns: {', '.join(FORCING)}"
        years = provider.years(place)
        assert years and all(isinstance(year, int) for year in years), f"{place}: years are {years!r:.80}"


@promise(*TAGS)
def check_units_and_sources_present(subject: Subject) -> None:
    """Every series has the unit of its column or one that converts to it, a source, a licence and a mark of evidence."""
    for name, series in _all(subject):
        wanted = FORCING[name.split(".")[-2]]
        try:
            same = float(convert(1.0, series.unit, wanted)) == 1.0
        except Exception as error:
            raise AssertionError(f"{name}: the unit {series.unit!r} does not convert to {wanted}") from error
        assert same, f"{name}: the unit is {series.unit!r}; give the column in {wanted}"
        assert series.source.strip(), f"{name} has no source"
        assert series.licence.strip(), f"{name} has no licence"
        assert series.evidence in EVIDENCE, f"{name}: {series.evidence!r} is no mark of evidence; one of {', '.join(EVIDENCE)}"


@promise(*TAGS)
def check_whole_year_in_utc(subject: Subject) -> None:
    """A series is one year of 365 days from 1 January 00:00 UTC on equal steps; local time, hour-ending stamps and leap days end here."""
    for name, series in _all(subject):
        days = len(series) * series.step_s / 86400.0
        assert days == 365.0, f"{name} has {days:g} days; use Series.model_year()"
        start = (series.start_utc.month, series.start_utc.day, series.start_utc.hour, series.start_utc.minute)
        assert start == (1, 1, 0, 0) and series.start_utc.tzinfo == dt.UTC, f"{name} starts at {series.start_utc.isoformat()}"


@promise(*TAGS)
def check_values_are_possible(subject: Subject) -> None:
    """Values are inside what a column can be: no unit mistaken, no code for a missing value left."""
    for name, series in _all(subject):
        low, high = FORCING_LIMITS.get(name.split(".")[-2], (-np.inf, np.inf))
        worst = series.values[(series.values < low) | (series.values > high)]
        assert not worst.size, f"{name} holds {worst[0]:g}, outside {low:g}–{high:g}"


@promise(*TAGS)
def check_series_deterministic(subject: Subject) -> None:
    """The same question gets the same series."""
    provider = subject.instance
    for name, series in _all(subject):
        place, column, year = name.rsplit(".", 2)
        again = provider.series(place, column, int(year))
        assert np.array_equal(again.values, series.values) and again.start_utc == series.start_utc, f"{name} differs when asked again"


@promise(*TAGS)
def check_unknown_is_a_data_error(subject: Subject) -> None:
    """A place, column or year that is not there is a `DataError`, not another exception and not a guess."""
    provider = subject.instance
    place = _places(subject)[0]
    column, year = provider.columns(place)[0], provider.years(place)[0]
    asked: tuple[tuple[Any, Any, Any], ...] = (("no such place", column, year), (place, "no_such_column", year), (place, column, -4711))
    for question in asked:
        try:
            provider.series(*question)
        except DataError:
            continue
        except Exception as error:
            raise AssertionError(f"series{question} raises {type(error).__name__}: {error}; raise a DataError") from error
        raise AssertionError(f"series{question} gives a series")


@promise("weather_providers")
def check_solar_noon(subject: Subject) -> None:
    """The middle of the radiation of a year is at the solar noon of the place, within 45 minutes: stamps begin their hour and are UTC."""
    provider = subject.instance
    if not hasattr(provider, "facts"):
        raise NotApplicable("the provider does not tell where its places are")
    looked = 0
    for place in _places(subject):
        if "ghi_w_m2" not in provider.columns(place):
            continue
        series = provider.series(place, "ghi_w_m2", provider.years(place)[-1])
        facts = provider.facts(place)
        per_day = round(86400.0 / series.step_s)
        day = series.values.reshape(-1, per_day).mean(axis=0)
        hour = (np.arange(per_day) + 0.5) * 24.0 / per_day
        middle = np.angle(np.sum(day * np.exp(2j * np.pi * hour / 24.0))) * 24.0 / (2.0 * np.pi)
        wanted = 12.0 - float(facts["longitude_deg"]) / 15.0
        off = (middle - wanted + 12.0) % 24.0 - 12.0
        assert abs(off) < 0.75, f"{place}: noon of the radiation is {off:+.2f} h from that of the Sun; are the stamps local or hour-ending?"
        looked += 1
    if not looked:
        raise NotApplicable("no place has radiation")
