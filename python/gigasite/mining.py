"""Proof of work as a load (model T19). Difficulty and price are series of the caller: a constant one is a scenario."""

from __future__ import annotations

import csv
import functools
from importlib import resources
from typing import Any, NamedTuple

import numpy as np

from gigasite._model import Floats, finite, kernel, model, non_negative, positive, require, share
from gigasite.errors import ParameterError, PhysicsError
from gigasite.parameters import default

__all__ = [
    "MiningDispatch",
    "break_even_from_work_usd_per_mwh",
    "break_even_usd_per_mwh",
    "coins_btc_per_yr",
    "cost_usd_per_eh",
    "dispatch",
    "hashprice_usd_per_th_day",
    "hashrate_ph_s_per_mw",
    "implied_price_usd_per_btc",
    "network_hashrate_eh_s",
    "next_difficulty",
    "revenue_usd_per_mw_yr",
    "subsidy_btc",
]

_BLOCKS_PER_DAY = 144.0
_DAYS_PER_YEAR = 365.0


@model(difficulty=positive, block_interval_s=positive)
def network_hashrate_eh_s(difficulty: Floats, *, block_interval_s: Floats = 600.0) -> Floats:
    """Hashrate of the network [EH/s] at a difficulty: ``D 2³²/600``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for values that are not positive. Source: Bitcoin protocol.

    >>> round(network_hashrate_eh_s(136.04e12), 3)
    973.812
    """
    return kernel("mining.network_hashrate_eh_s", difficulty, block_interval_s)


@model(difficulty=positive, price_usd_per_btc=non_negative, subsidy_btc=non_negative, fee_share=non_negative, blocks_per_day=positive)
def hashprice_usd_per_th_day(
    difficulty: Floats,
    price_usd_per_btc: Floats,
    *,
    subsidy_btc: Floats = default("subsidy"),
    fee_share: Floats = default("fee_share"),
    blocks_per_day: Floats = _BLOCKS_PER_DAY,
) -> Floats:
    """Income of a TH/s in a day [USD]: ``144 S (1 + f) price/H``, S the subsidy, f the fees over it, H the network in TH/s.

    Shapes: all arguments broadcast; × 1000 for a PH/s. Errors: `ParameterError` for values without meaning.
    Source: Bitcoin protocol; definition of the hashprice by Luxor, Hashrate Index.

    >>> round(1000 * hashprice_usd_per_th_day(136.04e12, 110_000.0, fee_share=0.01), 4)
    51.3395
    """
    return kernel("mining.hashprice_usd_per_th_day", difficulty, price_usd_per_btc, subsidy_btc, fee_share, blocks_per_day)


@model(hashprice_usd_per_th_day=non_negative, efficiency_j_per_th=positive)
def break_even_usd_per_mwh(hashprice_usd_per_th_day: Floats, efficiency_j_per_th: Floats) -> Floats:
    """Price of power at which a machine earns nothing [USD/MWh]: ``hashprice/(24 e) 10⁶``, e in J/TH.

    Shapes: all arguments broadcast. Errors: `ParameterError` for an efficiency that is not positive. Source: definition.

    >>> round(break_even_usd_per_mwh(0.052, 17.5), 2)
    123.81
    """
    return kernel("mining.break_even_usd_per_mwh", hashprice_usd_per_th_day, efficiency_j_per_th)


@model(revenue_usd_per_eh=non_negative, efficiency_j_per_th=positive)
def break_even_from_work_usd_per_mwh(revenue_usd_per_eh: Floats, efficiency_j_per_th: Floats) -> Floats:
    """The same from the income of 10¹⁸ hashes [USD/MWh]: ``3600 revenue/e``.

    Shapes: all arguments broadcast. Errors: as `break_even_usd_per_mwh`. Source: definition.

    >>> round(break_even_from_work_usd_per_mwh(0.7, 35.0), 9)
    72.0
    """
    return 3600.0 * np.asarray(revenue_usd_per_eh) / efficiency_j_per_th


@model(electricity_usd_per_mwh=finite, efficiency_j_per_th=positive)
def cost_usd_per_eh(electricity_usd_per_mwh: Floats, efficiency_j_per_th: Floats) -> Floats:
    """Cost of power for 10¹⁸ hashes [USD]: ``c e/3.6`` with c in USD/kWh. Shapes: all arguments broadcast.

    Errors: `ParameterError` for an efficiency that is not positive. Source: definition.

    >>> round(cost_usd_per_eh(72.0, 35.0), 9)
    0.7
    """
    return np.asarray(electricity_usd_per_mwh) * 1e-3 * efficiency_j_per_th / 3.6


@model(efficiency_j_per_th=positive)
def hashrate_ph_s_per_mw(efficiency_j_per_th: Floats) -> Floats:
    """Hashrate of a megawatt [PH/s]: ``1000/e``. Shapes: any array.

    Errors: `ParameterError` for an efficiency that is not positive. Source: definition.

    >>> round(hashrate_ph_s_per_mw(17.5), 4)
    57.1429
    """
    return 1000.0 / np.asarray(efficiency_j_per_th)


@model(hashprice_usd_per_th_day=non_negative, efficiency_j_per_th=positive, uptime=share, days_per_year=positive)
def revenue_usd_per_mw_yr(
    hashprice_usd_per_th_day: Floats, efficiency_j_per_th: Floats, *, uptime: Floats = 1.0, days_per_year: Floats = _DAYS_PER_YEAR
) -> Floats:
    """Income of a megawatt of machines over a year [USD]: ``hashprice 365 · 10⁶/e · uptime``, hashprice per TH/s.

    Shapes: all arguments broadcast. Errors: `ParameterError` for an uptime beyond 0–1, an efficiency ≤ 0.
    Source: definition.

    >>> round(revenue_usd_per_mw_yr(0.052, 17.5, uptime=0.95))
    1030343
    """
    return np.asarray(hashprice_usd_per_th_day) * days_per_year * 1e6 / np.asarray(efficiency_j_per_th) * uptime


@model(own_hashrate_eh_s=non_negative, network_hashrate_eh_s=positive, subsidy_btc=non_negative, fee_share=non_negative, uptime=share)
def coins_btc_per_yr(
    own_hashrate_eh_s: Floats,
    network_hashrate_eh_s: Floats,
    *,
    subsidy_btc: Floats = default("subsidy"),
    fee_share: Floats = default("fee_share"),
    uptime: Floats = 1.0,
) -> Floats:
    """Coins of a year: ``own/network 144 · 365 S (1 + f) uptime``. Shapes: all arguments broadcast.

    Errors: `ParameterError` for an own hashrate above that of the network. Source: Bitcoin protocol.

    >>> round(coins_btc_per_yr(10.0, 1000.0), 2)
    1658.92
    """
    require(
        np.less_equal(own_hashrate_eh_s, network_hashrate_eh_s),
        "the own hashrate is part of that of the network",
        parameter="own_hashrate_eh_s",
        value=own_hashrate_eh_s,
    )
    blocks = np.asarray(own_hashrate_eh_s) / network_hashrate_eh_s * _BLOCKS_PER_DAY * _DAYS_PER_YEAR
    return blocks * np.asarray(subsidy_btc) * (1.0 + np.asarray(fee_share)) * uptime


@model(value_usd=non_negative, coins_btc=positive)
def implied_price_usd_per_btc(value_usd: Floats, coins_btc: Floats) -> Floats:
    """Price that a stated value of coins implies [USD/BTC]. Shapes: all arguments broadcast.

    Errors: `ParameterError` for no coins. Source: definition.

    >>> implied_price_usd_per_btc(8.9e6, 89.0)
    100000.0
    """
    return np.asarray(value_usd) / coins_btc


@functools.cache
def _halvings() -> tuple[Any, Any]:
    text = resources.files("gigasite").joinpath("data/halvings.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    dates = np.array([row["date"] for row in rows], dtype="datetime64[D]")
    return dates, np.array([float(row["subsidy_btc"] or "nan") for row in rows])


def subsidy_btc(date: Any) -> Any:
    """Coins that a new block creates at a date (ISO text, date, datetime64 or an array of them).

    The halvings are data; the next is expected in April 2028 and its date is not known.
    Errors: `PhysicsError` before the first block and from the next halving on; `ParameterError` for what is no date.
    Source: Bitcoin protocol: the subsidy halves every 210,000 blocks.

    >>> subsidy_btc("2025-06-01"), subsidy_btc(["2012-11-27", "2012-11-28"]).tolist()
    (3.125, [50.0, 25.0])
    """
    try:
        days = np.asarray(date, dtype="datetime64[D]")
    except (ValueError, TypeError) as error:
        raise ParameterError(f"not a date: {error}", parameter="date", value=date) from None
    if np.asarray(date).dtype.kind in "iuf" or np.any(np.isnat(days)):
        raise ParameterError(f"{date!r:.60} is not a date", parameter="date", value=date)
    dates, subsidies = _halvings()
    if np.any(days < dates[0]) or np.any(days >= dates[-1]):
        raise PhysicsError(
            f"the subsidy is known from {dates[0]} to the halving expected about {dates[-1]}",
            parameter="date",
            value=str(date),
            hint="give subsidy_btc as a number for a scenario",
        )
    found = subsidies[np.searchsorted(dates, days, side="right") - 1]
    return float(found) if np.ndim(found) == 0 else found


@model(difficulty=positive, mean_block_interval_s=positive, target_s=positive)
def next_difficulty(difficulty: Floats, mean_block_interval_s: Floats, *, target_s: Floats = 600.0) -> Floats:
    """Difficulty after 2,016 blocks: ``D target/actual``, the factor limited to a quarter and four.

    Shapes: all arguments broadcast. Errors: `ParameterError` for values that are not positive. Source: Bitcoin protocol.

    >>> next_difficulty(100.0, [600.0, 500.0, 60.0, 6000.0]).tolist()
    [100.0, 120.0, 400.0, 25.0]
    """
    return np.asarray(difficulty) * np.clip(np.asarray(target_s) / mean_block_interval_s, 0.25, 4.0)


class MiningDispatch(NamedTuple):
    """What runs, and whether bought power is sold back; arrays of truth values."""

    mine: Any
    run_ai: Any
    sell_back: Any


@model(
    price_usd_per_mwh=finite,
    break_even_usd_per_mwh=non_negative,
    ai_value_usd_per_mwh=non_negative,
    response_payment_usd_per_mwh=non_negative,
    contract_price_usd_per_mwh=finite.or_none(),
)
def dispatch(
    price_usd_per_mwh: Floats,
    break_even_usd_per_mwh: Floats,
    *,
    ai_value_usd_per_mwh: Floats = 10_000.0,
    response_payment_usd_per_mwh: Floats = 0.0,
    contract_price_usd_per_mwh: Floats | None = None,
) -> MiningDispatch:
    """What runs in an hour: mining while price + payment < break-even, AI while price + payment < its value.

    The price and the payment for not drawing are what power costs to use. Under a contract at a fixed price the market price
    is the income forgone, and the contract price what is paid: a use must be worth more than both; power that mining leaves
    is sold back while the market pays more than the contract.
    Shapes: all arguments broadcast. Errors: `ParameterError` for negative values or payments. Source: opportunity cost.

    >>> dispatch([20.0, 150.0], 123.8, contract_price_usd_per_mwh=50.0).sell_back.tolist()
    [False, True]
    """
    cost = np.asarray(price_usd_per_mwh) + response_payment_usd_per_mwh
    if contract_price_usd_per_mwh is not None:
        cost = np.maximum(cost, contract_price_usd_per_mwh)
    mine, run_ai = cost < break_even_usd_per_mwh, cost < ai_value_usd_per_mwh
    shape = np.broadcast_shapes(np.shape(mine), np.shape(run_ai))
    mine, run_ai = np.broadcast_to(mine, shape), np.broadcast_to(run_ai, shape)
    sells = np.zeros(shape, bool)
    if contract_price_usd_per_mwh is not None:
        sells = ~mine & np.greater(price_usd_per_mwh, contract_price_usd_per_mwh)
    return MiningDispatch(mine, run_ai, sells)
