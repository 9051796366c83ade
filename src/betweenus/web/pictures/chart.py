"""Charts over the sessions of a course: one or two symptom measures, or up to three goals."""

from betweenus.web.pictures import chart_words
from betweenus.web.pictures.chart_key import entries
from betweenus.web.pictures.chart_labels import labels
from betweenus.web.pictures.chart_line import curve, points, spots, values
from betweenus.web.pictures.chart_plot import Plot, axis, ground, phases, plot_for
from betweenus.web.pictures.chart_values import Band, Chart, Measure, Range, Score, Stretch, goal
from betweenus.web.pictures.key import Block, key
from betweenus.web.pictures.lettering import text_width, wrap
from betweenus.web.pictures.picture import NARROW, WIDE, Picture, Sheet, frame
from betweenus.web.pictures.svg import (
    LINE_HEIGHT,
    Drawn,
    box,
    joined,
    line,
    number,
    path,
    text,
    text_lines,
)

__all__ = ["Band", "Chart", "Measure", "Range", "Score", "Stretch", "draw_chart", "goal"]


def draw_chart(chart: Chart, *, name: str = "chart") -> Picture:
    """The chart for a page, a panel per measure; `name` must be unique on the page."""

    def on(sheet: Sheet) -> Drawn:
        empty = not any(measure.scores for measure in chart.measures)
        block = _empty(chart, sheet) if empty else _panels(chart, sheet)
        title = chart_words.title(chart)
        said = chart.empty if empty else chart_words.description(chart)
        return frame(sheet, block.height, [block.drawn], title=title, description=said, name=name)

    return Picture(on(WIDE), on(NARROW), chart_words.twin(chart))


def _empty(chart: Chart, sheet: Sheet) -> Block:
    lines = wrap(chart.empty, sheet.body, sheet.width - 48)
    step = sheet.body * LINE_HEIGHT
    height = len(lines) * step + 72
    ground = box(1, 1, sheet.width - 2, height - 2, "pic-invitation", round_=12)
    first = (height - len(lines) * step) / 2 + sheet.body
    words = text_lines(sheet.width / 2, first, lines, sheet.body, "pic-text", anchor="middle")
    return Block(joined([ground, words]), height)


def _panels(chart: Chart, sheet: Sheet) -> Block:
    drawn, without_words, y = [], [], 0.0
    for measure in chart.measures:
        block, complete = _panel(chart, measure, sheet, y)
        drawn.append(block.drawn)
        y += block.height
        if measure.case_level is not None and not complete:
            without_words.append(measure.name)
    foot = key(entries(chart, without_words), sheet, y)
    return Block(joined([*drawn, foot.drawn]), y + foot.height)


def _panel(chart: Chart, measure: Measure, sheet: Sheet, top: float) -> tuple[Block, bool]:
    """One measure, and whether all the words meant for its plane found room."""
    head = _head(measure, sheet, top)
    plot = plot_for(chart, measure, sheet, top + head.height + 8)
    last = measure is chart.measures[-1]
    below = sheet.small + 12 + (sheet.small + 24 if chart.phases and last else 0)
    parts = [head.drawn, ground(chart, measure, plot, sheet), axis(plot, sheet)]
    parts += [
        phases(chart.phases, plot, sheet) if last else joined([]),
        _change_band(measure, plot),
        _expected(measure, plot),
    ]
    found = spots(measure, plot)
    parts += [_case_line(measure, plot), _end_line(chart, plot), curve(measure, found)]
    parts.append(points(measure, found, plot))
    words = labels(chart, measure, found, plot, sheet)
    parts += [words.drawn, values(measure, found, plot, sheet, words.taken)]
    return Block(joined(parts), plot.bottom + below + 10 - top), words.complete


def _head(measure: Measure, sheet: Sheet, top: float) -> Block:
    size = sheet.heading - 3
    said = chart_words.summary(measure)
    lines = wrap(measure.name, size, sheet.width, bold=True)
    step = size * LINE_HEIGHT
    drawn = [text_lines(0, top + size, lines, size, "pic-text pic-strong")]
    height = len(lines) * step
    beside = text_width(measure.name, size, bold=True) + 24 + text_width(said, sheet.body)
    if beside <= sheet.width:
        drawn.append(text(sheet.width, top + size, said, sheet.body, "pic-quiet", anchor="end"))
    else:
        drawn.append(text(0, top + height + sheet.body, said, sheet.body, "pic-quiet"))
        height += sheet.body * LINE_HEIGHT
    return Block(joined(drawn), height)


def _change_band(measure: Measure, plot: Plot) -> Drawn:
    if measure.reliable_change is None or not measure.scores:
        return joined([])
    first = measure.scores[0].value
    edges = first + measure.reliable_change, first - measure.reliable_change
    top, bottom = (plot.y(edge) for edge in edges)
    inside = [edge for edge in edges if measure.lowest <= edge <= measure.highest]
    return joined(
        [
            box(plot.left, top, plot.width, bottom - top, "pic-change"),
            *(line(plot.left, plot.y(e), plot.right, plot.y(e), "pic-change-edge") for e in inside),
        ]
    )


def _expected(measure: Measure, plot: Plot) -> Drawn:
    """From session to session, the upper edge forth and the lower edge back."""
    if len(measure.ranges) < 2:
        return joined([])
    upper = [(one.session, one.high) for one in measure.ranges]
    lower = [(one.session, one.low) for one in reversed(measure.ranges)]
    places = [f"{number(plot.x(s))},{number(plot.y(v))}" for s, v in (*upper, *lower)]
    return path(f"M{places[0]}L{' '.join(places[1:])}Z", "pic-expected")


def _case_line(measure: Measure, plot: Plot) -> Drawn:
    if measure.case_level is None:
        return joined([])
    y = plot.y(measure.case_level)
    return line(plot.left, y, plot.right, y, "pic-case")


def _end_line(chart: Chart, plot: Plot) -> Drawn:
    if chart.ended_after is None:
        return joined([])
    x = plot.x(chart.ended_after + 0.5)
    return line(x, plot.top, x, plot.bottom, "pic-end")
