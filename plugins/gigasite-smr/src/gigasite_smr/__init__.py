"""The hooks of gigasite-smr. What a record points to is imported when it is used."""

from gigasite.hooks import Record, hookimpl

SOURCES = (
    "IAEA, Advances in Small Modular Reactor Technology Developments, ARIS, 2022",
    "A. Abou-Jaoude et al., Meta-Analysis of Advanced Nuclear Reactor Cost Estimations, INL/RPT-24-77048, 2024",
    "OECD-NEA, Technical and Economic Aspects of Load Following with Nuclear Power Plants, 2011",
)


@hookimpl
def gigasite_laws():
    yield Record(
        "smr", "Reactor modules: minimum load, ramp, staggered refuelling, heat sink", "gigasite_smr.reactor:Reactor", sources=SOURCES
    )


@hookimpl
def gigasite_site_types():
    yield Record("smr_campus", "A campus beside its own small modular reactors", "gigasite_smr.site:SmrCampus", sources=SOURCES)
