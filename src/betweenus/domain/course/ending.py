"""Ending early: a course that stops before its plan still gets a letter, measures and a code.

The national average is about ten contacts a course (clinical.md 6.2), so this is an ordinary path.
"""

from collections.abc import Collection
from dataclasses import dataclass

from betweenus.domain.course.attendance import EndCode
from betweenus.domain.course.progress import Progress

# From here on the goodbye letter of the full course fits: the ending phase has begun, and there is
# enough to look back on. Before it, a short letter. Our own rule.
FULL_LETTER_FROM = 13 / 16


@dataclass(frozen=True, slots=True)
class EndingStep:
    """One thing that belongs to an ending, and whether it is there."""

    artefact: str
    words: str
    done: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """What an ending now would need: which letter, the steps, the end codes that fit."""

    early: bool
    letter: str  # "goodbye" or "short"
    steps: tuple[EndingStep, ...]
    codes: tuple[EndCode, ...]


def ending(progress: Progress, artefacts: Collection[str]) -> Ending:
    """What ending the course now would need, from where it stands."""
    early = progress.remaining > 0
    full = progress.used >= progress.protocol.sessions * FULL_LETTER_FROM
    letter = "letter_final" if full else "short_letter"
    names = {
        letter: "Final goodbye letter" if full else "Short letter",
        "end_measures": "Measures at the end",
        "keeping_well": "Keeping-well plan",
        "discharge_summary": "Discharge summary to the GP",
    }
    if early and not full:
        del names["keeping_well"]
    steps = tuple(EndingStep(key, words, key in artefacts) for key, words in names.items())
    return Ending(early, "goodbye" if full else "short", steps, _codes(early))


def _codes(early: bool) -> tuple[EndCode, ...]:
    """A planned end is agreed completion; an early one may be, or one side's decision."""
    usual = (EndCode.EARLIER_THAN_PLANNED, EndCode.EARLIER_THAN_WISHED)
    if early:
        return (EndCode.COMPLETED, *usual, EndCode.DIED_TREATED, EndCode.NOT_KNOWN_TREATED)
    return (EndCode.COMPLETED, *usual, EndCode.DIED_TREATED)
