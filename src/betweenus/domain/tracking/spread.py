"""What is known of a number: its middle and how far it may lie from it, read off a table."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True)
class Spread:
    """A number known only so well: places in rising order, and how much lies below each."""

    places: tuple[float, ...]
    below: tuple[float, ...]

    def at(self, share: float) -> float:
        """The value below which this share of it lies."""
        right = min(max(bisect_left(self.below, share), 1), len(self.below) - 1)
        low, high = self.below[right - 1], self.below[right]
        part = (share - low) / (high - low) if high > low else 0.0
        return self.places[right - 1] + part * (self.places[right] - self.places[right - 1])

    @property
    def middle(self) -> float:
        """As likely above as below."""
        return self.at(0.5)

    def interval(self, share: float) -> tuple[float, float]:
        """Between which values it lies with this probability, as much left out on either side."""
        return self.at((1 - share) / 2), self.at((1 + share) / 2)

    def above(self, value: float) -> float:
        """How likely it is more than ``value``."""
        right = bisect_left(self.places, value)
        if right == 0:
            return 1.0
        if right == len(self.places):
            return 0.0
        low, high = self.places[right - 1], self.places[right]
        part = (value - low) / (high - low)
        return 1 - self.below[right - 1] - part * (self.below[right] - self.below[right - 1])


def spread_of(places: Sequence[float], heights: Sequence[float]) -> Spread:
    """From heights (in any unit) at places in rising order."""
    areas = [
        (right - left) * (low + high) / 2
        for (left, right), (low, high) in zip(pairwise(places), pairwise(heights), strict=True)
    ]
    sums = (0.0, *accumulate(areas))
    return Spread(tuple(places), tuple(one / sums[-1] for one in sums))
