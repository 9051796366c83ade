"""What the picture of a focus is drawn from, and the words on it for either reader."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Focus:
    """The shared focus. An empty part is drawn as an invitation to fill it in.

    `hidden`, `defence` and `cost` are None where the reader must not see them yet (a defence is
    the therapist's until it has been agreed): then neither part nor invitation is drawn.
    """

    self_view: str = ""
    other_view: str = ""
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] | None = ()
    defence: str | None = ""
    cost: str | None = None


class Voice(StrEnum):
    """Whose words head the parts: plain ones for both, or the clinician's short ones."""

    PLAIN = "plain"
    CLINICIAN = "clinician"


@dataclass(frozen=True)
class Headings:
    """How each part is called, and how an empty one invites."""

    self_view: tuple[str, str]
    other_view: tuple[str, str]
    shown: tuple[str, str]
    hidden: tuple[str, str]
    defence: tuple[str, str]
    cost: tuple[str, str]


HEADINGS = {
    Voice.PLAIN: Headings(
        self_view=("How I see myself", "When this happens, I feel I am …"),
        other_view=("How other people seem", "… and other people seem …"),
        shown=("What I feel", "The feeling between us"),
        hidden=("Underneath", "Another feeling, hidden?"),
        defence=("How I keep safe", "What do I do so that it hurts less?"),
        cost=("What it costs me", "What does this way of coping cost?"),
    ),
    Voice.CLINICIAN: Headings(
        self_view=("Self", "When this happens, I feel I am …"),
        other_view=("Other", "… and other people seem …"),
        shown=("Affect shown", "The feeling that links the two"),
        hidden=("Affect hidden", "Another feeling beneath it?"),
        defence=("Defence", "What does the pattern protect against?"),
        cost=("Cost", "How does it keep the symptoms going?"),
    ),
}
