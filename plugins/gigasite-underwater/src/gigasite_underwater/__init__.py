"""The hooks of gigasite-underwater. What a record points to is imported when it is used."""

from gigasite.hooks import Record, hookimpl


@hookimpl
def gigasite_site_types():
    yield Record("underwater", "Sea-cooled vessels on the sea floor", "gigasite_underwater.site:Underwater")
