"""Several numbers known only so well: each as a bar from its lowest to its highest likely value."""

from dataclasses import dataclass

from betweenus.web.pictures.lettering import wrap
from betweenus.web.pictures.picture import NARROW, WIDE, Picture, Sheet, Twin, frame
from betweenus.web.pictures.svg import (
    LINE_HEIGHT,
    Drawn,
    box,
    disc,
    line,
    number,
    text,
    text_lines,
)

_ROW = 26


@dataclass(frozen=True)
class Bar:
    """One number: ``said`` is what is known in words; without values only that is written."""

    name: str
    said: str
    low: float | None = None
    middle: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Intervals:
    """Bars on one scale. ``marks`` are the values written below, ``line`` one drawn through all."""

    caption: str
    headers: tuple[str, str]
    bars: tuple[Bar, ...]
    lowest: float
    highest: float
    marks: tuple[tuple[float, str], ...]
    line: float | None = None

    def __post_init__(self) -> None:
        """Hold that there is something to draw, and that it lies on the scale."""
        assert self.bars, "a picture of intervals needs a bar"
        for bar in self.bars:
            if bar.low is not None:
                assert self.lowest <= bar.low <= bar.middle <= bar.high <= self.highest, bar


def draw_intervals(values: Intervals, *, name: str) -> Picture:
    """The picture for a page; `name` must be unique on it."""
    twin = Twin(values.caption, values.headers, tuple((bar.name, bar.said) for bar in values.bars))
    return Picture(_drawing(values, WIDE, name), _drawing(values, NARROW, name), twin)


def _drawing(values: Intervals, sheet: Sheet, name: str) -> Drawn:
    left, right = 12.0, sheet.width - 12.0
    y, drawn = 0.0, []

    def x(value: float) -> float:
        return left + (value - values.lowest) / (values.highest - values.lowest) * (right - left)

    for bar in values.bars:
        lines = wrap(f"{bar.name}: {bar.said}", sheet.small, sheet.width - 4)
        drawn.append(text_lines(2, y + sheet.small, lines, sheet.small, "pic-text"))
        y += len(lines) * sheet.small * LINE_HEIGHT + 4
        drawn.append(box(left, y, right - left, _ROW - 6, "pic-plot", round_=4))
        if values.line is not None:  # in pieces, so that it runs through no words
            drawn.append(line(x(values.line), y, x(values.line), y + _ROW - 6, "pic-case"))
        if bar.low is not None:
            middle = y + _ROW / 2 - 3
            width = max(x(bar.high) - x(bar.low), 2)
            drawn.append(box(x(bar.low), middle - 4, width, 8, "pic-interval", round_=4))
            drawn.append(disc(x(bar.middle), middle, 5.5, "pic-interval-middle"))
        y += _ROW + 6
    drawn += [
        text(
            x(value),
            y + sheet.small,
            words,
            sheet.small,
            "pic-quiet",
            anchor=_anchor(value, values),
        )
        for value, words in values.marks
    ]
    height = y + sheet.small + 10
    said = ". ".join(f"{bar.name}: {bar.said}" for bar in values.bars)
    return frame(sheet, height, drawn, title=values.caption, description=said, name=name)


def _anchor(value: float, values: Intervals) -> str:
    """Words at an end are kept within the sheet."""
    if value == values.lowest:
        return ""
    return "end" if value == values.highest else "middle"


def of_points(low: float, high: float) -> tuple[float, tuple[tuple[float, str], ...]]:
    """An even scale around no difference that holds both, and the marks below it."""
    reach = next(n for n in (1, 2, 3, 5, 10, 20, 50, 1000) if n >= max(-low, high))
    lower, higher = f"{number(reach)} lower", f"{number(reach)} higher"
    return float(reach), ((-reach, lower), (0, "no difference"), (reach, higher))
