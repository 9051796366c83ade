"""A pattern, people by parts: with whom its codes are there, with whom others, and what is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from betweenus.web.pictures.key import Block, Entry, key
from betweenus.web.pictures.lettering import fit, text_width, wrap
from betweenus.web.pictures.picture import NARROW, WIDE, Picture, Sheet, Twin, frame
from betweenus.web.pictures.svg import (
    LINE_HEIGHT,
    Drawn,
    box,
    joined,
    line,
    text,
    text_lines,
)

PILL = 26
PAD = 9


@dataclass(frozen=True)
class Cell:
    """One part with one person: how many episodes hold the pattern's code, of those coded."""

    holds: int
    coded: int

    @property
    def kind(self) -> str:
        """Whether the part is there, is something else, or is not known."""
        if not self.coded:
            return "unknown"
        return "shows" if self.holds else "other"

    @property
    def words(self) -> str:
        """The cell in the table."""
        return f"{self.holds} of {self.coded}" if self.coded else "not coded"


@dataclass(frozen=True)
class Line:
    """One person: what they are called, where the relationship is, and the episodes."""

    name: str
    where: str
    shows: int
    against: int
    episodes: int
    cells: tuple[Cell | None, ...]  # None where the pattern leaves the part open

    @property
    def said(self) -> str:
        """The episodes in a few words."""
        return f"{self.shows or 'none'} of {self.episodes} for" + (
            f", {self.against} against" if self.against else ""
        )


@dataclass(frozen=True)
class PatternPicture:
    """The parts (a short name, and the code's name or nothing where it is open) and the people."""

    parts: tuple[tuple[str, str], ...]
    people: tuple[Line, ...]
    caption: str


def draw_pattern(pattern: PatternPicture, *, name: str) -> Picture:
    """The picture for a page; ``name`` must be unique on it."""

    def on(sheet: Sheet) -> Drawn:
        block = _drawing(pattern, sheet)
        return frame(
            sheet,
            block.height,
            [block.drawn],
            title=pattern.caption,
            description=_description(pattern),
            name=name,
        )

    return Picture(on(WIDE), on(NARROW), _twin(pattern))


def _description(pattern: PatternPicture) -> str:
    return " ".join(f"{one.name}, {one.where}: {one.said}." for one in pattern.people)


def _twin(pattern: PatternPicture) -> Twin:
    headers = tuple(f"{part}: {code or 'left open'}" for part, code in pattern.parts)
    rows = (
        (one.name, one.where, one.said, *(cell.words if cell else "open" for cell in one.cells))
        for one in pattern.people
    )
    return Twin(pattern.caption, ("Who", "When", "Episodes", *headers), tuple(rows))


@dataclass(frozen=True)
class _Ground:
    """Where things stand: the names' column, the width of a part, and the type."""

    sheet: Sheet
    left: float
    width: float

    @property
    def beside(self) -> bool:
        """Whether names stand beside their cells, or above them where there is no room."""
        return self.left > 0

    def x(self, part: int) -> float:
        """The middle of a part's column."""
        return self.left + self.width * (part + 0.5)


def _drawing(pattern: PatternPicture, sheet: Sheet) -> Block:
    left = 210.0 if sheet.name == "wide" else 0.0
    ground = _Ground(sheet, left, (sheet.width - left) / len(pattern.parts))
    head = _head(pattern, ground)
    drawn, y = [head.drawn], head.height
    for one in pattern.people:
        row = _row(one, ground, y)
        drawn.append(row.drawn)
        y += row.height
    foot = key(_entries(pattern, sheet), sheet, y + 12)
    return Block(joined([*drawn, foot.drawn]), y + 12 + foot.height)


def _head(pattern: PatternPicture, ground: _Ground) -> Block:
    """The parts' names; on a wide sheet the codes below them."""
    size = ground.sheet.small
    drawn, depth = [], 0.0
    for number, (part, code) in enumerate(pattern.parts):
        lines = wrap(part, size, ground.width - 4, bold=True, most=2)
        said = (code or "left open") if ground.beside else ("" if code else "open")
        beneath = wrap(said, size, ground.width - 6, most=3) if said else []
        x, step = ground.x(number), size * LINE_HEIGHT
        drawn += [
            text_lines(x, size, lines, size, "pic-text pic-strong", anchor="middle"),
            text_lines(x, size + step * len(lines), beneath, size, "pic-quiet", anchor="middle"),
        ]
        depth = max(depth, step * (len(lines) + len(beneath)))
    return Block(joined(drawn), depth + 6)


def _row(one: Line, ground: _Ground, top: float) -> Block:
    """A person's line: the name and the episodes, and a cell for each part."""
    size, body = ground.sheet.small, ground.sheet.body
    rule = line(0, top, ground.sheet.width, top, "pic-rule")
    name = f"{one.name}, {one.where}"
    strong = "pic-text pic-strong" if one.shows else "pic-text"
    if ground.beside:
        height = 2 * size * LINE_HEIGHT + 2 * PAD
        words = [
            text(0, top + PAD + body, fit(name, body, ground.left - 8, bold=True), body, strong),
            text(0, top + PAD + body + size * LINE_HEIGHT, one.said, size, "pic-quiet"),
        ]
        middle = top + height / 2
    else:
        said = text_width(one.said, size)
        room = ground.sheet.width - said - 10
        words = [
            text(0, top + PAD + size, fit(name, body, room, bold=True), body, strong),
            text(ground.sheet.width, top + PAD + size, one.said, size, "pic-quiet", anchor="end"),
        ]
        height = body * LINE_HEIGHT + PILL + 2 * PAD + 2
        middle = top + height - PAD - PILL / 2
    cells = [
        _cell(ground, number, middle, cell)
        for number, cell in enumerate(one.cells)
        if cell is not None
    ]
    return Block(joined([rule, *words, *cells]), height)


def _cell(ground: _Ground, part: int, y: float, cell: Cell) -> Drawn:
    """How many hold the code: filled where some do, ringed where none does, a dash if unknown."""
    x, size = ground.x(part), ground.sheet.small
    if not cell.coded:
        return text(x, y + size * 0.36, "–", size, "pic-quiet", anchor="middle")
    words = f"{cell.holds}/{cell.coded}"
    width = max(PILL + 8, min(text_width(words, size, bold=True) + 14, ground.width - 4))
    look = "pic-cell-words--shows" if cell.holds else "pic-text"
    kind = f"pic-pill pic-pill--{cell.kind}"
    return joined(
        [
            box(x - width / 2, y - PILL / 2, width, PILL, kind, round_=PILL / 2),
            text(x, y + size * 0.36, words, size, look, anchor="middle"),
        ]
    )


def _entries(pattern: PatternPicture, sheet: Sheet) -> Iterable[Entry]:
    """The key, of what there is."""
    kinds = {cell.kind for one in pattern.people for cell in one.cells if cell}
    words = {
        "shows": "of the episodes coded, so many have it",
        "other": "coded, and something else",
        "unknown": "not coded",
    }
    for kind, said in words.items():
        if kind in kinds:
            yield Entry(partial(_mark, kind=kind, size=sheet.small), said)


def _mark(x: float, y: float, *, kind: str, size: float) -> Drawn:
    if kind == "unknown":
        return text(x, y + size * 0.36, "–", size, "pic-quiet", anchor="middle")
    return box(x - 9, y - 6, 18, 12, f"pic-pill pic-pill--{kind}", round_=6)
