"""The states of a letter: draft, shared, replied, final; and the moves between.

    draft -> shared -> (replied) -> final
      '----------------------------> final   (letters the client does not see first)

Nothing is shared by the clock or by the program: each move is somebody's act.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from betweenus.domain.formulation.drawing import draw
from betweenus.domain.refusals import Refusal


class LetterState(StrEnum):
    """Where a letter stands. Values are stored."""

    DRAFT = "draft"
    SHARED = "shared"
    REPLIED = "replied"
    FINAL = "final"

    @property
    def words(self) -> str:
        """What it is called on a page."""
        return _WORDS[self]

    @property
    def visible_to_client(self) -> bool:
        """Whether the client's own pages may show it."""
        return self is not LetterState.DRAFT


_WORDS = {
    LetterState.DRAFT: "Draft, not shared",
    LetterState.SHARED: "Shared as a draft",
    LetterState.REPLIED: "The client has written back",
    LetterState.FINAL: "Final",
}

# A letter goes back to draft only by a new version, which keeps what was shared as it was.
MOVES: Mapping[LetterState, tuple[LetterState, ...]] = MappingProxyType(
    {
        LetterState.DRAFT: (LetterState.SHARED, LetterState.FINAL),
        LetterState.SHARED: (LetterState.REPLIED, LetterState.SHARED, LetterState.FINAL),
        LetterState.REPLIED: (LetterState.SHARED, LetterState.REPLIED, LetterState.FINAL),
        LetterState.FINAL: (),
    }
)
# Who brings a letter into a state, in words; the permission table decides.
MOVED_BY: Mapping[LetterState, str] = MappingProxyType(
    {
        LetterState.SHARED: "the therapist, by hand; usually in session 13 or 14",
        LetterState.REPLIED: "the client, by writing back",
        LetterState.FINAL: "the therapist, by hand, from the last session on, or as the course "
        "ends",
    }
)
_TOO_EARLY = {
    "goodbye": (
        "The goodbye letter is given in the last session.",
        "Share it as a draft until then, or end the course early first.",
    ),
    "short": (
        "A short letter is for a course that ends early, and this one has not ended.",
        "End the course early first, or write the goodbye letter.",
    ),
    "discharge": (
        "The course has not come to its last session, so there is no discharge yet.",
        "Keep the summary as a draft until then, or end the course early first.",
    ),
    "keeping_well": (
        "The keeping-well plan is finished in the last session.",
        "Share it as a draft until then, so that both of you can add to it.",
    ),
}


def last_session_reached(
    *, remaining: int, next_on: date | None, today: date, ending: bool
) -> bool:
    """Whether a final letter may be given: the last session is held, or is today, or the course
    is ending or has ended early (``ending``). ``next_on`` is the day of the next booked session.
    """
    if ending or remaining <= 0:
        return True
    return remaining == 1 and next_on is not None and next_on <= today


def check_move(
    kind: str, present: LetterState, to: LetterState, *, last_session_reached: bool
) -> None:
    """Raise Refusal when a letter of this kind cannot move from ``present`` to ``to``.

    No letter is final before the last session has come, or the course is ending.
    """
    if to not in MOVES[present]:
        raise Refusal(
            f"A letter that is “{present.words}” cannot become “{to.words}”.",
            "Open it again to see where it stands now.",
        )
    if kind == "discharge" and to is LetterState.SHARED:
        raise Refusal(
            "A discharge summary goes to the GP when it is final.",
            "Make it final; the client gets a copy then.",
        )
    if to is LetterState.FINAL and not last_session_reached:
        raise Refusal(*_TOO_EARLY.get(kind, _TOO_EARLY["goodbye"]))


def drawing() -> str:
    """The states as a diagram and a table, for docs/made."""
    return draw(MOVES, MOVED_BY)
