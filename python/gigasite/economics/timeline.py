"""Months from the decision on: discounting, ramp, and what an asset costs while it waits and works. Arrays over the draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigasite.site_model import Array, Asset, SiteModel, column

__all__ = ["Timeline"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Timeline:
    """The months of a horizon for every draw.

    ``discount[i, m]`` is what a dollar at the end of month m is worth at the decision; ``running[i, m]`` the share of full operation in
    that month, ramp and ageing included.
    """

    n_months: int
    discount: Floats
    #: Sum of the discount factors before month m: a window is the difference of two entries.
    until: Floats
    running: Floats
    start_month: Floats

    @classmethod
    def of(cls, model: SiteModel, horizon_years: float, discount_rate: Array, n_draws: int) -> Timeline:
        """Timeline of a site: months of the horizon, ramp from the first power on, ageing with the years of operation."""
        n_months = max(round(horizon_years * 12), 1)
        rate = (1.0 + column(discount_rate, n_draws)) ** (1.0 / 12.0) - 1.0
        months = np.arange(n_months)
        discount = np.exp(np.log1p(rate)[:, None] * -(months + 1.0))
        until = np.concatenate([np.zeros((n_draws, 1)), np.cumsum(discount, axis=1)], axis=1)
        start = column(model.time_to_power_months, n_draws)
        ramp = column(model.ramp_months, n_draws)
        # Mean of the linear ramp over each month: the difference of its integral at the ends.
        running = np.diff(_ramp_integral(np.arange(n_months + 1.0), start, ramp), axis=1)
        ageing = column(model.ageing_per_yr, n_draws)
        if np.any(ageing):
            # What fails is replaced when its asset is renewed, so the age starts again then.
            life = _shortest_life(model, n_draws)
            # The ledger holds the first year with its own losses, so whole years count.
            age = np.floor(np.mod(np.maximum(months + 0.5 - start[:, None], 0.0) / 12.0, life[:, None]))
            running = running * (1.0 - ageing[:, None]) ** age
        return cls(n_months, discount, until, running, start)

    def window(self, first: Floats, last: Floats) -> Floats:
        """Sum of the discount factors of the months from ``first`` on, before ``last`` (fractions of a month count in part)."""
        return self._until(last) - self._until(first)

    def _until(self, month: Floats) -> Floats:
        clipped = np.clip(month, 0.0, self.n_months)
        whole = np.minimum(clipped.astype(np.int64), self.n_months - 1)
        rows = np.arange(len(whole))
        value: Floats = self.until[rows, whole] + (clipped - whole) * self.discount[rows, whole]
        return value

    def annuity(self, asset: Asset) -> Floats:
        """Present value of what an asset costs per month: an annuity at its own rate over its own life, from its purchase to the horizon.

        ``Σ_k C (1 + trend)^(k L) CRF(r, L)/12 · discount(months of the k-th life)``; an asset that is not renewed ends with its life.
        """
        n = len(self.start_month)
        cost, life, rate = (column(v, n) for v in (asset.cost_usd, asset.life_years, asset.rate))
        month, trend = column(asset.month, n), column(asset.price_trend_per_yr, n)
        monthly = cost * _recovery(rate, life) / 12.0
        if asset.renew and not np.any(trend):
            # Every life costs the same: one window to the horizon.
            return np.asarray(monthly * self.window(month, np.full(n, float(self.n_months))))
        total = np.zeros(n)
        for k in range(self.lives(asset)):
            first = month + 12.0 * life * k
            total += monthly * (1.0 + trend) ** (life * k) * self.window(first, first + 12.0 * life)
        return total

    def lives(self, asset: Asset) -> int:
        """How often an asset is bought within the horizon, in the draw where it lives shortest."""
        if not asset.renew:
            return 1
        return max(int(np.ceil(self.n_months / (12.0 * float(np.min(asset.life_years))))), 1)

    def purchases(self, asset: Asset) -> Floats:
        """Dated purchases less salvage, draws × months; at the horizon a set is worth the part of its life that is left."""
        n = len(self.start_month)
        flow = np.zeros((n, self.n_months))
        cost, life, month = (column(v, n) for v in (asset.cost_usd, asset.life_years, asset.month))
        trend, salvage = column(asset.price_trend_per_yr, n), column(asset.salvage_share, n)
        rows = np.arange(n)
        for k in range(self.lives(asset)):
            when = month + 12.0 * life * k
            price = cost * (1.0 + trend) ** (life * k)
            bought = when < self.n_months
            at = np.minimum(when.astype(np.int64), self.n_months - 1)
            np.add.at(flow, (rows[bought], at[bought]), -price[bought])
            end = when + 12.0 * life
            left = np.clip((end - self.n_months) / (12.0 * life), 0.0, 1.0)
            worth = price * (salvage + (1.0 - salvage) * left)
            out = np.minimum(end.astype(np.int64), self.n_months - 1)
            np.add.at(flow, (rows[bought], out[bought]), worth[bought])
        return flow


def _ramp_integral(t: Floats, start: Floats, ramp: Floats) -> Floats:
    """∫ of the ramp up to time t [months]: 0 before the start, quadratic in the ramp, linear after."""
    since = np.maximum(t[None, :] - start[:, None], 0.0)
    length = ramp[:, None]
    inside = np.minimum(since, length)
    with np.errstate(divide="ignore", invalid="ignore"):
        rising = np.where(length > 0, inside**2 / (2.0 * length), 0.0)
    return np.asarray(rising + np.maximum(since - length, 0.0))


def _recovery(rate: Floats, life: Floats) -> Floats:
    """CRF = r/(1 − (1 + r)^−n); 1/n at r = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = rate / -np.expm1(-life * np.log1p(rate))
    return np.asarray(np.where(np.abs(rate) < 1e-12, 1.0 / life, value))


def _shortest_life(model: SiteModel, n_draws: int) -> Floats:
    lives = [column(asset.life_years, n_draws) for asset in model.assets if asset.item in ("chips", "satellite")]
    return np.asarray(np.min(np.stack(lives), axis=0)) if lives else np.full(n_draws, 1e9)
