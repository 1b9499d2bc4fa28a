"""National programmes: what is counted apart, scaling, and the claims of the seed."""

from __future__ import annotations

import pytest

from gigasite import buildout
from gigasite.errors import ParameterError
from gigasite.national_buildout import MIXES, programme


@pytest.mark.parametrize("country", ["US", "CN"])
@pytest.mark.parametrize("gross", [51.0, 100.0, 429.0])
def test_what_is_counted_apart(country, gross):
    found = programme(country, gross, years=5)
    assert found.nameplate_gw + found.storage_gw == pytest.approx(5 * gross)
    assert found.firm_gw.p90 < found.nameplate_gw and found.mean_gw.p90 < found.nameplate_gw
    assert found.net_gw.p90 < found.nameplate_gw
    assert found.end_gw.p50 == pytest.approx(found.start_gw + found.net_gw.p50)
    assert found.energy_twh_per_yr.p50 == pytest.approx(8.76 * found.mean_gw.p50)
    for interval in (found.net_gw, found.mean_gw, found.firm_gw):
        assert interval.p10 < interval.p50 < interval.p90


def test_twice_the_flow_is_twice_the_energy_and_firm_power():
    one, two = programme("US", 50.0), programme("US", 100.0)
    assert two.mean_gw.p50 == pytest.approx(2 * one.mean_gw.p50, rel=1e-12)
    assert two.firm_gw.p10 == pytest.approx(2 * one.firm_gw.p10, rel=1e-12)


def test_stocks_and_claims_of_the_seed():
    assert buildout.net_additions_gw(3350.0, 0.146) == pytest.approx(426.8, abs=0.05)  # 429 is net, and nameplate
    assert programme("CN", 429.0).start_gw == pytest.approx(3217.6)  # without storage; with it 3,349
    assert MIXES["US"]["storage"] == pytest.approx(0.212, abs=5e-4)
    ratio = programme("CN", 429.0, years=1).firm_gw.p50 / programme("US", 51.0, years=1).firm_gw.p50
    assert ratio > 429 / 51  # of the nameplate ratio storage is part on one side, and thermal plants on the other


@pytest.mark.parametrize(
    "bad",
    [
        {"country": "FR"},
        {"gross_gw_per_yr": -1.0},
        {"gross_gw_per_yr": float("nan")},
        {"years": 0},
        {"mix": {"solar": 0.5}},
        {"mix": {"coal": 1.0}},
    ],
)
def test_bad_input(bad):
    with pytest.raises(ParameterError):
        programme(**({"country": "US", "gross_gw_per_yr": 50.0} | bad))
