"""The scores of one measure as a line, with the values beside the points where they fit."""

from collections.abc import Iterable
from itertools import pairwise

from betweenus.web.pictures.chart_plot import Plot
from betweenus.web.pictures.chart_values import Measure, Score
from betweenus.web.pictures.lettering import text_width
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.places import Place, clashes
from betweenus.web.pictures.svg import Drawn, disc, joined, number, path, text

# With less room per session than this, only the telling scores are written out.
CROWDED = 10


def curve(measure: Measure, plot: Plot) -> Drawn:
    """The line through the scores, interrupted where a session has none."""
    drawn = []
    for stretch in unbroken(measure):
        points = [f"{number(plot.x(s.session))},{number(plot.y(s.value))}" for s in stretch]
        if len(points) > 1:
            drawn.append(path(f"M{points[0]}L{' '.join(points[1:])}", "pic-line"))
    return joined(drawn)


def points(measure: Measure, plot: Plot) -> Drawn:
    """A dot per score: hollow when estimated, larger for the latest, ringed for the best."""
    return joined(_point(measure, score, plot) for score in measure.scores)


def point_radius(plot: Plot) -> float:
    """Small enough that neighbours stay apart."""
    return min(5.5, max(1.8, plot.pitch * 0.3))


def dots(measure: Measure, plot: Plot) -> list[Place]:
    """The room the dots take."""
    size = point_radius(plot) * 2
    return [Place(plot.x(s.session), plot.y(s.value), size, size) for s in measure.scores]


def values(measure: Measure, plot: Plot, sheet: Sheet, taken: Iterable[Place]) -> Drawn:
    """The scores in figures, the most telling first, wherever nothing else is in the way."""
    drawn, occupied = [], [*taken, *dots(measure, plot)]
    for score in _by_weight(measure, plot):
        place = _value_place(measure, score, plot, sheet, occupied)
        if place is not None:
            occupied.append(place)
            drawn.append(_value(measure, score, place, sheet))
    return joined(drawn)


def unbroken(measure: Measure) -> Iterable[list[Score]]:
    """The scores in stretches without a missing session."""
    stretch = list(measure.scores[:1])
    for before, score in pairwise(measure.scores):
        if score.session - before.session > 1 and not measure.joined:
            yield stretch
            stretch = []
        stretch.append(score)
    yield stretch


def _point(measure: Measure, score: Score, plot: Plot) -> Drawn:
    x, y, radius = plot.x(score.session), plot.y(score.value), point_radius(plot)
    last = score is measure.scores[-1]
    kind = "pic-point pic-point--hollow" if score.prorated else "pic-point"
    kind = f"{kind} pic-point--latest" if last else kind
    kind = f"{kind} pic-point--crowded" if plot.pitch < CROWDED else kind
    ring = disc(x, y, radius + 4, "pic-best") if _is_best(measure, score) else ""
    return joined([ring, disc(x, y, radius * (1.2 if last else 1), kind)])


def _is_best(measure: Measure, score: Score) -> bool:
    return score is measure.best and len(measure.scores) > 1


def _by_weight(measure: Measure, plot: Plot) -> list[Score]:
    """Latest, first, best, the turning points; and the others too unless it is crowded."""
    scores = measure.scores
    telling = [*scores[-1:], *scores[:1], *([measure.best] if measure.best else [])]
    turns = [
        here
        for before, here, after in zip(scores, scores[1:], scores[2:], strict=False)
        if (here.value - before.value) * (after.value - here.value) < 0
    ]
    others = scores if plot.pitch >= CROWDED else ()
    return list(dict.fromkeys([*telling, *turns, *others]))


def _value_place(
    measure: Measure, score: Score, plot: Plot, sheet: Sheet, taken: list[Place]
) -> Place | None:
    width = text_width(number(score.value), sheet.small, bold=True)
    x, y = plot.x(score.session), plot.y(score.value)
    side = -1 if _is_valley(measure, score) else 1
    away = side * (point_radius(plot) + sheet.small * 0.5 + 5)
    for spot in (y - away, y + away):
        place = Place(x, spot, width, sheet.small)
        inside = plot.top + sheet.small / 2 <= spot <= plot.bottom - sheet.small / 2
        if inside and not clashes(place, taken):
            return place
    return None


def _is_valley(measure: Measure, score: Score) -> bool:
    """Whether the line comes down to this score and goes up again, so that below is free."""
    at = measure.scores.index(score)
    around = measure.scores[max(at - 1, 0) : at] + measure.scores[at + 1 : at + 2]
    return len(around) == 2 and all(other.value > score.value for other in around)


def _value(measure: Measure, score: Score, place: Place, sheet: Sheet) -> Drawn:
    strong = score is measure.scores[-1] or _is_best(measure, score)
    kind = "pic-text pic-halo pic-strong" if strong else "pic-text pic-halo"
    baseline = place.y + sheet.small * 0.36
    return text(place.x, baseline, number(score.value), sheet.small, kind, anchor="middle")
