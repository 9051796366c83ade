"""The focus as a picture: self and other, the feeling between them, the defence that holds it."""

from betweenus.web.pictures import focus_drawing
from betweenus.web.pictures.focus_values import HEADINGS, Focus, Headings, Voice
from betweenus.web.pictures.picture import NARROW, WIDE, Picture, Sheet, Twin, frame
from betweenus.web.pictures.svg import Drawn

__all__ = ["Focus", "Voice", "draw_focus"]

TITLE = "The focus: self, other and the feeling between"


def draw_focus(focus: Focus, *, voice: Voice = Voice.PLAIN, name: str = "focus") -> Picture:
    """The picture for a page; `name` must be unique on it."""
    headings = HEADINGS[voice]
    rows = _rows(focus, headings)
    said = " ".join(f"{part}: {words.rstrip('.')}." for part, words in rows)

    def on(sheet: Sheet) -> Drawn:
        block = focus_drawing.drawing(focus, headings, sheet)
        return frame(sheet, block.height, [block.drawn], title=TITLE, description=said, name=name)

    return Picture(on(WIDE), on(NARROW), Twin("The focus in words", ("Part", "Words"), rows))


def _rows(focus: Focus, headings: Headings) -> tuple[tuple[str, str], ...]:
    parts = (
        (headings.self_view, focus.self_view),
        (headings.shown, ", ".join(focus.shown)),
        (headings.hidden, None if focus.hidden is None else ", ".join(focus.hidden)),
        (headings.other_view, focus.other_view),
        (headings.defence, focus.defence),
        (headings.cost, focus.cost),
    )
    return tuple(
        (heading, words or "not yet put into words")
        for (heading, _), words in parts
        if words is not None
    )
