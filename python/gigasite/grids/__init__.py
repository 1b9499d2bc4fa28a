"""Grid data sets in the wheel: regions with price and carbon, district heating networks."""
