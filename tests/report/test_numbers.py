"""Numbers as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigasite.report import numbers as n
from gigasite.report.text import clean, fit, html, interval, plain, strong, width, wrap


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (n.money(2.138), "$2.14"),
        (n.money(-0.016), "−$0.02"),
        (n.money(-0.001), "$0.00"),
        (n.money(6830.4), "$6,830"),
        (n.signed_money(4.68), "+4.68"),
        (n.signed_money(-0.29), "−0.29"),
        (n.signed_money(0.001), "0.00"),
        (n.cents(0.142), "14 cents"),
        (n.cents(-0.01), "1 cent"),
        (n.cents(0.001), "less than a cent"),
        (n.cents(1.3), "$1.30"),
        (n.short(1_200_000, "$"), "1.2 M\u202f$"),
        (n.short(31e9), "31 bn"),
        (n.short(1234.0), "1,230"),
        (n.short(-45.63), "−45.6"),
        (n.short(0), "0"),
        (n.percent(0.812), "81\u202f%"),
        (n.percent(0.004, of_draws=True), "<1\u202f%"),
        (n.percent(1.0, of_draws=True), ">99\u202f%"),
        (n.percent(0.0), "0\u202f%"),
        (n.interval(1.86, 2.5), "1.86–2.50"),
        (n.interval(-0.1, 0.2), "−0.10 to 0.20"),
        (n.ratio_words(3.04), "3.0 times"),
        (n.ratio_words(1.23), "23\u202f% more than"),
        (n.ratio_words(1.0), "about the same as"),
        (n.ratio_words(0.92), "8\u202f% less than"),
        (n.months(4.4), "4"),
    ],
)
def test_form(got: str, want: str) -> None:
    assert got == want


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_a_number_never_has_a_hyphen_for_a_minus_and_zero_has_no_sign(value: float) -> None:
    for text in (n.money(value), n.short(value), n.usd(value), n.signed_money(value), n.percent(value)):
        assert not text.startswith("-")
        if not any(c in "123456789" for c in text):
            assert "−" not in text and "+" not in text


@given(st.text(max_size=300))
def test_cleaned_text_is_one_line_without_control(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= 200
    assert all(c.isprintable() or c == "\u3000" or c.isspace() for c in cleaned)
    assert not set(cleaned) & set("\n\r\t\x1b\u202e\ue000")
    assert clean(cleaned) == cleaned


@given(st.text(max_size=120), st.floats(20, 400))
def test_fitted_text_fits(text: str, room: float) -> None:
    text = clean(text)
    fitted = fit(text, room)
    assert fitted == "…" or width(fitted) <= room
    assert len(wrap(text, room, lines=2)) <= 2


def test_marks_become_elements_and_titles_do_not() -> None:
    sentence = f"<i>A</i> costs {strong('$2')} {interval('(1–3)')}"
    assert html(sentence) == '&lt;i&gt;A&lt;/i&gt; costs <b>$2</b> <span class="iv">(1–3)</span>'
    assert plain(sentence) == "<i>A</i> costs $2 (1–3)"
