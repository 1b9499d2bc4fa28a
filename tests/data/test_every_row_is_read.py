"""Every row of the parameter table is read: by a site type, an economic model, or as the default of a function. Or it is argued here."""

from __future__ import annotations

import re
from pathlib import Path

from gigasite.hooks.managing import Manager
from gigasite.parameters import table

ROOT = Path(__file__).resolve().parents[2] / "python/gigasite"

#: Row -> why nothing reads it and it stays.
ARGUED = {
    # Rows of the hardware item h100x8, which the catalogue holds as `node_power_max_kw` and so on.
    "node_power_max_h100x8_kw": "the hardware catalogue",
    "node_power_mean_h100x8_kw": "the hardware catalogue",
    "node_price_h100x8_usd": "the hardware catalogue",
    # Facts beside a model that takes the whole: second opinions, for `gigasite explain` and for scenarios.
    "psu": "its loss is IT power in all that is measured at the server",
    "dc_psu_efficiency": "its loss is IT power in all that is measured at the server",
    "provisioned_over_mean": "follows from the largest and the mean draw of a node",
    "conversion_capex_usd_per_kw": "published total beside the reuse matrix, which makes it from parts",
    "mining_shell_capex_usd_per_kw": "what a new mine costs; a converted one stands already",
    "asic_price_usd_per_th": "what new miners cost; those of the mine are bought already",
    "array_cost_usd_per_w": "published part of the cost per watt of the whole satellite",
    "wacc_ground_reference_per_yr": "the rate of the published comparison, for its page",
    "launch_price_future_usd_per_kg": "the mid-2030s, for scenarios: a value for launch_price_usd_per_kg",
    "launch_payload_t": "mass of a launch: a published comparison counts flights",
    "ocgt_capex_usd_per_kw": "value for ccgt_capex_usd_per_kw of a site with open-cycle turbines",
    "grid_contract_factor": "the connection is gross_to_critical_ratio times IT, which holds this margin",
    # National plans: technologies are rows by name.
    "elcc_solar": "plan",
    "elcc_wind": "plan",
    "elcc_gas": "plan",
    "elcc_nuclear": "plan",
    "capacity_factor_solar": "plan",
    "capacity_factor_wind": "plan",
    "capacity_factor_gas": "plan",
    # Markets over time, which a year of operation does not have.
    "hashprice_trend_per_yr": "a value for the trend of `mining`; the mine runs until the conversion",
    "response_price_usd_per_mw_yr": "one good month of one miner; response_payment_usd_per_mwh acts",
    # Detail of a satellite below that of the engine: the functions of the links and of radiation take such values.
    "optical_aperture_m": "functions",
    "min_elevation_deg": "functions",
    "dose_per_silent_corruption_rad": "functions",
}


def unread() -> set[str]:
    manager = Manager.isolated()
    read: set[str] = set()
    for hook in ("gigasite_site_types", "gigasite_economic_models"):
        for name in manager.records(hook):
            read |= set(manager.resolve(hook, name).parameters)
    text = "\n".join(path.read_text("utf-8") for path in ROOT.rglob("*.py"))
    read |= set(re.findall(r'\b(?:default|find)\(\s*"([a-z0-9_]+)"', text))
    return {row.key for row in table().values() if row.key not in read and row.id not in read}


def test_every_row_is_read_or_argued() -> None:
    assert unread() - set(ARGUED) == set()


def test_every_argument_is_needed() -> None:
    assert set(ARGUED) - unread() == set()
