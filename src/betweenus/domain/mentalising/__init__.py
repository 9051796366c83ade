"""Mentalising language: how somebody speaks of minds, counted, never scored.

Research only: words are a poor measure of mentalising (patterns.md 3h), so counts stand beside each
other and are never added up, banded or compared with anybody else's.
"""

from betweenus.domain.mentalising.counting import FEWEST_WORDS, MarkerCounts, count
from betweenus.domain.mentalising.markers import Family, Markers, markers

__all__ = ["FEWEST_WORDS", "Family", "MarkerCounts", "Markers", "count", "markers"]
