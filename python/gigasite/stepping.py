"""`stepper`: a site on the ground one step at a time, for a simulator that has the clock (co-simulation, control, learning).

The stepper runs the line that the batch runs, so a site that is stepped through its own forcing takes the same path to the last bit.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from gigasite import _core
from gigasite.errors import ParameterError
from gigasite.evaluation import build, engine_input, forcing_years
from gigasite.laws import of_phase
from gigasite.ledger import Ledger

if TYPE_CHECKING:
    from gigasite.scenario.entities import Site

__all__ = ["INPUTS", "OUTPUTS", "Stepper", "stepper"]

#: What a step may be given: the columns of the engine's forcing, the caps ``it_limit_mw`` and ``grid_limit_mw``, and ``utilisation``,
#: the busy share of the sold hours in place of ``workload`` (which is relative to the mean of the fleet).
INPUTS: tuple[str, ...] = tuple(_core.STEPPER_INPUTS)
#: What a step gives back: flows in the unit of their name, and the state after the step.
OUTPUTS: tuple[str, ...] = tuple(_core.STEPPER_OUTPUTS)


class Stepper(_core.EarthStepper):
    """A site between two steps. `stepper` makes it.

    ``step(dt_s, inputs)`` advances by 300 to 3,600 s and returns the flows of the step as a new dict. An input that is not given, or
    all of them, take the forcing of the site at the start of the step; behind its end the forcing repeats. When the air is given
    without its wet bulb, the wet bulb follows from it. Nothing has changed when a step is refused.
    ``state()`` is everything that a later step depends on as bytes, ``restore(bytes)`` goes back to it in a stepper of the same site.
    """

    @property
    def ledger(self) -> Ledger:
        """The sums of all steps so far, one row; `Ledger.closures` holds at any time."""
        return Ledger({name: np.array([value]) for name, value in self.sums().items()})

    @property
    def time_utc(self) -> np.datetime64:
        """Start of the step that comes next."""
        return np.datetime64(self.start_unix_s * 1000 + round(self.elapsed_s * 1000), "ms")

    def __repr__(self) -> str:
        return f"<Stepper at {self.time_utc}>"


def stepper(site: Site, *, step_s: float = 3600.0, outputs: Iterable[str] | None = None) -> Stepper:
    """The phase ``operate`` of a site on the ground, every value at its default, ready for its first step.

    ``step_s`` is the step of the site's own forcing, 300–3,600 s; steps may have another length. ``outputs`` picks what a step returns
    (`OUTPUTS`; all when not given), which makes a step quicker.
    Errors: `ParameterError` for a site in orbit, an unknown output or input, a step out of range, a state that is damaged or of
    another site; `DataError` where a series is missing.

    >>> import gigasite as gs
    >>> s = gs.stepper(gs.example("seeds").sites["texas"], outputs=["it_mw", "unserved_mw"])
    >>> asked = s.step(3600.0)["it_mw"]
    >>> out = s.step(3600.0, {"it_limit_mw": 50.0})
    >>> out["it_mw"], out["unserved_mw"] > 0
    (50.0, True)
    """
    if not 300.0 <= step_s <= 3600.0:
        raise ParameterError("a step of the ground engine", parameter="step_s", value=step_s, low=300.0, high=3600.0, unit="s")
    wanted = list(OUTPUTS) if outputs is None else list(outputs)
    for name in wanted:
        if name not in OUTPUTS:
            raise ParameterError("a step has no such output", parameter="outputs", value=name, hint=_nearest(name, OUTPUTS))
    model = build(site, site.draws())
    if model.engine != "earth":
        raise ParameterError(
            "a stepper runs sites on the ground; a site in orbit is one orbit in periodic state at each of its days",
            parameter=site.key,
            value=model.engine,
            hint="run it with gs.simulate",
        )
    phase = model.phase("operate")
    return Stepper(*engine_input(phase, forcing_years(site, phase, step_s)[0], 1), wanted, of_phase(phase, site))


def refuse(name: Any, value: Any) -> None:
    """Says why a step does not take this input; the core calls it where it knows the name or the value for wrong."""
    if name not in INPUTS:
        hint = _nearest(name, INPUTS) if isinstance(name, str) else None
        raise ParameterError("a step has no such input", parameter=str(name), hint=hint or f"inputs: {', '.join(INPUTS)}")
    raise ParameterError("an input of a step is a number", parameter=name, value=value)


def _nearest(name: str, names: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f"nearest: {near[0]}" if near else None
