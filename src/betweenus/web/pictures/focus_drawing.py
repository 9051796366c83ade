"""The focus on one sheet: two shapes, a warm link between them, and a line slung beneath."""

from dataclasses import dataclass

from betweenus.web.pictures.focus_values import Focus, Headings
from betweenus.web.pictures.key import Block
from betweenus.web.pictures.lettering import balanced
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.svg import (
    LINE_HEIGHT,
    Drawn,
    box,
    disc,
    joined,
    line,
    path,
    text,
    text_lines,
)

PAD = 18
ROUND = 22
GAP = 14
FEW = 4


@dataclass(frozen=True)
class Part:
    """One part of the focus, wrapped to its width; an empty one holds its invitation."""

    heading: str
    lines: tuple[str, ...]
    size: float
    empty: bool
    width: float
    height: float


def drawing(focus: Focus, headings: Headings, sheet: Sheet) -> Block:
    """The picture for this sheet: side by side, or one below the other."""
    upper = _side_by_side if sheet.name == "wide" else _stacked
    top = upper(focus, headings, sheet)
    beneath = _beneath(focus, headings, sheet, top.height)
    return Block(joined([beneath.drawn, top.drawn]), top.height + beneath.height + 2)


def _side_by_side(focus: Focus, headings: Headings, sheet: Sheet) -> Block:
    side, middle = 282.0, 236.0
    own = _part(headings.self_view, focus.self_view, side, sheet)
    other = _part(headings.other_view, focus.other_view, side, sheet)
    feelings = _feelings(focus, headings, middle, sheet)
    height = max(own.height, other.height, _stack(feelings), 170)
    x, y, right = (sheet.width - middle) / 2, (height - _stack(feelings)) / 2, sheet.width - side
    drawn = [
        _shape(own, (0, 0), height, "pic-focus-self", sheet),
        _shape(other, (right, 0), height, "pic-focus-other", sheet),
    ]
    for part, kind in feelings:
        drawn.append(_thread(side, y + part.height / 2, right, y + part.height / 2, kind))
        drawn.append(_shape(part, (x, y), part.height, f"pic-focus-{kind}", sheet))
        y += part.height + GAP
    return Block(joined(drawn), height + 2)


def _stacked(focus: Focus, headings: Headings, sheet: Sheet) -> Block:
    width, inset, gap = sheet.width - 2.0, 30.0, 26.0
    own = _part(headings.self_view, focus.self_view, width, sheet)
    other = _part(headings.other_view, focus.other_view, width, sheet)
    feelings = _feelings(focus, headings, width - 2 * inset, sheet)
    at_other = own.height + gap + _stack(feelings) + gap
    middle, y = sheet.width / 2, own.height + gap
    drawn = [
        _shape(own, (1, 0), own.height, "pic-focus-self", sheet),
        _shape(other, (1, at_other), other.height, "pic-focus-other", sheet),
        _thread(middle, own.height, middle, at_other, "shown"),
    ]
    for part, kind in feelings:
        drawn.append(_shape(part, (inset + 1, y), part.height, f"pic-focus-{kind}", sheet))
        y += part.height + GAP
    return Block(joined(drawn), at_other + other.height + 2)


def _feelings(
    focus: Focus, headings: Headings, width: float, sheet: Sheet
) -> list[tuple[Part, str]]:
    """The feeling that shows and, unless it is not for this reader, the one beneath."""
    shown = _part(headings.shown, ",\n".join(focus.shown), width, sheet)
    if focus.hidden is None:
        return [(shown, "shown")]
    hidden = _part(headings.hidden, ",\n".join(focus.hidden), width, sheet)
    return [(shown, "shown"), (hidden, "hidden")]


def _stack(feelings: list[tuple[Part, str]]) -> float:
    return sum(part.height for part, _ in feelings) + GAP * (len(feelings) - 1)


def _part(heading: tuple[str, str], words: str, width: float, sheet: Sheet) -> Part:
    """Words wrapped to a width, a few of them larger than many; line breaks in them are kept."""
    name, invitation = heading
    said = words if words.strip() else invitation
    large, usual = (20, 17) if sheet.name == "wide" else (16, 15)
    size, lines = large, _wrapped(said, large, width)
    if len(lines) > FEW or not words.strip():
        size, lines = usual, _wrapped(said, usual, width)
    height = _head(sheet) + len(lines) * size * LINE_HEIGHT + 1.8 * PAD
    return Part(name, lines, size, not words.strip(), width, height)


def _wrapped(words: str, size: float, width: float) -> tuple[str, ...]:
    room = width - 2 * PAD
    return tuple(part for row in words.splitlines() for part in balanced(row, size, room))


def _head(sheet: Sheet) -> float:
    return sheet.small * LINE_HEIGHT + 4


def _shape(part: Part, at: tuple[float, float], height: float, kind: str, sheet: Sheet) -> Drawn:
    """A rounded shape: its heading at the top, its words in the middle of the rest."""
    kind = f"pic-focus {kind}" + (" pic-focus--empty" if part.empty else "")
    x, y = at
    middle, top = x + part.width / 2, y + PAD * 0.9
    rest = height - 1.8 * PAD - _head(sheet)
    content = len(part.lines) * part.size * LINE_HEIGHT
    first = top + _head(sheet) + (rest - content) / 2 + part.size
    said = "pic-quiet pic-said" if part.empty else "pic-text"
    heading = text(
        middle, top + sheet.small, part.heading, sheet.small, "pic-focus-head", anchor="middle"
    )
    words = text_lines(middle, first, part.lines, part.size, said, anchor="middle")
    shape = box(x + 1, y + 1, part.width - 2, height - 2, kind, round_=ROUND)
    return joined([shape, heading, words])


def _thread(x1: float, y1: float, x2: float, y2: float, kind: str) -> Drawn:
    """The feeling's thread from self to other, knotted at both ends."""
    ends = (disc(x, y, 6, "pic-focus-knot") for x, y in ((x1, y1), (x2, y2)))
    return joined([line(x1, y1, x2, y2, f"pic-focus-thread pic-focus-thread--{kind}"), *ends])


def _beneath(focus: Focus, headings: Headings, sheet: Sheet, top: float) -> Block:
    """The defence as a line slung under both, with its words in it; then what it costs."""
    if focus.defence is None:
        return Block(joined([]), 0)
    wide = sheet.name == "wide"
    width = 560.0 if wide else sheet.width - 24.0
    defence = _part(headings.defence, focus.defence, width, sheet)
    x, y = (sheet.width - width) / 2, top + (46 if wide else 38)
    parts = [
        _sling(sheet, top, y + 20),
        _shape(defence, (x, y), defence.height, "pic-focus-defence", sheet),
    ]
    y += defence.height
    if focus.cost is not None:
        cost = _part(headings.cost, focus.cost, width, sheet)
        parts.append(_shape(cost, (x, y), cost.height, "pic-focus-cost", sheet))
        y += cost.height
    return Block(joined(parts), y - top)


def _sling(sheet: Sheet, top: float, bottom: float) -> Drawn:
    """A hanging line from the foot of self to the foot of other."""
    left = 141 if sheet.name == "wide" else 40
    right, middle = sheet.width - left, sheet.width / 2
    reach = (middle - left) * 0.55
    return path(
        f"M{left},{top - 2:.1f}C{left},{bottom:.1f} {left + reach * 0.4:.1f},{bottom:.1f} "
        f"{middle:.1f},{bottom:.1f}S{right},{bottom:.1f} {right},{top - 2:.1f}",
        "pic-focus-sling",
    )
