"""The ground of a time line: where a week lies, panels with their lines, rows, sessions, phases."""

from dataclasses import dataclass
from itertools import pairwise

from betweenus.web.pictures.key import Block
from betweenus.web.pictures.lettering import text_width, wrap
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.svg import (
    LINE_HEIGHT,
    Drawn,
    box,
    disc,
    joined,
    line,
    number,
    path,
    regular,
    text,
    text_lines,
)
from betweenus.web.pictures.timeline_values import Line, Meeting, Panel, Pen, Stretch, Timeline

_LONGEST_GAP = 1.6  # weeks between two values that still belong to one line
_ROW = 20


@dataclass(frozen=True)
class Across:
    """Where a place lies from left to right."""

    left: float
    width: float
    weeks: int

    def x(self, place: float) -> float:
        """From the first Monday to the last Sunday."""
        return self.left + place * self.pitch

    @property
    def pitch(self) -> float:
        """The room a week has."""
        return self.width / self.weeks

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width


def across(sheet: Sheet, weeks: int) -> Across:
    """Room for numbers at the left; at the right a little for the last mark."""
    left = 34 if sheet.name == "wide" else 26
    return Across(left, sheet.width - left - 10, weeks)


def panel(
    one: Panel, breaks: tuple[Stretch, ...], place: Across, sheet: Sheet, top: float
) -> Block:
    """A panel with its title, what it says in words, its scale and its lines."""
    head = _head(one, sheet, top)
    height = 132 if sheet.name == "wide" else 116
    start = top + head.height + 6

    def y(value: float) -> float:
        return start + height - (value - one.lowest) / (one.highest - one.lowest) * height

    middle = (one.lowest + one.highest) // 2
    x, small = place.left - 6, sheet.small
    drawn = [head.drawn, _ground(breaks, place, start, height)]
    drawn += [
        text(x, y(value) + small * 0.36, number(value), small, "pic-quiet", anchor="end")
        for value in (one.lowest, middle, one.highest)
    ]
    drawn.append(line(place.left, y(middle), place.right, y(middle), "pic-phase-edge"))
    drawn += [_line(values, place, y) for values in one.lines]
    drawn.append(_ends(one, place, sheet, start, height))
    return Block(joined(drawn), head.height + 6 + height + 14)


def _ground(breaks: tuple[Stretch, ...], place: Across, top: float, height: float) -> Drawn:
    """The plane, with pale bands where there was a break."""
    return joined(
        [
            box(place.left, top, place.width, height, "pic-plot", round_=6),
            *(
                box(
                    place.x(one.first),
                    top,
                    place.pitch * (one.last - one.first),
                    height,
                    "pic-break",
                )
                for one in breaks
            ),
        ]
    )


def _head(one: Panel, sheet: Sheet, top: float) -> Block:
    size = sheet.heading - 4
    lines = wrap(one.title, size, sheet.width, bold=True)
    said = wrap(". ".join(values.said for values in one.lines), sheet.small, sheet.width)
    drawn = text_lines(0, top + size, lines, size, "pic-text pic-strong")
    below = top + len(lines) * size * LINE_HEIGHT
    words = text_lines(0, below + sheet.small, said, sheet.small, "pic-quiet")
    height = (len(lines) * size + len(said) * sheet.small) * LINE_HEIGHT
    return Block(joined([drawn, words]), height + 2)


def _ends(one: Panel, place: Across, sheet: Sheet, top: float, height: float) -> Drawn:
    low, high = one.ends
    x = place.left + 6
    return joined(
        [
            text(x, top + sheet.small, high, sheet.small, "pic-quiet pic-halo"),
            text(x, top + height - 6, low, sheet.small, "pic-quiet pic-halo"),
        ]
    )


def _line(values: Line, place: Across, y) -> Drawn:
    spots = [(at, place.x(at), y(value)) for at, value in values.values]
    strokes = [
        path(f"M{number(x1)},{number(y1)}L{number(x2)},{number(y2)}", f"pic-week--{values.pen}")
        for (before, x1, y1), (at, x2, y2) in pairwise(spots)
        if at - before <= _LONGEST_GAP
    ]
    radius = min(5.0, max(2.6, place.pitch * 0.26))
    return joined([*strokes, *(mark(values.pen, x, yy, radius) for _, x, yy in spots)])


def mark(pen: Pen, x: float, y: float, radius: float = 5.0) -> Drawn:
    """A pen's own mark: a filled disc, or a hollow diamond."""
    if pen is Pen.FIRST:
        return disc(x, y, radius, "pic-week-mark--first")
    return regular(x, y, radius * 1.25, "pic-week-mark--second", corners=4, turn=0)


def sample(pen: Pen, x: float, y: float) -> Drawn:
    """A piece of a line, for the key."""
    return joined([line(x - 10, y, x + 10, y, f"pic-week--{pen}"), mark(pen, x, y, 4.5)])


def rows(values: Timeline, place: Across, sheet: Sheet, top: float) -> Block:
    """A row for each place, its name above it."""
    size = sheet.heading - 4
    drawn = [text(0, top + size, values.rows_title, size, "pic-text pic-strong")]
    y = top + size * LINE_HEIGHT + 4
    for row in values.rows:
        drawn.append(text(place.left, y + sheet.small, row.name, sheet.small, "pic-text"))
        y += sheet.small + 6
        drawn.append(_ground(values.breaks, place, y, _ROW))
        both = len(row.marks) > 1
        for pen, weeks in row.marks:
            shift = 0.0 if not both else (-0.2 if pen is Pen.FIRST else 0.2)
            radius = min(4.5, place.pitch * 0.19)
            drawn += [mark(pen, place.x(at + shift), y + _ROW / 2, radius) for at in weeks]
        y += _ROW + 6
    return Block(joined(drawn), y - top + 8)


def sessions(
    meetings: tuple[Meeting, ...], weeks: tuple[str, ...], place: Across, sheet: Sheet, top: float
) -> Block:
    """The sessions by number, those not held as crosses, and the Mondays in words below."""
    y = top + 10
    drawn = [line(place.left, y, place.right, y, "pic-week-axis")]
    wide = text_width("16", sheet.small, bold=True) + 2
    drawn += [
        _meeting(one, place.x(one.at), y, sheet, room=place.pitch >= wide) for one in meetings
    ]
    longest = max(text_width(words, sheet.small) for words in weeks) + 10
    every = next(n for n in (1, 2, 3, 4, 6, 8, 13, 26, 52, 104) if n * place.pitch >= longest)
    below = y + 12 + sheet.small
    last = max(place.right - longest + 16, place.left)
    drawn += [
        text(place.x(n), below, words, sheet.small, "pic-quiet")
        for n, words in enumerate(weeks)
        if n % every == 0 and place.x(n) <= last
    ]
    return Block(joined(drawn), below - top + 6)


def _meeting(one: Meeting, x: float, y: float, sheet: Sheet, *, room: bool) -> Drawn:
    if one.number is None:
        return cross(x, y)
    kind = "pic-week-ahead" if one.ahead else "pic-week-held"
    if not room:
        return disc(x, y, 4, kind)
    size = sheet.small
    words = "pic-quiet" if one.ahead else "pic-week-held-number"
    return joined(
        [
            disc(x, y, size * 0.78, kind),
            text(x, y + size * 0.36, f"{one.number}", size, words, anchor="middle"),
        ]
    )


def phases(found: tuple[Stretch, ...], place: Across, sheet: Sheet, top: float) -> Block:
    """The phases as bars, each with its name where there is room."""
    drawn = []
    for one in found:
        left, right = place.x(one.first), place.x(one.last)
        drawn.append(box(left + 1, top, max(right - left - 2, 1), 4, "pic-phase-bar", round_=2))
        if text_width(one.name, sheet.small) <= right - left:
            middle = (left + right) / 2
            drawn.append(
                text(
                    middle,
                    top + sheet.small + 8,
                    one.name,
                    sheet.small,
                    "pic-text",
                    anchor="middle",
                )
            )
    return Block(joined(drawn), sheet.small + 20 if found else 0)


def cross(x: float, y: float) -> Drawn:
    """A session that was booked and not held."""
    arms = ((-4, -4, 4, 4), (-4, 4, 4, -4))
    return joined(line(x + a, y + b, x + c, y + d, "pic-week-missed") for a, b, c, d in arms)
