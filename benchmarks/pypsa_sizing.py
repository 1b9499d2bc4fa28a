"""The sizing of one site by PyPSA with HiGHS, in an environment of its own: ``python pypsa_sizing.py input.npz`` prints seconds and cost.

The input is what `decisions` writes: load, price, output per MW of PV and wind, yearly cost per MW and MWh, efficiency one way.
"""

from __future__ import annotations

import json
import logging
import sys
import time

import numpy as np


def main(path: str) -> None:
    """Builds the network, solves it, prints one line of JSON."""
    import pandas as pd
    import pypsa

    logging.disable(logging.WARNING)
    given = np.load(path)
    start = time.perf_counter()
    network = pypsa.Network(snapshots=pd.date_range("2023-01-01", periods=len(given["load"]), freq="h"))
    for bus in ("site", "cells"):
        network.add("Bus", bus)
    network.add("Load", "hall", bus="site", p_set=given["load"])
    network.add("Generator", "grid", bus="site", p_nom=float(given["import_limit"]), marginal_cost=given["price"])
    for name in ("pv", "wind"):
        top = float(given[f"{name}_most"])
        network.add(
            "Generator",
            name,
            bus="site",
            p_nom_extendable=True,
            p_nom_max=top,
            capital_cost=float(given[f"{name}_cost"]),
            p_max_pu=given[name],
        )
    network.add(
        "Store",
        "energy",
        bus="cells",
        e_nom_extendable=True,
        e_nom_max=float(given["energy_most"]),
        capital_cost=float(given["energy_cost"]),
    )
    one_way = {"p_nom_extendable": True, "efficiency": float(given["efficiency"]), "p_nom_max": float(given["power_most"])}
    network.add("Link", "charge", bus0="site", bus1="cells", capital_cost=float(given["power_cost"]), **one_way)
    network.add("Link", "discharge", bus0="cells", bus1="site", **one_way)
    network.optimize(solver_name="highs", log_to_console=False)
    seconds = time.perf_counter() - start
    sizes = {**network.generators.p_nom_opt.to_dict(), "energy": float(network.stores.e_nom_opt["energy"])}
    print(json.dumps({"seconds": seconds, "cost_usd": float(network.objective), "sizes": sizes}))


if __name__ == "__main__":
    main(sys.argv[1])
