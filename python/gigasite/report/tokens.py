"""The colours of the report, once: tokens for light and dark pages, and the measures that a test recomputes from them.

Contrast: WCAG 2.2, relative luminance of sRGB. Colour-blind sight: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), severity 1.0. Distance: OKLab
(B. Ottosson, 2020), times 100.
"""

from __future__ import annotations

__all__ = ["DARK", "LIGHT", "SITE_TOKENS", "contrast", "css", "distance", "ramp", "simulate"]

SITE_TOKENS = ("heat", "campus", "mine", "idle", "orbit")

LIGHT = {
    "bg": "#ffffff", "panel": "#f5f6f7", "ink": "#15191e", "ink2": "#454e58", "ink3": "#626c77", "axis": "#868f99",
    "rule": "#c3cad1", "hair": "#e6e9ec", "grid": "#e6e9ec", "link": "#0a4fa0", "focus": "#0a4fa0",
    "heat": "#1b7c74", "campus": "#b35500", "mine": "#20262d", "idle": "#7f2457", "orbit": "#2836b0", "other": "#626c77",
    "up": "#b5391f", "down": "#2f6f9f", "lost": "#d5dade", "shade": "#eceef1",
    "note-bg": "#fff4dc", "note-ink": "#6b4200", "note-rule": "#e0b357", "z1": "#8fb8dc", "z2": "#e9eef3", "z3": "#f3d3c4", "z4": "#e2a289",
    "flow": "#d3d9df", "flow-sold": "#9fcac5",
}  # fmt: skip
DARK = {
    "bg": "#11161b", "panel": "#1a2027", "ink": "#eceff2", "ink2": "#b9c1c9", "ink3": "#98a2ac", "axis": "#6b7682",
    "rule": "#414b55", "hair": "#262e36", "grid": "#262e36", "link": "#8fc1ff", "focus": "#8fc1ff",
    "heat": "#86cdb0", "campus": "#f7a71d", "mine": "#dce6f0", "idle": "#cf6c9e", "orbit": "#6492ff", "other": "#98a2ac",
    "up": "#f08a6c", "down": "#7fb8e6", "lost": "#3a444e", "shade": "#1e252c",
    "note-bg": "#33270f", "note-ink": "#f2c879", "note-rule": "#7d5f1f", "z1": "#2c5f8e", "z2": "#28323c", "z3": "#5a3527", "z4": "#8a4630",
    "flow": "#3a444e", "flow-sold": "#3f6f61",
}  # fmt: skip
SOFT = {"light": ".55", "dark": ".6"}

# Heat maps: one hue, low near the page and high far from it, in both themes.
BLUE = {"light": ("#f1f5fa", "#90b2d6", "#376da9", "#123f7c"), "dark": ("#18222e", "#2b6096", "#619cd4", "#d6e8fa")}
ORANGE = {"light": ("#fbf3ea", "#e7a967", "#ae5711", "#6e2f05"), "dark": ("#241b14", "#8f5118", "#d58c3c", "#fbe0b8")}

_MACHADO = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def rgb(colour: str) -> tuple[int, int, int]:
    """The three bytes of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(colour: str) -> list[float]:
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(colour))]


def contrast(a: str, b: str) -> float:
    """Contrast of two colours by WCAG, 1 to 21."""
    light, dark = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b_ for r, g, b_ in (_linear(a), _linear(b))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def simulate(colour: str, sight: str) -> list[float]:
    """Linear sRGB of the colour as that sight sees it; ``normal``, ``deutan``, ``protan`` or ``tritan``."""
    linear = _linear(colour)
    if sight == "normal":
        return linear
    return [min(1.0, max(0.0, sum(m * c for m, c in zip(row, linear, strict=True)))) for row in _MACHADO[sight]]


def _oklab(linear: list[float]) -> tuple[float, float, float]:
    r, g, b = linear
    l_ = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    m_ = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s_ = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_,
        1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_,
        0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_,
    )


def distance(a: str, b: str, sight: str = "normal") -> float:
    """How far apart two colours look to that sight: distance in OKLab times 100."""
    one, two = _oklab(simulate(a, sight)), _oklab(simulate(b, sight))
    return float(100 * sum((x - y) ** 2 for x, y in zip(one, two, strict=True)) ** 0.5)


def ramp(stops: tuple[str, ...], steps: int) -> list[tuple[int, int, int]]:
    """``steps`` colours along the stops, straight in sRGB."""
    anchors = [rgb(s) for s in stops]
    out = []
    for i in range(steps):
        position = i / (steps - 1) * (len(anchors) - 1)
        k = min(int(position), len(anchors) - 2)
        f = position - k
        r, g, b = (round(x + (y - x) * f) for x, y in zip(anchors[k], anchors[k + 1], strict=True))
        out.append((r, g, b))
    return out


def _block(colours: dict[str, str], theme: str) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items()) + f"--soft:{SOFT[theme]}"


def css() -> str:
    """The custom properties: light, dark where the reader asks for it, light again on paper."""
    sites = "".join(f".s-{s}{{fill:var(--{s})}}.k-{s}{{stroke:var(--{s})}}" for s in (*SITE_TOKENS, "other"))
    light, dark = _block(LIGHT, "light"), _block(DARK, "dark")
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"@media print{{:root{{color-scheme:light;{light}}}}}{sites}"
    )
