"""One radiating face through an orbit, in plain Python and from vectors alone: no view-factor formula, no quadrature rule.

The Earth's disc is cut into cells; each sends infrared, and reflects sunlight where the Sun stands above it. The temperature is
followed for as many orbits as it takes to repeat.
"""

import math

SIGMA = 5.670374419e-8
MU = 3.986004418e14
SPACE = 2.7255


def dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def face(tilt, azimuth, sun):
    """Normal of the face in a frame with z to nadir: tilted from nadir, turned from the horizontal direction of the Sun."""
    level = math.hypot(sun[0], sun[1])
    e1 = (sun[0] / level, sun[1] / level, 0.0) if level > 1e-12 else (1.0, 0.0, 0.0)
    e2 = (-e1[1], e1[0], 0.0)
    c, s = math.cos(azimuth), math.sin(azimuth)
    return (
        math.sin(tilt) * (c * e1[0] + s * e2[0]),
        math.sin(tilt) * (c * e1[1] + s * e2[1]),
        math.cos(tilt),
    )


def disc(normal, sun, ratio, rings=90, spokes=120):
    """View factor to the Earth and albedo factor; ``ratio`` is the orbit's radius over the Earth's."""
    limb = math.asin(1.0 / ratio)
    infrared = reflected = 0.0
    for ring in range(rings):
        # Rings crowd towards the limb, where the surface turns away.
        q0, q1 = ring / rings, (ring + 1) / rings
        c0, c1 = (1.0 - (1.0 - math.cos(limb)) * (1.0 - (1.0 - q) ** 2) for q in (q0, q1))
        cos_t = (c0 + c1) / 2
        sin_t = math.sqrt(1.0 - cos_t**2)
        solid = (c0 - c1) * 2.0 * math.pi / spokes
        distance = ratio * cos_t - math.sqrt(max(1.0 - (ratio * sin_t) ** 2, 0.0))
        for spoke in range(spokes):
            psi = 2.0 * math.pi * (spoke + 0.5) / spokes
            ray = (sin_t * math.cos(psi), sin_t * math.sin(psi), cos_t)
            seen = max(dot(normal, ray), 0.0) * solid / math.pi
            ground = (distance * ray[0], distance * ray[1], distance * ray[2] - ratio)
            infrared += seen
            reflected += seen * max(dot(sun, ground), 0.0)
    return infrared, reflected


def sinks(altitude, beta, tilt, azimuth, absorptivity, emissivity, sun_on_face, points, radius=6371000.0):
    """Sink temperature at equal angles from orbit noon; cylindrical shadow."""
    ratio = (radius + altitude) / radius
    found = []
    for point in range(points):
        u = 2.0 * math.pi * point / points
        # Nadir frame: x along the flight, y against the angular momentum, z to nadir.
        sun = (-math.cos(beta) * math.sin(u), -math.sin(beta), -math.cos(beta) * math.cos(u))
        normal = face(tilt, azimuth, sun)
        view, albedo = disc(normal, sun, ratio)
        behind = sun[2] > 0.0 and ratio * math.hypot(sun[0], sun[1]) < 1.0
        direct = max(dot(normal, sun), 0.0) if sun_on_face and not behind else 0.0
        absorbed = absorptivity * 1361.0 * (direct + 0.30 * albedo) + emissivity * 237.0 * view
        found.append((absorbed / (emissivity * SIGMA) + SPACE**4) ** 0.25)
    return found


def cycle(sink, load, capacity, emissivity, altitude, radius=6371000.0, substeps=40):
    """Temperatures at the points of a sink series, in periodic state; the fourth power of the sink is linear between them."""
    period = 2.0 * math.pi * math.sqrt((radius + altitude) ** 3 / MU)
    h = period / len(sink) / substeps
    fourth = [s**4 for s in sink]
    t = (load / (emissivity * SIGMA) + sum(fourth) / len(fourth)) ** 0.25
    for _ in range(2000):
        start, path = t, []
        for i in range(len(sink)):
            path.append(t)
            a, b = fourth[i], fourth[(i + 1) % len(sink)]

            def rate(t, share, a=a, b=b):
                return (load + emissivity * SIGMA * (a + share * (b - a) - t**4)) / capacity

            for k in range(substeps):
                s0, s1, s2 = k / substeps, (k + 0.5) / substeps, (k + 1) / substeps
                r1 = rate(t, s0)
                r2 = rate(t + h / 2 * r1, s1)
                r3 = rate(t + h / 2 * r2, s1)
                r4 = rate(t + h * r3, s2)
                t += h / 6 * (r1 + 2 * r2 + 2 * r3 + r4)
        if abs(t - start) < 1e-7:
            return path
    raise ValueError("the orbit does not repeat")
