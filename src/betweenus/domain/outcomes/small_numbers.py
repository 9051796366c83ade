"""Small numbers: what is said instead of a count so small that somebody might be recognised by it.

Counts of 1 to 4 are not said (published figures of the national data set are suppressed or rounded
at 5; clinical.md 4.1). Where parts add up to a number that is said, a single part left out could be
worked out again, so the next smallest is left out with it.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

SMALL = 5
FEWER = f"fewer than {SMALL}"
NOT_SHOWN = "not shown"
RULE = (
    f"A number from 1 to {SMALL - 1} is written “{FEWER}”, so that nobody can be recognised by it."
    f" Where it could be worked out from a total, the next smallest is “{NOT_SHOWN}” as well."
)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it may be said; ``count`` is None where it may not."""

    count: int | None
    words: str

    def __str__(self) -> str:
        return self.words


def shown(count: int) -> Shown:
    """A count that stands by itself."""
    return Shown(None, FEWER) if _small(count) else Shown(count, str(count))


def shown_parts(counts: Mapping[Key, int]) -> dict[Key, Shown]:
    """Counts that add up to a total that is said or known."""
    found = {key: shown(count) for key, count in counts.items()}
    hidden = [key for key, one in found.items() if one.count is None]
    if len(hidden) == 1:
        others = [key for key, one in found.items() if one.count]
        if others:
            found[min(others, key=lambda key: counts[key])] = Shown(None, NOT_SHOWN)
    return found


def percent(part: Shown, whole: Shown) -> str:
    """A share in whole per cent; "" where it would tell a count that is not said."""
    if part.count is None or not whole.count:
        return ""
    return f"{round(100 * part.count / whole.count)}%"


def _small(count: int) -> bool:
    return 0 < count < SMALL
