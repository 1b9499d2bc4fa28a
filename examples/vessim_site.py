"""A site of gigasite inside a Vessim environment: Vessim has the clock, the battery and the grid, gigasite the hall.

Every step Vessim asks the actor for its power; the actor steps the site and hands back what it draws. A controller looks at the
dispatched microgrid and caps the IT power of the next step while the battery is low. Needs ``pip install vessim==0.16.*``.
"""

from __future__ import annotations

import vessim as vs

import gigasite as gs

STEP_S = 900
OUTPUTS = ("grid_import_mw", "grid_export_mw", "it_mw", "cooling_mw", "unserved_mw")
W_PER_MW = 1e6


class SiteActor(vs.Actor):
    """A site as an actor: negative power is drawn. ``inputs`` hold from the next step on, as `gigasite.stepping.INPUTS`."""

    def __init__(self, name: str, stepper: gs.Stepper, step_s: int) -> None:
        super().__init__(name, 0.0, step_size=step_s)
        self.stepper = stepper
        self.inputs: dict[str, float] = {}

    def sample(self, elapsed: float) -> tuple[float, dict[str, float]]:
        flows = self.stepper.step(self.step_size, self.inputs)
        power = W_PER_MW * (flows["grid_export_mw"] - flows["grid_import_mw"])
        return power, flows


class SpareTheBattery(vs.Controller):
    """Caps IT power while the battery is low."""

    def __init__(self, actor: SiteActor, grid: str, battery: str, cap_mw: float, below: float) -> None:
        self.actor, self.grid, self.battery, self.cap_mw, self.below = actor, grid, battery, cap_mw, below

    def step(self, now: object, microgrid_states: dict[str, vs.MicrogridState]) -> None:
        low = microgrid_states[self.grid]["dispatch_states"][self.battery]["soc"] < self.below
        self.actor.inputs = {"it_limit_mw": self.cap_mw} if low else {}


def run(days: float = 3.0, cap_mw: float | None = 60.0) -> tuple[gs.Stepper, vs.Recorder]:
    """Some days of the first seed with 180 MW of solar power and a battery of 200 MWh beside it."""
    stepper = gs.stepper(gs.example("seeds").sites["texas"], outputs=OUTPUTS)
    site = SiteActor("site", stepper, STEP_S)
    hours = [max(0.0, 180.0 * (1.0 - abs(h % 24 - 12) / 6.0)) for h in range(int(24 * days) + 1)]
    sun = vs.Producer("sun", Hourly(hours))
    battery = vs.SimpleBattery(name="battery", capacity=200e6, initial_soc=0.5)
    environment = vs.Environment(sim_start="2023-01-01", step_size=STEP_S)
    environment.add_microgrid(name="campus", actors=[site, sun], dispatchables=[battery, vs.GridConnection("grid")])
    if cap_mw is not None:
        environment.add_controller(SpareTheBattery(site, "campus", "battery", cap_mw, below=0.3))
    recorder = environment.add_controller(vs.Recorder())
    environment.run(until=int(days * 86_400))
    return stepper, recorder


class Hourly(vs.Signal):
    """Power in MW, one value an hour, as watts."""

    def __init__(self, values_mw: list[float]) -> None:
        self.values_mw = values_mw

    def at(self, elapsed: float | None = None) -> float:
        return W_PER_MW * self.values_mw[int(elapsed or 0.0) // 3600]


if __name__ == "__main__":
    for cap in (None, 60.0):
        ledger = run(cap_mw=cap)[0].ledger
        what = "no cap" if cap is None else f"IT at most {cap:g} MW while the battery is low"
        print(f"{what}: IT {ledger.it_mwh[0]:,.0f} MWh, of it asked and not served {ledger.unserved_mwh[0]:,.0f} MWh")
