"""The key under a chart: the marks that occur, and lines that found no room for their words."""

from collections.abc import Collection
from functools import partial

from betweenus.web.pictures.chart_values import Chart, Measure
from betweenus.web.pictures.chart_words import EXPECTED, case_words
from betweenus.web.pictures.key import Entry
from betweenus.web.pictures.svg import Drawn, box, disc, joined, line, number, text


def entries(chart: Chart, without_words: Collection[str]) -> list[Entry]:
    """The key to the marks that occur, and to the case levels ``without_words`` beside them.

    These are named by their measure.
    """
    measures = chart.measures
    found = []
    if any(len(measure.scores) > 1 for measure in measures):
        found.append(Entry(_best_mark, "best so far"))
    if any(score.prorated for measure in measures for score in measure.scores):
        found.append(Entry(_hollow_mark, "estimated, some answers missing"))
    found += [
        Entry(_change_mark, _change_words(chart, measure))
        for measure in measures
        if measure.reliable_change is not None and measure.scores
    ]
    found += [
        Entry(_case_mark, _case_words(chart, measure))
        for measure in measures
        if measure.name in without_words
    ]
    if any(measure.ranges for measure in measures):
        found.append(Entry(_expected_mark, EXPECTED))
    if chart.first_session == 0:
        found.append(Entry(partial(_letter_mark, "A"), "assessment"))
    return found


def _which(chart: Chart, measure: Measure) -> str:
    return f"{measure.name}: " if len(chart.measures) > 1 else ""


def _change_words(chart: Chart, measure: Measure) -> str:
    change = number(measure.reliable_change or 0)
    which = _which(chart, measure)
    mark = f" ({measure.change_mark})" if measure.change_mark else ""
    return f"{which}less than {change} from the first score, no reliable change{mark}"


def _case_words(chart: Chart, measure: Measure) -> str:
    return f"{_which(chart, measure)}{case_words(measure)}"


def _best_mark(x: float, y: float) -> Drawn:
    return joined([disc(x, y, 8.5, "pic-best"), disc(x, y, 4.5, "pic-point")])


def _hollow_mark(x: float, y: float) -> Drawn:
    return disc(x, y, 5, "pic-point pic-point--hollow")


def _change_mark(x: float, y: float) -> Drawn:
    edges = (line(x - 10, y + side, x + 10, y + side, "pic-change-edge") for side in (-7, 7))
    return joined([box(x - 10, y - 7, 20, 14, "pic-change"), *edges])


def _expected_mark(x: float, y: float) -> Drawn:
    return box(x - 10, y - 7, 20, 14, "pic-expected")


def _case_mark(x: float, y: float) -> Drawn:
    return line(x - 10, y, x + 10, y, "pic-case")


def _letter_mark(letter: str, x: float, y: float) -> Drawn:
    return text(x, y + 5, letter, 15, "pic-quiet", anchor="middle")
