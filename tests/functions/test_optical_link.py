"""Optical links: invariant 27, the link budget in linear terms, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doors import check
from gigasite import optical_link as link

aperture = st.floats(0.01, 2.0)
distance = st.floats(1e4, 1e9)
factor = st.floats(1.1, 100.0)


@given(aperture, distance, factor, st.floats(0.0, 30.0))
def test_received_power_falls_with_the_square_of_distance(d, r, k, loss):
    def power(r):
        return link.received_power_w(5.0, link.aperture_gain_db(d, 1.55e-6), 90.0, 1.55e-6, r, loss_db=loss)

    assert power(r * k) == pytest.approx(power(r) / k**2, rel=1e-9)


@given(aperture, factor)
def test_gain_rises_with_the_square_of_the_aperture(d, k):
    gain = link.aperture_gain_db(d * k, 1.55e-6) - link.aperture_gain_db(d, 1.55e-6)
    assert gain == pytest.approx(20.0 * np.log10(k), abs=1e-9)


@given(aperture, aperture, st.floats(1e5, 1e9))
def test_budget_in_linear_terms(d1, d2, r):
    # P A1 A2/(λ r)², the antenna equation in areas
    wave = 1.55e-6
    gains = link.aperture_gain_db(d1, wave), link.aperture_gain_db(d2, wave)
    areas = np.pi / 4 * d1**2 * np.pi / 4 * d2**2
    assert link.received_power_w(2.0, *gains, wave, r) == pytest.approx(2.0 * areas / (wave * r) ** 2, rel=1e-9)


@given(st.floats(1e-12, 1.0), st.floats(1.0, 1000.0))
def test_photons_add_up_to_the_power(p, n):
    rate = link.photon_limited_rate_bit_s(p, 1.55e-6, n)
    assert rate * n * 6.62607015e-34 * 299792458.0 / 1.55e-6 == pytest.approx(p, rel=1e-12)


def test_doors():
    check(link.aperture_gain_db, diameter_m=0.1, wavelength_m=1.55e-6, efficiency=0.8)
    check(
        link.received_power_w,
        transmit_power_w=5.0,
        transmit_gain_db=100.0,
        receive_gain_db=100.0,
        wavelength_m=1.55e-6,
        distance_m=1e6,
        loss_db=1.0,
    )
    check(link.photon_limited_rate_bit_s, received_power_w=1e-6, wavelength_m=1.55e-6, photons_per_bit=71.0)
    check(link.confocal_range_m, beam_radius_m=0.05, wavelength_m=1.55e-6)
