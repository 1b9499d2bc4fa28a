"""Months from the decision on: discounting, ramp, and what an asset costs while it waits and works. Arrays over the draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigasite.site_model import Array, Asset, SiteModel, column

__all__ = ["Timeline", "age_years", "blocks"]

Floats = NDArray[np.float64]
BLOCK = 256


@dataclass(frozen=True)
class Timeline:
    """The months of a horizon for every draw.

    ``discount[i, m]`` is what a dollar at the end of month m is worth at the decision; ``running[i, m]`` the share of full operation in
    that month, ramp and ageing included.
    """

    n_months: int
    #: One row for each draw, or one for all where the rate is the same.
    discount: Floats
    #: Sum of the discount factors before month m: a window is the difference of two entries.
    until: Floats
    running: Floats
    start_month: Floats

    @classmethod
    def of(cls, model: SiteModel, horizon_years: float, discount_rate: Array, n_draws: int) -> Timeline:
        """Timeline of a site: months of the horizon, ramp from the first power on, ageing with the years of operation."""
        n_months = max(round(horizon_years * 12), 1)
        rates = column(discount_rate, n_draws)
        rates = rates[:1] if np.all(rates == rates[0]) else rates
        rate = (1.0 + rates) ** (1.0 / 12.0) - 1.0
        months = np.arange(n_months, dtype=np.float64)
        discount = np.exp(np.log1p(rate)[:, None] * -(months + 1.0))
        until = np.concatenate([np.zeros((len(rate), 1)), np.cumsum(discount, axis=1)], axis=1)
        start, ramp = column(model.time_to_power_months, n_draws), column(model.ramp_months, n_draws)
        ageing = column(model.ageing_per_yr, n_draws)
        life = _shortest_life(model, n_draws) if np.any(ageing) else None
        running = np.empty((n_draws, n_months))
        for rows in blocks(n_draws):
            # Mean of the linear ramp over each month: the difference of its integral at the ends.
            integral = _ramp_integral(np.arange(n_months + 1.0), start[rows], ramp[rows])
            np.subtract(integral[:, 1:], integral[:, :-1], out=running[rows])
            if life is not None:
                # What fails is replaced when its asset is renewed, so the age starts again then.
                # The ledger holds the first year with its own losses, so whole years count.
                age = np.floor(age_years(months, start[rows], life[rows]))
                # Where nothing survives a year the exponent must stay finite: ln 0 times an age of 0 is no number.
                survives = np.log1p(-np.minimum(ageing[rows], 1.0 - 1e-12))
                running[rows] *= np.exp(survives[:, None] * age)
        return cls(n_months, discount, until, running, start)

    def present(self, flow: Floats) -> Floats:
        """What a flow by month is worth at the decision. Row by row, so that a draw does not depend on how many there are."""
        if len(self.discount) == 1:
            return np.asarray(np.einsum("ij,j->i", flow, self.discount[0]))
        return np.asarray(np.einsum("ij,ij->i", flow, self.discount))

    def window(self, first: Floats, last: Floats) -> Floats:
        """Sum of the discount factors of the months from ``first`` on, before ``last`` (fractions of a month count in part)."""
        return self._until(last) - self._until(first)

    def _until(self, month: Floats) -> Floats:
        clipped = np.clip(month, 0.0, self.n_months)
        whole = np.minimum(clipped.astype(np.int64), self.n_months - 1)
        rows = np.arange(len(whole)) if len(self.discount) > 1 else 0
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

    def buy(self, asset: Asset, flow: Floats) -> None:
        """Dated purchases less salvage, into a flow of draws × months; at the horizon a set is worth the part of its life that is left."""
        n = len(self.start_month)
        cost, life, month = (column(v, n) for v in (asset.cost_usd, asset.life_years, asset.month))
        trend, salvage = column(asset.price_trend_per_yr, n), column(asset.salvage_share, n)
        rows = np.arange(n)
        for k in range(self.lives(asset)):
            when = month + 12.0 * life * k
            price = cost * (1.0 + trend) ** (life * k)
            price[when >= self.n_months] = 0.0
            flow[rows, np.minimum(when.astype(np.int64), self.n_months - 1)] -= price
            end = when + 12.0 * life
            left = np.clip((end - self.n_months) / (12.0 * life), 0.0, 1.0)
            flow[rows, np.minimum(end.astype(np.int64), self.n_months - 1)] += price * (salvage + (1.0 - salvage) * left)


def blocks(n_draws: int) -> Iterator[slice]:
    """Draws in blocks whose months stay in the cache of a core."""
    for first in range(0, n_draws, BLOCK):
        yield slice(first, min(first + BLOCK, n_draws))


def age_years(months: Floats, start: Floats, life: Floats) -> Floats:
    """Age of a set in the middle of each month, from the first power on, starting again with each life."""
    since = np.maximum(months + 0.5 - start[:, None], 0.0) / 12.0
    return np.asarray(since - life[:, None] * np.floor(since / life[:, None]))


def _ramp_integral(t: Floats, start: Floats, ramp: Floats) -> Floats:
    """∫ of the ramp up to time t [months]: 0 before the start, quadratic in the ramp, linear after."""
    ramp = np.where(ramp > 1e-6, ramp, 0.0)
    since = np.maximum(t[None, :] - start[:, None], 0.0)
    inside = np.minimum(since, ramp[:, None])
    since -= inside
    inside *= inside
    inside *= np.divide(0.5, ramp, out=np.zeros_like(ramp), where=ramp > 0)[:, None]
    since += inside
    return since


def _recovery(rate: Floats, life: Floats) -> Floats:
    """CRF = r/(1 − (1 + r)^−n); 1/n at r = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = rate / -np.expm1(-life * np.log1p(rate))
    return np.asarray(np.where(np.abs(rate) < 1e-12, 1.0 / life, value))


def _shortest_life(model: SiteModel, n_draws: int) -> Floats:
    lives = [column(asset.life_years, n_draws) for asset in model.assets if asset.item in ("chips", "satellite")]
    return np.asarray(np.min(np.stack(lives), axis=0)) if lives else np.full(n_draws, 1e9)
