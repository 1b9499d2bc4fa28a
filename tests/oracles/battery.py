"""A battery of the C/L/C model in plain Python, one step after another, to be read beside the paper.

F. Kazhamiaka, C. Rosenberg, S. Keshav, "Tractable lithium-ion storage models for optimizing energy systems",
Energy Informatics 2:4, 2019, DOI 10.1186/s42162-019-0070-6.
"""

from dataclasses import dataclass


@dataclass
class Battery:
    """Capacity and state in MWh, power in MW, time in h."""

    capacity: float
    state: float
    charge_efficiency: float
    charge_rate: float
    upper_slope: float
    upper_fraction: float
    discharge_draw: float
    discharge_rate: float
    lower_slope: float
    lower_fraction: float

    def charge(self, offered, hours):
        """Takes what it can of an offered power; returns the power taken."""
        # The content after the step, b + η p Δt, must not pass the bound u p + v B; solved for p.
        room = self.upper_fraction * self.capacity - self.state
        most = min(self.capacity * self.charge_rate / self.charge_efficiency, room / (self.charge_efficiency * hours - self.upper_slope))
        taken = min(offered, max(most, 0.0))
        self.state += taken * self.charge_efficiency * hours
        return taken

    def discharge(self, asked, hours):
        """Gives what it can of an asked power; returns the power given."""
        left = self.state - self.lower_fraction * self.capacity
        most = min(self.capacity * self.discharge_rate / self.discharge_draw, left / (self.lower_slope + self.discharge_draw * hours))
        given = min(asked, max(most, 0.0))
        self.state -= given * self.discharge_draw * hours
        return given


def run(battery, supply, load, hours):
    """Every surplus charges, every deficit discharges. One dict per step."""
    steps = []
    for made, wanted in zip(supply, load, strict=True):
        charged = discharged = 0.0
        before = battery.state
        if made > wanted:
            charged = battery.charge(made - wanted, hours)
        else:
            discharged = battery.discharge(wanted - made, hours)
        steps.append(
            {
                "state": battery.state,
                "charge": charged,
                "discharge": discharged,
                "unserved": max(wanted - made, 0.0) - discharged,
                "spilled": max(made - wanted, 0.0) - charged,
                "loss": (charged - discharged) * hours - (battery.state - before),
            }
        )
    return steps
