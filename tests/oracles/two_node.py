"""A hot node and a radiator after a step of load, in plain Python: explicit Runge–Kutta with a step far below the fastest time.

C1 T1' = Q − G (T1 − T2)        C2 T2' = G (T1 − T2) − ε σ A (T2⁴ − T_s⁴) + A q cos ω t
"""

import math

SIGMA = 5.670374419e-8


def run(time, hot, radiator, load, conductance, area, emissivity, sink, hot_capacity, radiator_capacity, noon=0.0, rate=0.0, since=0.0):
    """Both temperatures after a time; ``since`` is the time at the start."""

    def rates(t1, t2, t):
        flow = conductance * (t1 - t2)
        absorbed = area * (emissivity * SIGMA * sink**4 + noon * math.cos(rate * (since + t)))
        return (load - flow) / hot_capacity, (flow - emissivity * SIGMA * area * t2**4 + absorbed) / radiator_capacity

    hottest = max(hot, radiator, 500.0)
    fastest = min(hot_capacity, radiator_capacity) / (2 * conductance + 4 * emissivity * SIGMA * area * hottest**3)
    steps = max(1, int(time / (0.2 * fastest)) + 1)
    h = time / steps
    t1, t2 = hot, radiator
    for step in range(steps):
        t = step * h
        a1, a2 = rates(t1, t2, t)
        b1, b2 = rates(t1 + h / 2 * a1, t2 + h / 2 * a2, t + h / 2)
        c1, c2 = rates(t1 + h / 2 * b1, t2 + h / 2 * b2, t + h / 2)
        d1, d2 = rates(t1 + h * c1, t2 + h * c2, t + h)
        t1 += h / 6 * (a1 + 2 * b1 + 2 * c1 + d1)
        t2 += h / 6 * (a2 + 2 * b2 + 2 * c2 + d2)
    return t1, t2
