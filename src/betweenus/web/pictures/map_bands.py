"""The ripples of an interpersonal map and their names, written where nobody stands."""

import math
from collections.abc import Iterable

from betweenus.web.pictures.lettering import text_width
from betweenus.web.pictures.map_layout import Ground, Layout, crosses
from betweenus.web.pictures.map_values import CLOSENESS
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.places import Place, clashes
from betweenus.web.pictures.svg import Drawn, tag, text

CLEAR = 5


def ripples(laid: Layout, ground: Ground) -> list[Drawn]:
    """The bands as ellipses, the widest first, so that the closest lies on top."""
    outwards = list(enumerate(laid.edges))
    return [
        tag(
            "ellipse",
            class_=f"pic-ripple pic-ripple--{index}",
            cx=0,
            cy=0,
            rx=edge * ground.stretch,
            ry=edge,
        )
        for index, edge in reversed(outwards)
    ]


def band_names(
    laid: Layout, ground: Ground, sheet: Sheet, above: float, below: float
) -> list[Drawn]:
    """What each ripple means, all in one direction if there is one that is free for most."""
    free = _free_places(laid, ground, sheet, (above, below))
    if not free:
        return []
    counts = {angle: sum(a == angle for _, a in free) for _, angle in free}
    best = max(counts, key=lambda angle: (counts[angle], -_from_below(angle)))
    drawn: list[Drawn] = []
    taken: list[Place] = []
    for words in CLOSENESS.values():
        angles = sorted((a for w, a in free if w == words), key=lambda a: _apart(a, best))
        place = next(
            (free[words, a] for a in angles if not clashes(free[words, a], taken, CLEAR)), None
        )
        if place is not None:
            taken.append(place)
            y = place.y + sheet.small * 0.36
            drawn.append(text(place.x, y, words, sheet.small, "pic-band-name", anchor="middle"))
    return drawn


def _free_places(
    laid: Layout, ground: Ground, sheet: Sheet, room: tuple[float, float]
) -> dict[tuple[str, int], Place]:
    """By words and direction, where a band's name would be in nobody's way."""
    core = Place(0, 0, ground.core * 2, ground.core * 2)
    taken = [core, *(spot.place for spot in laid.spots)]
    return {
        (words, angle): place
        for words, angle, place in _candidates(laid, ground, sheet)
        if _inside(place, ground, room)
        and not clashes(place, taken, CLEAR)
        and not any(crosses(place, spot.place.x, spot.place.y) for spot in laid.spots)
    }


def _candidates(laid: Layout, ground: Ground, sheet: Sheet) -> Iterable[tuple[str, int, Place]]:
    inner = ground.core + 6.0
    for words, edge in zip(CLOSENESS.values(), laid.edges, strict=True):
        # In a band that has grown, the name keeps to the outer edge.
        distance = max((inner + edge) / 2, edge - ground.band / 2)
        width = text_width(words, sheet.small)
        for angle in range(0, 360, 10):
            turn = math.radians(angle)
            x, y = distance * ground.stretch * math.cos(turn), distance * math.sin(turn)
            yield words, angle, Place(x, y, width, sheet.small)
        inner = edge


def _inside(place: Place, ground: Ground, room: tuple[float, float]) -> bool:
    across = abs(place.x) + place.width / 2 < ground.width / 2 - 6
    return across and -room[0] + place.height < place.y < room[1] - place.height


def _apart(angle: int, other: int) -> int:
    return abs((angle - other + 180) % 360 - 180)


def _from_below(angle: int) -> int:
    return _apart(angle, 90)
