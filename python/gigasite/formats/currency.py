"""Prices of a file in USD: at the mean rate of their year, or at one that the scenario gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gigasite.errors import DataError
from gigasite.time_series import Series
from gigasite.units import money

__all__ = ["in_usd"]


def in_usd(prices: Series, currency: str, usd_per_unit: float | None, file: str) -> Series:
    """A series of money per MWh in USD/MWh, year by year. Errors: `DataError` for a year whose rate is not known."""
    if currency == "USD":
        return replace(prices, unit="USD/MWh")
    if usd_per_unit is not None:
        values, how = prices.values * usd_per_unit, f"at {usd_per_unit:g} USD"
    else:
        # By the middle of the year of the file, so that the hours of a local year in another UTC year keep its rate.
        year = prices.times_utc.astype("datetime64[Y]").astype(int) + 1970
        values = np.empty(len(prices))
        whole, counts = np.unique(year, return_counts=True)
        main = [int(one) for one, count in zip(whole, counts, strict=True) if count * prices.step_s > 15 * 86400.0] or [int(whole[0])]
        for one in whole:
            near = min(main, key=lambda candidate: abs(candidate - int(one)))
            inside = year == one
            try:
                values[inside] = money(prices.values[inside], currency, "USD", near)
            except DataError as error:
                hint = f"usd_per_unit = the mean USD of one {currency} in {near}"
                raise DataError(error.message, parameter="usd_per_unit", file=file, hint=hint) from None
        how = f"at the mean rate of {' to '.join(str(one) for one in dict.fromkeys((main[0], main[-1])))}"
    note = f"price: {currency} {how}, in money of that time"
    return replace(prices, values=values, unit="USD/MWh", notes=(*prices.notes, note))
