"""Tracking: how the agreed focus goes from week to week, and what may be said of it."""
