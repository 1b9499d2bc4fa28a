"""Money in time (T24): closed forms, other programs as second opinions, and the guards."""

import itertools
import math

import numpy as np
import numpy_financial
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from gigasite import finance
from gigasite.errors import ParameterError, PhysicsError, ValidityWarning

rates = st.floats(-0.5, 2.0)
lives = st.floats(0.5, 60.0)
flows = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-3), min_size=2, max_size=12)


# annuities -----------------------------------------------------------------------------------------------------------
@given(rates, st.integers(1, 60))
def test_annuity_is_the_sum_of_its_payments(rate, years):
    present = sum((1 + rate) ** -k for k in range(1, years + 1))
    assert finance.capital_recovery_factor(rate, years) == pytest.approx(1 / present, rel=1e-11)


@given(st.floats(0.0, 2.0), lives)
def test_annuity_is_above_the_rate_and_the_straight_line(rate, years):
    crf = finance.capital_recovery_factor(rate, years)
    assert crf >= max(rate, 1 / years) * (1 - 1e-12)


def test_annuity_near_rate_zero():
    rate = np.array([-1e-9, 0.0, 1e-15, 1e-9])
    np.testing.assert_allclose(finance.capital_recovery_factor(rate, 20.0), (1 + rate * 21 / 2) / 20, rtol=1e-14)


@given(st.floats(0.001, 0.5), st.integers(1, 40))
def test_annuity_against_numpy_financial(rate, years):
    assert finance.capital_recovery_factor(rate, years) == pytest.approx(-numpy_financial.pmt(rate, years, 1.0), rel=1e-11)
    monthly = -12 * numpy_financial.pmt(rate / 12, 12 * years, 1.0)
    assert finance.capital_recovery_factor(rate, years, payments_per_year=12) == pytest.approx(monthly, rel=1e-10)


@given(st.floats(0.0, 0.5), lives, st.floats(0.0, 1.0))
def test_annualised_cost_discounts_back_to_the_cost(rate, years, share):
    annual = finance.annualised_cost_usd_per_yr(1000.0, rate, years, residual_usd=1000.0 * share)
    back = annual / finance.capital_recovery_factor(rate, years) + 1000.0 * share * (1 + rate) ** -years
    assert back == pytest.approx(1000.0, rel=1e-11)


def test_annuity_broadcasts():
    assert finance.capital_recovery_factor(np.full((3, 1), 0.07), [5.0, 15.0]).shape == (3, 2)
    assert isinstance(finance.capital_recovery_factor(0.07, 5), float)


@pytest.mark.parametrize("rate,years", [(-1.0, 5), (-2.0, 5), (0.1, 0.0), (0.1, -1.0), (math.nan, 5), (0.1, math.inf), ("x", 5)])
def test_annuity_refuses(rate, years):
    with pytest.raises(ParameterError):
        finance.capital_recovery_factor(rate, years)
    with pytest.raises(ParameterError):
        finance.annualised_cost_usd_per_yr(1.0, rate, years)


# present values ------------------------------------------------------------------------------------------------------
@given(rates, st.floats(0.0, 50.0))
def test_discount_factor_timing(rate, years):
    end, mid, start = (finance.discount_factor(rate, years, timing=t) for t in ("end", "mid", "start"))
    assert end == pytest.approx((1 + rate) ** -years, rel=1e-11)
    assert mid == pytest.approx(math.sqrt(end * start), rel=1e-11)
    assert start == pytest.approx(end * (1 + rate), rel=1e-11)


def test_discount_factor_refuses():
    for bad in [{"rate": -1.0, "years": 1.0}, {"rate": 0.1, "years": -1.0}, {"rate": 0.1, "years": 1.0, "timing": "middle"}]:
        with pytest.raises(ParameterError):
            finance.discount_factor(**bad)


@given(flows, rates)
def test_npv_against_numpy_financial(cash, rate):
    size = sum(abs(c) * (1 + rate) ** -k for k, c in enumerate(cash))
    assert finance.npv_usd(cash, rate) == pytest.approx(numpy_financial.npv(rate, cash), abs=1e-11 * size + 1e-300)


def test_npv_axis_and_broadcast():
    cash = np.arange(24.0).reshape(2, 3, 4)
    assert finance.npv_usd(cash, 0.1).shape == (2, 3)
    np.testing.assert_allclose(finance.npv_usd(cash, 0.1, axis=0), finance.npv_usd(np.moveaxis(cash, 0, -1), 0.1))
    np.testing.assert_allclose(finance.npv_usd(cash[0], [0.0, 0.1, 0.2])[1], finance.npv_usd(cash[0, 1], 0.1))
    with pytest.raises(ParameterError):
        finance.npv_usd(cash, 0.1, axis=5)
    with pytest.raises(ParameterError):
        finance.npv_usd([], 0.1)
    with pytest.raises(ParameterError):
        finance.npv_usd([1.0, math.nan], 0.1)
    with pytest.raises(ParameterError):
        finance.npv_usd(cash[0], [0.1, 0.2])


@given(st.floats(0.1, 1e6), st.lists(st.floats(0.1, 1e6), min_size=1, max_size=20))
def test_npv_of_conventional_cash_flows_falls_with_the_rate(cost, income):
    values = finance.npv_usd([-cost, *income], np.linspace(-0.5, 2.0, 12))
    assert np.all(np.diff(values) < 0)


# rates of return -----------------------------------------------------------------------------------------------------
@given(st.floats(1.0, 1e6), st.lists(st.floats(0.0, 1e6, allow_subnormal=False), min_size=1, max_size=30))
def test_irr_makes_npv_zero(cost, income):
    cash = [-cost, *income]
    assume(finance.npv_usd(cash, -0.989) > 0 > finance.npv_usd(cash, 9.9))
    rate = finance.irr(cash)
    assert abs(finance.npv_usd(cash, rate)) <= 1e-10 * finance.npv_usd(np.abs(cash), rate)


def test_irr_against_other_programs():
    random = np.random.default_rng(1)
    cash = np.abs(random.normal(100, 40, (200, 26)))
    cash[:, 0] = -random.uniform(300, 2000, 200)
    got = finance.irr(cash)
    np.testing.assert_allclose(got, [pyxirr.irr(row) for row in cash], rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(got[:50], [numpy_financial.irr(row) for row in cash[:50]], rtol=1e-7)


@given(st.lists(st.floats(-0.9, 8.0), min_size=1, max_size=4, unique=True))
def test_all_roots_are_found(roots):
    roots = sorted(roots)
    assume(all(b - a > 0.05 for a, b in itertools.pairwise(roots)))
    got = finance.irr_roots(np.poly(1 + np.array(roots)))  # Π (y − 1 − r) in y = 1 + r
    np.testing.assert_allclose(got, roots, atol=1e-8)


def test_roots_of_a_long_irregular_series_against_the_companion_matrix():
    cash = np.random.default_rng(0).normal(0, 1, 200)
    roots = np.roots(cash)
    real = np.sort(roots[(np.abs(roots.imag) < 1e-10) & (roots.real > 0.01) & (roots.real < 11)].real - 1)
    np.testing.assert_allclose(finance.irr_roots(cash), real, rtol=1e-8)


def test_irr_of_a_double_root():
    assert finance.irr([1.0, -2.2, 1.21]) == pytest.approx(0.1, abs=1e-7)


@pytest.mark.parametrize(
    ("cash", "says"),
    [
        ([100.0, 100.0], ["0 sign changes", "none"]),
        ([0.0, 0.0], ["0 sign changes"]),
        ([-100.0, 230.0, -132.0], ["2 sign changes", "0.1, 0.2"]),
        ([-1.0, 1e9], ["1 sign change", "none"]),
        ([-100.0, 120.0, -100.0], ["2 sign changes", "none"]),
    ],
)
def test_irr_says_why_there_is_none(cash, says):
    with pytest.raises(PhysicsError) as error:
        finance.irr(cash)
    assert all(word in str(error.value) for word in says), str(error.value)
    assert math.isnan(finance.irr_where_unique(cash).rate)


def test_irr_of_a_batch_names_the_row_and_the_unique_form_does_not_raise():
    batch = np.array([[-100.0, 60.0, 60.0], [-100.0, 230.0, -132.0]])
    with pytest.raises(PhysicsError, match="element 1"):
        finance.irr(batch)
    found = finance.irr_where_unique(batch)
    assert found.roots.tolist() == [1, 2] and found.sign_changes.tolist() == [1, 2]
    assert found.rate[0] == pytest.approx(pyxirr.irr(batch[0])) and np.isnan(found.rate[1])
    np.testing.assert_allclose(finance.irr(batch[:1].T, axis=0), finance.irr(batch[:1]))


def test_ten_thousand_draws_with_refreshes_are_quick():
    random = np.random.default_rng(2)
    cash = np.abs(random.normal(100, 30, (10_000, 26)))
    cash[:, 0] = -900
    cash[:, [6, 12, 18]] -= 400
    found = finance.irr_where_unique(cash)
    assert np.all(found.roots == 1)
    residual = np.abs(finance.npv_usd(cash, found.rate)) / finance.npv_usd(np.abs(cash), found.rate)
    assert residual.max() < 1e-12


def test_irr_roots_refuses():
    for bad in [
        {"cash_flows_usd": [[1.0, 2.0]]},
        {"cash_flows_usd": [1.0, -2.0], "low": 1.0, "high": 0.0},
        {"cash_flows_usd": [1.0], "low": -1.0},
    ]:
        with pytest.raises(ParameterError):
            finance.irr_roots(**bad)
    assert finance.irr_roots([1.0, 2.0]).shape == (0,)


def test_sign_changes_skip_zeros():
    assert finance.sign_changes([0.0, -1.0, 0.0, 0.0, 1.0, -1.0]) == 2
    assert finance.sign_changes([[1.0, -1.0], [1.0, 1.0]]).tolist() == [1, 0]


_DATES = ["2025-01-01", "2025-06-15", "2026-02-28", "2028-03-01", "2031-12-31"]


@given(st.lists(st.floats(1.0, 1e4), min_size=4, max_size=4), rates)
def test_dated_flows_against_pyxirr(income, rate):
    dates, cash = [np.datetime64(d) for d in _DATES], [-3000.0, *income]
    days = [d.astype(object) for d in dates]
    size = sum(abs(c) * (1 + rate) ** -((d - dates[0]).astype(float) / 365) for c, d in zip(cash, dates, strict=True))
    assert finance.xnpv_usd(cash, _DATES, rate) == pytest.approx(pyxirr.xnpv(rate, days, cash), abs=1e-11 * size)
    assume(finance.xnpv_usd(cash, dates, 9.9) < 0 < finance.xnpv_usd(cash, dates, -0.9))
    found = finance.xirr(cash, _DATES)
    assert found == pytest.approx(pyxirr.xirr(days, cash), rel=1e-6, abs=1e-7)  # pyxirr stops at a residual of about 1e-5
    assert abs(finance.xnpv_usd(cash, _DATES, found)) <= 1e-11 * finance.xnpv_usd(np.abs(cash), _DATES, found)


def test_xirr_takes_flows_of_one_day_together_and_in_any_order():
    a = finance.xirr([-100.0, 60.0, 30.0, 30.0], ["2025-01-01", "2026-01-01", "2025-07-01", "2025-07-01"])
    assert a == pytest.approx(finance.xirr([-100.0, 60.0, 60.0], ["2025-01-01", "2025-07-01", "2026-01-01"]), rel=1e-12)
    with pytest.raises(PhysicsError, match="2 sign changes"):
        finance.xirr([-100.0, 230.0, -132.0], ["2025-01-01", "2026-01-01", "2027-01-01"])


@pytest.mark.parametrize("dates", [["2025-01-01"], ["2025-01-01", "soon"], ["2025-01-01", "2024-01-01"], ["2025-01-01", "NaT"], [1.5, 2.5]])
def test_dates_are_checked(dates):
    with pytest.raises(ParameterError, match="dates"):
        finance.xnpv_usd([-1.0, 2.0], dates, 0.1)


def test_payback():
    assert finance.payback_years([-100.0, 40.0, 40.0, 40.0]) == pytest.approx(2.5)
    assert finance.payback_years([-0.3, 0.1, 0.1, 0.1]) == pytest.approx(3.0)
    assert math.isnan(finance.payback_years([-100.0, 10.0]))
    assert finance.payback_years([5.0, -1.0]) == 0.0
    assert finance.payback_years([-100.0, 50.0, 93.75], rate=0.25) == pytest.approx(2.0)
    discounted = finance.payback_years([-100.0, 110.0, 121.0], rate=0.1)
    assert discounted == pytest.approx(1.0)
    np.testing.assert_allclose(finance.payback_years([[-1.0, 2.0], [-1.0, 0.5]]), [0.5, math.nan])


@given(st.floats(1.0, 1e3), st.lists(st.floats(0.0, 1e3), min_size=1, max_size=20), st.floats(0.0, 0.5))
def test_discounting_never_shortens_the_payback(cost, income, rate):
    plain, discounted = finance.payback_years([-cost, *income]), finance.payback_years([-cost, *income], rate=rate)
    assert math.isnan(discounted) or discounted >= plain - 1e-9


# the rest ------------------------------------------------------------------------------------------------------------
@given(st.floats(-0.5, 1.0), st.floats(-0.3, 1.0))
def test_real_and_nominal_are_inverse(real, inflation):
    nominal = finance.nominal_rate(real, inflation)
    assert 1 + nominal == pytest.approx((1 + real) * (1 + inflation), rel=1e-12)
    assert finance.real_rate(nominal, inflation) == pytest.approx(real, abs=1e-12)


@given(st.floats(0.0, 1.0), st.floats(0.0, 0.3), st.floats(0.0, 0.3), st.floats(0.0, 1.0))
def test_wacc_lies_between_its_parts(debt, debt_rate, equity_rate, tax):
    after_tax = debt_rate * (1 - tax)
    value = finance.wacc(debt, debt_rate, equity_rate, tax)
    assert min(after_tax, equity_rate) - 1e-12 <= value <= max(after_tax, equity_rate) + 1e-12


# IRS Publication 946, table A-1, per cent
_TABLE_A1 = {
    3: [33.33, 44.45, 14.81, 7.41],
    5: [20.0, 32.0, 19.2, 11.52, 11.52, 5.76],
    7: [14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46],
    10: [10.0, 18.0, 14.4, 11.52, 9.22, 7.37, 6.55, 6.55, 6.56, 6.55, 3.28],
    15: [5.0, 9.5, 8.55, 7.7, 6.93, 6.23, 5.9, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 5.9, 5.91, 2.95],
    20: [3.75, 7.219, 6.677, 6.177, 5.713, 5.285, 4.888, 4.522] + [4.462, 4.461] * 6 + [2.231],
}


@pytest.mark.parametrize("years", _TABLE_A1)
def test_macrs_against_the_printed_table(years):
    shares = finance.macrs_shares(years)
    np.testing.assert_allclose(shares * 100, _TABLE_A1[years], atol=0.011)
    assert shares.sum() == pytest.approx(1.0, rel=1e-14)


@pytest.mark.parametrize("years", [4, 0, -3, 5.5, math.nan, [3, 5]])
def test_macrs_refuses(years):
    with pytest.raises(ParameterError):
        finance.macrs_shares(years)


def test_straight_line():
    np.testing.assert_allclose(finance.straight_line_usd_per_yr(100.0, [5.0, 10.0], salvage_usd=20.0), [16.0, 8.0])
    for bad in [(100.0, 0.0, 0.0), (100.0, 5.0, 101.0), (100.0, 5.0, -1.0)]:
        with pytest.raises(ParameterError):
            finance.straight_line_usd_per_yr(bad[0], bad[1], salvage_usd=bad[2])


@given(st.lists(st.floats(0.0, 1e6), min_size=1, max_size=20), st.floats(0.0, 1.0), st.floats(0.0, 0.5))
def test_tax_shield_is_tax_times_present_value(depreciation, tax, rate):
    value = finance.depreciation_tax_shield_usd(depreciation, tax, rate)
    assert value == pytest.approx(tax * finance.npv_usd([0.0, *depreciation], rate), rel=1e-11, abs=1e-9)
    assert 0 <= value <= tax * sum(depreciation) * (1 + 1e-12)


def test_interest_during_construction():
    spend = np.array([[100.0, 100.0, 50.0], [0.0, 0.0, 250.0]])
    want = [100 * (1.08**2.5 - 1) + 100 * (1.08**1.5 - 1) + 50 * (1.08**0.5 - 1), 250 * (1.08**0.5 - 1)]
    np.testing.assert_allclose(finance.interest_during_construction_usd(spend, 0.08), want, rtol=1e-12)
    np.testing.assert_allclose(finance.interest_during_construction_usd(spend.T, 0.08, axis=0), want, rtol=1e-12)
    assert finance.interest_during_construction_usd([100.0], 0.0) == 0.0


def test_refresh_is_purchases_less_what_comes_back():
    # 5-year sets over 12 years at 8 %: bought at 0, 5, 10, prices falling by a tenth a year, 20 % back
    price = [100.0, 100 * 0.9**5, 100 * 0.9**10]
    back = [0.2 * price[0], 0.2 * price[1], price[2] * (0.2 + 0.8 * 3 / 5)]
    want = sum(p * 1.08**-t for p, t in zip(price, (0, 5, 10), strict=True)) - sum(
        b * 1.08**-t for b, t in zip(back, (5, 10, 12), strict=True)
    )
    got = finance.refresh_cost_usd(100.0, 5.0, 12.0, 0.08, price_trend_per_yr=-0.1, residual_share=0.2)
    assert got == pytest.approx(want, rel=1e-12)


@given(st.integers(1, 8), st.floats(1.0, 10.0), st.floats(0.0, 0.3))
def test_refresh_over_whole_lives_is_the_annuity(sets, life, rate):
    total = finance.refresh_cost_usd(100.0, life, sets * life, rate)
    annuity = finance.capital_recovery_factor(rate, life) / finance.capital_recovery_factor(rate, sets * life)
    assert total == pytest.approx(100.0 * annuity, rel=1e-9)


def test_refresh_refuses_and_broadcasts():
    assert finance.refresh_cost_usd(100.0, [[3.0], [6.0]], [10.0, 20.0, 25.0], 0.08).shape == (2, 3)
    for bad in [(100.0, 0.0, 10.0, 0.1), (100.0, 5.0, 0.0, 0.1), (100.0, 5.0, 10.0, -1.0), (-1.0, 5.0, 10.0, 0.1)]:
        with pytest.raises(ParameterError):
            finance.refresh_cost_usd(*bad)
    with pytest.raises(ParameterError):
        finance.refresh_cost_usd(100.0, 5.0, 10.0, 0.1, residual_share=1.1)


_NODE = {
    "node_price_usd": 280e3,
    "gpus_per_node": 8,
    "it_life_years": 5,
    "it_rate": 0.1,
    "facility_capex_usd_per_kw": 11000.0,
    "facility_life_years": 20,
    "facility_rate": 0.08,
    "provisioned_kw_per_node": 10.2,
    "mean_kw_per_node": 7.3,
    "pue": 1.2,
    "energy_price_usd_per_mwh": 60.0,
    "opex_fraction_per_yr": 0.05,
    "sold_share": 0.82,
}


@given(st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_cost_of_compute_falls_with_hours_sold(a, b):
    low, high = sorted((a, b))
    cost = finance.lcoc(**_NODE | {"sold_share": [low, high]}).lcoc_usd_per_gpu_h
    assert cost[0] >= cost[1]


@given(st.floats(0.01, 100.0))
def test_cost_of_compute_is_homogeneous_in_money_and_in_nodes(scale):
    money = {key: value * scale for key, value in _NODE.items() if "usd" in key}
    plain = finance.lcoc(**_NODE)
    for got, want in zip(finance.lcoc(**_NODE | money), plain, strict=True):
        assert got == pytest.approx(want * scale, rel=1e-12)
    size = {key: _NODE[key] * scale for key in ("node_price_usd", "gpus_per_node", "provisioned_kw_per_node", "mean_kw_per_node")}
    assert finance.lcoc(**_NODE | size).lcoc_usd_per_gpu_h == pytest.approx(plain.lcoc_usd_per_gpu_h, rel=1e-12)


def test_cost_of_compute_adds_up_and_counts_income():
    cost = finance.lcoc(**_NODE, other_usd_per_node_yr=800.0, income_usd_per_node_yr=400.0)
    assert cost.total_usd_per_gpu_yr == pytest.approx(sum(cost[:5]) - cost.income_usd_per_gpu_yr)
    assert cost.lcoc_usd_per_gpu_h == pytest.approx(cost.total_usd_per_gpu_yr / (8760 * 0.82))


@pytest.mark.parametrize(
    "bad",
    [
        {"sold_share": 0.0},
        {"sold_share": 1.1},
        {"pue": 0.9},
        {"mean_kw_per_node": 11.0},
        {"gpus_per_node": 0},
        {"it_life_years": 0},
        {"it_rate": -1.0},
    ],
)
def test_cost_of_compute_refuses(bad):
    with pytest.raises(ParameterError):
        finance.lcoc(**_NODE | bad)


@given(st.floats(0.05, 1.0), st.floats(0.0, 5000.0))
def test_lcoe_is_linear_in_capex_and_falls_with_the_capacity_factor(factor, capex):
    def cost(c, f):
        return finance.lcoe_usd_per_mwh(
            c, 0.07, 20, f, fixed_om_usd_per_kw_yr=30.0, heat_rate_mmbtu_per_mwh=6.4, fuel_price_usd_per_mmbtu=5.0
        )

    assert cost(2 * capex, factor) - cost(capex, factor) == pytest.approx(cost(capex, factor) - cost(0.0, factor), abs=1e-8)
    assert cost(capex, factor) >= cost(capex, 1.0) >= 32.0
    with pytest.raises(ParameterError):
        cost(capex, 0.0)


def test_asset_lcoc_has_a_life_and_a_rate_per_asset():
    cost, life, rate = [1e6, 5e5], [5.0, 15.0], [0.1, 0.08]
    want = (sum(c * finance.capital_recovery_factor(r, n) for c, n, r in zip(cost, life, rate, strict=True)) + 2e4) / 3e5
    assert finance.asset_lcoc_usd_per_gpu_h(cost, life, rate, 2e4, 3e5) == pytest.approx(want)
    both = finance.asset_lcoc_usd_per_gpu_h([cost, cost], life, rate, 2e4, [3e5, 6e5])
    np.testing.assert_allclose(both, [want, want / 2])
    np.testing.assert_allclose(
        finance.asset_lcoc_usd_per_gpu_h(np.transpose([cost, cost]), 5.0, 0.1, 0.0, 1.0, axis=0)[0],
        1.5e6 * finance.capital_recovery_factor(0.1, 5.0),
    )
    monthly = finance.asset_lcoc_usd_per_gpu_h([1e6], [5.0], [0.1], 0.0, 1.0, payments_per_year=12)
    assert monthly == pytest.approx(1e6 * finance.capital_recovery_factor(0.1, 5.0, payments_per_year=12))
    with pytest.raises(PhysicsError, match="delivered"):
        finance.asset_lcoc_usd_per_gpu_h(cost, life, rate, 2e4, 0.0)
    with pytest.raises(ParameterError):
        finance.asset_lcoc_usd_per_gpu_h(cost, [5.0, 0.0], rate, 2e4, 1.0)


@given(st.floats(1.0, 50.0), st.floats(0.0, 0.5))
def test_learning_curve_falls_by_the_rate_at_each_doubling_and_inverts(growth, rate):
    once = finance.learning_curve_price(1800.0, 400.0, 400.0 * growth, learning_rate=rate)
    twice = finance.learning_curve_price(1800.0, 400.0, 800.0 * growth, learning_rate=rate)
    assert twice == pytest.approx((1 - rate) * once, rel=1e-12)
    if rate > 0.01:
        assert finance.learning_curve_cumulative(1800.0, 400.0, once, learning_rate=rate) == pytest.approx(400.0 * growth, rel=1e-9)


def test_learning_curve_is_valid_for_two_decades():
    for cumulative in (399.0, 40001.0):
        with pytest.raises(PhysicsError, match="growth_of_cumulative"):
            finance.learning_curve_price(1800.0, 400.0, cumulative)
    with pytest.warns(ValidityWarning):
        assert math.isnan(finance.learning_curve_price(1800.0, 400.0, 1e6, outside="nan"))
    with pytest.warns(ValidityWarning):
        clamped = finance.learning_curve_price(1800.0, 400.0, 1e6, outside="clamp")
    assert clamped == finance.learning_curve_price(1800.0, 400.0, 40000.0)
    with pytest.warns(ValidityWarning):
        assert finance.learning_curve_price(1800.0, 400.0, 1e6, outside="warn") < clamped
    with pytest.warns(ValidityWarning):
        assert finance.learning_curve_cumulative(1800.0, 400.0, 300.0, outside="clamp") == 40000.0
    with pytest.raises(PhysicsError):
        finance.learning_curve_cumulative(1800.0, 400.0, 1000.0, learning_rate=0.0)
    assert finance.learning_curve_cumulative(1800.0, 400.0, 1800.0, learning_rate=0.0) == 400.0
    for bad in [{"target_price": 1900.0}, {"target_price": 0.0}, {"target_price": 1000.0, "learning_rate": 1.0}]:
        with pytest.raises(ParameterError):
            finance.learning_curve_cumulative(1800.0, 400.0, **bad)
    with pytest.raises(ParameterError, match="outside"):
        finance.learning_curve_price(1800.0, 400.0, 800.0, outside="ignore")


@given(st.floats(0.1, 1e4), st.floats(-0.5, 1.0), st.floats(0.5, 30.0))
def test_growth_round_trip(first, growth, years):
    assert finance.geometric_mean_growth(first, first * (1 + growth) ** years, years) == pytest.approx(growth, abs=1e-11)


def test_debt_and_leases():
    service = finance.level_debt_service_usd_per_yr(1e6, 0.075, 15)
    assert service == pytest.approx(-numpy_financial.pmt(0.075, 15, 1e6), rel=1e-12)
    assert finance.level_debt_service_usd_per_yr(900.0, 0.0, 9) == pytest.approx(100.0)
    assert finance.debt_service_coverage_ratio(1.3 * service, service) == pytest.approx(1.3)
    income = finance.net_operating_income_usd_per_yr(8.7e9, 12, 0.85)
    assert finance.yield_on_cost(income, 6e9) == pytest.approx(8.7e9 / 12 * 0.85 / 6e9)
    for call in [
        lambda: finance.debt_service_coverage_ratio(1.0, 0.0),
        lambda: finance.yield_on_cost(1.0, 0.0),
        lambda: finance.net_operating_income_usd_per_yr(1.0, 0.0, 0.5),
        lambda: finance.net_operating_income_usd_per_yr(1.0, 1.0, 1.5),
        lambda: finance.lease_rent_usd_per_kw_month(1.0, 0.0, 12.0),
        lambda: finance.geometric_mean_growth(0.0, 1.0, 1.0),
        lambda: finance.usd_per_pflop_day(1.0, 0.0),
        lambda: finance.wacc(1.2, 0.1, 0.1, 0.2),
    ]:
        with pytest.raises(ParameterError):
            call()


@given(
    st.lists(st.tuples(st.floats(0.0, 1e9), st.floats(1.0, 30.0), st.floats(0.0, 0.3)), min_size=1, max_size=5),
    st.floats(1e3, 1e7),
    st.floats(1.0, 5.0),
)
def test_asset_lcoc_is_linear_in_each_cost_and_falls_with_hours(assets, hours, factor):
    cost, life, rate = (np.array(column) for column in zip(*assets, strict=True))

    def total(costs, delivered):
        return finance.asset_lcoc_usd_per_gpu_h(costs, life, rate, 1e5, delivered)

    assert total(cost, hours * factor) <= total(cost, hours) * (1 + 1e-12)
    assert total(cost * factor, hours) - total(cost * 0, hours) == pytest.approx(
        factor * (total(cost, hours) - total(cost * 0, hours)), rel=1e-9
    )
    order = np.argsort(cost)
    assert finance.asset_lcoc_usd_per_gpu_h(cost[order], life[order], rate[order], 1e5, hours) == pytest.approx(
        total(cost, hours), rel=1e-12
    )
