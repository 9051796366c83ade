"""Withholding: keeping part of a record back from its own person, for a reason that can be checked.

Nothing is withheld because it is embarrassing, nor because it was meant for supervision only: notes
about somebody are theirs to read (clinical.md 7.2). Who cared for them is not hidden either.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from betweenus.domain.refusals import Refusal


class Reason(StrEnum):
    """Why something is kept back."""

    SERIOUS_HARM = "serious harm"
    SOMEBODY_ELSE = "somebody else"

    @property
    def words(self) -> str:
        """What to call it on a page."""
        return _WORDS[self]


_WORDS = {
    Reason.SERIOUS_HARM: "It would be likely to cause serious harm to somebody’s health",
    Reason.SOMEBODY_ELSE: "It is about somebody else, who has not agreed",
}


@dataclass(frozen=True, slots=True)
class Withholding:
    """One part kept back: ``item`` as the copy numbers it, and why.

    Serious harm needs the opinion of the health professional responsible for the care: who, and
    when they gave it (clinical.md 7.2, found: ICO).
    """

    item: str
    reason: Reason
    words: str
    professional: str = ""
    opinion_on: date | None = None


def check_withholding(one: Withholding, today: date) -> None:
    """Raises Refusal naming what is missing before this may be kept back."""
    if not one.words.strip():
        raise Refusal(
            "Say why this is kept back.",
            "Who asks later will want to know what was weighed.",
            field="words",
        )
    if one.reason is not Reason.SERIOUS_HARM:
        return
    if not one.professional.strip():
        raise Refusal(
            "Serious harm needs the opinion of the health professional responsible for the care.",
            "Write their name and what they are.",
            field="professional",
        )
    if one.opinion_on is None or one.opinion_on > today:
        raise Refusal(
            "Say on which day the professional gave that opinion.",
            "It must have been given already.",
            field="opinion_on",
        )
