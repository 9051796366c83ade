"""The key under a picture: small marks with their words, flowing over as many lines as needed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from betweenus.web.pictures.lettering import text_width, wrap
from betweenus.web.pictures.picture import Sheet
from betweenus.web.pictures.svg import LINE_HEIGHT, Drawn, joined, text_lines

MARK_ROOM = 26
BETWEEN = 22


@dataclass(frozen=True)
class Entry:
    """One mark, drawn around the point it is given, and what it stands for."""

    mark: Callable[[float, float], Drawn]
    words: str
    strong: bool = False


@dataclass(frozen=True)
class Block:
    """Something drawn, and the height it takes."""

    drawn: Drawn
    height: float


def key(entries: Iterable[Entry], sheet: Sheet, top: float, *, left: float = 0) -> Block:
    """Entries side by side while there is room, wrapped below one another when there is not."""
    room = sheet.width - left
    step = sheet.small * LINE_HEIGHT
    drawn, x, y, row_height = [], left, top, 0.0
    for entry in entries:
        lines = wrap(entry.words, sheet.small, room - MARK_ROOM, bold=entry.strong)
        width = MARK_ROOM + max(
            text_width(words, sheet.small, bold=entry.strong) for words in lines
        )
        if x > left and x + width > sheet.width:
            x, y = left, y + row_height
            row_height = 0.0
        drawn.append(_entry(entry, lines, sheet, x, y))
        row_height = max(row_height, len(lines) * step + 6)
        x += width + BETWEEN
    return Block(joined(drawn), y + row_height - top + (4 if drawn else 0))


def _entry(entry: Entry, lines: list[str], sheet: Sheet, x: float, y: float) -> Drawn:
    kind = "pic-text pic-strong" if entry.strong else "pic-text"
    middle = y + sheet.small * 0.65
    return joined(
        [
            entry.mark(x + 10, middle),
            text_lines(x + MARK_ROOM, y + sheet.small, lines, sheet.small, kind),
        ]
    )
