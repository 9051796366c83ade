"""The states of a focus: draft, said in session, shared, agreed, revised; and the moves between.

    draft -> said -> shared -> agreed -> revised
               |        '---------------> revised
               '--------------> agreed

Nothing reaches the client's pages before it was said in the room. A wording that is revised is
replaced by a next version, which starts as a draft again.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from betweenus.domain.formulation.drawing import draw
from betweenus.domain.refusals import Refusal


class FocusState(StrEnum):
    """Where a wording of the focus stands. Values are stored."""

    DRAFT = "draft"
    SAID = "said"
    SHARED = "shared"
    AGREED = "agreed"
    REVISED = "revised"

    @property
    def words(self) -> str:
        """What it is called on a page."""
        return _WORDS[self]

    @property
    def visible_to_client(self) -> bool:
        """Whether the client's own pages may show this wording."""
        return self in (FocusState.SHARED, FocusState.AGREED)


_WORDS = {
    FocusState.DRAFT: "Draft, not shared",
    FocusState.SAID: "Said in session",
    FocusState.SHARED: "Shared with the client",
    FocusState.AGREED: "Agreed",
    FocusState.REVISED: "Revised: a newer version stands",
}

MOVES: Mapping[FocusState, tuple[FocusState, ...]] = MappingProxyType(
    {
        FocusState.DRAFT: (FocusState.SAID,),
        FocusState.SAID: (FocusState.SHARED, FocusState.AGREED),
        # A wording the client does not recognise is replaced without ever having been agreed.
        FocusState.SHARED: (FocusState.AGREED, FocusState.REVISED),
        FocusState.AGREED: (FocusState.REVISED,),
        FocusState.REVISED: (),
    }
)
MOVE_WORDS: Mapping[FocusState, str] = MappingProxyType(
    {
        FocusState.SAID: "I said this in session",
        FocusState.SHARED: "Share it with the client",
        FocusState.AGREED: "We agreed on it",
        FocusState.REVISED: "Replace it by a new version",
    }
)
# Who brings a wording into a state, in words; the permission table decides (Act.MOVE_FOCUS).
MOVED_BY: Mapping[FocusState, str] = MappingProxyType(
    {
        FocusState.SAID: "the therapist, once it was put to the client in the room",
        FocusState.SHARED: "the therapist, who thereby puts it on the client's own pages",
        FocusState.AGREED: "the therapist, when client and therapist have agreed on the wording",
        FocusState.REVISED: "the therapist, by agreeing on a later version",
    }
)


def check_move(present: FocusState, to: FocusState) -> None:
    """Raise Refusal when a focus in ``present`` cannot move to ``to``."""
    if to in MOVES[present]:
        return
    if to.visible_to_client and present is FocusState.DRAFT:
        raise Refusal(
            "This wording has not been said in session yet.",
            "Put it to the client in the room first, and mark it as said; then share it.",
        )
    raise Refusal(
        f"A focus that is “{present.words}” cannot become “{to.words}”.",
        "Open the focus again to see where it stands now.",
    )


def drawing() -> str:
    """The states as a diagram and a table, for docs/made."""
    return draw(MOVES, MOVED_BY)
