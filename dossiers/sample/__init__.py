"""Invented dossiers with whole histories: for the demo, for benchmarks. Nobody in them exists."""
