"""What was made of a passage: kept as offered, kept in other words, dismissed, taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class PassageState(StrEnum):
    """What a person made of a passage; one nobody has decided on has none."""

    CONFIRMED = "confirmed"
    EDITED = "edited"
    DISMISSED = "dismissed"
    REOPENED = "reopened"

    @property
    def open(self) -> bool:
        """Whether it is to be decided on again."""
        return self is PassageState.REOPENED

    @property
    def kept(self) -> bool:
        """Whether it became an episode."""
        return self in (PassageState.CONFIRMED, PassageState.EDITED)


@dataclass(frozen=True, slots=True)
class PassageDecision:
    """One decision on turns ``first`` to ``last``, both included."""

    first: int
    last: int
    state: PassageState


def standing(decisions: Iterable[PassageDecision]) -> tuple[PassageDecision, ...]:
    """The newest decision on each passage, in the order told; those taken back are left out."""
    newest = {(one.first, one.last): one for one in decisions}
    return tuple(one for _, one in sorted(newest.items()) if not one.state.open)


def decided(first: int, last: int, standing_ones: Sequence[PassageDecision]) -> bool:
    """Whether at least half of these turns were decided on.

    Another version of the rules may cut the same story a little differently; it is not asked twice.
    """
    turns = range(first, last + 1)
    done = sum(any(one.first <= at <= one.last for one in standing_ones) for at in turns)
    return done * 2 >= len(turns)
