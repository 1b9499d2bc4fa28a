"""Slow, readable twin of `gigasite.psychrometrics`: formulas as in the handbook, every root by halving alone."""

import numpy as np

C_ICE = (-5.6745359e3, 6.3925247, -9.677843e-3, 6.2215701e-7, 2.0747825e-9, -9.484024e-13, 4.1635019)
C_WATER = (-5.8002206e3, 1.3914993, -4.8640239e-2, 4.1764768e-5, -1.4452093e-8, 0.0, 6.5459673)


def saturation_pressure_pa(t):
    kelvin = np.asarray(t) + 273.15
    result = []
    for c in (C_ICE, C_WATER):
        polynomial = c[1] + c[2] * kelvin + c[3] * kelvin**2 + c[4] * kelvin**3 + c[5] * kelvin**4
        result.append(np.exp(c[0] / kelvin + polynomial + c[6] * np.log(kelvin)))
    return np.where(np.asarray(t) < 0.01, *result)


def humidity_ratio(t, rh, p):
    vapour = rh * saturation_pressure_pa(t)
    return 0.621945 * vapour / (p - vapour)


def humidity_ratio_from_wet_bulb(t, wet, p):
    saturated = humidity_ratio(wet, 1.0, p)
    over_water = ((2501 - 2.326 * wet) * saturated - 1.006 * (t - wet)) / (2501 + 1.86 * t - 4.186 * wet)
    over_ice = ((2830 - 0.24 * wet) * saturated - 1.006 * (t - wet)) / (2830 + 1.86 * t - 2.1 * wet)
    return np.where(wet >= 0, over_water, over_ice)


def halve(rising, low, high):
    """Root of a rising function for each element, by fifty halvings."""
    for _ in range(50):
        middle = (low + high) / 2
        above = rising(middle) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


def dew_point_c(t, rh):
    vapour = rh * saturation_pressure_pa(t)
    return halve(lambda dew: saturation_pressure_pa(dew) - vapour, np.full_like(vapour, -120.0), np.asarray(t) + 0.0 * vapour)


def wet_bulb_c(t, rh, p):
    w = humidity_ratio(t, rh, p)
    return halve(lambda wet: humidity_ratio_from_wet_bulb(t, wet, p) - w, dew_point_c(t, rh), np.asarray(t) + 0.0 * w)


def enthalpy_j_kg(t, w):
    return 1000 * (1.006 * t + w * (2501 + 1.86 * t))


def specific_volume_m3_kg(t, w, p):
    return 287.042 * (np.asarray(t) + 273.15) * (1 + 1.607858 * w) / p
