"""The words inside the plane of a chart, put where no score is in their way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from betweenus.web.pictures.chart_line import Spot, dots, unbroken
from betweenus.web.pictures.chart_plot import Plot
from betweenus.web.pictures.chart_values import Chart, Measure
from betweenus.web.pictures.chart_words import case_words
from betweenus.web.pictures.lettering import text_width
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.places import Place, clashes
from betweenus.web.pictures.svg import Drawn, joined, number, text


@dataclass(frozen=True)
class Labels:
    """What was written, the room it takes, and whether there was room for everything."""

    drawn: Drawn
    taken: tuple[Place, ...]
    complete: bool


def labels(
    chart: Chart, measure: Measure, spots: Sequence[Spot], plot: Plot, sheet: Sheet
) -> Labels:
    """The case level and the end of the course in words; words without room are left out."""
    taken = [*dots(spots, plot), *_along(measure, spots), *_end_line(chart, plot)]
    drawn, found = [], []
    wanted = list(_wanted(chart, measure, plot, sheet))
    for words, places in wanted:
        place = next((p for p in places if _inside(p, plot) and not clashes(p, taken)), None)
        if place is not None:
            taken.append(place)
            found.append(place)
            drawn.append(_label(words, place, sheet))
    return Labels(joined(drawn), tuple(found), complete=len(found) == len(wanted))


def _wanted(
    chart: Chart, measure: Measure, plot: Plot, sheet: Sheet
) -> Iterable[tuple[str, list[Place]]]:
    if measure.case_level is not None:
        words = _case_label(measure, sheet)
        yield words, _case_places(words, measure, plot, sheet)
    if chart.ended_after is not None:
        yield "Ended", _end_places(plot.x(chart.ended_after + 0.5), plot, sheet)


def _case_label(measure: Measure, sheet: Sheet) -> str:
    if sheet.name == "wide":
        return case_words(measure)
    return f"Case level: {number(measure.case_level or 0)}+"


def _case_places(words: str, measure: Measure, plot: Plot, sheet: Sheet) -> list[Place]:
    width = text_width(words, sheet.small) + 8
    y, away = plot.y(measure.case_level or 0), sheet.small * 0.5 + 4
    room = plot.width - width
    across = [plot.left + width / 2 + room * share / 8 for share in (8, 0, 7, 1, 6, 2, 5, 3, 4)]
    return [Place(x, y + side * away, width, sheet.small) for x in across for side in (1, -1)]


def _end_places(x: float, plot: Plot, sheet: Sheet) -> list[Place]:
    width = text_width("Ended", sheet.small) + 6
    rows = (plot.top + sheet.small, plot.bottom - sheet.small)
    return [
        Place(x + side * (width / 2 + 3), y, width, sheet.small) for side in (1, -1) for y in rows
    ]


def _inside(place: Place, plot: Plot) -> bool:
    half_width, half_height = place.width / 2, place.height / 2
    across = plot.left <= place.x - half_width and place.x + half_width <= plot.right
    return across and plot.top <= place.y - half_height and place.y + half_height <= plot.bottom


def _along(measure: Measure, spots: Sequence[Spot]) -> Iterable[Place]:
    """Small places along the curve, close enough together that no word slips between."""
    for stretch in unbroken(measure, spots):
        for (_, x, y), (_, next_x, next_y) in pairwise(stretch):
            across, down = (next_x - x) / 8, (next_y - y) / 8
            for step in range(1, 8):
                yield Place(x + across * step, y + down * step, 4, 4)


def _end_line(chart: Chart, plot: Plot) -> list[Place]:
    if chart.ended_after is None:
        return []
    x, middle = plot.x(chart.ended_after + 0.5), (plot.top + plot.bottom) / 2
    return [Place(x, middle, 4, plot.height)]


def _label(words: str, place: Place, sheet: Sheet) -> Drawn:
    baseline = place.y + sheet.small * 0.36
    return text(place.x, baseline, words, sheet.small, "pic-text pic-halo", anchor="middle")
