"""Ending early: a course that stops before its plan still gets a letter, measures and a code.

The national average is about ten contacts a course (clinical.md 6.2), so this is an ordinary path.
"""

from collections.abc import Collection
from dataclasses import dataclass

from betweenus.domain.course.attendance import EndCode
from betweenus.domain.course.standing import Progress

GOODBYE, SHORT, NO_LETTER = "goodbye", "short", ""


@dataclass(frozen=True, slots=True)
class EndingStep:
    """One thing that belongs to an ending, and whether it is there."""

    artefact: str
    words: str
    done: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """What an ending now would need: which letter, the steps, the end codes that fit.

    ``letter`` is "goodbye", "short", or "" when no session was held. The codes are offered, those
    that fit best first; the clinician chooses.
    """

    early: bool
    letter: str
    steps: tuple[EndingStep, ...]
    codes: tuple[EndCode, ...]

    @property
    def open_steps(self) -> tuple[EndingStep, ...]:
        """What is still missing."""
        return tuple(step for step in self.steps if not step.done)


def ending(progress: Progress, artefacts: Collection[str]) -> Ending:
    """What ending the course now would need, from where it stands."""
    letter = _letter(progress)
    return Ending(
        early=progress.remaining > 0,
        letter=letter,
        steps=tuple(EndingStep(key, _WORDS[key], key in artefacts) for key in _NEEDED[letter]),
        codes=_codes(progress),
    )


_WORDS = {
    "letter_final": "Final goodbye letter",
    "short_letter": "Short letter",
    "end_measures": "Measures at the end",
    "keeping_well": "Keeping-well plan",
    "discharge_summary": "Discharge summary to the GP",
}
_NEEDED = {
    GOODBYE: ("letter_final", "end_measures", "keeping_well", "discharge_summary"),
    SHORT: ("short_letter", "end_measures", "discharge_summary"),
    NO_LETTER: ("discharge_summary",),
}


def _letter(progress: Progress) -> str:
    """A goodbye letter once a session of the last phase was held, a short one before. Own rule."""
    if progress.used == 0:
        return NO_LETTER
    last_phase = progress.protocol.sessions - progress.protocol.phases[-1].sessions
    return GOODBYE if progress.used > last_phase else SHORT


def _codes(progress: Progress) -> tuple[EndCode, ...]:
    """The end codes that fit: of treatments once one began, else of assessments and declining."""
    if progress.used == 0:
        return (
            EndCode.DECLINED,
            EndCode.REFERRED_ELSEWHERE,
            EndCode.SIGNPOSTED,
            EndCode.ADVICE_AGREED,
            EndCode.NOT_SUITABLE,
            EndCode.DIED_ASSESSED,
            EndCode.NOT_KNOWN_ASSESSED,
        )
    return (
        EndCode.COMPLETED,
        EndCode.EARLIER_THAN_PLANNED,
        EndCode.EARLIER_THAN_WISHED,
        EndCode.DIED_TREATED,
        EndCode.NOT_KNOWN_TREATED,
    )
