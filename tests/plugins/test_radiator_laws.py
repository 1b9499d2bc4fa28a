"""Laws of the slot ``radiator`` in the orbit engine."""

import numpy as np
import pytest

import gigasite as gs
from gigasite.constants import STEFAN_BOLTZMANN_W_M2_K4
from gigasite.errors import PhysicsError, PluginError
from gigasite.hooks import use
from law_targets import manager_of

SIGMA = STEFAN_BOLTZMANN_W_M2_K4


class Grey:
    """The engine's own surface."""

    slot = "radiator"

    def evaluate(self, temperature_k, sink_k, emissivity):
        return {"flux_w_m2": emissivity * SIGMA * (temperature_k**4 - sink_k**4)}


class Compiled:
    slot = "radiator"

    @staticmethod
    def cfunc(temperature_k, sink_k, emissivity):
        return emissivity * SIGMA * (temperature_k**4 - sink_k**4)


class Thermochromic:
    """A surface that emits less when it is cold."""

    slot = "radiator"

    def evaluate(self, temperature_k, sink_k, emissivity):
        share = 0.5 + 0.5 / (1.0 + np.exp((300.0 - temperature_k) / 10.0))
        return {"flux_w_m2": share * emissivity * SIGMA * (temperature_k**4 - sink_k**4)}


def orbit(**fields):
    return gs.site(**{"key": "x", "type": "orbit", "orbit_samples": 3, **fields})


@pytest.mark.parametrize("law", ["grey", "compiled"])
@pytest.mark.parametrize("policy", ["battery", "throttle"])
def test_a_law_that_repeats_the_surface_gives_the_engines_results(law, policy):
    with use(manager_of(grey=Grey, compiled=Compiled)):
        run, own = (gs.simulate(orbit(radiator=name, eclipse_policy=policy)) for name in (law, "two_faces"))
    for name in own.ledger:
        assert run.ledger[name] == pytest.approx(own.ledger[name], rel=1e-9, abs=1e-9), name
    for name in ("panel_k", "radiator_k", "hot_k", "heat_rejected_mw"):
        if name in own.series:
            assert run.series[name] == pytest.approx(own.series[name], rel=1e-9), name


def test_a_poorer_surface_needs_more_of_it():
    with use(manager_of(poor=Thermochromic)):
        poor, own = (gs.simulate(orbit(radiator=name, radiator_temperature_k=310)) for name in ("poor", "two_faces"))
    share = 0.5 + 0.5 / (1.0 + np.exp((300.0 - 310.0) / 10.0))
    # A larger share of the mass is radiator, so that a little more heat than in proportion has to go.
    assert poor.ledger["radiator_area_m2"][0] * share >= 0.999 * own.ledger["radiator_area_m2"][0]
    assert max(abs(v).max() for v in poor.ledger.closures().values()) < 1e-9


def test_draws_and_threads(monkeypatch):
    with use(manager_of(compiled=Compiled, grey=Grey)):
        whole = gs.sample(orbit(radiator="compiled"), draws=20, seed=2)
        for threads in ("1", "3"):
            monkeypatch.setenv("GIGASITE_THREADS", threads)
            some = gs.sample(orbit(radiator="compiled"), draws=9, seed=2)
            assert all(np.array_equal(some.ledger[name], whole.ledger[name][:9]) for name in whole.ledger)


@pytest.mark.parametrize(
    ("flux", "reason"),
    [
        (lambda t, s: np.where(t > 0, np.nan, t), "flux_w_m2 is NaN"),
        (lambda t, s: 1.1 * SIGMA * (t**4 - s**4), "a black surface gives"),
        (lambda t, s: -(t**4) * 1e-9, "a black surface gives"),
    ],
)
def test_what_cannot_be_is_named(flux, reason):
    members = {"slot": "radiator", "evaluate": lambda self, temperature_k, sink_k: {"flux_w_m2": flux(temperature_k, sink_k)}}
    with use(manager_of(bad=type("Bad", (), members))), pytest.raises(PluginError, match=reason) as caught:
        gs.sample(orbit(radiator="bad"), draws=3, seed=1)
    assert "the law 'bad' of plugin theirs (theirs) failed on site 'x', step 0" in str(caught.value)
    assert caught.value.inputs["emissivity"] > 0 and caught.value.draw == 0


def test_a_surface_that_lets_nothing_go_is_no_radiator():
    members = {"slot": "radiator", "evaluate": lambda self, temperature_k: {"flux_w_m2": 0.0 * temperature_k}}
    with use(manager_of(shut=type("Shut", (), members))), pytest.raises(PhysicsError, match="rejects nothing"):
        gs.simulate(orbit(radiator="shut"))
