"""The hooks of gigasite-hosting. What a record points to is imported when it is used."""

from gigasite.hooks import Record, hookimpl


@hookimpl
def gigasite_economic_models():
    yield Record("hosting", "The landlord's view: a powered shell leased, beside owning the chips", "gigasite_hosting.model:Hosting")
