"""How many people have waited how long: a bar for each stretch of weeks, the standards as lines."""

from dataclasses import dataclass
from enum import StrEnum

from betweenus.web.pictures.picture import NARROW, WIDE, Picture, Sheet, Twin, frame
from betweenus.web.pictures.svg import Drawn, box, joined, line, text

TOP = 30  # room for the words of the standards
BAR_HEIGHT = 150
MARGIN = 10


class Standing(StrEnum):
    """How a bar stands to the standards; drawn as a shade, said by the lines."""

    WITHIN = "within"
    LATE = "late"
    OVER = "over"


@dataclass(frozen=True)
class Bar:
    """One stretch: ``edge`` stands where it begins (or nothing), ``words`` in the table."""

    edge: str
    words: str
    count: int
    standing: Standing = Standing.WITHIN


@dataclass(frozen=True)
class Histogram:
    """Bars in order; ``marks`` are (how many bars stand before it, what the line is called)."""

    bars: tuple[Bar, ...]
    marks: tuple[tuple[int, str], ...]
    under: str  # what the numbers under the bars are
    beyond: str  # what stands under the last bar, which has no end
    caption: str
    counted: str  # what is counted, as the head of the table


def draw_histogram(histogram: Histogram, *, name: str = "histogram") -> Picture:
    """The picture for a page; ``name`` must be unique on it."""

    def on(sheet: Sheet) -> Drawn:
        return _drawing(histogram, sheet, name)

    twin = Twin(
        histogram.caption,
        (histogram.under, histogram.counted),
        tuple((bar.words, str(bar.count)) for bar in histogram.bars),
    )
    return Picture(on(WIDE), on(NARROW), twin)


@dataclass(frozen=True)
class _Plot:
    """Where the bars stand: the width of a place, the floor, and the highest count."""

    pitch: float
    floor: float
    most: int
    sheet: Sheet

    def x(self, place: float) -> float:
        """Where a place begins; a margin is left for the first number."""
        return MARGIN + place * self.pitch


def _drawing(histogram: Histogram, sheet: Sheet, name: str) -> Drawn:
    plot = _Plot(
        pitch=(sheet.width - 2 * MARGIN) / len(histogram.bars),
        floor=TOP + sheet.small + 6 + BAR_HEIGHT,
        most=max(bar.count for bar in histogram.bars) or 1,
        sheet=sheet,
    )
    under = plot.floor + 2 * sheet.small + 12
    parts = [
        *(_bar(bar, place, plot) for place, bar in enumerate(histogram.bars)),
        line(plot.x(0), plot.floor, sheet.width - MARGIN, plot.floor, "pic-axis"),
        *(_mark(words, plot.x(before), plot) for before, words in histogram.marks),
        _under(histogram.beyond, plot.x(len(histogram.bars) - 0.5), plot),
        text(sheet.width / 2, under, histogram.under, sheet.small, "pic-quiet", anchor="middle"),
    ]
    return frame(
        sheet,
        under + 10,
        [joined(parts)],
        title=histogram.caption,
        description=_said(histogram),
        name=name,
    )


def _bar(bar: Bar, place: int, plot: _Plot) -> Drawn:
    edge = _under(bar.edge, plot.x(place), plot)
    return joined([edge, _column(bar, plot.x(place + 0.5), plot)]) if bar.count else edge


def _under(words: str, x: float, plot: _Plot) -> Drawn:
    size = plot.sheet.small
    return text(x, plot.floor + size + 4, words, size, "pic-text", anchor="middle")


def _column(bar: Bar, middle: float, plot: _Plot) -> Drawn:
    width, height = plot.pitch - 4, BAR_HEIGHT * bar.count / plot.most
    top, size = plot.floor - height, plot.sheet.body
    kind = f"pic-bar pic-bar--{bar.standing}"
    return joined(
        [
            box(middle - width / 2, top, width, height, kind, round_=2),
            text(middle, top - 5, str(bar.count), size, "pic-text pic-strong", anchor="middle"),
        ]
    )


def _mark(words: str, x: float, plot: _Plot) -> Drawn:
    said = text(x, TOP - 12, words, plot.sheet.small, "pic-text", anchor="middle")
    return joined([line(x, TOP - 6, x, plot.floor, "pic-standard"), said])


def _said(histogram: Histogram) -> str:
    some = [f"{bar.words}: {bar.count}" for bar in histogram.bars if bar.count]
    return f"{histogram.counted}. {'. '.join(some) or 'Nobody'}."
