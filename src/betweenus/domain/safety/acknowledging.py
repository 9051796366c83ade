"""How a risk sign is acknowledged: by saying what was done."""

from dataclasses import dataclass
from enum import StrEnum

from betweenus.domain.refusals import Refusal


class Done(StrEnum):
    """What was done about a risk sign. Stored, so never renamed."""

    SPOKE = "spoke with client"
    SAFETY_PLAN = "safety plan"
    NEXT_SESSION = "next session"
    PASSED_ON = "passed on"
    GP = "contacted GP"
    EMERGENCY = "emergency services"
    KNOWN = "known and planned for"
    NOT_REACHED = "not reached"
    OTHER = "other"


DONE_WORDS: dict[Done, str] = {
    Done.SPOKE: "I spoke with the client about it",
    Done.SAFETY_PLAN: "We made or went over a safety plan",
    Done.NEXT_SESSION: "It can wait for the next session (say why, and when that is)",
    Done.PASSED_ON: "I passed it to the crisis team or duty clinician (say to whom)",
    Done.GP: "I contacted the GP",
    Done.EMERGENCY: "I called the emergency services",
    Done.KNOWN: "It is known and there is a plan for it (say where)",
    Done.NOT_REACHED: "I tried and could not reach the client (say how; the task stays open)",
    Done.OTHER: "Something else (say what)",
}

NEEDS_WORDS = frozenset(
    {Done.NEXT_SESSION, Done.PASSED_ON, Done.KNOWN, Done.NOT_REACHED, Done.OTHER}
)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What was done about a sign, valid once made; raises ``Refusal`` if words are needed."""

    done: Done
    words: str = ""

    def __post_init__(self) -> None:
        """A choice that says nothing by itself needs words."""
        if self.done in NEEDS_WORDS and not self.words.strip():
            raise Refusal(
                f"\u201c{DONE_WORDS[self.done]}\u201d needs a few words.",
                "Write them in the box below your choice.",
                field="words",
            )

    @property
    def closes(self) -> bool:
        """Whether the task is finished. Trying and failing to reach somebody is not enough."""
        return self.done is not Done.NOT_REACHED


def acknowledgement(done: str, words: str = "") -> Acknowledgement:
    """What a form said was done; raises ``Refusal`` for a choice that is not on the list."""
    if done not in tuple(Done):
        raise Refusal(
            "Nothing was chosen for what was done.",
            "Choose what was done, then save again.",
            field="done",
        )
    return Acknowledgement(Done(done), words)
