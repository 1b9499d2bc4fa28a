"""Ours beside the others, in one run on one machine: `make bench` or `python -m benchmarks`."""
