"""One file a figure. Each has ``figure(facts)``, which gives the figure or ``None`` when the results do not carry it."""
