"""Optical links between apertures: gain, received power, photon-limited rate, confocal range (model K)."""

from __future__ import annotations

from gigasite._model import Floats, finite, kernel, legal, model, non_negative, positive

__all__ = ["aperture_gain_db", "confocal_range_m", "photon_limited_rate_bit_s", "received_power_w"]


@model(diameter_m=positive, wavelength_m=positive, efficiency=legal(0.0, 1.0, open_low=True))
def aperture_gain_db(diameter_m: Floats, wavelength_m: Floats, *, efficiency: Floats = 1.0) -> Floats:
    """Gain [dB] of an aperture: ``10 log10(η (πD/λ)²)``.

    Shapes: arguments broadcast. Errors: `ParameterError` for an efficiency outside (0, 1]. Source: diffraction; arXiv:2511.19468.

    >>> round(aperture_gain_db(0.1, 1.55e-6, efficiency=0.8), 4)
    105.1673
    """
    return kernel("optical_link.aperture_gain_db", diameter_m, wavelength_m, efficiency)


@model(
    transmit_power_w=non_negative,
    transmit_gain_db=finite,
    receive_gain_db=finite,
    wavelength_m=positive,
    distance_m=positive,
    loss_db=non_negative,
)
def received_power_w(
    transmit_power_w: Floats,
    transmit_gain_db: Floats,
    receive_gain_db: Floats,
    wavelength_m: Floats,
    distance_m: Floats,
    *,
    loss_db: Floats = 0.0,
) -> Floats:
    """Power [W] at the receiver in the far field.

    Formula: ``P G_t G_r (λ/(4πd))² L``. Shapes: arguments broadcast. Valid beyond `confocal_range_m`, which needs the aperture and
    is not checked here. Errors: `ParameterError` for a negative loss. Source: H. T. Friis 1946, DOI 10.1109/JRPROC.1946.234568.

    >>> gain = aperture_gain_db(0.1, 1.55e-6, efficiency=0.8)
    >>> round(1e3 * received_power_w(5.0, gain, gain, 1.55e-6, 1e6, loss_db=3.0), 3)  # mW
    0.041
    """
    return kernel("optical_link.received_power_w", transmit_power_w, transmit_gain_db, receive_gain_db, wavelength_m, distance_m, loss_db)


@model(received_power_w=non_negative, wavelength_m=positive, photons_per_bit=positive)
def photon_limited_rate_bit_s(received_power_w: Floats, wavelength_m: Floats, photons_per_bit: Floats) -> Floats:
    """Rate [bit/s] that the photons carry: ``P λ/(n h c)``; 71 photons per bit for on-off keying, 196 for PM-16QAM.

    Shapes: arguments broadcast. Errors: `ParameterError` for no photons per bit. Source: energy of a photon; arXiv:2511.19468.

    >>> f"{photon_limited_rate_bit_s(1e-6, 1.55e-6, 71.0):.3e}"
    '1.099e+11'
    """
    return kernel("optical_link.photon_limited_rate_bit_s", received_power_w, wavelength_m, photons_per_bit)


@model(beam_radius_m=positive, wavelength_m=positive)
def confocal_range_m(beam_radius_m: Floats, wavelength_m: Floats) -> Floats:
    """Range [m] without spreading loss: ``π w²/λ``, w the radius of the beam.

    Shapes: arguments broadcast. Errors: `ParameterError` for what is not positive. Source: Gaussian beams; arXiv:2511.19468.

    >>> round(confocal_range_m(0.05, 1.55e-6), 2)
    5067.08
    """
    return kernel("optical_link.confocal_range_m", beam_radius_m, wavelength_m)
