"""What a reader of an orbital result must know: sampling of the year, punctures, total dose, disposal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigasite import drag, radiation_effects

__all__ = ["ONSET_DOSE_RAD", "remarks"]

#: Total dose from which the memory of a tested accelerator was irregular; none failed for good up to 15,000 (arXiv:2511.19468).
ONSET_DOSE_RAD = 2000.0
#: Altitude to which the model of debris reaches.
DEBRIS_KM = 2000.0
#: Solar flux and Ap of a minimum and of a strong maximum of the cycle.
LOW, HIGH = (70.0, 4.0), (230.0, 15.0)


def remarks(p: Mapping[str, Any], ledger: Mapping[str, NDArray[np.float64]]) -> tuple[str, ...]:
    """The notes; several draws are told by their medians."""

    def middle(key: str) -> float:
        return float(np.median(p[key]))

    return (
        _sampling(middle("orbit_samples"), ledger),
        _punctures(middle, ledger),
        _dose(middle),
        _disposal(middle),
        *_formation(middle, ledger),
    )


def _sampling(samples: float, ledger: Mapping[str, NDArray[np.float64]]) -> str:
    if samples < 1.0:
        return "orbit: every orbit of the year was flown"
    error = float(np.max(ledger["sampling_error"]))
    told = f"; twice as many change array and IT energy by {error:.2%} at most" if error > 0.0 else ""
    return f"orbit: {samples:.0f} orbits stand for the year{told}"


def _punctures(middle: Any, ledger: Mapping[str, NDArray[np.float64]]) -> str:
    loops = round(middle("loops_per_satellite"))
    spare = int(middle("loop_loss_share") * loops + 1e-9)
    hazard = float(np.median(ledger["puncture_hazard_per_yr"]))
    high = middle("altitude_km") > DEBRIS_KM
    by = "meteoroids" if high else f"meteoroids and debris ({middle('debris_flux_factor'):.2g} times the model of 1989)"
    return (
        f"orbit: {loops} isolated loops a satellite behind {middle('loop_wall_mm'):.2g} mm of aluminium, {spare} of them to spare: "
        f"punctures by {by} end {hazard:.2g} of the satellites a year{f'; debris is not counted above {DEBRIS_KM:,.0f} km' if high else ''}"
    )


def _formation(middle: Any, ledger: Mapping[str, NDArray[np.float64]]) -> tuple[str, ...]:
    spacing = middle("neighbour_spacing_m")
    if spacing == 0.0:
        return ()
    shade, view = (float(np.median(ledger[f"neighbour_{what}_share"])) for what in ("shade", "view"))
    return (
        f"orbit: neighbours at {spacing:,.0f} m take {shade:.1%} of the sunlight of the arrays and {view:.1%} of the view of the radiators",
    )


def dose_rad_per_yr(middle: Any) -> float:
    """Dose in this orbit behind this shield, as the engine takes it."""
    import warnings

    altitude_m = np.clip(middle("altitude_km") * 1e3, 300e3, 2000e3)
    depth_mm = np.clip(middle("shield_depth_mm"), 2.0, 20.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the note says that it is a trend
        trend = [radiation_effects.dose_rate_rad_per_yr(h, 98.0, t) for h, t in ((altitude_m, depth_mm), (650e3, 10.0))]
    return float(middle("dose_rate_rad_per_yr") * trend[0] / trend[1])


def _dose(middle: Any) -> str:
    rate, years = dose_rad_per_yr(middle), middle("station_life_years")
    if rate == 0.0:
        return "orbit: without dose"
    margin = radiation_effects.dose_margin(ONSET_DOSE_RAD, radiation_effects.mission_dose_rad(rate, years))
    warning = "" if margin >= 1.0 else "; chips do not last the life of their station"
    return (
        f"orbit: {rate:,.0f} rad a year behind {middle('shield_depth_mm'):.2g} mm of aluminium, a trend with one to two orders of doubt: "
        f"margin {margin:.2g} against {ONSET_DOSE_RAD:,.0f} rad in {years:.3g} years{warning}"
    )


def disposal_years(altitude_km: float, drag_area_ratio_m2_kg: float) -> tuple[float, float] | None:
    """Years until a dead satellite comes down at high and at low activity; ``None`` above 1,000 km, where nothing comes down."""
    if not 200.0 < altitude_km <= 1000.0:
        return None
    high, low = (drag.lifetime_yr(altitude_km * 1e3, drag_area_ratio_m2_kg, f107_sfu=f, ap=ap) for f, ap in (HIGH, LOW))
    return float(high), float(low)


def _years(value: float) -> str:
    return f"{value:.1f}" if value < 10.0 else f"{value:,.0f}"


def _disposal(middle: Any) -> str:
    found = disposal_years(middle("altitude_km"), middle("drag_area_ratio_m2_kg"))
    if found is None:
        return "orbit: a dead satellite does not come down in five years; propellant for active disposal is on board"
    met = [bool(drag.meets_disposal_rule(years)) for years in found]
    rule = {(True, True): "meets", (True, False): "meets only at high activity", (False, False): "does not meet"}[met[0], met[1]]
    return (
        f"orbit: without disposal a dead satellite comes down in {_years(found[0])} years at high and {_years(found[1])} at low solar "
        f"activity and {rule} the five-year rule; one that works meets it: the propellant is on board"
    )
