"""Which parts of the focus a told episode speaks for, and the client's own words to pick from."""

from collections.abc import Mapping

from betweenus.domain.formulation.focus import PART_WORDS
from betweenus.domain.formulation.plain import apart
from betweenus.domain.patterns.coding import SLOTS

RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "self": ("self_view",),
    "other": ("other_view", "response_of_other"),
    "affects": ("affect",),
    "defence": ("defence",),
}
"""Part of the focus -> the parts of an episode it is made of. The wish of an episode has no part of
its own in the focus: it is the ground the others stand on (clinical.md 1.4)."""

PARTS: tuple[str, ...] = tuple(PART_WORDS)
"""The parts that may rest on moments: all of them."""
WHOLE = "plain"
"""The part an episode goes to that speaks for the pattern and for none of its parts alone."""
LONG = 160
"""A story longer than this is offered sentence by sentence."""


def speaks_for(parts: Mapping[str, str], pattern: Mapping[str, str]) -> tuple[str, ...]:
    """The parts of the focus that an episode with these codes speaks for.

    Those in which it holds the pattern's own code; the whole when there is none.
    """
    agreed = {part for part, code in pattern.items() if parts.get(part) == code}
    found = tuple(part for part, of in RESTS_ON.items() if agreed & set(of))
    return found or (WHOLE,)


def quotable(part: str, story: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Pieces of what a client told, to be picked for a part of the focus.

    What they answered to that part's own question (``answers``, by slot) comes first, then the
    story; a long story sentence by sentence. For the whole, every answer is.
    """
    of = RESTS_ON.get(part, ())
    asked = [slot for slot, one in SLOTS.items() if one in of or part == WHOLE]
    pieces = [answers[slot].strip() for slot in asked if slot in answers]
    pieces += [story.strip()] if len(story.strip()) <= LONG else apart(story)
    return tuple(dict.fromkeys(piece for piece in pieces if piece))
