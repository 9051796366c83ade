"""The plane a measure is drawn on: where a session and a value lie, and the ground behind them."""

from dataclasses import dataclass, replace
from functools import lru_cache

from betweenus.web.pictures.chart_values import Chart, Measure, Stretch
from betweenus.web.pictures.lettering import text_width, wrap
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.svg import (
    LINE_HEIGHT,
    Drawn,
    box,
    joined,
    line,
    number,
    text,
    text_lines,
)

SHADES = 5


@dataclass(frozen=True)
class Plot:
    """A rectangle on the sheet with a session axis and a value axis."""

    left: float
    top: float
    width: float
    height: float
    first: int
    last: int
    lowest: float
    highest: float

    def x(self, session: float) -> float:
        """Half a session's room is left at either end."""
        return self.left + (session - self.first + 0.5) * self.pitch

    def y(self, value: float) -> float:
        """The highest value lies at the top."""
        share = (value - self.lowest) / (self.highest - self.lowest)
        return self.top + (1 - min(max(share, 0), 1)) * self.height

    @property
    def pitch(self) -> float:
        """The room one session has."""
        return self.width / (self.last - self.first + 1)

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height


def plot_for(chart: Chart, measure: Measure, sheet: Sheet, top: float) -> Plot:
    """The plane of one measure, with room left for numbers and, at the right, the bands' names."""
    wide = sheet.name == "wide"
    left, right = (36, 122) if wide else (26, 90)
    if not measure.bands and not any(measure.ends):
        right = 8
    height = (120 if wide else 110) if measure.joined else (220 if wide else 200)
    return Plot(
        left,
        top,
        sheet.width - left - right,
        height,
        chart.first_session,
        chart.sessions,
        measure.lowest,
        measure.highest,
    )


def ground(chart: Chart, measure: Measure, plot: Plot, sheet: Sheet) -> Drawn:
    """Bands with their names, numbers at the left, and thin lines between the phases."""
    return _ground(chart.phases, replace(measure, scores=()), plot, sheet)


@lru_cache(maxsize=256)
def _ground(stretches: tuple[Stretch, ...], measure: Measure, plot: Plot, sheet: Sheet) -> Drawn:
    """The ground is the same behind everybody's scores."""
    return joined(
        [
            box(plot.left, plot.top, plot.width, plot.height, "pic-plot", round_=6),
            *_bands(measure, plot, sheet),
            *_ends(measure, plot, sheet),
            *_value_numbers(measure, plot, sheet),
            *(
                line(
                    plot.x(phase.first - 0.5),
                    plot.top,
                    plot.x(phase.first - 0.5),
                    plot.bottom,
                    "pic-phase-edge",
                )
                for phase in stretches[1:]
            ),
        ]
    )


@lru_cache(maxsize=256)
def axis(plot: Plot, sheet: Sheet) -> Drawn:
    """Session numbers under the plane, as many as fit."""
    every = _every(plot, sheet)
    start = {plot.first} if every > 2 or plot.first == 0 else set()
    shown = sorted({n for n in range(plot.first, plot.last + 1) if n % every == 0} | start)
    y = plot.bottom + sheet.small + 5
    return joined(
        text(plot.x(n), y, f"{n}" if n else "A", sheet.small, "pic-quiet", anchor="middle")
        for n in shown
    )


@lru_cache(maxsize=256)
def phases(stretches: tuple[Stretch, ...], plot: Plot, sheet: Sheet) -> Drawn:
    """The phases as rounded bars under the session numbers, each with its name."""
    y = plot.bottom + sheet.small + 14
    return joined(
        part
        for phase in stretches
        for part in _phase(
            phase.name, plot.x(phase.first - 0.5), plot.x(phase.last + 0.5), y, sheet
        )
    )


def _phase(name: str, left: float, right: float, y: float, sheet: Sheet) -> list[Drawn]:
    bar = box(left + 2, y, right - left - 4, 4, "pic-phase-bar", round_=2)
    if text_width(name, sheet.small) > right - left:
        return [bar]
    middle = (left + right) / 2
    return [bar, text(middle, y + sheet.small + 8, name, sheet.small, "pic-text", anchor="middle")]


def _every(plot: Plot, sheet: Sheet) -> int:
    needed = text_width(f"{plot.last}", sheet.small) + 6
    return next(n for n in (1, 2, 4, 5, 10, 20, 50, 1000) if n * plot.pitch >= needed)


def _bands(measure: Measure, plot: Plot, sheet: Sheet) -> list[Drawn]:
    drawn: list[Drawn] = []
    count = len(measure.bands)
    for index, band in enumerate(measure.bands):
        top = plot.y(band.highest + 1 if index < count - 1 else measure.highest)
        bottom = plot.y(band.lowest)
        shade = round(index * (SHADES - 1) / max(count - 1, 1))
        drawn.append(box(plot.left, top, plot.width, bottom - top, f"pic-band pic-band--{shade}"))
        drawn.append(_beside(band.name, plot, top, bottom, sheet))
    return drawn


def _beside(words: str, plot: Plot, top: float, bottom: float, sheet: Sheet) -> Drawn:
    """A name to the right of the plane, in the middle of its band; left out if it cannot fit."""
    lines = wrap(words, sheet.small, sheet.width - plot.right - 8)
    step = sheet.small * LINE_HEIGHT
    if len(lines) * step > bottom - top + 6:
        return joined([])
    y = (top + bottom) / 2 - (len(lines) - 1) * step / 2 + sheet.small * 0.36
    return text_lines(plot.right + 8, y, lines, sheet.small, "pic-text")


def _ends(measure: Measure, plot: Plot, sheet: Sheet) -> list[Drawn]:
    low, high = (wrap(words, sheet.small, sheet.width - plot.right - 8) for words in measure.ends)
    x, step = plot.right + 8, sheet.small * LINE_HEIGHT
    return [
        text_lines(x, plot.top + sheet.small * 0.8, high, sheet.small, "pic-quiet"),
        text_lines(x, plot.bottom - (len(low) - 1) * step, low, sheet.small, "pic-quiet"),
    ]


def _value_numbers(measure: Measure, plot: Plot, sheet: Sheet) -> list[Drawn]:
    marks = {measure.lowest, measure.highest, *(band.lowest for band in measure.bands)}
    if not measure.bands:
        marks.add((measure.lowest + measure.highest) // 2)  # scores are whole numbers
    drawn, above = [], plot.bottom + 100.0
    for value in sorted(marks):
        y = plot.y(value)
        if above - y >= sheet.small:
            x = plot.left - 6
            words = number(value)
            drawn.append(
                text(x, y + sheet.small * 0.36, words, sheet.small, "pic-quiet", anchor="end")
            )
            above = y
    return drawn
