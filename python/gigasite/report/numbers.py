"""Numbers as people read them: units, signs, intervals and words of proportion, the same in the table, the page and the sentence."""

from __future__ import annotations

import math

__all__ = [
    "cents",
    "co2",
    "count",
    "interval",
    "minus",
    "money",
    "months",
    "percent",
    "ratio_words",
    "short",
    "signed",
    "signed_money",
    "usd",
    "water",
    "with_unit",
]

NARROW = "\u202f"
MINUS = "\u2212"


def minus(text: str) -> str:
    """The minus sign of typography; a zero has no sign."""
    if text.startswith("-"):
        body = text[1:]
        return body if not any(c in "123456789" for c in body) else MINUS + body
    return text


def usd(value: float) -> str:
    """Dollars per GPU-hour without the sign: two decimals, from a thousand on none."""
    return minus(f"{value:,.0f}" if abs(value) >= 999.995 else f"{value:,.2f}")


def money(value: float) -> str:
    """Dollars per GPU-hour: ``$2.14``, ``−$0.02``."""
    text = usd(value)
    return f"{MINUS}${text[1:]}" if text.startswith(MINUS) else f"${text}"


def signed(text: str) -> str:
    """A difference always shows its sign."""
    return text if text.startswith(MINUS) or not any(c in "123456789" for c in text) else "+" + text


def signed_money(value: float) -> str:
    """Dollars per GPU-hour as a difference: ``+4.68``, ``−0.29``."""
    return signed(usd(value))


def cents(value: float) -> str:
    """A small difference in money in words: ``14 cents``, ``$1.30``."""
    size = abs(value)
    if size < 0.005:
        return "less than a cent"
    if size < 0.995:
        whole = round(size * 100)
        return f"{whole} cent" + ("s" if whole != 1 else "")
    return money(size)


def short(value: float, unit: str = "") -> str:
    """Three significant figures at most, thousands separated, large numbers with M and bn."""
    size = abs(value)
    if not math.isfinite(value):
        text = "∞" if value > 0 else "-∞"
    elif size == 0:
        text = "0"
    elif size >= 1e12:
        text = f"{value / 1e12:.3g} tn"
    elif size >= 9.995e8:
        text = f"{value / 1e9:.3g} bn"
    elif size >= 9.995e5:
        text = f"{value / 1e6:.3g} M"
    elif size >= 1000:
        digits = math.floor(math.log10(size)) - 2
        text = f"{round(value, -digits):,.0f}"
    elif size < 0.001:
        text = f"{value:.2e}"
    else:
        text = f"{value:.3g}"
    text = minus(text)
    return f"{text}{NARROW}{unit}" if unit else text


def with_unit(value: float, unit: str) -> str:
    """A value with the unit of its row in words: ``$136/kg``, ``8 years``, ``0.66``."""
    if unit.startswith("$"):
        return minus(f"-${short(-value)}{unit[1:]}") if value < 0 else f"${short(value)}{unit[1:]}"
    words = {"1": "", "month": "months", "yr": "years", "day": "days", "week": "weeks", "1/yr": "a year"}
    return short(value, words.get(unit, unit))


def count(value: float) -> str:
    """A whole number with thousands separated."""
    return minus(f"{value:,.0f}")


def percent(share: float, of_draws: bool = False) -> str:
    """A share as per cent; from draws never 0 or 100, since no number of draws proves that."""
    if of_draws and share < 0.01:
        return f"<1{NARROW}%"
    if of_draws and share > 0.99:
        return f">99{NARROW}%"
    return minus(f"{100 * share:.0f}") + NARROW + "%"


def co2(value: float) -> str:
    """Kilograms of CO₂e per GPU-hour."""
    return minus(f"{value:,.2f}")


def water(value: float) -> str:
    """Litres per GPU-hour."""
    return minus(f"{value:,.1f}")


def months(value: float) -> str:
    """Whole months."""
    return minus(f"{value:,.0f}")


def interval(low: float, high: float, form: object = usd) -> str:
    """``1.86–2.50``; with a minus sign in it, ``−0.10 to 0.20``."""
    a, b = form(low), form(high)  # type: ignore[operator]
    return f"{a} to {b}" if MINUS in a + b else f"{a}–{b}"


def ratio_words(ratio: float) -> str:
    """A proportion in words that a name can follow: ``3.0 times``, ``23 % more than``, ``about the same as``."""
    if ratio >= 1.95:
        return f"{ratio:.1f} times" if ratio < 99.5 else f"{short(ratio)} times"
    if ratio > 1.05:
        return f"{percent(ratio - 1)} more than"
    if ratio >= 0.95:
        return "about the same as"
    return f"{percent(1 - ratio)} less than"
