"""Every door of the decision functions: what has no meaning, shapes, arrays and scalars, the ways to treat what is outside."""

import numpy as np
import pytest

import doors
from gigasite import buildout, conversion, finance, latency, market, mining, real_options, reliability, time_to_power, units
from gigasite.errors import ParameterError

_NODE = {
    "node_price_usd": 280e3,
    "gpus_per_node": 8.0,
    "it_life_years": 5.0,
    "it_rate": 0.1,
    "facility_capex_usd_per_kw": 11000.0,
    "facility_life_years": 20.0,
    "facility_rate": 0.08,
    "provisioned_kw_per_node": 10.2,
    "mean_kw_per_node": 7.3,
    "pue": 1.2,
    "energy_price_usd_per_mwh": 60.0,
    "opex_fraction_per_yr": 0.05,
    "sold_share": 0.82,
    "other_usd_per_node_yr": 10.0,
    "income_usd_per_node_yr": 5.0,
    "hours_per_year": 8760.0,
}
_OPTION = {"asset_usd": 100.0, "exercise_usd": 110.0, "rate": 0.05, "volatility": 0.4, "years": 2.0, "payout_rate": 0.01}

CALLS = [
    (finance.capital_recovery_factor, {"rate": 0.07, "years": 5.0, "payments_per_year": 12.0}),
    (finance.annualised_cost_usd_per_yr, {"cost_usd": 100.0, "rate": 0.07, "years": 5.0, "residual_usd": 10.0}),
    (finance.discount_factor, {"rate": 0.07, "years": 5.0}),
    (finance.wacc, {"debt_share": 0.7, "debt_rate": 0.07, "equity_rate": 0.11, "tax_rate": 0.2}),
    (finance.real_rate, {"nominal_rate": 0.07, "inflation_rate": 0.02}),
    (finance.nominal_rate, {"real_rate": 0.07, "inflation_rate": 0.02}),
    (finance.straight_line_usd_per_yr, {"cost_usd": 100.0, "years": 5.0, "salvage_usd": 10.0}),
    (
        finance.refresh_cost_usd,
        {"cost_usd": 100.0, "life_years": 5.0, "horizon_years": 12.0, "rate": 0.08, "price_trend_per_yr": -0.1, "residual_share": 0.2},
    ),
    (
        finance.lcoe_usd_per_mwh,
        {
            "capex_usd_per_kw": 1500.0,
            "rate": 0.07,
            "years": 20.0,
            "capacity_factor": 0.85,
            "fixed_om_usd_per_kw_yr": 33.0,
            "variable_om_usd_per_mwh": 2.1,
            "heat_rate_mmbtu_per_mwh": 6.4,
            "fuel_price_usd_per_mmbtu": 5.0,
            "hours_per_year": 8760.0,
        },
    ),
    (finance.lcoc, _NODE),
    (finance.usd_per_pflop_day, {"lcoc_usd_per_gpu_h": 2.0, "sustained_pflop_per_s_per_gpu": 0.4}),
    (finance.yield_on_cost, {"net_operating_income_usd_per_yr": 12.0, "capex_usd": 100.0}),
    (finance.net_operating_income_usd_per_yr, {"contract_total_usd": 12.0, "years": 3.0, "margin": 0.8}),
    (finance.lease_rent_usd_per_kw_month, {"contract_total_usd": 8.7e9, "critical_it_mw": 500.0, "years": 12.0}),
    (finance.level_debt_service_usd_per_yr, {"principal_usd": 1e6, "rate": 0.075, "years": 15.0}),
    (finance.debt_service_coverage_ratio, {"net_operating_income_usd_per_yr": 1.3, "debt_service_usd_per_yr": 1.0}),
    (finance.learning_curve_price, {"initial_price": 1800.0, "initial_cumulative": 400.0, "cumulative": 800.0, "learning_rate": 0.2}),
    (
        finance.learning_curve_cumulative,
        {"initial_price": 1800.0, "initial_cumulative": 400.0, "target_price": 900.0, "learning_rate": 0.2},
    ),
    (finance.geometric_mean_growth, {"first_value": 76.0, "last_value": 176.0, "years": 5.0}),
    (reliability.k_of_n_availability, {"required": 8.0, "installed": 9.0, "unit_availability": 0.99}),
    (reliability.redundant_pair_unavailability, {"unit_unavailability": 0.01, "common_cause_beta": 0.05}),
    (reliability.downtime_h_per_yr, {"availability": 0.9998, "hours_per_year": 8760.0}),
    (reliability.availability_from_times, {"mean_time_between_failures_h": 1000.0, "mean_time_to_repair_h": 4.0}),
    (
        reliability.start_failure_unavailability,
        {
            "units_required": 4.0,
            "units_installed": 5.0,
            "start_failure_probability": 0.01,
            "running_failure_rate_per_h": 0.001,
            "mission_h": 24.0,
        },
    ),
    (reliability.interruption_rate_per_unit_yr, {"interruptions": 419.0, "days": 54.0, "units": 16384.0, "days_per_year": 365.0}),
    (reliability.unit_hours_between_interruptions, {"interruptions": 419.0, "days": 54.0, "units": 16384.0}),
    (reliability.mean_time_between_interruptions_h, {"units": 1000.0, "rate_per_unit_yr": 0.2, "hours_per_year": 8760.0}),
    (reliability.checkpoint_interval_s, {"checkpoint_s": 120.0, "mtbi_s": 10800.0}),
    (reliability.checkpoint_interval_s, {"checkpoint_s": 120.0, "mtbi_s": 10800.0, "method": "daly"}),
    (reliability.goodput, {"checkpoint_s": 120.0, "interval_s": 1600.0, "mtbi_s": 10800.0, "restart_s": 600.0}),
    (reliability.survival_probability, {"rate_per_yr": 0.1, "years": 5.0}),
    (reliability.lifetime_penalty, {"rate_per_yr": 0.1, "years": 5.0}),
    (reliability.survivors, {"initial_units": 100.0, "rate_per_yr": 0.1, "years": 5.0}),
    (reliability.poisson_probability, {"count": 3.0, "mean": 2.5}),
    (reliability.poisson_at_least_one, {"mean": 2.5}),
    (reliability.hazard_per_yr, {"probability": 0.05, "years": 5.0}),
    (reliability.spare_units, {"required": 100.0, "unit_survival_probability": 0.9, "target_probability": 0.95}),
    (reliability.all_lost_probability, {"unit_loss_probability": 0.1, "units": 3.0}),
    (reliability.unit_loss_probability, {"all_lost_probability": 0.1, "units": 3.0}),
    (mining.network_hashrate_eh_s, {"difficulty": 1e14, "block_interval_s": 600.0}),
    (
        mining.hashprice_usd_per_th_day,
        {"difficulty": 1e14, "price_usd_per_btc": 1e5, "subsidy_btc": 3.125, "fee_share": 0.01, "blocks_per_day": 144.0},
    ),
    (mining.break_even_usd_per_mwh, {"hashprice_usd_per_th_day": 0.05, "efficiency_j_per_th": 17.5}),
    (mining.break_even_from_work_usd_per_mwh, {"revenue_usd_per_eh": 0.7, "efficiency_j_per_th": 17.5}),
    (mining.cost_usd_per_eh, {"electricity_usd_per_mwh": 72.0, "efficiency_j_per_th": 17.5}),
    (mining.hashrate_ph_s_per_mw, {"efficiency_j_per_th": 17.5}),
    (
        mining.revenue_usd_per_mw_yr,
        {"hashprice_usd_per_th_day": 0.05, "efficiency_j_per_th": 17.5, "uptime": 0.95, "days_per_year": 365.0},
    ),
    (
        mining.coins_btc_per_yr,
        {"own_hashrate_eh_s": 1.0, "network_hashrate_eh_s": 900.0, "subsidy_btc": 3.125, "fee_share": 0.01, "uptime": 0.9},
    ),
    (mining.implied_price_usd_per_btc, {"value_usd": 1e6, "coins_btc": 10.0}),
    (mining.next_difficulty, {"difficulty": 1e14, "mean_block_interval_s": 590.0, "target_s": 600.0}),
    (
        mining.dispatch,
        {
            "price_usd_per_mwh": 60.0,
            "break_even_usd_per_mwh": 100.0,
            "ai_value_usd_per_mwh": 1e4,
            "response_payment_usd_per_mwh": 5.0,
            "contract_price_usd_per_mwh": 40.0,
        },
    ),
    (time_to_power.idle_chip_cost_usd, {"rent_usd_per_gpu_h": 2.4, "wait_years": 2.5, "rate": 0.07, "hours_per_year": 8760.0}),
    (time_to_power.expected_capacity_mw, {"queued_mw": 1000.0, "completion_share": 0.13}),
    (time_to_power.completion_probability, {"months": 24.0, "median_months": 55.0, "completion_share": 0.13}),
    (time_to_power.total_cost_with_wait_usd_per_mwh, {"energy_usd_per_mwh": 60.0, "wait_cost_usd": 1e6, "energy_mwh": 1e5}),
    (
        time_to_power.lost_window_usd,
        {"rent_usd_per_gpu_h": 2.5, "rent_after_wait_usd_per_gpu_h": 2.0, "sold_h_per_yr": 7000.0, "years": 3.0, "rate": 0.1},
    ),
    (market.utilisation, {"demand": 50.0, "supply": 100.0}),
    (market.unit_cost_usd_per_gpu_h, {"fixed_usd_per_gpu_h": 1.6, "variable_usd_per_gpu_h": 0.1, "utilisation": 0.82}),
    (
        market.discounted_rent_usd,
        {"rent_usd_per_gpu_h": 2.5, "hours_per_yr": 7000.0, "years": 5.0, "decline_rate": 0.3, "discount_rate": 0.1},
    ),
    (
        market.no_return_rent_usd_per_gpu_h,
        {
            "cost_usd_per_gpu": 4e4,
            "hours_per_yr": 7000.0,
            "years": 5.0,
            "decline_rate": 0.3,
            "discount_rate": 0.1,
            "variable_usd_per_gpu_h": 0.1,
        },
    ),
    (market.rent_usd_per_gpu_h, {"rent_per_month": 75e3, "gpus": 8.0, "currency_per_usd": 7.2, "hours_per_month": 730.0}),
    (market.voucher_rent_usd_per_gpu_h, {"rent_usd_per_gpu_h": 2.0, "subsidy_share": 0.5}),
    (real_options.call_value_usd, _OPTION),
    (real_options.put_value_usd, _OPTION),
    (real_options.static_npv_usd, {"asset_usd": 120.0, "exercise_usd": 110.0}),
    (
        real_options.exchange_value_usd,
        {
            "received_usd": 100.0,
            "given_usd": 110.0,
            "received_volatility": 0.4,
            "given_volatility": 0.3,
            "correlation": 0.2,
            "years": 2.0,
        },
    ),
    (buildout.net_additions_gw, {"stock_end_gw": 3350.0, "growth": 0.146}),
    (buildout.stock_step, {"stock_start_gw": 100.0, "gross_additions_gw": 10.0, "retired_gw": 3.0}),
    (buildout.fleet_capacity_factor, {"generation_twh": 1830.0, "stock_start_gw": 1050.0, "stock_end_gw": 1407.0, "hours": 8760.0}),
    (buildout.mean_power_of_additions_gw, {"added_gw": 278.0, "capacity_factor": 0.14}),
    (buildout.implied_load_factor, {"energy_twh": 580.0, "power_gw": 132.0, "hours_per_year": 8760.0}),
    (buildout.share, {"part": 10.3, "whole": 48.6}),
    (buildout.implied_total, {"part": 10.3, "share": 0.2}),
    (buildout.capital_usd_per_gw, {"total_usd": 4e11, "capacity_gw": 7.0}),
    (buildout.limited_additions_gw, {"wanted_gw": 50.0, "workforce_limit_gw": 40.0, "transformer_limit_gw": 45.0}),
    (conversion.critical_it_mw, {"interconnection_mw": 200.0, "peak_pue": 1.25, "redundancy": 1.1}),
    (conversion.gross_to_critical_ratio, {"gross_mw": 100.0, "critical_it_mw": 70.0}),
    (conversion.capex_from_loan, {"loan_usd": 1e9, "loan_to_cost": 0.75, "critical_it_mw": 200.0}),
    (conversion.capex_ratio_range, {"new_low": 8.0, "new_high": 15.0, "old_low": 0.7, "old_high": 1.0}),
    (
        conversion.lost_mining_margin_usd_per_yr,
        {"mining_mw": 100.0, "revenue_usd_per_mw_yr": 1e6, "electricity_usd_per_mwh": 50.0, "uptime": 0.9},
    ),
    (units.annual_energy_mwh, {"power_mw": 200.0, "load_factor": 0.8, "hours_per_year": 8760.0}),
    (units.mean_power_mw, {"energy_mwh": 1e6, "hours": 8760.0}),
    (units.lease_usd_per_mwh, {"rent_usd_per_kw_month": 150.0, "load_factor": 0.8}),
    (units.hhv_to_lhv, {"value_hhv": 6400.0, "lhv_over_hhv": 0.903}),
    (
        latency.distance_km,
        {"latitude_1_deg": 60.0, "longitude_1_deg": 25.0, "latitude_2_deg": 32.0, "longitude_2_deg": -97.0, "earth_radius_km": 6371.0},
    ),
    (
        latency.fibre_rtt_ms,
        {"distance_km": 1000.0, "route_factor": 1.5, "group_index": 1.468, "hops_ms": 1.0, "speed_of_light_m_s": 299792458.0},
    ),
    (latency.route_factor, {"rtt_ms": 20.0, "distance_km": 1000.0, "group_index": 1.468, "hops_ms": 1.0}),
    (latency.meets_service, {"rtt_ms": 20.0, "generation_ms": 2000.0, "round_trips": 3.0, "limit_ms": 3000.0}),
    (latency.transfer_h, {"data_tb": 100.0, "bandwidth_gbit_s": 100.0, "efficiency": 0.9}),
    (latency.egress_cost_usd, {"data_tb": 100.0, "price_usd_per_gb": 0.05}),
]


@pytest.mark.parametrize(("function", "good"), CALLS, ids=[f"{f.__module__.rpartition('.')[2]}.{f.__name__}" for f, _ in CALLS])
def test_door(function, good):
    doors.check(function, **good)


@pytest.mark.parametrize(("function", "good"), CALLS[:3])
def test_lists_of_unequal_length_are_no_array(function, good):
    with pytest.raises(ParameterError, match="unequal"):
        function(**{**good, "rate": [[0.1, 0.2], [0.3]]})


def test_every_element_wise_function_has_a_door_here():
    series = {
        name
        for module in (finance, reliability, mining, time_to_power, market, real_options, buildout, conversion, latency)
        for name in module.__all__
        if any(rule.is_series for rule in getattr(getattr(module, name), "ranges", {}).values())
    }
    tried = {function.__name__ for function, _ in CALLS}
    modules = (finance, reliability, mining, time_to_power, market, real_options, buildout, conversion, latency, units)
    ranged = {name for module in modules for name in module.__all__ if hasattr(getattr(module, name), "ranges")}
    assert ranged - tried - series == {"macrs_shares", "lattice_value_usd", "money"}
    assert np.all([name in ranged for name in tried])
