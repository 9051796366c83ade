"""The course ribbon: every session in order, the phases, where we are, and what came between."""

from betweenus.web.pictures import ribbon_drawing, ribbon_words
from betweenus.web.pictures.picture import NARROW, WIDE, Picture, Sheet, frame
from betweenus.web.pictures.ribbon_values import (
    Between,
    Gate,
    GateState,
    Phase,
    Reader,
    Ribbon,
    Step,
    StepState,
    Uncounted,
)
from betweenus.web.pictures.svg import Drawn

__all__ = [
    "Between",
    "Gate",
    "GateState",
    "Phase",
    "Reader",
    "Ribbon",
    "Step",
    "StepState",
    "Uncounted",
    "draw_ribbon",
]


def draw_ribbon(ribbon: Ribbon, *, reader: Reader = Reader.STAFF, name: str = "ribbon") -> Picture:
    """The ribbon for a page; `name` must be unique on it.

    A client's ribbon leaves out gates and attendance marks and counts down in plain words.
    """
    shown = ribbon_words.for_client(ribbon) if reader is Reader.CLIENT else ribbon
    words = ribbon_words.words_for(shown, reader)

    def on(sheet: Sheet) -> Drawn:
        block = ribbon_drawing.drawing(shown, words, sheet)
        return frame(
            sheet,
            block.height,
            [block.drawn],
            title=words.title,
            description=words.description,
            name=name,
        )

    return Picture(on(WIDE), on(NARROW), ribbon_words.twin(shown, reader))
