"""The structure of a scenario file, as pydantic checks it and as the JSON Schema shows it.

Numeric fields are left open here: `gigasite.scenario.fields` reads them, because what they may be depends on the plugins.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from gigasite.scenario.problems import Path, Problems, nearest, quoted
from gigasite.scenario.reading import Date
from gigasite.uniforms import Sampling

__all__ = [
    "AssertEntry",
    "CorrelationEntry",
    "PlanEntry",
    "PlanSite",
    "Resource",
    "ScenarioFile",
    "SeriesEntry",
    "TariffEntry",
    "WeatherEntry",
    "WindowEntry",
    "check_part",
    "check_structure",
]


M = TypeVar("M", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class FileEntry(_Strict):
    """A file of the user and how it is to be read."""

    file: str = Field(description="path relative to the scenario file, inside its folder")
    format: str | None = Field(None, description="name of a file format; gigasite plugins lists them")
    time_column: str | None = Field(
        None, description="column with the start of each step, ISO 8601; without it the file is one year of 8,760 hours"
    )
    timezone: str | None = Field(None, description="clock of the stamps: Europe/Berlin, UTC or +05:30; default UTC")
    utc_offset_h: float | None = Field(None, ge=-12, le=14, description="clock without summer time, in place of that of a header")
    stamp: Literal["begin", "end", "centre"] | None = Field(None, description="where in its step a stamp lies; default begin")
    decimal: Literal[".", ","] | None = Field(None, description="mark of the decimals; default a point")
    delimiter: str | None = Field(None, description="what parts the cells; default a comma, a semicolon with decimal commas")
    missing: list[float] = Field(default_factory=list, description="codes that stand for no value, such as 9999")
    largest_gap_h: float | None = Field(None, ge=0, le=8760, description="gaps up to this length are filled")
    usd_per_unit: float | None = Field(None, gt=0, description="USD of one unit of the file's currency; default the mean rate of the year")

    def options(self) -> dict[str, Any]:
        """What was said beside file and format, for `gigasite.formats.options_of`."""
        kept = set(type(self).model_fields) - {"file", "format", "year", "column", "unit"}
        return {name: getattr(self, name) for name in sorted(kept & self.model_fields_set) if getattr(self, name) is not None}


class SeriesEntry(FileEntry):
    """A series of a file of the user."""

    column: str | None = Field(None, description="column with the values; with a format, one of its series")
    unit: str | None = Field(None, description="unit of the values; a format other than table has its own")
    year: int | None = Field(None, ge=1900, le=2200, description="calendar year, where the file holds several")


class WeatherEntry(FileEntry):
    """A weather file of the user."""

    columns: dict[str, str] = Field(default_factory=dict, description="forcing column -> column of a plain table")
    units: dict[str, str] = Field(default_factory=dict, description="forcing column -> unit, where its head does not name it")
    latitude_deg: float | None = Field(None, ge=-90, le=90)
    longitude_deg: float | None = Field(None, ge=-180, le=180)
    altitude_m: float | None = Field(None, ge=-500, le=9000)


class WindowEntry(_Strict):
    """Hours of a clock with a price of their own."""

    months: list[int] = Field(default_factory=lambda: list(range(1, 13)), description="months, 1 to 12; default: all")
    days: Literal["all", "weekdays", "weekends"] = "all"
    hours: list[int] = Field(default_factory=lambda: [0, 24], description="from and until, hours of the clock; [22, 6] goes over midnight")
    usd_per_mwh: float = Field(description="price of energy in these hours [USD/MWh]")


class TariffEntry(_Strict):
    """A supply contract. A charge that it does not name is 0; without a price of energy that is the market's of the region."""

    as_of: str = Field("", description="date of the tariff")
    source: str = Field("", description="where it is published")
    grid_price_usd_per_mwh: Any = Field(None, description="price of energy: a number or a series [USD/MWh]")
    utc_offset_h: float = Field(0.0, description="clock of the windows, hours ahead of UTC; without summer time")
    windows: list[WindowEntry] = Field(default_factory=list, description="hours with a price of their own (time of use)")
    coincident_peaks: Any = Field(None, description='"4CP", or the hours [UTC] whose demand is charged')
    grid_fee_usd_per_mwh: Any = None
    demand_charge_usd_per_kw_month: Any = None
    demand_ratchet: Any = None
    coincident_peak_charge_usd_per_kw_yr: Any = None
    grid_fixed_charge_usd_per_month: Any = None
    grid_price_factor: Any = None
    connection_mw: Any = None
    export_limit_mw: Any = None
    grid_export_price_share: Any = None
    grid_export_price_usd_per_mwh: Any = None


class CorrelationEntry(_Strict):
    """Two uncertain variables that move together."""

    between: list[str] = Field(
        min_length=2, max_length=2, description='names such as "world.gas_price_usd_per_mmbtu" or "shared.cheap_launch"'
    )
    value: float = Field(description="correlation of the normal numbers behind the two, between −1 and 1")


class AssertEntry(_Strict):
    """A gate: the comparison exits with 3 when it does not hold."""

    metric: str = Field(description="name of a metric")
    site: str = Field(description="key of a site")
    op: Literal["<", "<=", ">", ">="]
    value: float
    quantile: float = Field(0.5, ge=0, le=1, description="quantile of the metric over the draws")


class PlanSite(_Strict):
    """How much of a site a plan may build; what is not given is not limited."""

    power_gw: float | None = Field(default=None, ge=0, description="most IT power in service there [GW]")
    build_gw_per_yr: float | None = Field(default=None, ge=0, description="most IT power built there in a year [GW]")
    carbon_t_per_yr: float | None = Field(default=None, ge=0, description="most operational CO2 of the site in a year [t]")


class Resource(_Strict):
    """Something that several sites need and that is made at a limited rate, such as transformers or turbines."""

    per_yr: float = Field(ge=0, description="how much of it can be had in a year")
    per_gw: dict[str, float] = Field(min_length=1, description="how much of it a site needs for 1 GW of IT, by site")


class PlanEntry(_Strict):
    """Limits of a plan that spreads a demand over years and sites; what is not given is not limited."""

    start_year: int | None = Field(
        default=None, ge=1900, le=2200, description="year at whose beginning is decided; default: the first of the demand"
    )
    capital_usd_per_yr: float | None = Field(default=None, ge=0, description="most first purchases in a year [USD]")
    carbon_t_per_yr: float | None = Field(default=None, ge=0, description="most operational CO2 of all sites in a year [t]")
    launch_t_per_yr: float | None = Field(default=None, ge=0, description="most mass to orbit in a year [t]")
    sites: dict[str, PlanSite] = Field(default_factory=dict, description="limits by site")
    resources: dict[str, Resource] = Field(default_factory=dict, description="what several sites compete for, by name")
    demand_gw: dict[str, float] = Field(
        default_factory=dict, description="IT power asked to be in service at the end of a year [GW], by year; linear between"
    )


class ScenarioFile(_Strict):
    """A scenario of gigasite: sites that answer one question, what they share, and what is asked of the result."""

    schema_version: Literal[1] = 1
    name: str | None = Field(None, description="name of the scenario; default: that of the file")
    reference: str | None = Field(None, description="key of the site that the others are compared with; default: the first")
    seed: int = Field(1, ge=0, le=2**64 - 1, description="seed of the draws")
    draws: int = Field(2000, ge=1, le=10_000_000, description="number of draws")
    sampling: Sampling = Field("random", description="how the uniform numbers behind the draws are made")
    horizon_years: Any = Field(None, description="years from the decision to the end of the study")
    discount_rate: Any = Field(None, description="real discount rate per year")
    economics: str = Field("lcoc", description="name of an economic model")
    hardware: str = Field("h100x8", description="item of the hardware catalogue")
    shared: dict[str, Any] = Field(default_factory=dict, description="variables that several fields refer to")
    series: dict[str, SeriesEntry] = Field(default_factory=dict, description="files of the user")
    tariffs: dict[str, TariffEntry] = Field(default_factory=dict, description="supply contracts that sites name")
    sites: dict[str, dict[str, Any]] = Field(min_length=1, description="the sites by key")
    correlation: list[CorrelationEntry] = Field(default_factory=list)
    assert_: list[AssertEntry] = Field(default_factory=list, alias="assert")
    plan: PlanEntry | None = Field(None, description="limits of gs.plan")


def _model_at(path: Path) -> type[BaseModel]:
    """The model of a table in the structure."""
    entries: dict[str, type[BaseModel]] = {
        "series": SeriesEntry,
        "tariffs": WindowEntry if "windows" in path else TariffEntry,
        "correlation": CorrelationEntry,
        "assert": AssertEntry,
        "plan": PlanEntry,
    }
    model = entries.get(str(path[0]), ScenarioFile) if path else ScenarioFile
    if model is PlanEntry and len(path) > 1:
        parts: dict[str, type[BaseModel]] = {"sites": PlanSite, "resources": Resource}
        return parts.get(str(path[1]), PlanEntry)
    return model


def _keys_at(path: Path) -> tuple[str, ...]:
    """Right keys at a place of the structure."""
    return _keys_of(_model_at(path))


def _keys_of(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


_WANTED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "a text",
    "dict_type": "a table",
    "list_type": "a list",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def check_structure(plain: Any, problems: Problems) -> ScenarioFile | None:
    """The structure of a scenario; notes every problem and gives ``None`` where it does not hold."""
    try:
        return ScenarioFile.model_validate(plain)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(detail, problems)
        return None


def check_part(model: type[M], plain: Any, path: Path, problems: Problems) -> M | None:
    """A table somewhere in a scenario; notes every problem under its path and gives ``None`` where it does not hold."""
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _note(detail, problems, path, model)
        return None


def _note(detail: ErrorDetails, problems: Problems, base: Path = (), part: type[BaseModel] | None = None) -> None:
    path: Path = (*base, *detail["loc"])
    kind, value, context = detail["type"], detail.get("input"), detail.get("ctx", {})
    name = str(path[-1]) if path else "scenario"
    shown = quoted(value.text if isinstance(value, Date) else value)
    if isinstance(value, (dict, list)):
        shown = "a table" if isinstance(value, dict) else "a list"
    elif value is None:
        shown = "nothing"
    if kind == "extra_forbidden":
        problems.add(path, f"unknown key {name!r}", key=True, hint=nearest(name, _keys_of(part) if part else _keys_at(path[:-1])))
    elif kind == "missing":
        _, place = problems.document.root.at(path[:-1])
        problems.add(path, f"{name!r} is missing", place=place)
    elif kind == "literal_error":
        problems.add(path, f"{shown} is not one of {context['expected'].replace(' or ', ', ')}", value=value)
    elif kind in {"greater_than_equal", "less_than_equal", "greater_than"}:
        low, high = _limits(path, part)
        problems.add(path, f"{shown} is outside what is legal", value=value, low=low, high=high)
    elif kind in {"too_short", "too_long"} and name == "sites":
        problems.add(path, "there is no site", hint='add one: [sites.texas] with type = "campus"')
    elif kind in {"too_short", "too_long"}:
        problems.add(path, f"{name} has {context['actual_length']} entries, not {context.get('min_length', context.get('max_length'))}")
    elif kind == "finite_number":
        problems.add(path, f"{shown} is not a finite number", value=value)
    elif kind in _WANTED:
        problems.add(path, f"{shown} is not {_WANTED[kind]}", value=value if isinstance(value, (str, int, float, bool)) else None)
    else:
        problems.add(path, f"{shown}: {detail['msg'][:1].lower()}{detail['msg'][1:]}")


def _limits(path: Path, part: type[BaseModel] | None) -> tuple[float | None, float | None]:
    marks = (part or _model_at(path[:-1])).model_fields[str(path[-1])].metadata
    low = next((getattr(m, "ge", getattr(m, "gt", None)) for m in marks if hasattr(m, "ge") or hasattr(m, "gt")), None)
    high = next((m.le for m in marks if hasattr(m, "le")), None)
    return low, high
