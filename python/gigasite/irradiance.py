"""Irradiance where only cloud cover or only the global part is known: cloud model and diffuse split."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigasite.clear_sky import haurwitz_ghi_w_m2
from gigasite.parameters import default
from gigasite.solar_position import position

__all__ = ["clear_sky_year", "cloudy_share", "split"]

Array = NDArray[np.float64]
_LOWEST_COSINE = 0.065  # below, a beam of the split would be a division by almost nothing (zenith above 86.3°)


def clear_sky_year(latitude_deg: float, longitude_deg: float, altitude_m: float = 0.0) -> tuple[Array, Array]:
    """Clear-sky irradiance [W/m²] and cosine of the zenith in the middle of each of the 8,760 UTC hours of a common year."""
    middles = np.datetime64("2023-01-01T00:30", "s") + np.arange(8760) * np.timedelta64(3600, "s")
    zenith_deg = np.clip(position(middles, latitude_deg, longitude_deg, altitude_m=altitude_m).zenith_deg, 0.0, 180.0)
    return np.asarray(haurwitz_ghi_w_m2(zenith_deg)), np.cos(np.radians(zenith_deg))


def cloudy_share(cloud_cover: Array) -> Array:
    """Share of the clear-sky irradiance under a cloud cover of 0–1: ``1 − 0.75 n^3.4`` (Kasten and Czeplak 1980)."""
    return np.asarray(1.0 - 0.75 * cloud_cover**3.4)


def split(ghi_w_m2: Array, cos_zenith: Array) -> tuple[Array, Array]:
    """Beam and diffuse part of hourly global irradiance on the hours of a common year (Erbs, Klein and Duffie 1982).

    Clearness ``kt = GHI/(I0 cos z)``; diffuse share 1 − 0.09 kt to 0.22, a polynomial to 0.8, 0.165 above.
    """
    day = np.arange(len(ghi_w_m2)) // 24
    extraterrestrial = default("solar_constant") * (1.0 + 0.033 * np.cos(2.0 * np.pi * (day + 1) / 365.0))
    high = cos_zenith > _LOWEST_COSINE
    cosine = np.where(high, cos_zenith, 1.0)
    kt = np.clip(ghi_w_m2 / (extraterrestrial * cosine), 0.0, 1.0)
    middle = 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)))
    diffuse_share = np.where(kt <= 0.22, 1.0 - 0.09 * kt, np.where(kt <= 0.8, middle, 0.165))
    dhi = np.where(high, ghi_w_m2 * diffuse_share, ghi_w_m2)
    return (ghi_w_m2 - dhi) / cosine, dhi
