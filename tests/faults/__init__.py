"""Faults the service survives, each a script anybody can repeat; the short forms are tests."""
