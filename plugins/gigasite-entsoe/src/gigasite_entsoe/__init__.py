"""The hooks of gigasite-entsoe. What a record points to is imported when it is used."""

from gigasite.hooks import Record, hookimpl


@hookimpl
def gigasite_grid_datasets():
    yield Record("entsoe", "Hourly day-ahead prices of European bidding zones from ENTSO-E files", "gigasite_entsoe.grid:Entsoe")


@hookimpl
def gigasite_file_formats():
    yield Record("entsoe", "prices of Europe: ENTSO-E, CSV and XML", "gigasite_entsoe.reading:Format")
