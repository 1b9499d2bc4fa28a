"""Dispatch in plain Python: an island with storage and backup, sources by merit, and a connection with limits."""

import math


def island(supply, load, capacity, hours, round_trip, backup):
    """Served, unserved and spilled energy [MWh]; the store starts full and is never limited in power."""
    one_way = math.sqrt(round_trip)
    state, served, unserved, spilled = capacity, 0.0, 0.0, 0.0
    for made, wanted in zip(supply, load, strict=True):
        direct = min(made, wanted) * hours
        surplus = (made - wanted) * hours
        if surplus > 0.0:
            stored = min(surplus * one_way, capacity - state)
            state += stored
            spilled += surplus - stored / one_way
            served += direct
        else:
            given = min(-surplus, state * one_way)
            state -= given / one_way
            from_backup = min(-surplus - given, backup * hours)
            served += direct + given + from_backup
            unserved += -surplus - given - from_backup
    return served, unserved, spilled


def merit_order(demand, sources, hours):
    """``sources`` are (capacity, price) in the order given; heat of each, unserved, cost for one step."""
    heat, rest, cost = [0.0] * len(sources), demand, 0.0
    for index in sorted(range(len(sources)), key=lambda i: sources[i][1]):
        capacity, price = sources[index]
        heat[index] = min(capacity, rest)
        rest -= heat[index]
        cost += heat[index] * price * hours
    return heat, rest, cost


def connection(demand, import_limit, export_limit, called_off):
    """Import, export, unserved and curtailed power of one step."""
    if demand < 0.0:
        export = min(-demand, export_limit)
        return 0.0, export, 0.0, -demand - export
    curtailed = min(demand, called_off)
    imported = min(demand - curtailed, import_limit)
    return imported, 0.0, demand - curtailed - imported, curtailed


def shift(load, price, flexible, cap, quantum):
    """Moves ``quantum`` after ``quantum`` from the dearest step that may fall to the cheapest that may rise, while that saves."""
    after = list(load)
    while True:
        falls = [i for i, y in enumerate(after) if y - quantum >= (1.0 - flexible) * load[i] - 1e-9]
        rises = [i for i, y in enumerate(after) if y + quantum <= cap + 1e-9]
        if not falls or not rises:
            return after
        source, target = max(falls, key=lambda i: price[i]), min(rises, key=lambda i: price[i])
        if price[source] <= price[target]:
            return after
        after[source] -= quantum
        after[target] += quantum
