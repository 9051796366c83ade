"""Where everybody stands on an interpersonal map, so that nobody hides anybody else.

The client is in the middle. Five bands lie around it like ripples, the closest inside; a person
stands in the band of their closeness, near the part of the circle their kind of people has.
People are placed one by one, the closest first, each at the free spot that is nearest to where
they would like to be; a band that is full grows outwards, and the bands beyond it move out with
it. Room above and below is unlimited, so a free spot always exists: no two names can overlap.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from betweenus.web.pictures.map_values import CLOSENESS, Person, Standing
from betweenus.web.pictures.places import Place, clashes

TURN = 6  # degrees between spots on a circle
STEP = 12  # how far the next circle of spots is out
GAP = 8  # the least room between two names
BETWEEN_BANDS = 10
CROSSING = 90  # how much worse a spot is whose line would pass behind a name
_STANDINGS = (Standing.PRESENT, Standing.THERAPIST, Standing.PAST)


@dataclass(frozen=True)
class Ground:
    """The sheet a map is laid out on, its middle at 0, 0.

    `stretch` is how much wider than high the ripples are; `start` how far out the closest band
    begins and `band` how deep each is while nobody has to make room. `lean` above 1 draws
    people up and down, away from the sides, where a narrow sheet has no room.
    """

    width: float
    stretch: float
    core: float
    start: float
    band: float
    lean: float = 1


@dataclass(frozen=True)
class Spot:
    """Where one person stands: the room their name takes, and how far out that is."""

    person: Person
    place: Place
    distance: float


@dataclass(frozen=True)
class Layout:
    """Everybody's spot, and the outer edge of each band from the closest to the furthest."""

    spots: tuple[Spot, ...]
    edges: tuple[float, ...]


def lay_out(
    people: tuple[Person, ...], sizes: dict[str, tuple[float, float]], ground: Ground
) -> Layout:
    """A spot for each person. `sizes` are width and height of each name's box, by key."""
    wishes = _wishes(people, ground)
    spots: list[Spot] = []
    edges, inner = [], ground.start
    for closeness in CLOSENESS:
        band = [person for person in people if person.closeness == closeness]
        for person in sorted(band, key=lambda p: wishes[p.key]):
            wish = wishes[person.key]
            spots.append(
                _place(person, sizes[person.key], spots, wish=wish, inner=inner, ground=ground)
            )
        outermost = max([s.distance for s in spots if s.person.closeness == closeness], default=0)
        inner = max(inner + ground.band, outermost + BETWEEN_BANDS)
        edges.append(inner)
    return Layout(tuple(spots), tuple(edges))


def crosses(place: Place, x: float, y: float) -> bool:
    """Whether the line from the middle to x, y passes through a place, or scrapes along it."""
    return passage(place, x, y, margin=3) is not None


def passage(place: Place, x: float, y: float, margin: float = 0) -> float | None:
    """How far along the line from the middle to x, y (0 to 1) it enters a place; None: never."""
    low, high = 0.0, 1.0
    for end, centre, size in ((x, place.x, place.width), (y, place.y, place.height)):
        half = size / 2 + margin
        if abs(end) < 1e-9:
            if abs(centre) > half:
                return None
            continue
        a, b = sorted(((centre - half) / end, (centre + half) / end))
        low, high = max(low, a), min(high, b)
    return low if low < high else None


def _wishes(people: tuple[Person, ...], ground: Ground) -> dict[str, float]:
    """The direction each would like, in degrees: kinds side by side, with room between kinds."""
    kinds: dict[tuple[int, str], list[Person]] = {}
    for person in people:
        kind = _STANDINGS.index(person.standing), person.circle
        kinds.setdefault(kind, []).append(person)
    order = sorted(kinds, key=lambda kind: kind[0])
    between = 0.5 if len(kinds) > 1 else 0.0
    whole = len(people) + between * len(kinds)
    wishes, at = {}, 0.0
    for kind in order:
        for person in _near_and_far(kinds[kind]):
            wishes[person.key] = _lean(-90 + 360 * at / whole, ground.lean)
            at += 1
        at += between
    return wishes


def _lean(angle: float, lean: float) -> float:
    turn = math.radians(angle)
    return math.degrees(math.atan2(lean * math.sin(turn), math.cos(turn)))


def _near_and_far(people: list[Person]) -> list[Person]:
    """The same people, near and far in turn, so that neighbours stand at different distances."""
    ordered = sorted(people, key=lambda person: -person.closeness)
    half = (len(ordered) + 1) // 2
    near, far = ordered[:half], ordered[half:]
    return [person for pair in zip(near, [*far, None], strict=False) for person in pair if person]


def _place(
    person: Person,
    size: tuple[float, float],
    spots: list[Spot],
    *,
    wish: float,
    inner: float,
    ground: Ground,
) -> Spot:
    taken = [spot.place for spot in spots]
    core = Place(0, 0, ground.core * 2, ground.core * 2)
    # A name hidden behind a line is a blemish, a name over a name is not allowed: the first spot
    # without either is taken, else the cheapest that is merely crossed by a line.
    second: tuple[float, Spot] | None = None
    for cost, distance, angle in _spots_around(wish, inner, ground):
        if second is not None and cost >= second[0]:
            break
        place = _at(distance, angle, size, ground)
        if place is None or clashes(place, [core, *taken], GAP):
            continue
        spot = Spot(person, place, distance)
        lines = _crossings(place, spots)
        if not lines:
            return spot
        if second is None or cost + lines * CROSSING < second[0]:
            second = (cost + lines * CROSSING, spot)
    assert second is not None, person
    return second[1]


def _spots_around(
    wish: float, inner: float, ground: Ground
) -> Iterable[tuple[float, float, float]]:
    """Cost, distance and direction of every spot: those in the band first, then ever further."""
    for cost, out, turn in _offsets(round(ground.band)):
        yield cost, inner + out, wish + turn
    out, base = ground.band, _offsets(round(ground.band))[-1][0]
    while True:
        for turn in _turns():
            yield base + out, inner + out, wish + turn
        out += STEP


@lru_cache(maxsize=8)
def _offsets(band: int) -> tuple[tuple[float, float, float], ...]:
    """Every spot of a band as cost, way out and turn, the cheapest first."""
    ideal = band / 2
    outs = [min(out, band) for out in range(0, band, STEP)]
    found = (
        (abs(turn) + abs(out - ideal) * 0.9, float(out), turn) for out in outs for turn in _turns()
    )
    return tuple(sorted(found, key=lambda spot: (spot[0], abs(spot[2]), spot[2], spot[1])))


@lru_cache(maxsize=1)
def _turns() -> tuple[float, ...]:
    """Directions away from the wished one, the nearest first, to either side in turn."""
    turns = [side * TURN * n for n in range(1, 180 // TURN) for side in (1, -1)]
    return (0.0, *map(float, turns), 180.0)


def _at(distance: float, angle: float, size: tuple[float, float], ground: Ground) -> Place | None:
    width, height = size
    turn = math.radians(angle)
    x, y = distance * ground.stretch * math.cos(turn), distance * math.sin(turn)
    if abs(x) + width / 2 > ground.width / 2 - 6:
        return None
    return Place(x, y, width, height)


def _crossings(place: Place, spots: list[Spot]) -> int:
    """How many lines would pass behind names if someone stood here."""
    theirs = sum(crosses(place, spot.place.x, spot.place.y) for spot in spots)
    return theirs + sum(crosses(spot.place, place.x, place.y) for spot in spots)
