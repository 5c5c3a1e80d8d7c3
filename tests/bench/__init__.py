"""Benchmarks as ratios: each against its own limit, measured in the same run."""
