"""Rectangles on a sheet, and whether they are in each other's way."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle by its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Place", gap: float = 0) -> bool:
        """Whether two rectangles share any room, or come nearer than `gap`."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width + 2 * gap
            and abs(self.y - other.y) * 2 < self.height + other.height + 2 * gap
        )


def clashes(place: Place, taken: Iterable[Place], gap: float = 0) -> bool:
    """Whether a rectangle is in the way of any other."""
    return any(place.overlaps(other, gap) for other in taken)
