"""Doors for browsers, one module per audience."""
