"""The scores of one measure as a line, with the values beside the points where they fit."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from betweenus.web.pictures.chart_plot import Plot
from betweenus.web.pictures.chart_values import Measure, Score
from betweenus.web.pictures.lettering import text_width
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.places import Place, clashes
from betweenus.web.pictures.svg import Drawn, disc, joined, number, path, text

# With less room per session than this, only the telling scores are written out.
CROWDED = 10


class Spot(NamedTuple):
    """A score and where it lies."""

    score: Score
    x: float
    y: float


def spots(measure: Measure, plot: Plot) -> tuple[Spot, ...]:
    """Every score with its place; found once, since everything in the plane goes by them."""
    return tuple(Spot(s, plot.x(s.session), plot.y(s.value)) for s in measure.scores)


def curve(measure: Measure, found: Sequence[Spot]) -> Drawn:
    """The line through the scores, interrupted where a session has none."""
    drawn = []
    for stretch in unbroken(measure, found):
        points = [f"{number(spot.x)},{number(spot.y)}" for spot in stretch]
        if len(points) > 1:
            drawn.append(path(f"M{points[0]}L{' '.join(points[1:])}", "pic-line"))
    return joined(drawn)


def points(measure: Measure, found: Sequence[Spot], plot: Plot) -> Drawn:
    """A dot per score: hollow when estimated, larger for the latest, ringed for the best."""
    radius, crowded = point_radius(plot), plot.pitch < CROWDED
    return joined([_point(measure, spot, radius, crowded=crowded) for spot in found])


def point_radius(plot: Plot) -> float:
    """Small enough that neighbours stay apart."""
    return min(5.5, max(1.8, plot.pitch * 0.3))


def dots(found: Sequence[Spot], plot: Plot) -> list[Place]:
    """The room the dots take."""
    size = point_radius(plot) * 2
    return [Place(x, y, size, size) for _, x, y in found]


def values(
    measure: Measure, found: Sequence[Spot], plot: Plot, sheet: Sheet, taken: Iterable[Place]
) -> Drawn:
    """The scores in figures, the most telling first, wherever nothing else is in the way."""
    drawn, occupied = [], [*taken, *dots(found, plot)]
    for index in _by_weight(measure, plot):
        below = _is_valley(measure, index)
        place = _value_place(found[index], plot, sheet, occupied, below=below)
        if place is not None:
            occupied.append(place)
            drawn.append(_value(measure, found[index].score, place, sheet))
    return joined(drawn)


def unbroken(measure: Measure, found: Sequence[Spot]) -> Iterable[list[Spot]]:
    """The scores in stretches without a missing session."""
    stretch = list(found[:1])
    for before, spot in pairwise(found):
        if spot.score.session - before.score.session > 1 and not measure.joined:
            yield stretch
            stretch = []
        stretch.append(spot)
    yield stretch


def _point(measure: Measure, spot: Spot, radius: float, *, crowded: bool) -> Drawn:
    score, x, y = spot
    last = score is measure.scores[-1]
    kind = "pic-point pic-point--hollow" if score.prorated else "pic-point"
    kind = f"{kind} pic-point--latest" if last else kind
    kind = f"{kind} pic-point--crowded" if crowded else kind
    ring = disc(x, y, radius + 4, "pic-best") if _is_best(measure, score) else ""
    return joined([ring, disc(x, y, radius * (1.2 if last else 1), kind)])


def _is_best(measure: Measure, score: Score) -> bool:
    return score is measure.best and len(measure.scores) > 1


def _by_weight(measure: Measure, plot: Plot) -> list[int]:
    """Latest, first, best, the turning points; and the others too unless it is crowded.

    Each as its number among the scores.
    """
    scores = measure.scores
    telling = [len(scores) - 1, 0, scores.index(measure.best)] if measure.best else []
    turns = [
        at
        for at, (before, here, after) in enumerate(
            zip(scores, scores[1:], scores[2:], strict=False), start=1
        )
        if (here.value - before.value) * (after.value - here.value) < 0
    ]
    others = range(len(scores)) if plot.pitch >= CROWDED else ()
    return list(dict.fromkeys([*telling, *turns, *others]))


def _value_place(
    spot: Spot, plot: Plot, sheet: Sheet, taken: list[Place], *, below: bool
) -> Place | None:
    score, x, y = spot
    width = text_width(number(score.value), sheet.small, bold=True)
    side = -1 if below else 1
    away = side * (point_radius(plot) + sheet.small * 0.5 + 5)
    for middle in (y - away, y + away):
        place = Place(x, middle, width, sheet.small)
        inside = plot.top + sheet.small / 2 <= middle <= plot.bottom - sheet.small / 2
        if inside and not clashes(place, taken):
            return place
    return None


def _is_valley(measure: Measure, at: int) -> bool:
    """Whether the line comes down to this score and goes up again, so that below is free."""
    scores = measure.scores
    if not 0 < at < len(scores) - 1:
        return False
    return min(scores[at - 1].value, scores[at + 1].value) > scores[at].value


def _value(measure: Measure, score: Score, place: Place, sheet: Sheet) -> Drawn:
    strong = score is measure.scores[-1] or _is_best(measure, score)
    kind = "pic-text pic-halo pic-strong" if strong else "pic-text pic-halo"
    baseline = place.y + sheet.small * 0.36
    return text(place.x, baseline, number(score.value), sheet.small, kind, anchor="middle")
