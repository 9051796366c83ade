"""The states of a letter: draft, shared, replied, final; and the moves between.

    draft -> shared -> (replied) -> final
      '----------------------------> final   (letters the client does not see first)

Nothing is shared by the clock or by the program: each move is somebody's act.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

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
    LetterState.DRAFT: "Draft, only you",
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


def check_move(
    kind: str, present: LetterState, to: LetterState, *, last_session_reached: bool
) -> None:
    """Raise Refusal when a letter of this kind cannot move from ``present`` to ``to``.

    A goodbye letter is final only once the last session has come, or the course is ending.
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
    if kind == "goodbye" and to is LetterState.FINAL and not last_session_reached:
        raise Refusal(
            "The goodbye letter is given in the last session.",
            "Share it as a draft until then, or end the course early first.",
        )
