"""A radiating fin in plain Python: shooting from the tip, the fourth-order Runge–Kutta method, bisection on the tip temperature.

k t T'' = n ε σ (T⁴ − T_s⁴),  T'(tip) = 0,  T(root) = T_b
"""

SIGMA = 5.670374419e-8


def root_temperature(tip, length, stiffness, sink, steps=600):
    """Temperature and slope at the root of a fin that starts at its tip without slope, in x counted from the tip."""
    h = length / steps

    def bend(t):
        return stiffness * (t**4 - sink**4)

    t, slope = tip, 0.0
    for _ in range(steps):
        a1, b1 = slope, bend(t)
        a2, b2 = slope + h / 2 * b1, bend(t + h / 2 * a1)
        a3, b3 = slope + h / 2 * b2, bend(t + h / 2 * a2)
        a4, b4 = slope + h * b3, bend(t + h * a3)
        t += h / 6 * (a1 + 2 * a2 + 2 * a3 + a4)
        slope += h / 6 * (b1 + 2 * b2 + 2 * b3 + b4)
        if t > 1e4:
            break  # far too hot: the tip was set too high
    return t, slope


def fin(conductivity, thickness, half_spacing, emissivity, base, sink, faces=2):
    """Efficiency and tip temperature."""
    stiffness = faces * emissivity * SIGMA / (conductivity * thickness)
    low, high = sink, base
    for _ in range(100):
        tip = (low + high) / 2
        root, slope = root_temperature(tip, half_spacing, stiffness, sink)
        if root > base:
            high = tip
        else:
            low = tip
    conducted = conductivity * thickness * slope
    ideal = faces * half_spacing * emissivity * SIGMA * (base**4 - sink**4)
    return conducted / ideal, tip
