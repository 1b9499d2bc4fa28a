"""The hooks of gigasite-eia930. What a record points to is imported when it is used."""

from gigasite.hooks import Record, hookimpl


@hookimpl
def gigasite_grid_datasets():
    yield Record("eia930", "Hourly carbon of US balancing authorities from EIA-930 files", "gigasite_eia930.grid:Eia930")


@hookimpl
def gigasite_file_formats():
    yield Record("eia930", "carbon of US balancing authorities: EIA-930", "gigasite_eia930.grid:Format")
