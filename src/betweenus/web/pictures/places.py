"""Rectangles on a sheet, and whether they are in each other's way."""

from collections.abc import Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A rectangle by its middle and its size; a tuple, because a chart looks at thousands."""

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
    x, y, width, height = place
    width, height = width + 2 * gap, height + 2 * gap
    # As `overlaps` has it, without a call for each of the others.
    for other_x, other_y, other_width, other_height in taken:
        across, down = abs(x - other_x) * 2, abs(y - other_y) * 2
        if across < width + other_width and down < height + other_height:
            return True
    return False
