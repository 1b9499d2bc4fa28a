"""Photovoltaics (T16): pvlib beside every step of the chain, bounds, bad input."""

import numpy as np
import pvlib
import pytest
from hypothesis import given
from hypothesis import strategies as st

import doors
from gigasite import photovoltaics as pv

irradiances = st.floats(0.0, 1200.0)


@given(irradiances, st.floats(-30.0, 50.0), st.floats(0.0, 25.0))
def test_cell_temperature_against_pvlib(poa, ambient, wind):
    ours = pv.cell_temperature_c(poa, ambient, wind)
    assert ours == pytest.approx(pvlib.temperature.faiman(poa, ambient, wind), rel=1e-12, abs=1e-9)
    assert ours >= ambient


@given(
    irradiances,
    irradiances,
    irradiances,
    st.floats(0.0, 89.9),
    st.floats(0.0, 360.0),
    st.floats(0.0, 180.0),
    st.floats(0.0, 360.0),
    st.floats(0.0, 1.0),
)
def test_plane_of_array_against_pvlib(ghi, dni, dhi, zenith, azimuth, tilt, surface, albedo):
    ours = pv.plane_of_array_w_m2(ghi, dni, dhi, zenith, azimuth, tilt, surface, albedo=albedo)
    theirs = pvlib.irradiance.get_total_irradiance(tilt, surface, zenith, azimuth, dni, ghi, dhi, albedo=albedo, model="isotropic")
    assert ours == pytest.approx(theirs["poa_global"], rel=1e-9, abs=1e-9)


@given(irradiances, st.floats(0.0, 90.0))
def test_flat_plane_sees_the_whole_sky_and_no_ground(dhi, zenith):
    dni = 500.0
    ghi = dhi + dni * np.cos(np.radians(zenith)) * (zenith < 90.0)
    assert pv.plane_of_array_w_m2(ghi, dni, dhi, zenith, 130.0, 0.0, 180.0) == pytest.approx(ghi, rel=1e-9, abs=1e-9)


def test_no_beam_from_below_the_horizon():
    assert pv.plane_of_array_w_m2(0.0, 800.0, 0.0, 95.0, 180.0, 90.0, 180.0) == 0.0


@given(irradiances, st.floats(-20.0, 90.0), st.floats(0.0, 500.0))
def test_power_against_pvlib(poa, cell, capacity):
    ours = pv.dc_power_mw(poa, cell, capacity)
    assert ours == pytest.approx(pvlib.pvsystem.pvwatts_dc(poa, cell, capacity, -0.0035), rel=1e-12, abs=1e-12)
    assert pv.dc_power_mw(poa, cell + 5.0, capacity) <= ours


@given(st.floats(0.0, 500.0), st.floats(0.0, 500.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_inverter_clips_and_never_gains(dc, limit, losses, efficiency):
    ac = pv.ac_power_mw(dc, limit, system_losses=losses, inverter_efficiency=efficiency)
    assert 0.0 <= ac <= min(dc, limit) or ac == limit


def test_power_never_negative_and_ageing():
    assert pv.dc_power_mw(1000.0, 400.0, 100.0) == 0.0
    assert pv.degraded_share([0.0, 1.0], degradation_per_yr=0.01).tolist() == [1.0, 0.99]
    assert pv.degraded_share(20.0) == pytest.approx(0.995**20)


@pytest.mark.parametrize(
    ("function", "good"),
    [
        (
            pv.dc_power_mw,
            {
                "poa_w_m2": 900.0,
                "cell_temperature_c": 50.0,
                "dc_capacity_mw": 1.0,
                "gamma_per_k": -0.003,
                "reference_w_m2": 1000.0,
                "reference_cell_c": 25.0,
            },
        ),
        (pv.cell_temperature_c, {"poa_w_m2": 900.0, "ambient_c": 20.0, "wind_speed_m_s": 2.0, "u0_w_m2_k": 25.0, "u1_w_s_m3_k": 6.84}),
        (
            pv.plane_of_array_w_m2,
            {
                "ghi_w_m2": 600.0,
                "dni_w_m2": 700.0,
                "dhi_w_m2": 100.0,
                "zenith_deg": 40.0,
                "azimuth_deg": 170.0,
                "tilt_deg": 30.0,
                "surface_azimuth_deg": 180.0,
                "albedo": 0.2,
            },
        ),
        (pv.ac_power_mw, {"dc_power_mw": 1.0, "ac_capacity_mw": 1.0, "system_losses": 0.14, "inverter_efficiency": 0.96}),
        (pv.degraded_share, {"years": 1.0, "degradation_per_yr": 0.005}),
    ],
)
def test_doors(function, good):
    doors.check(function, **good)
