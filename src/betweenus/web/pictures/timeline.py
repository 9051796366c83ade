"""A time line: what belongs to the same weeks above one another, sessions and phases below."""

from functools import partial

from betweenus.web.pictures.key import Block, Entry, key
from betweenus.web.pictures.picture import NARROW, WIDE, Picture, Sheet, frame
from betweenus.web.pictures.svg import Drawn, box, disc
from betweenus.web.pictures.timeline_plot import (
    across,
    cross,
    panel,
    phases,
    rows,
    sample,
    sessions,
)
from betweenus.web.pictures.timeline_values import (
    Line,
    Meeting,
    Panel,
    Pen,
    Row,
    Stretch,
    Timeline,
)

__all__ = ["Line", "Meeting", "Panel", "Pen", "Row", "Stretch", "Timeline", "draw_timeline"]


def draw_timeline(values: Timeline, *, name: str = "timeline") -> Picture:
    """The time line for a page; `name` must be unique on it."""

    def on(sheet: Sheet) -> Drawn:
        parts, height = _parts(values, sheet)
        said = values.description
        return frame(sheet, height, parts, title=values.title, description=said, name=name)

    return Picture(on(WIDE), on(NARROW), values.twin)


def _parts(values: Timeline, sheet: Sheet) -> tuple[list[Drawn], float]:
    place, y, drawn = across(sheet, len(values.weeks)), 0.0, []

    def add(block: Block, gap: float = 0) -> None:
        nonlocal y
        drawn.append(block.drawn)
        y += block.height + gap

    def add_panels(panels: tuple[Panel, ...]) -> None:
        for one in panels:
            add(panel(one, values.breaks, place, sheet, y))
            if one.key:
                add(key(_lines(one), sheet, y), gap=8)

    add_panels(values.panels)
    if values.rows:
        add(rows(values, place, sheet, y))
    add_panels(values.below)
    add(sessions(values.meetings, values.weeks, place, sheet, y))
    add(phases(values.phases, place, sheet, y))
    add(key(_marks(values), sheet, y + 4), gap=10)
    return drawn, y


def _lines(one: Panel) -> list[Entry]:
    return [Entry(partial(sample, values.pen), values.name) for values in one.lines]


def _marks(values: Timeline) -> list[Entry]:
    found = []
    held = [one for one in values.meetings if one.number is not None and not one.ahead]
    if held:
        found.append(Entry(lambda x, y: disc(x, y, 7, "pic-week-held"), "session held"))
    if any(one.ahead for one in values.meetings):
        found.append(Entry(lambda x, y: disc(x, y, 7, "pic-week-ahead"), "session to come"))
    if any(one.number is None for one in values.meetings):
        found.append(Entry(cross, "booked, not held"))
    if values.breaks:
        found.append(Entry(lambda x, y: box(x - 10, y - 7, 20, 14, "pic-break"), "break"))
    return found
